package scenario

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/app"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/party"
)

// officeKeys gives the keys of a party's director as a node knows them.
func (w *world) officeKeys(at, of ids.Party) (keys []party.OfficeKey) {
	w.t.Helper()
	w.must(w.nodes[at].DB.Read(w.t.Context(), func(tx *db.Tx) error {
		p, err := w.nodes[at].Parties.Known(w.t.Context(), tx, of)
		if err != nil {
			return err
		}
		o, err := p.Office("director")
		keys = o.Keys()
		return err
	}))
	return keys
}

// ringKey reads a private key of a node, as its thief would.
func (w *world) ringKey(code ids.Party, name string) sign.Key {
	w.t.Helper()
	ring, err := sign.OpenRing(filepath.Join(w.nodes[code].dir, "keys"))
	w.must(err)
	key, err := ring.Existing(name)
	w.must(err)
	return key
}

// state has the forger tell a node of an agreement's statement of its own party.
func (f forger) state(to ids.Party, a agreement.Agreement, act string, at time.Time, key sign.Key) error {
	f.w.t.Helper()
	ctx := f.w.t.Context()
	st, err := strictjson.Marshal(agreement.Statement{V: 2, By: "Ada", Agreement: a.ID, Digest: a.DigestText(), Act: act, Party: f.from, Office: "director", Reason: "", At: at.UTC().Truncate(time.Microsecond)})
	f.w.must(err)
	body := []byte(`{"signature":"` + key.Sign("agreement/v2", st).String() + `","statement":` + string(st) + `}`)
	h := f.w.nodes[to]
	kind := "agreement." + act
	return h.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Try(ctx, func() error {
			_, err := h.Agreements.Kinds()[kind].Receive(ctx, tx, federation.Inbound{Statement: ledger.Statement{V: 1, ID: ids.New(), Realm: ids.Live, From: f.from, To: to, At: at, Kind: kind, Body: body}})
			return err
		})
	})
}

func TestAnOfficeGetsANewKeyAndItsPeersLearn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true, "HUB", "CZE")
	ctx := t.Context()
	w.link("HUB", "CZE")
	before := w.agree("bilateral-exchange", nil, "HUB", "CZE")
	w.settle()
	old := w.ringKey("CZE", "office-director")

	o, err := w.nodes["CZE"].Parties.RotateOffice(ctx, w.all("CZE"), "director", "the director has changed")
	w.must(err)
	w.until("HUB", "the hub to learn of the new key", func() bool { return len(w.officeKeys("HUB", "CZE")) == 2 })
	keys := w.officeKeys("HUB", "CZE")
	if keys[0].Key != old.Public() || !keys[0].Until.Equal(o.Since) || keys[1].Key != o.Key {
		t.Fatalf("the hub knows %+v", keys)
	}
	w.settle()
	for _, e := range []ids.Party{"HUB", "CZE"} {
		if line := w.lastEntry(e, pair("CZE", "HUB")); line.Kind != "party.card-changed" || line.Outcome != ledger.Accepted {
			t.Errorf("at %s the last entry is %s, %s", e, line.Kind, line.Outcome)
		}
	}

	// What the old key signed stays in force, and an agreement of the new key
	// comes into force, also after a restart of the node.
	w.stop("CZE")
	w.start("CZE")
	w.state(before, agreement.InForce, "HUB", "CZE")
	w.agree("bilateral-exchange", nil, "CZE", "HUB")
	w.agree("bilateral-exchange", nil, "HUB", "CZE")

	// A thief of the retired key, who even speaks for the node, gets nothing signed.
	a, err := w.nodes["HUB"].Agreements.Draft(ctx, w.all("HUB"), agreement.NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "To be forged", Parties: []ids.Party{"CZE"}})
	w.must(err)
	a, err = w.nodes["HUB"].Agreements.Propose(ctx, w.all("HUB"), ids.Live, a.ID)
	w.must(err)
	cze := w.forger("CZE")
	for name, at := range map[string]time.Time{"now": time.Now(), "dated back": o.Since.Add(-time.Minute)} {
		if err := cze.state("HUB", a, "signed", at, old); !errs.Is(err, errs.Denied) {
			t.Errorf("a statement forged with the retired key, %s: %v", name, err)
		}
	}
	w.must(cze.state("HUB", a, "signed", time.Now(), w.ringKey("CZE", "office2-director")))
}

// The invitation holds the card of its day; the peer hears of what changed since.
func TestAnInvitationFromBeforeTheNewKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	ctx := t.Context()
	inv, err := w.nodes["HUB"].Federation.Invite(ctx, w.all("HUB"))
	w.must(err)
	_, err = w.nodes["HUB"].Parties.RotateOffice(ctx, w.all("HUB"), "director", "because")
	w.must(err)
	_, err = w.nodes["CZE"].Federation.Accept(ctx, w.all("CZE"), inv.Text, "")
	w.must(err)
	w.until("CZE", "CZE to learn of the hub's new key", func() bool { return len(w.officeKeys("CZE", "HUB")) == 2 })
	w.agree("bilateral-exchange", nil, "HUB", "CZE")
}

func TestANodeWithOpenKeysDoesNotStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "CZE")
	w.stop("CZE")
	dir := w.nodes["CZE"].dir
	keys := filepath.Join(dir, "keys")
	w.must(os.Chmod(keys, 0o755)) //nolint:gosec // that is what must be refused
	_, err := app.Open(t.Context(), dir, "test", slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "chmod 700 '"+keys+"'") {
		t.Errorf("got %v", err)
	}
	w.must(os.Chmod(keys, 0o700)) //nolint:gosec // a folder
	n, err := app.Open(t.Context(), dir, "test", slog.New(slog.DiscardHandler))
	w.must(err)
	n.Close()
}
