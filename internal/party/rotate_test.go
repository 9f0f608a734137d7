package party

import (
	"context"
	"os"
	"path/filepath"
	"slices"
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
	"entente/internal/base/strictjson"
)

// rotating runs f for a node with its clock, a minute after its founding.
func rotating(t *testing.T, f func(t *testing.T, n *node, c *clock.Fixed)) {
	t.Helper()
	var c *clock.Fixed
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			c = clock.NewFixed(at)
			n := found(t, open(t, c), "CZE")
			n.peers = func(context.Context, *db.Tx) ([]ids.Party, error) { return []ids.Party{"HUB"}, nil }
			c.Advance(time.Minute)
			f(t, n, c)
		})
	}
}

func TestRotationGivesANewKeyAndKeepsTheOld(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		before, err := n.known(t, "CZE").Office("director")
		if err != nil {
			t.Fatal(err)
		}
		got, err := n.RotateOffice(ctx, n.admin(), "director", "a new year")
		if err != nil {
			t.Fatal(err)
		}
		self := n.known(t, "CZE")
		now, err := self.Office("director")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, now); diff != "" {
			t.Error(diff)
		}
		want := []OfficeKey{{Key: before.Key, Until: c.Now()}}
		if diff := cmp.Diff(want, now.Retired); diff != "" || now.Key == before.Key || !now.Since.Equal(c.Now()) || self.Serial != 2 {
			t.Errorf("serial %d, retired (-want +got):\n%s", self.Serial, diff)
		}
		for when, key := range map[time.Time]sign.PublicKey{at: before.Key, c.Now().Add(-time.Microsecond): before.Key, c.Now(): now.Key, c.Now().Add(time.Hour): now.Key} {
			if k, err := now.KeyAt(when); err != nil || k.Key != key {
				t.Errorf("at %s the key is %s, %v", when, k.Key, err)
			}
		}
		// What signs is the new key, also after a restart.
		reopened, err := sign.OpenRing(n.dir)
		if err != nil {
			t.Fatal(err)
		}
		again := New(Config{DB: n.db, Journal: journal.New(), Keys: reopened, Party: "CZE"})
		if err := n.db.Read(ctx, func(tx *db.Tx) error {
			_, key, err := again.OfficeKey(ctx, tx, "director", PowerSign)
			if err == nil && key.Public() != now.Key {
				t.Error("the office signs with another key than its card says")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"party.card-changed CZE 2", "party.founded CZE", "party.key-rotated director"}, slices.Sorted(slices.Values(n.kinds(t)))); diff != "" {
			t.Errorf("journal (-want +got):\n%s", diff)
		}
	})
}

func TestRotationRefuses(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		rotate := func(who authz.Actor, office, reason string) error {
			_, err := n.RotateOffice(ctx, who, office, reason)
			return err
		}
		director := authz.Person("CZE", "p2", "Eva", "test", "", authz.Grants(authz.Director, authz.Auditor))
		wantKind(t, rotate(director, "director", "because"), errs.Denied, "key.rotate")
		wantKind(t, rotate(n.admin(), "nobody", "because"), errs.NotFound, "no office")
		for _, reason := range []string{"", "turned \u202e round", "\x00", strings.Repeat("x", maxReason+1)} {
			wantKind(t, rotate(n.admin(), "director", reason), errs.Invalid, "say why")
		}
		c.Set(at.Add(-time.Hour))
		wantKind(t, rotate(n.admin(), "director", "because"), errs.Conflict, "clock")
		if self := n.known(t, "CZE"); self.Serial != 1 {
			t.Errorf("after refused rotations the serial is %d", self.Serial)
		}
		if _, err := n.Keys(ctx, authz.Person("CZE", "p3", "Jan", "test", "", authz.Grants(authz.Analyst)).In(ids.Live)); !errs.Is(err, errs.Denied) {
			t.Errorf("an analyst lists keys: %v", err)
		}
	})
}

// A rotation that was cut off after its key file was written is made again,
// with that key; one whose key file is gone says so and makes no other.
func TestRotationCutOff(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		stray, err := sign.LoadOrCreate(filepath.Join(n.dir, "office2-director.key"))
		if err != nil {
			t.Fatal(err)
		}
		o, err := n.RotateOffice(ctx, n.admin(), "director", "because")
		if err != nil || o.Key != stray.Public() {
			t.Fatalf("the key that was prepared is not used: %v", err)
		}
		if err := os.Remove(filepath.Join(n.dir, "office2-director.key")); err != nil {
			t.Fatal(err)
		}
		err = n.db.Read(ctx, func(tx *db.Tx) error {
			_, _, err := n.OfficeKey(ctx, tx, "director", PowerSign)
			return err
		})
		wantKind(t, err, errs.NotFound, "office2-director.key is missing")
		if _, err := os.Stat(filepath.Join(n.dir, "office2-director.key")); !os.IsNotExist(err) {
			t.Errorf("a key was made in the place of the missing one: %v", err)
		}
	})
}

// estonia is a party that changes its card, from outside.
type estonia struct {
	node     sign.Key
	director sign.Key
	card     Card
}

func newEstonia() estonia {
	e := estonia{node: sign.NewKey(), director: sign.NewKey()}
	e.card = Card{V: 1, Party: "EST", Name: "Estonia", Kind: "nation", Node: e.node.Public(), Serial: 1, At: at,
		Offices: []Office{{ID: "director", Name: "Director", Powers: []string{PowerSign}, Key: e.director.Public()}}}
	return e
}

// rotated is the card after the director got a key at a moment.
func (e estonia) rotated(t *testing.T, key sign.Key, when time.Time) Card {
	t.Helper()
	k, err := prove(key, "EST", "director", when)
	if err != nil {
		t.Fatal(err)
	}
	c, o := e.card, e.card.Offices[0]
	keys := o.Keys()
	keys[len(keys)-1].Until = when
	o.Retired, o.Key, o.Since, o.Proof = keys, k.Key, k.Since, k.Proof
	c.Serial, c.At, c.Offices = c.Serial+1, when, []Office{o}
	return c
}

func (e estonia) seal(t *testing.T, c Card) []byte {
	t.Helper()
	b, err := seal(c, e.node)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// receive is what federation does when a peer tells of a card.
func (n *node) receive(t *testing.T, from ids.Party, card []byte) error {
	t.Helper()
	b, err := strictjson.Marshal(cardBody{Card: card})
	if err != nil {
		t.Fatal(err)
	}
	return n.write(func(tx *db.Tx) error { return n.ReceiveCard(ctx, tx, from, b) })
}

func TestAPeersNewKeyIsTaken(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		e, fresh := newEstonia(), sign.NewKey()
		if err := n.learn(e.seal(t, e.card), Invited, ""); err != nil {
			t.Fatal(err)
		}
		learned := c.Now()
		c.Advance(time.Hour)
		since := c.Now().Add(-time.Minute)
		next := e.rotated(t, fresh, since)
		for range 2 { // telling it again changes nothing
			if err := n.receive(t, "EST", e.seal(t, next)); err != nil {
				t.Fatal(err)
			}
			c.Advance(time.Hour)
		}
		all, err := n.Keys(ctx, n.admin().In(ids.Live))
		if err != nil {
			t.Fatal(err)
		}
		type line struct {
			Office                                string
			Key                                   sign.PublicKey
			Known, Since, Retired, RetiredKnownAt time.Time
		}
		var got []line
		for _, k := range all {
			if k.Party.Party == "EST" {
				got = append(got, line{k.Office.ID, k.Key, k.KnownAt, k.Since, k.Retired, k.RetiredKnownAt})
			}
		}
		heard := since.Add(time.Minute)
		want := []line{{Key: e.node.Public(), Known: learned}, {Office: "director", Key: fresh.Public(), Known: heard, Since: since},
			{Office: "director", Key: e.director.Public(), Known: learned, Retired: since, RetiredKnownAt: heard}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("keys (-want +got):\n%s", diff)
		}
		if got := n.known(t, "EST").Trust; got != Invited {
			t.Errorf("trust became %q", got)
		}
		signing := func(first sign.PublicKey, when time.Time) (sign.PublicKey, bool, error) {
			var key sign.PublicKey
			var doubt bool
			err := n.db.Read(ctx, func(tx *db.Tx) (err error) {
				key, doubt, err = n.SigningKey(ctx, tx, "EST", "director", first, when)
				return err
			})
			return key, doubt, err
		}
		if k, doubt, err := signing(e.director.Public(), since.Add(-time.Second)); err != nil || k != e.director.Public() || !doubt {
			t.Errorf("before: %s, doubt %v, %v", k, doubt, err)
		}
		if k, doubt, err := signing(e.director.Public(), since); err != nil || k != fresh.Public() || doubt {
			t.Errorf("after: %s, doubt %v, %v", k, doubt, err)
		}
		_, _, err = signing(sign.NewKey().Public(), since)
		wantKind(t, err, errs.Conflict, "other keys")
	})
}

func TestANewCardMustCarryOnFromTheKnownOne(t *testing.T) {
	t.Parallel()
	rotating(t, func(t *testing.T, n *node, c *clock.Fixed) {
		e := newEstonia()
		if err := n.learn(e.seal(t, e.card), Invited, ""); err != nil {
			t.Fatal(err)
		}
		when := at.Add(time.Hour)
		e.card = e.rotated(t, sign.NewKey(), when)
		if err := n.receive(t, "EST", e.seal(t, e.card)); err != nil {
			t.Fatal(err)
		}
		other := newEstonia()
		otherKey := sign.NewKey()
		other.card.Party = "LVA"
		if err := n.learn(other.seal(t, other.card), Invited, ""); err != nil {
			t.Fatal(err)
		}
		k, err := prove(otherKey, "LVA", "director", when)
		if err != nil {
			t.Fatal(err)
		}
		moved := other.card
		moved.Serial, moved.At = 2, when
		moved.Offices = []Office{{ID: "director", Name: "Director", Powers: []string{PowerSign}, Key: k.Key, Since: k.Since, Proof: k.Proof, Retired: []OfficeKey{{Key: other.director.Public(), Until: when}}}}
		if err := n.receive(t, "LVA", other.seal(t, moved)); err != nil {
			t.Fatal(err)
		}
		later := when.Add(time.Hour)
		own, err := n.keys.Key("node")
		if err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			from   ids.Party
			change func(c *Card) sign.Key
			kind   errs.Kind
			text   string
		}{
			"told by another":        {"LVA", func(*Card) sign.Key { return e.node }, errs.Denied, "of itself alone"},
			"under another node key": {"EST", func(c *Card) sign.Key { k := sign.NewKey(); c.Node = k.Public(); return k }, errs.Conflict, "another key"},
			"signed by the office":   {"EST", func(*Card) sign.Key { return e.director }, errs.Denied, "signature"},
			"an office left out":     {"EST", func(c *Card) sign.Key { c.Offices = nil; return e.node }, errs.Conflict, "leaves out"},
			"a retired key left out": {"EST", func(c *Card) sign.Key { c.Offices[0] = newEstonia().card.Offices[0]; return e.node }, errs.Conflict, "the past"},
			"a retired key back in use": {"EST", func(c *Card) sign.Key {
				c.Offices[0] = e.card.Offices[0]
				c.Offices[0].Key, c.Offices[0].Since, c.Offices[0].Proof, c.Offices[0].Retired = e.director.Public(), time.Time{}, sign.Signature{}, nil
				return e.node
			}, errs.Conflict, "the past"},
			"another time of retirement":  {"EST", func(c *Card) sign.Key { c.Offices[0] = newRotated(t, e.director.Public(), later); return e.node }, errs.Conflict, "the past"},
			"a key without proof":         {"EST", func(c *Card) sign.Key { c.Offices[0].Proof = sign.Signature{1}; return e.node }, errs.Denied, "not proved"},
			"from a time not yet come":    {"EST", func(c *Card) sign.Key { c.At = c.Offices[0].Since.Add(-time.Second); return e.node }, errs.Invalid, "do not follow"},
			"a gap between two keys":      {"EST", func(c *Card) sign.Key { c.Offices[0].Retired[1].Until = later.Add(-time.Minute); return e.node }, errs.Invalid, "do not follow"},
			"a key of this node":          {"EST", func(c *Card) sign.Key { give(t, c, own, later); return e.node }, errs.Conflict, "changes hands"},
			"a key that another proved":   {"EST", func(c *Card) sign.Key { give(t, c, otherKey, later); return e.node }, errs.Conflict, "changes hands"},
			"its own node key":            {"EST", func(c *Card) sign.Key { give(t, c, e.node, later); return e.node }, errs.Invalid, "twice"},
			"the key that it has retired": {"EST", func(c *Card) sign.Key { give(t, c, e.director, later); return e.node }, errs.Invalid, "twice"},
		} {
			// Each begins as an honest third card.
			c := e.rotated(t, sign.NewKey(), later)
			key := tc.change(&c)
			b, err := seal(c, key)
			if err != nil {
				t.Fatal(err)
			}
			if err := n.receive(t, tc.from, b); errs.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.text) {
				t.Errorf("%s: got %v (%s), want %s with %q", name, err, errs.KindOf(err), tc.kind, tc.text)
			}
			if got := n.known(t, "EST").Serial; got != 2 {
				t.Fatalf("%s: it was taken", name)
			}
		}
		// A stranger who lists the party's key blocks nothing: it has proved nothing.
		fresh, squatter := sign.NewKey(), newEstonia()
		squatter.card.Party, squatter.card.Offices[0].Key = "LTU", fresh.Public()
		if err := n.learn(squatter.seal(t, squatter.card), Introduced, "HUB"); err != nil {
			t.Fatal(err)
		}
		if err := n.receive(t, "EST", e.seal(t, e.rotated(t, fresh, later))); err != nil {
			t.Errorf("a squatted key: %v", err)
		}
	})
}

// give puts a key in the place of the one in use.
func give(t *testing.T, c *Card, key sign.Key, since time.Time) {
	t.Helper()
	k, err := prove(key, c.Party, c.Offices[0].ID, since)
	if err != nil {
		t.Fatal(err)
	}
	c.Offices[0].Key, c.Offices[0].Since, c.Offices[0].Proof = k.Key, k.Since, k.Proof
}

func newRotated(t *testing.T, first sign.PublicKey, when time.Time) Office {
	t.Helper()
	e := newEstonia()
	e.card.Offices[0].Key = first
	return e.rotated(t, sign.NewKey(), when).Offices[0]
}
