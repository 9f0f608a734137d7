package assist

import (
	"time"

	"entente/internal/base/ids"
)

// BoardLine counts one role of a request: seats asked, and people at each step.
// Each count holds those of the steps after it: who is held was offered and
// accepted too.
type BoardLine struct {
	Role     Role `json:"role"`
	Asked    int  `json:"asked"`
	Offered  int  `json:"offered" doc:"In offers that can still be accepted, or that were"`
	Accepted int  `json:"accepted"`
	Held     int  `json:"held" doc:"Binding now"`
	Arrived  int  `json:"arrived" doc:"At work, or already handing over"`
	Released int  `json:"released" doc:"Were held and are back"`
	Missing  int  `json:"missing" doc:"Seats that nobody who is accepted or held fills"`
}

// Board counts asked, offered, accepted and arrived by role, at a moment.
func (c Case) Board(now time.Time) []BoardLine {
	out := []BoardLine{}
	for _, r := range c.Request.Roles {
		b := BoardLine{Role: r, Asked: r.Count}
		for _, o := range c.Offers {
			for _, l := range o.Lines {
				if l.Role == r.ID {
					b.count(l.People(), o.stand(l.ID).State, now.After(o.Valid) || c.Over())
				}
			}
		}
		b.Missing = max(0, b.Asked-b.Accepted)
		out = append(out, b)
	}
	return out
}

func (b *BoardLine) count(n int, s LineState, lapsed bool) {
	switch s {
	case LineWithdrawn, LineDeclined:
		return
	case LineReleased:
		b.Released += n
		return
	case LineOpen:
		if !lapsed {
			b.Offered += n
		}
		return
	}
	b.Offered += n
	b.Accepted += n
	if s.out() {
		b.Held += n
	}
	if s == LineActive || s == LineHandedOver {
		b.Arrived += n
	}
}

// Part is what one party has to do with a case.
type Part struct {
	Asked        bool
	Acknowledged bool
	Answer       string    // the first; empty for none yet
	Due          time.Time // when an answer is due; zero when it was given or none is owed
	Awaits       bool      // an acceptance of an offer of the party waits
	Gives        bool      // people of the party are or were bound
}

// Part tells what a party has to do with the case.
func (c Case) Part(p ids.Party) Part {
	out := Part{Awaits: c.awaits(p), Gives: c.gives(p)}
	if a := c.answer(p); a != nil {
		out.Asked, out.Acknowledged, out.Answer = true, !a.Acknowledged.IsZero(), a.Answer
		if a.Answer == "" && !c.Over() {
			out.Due = a.Due
		}
	}
	return out
}

// Score is the case's by the published criteria: the clearing house's values where
// it has judged, else those that follow from the request.
func Score(c Case) int {
	if c.Triage != nil {
		return c.Triage.Score
	}
	return score(Values(c.Request))
}

// Open counts the lines that can be accepted at a moment.
func (o Offered) Open(now time.Time) int {
	if now.After(o.Valid) {
		return 0
	}
	return len(o.in(LineOpen))
}
