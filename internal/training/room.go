package training

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/clause"
)

// Room is a person's practice realm for a course. Without one the state is none.
type Room struct {
	Realm    ids.Realm    `json:"realm,omitempty" doc:"To enter it by"`
	State    string       `json:"state" enum:"none,opening,open,ending"`
	Trouble  string       `json:"trouble,omitempty" doc:"Why it is not as it should be"`
	Ends     time.Time    `json:"ends,omitzero" doc:"When it ends unless its person does something in it"`
	Roles    []authz.Role `json:"roles" doc:"What one is in it"`
	Partners []Partner    `json:"partners" doc:"Who is simulated there"`
}

// The states of a practice realm.
const (
	RoomNone    = "none"
	RoomOpening = "opening"
	RoomOpen    = "open"
	RoomEnding  = "ending"
)

// Practices is what keeps practice realms.
type Practices interface {
	Begin(ctx context.Context, tx *db.Tx, who authz.Actor, c Course, digest string) error
	Of(ctx context.Context, tx *db.Tx, person, course string) (Room, error)
	End(ctx context.Context, tx *db.Tx, person, course string) error
	// Entries reads the journal of a realm that is open.
	Entries(ctx context.Context, realm ids.Realm, f journal.Filter) ([]journal.Entry, error)
}

// practised tells whether the tasks of a course are done in practice realms.
func (s *Service) practised(c Course) bool { return c.Practice != nil && s.c.Practices != nil }

// Practise opens a practice realm for the person who acts, who is learning the course.
//
// Errors: Conflict without an enrolment and for a second realm; Busy where the node
// keeps as many as it can.
func (s *Service) Practise(ctx context.Context, who authz.Actor, realm ids.Realm, course string) (v View, err error) {
	defer errs.Wrap(&err, "training.Practise(%s)", errs.Clip(course))
	if err := who.May(authz.TrainingLearn); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		_, ed, err := s.learning(ctx, tx, realm, who.Person, course)
		if err != nil {
			return err
		}
		if !s.practised(ed.Course) {
			return errs.New(errs.Conflict, "the tasks of this course are done on this node itself")
		}
		if err := s.c.Practices.Begin(ctx, tx, who, ed.Course, ed.Digest); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), course)
		return err
	})
	return v, err
}

// endPractice ends the practice realm of an enrolment that is over.
func (s *Service) endPractice(ctx context.Context, tx *db.Tx, e Enrolment) error {
	if s.c.Practices == nil {
		return nil
	}
	return s.c.Practices.End(ctx, tx, e.Person, e.Course)
}

// room gives where a person does the tasks of a course; nil for this node itself.
func (s *Service) room(ctx context.Context, tx *db.Tx, person string, c Course) (*Room, error) {
	if !s.practised(c) {
		return nil, nil
	}
	r, err := s.c.Practices.Of(ctx, tx, person, c.ID)
	r.Roles, r.Partners = c.Practice.Roles, c.Practice.Partners
	return &r, err
}

// inside is a practice realm as a place of tasks.
func (s *Service) inside(ctx context.Context, r Room) place {
	shut := func(p errs.Phrase) place { return place{closed: &p} }
	switch r.State {
	case RoomNone:
		return shut(errs.Say("open your practice realm; this is done there"))
	case RoomOpening:
		return shut(errs.Say("your practice realm is being made; this is done there"))
	case RoomEnding:
		return shut(errs.Say("your practice realm is being destroyed; open another one, this is done there"))
	}
	played := authz.Person(s.c.Party, "played", "played", "", "", authz.Grants(r.Roles...))
	return place{may: played.May, entries: func(f journal.Filter) ([]journal.Entry, error) { return s.c.Practices.Entries(ctx, r.Realm, f) }}
}

// Practising is a practice realm of the viewer, with the lesson that is open.
type Practising struct {
	Course  string      `json:"course"`
	Title   clause.Text `json:"title"`
	Passed  int         `json:"passed" doc:"Lessons"`
	Lessons int         `json:"lessons"`
	Room
	Lesson *LessonView `json:"lesson,omitempty" doc:"The lesson that is open, without its questions"`
}

// Practising gives the viewer's practice realms.
func (s *Service) Practising(ctx context.Context, v authz.Viewer) (all []Practising, err error) {
	defer errs.Wrap(&err, "training.Practising")
	if err := v.May(authz.TrainingLearn); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		begun, err := learns(ctx, tx, v.Realm(), v.Actor().Person)
		for _, e := range begun {
			c, err := s.view(ctx, tx, v, e.Course)
			if err != nil {
				return err
			}
			if c.Practice == nil || c.Practice.State == RoomNone {
				continue
			}
			p := Practising{Course: c.ID, Title: c.Title, Passed: c.Passed, Lessons: c.Lessons, Room: *c.Practice}
			if i := slices.IndexFunc(c.Steps, func(l LessonView) bool { return l.State == "open" }); i >= 0 {
				l := c.Steps[i]
				l.Questions = nil
				p.Lesson = &l
			}
			all = append(all, p)
		}
		return err
	})
	return all, err
}

// Imports gives what stands in a practice realm of a course's version at its beginning.
func (s *Service) Imports(ctx context.Context, course, digest string) (all []Material, err error) {
	defer errs.Wrap(&err, "training.Imports(%s)", errs.Clip(course))
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		ed, err := s.edition(ctx, tx, ids.Live, course, digest)
		if err == nil && ed.Practice != nil {
			all = ed.Practice.Imports
		}
		return err
	})
	return all, err
}
