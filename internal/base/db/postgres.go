package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"

	"entente/internal/base/errs"
)

// openPostgres opens a pool that writes SERIALIZABLE and reads from a
// repeatable snapshot.
func (d *DB) openPostgres(ctx context.Context, url string) error {
	d.engine = engine{
		name:      "postgres",
		writeOpts: &sql.TxOptions{Isolation: sql.LevelSerializable},
		readOpts:  &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		classify:  classifyPostgres,
		maxArgs:   16000,
		numbered:  true,
	}
	d.address = url
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(8)
	d.write, d.read = pool, pool
	return pool.PingContext(ctx)
}

// Beside makes room on the same server for another database, unless there is one of
// that name already, and gives its address. Names are lower-case letters, digits
// and underscores. SQLite has no server: errs.Unsupported.
func (d *DB) Beside(ctx context.Context, name string) (address string, err error) {
	defer errs.Wrap(&err, "db.Beside(%s)", name)
	if d.engine.name != "postgres" {
		return "", errs.New(errs.Unsupported, "a SQLite database is a file of its own")
	}
	if !besideName(name) {
		return "", errs.New(errs.Invalid, "%q cannot name a database", errs.Clip(name))
	}
	u, err := url.Parse(d.address)
	if err != nil {
		return "", errs.New(errs.Invalid, "the database's address has no form that another one can be made from")
	}
	q := u.Query()
	q.Set(searchPath, name)
	u.RawQuery = q.Encode()
	return u.String(), d.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+name)
		return err
	})
}

// Remove removes what Beside made room for, with all that is in it.
func (d *DB) Remove(ctx context.Context, name string) (err error) {
	defer errs.Wrap(&err, "db.Remove(%s)", name)
	if d.engine.name != "postgres" || !besideName(name) {
		return errs.New(errs.Invalid, "%q names no database beside this one", errs.Clip(name))
	}
	return d.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `DROP SCHEMA IF EXISTS `+name+` CASCADE`)
		return err
	})
}

func besideName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// searchPath is the parameter of an address that names its schema.
const searchPath = "search_path"

func classifyPostgres(err error) meaning {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return other
	}
	switch e.Code {
	case "40001", "40P01": // serialization failure, deadlock
		return retry
	case "23505":
		// Two serializable transactions that both took "the next number" may
		// be told of the unique index before they are told of each other; a
		// second run then sees the number taken, or fails the same way for good.
		return unique
	case "53100":
		return full
	}
	return other
}
