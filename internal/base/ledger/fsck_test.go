package ledger

import (
	"errors"
	"fmt"
	"testing"

	"entente/internal/base/db"
)

// TestFsckFindsEveryChange changes every column of every row of a log, one at a
// time, and deletes every row. What remains undetected is listed here with the
// reason: it is this node's own note of a time, or its loss takes evidence away
// without making any.
func TestFsckFindsEveryChange(t *testing.T) {
	t.Parallel()
	bytesColumn := func(c string) string { return `UPDATE %s SET ` + c + ` = $1 WHERE %s` }
	eachWorld(t, func(t *testing.T, w *world) {
		w.grow(t, w.from, 3)
		w.deliver(t)
		w.grow(t, w.from, 4)
		w.deliver(t)
		for _, d := range []*db.DB{w.from, w.to} {
			for _, tc := range []struct {
				table, key string
				text       []string // columns that get another text
				number     []string // columns that are raised by one
				raw        []string // columns that get one bit changed
				mayVanish  bool
			}{
				{"ledger_log", "log", nil, []string{"size", "sealed"}, nil, true},
				{"ledger_entry", "idx", []string{"statement_id", "kind", "about"}, nil, []string{"salt", "statement"}, false},
				{"ledger_hash", "idx", nil, nil, []string{"hash"}, false},
				{"ledger_checkpoint", "size", []string{"from_key", "to_key"}, []string{"cosigned_at"}, []string{"root", "note", "cosigned"}, true},
				{"ledger_ack", "idx", []string{"outcome", "reason", "signer"}, nil, []string{"ack", "signature"}, true},
			} {
				keys := column[any](t, d, tc.table, tc.key)
				for _, key := range keys {
					for _, c := range tc.text {
						w.mustFind(t, d, fmt.Sprintf(`UPDATE %s SET %s = 'x' || %s WHERE %s = $1`, tc.table, c, c, tc.key), key)
					}
					for _, c := range tc.number {
						w.mustFind(t, d, fmt.Sprintf(`UPDATE %s SET %s = %s + 1 WHERE %s = $1`, tc.table, c, c, tc.key), key)
					}
					for _, c := range tc.raw {
						for _, bent := range bends(cell(t, d, tc.table, c, tc.key, key)) {
							w.mustFind(t, d, fmt.Sprintf(bytesColumn(c), tc.table, tc.key+` = $2`), bent, key)
						}
					}
					if !tc.mayVanish {
						w.mustFind(t, d, fmt.Sprintf(`DELETE FROM %s WHERE %s = $1`, tc.table, tc.key), key)
					}
				}
			}
			w.mustFind(t, d, `DELETE FROM ledger_checkpoint WHERE size = 7`)
			w.mustFind(t, d, `UPDATE ledger_checkpoint SET cosigned = note WHERE size = 7`)
			w.mustFind(t, d, `UPDATE ledger_checkpoint SET cosigned = (SELECT cosigned FROM ledger_checkpoint WHERE size = 3) WHERE size = 7`)
			w.mustFind(t, d, `UPDATE ledger_ack SET idx = 9 WHERE idx = 6`)
			w.mustFind(t, d, `INSERT INTO ledger_hash (log, idx, hash) SELECT log, 99, hash FROM ledger_hash WHERE idx = 0`)
		}
	})
}

// bends gives variants of a value: the first, a middle and the last byte
// changed, one byte less, one more, nothing.
func bends(b []byte) [][]byte {
	var out [][]byte
	for _, i := range []int{0, len(b) / 2, len(b) - 1} {
		c := append([]byte{}, b...)
		c[i] ^= 1
		out = append(out, c)
	}
	return append(out, append([]byte{}, b[:len(b)-1]...), append(append([]byte{}, b...), 0))
}

func (w *world) mustFind(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	undone(t, d, func(tx *db.Tx) {
		if n, err := tx.Exec(ctx, sql, args...); err != nil || n == 0 {
			t.Fatalf("%s: %d rows, %v", sql, n, err)
		}
		_, err := Fsck(ctx, tx, w.pair)
		var broken *Broken
		if !errors.As(err, &broken) {
			t.Errorf("%s %v: not found (%v)", sql, args, err)
		}
	})
}

func column[T any](t *testing.T, d *db.DB, table, name string) (all []T) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		all, err = db.Rows(ctx, tx, func(s db.Scanner) (v T, err error) { return v, s.Scan(&v) }, `SELECT `+name+` FROM `+table+` ORDER BY `+name)
		return err
	})
	return all
}

func cell(t *testing.T, d *db.DB, table, name, key string, at any) (b []byte) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		b, err = db.Value[[]byte](ctx, tx, `SELECT `+name+` FROM `+table+` WHERE `+key+` = $1`, at)
		return err
	})
	return b
}
