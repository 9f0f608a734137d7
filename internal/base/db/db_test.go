package db_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
)

var ctx = context.Background()

var errStop = errors.New("stop")

// table makes a table for one test.
func table(t *testing.T, d *db.DB, columns string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TABLE probe (`+columns+`)`)
		return err
	})
}

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func exec(query string, args ...any) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}
}

func read[T any](t *testing.T, d *db.DB, query string, args ...any) (all []T) {
	t.Helper()
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = db.Rows(ctx, tx, func(s db.Scanner) (v T, err error) { return v, s.Scan(&v) }, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY`)
		if err := d.Write(ctx, func(tx *db.Tx) error {
			if err := exec(`INSERT INTO probe (id) VALUES (1)`)(tx); err != nil {
				return err
			}
			return errStop
		}); !errors.Is(err, errStop) {
			t.Error(err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.Write(ctx, func(tx *db.Tx) error {
				if err := exec(`INSERT INTO probe (id) VALUES (2)`)(tx); err != nil {
					return err
				}
				panic("in the middle")
			})
		}()
		// The one writer of SQLite must be free again after the panic.
		short, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if err := d.Write(short, exec(`INSERT INTO probe (id) VALUES (3)`)); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]int64{3}, read[int64](t, d, `SELECT id FROM probe`)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY`)
		if err := d.Read(ctx, exec(`INSERT INTO probe (id) VALUES (1)`)); err == nil {
			t.Error("a reading transaction wrote")
		}
		if got := read[int64](t, d, `SELECT id FROM probe`); len(got) != 0 {
			t.Error(got)
		}
	})
}

func TestReadIsASnapshot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY`)
		if err := d.Read(ctx, func(tx *db.Tx) error {
			for range 3 {
				n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM probe`)
				if err != nil || n != 0 {
					t.Errorf("the snapshot moved: %d, %v", n, err)
				}
				if err := d.Write(ctx, func(tx *db.Tx) error {
					return exec(`INSERT INTO probe (id) SELECT count(*) FROM probe`)(tx)
				}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if got := read[int64](t, d, `SELECT id FROM probe`); len(got) != 3 {
			t.Error(got)
		}
	})
}

func TestNoUpdateIsLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY, n BIGINT NOT NULL`)
		write(t, d, exec(`INSERT INTO probe (id, n) VALUES (1, 0)`))
		const workers, rounds = 6, 15
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for range rounds {
					if err := retryBusy(func() error {
						return d.Write(ctx, func(tx *db.Tx) error {
							n, err := db.Value[int64](ctx, tx, `SELECT n FROM probe WHERE id = 1`)
							if err != nil {
								return err
							}
							return exec(`UPDATE probe SET n = $1 WHERE id = 1`, n+1)(tx)
						})
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := read[int64](t, d, `SELECT n FROM probe`); got[0] != workers*rounds {
			t.Errorf("%d updates are left of %d", got[0], workers*rounds)
		}
	})
}

// retryBusy does what a caller does who is told to try again.
func retryBusy(f func() error) (err error) {
	for range 50 {
		if err = f(); !errs.Is(err, errs.Busy) {
			return err
		}
	}
	return err
}

// TestDecisionsAreNotMadeTwice is write skew: each transaction decides on what
// it has read and writes a row of its own. Alone, only the first would write.
func TestDecisionsAreNotMadeTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY`)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := retryBusy(func() error {
					return d.Write(ctx, func(tx *db.Tx) error {
						n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM probe`)
						if err != nil || n > 0 {
							return err
						}
						return exec(`INSERT INTO probe (id) VALUES ($1)`, i)(tx)
					})
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := read[int64](t, d, `SELECT id FROM probe`); len(got) != 1 {
			t.Errorf("%d transactions each thought to be the first", len(got))
		}
	})
}

func TestTimeAndAfterCommit(t *testing.T) {
	t.Parallel()
	fixed := time.Date(2026, 11, 23, 3, 4, 5, 678_901_000, time.UTC)
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(fixed) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		table(t, d, `at BIGINT NOT NULL`)
		var heard []string
		write(t, d, func(tx *db.Tx) error {
			c.(*clock.Fixed).Advance(time.Hour)
			if !tx.Now.Equal(fixed) {
				t.Errorf("time moved within a transaction: %v", tx.Now)
			}
			tx.AfterCommit(func() { heard = append(heard, "first") })
			tx.AfterCommit(func() {
				heard = append(heard, "second")
				if got := read[int64](t, d, `SELECT at FROM probe`); len(got) != 1 || !db.Time(got[0]).Equal(fixed) {
					t.Errorf("after the commit: %v", got)
				}
			})
			return exec(`INSERT INTO probe (at) VALUES ($1)`, db.Micros(tx.Now))(tx)
		})
		_ = d.Write(ctx, func(tx *db.Tx) error {
			tx.AfterCommit(func() { heard = append(heard, "never") })
			return errStop
		})
		if diff := cmp.Diff([]string{"first", "second"}, heard); diff != "" {
			t.Error(diff)
		}
	})
	if db.Micros(time.Time{}) != 0 || !db.Time(0).IsZero() || db.Time(db.Micros(fixed)) != fixed {
		t.Error("times do not come back as they went")
	}
}

func TestErrorsHaveKinds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY, name TEXT UNIQUE`)
		write(t, d, exec(`INSERT INTO probe (id, name) VALUES (1, 'a')`))
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		for name, tc := range map[string]struct {
			err  error
			kind errs.Kind
		}{
			"a second primary key": {d.Write(ctx, exec(`INSERT INTO probe (id, name) VALUES (1, 'b')`)), errs.Conflict},
			"a second unique name": {d.Write(ctx, exec(`INSERT INTO probe (id, name) VALUES (2, 'a')`)), errs.Conflict},
			"no row": {d.Read(ctx, func(tx *db.Tx) error {
				_, err := db.Value[int64](ctx, tx, `SELECT id FROM probe WHERE id = 9`)
				return err
			}), errs.NotFound},
			"bad SQL":                   {d.Write(ctx, exec(`SELEKT 1`)), errs.Internal},
			"no such table":             {d.Read(ctx, exec(`SELECT 1 FROM nowhere`)), errs.Internal},
			"a context that has ended":  {d.Write(cancelled, exec(`INSERT INTO probe (id) VALUES (3)`)), errs.Internal},
			"a reading one, that ended": {d.Read(cancelled, exec(`SELECT 1`)), errs.Internal},
		} {
			if tc.err == nil || errs.KindOf(tc.err) != tc.kind {
				t.Errorf("%s: %v is %s, want %s", name, tc.err, errs.KindOf(tc.err), tc.kind)
			}
			if _, text := errs.Public(tc.err); strings.Contains(text, "probe") {
				t.Errorf("%s: the outside is told of our tables: %q", name, text)
			}
		}
	})
}

func TestTry(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY`)
		put := func(tx *db.Tx, id int) func() error {
			return func() error { return exec(`INSERT INTO probe (id) VALUES ($1)`, id)(tx) }
		}
		write(t, d, func(tx *db.Tx) error {
			if err := tx.Try(ctx, put(tx, 1)); err != nil {
				t.Error(err)
			}
			if err := tx.Try(ctx, func() error { return errors.Join(put(tx, 2)(), errStop) }); !errors.Is(err, errStop) {
				t.Error(err)
			}
			if err := tx.Try(ctx, put(tx, 1)); err == nil { // the engine refuses; PostgreSQL's transaction must go on
				t.Error("a second 1")
			}
			if err := tx.Try(ctx, func() error { // one within another
				if err := tx.Try(ctx, func() error { return errors.Join(put(tx, 3)(), errStop) }); !errors.Is(err, errStop) {
					t.Error(err)
				}
				return put(tx, 4)()
			}); err != nil {
				t.Error(err)
			}
			return put(tx, 5)()
		})
		if diff := cmp.Diff([]int64{1, 4, 5}, read[int64](t, d, `SELECT id FROM probe ORDER BY id`)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestInsertAndIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `id BIGINT PRIMARY KEY, name TEXT NOT NULL, raw BYTEA NOT NULL, ok BOOLEAN NOT NULL`)
		var rows [][]any
		for i := range 1000 {
			rows = append(rows, []any{i, fmt.Sprintf("name %d", i), []byte{byte(i), 0, 255}, i%2 == 0})
		}
		columns := []string{"id", "name", "raw", "ok"}
		write(t, d, func(tx *db.Tx) error {
			for _, tc := range []struct {
				rows   [][]any
				suffix string
				want   int64
			}{{nil, "", 0}, {rows[:1], "", 1}, {rows[:64], "ON CONFLICT DO NOTHING", 63}, {rows, "ON CONFLICT (id) DO NOTHING", 936}, {rows[:3], "ON CONFLICT (id) DO UPDATE SET name = 'changed'", 3}} {
				if n, err := tx.Insert(ctx, "probe", columns, tc.rows, tc.suffix); err != nil || n != tc.want {
					t.Errorf("%d rows %s: %d, %v; want %d", len(tc.rows), tc.suffix, n, err, tc.want)
				}
			}
			return nil
		})
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Insert(ctx, "probe", columns, rows[:2], ""); return err }); !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
		for _, tc := range []struct {
			ids  []int64
			want []int64
		}{{nil, nil}, {[]int64{7}, []int64{7}}, {[]int64{999, 5, 5, 12345}, []int64{5, 999}}} {
			args := []any{"name 0"}
			q := `SELECT id FROM probe WHERE name <> $1 AND id IN ` + db.In(&args, tc.ids) + ` ORDER BY id`
			if diff := cmp.Diff(tc.want, read[int64](t, d, q, args...)); diff != "" {
				t.Error(diff)
			}
		}
		if diff := cmp.Diff([][]byte{{1, 0, 255}}, read[[]byte](t, d, `SELECT raw FROM probe WHERE id = 257 - 256 AND ok = $1`, false)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestOneTextTwoEngines runs the statements that domains may use and demands
// the same answer of both engines.
func TestOneTextTwoEngines(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d, `at BIGINT NOT NULL, id TEXT NOT NULL, doc TEXT, PRIMARY KEY (at, id)`)
		write(t, d, func(tx *db.Tx) error {
			for i, id := range []string{"a", "b", "c", "d_e", "dXe"} {
				if err := exec(`INSERT INTO probe (at, id, doc) VALUES ($2, $1, NULL)`, id, i/2)(tx); err != nil {
					return err
				}
			}
			got, err := db.Value[string](ctx, tx, `INSERT INTO probe (at, id, doc) VALUES (0, 'a', 'new') ON CONFLICT (at, id) DO UPDATE SET doc = excluded.doc RETURNING doc`)
			if got != "new" {
				t.Error(got)
			}
			return err
		})
		for query, want := range map[string][]string{
			`SELECT id FROM probe WHERE (at, id) > (0, 'b') ORDER BY at, id LIMIT 2`:                                                                                  {"c", "d_e"},
			`SELECT id FROM probe WHERE id LIKE 'd\_%' ESCAPE '\' ORDER BY id`:                                                                                        {"d_e"},
			`SELECT id FROM probe WHERE doc IS NOT DISTINCT FROM 'new'`:                                                                                               {"a"},
			`SELECT lower(id) FROM probe WHERE id = 'dXe'`:                                                                                                            {"dxe"},
			`WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 3) SELECT 'n' FROM up`:                                                        {"n", "n", "n"},
			`SELECT p.id FROM probe p JOIN (SELECT at, count(*) FILTER (WHERE doc IS NULL) AS n FROM probe GROUP BY at) x ON x.at = p.at WHERE x.n = 1 ORDER BY p.id`: {"a", "b", "dXe"},
		} {
			if diff := cmp.Diff(want, read[string](t, d, query)); diff != "" {
				t.Errorf("%s: %s", query, diff)
			}
		}
	})
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, exec(`DELETE FROM db_migration`)) // so that only the files of this test count
		file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
		files := fstest.MapFS{
			"0001_probe.sql":          file("-- first\nCREATE TABLE probe_a (id BIGINT);\nINSERT INTO probe_a (id) VALUES (1);\n"),
			"0002_probe.sqlite.sql":   file("CREATE TABLE probe_sqlite (id BIGINT);\n"),
			"0002_probe.postgres.sql": file("CREATE TABLE probe_postgres (id BIGINT);\n"),
			"readme.txt":              file("not SQL"),
		}
		for range 3 { // a second run changes nothing
			if err := d.Migrate(ctx, files); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{"0001_probe.sql", "0002_probe." + d.Engine() + ".sql"}, read[string](t, d, `SELECT name FROM db_migration ORDER BY name`)); diff != "" {
			t.Error(diff)
		}
		if got := read[int64](t, d, `SELECT id FROM probe_a`); len(got) != 1 {
			t.Errorf("the first migration ran %d times", len(got))
		}
		files["0003_probe.sql"] = file("CREATE TABLE probe_c (id BIGINT);\nCREATE TABLE probe_c (id BIGINT);\n")
		if err := d.Migrate(ctx, files); err == nil || !strings.Contains(err.Error(), "0003_probe.sql") {
			t.Errorf("a failing migration: %v", err)
		}
		files["0003_probe.sql"] = file("CREATE TABLE probe_c (id BIGINT);\n")
		if err := d.Migrate(ctx, files); err != nil {
			t.Errorf("nothing of the failed one should have remained: %v", err)
		}
		delete(files, "0003_probe.sql")
		if err := d.Migrate(ctx, files); !errs.Is(err, errs.Unsupported) {
			t.Errorf("a database of a newer version: %v", err)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	opt := db.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
	for _, address := range []string{"", "mysql://x", "/tmp/x.db", "sqlite:" + t.TempDir() + "/none/x.db", "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"} {
		d, err := db.Open(ctx, address, opt)
		if err == nil {
			_ = d.Close()
			t.Errorf("%q was opened", address)
		}
	}
}

func TestSQLiteIsDurable(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, clock.System{})
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		write(t, d, func(tx *db.Tx) error {
			got, err := db.Value[string](ctx, tx, `PRAGMA `+pragma)
			if got != want {
				t.Errorf("%s is %s, want %s", pragma, got, want)
			}
			return err
		})
	}
}

func TestFullDiskIsToldAndHealed(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, clock.System{})
	table(t, d, `id BIGINT PRIMARY KEY, raw BYTEA`)
	pages := func(n string) {
		write(t, d, func(tx *db.Tx) error { _, err := db.Value[int64](ctx, tx, `PRAGMA max_page_count = `+n); return err })
	}
	pages("1") // means: as many as there are now
	big := exec(`INSERT INTO probe (id, raw) VALUES (1, $1)`, make([]byte, 1<<20))
	err := d.Write(ctx, big)
	if _, text := errs.Public(err); !errs.Is(err, errs.Busy) || !strings.Contains(text, "disk is full") {
		t.Errorf("a full disk: %v", err)
	}
	if got := read[int64](t, d, `SELECT count(*) FROM probe`); got[0] != 0 {
		t.Error("a part was stored")
	}
	pages("1000000")
	write(t, d, big)
}
