// Package scenario plays the main job between whole nodes in one process: real
// databases, real TLS, real logs.
package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/app"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
)

// world is some nodes that run.
type world struct {
	t     *testing.T
	clock clock.Clock
	nodes map[ids.Party]*host
}

// host is one node with what starts and stops it.
type host struct {
	*app.Node
	dir  string
	stop context.CancelFunc
	done chan error
}

// newWorld starts nodes; HUB passes on. postgres puts the hub on PostgreSQL.
func newWorld(t *testing.T, postgres bool, codes ...ids.Party) *world {
	t.Helper()
	return newWorldBy(t, clock.System{}, postgres, codes...)
}

// newWorldBy starts nodes that all go by one clock.
func newWorldBy(t *testing.T, c clock.Clock, postgres bool, codes ...ids.Party) *world {
	t.Helper()
	w := &world{t: t, clock: c, nodes: map[ids.Party]*host{}}
	for _, code := range codes {
		cfg := app.DefaultConfig()
		cfg.Party, cfg.Name, cfg.PrivatePeers, cfg.PassOn = code, "Authority of "+string(code), true, code == "HUB"
		cfg.Listen, cfg.PeerListen = free(t), free(t)
		if code == "HUB" {
			cfg.Kind = "alliance"
			if postgres {
				cfg.Database = dbtest.PostgresURL(t)
			}
		}
		h := &host{dir: filepath.Join(t.TempDir(), string(code))}
		if _, err := app.Init(t.Context(), h.dir, cfg, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
		w.nodes[code] = h
		w.start(code)
	}
	t.Cleanup(func() {
		for code := range w.nodes {
			w.stop(code)
		}
	})
	return w
}

// nextPort counts through ports below those that the system gives out by
// itself, so that no test of this process is ever given another's.
var nextPort atomic.Int32

func init() { nextPort.Store(20000 + int32(os.Getpid()%80)*100) }

func free(t *testing.T) string {
	t.Helper()
	for range 1000 {
		address := fmt.Sprintf("127.0.0.1:%d", nextPort.Add(1))
		l, err := net.Listen("tcp", address)
		if err != nil {
			continue // somebody else's
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return address
	}
	t.Fatal("no free port below 32768")
	return ""
}

func (w *world) start(code ids.Party) {
	w.t.Helper()
	h := w.nodes[code]
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("ENTENTE_TEST_LOG") != "" {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil)).With(slog.String("node", string(code)))
	}
	n, err := app.OpenBy(w.t.Context(), w.clock, h.dir, "test", log)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := n.Listen(); err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(w.t.Context()))
	h.Node, h.stop, h.done = n, stop, make(chan error, 1)
	go func() {
		err := n.Run(ctx)
		n.Close()
		h.done <- err
	}()
}

func (w *world) stop(code ids.Party) {
	h := w.nodes[code]
	if h.stop == nil {
		return
	}
	h.stop()
	if err := <-h.done; err != nil && !errors.Is(err, context.Canceled) {
		w.t.Errorf("node %s: %v", code, err)
	}
	h.stop = nil
}

// all is a person at a node who may do everything.
func (w *world) all(code ids.Party) authz.Actor {
	return authz.Person(code, "tester", "tester", "test", "", authz.Grants(authz.Roles()...))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// link has a invite b; both compare words.
func (w *world) link(a, b ids.Party) {
	w.t.Helper()
	inv, err := w.nodes[a].Federation.Invite(w.t.Context(), w.all(a))
	w.must(err)
	_, err = w.nodes[b].Federation.Accept(w.t.Context(), w.all(b), inv.Text, strings.Join(sign.Words(inv.Key), " "))
	w.must(err)
}

// agree brings an agreement between linked parties into force everywhere.
func (w *world) agree(template string, params map[string]any, by ids.Party, others ...ids.Party) string {
	w.t.Helper()
	ctx := w.t.Context()
	a, err := w.nodes[by].Agreements.Draft(ctx, w.all(by), agreement.NewDraft{Realm: ids.Live, Template: template, Title: fmt.Sprint("Agreement of ", by, others), Parties: others, Params: params})
	w.must(err)
	_, err = w.nodes[by].Agreements.Propose(ctx, w.all(by), ids.Live, a.ID)
	w.must(err)
	for _, code := range append(others, by) {
		w.until(code, "the proposal at "+string(code), func() bool {
			_, err := w.nodes[code].Agreements.Sign(ctx, w.all(code), ids.Live, a.ID, "", "")
			return err == nil
		})
	}
	w.state(a.ID, agreement.InForce, append(others, by)...)
	return a.ID
}

// state waits until an agreement is in a state at each of the nodes.
func (w *world) state(id string, want agreement.State, at ...ids.Party) {
	w.t.Helper()
	for _, code := range at {
		w.until(code, "agreement "+string(want)+" at "+string(code), func() bool {
			a, err := w.nodes[code].Agreements.Get(w.t.Context(), w.all(code).In(ids.Live), id)
			return err == nil && a.StateAt(time.Now()) == want
		})
	}
}

// until waits for something to be so, looking after each act of a node.
func (w *world) until(code ids.Party, what string, so func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		ring := w.nodes[code].Journal.Bell().Wait()
		if so() {
			return
		}
		select {
		case <-ring:
		case <-tick.C: // another node may have acted
		case <-ctx.Done():
			w.t.Fatalf("waited too long for %s", what)
		}
	}
}

// settle waits until every log is receipted and every follower has caught up.
func (w *world) settle() {
	w.t.Helper()
	for calm := 0; calm < 2; calm++ {
		for code, h := range w.nodes {
			if h.stop == nil {
				continue
			}
			w.until(code, "quiet at "+string(code), func() bool { return w.quiet(code) })
		}
	}
}

func (w *world) quiet(code ids.Party) bool {
	h := w.nodes[code]
	behind := false
	err := h.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		n, err := db.Value[int64](w.t.Context(), tx, `SELECT count(*) FROM journal_follower f WHERE f.cursor < (SELECT seq FROM journal_head WHERE one = 1)`)
		behind = n > 0
		return err
	})
	peers, perr := h.Federation.Peers(w.t.Context(), w.all(code).In(ids.Live))
	for _, p := range peers {
		if other := w.nodes[p.Party]; other != nil && other.stop != nil && p.Receipted < p.Sent {
			behind = true
		}
	}
	return err == nil && perr == nil && !behind
}

const (
	green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
	amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
	red   = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
)

// indicator writes one object; name tells it apart.
func indicator(name, mark string) (id, text string) {
	id = "indicator--" + ids.New()
	return id, version(id, name, mark, "2026-11-20T08:00:00.000Z")
}

func version(id, name, mark, modified string) string {
	refs := ""
	if mark != "" {
		refs = fmt.Sprintf(`"object_marking_refs":["%s"],`, mark)
	}
	return fmt.Sprintf(`{"type":"indicator","spec_version":"2.1","id":"%s","created":"2026-11-20T08:00:00.000Z","modified":"%s",%s"name":"%s","pattern":"[domain-name:value = '%s.example']","pattern_type":"stix","valid_from":"2026-11-20T08:00:00Z"}`, id, modified, refs, name, name)
}

func bundle(objects ...string) *bytes.Reader {
	return bytes.NewReader([]byte(`{"type":"bundle","id":"bundle--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0aff","objects":[` + strings.Join(objects, ",") + `]}`))
}

// bring imports objects at a node and gives the import's key.
func (w *world) bring(code ids.Party, objects ...string) intel.Lot {
	w.t.Helper()
	lot, err := w.nodes[code].Intel.Import(w.t.Context(), w.all(code), intel.ImportInput{Realm: ids.Live, Name: "scenario"}, bundle(objects...))
	w.must(err)
	return lot
}

// give releases objects and gives what was made of it.
func (w *world) give(from ids.Party, onward policy.Onward, to []ids.Party, objects ...string) (release.Made, error) {
	w.t.Helper()
	return w.nodes[from].Releases.Make(w.t.Context(), w.all(from), ids.Live, release.Ask{Select: intel.Selection{IDs: objects}, To: to, Onward: onward})
}

// holds gives the rows that a node has of an object, recalled ones too.
func (w *world) holds(code ids.Party, object string) []intel.Row {
	w.t.Helper()
	rows, err := w.nodes[code].Intel.List(w.t.Context(), w.all(code).In(ids.Live), intel.Filter{IDs: []string{object}, History: true, Gone: true})
	w.must(err)
	return rows
}

// lastEntry is the newest entry of a log at a node.
func (w *world) lastEntry(at ids.Party, pair ledger.Pair) ledger.Line {
	w.t.Helper()
	var lines []ledger.Line
	w.must(w.nodes[at].DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		lines, err = ledger.Lines(w.t.Context(), tx, w.all(at).In(pair.Realm), pair, 0, 1)
		return err
	}))
	if len(lines) == 0 {
		w.t.Fatalf("log %s is empty at %s", pair.Origin(), at)
	}
	return lines[0]
}

func pair(from, to ids.Party) ledger.Pair { return ledger.Pair{From: from, To: to, Realm: ids.Live} }
