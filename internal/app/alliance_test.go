package app

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
)

// shown is the day that the tests of reports play on.
var shown = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// alliance is whole nodes with clocks of the test's own.
type alliance struct {
	t     *testing.T
	nodes map[ids.Party]*member
}

type member struct {
	*Node
	clock *clock.Fixed
	stop  func()
}

// newAlliance runs a hub that passes on, with CZE and EST, each under the same
// agreement with it. CZE holds one old object.
func newAlliance(t *testing.T, postgres bool) *alliance {
	t.Helper()
	w := &alliance{t: t, nodes: map[ids.Party]*member{}}
	for _, code := range []ids.Party{"HUB", "CZE", "EST"} {
		cfg := DefaultConfig()
		cfg.Party, cfg.Name, cfg.PrivatePeers, cfg.PassOn = code, "Authority of "+string(code), true, code == "HUB"
		cfg.Listen, cfg.PeerListen = freePort(t), freePort(t)
		if code == "HUB" && postgres {
			cfg.Database = dbtest.PostgresURL(t)
		}
		dir, c := filepath.Join(t.TempDir(), string(code)), clock.NewFixed(shown.AddDate(0, 0, -100))
		if _, err := initAt(t.Context(), dir, cfg, quiet, c); err != nil {
			t.Fatal(err)
		}
		n, err := open(t.Context(), place{dir: dir, cfg: cfg, version: "test", log: quiet, clock: c})
		if err != nil {
			t.Fatal(err)
		}
		w.must(n.Listen())
		ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
		done := make(chan error, 1)
		go func() { done <- n.Run(ctx) }()
		m := &member{Node: n, clock: c}
		m.stop = func() {
			m.stop = func() {}
			cancel()
			if err := <-done; err != nil {
				t.Errorf("node %s: %v", code, err)
			}
		}
		t.Cleanup(func() { m.stop(); n.Close() })
		w.nodes[code] = m
	}
	w.bring("CZE", w.thing("old", "indicator", "green"))
	w.at(shown, 0, 0)
	w.link("HUB", "CZE")
	w.link("HUB", "EST")
	w.agree("HUB", "CZE")
	w.agree("HUB", "EST")
	return w
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (w *alliance) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *alliance) all(code ids.Party) authz.Actor {
	return authz.Person(code, "tester", "tester", "test", "", authz.Grants(authz.Roles()...))
}

// at sets the clock of CZE, and those of the others so much later.
func (w *alliance) at(cze time.Time, hub, est time.Duration) {
	w.nodes["CZE"].clock.Set(cze)
	w.nodes["HUB"].clock.Set(cze.Add(hub))
	w.nodes["EST"].clock.Set(cze.Add(est))
}

func (w *alliance) until(what string, so func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			w.t.Fatalf("waited too long for %s", what)
		}
	}
}

func (w *alliance) link(a, b ids.Party) {
	w.t.Helper()
	inv, err := w.nodes[a].Federation.Invite(w.t.Context(), w.all(a))
	w.must(err)
	_, err = w.nodes[b].Federation.Accept(w.t.Context(), w.all(b), inv.Text, strings.Join(sign.Words(inv.Key), " "))
	w.must(err)
}

func (w *alliance) agree(a, b ids.Party) {
	w.t.Helper()
	ctx := w.t.Context()
	d, err := w.nodes[a].Agreements.Draft(ctx, w.all(a), agreement.NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: fmt.Sprintf("%s and <b>%s</b>", a, b), Parties: []ids.Party{b},
		Params: map[string]any{"ceiling": "amber", "onward_ceiling": "green"}})
	w.must(err)
	_, err = w.nodes[a].Agreements.Propose(ctx, w.all(a), ids.Live, d.ID)
	w.must(err)
	for _, code := range []ids.Party{a, b} {
		w.until("the proposal", func() bool {
			_, err := w.nodes[code].Agreements.Sign(ctx, w.all(code), ids.Live, d.ID, "", "")
			return err == nil
		})
	}
	for _, code := range []ids.Party{a, b} {
		w.until("the agreement", func() bool {
			got, err := w.nodes[code].Agreements.Get(ctx, w.all(code).In(ids.Live), d.ID)
			return err == nil && got.StateAt(w.nodes[code].clock.Now()) == agreement.InForce
		})
	}
	w.settle()
}

// settle waits until everything that runs is delivered and signed for.
func (w *alliance) settle(running ...ids.Party) {
	w.t.Helper()
	if len(running) == 0 {
		running = []ids.Party{"HUB", "CZE", "EST"}
	}
	for range 2 {
		for _, code := range running {
			w.until("quiet at "+string(code), func() bool {
				behind := int64(0)
				w.must(w.nodes[code].DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
					behind, err = db.Value[int64](w.t.Context(), tx, `SELECT count(*) FROM journal_follower f WHERE f.cursor < (SELECT seq FROM journal_head WHERE one = 1)`)
					return err
				}))
				peers, err := w.nodes[code].Federation.Peers(w.t.Context(), w.all(code).In(ids.Live))
				w.must(err)
				for _, p := range peers {
					if p.Receipted < p.Sent && slices.Contains(running, p.Party) {
						behind++
					}
				}
				return behind == 0
			})
		}
	}
}

var levelRefs = map[string]string{"green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"}

// thing writes an object; thingID gives its id.
func (w *alliance) thing(name, typ, level string) string {
	more := `,"is_family":false`
	if typ == "indicator" {
		more = fmt.Sprintf(`,"pattern":"[domain-name:value = '%s.example']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-11-19T00:00:00Z"`, name)
	}
	if level != "" {
		more += `,"object_marking_refs":["` + levelRefs[level] + `"]`
	}
	return fmt.Sprintf(`{"type":%q,"spec_version":"2.1","id":%q,"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"%s"%s}`, typ, thingID(name, typ), name, more)
}

func thingID(name, typ string) string { return typ + "--" + ids.Named([16]byte{1}, name) }

func (w *alliance) bring(code ids.Party, objects ...string) {
	w.t.Helper()
	lot, err := w.nodes[code].Intel.Import(w.t.Context(), w.all(code), intel.ImportInput{Realm: ids.Live, Name: "known"}, strings.NewReader(`{"type":"bundle","id":"bundle--1","objects":[`+strings.Join(objects, ",")+`]}`))
	w.must(err)
	if int(lot.Stored) != len(objects) {
		w.t.Fatalf("of %d objects %+v", len(objects), lot)
	}
}

func (w *alliance) give(from ids.Party, onward bool, objects ...string) string {
	w.t.Helper()
	made, err := w.nodes[from].Releases.Make(w.t.Context(), w.all(from), ids.Live, release.Ask{Select: intel.Selection{IDs: objects}, To: []ids.Party{"HUB"}, Onward: policy.Onward{Allowed: onward}})
	w.must(err)
	return made.ID
}
