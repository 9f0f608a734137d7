package lesson

import (
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// The words by which a file of observations is known.
const (
	FileKind = "entente-observations"
	Marking  = ids.ExerciseMark
	// MaxFile is how many bytes a file may have.
	MaxFile = 16 << 20
	maxRows = 2000
)

// File is the file in which a person carries observations and figures from an
// exercise's realm to the live one: plain words and numbers, and no reference to
// anything. Its first generation has observations alone.
type File struct {
	V            int      `json:"v"`
	Kind         string   `json:"kind"`
	Marking      string   `json:"marking"`
	Exercise     string   `json:"exercise"` // its id
	Name         string   `json:"name"`     // of the exercise
	Observations []Said   `json:"observations"`
	Figures      *Figures `json:"figures,omitempty"` // after ENDEX
}

// Said is one observation of a file.
type Said struct {
	About string `json:"about"` // the team, in words
	Text  string `json:"text"`
}

// NewFile makes the file of an exercise; f is nil where it has no figures yet.
func NewFile(exercise, name string, all []Said, f *Figures) File {
	return File{V: 2, Kind: FileKind, Marking: Marking, Exercise: exercise, Name: name, Observations: all, Figures: f}
}

// ReadFile reads a file strictly: one with an unknown or a repeated member is refused.
func ReadFile(b []byte) (f File, err error) {
	defer errs.Wrap(&err, "lesson.ReadFile")
	if err := strictjson.Decode(b, &f, strictjson.Default); err != nil {
		return f, err
	}
	if f.V != 1 && f.V != 2 || f.V == 1 && f.Figures != nil || f.Kind != FileKind || f.Marking != Marking {
		return f, errs.New(errs.Unsupported, "this is no file of observations from an exercise")
	}
	if len(f.Observations) == 0 && f.Figures == nil || len(f.Observations) > maxRows {
		return f, errs.New(errs.Invalid, "a file has from one to %d observations", maxRows)
	}
	if f.Figures != nil {
		if _, err := f.measured().check(); err != nil {
			return f, err
		}
	}
	for _, x := range f.Observations {
		if _, err := f.lesson(x).check(); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (f File) lesson(x Said) Lesson {
	return Lesson{Exercise: f.Exercise, Name: f.Name, About: x.About, Observation: x.Text}
}

// measured is the exercise with its figures.
func (f File) measured() Measured {
	return Measured{Exercise: strings.TrimSpace(f.Exercise), Name: strings.TrimSpace(f.Name), Figures: *f.Figures}
}
