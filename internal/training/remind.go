package training

import (
	"context"
	"log/slog"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

const lookEvery = time.Hour

// Run tells people of certificates that expire soon, until ctx ends.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	return clock.Regularly(ctx, log, lookEvery, "the ends of certificates were not looked at", s.Remind)
}

// Remind journals each certificate that can be renewed from now on, once, unless its
// holder has a newer one of the course.
func (s *Service) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "training.Remind")
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		type ending struct {
			id, person, course string
			expires            time.Time
		}
		all, err := db.Rows(ctx, tx, func(sc db.Scanner) (e ending, err error) {
			var at int64
			err = sc.Scan(&e.id, &e.person, &e.course, &at)
			e.expires = db.Time(at)
			return e, err
		}, `SELECT id, person, course, expires FROM training_certificate c WHERE realm = $1 AND expires > $2 AND expires < $3
			AND NOT EXISTS (SELECT 1 FROM training_certificate n WHERE n.realm = c.realm AND n.person = c.person AND n.course = c.course AND n.expires > c.expires)
			AND NOT EXISTS (SELECT 1 FROM training_reminder r WHERE r.certificate = c.id) ORDER BY expires, id LIMIT 500`, string(tx.Realm), db.Micros(tx.Now), db.Micros(tx.Now.Add(renewal)))
		if err != nil {
			return err
		}
		for _, e := range all {
			if _, err := tx.Exec(ctx, `INSERT INTO training_reminder (certificate, at) VALUES ($1,$2)`, e.id, db.Micros(tx.Now)); err != nil {
				return err
			}
			if err := s.record(ctx, tx, authz.System(s.c.Party, "training", authz.TrainingLearn), tx.Realm, "training.expiring", e.id, map[string]any{"course": e.course, "person": e.person, "expires": e.expires}); err != nil {
				return err
			}
		}
		return nil
	})
}
