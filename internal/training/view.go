package training

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/clause"
	"entente/internal/expert"
)

// Brief is a course in a list, with how far the viewer has come.
type Brief struct {
	ID          string         `json:"id"`
	Version     int64          `json:"version"`
	Digest      string         `json:"digest" doc:"SHA-256 of the course's canonical file, hex"`
	Title       clause.Text    `json:"title"`
	Text        clause.Text    `json:"text"`
	Skills      []expert.Skill `json:"skills" doc:"What a certificate attests"`
	Services    []string       `json:"services"`
	Months      int            `json:"months" doc:"Until a certificate expires"`
	Shipped     bool           `json:"shipped" doc:"It comes with the node"`
	Lessons     int            `json:"lessons"`
	State       string         `json:"state" enum:"new,learning,passed" doc:"Of the viewer"`
	Passed      int            `json:"passed" doc:"Lessons that the viewer has passed"`
	Newer       bool           `json:"newer" doc:"A newer version can be begun than the one that the viewer is learning or has passed"`
	Certificate *Card          `json:"certificate,omitempty" doc:"The viewer's newest of this course"`
	Renewable   bool           `json:"renewable" doc:"It can be begun, or begun again"`
}

// Card is a certificate in a list.
type Card struct {
	ID       string    `json:"id"`
	Issued   time.Time `json:"issued"`
	Expires  time.Time `json:"expires"`
	Expired  bool      `json:"expired"`
	Expiring bool      `json:"expiring" doc:"It counts, and ends within 90 days"`
}

func (c Certificate) card(now time.Time) *Card {
	return &Card{ID: c.ID, Issued: c.Issued, Expires: c.Expires, Expired: c.Expired(now), Expiring: c.Expiring(now)}
}

// View is a course as one person sees it. What is right in a question is told when
// the question is over.
type View struct {
	Brief
	Enrolment string       `json:"enrolment,omitempty" doc:"Id"`
	Begun     time.Time    `json:"begun,omitzero"`
	Points    int          `json:"points"`
	Of        int          `json:"of"`
	Practice  *Room        `json:"practice,omitempty" doc:"Where its tasks are done, when not on this node itself"`
	Steps     []LessonView `json:"steps" doc:"Its lessons in order"`
}

// LessonView is one lesson; before it is open only what it is called.
type LessonView struct {
	ID        string         `json:"id"`
	Kind      Kind           `json:"kind" enum:"reading,quiz,task"`
	Title     clause.Text    `json:"title"`
	State     string         `json:"state" enum:"locked,open,passed"`
	Text      clause.Text    `json:"text,omitempty"`
	Link      string         `json:"link,omitempty" doc:"A page of the console"`
	Material  *Material      `json:"material,omitempty" doc:"What is offered to work with"`
	Begun     time.Time      `json:"begun,omitzero"`
	Passed    time.Time      `json:"passed,omitzero"`
	Sitting   int            `json:"sitting,omitempty" doc:"Of a quiz: 1, 2, …"`
	Points    int            `json:"points"`
	Of        int            `json:"of"`
	Needed    int            `json:"needed"`
	Failed    bool           `json:"failed" doc:"Every question is over, and the points do not suffice"`
	Questions []QuestionView `json:"questions,omitempty"`
	Tasks     []StepView     `json:"tasks,omitempty"`
}

// QuestionView is one question of a quiz.
type QuestionView struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind" enum:"single,multiple,text"`
	Text     clause.Text   `json:"text"`
	Choices  []ChoiceView  `json:"choices,omitempty"`
	Points   int           `json:"points" doc:"What a right answer brings now, or has brought"`
	Attempts int           `json:"attempts" doc:"That are left"`
	Hints    []clause.Text `json:"hints" doc:"That were taken"`
	Next     *NextHint     `json:"next,omitempty" doc:"The next hint"`
	Tried    bool          `json:"tried"`
	Last     *Answer       `json:"last,omitempty" doc:"The viewer's last answer"`
	Over     bool          `json:"over"`
	Right    bool          `json:"right"`
	Why      clause.Text   `json:"why,omitempty" doc:"The explanation, once it is over"`
	Accept   string        `json:"accept,omitempty" doc:"Of a text: a right answer, once it is over"`
}

// NextHint says what the next hint costs.
type NextHint struct {
	Cost int `json:"cost"`
}

// ChoiceView is one answer to choose from.
type ChoiceView struct {
	ID    string      `json:"id"`
	Text  clause.Text `json:"text"`
	Right *bool       `json:"right,omitempty" doc:"Once the question is over"`
}

// StepView is one thing to do in a task.
type StepView struct {
	ID    string       `json:"id"`
	Title clause.Text  `json:"title"`
	Link  string       `json:"link,omitempty"`
	Done  *Entry       `json:"done,omitempty" doc:"The entry of the journal by which it is done; of a practice realm, its instant alone"`
	Why   *errs.Phrase `json:"why,omitempty" doc:"Why it is not done yet"`
	Lacks clause.Text  `json:"lacks,omitempty" doc:"What the newest entry that comes near lacks, in the course's words"`
}

// List gives the courses that are offered, and those that the viewer is learning.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []Brief, err error) {
	defer errs.Wrap(&err, "training.List")
	if err := v.May(authz.TrainingLearn); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		shown, err := s.shown(ctx, tx, v.Realm(), v.Actor().Person)
		if err != nil {
			return err
		}
		for _, ed := range shown {
			last, cert, err := s.standing(ctx, tx, v.Realm(), v.Actor().Person, ed.ID)
			if err != nil {
				return err
			}
			all = append(all, brief(ed, last, cert, tx.Now))
		}
		return nil
	})
	return all, err
}

// Course gives one course with the viewer's progress in it.
func (s *Service) Course(ctx context.Context, v authz.Viewer, course string) (out View, err error) {
	defer errs.Wrap(&err, "training.Course(%s)", errs.Clip(course))
	if err := v.May(authz.TrainingLearn); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		out, err = s.view(ctx, tx, v, course)
		return err
	})
	return out, err
}

func brief(ed Edition, last *Enrolment, cert *Certificate, now time.Time) Brief {
	b := Brief{ID: ed.ID, Version: ed.Version, Digest: ed.Digest, Title: ed.Title, Text: ed.Text, Skills: slices.Concat([]expert.Skill{}, ed.Skills), Services: slices.Concat([]string{}, ed.Services),
		Months: ed.Months, Shipped: ed.Shipped, Lessons: len(ed.Lessons), State: "new", Renewable: mayBegin(last, cert, ed.Digest, now) == nil}
	if last != nil {
		b.State, b.Passed, b.Newer = string(last.State), last.Progress.passed(), last.Digest != ed.Digest
	}
	if cert != nil {
		b.Certificate = cert.card(now)
	}
	return b
}

// view gives the version that the person is in; without one, the newest. A person who
// is in a version that is offered no more ends that one.
func (s *Service) view(ctx context.Context, tx *db.Tx, v authz.Viewer, course string) (out View, err error) {
	last, cert, err := s.standing(ctx, tx, v.Realm(), v.Actor().Person, course)
	if err != nil {
		return out, err
	}
	now, err := s.current(ctx, tx, v.Realm(), course)
	if err != nil && (last == nil || !errs.Is(err, errs.NotFound)) {
		return out, err
	}
	ed := now
	if last != nil {
		if ed, err = s.edition(ctx, tx, v.Realm(), course, last.Digest); err != nil {
			return out, err
		}
	}
	out.Brief = brief(ed, last, cert, tx.Now)
	out.Newer = now.Digest != "" && now.Digest != ed.Digest
	out.Renewable = now.Digest != "" && mayBegin(last, cert, now.Digest, tx.Now) == nil
	var p Progress
	if last != nil {
		out.Enrolment, out.Begun, p = last.ID, last.At, last.Progress
	}
	out.Points, out.Of = p.score(ed.Course)
	if out.Practice, err = s.room(ctx, tx, v.Actor().Person, ed.Course); err != nil {
		return out, err
	}
	for i, l := range ed.Lessons {
		x := LessonView{ID: l.ID, Kind: l.Kind, Title: l.Title, State: "locked", Of: l.points(), Needed: l.Needed}
		if i < len(p.Lessons) {
			x.fill(l, p.Lessons[i])
			if x.State == "open" && l.Kind == Task {
				if err := s.explain(ctx, tx, v, out.Practice, l, p.Lessons[i].Begun, x.Tasks); err != nil {
					return out, err
				}
			}
		}
		out.Steps = append(out.Steps, x)
	}
	return out, nil
}

// fill tells of a lesson that has begun.
func (x *LessonView) fill(l Lesson, d Done) {
	x.State, x.Text, x.Link, x.Material, x.Begun, x.Passed, x.Points = "open", l.Text, l.Link, l.Material, d.Begun, d.Passed, d.points()
	if !d.Passed.IsZero() {
		x.State = "passed"
	}
	switch l.Kind {
	case Quiz:
		x.Sitting = d.Sitting
		x.Failed = d.Passed.IsZero() && d.over(l)
		for _, q := range l.Questions {
			x.Questions = append(x.Questions, q.view(d.Answered[q.ID]))
		}
	case Task:
		for _, s := range l.Steps {
			v := StepView{ID: s.ID, Title: s.Title, Link: s.Link}
			if e, done := d.Steps[s.ID]; done {
				v.Done = &e
			}
			x.Tasks = append(x.Tasks, v)
		}
	}
}

// view is the one place where a question leaves the package.
func (q Question) view(a Answered) QuestionView {
	v := QuestionView{ID: q.ID, Kind: q.Kind, Text: q.Text, Points: q.worth(a.Hints), Attempts: q.Attempts - a.Tries, Hints: []clause.Text{}, Tried: a.Tries > 0, Over: a.Over, Right: a.Right}
	for _, h := range q.Hints[:a.Hints] {
		v.Hints = append(v.Hints, h.Text)
	}
	if a.Tries > 0 {
		v.Last = &a.Last
	}
	for _, c := range q.Choices {
		x := ChoiceView{ID: c.ID, Text: c.Text}
		if a.Over {
			x.Right = &c.Right
		}
		v.Choices = append(v.Choices, x)
	}
	if !a.Over {
		if a.Hints < len(q.Hints) {
			v.Next = &NextHint{Cost: q.Hints[a.Hints].Cost}
		}
		return v
	}
	v.Why, v.Points = q.Why, a.Points
	if q.Kind == Text {
		v.Accept = q.Accept[0]
	}
	return v
}

// explain says why the steps of an open task are not done yet.
func (s *Service) explain(ctx context.Context, tx *db.Tx, v authz.Viewer, room *Room, l Lesson, since time.Time, views []StepView) error {
	place := place{may: v.May, entries: func(f journal.Filter) ([]journal.Entry, error) {
		return journal.List(ctx, tx, authz.System(s.c.Party, "training", authz.JournalRead).In(v.Realm()), f)
	}}
	if room != nil {
		place = s.inside(ctx, *room)
	}
	for i, step := range l.Steps {
		if views[i].Done != nil {
			continue
		}
		why, lacks, err := place.missing(ctx, v.Actor().Person, step, since)
		if err != nil {
			return err
		}
		views[i].Why, views[i].Lacks = &why, lacks
	}
	return nil
}
