package cli

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/lesson"
)

type lessonCmd struct {
	List    lessonListCmd    `cmd:"" help:"Lessons, what is overdue first."`
	Record  lessonRecordCmd  `cmd:"" help:"Record an observation made in an exercise."`
	Take    lessonTakeCmd    `cmd:"" help:"Record the observations of a file from an exercise's realm."`
	Figures lessonFiguresCmd `cmd:"" help:"Figures of exercises, beside those of the exercise before; --save FILE carries them into a later one."`
	Assign  lessonAssignCmd  `cmd:"" help:"Give a lesson's action an owner and a due time."`
	Done    lessonDoneCmd    `cmd:"" help:"Say that the action was taken."`
	Close   lessonCloseCmd   `cmd:"" help:"Verify what was done, as another person than who said it."`
	Reopen  lessonReopenCmd  `cmd:"" help:"Go back to the action, with a reason."`
}

func lessonPath(id, verb string) string {
	return "/api/v1/lessons/" + url.PathEscape(id) + "/" + verb
}

// taught prints one lesson.
func (e *env) taught(l lesson.View) error {
	return e.lessons(items[lesson.View]{Items: []lesson.View{l}})
}

func (e *env) lessons(all items[lesson.View]) error {
	var rows [][]string
	for _, l := range all.Items {
		due, state := "-", string(l.State)
		if l.State != lesson.Identified {
			due = l.Due.Format(time.RFC3339)
		}
		if l.Overdue {
			state = "overdue"
		}
		rows = append(rows, []string{state, due, errs.Clip(l.Owner), errs.Clip(l.Name), errs.Clip(l.Observation), l.ID})
	}
	return e.table([]string{"STATE", "DUE", "OWNER", "EXERCISE", "OBSERVATION", "ID"}, rows, "No lesson is like this.")
}

type lessonListCmd struct {
	State    string `help:"Only those that are identified, assigned, done or learned." placeholder:"STATE"`
	Exercise string `help:"Only those of this exercise." placeholder:"ID"`
	Overdue  bool   `help:"Only what is overdue."`
}

func (c *lessonListCmd) Run(e *env) error {
	q := url.Values{}
	for name, v := range map[string]string{"state": c.State, "exercise": c.Exercise} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if c.Overdue {
		q.Set("overdue", "true")
	}
	return fetch(e, "/api/v1/lessons?"+q.Encode(), e.lessons)
}

type lessonRecordCmd struct {
	Exercise    string `arg:"" help:"Id of the exercise."`
	Name        string `arg:"" help:"Name of the exercise."`
	Observation string `arg:"" help:"What was noticed."`
	Lesson      string `help:"What is to be learned; it can be said later."`
	About       string `help:"Team or objective, in free words."`
}

func (c *lessonRecordCmd) Run(e *env) error {
	return send(e, "/api/v1/lessons", map[string]string{"exercise": c.Exercise, "name": c.Name, "observation": c.Observation, "lesson": c.Lesson, "about": c.About}, e.taught)
}

type lessonTakeCmd struct {
	File    string `arg:"" help:"File of observations and figures; - is standard input."`
	Show    bool   `help:"Show what it would add, and write nothing."`
	Replace bool   `help:"Replace the figures that are kept of the same exercise."`
}

func (c *lessonTakeCmd) Run(e *env) error {
	b, err := e.readFile(c.File, lesson.MaxFile)
	if err != nil {
		return err
	}
	if !c.Show {
		return send(e, "/api/v1/lessons/file?replace="+strconv.FormatBool(c.Replace), jsontext.Value(b), func(t lesson.Taken) error {
			if err := e.line("%s", figuresWords[t.Standing]); err != nil {
				return err
			}
			return e.lessons(items[lesson.View]{Items: t.Items})
		})
	}
	return send(e, "/api/v1/lessons/file/preview", jsontext.Value(b), func(p lesson.Preview) error {
		if p.Standing == lesson.OtherFigures {
			if err := e.line("Other figures of %s were taken in by %s on %s; --replace replaces them.", errs.Clip(p.Name), errs.Clip(p.Held.By), p.Held.Taken.Format(time.RFC3339)); err != nil {
				return err
			}
		}
		if p.Figures != nil {
			if err := e.measured([]lesson.Measured{{Exercise: p.Exercise, Name: p.Name, Figures: *p.Figures}}); err != nil {
				return err
			}
		}
		var rows [][]string
		for _, x := range p.Rows {
			rows = append(rows, []string{yes(x.Known), errs.Clip(x.About), errs.Clip(x.Text)})
		}
		return e.table([]string{"KNOWN", "ABOUT", "OBSERVATION"}, rows, "It holds no observation.")
	})
}

type lessonAssignCmd struct {
	ID     string `arg:"" help:"Id of the lesson."`
	Owner  string `arg:"" help:"Name or office of our party."`
	Due    string `arg:"" help:"When it is due: a day (its end, UTC) or a time as RFC 3339."`
	Action string `arg:"" help:"What is to be done."`
	Lesson string `help:"What is to be learned, where nobody has said it yet."`
}

func (c *lessonAssignCmd) Run(e *env) error {
	due, err := time.Parse(time.RFC3339, c.Due)
	if err != nil {
		day, err := time.Parse(time.DateOnly, c.Due)
		if err != nil {
			return errs.New(errs.Invalid, "when it is due is a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z")
		}
		due = day.AddDate(0, 0, 1)
	}
	return send(e, lessonPath(c.ID, "assign"), map[string]any{"owner": strings.TrimSpace(c.Owner), "due": due, "action": c.Action, "lesson": c.Lesson}, e.taught)
}

type lessonDoneCmd struct {
	ID    string `arg:"" help:"Id of the lesson."`
	Words string `arg:"" help:"What was done."`
}

func (c *lessonDoneCmd) Run(e *env) error {
	return send(e, lessonPath(c.ID, "done"), map[string]string{"words": c.Words}, e.taught)
}

type lessonCloseCmd struct {
	ID     string `arg:"" help:"Id of the lesson."`
	Words  string `arg:"" help:"How it was verified."`
	Retest string `arg:"" help:"On testing it again."`
}

func (c *lessonCloseCmd) Run(e *env) error {
	return send(e, lessonPath(c.ID, "close"), map[string]string{"words": c.Words, "retest": c.Retest}, e.taught)
}

type lessonReopenCmd struct {
	ID     string `arg:"" help:"Id of the lesson."`
	Reason string `arg:"" help:"Why."`
}

func (c *lessonReopenCmd) Run(e *env) error {
	return send(e, lessonPath(c.ID, "reopen"), map[string]string{"reason": c.Reason}, e.taught)
}
