package crisis

import (
	"slices"
	"time"

	"entente/internal/base/ids"
)

// Outcome is what a round comes to.
type Outcome string

// The outcomes.
const (
	Adopted   Outcome = "adopted"
	Broken    Outcome = "broken"    // a member objected
	Rejected  Outcome = "rejected"  // of a majority: it is none
	Lapsed    Outcome = "lapsed"    // members that had to state did not
	Unreached Outcome = "unreached" // the text did not reach all whom it had to
	Recalled  Outcome = "withdrawn"
)

// Outcomes lists them all.
func Outcomes() []Outcome {
	return []Outcome{Adopted, Broken, Rejected, Lapsed, Unreached, Recalled}
}

// Round is one text before the members, from when it was put.
type Round struct {
	Rev       int
	Text      string // digest
	Level     string
	Mode      Mode
	Urgent    string
	Rehearsal bool
	Put       time.Time // recorded
	Expires   time.Time
	Automatic int // extensions by rule
	Extended  []Extension
	Delivered map[ids.Party]Delivery
	Stands    map[ids.Party]Standing // the one that counts
	Late      []Standing             // made or recorded after the expiry, without effect
	Called    map[ids.Party]Call
	Left      map[ids.Party]string // left out, and why
	Recalled  string               // why it was withdrawn
	Closing   *Closing
}

// Extension is one later expiry.
type Extension struct {
	From, To time.Time
	Reason   string // empty where the rule extended
	At       time.Time
}

// Delivery is the text at a member.
type Delivery struct {
	Made     time.Time // by the member's clock
	Recorded time.Time // by the hub's
	Able     bool
	Why      string
	Opened   time.Time // a person had read it; by the member's clock
	OpenedBy string
}

// Standing is what a member stated.
type Standing struct {
	Party     ids.Party
	Stand     Stand
	Words     string
	Amendment map[string]string
	Office    string
	By        string
	Second    string
	Made      time.Time
	Recorded  time.Time
	Heeded    bool // came in after the expiry, and counts by rule
	Digest    string
}

// Call is what a member said by another channel.
type Call struct {
	Channel, Person string
	Stand           Stand
	Words           string
	By              string
	At              time.Time
}

// counted lists the members that the round decides by.
func (r *Round) counted(rules Rules) []ids.Party {
	return slices.DeleteFunc(slices.Clone(rules.Members), func(p ids.Party) bool { _, left := r.Left[p]; return left })
}

// Waiting lists the members whom the text has not reached before a moment, and
// who did not answer by another channel.
func (r *Round) Waiting(rules Rules, t time.Time) []ids.Party {
	return slices.DeleteFunc(r.counted(rules), func(p ids.Party) bool {
		_, called := r.Called[p]
		return called || r.reached(p, t)
	})
}

// reached tells whether the text was at a member before a moment. Who states on a
// text has it.
func (r *Round) reached(p ids.Party, t time.Time) bool {
	d, ok := r.Delivered[p]
	s, said := r.Stands[p]
	return ok && d.Recorded.Before(t) || said && s.Recorded.Before(t)
}

// settle lets the rule extend what has run out without reaching everybody.
func (r *Round) settle(rules Rules, t time.Time) {
	for rules.Unreached == UnreachedExtend && r.Automatic < maxAutomatic && !t.Before(r.Expires) && len(r.Waiting(rules, r.Expires)) > 0 && r.Recalled == "" {
		to := r.Expires.Add(r.period())
		r.Extended = append(r.Extended, Extension{From: r.Expires, To: to, At: r.Expires})
		r.Expires = to
		r.Automatic++
	}
}

// period is how long the text was first put for.
func (r *Round) period() time.Duration {
	first := r.Expires
	if len(r.Extended) > 0 {
		first = r.Extended[0].From
	}
	return first.Sub(r.Put)
}

// stand gives what counts for a member: by itself, or by another channel.
func (r *Round) stand(p ids.Party) (Stand, bool) {
	if s, ok := r.Stands[p]; ok {
		return s.Stand, true
	}
	c, ok := r.Called[p]
	return c.Stand, ok
}

// consenting lists those whom an adoption binds by their own will: the secretariat,
// and the members that it counts and that did not object.
func (r *Round) consenting(rules Rules) []ids.Party {
	return append(slices.DeleteFunc(r.counted(rules), func(p ids.Party) bool { s, _ := r.stand(p); return s == Break }), rules.Secretariat)
}

// Deadline is when the round is judged at the latest: the expiry, and the grace
// where late objections are heeded.
func (r *Round) Deadline(rules Rules) time.Time {
	if rules.Late == LateHeeded {
		return r.Expires.Add(rules.Grace)
	}
	return r.Expires
}

// judge tells what the round comes to, when it is due at a moment of the hub's
// clock.
func (r *Round) judge(rules Rules, t time.Time) (out Outcome, due bool) {
	tally := map[Stand]int{}
	counted := r.counted(rules)
	for _, p := range counted {
		if s, ok := r.stand(p); ok {
			tally[s]++
		}
	}
	stated := tally[Join] + tally[Reserve] + tally[Break]
	everybody := stated == len(counted)
	switch {
	case r.Recalled != "":
		return Recalled, true
	case r.Mode != Majority && tally[Break] > 0:
		return Broken, true
	case t.Before(r.Deadline(rules)) && !everybody:
		return "", false
	case len(r.Waiting(rules, r.Expires)) > 0 || len(counted) < rules.Quorum || len(counted) == 0:
		return Unreached, true
	case r.Mode == Unanimity && everybody && tally[Reserve] > 0 && t.Before(r.Deadline(rules)):
		return "", false // a reservation can still be given up
	}
	return r.carried(rules, tally, everybody), true
}

func (r *Round) carried(rules Rules, tally map[Stand]int, everybody bool) Outcome {
	stated := tally[Join] + tally[Reserve] + tally[Break]
	switch r.Mode {
	case Silence:
		return Adopted
	case Consensus:
		if everybody {
			return Adopted
		}
	case Unanimity:
		if everybody && tally[Reserve] == 0 {
			return Adopted
		}
	case Majority:
		switch {
		case stated == 0 || stated < rules.Quorum:
			return Lapsed
		case tally[Join]+tally[Reserve] > tally[Break]:
			return Adopted
		}
		return Rejected
	}
	return Lapsed
}

// able tells whether every node that would have to carry the effects out has said
// that it can. A rehearsal sets nothing going.
func (r *Round) able(rules Rules) bool {
	return !r.Rehearsal && !slices.ContainsFunc(r.counted(rules), func(p ids.Party) bool { return !r.Delivered[p].Able })
}
