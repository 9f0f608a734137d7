package cli

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/lesson"
)

var figuresWords = map[lesson.Standing]string{
	lesson.NoFigures:    "The file has no figures.",
	lesson.NewFigures:   "Its figures are kept.",
	lesson.SameFigures:  "Its figures were kept already.",
	lesson.OtherFigures: "Its figures have replaced those that were kept of the exercise.",
}

// took writes a median with over how many injects it is.
func took(ms *int64, of int) string {
	if ms == nil {
		return "none"
	}
	return fmt.Sprintf("%s (%d)", time.Duration(*ms)*time.Millisecond, of)
}

// measured prints exercises with their figures, each team's coverage beside its score.
func (e *env) measured(all []lesson.Measured) error {
	var rows [][]string
	for _, m := range all {
		row := func(team string, t lesson.TeamFigures) {
			rows = append(rows, []string{m.Figures.Started.Format(time.DateOnly), errs.Clip(m.Name), team, took(t.Detect, t.Of[0]), took(t.Share, t.Of[1]), took(t.Decide, t.Of[2]),
				fmt.Sprintf("%d of %d (graded %d of %d)", t.Got, t.Graded, t.Graded, t.Gradable)})
		}
		row("all teams", m.Figures.All)
		for _, t := range m.Figures.Teams {
			row(errs.Clip(t.Name), t)
		}
	}
	return e.table([]string{"STARTED", "EXERCISE", "TEAM", "DETECT", "SHARE", "DECIDE", "POINTS"}, rows, "The figures of no exercise are here yet.")
}

type lessonFiguresCmd struct {
	Save string `help:"Write them to this new file, which a person carries into the realm of a later exercise." placeholder:"FILE"`
}

func (c *lessonFiguresCmd) Run(e *env) error {
	if c.Save != "" {
		return e.carry("/api/v1/lessons/figures/file", c.Save)
	}
	return fetch(e, "/api/v1/lessons/figures", func(l items[lesson.Kept]) error {
		all := make([]lesson.Measured, len(l.Items))
		for i, k := range l.Items {
			all[i] = k.Measured
		}
		return e.measured(all)
	})
}

// carry saves a file that a person is to carry to another realm.
func (e *env) carry(path, file string) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.save(e.ctx, path, file); err != nil {
		return err
	}
	return e.line("%s is written. Nothing crosses to another realm by itself.", file)
}

type exerciseCarryCmd struct {
	File string `arg:"" help:"New file; entente lesson take reads it in the live realm."`
}

func (c *exerciseCarryCmd) Run(e *env) error {
	return e.carry("/api/v1/exercise/observations/file", c.File)
}

type exerciseCompareCmd struct {
	File string `arg:"" help:"File of the figures of earlier exercises, by entente lesson figures --save; - is standard input."`
}

func (c *exerciseCompareCmd) Run(e *env) error {
	b, err := e.readFile(c.File, lesson.MaxFile)
	if err != nil {
		return err
	}
	return send(e, "/api/v1/exercise/report/earlier", jsontext.Value(b), func(l items[lesson.Measured]) error { return e.measured(l.Items) })
}
