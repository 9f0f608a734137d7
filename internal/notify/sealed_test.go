package notify

import (
	"context"
	"net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/base/db"
	"entente/internal/notify/mailtest"
)

// What an address outside the accounts gets, by the key that is known of it and by
// whether it may go in clear.
func TestATextIsEncryptedToTheKeyThatIsKnownOfItsAddress(t *testing.T) {
	t.Parallel()
	private, public := mailtest.Key(t, start.Add(-day), 0)
	_, expired := mailtest.Key(t, start.Add(-day), time.Hour)
	lost, _ := mailtest.Key(t, start.Add(-day), 0)
	revoked := mailtest.Revoked(t, lost, start.Add(-time.Hour))
	each(t, func(t *testing.T, w *world) {
		p := mailtest.Start(t, "starttls")
		signer, err := OpenSigner(filepath.Join(t.TempDir(), "openpgp.asc"), "Node", "entente@example.org", start.Add(-time.Hour))
		w.must(err)
		m, err := NewMail(MailConfig{Server: p.Address, TLS: "starttls", From: mail.Address{Address: "entente@example.org"}, Roots: p.Roots, Private: true, Signer: signer, Clock: w.clock})
		w.must(err)
		w.Carry(live, ByMail, m)
		node, err := signer.Public()
		w.must(err)
		for _, c := range []struct {
			name string
			key  Key
			only bool
			want string // encrypted, clear, warned or failed
			why  string
		}{
			{"a key", Key{Armor: public}, false, "encrypted", ""},
			{"a key, nothing in clear", Key{Armor: public}, true, "encrypted", ""},
			{"no key", Key{}, false, "clear", ""},
			{"no key, nothing in clear", Key{}, true, "failed", "no OpenPGP key"},
			{"expired", Key{Armor: expired}, false, "warned", ""},
			{"expired, nothing in clear", Key{Armor: expired}, true, "failed", "expired"},
			{"revoked", Key{Armor: revoked}, false, "warned", ""},
			{"revoked, nothing in clear", Key{Armor: revoked}, true, "failed", "revoked"},
			{"spent, as its owner says", Key{Armor: public, Spent: true}, false, "warned", ""},
			{"spent, nothing in clear", Key{Armor: public, Spent: true}, true, "failed", "expired"},
		} {
			w.c.KeyOf = func(_ context.Context, _ *db.Tx, address string) (Key, error) {
				if address != "desk@example.net" {
					t.Errorf("%s: asked for the key of %s", c.name, address)
				}
				return c.key, nil
			}
			before, id := len(p.Took()), ""
			w.must(w.db.Write(ctx, func(tx *db.Tx) (err error) {
				id, err = w.Send(ctx, tx, live, Letter{Address: "desk@example.net", Text: "Please answer.", OnlyEncrypted: c.only})
				return err
			}))
			w.turn()
			var d Delivery
			w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) { d, err = w.Look(ctx, tx, id); return err }))
			if c.want == "failed" {
				if d.State != failed || !strings.Contains(d.Reason.String(), c.why) || len(p.Took()) != before {
					t.Errorf("%s: %s because %q, %d came", c.name, d.State, d.Reason, len(p.Took())-before)
				}
				continue
			}
			if d.State != sent || len(p.Took()) != before+1 {
				t.Fatalf("%s: %s because %q, %d came", c.name, d.State, d.Reason, len(p.Took())-before)
			}
			got, _, _ := p.Last(t)
			if c.want == "encrypted" {
				if strings.Contains(string(p.Took()[before]), "Please answer") {
					t.Errorf("%s: something of it is in clear", c.name)
				}
				if text := mailtest.Opened(t, got, private, node, start); !strings.Contains(text, "Please answer.") {
					t.Errorf("%s: inside is %q", c.name, text)
				}
				continue
			}
			text := mailtest.Parts(t, got.Header.Get("Content-Type"), got.Body)["text/plain"]
			if !strings.Contains(text, "Please answer.") || strings.Contains(text, "sent without encryption") != (c.want == "warned") {
				t.Errorf("%s: it reads %q", c.name, text)
			}
		}
	})
}
