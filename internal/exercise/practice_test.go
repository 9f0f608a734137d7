package exercise

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
)

// gym is one node at which people practise.
type gym struct {
	*testing.T
	*Service
	clock *clock.Fixed
}

func eachGym(t *testing.T, f func(g *gym)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := clock.NewFixed(time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC))
			f(&gym{T: t, clock: c, Service: New(Config{DB: open(t, c), Journal: journal.New(), Party: "CZE", Person: person})})
		})
	}
}

// learner may learn, and nothing else of exercises.
func learner(name string) authz.Actor {
	return authz.Person("CZE", "id-"+name, name, "test", "", authz.Grants(authz.Auditor))
}

func (g *gym) begin(who authz.Actor, course string) (e Exercise, err error) {
	err = g.c.DB.Write(g.Context(), func(tx *db.Tx) error {
		e, err = g.Begin(g.Context(), tx, who, NewPractice{Course: course, Digest: "d", Title: "A course", Simulated: []Simulated{{Code: "XPA", Name: "Partner", Kind: "nation"}}, Roles: []authz.Role{authz.Analyst, authz.Release}})
		return err
	})
	return e, err
}

func (g *gym) must(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

func (g *gym) want(what string, kind errs.Kind, err error) {
	g.Helper()
	if !errs.Is(err, kind) {
		g.Errorf("%s: %v, want %s", what, err, kind)
	}
}

// open gives a practice realm that can be entered.
func (g *gym) open(name, course string) Exercise {
	g.Helper()
	e, err := g.begin(learner(name), course)
	g.must(err)
	g.must(g.Opened(g.Context(), e.ID, sign.NewKey().Public()))
	return e
}

// state is that of a practice realm; "" once it is forgotten.
func (g *gym) state(id string) State {
	g.Helper()
	all, err := g.Practices(g.Context(), who("CZE", "director").In(ids.Live))
	g.must(err)
	for _, e := range all {
		if e.ID == id {
			return e.State
		}
	}
	return ""
}

func TestAPersonHasOnePracticeRealmForACourseAndANodeSixteen(t *testing.T) {
	t.Parallel()
	eachGym(t, func(g *gym) {
		first := g.open("ada", "c0")
		_, err := g.begin(learner("ada"), "c0")
		g.want("a second one", errs.Conflict, err)
		for i := 1; i < maxPractices; i++ {
			_, err := g.begin(learner([]string{"ada", "ben"}[i%2]), fmt.Sprint("c", i))
			g.must(err)
		}
		_, err = g.begin(learner("eva"), "c0")
		g.want("one too many", errs.Busy, err)
		g.must(g.EndPractice(g.Context(), learner("ada"), ids.Live, first.ID))
		_, err = g.begin(learner("ada"), "c0")
		g.want("while the last one is destroyed", errs.Conflict, err)
		g.must(g.PracticeEnded(g.Context(), first.ID))
		_, err = g.begin(learner("eva"), "c0")
		g.must(err)
		if _, err := g.begin(authz.Person("CZE", "x", "x", "test", "", nil), "c99"); !errs.Is(err, errs.Denied) {
			g.Errorf("somebody who may not learn: %v", err)
		}
	})
}

func TestNobodyElseEntersAPracticeRealm(t *testing.T) {
	t.Parallel()
	eachGym(t, func(g *gym) {
		ctx := g.Context()
		e, err := g.begin(learner("ada"), "c")
		g.must(err)
		_, _, err = g.Entry(ctx, e.Realm(), "id-ada")
		g.want("before it is open", errs.NotFound, err)
		g.must(g.Opened(ctx, e.ID, sign.NewKey().Public()))
		_, m, err := g.Entry(ctx, e.Realm(), "id-ada")
		g.must(err)
		acts := m.Acts()
		if !slices.Equal(m.Roles, []authz.Role{authz.Analyst, authz.Release}) || !slices.Contains(acts, authz.ReleaseMake) || slices.Contains(acts, authz.ExerciseRead) || slices.Contains(acts, authz.JournalRead) {
			g.Errorf("in it the auditor is %v, who may %v", m.Roles, acts)
		}
		_, _, err = g.Entry(ctx, e.Realm(), "id-director")
		g.want("somebody else", errs.NotFound, err)

		// It is no exercise, for those who plan exercises either.
		head := who("CZE", "director")
		all, err := g.List(ctx, head.In(ids.Live))
		if err != nil || len(all) != 0 {
			g.Errorf("among the exercises stands %v, %v", all, err)
		}
		for what, act := range map[string]func() error{
			"shown":     func() error { _, err := g.Get(ctx, head.In(ids.Live), e.ID); return err },
			"shown her": func() error { _, err := g.Get(ctx, learner("ada").In(ids.Live), e.ID); return err },
			"joined": func() error {
				_, err := g.SetMember(ctx, head, ids.Live, e.ID, "ben", Member{Cell: White})
				return err
			},
			"taken away": func() error { _, err := g.RemoveMember(ctx, head, ids.Live, e.ID, "id-ada"); return err },
			"sealed":     func() error { _, err := g.Seal(ctx, head, ids.Live, e.ID, "a reason"); return err },
			"invited":    func() error { _, err := g.InviteAgain(ctx, head, ids.Live, e.ID, "EST"); return err },
			"decided": func() error {
				return g.c.DB.Write(ctx, func(tx *db.Tx) error { return g.Start(ctx, tx, head, e.ID, "p") })
			},
			"ended": func() error { return g.EndPractice(ctx, learner("ben"), ids.Live, e.ID) },
		} {
			g.want(what, errs.NotFound, act())
		}
		_, err = g.Practices(ctx, learner("ada").In(ids.Live))
		g.want("the list of all", errs.Denied, err)
		g.must(g.EndPractice(ctx, head, ids.Live, e.ID)) // who manages training may
		_, _, err = g.Entry(ctx, e.Realm(), "id-ada")
		g.want("while it is destroyed", errs.NotFound, err)
	})
}

func TestAPracticeRealmEndsSevenDaysAfterTheLastAct(t *testing.T) {
	t.Parallel()
	eachGym(t, func(g *gym) {
		ctx := g.Context()
		e := g.open("ada", "c")
		look := func(want State) {
			g.Helper()
			g.must(g.ExpirePractices(ctx))
			if got := g.state(e.ID); got != want {
				g.Errorf("at %s it is %q, want %q", g.clock.Now(), got, want)
			}
		}
		g.clock.Advance(6 * 24 * time.Hour)
		saw := func(before, seen int64) error {
			return g.c.DB.Write(ctx, func(tx *db.Tx) error { return g.SawPractice(ctx, tx, e.ID, before, seen, g.clock.Now()) })
		}
		g.must(saw(0, 5))
		g.want("the same entries again", errs.Conflict, saw(0, 5))
		g.clock.Advance(7*24*time.Hour - time.Microsecond)
		look(Open)
		g.clock.Advance(time.Microsecond)
		look(Sealing)
		g.must(g.PracticeEnded(ctx, e.ID))
		look("")
	})
}

// TestAnOverCourseEndsItsPracticeRealm, and one without a realm ends nothing.
func TestAnOverCourseEndsItsPracticeRealm(t *testing.T) {
	t.Parallel()
	eachGym(t, func(g *gym) {
		e, other := g.open("ada", "c"), g.open("ada", "d")
		for range 2 {
			g.must(g.c.DB.Write(g.Context(), func(tx *db.Tx) error { return g.EndPracticeOf(g.Context(), tx, "id-ada", "c") }))
		}
		if g.state(e.ID) != Sealing || g.state(other.ID) != Open {
			g.Errorf("they are %s and %s", g.state(e.ID), g.state(other.ID))
		}
	})
}
