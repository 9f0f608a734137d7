package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	tlogfmt "github.com/transparency-dev/formats/log"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

func TestWholeLife(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		total := int64(0)
		for _, n := range []int{1, 1, 5, 300, 2} {
			total += int64(n)
			if c := w.grow(t, w.from, n); c.Size != total {
				t.Fatalf("checkpoint at %d, want %d", c.Size, total)
			}
			w.deliver(t)
		}
		for _, d := range []*db.DB{w.from, w.to} {
			write(t, d, func(tx *db.Tx) error {
				size, err1 := Size(ctx, tx, w.pair)
				cosigned, err2 := CosignedSize(ctx, tx, w.pair)
				if size != total || cosigned != total {
					t.Errorf("size %d, cosigned %d, want %d", size, cosigned, total)
				}
				return errors.Join(err1, err2)
			})
		}
	})
}

func TestAppendIsIdempotent(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		st := w.statement(t, 0)
		other := bytes.Replace(st, []byte(`"n":0`), []byte(`"n":1`), 1)
		for range 3 {
			write(t, w.from, func(tx *db.Tx) error {
				i, err := Append(ctx, tx, w.pair, st)
				if i != 0 {
					t.Errorf("index %d", i)
				}
				return err
			})
		}
		if err := inTx(w.from, func(tx *db.Tx) error { _, err := Append(ctx, tx, w.pair, other); return err }); !errs.Is(err, errs.Conflict) {
			t.Errorf("other words under the same id: %v", err)
		}
		first := w.grow(t, w.from, 0)
		again := w.grow(t, w.from, 0)
		if first.Size != 1 || !bytes.Equal(first.Note, again.Note) {
			t.Error("sealing twice signed twice")
		}
	})
}

// TestAppendAtOnce lets several goroutines append and seal, some the same
// statements.
func TestAppendAtOnce(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		shared := w.statement(t, 0)
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				for i := range 6 {
					st := w.statement(t, i)
					if i%3 == 0 {
						st = shared
					}
					for range 50 { // what is told to be busy tries again
						err := inTx(w.from, func(tx *db.Tx) error {
							if _, err := Append(ctx, tx, w.pair, st); err != nil {
								return err
							}
							_, err := Seal(ctx, tx, w.pair, w.fromKey)
							return err
						})
						if err == nil {
							break
						}
						if !errs.Is(err, errs.Busy) {
							t.Error(err)
							return
						}
					}
				}
			})
		}
		wg.Wait()
		if c := w.grow(t, w.from, 0); c.Size != 5*4+1 {
			t.Errorf("%d entries", c.Size)
		}
		w.deliver(t)
	})
}

func TestAppendRefuses(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		st := w.statement(t, 0)
		otherRealm := w.pair
		otherRealm.Realm = "exercise-1"
		for name, tc := range map[string]struct {
			pair Pair
			st   []byte
		}{
			"a statement of another realm":     {otherRealm, st},
			"a statement of another direction": {Pair{"HUB", "CZE", w.pair.Realm}, st},
			"a log to oneself":                 {Pair{"CZE", "CZE", w.pair.Realm}, bytes.ReplaceAll(st, []byte("HUB"), []byte("CZE"))},
			"not canonical":                    {w.pair, append([]byte(" "), st...)},
		} {
			if err := inTx(w.from, func(tx *db.Tx) error { _, err := Append(ctx, tx, tc.pair, tc.st); return err }); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.grow(t, w.from, 1)
		w.deliver(t)
		for name, f := range map[string]func(tx *db.Tx) error{
			"append": func(tx *db.Tx) error { _, err := Append(ctx, tx, w.pair, w.statement(t, 9)); return err },
			"seal":   func(tx *db.Tx) error { _, err := Seal(ctx, tx, w.pair, w.toKey); return err },
		} {
			if err := inTx(w.to, f); err == nil || errs.KindOf(err) != errs.Internal {
				t.Errorf("%s to a mirror: %v", name, err)
			}
		}
		entries, c := w.batch(t, w.from, 0)
		if err := inTx(w.from, func(tx *db.Tx) error {
			_, err := Mirror(ctx, tx, w.pair, entries, c.Note, w.fromKey.Public())
			return err
		}); err == nil {
			t.Error("a node mirrors into its own log")
		}
	})
}

// TestNothingIsSealedOnAWrongTree changes what the database holds between
// Append and Seal.
func TestNothingIsSealedOnAWrongTree(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 5)
		write(t, w.from, func(tx *db.Tx) error {
			for i := range 4 {
				if _, err := Append(ctx, tx, w.pair, w.statement(t, i)); err != nil {
					return err
				}
			}
			return nil
		})
		for name, sql := range map[string]string{
			"a statement":                `UPDATE ledger_entry SET statement = (SELECT statement FROM ledger_entry WHERE idx = 0) WHERE idx = 7`,
			"a salt":                     `UPDATE ledger_entry SET salt = (SELECT salt FROM ledger_entry WHERE idx = 0) WHERE idx = 6`,
			"a lost entry":               `DELETE FROM ledger_entry WHERE idx = 8`,
			"a lost entry in the middle": `DELETE FROM ledger_entry WHERE idx = 6`,
			"a new leaf's hash":          `UPDATE ledger_hash SET hash = (SELECT hash FROM ledger_hash WHERE idx = 0) WHERE idx = 10`,
			"a new node's hash":          `UPDATE ledger_hash SET hash = (SELECT hash FROM ledger_hash WHERE idx = 0) WHERE idx = 12`,
			"an old peak":                `UPDATE ledger_hash SET hash = (SELECT hash FROM ledger_hash WHERE idx = 0) WHERE idx = 6`,
			"a short hash":               `UPDATE ledger_hash SET hash = (SELECT realm FROM ledger_log) WHERE idx = 6`,
			"a lost hash":                `DELETE FROM ledger_hash WHERE idx = 6`,
			"the last root":              `UPDATE ledger_checkpoint SET root = (SELECT hash FROM ledger_hash WHERE idx = 0)`,
			"the last note":              `UPDATE ledger_checkpoint SET note = root`,
			"the last size":              `UPDATE ledger_checkpoint SET size = 4`,
			"the size":                   `UPDATE ledger_log SET size = 10`,
			"the sealed size":            `UPDATE ledger_log SET sealed = 4`,
		} {
			if w.from.Engine() == "postgres" {
				sql = strings.Replace(sql, "SELECT realm FROM", "SELECT realm::bytea FROM", 1)
			}
			undone(t, w.from, func(tx *db.Tx) {
				if n, err := tx.Exec(ctx, sql); err != nil || n == 0 {
					t.Fatalf("%s: %d rows, %v", name, n, err)
				}
				_, err := Seal(ctx, tx, w.pair, w.fromKey)
				var broken *Broken
				if !errors.As(err, &broken) || broken.Log != w.pair.Origin() {
					t.Errorf("%s: got %v, want a refusal that is fatal", name, err)
				}
				if k, text := errs.Public(err); k != errs.Internal || strings.Contains(text, "entry") {
					t.Errorf("%s: the outside is told %s %q", name, k, text)
				}
			})
		}
		if c := w.grow(t, w.from, 0); c.Size != 9 {
			t.Errorf("after all that, the true tree is sealed at %d", c.Size)
		}
	})
}

// TestCheckpointIsC2SP reads our checkpoint with another implementation of the
// format.
func TestCheckpointIsC2SP(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		c := w.grow(t, w.from, 3)
		got, _, n, err := tlogfmt.ParseCheckpoint(c.Note, w.pair.Origin(), w.fromKey.Public().Verifier(w.pair.Origin()))
		if err != nil {
			t.Fatal(err)
		}
		if got.Origin != "entente/CZE/to/HUB/live" || got.Size != 3 || !bytes.Equal(got.Hash, c.Root[:]) || len(n.Sigs) != 1 {
			t.Errorf("%+v", got)
		}
	})
}

func TestReads(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, w *world) {
		write(t, w.from, func(tx *db.Tx) error {
			size, err1 := Size(ctx, tx, w.pair)
			cosigned, err2 := CosignedSize(ctx, tx, w.pair)
			c, err3 := CheckpointAfter(ctx, tx, w.pair, 0, 10)
			n, err4 := Fsck(ctx, tx, w.pair)
			if size != 0 || cosigned != 0 || c.Size != 0 || n != 0 {
				t.Error("a log that does not exist is not empty")
			}
			_, err := Latest(ctx, tx, w.pair)
			_, noNote := CosignedNote(ctx, tx, w.pair)
			if !errs.Is(err, errs.NotFound) || !errs.Is(noNote, errs.NotFound) {
				t.Error(err, noNote)
			}
			return errors.Join(err1, err2, err3, err4)
		})
		for range 4 {
			w.grow(t, w.from, 3)
		}
		write(t, w.from, func(tx *db.Tx) error {
			for _, tc := range []struct {
				from  int64
				limit int
				want  int64
			}{{0, 256, 12}, {0, 7, 6}, {0, 2, 3}, {3, 3, 6}, {4, 1, 6}, {11, 1, 12}, {12, 5, 0}, {99, 5, 0}} {
				c, err := CheckpointAfter(ctx, tx, w.pair, tc.from, tc.limit)
				if err != nil || c.Size != tc.want {
					t.Errorf("CheckpointAfter(%d, %d) = %d, %v; want %d", tc.from, tc.limit, c.Size, err, tc.want)
				}
			}
			entries, err := Entries(ctx, tx, w.pair, 10, 5)
			if err != nil || len(entries) != 2 || entries[0].Index != 10 || !entries[0].At.Equal(w.at) {
				t.Errorf("%v, %v", entries, err)
			}
			st, err := ParseStatement(entries[1].Statement)
			if err != nil {
				return err
			}
			e, err := EntryByStatement(ctx, tx, w.pair, st.ID)
			if e.Index != 11 || err != nil {
				t.Error(e.Index, err)
			}
			if _, err := EntryByStatement(ctx, tx, w.pair, "none"); !errs.Is(err, errs.NotFound) {
				t.Error(err)
			}
			pairs, err := Pairs(ctx, tx)
			if diff := cmp.Diff([]Pair{w.pair}, pairs); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestParseOrigin(t *testing.T) {
	t.Parallel()
	p, err := ParseOrigin("entente/CZE/to/HUB/exercise-7")
	if err != nil || p != (Pair{"CZE", "HUB", "exercise-7"}) || p.Origin() != "entente/CZE/to/HUB/exercise-7" {
		t.Error(p, err)
	}
	for _, bad := range []string{"", "entente", "entente/CZE/to/HUB", "entente/CZE/to/HUB/live/", "Entente/CZE/to/HUB/live", "entente/CZE/TO/HUB/live",
		"entente/cze/to/HUB/live", "entente/CZE/to/CZE/live", "entente/CZE/to/HUB/Live", "entente/CZE/to//live", "entente/CZE/to/HUB/live\n"} {
		if _, err := ParseOrigin(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestParseStatementRefuses(t *testing.T) {
	t.Parallel()
	w := &world{pair: Pair{"CZE", "HUB", "live"}}
	w.at = w.at.AddDate(2025, 0, 0)
	good := string(w.statement(t, 1))
	if _, err := ParseStatement([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"nothing":               "",
		"white space":           good + "\n",
		"another order":         `{"v":1,` + strings.TrimSuffix(strings.TrimPrefix(good, "{"), `,"v":1}`) + "}",
		"an unknown member":     strings.TrimSuffix(good, "}") + `,"w":1}`,
		"a member twice":        strings.TrimSuffix(good, "}") + `,"v":1}`,
		"another letter case":   strings.Replace(good, `"kind"`, `"Kind"`, 1),
		"a missing member":      strings.Replace(good, `"about":"matter-1",`, "", 1),
		"null":                  strings.Replace(good, `"about":"matter-1"`, `"about":null`, 1),
		"escaped letters":       strings.Replace(good, "matter", `m\u0061tter`, 1),
		"a time with an offset": strings.Replace(good, `Z","body"`, `+00:00","body"`, 1),
		"a time in nanoseconds": strings.Replace(good, `Z","body"`, `.000000001Z","body"`, 1),
		"time 1.0":              strings.Replace(good, `"n":1`, `"n":1.0`, 1),
		"version 2":             strings.Replace(good, `"v":1`, `"v":2`, 1),
		"version 1e0":           strings.Replace(good, `"v":1}`, `"v":1e0}`, 1),
		"a kind in capitals":    strings.Replace(good, "release.made", "Release.made", 1),
		"a party in small":      strings.Replace(good, `"CZE"`, `"cze"`, 1),
		"a party of Cyrillic":   strings.Replace(good, `"CZE"`, `"СZE"`, 1),
		"an id in capitals":     strings.Replace(good, `"id":"0`, `"id":"A`, 1),
		"to itself":             strings.Replace(good, `"HUB"`, `"CZE"`, 1),
		"a long subject":        strings.Replace(good, "matter-1", strings.Repeat("m", 513), 1),
		"the year 0":            strings.Replace(good, `"at":"2`, `"at":"0`, 1),
		"bad UTF-8":             strings.Replace(good, "matter", "matt\xffr", 1),
		"a deep body":           strings.Replace(good, `"n":1`, `"n":`+strings.Repeat("[", 20000)+strings.Repeat("]", 20000), 1),
	} {
		if bad == good {
			t.Errorf("%s: the case changes nothing", name)
		}
		if _, err := ParseStatement([]byte(bad)); errs.KindOf(err) == errs.Internal {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	if _, err := ParseStatement(make([]byte, MaxStatement+1)); !errs.Is(err, errs.TooLarge) {
		t.Error(err)
	}
}

// BenchmarkAppend measures one statement in a log of growing size, with its
// seal, in a transaction of its own.
func BenchmarkAppend(b *testing.B) {
	w := &world{pair: Pair{"CZE", "HUB", "live"}, fromKey: sign.NewKey(), at: fixed.Now()}
	d := openBench(b)
	for i := 0; b.Loop(); i++ {
		write(b, d, func(tx *db.Tx) error {
			if _, err := Append(ctx, tx, w.pair, w.statement(b, i)); err != nil {
				return err
			}
			_, err := Seal(ctx, tx, w.pair, w.fromKey)
			return err
		})
	}
	b.ReportMetric(float64(b.N), "entries")
}

func ExamplePair_Origin() {
	fmt.Println(Pair{From: "CZE", To: "HUB", Realm: "live"}.Origin())
	// Output: entente/CZE/to/HUB/live
}
