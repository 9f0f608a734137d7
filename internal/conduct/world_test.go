package conduct

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/federation"
	"entente/internal/msel"
	"entente/internal/schema"
)

const realm = ids.Realm("x-test")

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	quiet = slog.New(slog.DiscardHandler)
)

// listed is a released list.
type listed struct {
	digest  string
	plan    msel.Plan
	injects []msel.Inject
}

func (l *listed) Released(context.Context, *db.Tx) (msel.Release, []msel.Inject, error) {
	if l.digest == "" {
		return msel.Release{}, nil, errs.New(errs.NotFound, "no list has been released")
	}
	return msel.Release{Digest: l.digest, Plan: l.plan}, l.injects, nil
}

// seats tells who plays in which team, by account.
type seats map[string]string

func (s seats) TeamOf(_ context.Context, _ *db.Tx, person string) (string, error) {
	return s[person], nil
}

type node struct {
	*Service
	db      *db.DB
	journal *journal.Journal
	cursor  int64 // what has been carried to others
	seen    int64 // what its follower has seen
}

// world is HUB, which conducts, and nations with a team each, all in one exercise.
type world struct {
	t       *testing.T
	clock   *clock.Fixed
	nodes   map[ids.Party]*node
	list    *listed
	doers   map[msel.Channel]Doer
	refused []string
	hub     *node
}

// each runs a test on both engines, in an exercise of HUB, CZE and EST.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "node.db") },
		"postgres": func(t *testing.T) string { return dbtest.PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, clock: clock.NewFixed(start), nodes: map[ids.Party]*node{}, doers: map[msel.Channel]Doer{},
				list: &listed{digest: "d1", plan: msel.Plan{Teams: []msel.Team{{ID: "cze-soc", Party: "CZE", Name: "Czech SOC"}, {ID: "est-soc", Party: "EST", Name: "Estonian SOC"}, {ID: "hub-desk", Party: "HUB", Name: "Hub desk"}},
					Objectives: []msel.Objective{{ID: "o1", Name: "Inform in time"}}, Storylines: []msel.Storyline{}}}}
			for _, p := range []ids.Party{"HUB", "CZE", "EST"} {
				w.nodes[p] = w.open(p, url(t))
			}
			w.hub = w.nodes["HUB"]
			f(t, w)
		})
	}
}

func (w *world) open(p ids.Party, url string) *node {
	w.t.Helper()
	d, err := db.Open(ctx, url, db.Options{Clock: w.clock, Log: quiet, Realm: realm})
	w.must(err)
	w.t.Cleanup(func() { _ = d.Close() }) // a test may have closed it
	w.must(d.Migrate(ctx, schema.Files))
	j := journal.New()
	return &node{db: d, journal: j, Service: New(Config{DB: d, Journal: j, Clock: w.clock, Party: p, Director: "HUB", List: w.list, Doers: w.doers,
		Teams: seats{"player-CZE": "cze-soc", "player-EST": "est-soc", "player-HUB": "hub-desk"}})}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// controller conducts at the hub, player plays in a nation's team.
func controller() authz.Actor {
	return authz.Person("HUB", "c1", "Carl Controller", "test", "", []authz.Act{authz.ExerciseRead, authz.ExerciseConduct})
}

func player(p ids.Party) authz.Actor {
	return authz.Person(p, "player-"+string(p), "Petra Player", "test", "", []authz.Act{authz.ExerciseRead, authz.ExercisePlay})
}

// plan puts an inject on the list.
func (w *world) plan(in msel.Inject) string {
	in.ID = ids.New()
	if in.Channel == "" {
		in.Channel = msel.ByMail
	}
	if in.Payload == nil {
		in.Payload = jsontext.Value(`{"subject":"` + in.Title + `","text":"Please tell us."}`)
	}
	in.From = "Ministry of Health"
	w.list.injects = append(w.list.injects, in)
	return in.ID
}

func at(d time.Duration) *msel.Span {
	s := msel.Span(d)
	return &s
}

func (w *world) start() {
	w.t.Helper()
	_, err := w.hub.Start(ctx, controller(), realm)
	w.must(err)
	w.settle()
}

// advance lets real time pass and everything be done that follows.
func (w *world) advance(d time.Duration) {
	w.t.Helper()
	w.clock.Advance(d)
	w.drive()
	w.settle()
}

func (w *world) drive() {
	w.t.Helper()
	for n := 1; n > 0; {
		var err error
		n, _, err = w.hub.Step(ctx, quiet)
		w.must(err)
	}
}

// settle carries statements and follows journals until all is quiet.
func (w *world) settle() {
	w.t.Helper()
	for busy := true; busy; {
		busy = false
		for p, n := range w.nodes {
			w.follow(n)
			for _, st := range w.post(p, n) {
				busy = true
				if err := w.deliver(w.nodes[st.To], st); err != nil {
					w.refused = append(w.refused, err.Error())
				}
			}
		}
	}
}

func (w *world) follow(n *node) {
	w.t.Helper()
	for _, e := range w.entries(n, n.seen) {
		w.must(n.db.Write(ctx, func(tx *db.Tx) error { return n.Follow(ctx, tx, e) }))
		n.seen = e.Seq
	}
	for busy := true; busy; {
		var err error
		busy, err = n.Flush(ctx)
		w.must(err)
	}
}

func (w *world) entries(n *node, after int64) (all []journal.Entry) {
	w.t.Helper()
	eyes := authz.System(n.c.Party, "test", authz.JournalRead).In(realm)
	w.must(n.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = journal.List(ctx, tx, eyes, journal.Filter{After: after, Limit: 1000})
		return err
	}))
	return all
}

func (w *world) post(p ids.Party, n *node) (out []ledger.Statement) {
	for _, e := range w.entries(n, n.cursor) {
		for _, to := range e.Audience {
			out = append(out, ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: p, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
		}
		n.cursor = e.Seq
	}
	return out
}

func (w *world) deliver(to *node, st ledger.Statement) error {
	return to.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Try(ctx, func() error {
			_, err := to.Kinds()[st.Kind].Receive(ctx, tx, federation.Inbound{Statement: st})
			return err
		})
	})
}

// states gives an inject's states by team.
func (w *world) states(id string) map[string]State {
	w.t.Helper()
	v, err := w.hub.Inject(ctx, controller().In(realm), id)
	w.must(err)
	out := map[string]State{}
	for _, c := range v.Cells {
		out[c.Team] = c.State
	}
	return out
}

func (w *world) inbox(p ids.Party) []ItemView {
	w.t.Helper()
	all, err := w.nodes[p].Inbox(ctx, player(p).In(realm), 100)
	w.must(err)
	return all
}

func (w *world) wantState(id, team string, want State) {
	w.t.Helper()
	if got := w.states(id)[team]; got != want {
		w.t.Errorf("%s has the inject as %s, want %s", team, got, want)
	}
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}
