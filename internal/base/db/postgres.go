package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
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
