package training

import (
	"slices"
	"time"

	"entente/internal/base/errs"
)

// Progress is what one person has done in a course, lesson by lesson. The lesson that
// is open is the first that is not passed.
type Progress struct {
	Lessons []Done `json:"lessons"`
}

// Done is what has been done in a lesson that has begun.
type Done struct {
	Begun    time.Time           `json:"begun"`
	Passed   time.Time           `json:"passed,omitzero"`
	Sitting  int                 `json:"sitting,omitempty"` // of a quiz: 1, 2, …
	Answered map[string]Answered `json:"answered,omitempty"`
	Steps    map[string]Entry    `json:"steps,omitempty"`
}

// Answered is what became of a question in a sitting.
type Answered struct {
	Tries  int    `json:"tries"`
	Hints  int    `json:"hints,omitempty"`
	Over   bool   `json:"over,omitempty"` // right, or without attempts left
	Right  bool   `json:"right,omitempty"`
	Points int    `json:"points,omitempty"`
	Last   Answer `json:"last,omitzero"`
}

// Answer is what somebody says to a question: choices by id, or a text.
type Answer struct {
	Choices []string `json:"choices,omitempty"`
	Text    string   `json:"text,omitempty"`
}

// Entry is what of the journal a step was done by. Of a practice realm nothing but
// the instant is kept.
type Entry struct {
	Seq   int64     `json:"seq" doc:"0 for what was done in a practice realm"`
	Kind  string    `json:"kind"`
	About string    `json:"about"`
	At    time.Time `json:"at"`
}

// begin opens the first lesson.
func begin(now time.Time) Progress { return Progress{Lessons: []Done{{Begun: now, Sitting: 1}}} }

// open gives the lesson that is open; nil when all are passed.
func (p *Progress) open(c Course) (*Lesson, *Done) {
	i := len(p.Lessons) - 1
	if !p.Lessons[i].Passed.IsZero() {
		return nil, nil
	}
	return &c.Lessons[i], &p.Lessons[i]
}

// at gives the open lesson when it is the one that is named.
func (p *Progress) at(c Course, lesson string, kind Kind) (*Lesson, *Done, error) {
	l, d := p.open(c)
	if l == nil || l.ID != lesson {
		if i := slices.IndexFunc(c.Lessons, func(x Lesson) bool { return x.ID == lesson }); i < 0 {
			return nil, nil, errs.New(errs.NotFound, "the course has no such lesson")
		} else if i < len(p.Lessons) {
			return nil, nil, errs.New(errs.Conflict, "you have passed this lesson already")
		}
		return nil, nil, errs.New(errs.Conflict, "pass the lessons before it first")
	}
	if l.Kind != kind {
		return nil, nil, errs.New(errs.Invalid, "this lesson is of another kind: %s", string(l.Kind))
	}
	return l, d, nil
}

// pass ends the open lesson and opens the next.
func (p *Progress) pass(c Course, now time.Time) {
	p.Lessons[len(p.Lessons)-1].Passed = now
	if len(p.Lessons) < len(c.Lessons) {
		p.Lessons = append(p.Lessons, Done{Begun: now, Sitting: 1})
	}
}

// passed counts the lessons that are.
func (p Progress) passed() (n int) {
	for _, d := range p.Lessons {
		if !d.Passed.IsZero() {
			n++
		}
	}
	return n
}

// waits tells whether the open lesson is a task.
func (p *Progress) waits(c Course) bool {
	l, _ := p.open(c)
	return l != nil && l.Kind == Task
}

// complete tells whether every lesson is passed.
func (p Progress) complete(c Course) bool {
	return p.passed() == len(c.Lessons)
}

// read passes a lesson that is read.
func (p *Progress) read(c Course, lesson string, now time.Time) error {
	if _, _, err := p.at(c, lesson, Reading); err != nil {
		return err
	}
	p.pass(c, now)
	return nil
}

// asked gives a question of the open quiz that is not over.
func (p *Progress) asked(c Course, lesson, question string) (*Lesson, *Done, Question, Answered, error) {
	l, d, err := p.at(c, lesson, Quiz)
	if err != nil {
		return nil, nil, Question{}, Answered{}, err
	}
	i := slices.IndexFunc(l.Questions, func(q Question) bool { return q.ID == question })
	if i < 0 {
		return nil, nil, Question{}, Answered{}, errs.New(errs.NotFound, "the quiz has no such question")
	}
	a := d.Answered[question]
	if a.Over {
		return nil, nil, Question{}, a, errs.New(errs.Conflict, "this question is answered; its explanation stands beside it")
	}
	if d.Answered == nil {
		d.Answered = map[string]Answered{}
	}
	return l, d, l.Questions[i], a, nil
}

// answer judges an answer. The quiz is passed with its last question, when there are
// points enough.
func (p *Progress) answer(c Course, lesson, question string, given Answer, now time.Time) (right bool, err error) {
	l, d, q, a, err := p.asked(c, lesson, question)
	if err != nil {
		return false, err
	}
	if right, err = q.judge(given); err != nil {
		return false, err
	}
	a.Tries++
	a.Right, a.Over, a.Last = right, right || a.Tries >= q.Attempts, given
	if right {
		a.Points = q.worth(a.Hints)
	}
	d.Answered[question] = a
	if d.over(*l) && d.points() >= l.Needed {
		p.pass(c, now)
	}
	return right, nil
}

// judge tells whether an answer is right.
func (q Question) judge(a Answer) (bool, error) {
	if q.Kind == Text {
		text := plainAnswer(a.Text)
		if text == "" || len(text) > 1000 || len(a.Choices) > 0 {
			return false, errs.New(errs.Invalid, "answer with a text of up to 1,000 bytes")
		}
		return slices.ContainsFunc(q.Accept, func(s string) bool { return plainAnswer(s) == text }), nil
	}
	chosen := slices.Compact(slices.Sorted(slices.Values(a.Choices)))
	unknown := slices.ContainsFunc(chosen, func(id string) bool {
		return !slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.ID == id })
	})
	if len(chosen) == 0 || unknown || a.Text != "" || q.Kind == Single && len(chosen) > 1 {
		return false, errs.New(errs.Invalid, "choose one of the answers, or several where the question says so")
	}
	return slices.Equal(chosen, q.right()), nil
}

// worth is how many points a right answer brings after so many hints.
func (q Question) worth(hints int) int {
	n := q.Points
	for _, h := range q.Hints[:hints] {
		n -= h.Cost
	}
	return max(n, 0)
}

// hint gives the next hint of a question.
func (p *Progress) hint(c Course, lesson, question string) (n int, err error) {
	_, d, q, a, err := p.asked(c, lesson, question)
	if err != nil {
		return 0, err
	}
	if a.Hints >= len(q.Hints) {
		return 0, errs.New(errs.Conflict, "there is no further hint")
	}
	a.Hints++
	d.Answered[question] = a
	return a.Hints, nil
}

// again begins a quiz anew that was not passed.
func (p *Progress) again(c Course, lesson string) error {
	l, d, err := p.at(c, lesson, Quiz)
	if err != nil {
		return err
	}
	if !d.over(*l) {
		return errs.New(errs.Conflict, "answer the other questions first")
	}
	d.Sitting, d.Answered = d.Sitting+1, nil
	return nil
}

// over tells whether every question is over.
func (d Done) over(l Lesson) bool {
	return !slices.ContainsFunc(l.Questions, func(q Question) bool { return !d.Answered[q.ID].Over })
}

func (d Done) points() (n int) {
	for _, a := range d.Answered {
		n += a.Points
	}
	return n
}

// tick notes that a step of the open task is done, and passes the task with its last.
func (p *Progress) tick(c Course, step string, e Entry, now time.Time) {
	l, d := p.open(c)
	if d.Steps == nil {
		d.Steps = map[string]Entry{}
	}
	d.Steps[step] = e
	if !slices.ContainsFunc(l.Steps, func(s Step) bool { return d.Steps[s.ID].At.IsZero() }) {
		p.pass(c, now)
	}
}

// score sums what was reached and what could be, over all quizzes that have begun.
func (p Progress) score(c Course) (reached, of int) {
	for i, l := range c.Lessons {
		of += l.points()
		if i < len(p.Lessons) {
			reached += p.Lessons[i].points()
		}
	}
	return reached, of
}

// State is where an enrolment stands.
type State string

// The states. One is left when its person begins a newer version of the course.
const (
	Learning State = "learning"
	Passed   State = "passed"
	Left     State = "left"
)

// Enrolment is one following of a course by one person.
type Enrolment struct {
	ID       string
	Person   string
	Name     string
	Course   string
	Digest   string
	State    State
	At       time.Time
	Changed  time.Time
	Progress Progress
}

// renewal is how long before its end a certificate can be renewed.
const renewal = 90 * 24 * time.Hour

// mayBegin refuses a new enrolment while an earlier one stands.
func mayBegin(last *Enrolment, cert *Certificate, digest string, now time.Time) error {
	switch {
	case last != nil && last.State == Learning && last.Digest == digest:
		return errs.New(errs.Conflict, "you are learning this course already")
	case cert != nil && cert.Course.Digest == digest && now.Before(cert.Expires.Add(-renewal)):
		return errs.New(errs.Conflict, "your certificate stands; you can renew it from %s on", cert.Expires.Add(-renewal).Format(time.DateOnly))
	}
	return nil
}
