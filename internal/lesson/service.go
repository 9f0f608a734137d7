package lesson

import (
	"context"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Party   ids.Party // this node's own
}

// Service is the lessons of one node and the acts on them.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// enter answers NotFound outside the live realm, and Denied to whoever may not act.
func (s *Service) enter(who authz.Actor, realm ids.Realm, act authz.Act) error {
	if realm != ids.Live || s.c.DB.Realm() != ids.Live {
		return errs.New(errs.NotFound, "lessons are kept in the live realm; go back to it first")
	}
	return who.May(act)
}

// View is a lesson at one moment.
type View struct {
	Lesson
	Overdue bool `json:"overdue" doc:"Its action should have been done by now"`
}

// Filter narrows the list. Zero fields do not narrow.
type Filter struct {
	State    State
	Exercise string
	Overdue  bool
}

// List lists lessons, what is overdue first. It needs lesson.read.
func (s *Service) List(ctx context.Context, v authz.Viewer, f Filter) (all []View, err error) {
	defer errs.Wrap(&err, "lesson.List")
	if err := s.enter(v.Actor(), v.Realm(), authz.LessonRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		held, err := db.Rows(ctx, tx, scan[Lesson], `SELECT body FROM lesson_lesson WHERE ($1 = '' OR exercise = $1) AND ($2 = '' OR state = $2) ORDER BY at, id`, f.Exercise, string(f.State))
		if err != nil {
			return err
		}
		sorted(held, tx.Now)
		for _, l := range held {
			if over := l.Overdue(tx.Now); over || !f.Overdue {
				all = append(all, View{l, over})
			}
		}
		return nil
	})
	return all, err
}

// Get gives one lesson. It needs lesson.read.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (out View, err error) {
	defer errs.Wrap(&err, "lesson.Get(%s)", errs.Clip(id))
	if err := s.enter(v.Actor(), v.Realm(), authz.LessonRead); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		l, err := load(ctx, tx, id)
		out = View{l, l.Overdue(tx.Now)}
		return err
	})
	return out, err
}

// NewLesson is what a lesson begins with.
type NewLesson struct {
	Exercise    string
	Name        string
	About       string
	Observation string
	Lesson      string
}

// Record keeps an observation as a lesson identified. It needs lesson.write.
func (s *Service) Record(ctx context.Context, who authz.Actor, realm ids.Realm, n NewLesson) (v View, err error) {
	defer errs.Wrap(&err, "lesson.Record")
	if err := s.enter(who, realm, authz.LessonWrite); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		v.Lesson, err = s.record(ctx, tx, who, Lesson{Exercise: n.Exercise, Name: n.Name, About: n.About, Observation: n.Observation, Lesson: n.Lesson})
		return err
	})
	return v, err
}

func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, l Lesson) (Lesson, error) {
	l, err := l.check()
	if err != nil {
		return l, err
	}
	l.ID = ids.New()
	l = l.move(Step{To: Identified, Person: who.Person, Name: who.Name, At: tx.Now})
	b, err := strictjson.Marshal(l)
	if err != nil {
		return l, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO lesson_lesson (id, exercise, state, at, body) VALUES ($1,$2,$3,$4,$5)`, l.ID, l.Exercise, string(l.State), db.Micros(tx.Now), b); err != nil {
		return l, err
	}
	return l, s.say(ctx, tx, who, "lesson.recorded", l)
}

func (s *Service) say(ctx context.Context, tx *db.Tx, who authz.Actor, kind string, l Lesson) error {
	step := l.last()
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: l.ID, Body: map[string]any{"exercise": l.Exercise, "state": l.State, "words": step.Words, "retest": step.Retest, "action": l.Action, "owner": l.Owner, "due": l.Due}})
	return err
}

// act loads a lesson, has rule move it, saves and records it.
func (s *Service) act(ctx context.Context, who authz.Actor, realm ids.Realm, act authz.Act, id, kind string, rule func(Lesson, Step) (Lesson, error)) (v View, err error) {
	if err := s.enter(who, realm, act); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		l, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if l, err = rule(l, Step{Person: who.Person, Name: who.Name, At: tx.Now}); err != nil {
			return err
		}
		b, err := strictjson.Marshal(l)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE lesson_lesson SET state = $1, body = $2 WHERE id = $3`, string(l.State), b, l.ID); err != nil {
			return err
		}
		v = View{l, l.Overdue(tx.Now)}
		return s.say(ctx, tx, who, kind, l)
	})
	return v, err
}

// Assign gives a lesson's action an owner and a due time. It needs lesson.write.
//
// Errors: Conflict for a lesson that is done or learned.
func (s *Service) Assign(ctx context.Context, who authz.Actor, realm ids.Realm, id string, t Task) (v View, err error) {
	defer errs.Wrap(&err, "lesson.Assign(%s)", errs.Clip(id))
	return s.act(ctx, who, realm, authz.LessonWrite, id, "lesson.assigned", func(l Lesson, step Step) (Lesson, error) { return l.assign(t, step) })
}

// Done says that the action was taken, and how. It needs lesson.write.
func (s *Service) Done(ctx context.Context, who authz.Actor, realm ids.Realm, id, what string) (v View, err error) {
	defer errs.Wrap(&err, "lesson.Done(%s)", errs.Clip(id))
	return s.act(ctx, who, realm, authz.LessonWrite, id, "lesson.done", func(l Lesson, step Step) (Lesson, error) {
		step.Words = what
		return l.done(step)
	})
}

// Close verifies what was done, with a word on the retest. It needs lesson.close.
//
// Errors: Denied for the person who said that it is done.
func (s *Service) Close(ctx context.Context, who authz.Actor, realm ids.Realm, id, how, retest string) (v View, err error) {
	defer errs.Wrap(&err, "lesson.Close(%s)", errs.Clip(id))
	return s.act(ctx, who, realm, authz.LessonClose, id, "lesson.closed", func(l Lesson, step Step) (Lesson, error) {
		step.Words, step.Retest = how, retest
		return l.close(step)
	})
}

// Reopen goes back to the action, with a reason. It needs lesson.write.
func (s *Service) Reopen(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (v View, err error) {
	defer errs.Wrap(&err, "lesson.Reopen(%s)", errs.Clip(id))
	return s.act(ctx, who, realm, authz.LessonWrite, id, "lesson.reopened", func(l Lesson, step Step) (Lesson, error) {
		step.Words = reason
		return l.reopen(step)
	})
}

// Preview is what a file of observations would add.
type Preview struct {
	Exercise string       `json:"exercise"`
	Name     string       `json:"name"`
	Rows     []PreviewRow `json:"rows"`
	Standing Standing     `json:"standing" enum:"none,new,same,other" doc:"How its figures stand to those that are kept of the exercise"`
	Figures  *Figures     `json:"figures,omitempty"`
	Held     *Kept        `json:"held,omitempty" doc:"What is kept of the exercise"`
}

// PreviewRow is one observation of a file.
type PreviewRow struct {
	About string `json:"about"`
	Text  string `json:"text"`
	Known bool   `json:"known" doc:"A lesson of this exercise holds the same words; it is left out"`
}

// Preview reads a file of observations without writing anything. It needs
// lesson.write.
func (s *Service) Preview(ctx context.Context, v authz.Viewer, file []byte) (p Preview, err error) {
	defer errs.Wrap(&err, "lesson.Preview")
	if err := s.enter(v.Actor(), v.Realm(), authz.LessonWrite); err != nil {
		return p, err
	}
	f, err := ReadFile(file)
	if err != nil {
		return p, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = preview(ctx, tx, f)
		return err
	})
	return p, err
}

func preview(ctx context.Context, tx *db.Tx, f File) (p Preview, err error) {
	held, err := db.Rows(ctx, tx, scan[Lesson], `SELECT body FROM lesson_lesson WHERE exercise = $1`, strings.TrimSpace(f.Exercise))
	if err != nil {
		return p, err
	}
	known := map[string]bool{}
	for _, l := range held {
		known[l.Observation] = true
	}
	p = Preview{Exercise: f.Exercise, Name: f.Name, Rows: []PreviewRow{}, Figures: f.Figures}
	var kept Kept
	if p.Standing, kept, err = standing(ctx, tx, f); err != nil {
		return p, err
	}
	if p.Standing == SameFigures || p.Standing == OtherFigures {
		p.Held = &kept
	}
	for _, x := range f.Observations {
		text := strings.TrimSpace(x.Text)
		p.Rows = append(p.Rows, PreviewRow{About: x.About, Text: text, Known: known[text]})
		known[text] = true
	}
	return p, nil
}

// Taken is what came of a file.
type Taken struct {
	Items    []View   `json:"items" doc:"What was recorded"`
	Standing Standing `json:"standing" enum:"none,new,same,other" doc:"How the file's figures stood to those that were kept; other has replaced them"`
}

// Take records every observation of a file that is not known yet, and keeps its
// figures. It needs lesson.write.
//
// Errors: Conflict where other figures of the exercise are kept, unless replace.
func (s *Service) Take(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte, replace bool) (t Taken, err error) {
	defer errs.Wrap(&err, "lesson.Take")
	if err := s.enter(who, realm, authz.LessonWrite); err != nil {
		return t, err
	}
	f, err := ReadFile(file)
	if err != nil {
		return t, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		t = Taken{Items: []View{}}
		p, err := preview(ctx, tx, f)
		if err != nil {
			return err
		}
		if t.Standing, err = s.measure(ctx, tx, who, f, replace); err != nil {
			return err
		}
		for i, x := range f.Observations {
			if p.Rows[i].Known {
				continue
			}
			l, err := s.record(ctx, tx, who, f.lesson(x))
			if err != nil {
				return err
			}
			t.Items = append(t.Items, View{Lesson: l})
		}
		return nil
	})
	return t, err
}

// scan reads what is stored as one body.
func scan[T Lesson | Kept](sc db.Scanner) (x T, err error) {
	var body []byte
	if err = sc.Scan(&body); err != nil {
		return x, err
	}
	return x, strictjson.Loose(body, &x)
}

func load(ctx context.Context, tx *db.Tx, id string) (Lesson, error) {
	l, err := db.One(ctx, tx, scan[Lesson], `SELECT body FROM lesson_lesson WHERE id = $1`, id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "there is no such lesson here")
	}
	return l, err
}
