package reaction

import (
	"context"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/msel"
)

const maxReason = 2000

// Now does a turn at once, whenever it is due, also while the clock is paused or the
// party's reactions are stopped. What its node says against it is kept with the turn.
// It needs exercise.conduct.
//
// Errors: Conflict for what is done or skipped.
func (s *Service) Now(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (v View, err error) {
	defer errs.Wrap(&err, "reaction.Now(%s)", errs.Clip(id))
	if err := s.enter(who, realm); err != nil {
		return v, err
	}
	var all []msel.Reaction
	if err := s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.played(ctx, tx)
		return err
	}); err != nil {
		return v, err
	}
	_, err = s.perform(ctx, who, id, all, func(tx *db.Tx, t turn) (bool, error) {
		if t.State != Waiting && t.State != Failed {
			return false, over(t)
		}
		return true, s.goesOn(ctx, tx)
	})
	if err != nil {
		return v, err
	}
	return s.List(ctx, who.In(realm))
}

func over(t turn) error {
	return errs.New(errs.Conflict, "this turn no longer waits: it is %s", t.State)
}

// goesOn demands an exercise that has started and not ended.
func (s *Service) goesOn(ctx context.Context, tx *db.Tx) error {
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err == nil && (c.Phase() == conduct.Waiting || c.Phase() == conduct.Ended) {
		err = errs.New(errs.Conflict, "the exercise does not go on")
	}
	return err
}

// Skip leaves a turn out, with a reason. It can be tried again. It needs
// exercise.conduct.
func (s *Service) Skip(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (View, error) {
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > maxReason {
		return View{}, errs.New(errs.Invalid, "say why in up to %d bytes", maxReason)
	}
	return s.change(ctx, who, realm, id, "reaction.skipped", func(_ *db.Tx, t *turn) error {
		if t.State != Waiting && t.State != Failed {
			return over(*t)
		}
		t.State, t.why, t.phrase = Skipped, reason, errs.Phrase{}
		return nil
	})
}

// Again has a turn that failed or was skipped wait anew, and be done as soon as the
// party acts by itself. It needs exercise.conduct.
func (s *Service) Again(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (View, error) {
	return s.change(ctx, who, realm, id, "reaction.again", func(tx *db.Tx, t *turn) error {
		if t.State != Failed && t.State != Skipped {
			return errs.New(errs.Conflict, "only what failed or was skipped is tried again")
		}
		t.State, t.tries, t.why, t.phrase = Waiting, 0, "", errs.Phrase{}
		return s.goesOn(ctx, tx)
	})
}

// change is one act on a turn: load, rule, save, record.
func (s *Service) change(ctx context.Context, who authz.Actor, realm ids.Realm, id, kind string, rule func(tx *db.Tx, t *turn) error) (v View, err error) {
	defer errs.Wrap(&err, "%s(%s)", kind, errs.Clip(id))
	if err := s.enter(who, realm); err != nil {
		return v, err
	}
	s.deed.Lock() // a deed that is under way is marked first
	defer s.deed.Unlock()
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := loadTurn(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := rule(tx, &t); err != nil {
			return err
		}
		t.at, t.by = tx.Now, who.Name
		if err := saveTurn(ctx, tx, t); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, kind, t.Reaction, map[string]any{"turn": t.ID, "party": t.Party, "why": t.why}); err != nil {
			return err
		}
		v, err = s.view(ctx, tx)
		return err
	})
	return v, err
}

// Stop has a party do nothing more by itself, when people of the cell act for it. What
// happens meanwhile still makes turns, which wait. It needs exercise.conduct.
func (s *Service) Stop(ctx context.Context, who authz.Actor, realm ids.Realm, code ids.Party) (View, error) {
	return s.turnOver(ctx, who, realm, code, "reaction.stopped", true)
}

// Resume lets a party act by itself again. Turns that are due by then are done; skip
// those first that people have seen to. It needs exercise.conduct.
func (s *Service) Resume(ctx context.Context, who authz.Actor, realm ids.Realm, code ids.Party) (View, error) {
	return s.turnOver(ctx, who, realm, code, "reaction.resumed", false)
}

func (s *Service) turnOver(ctx context.Context, who authz.Actor, realm ids.Realm, code ids.Party, kind string, stop bool) (v View, err error) {
	defer errs.Wrap(&err, "%s(%s)", kind, errs.Clip(string(code)))
	if err := s.enter(who, realm); err != nil {
		return v, err
	}
	if !slices.Contains(s.c.Players.Here(), code) {
		return v, errs.New(errs.NotFound, "%s is neither simulated here nor conducts", errs.Clip(string(code)))
	}
	s.deed.Lock() // a deed that is under way is marked first
	defer s.deed.Unlock()
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		parties, err := loadParties(ctx, tx)
		if err != nil {
			return err
		}
		if stop != parties[code].stopped.IsZero() {
			return errs.New(errs.Conflict, "this is so already")
		}
		at, by := tx.Now, who.Name
		if !stop {
			at, by = db.Time(0), ""
		}
		if err := saveStop(ctx, tx, code, at, by); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, kind, string(code), nil); err != nil {
			return err
		}
		v, err = s.view(ctx, tx)
		return err
	})
	return v, err
}
