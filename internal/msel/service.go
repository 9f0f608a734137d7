package msel

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Config is what a Service needs.
type Config struct {
	DB       *db.DB
	Journal  *journal.Journal
	Party    ids.Party // this node's own
	Scripted Scripted
	Company  Company // who takes part; nil where nobody knows
}

// Service is the plan of one exercise and the acts on it.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// readers are the acts of those who run an exercise. Players have none of them.
var readers = []authz.Act{authz.ExercisePlan, authz.ExerciseRelease, authz.ExerciseConduct, authz.ExerciseGrade}

// MayRead answers errs.Denied to whoever does not run the exercise.
func MayRead(v authz.Viewer) error {
	for _, act := range readers {
		if v.May(act) == nil {
			return nil
		}
	}
	return v.May(authz.ExercisePlan)
}

// here demands the exercise's own realm.
func (s *Service) here(realm ids.Realm) error {
	if s.c.DB.Realm() == ids.Live || realm == ids.Live {
		return errs.New(errs.NotFound, "planning stands in the exercise's realm; switch to an exercise first")
	}
	if realm != s.c.DB.Realm() {
		return errs.New(errs.NotFound, "there is no realm %q here", realm)
	}
	return nil
}

// view runs a read for whoever may.
func (s *Service) view(ctx context.Context, v authz.Viewer, f func(tx *db.Tx) error) error {
	if err := first(MayRead(v), s.here(v.Realm())); err != nil {
		return err
	}
	return s.c.DB.Read(ctx, f)
}

// act runs a write of somebody who may.
func (s *Service) act(ctx context.Context, who authz.Actor, may authz.Act, realm ids.Realm, f func(tx *db.Tx) error) error {
	if err := first(who.May(may), s.here(realm)); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, f)
}

// record journals an act. The body names what was changed and never what it
// says: whoever reads the journal need not run the exercise.
func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, kind, about string, body map[string]any) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: about, Body: body})
	return err
}
