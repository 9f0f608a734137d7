package directory

import (
	"cmp"
	"slices"
	"time"
)

// Call is one channel of a contact as it stands at a moment.
type Call struct {
	Contact string // id
	Name    string // of the contact
	Purpose Purpose
	Office  string // name of the contact's office, or ""
	Channel Channel
	Open    bool      // somebody answers now; false where no hours are told but for the team's
	Opens   time.Time // when somebody answers next; zero while open, or unknown
	Expired bool      // the key that it needs has expired
	Proof   time.Time // when it last answered a drill; zero for never
	Score   *Score    // of the contact; nil where it was never tried
}

// Usable tells whether the channel can be used now.
func (c Call) Usable() bool { return c.Open && !c.Expired }

// calls lists the channels to try as of a moment: those that can be used now
// before those that cannot, then by urgency of purpose, then in the party's own
// order. What the contact itself does not say of its hours, the team's hours say;
// a contact for emergencies without hours answers always.
func (s Said) calls(now time.Time, known standing) []Call {
	zone := s.Team.zoneOf()
	var out []Call
	for _, c := range s.Contacts {
		for _, ch := range c.Channels {
			hours := ch.Hours
			if !hours.Said() {
				hours = s.Team.Hours
				if c.Purpose == Emergency {
					hours = Hours{Always: true}
				}
			}
			x := Call{Contact: c.ID, Name: c.Name, Purpose: c.Purpose, Channel: ch, Open: hours.Open(now, zone), Proof: known.proofs[place{c.ID, ch.Medium, ch.Address}], Score: known.contacts[c.ID]}
			for _, o := range s.Offices {
				if o.ID == c.Office {
					x.Office = s.answering(o).Name
				}
			}
			if !x.Open {
				x.Opens = hours.Next(now, zone)
			}
			if k, ok := s.key(ch.Key); ok {
				x.Expired = k.Expired(now)
			}
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(x, y Call) int {
		return cmp.Or(cmp.Compare(rank(!x.Usable()), rank(!y.Usable())), cmp.Compare(slices.Index(purposes, x.Purpose), slices.Index(purposes, y.Purpose)))
	})
	return out
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// answering follows an office's successors to the one that answers now.
func (s Said) answering(o Office) Office {
	for range s.Offices {
		i := slices.IndexFunc(s.Offices, func(x Office) bool { return x.ID == o.Successor })
		if o.Successor == "" || i < 0 {
			return o
		}
		o = s.Offices[i]
	}
	return o
}

// onHours tells whether any contact can be used now.
func onHours(calls []Call) bool { return slices.ContainsFunc(calls, Call.Usable) }
