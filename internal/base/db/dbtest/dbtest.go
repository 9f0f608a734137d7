// Package dbtest runs a test on every engine that Entente stores in.
package dbtest

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/schema"
)

// PostgresEnv names the variable with the address of a PostgreSQL server on
// which tests may create schemas. `make test` starts one and sets it.
const PostgresEnv = "ENTENTE_TEST_POSTGRES"

// Each runs f on SQLite and on PostgreSQL, each time on a fresh database with
// every migration applied. Without a PostgreSQL server that half is skipped
// with a line that says so; in CI that is a failure.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t, clock.System{}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Postgres(t, clock.System{}))
	})
}

// EachClock is Each with a clock of the test's own.
func EachClock(t *testing.T, c func() clock.Clock, f func(t *testing.T, d *db.DB, c clock.Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		c := c()
		f(t, SQLite(t, c), c)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		c := c()
		f(t, Postgres(t, c), c)
	})
}

// SQLite gives a fresh database in a temporary file.
func SQLite(t testing.TB, c clock.Clock) *db.DB {
	t.Helper()
	b, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "node.db")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+file, c)
}

// migrated is a file of SQLite to which every migration has been applied. It is
// made once, since a migration takes longer than most tests.
var migrated = sync.OnceValues(func() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "entente-dbtest")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "node.db")
	d, err := db.Open(context.Background(), "sqlite:"+file, db.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(d.Migrate(context.Background(), schema.Files), d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// Postgres gives a fresh schema on the test server.
func Postgres(t testing.TB, c clock.Clock) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t), c)
}

// PostgresURL makes a fresh schema on the test server, which is dropped at the
// end of the test, and gives the address that reaches it.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set: in CI every store test runs on PostgreSQL", PostgresEnv)
		}
		t.Skipf("%s is not set: not run on PostgreSQL (make test starts a server)", PostgresEnv)
	}
	schemaName := "t_" + strings.ReplaceAll(ids.New(), "-", "")
	admin := bare(t, server)
	exec := func(stmt string) error {
		return admin.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(context.Background(), stmt)
			return err
		})
	}
	if err := exec("CREATE SCHEMA " + schemaName); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := exec("DROP SCHEMA " + schemaName + " CASCADE"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schemaName)
	u.RawQuery = q.Encode()
	return u.String()
}

func open(t testing.TB, address string, c clock.Clock) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), address, db.Options{Clock: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(context.Background(), schema.Files); err != nil {
		t.Fatal(err)
	}
	return d
}

func bare(t testing.TB, address string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), address, db.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}
