package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"entente/internal/base/errs"
)

// What an administrator asks of a database as a whole: size, state, a copy.

// Size is what the database takes on its disk, in bytes.
func (d *DB) Size(ctx context.Context) (n int64, err error) {
	query := `SELECT pg_database_size(current_database())`
	if d.engine.name == "sqlite" {
		query = `SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s`
	}
	err = d.Read(ctx, func(tx *Tx) error {
		n, err = Value[int64](ctx, tx, query)
		return err
	})
	return n, err
}

// EngineVersion names the engine and its version.
func (d *DB) EngineVersion(ctx context.Context) (v string, err error) {
	query, name := `SHOW server_version`, "PostgreSQL "
	if d.engine.name == "sqlite" {
		query, name = `SELECT sqlite_version()`, "SQLite "
	}
	err = d.Read(ctx, func(tx *Tx) error {
		v, err = Value[string](ctx, tx, query)
		return err
	})
	return name + v, err
}

// Pools gives the state of the connections, by what they are for.
func (d *DB) Pools() map[string]sql.DBStats {
	if d.read == d.write {
		return map[string]sql.DBStats{"all": d.write.Stats()}
	}
	return map[string]sql.DBStats{"write": d.write.Stats(), "read": d.read.Stats()}
}

// CopyTo writes the whole database, as it is at one moment, to a new file while
// it goes on being used: for SQLite a database, for PostgreSQL a dump in
// pg_dump's custom form. It waits for nobody and nobody waits for it.
func (d *DB) CopyTo(ctx context.Context, path string) (err error) {
	defer errs.Wrap(&err, "db.CopyTo")
	if d.engine.name == "postgres" {
		return d.dump(ctx, path)
	}
	conn, err := sql.Open("sqlite", d.address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	_, err = conn.ExecContext(ctx, `VACUUM INTO $1`, path)
	return d.explain(err)
}

func (d *DB) dump(ctx context.Context, path string) error {
	tool, err := exec.LookPath("pg_dump")
	if err != nil {
		return errs.New(errs.Unsupported, "pg_dump is not on this machine; install PostgreSQL's client programs of the server's version, or back the database up where it runs")
	}
	args := []string{"--format=custom", "--no-owner", "--no-privileges", "--file=" + path}
	if u, err := url.Parse(d.address); err == nil && u.Query().Has(searchPath) {
		args = append(args, "--schema="+u.Query().Get(searchPath))
	}
	return postgresTool(ctx, tool, d.address, args...)
}

// RestorePostgres fills an empty PostgreSQL database from a dump that CopyTo
// has written: all of it or nothing.
func RestorePostgres(ctx context.Context, address, path string) (err error) {
	defer errs.Wrap(&err, "db.RestorePostgres")
	tool, err := exec.LookPath("pg_restore")
	if err != nil {
		return errs.New(errs.Unsupported, "pg_restore is not on this machine; install PostgreSQL's client programs of the server's version")
	}
	cfg, err := pgconn.ParseConfig(address)
	if err != nil {
		return errs.New(errs.Invalid, "the address of the PostgreSQL database cannot be read")
	}
	return postgresTool(ctx, tool, address, "--dbname="+cfg.Database, "--single-transaction", "--no-owner", "--no-privileges", path)
}

// postgresTool runs a program of PostgreSQL. The password goes by the
// environment, since everybody on a machine can read arguments.
func postgresTool(ctx context.Context, tool, address string, args ...string) error {
	cfg, err := pgconn.ParseConfig(address)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, tool, args...) //nolint:gosec // one of two fixed names
	cmd.Env = append(os.Environ(), "PGHOST="+cfg.Host, fmt.Sprintf("PGPORT=%d", cfg.Port), "PGUSER="+cfg.User, "PGPASSWORD="+cfg.Password, "PGDATABASE="+cfg.Database)
	if u, err := url.Parse(address); err == nil && u.Query().Get("sslmode") != "" {
		cmd.Env = append(cmd.Env, "PGSSLMODE="+u.Query().Get("sslmode"))
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return errs.New(errs.Busy, "%s did not finish: %s", tool, errs.Clip(strings.TrimSpace(said.String())))
	}
	return nil
}

// CheckDump tells whether PostgreSQL's own program can read a dump's contents.
func CheckDump(ctx context.Context, path string) error {
	tool, err := exec.LookPath("pg_restore")
	if err != nil {
		return errs.New(errs.Unsupported, "pg_restore is not on this machine, so that the dump cannot be checked; install PostgreSQL's client programs")
	}
	if err := exec.CommandContext(ctx, tool, "--list", path).Run(); err != nil { //nolint:gosec // a fixed name
		return errs.New(errs.Conflict, "pg_restore cannot read the dump: %s", err)
	}
	return nil
}

// Integrity has the engine check the structure of its own file. PostgreSQL
// checks pages as it reads them and has nothing to be asked.
func (d *DB) Integrity(ctx context.Context) error {
	if d.engine.name != "sqlite" {
		return nil
	}
	return d.Read(ctx, func(tx *Tx) error {
		said, err := Rows(ctx, tx, func(s Scanner) (line string, err error) { return line, s.Scan(&line) }, `PRAGMA integrity_check(5)`)
		if err == nil && (len(said) != 1 || said[0] != "ok") {
			err = errs.New(errs.Conflict, "the database file is damaged: %s", errs.Clip(strings.Join(said, "; ")))
		}
		return err
	})
}

// Migrated names the newest migration that the database has.
func Migrated(ctx context.Context, tx *Tx) (string, error) {
	return Value[string](ctx, tx, `SELECT max(name) FROM db_migration`)
}
