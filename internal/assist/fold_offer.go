package assist

import (
	"slices"

	"entente/internal/base/errs"
	"entente/internal/matter"
)

func (c *Case) offered(x matter.Said, b *Offer) error {
	a := c.answer(x.Party)
	switch {
	case a == nil:
		return errAsked
	case c.offer(b.ID) != nil:
		return errTwice
	case !b.Valid.After(x.At):
		return errs.New(errs.Invalid, "an offer can be accepted until a moment after it is made")
	}
	o := Offered{Offer: *b, Party: x.Party, By: x.By, At: x.At, Stand: []LineStand{}, Cards: []SealedCard{}, last: x.At}
	for _, l := range b.Lines {
		if _, ok := c.Request.role(l.Role); !ok {
			return errs.New(errs.Invalid, "the request asks for no role %q", errs.Clip(l.Role))
		}
		if c.pseudonymTaken(l) {
			return errs.New(errs.Conflict, "a person whom the offer names is offered or bound here already")
		}
		o.Stand = append(o.Stand, LineStand{Line: l.ID, State: LineOpen})
	}
	c.Offers = append(c.Offers, o)
	c.answered(a, x, ActOffered, "", "")
	return nil
}

// pseudonymTaken tells whether a person is offered here by another line that
// still counts.
func (c *Case) pseudonymTaken(l Line) bool {
	return l.Card != nil && slices.ContainsFunc(c.Offers, func(o Offered) bool {
		return slices.ContainsFunc(o.Lines, func(y Line) bool {
			s := o.stand(y.ID).State
			return y.Card != nil && y.Card.Pseudonym == l.Card.Pseudonym && (s == LineOpen || s == LineAccepted || s.out())
		})
	})
}

// step is where an act on lines leads from and to, and who may state it.
type step struct {
	owner bool // else the party whose offer it is
	from  []LineState
	to    LineState
}

func stepOf(act, stage string) step {
	switch act {
	case ActUnoffered:
		return step{false, []LineState{LineOpen}, LineWithdrawn}
	case ActAccepted:
		return step{true, []LineState{LineOpen}, LineAccepted}
	case ActHeld:
		return step{false, []LineState{LineAccepted}, LineHeld}
	case ActDeclined:
		return step{false, []LineState{LineAccepted}, LineDeclined}
	case ActHandedOver:
		return step{false, []LineState{LineActive}, LineHandedOver}
	case ActDemobilised:
		return step{false, []LineState{LineHeld, LineMobilising, LineActive, LineHandedOver}, LineReleased}
	}
	if stage == StageMobilising {
		return step{false, []LineState{LineHeld}, LineMobilising}
	}
	return step{true, []LineState{LineHeld, LineMobilising}, LineActive}
}

// lines moves lines of one offer. All of them move, or none.
func (c *Case) lines(x matter.Said, b *OfLines) error {
	o, s := c.offer(b.Offer), stepOf(x.Act, b.Stage)
	switch {
	case o == nil || o.Party != b.Party:
		return errNoOffer
	case s.owner && x.Party != c.Owner:
		return errOwner
	case !s.owner && x.Party != o.Party:
		return errTheirs
	case x.Act == ActAccepted && x.At.After(o.Valid):
		return errExpired
	}
	for _, id := range b.Lines {
		switch l := o.stand(id); {
		case l == nil:
			return errNoOffer
		case l.State == s.to:
			return errTwice
		case !slices.Contains(s.from, l.State):
			return errState
		}
	}
	for _, id := range b.Lines {
		l := o.stand(id)
		l.State, l.At, l.Text = s.to, x.At, b.Text
		switch s.to {
		case LineAccepted:
			l.Accepted, l.Whole = x.At, b.Whole
		case LineHeld:
			l.Held = x.At
		case LineActive:
			l.Arrived = x.At
		}
		if b.Where != "" {
			l.Where = b.Where
		}
	}
	if x.Act == ActHeld {
		o.Cards = append(o.Cards, SealedCard{Lines: b.Lines, Sealed: b.Cards})
	}
	o.last = x.At
	return nil
}

func (c *Case) withdrawn(x matter.Said, b *Words) error {
	switch {
	case x.Party != c.Owner:
		return errOwner
	case c.busy():
		return errs.New(errs.Conflict, "people are accepted or held; when they are released, the request is closed")
	}
	c.State, c.Outcome = Withdrawn, b.Text
	return nil
}

// busy tells whether an acceptance waits or somebody is bound.
func (c *Case) busy() bool {
	return slices.ContainsFunc(c.Offers, func(o Offered) bool {
		return o.any(func(s LineState) bool { return s == LineAccepted || s.out() })
	})
}
