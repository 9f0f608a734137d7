// Package fault kills real nodes in the middle of their work and checks that
// nothing that was acknowledged is lost, nothing arrives twice, and no log forks.
package fault

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/intel"
)

// kills is how many kills a run makes; ENTENTE_KILLS sets another number.
func kills(t *testing.T) int {
	if s := os.Getenv("ENTENTE_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 50
}

const firstPort = 14440

// node is one real process.
type node struct {
	code  string
	dir   string
	bin   string
	url   string
	token string

	mu   sync.Mutex // guards cmd
	cmd  *exec.Cmd
	done chan struct{}
}

func (n *node) start(t *testing.T) {
	t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	logFile, err := os.OpenFile(filepath.Join(n.dir, "kill.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(n.bin, "serve", "--dir", n.dir, "--with-stdin")
	cmd.Stdout, cmd.Stderr = logFile, logFile
	if _, err := cmd.StdinPipe(); err != nil { // its end, also by our death, stops the node
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		_ = logFile.Close()
		close(done)
	}()
	n.cmd, n.done = cmd, done
}

func (n *node) signal(sig os.Signal) {
	n.mu.Lock()
	cmd, done := n.cmd, n.done
	n.mu.Unlock()
	_ = cmd.Process.Signal(sig)
	<-done
}

// call makes one request; ok is false unless the node acknowledged it.
func (n *node) call(ctx context.Context, method, path string, body, out any) (ok bool) {
	var r io.Reader
	if b, is := body.([]byte); is {
		r = bytes.NewReader(b)
	} else if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return false
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, n.url+path, r)
	if err != nil {
		return false
	}
	req.Header.Set("Authorization", "Bearer "+n.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return err == nil && resp.StatusCode == http.StatusOK && (out == nil || json.Unmarshal(b, out) == nil)
}

// setUp builds the program and has the demo make three nodes under agreements.
func setUp(t *testing.T) map[string]*node {
	t.Helper()
	dir := t.TempDir()
	bin := filepath.Join(dir, "entente")
	if out, err := exec.Command("go", "build", "-o", bin, "../../cmd/entente").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	demo := filepath.Join(dir, "demo")
	if out, err := exec.Command(bin, "demo", "--once", "--dir", demo, "--port", strconv.Itoa(firstPort)).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(demo, "credentials.json"))
	if err != nil {
		t.Fatal(err)
	}
	var creds struct {
		Nodes []struct {
			Code  string `json:"code"`
			URL   string `json:"url"`
			Token string `json:"token"`
		} `json:"nodes"`
	}
	if err := json.Unmarshal(b, &creds); err != nil {
		t.Fatal(err)
	}
	nodes := map[string]*node{}
	for _, c := range creds.Nodes {
		nodes[c.Code] = &node{code: c.Code, dir: filepath.Join(demo, c.Code), bin: bin, url: c.URL, token: c.Token}
	}
	return nodes
}

func indicator(i int) (id string, bundle []byte) {
	id = "indicator--" + ids.New()
	return id, fmt.Appendf(nil, `{"type":"bundle","id":"bundle--%s","objects":[{"type":"indicator","spec_version":"2.1","id":"%s","created":"2026-11-20T08:00:00.000Z","modified":"2026-11-20T08:00:00.000Z","name":"kill %d",
		"pattern":"[domain-name:value = 'kill-%d.example']","pattern_type":"stix","valid_from":"2026-11-20T08:00:00Z","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}]}`, ids.New(), id, i, i)
}

// releaser releases one object after the other at CZE and remembers those that
// were acknowledged.
type releaser struct {
	cze   *node
	acked map[string]string // release → object
}

func (r *releaser) run(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		id, bundle := indicator(i)
		if !r.cze.call(ctx, http.MethodPost, "/api/v1/intel/imports?name=kill", bundle, nil) {
			continue
		}
		var made struct {
			ID string `json:"id"`
		}
		if r.cze.call(ctx, http.MethodPost, "/api/v1/releases", map[string]any{"select": map[string]any{"ids": []string{id}}, "to": []string{"HUB"}, "onward": map[string]any{"allowed": true}}, &made) {
			r.acked[made.ID] = id
		}
	}
}

func TestKill(t *testing.T) {
	nodes := setUp(t)
	for _, n := range nodes {
		n.start(t)
	}
	t.Cleanup(func() {
		for _, n := range nodes {
			n.signal(os.Kill)
		}
	})
	r := &releaser{cze: nodes["CZE"], acked: map[string]string{}}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { r.run(ctx) })
	victims := []string{"CZE", "HUB", "EST"}
	for range kills(t) {
		victim := nodes[victims[rand.IntN(len(victims))]]
		// The moment of a kill is what is being varied; nothing is waited for.
		pause(t, time.Duration(20+rand.IntN(300))*time.Millisecond)
		victim.signal(os.Kill)
		victim.start(t)
	}
	stop()
	wg.Wait()
	if len(r.acked) < kills(t)/5 {
		t.Fatalf("only %d releases were acknowledged; the test did not do its work", len(r.acked))
	}
	settle(t, nodes)
	for _, n := range nodes {
		n.signal(os.Interrupt)
	}
	t.Logf("%d kills, %d releases acknowledged", kills(t), len(r.acked))
	check(t, nodes, r.acked)
	for _, n := range nodes {
		n.start(t) // so that the cleanup has something to stop
	}
}

func pause(t *testing.T, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}

// settle waits until every entry of every log is receipted.
func settle(t *testing.T, nodes map[string]*node) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for calm := 0; calm < 3; {
		if time.Now().After(deadline) {
			t.Fatal("the nodes did not catch up with each other within two minutes")
		}
		if calm++; !quiet(t.Context(), nodes) {
			calm = 0
		}
		pause(t, 200*time.Millisecond)
	}
}

func quiet(ctx context.Context, nodes map[string]*node) bool {
	for _, n := range nodes {
		var state struct {
			Followers []struct {
				Behind int64 `json:"behind"`
			} `json:"followers"`
		}
		var peers struct {
			Items []struct {
				Sent      int64 `json:"sent_size"`
				Receipted int64 `json:"receipted_size"`
			} `json:"items"`
		}
		if !n.call(ctx, http.MethodGet, "/api/v1/node", nil, &state) || !n.call(ctx, http.MethodGet, "/api/v1/peers", nil, &peers) {
			return false
		}
		for _, f := range state.Followers {
			if f.Behind > 0 {
				return false
			}
		}
		for _, p := range peers.Items {
			if p.Receipted < p.Sent {
				return false
			}
		}
	}
	return true
}

// check opens the databases of the stopped nodes.
func check(t *testing.T, nodes map[string]*node, acked map[string]string) {
	t.Helper()
	ctx := t.Context()
	stores := map[string]*db.DB{}
	for code, n := range nodes {
		d, err := db.Open(ctx, "sqlite:"+filepath.Join(n.dir, "node.db"), db.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		stores[code] = d
	}
	for code, d := range stores {
		read(t, d, func(tx *db.Tx) error {
			if _, err := journal.Verify(ctx, tx); err != nil {
				t.Errorf("%s: %v", code, err)
			}
			pairs, err := ledger.Pairs(ctx, tx)
			for _, p := range pairs {
				if _, err := ledger.Fsck(ctx, tx, p); err != nil {
					t.Errorf("%s, log %s: %v", code, p.Origin(), err)
				}
			}
			return err
		})
	}
	for _, pair := range [][2]string{{"CZE", "HUB"}, {"HUB", "CZE"}, {"HUB", "EST"}, {"EST", "HUB"}} {
		sameLog(t, stores, pair[0], pair[1])
	}
	once(t, stores["CZE"], acked)
	for _, code := range []string{"HUB", "EST"} {
		here(t, code, stores[code], acked)
	}
}

func read(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), f); err != nil {
		t.Error(err)
	}
}

// sameLog demands that giver and recipient hold the same log, entry by entry.
func sameLog(t *testing.T, stores map[string]*db.DB, from, to string) {
	t.Helper()
	p := ledger.Pair{From: ids.Party(from), To: ids.Party(to), Realm: ids.Live}
	logs := map[string][]ledger.Entry{}
	roots := map[string]string{}
	for _, code := range []string{from, to} {
		read(t, stores[code], func(tx *db.Tx) error {
			cp, err := ledger.Latest(t.Context(), tx, p)
			if errsNone(err, cp.Size) {
				return nil
			}
			if err != nil {
				return err
			}
			roots[code] = fmt.Sprintf("%d %x", cp.Size, cp.Root)
			logs[code], err = ledger.Entries(t.Context(), tx, p, 0, int(cp.Size))
			return err
		})
	}
	if roots[from] != roots[to] {
		t.Errorf("log %s: %s holds %s and %s holds %s", p.Origin(), from, roots[from], to, roots[to])
	}
	for i := range min(len(logs[from]), len(logs[to])) {
		if !bytes.Equal(logs[from][i].Statement, logs[to][i].Statement) {
			t.Errorf("log %s, entry %d differs", p.Origin(), i)
		}
	}
}

func errsNone(err error, size int64) bool { return err != nil && size == 0 }

// once demands one leaf for each acknowledged release, and no statement twice.
func once(t *testing.T, cze *db.DB, acked map[string]string) {
	t.Helper()
	p := ledger.Pair{From: "CZE", To: "HUB", Realm: ids.Live}
	read(t, cze, func(tx *db.Tx) error {
		size, err := ledger.Size(t.Context(), tx, p)
		if err != nil {
			return err
		}
		entries, err := ledger.Entries(t.Context(), tx, p, 0, int(size))
		if err != nil {
			return err
		}
		seen, about := map[string]bool{}, map[string]int{}
		for _, e := range entries {
			st, err := ledger.ParseStatement(e.Statement)
			if err != nil {
				return err
			}
			if seen[st.ID] {
				t.Errorf("statement %s stands in the log twice", st.ID)
			}
			seen[st.ID] = true
			about[st.About]++
		}
		for rel := range acked {
			if about[rel] != 1 {
				t.Errorf("acknowledged release %s has %d leaves, want 1", rel, about[rel])
			}
		}
		return nil
	})
}

// here demands every acknowledged object exactly once.
func here(t *testing.T, code string, d *db.DB, acked map[string]string) {
	t.Helper()
	reader := authz.System(ids.Party(code), "test", authz.IntelRead).In(ids.Live)
	read(t, d, func(tx *db.Tx) error {
		for rel, object := range acked {
			rows, err := intel.List(t.Context(), tx, reader, intel.Filter{IDs: []string{object}, History: true, Gone: true})
			if err != nil {
				return err
			}
			if len(rows) != 1 {
				t.Errorf("%s holds object %s of release %s %d times, want once", code, object, rel, len(rows))
			}
		}
		return nil
	})
}
