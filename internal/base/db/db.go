// Package db is one handle on SQLite and on PostgreSQL, and the only package
// that knows a dialect. Domains write their SQL in the subset that both engines
// run with the same result: $1 placeholders; TEXT, BIGINT, BOOLEAN and BYTEA
// columns; times as microseconds (see Micros); no DEFAULT now(), no = ANY, no
// FOR UPDATE, no ILIKE, no data-modifying CTE.
//
// A transaction may be thought of as alone: SQLite has one writer, PostgreSQL
// runs SERIALIZABLE and the closure is run again when the engine says so. A
// closure must therefore have no effect outside its transaction; what must
// happen after it goes into AfterCommit.
//
// A database belongs to one realm: the real world's, or one exercise's. Nothing
// of another realm is ever written into it.
package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Options are what a handle needs besides its address.
type Options struct {
	Clock clock.Clock  // required
	Log   *slog.Logger // required
	Realm ids.Realm    // whose rows the database holds; "" is the live realm
}

// DB is a handle on one database. It is safe for use by several goroutines.
type DB struct {
	engine  engine
	address string // what the engine's own driver and programs are given
	write   *sql.DB
	read    *sql.DB
	realm   ids.Realm
	clock   clock.Clock
	log     *slog.Logger
}

// engine holds what differs between the two databases.
type engine struct {
	name      string
	writeOpts *sql.TxOptions
	readOpts  *sql.TxOptions
	// classify gives the meaning of an engine's error code.
	classify func(error) meaning
	maxArgs  int
	numbered bool // inserts of many rows number their arguments
}

type meaning int

const (
	other meaning = iota
	retry
	unique
	full
)

// maxAttempts bounds how often a write that lost a race is run again.
const maxAttempts = 20

// Open opens "sqlite:PATH" or "postgres://…" and applies nothing: see Migrate.
func Open(ctx context.Context, url string, opt Options) (_ *DB, err error) {
	defer errs.Wrap(&err, "db.Open")
	d := &DB{clock: opt.Clock, log: opt.Log, realm: cmp.Or(opt.Realm, ids.Live)}
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		err = d.openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"))
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		err = d.openPostgres(ctx, url)
	default:
		err = errs.New(errs.Invalid, "database address must begin with sqlite: or postgres://")
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Realm is the one realm whose rows the database holds.
func (d *DB) Realm() ids.Realm { return d.realm }

// Engine is "sqlite" or "postgres".
func (d *DB) Engine() string { return d.engine.name }

// Close waits for nothing: transactions under way fail.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Tx is a transaction. Now is the one time of all that happens in it, Realm the
// one realm of all that it reads and writes.
type Tx struct {
	Now    time.Time
	Realm  ids.Realm
	tx     *sql.Tx
	engine *engine
	after  []func()
}

// Read runs f on a snapshot. Nothing it does can write.
func (d *DB) Read(ctx context.Context, f func(tx *Tx) error) error {
	tx, err := d.read.BeginTx(ctx, d.engine.readOpts)
	if err != nil {
		return d.explain(err)
	}
	defer func() { _ = tx.Rollback() }() // a snapshot has nothing to commit
	return d.explain(f(&Tx{Now: d.clock.Now(), Realm: d.realm, tx: tx, engine: &d.engine}))
}

// Write runs f as if nobody else wrote meanwhile and commits when it gives
// nil. When f fails, nothing of it remains. A crash before the commit leaves
// nothing; a crash after it leaves all, though the caller may not have heard.
func (d *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	for attempt := 1; ; attempt++ {
		after, err := d.writeOnce(ctx, f)
		if err == nil {
			for _, g := range after {
				g()
			}
			return nil
		}
		if d.engine.classify(err) != retry {
			return d.explain(err)
		}
		if attempt == maxAttempts {
			return errs.New(errs.Busy, "the database is busy; try again in a moment")
		}
		d.log.DebugContext(ctx, "transaction runs again", slog.Int("attempt", attempt), slog.String("cause", err.Error()))
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// pause waits a little longer after each lost race, so that one of the racers
// gets through.
func pause(ctx context.Context, attempt int) error {
	timer := time.NewTimer(time.Duration(attempt*attempt) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (d *DB) writeOnce(ctx context.Context, f func(tx *Tx) error) (after []func(), err error) {
	tx, err := d.write.BeginTx(ctx, d.engine.writeOpts)
	if err != nil {
		return nil, err
	}
	t := &Tx{Now: d.clock.Now(), Realm: d.realm, tx: tx, engine: &d.engine}
	// Whatever f does, a panic too, the transaction ends here: SQLite's one
	// writer would otherwise be taken for good. After a commit this does nothing.
	defer func() { _ = tx.Rollback() }() // the first error is the one to report
	if err := f(t); err != nil {
		return nil, err
	}
	return t.after, tx.Commit()
}

// explain turns engine codes that a domain can act on into kinds.
func (d *DB) explain(err error) error {
	if err == nil {
		return nil
	}
	switch d.engine.classify(err) {
	case unique:
		return fmt.Errorf("%w (%w)", errs.New(errs.Conflict, "this already exists"), err)
	case full:
		return fmt.Errorf("%w (%w)", errs.New(errs.Busy, "this node's disk is full; nothing was stored; make room and try again"), err)
	case retry:
		return fmt.Errorf("%w (%w)", errs.New(errs.Busy, "the database is busy; try again in a moment"), err)
	}
	return err
}

// AfterCommit runs g once the transaction stands, in the order of the calls.
// It is lost when the process dies in between: only hints (wake a follower,
// refresh a page) belong here.
func (tx *Tx) AfterCommit(g func()) { tx.after = append(tx.after, g) }

// Micros is how a time is stored: microseconds since 1970 UTC. The zero time
// is stored as 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time is the reverse of Micros.
func Time(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
