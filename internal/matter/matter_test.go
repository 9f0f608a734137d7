package matter_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/matter/mattertest"
)

var ctx = context.Background()

type note struct {
	Text string `json:"text"`
}

// watch is the domain of these tests: things are opened and noted.
func watch(n *mattertest.Node) {
	n.Matters.Register(matter.Domain{Kind: "watch", Acts: []string{"opened", "noted"}, Check: func(s matter.Statement) error {
		var b note
		if err := s.Decode(&b); err != nil {
			return err
		}
		if b.Text == "" {
			return errs.New(errs.Invalid, "a note says something")
		}
		return nil
	}})
}

func open(w *mattertest.World, by ids.Party, tlp marking.TLP, to ...ids.Party) (m matter.Matter, err error) {
	n := w.Nodes[by]
	id, seed := matter.NewID("watch", by)
	err = n.DB.Write(ctx, func(tx *db.Tx) (err error) {
		m, err = n.Matters.Open(ctx, tx, mattertest.Person(by), ids.Live, matter.Opening{Kind: "watch", ID: id, Seed: seed, Agreement: w.Agreement, Provision: "8.1", To: to, TLP: tlp, Act: "opened", Body: note{"it begins"}})
		return err
	})
	return m, err
}

func say(w *mattertest.World, by ids.Party, id, text string, tlp marking.TLP) error {
	n := w.Nodes[by]
	return n.DB.Write(ctx, func(tx *db.Tx) error {
		m, err := n.Matters.Load(ctx, tx, ids.Live, "watch", id)
		if err != nil {
			return err
		}
		_, err = n.Matters.State(ctx, tx, mattertest.Person(by), m, "noted", tlp, note{text})
		return err
	})
}

func invite(w *mattertest.World, by ids.Party, id string, to ...ids.Party) error {
	n := w.Nodes[by]
	return n.DB.Write(ctx, func(tx *db.Tx) error {
		m, err := n.Matters.Load(ctx, tx, ids.Live, "watch", id)
		if err != nil {
			return err
		}
		_, err = n.Matters.Invite(ctx, tx, mattertest.Person(by), m, to, marking.Green, note{"come in"})
		return err
	})
}

func load(w *mattertest.World, at ids.Party, id string) (m matter.Matter, err error) {
	n := w.Nodes[at]
	err = n.DB.Read(ctx, func(tx *db.Tx) (err error) { m, err = n.Matters.Load(ctx, tx, ids.Live, "watch", id); return err })
	return m, err
}

// texts is what a node holds of a matter, in the order of the fold.
func texts(t *testing.T, w *mattertest.World, at ids.Party, id string) []string {
	t.Helper()
	m, err := load(w, at, id)
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, s := range m.Said {
		var b note
		w.Must(s.Decode(&b))
		out = append(out, string(s.Party)+": "+b.Text)
	}
	return out
}

func want(t *testing.T, err error, kind errs.Kind, part string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), part) {
		t.Errorf("got %v, want %s with %q", err, kind, part)
	}
}

func TestEverybodyWhoTakesPartHoldsTheSame(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST", "LVA"}, watch, func(t *testing.T, w *mattertest.World) {
		m, err := open(w, "CZE", marking.Amber, "HUB", "EST")
		w.Must(err)
		w.Settle()
		w.Cut["EST"] = true
		w.Advance(time.Minute)
		w.Must(say(w, "EST", m.ID, "from behind the cut", marking.Green))
		w.Advance(time.Minute)
		w.Must(say(w, "CZE", m.ID, "meanwhile", marking.Green))
		w.Settle()
		if got := texts(t, w, "HUB", m.ID); len(got) != 2 {
			t.Errorf("HUB holds %q before the link is back", got)
		}
		delete(w.Cut, "EST")
		w.Settle()
		all := []string{"CZE: it begins", "EST: from behind the cut", "CZE: meanwhile"}
		for _, p := range []ids.Party{"CZE", "HUB", "EST"} {
			if diff := cmp.Diff(all, texts(t, w, p, m.ID)); diff != "" {
				t.Errorf("%s: %s", p, diff)
			}
		}
		if _, err := load(w, "LVA", m.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("LVA takes no part and holds it: %v", err)
		}
		if len(w.Refused) > 0 {
			t.Error(w.Refused)
		}
	})
}

func TestHowFarOthersAreIsKnownOfThoseWhoHearOfUsDirectly(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, watch, func(t *testing.T, w *mattertest.World) {
		m, err := open(w, "CZE", marking.Green, "HUB", "EST")
		w.Must(err)
		w.Settle()
		for at, want := range map[ids.Party][]string{"CZE": {"HUB directly", "EST via HUB"}, "HUB": {"CZE directly", "EST directly"}, "EST": {"CZE via HUB", "HUB directly"}} {
			m, err := load(w, at, m.ID)
			w.Must(err)
			n := w.Nodes[at]
			var got []string
			w.Must(n.DB.Read(ctx, func(tx *db.Tx) error {
				all, err := n.Matters.Reach(ctx, tx, mattertest.Person(at, authz.Duty).In(ids.Live), authz.AssistRead, m)
				for _, r := range all {
					way := "directly"
					if r.Given == nil {
						way = "via " + string(r.Via)
					}
					got = append(got, string(r.Party)+" "+way)
				}
				return err
			}))
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", at, diff)
			}
		}
	})
}

func TestWhoIsInvitedLaterHearsWhatPolicyLetsHimHear(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, watch, func(t *testing.T, w *mattertest.World) {
		m, err := open(w, "CZE", marking.Green, "HUB")
		w.Must(err)
		w.Settle()
		w.Advance(time.Minute)
		w.Must(say(w, "CZE", m.ID, "green", marking.Green))
		w.Must(say(w, "HUB", m.ID, "of the hub", marking.Amber))
		w.Settle()
		w.Advance(time.Minute)
		want(t, invite(w, "HUB", m.ID, "EST"), errs.Denied, "only CZE")
		w.Must(invite(w, "CZE", m.ID, "EST"))
		want(t, invite(w, "CZE", m.ID, "EST"), errs.Conflict, "take part already")
		w.Settle()
		if diff := cmp.Diff(texts(t, w, "CZE", m.ID), texts(t, w, "EST", m.ID)); diff != "" || len(w.Refused) > 0 {
			t.Error(diff, w.Refused)
		}
		w.Must(say(w, "EST", m.ID, "thank you", marking.Green))
		w.Settle()
		if got := texts(t, w, "CZE", m.ID); got[len(got)-1] != "EST: thank you" {
			t.Errorf("CZE holds %q", got)
		}
	})
}

func TestMarkingsHoldBack(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, watch, func(t *testing.T, w *mattertest.World) {
		_, err := open(w, "CZE", marking.Red, "HUB")
		want(t, err, errs.Denied, "tlp:red")
		_, err = open(w, "CZE", marking.AmberStrict, "HUB")
		want(t, err, errs.Denied, "permits up to tlp:amber")
		_, err = open(w, "CZE", marking.None, "HUB")
		want(t, err, errs.Invalid, "marked")
		m, err := open(w, "CZE", marking.Amber, "HUB", "EST")
		w.Must(err)
		w.Settle()
		_, err = w.Nodes["EST"].Agreements.Suspend(ctx, mattertest.Person("EST", authz.Director), ids.Live, w.Agreement, "for a test")
		w.Must(err)
		w.Settle()
		want(t, say(w, "CZE", m.ID, "nothing flows", marking.Clear), errs.Denied, "no agreement")
	})
}

func TestWhatDoesNotRestOnAnAgreementIsNotOpened(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, watch, func(t *testing.T, w *mattertest.World) {
		n := w.Nodes["CZE"]
		try := func(change func(o *matter.Opening)) error {
			id, seed := matter.NewID("watch", "CZE")
			o := matter.Opening{Kind: "watch", ID: id, Seed: seed, Agreement: w.Agreement, Provision: "8.1", To: []ids.Party{"HUB"}, TLP: marking.Green, Act: "opened", Body: note{"x"}}
			change(&o)
			return n.DB.Write(ctx, func(tx *db.Tx) error {
				_, err := n.Matters.Open(ctx, tx, mattertest.Person("CZE"), ids.Live, o)
				return err
			})
		}
		w.Must(try(func(*matter.Opening) {}))
		want(t, try(func(o *matter.Opening) { o.Provision = "99.9" }), errs.NotFound, "no agreement")
		want(t, try(func(o *matter.Opening) { o.Agreement = ids.New() }), errs.NotFound, "")
		want(t, try(func(o *matter.Opening) { o.To = []ids.Party{"FRA"} }), errs.Invalid, "not bound")
		want(t, try(func(o *matter.Opening) { o.To = nil }), errs.Invalid, "other parties")
		want(t, try(func(o *matter.Opening) { o.ID = ids.New() }), errs.Invalid, "named after who opens")
		want(t, try(func(o *matter.Opening) { o.Act = "noted" }), errs.Unsupported, "does not know")
		want(t, try(func(o *matter.Opening) { o.Body = note{} }), errs.Invalid, "says something")
	})
}

// forge makes a statement of a party outside of its own node's rules.
func forge(t *testing.T, w *mattertest.World, signer ids.Party, st matter.Statement, from, to ids.Party) ledger.Statement {
	t.Helper()
	b, err := strictjson.Marshal(st)
	w.Must(err)
	body, err := strictjson.Marshal(map[string]any{"statement": jsontext.Value(b), "signature": w.Nodes[signer].Key.Sign("matter/v1", b)})
	w.Must(err)
	return ledger.Statement{V: 1, ID: ids.New(), Realm: st.Realm, From: from, To: to, At: st.At, Kind: st.Kind + "." + st.Act, About: st.Matter, Body: body}
}

func TestForgedStatementsAreRefused(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST", "LVA"}, watch, func(t *testing.T, w *mattertest.World) {
		m, err := open(w, "CZE", marking.Green, "HUB", "EST")
		w.Must(err)
		w.Settle()
		hub := w.Nodes["HUB"]
		st := matter.Statement{V: 1, Realm: ids.Live, Kind: "watch", Matter: m.ID, Party: "EST", N: 1, Act: "noted", TLP: "green", Body: []byte(`{"text":"forged"}`), By: "Eve", At: w.Nodes["EST"].Clock.Now()}
		for name, c := range map[string]struct {
			signer, from ids.Party
			change       func(s *matter.Statement)
			kind         errs.Kind
			part         string
		}{
			"another's signature":      {"LVA", "EST", func(*matter.Statement) {}, errs.Denied, "not signed by the node of EST"},
			"by way of another":        {"EST", "LVA", func(*matter.Statement) {}, errs.Denied, "by way of"},
			"who takes no part":        {"LVA", "LVA", func(s *matter.Statement) { s.Party = "LVA" }, errs.Denied, "does not take part"},
			"an invitation by a guest": {"EST", "EST", func(s *matter.Statement) { s.Act, s.Terms = "invited", &matter.Terms{To: []ids.Party{"LVA"}} }, errs.Denied, "brings others in"},
			"an unknown act":           {"EST", "EST", func(s *matter.Statement) { s.Act = "closed" }, errs.Unsupported, "does not know"},
			"too strict a marking":     {"EST", "EST", func(s *matter.Statement) { s.TLP = "red" }, errs.Denied, "tlp:red"},
			"no marking":               {"EST", "EST", func(s *matter.Statement) { s.TLP = "" }, errs.Invalid, "marked"},
			"a body of another form":   {"EST", "EST", func(s *matter.Statement) { s.Body = []byte(`{"text":"a","x":1}`) }, errs.Invalid, ""},
			"another matter":           {"EST", "EST", func(s *matter.Statement) { s.Matter = ids.New() }, errs.NotFound, "not heard"},
			"another realm":            {"EST", "EST", func(s *matter.Statement) { s.Realm = "0b4f2f0e-6f2b-4d65-9a43-0d7a4f0c9a11" }, errs.NotFound, ""},
			"the id of CZE's matter": {"EST", "EST", func(s *matter.Statement) {
				s.Act, s.Terms = "opened", &matter.Terms{Seed: m.Opening().Terms.Seed, Agreement: w.Agreement, Provision: "8.1", To: []ids.Party{"HUB"}}
			}, errs.Invalid, "named after"},
		} {
			t.Run(name, func(t *testing.T) {
				s := st
				c.change(&s)
				want(t, w.Deliver(hub, forge(t, w, c.signer, s, c.from, "HUB")), c.kind, c.part)
			})
		}
		if got := texts(t, w, "HUB", m.ID); len(got) != 1 {
			t.Errorf("HUB took something: %q", got)
		}
		// The same number twice is a second future of its maker.
		w.Must(w.Deliver(hub, forge(t, w, "EST", st, "EST", "HUB")))
		w.Must(w.Deliver(hub, forge(t, w, "EST", st, "EST", "HUB")))
		again := st
		again.Body = []byte(`{"text":"other"}`)
		want(t, w.Deliver(hub, forge(t, w, "EST", again, "EST", "HUB")), errs.Conflict, "signed two statements as its number 1")
		later := st
		later.N = 3
		w.Must(w.Deliver(hub, forge(t, w, "EST", later, "EST", "HUB")))
		held, err := load(w, "HUB", m.ID)
		w.Must(err)
		if diff := cmp.Diff(map[ids.Party][]int64{"EST": {2}}, held.Missing()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhoOpensCannotNameWhatBindsNobody(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST", "LVA"}, watch, func(t *testing.T, w *mattertest.World) {
		two := w.Conclude("HUB", "bilateral-exchange", "CZE")
		id, seed := matter.NewID("watch", "EST")
		st := matter.Statement{V: 1, Realm: ids.Live, Kind: "watch", Matter: id, Party: "EST", N: 1, Act: "opened", TLP: "green", Body: []byte(`{"text":"x"}`), By: "Eve", At: w.Nodes["EST"].Clock.Now(),
			Terms: &matter.Terms{Seed: seed, Agreement: two, Provision: "2.1", To: []ids.Party{"HUB"}}}
		want(t, w.Deliver(w.Nodes["HUB"], forge(t, w, "EST", st, "EST", "HUB")), errs.Denied, "did not bind EST")
		st.Terms = &matter.Terms{Seed: seed, Agreement: w.Agreement, Provision: "99.9", To: []ids.Party{"HUB"}}
		want(t, w.Deliver(w.Nodes["HUB"], forge(t, w, "EST", st, "EST", "HUB")), errs.Denied, "no provision")
		// A hub that hands on a matter to whom nobody has brought in.
		m, err := open(w, "CZE", marking.Green, "HUB", "EST")
		w.Must(err)
		w.Settle()
		held, err := load(w, "HUB", m.ID)
		w.Must(err)
		body, err := strictjson.Marshal(map[string]any{"statement": jsontext.Value(held.Opening().Bytes), "signature": held.Opening().Signature})
		w.Must(err)
		want(t, w.Deliver(w.Nodes["LVA"], ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: "HUB", To: "LVA", At: st.At, Kind: "watch.opened", About: m.ID, Body: body}), errs.Denied, "nobody has brought LVA")
	})
}

func TestBases(t *testing.T) {
	mattertest.Each(t, []ids.Party{"CZE", "EST"}, watch, func(t *testing.T, w *mattertest.World) {
		n := w.Nodes["CZE"]
		w.Must(n.DB.Read(ctx, func(tx *db.Tx) error {
			all, err := n.Matters.Bases(ctx, tx, ids.Live, clause.Assistance)
			if err != nil {
				return err
			}
			if len(all) != 1 || all[0].Provision.ID != "8.1" || !slices.Equal(all[0].Parties, []ids.Party{"EST", "HUB"}) || all[0].Provision.Within == "" {
				t.Errorf("CZE may ask for assistance by %+v", all)
			}
			return nil
		}))
	})
}
