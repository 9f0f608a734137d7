package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

// side tells who writes a log. A node never appends to a log that it mirrors.
type side string

const (
	own    side = "own"
	mirror side = "mirror"
)

// row is a log as it stands.
type row struct {
	pair   Pair
	side   side
	size   int64 // entries
	sealed int64 // size of the newest checkpoint
	frozen bool
}

func (r row) origin() string { return r.pair.Origin() }

// find gives the log, or a row of size 0 when there is none yet.
func find(ctx context.Context, tx *db.Tx, p Pair) (row, error) {
	r, err := db.One(ctx, tx, func(s db.Scanner) (r row, err error) {
		return r, s.Scan(&r.side, &r.size, &r.sealed, &r.frozen)
	}, `SELECT side, size, sealed, frozen FROM ledger_log WHERE log = $1`, p.Origin())
	r.pair = p
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return r, err
}

// open gives the log for writing on one side, and makes it the first time.
func open(ctx context.Context, tx *db.Tx, p Pair, as side) (r row, err error) {
	if err := p.check(); err != nil {
		return r, err
	}
	if p.Realm != tx.Realm {
		return r, errs.New(errs.NotFound, "there is no realm %q here", p.Realm)
	}
	if r, err = find(ctx, tx, p); err != nil {
		return r, err
	}
	if r.side == "" {
		r.side = as
		// Of two that make it at once, the engine runs one again.
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_log (log, sender, recipient, realm, side, size, sealed, frozen) VALUES ($1,$2,$3,$4,$5,0,0,$6) ON CONFLICT (log) DO NOTHING`,
			p.Origin(), string(p.From), string(p.To), string(p.Realm), string(as), false); err != nil {
			return r, err
		}
	}
	if r.side != as {
		return r, fmt.Errorf("log %s is the %s side here and not the %s side", p.Origin(), r.side, as)
	}
	if r.frozen {
		return r, errs.New(errs.Conflict, "log %s is frozen: two histories of it were signed; see the evidence before anything else", p.Origin())
	}
	return r, nil
}

// put adds entries at the end, with the hashes that they complete. It costs
// O(log n) reads for each.
func (r *row) put(ctx context.Context, tx *db.Tx, entries []Entry) error {
	h := &hashes{ctx: ctx, tx: tx, log: r.origin(), fresh: map[int64]tlog.Hash{}}
	var entryRows, hashRows [][]any
	size := r.size
	for _, e := range entries {
		if e.Index != size {
			return fmt.Errorf("entry %d put at %d", e.Index, size)
		}
		made, err := tlog.StoredHashesForRecordHash(size, e.record(), h)
		if err != nil {
			return err
		}
		at := tlog.StoredHashIndex(0, size)
		for i, x := range made {
			h.fresh[at+int64(i)] = x
			hashRows = append(hashRows, []any{r.origin(), at + int64(i), append([]byte(nil), x[:]...)})
		}
		// A mirrored statement may be beyond our understanding: it is kept all
		// the same, since the sender signed for it.
		st, err := ParseStatement(e.Statement)
		if err != nil {
			st = Statement{}
		}
		entryRows = append(entryRows, []any{r.origin(), size, st.ID, st.Kind, st.About, db.Micros(tx.Now), append([]byte(nil), e.Salt[:]...), e.Statement})
		size++
	}
	if _, err := tx.Insert(ctx, "ledger_entry", []string{"log", "idx", "statement_id", "kind", "about", "at", "salt", "statement"}, entryRows, ""); err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, "ledger_hash", []string{"log", "idx", "hash"}, hashRows, ""); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE ledger_log SET size = $1 WHERE log = $2 AND size = $3`, size, r.origin(), r.size)
	if err == nil && n != 1 {
		err = fmt.Errorf("log %s changed while it was written", r.origin())
	}
	r.size = size
	return err
}

// seal stores a checkpoint over everything there is.
func (r *row) seal(ctx context.Context, tx *db.Tx, c Checkpoint) error {
	if _, err := tx.Exec(ctx, `INSERT INTO ledger_checkpoint (log, size, root, at, note, from_key, cosigned, cosigned_at, to_key) VALUES ($1,$2,$3,$4,$5,$6,$7,0,'')`,
		r.origin(), c.Size, c.Root[:], db.Micros(c.At), c.Note, c.FromKey.String(), []byte{}); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE ledger_log SET sealed = $1 WHERE log = $2 AND size = $1 AND sealed = $3`, c.Size, r.origin(), r.sealed)
	if err == nil && n != 1 {
		err = fmt.Errorf("log %s changed while it was sealed", r.origin())
	}
	r.sealed = c.Size
	return err
}

// hashes reads the stored tree. It implements tlog.HashReader.
type hashes struct {
	ctx   context.Context // the reader's interface has no room for one; it lives for one call
	tx    *db.Tx
	log   string
	fresh map[int64]tlog.Hash // made in this transaction
}

// ReadHashes implements tlog.HashReader.
func (h *hashes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	want := map[int64]int{}
	args := []any{h.log}
	var need []int64
	for i, x := range at {
		if hash, ok := h.fresh[x]; ok {
			out[i] = hash
			continue
		}
		want[x] = i
		need = append(need, x)
	}
	if len(need) == 0 {
		return out, nil
	}
	found := 0
	err := db.Each(h.ctx, h.tx, func(s db.Scanner) error {
		var x int64
		var b []byte
		if err := s.Scan(&x, &b); err != nil {
			return err
		}
		if len(b) != tlog.HashSize {
			return &Broken{h.log, fmt.Sprintf("stored hash %d has %d bytes", x, len(b))}
		}
		copy(out[want[x]][:], b)
		found++
		return nil
	}, `SELECT idx, hash FROM ledger_hash WHERE log = $1 AND idx IN `+db.In(&args, need), args...)
	if err == nil && found != len(want) {
		err = &Broken{h.log, fmt.Sprintf("%d of its stored hashes are missing", len(want)-found)}
	}
	return out, err
}

func (r row) tree(ctx context.Context, tx *db.Tx) *hashes {
	return &hashes{ctx: ctx, tx: tx, log: r.origin()}
}

const checkpointColumns = `log, size, root, at, note, from_key, cosigned, cosigned_at, to_key`

func scanCheckpoint(s db.Scanner) (c Checkpoint, err error) {
	var root []byte
	var at, cosignedAt int64
	var fromKey, toKey string
	if err = s.Scan(&c.Origin, &c.Size, &root, &at, &c.Note, &fromKey, &c.Cosigned, &cosignedAt, &toKey); err != nil {
		return c, err
	}
	copy(c.Root[:], root)
	c.At, c.CosignedAt = db.Time(at), db.Time(cosignedAt)
	if len(root) != tlog.HashSize {
		return c, &Broken{c.Origin, fmt.Sprintf("the root of checkpoint %d has %d bytes", c.Size, len(root))}
	}
	if c.FromKey, err = sign.ParsePublic(fromKey); err != nil {
		return c, &Broken{c.Origin, fmt.Sprintf("checkpoint %d: %v", c.Size, err)}
	}
	if len(c.Cosigned) == 0 {
		c.Cosigned = nil
		return c, nil
	}
	if c.ToKey, err = sign.ParsePublic(toKey); err != nil {
		return c, &Broken{c.Origin, fmt.Sprintf("checkpoint %d: %v", c.Size, err)}
	}
	return c, nil
}

// newest gives the newest checkpoint of a log that has one.
func (r row) newest(ctx context.Context, tx *db.Tx) (Checkpoint, error) {
	c, err := db.One(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 ORDER BY size DESC LIMIT 1`, r.origin())
	if errs.Is(err, errs.NotFound) {
		return c, errs.New(errs.NotFound, "log %s has no checkpoint yet", r.origin())
	}
	return c, err
}

func scanEntry(s db.Scanner) (e Entry, err error) {
	var at int64
	var salt []byte
	if err = s.Scan(&e.Index, &at, &salt, &e.Statement); err != nil {
		return e, err
	}
	if len(salt) != len(e.Salt) {
		return e, fmt.Errorf("the salt of entry %d has %d bytes", e.Index, len(salt))
	}
	copy(e.Salt[:], salt)
	e.At = db.Time(at)
	return e, nil
}

const entryColumns = `idx, at, salt, statement`

// Freeze keeps a fork as evidence and stops the log for good: nothing is
// appended to it, mirrored or signed any more. Mirror and StoreCosignature
// cannot do it themselves, since the transaction that meets the fork is undone;
// so call it in a transaction of its own.
//
// A crash before its commit loses no evidence: the other node holds what it
// signed, and shows it again.
func Freeze(ctx context.Context, tx *db.Tx, f *Fork) (err error) {
	defer errs.Wrap(&err, "ledger.Freeze(%s)", f.Pair.Origin())
	held, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM ledger_fork WHERE log = $1 AND theirs = $2`, f.Pair.Origin(), f.Theirs)
	if err != nil {
		return err
	}
	if held == 0 {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_fork (id, log, at, why, ours, theirs) VALUES ($1,$2,$3,$4,$5,$6)`,
			ids.New(), f.Pair.Origin(), db.Micros(tx.Now), f.Why, f.Ours, f.Theirs); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE ledger_log SET frozen = $1 WHERE log = $2`, true, f.Pair.Origin())
	return err
}
