package lesson

import (
	"context"
	"log/slog"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

const lookEvery = time.Minute

// Run tells people of actions that are overdue, until ctx ends. What fell due while the
// node stood still is told when it comes back.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	return clock.Regularly(ctx, log, lookEvery, "the due times of lessons were not looked at", s.Remind)
}

// Remind journals each action that has become overdue, once for each due time.
func (s *Service) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "lesson.Remind")
	if s.c.DB.Realm() != ids.Live {
		return nil
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := db.Rows(ctx, tx, scan[Lesson], `SELECT body FROM lesson_lesson WHERE state = $1 ORDER BY at, id`, string(Assigned))
		for _, l := range all {
			if err == nil && l.Overdue(tx.Now) {
				err = s.tell(ctx, tx, l)
			}
		}
		return err
	})
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, l Lesson) error {
	n, err := tx.Exec(ctx, `INSERT INTO lesson_reminder (lesson, due, at) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, l.ID, db.Micros(l.Due), db.Micros(tx.Now))
	if err != nil || n == 0 {
		return err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "lesson.overdue", By: authz.System(s.c.Party, "lessons", authz.LessonRead), About: l.ID, Body: map[string]any{"exercise": l.Exercise, "action": l.Action, "owner": l.Owner, "due": l.Due}})
	return err
}
