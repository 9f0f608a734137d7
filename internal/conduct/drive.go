package conduct

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

const (
	batch    = 128
	pollTime = time.Second
)

// Run sends what is due and tells the director what players did, until ctx ends.
// It does nothing in the live realm.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	if s.c.DB.Realm() == ids.Live {
		return nil
	}
	for {
		ring := s.c.Journal.Bell().Wait() // taken before looking, so that nothing is missed
		wait := pollTime
		busy, err := s.Flush(ctx)
		if s.Directs() && err == nil {
			var sent int
			var next time.Time
			sent, next, err = s.Step(ctx, log)
			busy = busy || sent > 0
			if !next.IsZero() {
				wait = min(wait, max(0, next.Sub(s.c.Clock.Now())))
			}
		}
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "the exercise does not go on and will be tried again", slog.Any("error", err))
			busy, ring = false, nil
			wait = pollTime
		}
		if busy {
			wait = 0
		}
		if !clock.Wait(ctx, ring, wait) {
			return nil
		}
	}
}

// Step sends one batch of what is due, in one transaction, and tells how many went
// and when the next is due. A crash before its commit leaves nothing sent; after it
// every inject of the batch is in the journal, from where the sequencer takes it.
//
// What acts in the system goes alone, each in a transaction of its own, so that one
// that fails holds up no other.
func (s *Service) Step(ctx context.Context, log *slog.Logger) (sent int, next time.Time, err error) {
	defer errs.Wrap(&err, "conduct.Step")
	for _, acts := range []bool{false, true} {
		for limit := batch; ; {
			if acts {
				limit = 1
			}
			due, err := s.waiting(ctx, acts)
			if err != nil || !due {
				if err != nil {
					return sent, next, err
				}
				break
			}
			n, err := s.sendDue(ctx, acts, limit)
			var fault *failed
			if errors.As(err, &fault) {
				log.ErrorContext(ctx, "an inject could not be carried out and is held", slog.Any("error", err))
				n, err = s.holdFailed(ctx)
			}
			if err != nil {
				return sent, next, err
			}
			if sent += n; n == 0 || !acts {
				break
			}
		}
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		next, err = nextDue(ctx, tx)
		return err
	})
	return sent, next, err
}

// waiting looks, without writing, whether anything is due.
func (s *Service) waiting(ctx context.Context, acts bool) (due bool, err error) {
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := loadClock(ctx, tx)
		if err != nil || c.Phase() != Running {
			return err
		}
		rows, err := loadDue(ctx, tx, acts, c.Time(tx.Now), 1)
		due = len(rows) > 0
		return err
	})
	return due, err
}

func nextDue(ctx context.Context, tx *db.Tx) (time.Time, error) {
	c, err := loadClock(ctx, tx)
	if err != nil || c.Phase() != Running {
		return time.Time{}, err
	}
	next := none
	for _, acts := range []bool{false, true} { // each along the index
		rows, err := loadDue(ctx, tx, acts, maxTime, 1)
		if err != nil {
			return time.Time{}, err
		}
		if len(rows) > 0 {
			next = earliest(next, span(rows[0].due))
		}
	}
	if next == none {
		return time.Time{}, nil
	}
	at, _ := c.Instant(next) // it runs
	return at, nil
}

func loadDue(ctx context.Context, tx *db.Tx, acts bool, now time.Duration, limit int) ([]row, error) {
	return db.Rows(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM conduct_cell c WHERE c.state = $1 AND c.acts = $2 AND c.due >= 0 AND c.due <= $3 ORDER BY c.due, c.inject, c.team LIMIT $4`,
		string(Planned), acts, micros(now), limit)
}

// group puts rows of one inject together, in the order of their first.
func group(rows []row) (all [][]row) {
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.inject]
		if !ok {
			i = len(all)
			at[r.inject] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], r)
	}
	return all
}

func (s *Service) sendDue(ctx context.Context, acts bool, limit int) (n int, err error) {
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		n = 0
		c, err := loadClock(ctx, tx)
		if err != nil || c.Phase() != Running {
			return err
		}
		now := c.Time(tx.Now)
		rows, err := loadDue(ctx, tx, acts, now, limit)
		if err != nil {
			return err
		}
		if acts && len(rows) > 0 { // its other teams that are due go with it
			all, err := loadRows(ctx, tx, rows[0].inject)
			if err != nil {
				return err
			}
			rows = rows[:0]
			for _, r := range all {
				if r.state == Planned && r.due >= 0 && r.due <= micros(now) {
					rows = append(rows, r)
				}
			}
		}
		for _, of := range group(rows) {
			in, err := loadInject(ctx, tx, of[0].inject)
			if err != nil {
				return err
			}
			if played(in.Inject) {
				err = s.ready(ctx, tx, in, of, now)
			} else {
				err = s.deliver(ctx, tx, s.system(), in, of, now, "")
			}
			if err != nil {
				return err
			}
			n += len(of)
		}
		return nil
	})
	return n, err
}

// holdFailed holds the inject that stands first among those that act.
func (s *Service) holdFailed(ctx context.Context) (n int, err error) {
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		now := c.Time(tx.Now)
		rows, err := loadDue(ctx, tx, true, now, 1)
		if err != nil || len(rows) == 0 {
			return err
		}
		n = 1
		return s.hold(ctx, tx, s.system(), rows, now, errs.Say("it could not be carried out: something failed inside this node, whose log has the cause"))
	})
	return n, err
}

// ready puts an inject before a controller, who plays it.
func (s *Service) ready(ctx context.Context, tx *db.Tx, in stored, rows []row, now time.Duration) error {
	for _, r := range rows {
		r.state = Ready
		if err := s.mark(ctx, tx, s.system(), r, string(Ready), now, ""); err != nil {
			return err
		}
	}
	_, err := s.record(ctx, tx, s.system(), "conduct.ready", in.ID, nil, map[string]any{"teams": teamsOf(rows)})
	return err
}

// hold keeps an inject from being sent, with the reason.
func (s *Service) hold(ctx context.Context, tx *db.Tx, who authz.Actor, rows []row, now time.Duration, why errs.Phrase) error {
	for _, r := range rows {
		r.state, r.why, r.phrase = Held, why.String(), encodePhrase(why)
		if err := s.mark(ctx, tx, who, r, string(Held), now, r.why); err != nil {
			return err
		}
	}
	_, err := s.record(ctx, tx, who, "conduct.held", rows[0].inject, nil, map[string]any{"teams": teamsOf(rows), "why": why.String()})
	return err
}

// mark stores a row as it has become, and the event that made it so.
func (s *Service) mark(ctx context.Context, tx *db.Tx, who authz.Actor, r row, kind string, now time.Duration, note string) error {
	if err := saveRow(ctx, tx, r); err != nil {
		return err
	}
	return saveEvent(ctx, tx, Event{ID: ids.New(), Inject: r.inject, Team: r.team, Kind: kind, Time: now, At: tx.Now, By: who.Name, Note: note})
}

func teamsOf(rows []row) (all []string) {
	for _, r := range rows {
		all = append(all, r.team)
	}
	return all
}
