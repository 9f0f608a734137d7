package app

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/exercise"
	"entente/internal/intel"
	"entente/internal/training"
)

// practices keeps the practice realms of a live node's courses.
type practices struct{ of *Node }

var _ training.Practices = practices{}

// Begin implements training.Practices.
func (p practices) Begin(ctx context.Context, tx *db.Tx, who authz.Actor, c training.Course, digest string) error {
	n := exercise.NewPractice{Course: c.ID, Digest: digest, Title: c.Title.In("en"), Roles: c.Practice.Roles}
	for _, x := range c.Practice.Partners {
		n.Simulated = append(n.Simulated, exercise.Simulated(x))
	}
	_, err := p.of.Exercises.Begin(ctx, tx, who, n)
	return err
}

// Of implements training.Practices.
func (p practices) Of(ctx context.Context, tx *db.Tx, person, course string) (training.Room, error) {
	e, err := p.of.Exercises.PracticeOf(ctx, tx, person, course)
	if err != nil || e == nil {
		return training.Room{State: training.RoomNone}, err
	}
	r := training.Room{Realm: e.Realm(), State: training.RoomOpening, Trouble: e.Trouble, Ends: e.Practice.Ends()}
	switch e.State {
	case exercise.Open:
		r.State = training.RoomOpen
	case exercise.Sealing:
		r.State = training.RoomEnding
	}
	return r, nil
}

// End implements training.Practices.
func (p practices) End(ctx context.Context, tx *db.Tx, person, course string) error {
	return p.of.Exercises.EndPracticeOf(ctx, tx, person, course)
}

// Entries implements training.Practices. A realm that is not open has none.
func (p practices) Entries(ctx context.Context, realm ids.Realm, f journal.Filter) (all []journal.Entry, err error) {
	n := p.of.In(realm)
	if n == nil {
		return nil, nil
	}
	err = n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = journal.List(ctx, tx, n.watcher().In(realm), f)
		return err
	})
	return all, err
}

// watcher is who looks through the journal of a practice realm.
func (n *Node) watcher() authz.Actor {
	return authz.System(n.Config.Party, "training", authz.JournalRead)
}

// furnish brings a practice realm to where its person can begin: the memorandum in
// force at all of its nodes, and what the course says stands there. Until then it is
// not open. What was done of it before a crash is not done again.
func (r *realms) furnish(ctx context.Context, e exercise.Exercise, w *world) error {
	if err := r.stage(ctx, e, w); err != nil {
		return err
	}
	for _, n := range w.nodes() {
		staged, err := n.staged(ctx, e)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(staged, func(a agreement.Agreement) bool { return a.StateAt(n.clock.Now()) == agreement.InForce }) {
			return nil // its signatures are on their way
		}
	}
	if err := r.supply(ctx, e, w.own); err != nil {
		return err
	}
	return r.of.Exercises.Opened(ctx, e.ID, w.own.key.Public())
}

// supply imports what the course says stands there at the beginning.
func (r *realms) supply(ctx context.Context, e exercise.Exercise, n *Node) error {
	all, err := r.of.Trainings.Imports(ctx, e.Practice.Course, e.Practice.Digest)
	if err != nil || len(all) == 0 {
		return err
	}
	who := authz.System(n.Config.Party, "stage", authz.IntelImport, authz.IntelRead)
	lots, err := n.Intel.Lots(ctx, who.In(n.Realm()), 100)
	if err != nil {
		return err
	}
	for _, m := range all {
		if slices.ContainsFunc(lots, func(l intel.Lot) bool { return l.Name == m.Name && l.State == "done" }) {
			continue
		}
		if _, err := n.Intel.Import(ctx, who, intel.ImportInput{Realm: n.Realm(), Name: m.Name}, strings.NewReader(m.Content)); err != nil {
			return err
		}
	}
	return nil
}

// watch follows the journal of a practice realm for the tasks of its course, until
// ctx ends. How far it has come stands in the live database, with what is ticked off.
func (r *realms) watch(ctx context.Context, e exercise.Exercise, n *Node) error {
	for {
		news := n.Journal.Bell().Wait()
		moved, err := r.tick(ctx, e, n)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			r.of.log.WarnContext(ctx, "the tasks of a practice realm are not ticked off; it is tried again", slog.String("exercise", e.ID), slog.Any("error", err))
			news = nil
		case moved:
			continue
		}
		if !clock.Wait(ctx, news, time.Second) {
			return nil
		}
	}
}

const watched = 64 // entries that are looked at in one transaction

// tick looks at the next entries of a practice realm's journal. Its person's alone
// count, and of them nothing but which steps they do reaches the live realm.
func (r *realms) tick(ctx context.Context, e exercise.Exercise, n *Node) (moved bool, err error) {
	defer errs.Wrap(&err, "app.tick(%s)", e.ID)
	var p *exercise.Practice
	if err := r.of.DB.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = r.of.Exercises.Practised(ctx, tx, e.ID)
		return err
	}); err != nil || p == nil {
		return false, err
	}
	all, err := practices{r.of}.Entries(ctx, n.Realm(), journal.Filter{After: p.Seen, Limit: watched})
	if err != nil || len(all) == 0 {
		return false, err
	}
	return true, r.of.DB.Write(ctx, func(tx *db.Tx) error {
		acted := p.Acted
		for _, x := range all {
			if x.Person != p.Person {
				continue
			}
			acted = x.At
			if err := r.of.Trainings.FollowPractice(ctx, tx, p.Course, p.Digest, x); err != nil {
				return err
			}
		}
		return r.of.Exercises.SawPractice(ctx, tx, e.ID, p.Seen, all[len(all)-1].Seq, acted)
	})
}

// dismantle destroys a practice realm: nothing of it is kept. A crash begins it anew.
func (r *realms) dismantle(ctx context.Context, e exercise.Exercise) error {
	r.close(e.Realm())
	if err := r.remove(ctx, e); err != nil {
		return err
	}
	return r.of.Exercises.PracticeEnded(ctx, e.ID)
}
