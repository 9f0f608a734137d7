package lesson

import (
	"bytes"
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
)

// Kept is the figures of one exercise, and who took them in.
type Kept struct {
	Measured
	Taken time.Time `json:"taken"`
	By    string    `json:"by" doc:"Who took them in"`
}

// Standing is how the figures of a file stand to those that are kept.
type Standing string

// The standings.
const (
	NoFigures    Standing = "none" // the file has none
	NewFigures   Standing = "new"
	SameFigures  Standing = "same"
	OtherFigures Standing = "other" // they would replace, or have replaced, those that are kept
)

// Measured lists the figures of exercises, the earliest first. It needs lesson.read.
func (s *Service) Measured(ctx context.Context, v authz.Viewer) (all []Kept, err error) {
	defer errs.Wrap(&err, "lesson.Measured")
	if err := s.enter(v.Actor(), v.Realm(), authz.LessonRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = db.Rows(ctx, tx, scan[Kept], `SELECT body FROM lesson_figures ORDER BY started, exercise`)
		return err
	})
	return all, err
}

// FiguresFile makes the file in which a person carries the figures of exercises into
// the realm of one. It needs lesson.read.
func (s *Service) FiguresFile(ctx context.Context, v authz.Viewer) (b []byte, err error) {
	defer errs.Wrap(&err, "lesson.FiguresFile")
	all, err := s.Measured(ctx, v)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errs.New(errs.NotFound, "the figures of no exercise are kept here yet")
	}
	if len(all) > maxExercises {
		all = all[len(all)-maxExercises:]
	}
	f := FiguresFile{V: 1, Kind: FiguresKind, Marking: Marking}
	for _, k := range all {
		f.Exercises = append(f.Exercises, k.Measured)
	}
	return strictjson.Marshal(f)
}

// standing compares the figures of a file with those that are kept of the exercise.
func standing(ctx context.Context, tx *db.Tx, f File) (_ Standing, held Kept, err error) {
	if f.Figures == nil {
		return NoFigures, held, nil
	}
	held, err = db.One(ctx, tx, scan[Kept], `SELECT body FROM lesson_figures WHERE exercise = $1`, f.measured().Exercise)
	if errs.Is(err, errs.NotFound) {
		return NewFigures, held, nil
	}
	if err != nil {
		return "", held, err
	}
	was, err := strictjson.Marshal(held.Measured)
	if err != nil {
		return "", held, err
	}
	is, err := strictjson.Marshal(f.measured())
	if err != nil {
		return "", held, err
	}
	if bytes.Equal(was, is) {
		return SameFigures, held, nil
	}
	return OtherFigures, held, nil
}

// measure keeps the figures of a file. Those that are kept of the same exercise are
// replaced only where the person says so.
func (s *Service) measure(ctx context.Context, tx *db.Tx, who authz.Actor, f File, replace bool) (Standing, error) {
	st, held, err := standing(ctx, tx, f)
	if err != nil || st == NoFigures || st == SameFigures {
		return st, err
	}
	if st == OtherFigures && !replace {
		return st, errs.New(errs.Conflict, "other figures of this exercise were taken in by %s; say that these replace them", held.By)
	}
	k := Kept{Measured: f.measured(), Taken: tx.Now, By: who.Name}
	b, err := strictjson.Marshal(k)
	if err != nil {
		return st, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO lesson_figures (exercise, started, body) VALUES ($1,$2,$3) ON CONFLICT (exercise) DO UPDATE SET started = excluded.started, body = excluded.body`,
		k.Exercise, db.Micros(k.Figures.Started), b); err != nil {
		return st, err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: ids.Live, Kind: "lesson.measured", By: who, About: k.Exercise, Body: map[string]any{"name": k.Name, "replaced": st == OtherFigures, "figures": k.Figures}})
	return st, err
}
