package conduct

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
)

// What nodes tell each other.
const (
	kindClock    = "conduct.clock"
	kindInject   = "conduct.inject"
	kindReply    = "conduct.reply"
	kindSeen     = "conduct.seen"
	kindAnswered = "conduct.answered"
	kindObserved = "conduct.observed"
	kindStop     = "conduct.real-world"
	kindOver     = "conduct.real-world-over"
)

// The kinds that another domain of the director's node follows.
const (
	KindSent     = kindInject   // a Letter
	KindAnswered = kindAnswered // by inject
	KindNoted    = "conduct.noted"
	KindClock    = kindClock
)

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	fromDirector := func(f func(context.Context, *db.Tx, federation.Inbound) error) federation.Kind {
		return federation.Kind{Receive: func(ctx context.Context, tx *db.Tx, in federation.Inbound) (federation.Outcome, error) {
			if in.Statement.From != s.c.Director || s.Directs() {
				return federation.Outcome{}, errs.New(errs.Denied, "only %s conducts this exercise", s.c.Director)
			}
			return s.taken(ctx, tx, in, f)
		}}
	}
	toDirector := func(f func(context.Context, *db.Tx, federation.Inbound) error) federation.Kind {
		return federation.Kind{Receive: func(ctx context.Context, tx *db.Tx, in federation.Inbound) (federation.Outcome, error) {
			if !s.Directs() {
				return federation.Outcome{}, errs.New(errs.Denied, "this node does not conduct; tell %s", s.c.Director)
			}
			return s.taken(ctx, tx, in, f)
		}}
	}
	return map[string]federation.Kind{
		kindClock: fromDirector(s.takeClock), kindInject: fromDirector(s.takeInject), kindReply: fromDirector(s.takeReply), kindOver: fromDirector(s.takeOver),
		kindSeen: toDirector(s.takePlayer), kindAnswered: toDirector(s.takePlayer), kindObserved: toDirector(s.takeObserved),
		kindStop: {Receive: func(ctx context.Context, tx *db.Tx, in federation.Inbound) (federation.Outcome, error) {
			if in.Statement.From != s.c.Director && !s.Directs() {
				return federation.Outcome{}, errs.New(errs.Denied, "this node does not conduct; tell %s", s.c.Director)
			}
			return s.taken(ctx, tx, in, s.takeStop)
		}},
	}
}

// taken takes a statement in an exercise's realm alone.
func (s *Service) taken(ctx context.Context, tx *db.Tx, in federation.Inbound, f func(context.Context, *db.Tx, federation.Inbound) error) (federation.Outcome, error) {
	if tx.Realm == ids.Live || in.Statement.Realm != tx.Realm {
		return federation.Outcome{}, errs.New(errs.NotFound, "there is no exercise here")
	}
	return federation.Outcome{Outcome: ledger.Accepted}, f(ctx, tx, in)
}

func (s *Service) federation() authz.Actor {
	return authz.System(s.c.Party, "federation", authz.SystemFederate)
}

// takeClock takes the director's clock. An earlier state of it, which comes late,
// changes nothing.
func (s *Service) takeClock(ctx context.Context, tx *db.Tx, in federation.Inbound) error {
	var b clockBody
	if err := strictjson.Decode(in.Statement.Body, &b, strictjson.Default); err != nil {
		return err
	}
	if err := b.Clock.check(); err != nil {
		return err
	}
	if err := saveTeams(ctx, tx, b.Teams); err != nil {
		return err
	}
	if err := saveClock(ctx, tx, b.Clock); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, s.federation(), kindClock, "", nil, map[string]any{"phase": b.Clock.Phase()})
	return err
}

func (s *Service) takeInject(ctx context.Context, tx *db.Tx, in federation.Inbound) error {
	var l Letter
	if err := strictjson.Decode(in.Statement.Body, &l, strictjson.Default); err != nil {
		return err
	}
	teams, err := loadTeams(ctx, tx)
	if err != nil {
		return err
	}
	if err := s.keep(ctx, tx, l, teams); err != nil {
		return err
	}
	_, err = s.record(ctx, tx, s.federation(), "conduct.received", l.Inject, nil, map[string]any{"n": l.N})
	return err
}

func (s *Service) takeReply(ctx context.Context, tx *db.Tx, in federation.Inbound) error {
	var b replyBody
	if err := strictjson.Decode(in.Statement.Body, &b, strictjson.Default); err != nil {
		return err
	}
	if _, err := loadItem(ctx, tx, b.Inject, b.Team); err != nil {
		return err
	}
	if err := saveMessage(ctx, tx, Message{ID: b.ID, Inject: b.Inject, Team: b.Team, Side: SideControl, Name: b.From, Text: b.Text, At: b.At, Time: span(b.Time)}); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, s.federation(), kindReply, b.Inject, nil, map[string]any{"id": b.ID})
	return err
}

func (s *Service) takePlayer(ctx context.Context, tx *db.Tx, in federation.Inbound) error {
	var b playerBody
	if err := strictjson.Decode(in.Statement.Body, &b, strictjson.Default); err != nil {
		return err
	}
	if _, err := ids.Parse(b.ID); err != nil {
		return err
	}
	if err := text(b.Text, in.Statement.Kind == kindSeen); err != nil {
		return err
	}
	if b.At.After(in.Statement.At) {
		return errs.New(errs.Invalid, "what is told has been done before")
	}
	if err := s.count(ctx, tx, in.Statement.From, in.Statement.Kind, b); err != nil {
		return err
	}
	_, err := s.record(ctx, tx, s.federation(), in.Statement.Kind, b.Inject, nil, map[string]any{"id": b.ID, "team": b.Team})
	return err
}
