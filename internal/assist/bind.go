package assist

import (
	"context"
	"slices"
	"strconv"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/match"
	"entente/internal/matter"
)

// NewOffer is an offer before it has pseudonyms.
type NewOffer struct {
	Lines      []NewLine
	Services   []string
	From       time.Time // zero for when people are needed
	Until      time.Time // zero for the end of the time asked
	Valid      time.Time
	Caveats    string
	Attested   string
	Cost       string
	Authorised string // who authorised it for the nation; empty for who acts
}

// NewLine is a seat with who would take it: one expert, or a team with those of
// its people that this node is to hold.
type NewLine struct {
	Role    string
	Experts []string // ids of the own pool
	Team    *Team
}

// Offer states what we would give to a request. Whoever stands behind a pseudonym
// is written down here alone.
//
// Errors: NotFound for an expert who is not in the pool; Conflict for one who is
// held or away in that time; the fold's reasons.
func (s *Service) Offer(ctx context.Context, who authz.Actor, realm ids.Realm, id string, n NewOffer) (Case, error) {
	return s.act(ctx, who, authz.AssistOffer, realm, id, ActOffered, func(tx *db.Tx, m matter.Matter, c Case) (any, time.Time, error) {
		o, behind, err := s.prepare(ctx, tx, who, m, c, n)
		if err != nil {
			return nil, time.Time{}, err
		}
		for _, p := range behind {
			if err := savePledge(ctx, tx, realm, p); err != nil {
				return nil, time.Time{}, err
			}
		}
		return o, time.Time{}, s.met(ctx, tx, who, m, c, "offered")
	})
}

// prepare writes an offer with pseudonyms, and who stands behind them.
func (s *Service) prepare(ctx context.Context, tx *db.Tx, who authz.Actor, m matter.Matter, c Case, n NewOffer) (o Offer, behind []pledge, err error) {
	o = Offer{ID: ids.New(), Services: n.Services, From: n.From.UTC(), Until: n.Until.UTC(), Valid: n.Valid.UTC(), Caveats: n.Caveats, Attested: n.Attested, Cost: n.Cost, Authorised: n.Authorised}
	if n.From.IsZero() {
		o.From = c.Request.NeededBy
	}
	if n.Until.IsZero() {
		o.Until = c.Request.ends()
	}
	if o.Authorised == "" {
		o.Authorised = nameOf(who)
	}
	if err := o.window(); err != nil {
		return o, nil, err
	}
	people, err := s.c.Pool.Candidates(ctx, tx, m.Realm, match.Window{From: o.From, To: o.Until})
	if err != nil {
		return o, nil, err
	}
	for i, l := range n.Lines {
		line := Line{ID: strconv.Itoa(i + 1), Role: l.Role, Team: l.Team}
		if l.Team == nil && len(l.Experts) != 1 {
			return o, nil, errs.New(errs.Invalid, "a line offers one person, or a team")
		}
		for _, e := range l.Experts {
			p, err := free(people, e, match.Window{From: o.From, To: o.Until})
			if err != nil {
				return o, nil, err
			}
			if slices.ContainsFunc(behind, func(b pledge) bool { return b.expert == e }) {
				return o, nil, errs.New(errs.Invalid, "a person stands behind one line of an offer")
			}
			if l.Team == nil {
				card := CardOf(s.c.Pool.Pseudonym(e, m.ID), p, o.Until)
				line.Card = &card
			}
			behind = append(behind, pledge{matter: m.ID, offer: o.ID, line: line.ID, expert: e})
		}
		o.Lines = append(o.Lines, line)
	}
	return o, behind, o.check()
}

func (o Offer) window() error {
	if !o.From.Before(o.Until) {
		return errs.New(errs.Invalid, "the time offered ends after it begins")
	}
	return nil
}

func free(people []match.Person, id string, w match.Window) (match.Person, error) {
	i := slices.IndexFunc(people, func(p match.Person) bool { return p.ID == id })
	if i < 0 {
		return match.Person{}, errs.New(errs.NotFound, "there is no such expert in the pool who can be offered")
	}
	if slices.ContainsFunc(people[i].Busy, w.Overlaps) {
		return match.Person{}, errs.New(errs.Conflict, "an expert of the offer is held or away in that time")
	}
	return people[i], nil
}

// Unoffer takes lines of an offer of ours back that nobody has accepted; no lines
// for all that are open.
func (s *Service) Unoffer(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, reason string) (Case, error) {
	return s.onLines(ctx, who, authz.AssistOffer, realm, id, ActUnoffered, OfLines{Offer: offer, Lines: lines, Text: reason}, LineOpen)
}

// Accept accepts an offer, or lines of it. With the request and the offer it is
// the third signature; it binds when the other party's node has held the people.
// whole asks for all of these lines or none.
func (s *Service) Accept(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, whole bool, text string) (Case, error) {
	return s.onLines(ctx, who, authz.AssistDeploy, realm, id, ActAccepted, OfLines{Offer: offer, Lines: lines, Text: text, Whole: whole}, LineOpen)
}

// onLines states an act on lines of an offer; without lines on all that stand
// where it could follow.
func (s *Service) onLines(ctx context.Context, who authz.Actor, may authz.Act, realm ids.Realm, id, verb string, b OfLines, from ...LineState) (Case, error) {
	return s.act(ctx, who, may, realm, id, verb, func(tx *db.Tx, m matter.Matter, c Case) (any, time.Time, error) {
		o := c.offer(b.Offer)
		if o == nil {
			return nil, time.Time{}, errNoOffer
		}
		b.Party = o.Party
		if len(b.Lines) == 0 {
			if b.Lines = o.in(from...); len(b.Lines) == 0 {
				return nil, time.Time{}, errState
			}
		}
		if verb == ActDemobilised && o.Party == s.c.Party {
			if err := s.drop(ctx, tx, who, m, b.Offer, b.Lines); err != nil {
				return nil, time.Time{}, err
			}
		}
		return b, o.last, nil
	})
}

// in lists the lines that stand in one of the states.
func (o Offered) in(states ...LineState) (out []string) {
	for _, l := range o.Stand {
		if slices.Contains(states, l.State) {
			out = append(out, l.Line)
		}
	}
	return out
}

// took hears of every statement that is kept. An acceptance of an offer of ours is
// answered in the same transaction: the people are held, or it is declined. Where
// our own rules keep us from answering now, the acceptance stands on the watch,
// and Carry answers it later.
func (s *Service) took(ctx context.Context, tx *db.Tx, m matter.Matter, x matter.Said) error {
	if x.Act != ActAccepted || x.Party == s.c.Party {
		return nil
	}
	c, err := Fold(m)
	if err != nil {
		return err
	}
	err = tx.Try(ctx, func() error {
		return s.carryAll(ctx, tx, authz.System(s.c.Party, "assist", authz.SystemFederate), m, c)
	})
	if errs.Is(err, errs.Denied) || errs.Is(err, errs.Invalid) {
		return nil
	}
	return err
}

// Carry answers every acceptance of offers of ours in a request that was not
// answered when it came.
func (s *Service) Carry(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (c Case, err error) {
	defer errs.Wrap(&err, "assist.Carry(%s)", errs.Clip(id))
	if err := who.May(authz.AssistOffer); err != nil {
		return c, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		m, before, err := s.loadSeen(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		if !before.awaits(s.c.Party) {
			return errs.New(errs.Conflict, "no acceptance waits for us here")
		}
		if err := s.carryAll(ctx, tx, who, m, before); err != nil {
			return err
		}
		_, c, err = s.load(ctx, tx, realm, id)
		return err
	})
	return c, err
}

// awaits tells whether an acceptance waits for a party's answer.
func (c Case) awaits(p ids.Party) bool {
	return slices.ContainsFunc(c.Offers, func(o Offered) bool { return o.Party == p && len(o.in(LineAccepted)) > 0 })
}

func (s *Service) carryAll(ctx context.Context, tx *db.Tx, who authz.Actor, m matter.Matter, c Case) error {
	for _, o := range c.Offers {
		if o.Party != s.c.Party {
			continue
		}
		if err := s.carry(ctx, tx, who, m, c, o); err != nil {
			return err
		}
	}
	return nil
}
