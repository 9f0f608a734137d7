package db

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"runtime"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens one file in WAL mode: one connection that writes, several
// that read. Every commit is synced (synchronous=FULL): an acknowledged act
// survives a power cut as far as the disk keeps its word.
func (d *DB) openSQLite(ctx context.Context, path string) error {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"cache_size(-32000)", "temp_store(MEMORY)", "mmap_size(268435456)",
	}}
	readers := url.Values{"_pragma": append([]string{"query_only(1)"}, pragmas["_pragma"]...)}
	pragmas.Set("_txlock", "immediate")
	d.engine = engine{
		name:      "sqlite",
		writeOpts: &sql.TxOptions{},
		readOpts:  &sql.TxOptions{},
		classify:  classifySQLite,
		maxArgs:   8000,
	}
	d.address = "file:" + path + "?_pragma=busy_timeout(10000)"
	var err error
	if d.write, err = sql.Open("sqlite", "file:"+path+"?"+pragmas.Encode()); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if err := d.write.PingContext(ctx); err != nil {
		return err
	}
	if d.read, err = sql.Open("sqlite", "file:"+path+"?"+readers.Encode()); err != nil {
		return err
	}
	n := max(4, runtime.NumCPU())
	d.read.SetMaxOpenConns(n)
	d.read.SetMaxIdleConns(n)
	return d.read.PingContext(ctx)
}

func classifySQLite(err error) meaning {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return other
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return unique
	case sqlite3.SQLITE_FULL:
		return full
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return retry
	}
	return other
}
