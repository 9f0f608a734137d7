package assist

import (
	"errors"
	"slices"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/matter"
)

// Fold makes the case of a matter: every statement in the order of dates, each
// either counting or standing in Void with its reason. It is a pure function of
// what the parties have stated.
func Fold(m matter.Matter) (Case, error) {
	open := m.Opening()
	b, err := bodyOf(open.Statement)
	if err != nil {
		return Case{}, err
	}
	l, ok := b.(*Lodged)
	if !ok {
		return Case{}, errForm
	}
	c := Case{ID: m.ID, Realm: m.Realm, Owner: m.Owner, Centre: m.Centre, Parties: m.Parties, Agreement: m.Agreement, Provision: m.Provision, Ground: l.Ground,
		Request: l.Request, Authorised: l.Authorised, AuthorisedAt: l.AuthorisedAt, Lodged: open.At, LodgedBy: open.By, seal: l.Seal, answerWithin: l.AnswerWithin,
		Answers: []Answer{}, Offers: []Offered{}, Notes: []Noted{}, Tasks: []Task{}, Shifts: []Shifted{}, Evidence: []Item{}, Costs: []Costed{}, Reports: []Said{}, Lessons: []Learned{}, Void: []Void{}}
	c.ask(open.Terms.To, open.At, l.Call)
	c.State = c.state()
	for _, x := range m.Said[1:] {
		if err := c.apply(x); err != nil {
			c.Void = append(c.Void, voidOf(x, err))
			continue
		}
		c.State = c.state()
	}
	slices.SortStableFunc(c.Shifts, func(a, b Shifted) int { return a.From.Compare(b.From) })
	return c, nil
}

func voidOf(x matter.Said, err error) Void {
	v := Void{Party: x.Party, N: x.N, Act: x.Act, At: x.At, Kind: errs.KindOf(err), Why: errs.PhraseOf(err), digest: x.Digest()}
	return v
}

// err gives the reason as an error again.
func (v Void) err() error {
	return &errs.Error{Kind: v.Kind, Text: v.Why.String(), Phrase: v.Why}
}

func (c *Case) ask(to []ids.Party, at time.Time, call string) {
	for _, p := range to {
		if c.answer(p) == nil {
			c.Answers = append(c.Answers, Answer{Party: p, Asked: at, Due: c.due(at, call), Call: call})
		}
	}
	slices.SortFunc(c.Answers, func(a, b Answer) int { return strings.Compare(string(a.Party), string(b.Party)) })
}

// What is wrong with a statement, where several acts say the same.
var (
	errOwner    = errs.New(errs.Denied, "only the party that asks can state this")
	errAsked    = errs.New(errs.Denied, "only a party that was asked can state this")
	errCentre   = errs.New(errs.Denied, "only the clearing house, through which the request goes, can state this")
	errTheirs   = errs.New(errs.Denied, "only the party whose offer it is can state this")
	errTwice    = errs.New(errs.Conflict, "this was stated before")
	errOver     = errs.New(errs.Conflict, "the request is withdrawn or closed")
	errNotOver  = errs.New(errs.Conflict, "this can be stated when the request is closed")
	errNoOffer  = errs.New(errs.NotFound, "there is no such offer, or no such line in it")
	errNoItem   = errs.New(errs.NotFound, "there is no such piece of evidence")
	errExpired  = errs.New(errs.Conflict, "the offer could be accepted until a moment that is past")
	errState    = errs.New(errs.Conflict, "a line of the offer does not stand where this could follow")
	errStranger = errs.New(errs.Denied, "only the party that asks and those that have given people can state this")
)

// apply takes one statement or gives the reason why it counts for nothing. It
// changes nothing when it gives one.
func (c *Case) apply(x matter.Said) error {
	b, err := bodyOf(x.Statement)
	if err != nil {
		return typed(err)
	}
	if c.Over() && !slices.Contains([]string{ActReported, ActLearned, ActCosted, ActHanded, matter.ActInvited}, x.Act) {
		return errOver
	}
	switch b := b.(type) {
	case *Invited:
		c.ask(x.Terms.To, x.At, b.Call)
		return nil
	case *Words:
		return c.words(x, b)
	case *Judged:
		return c.judged(x, b)
	case *answer:
		return c.no(x, b)
	case *Offer:
		return c.offered(x, b)
	case *OfLines:
		return c.lines(x, b)
	case *Note:
		return c.noted(x, b)
	case *Shift:
		return c.shifted(x, b)
	case *Evidence:
		return c.registered(x, b)
	case *Custody:
		return c.handed(x, b)
	case *Costs:
		return c.costed(x, b)
	case *Lesson:
		return c.learned(x, b)
	}
	return errForm
}

// typed keeps the reason of a kind; anything else is a form that cannot be read.
func typed(err error) error {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return e
	}
	return errForm
}

func saidOf(x matter.Said, text string) Said {
	return Said{Party: x.Party, By: x.By, At: x.At, Text: text}
}

func (c *Case) words(x matter.Said, b *Words) error {
	switch x.Act {
	case ActAcknowledged:
		a := c.answer(x.Party)
		switch {
		case a == nil:
			return errAsked
		case !a.Acknowledged.IsZero():
			return errTwice
		}
		a.Acknowledged = x.At
	case ActWithdrawn:
		return c.withdrawn(x, b)
	case ActClosed:
		return c.closed(x, b)
	case ActReported:
		return c.reported(x, b)
	}
	return nil
}

func (c *Case) judged(x matter.Said, b *Judged) error {
	if x.Party != c.Centre || c.Centre == c.Owner {
		return errCentre
	}
	if !slices.Equal(b.Values, overridden(Values(c.Request), b.Overrides)) {
		return errs.New(errs.Invalid, "a value of the triage is neither the reckoned one nor one that was overridden with a reason")
	}
	c.Triage = &Triage{Judged: *b, Party: x.Party, By: x.By, At: x.At}
	return nil
}

// no takes a party's no to the request, or to an acceptance.
func (c *Case) no(x matter.Said, b *answer) error {
	if b.Offer != "" {
		return c.lines(x, &OfLines{Party: x.Party, Offer: b.Offer, Lines: b.Lines, Text: b.Text})
	}
	a := c.answer(x.Party)
	switch {
	case a == nil:
		return errAsked
	case a.Answer == x.Act || a.Answer == ActRefused:
		return errTwice
	case slices.ContainsFunc(c.Offers, func(o Offered) bool {
		return o.Party == x.Party && o.any(func(s LineState) bool { return s == LineOpen || s == LineAccepted || s.out() })
	}):
		return errs.New(errs.Conflict, "an offer of this party stands; it is withdrawn first")
	}
	c.answered(a, x, x.Act, b.Text, b.Law)
	return nil
}

// answered notes an answer. The first one meets the clock, so its date stays.
func (c *Case) answered(a *Answer, x matter.Said, how, text, law string) {
	if a.At.IsZero() {
		a.At = x.At
	}
	a.Answer, a.Text, a.Law = how, text, law
}
