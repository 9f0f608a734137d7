package agreement

import (
	"context"
	"path/filepath"
	"slices"
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
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/federation"
	"entente/internal/party"
	"entente/internal/policy"
	"entente/internal/template"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

// node is one party with what agreements need.
type node struct {
	*Service
	db      *db.DB
	clock   *clock.Fixed
	keys    *sign.Ring
	cursor  int64
	refused []string // what its intake refused, with the reason
}

// world is several nodes, all of which have a link with the first.
type world struct {
	t     *testing.T
	hub   ids.Party
	nodes map[ids.Party]*node
}

// each runs f in a world on SQLite and in one on PostgreSQL.
func each(t *testing.T, codes []ids.Party, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, newWorld(t, open, codes))
		})
	}
}

func newWorld(t *testing.T, open func(testing.TB, clock.Clock) *db.DB, codes []ids.Party) *world {
	t.Helper()
	w := &world{t: t, hub: codes[0], nodes: map[ids.Party]*node{}}
	for _, code := range codes {
		keys, err := sign.OpenRing(filepath.Join(t.TempDir(), "keys"))
		if err != nil {
			t.Fatal(err)
		}
		c := clock.NewFixed(start)
		d, j := open(t, c), journal.New()
		parties := party.New(party.Config{DB: d, Journal: j, Keys: keys, Party: code})
		if err := parties.Found(ctx, authz.System(code, "init", authz.SystemBootstrap), party.Founding{Name: "Party " + string(code), Kind: "nation", Offices: []party.NewOffice{
			{ID: "director", Name: "Director", Powers: []string{party.PowerSign}}, {ID: "release", Name: "Release office", Powers: []string{party.PowerRelease}}}}); err != nil {
			t.Fatal(err)
		}
		key, err := keys.Key("node")
		if err != nil {
			t.Fatal(err)
		}
		templates := template.New(template.Config{DB: d, Journal: j, Parties: parties, Party: code})
		w.nodes[code] = &node{Service: New(Config{DB: d, Journal: j, Parties: parties, Templates: templates, Key: key, Party: code}), db: d, clock: c, keys: keys}
	}
	for _, code := range codes[1:] {
		w.introduce(w.hub, code)
		w.introduce(code, w.hub)
	}
	return w
}

// introduce lets a learn of b as if invited.
func (w *world) introduce(a, b ids.Party) {
	w.t.Helper()
	card := w.card(b)
	if err := w.nodes[a].db.Write(ctx, func(tx *db.Tx) error {
		return w.nodes[a].parties.Learn(ctx, tx, w.director(a), card, party.Invited, "")
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) card(p ids.Party) (card []byte) {
	w.t.Helper()
	if err := w.nodes[p].db.Read(ctx, func(tx *db.Tx) (err error) { card, err = w.nodes[p].parties.CardJSON(ctx, tx, p); return err }); err != nil {
		w.t.Fatal(err)
	}
	return card
}

func person(p ids.Party, roles ...authz.Role) authz.Actor {
	return authz.Person(p, "p1", "Ada", "test", "", authz.Grants(roles...))
}

func (w *world) director(p ids.Party) authz.Actor { return person(p, authz.Director) }

// post gives what a node has journalled for others since the last time.
func (w *world) post(p ids.Party) (out []ledger.Statement) {
	w.t.Helper()
	n := w.nodes[p]
	who := authz.System(p, "test", authz.JournalRead)
	if err := n.db.Read(ctx, func(tx *db.Tx) error {
		entries, err := journal.List(ctx, tx, who.In(ids.Live), journal.Filter{After: n.cursor, Limit: 1000})
		for _, e := range entries {
			for _, to := range e.Audience {
				out = append(out, ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: p, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
			}
			n.cursor = e.Seq
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return out
}

// receive is what federation does with a statement, within a transaction.
func (n *node) receive(tx *db.Tx, st ledger.Statement) error {
	return tx.Try(ctx, func() error {
		out, err := n.Kinds()[st.Kind].Receive(ctx, tx, federation.Inbound{Statement: st})
		if err == nil && out.Outcome != ledger.Accepted {
			err = errs.New(errs.Invalid, "outcome %q", out.Outcome)
		}
		return err
	})
}

// deliver brings a statement to its recipient and gives the refusal, if any.
func (w *world) deliver(st ledger.Statement) error {
	w.t.Helper()
	n := w.nodes[st.To]
	err := n.db.Write(ctx, func(tx *db.Tx) error { return n.receive(tx, st) })
	if err != nil {
		if errs.KindOf(err) == errs.Internal {
			w.t.Errorf("%s failed at %s: %v", st.Kind, st.To, err)
		}
		_, text := errs.Public(err)
		n.refused = append(n.refused, st.Kind+": "+text)
	}
	return err
}

// settle delivers along the links with the first node until all is quiet.
func (w *world) settle() {
	w.t.Helper()
	for busy := true; busy; {
		busy = false
		for p := range w.nodes {
			for _, st := range w.post(p) {
				if st.From == w.hub || st.To == w.hub {
					busy = true
					_ = w.deliver(st) // kept in refused
				}
			}
		}
	}
}

// advance moves every clock.
func (w *world) advance(d time.Duration) {
	for _, n := range w.nodes {
		n.clock.Advance(d)
	}
}

// draft makes and proposes an agreement by the first node with all others.
func (w *world) proposed(template string) Agreement {
	w.t.Helper()
	hub := w.nodes[w.hub]
	a, err := hub.Draft(ctx, w.director(w.hub), NewDraft{Realm: ids.Live, Template: template, Title: "Exchange", Parties: w.others()})
	if err == nil {
		a, err = hub.Propose(ctx, w.director(w.hub), ids.Live, a.ID)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.settle()
	return a
}

// inForce makes an agreement that all have signed.
func (w *world) inForce(template string) Agreement {
	w.t.Helper()
	a := w.proposed(template)
	for p := range w.nodes {
		w.must(w.nodes[p].Sign(ctx, w.director(p), ids.Live, a.ID, "", ""))
	}
	w.settle()
	return a
}

func (w *world) others() (out []ids.Party) {
	for p := range w.nodes {
		if p != w.hub {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// must takes the result of an act that cannot fail.
func (w *world) must(a Agreement, err error) Agreement {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) get(p ids.Party, id string) Agreement {
	w.t.Helper()
	return w.must(w.nodes[p].Get(ctx, w.director(p).In(ids.Live), id))
}

// states tells how the agreement stands at every node by its own clock, in the
// order of the parties' codes; "-" where it is not known.
func (w *world) states(id string) string {
	w.t.Helper()
	var out []string
	for _, p := range append([]ids.Party{w.hub}, w.others()...) {
		a, err := w.nodes[p].Get(ctx, w.director(p).In(ids.Live), id)
		if err != nil {
			out = append(out, "-")
			continue
		}
		out = append(out, string(a.StateAt(w.nodes[p].clock.Now())))
	}
	return strings.Join(out, " ")
}

func (w *world) wantStates(id, want string) {
	w.t.Helper()
	if got := w.states(id); got != want {
		w.t.Errorf("states are %q, want %q", got, want)
	}
}

// rules are what a node goes by now.
func (w *world) rules(p ids.Party, realm ids.Realm, at time.Time) (rules []policy.Rule) {
	w.t.Helper()
	if err := w.nodes[p].db.Read(ctx, func(tx *db.Tx) (err error) { rules, err = w.nodes[p].Rules(ctx, tx, realm, at); return err }); err != nil {
		w.t.Fatal(err)
	}
	return rules
}

func wantKind(t *testing.T, err error, kind errs.Kind, text string) {
	t.Helper()
	if errs.KindOf(err) != kind || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v (%s), want %s with %q", err, errs.KindOf(err), kind, text)
	}
}
