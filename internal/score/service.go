package score

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/conduct"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Clock   clock.Clock
	Conduct *conduct.Service
	Party   ids.Party   // this node's own
	Reach   dial.Policy // which addresses availability checks may call
}

// Service is the evaluation of one exercise at one node.
type Service struct {
	c      Config
	dialer *dial.Dialer
	rules  sync.Map // a JournalRule for each inject and criterion
}

// New gives the service.
func New(c Config) *Service {
	return &Service{c: c, dialer: &dial.Dialer{Policy: c.Reach, Timeout: probeTimeout}}
}

// enter answers NotFound outside an exercise, and Denied to whoever has none of the
// acts.
func (s *Service) enter(who authz.Actor, realm ids.Realm, acts ...authz.Act) error {
	if realm == ids.Live || realm != s.c.DB.Realm() {
		return errs.New(errs.NotFound, "there is no exercise here")
	}
	if slices.ContainsFunc(acts, func(a authz.Act) bool { return who.May(a) == nil }) {
		return nil
	}
	return who.May(acts[0])
}

// judging is enter for what the director's node alone has.
func (s *Service) judging(who authz.Actor, realm ids.Realm) error {
	if err := s.enter(who, realm, authz.ExerciseGrade, authz.ExerciseConduct); err != nil {
		return err
	}
	if !s.c.Conduct.Directs() {
		return errs.New(errs.Denied, "what players did is judged at the node that conducts")
	}
	return nil
}

func (s *Service) system() authz.Actor {
	return authz.System(s.c.Party, "score", authz.ExerciseGrade)
}

func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, kind, about string, audience []ids.Party, body any) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: about, Audience: audience, Body: body})
	return err
}

const (
	lookEvery = time.Second
	grace     = 5 * time.Second // real time that word of an act may take to come here
)

// Run judges what time decides, looks whether services answer, and publishes the
// board, until ctx ends. It does nothing in the live realm and where this node does
// not conduct.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	if s.c.DB.Realm() == ids.Live || !s.c.Conduct.Directs() {
		return nil
	}
	return clock.Regularly(ctx, log, lookEvery, "the evaluation does not go on and will be tried again", func(ctx context.Context) error {
		return errors.Join(s.Sweep(ctx), s.Probe(ctx), s.Publish(ctx))
	})
}

// judgement is one as it is stored.
type judgement struct {
	inject, criterion, team, party string
	strategy, name, category       string
	objectives                     []string
	points, sent, until, probe     int64
	state                          State
	got, decided                   int64
	trace                          jsontext.Value
	oState                         State
	oGot                           int64
	oReason, oBy                   string
	oAt                            time.Time
}

// effective is what counts: what was set by hand, else what the rule says.
func (j judgement) effective() (State, int64) {
	if j.oState != "" {
		return j.oState, j.oGot
	}
	return j.state, j.got
}

// take puts a verdict into a judgement.
func (j judgement) take(v Verdict) judgement {
	j.state, j.trace = v.State, encodeTrace(v.Trace)
	j.got, j.decided = 0, -1
	if v.State.graded() {
		j.decided = v.At.Microseconds()
	}
	if v.State == Met {
		j.got = j.points
	}
	return j
}
