package lesson

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// FiguresKind is how a file of the figures of exercises is known.
const FiguresKind = "entente-figures"

const (
	maxTeams     = 500
	maxExercises = 500
)

// TeamFigures is what one team came to: medians in milliseconds of exercise time, and
// its score beside how much was graded.
type TeamFigures struct {
	Name      string `json:"name" doc:"Of the team; empty for all of them"`
	Detect    *int64 `json:"detect_ms,omitempty"`
	Share     *int64 `json:"share_ms,omitempty"`
	Decide    *int64 `json:"decide_ms,omitempty"`
	Of        [3]int `json:"of" doc:"Over how many injects each is"`
	Got       int64  `json:"got"`
	Graded    int64  `json:"graded" doc:"Points of what was graded"`
	Gradable  int64  `json:"gradable" doc:"Points of what could be graded"`
	NGraded   int64  `json:"n_graded" doc:"Criteria that were graded"`
	NGradable int64  `json:"n_gradable"`
}

// Figures is what an exercise came to.
type Figures struct {
	Started time.Time     `json:"started"`
	Length  int64         `json:"length_ms" doc:"Exercise time at ENDEX"`
	Injects int           `json:"injects" doc:"How many were sent"`
	All     TeamFigures   `json:"all" doc:"Over all teams"`
	Teams   []TeamFigures `json:"teams"`
}

// Of gives the figures of the team of a name, or with none those of all teams.
func (f Figures) Of(team string) (TeamFigures, bool) {
	if team == "" {
		return f.All, true
	}
	i := slices.IndexFunc(f.Teams, func(t TeamFigures) bool { return t.Name == team })
	if i < 0 {
		return TeamFigures{}, false
	}
	return f.Teams[i], true
}

// Measured is an exercise with its figures, in plain words and numbers.
type Measured struct {
	Exercise string  `json:"exercise" doc:"Its id"`
	Name     string  `json:"name"`
	Figures  Figures `json:"figures"`
}

// FiguresFile is the file in which a person carries the figures of exercises from the
// live realm to one of an exercise.
type FiguresFile struct {
	V         int        `json:"v"`
	Kind      string     `json:"kind"`
	Marking   string     `json:"marking"`
	Exercises []Measured `json:"exercises"`
}

// ReadFigures reads a file of figures strictly.
func ReadFigures(b []byte) (all []Measured, err error) {
	defer errs.Wrap(&err, "lesson.ReadFigures")
	var f FiguresFile
	if err := strictjson.Decode(b, &f, strictjson.Default); err != nil {
		return nil, err
	}
	if f.V != 1 || f.Kind != FiguresKind || f.Marking != Marking {
		return nil, errs.New(errs.Unsupported, "this is no file of the figures of exercises; the page of lessons in the live realm makes one")
	}
	if len(f.Exercises) == 0 || len(f.Exercises) > maxExercises {
		return nil, errs.New(errs.Invalid, "a file of figures has from one to %d exercises", maxExercises)
	}
	seen := map[string]bool{}
	for i, m := range f.Exercises {
		if f.Exercises[i], err = m.check(); err != nil {
			return nil, err
		}
		if id := f.Exercises[i].Exercise; seen[id] {
			return nil, errs.New(errs.Invalid, "the exercise %q stands in the file twice", errs.Clip(id))
		} else {
			seen[id] = true
		}
	}
	return f.Exercises, nil
}

// check refuses figures that no exercise can come to.
func (m Measured) check() (Measured, error) {
	var err error
	if m.Exercise, err = words(m.Exercise, 100, true); err != nil {
		return m, err
	}
	if m.Name, err = words(m.Name, 300, true); err != nil {
		return m, err
	}
	f := m.Figures
	good := !f.Started.IsZero() && f.Length >= 0 && f.Injects >= 0 && len(f.Teams) > 0 && len(f.Teams) <= maxTeams && f.All.Name == "" && f.All.sound()
	names := map[string]bool{}
	for _, t := range f.Teams {
		good = good && t.Name != "" && len(t.Name) <= 300 && !names[t.Name] && t.sound()
		names[t.Name] = true
	}
	if !good {
		return m, errs.New(errs.Invalid, "the figures of %q cannot be those of an exercise; make the file anew on its after-action page", errs.Clip(m.Exercise))
	}
	return m, nil
}

func (t TeamFigures) sound() bool {
	for i, ms := range []*int64{t.Detect, t.Share, t.Decide} {
		if (ms == nil) != (t.Of[i] == 0) || t.Of[i] < 0 || ms != nil && *ms < 0 {
			return false
		}
	}
	return 0 <= t.Got && t.Got <= t.Graded && t.Graded <= t.Gradable && 0 <= t.NGraded && t.NGraded <= t.NGradable
}
