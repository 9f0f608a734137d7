package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

var fixed = clock.NewFixed(time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC))

func openBench(b *testing.B) *db.DB {
	b.Helper()
	return dbtest.SQLite(b, fixed)
}

func (w *world) mirror(entries []Entry, signed []byte) error {
	return inTx(w.to, func(tx *db.Tx) error {
		_, err := Mirror(ctx, tx, w.pair, entries, signed, w.fromKey.Public())
		return err
	})
}

func TestMirrorIsIdempotent(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 4)
		old, oldCheckpoint := w.batch(t, w.from, 0)
		w.grow(t, w.from, 5)
		all, c := w.batch(t, w.from, 0)
		for i, step := range []struct {
			entries []Entry
			note    []byte
		}{{old, oldCheckpoint.Note}, {all[2:], c.Note}, {old, oldCheckpoint.Note}, {all, c.Note}, {nil, c.Note}, {nil, oldCheckpoint.Note}, {all[7:], c.Note}, {old[1:2], c.Note}} {
			if err := w.mirror(step.entries, step.note); err != nil {
				t.Errorf("step %d: %v", i, err)
			}
			CheckLedger(t, w.to, w.pair)
		}
		write(t, w.to, func(tx *db.Tx) error {
			if n, err := Size(ctx, tx, w.pair); n != 9 || err != nil {
				t.Error(n, err)
			}
			return nil
		})
	})
}

func TestMirrorRefuses(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 4)
		w.deliver(t)
		w.grow(t, w.from, 4)
		all, c := w.batch(t, w.from, 0)
		bent := append([]Entry(nil), all...)
		bent[2].Salt[0] ^= 1
		swapped := append([]Entry(nil), all[4:]...)
		swapped[0], swapped[1] = swapped[1], swapped[0]
		signed := func(text string, keys ...sign.Key) []byte {
			var signers []note.Signer
			for _, k := range keys {
				signers = append(signers, k.NoteSigner(w.pair.Origin()))
			}
			b, err := note.Sign(&note.Note{Text: text}, signers...)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		text := c.text()
		stray := bytes.Clone(c.Note)
		const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
		last := &stray[len(stray)-3] // before "=\n": it carries two stray bits
		*last = letters[strings.IndexByte(letters, *last)+1]
		for name, tc := range map[string]struct {
			entries []Entry
			note    []byte
			kind    errs.Kind
		}{
			"a gap":                         {all[5:], c.Note, errs.Invalid},
			"entries that end early":        {all[4:7], c.Note, errs.Invalid},
			"no entries":                    {nil, c.Note, errs.Invalid},
			"entries out of order":          {swapped, c.Note, errs.Invalid},
			"a held entry that was changed": {bent, c.Note, errs.Invalid},
			"a note of nobody":              {all[4:], []byte(text), errs.Denied},
			"a note of another key":         {all[4:], signed(text, sign.NewKey()), errs.Denied},
			"two signatures":                {all[4:], signed(text, w.fromKey, sign.NewKey()), errs.Invalid},
			"a signature twice":             {all[4:], append(bytes.Clone(c.Note), c.Note[bytes.LastIndex(c.Note[:len(c.Note)-1], []byte("\n"))+1:]...), errs.Invalid},
			"stray bits in the signature":   {all[4:], stray, errs.Invalid},
			"a fourth line":                 {all[4:], signed(text+"more\n", w.fromKey), errs.Invalid},
			"another log":                   {all[4:], signed(strings.Replace(text, "HUB", "EST", 1), w.fromKey), errs.Denied},
			"a size with a zero before":     {all[4:], signed(strings.Replace(text, "\n8\n", "\n08\n", 1), w.fromKey), errs.Invalid},
			"a size with a plus":            {all[4:], signed(strings.Replace(text, "\n8\n", "\n+8\n", 1), w.fromKey), errs.Invalid},
			"a negative size":               {all[4:], signed(strings.Replace(text, "\n8\n", "\n-8\n", 1), w.fromKey), errs.Invalid},
			"a size beyond numbers":         {all[4:], signed(strings.Replace(text, "\n8\n", "\n99999999999999999999\n", 1), w.fromKey), errs.Invalid},
			"a short root":                  {all[4:], signed("entente/CZE/to/HUB/live\n8\nAAAA\n", w.fromKey), errs.Invalid},
			"a very long note":              {all[4:], signed(text+strings.Repeat("x\n", 5000), w.fromKey), errs.TooLarge},
		} {
			if err := w.mirror(tc.entries, tc.note); !errs.Is(err, tc.kind) || errors.Is(err, ErrFork) {
				t.Errorf("%s: got %v, want %s", name, err, tc.kind)
			}
		}
		if err := w.mirror(all[4:], c.Note); err != nil {
			t.Errorf("after all that, the true batch: %v", err)
		}
	})
}

func TestFirstBatchThatDoesNotAddUpIsNoFork(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 3)
		all, c := w.batch(t, w.from, 0)
		all[1].Salt[3] ^= 1
		if err := w.mirror(all, c.Note); !errs.Is(err, errs.Invalid) || errors.Is(err, ErrFork) {
			t.Error(err)
		}
	})
}

// TestFork restores the sender from an old copy, after which it makes another
// history under the same key. The recipient must see it at any size.
func TestFork(t *testing.T) {
	t.Parallel()
	for name, sizes := range map[string]struct{ common, ours, theirs int }{
		"smaller":           {2, 5, 4},
		"of the same size":  {2, 5, 5},
		"larger":            {2, 5, 9},
		"nothing in common": {0, 3, 3},
		"larger by one":     {4, 5, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachWorld(t, func(t *testing.T, w *world) {
				copied := dbtest.SQLite(t, fixed)
				if sizes.common > 0 {
					w.grow(t, w.from, sizes.common)
				}
				w.copyLog(t, w.from, copied)
				w.grow(t, w.from, sizes.ours-sizes.common)
				w.deliver(t)
				w.grow(t, copied, sizes.theirs-sizes.common)
				w.at = w.at.Add(time.Second)
				all, c := w.batch(t, copied, 0)
				var fork *Fork
				for _, entries := range [][]Entry{all[min(len(all), sizes.ours):], all} {
					err := w.mirror(entries, c.Note)
					if !errors.Is(err, ErrFork) || !errors.As(err, &fork) || !errs.Is(err, errs.Conflict) {
						t.Fatalf("with %d entries: got %v, want a fork", len(entries), err)
					}
				}
				w.checkFrozen(t, fork, c.Note)
			})
		})
	}
}

// checkFrozen freezes the recipient's log and tries everything on it.
func (w *world) checkFrozen(t *testing.T, fork *Fork, theirs []byte) {
	t.Helper()
	for range 2 { // the evidence is kept once
		write(t, w.to, func(tx *db.Tx) error { return Freeze(ctx, tx, fork) })
	}
	good, c := w.batch(t, w.from, 0)
	for name, err := range map[string]error{
		"mirror": w.mirror(good, c.Note),
		"cosign": inTx(w.to, func(tx *db.Tx) error {
			_, err := Cosign(ctx, tx, w.pair, w.toKey, CosignerName(w.pair.To))
			return err
		}),
		"answer": inTx(w.to, func(tx *db.Tx) error { return SaveAck(ctx, tx, w.pair, w.answer(good[0]), w.toKey) }),
	} {
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("%s on a frozen log: %v", name, err)
		}
	}
	write(t, w.to, func(tx *db.Tx) error {
		v := authz.System("HUB", "test", authz.LedgerRead).In(w.pair.Realm)
		forks, err := Forks(ctx, tx, v, w.pair)
		if err != nil || len(forks) != 1 || !bytes.Equal(forks[0].Theirs, theirs) || !bytes.Equal(forks[0].Ours, c.Note) || forks[0].Why == "" {
			t.Errorf("evidence: %+v, %v", forks, err)
		}
		logs, err := Logs(ctx, tx, v)
		if len(logs) != 1 || !logs[0].Frozen {
			t.Errorf("%+v", logs)
		}
		return err
	})
	for _, b := range [][]byte{fork.Ours, fork.Theirs} { // anyone can check the evidence
		if _, err := openSent(b, w.pair, w.fromKey.Public()); err != nil {
			t.Error(err)
		}
	}
}

// copyLog copies a log from one database to another, as a backup does.
func (w *world) copyLog(t *testing.T, from, to *db.DB) {
	t.Helper()
	for _, table := range []struct {
		name    string
		columns []string
	}{
		{"ledger_log", []string{"log", "sender", "recipient", "realm", "side", "size", "sealed", "frozen"}},
		{"ledger_entry", []string{"log", "idx", "statement_id", "kind", "about", "at", "salt", "statement"}},
		{"ledger_hash", []string{"log", "idx", "hash"}},
		{"ledger_checkpoint", []string{"log", "size", "root", "at", "note", "from_key", "cosigned", "cosigned_at", "to_key"}},
	} {
		var rows [][]any
		write(t, from, func(tx *db.Tx) error {
			return db.Each(ctx, tx, func(s db.Scanner) error {
				row := make([]any, len(table.columns))
				dest := make([]any, len(row))
				for i := range row {
					dest[i] = &row[i]
				}
				err := s.Scan(dest...)
				for i := range row {
					if b, ok := row[i].([]byte); ok {
						row[i] = append([]byte{}, b...)
					}
				}
				rows = append(rows, row)
				return err
			}, fmt.Sprintf(`SELECT %s FROM %s`, strings.Join(table.columns, ","), table.name))
		})
		write(t, to, func(tx *db.Tx) error {
			_, err := tx.Insert(ctx, table.name, table.columns, rows, "")
			return err
		})
	}
}

// TestRestoredSenderIsStopped shows the recipient's receipt to a sender whose
// database is an old copy.
func TestRestoredSenderIsStopped(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 2)
		copied := dbtest.SQLite(t, fixed)
		w.copyLog(t, w.from, copied)
		w.grow(t, w.from, 2)
		w.deliver(t)
		var receipt []byte
		write(t, w.to, func(tx *db.Tx) (err error) { receipt, err = CosignedNote(ctx, tx, w.pair); return err })
		for _, grown := range []int{0, 2, 5} { // asleep, as large, larger
			if grown > 0 {
				w.grow(t, copied, grown)
			}
			err := inTx(copied, func(tx *db.Tx) error {
				return StoreCosignature(ctx, tx, w.pair, receipt, CosignerName("HUB"), w.toKey.Public())
			})
			var fork *Fork
			if !errors.As(err, &fork) || !strings.Contains(fork.Why, "old copy") {
				t.Fatalf("grown by %d: %v", grown, err)
			}
			if grown == 5 {
				write(t, copied, func(tx *db.Tx) error { return Freeze(ctx, tx, fork) })
				if err := inTx(copied, func(tx *db.Tx) error { _, err := Append(ctx, tx, w.pair, w.statement(t, 1)); return err }); !errs.Is(err, errs.Conflict) {
					t.Errorf("appending to a frozen log: %v", err)
				}
			}
		}
	})
}

func TestStoreCosignatureRefuses(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 2)
		c := w.grow(t, w.from, 1)
		cosigned := func(b []byte, key sign.Key, name string) []byte {
			n, err := note.Open(b, note.VerifierList(w.fromKey.Public().Verifier(w.pair.Origin())))
			if err != nil {
				t.Fatal(err)
			}
			out, err := note.Sign(n, key.Cosigner(name, w.at))
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		store := func(b []byte, name string, key sign.PublicKey) error {
			return inTx(w.from, func(tx *db.Tx) error { return StoreCosignature(ctx, tx, w.pair, b, name, key) })
		}
		stranger := sign.NewKey()
		byStranger, err := note.Sign(&note.Note{Text: c.text()}, stranger.NoteSigner(w.pair.Origin()), w.toKey.Cosigner("entente/HUB", w.at))
		if err != nil {
			t.Fatal(err)
		}
		hub := w.toKey.Public()
		good := cosigned(c.Note, w.toKey, "entente/HUB")
		for name, err := range map[string]error{
			"no cosignature":                       store(c.Note, "entente/HUB", hub),
			"a stranger's cosignature":             store(cosigned(c.Note, stranger, "entente/HUB"), "entente/HUB", hub),
			"a cosignature under another name":     store(cosigned(c.Note, w.toKey, "entente/EST"), "entente/HUB", hub),
			"another recipient":                    store(cosigned(c.Note, w.toKey, "entente/EST"), "entente/EST", hub),
			"a checkpoint that we did not sign":    store(byStranger, "entente/HUB", hub),
			"a signature that is no cosignature":   store(append(bytes.Clone(c.Note), c.Note[bytes.LastIndex(c.Note[:len(c.Note)-1], []byte("\n"))+1:]...), "entente/HUB", hub),
			"a cosignature and one more signature": store(cosigned(good, stranger, "entente/EST"), "entente/HUB", hub),
		} {
			if k := errs.KindOf(err); k != errs.Denied && k != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := store(good, "entente/HUB", hub); err != nil {
			t.Fatal(err)
		}
		w.at = w.at.Add(time.Hour)
		if err := store(cosigned(c.Note, w.toKey, "entente/HUB"), "entente/HUB", hub); err != nil {
			t.Error("a later cosignature of the same checkpoint:", err)
		}
		write(t, w.from, func(tx *db.Tx) error {
			held, err := CosignedNote(ctx, tx, w.pair)
			if !bytes.Equal(held, good) {
				t.Error("the first cosignature did not stay")
			}
			return err
		})
	})
}

// TestNoOrderForks appends, seals and mirrors in random order, with repeated
// and overtaken batches, and demands that this never looks like a fork and that
// both sides end the same.
func TestNoOrderForks(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			w := *w
			w.pair.To = ids.Party(fmt.Sprintf("N%d", n))
			steps := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 20).Draw(rt, "steps")
			err := w.from.Write(ctx, func(from *db.Tx) error {
				return w.to.Write(ctx, func(to *db.Tx) error { w.walk(rt, from, to, steps); return errUndo })
			})
			if !errors.Is(err, errUndo) {
				rt.Fatal(err)
			}
		})
	})
}

func (w *world) walk(t *rapid.T, from, to *db.Tx, steps []int) {
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	var statements [][]byte
	var sealed []Checkpoint
	send := func(c Checkpoint, first int64) error {
		entries, err := Entries(ctx, from, w.pair, first, int(c.Size-first))
		must(err)
		_, err = Mirror(ctx, to, w.pair, entries, c.Note, w.fromKey.Public())
		return err
	}
	seal := func() {
		c, err := Seal(ctx, from, w.pair, w.fromKey)
		must(err)
		if len(sealed) == 0 || sealed[len(sealed)-1].Size != c.Size {
			sealed = append(sealed, c)
		}
	}
	for _, s := range steps {
		switch {
		case s < 4:
			statements = append(statements, w.statement(t, s))
			i, err := Append(ctx, from, w.pair, statements[len(statements)-1])
			must(err)
			if i != int64(len(statements)-1) {
				t.Fatalf("index %d", i)
			}
		case s == 4 && len(statements) > 0:
			k := rapid.IntRange(0, len(statements)-1).Draw(t, "again")
			i, err := Append(ctx, from, w.pair, statements[k])
			must(err)
			if i != int64(k) {
				t.Fatalf("a repeated statement got index %d, not %d", i, k)
			}
		case s < 7 && len(statements) > 0:
			seal()
		case len(sealed) > 0:
			c := rapid.SampledFrom(sealed).Draw(t, "checkpoint")
			first := rapid.Int64Range(0, c.Size).Draw(t, "first")
			before, err := Size(ctx, to, w.pair)
			must(err)
			err = send(c, first)
			if errors.Is(err, ErrFork) {
				t.Fatal(err)
			}
			if (err == nil) != (first <= before) {
				t.Fatalf("at %d, entries %d to %d: %v", before, first, c.Size, err)
			}
		}
	}
	if len(statements) == 0 {
		return
	}
	seal()
	must(send(sealed[len(sealed)-1], 0))
	for _, tx := range []*db.Tx{from, to} {
		n, err := Fsck(ctx, tx, w.pair)
		must(err)
		if n != int64(len(statements)) {
			t.Fatalf("%d entries of %d", n, len(statements))
		}
	}
}
