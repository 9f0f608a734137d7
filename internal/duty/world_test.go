package duty

import (
	"context"
	"path/filepath"
	"strings"
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
	"entente/internal/party"
	"entente/internal/template"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	day   = 24 * time.Hour
)

type node struct {
	*Service
	db     *db.DB
	clock  *clock.Fixed
	keys   *sign.Ring
	kinds  map[string]federation.Kind
	cursor int64
}

// world is HUB with nations that have a link with it alone, and a memorandum of
// generation 2 that HUB is the depositary of.
type world struct {
	t         *testing.T
	nodes     map[ids.Party]*node
	agreement string
	refused   []string
	exchange  *went
}

// went is what has gone between all nodes of a world, as its release domains would
// tell it: the same at each.
type went struct {
	gifts  []Gift
	orders []Order
	denied bool
}

func (x *went) Gifts(_ context.Context, _ *db.Tx, _ authz.Viewer, _ string, from, upTo time.Time) (all []Gift, err error) {
	if x.denied {
		return nil, errs.New(errs.Denied, "not for this viewer")
	}
	for _, g := range x.gifts {
		if g.At.After(from) && !g.At.After(upTo) {
			all = append(all, g)
		}
	}
	return all, nil
}

func (x *went) Orders(_ context.Context, _ *db.Tx, _ authz.Viewer, from, upTo time.Time) (all []Order, err error) {
	for _, o := range x.orders {
		if o.At.After(from) && !o.At.After(upTo) {
			all = append(all, o)
		}
	}
	return all, nil
}

func each(t *testing.T, nations []ids.Party, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, nodes: map[ids.Party]*node{}, exchange: &went{}}
			for _, code := range append([]ids.Party{"HUB"}, nations...) {
				w.add(code, open)
			}
			w.conclude(nations)
			f(t, w)
		})
	}
}

func (w *world) add(code ids.Party, open func(testing.TB, clock.Clock) *db.DB) {
	t := w.t
	keys, err := sign.OpenRing(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	c := clock.NewFixed(start)
	d, j := open(t, c), journal.New()
	parties := party.New(party.Config{DB: d, Journal: j, Keys: keys, Party: code})
	if err := parties.Found(ctx, authz.System(code, "init", authz.SystemBootstrap), party.Founding{Name: "Party " + string(code), Kind: "nation", Offices: []party.NewOffice{
		{ID: "director", Name: "Director", Powers: []string{party.PowerSign}}}}); err != nil {
		t.Fatal(err)
	}
	key, err := keys.Key("node")
	if err != nil {
		t.Fatal(err)
	}
	templates := template.New(template.Config{DB: d, Journal: j, Parties: parties, Party: code})
	agreements := agreement.New(agreement.Config{DB: d, Journal: j, Parties: parties, Templates: templates, Key: key, Party: code})
	n := &node{Service: New(Config{DB: d, Journal: j, Parties: parties, Agreements: agreements, Exchange: w.exchange, Key: key, Party: code}), db: d, clock: c, keys: keys}
	n.kinds = agreements.Kinds()
	for k, v := range n.Kinds() {
		n.kinds[k] = v
	}
	w.nodes[code] = n
	if hub := w.nodes["HUB"]; hub != n {
		w.introduce(hub, n, code)
		w.introduce(n, hub, "HUB")
	}
}

func (w *world) introduce(to, of *node, code ids.Party) {
	w.t.Helper()
	var card []byte
	w.must(of.db.Read(ctx, func(tx *db.Tx) (err error) { card, err = of.c.Parties.CardJSON(ctx, tx, code); return err }))
	w.must(to.db.Write(ctx, func(tx *db.Tx) error {
		return to.c.Parties.Learn(ctx, tx, person(to.c.Party), card, party.Invited, "")
	}))
}

func person(p ids.Party) authz.Actor {
	return authz.Person(p, "p1", "Ada", "test", "", authz.Grants(authz.Director, authz.Duty))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// conclude brings a memorandum into force among all.
func (w *world) conclude(nations []ids.Party) {
	w.t.Helper()
	hub := w.nodes["HUB"].c.Agreements
	a, err := hub.Draft(ctx, person("HUB"), agreement.NewDraft{Realm: ids.Live, Template: "memorandum", Title: "Memorandum", Parties: nations})
	w.must(err)
	w.agreement = a.ID
	_, err = hub.Propose(ctx, person("HUB"), ids.Live, a.ID)
	w.must(err)
	w.settle()
	for code, n := range w.nodes {
		_, err := n.c.Agreements.Sign(ctx, person(code), ids.Live, a.ID, "", "")
		w.must(err)
	}
	w.settle()
	w.advance(time.Second) // the last signature is a microsecond after the text
}

// settle carries what was said along the links with HUB until all is quiet.
func (w *world) settle() {
	w.t.Helper()
	for busy := true; busy; {
		busy = false
		for p, n := range w.nodes {
			for _, st := range w.post(p, n) {
				to := w.nodes[st.To]
				if to == nil || p != "HUB" && st.To != "HUB" {
					continue
				}
				busy = true
				if err := w.deliver(to, st); err != nil {
					w.refused = append(w.refused, err.Error())
				}
			}
		}
	}
}

func (w *world) deliver(to *node, st ledger.Statement) error {
	return to.db.Write(ctx, func(tx *db.Tx) error {
		_, err := to.kinds[st.Kind].Receive(ctx, tx, federation.Inbound{Statement: st})
		return err
	})
}

func (w *world) post(p ids.Party, n *node) (out []ledger.Statement) {
	w.t.Helper()
	who := authz.System(p, "test", authz.JournalRead)
	w.must(n.db.Read(ctx, func(tx *db.Tx) error {
		entries, err := journal.List(ctx, tx, who.In(ids.Live), journal.Filter{After: n.cursor, Limit: 1000})
		for _, e := range entries {
			for _, to := range e.Audience {
				out = append(out, ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: p, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
			}
			n.cursor = e.Seq
		}
		return err
	}))
	return out
}

func (w *world) advance(d time.Duration) {
	for _, n := range w.nodes {
		n.clock.Advance(d)
	}
}

func (w *world) list(p ids.Party) []Obligation {
	w.t.Helper()
	all, err := w.nodes[p].Of(ctx, person(p).In(ids.Live), w.agreement, 400*day)
	w.must(err)
	return all
}

// find gives the only obligation of a provision and a party in a state.
func (w *world) find(at ids.Party, provision string, owed ids.Party, state State) Obligation {
	w.t.Helper()
	var found []Obligation
	for _, o := range w.list(at) {
		if o.Term.Provision.ID == provision && o.Owed == owed && o.StateAt(w.nodes[at].clock.Now()) == state {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		w.t.Fatalf("%s has %d obligations of %s under %s that are %s, want one", at, len(found), owed, provision, state)
	}
	return found[0]
}

// said lists the journal's kinds of this domain at a node that went to nobody.
func (w *world) told(p ids.Party) string {
	w.t.Helper()
	var out []string
	who := authz.System(p, "test", authz.JournalRead)
	w.must(w.nodes[p].db.Read(ctx, func(tx *db.Tx) error {
		entries, err := journal.List(ctx, tx, who.In(ids.Live), journal.Filter{Limit: 1000})
		for _, e := range entries {
			if e.Kind == "duty.soon" || e.Kind == "duty.lapsed" {
				out = append(out, e.Kind)
			}
		}
		return err
	}))
	return strings.Join(out, " ")
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}
