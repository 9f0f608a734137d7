package lesson

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"entente/internal/base/errs"
)

// State is how far a lesson is.
type State string

// The states, in their order.
const (
	Identified State = "identified"
	Assigned   State = "assigned" // its action has an owner and a due time
	Done       State = "done"     // said to be done, and to be verified
	Learned    State = "learned"  // verified by another person, and closed
)

// States lists the states in their order.
func States() []State { return []State{Identified, Assigned, Done, Learned} }

// Step is one move of a lesson.
type Step struct {
	To     State     `json:"to" enum:"identified,assigned,done,learned"`
	Person string    `json:"person" doc:"Account id"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Words  string    `json:"words" doc:"What was done, how it was verified, or why it was opened again"`
	Retest string    `json:"retest" doc:"On testing it again, where it was verified"`
}

// Lesson is what one observation has taught.
type Lesson struct {
	ID          string    `json:"id"`
	Exercise    string    `json:"exercise" doc:"Id of the exercise, as a person gave it"`
	Name        string    `json:"name" doc:"Of the exercise"`
	About       string    `json:"about" doc:"Team or objective, in free words"`
	Observation string    `json:"observation"`
	Lesson      string    `json:"lesson" doc:"What is to be learned from it; empty until somebody has said it"`
	State       State     `json:"state" enum:"identified,assigned,done,learned"`
	Action      string    `json:"action"`
	Owner       string    `json:"owner" doc:"Name or office of our party"`
	Due         time.Time `json:"due,omitzero"`
	Steps       []Step    `json:"steps"`
}

// Overdue tells whether the action should have been done by now.
func (l Lesson) Overdue(now time.Time) bool {
	return l.State == Assigned && now.After(l.Due)
}

func (l Lesson) last() Step { return l.Steps[len(l.Steps)-1] }

// Task is what is to be done about a lesson, by whom and until when.
type Task struct {
	Lesson string // what is to be learned; empty leaves what stands
	Action string
	Owner  string
	Due    time.Time
}

const maxText = 4000

// words trims a text and refuses what is too long, or empty where it is needed.
func words(s string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(s)
	if len(s) > most || needed && s == "" {
		return s, errs.New(errs.Invalid, "a text that is needed is missing, or one is longer than %d bytes", most)
	}
	return s, nil
}

func (l Lesson) check() (Lesson, error) {
	for _, x := range []struct {
		text   *string
		most   int
		needed bool
	}{{&l.Exercise, 100, true}, {&l.Name, 300, true}, {&l.Observation, maxText, true}, {&l.Lesson, maxText, false}, {&l.About, 300, false}} {
		s, err := words(*x.text, x.most, x.needed)
		if err != nil {
			return l, err
		}
		*x.text = s
	}
	return l, nil
}

func (l Lesson) move(s Step) Lesson {
	l.State, l.Steps = s.To, append(slices.Clone(l.Steps), s)
	return l
}

// assign gives the action an owner and a due time, or other ones.
func (l Lesson) assign(t Task, s Step) (Lesson, error) {
	if l.State != Identified && l.State != Assigned {
		return l, errs.New(errs.Conflict, "this lesson is %s; open it again before it is assigned anew", l.State)
	}
	if strings.TrimSpace(t.Lesson) != "" {
		l.Lesson = t.Lesson
	}
	var err error
	if l.Lesson, err = words(l.Lesson, maxText, true); err != nil {
		return l, err
	}
	if l.Action, err = words(t.Action, maxText, true); err != nil {
		return l, err
	}
	if l.Owner, err = words(t.Owner, 200, true); err != nil {
		return l, err
	}
	if !t.Due.After(s.At) {
		return l, errs.New(errs.Invalid, "an action is due in the future")
	}
	l.Due, s.To = t.Due.UTC().Truncate(time.Microsecond), Assigned
	return l.move(s), nil
}

// done says that the action was taken.
func (l Lesson) done(s Step) (Lesson, error) {
	if l.State != Assigned {
		return l, errs.New(errs.Conflict, "this lesson is %s; what was assigned can be done", l.State)
	}
	var err error
	if s.Words, err = words(s.Words, maxText, true); err != nil {
		return l, err
	}
	s.To = Done
	return l.move(s), nil
}

// close verifies what was done. Who said that it is done cannot do it.
func (l Lesson) close(s Step) (Lesson, error) {
	if l.State != Done {
		return l, errs.New(errs.Conflict, "this lesson is %s; what was done can be verified", l.State)
	}
	if l.last().Person == s.Person {
		return l, errs.New(errs.Denied, "you said that this is done; another person has to verify it")
	}
	var err error
	if s.Words, err = words(s.Words, maxText, true); err != nil {
		return l, err
	}
	if s.Retest, err = words(s.Retest, maxText, true); err != nil {
		return l, err
	}
	s.To = Learned
	return l.move(s), nil
}

// reopen goes back to the action, which stands with its owner and its due time.
func (l Lesson) reopen(s Step) (Lesson, error) {
	if l.State != Done && l.State != Learned {
		return l, errs.New(errs.Conflict, "this lesson is %s; what was done or learned can be opened again", l.State)
	}
	var err error
	if s.Words, err = words(s.Words, maxText, true); err != nil {
		return l, err
	}
	s.To = Assigned
	return l.move(s), nil
}

// sorted puts what is overdue first, then what is to be verified, what is assigned by
// its due time, what nobody has, and at the end what was learned.
func sorted(all []Lesson, now time.Time) {
	rank := func(l Lesson) int {
		switch {
		case l.Overdue(now):
			return 0
		case l.State == Done:
			return 1
		case l.State == Assigned:
			return 2
		case l.State == Identified:
			return 3
		}
		return 4
	}
	slices.SortStableFunc(all, func(a, b Lesson) int {
		if c := cmp.Compare(rank(a), rank(b)); c != 0 {
			return c
		}
		if a.State == Assigned {
			return a.Due.Compare(b.Due)
		}
		return b.last().At.Compare(a.last().At)
	})
}
