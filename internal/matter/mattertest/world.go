// Package mattertest makes small worlds for tests: a hub and nations, each with a
// database, a clock and keys of its own, bound by a memorandum, and a post that a
// test lets run, cuts, or holds back. Nothing in it listens on a port.
package mattertest

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/federation"
	"entente/internal/matter"
	"entente/internal/party"
	"entente/internal/template"
)

// Start is when every clock of a world begins.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// Node is one party's node without its servers.
type Node struct {
	Code       ids.Party
	DB         *db.DB
	Journal    *journal.Journal
	Clock      *clock.Fixed
	Key        sign.Key
	Parties    *party.Service
	Agreements *agreement.Service
	Matters    *matter.Service

	kinds  map[string]federation.Kind
	cursor int64
}

// Hear adds what a domain of the test receives.
func (n *Node) Hear(kinds map[string]federation.Kind) { maps.Copy(n.kinds, kinds) }

// World is a hub with nations that have a link with it alone. Agreement is a
// memorandum of generation 2 in force among all, of which HUB is the depositary.
type World struct {
	T         *testing.T
	Nodes     map[ids.Party]*Node
	Agreement string
	Refused   []string           // what recipients answered
	Cut       map[ids.Party]bool // whose post lies still
	Twice     bool               // every letter arrives twice

	held map[ids.Party][]ledger.Statement
}

// Each runs a test in a world on each engine. build adds a domain to each node
// before anything happens; it may be nil.
func Each(t *testing.T, nations []ids.Party, build func(n *Node), f func(t *testing.T, w *World)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &World{T: t, Nodes: map[ids.Party]*Node{}, Cut: map[ids.Party]bool{}, held: map[ids.Party][]ledger.Statement{}}
			for _, code := range append([]ids.Party{"HUB"}, nations...) {
				w.add(code, open, build)
			}
			w.Agreement = w.Conclude("HUB", "memorandum", nations...)
			f(t, w)
		})
	}
}

func (w *World) add(code ids.Party, open func(testing.TB, clock.Clock) *db.DB, build func(*Node)) {
	w.T.Helper()
	keys, err := sign.OpenRing(filepath.Join(w.T.TempDir(), "keys"))
	w.Must(err)
	c := clock.NewFixed(Start)
	n := &Node{Code: code, DB: open(w.T, c), Journal: journal.New(), Clock: c}
	n.Parties = party.New(party.Config{DB: n.DB, Journal: n.Journal, Keys: keys, Party: code})
	w.Must(n.Parties.Found(context.Background(), authz.System(code, "init", authz.SystemBootstrap), party.Founding{Name: "Party " + string(code), Kind: "nation",
		Offices: []party.NewOffice{{ID: "director", Name: "Director", Powers: []string{party.PowerSign}}}}))
	n.Key, err = keys.Key("node")
	w.Must(err)
	templates := template.New(template.Config{DB: n.DB, Journal: n.Journal, Parties: n.Parties, Party: code})
	n.Agreements = agreement.New(agreement.Config{DB: n.DB, Journal: n.Journal, Parties: n.Parties, Templates: templates, Key: n.Key, Party: code})
	n.Matters = matter.New(matter.Config{DB: n.DB, Journal: n.Journal, Parties: n.Parties, Agreements: n.Agreements, Key: n.Key, Party: code})
	n.kinds = n.Agreements.Kinds()
	if build != nil {
		build(n)
	}
	n.Hear(n.Matters.Kinds())
	w.Nodes[code] = n
	if hub := w.Nodes["HUB"]; hub != n {
		w.introduce(hub, n)
		w.introduce(n, hub)
	}
}

func (w *World) introduce(to, of *Node) {
	w.T.Helper()
	var card []byte
	w.Must(of.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		card, err = of.Parties.CardJSON(context.Background(), tx, of.Code)
		return err
	}))
	w.Must(to.DB.Write(context.Background(), func(tx *db.Tx) error {
		return to.Parties.Learn(context.Background(), tx, Person(to.Code, authz.Director), card, party.Invited, "")
	}))
}

// Person is somebody of a party with roles.
func Person(p ids.Party, roles ...authz.Role) authz.Actor {
	return authz.Person(p, "p1", "Ada", "test", "", authz.Grants(roles...))
}

// Must fails the test on an error.
func (w *World) Must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Conclude brings an agreement into force between a depositary and others, and
// gives its id.
func (w *World) Conclude(depositary ids.Party, template string, others ...ids.Party) string {
	w.T.Helper()
	ctx := context.Background()
	by := w.Nodes[depositary].Agreements
	a, err := by.Draft(ctx, Person(depositary, authz.Director), agreement.NewDraft{Realm: ids.Live, Template: template, Title: "Memorandum", Parties: others})
	w.Must(err)
	_, err = by.Propose(ctx, Person(depositary, authz.Director), ids.Live, a.ID)
	w.Must(err)
	w.Settle()
	for _, code := range append([]ids.Party{depositary}, others...) {
		_, err := w.Nodes[code].Agreements.Sign(ctx, Person(code, authz.Director), ids.Live, a.ID, "", "")
		w.Must(err)
	}
	w.Settle()
	w.Advance(time.Second) // the last signature is a microsecond after the text
	return a.ID
}

// Settle carries what was said along the links with HUB until all is quiet. What
// goes to or comes from a party that is cut waits.
func (w *World) Settle() {
	w.T.Helper()
	for busy := true; busy; {
		busy = false
		for _, code := range slices.Sorted(maps.Keys(w.Nodes)) {
			w.held[code] = append(w.held[code], w.post(w.Nodes[code])...)
			var wait []ledger.Statement
			for _, st := range w.held[code] {
				to := w.Nodes[st.To]
				switch {
				case to == nil || code != "HUB" && st.To != "HUB":
				case w.Cut[code] || w.Cut[st.To]:
					wait = append(wait, st)
				default:
					busy = true
					if err := w.Deliver(to, st); err != nil {
						w.Refused = append(w.Refused, string(st.To)+": "+err.Error())
					}
					if w.Twice {
						_ = w.Deliver(to, st) // what it answers, it has answered
					}
				}
			}
			w.held[code] = wait
		}
	}
}

// Waiting gives what lies still on its way to a party, and takes it off the way.
func (w *World) Waiting(to ids.Party) (out []ledger.Statement) {
	for code, held := range w.held {
		w.held[code] = slices.DeleteFunc(slices.Clone(held), func(st ledger.Statement) bool {
			if st.To == to {
				out = append(out, st)
			}
			return st.To == to
		})
	}
	return out
}

// Deliver hands one statement to a node, as federation does; an error of a kind
// is its refusal.
func (w *World) Deliver(to *Node, st ledger.Statement) error {
	return to.DB.Write(context.Background(), func(tx *db.Tx) error {
		k, ok := to.kinds[st.Kind]
		if !ok {
			return errs.New(errs.Unsupported, "this node does not know statements of kind %s", st.Kind)
		}
		_, err := k.Receive(context.Background(), tx, federation.Inbound{Statement: st})
		return err
	})
}

func (w *World) post(n *Node) (out []ledger.Statement) {
	w.T.Helper()
	for _, e := range w.Entries(n.Code, n.cursor) {
		for _, to := range e.Audience {
			out = append(out, ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: n.Code, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
		}
		n.cursor = e.Seq
	}
	return out
}

// Entries lists a node's journal after a number.
func (w *World) Entries(p ids.Party, after int64) (all []journal.Entry) {
	w.T.Helper()
	who := authz.System(p, "test", authz.JournalRead)
	w.Must(w.Nodes[p].DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		all, err = journal.List(context.Background(), tx, who.In(ids.Live), journal.Filter{After: after, Limit: 1000})
		return err
	}))
	return all
}

// Advance moves every clock.
func (w *World) Advance(d time.Duration) {
	for _, n := range w.Nodes {
		n.Clock.Advance(d)
	}
}
