package aftermath

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/conduct"
	"entente/internal/score"
)

// Conduct is the conduct of the exercise.
type Conduct interface {
	Directs() bool
	Director() ids.Party
	Now(ctx context.Context, v authz.Viewer) (conduct.ClockView, error)
	Injects(ctx context.Context, v authz.Viewer, f conduct.Filter) ([]conduct.InjectView, string, error)
	Log(ctx context.Context, v authz.Viewer, team string, limit int) ([]conduct.ObservedView, error)
	ClockAt(ctx context.Context, tx *db.Tx) (conduct.Clock, error)
	Played(ctx context.Context, tx *db.Tx) (conduct.Script, error)
	ActsOf(ctx context.Context, tx *db.Tx, kinds []string, team string, party ids.Party, from, to time.Duration) ([]conduct.Observed, error)
}

// Scores is the evaluation of the exercise.
type Scores interface {
	Board(ctx context.Context, v authz.Viewer) (score.Board, error)
	Judgements(ctx context.Context, v authz.Viewer, f score.Filter) ([]score.JudgementView, string, error)
	ByAct(ctx context.Context, tx *db.Tx, kind string) ([]score.ByAct, error)
}

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Party   ids.Party // this node's own
	Conduct Conduct
	Scores  Scores
	List    conduct.List // for the plan's name; needed where this node conducts
}

// Service looks back at one exercise at one node.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// runs are the acts of those who see everything at the node that conducts.
var runs = []authz.Act{authz.ExerciseGrade, authz.ExerciseConduct}

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

// all tells whether somebody sees what every party's people noticed.
func (s *Service) all(who authz.Actor, realm ids.Realm) bool {
	return s.c.Conduct.Directs() && s.enter(who, realm, runs...) == nil
}

// eyes are those of the report: it holds what the control room and the graders see,
// whoever of those may read it.
func (s *Service) eyes() authz.Viewer {
	return authz.System(s.c.Party, "aftermath", authz.ExerciseRead, authz.ExerciseConduct, authz.ExerciseGrade).In(s.c.DB.Realm())
}
