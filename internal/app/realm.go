package app

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/exercise"
)

// realms keeps, for a node in the live realm, its nodes in the realms of exercises:
// one for its own party in each and, where it conducts, one for each party that is
// simulated. Each is a whole node with a database, keys and logs of its own; none
// knows of another realm, or of this one.
type realms struct {
	of *Node

	mu   sync.RWMutex
	open map[ids.Realm]*world
}

func (r *realms) find(realm ids.Realm) *world {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.open[realm]
}

// In gives our own node in the realm of an exercise, or nil where none is open.
func (n *Node) In(realm ids.Realm) *Node {
	if w := n.realms.find(realm); w != nil {
		return w.own
	}
	return nil
}

// Simulated gives the nodes of the parties that this node simulates in a realm.
func (n *Node) Simulated(realm ids.Realm) []*Node {
	if w := n.realms.find(realm); w != nil {
		return w.simulated
	}
	return nil
}

// run does what the exercises' rows want done, until ctx ends; then it closes all
// realms.
func (r *realms) run(ctx context.Context) error {
	defer r.closeAll()
	for {
		news := r.of.Journal.Bell().Wait()
		soon, err := r.look(ctx)
		if err != nil && ctx.Err() == nil {
			r.of.log.ErrorContext(ctx, "looking after exercises; it is tried again", slog.Any("error", err))
		}
		if !clock.Wait(ctx, news, soon) { // the other party may be back, another process may have changed a row
			return nil
		}
	}
}

const (
	usual = 2 * time.Second
	brisk = 100 * time.Millisecond // while somebody waits for a practice realm
)

// look goes once through the exercises, and says when to look again. What fails is
// said to people, and tried again.
func (r *realms) look(ctx context.Context) (soon time.Duration, err error) {
	if err := r.of.Exercises.ExpirePractices(ctx); err != nil {
		return usual, err
	}
	wanted, err := r.of.Exercises.Wanted(ctx)
	if err != nil {
		return usual, err
	}
	soon = usual
	for _, e := range wanted {
		trouble := ""
		if err := r.keep(ctx, e); err != nil {
			if ctx.Err() != nil {
				return usual, nil
			}
			_, trouble = errs.Public(err)
			r.of.log.WarnContext(ctx, "a realm is not as it should be", slog.String("exercise", e.ID), slog.Any("error", err))
		}
		if trouble != e.Trouble {
			if err := r.of.Exercises.Failed(ctx, e.ID, trouble); err != nil {
				return usual, err
			}
		}
		if e.Practice != nil && e.State == exercise.Opening && trouble == "" {
			soon = brisk
		}
	}
	return soon, nil
}

// keep brings one exercise a step on. A crash at any point is met again from the
// beginning of the step.
func (r *realms) keep(ctx context.Context, e exercise.Exercise) error {
	if e.State == exercise.Sealing && e.Practice != nil {
		return r.dismantle(ctx, e)
	}
	if e.State == exercise.Sealing {
		return r.seal(ctx, e)
	}
	w := r.find(e.Realm())
	if w != nil && w.failed() {
		r.close(e.Realm())
		return errs.New(errs.Busy, "a part of the realm failed; it is started again, and the node's log says why")
	}
	if w == nil {
		var err error
		if w, err = r.start(ctx, e); err != nil {
			return err
		}
	}
	if e.Practice != nil {
		if e.State == exercise.Opening {
			return r.furnish(ctx, e, w)
		}
		return nil
	}
	if e.State == exercise.Opening {
		if e.Invitation != "" {
			if err := w.own.join(ctx, e.Invitation); err != nil {
				return err
			}
		}
		if err := r.of.Exercises.Opened(ctx, e.ID, w.own.key.Public()); err != nil {
			return err
		}
		if e.Director != r.of.Config.Party {
			return r.of.Exercises.Joined(ctx, e.ID, w.own.key.Public())
		}
		return nil
	}
	if e.Director == r.of.Config.Party {
		for _, p := range e.ToInvite() {
			inv, err := w.own.Federation.Invite(ctx, w.own.stager())
			if err != nil {
				return err
			}
			if err := r.of.Exercises.InvitedBy(ctx, e.ID, p, inv.Text); err != nil {
				return err
			}
		}
	}
	return r.stage(ctx, e, w)
}

func (r *realms) folder(e exercise.Exercise) string {
	return filepath.Join(r.of.dir, "exercises", e.ID)
}

// kept tells whether the folder of our own node in the realm is here. Without its
// keys a new one would be another node under the same name.
func (r *realms) kept(e exercise.Exercise) bool {
	_, err := os.Stat(filepath.Join(r.folder(e), string(r.of.Config.Party), "keys"))
	return err == nil
}

// close ends a realm's nodes here; what they hold stays.
func (r *realms) close(realm ids.Realm) {
	if w := r.take(realm); w != nil {
		w.halt()
		w.close()
	}
}

// take removes a realm from those that can be entered.
func (r *realms) take(realm ids.Realm) *world {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.open[realm]
	delete(r.open, realm)
	return w
}

func (r *realms) closeAll() {
	r.mu.RLock()
	all := slices.Collect(maps.Keys(r.open))
	r.mu.RUnlock()
	for _, realm := range all {
		r.close(realm)
	}
}
