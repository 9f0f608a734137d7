package ledger

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

func TestAcks(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 3)
		entries, c := w.batch(t, w.from, 0)
		if err := w.mirror(entries, c.Note); err != nil {
			t.Fatal(err)
		}
		save := func(a Ack) error {
			return inTx(w.to, func(tx *db.Tx) error { return SaveAck(ctx, tx, w.pair, a, w.toKey) })
		}
		good := w.answer(entries[1])
		other := good
		other.Outcome = Refused
		later := good
		later.At = later.At.Add(time.Hour)
		elsewhere := w.answer(entries[2])
		elsewhere.Log = Pair{"EST", "HUB", "live"}.Origin()
		misplaced := w.answer(entries[2])
		misplaced.Index = 0
		beyond := w.answer(entries[2])
		beyond.Index = 3
		unknown := w.answer(entries[2])
		unknown.Outcome = "perhaps"
		for _, tc := range []struct {
			name string
			ack  Ack
			kind errs.Kind
		}{
			{"the first answer", good, ""}, {"the same again", good, ""}, {"the same, later", later, ""}, {"another outcome", other, errs.Conflict},
			{"an answer to another log", elsewhere, errs.Conflict}, {"an answer to another statement", misplaced, errs.Conflict},
			{"an answer to nothing", beyond, errs.NotFound}, {"an unknown outcome", unknown, errs.Invalid},
		} {
			if err := save(tc.ack); (err == nil) != (tc.kind == "") || err != nil && !errs.Is(err, tc.kind) {
				t.Errorf("%s: %v", tc.name, err)
			}
		}
		var signed SignedAck
		write(t, w.to, func(tx *db.Tx) (err error) {
			if _, err := LoadAck(ctx, tx, w.pair, 0); !errs.Is(err, errs.NotFound) {
				t.Error(err)
			}
			signed, err = LoadAck(ctx, tx, w.pair, 1)
			return err
		})
		if diff := cmp.Diff(good, signed.Ack); diff != "" {
			t.Error(diff)
		}
		w.checkTakeAck(t, entries, signed)
	})
}

// checkTakeAck gives a signed answer to the sender.
func (w *world) checkTakeAck(t *testing.T, entries []Entry, signed SignedAck) {
	t.Helper()
	take := func(a SignedAck) (fresh bool, err error) {
		err = inTx(w.from, func(tx *db.Tx) (err error) { fresh, err = TakeAck(ctx, tx, w.pair, a); return err })
		return fresh, err
	}
	if fresh, err := take(signed); !fresh || err != nil {
		t.Error(fresh, err)
	}
	if fresh, err := take(signed); fresh || err != nil {
		t.Error("the same answer again:", fresh, err)
	}
	resign := func(a Ack) SignedAck {
		b, err := a.encode()
		if err != nil {
			t.Fatal(err)
		}
		s, err := ParseAck(b, w.toKey.Sign(ackContext, b), w.toKey.Public())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	changed := signed.Ack
	changed.Outcome = Refused
	forged := w.answer(entries[2])
	forged.Leaf = entries[0].Leaf()
	for name, a := range map[string]Ack{"a changed answer": changed, "an answer to what we did not say": forged} {
		if _, err := take(resign(a)); !errs.Is(err, errs.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseAckRefuses(t *testing.T) {
	t.Parallel()
	key := sign.NewKey()
	at := time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC)
	a := Ack{Log: "entente/CZE/to/HUB/live", Index: 3, Leaf: strings.Repeat("ab", 32), Outcome: Partial, Reason: "no", Counts: map[string]int64{"b": 2, "a": 1}, At: at}
	b, err := a.encode()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"at":"2026-11-23T03:04:05Z","counts":{"a":1,"b":2},"index":3,"leaf":"` + a.Leaf + `","log":"entente/CZE/to/HUB/live","outcome":"partial","reason":"no"}`
	if diff := cmp.Diff(want, string(b)); diff != "" {
		t.Fatal(diff)
	}
	if _, err := ParseAck(b, key.Sign(ackContext, b), key.Public()); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		for bit := range 8 {
			bent := bytes.Clone(b)
			bent[i] ^= 1 << bit
			if _, err := ParseAck(bent, key.Sign(ackContext, b), key.Public()); err == nil {
				t.Fatalf("bit %d of byte %d can be changed", bit, i)
			}
		}
	}
	for name, bad := range map[string]string{
		"another order":      strings.Replace(want, `{"a":1,"b":2}`, `{"b":2,"a":1}`, 1),
		"an unknown member":  strings.Replace(want, `{"at"`, `{"aa":1,"at"`, 1),
		"a negative index":   strings.Replace(want, `"index":3`, `"index":-1`, 1),
		"a long reason":      strings.Replace(want, `"no"`, `"`+strings.Repeat("n", 5000)+`"`, 1),
		"a leaf in capitals": strings.Replace(want, a.Leaf, strings.ToUpper(a.Leaf), 1),
		"a short leaf":       strings.Replace(want, a.Leaf, a.Leaf[2:], 1),
		"a count of text":    strings.Replace(want, `"a":1`, `"a":"1"`, 1),
		"a missing member":   strings.Replace(want, `"reason":"no"`, "", 1),
		"no counts":          strings.Replace(want, `{"a":1,"b":2}`, "null", 1),
		"a bad log":          strings.Replace(want, "CZE", "cze", 1),
	} {
		if bad == want {
			t.Errorf("%s: the case changes nothing", name)
		}
		if _, err := ParseAck([]byte(bad), key.Sign(ackContext, []byte(bad)), key.Public()); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, sig := range map[string]sign.Signature{
		"another context": key.Sign("card", b), "another key": sign.NewKey().Sign(ackContext, b), "nobody": {},
	} {
		if _, err := ParseAck(b, sig, key.Public()); !errs.Is(err, errs.Denied) {
			t.Errorf("signed by %s: %v", name, err)
		}
	}
}

func TestCosign(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		cosign := func(name string) (c Checkpoint, err error) {
			err = inTx(w.to, func(tx *db.Tx) (err error) { c, err = Cosign(ctx, tx, w.pair, w.toKey, name); return err })
			return c, err
		}
		if _, err := cosign("entente/HUB"); !errs.Is(err, errs.NotFound) {
			t.Error("nothing to sign:", err)
		}
		w.grow(t, w.from, 3)
		w.deliver(t)
		if _, err := cosign("entente/EST"); err == nil {
			t.Error("signed under another name")
		}
		first, err1 := cosign("entente/HUB")
		again, err2 := cosign("entente/HUB")
		if err1 != nil || err2 != nil || !bytes.Equal(first.Cosigned, again.Cosigned) {
			t.Error(err1, err2)
		}
		if !first.CosignedAt.Equal(w.at.Truncate(time.Second)) || first.ToKey != w.toKey.Public() || first.Size != 3 {
			t.Errorf("%+v", first)
		}
		if err := inTx(w.from, func(tx *db.Tx) error {
			_, err := Cosign(context.Background(), tx, w.pair, w.toKey, "entente/HUB")
			return err
		}); err == nil {
			t.Error("the sender cosigned its own log")
		}
		// What is cosigned is checked against the tree once more.
		undone(t, w.to, func(tx *db.Tx) {
			if _, err := tx.Exec(ctx, `UPDATE ledger_hash SET hash = (SELECT hash FROM ledger_hash WHERE idx = 0) WHERE idx = 2`); err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec(ctx, `UPDATE ledger_checkpoint SET cosigned = $1, cosigned_at = 0, to_key = ''`, []byte{}); err != nil {
				t.Fatal(err)
			}
			if _, err := Cosign(ctx, tx, w.pair, w.toKey, "entente/HUB"); err == nil || !strings.Contains(err.Error(), "does not add up") {
				t.Errorf("a wrong tree was cosigned: %v", err)
			}
		})
	})
}
