package reaction

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/msel"
)

const (
	pollTime = 500 * time.Millisecond // the journals of other nodes have bells of their own
	maxTries = 5                      // of a fault
	maxTitle = 300                    // bytes of a cue's title that are kept
)

// Run looks at the parties' nodes and does what is due, until ctx ends. It does
// nothing where nobody is to act.
func (s *Service) Run(ctx context.Context) error {
	if s.c.DB.Realm() == ids.Live || s.c.Players == nil {
		return nil
	}
	for {
		ring := s.c.Journal.Bell().Wait() // taken before looking, so that nothing is missed
		wait := pollTime
		busy, next, err := s.Step(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.c.Log.ErrorContext(ctx, "what parties do by themselves does not go on and will be tried again", slog.Any("error", err))
			ring = nil
		case busy:
			wait = 0
		case !next.IsZero():
			wait = min(wait, max(0, next.Sub(s.c.Clock.Now())))
		}
		if !clock.Wait(ctx, ring, wait) {
			return nil
		}
	}
}

// Step looks once at every party's node and does what is due. It tells whether there
// was anything, and when the next turn is due.
//
// What a party does stands in its own node's database: a crash between the deed and its
// mark here repeats the deed.
func (s *Service) Step(ctx context.Context) (busy bool, next time.Time, err error) {
	defer errs.Wrap(&err, "reaction.Step")
	var all []msel.Reaction
	var c conduct.Clock
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if c, err = s.c.Conduct.ClockAt(ctx, tx); err != nil {
			return err
		}
		all, err = s.played(ctx, tx)
		return err
	}); err != nil || len(all) == 0 || c.Phase() == conduct.Ended {
		return false, next, err
	}
	for _, as := range s.c.Players.Here() {
		if !slices.ContainsFunc(all, func(r msel.Reaction) bool { return r.As == as }) {
			continue
		}
		moved, err := s.look(ctx, as, all, c)
		if err != nil {
			return busy, next, err
		}
		busy = busy || moved
	}
	did, err := s.doDue(ctx, all)
	if err != nil || did {
		return true, next, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		next, err = s.nextDue(ctx, tx)
		return err
	})
	return busy, next, err
}

// look makes turns of what has happened at a party's node since the last look.
func (s *Service) look(ctx context.Context, as ids.Party, all []msel.Reaction, c conduct.Clock) (moved bool, err error) {
	var cursor int64
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		parties, err := loadParties(ctx, tx)
		cursor = parties[as].cursor
		return err
	}); err != nil {
		return false, err
	}
	cues, upto, err := s.c.Players.Cues(ctx, as, cursor)
	if err != nil || upto == cursor {
		return false, err
	}
	return true, s.c.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := loadHad(ctx, tx, as)
		if err != nil {
			return err
		}
		var made []string
		for _, cue := range cues {
			if cue.At.Before(c[0].At) { // before STARTEX
				continue
			}
			cue.Title = clip(cue.Title)
			for _, t := range Match(all, before, as, cue, c.Time(cue.At)) {
				before.add(t)
				made = append(made, t.Reaction)
				if err := addTurn(ctx, tx, t); err != nil {
					return err
				}
			}
		}
		if err := saveCursor(ctx, tx, as, upto); err != nil || len(made) == 0 {
			return err
		}
		return s.record(ctx, tx, s.system(), "reaction.cued", string(as), map[string]any{"reactions": made})
	})
}

func clip(s string) string {
	if len(s) > maxTitle {
		return string([]rune(s)[:min(len([]rune(s)), maxTitle/4)]) + "…"
	}
	return s
}

// ready lists the turns that are to be done now.
func (s *Service) ready(ctx context.Context, tx *db.Tx) (now []turn, err error) {
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err != nil || c.Phase() != conduct.Running {
		return nil, err
	}
	parties, err := loadParties(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, err := loadWaiting(ctx, tx)
	return slices.DeleteFunc(all, func(t turn) bool {
		return t.Due > c.Time(tx.Now) || t.again.After(tx.Now) || !parties[t.Party].stopped.IsZero()
	}), err
}

// nextDue tells when the next turn is to be done, if nothing happens before.
func (s *Service) nextDue(ctx context.Context, tx *db.Tx) (next time.Time, err error) {
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err != nil || c.Phase() != conduct.Running {
		return next, err
	}
	parties, err := loadParties(ctx, tx)
	if err != nil {
		return next, err
	}
	all, err := loadWaiting(ctx, tx)
	for _, t := range all {
		at, ok := c.Instant(t.Due)
		if !ok || !parties[t.Party].stopped.IsZero() {
			continue
		}
		if t.again.After(at) {
			at = t.again
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, err
}

// doDue does what is due, the earliest first.
func (s *Service) doDue(ctx context.Context, all []msel.Reaction) (did bool, err error) {
	var due []turn
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		due, err = s.ready(ctx, tx)
		return err
	}); err != nil {
		return false, err
	}
	for _, t := range due {
		if _, err := s.perform(ctx, s.system(), t.ID, all, func(tx *db.Tx, t turn) (bool, error) {
			now, err := s.ready(ctx, tx)
			return slices.ContainsFunc(now, func(x turn) bool { return x.ID == t.ID }), err
		}); err != nil {
			return true, err
		}
	}
	return len(due) > 0, nil
}

// perform does one turn, where rule still wants it done, and marks what came of it. One
// at a time is done, so that a controller and the clock do not do the same twice.
func (s *Service) perform(ctx context.Context, who authz.Actor, id string, all []msel.Reaction, rule func(tx *db.Tx, t turn) (bool, error)) (t turn, err error) {
	s.deed.Lock()
	defer s.deed.Unlock()
	var wanted bool
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if t, err = loadTurn(ctx, tx, id); err != nil {
			return err
		}
		wanted, err = rule(tx, t)
		return err
	}); err != nil || !wanted {
		return t, err
	}
	r, ok := find(all, t.Reaction)
	fault := errs.New(errs.NotFound, "the list that is played has no such reaction")
	if ok {
		fault = s.c.Players.Do(ctx, r, t.Turn)
	}
	if ctx.Err() != nil && fault != nil {
		return t, ctx.Err()
	}
	if errs.Is(fault, errs.Internal) {
		s.c.Log.ErrorContext(ctx, "a party could not do by itself what it was to do", slog.String("reaction", t.Reaction), slog.String("party", string(t.Party)), slog.Any("error", fault))
	}
	ctx = context.WithoutCancel(ctx) // it has happened
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error { return s.mark(ctx, tx, who, &t, fault) })
	return t, err
}

// mark stores what came of a deed.
func (s *Service) mark(ctx context.Context, tx *db.Tx, who authz.Actor, t *turn, fault error) error {
	t.tries++
	t.at, t.why, t.phrase, t.again, t.by = tx.Now, "", errs.Phrase{}, time.Time{}, ""
	if who.Via != s.system().Via {
		t.by = who.Name
	}
	kind := "reaction.done"
	t.State = Done
	if fault != nil {
		kind, t.State = "reaction.failed", Failed
		if t.phrase = errs.PhraseOf(fault); t.phrase.Format == "" {
			t.phrase = errs.Say("it could not be carried out: something failed inside this node, whose log has the cause")
		}
		t.why = t.phrase.String()
		if (errs.Is(fault, errs.Internal) || errs.Is(fault, errs.Busy)) && t.tries < maxTries {
			kind, t.State = "reaction.tried", Waiting
			t.again = tx.Now.Add(time.Second << (t.tries - 1))
		}
	}
	if err := saveTurn(ctx, tx, *t); err != nil {
		return err
	}
	return s.record(ctx, tx, who, kind, t.Reaction, map[string]any{"turn": t.ID, "party": t.Party, "about": t.About, "why": t.why})
}
