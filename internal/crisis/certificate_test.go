package crisis

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/matter/mattertest"
)

// sample is a certificate made by nodes, on which the verifier's own tests run.
const sample = "../../cmd/entente-verify/testdata/decision.json"

// built is where the second program stands while the tests run.
var built string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "entente-verify-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	built = dir
	code := m.Run()
	_ = os.RemoveAll(dir) // what is left of it is the system's to clear
	os.Exit(code)
}

// verifier builds the second program, once for all tests.
var verifier = sync.OnceValues(func() (string, error) {
	bin := filepath.Join(built, "entente-verify")
	out, err := exec.Command("go", "build", "-o", bin, "entente/cmd/entente-verify").CombinedOutput()
	if err != nil {
		err = errors.New(string(out))
	}
	return bin, err
})

// judge runs it on a file, and gives its status and what it says.
func judge(t *testing.T, file []byte, args ...string) (int, string) {
	t.Helper()
	bin, err := verifier()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, append([]string{"-"}, args...)...)
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// receipts puts all that nodes have told each other into their pair logs, as
// federation does, with checkpoints, answers and cosignatures.
func (w *world) receipts() {
	w.T.Helper()
	for from, a := range w.Nodes {
		byTo := map[ids.Party][]ledger.Statement{}
		for _, e := range w.Entries(from, 0) {
			for _, to := range e.Audience {
				byTo[to] = append(byTo[to], ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: from, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
			}
		}
		for to, all := range byTo {
			w.receipt(a, w.Nodes[to], ledger.Pair{From: from, To: to, Realm: ids.Live}, all)
		}
	}
}

func (w *world) receipt(a, b *mattertest.Node, p ledger.Pair, all []ledger.Statement) {
	w.T.Helper()
	var sealed ledger.Checkpoint
	var entries []ledger.Entry
	w.Must(a.DB.Write(ctx, func(tx *db.Tx) (err error) {
		for _, st := range all {
			x, err := st.Encode()
			if err != nil {
				return err
			}
			if _, err := ledger.Append(ctx, tx, p, x); err != nil {
				return err
			}
		}
		if sealed, err = ledger.Seal(ctx, tx, p, a.Key); err != nil {
			return err
		}
		entries, err = ledger.Entries(ctx, tx, p, 0, len(all))
		return err
	}))
	var signed []byte
	var acks []ledger.SignedAck
	w.Must(b.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if _, err := ledger.Mirror(ctx, tx, p, entries, sealed.Note, a.Key.Public()); err != nil {
			return err
		}
		for _, e := range entries {
			if err := ledger.SaveAck(ctx, tx, p, ledger.Ack{Log: p.Origin(), Index: e.Index, Leaf: e.Leaf(), Outcome: ledger.Accepted, Counts: map[string]int64{}, At: tx.Now}, b.Key); err != nil {
				return err
			}
			ack, err := ledger.LoadAck(ctx, tx, p, e.Index)
			if err != nil {
				return err
			}
			acks = append(acks, ack)
		}
		c, err := ledger.Cosign(ctx, tx, p, b.Key, ledger.CosignerName(p.To))
		signed = c.Cosigned
		return err
	}))
	w.Must(a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := ledger.StoreCosignature(ctx, tx, p, signed, ledger.CosignerName(p.To), b.Key.Public()); err != nil {
			return err
		}
		for _, ack := range acks {
			if _, err := ledger.TakeAck(ctx, tx, p, ack); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (w *world) certificate(at ids.Party, id string, rev int) []byte {
	w.T.Helper()
	b, err := w.at[at].Certificate(ctx, director(at).In(ids.Live), id, rev)
	w.Must(err)
	return b
}

// TestACertificateHolds: every node's certificate of a decision is judged valid by the
// second program, which comes to the same outcome by itself.
func TestACertificateHolds(t *testing.T) {
	each(t, nil, func(t *testing.T, w *world) {
		id := w.put("CZE", text(Silence, high), 5)
		_, err := w.at["HUB"].Certificate(ctx, director("HUB").In(ids.Live), id, 1)
		want(t, err, errs.Conflict, "beyond doubt")
		w.Must(w.stand("LVA", id, Reserve, "LVA keeps its freedom of action in its own networks."))
		w.Settle()
		w.pass(6 * time.Hour)
		w.receipts()
		for code := range w.at {
			b := w.certificate(code, id, 0)
			status, says := judge(t, b)
			for _, part := range []string{"was adopted", "LVA: reserve", "freedom of action", "confirmed by CZE, EST, LVA", "received by", "office director"} {
				if status != 0 || !strings.Contains(says, part) {
					t.Fatalf("at %s: status %d without %q: %s", code, status, part, says)
				}
			}
			if code == "EST" && os.Getenv("ENTENTE_SAMPLE") != "" {
				w.Must(os.WriteFile(sample, b, 0o600))
			}
		}
		print := strings.ReplaceAll(fingerprintOf(w, "EST"), " ", "")
		if status, says := judge(t, w.certificate("CZE", id, 1), "--key", "EST="+print); status != 0 {
			t.Errorf("with the right key: %d %s", status, says)
		}
		if status, says := judge(t, w.certificate("CZE", id, 1), "--key", "EST="+strings.Repeat("0", 64)); status != 1 || !strings.Contains(says, "EST") {
			t.Errorf("with another key: %d %s", status, says)
		}
		_, err = w.at["CZE"].Certificate(ctx, mattertest.Person("CZE").In(ids.Live), id, 1)
		want(t, err, errs.Denied, "crisis.read")
		_, err = w.at["CZE"].Certificate(ctx, authz.Person("CZE", "p9", "Low", "test", "green", authz.Grants(authz.Director)).In(ids.Live), id, 1)
		want(t, err, errs.NotFound, "no such proposal")
	})
}

func fingerprintOf(w *world, p ids.Party) string {
	key := w.Nodes[p].Key.Public()
	return hex.EncodeToString(sum(key[:]))
}

// edit changes a certificate as somebody would who has no keys, and writes it anew in
// its form.
func edit(t *testing.T, b []byte, change func(f *certificate)) []byte {
	t.Helper()
	var f certificate
	if err := strictjson.Exact(bytes.TrimSuffix(b, []byte("\n")), &f, strictjson.Large); err != nil {
		t.Fatal(err)
	}
	change(&f)
	out, err := strictjson.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

func sum(b []byte) []byte { h := sha256.Sum256(b); return h[:] }

// TestCertificatesOfOtherWays: periods that run again, members that were called or left
// out, late objections that are heeded, two persons, withdrawals and revisions come to
// the same by the second program.
func TestCertificatesOfOtherWays(t *testing.T) {
	valid := func(w *world, id string, rev int, parts ...string) {
		w.T.Helper()
		for _, code := range []ids.Party{"HUB", "CZE"} {
			status, says := judge(w.T, w.certificate(code, id, rev))
			for _, part := range parts {
				if status != 0 || !strings.Contains(says, part) {
					w.T.Fatalf("at %s: status %d without %q: %s", code, status, part, says)
				}
			}
		}
	}
	put := func(w *world, id string) {
		w.T.Helper()
		_, err := w.at["HUB"].Put(ctx, director("HUB"), ids.Live, id, Putting{Expires: w.Nodes["HUB"].Clock.Now().Add(5 * time.Hour)})
		w.Must(err)
		w.Settle()
	}
	t.Run("contact", func(t *testing.T) {
		each(t, nil, func(t *testing.T, w *world) {
			w.Cut["LVA"] = true
			id := w.put("CZE", text(Silence), 5)
			w.pass(6 * time.Hour)
			valid(w, id, 1, "was unreached")
			again := text(Consensus)
			again.Why = "LVA answers by telephone."
			_, err := w.at["HUB"].Revise(ctx, director("HUB"), ids.Live, id, again)
			w.Must(err)
			put(w, id)
			_, err = w.at["HUB"].Contact(ctx, director("HUB"), ids.Live, id, "", Contacted{Member: "LVA", Channel: "+371 670 00 000", Person: "Duty officer of LVA", Stand: Reserve, Words: "Not in our networks."})
			w.Must(err)
			w.Must(w.stand("EST", id, Join, ""))
			w.Must(w.stand("CZE", id, Join, ""))
			w.pass(time.Minute)
			valid(w, id, 2, "was adopted", "+371 670 00 000", "LVA: reserve")
			valid(w, id, 1, "was unreached")
		})
	})
	t.Run("extend", func(t *testing.T) {
		each(t, map[string]any{"unreached": "extend", "late": "heeded", "four_eyes": true}, func(t *testing.T, w *world) {
			w.Cut["LVA"] = true
			id := w.put("CZE", text(Silence), 5)
			w.pass(6 * time.Hour)
			delete(w.Cut, "LVA")
			w.pass(time.Minute)
			w.Cut["EST"] = true
			_, err := w.at["EST"].Prepare(ctx, director("EST"), ids.Live, id, Position{Stand: Break, Words: "Made in time."})
			w.Must(err)
			w.Advance(4*time.Hour - 2*time.Minute)
			second := authz.Person("EST", "p2", "Grace", "test", "", authz.Grants(authz.Director))
			_, err = w.at["EST"].Stand(ctx, second, ids.Live, id, Position{})
			w.Must(err)
			w.Advance(3 * time.Minute)
			delete(w.Cut, "EST")
			w.Settle()
			w.pass(2 * time.Hour)
			valid(w, id, 1, "was broken", "Made in time.")
		})
	})
	t.Run("withdrawn", func(t *testing.T) {
		each(t, map[string]any{"confirm": "all"}, func(t *testing.T, w *world) {
			id := w.put("CZE", text(Unanimity), 5)
			_, err := w.at["HUB"].Extend(ctx, director("HUB"), ids.Live, id, "", w.Nodes["HUB"].Clock.Now().Add(9*time.Hour), "EST asked for time")
			w.Must(err)
			w.pass(6 * time.Hour)
			_, err = w.at["CZE"].Withdraw(ctx, director("CZE"), ids.Live, id, "", "overtaken by events")
			w.Must(err)
			w.pass(time.Minute)
			valid(w, id, 1, "was withdrawn")
			practice := text(Unanimity, high)
			practice.Rehearsal = true
			other := w.put("CZE", practice, 5)
			for _, p := range []ids.Party{"CZE", "EST", "LVA"} {
				w.Must(w.stand(p, other, Join, ""))
				w.Settle()
			}
			w.pass(time.Minute)
			valid(w, other, 0, "was adopted in a REHEARSAL", "confirmed by CZE, EST, LVA", "sets effects going: false (of 1)")
		})
	})
}

// TestThePublicRecord says who objected only where the body's rules let it.
func TestThePublicRecord(t *testing.T) {
	for _, named := range []bool{false, true} {
		t.Run(fmt.Sprint("named ", named), func(t *testing.T) {
			each(t, map[string]any{"named": named}, func(t *testing.T, w *world) {
				id := w.put("CZE", text(Silence, high), 5)
				_, err := w.at["CZE"].Record(ctx, director("CZE").In(ids.Live), id, 0)
				want(t, err, errs.Conflict, "beyond doubt")
				w.Must(w.stand("EST", id, Break, "Not without a date on which it ends."))
				w.pass(time.Minute)
				r, err := w.at["LVA"].Record(ctx, director("LVA").In(ids.Live), id, 0)
				w.Must(err)
				if r.Outcome != Broken || r.Objected != 1 || r.Members != 3 || r.Named != named || (len(r.Objectors) == 1) != named || len(r.Effects) != 0 || r.TLP != "amber" {
					t.Errorf("named %v: %+v", named, r)
				}
				b, err := strictjson.Marshal(r)
				w.Must(err)
				if strings.Contains(string(b), "Not without") || strings.Contains(string(b), "EST") != named {
					t.Errorf("named %v: the record gives away %s", named, b)
				}
			})
		})
	}
}
