package warning

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
	"entente/internal/matter"
)

// The stages at which people are told of a warning that has not been acknowledged,
// once each for each text.
const (
	stageSoon    = "soon"    // half of its time has passed: those who are to acknowledge it
	stageOverdue = "overdue" // its time has run out: they, and who issued it
)

const lookEvery = 30 * time.Second

// Run tells people of warnings that wait to be acknowledged, until ctx ends. What
// ran out while the node stood still is told when it comes back.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	return clock.Regularly(ctx, log, lookEvery, "the times of warnings were not looked at", s.Remind)
}

// Remind journals each stage that a warning has come to at this node, once.
func (s *Service) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "warning.Remind")
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		open, err := s.c.Matters.LoadOpen(ctx, tx, tx.Realm, Kind)
		for _, m := range open {
			w, err := Fold(m)
			if err != nil {
				return err
			}
			if stage := w.stage(s.c.Party, tx.Now); stage != "" {
				if err := s.tell(ctx, tx, m, w, stage); err != nil {
					return err
				}
			}
		}
		return err
	})
}

// stage gives what a party's people are to be told of now; empty for nothing.
func (w Warning) stage(us ids.Party, now time.Time) string {
	owed := false
	for _, seat := range w.Seats {
		owed = owed || w.Owes(seat) && (seat.Party == us || w.Owner == us)
	}
	last := w.Latest()
	switch {
	case !owed:
		return ""
	case !now.Before(last.Due):
		return stageOverdue
	case w.Owner != us && !now.Before(last.At.Add(last.Due.Sub(last.At)/2)):
		return stageSoon
	}
	return ""
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, m matter.Matter, w Warning, stage string) error {
	last := w.Latest()
	n, err := tx.Exec(ctx, `INSERT INTO warning_reminder (matter, rev, stage, realm, at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`, m.ID, last.Rev, stage, string(m.Realm), db.Micros(tx.Now))
	if err != nil || n == 0 {
		return err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: m.Realm, Kind: Kind + "." + stage, By: authz.System(s.c.Party, "warnings", authz.WarningRead), About: m.ID, Body: map[string]any{"rev": last.Rev, "due": last.Due}})
	return err
}
