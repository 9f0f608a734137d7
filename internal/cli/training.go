package cli

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/training"
)

type trainingCmd struct {
	List         trainingListCmd      `cmd:"" help:"Courses, and how far you have come."`
	Show         trainingShowCmd      `cmd:"" help:"One course: its lessons, what is open, and why a task is not done yet."`
	Enrol        trainingEnrolCmd     `cmd:"" help:"Begin a course."`
	Read         trainingReadCmd      `cmd:"" help:"Pass a lesson that you have read."`
	Answer       trainingAnswerCmd    `cmd:"" help:"Answer a question of the quiz that is open."`
	Hint         trainingHintCmd      `cmd:"" help:"Take the next hint of a question; it may cost points."`
	Again        trainingAgainCmd     `cmd:"" help:"Begin a quiz anew that was not passed."`
	Practice     practiceCmd          `cmd:"" help:"Practice realms, in which the tasks of courses are done."`
	Check        trainingCheckCmd     `cmd:"" help:"Check a course's file offline; no node is needed."`
	Put          trainingPutCmd       `cmd:"" help:"Put a course in, or its next version."`
	Withdraw     trainingWithdrawCmd  `cmd:"" help:"End the offering of a course that was put in."`
	Certificates trainingHeldCmd      `cmd:"" help:"Your certificates."`
	Export       trainingExportCmd    `cmd:"" help:"Write a certificate into a file that others verify."`
	Verify       trainingVerifyCmd    `cmd:"" help:"Check a certificate's file offline."`
	Bind         trainingBindCmd      `cmd:"" help:"Note a certificate in a profile of the pool."`
	Readiness    trainingReadinessCmd `cmd:"" help:"What the own people have learned, by skill, service and course."`
}

func coursePath(id string, rest ...string) string {
	p := "/api/v1/training/courses/" + url.PathEscape(id)
	for _, r := range rest {
		p += "/" + url.PathEscape(r)
	}
	return p
}

type trainingListCmd struct{}

func (c *trainingListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/training/courses", func(l items[training.Brief]) error {
		var rows [][]string
		for _, b := range l.Items {
			until := "-"
			if b.Certificate != nil {
				until = b.Certificate.Expires.Format(time.DateOnly)
				if b.Certificate.Expired {
					until += " (expired)"
				}
			}
			rows = append(rows, []string{b.ID, fmt.Sprint(b.Version), b.State, fmt.Sprintf("%d of %d", b.Passed, b.Lessons), until, b.Title.In("en")})
		}
		return e.table([]string{"ID", "VERSION", "STATE", "LESSONS", "CERTIFICATE UNTIL", "TITLE"}, rows, "No course is offered here.")
	})
}

type trainingShowCmd struct {
	ID       string `arg:"" help:"Id of the course."`
	Language string `help:"Language of the texts: en, fr or cs." default:"en" enum:"en,fr,cs"`
}

func (c *trainingShowCmd) Run(e *env) error {
	return fetch(e, coursePath(c.ID), func(v training.View) error { return e.course(v, c.Language) })
}

// course prints a course with the lesson that is open in full.
func (e *env) course(v training.View, language string) error {
	if err := e.line("%s (version %d): %d of %d lessons, %d of %d points", v.Title.In(language), v.Version, v.Passed, v.Lessons, v.Points, v.Of); err != nil {
		return err
	}
	if v.State == "learning" {
		if err := e.practice(v.Practice); err != nil {
			return err
		}
	}
	if v.Certificate != nil {
		if err := e.line("Certificate %s until %s", v.Certificate.ID, when(v.Certificate.Expires)); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, l := range v.Steps {
		rows = append(rows, []string{l.ID, string(l.Kind), l.State, l.Title.In(language)})
	}
	if err := e.table([]string{"LESSON", "KIND", "STATE", "TITLE"}, rows, "It has no lessons."); err != nil {
		return err
	}
	for _, l := range v.Steps {
		if l.State == "open" {
			return e.lesson(l, language)
		}
	}
	return nil
}

func (e *env) lesson(l training.LessonView, language string) error {
	if err := e.line("\n%s\n%s", l.Title.In(language), l.Text.In(language)); err != nil {
		return err
	}
	if l.Material != nil {
		if err := e.line("\n%s:\n%s", l.Material.Name, l.Material.Content); err != nil {
			return err
		}
	}
	for _, q := range l.Questions {
		state := fmt.Sprintf("attempts left: %d, points: %d", q.Attempts, q.Points)
		if q.Over {
			state = fmt.Sprintf("right: %s, points: %d", yes(q.Right), q.Points)
		}
		if err := e.line("\n%s  %s (%s)", q.ID, q.Text.In(language), state); err != nil {
			return err
		}
		for _, ch := range q.Choices {
			if err := e.line("  %s  %s", ch.ID, ch.Text.In(language)); err != nil {
				return err
			}
		}
		for _, h := range q.Hints {
			if err := e.line("  Hint: %s", h.In(language)); err != nil {
				return err
			}
		}
		if q.Why != nil {
			if err := e.line("  %s", q.Why.In(language)); err != nil {
				return err
			}
		}
	}
	for _, s := range l.Tasks {
		mark, why := "[ ]", ""
		switch {
		case s.Done != nil:
			mark, why = "[x]", s.Done.Kind+" at "+when(s.Done.At)
		case s.Why != nil:
			why = strings.TrimSpace(s.Why.String() + ". " + s.Lacks.In(language))
		}
		if err := e.line("%s %s: %s", mark, s.Title.In(language), why); err != nil {
			return err
		}
	}
	return nil
}

// learn sends an act of a learner and prints where the course stands after it.
func (e *env) learn(path string, body any) error {
	return send(e, path, body, func(v training.View) error { return e.course(v, "en") })
}

type trainingEnrolCmd struct {
	ID string `arg:"" help:"Id of the course."`
}

func (c *trainingEnrolCmd) Run(e *env) error { return e.learn(coursePath(c.ID, "enrol"), struct{}{}) }

type trainingReadCmd struct {
	ID     string `arg:"" help:"Id of the course."`
	Lesson string `arg:"" help:"Id of the lesson."`
}

func (c *trainingReadCmd) Run(e *env) error {
	return e.learn(coursePath(c.ID, "lessons", c.Lesson, "read"), struct{}{})
}

type trainingAnswerCmd struct {
	ID       string   `arg:"" help:"Id of the course."`
	Lesson   string   `arg:"" help:"Id of the quiz."`
	Question string   `arg:"" help:"Id of the question."`
	Choice   []string `help:"Id of a choice; several by commas." sep:","`
	Text     string   `help:"The answer as a text."`
}

func (c *trainingAnswerCmd) Run(e *env) error {
	return e.learn(coursePath(c.ID, "lessons", c.Lesson, "questions", c.Question, "answer"), training.Answer{Choices: c.Choice, Text: c.Text})
}

type trainingHintCmd struct {
	ID       string `arg:"" help:"Id of the course."`
	Lesson   string `arg:"" help:"Id of the quiz."`
	Question string `arg:"" help:"Id of the question."`
}

func (c *trainingHintCmd) Run(e *env) error {
	return e.learn(coursePath(c.ID, "lessons", c.Lesson, "questions", c.Question, "hint"), struct{}{})
}

type trainingAgainCmd struct {
	ID     string `arg:"" help:"Id of the course."`
	Lesson string `arg:"" help:"Id of the quiz."`
}

func (c *trainingAgainCmd) Run(e *env) error {
	return e.learn(coursePath(c.ID, "lessons", c.Lesson, "again"), struct{}{})
}

type trainingCheckCmd struct {
	File string `arg:"" help:"Course file; - is standard input."`
}

func (c *trainingCheckCmd) Run(e *env) error {
	b, err := e.readFile(c.File, training.MaxCourse)
	if err != nil {
		return err
	}
	course, _, err := training.Read(b)
	if err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(map[string]any{"id": course.ID, "version": course.Version, "lessons": len(course.Lessons), "languages": course.Languages()})
	}
	return e.line("%s (%s, version %d) can be taught: %d lessons in %s", course.Title.In("en"), course.ID, course.Version, len(course.Lessons), strings.Join(course.Languages(), ", "))
}

type trainingPutCmd struct {
	File string `arg:"" help:"Course file; - is standard input."`
}

func (c *trainingPutCmd) Run(e *env) error {
	b, err := e.readFile(c.File, training.MaxCourse)
	if err != nil {
		return err
	}
	return send(e, "/api/v1/training/courses", bytes.NewReader(b), func(p struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
		Digest  string `json:"digest"`
	}) error {
		return e.line("%s is here in version %d (%s)", p.ID, p.Version, p.Digest)
	})
}

type trainingWithdrawCmd struct {
	ID string `arg:"" help:"Id of the course."`
}

func (c *trainingWithdrawCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.post(e.ctx, coursePath(c.ID, "withdraw"), struct{}{}, nil); err != nil {
		return err
	}
	return e.line("%s is offered no more; whoever has begun it can end it", errs.Clip(c.ID))
}
