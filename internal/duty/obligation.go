package duty

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/agreement"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// Obligation is one thing that one party owes the others, with its clock.
type Obligation struct {
	ID        string
	Term      agreement.Term
	Owed      ids.Party // who owes it
	Call      string    // empty for a duty that comes again and again
	Period    int64
	Caller    ids.Party   // who called for it; empty without a call
	Told      []ids.Party // who hears of it; none: all parties
	What      string      // what was called for
	From      time.Time   // from when the clock runs
	Due       time.Time
	MetAt     time.Time // zero while it is not met
	MetBy     string
	Answer    string // how it was met
	Reference string
	Excused   string // why; empty when it is not
	Contested string // why; empty when it is not
	Judge     []ids.Party
}

// State is where an obligation stands.
type State string

// The states.
const (
	Running  State = "running"
	Lapsed   State = "lapsed" // the clock has run out and it is not met
	InTime   State = "met"
	Late     State = "late" // met after the clock had run out
	Forgiven State = "excused"
	Disputed State = "contested" // said to be met; who it is owed to says that it is not
)

// StateAt gives where the obligation stands at a moment.
func (o Obligation) StateAt(t time.Time) State {
	switch {
	case o.Excused != "":
		return Forgiven
	case o.Contested != "":
		return Disputed
	case !o.MetAt.IsZero() && o.MetAt.After(o.Due):
		return Late
	case !o.MetAt.IsZero():
		return InTime
	case !t.Before(o.Due):
		return Lapsed
	}
	return Running
}

// Open tells that somebody still has to do something about it.
func (o Obligation) Open(t time.Time) bool {
	s := o.StateAt(t)
	return s == Running || s == Lapsed || s == Disputed
}

// Soon is the moment from which a running obligation asks for attention: when a
// quarter of its time is left, a week at most.
func (o Obligation) Soon() time.Time {
	return o.Due.Add(-min(o.Due.Sub(o.From)/4, 7*24*time.Hour))
}

// obligations lists what fell due under an agreement after from and up to upTo,
// and what runs at upTo: the next period of each duty, and open calls. They come
// in the order of their clocks.
//
// What the parties have agreed counts as it is known now. What fell due while the agreement was suspended, or ended, is owed by nobody.
func obligations(a agreement.Agreement, said []stated, from, upTo, now time.Time) []Obligation {
	var out []Obligation
	for _, e := range a.Engagements(now) {
		if e.Provision.Force == "may" {
			continue
		}
		if entry, _ := clause.EntryOf(e.Provision.Kind); entry.Effect == clause.Periodic {
			out = append(out, periodic(a.ID, e, from, upTo)...)
		} else {
			out = append(out, called(e, said, from, upTo)...)
		}
	}
	at := map[string]int{}
	for i, o := range out {
		at[o.ID] = i
	}
	for _, s := range said {
		if s.Act == Called || s.At.After(upTo) {
			continue
		}
		if i, ok := at[s.obligation(s.Owed[0])]; ok {
			out[i].apply(s)
		}
	}
	slices.SortStableFunc(out, func(x, y Obligation) int {
		if c := x.Due.Compare(y.Due); c != 0 {
			return c
		}
		return strings.Compare(x.Term.Provision.ID+string(x.Owed)+x.ID, y.Term.Provision.ID+string(y.Owed)+y.ID)
	})
	return out
}

// periodic lists the periods of one duty that fall due after from, up to the
// first one after upTo.
func periodic(id string, e agreement.Engagement, from, upTo time.Time) []Obligation {
	every := clause.MustSpan(e.Provision.Every)
	n := 1
	for step := 1 << 20; step > 0; step >>= 1 { // the last period that is over at from
		if m := n + step; m <= maxPeriod && !every.After(e.Since, m).After(from) {
			n = m
		}
	}
	var out []Obligation
	for ; n <= maxPeriod; n++ {
		opens, due := every.After(e.Since, n-1), every.After(e.Since, n)
		if due.After(from) {
			for _, p := range e.Owes {
				if e.Owed(p, due) {
					out = append(out, Obligation{ID: periodicID(id, e.Digest, e.Provision.ID, int64(n), p), Term: e.Term, Owed: p, Period: int64(n), From: opens, Due: due, Judge: judges(e, p, "")})
				}
			}
		}
		if due.After(upTo) || !e.Until.IsZero() && !due.Before(e.Until) {
			return out
		}
	}
	return out
}

func periodicID(agreement, digest, provision string, period int64, owed ids.Party) string {
	return ids.Named(uuid.MustParse(agreement), strings.Join([]string{"obligation", digest, provision, strconv.FormatInt(period, 10), string(owed)}, "/"))
}

// called lists what was called for under one duty and fell due after from, or is
// open. A call counts when its caller was bound when it was made, and for each
// party that had the duty then.
func called(e agreement.Engagement, said []stated, from, upTo time.Time) []Obligation {
	within := clause.MustSpan(e.Provision.Within)
	var out []Obligation
	seen := map[string]bool{}
	for _, s := range said {
		if s.Act != Called || s.At.After(upTo) || s.Digest != e.Digest || s.Provision != e.Provision.ID || seen[s.Call] || !mayCall(e, s.Statement) {
			continue
		}
		seen[s.Call] = true
		due := within.After(s.From, 1)
		for _, p := range s.Owed {
			if e.Owed(p, s.At) && (due.After(from) || s.At.After(from)) {
				out = append(out, Obligation{ID: calledID(s.Call, p), Term: e.Term, Owed: p, Call: s.Call, Caller: s.Party, Told: s.Told, What: s.Text, From: s.From, Due: due, Judge: judges(e, p, s.Party)})
			}
		}
	}
	return out
}

// mayCall tells whether a call is one that its party may make: on itself from
// whenever the cause was known, on others from its own date.
func mayCall(e agreement.Engagement, s Statement) bool {
	self := len(s.Owed) == 1 && s.Owed[0] == s.Party
	if !e.Bound(s.Party, s.At) || !self && (slices.Contains(s.Owed, s.Party) || !s.From.Equal(s.At)) {
		return false
	}
	return !s.From.Before(e.Since)
}

// judges lists who says whether one party has met what it owes: who called for
// it, else the depositary, else any other party.
func judges(e agreement.Engagement, owed, caller ids.Party) []ids.Party {
	for _, one := range []ids.Party{caller, e.Depositary} {
		if one != "" && one != owed {
			return []ids.Party{one}
		}
	}
	return slices.DeleteFunc(slices.Clone(e.Parties), func(p ids.Party) bool { return p == owed })
}

// apply takes what was stated about an obligation, by dates. What its party may
// not say changes nothing, in the same way at every node.
func (o *Obligation) apply(s stated) {
	if o.Excused != "" || s.At.Before(o.From) {
		return
	}
	switch {
	case s.Act == Met && s.Party == o.Owed && (o.MetAt.IsZero() || o.Contested != ""):
		o.MetAt, o.MetBy, o.Answer, o.Reference, o.Contested = s.At, s.By, s.Text, s.Reference, ""
	case s.Act == Excused && slices.Contains(o.Judge, s.Party) && (o.MetAt.IsZero() || o.Contested != ""): // what is met needs no excuse
		o.Excused, o.Contested = s.Text, ""
	case s.Act == Contested && slices.Contains(o.Judge, s.Party) && !o.MetAt.IsZero():
		o.Contested = s.Text
	}
}
