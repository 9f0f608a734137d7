package app

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/node"
)

const pass = "a lantern over the harbour"

var (
	quiet = slog.New(slog.DiscardHandler)
	admin = authz.Person("CZE", "eva", "eva", "page", "", authz.Grants(authz.Admin))
	toHub = ledger.Pair{From: "CZE", To: "HUB", Realm: ids.Live}
)

// say appends an entry that the sequencer puts into the log to HUB.
func say(t *testing.T, n *Node) {
	t.Helper()
	if err := n.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := n.Journal.Append(t.Context(), tx, journal.Act{Realm: ids.Live, Kind: "test.said", By: admin, About: "x", Audience: []ids.Party{"HUB"}, Body: struct{}{}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func logged(t *testing.T, n *Node) (size int64) {
	t.Helper()
	if err := n.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		size, err = ledger.Size(t.Context(), tx, toHub)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return size
}

// run runs a node until enough tells that it is, and stops it.
func run(t *testing.T, n *Node, enough func() bool) {
	t.Helper()
	if err := n.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	done := make(chan error)
	go func() { done <- n.Run(ctx) }()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !enough() && ctx.Err() == nil {
		<-look.C
	}
	if ctx.Err() != nil {
		t.Error("the node did not come so far in time")
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func openNode(t *testing.T, dir string) *Node {
	t.Helper()
	n, err := Open(t.Context(), dir, "test", quiet)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestARestoredNodeSignsNothingUntilItIsReleased(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "node")
	cfg := DefaultConfig()
	cfg.Party, cfg.Name, cfg.Listen, cfg.PeerListen = "CZE", "Czechia", "127.0.0.1:0", "127.0.0.1:0"
	if _, err := Init(t.Context(), dir, cfg, quiet); err != nil {
		t.Fatal(err)
	}
	n := openNode(t, dir)
	say(t, n)
	run(t, n, func() bool { return logged(t, n) == 1 })
	b, err := n.Care.Backup(t.Context(), admin, pass)
	if err != nil {
		t.Fatal(err)
	}
	n.Close()
	if err := Resume(t.Context(), dir, quiet); !errs.Is(err, errs.Conflict) {
		t.Errorf("a node that was not restored was released: %v", err)
	}

	second := filepath.Join(t.TempDir(), "second")
	if _, err := Restore(t.Context(), node.Restore{File: filepath.Join(dir, "backups", b.Name), Dir: second, Passphrase: pass}, quiet); err != nil {
		t.Fatal(err)
	}
	n = openNode(t, second)
	say(t, n)
	run(t, n, func() bool {
		res, err := http.Get("http://" + n.consoleL.Addr().String() + "/api/v1/health")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	if got := logged(t, n); got != 1 || n.peerL != nil {
		t.Errorf("a held node has %d entries in its log, and a peer port: %v", got, n.peerL != nil)
	}
	all, err := n.Care.Health(t.Context(), admin.In(ids.Live))
	if err != nil || node.Worst(all) != node.Bad {
		t.Errorf("health does not tell that the node is held: %+v, %v", all, err)
	}
	n.Close()
	held, err := HeldLogs(t.Context(), second, quiet)
	if err != nil || len(held) != 1 || held[0].Size != 1 {
		t.Errorf("to be compared: %+v, %v", held, err)
	}

	if err := Resume(t.Context(), second, quiet); err != nil {
		t.Fatal(err)
	}
	n = openNode(t, second)
	defer n.Close()
	run(t, n, func() bool { return logged(t, n) == 2 })
}
