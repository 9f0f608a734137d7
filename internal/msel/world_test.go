package msel

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/schema"
)

const realm ids.Realm = "x-test"

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

	ada    = person("p1", "Ada", authz.ExercisePlan, authz.ExerciseRead)
	ben    = person("p2", "Ben", authz.ExercisePlan, authz.ExerciseRelease, authz.ExerciseRead)
	cia    = person("p3", "Cia", authz.ExerciseConduct, authz.ExerciseRead)
	player = person("p4", "Dan", authz.ExercisePlay, authz.ExerciseRead)
)

func person(id, name string, acts ...authz.Act) authz.Actor {
	return authz.Person("CZE", id, name, "test", "", acts)
}

// world is the plan of one exercise.
type world struct {
	*Service
	t     testing.TB
	db    *db.DB
	clock *clock.Fixed
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, address := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "exercise.db") },
		"postgres": dbtest.PostgresURL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, newWorld(t, address(t), realm))
		})
	}
}

func newWorld(t testing.TB, address string, of ids.Realm) *world {
	t.Helper()
	c := clock.NewFixed(start)
	d, err := db.Open(ctx, address, db.Options{Clock: c, Log: slog.New(slog.DiscardHandler), Realm: of})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(ctx, schema.Files); err != nil {
		t.Fatal(err)
	}
	return &world{Service: New(Config{DB: d, Journal: journal.New(), Party: "CZE"}), t: t, db: d, clock: c}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func wantKind(t testing.TB, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}

func at(minutes int64) *Span {
	s := Of(minutes * 60)
	return &s
}

// letter is a row that can be played.
func letter(number string, minutes int64) Inject {
	return Inject{Number: number, Title: "Letter " + number, Status: Ready, Type: Contextual, Channel: ByMail, At: at(minutes), From: "Ministry",
		Payload: []byte(`{"subject":"Letter ` + number + `","text":"Read this."}`)}
}

func (w *world) put(i Inject) Row {
	w.t.Helper()
	r, err := w.Put(ctx, ada, realm, i, 0)
	w.must(err)
	return r
}

func (w *world) teams(all ...string) {
	w.t.Helper()
	p, err := w.Plan(ctx, ada.In(realm))
	w.must(err)
	var teams []Team
	for _, id := range all {
		teams = append(teams, Team{ID: id, Party: "CZE", Name: strings.ToUpper(id)})
	}
	_, err = w.SetTeams(ctx, ada, realm, p.Version, teams)
	w.must(err)
}

// numbers lists the numbers of what is asked for.
func (w *world) numbers(which Which) string {
	w.t.Helper()
	l, err := w.List(ctx, ada.In(realm), which)
	w.must(err)
	var all []string
	for _, r := range l.Rows {
		all = append(all, r.Number)
	}
	return strings.Join(all, " ")
}
