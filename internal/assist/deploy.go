package assist

import (
	"context"
	"strconv"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/matter"
)

// Mobilise says that held people of ours are getting ready or are on their way.
// No lines means all that are held.
func (s *Service) Mobilise(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, text string) (Case, error) {
	return s.onLines(ctx, who, authz.AssistDeploy, realm, id, ActDeployed, OfLines{Offer: offer, Lines: lines, Text: text, Stage: StageMobilising}, LineHeld)
}

// Arrived says, as the party that asked, that people have begun their work, and
// where.
func (s *Service) Arrived(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, where, text string) (Case, error) {
	return s.onLines(ctx, who, authz.AssistDeploy, realm, id, ActDeployed, OfLines{Offer: offer, Lines: lines, Text: text, Where: where, Stage: StageActive}, LineMobilising, LineHeld)
}

// HandOver says that people of ours have handed their work over.
func (s *Service) HandOver(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, text string) (Case, error) {
	return s.onLines(ctx, who, authz.AssistDeploy, realm, id, ActHandedOver, OfLines{Offer: offer, Lines: lines, Text: text}, LineActive)
}

// Demobilise releases people of ours; the pool has them back at once. Before they
// have handed over it is a recall, whose reason the others read.
func (s *Service) Demobilise(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, text string) (Case, error) {
	return s.onLines(ctx, who, authz.AssistDeploy, realm, id, ActDemobilised, OfLines{Offer: offer, Lines: lines, Text: text}, LineHeld, LineMobilising, LineActive, LineHandedOver)
}

// Note tells of the situation, or of a task. A note with To and without an id of a
// task, or with the id "new", begins one.
func (s *Service) Note(ctx context.Context, who authz.Actor, realm ids.Realm, id string, n Note) (Case, error) {
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActNoted, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		if n.Task == "new" || n.Task == "" && n.To != "" {
			n.Task = string(s.c.Party) + "-T" + strconv.Itoa(len(c.Tasks)+1)
		}
		return n, time.Time{}, nil
	})
}

// Shift writes down when the people of a line of ours work; an empty id makes a
// new shift.
func (s *Service) Shift(ctx context.Context, who authz.Actor, realm ids.Realm, id string, b Shift) (Case, error) {
	if b.ID == "" {
		b.ID = ids.New()
	}
	b.From, b.To = b.From.UTC(), b.To.UTC()
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActShifted, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		return b, c.last(b.Offer), nil
	})
}

// Register takes a piece of evidence into our custody.
func (s *Service) Register(ctx context.Context, who authz.Actor, realm ids.Realm, id string, e Evidence) (Case, error) {
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActRegistered, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		if e.ID == "" {
			e.ID = string(s.c.Party) + "-" + strconv.Itoa(len(c.Evidence)+1)
		}
		return e, c.latest(), nil
	})
}

// Hand states our side of a hand-over of evidence.
func (s *Service) Hand(ctx context.Context, who authz.Actor, realm ids.Realm, id string, b Custody) (Case, error) {
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActHanded, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		return b, c.custody(b.Item), nil
	})
}

// custody is the last moment in the chain of an item.
func (c Case) custody(id string) (t time.Time) {
	e := c.item(id)
	if e == nil {
		return t
	}
	t = e.At
	for _, l := range e.Chain {
		for _, at := range []time.Time{l.Given, l.Taken} {
			if at.After(t) {
				t = at
			}
		}
	}
	return t
}

// Cost states what an offer of ours has cost, reckoned from its shifts.
func (s *Service) Cost(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer, currency string, rates []Rate, text string) (Case, error) {
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActCosted, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		return Costs{Offer: offer, Currency: currency, Lines: c.Reckon(offer, rates), Text: text}, c.last(offer), nil
	})
}

// Close ends a request of ours, when nobody is bound any more. The clock of the
// report begins.
func (s *Service) Close(ctx context.Context, who authz.Actor, realm ids.Realm, id, outcome string) (Case, error) {
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActClosed, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		return Words{Text: outcome}, c.latest(), nil
	})
}

// Report gives the summary report of a closed request; the one of the party that
// asked meets its clock.
func (s *Service) Report(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (Case, error) {
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActReported, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		return Words{Text: text}, c.ClosedAt, nil
	})
}

// Learn adds a lesson to a request that is over.
func (s *Service) Learn(ctx context.Context, who authz.Actor, realm ids.Realm, id string, l Lesson) (Case, error) {
	return s.act(ctx, who, authz.AssistDeploy, realm, id, ActLearned, func(_ *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		return l, c.ClosedAt, nil
	})
}

// Triage places a request among those that wait, as the clearing house: the values
// are reckoned from the request unless overridden with a reason, and the place is
// people's. A place of 0 takes the proposed one.
func (s *Service) Triage(ctx context.Context, who authz.Actor, realm ids.Realm, id string, by []Override, place int, reason string) (Case, error) {
	return s.act(ctx, who, authz.AssistTriage, realm, id, ActTriaged, func(tx *db.Tx, _ matter.Matter, c Case) (any, time.Time, error) {
		for _, o := range by {
			if i := criterion(o.Criterion); i < 0 || o.Value < 0 || o.Value > maxValue || !said(o.Reason) {
				return nil, time.Time{}, errs.New(errs.Invalid, "a value of a published criterion, 0 to %d, is overridden with a reason", maxValue)
			}
		}
		j := Judged{Scheme: SchemeV1, Overrides: append([]Override{}, by...), Reason: reason}
		j.Values = overridden(Values(c.Request), by)
		j.Score = score(j.Values)
		queue, err := s.queue(ctx, tx, who.In(realm))
		if err != nil {
			return nil, time.Time{}, err
		}
		j.Proposed, j.Of = placeOf(queue, c, j.Score)
		if j.Place = place; place == 0 {
			j.Place = j.Proposed
		}
		if j.Place != j.Proposed && !said(reason) {
			return nil, time.Time{}, errs.New(errs.Invalid, "say why the request has another place than its score gives it")
		}
		if j.Place > j.Of {
			return nil, time.Time{}, errs.New(errs.Invalid, "%d requests wait; a place is one of them", j.Of)
		}
		return j, time.Time{}, nil
	})
}
