package training

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/expert"
)

// Course is what is taught, as its file says it. Texts stand in the languages of the
// title.
type Course struct {
	V        int            `json:"v"`
	ID       string         `json:"id"`
	Version  int64          `json:"version"`
	Title    clause.Text    `json:"title"`
	Text     clause.Text    `json:"text"`
	Skills   []expert.Skill `json:"skills"`
	Services []string       `json:"services"`
	Months   int            `json:"months"` // until a certificate expires
	Practice *Practice      `json:"practice,omitempty"`
	Lessons  []Lesson       `json:"lessons"`
}

// Kind is what is to be done in a lesson.
type Kind string

// The kinds of lessons.
const (
	Reading Kind = "reading"
	Quiz    Kind = "quiz"
	Task    Kind = "task"
)

// Lesson is one step of a course.
type Lesson struct {
	ID        string      `json:"id"`
	Kind      Kind        `json:"kind"`
	Title     clause.Text `json:"title"`
	Text      clause.Text `json:"text"`
	Link      string      `json:"link,omitempty"` // a page of the console
	Material  *Material   `json:"material,omitempty"`
	Questions []Question  `json:"questions,omitempty"`
	Needed    int         `json:"needed,omitempty"` // points without which a quiz is not passed
	Steps     []Step      `json:"steps,omitempty"`
}

// Question is one of a quiz.
type Question struct {
	ID       string      `json:"id"`
	Kind     string      `json:"kind"` // single, multiple, text
	Text     clause.Text `json:"text"`
	Choices  []Choice    `json:"choices,omitempty"`
	Accept   []string    `json:"accept,omitempty"` // of a text: what is right; letter case and spaces do not matter
	Hints    []Hint      `json:"hints,omitempty"`
	Attempts int         `json:"attempts"`
	Points   int         `json:"points"`
	Why      clause.Text `json:"why"` // told when it is over
}

// The kinds of questions.
const (
	Single   = "single"
	Multiple = "multiple"
	Text     = "text"
)

// Choice is one of the answers to choose from.
type Choice struct {
	ID    string      `json:"id"`
	Text  clause.Text `json:"text"`
	Right bool        `json:"right,omitempty"`
}

// Hint helps, and may cost points.
type Hint struct {
	Text clause.Text `json:"text"`
	Cost int         `json:"cost,omitempty"`
}

// Step is one thing to do in a task: it is done when the journal has an entry of the
// person, of one of the kinds, for which every condition holds.
type Step struct {
	ID    string      `json:"id"`
	Title clause.Text `json:"title"`
	Link  string      `json:"link,omitempty"`
	Kinds []string    `json:"kinds"`
	Where []Condition `json:"where,omitempty"`
	Acts  []authz.Act `json:"acts,omitempty"` // one of them is needed for it
}

// Condition is a jq expression over an entry's body that must give true.
type Condition struct {
	JQ  string      `json:"jq"`
	Why clause.Text `json:"why"` // what is told while it does not hold
}

// Bounds of a course.
const (
	MaxCourse   = 1 << 20 // bytes of a file
	maxLessons  = 60
	maxList     = 30
	maxPoints   = 1000
	maxAttempts = 20
	maxMonths   = 120
)

var limits = strictjson.Limits{Bytes: MaxCourse, Depth: 12, Members: 100, Elements: 200, Values: 20_000, String: 32 << 10}

// Read reads a course's file and gives it with its canonical bytes.
//
// Errors: Invalid for what cannot be taught; TooLarge.
func Read(b []byte) (c Course, canonical []byte, err error) {
	if err := strictjson.Decode(b, &c, limits); err != nil {
		return c, nil, err
	}
	if err := c.check(); err != nil {
		return c, nil, err
	}
	canonical, err = strictjson.Canonical(b)
	return c, canonical, err
}

// digestOf names a version of a course.
func digestOf(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

var (
	slug = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,49}$`)
	page = regexp.MustCompile(`^/[A-Za-z0-9/_.-]{0,200}(\?[A-Za-z0-9=&_.:-]{0,200})?$`)
	kind = regexp.MustCompile(`^[a-z]+\.[a-z-]+$`)
)

// Languages lists those in which a course is given.
func (c Course) Languages() []string {
	return slices.DeleteFunc(clause.Languages(), func(l string) bool { return c.Title[l] == "" })
}

func (c Course) check() error {
	langs := c.Languages()
	switch {
	case c.V != 1:
		return errs.New(errs.Unsupported, "this node reads courses of form 1")
	case !slug.MatchString(c.ID) || c.Version < 1:
		return errs.New(errs.Invalid, "a course has an id of small letters, digits and hyphens, and a version from 1 on")
	case len(langs) == 0:
		return errs.New(errs.Invalid, "a course has a title in English, French or Czech")
	case c.Months < 1 || c.Months > maxMonths:
		return errs.New(errs.Invalid, "a certificate expires after 1 to %d months", maxMonths)
	case len(c.Lessons) == 0 || len(c.Lessons) > maxLessons:
		return errs.New(errs.Invalid, "a course has 1 to %d lessons", maxLessons)
	case len(c.Skills) > maxList || len(c.Services) > maxList:
		return errs.New(errs.TooLarge, "a course attests up to %d skills and services", maxList)
	}
	if err := expert.CheckAble(c.Skills, c.Services); err != nil {
		return err
	}
	if err := texts(langs, c.Title, c.Text); err != nil {
		return err
	}
	if c.Practice != nil {
		if err := c.Practice.check(c.Lessons); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, l := range c.Lessons {
		if !fresh(seen, l.ID) {
			return errs.New(errs.Invalid, "lesson %q: each has an id of its own, of small letters, digits and hyphens", errs.Clip(l.ID))
		}
		if err := l.check(langs); err != nil {
			_, text := errs.Public(err)
			return errs.New(errs.Invalid, "in lesson %s: %s", l.ID, text)
		}
	}
	return nil
}

// texts holds a heading to one line and what follows to visible text.
func texts(langs []string, line clause.Text, more ...clause.Text) error {
	if err := line.CheckLine("a heading", langs); err != nil {
		return err
	}
	for _, t := range more {
		if err := t.CheckText("a text", langs); err != nil {
			return err
		}
	}
	return nil
}

func fresh(seen map[string]bool, id string) bool {
	known := seen[id]
	seen[id] = true
	return !known && slug.MatchString(id)
}

func (l Lesson) check(langs []string) error {
	if err := texts(langs, l.Title, l.Text); err != nil {
		return err
	}
	if l.Material != nil {
		if err := l.Material.check(); err != nil {
			return err
		}
	}
	switch {
	case !linked(l.Link):
		return errs.New(errs.Invalid, "a link is a page of the console, such as /import")
	case l.Kind != Quiz && (len(l.Questions) > 0 || l.Needed != 0), l.Kind != Task && len(l.Steps) > 0:
		return errs.New(errs.Invalid, "only a quiz has questions and needed points, and only a task has steps")
	case l.Kind == Reading:
		return nil
	case l.Kind == Quiz:
		return l.checkQuiz(langs)
	case l.Kind == Task:
		return l.checkTask(langs)
	}
	return errs.New(errs.Invalid, "a lesson is of kind reading, quiz or task")
}

func linked(link string) bool {
	return link == "" || page.MatchString(link) && !strings.Contains(link, "//") && !strings.Contains(link, "..")
}

func (l Lesson) checkQuiz(langs []string) error {
	if len(l.Questions) == 0 || len(l.Questions) > maxList {
		return errs.New(errs.Invalid, "a quiz has 1 to %d questions", maxList)
	}
	seen, sum := map[string]bool{}, 0
	for _, q := range l.Questions {
		if !fresh(seen, q.ID) {
			return errs.New(errs.Invalid, "question %q: each has an id of its own, of small letters, digits and hyphens", errs.Clip(q.ID))
		}
		if err := q.check(langs); err != nil {
			return err
		}
		sum += q.Points
	}
	if l.Needed < 1 || l.Needed > sum {
		return errs.New(errs.Invalid, "a quiz needs from 1 point to all of its %d", sum)
	}
	return nil
}

func (q Question) check(langs []string) error {
	if err := texts(langs, q.Text, q.Why); err != nil {
		return err
	}
	if q.Attempts < 1 || q.Attempts > maxAttempts || q.Points < 1 || q.Points > maxPoints || len(q.Hints) > maxList {
		return errs.New(errs.Invalid, "a question has 1 to %d attempts and 1 to %d points", maxAttempts, maxPoints)
	}
	for _, h := range q.Hints {
		if h.Cost < 0 || h.Cost > maxPoints {
			return errs.New(errs.Invalid, "a hint costs 0 to %d points", maxPoints)
		}
		if err := h.Text.CheckText("a hint", langs); err != nil {
			return err
		}
	}
	if q.Kind == Text {
		if len(q.Choices) > 0 || len(q.Accept) == 0 || len(q.Accept) > maxList || slices.ContainsFunc(q.Accept, func(s string) bool { return plainAnswer(s) == "" || !clause.Line(s) }) {
			return errs.New(errs.Invalid, "a question for a text says what is right, and has no choices")
		}
		return nil
	}
	return q.checkChoices(langs)
}

func (q Question) checkChoices(langs []string) error {
	seen, right := map[string]bool{}, len(q.right())
	if q.Kind != Single && q.Kind != Multiple || len(q.Accept) > 0 || len(q.Choices) < 2 || len(q.Choices) > maxList || right == 0 || q.Kind == Single && right > 1 {
		return errs.New(errs.Invalid, "a question is of kind single, multiple or text; a choice is between 2 to %d, of which one is right, or several of kind multiple", maxList)
	}
	for _, c := range q.Choices {
		if !fresh(seen, c.ID) {
			return errs.New(errs.Invalid, "choice %q: each has an id of its own, of small letters, digits and hyphens", errs.Clip(c.ID))
		}
		if err := c.Text.CheckLine("a choice", langs); err != nil {
			return err
		}
	}
	return nil
}

func (l Lesson) checkTask(langs []string) error {
	if len(l.Steps) == 0 || len(l.Steps) > maxList {
		return errs.New(errs.Invalid, "a task has 1 to %d steps", maxList)
	}
	seen := map[string]bool{}
	for _, s := range l.Steps {
		if !fresh(seen, s.ID) {
			return errs.New(errs.Invalid, "step %q: each has an id of its own, of small letters, digits and hyphens", errs.Clip(s.ID))
		}
		if err := s.Title.CheckLine("a heading", langs); err != nil {
			return err
		}
		if !linked(s.Link) {
			return errs.New(errs.Invalid, "a link is a page of the console, such as /import")
		}
		known := authz.Grants(authz.Roles()...)
		switch {
		case len(s.Kinds) == 0 || len(s.Kinds) > maxList || len(s.Where) > maxList || slices.ContainsFunc(s.Kinds, func(k string) bool { return !kind.MatchString(k) || strings.HasPrefix(k, "training.") }):
			return errs.New(errs.Invalid, "a step names kinds of the journal, such as release.made, and none of training")
		case slices.ContainsFunc(s.Acts, func(a authz.Act) bool { return !slices.Contains(known, a) }):
			return errs.New(errs.Invalid, "a step names acts that a role permits, such as release.make")
		}
		for _, w := range s.Where {
			if err := w.check(langs); err != nil {
				return err
			}
		}
	}
	return nil
}

// right gives the ids of the choices that are right.
func (q Question) right() (ids []string) {
	for _, c := range q.Choices {
		if c.Right {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// plainAnswer is a text without what does not matter in it.
func plainAnswer(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// points is the sum of a lesson's questions.
func (l Lesson) points() (n int) {
	for _, q := range l.Questions {
		n += q.Points
	}
	return n
}

// kinds lists the kinds of entries that a task asks for.
func (l Lesson) kinds() []string {
	all := map[string]bool{}
	for _, s := range l.Steps {
		for _, k := range s.Kinds {
			all[k] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
