package exercise

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Practice makes an exercise a practice realm: one person's alone, for one course.
// That person begins it without a second one, nobody is invited, and nothing of it is
// archived. Its row goes with its realm.
type Practice struct {
	Person string    `json:"person"` // account id
	Name   string    `json:"name"`   // of the person
	Course string    `json:"course"`
	Digest string    `json:"-"`     // of the course's version
	Acted  time.Time `json:"acted"` // when the person last did something in it
	Seen   int64     `json:"-"`     // how far its journal was looked through
}

const (
	maxPractices = 16                 // at a node; each is two nodes or more
	practiceSpan = 7 * 24 * time.Hour // without an act of its person
)

// Ends is when it ends unless its person does something in it.
func (p Practice) Ends() time.Time { return p.Acted.Add(practiceSpan) }

// Over tells whether it has ended by itself.
func (p Practice) Over(now time.Time) bool { return !now.Before(p.Ends()) }

// NewPractice is what a course says of the practice realm that it needs.
type NewPractice struct {
	Course    string
	Digest    string
	Title     string
	Simulated []Simulated
	Roles     []authz.Role // of the person, within it
}

// Begin has a practice realm made for the person who acts, within the transaction of
// a course. The node has as many as it can keep, and a person one for each course.
//
// Errors: Conflict for a second one; Busy at the limit.
func (s *Service) Begin(ctx context.Context, tx *db.Tx, who authz.Actor, n NewPractice) (e Exercise, err error) {
	defer errs.Wrap(&err, "exercise.Begin(%s)", errs.Clip(n.Course))
	if err := who.May(authz.TrainingLearn); err != nil {
		return e, err
	}
	if err := s.live(tx.Realm); err != nil {
		return e, err
	}
	all, err := practices(ctx, tx)
	if err != nil {
		return e, err
	}
	if err := mayPractise(all, who.Person, n.Course); err != nil {
		return e, err
	}
	now := tx.Now.UTC()
	e = Exercise{State: Opening, First: Consent{who.Person, who.Name, now}, Practice: &Practice{Person: who.Person, Name: who.Name, Course: n.Course, Digest: n.Digest, Acted: now},
		Terms: Terms{V: 1, ID: ids.New(), Name: short(n.Title), Director: s.c.Party, Parties: []ids.Party{}, Simulated: n.Simulated, Starts: now, Ends: now.Add(maxSpan)}}
	if len(n.Simulated) == 0 {
		return e, errs.New(errs.Invalid, "a practice realm has a simulated party to act with")
	}
	if err := e.Check(); err != nil {
		return e, err
	}
	if err := insert(ctx, tx, e); err != nil {
		return e, err
	}
	if err := insertPractice(ctx, tx, e); err != nil {
		return e, err
	}
	if err := saveMember(ctx, tx, e.ID, Member{Person: who.Person, Name: who.Name, Roles: n.Roles}); err != nil {
		return e, err
	}
	return e, s.record(ctx, tx, who, "exercise.practice-begun", e.ID, nil, map[string]any{"course": n.Course})
}

// short cuts a course's title to the name of an exercise.
func short(title string) string {
	for len(title) > maxName {
		_, last := utf8.DecodeLastRuneInString(title)
		title = title[:len(title)-last]
	}
	return title
}

// mayPractise holds a person to one practice realm for a course, and the node to as
// many as it can keep.
func mayPractise(all []Exercise, person, course string) error {
	mine := func(e Exercise) bool { return e.Practice.Person == person && e.Practice.Course == course }
	if i := slices.IndexFunc(all, mine); i >= 0 {
		if all[i].State == Sealing {
			return errs.New(errs.Conflict, "your last practice realm for this course is being destroyed; try again in a moment")
		}
		return errs.New(errs.Conflict, "you have a practice realm for this course already; enter it, or end it first")
	}
	if len(all) >= maxPractices {
		return errs.New(errs.Busy, "%d practice realms are open here, which is as many as this node keeps; try again when one has ended, or ask an administrator to end one", len(all))
	}
	return nil
}

// EndPractice ends a practice realm: all that it holds is destroyed. Its person ends
// it, or whoever has training.manage.
func (s *Service) EndPractice(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (err error) {
	defer errs.Wrap(&err, "exercise.EndPractice(%s)", errs.Clip(id))
	if err := who.May(authz.TrainingLearn); err != nil {
		return err
	}
	if err := s.live(realm); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		e, err := load(ctx, tx, id)
		if errs.Is(err, errs.NotFound) || err == nil && (e.Practice == nil || e.Practice.Person != who.Person && who.May(authz.TrainingManage) != nil) {
			return errs.New(errs.NotFound, "there is no such practice realm here")
		}
		if err != nil {
			return err
		}
		return s.close(ctx, tx, who, e, "ended")
	})
}

// EndPracticeOf ends the practice realm that a person has for a course, where there
// is one: the course was passed, or left for a newer version.
func (s *Service) EndPracticeOf(ctx context.Context, tx *db.Tx, person, course string) error {
	e, err := practiceOf(ctx, tx, person, course)
	if err != nil || e == nil || e.State == Sealing {
		return err
	}
	return s.close(ctx, tx, s.keeper(), *e, "course over")
}

func (s *Service) close(ctx context.Context, tx *db.Tx, who authz.Actor, e Exercise, why string) error {
	if err := e.expect("ended", Opening, Open); err != nil {
		return err
	}
	e.State, e.Reason = Sealing, why
	if err := save(ctx, tx, e); err != nil {
		return err
	}
	return s.record(ctx, tx, who, "exercise.practice-closed", e.ID, nil, map[string]any{"course": e.Practice.Course, "why": why})
}

// ExpirePractices ends the practice realms in which nobody has done anything for so
// long that they are over.
func (s *Service) ExpirePractices(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "exercise.ExpirePractices")
	over := func(tx *db.Tx) (all []Exercise, err error) {
		if all, err = practices(ctx, tx); err != nil {
			return nil, err
		}
		return slices.DeleteFunc(all, func(e Exercise) bool { return e.State == Sealing || !e.Practice.Over(tx.Now) }), nil
	}
	var due int
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := over(tx)
		due = len(all)
		return err
	}); err != nil || due == 0 {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := over(tx)
		for _, e := range all {
			if err := s.close(ctx, tx, s.keeper(), e, "expired"); err != nil {
				return err
			}
		}
		return err
	})
}

// PracticeEnded says that nothing of a practice realm is left, and forgets it.
func (s *Service) PracticeEnded(ctx context.Context, id string) (err error) {
	defer errs.Wrap(&err, "exercise.PracticeEnded(%s)", errs.Clip(id))
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		e, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := e.expect("forgotten", Sealing); err != nil {
			return err
		}
		if err := forget(ctx, tx, id); err != nil {
			return err
		}
		return s.record(ctx, tx, s.keeper(), "exercise.practice-ended", id, nil, map[string]any{"course": e.Practice.Course})
	})
}
