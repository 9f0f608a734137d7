package ledger

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// The reads of this file are for the machinery between nodes, which is bound to
// one pair. What a person sees goes through the reads of pages.go, which demand
// a viewer.

// Size is how many entries the log has here; 0 for a log that does not exist.
func Size(ctx context.Context, tx *db.Tx, p Pair) (int64, error) {
	r, err := find(ctx, tx, p)
	return r.size, err
}

// CosignedSize is how many entries the recipient has signed for.
func CosignedSize(ctx context.Context, tx *db.Tx, p Pair) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT COALESCE(max(size), 0) FROM ledger_checkpoint WHERE log = $1 AND to_key <> ''`, p.Origin())
}

// Latest gives the newest checkpoint, or errs.NotFound.
func Latest(ctx context.Context, tx *db.Tx, p Pair) (Checkpoint, error) {
	return row{pair: p}.newest(ctx, tx)
}

// CheckpointAfter gives a checkpoint that covers more than from entries: the
// largest that covers at most limit more, otherwise the next one, however
// large. When there is none it gives the zero Checkpoint.
func CheckpointAfter(ctx context.Context, tx *db.Tx, p Pair, from int64, limit int) (Checkpoint, error) {
	c, err := db.One(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 AND size > $2 AND size <= $3 ORDER BY size DESC LIMIT 1`,
		p.Origin(), from, from+int64(limit))
	if !errs.Is(err, errs.NotFound) {
		return c, err
	}
	c, err = db.One(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 AND size > $2 ORDER BY size LIMIT 1`, p.Origin(), from)
	if errs.Is(err, errs.NotFound) {
		return Checkpoint{}, nil
	}
	return c, err
}

// Entries gives at most limit entries from an index on, in order. Entries of
// our own log that no checkpoint covers yet are among them.
func Entries(ctx context.Context, tx *db.Tx, p Pair, from int64, limit int) ([]Entry, error) {
	return db.Rows(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM ledger_entry WHERE log = $1 AND idx >= $2 ORDER BY idx LIMIT $3`, p.Origin(), from, limit)
}

// EntryByStatement gives the first entry whose statement has this id, or
// errs.NotFound. A recipient meets a repeated statement by its smaller index.
func EntryByStatement(ctx context.Context, tx *db.Tx, p Pair, id string) (Entry, error) {
	e, err := db.One(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM ledger_entry WHERE log = $1 AND statement_id = $2 ORDER BY idx LIMIT 1`, p.Origin(), id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "log %s has no statement %q", p.Origin(), errs.Clip(id))
	}
	return e, err
}

func entryAt(ctx context.Context, tx *db.Tx, p Pair, index int64) (Entry, error) {
	e, err := db.One(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM ledger_entry WHERE log = $1 AND idx = $2`, p.Origin(), index)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "log %s has no entry %d", p.Origin(), index)
	}
	return e, err
}

// Pairs lists every log that this node holds, for checks of the whole node.
func Pairs(ctx context.Context, tx *db.Tx) ([]Pair, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (p Pair, err error) { return p, s.Scan(&p.From, &p.To, &p.Realm) },
		`SELECT sender, recipient, realm FROM ledger_log ORDER BY log`)
}
