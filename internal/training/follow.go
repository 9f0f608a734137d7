package training

import (
	"context"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
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
		if err := s.tick(ctx, tx, e.Realm, x, e, false); err != nil {
			return err
		}
	}
	return nil
}

// FollowPractice ticks off what an entry of a practice realm's journal does of a task.
// That a step is done comes to the live realm, and when; nothing of the entry does.
func (s *Service) FollowPractice(ctx context.Context, tx *db.Tx, course, digest string, e journal.Entry) error {
	if strings.HasPrefix(e.Kind, "training.") {
		return nil
	}
	x, err := lastEnrolment(ctx, tx, ids.Live, e.Person, course)
	if err != nil || x == nil || x.State != Learning || x.Digest != digest {
		return err
	}
	return s.tick(ctx, tx, ids.Live, *x, e, true)
}

// tick does so for one enrolment. One entry may do several steps of a task. Played
// tells that the entry is of a practice realm: each course is followed in one place.
func (s *Service) tick(ctx context.Context, tx *db.Tx, realm ids.Realm, x Enrolment, e journal.Entry, played bool) error {
	ed, err := s.edition(ctx, tx, realm, x.Course, x.Digest)
	if errs.Is(err, errs.NotFound) {
		return nil // the follower must go on
	}
	if err != nil {
		return err
	}
	if s.practised(ed.Course) != played {
		return nil
	}
	lesson, d := x.Progress.open(ed.Course)
	if lesson == nil || !slices.Contains(lesson.kinds(), e.Kind) || e.At.Before(d.Begun) {
		return nil
	}
	before, done := x.Progress.passed(), []string{}
	for _, step := range lesson.Steps {
		if !d.Steps[step.ID].At.IsZero() || !slices.Contains(step.Kinds, e.Kind) {
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
	body := map[string]any{"course": x.Course, "lesson": lesson.ID, "steps": done, "person": x.Person}
	by := Entry{At: tx.Now}
	if !played {
		by = Entry{Seq: e.Seq, Kind: e.Kind, About: e.About, At: e.At}
		body["entry"] = e.Seq
	}
	for _, id := range done {
		x.Progress.tick(ed.Course, id, by, tx.Now)
	}
	kind, passed := "training.ticked", x.Progress.passed() > before
	if passed {
		kind = "training.passed"
	}
	body["passed"] = passed
	return s.keep(ctx, tx, authz.System(s.c.Party, "training"), realm, &x, ed.Course, kind, body)
}
