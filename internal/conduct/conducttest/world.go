// Package conducttest plays exercises in tests: a hub that conducts, and nations
// with a team each, whose services are the real ones. It carries statements between
// them as federation would.
package conducttest

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
	"entente/internal/conduct"
	"entente/internal/federation"
	"entente/internal/msel"
	"entente/internal/schema"
)

// Realm is the exercise that is played.
const Realm = ids.Realm("x-test")

// Start is when a world begins.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

var (
	ctx   = context.Background()
	quiet = slog.New(slog.DiscardHandler)
)

// List is a list that was released; without a digest none was.
type List struct {
	Digest  string
	Plan    msel.Plan
	Injects []msel.Inject
}

// Released implements conduct.List.
func (l *List) Released(context.Context, *db.Tx) (msel.Release, []msel.Inject, error) {
	if l.Digest == "" {
		return msel.Release{}, nil, errs.New(errs.NotFound, "no list was released yet")
	}
	return msel.Release{Digest: l.Digest, Plan: l.Plan}, l.Injects, nil
}

// Seats tells who plays in which team, by account.
type Seats map[string]string

// TeamOf implements conduct.Teams.
func (s Seats) TeamOf(_ context.Context, _ *db.Tx, person string) (string, error) {
	return s[person], nil
}

// Node is one party's node.
type Node struct {
	*conduct.Service
	Party   ids.Party
	DB      *db.DB
	Journal *journal.Journal
	Kinds   map[string]federation.Kind
	Follows []journal.Handler

	url     string
	carried int64 // the last entry that has been carried to others
	seen    int64 // the last entry that its followers have seen
}

// World is HUB, which conducts, and the nations CZE and EST.
type World struct {
	T       testing.TB
	Clock   *clock.Fixed
	Nodes   map[ids.Party]*Node
	Hub     *Node
	List    *List
	Doers   map[msel.Channel]conduct.Doer
	Refused []string
	Cut     map[ids.Party]bool // whose links are down

	build func(w *World, n *Node)
}

// Each runs a test on both engines, in a world of its own. build, which may be nil,
// adds to a node whenever it is opened.
func Each(t *testing.T, build func(w *World, n *Node), f func(t *testing.T, w *World)) {
	t.Helper()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "node.db") },
		"postgres": func(t *testing.T) string { return dbtest.PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, New(t, build, func() string { return url(t) }))
		})
	}
}

// New makes a world, each of whose nodes has a database at an address of its own.
func New(t testing.TB, build func(w *World, n *Node), url func() string) *World {
	t.Helper()
	w := &World{T: t, Clock: clock.NewFixed(Start), Nodes: map[ids.Party]*Node{}, Doers: map[msel.Channel]conduct.Doer{}, Cut: map[ids.Party]bool{}, build: build,
		List: &List{Digest: "d1", Plan: msel.Plan{Teams: []msel.Team{{ID: "cze-soc", Party: "CZE", Name: "Czech SOC"}, {ID: "est-soc", Party: "EST", Name: "Estonian SOC"}, {ID: "hub-desk", Party: "HUB", Name: "Hub desk"}},
			Objectives: []msel.Objective{{ID: "o1", Name: "Inform in time"}, {ID: "o2", Name: "Decide"}}}}}
	for _, p := range []ids.Party{"HUB", "CZE", "EST"} {
		w.Nodes[p] = &Node{Party: p, url: url()}
		w.Open(p)
		w.Must(w.Nodes[p].DB.Migrate(ctx, schema.Files))
	}
	w.Hub = w.Nodes["HUB"]
	return w
}

// Open opens a node's database and builds its services, as a start does.
func (w *World) Open(p ids.Party) {
	w.T.Helper()
	n := w.Nodes[p]
	d, err := db.Open(ctx, n.url, db.Options{Clock: w.Clock, Log: quiet, Realm: Realm})
	w.Must(err)
	w.T.Cleanup(func() { _ = d.Close() }) // a test may have closed it
	n.DB, n.Journal = d, journal.New()
	n.Service = conduct.New(conduct.Config{DB: d, Journal: n.Journal, Clock: w.Clock, Party: p, Director: "HUB", List: w.List, Doers: w.Doers,
		Teams: Seats{"player-CZE": "cze-soc", "player-EST": "est-soc", "player-HUB": "hub-desk"}})
	n.Kinds, n.Follows = n.Service.Kinds(), []journal.Handler{n.Follow}
	if w.build != nil {
		w.build(w, n)
	}
}

// Must ends the test on an error.
func (w *World) Must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Controller conducts and grades at the hub.
func Controller() authz.Actor {
	return authz.Person("HUB", "c1", "Carl Controller", "test", "", []authz.Act{authz.ExerciseRead, authz.ExerciseConduct, authz.ExerciseGrade})
}

// Player plays in a party's team.
func Player(p ids.Party) authz.Actor {
	return authz.Person(p, "player-"+string(p), "Petra Player", "test", "", []authz.Act{authz.ExerciseRead, authz.ExercisePlay})
}

// At is a time of an inject.
func At(d time.Duration) *msel.Span {
	s := msel.Span(d)
	return &s
}

// Add puts an inject on the list: a mail, unless it says otherwise.
func (w *World) Add(in msel.Inject) string {
	in.ID = ids.New()
	if in.Channel == "" {
		in.Channel = msel.ByMail
	}
	if in.Payload == nil {
		in.Payload = jsontext.Value(`{"subject":"` + in.Title + `","text":"Please tell us."}`)
	}
	in.From = "Ministry of Health"
	w.List.Injects = append(w.List.Injects, in)
	return in.ID
}

// Start is STARTEX.
func (w *World) Start() {
	w.T.Helper()
	_, err := w.Hub.Start(ctx, Controller(), Realm)
	w.Must(err)
	w.Settle()
}

// Advance lets real time pass, and everything happen that follows.
func (w *World) Advance(d time.Duration) {
	w.T.Helper()
	w.Clock.Advance(d)
	w.Drive()
	w.Settle()
}

// Drive sends what is due.
func (w *World) Drive() {
	w.T.Helper()
	for n := 1; n > 0; {
		var err error
		n, _, err = w.Hub.Step(ctx, quiet)
		w.Must(err)
	}
}

// Did has a person do something in the realm: an entry of another domain.
func (w *World) Did(who authz.Actor, kind, about, body string, audience ...ids.Party) {
	w.T.Helper()
	n := w.Nodes[who.Party]
	w.Must(n.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := n.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: about, Audience: audience, Body: jsontext.Value(body)})
		return err
	}))
}

// Settle follows journals and carries statements until all is quiet.
func (w *World) Settle() {
	w.T.Helper()
	for busy := true; busy; {
		busy = false
		for p, n := range w.Nodes {
			busy = w.follow(n) || busy
			if w.Cut[p] {
				continue
			}
			for _, st := range w.Post(n) {
				busy = true
				if err := w.Deliver(st); err != nil {
					w.Refused = append(w.Refused, err.Error())
				}
			}
		}
	}
}

func (w *World) follow(n *Node) (moved bool) {
	w.T.Helper()
	for _, e := range w.Entries(n, n.seen) {
		moved = true
		for _, f := range n.Follows {
			w.Must(n.DB.Write(ctx, func(tx *db.Tx) error { return f(ctx, tx, e) }))
		}
		n.seen = e.Seq
	}
	for busy := true; busy; {
		var err error
		busy, err = n.Flush(ctx)
		w.Must(err)
		moved = moved || busy
	}
	return moved
}

// Entries reads a node's journal.
func (w *World) Entries(n *Node, after int64) (all []journal.Entry) {
	w.T.Helper()
	eyes := authz.System(n.Party, "test", authz.JournalRead).In(Realm)
	w.Must(n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = journal.List(ctx, tx, eyes, journal.Filter{After: after, Limit: 1000})
		return err
	}))
	return all
}

// Post takes what a node has for others of its exercise.
func (w *World) Post(n *Node) (out []ledger.Statement) {
	w.T.Helper()
	for _, e := range w.Entries(n, n.carried) {
		for _, to := range e.Audience {
			if _, known := w.Nodes[to].kind(e.Kind); known {
				out = append(out, ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: n.Party, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
			}
		}
		n.carried = e.Seq
	}
	return out
}

func (n *Node) kind(k string) (federation.Kind, bool) {
	if n == nil {
		return federation.Kind{}, false
	}
	kind, ok := n.Kinds[k]
	return kind, ok
}

// Deliver has a statement received, and answers a refusal.
func (w *World) Deliver(st ledger.Statement) error {
	n := w.Nodes[st.To]
	kind, ok := n.kind(st.Kind)
	if !ok {
		return errs.New(errs.Unsupported, "statements of kind %q are not known", st.Kind)
	}
	return n.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Try(ctx, func() error {
			_, err := kind.Receive(ctx, tx, federation.Inbound{Statement: st})
			return err
		})
	})
}

// States gives an inject's states by team.
func (w *World) States(inject string) map[string]conduct.State {
	w.T.Helper()
	v, err := w.Hub.Inject(ctx, Controller().In(Realm), inject)
	w.Must(err)
	out := map[string]conduct.State{}
	for _, c := range v.Cells {
		out[c.Team] = c.State
	}
	return out
}

// Want demands a state of an inject for a team.
func (w *World) Want(inject, team string, want conduct.State) {
	w.T.Helper()
	if got := w.States(inject)[team]; got != want {
		w.T.Errorf("%s has the inject as %q, want %q", team, got, want)
	}
}

// Inbox gives what a party's team has received.
func (w *World) Inbox(p ids.Party) []conduct.ItemView {
	w.T.Helper()
	all, err := w.Nodes[p].Inbox(ctx, Player(p).In(Realm), 500)
	w.Must(err)
	return all
}
