package directory

import (
	"context"
	"path/filepath"
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
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/federation"
	"entente/internal/party"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) // a Wednesday
)

type node struct {
	*Service
	db     *db.DB
	clock  *clock.Fixed
	cursor int64
	asked  []Term
	met    []string
}

// world is HUB, which hands on, with CZE and EST that have a link with it alone.
type world struct {
	t       *testing.T
	nodes   map[ids.Party]*node
	refused []string
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, nodes: map[ids.Party]*node{}}
			for _, code := range []ids.Party{"HUB", "CZE", "EST"} {
				w.add(code, open)
			}
			f(t, w)
		})
	}
}

func (w *world) add(code ids.Party, open func(testing.TB, clock.Clock) *db.DB) {
	t := w.t
	keys, err := sign.OpenRing(filepath.Join(t.TempDir(), "keys"))
	w.must(err)
	c := clock.NewFixed(start)
	d, j := open(t, c), journal.New()
	parties := party.New(party.Config{DB: d, Journal: j, Keys: keys, Party: code})
	w.must(parties.Found(ctx, authz.System(code, "init", authz.SystemBootstrap), party.Founding{Name: "Party " + string(code), Kind: "nation"}))
	key, err := keys.Key("node")
	w.must(err)
	n := &node{db: d, clock: c}
	n.Service = New(Config{DB: d, Journal: j, Parties: parties, Key: key, Party: code, HandOn: code == "HUB",
		Peers: func(context.Context, *db.Tx) ([]ids.Party, error) {
			if code != "HUB" {
				return []ids.Party{"HUB"}, nil
			}
			return []ids.Party{"CZE", "EST"}, nil
		},
		Link: func(token string) string { return "https://node.example/comcheck/" + token },
		Terms: func(context.Context, *db.Tx) (map[ids.Party][]Term, error) {
			return map[ids.Party][]Term{"CZE": n.asked}, nil
		},
		Met: func(_ context.Context, _ authz.Actor, agreement, _, reference string) error {
			n.met = append(n.met, agreement+" "+reference)
			return nil
		}})
	w.nodes[code] = n
	if hub := w.nodes["HUB"]; hub != n {
		w.introduce(hub, n)
		w.introduce(n, hub)
	}
}

func (w *world) introduce(to, of *node) {
	w.t.Helper()
	card := w.card(of)
	w.must(to.db.Write(ctx, func(tx *db.Tx) error {
		return to.c.Parties.Learn(ctx, tx, person(to.c.Party, "Ada"), card, party.Invited, "")
	}))
}

func (w *world) card(of *node) (card []byte) {
	w.t.Helper()
	w.must(of.db.Read(ctx, func(tx *db.Tx) (err error) { card, err = of.c.Parties.CardJSON(ctx, tx, of.c.Party); return err }))
	return card
}

func person(p ids.Party, name string) authz.Actor {
	return authz.Person(p, "id-of-"+name, name, "test", "", authz.Grants(authz.Duty))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
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
				out, err := w.deliver(to, st)
				if err != nil {
					w.refused = append(w.refused, err.Error())
				} else if out.Outcome == ledger.Refused {
					w.refused = append(w.refused, out.Reason)
				}
			}
		}
	}
}

func (w *world) deliver(to *node, st ledger.Statement) (out federation.Outcome, err error) {
	err = to.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Try(ctx, func() error {
			out, err = to.Kinds()[st.Kind].Receive(ctx, tx, federation.Inbound{Statement: st})
			return err
		})
	})
	return out, err
}

func (w *world) post(p ids.Party, n *node) (out []ledger.Statement) {
	w.t.Helper()
	for _, e := range w.entries(n, n.cursor) {
		for _, to := range e.Audience {
			out = append(out, ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: p, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
		}
		n.cursor = e.Seq
	}
	return out
}

func (w *world) entries(n *node, after int64) (all []journal.Entry) {
	w.t.Helper()
	who := authz.System(n.c.Party, "test", authz.JournalRead)
	w.must(n.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = journal.List(ctx, tx, who.In(ids.Live), journal.Filter{After: after, Limit: 1000})
		return err
	}))
	return all
}

// journaled counts the entries of a kind at a node.
func (w *world) journaled(p ids.Party, kind string) (n int) {
	w.t.Helper()
	for _, e := range w.entries(w.nodes[p], 0) {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func (w *world) advance(d time.Duration) {
	for _, n := range w.nodes {
		n.clock.Advance(d)
	}
}

func (w *world) get(at, of ids.Party) View {
	w.t.Helper()
	v, err := w.nodes[at].Get(ctx, person(at, "Ada").In(ids.Live), of)
	w.must(err)
	return v
}

func (w *world) save(p ids.Party, said Said) Saved {
	w.t.Helper()
	out, err := w.nodes[p].Save(ctx, person(p, "Ada"), w.get(p, p).Entry.Serial, said)
	w.must(err)
	return out
}

// whole is an entry that uses every field.
func whole(code ids.Party) Said {
	const print = "5F2DE5521C63A801AB59CCB603D49DE44B29100F"
	return Said{
		Team: Team{Name: "CERT of " + string(code), Short: "CERT", Host: "Agency", Country: "CZ", Zone: "Europe/Prague", Established: "2011-10-20", Address: "Street 1\nBrno", Websites: []string{"https://cert.example/"}, Languages: []string{"cs", "en"},
			Hours: Hours{Weekly: []Span{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "08:00", To: "16:30"}}}, OES: true, Approved: true},
		Contacts: []Contact{
			{ID: "desk", Name: "Desk", Purpose: Incident, Office: "old-desk", Channels: []Channel{{Medium: Email, Address: "cert@cert.example"}, {Medium: SecureEmail, Address: "cert@cert.example", Key: print}}},
			{ID: "duty", Name: "Duty officer", Purpose: Emergency, Channels: []Channel{{Medium: Phone, Address: "+420 541 000 000", Answers: "Officer on duty"}, {Medium: Signal, Address: "+420 601 000 000"}}},
		},
		Offices:      []Office{{ID: "new-desk", Name: "New desk", Answers: "Incidents"}, {ID: "old-desk", Name: "Old desk", Successor: "new-desk"}},
		People:       []Person{{Position: "Head", Name: "Ada", Languages: []string{"cs"}, Email: "ada@cert.example"}},
		Keys:         []Key{{Fingerprint: print, User: "CERT <cert@cert.example>", Expires: "2026-12-31"}},
		Constituency: Constituency{Description: "The nation", Prefixes: []string{"192.0.2.0/24", "2001:db8::/32"}, ASNs: []int64{64500}, Domains: []string{"gov.example"}, Countries: []string{"CZ"}, Sectors: []string{"energy"}},
		Services:     []string{"6.5", "9.3"}, Memberships: []Membership{{Body: "ti", Status: "certified", Since: "2014", Number: "12"}},
		Texts: map[string]string{"3.1": "To help."}, SIM3: map[string]int{"O-1": 3},
	}.normal()
}

func wantKind(t *testing.T, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
	}
}

// without gives said with its contacts for another purpose than emergencies alone.
func without(said Said) Said {
	said.Contacts = slices.DeleteFunc(slices.Clone(said.Contacts), func(c Contact) bool { return c.Purpose == Emergency })
	return said
}

// reader is somebody who may read and nothing else.
func (n *node) reader() authz.Actor {
	return authz.Person(n.c.Party, "id-of-Eve", "Eve", "test", "", authz.Grants(authz.Auditor, authz.Analyst))
}
