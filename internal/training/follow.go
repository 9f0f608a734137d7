package training

import (
	"context"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
)

// Follow ticks off what an entry of the journal does of a task, as a follower of the
// journal. It is harmless to see an entry twice: a step is done once.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, e journal.Entry) error {
	if e.Person == "system" || strings.HasPrefix(e.Kind, "training.") {
		return nil
	}
	waiting, err := waitingFor(ctx, tx, e.Realm, e.Person)
	if err != nil {
		return err
	}
	for _, x := range waiting {
		if err := s.tick(ctx, tx, x, e); err != nil {
			return err
		}
	}
	return nil
}

// tick does so for one enrolment. One entry may do several steps of a task.
func (s *Service) tick(ctx context.Context, tx *db.Tx, x Enrolment, e journal.Entry) error {
	ed, err := s.edition(ctx, tx, e.Realm, x.Course, x.Digest)
	if errs.Is(err, errs.NotFound) {
		return nil // the follower must go on
	}
	if err != nil {
		return err
	}
	lesson, d := x.Progress.open(ed.Course)
	if lesson == nil || !slices.Contains(lesson.kinds(), e.Kind) || e.At.Before(d.Begun) {
		return nil
	}
	before, done := x.Progress.passed(), []string{}
	for _, step := range lesson.Steps {
		if d.Steps[step.ID].Seq != 0 || !slices.Contains(step.Kinds, e.Kind) {
			continue
		}
		ok, _, err := step.lacks(ctx, e)
		if err != nil {
			return err
		}
		if ok {
			done = append(done, step.ID)
		}
	}
	if len(done) == 0 {
		return nil
	}
	for _, id := range done {
		x.Progress.tick(ed.Course, id, Entry{Seq: e.Seq, Kind: e.Kind, About: e.About, At: e.At}, tx.Now)
	}
	kind, passed := "training.ticked", x.Progress.passed() > before
	if passed {
		kind = "training.passed"
	}
	system := authz.System(s.c.Party, "training")
	return s.keep(ctx, tx, system, e.Realm, &x, ed.Course, kind, map[string]any{"course": x.Course, "lesson": lesson.ID, "steps": done, "passed": passed, "person": x.Person, "entry": e.Seq})
}
