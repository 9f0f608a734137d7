package directory

import (
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/gopenpgp/v3/crypto"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/format/openpgp"
	"entente/internal/notify/mailtest"
)

func TestTheKeyOfAnAddressIsTheOneThatItsPartyTells(t *testing.T) {
	t.Parallel()
	lost, first := mailtest.Key(t, start.Add(-24*time.Hour), 0)
	_, second := mailtest.Key(t, start.Add(-24*time.Hour), 0)
	_, short := mailtest.Key(t, start.Add(-24*time.Hour), time.Hour)
	print := func(armor string) string { return strings.ToUpper(openpgp.Fingerprint(armor)) }
	// desk is an entry whose duty officer reads at one address under one key.
	desk := func(k Key) Said {
		return Said{Team: Team{Name: "CERT", Zone: "UTC"}, Keys: []Key{k},
			Contacts: []Contact{{ID: "desk", Name: "Desk", Purpose: Incident, Channels: []Channel{{Medium: Email, Address: "Desk@cert.example"}, {Medium: SecureEmail, Address: "Desk@cert.example", Key: k.Fingerprint}}}}}
	}
	each(t, func(t *testing.T, w *world) {
		hub := w.nodes["HUB"]
		tell := func(of *node, s Said) error {
			_, err := of.Save(ctx, person(of.c.Party, "Ada"), w.serial(of), s)
			w.settle()
			return err
		}
		keyOf := func(address string) (k Key, err error) {
			err = hub.db.Read(ctx, func(tx *db.Tx) error { k, err = hub.KeyOf(ctx, tx, address); return err })
			return k, err
		}
		for name, k := range map[string]Key{"another key than its fingerprint": {Fingerprint: print(first), Armor: second}, "no key": {Fingerprint: print(first), Armor: "-----BEGIN"}, "no text": {Fingerprint: print(first), Armor: first + "\x00"}} {
			if err := tell(w.nodes["CZE"], desk(k)); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		private, err := lost.Armor()
		w.must(err)
		if err := tell(w.nodes["CZE"], desk(Key{Fingerprint: print(first), Armor: private})); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "private key") {
			t.Errorf("a private key: %v", err)
		}
		// The line breaks of another system change nothing.
		w.must(tell(w.nodes["CZE"], desk(Key{Fingerprint: print(first), Armor: "\r\n" + strings.ReplaceAll(first, "\n", "\r\n") + "\r\n"})))
		if k, err := keyOf("desk@CERT.example"); err != nil || k.Armor != strings.TrimSpace(first) || k.Usable(start) != nil {
			t.Errorf("the hub knows %+v, %v", k, err)
		}
		if k, err := keyOf("other@cert.example"); err != nil || k != (Key{}) || !errs.Is(k.Usable(start), errs.Unsupported) {
			t.Errorf("of an address that nobody tells it knows %+v, %v", k, err)
		}
		for name, c := range map[string]struct {
			key  Key
			part string
		}{
			"told by its fingerprint alone": {Key{Fingerprint: print(first)}, "fingerprint alone"},
			"its last day is over":          {Key{Fingerprint: print(first), Armor: first, Expires: "2026-11-24"}, "expired"},
			"expired by itself":             {Key{Fingerprint: print(short), Armor: short}, "expired"},
		} {
			w.must(tell(w.nodes["CZE"], desk(c.key)))
			if k, err := keyOf("desk@cert.example"); err != nil || k.Usable(start) == nil || !strings.Contains(k.Usable(start).Error(), c.part) {
				t.Errorf("%s: %+v, %v", name, k, err)
			}
		}
		// Of two keys of an address the one that can be used.
		both := desk(Key{Fingerprint: print(short), Armor: short})
		both.Keys = append(both.Keys, Key{Fingerprint: print(second), Armor: second})
		both.People = []Person{{Position: "head", Email: "desk@cert.example", Key: print(second)}}
		w.must(tell(w.nodes["CZE"], both))
		if k, err := keyOf("desk@cert.example"); err != nil || k.Fingerprint != print(second) {
			t.Errorf("of two keys %+v, %v", k, err)
		}
		// Another party takes the address for its own.
		w.must(tell(w.nodes["EST"], desk(Key{Fingerprint: print(first), Armor: first})))
		if k, err := keyOf("desk@cert.example"); !errs.Is(err, errs.Denied) || k != (Key{}) {
			t.Errorf("of an address of two parties %+v, %v", k, err)
		}
		// Who tells the same key without its revocation does not bring it back.
		w.must(tell(w.nodes["CZE"], desk(Key{Fingerprint: print(first), Armor: mailtest.Revoked(t, duplicate(t, lost), start.Add(-time.Hour))})))
		if k, err := keyOf("desk@cert.example"); err != nil || k.Usable(start) == nil || !strings.Contains(k.Usable(start).Error(), "revoked") {
			t.Errorf("of a key that its owner has revoked %+v, %v", k, err)
		}
	})
}

// duplicate is the same private key, so that each engine revokes one of its own.
func duplicate(t *testing.T, k *crypto.Key) *crypto.Key {
	t.Helper()
	c, err := k.Copy()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serial is that of a node's own entry, for a change that is made from it.
func (w *world) serial(of *node) (n int64) {
	w.t.Helper()
	w.must(of.db.Read(ctx, func(tx *db.Tx) error {
		x, err := of.own(ctx, tx)
		n = x.Serial
		return err
	}))
	return n
}
