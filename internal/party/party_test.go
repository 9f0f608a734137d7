package party

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
)

var ctx = context.Background()

// node is one party's directory.
type node struct {
	*Service
	db   *db.DB
	keys *sign.Ring
	dir  string // of the keys
}

var offices = []NewOffice{{ID: "director", Name: "Director", Powers: []string{PowerSign}}, {ID: "release", Name: "Release office", Powers: []string{PowerRelease}}}

// found makes a directory with its own party in it.
func found(t *testing.T, d *db.DB, code ids.Party) *node {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	keys, err := sign.OpenRing(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := &node{Service: New(Config{DB: d, Journal: journal.New(), Keys: keys, Party: code}), db: d, keys: keys, dir: dir}
	if err := n.Found(ctx, authz.System(code, "init", authz.SystemBootstrap), Founding{Name: "Party " + string(code), Kind: "nation", Offices: offices}); err != nil {
		t.Fatal(err)
	}
	return n
}

func (n *node) write(f func(tx *db.Tx) error) error { return n.db.Write(ctx, f) }

func (n *node) learn(card []byte, how string, via ids.Party) error {
	return n.write(func(tx *db.Tx) error { return n.Learn(ctx, tx, n.admin(), card, how, via) })
}

func (n *node) admin() authz.Actor {
	return authz.Person(n.party, "p1", "Ada", "test", "", authz.Grants(authz.Admin))
}

func (n *node) known(t *testing.T, code ids.Party) (p Party) {
	t.Helper()
	if err := n.db.Read(ctx, func(tx *db.Tx) (err error) { p, err = n.Known(ctx, tx, code); return err }); err != nil {
		t.Fatal(err)
	}
	return p
}

// kinds lists the journal of the directory.
func (n *node) kinds(t *testing.T) (kinds []string) {
	t.Helper()
	who := authz.System(n.party, "test", authz.JournalRead)
	if err := n.db.Read(ctx, func(tx *db.Tx) error {
		entries, err := journal.List(ctx, tx, who.In(ids.Live), journal.Filter{})
		for _, e := range entries {
			kinds = append(kinds, e.Kind+" "+e.About)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return kinds
}

var at = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// cardOf makes a card of another party, with its key.
func cardOf(t *testing.T, code ids.Party, key sign.Key, change func(*Card)) []byte {
	t.Helper()
	c := Card{V: 1, Party: code, Name: "Party " + string(code), Kind: "nation", Node: key.Public(), Serial: 1, At: at,
		Offices: []Office{{ID: "director", Name: "Director", Powers: []string{PowerSign}, Key: sign.NewKey().Public()}}}
	if change != nil {
		change(&c)
	}
	b, err := seal(c, key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wantKind(t *testing.T, err error, kind errs.Kind, text string) {
	t.Helper()
	if errs.KindOf(err) != kind || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v (%s), want %s with %q", err, errs.KindOf(err), kind, text)
	}
}

func each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(at) }, func(t *testing.T, d *db.DB, _ clock.Clock) { f(t, d) })
}

func TestFoundingHappensOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n := found(t, d, "CZE")
		self := n.known(t, "CZE")
		key, err := n.keys.Key("node")
		if err != nil {
			t.Fatal(err)
		}
		if self.Trust != Self || self.Serial != 1 || self.Node != key.Public() || !self.At.Equal(at) || len(self.Offices) != 2 {
			t.Errorf("own card is %+v", self)
		}
		again := n.Found(ctx, authz.System("CZE", "init", authz.SystemBootstrap), Founding{Name: "Other", Kind: "nation"})
		wantKind(t, again, errs.Conflict, "exists")
		wantKind(t, n.Found(ctx, n.admin(), Founding{Name: "Other", Kind: "nation"}), errs.Denied, "system.bootstrap")
		if diff := cmp.Diff([]string{"party.founded CZE"}, n.kinds(t)); diff != "" {
			t.Errorf("journal (-want +got):\n%s", diff)
		}
	})
}

func TestOfficesSignWithinTheirPowers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n := found(t, d, "CZE")
		office := func(id, power string) (o Office, key sign.Key, err error) {
			err = n.db.Read(ctx, func(tx *db.Tx) error { o, key, err = n.OfficeKey(ctx, tx, id, power); return err })
			return o, key, err
		}
		first, key, err := office("", PowerSign)
		if err != nil || first.ID != "director" || first.Key != key.Public() {
			t.Errorf("the first office that may sign is %+v, %v", first, err)
		}
		_, _, err = office("release", PowerSign)
		wantKind(t, err, errs.Denied, "no power to sign")
		_, _, err = office("nobody", PowerSign)
		wantKind(t, err, errs.NotFound, "no office")
		_, _, err = office("", "levitate")
		wantKind(t, err, errs.NotFound, "no office")
	})
}

func TestLearnPinsTheKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n, key := found(t, d, "CZE"), sign.NewKey()
		if err := n.learn(cardOf(t, "EST", key, nil), Introduced, "HUB"); err != nil {
			t.Fatal(err)
		}
		if p := n.known(t, "EST"); p.Trust != Introduced || p.Via != "HUB" || p.Node != key.Public() {
			t.Errorf("learned %+v", p)
		}
		wantKind(t, n.learn(cardOf(t, "EST", sign.NewKey(), func(c *Card) { c.Serial = 9 }), Invited, ""), errs.Conflict, "another key")
		if p := n.known(t, "EST"); p.Node != key.Public() || p.Serial != 1 || p.Trust != Introduced {
			t.Errorf("after a card under another key it is %+v", p)
		}
		wantKind(t, n.learn(cardOf(t, "CZE", sign.NewKey(), nil), Invited, ""), errs.Denied, "this node only")
		own, err := n.keys.Key("node")
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, n.learn(cardOf(t, "CZE", own, func(c *Card) { c.Serial = 2 }), Introduced, "HUB"), errs.Denied, "this node only")
		if diff := cmp.Diff([]string{"party.founded CZE", "party.learned EST"}, n.kinds(t)); diff != "" {
			t.Errorf("journal (-want +got):\n%s", diff)
		}
	})
}

func TestLaterCardReplacesEarlier(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n, key, director := found(t, d, "CZE"), sign.NewKey(), sign.NewKey().Public()
		named := func(serial int64, name string) []byte {
			return cardOf(t, "EST", key, func(c *Card) { c.Serial, c.Name, c.Offices[0].Key = serial, name, director })
		}
		for _, step := range []struct {
			serial     int64
			name, want string
			refused    bool
		}{{2, "second", "second", false}, {1, "first", "second", false}, {2, "second", "second", false}, {2, "forked second", "second", true}, {3, "third", "third", false}, {2, "second", "third", false}} {
			err := n.learn(named(step.serial, step.name), Invited, "")
			if step.refused {
				wantKind(t, err, errs.Conflict, "exclude each other")
			} else if err != nil {
				t.Fatal(err)
			}
			if got := n.known(t, "EST").Name; got != step.want {
				t.Errorf("after card %d (%s) the name is %q", step.serial, step.name, got)
			}
		}
	})
}

func TestTrustGrowsAndNeverShrinks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n, key := found(t, d, "CZE"), sign.NewKey()
		card := cardOf(t, "EST", key, nil)
		trust := func() string { p := n.known(t, "EST"); return strings.TrimSpace(p.Trust + " " + string(p.Via)) }
		learn := func(how string, via ids.Party) {
			t.Helper()
			if err := n.learn(card, how, via); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		learn(Introduced, "HUB")
		got = append(got, trust())
		learn(Invited, "")
		got = append(got, trust())
		learn(Introduced, "HUB")
		got = append(got, trust())
		words := strings.ToUpper(strings.Join(sign.Words(key.Public()), "  "))
		if err := n.Confirm(ctx, n.admin(), "EST", words); err != nil {
			t.Fatal(err)
		}
		got = append(got, trust())
		learn(Introduced, "HUB")
		got = append(got, trust())
		if diff := cmp.Diff([]string{"introduced HUB", "invited", "invited", "compared", "compared"}, got); diff != "" {
			t.Errorf("trust (-want +got):\n%s", diff)
		}
	})
}

func TestConfirmByWords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n, key := found(t, d, "CZE"), sign.NewKey()
		if err := n.learn(cardOf(t, "EST", key, nil), Invited, ""); err != nil {
			t.Fatal(err)
		}
		words := strings.Join(sign.Words(key.Public()), " ")
		others := strings.Join(sign.Words(sign.NewKey().Public()), " ")
		wantKind(t, n.Confirm(ctx, n.admin(), "EST", others), errs.Denied, "not the words")
		wantKind(t, n.Confirm(ctx, n.admin(), "EST", ""), errs.Denied, "not the words")
		wantKind(t, n.Confirm(ctx, n.admin(), "LVA", words), errs.NotFound, "not known")
		self := n.known(t, "CZE")
		wantKind(t, n.Confirm(ctx, n.admin(), "CZE", strings.Join(sign.Words(self.Node), " ")), errs.Invalid, "own key")
		analyst := authz.Person("CZE", "p2", "Eva", "test", "", authz.Grants(authz.Analyst))
		wantKind(t, n.Confirm(ctx, analyst, "EST", words), errs.Denied, "party.manage")
		wantKind(t, n.write(func(tx *db.Tx) error { return n.Compared(ctx, tx, n.admin(), "LVA") }), errs.NotFound, "not known")
		if got := n.known(t, "EST").Trust; got != Invited {
			t.Errorf("after refused confirmations the trust is %q", got)
		}
		if err := n.Confirm(ctx, n.admin(), "EST", words); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"party.founded CZE", "party.learned EST", "party.compared EST"}, n.kinds(t)); diff != "" {
			t.Errorf("journal (-want +got):\n%s", diff)
		}
	})
}

func TestIntroduceGivesCodeAndKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n, key := found(t, d, "CZE"), sign.NewKey()
		introduce := func(card []byte) (code ids.Party, pub sign.PublicKey, err error) {
			err = n.write(func(tx *db.Tx) error { code, pub, err = n.Introduce(ctx, tx, card, "HUB"); return err })
			return code, pub, err
		}
		code, pub, err := introduce(cardOf(t, "EST", key, nil))
		if err != nil || code != "EST" || pub != key.Public() {
			t.Errorf("got %s, %s, %v", code, pub, err)
		}
		_, _, err = introduce(cardOf(t, "EST", sign.NewKey(), nil))
		wantKind(t, err, errs.Conflict, "another key")
		_, _, err = introduce([]byte("{}"))
		wantKind(t, err, errs.Invalid, "")
	})
}

func TestListNeedsAViewer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB) {
		n := found(t, d, "HUB")
		for _, code := range []ids.Party{"EST", "CZE"} {
			if err := n.learn(cardOf(t, code, sign.NewKey(), nil), Invited, ""); err != nil {
				t.Fatal(err)
			}
		}
		all, err := n.List(ctx, n.admin().In(ids.Live))
		if err != nil {
			t.Fatal(err)
		}
		var codes []ids.Party
		for _, p := range all {
			codes = append(codes, p.Party)
		}
		if diff := cmp.Diff([]ids.Party{"HUB", "CZE", "EST"}, codes); diff != "" {
			t.Errorf("parties (-want +got):\n%s", diff)
		}
		if _, err := n.List(ctx, authz.Viewer{}); err == nil {
			t.Error("the zero viewer sees parties")
		}
		machine := authz.Person("HUB", "m", "machine", "taxii", "", authz.Grants(authz.Consumer))
		_, err = n.List(ctx, machine.In(ids.Live))
		wantKind(t, err, errs.Denied, "party.read")
	})
}
