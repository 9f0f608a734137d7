package ledger

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/merkle"
)

// Fsck recomputes a whole log from its statements and salts, and compares
// everything that is stored of it: each hash, each root, each signature, each
// answer. It gives how many entries stand, and a *Broken that names the first
// place that does not fit. It writes nothing.
func Fsck(ctx context.Context, tx *db.Tx, p Pair) (n int64, err error) {
	defer errs.Wrap(&err, "ledger.Fsck(%s)", p.Origin())
	r, err := find(ctx, tx, p)
	if err != nil || r.side == "" {
		return 0, err
	}
	checkpoints, err := db.Rows(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 ORDER BY size`, p.Origin())
	if err != nil {
		return 0, err
	}
	f := &fsck{row: r, checkpoints: checkpoints, tree: &hashes{ctx: ctx, tx: tx, log: p.Origin(), fresh: map[int64]tlog.Hash{}}}
	if err := f.counts(ctx, tx); err != nil {
		return 0, err
	}
	for n < r.size {
		upTo := min(n+chunk, r.size)
		if err := f.run(ctx, tx, n, upTo); err != nil {
			return n, err
		}
		n = upTo
	}
	return n, f.answers(ctx, tx)
}

// fsck is one walk over a log.
type fsck struct {
	row
	checkpoints []Checkpoint // those that are still ahead
	compact     merkle.Range
	tree        *hashes
}

func (f *fsck) broken(format string, args ...any) error {
	return &Broken{f.origin(), fmt.Sprintf(format, args...)}
}

// counts compares how many rows there are with how many there should be.
func (f *fsck) counts(ctx context.Context, tx *db.Tx) error {
	for _, q := range []struct {
		query, what string
		want        int64
	}{
		{`SELECT count(*) FROM ledger_entry WHERE log = $1`, "entries", f.size},
		{`SELECT count(*) FROM ledger_hash WHERE log = $1`, "stored hashes", tlog.StoredHashCount(f.size)},
		{`SELECT COALESCE(max(size), 0) FROM ledger_checkpoint WHERE log = $1`, "entries under its newest checkpoint", f.sealed},
	} {
		n, err := db.Value[int64](ctx, tx, q.query, f.origin())
		if err != nil {
			return err
		}
		if n != q.want {
			return f.broken("it has %d %s and should have %d", n, q.what, q.want)
		}
	}
	if f.sealed > f.size {
		return f.broken("its checkpoint covers %d entries and it has %d", f.sealed, f.size)
	}
	for _, c := range f.checkpoints {
		if c.Size < 1 {
			return f.broken("it has a checkpoint of size %d", c.Size)
		}
	}
	return nil
}

// run checks the entries from lo up to hi with their hashes and the checkpoints
// that end among them.
func (f *fsck) run(ctx context.Context, tx *db.Tx, lo, hi int64) error {
	stored, err := f.storedRange(ctx, tx, tlog.StoredHashCount(lo), tlog.StoredHashCount(hi))
	if err != nil {
		return err
	}
	rows, err := db.Rows(ctx, tx, func(s db.Scanner) (x fsckEntry, err error) {
		var at int64
		var salt []byte
		err = s.Scan(&x.Index, &at, &salt, &x.Statement, &x.id, &x.kind, &x.about)
		if len(salt) != len(x.Salt) {
			return x, f.broken("the salt of entry %d has %d bytes", x.Index, len(salt))
		}
		copy(x.Salt[:], salt)
		return x, err
	}, `SELECT idx, at, salt, statement, statement_id, kind, about FROM ledger_entry WHERE log = $1 AND idx >= $2 AND idx < $3 ORDER BY idx`, f.origin(), lo, hi)
	if err != nil {
		return err
	}
	if int64(len(rows)) != hi-lo {
		return f.broken("of the entries from %d to %d, %d are missing", lo, hi-1, hi-lo-int64(len(rows)))
	}
	f.tree.fresh = map[int64]tlog.Hash{}
	for i, x := range rows {
		if x.Index != lo+int64(i) {
			return f.broken("entry %d is missing", lo+int64(i))
		}
		if err := f.entry(x, stored); err != nil {
			return err
		}
	}
	return nil
}

type fsckEntry struct {
	Entry
	id, kind, about string
}

func (f *fsck) entry(x fsckEntry, stored map[int64]tlog.Hash) error {
	st, err := ParseStatement(x.Statement)
	if err != nil {
		st = Statement{}
	}
	if st.ID != x.id || st.Kind != x.kind || st.About != x.about {
		return f.broken("entry %d is listed under other words than it says", x.Index)
	}
	record := x.record()
	made, err := tlog.StoredHashesForRecordHash(x.Index, record, f.tree)
	if err != nil {
		return err
	}
	at := tlog.StoredHashIndex(0, x.Index)
	for i, h := range made {
		if stored[at+int64(i)] != h {
			return f.broken("entry %d or the stored hash %d that belongs to it was changed", x.Index, at+int64(i))
		}
		f.tree.fresh[at+int64(i)] = h
	}
	f.compact.Add(record)
	for len(f.checkpoints) > 0 && f.checkpoints[0].Size == x.Index+1 {
		if err := f.checkpoint(f.checkpoints[0]); err != nil {
			return err
		}
		f.checkpoints = f.checkpoints[1:]
	}
	return nil
}

// checkpoint checks one against the tree as far as it is walked.
func (f *fsck) checkpoint(c Checkpoint) error {
	root := f.compact.Root()
	if c.Root != root {
		return f.broken("the stored root at %d is not that of the entries", c.Size)
	}
	sent, err := openSent(c.Note, f.pair, c.FromKey)
	if err != nil {
		return f.broken("the checkpoint at %d: %v", c.Size, err)
	}
	if sent.Size != c.Size || sent.Root != root {
		return f.broken("the checkpoint at %d signs another tree", c.Size)
	}
	if c.Cosigned == nil {
		if !c.ToKey.IsZero() || !c.CosignedAt.IsZero() {
			return f.broken("the cosignature at %d is missing", c.Size)
		}
		return nil
	}
	both, err := openCosigned(c.Cosigned, f.pair, c.FromKey, c.ToKey)
	if err != nil {
		return f.broken("the cosignature at %d: %v", c.Size, err)
	}
	if !bytes.Equal(both.Note, c.Note) || !both.CosignedAt.Equal(c.CosignedAt) {
		return f.broken("the cosignature at %d belongs to another checkpoint or time", c.Size)
	}
	return nil
}

func (f *fsck) storedRange(ctx context.Context, tx *db.Tx, lo, hi int64) (map[int64]tlog.Hash, error) {
	stored := map[int64]tlog.Hash{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var x int64
		var b []byte
		if err := s.Scan(&x, &b); err != nil {
			return err
		}
		if len(b) != tlog.HashSize {
			return f.broken("stored hash %d has %d bytes", x, len(b))
		}
		stored[x] = tlog.Hash(b)
		return nil
	}, `SELECT idx, hash FROM ledger_hash WHERE log = $1 AND idx >= $2 AND idx < $3`, f.origin(), lo, hi)
	return stored, err
}

// answers checks every answer against its entry.
func (f *fsck) answers(ctx context.Context, tx *db.Tx) error {
	for next := int64(0); ; {
		type answer struct {
			Entry
			outcome, reason string
			ack             SignedAck
			bad             error
		}
		rows, err := db.Rows(ctx, tx, func(s db.Scanner) (a answer, err error) {
			var b, sig, salt []byte
			var signer string
			if err = s.Scan(&a.Index, &salt, &a.Statement, &a.outcome, &a.reason, &b, &sig, &signer); err != nil {
				return a, err
			}
			copy(a.Salt[:], salt)
			a.ack, a.bad = openAck(b, sig, signer)
			return a, nil
		}, `SELECT a.idx, e.salt, e.statement, a.outcome, a.reason, a.ack, a.signature, a.signer FROM ledger_ack a LEFT JOIN ledger_entry e ON e.log = a.log AND e.idx = a.idx
			WHERE a.log = $1 AND a.idx >= $2 ORDER BY a.idx LIMIT $3`, f.origin(), next, chunk)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, a := range rows {
			if a.bad != nil {
				return f.broken("the answer to entry %d: %v", a.Index, a.bad)
			}
			if a.ack.Index != a.Index || a.ack.Log != f.origin() || a.ack.Leaf != a.Leaf() || a.ack.Outcome != a.outcome || a.ack.Reason != a.reason {
				return f.broken("the answer to entry %d belongs to another statement", a.Index)
			}
			next = a.Index + 1
		}
	}
}
