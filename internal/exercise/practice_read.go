package exercise

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Practices gives all practice realms of this node, the oldest first. It needs
// training.manage.
func (s *Service) Practices(ctx context.Context, v authz.Viewer) (all []Exercise, err error) {
	defer errs.Wrap(&err, "exercise.Practices")
	if err := v.May(authz.TrainingManage); err != nil {
		return nil, err
	}
	if err := s.live(v.Realm()); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = practices(ctx, tx)
		return err
	})
	return all, err
}

// PracticeOf gives the practice realm that a person has for a course, or nil.
func (s *Service) PracticeOf(ctx context.Context, tx *db.Tx, person, course string) (*Exercise, error) {
	return practiceOf(ctx, tx, person, course)
}

// Practised gives the practice of a realm that is open; nil where it has ended.
func (s *Service) Practised(ctx context.Context, tx *db.Tx, id string) (*Practice, error) {
	e, err := load(ctx, tx, id)
	if errs.Is(err, errs.NotFound) || err == nil && e.State != Open {
		return nil, nil
	}
	return e.Practice, err
}

// SawPractice notes how far the journal of a practice realm was looked through, and
// when its person last did something in it.
//
// Errors: Conflict where somebody else has looked meanwhile.
func (s *Service) SawPractice(ctx context.Context, tx *db.Tx, id string, before, seen int64, acted time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE exercise_practice SET seen = $3, acted = $4 WHERE exercise = $1 AND seen = $2`, id, before, seen, db.Micros(acted))
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "the journal of this practice realm was looked through by somebody else")
	}
	return err
}

func scanPractice(sc db.Scanner) (p Practice, err error) {
	var acted int64
	err = sc.Scan(&p.Person, &p.Name, &p.Course, &p.Digest, &acted, &p.Seen)
	p.Acted = db.Time(acted)
	return p, err
}

// practice gives what makes an exercise a practice realm; nil for every other one.
func practice(ctx context.Context, tx *db.Tx, id string) (*Practice, error) {
	p, err := db.One(ctx, tx, scanPractice, `SELECT person, name, course, digest, acted, seen FROM exercise_practice WHERE exercise = $1`, id)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	return &p, err
}

func practices(ctx context.Context, tx *db.Tx) ([]Exercise, error) {
	return loadWhere(ctx, tx, `id IN (SELECT exercise FROM exercise_practice) ORDER BY id`)
}

func practiceOf(ctx context.Context, tx *db.Tx, person, course string) (*Exercise, error) {
	all, err := loadWhere(ctx, tx, `id IN (SELECT exercise FROM exercise_practice WHERE person = $1 AND course = $2)`, person, course)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

func insertPractice(ctx context.Context, tx *db.Tx, e Exercise) error {
	p := e.Practice
	_, err := tx.Exec(ctx, `INSERT INTO exercise_practice (exercise, person, name, course, digest, acted, seen) VALUES ($1,$2,$3,$4,$5,$6,0)`, e.ID, p.Person, p.Name, p.Course, p.Digest, db.Micros(p.Acted))
	return err
}

// forget removes a practice realm from what is known here.
func forget(ctx context.Context, tx *db.Tx, id string) error {
	for _, q := range []string{`DELETE FROM exercise_member WHERE exercise = $1`, `DELETE FROM exercise_practice WHERE exercise = $1`, `DELETE FROM exercise_exercise WHERE id = $1`} {
		if _, err := tx.Exec(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}
