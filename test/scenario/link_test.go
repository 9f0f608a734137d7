package scenario

import (
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/party"
	"entente/internal/policy"
	"entente/internal/release"
)

// knows gives a party's card as a node knows it.
func (w *world) knows(at, of ids.Party) (p party.Party) {
	w.t.Helper()
	w.must(w.nodes[at].DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		p, err = w.nodes[at].Parties.Known(w.t.Context(), tx, of)
		return err
	}))
	return p
}

// proofs gives the receipts of all that a node has given another, as files.
func (w *world) proofs(from, to ids.Party) (files [][]byte) {
	w.t.Helper()
	ctx, h := w.t.Context(), w.nodes[from]
	for i := range w.size(from, to) {
		b, err := h.Releases.Receipt(ctx, w.all(from).In(ids.Live), pair(from, to), i, "")
		w.must(err)
		files = append(files, b)
	}
	return files
}

func (w *world) size(from, to ids.Party) (n int64) {
	w.t.Helper()
	peers, err := w.nodes[from].Federation.Peers(w.t.Context(), w.all(from).In(ids.Live))
	w.must(err)
	for _, p := range peers {
		if p.Party == to {
			n = p.Sent
		}
	}
	return n
}

// status is how a node answers a call for a log under a key.
func (w *world) status(at ids.Party, key sign.Key) int {
	w.t.Helper()
	resp, _ := callAs(w.t, key, http.MethodGet, "https://"+w.nodes[at].Config.PeerListen+"/peer/v1/log/live?from=0&wait=0", "")
	return resp.StatusCode
}

// connected waits until a node is linked both ways with another.
func (w *world) connected(a, b ids.Party) {
	w.t.Helper()
	for _, p := range [][2]ids.Party{{a, b}, {b, a}} {
		w.until(p[0], "the link from "+string(p[0]), func() bool {
			peers, err := w.nodes[p[0]].Federation.Peers(w.t.Context(), w.all(p[0]).In(ids.Live))
			return err == nil && len(peers) == 1 && peers[0].State == "connected"
		})
	}
}

// A peer that was down while the link key was replaced, even without an overlap,
// comes back and takes all there is; what was proved before stays proved.
func TestALinkKeyReplacedWhileThePeerIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true, "HUB", "CZE")
	ctx := t.Context()
	w.link("HUB", "CZE")
	w.agree("bilateral-exchange", nil, "HUB", "CZE")
	first, text := indicator("before", green)
	w.bring("CZE", text)
	_, err := w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, first)
	w.must(err)
	w.settle()
	before := append(w.proofs("CZE", "HUB"), w.proofs("HUB", "CZE")...)
	if len(before) < 4 {
		t.Fatalf("%d proofs", len(before))
	}

	w.stop("HUB")
	second, text := indicator("while down", green)
	w.bring("CZE", text)
	_, err = w.give("CZE", policy.Onward{}, []ids.Party{"HUB"}, second)
	w.must(err)
	// An office's statement that goes out before its key is replaced must be
	// judged before the new card, whichever way the peer comes to the new link key.
	a, err := w.nodes["CZE"].Agreements.Draft(ctx, w.all("CZE"), agreementDraft("HUB"))
	w.must(err)
	_, err = w.nodes["CZE"].Agreements.Propose(ctx, w.all("CZE"), ids.Live, a.ID)
	w.must(err)
	_, err = w.nodes["CZE"].Agreements.Sign(ctx, w.all("CZE"), ids.Live, a.ID, "", "")
	w.must(err)
	old := w.ringKey("CZE", "node")
	k, err := w.nodes["CZE"].Parties.RotateLink(ctx, w.all("CZE"), "a laptop was stolen", true)
	w.must(err)
	w.start("HUB")
	w.connected("HUB", "CZE")
	w.until("HUB", "the object that was given meanwhile", func() bool { return len(w.holds("HUB", second)) == 1 })
	w.until("HUB", "the new card", func() bool { return w.knows("HUB", "CZE").Serial == 2 })
	w.until("HUB", "what the director signed before", func() bool {
		_, err := w.nodes["HUB"].Agreements.Sign(ctx, w.all("HUB"), ids.Live, a.ID, "", "")
		return err == nil
	})
	third, text := indicator("after", green)
	w.bring("HUB", text)
	_, err = w.give("HUB", policy.Onward{}, []ids.Party{"CZE"}, third)
	w.must(err)
	w.until("CZE", "an object the other way", func() bool { return len(w.holds("CZE", third)) == 1 })
	w.settle()

	if p := w.knows("HUB", "CZE"); p.Node != old.Public() || p.Trust != party.Invited || !p.Opens(k.Key, time.Now()) || p.Opens(old.Public(), time.Now()) {
		t.Errorf("the hub knows %s under %s, %s, links %+v", p.Party, p.Node, p.Trust, p.Links)
	}
	if got := w.status("HUB", old); got != http.StatusUnauthorized {
		t.Errorf("a call under the retired key is answered with %d", got)
	}
	if got := w.status("HUB", w.ringKey("CZE", "link2")); got != http.StatusOK {
		t.Errorf("a call under the new key is answered with %d", got)
	}
	for i, file := range append(before, append(w.proofs("CZE", "HUB"), w.proofs("HUB", "CZE")...)...) {
		if rep, err := release.VerifyReceipt(file); err != nil || rep.From == "CZE" && rep.FromKey != old.Public() {
			t.Errorf("proof %d: %v", i, err)
		}
	}
	// The words and the key that people compared are as they were; after a restart too.
	w.stop("CZE")
	w.start("CZE")
	w.connected("HUB", "CZE")
	w.settle()
}

func TestTheOldLinkKeyIsAcceptedForTheOverlap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	ctx := t.Context()
	w.link("HUB", "CZE")
	w.settle()
	old := w.ringKey("CZE", "node")
	_, err := w.nodes["CZE"].Parties.RotateLink(ctx, w.all("CZE"), "a new year", false)
	w.must(err)
	w.until("HUB", "the new card", func() bool { return w.knows("HUB", "CZE").Serial == 2 })
	for name, key := range map[string]sign.Key{"old": old, "new": w.ringKey("CZE", "link2")} {
		if got := w.status("HUB", key); got != http.StatusOK {
			t.Errorf("within the overlap a call under the %s key is answered with %d", name, got)
		}
	}
	// A thief listens under the old key; the stream ends when the key does.
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		callAs(t, old, http.MethodGet, "https://"+w.nodes["HUB"].Config.PeerListen+"/peer/v1/log/live?from=0&follow=1", "")
	}()
	_, err = w.nodes["CZE"].Parties.RotateLink(ctx, w.all("CZE"), "stolen after all", true)
	w.must(err)
	w.until("HUB", "the newest card", func() bool { return w.knows("HUB", "CZE").Serial == 3 })
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("a stream under the retired key goes on")
	}
	for name, want := range map[string]int{"node": http.StatusUnauthorized, "link2": http.StatusUnauthorized, "link3": http.StatusOK} {
		if got := w.status("HUB", w.ringKey("CZE", name)); got != want {
			t.Errorf("a call under key %s is answered with %d", name, got)
		}
	}
	w.connected("HUB", "CZE")
	w.agree("bilateral-exchange", nil, "CZE", "HUB")
}

// Whoever stole a retired link key stands at the party's address and shows the
// card of its day. The peer tells it nothing.
func TestAThiefOfARetiredLinkKeyIsNotMet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	ctx := t.Context()
	w.link("HUB", "CZE")
	w.settle()
	stolen := w.ringKey("CZE", "node")
	card, err := w.nodes["CZE"].Federation.OwnCard(ctx)
	w.must(err)
	_, err = w.nodes["CZE"].Parties.RotateLink(ctx, w.all("CZE"), "stolen", true)
	w.must(err)
	w.until("HUB", "the new card", func() bool { return w.knows("HUB", "CZE").Serial == 2 })
	w.stop("CZE")
	address := w.nodes["CZE"].Config.PeerListen
	cert, err := stolen.Certificate("entente/CZE", clock.System{})
	w.must(err)
	l, err := net.Listen("tcp", address)
	w.must(err)
	var asked atomic.Int32
	told := make(chan string, 100)
	thief := &http.Server{ReadHeaderTimeout: time.Minute, TLSConfig: sign.ServerConfig(cert, func(sign.PublicKey) error { return nil }), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0),
		Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/peer/v1/card" {
				told <- r.Method + " " + r.URL.Path
			}
			asked.Add(1)
			_, _ = rw.Write(card) // the caller may have gone
		})}
	go func() { _ = thief.ServeTLS(l, "", "") }() // ends when it is closed
	t.Cleanup(func() { _ = thief.Close() })       // nothing of it is needed
	w.until("HUB", "the thief to be asked for its card twice", func() bool { return asked.Load() >= 2 })
	peers, err := w.nodes["HUB"].Federation.Peers(ctx, w.all("HUB").In(ids.Live))
	w.must(err)
	if p := peers[0]; p.State != "unreachable" || !strings.Contains(p.Error, "does not have the key of CZE") {
		t.Errorf("the link is %s: %s", p.State, p.Error)
	}
	select {
	case what := <-told:
		t.Errorf("the thief was told %s", what)
	default:
	}
}

func TestAnInvitationFromBeforeTheNewLinkKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	ctx := t.Context()
	inv, err := w.nodes["HUB"].Federation.Invite(ctx, w.all("HUB"))
	w.must(err)
	_, err = w.nodes["HUB"].Parties.RotateLink(ctx, w.all("HUB"), "because", true)
	w.must(err)
	_, err = w.nodes["CZE"].Federation.Accept(ctx, w.all("CZE"), inv.Text, strings.Join(sign.Words(inv.Key), " "))
	w.must(err)
	if p := w.knows("CZE", "HUB"); p.Serial != 2 || p.Trust != party.Compared {
		t.Errorf("CZE knows card %d, %s", p.Serial, p.Trust)
	}
	w.agree("bilateral-exchange", nil, "HUB", "CZE")
}

// A node that was brought back from before a rotation learns of it from its
// peer, and does not sign with the old key: it says which file is missing.
func TestANodeBroughtBackFromBeforeARotation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false, "HUB", "CZE")
	ctx := t.Context()
	w.link("HUB", "CZE")
	w.agree("bilateral-exchange", nil, "HUB", "CZE")
	w.settle()
	w.stop("CZE")
	dir := w.nodes["CZE"].dir
	kept := filepath.Join(t.TempDir(), "kept")
	w.must(os.CopyFS(kept, os.DirFS(dir)))
	w.must(os.Chmod(filepath.Join(kept, "keys"), 0o700)) //nolint:gosec // a folder
	names, err := filepath.Glob(filepath.Join(kept, "keys", "*"))
	w.must(err)
	for _, name := range names {
		w.must(os.Chmod(name, 0o600))
	}
	w.start("CZE")
	_, err = w.nodes["CZE"].Parties.RotateOffice(ctx, w.all("CZE"), "director", "because")
	w.must(err)
	_, err = w.nodes["CZE"].Parties.RotateLink(ctx, w.all("CZE"), "because", true)
	w.must(err)
	w.until("HUB", "the new card", func() bool { return w.knows("HUB", "CZE").Serial == 3 })
	w.stop("CZE")
	w.nodes["CZE"].dir = kept
	w.start("CZE")
	w.until("CZE", "its own later card", func() bool { return w.knows("CZE", "CZE").Serial == 3 })
	a, err := w.nodes["CZE"].Agreements.Draft(ctx, w.all("CZE"), agreementDraft("HUB"))
	w.must(err)
	_, err = w.nodes["CZE"].Agreements.Propose(ctx, w.all("CZE"), ids.Live, a.ID)
	if err == nil {
		_, err = w.nodes["CZE"].Agreements.Sign(ctx, w.all("CZE"), ids.Live, a.ID, "", "")
	}
	if !errs.Is(err, errs.NotFound) || !strings.Contains(err.Error(), "office2-director.key is missing") {
		t.Errorf("signing with a key of before: %v", err)
	}
	if _, err := w.nodes["CZE"].Parties.LinkKey(ctx); !errs.Is(err, errs.NotFound) || !strings.Contains(err.Error(), "link2.key") {
		t.Errorf("calling under a key of before: %v", err)
	}
}

func agreementDraft(with ids.Party) agreement.NewDraft {
	return agreement.NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Another agreement", Parties: []ids.Party{with}}
}
