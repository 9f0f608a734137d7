package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

var ctx = context.Background()

// testing.T and rapid.T alike.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// world is two nodes with one log between them.
type world struct {
	pair     Pair
	fromKey  sign.Key
	toKey    sign.Key
	from, to *db.DB
	at       time.Time
}

// eachWorld runs f with both nodes on SQLite, then with both on PostgreSQL.
func eachWorld(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, newWorld(t, open))
		})
	}
}

func newWorld(t *testing.T, open func(testing.TB, clock.Clock) *db.DB) *world {
	t.Helper()
	c := clock.NewFixed(time.Date(2026, 11, 23, 3, 4, 5, 678_901_000, time.UTC))
	return &world{pair: Pair{"CZE", "HUB", ids.Live}, fromKey: sign.NewKey(), toKey: sign.NewKey(), from: open(t, c), to: open(t, c), at: c.Now()}
}

func write(t tester, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

// inTx runs f in a transaction and gives its error.
func inTx(d *db.DB, f func(tx *db.Tx) error) error { return d.Write(ctx, f) }

var errUndo = errors.New("undo")

// undone runs f in a transaction that is undone.
func undone(t tester, d *db.DB, f func(tx *db.Tx)) {
	t.Helper()
	if err := d.Write(ctx, func(tx *db.Tx) error { f(tx); return errUndo }); !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
}

// statement makes the i-th statement of a log.
func (w *world) statement(t tester, i int) []byte {
	t.Helper()
	s := Statement{V: 1, ID: ids.New(), Realm: w.pair.Realm, From: w.pair.From, To: w.pair.To, At: w.at, Kind: "release.made", About: "matter-1",
		Body: jsontext.Value(fmt.Sprintf(`{"n":%d,"text":"žluťoučký kůň"}`, i))}
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// grow appends n statements at the sender and seals them.
func (w *world) grow(t tester, d *db.DB, n int) (c Checkpoint) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		for i := range n {
			if _, err := Append(ctx, tx, w.pair, w.statement(t, i)); err != nil {
				return err
			}
		}
		c, err = Seal(ctx, tx, w.pair, w.fromKey)
		return err
	})
	CheckLedger(t, d, w.pair)
	return c
}

// batch reads what the sender would send from an index on.
func (w *world) batch(t tester, d *db.DB, from int64) (entries []Entry, c Checkpoint) {
	t.Helper()
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		if c, err = Latest(ctx, tx, w.pair); err != nil {
			return err
		}
		entries, err = Entries(ctx, tx, w.pair, from, int(c.Size-from))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return entries, c
}

// deliver mirrors everything new, answers it, cosigns, and gives the receipt
// back to the sender.
func (w *world) deliver(t tester) {
	t.Helper()
	var held int64
	write(t, w.to, func(tx *db.Tx) (err error) { held, err = Size(ctx, tx, w.pair); return err })
	entries, c := w.batch(t, w.from, held)
	var receipt []byte
	var acks []SignedAck
	write(t, w.to, func(tx *db.Tx) error {
		if _, err := Mirror(ctx, tx, w.pair, entries, c.Note, w.fromKey.Public()); err != nil {
			return err
		}
		for _, e := range entries {
			if err := SaveAck(ctx, tx, w.pair, w.answer(e), w.toKey); err != nil {
				return err
			}
			a, err := LoadAck(ctx, tx, w.pair, e.Index)
			if err != nil {
				return err
			}
			acks = append(acks, a)
		}
		if _, err := Cosign(ctx, tx, w.pair, w.toKey, CosignerName(w.pair.To)); err != nil {
			return err
		}
		var err error
		receipt, err = CosignedNote(ctx, tx, w.pair)
		return err
	})
	write(t, w.from, func(tx *db.Tx) error {
		if err := StoreCosignature(ctx, tx, w.pair, receipt, CosignerName(w.pair.To), w.toKey.Public()); err != nil {
			return err
		}
		for _, a := range acks {
			if fresh, err := TakeAck(ctx, tx, w.pair, a); err != nil || !fresh {
				return fmt.Errorf("answer %d: fresh %v, %w", a.Index, fresh, err)
			}
		}
		return nil
	})
	CheckLedger(t, w.to, w.pair)
	CheckLedger(t, w.from, w.pair)
}

func (w *world) answer(e Entry) Ack {
	return Ack{Log: w.pair.Origin(), Index: e.Index, Leaf: e.Leaf(), Outcome: Accepted, Reason: "in order", Counts: map[string]int64{"objects": e.Index}, At: w.at}
}

// CheckLedger verifies a whole log with an implementation that shares no code
// with the ledger: every leaf, every root, every signature, and that each
// checkpoint contains the one before.
func CheckLedger(t tester, d *db.DB, p Pair) {
	t.Helper()
	var entries []Entry
	var checkpoints []Checkpoint
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		if entries, err = Entries(ctx, tx, p, 0, 1<<30); err != nil {
			return err
		}
		if checkpoints, err = db.Rows(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 ORDER BY size`, p.Origin()); err != nil {
			return err
		}
		n, err := Fsck(ctx, tx, p)
		if err == nil && n != int64(len(entries)) {
			err = fmt.Errorf("fsck saw %d entries of %d", n, len(entries))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	tree := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
	roots := map[int64][]byte{}
	for i, e := range entries {
		if e.Index != int64(i) {
			t.Fatalf("entry %d stands at %d", e.Index, i)
		}
		leaf := sha256.Sum256(append(append([]byte(nil), e.Salt[:]...), e.Statement...))
		if err := tree.Append(rfc6962.DefaultHasher.HashLeaf(leaf[:]), nil); err != nil {
			t.Fatal(err)
		}
		root, err := tree.GetRootHash(nil)
		if err != nil {
			t.Fatal(err)
		}
		roots[e.Index+1] = root
	}
	for _, c := range checkpoints {
		n, err := note.Open(c.Note, note.VerifierList(c.FromKey.Verifier(p.Origin())))
		if err != nil {
			t.Fatalf("checkpoint %d: %v", c.Size, err)
		}
		if got, err := parseText(n.Text, p.Origin()); err != nil || got.Size != c.Size || !bytes.Equal(got.Root[:], roots[c.Size]) {
			t.Fatalf("checkpoint %d signs %x, the second implementation says %x (%v)", c.Size, got.Root, roots[c.Size], err)
		}
	}
}
