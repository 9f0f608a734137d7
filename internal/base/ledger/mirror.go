package ledger

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/merkle"
	"entente/internal/base/sign"
)

// Mirror copies entries of another party's log to us, up to a checkpoint which
// that party signed with fromKey. Entries that we hold already are compared and
// skipped; the others must continue exactly at our size and end exactly at the
// checkpoint's. A checkpoint that is not larger than ours brings nothing new
// and is harmless. It gives the newest checkpoint that we hold.
//
// Errors: errs.Denied for a wrong signature or log, errs.Invalid for entries
// that do not fit (nothing is concluded from those), errs.Conflict for a frozen
// log. A *Fork (ErrFork) when the sender validly signed a checkpoint that does
// not continue the one it had signed before: then nothing is stored, and the
// caller calls Freeze in a new transaction.
//
// A crash before the caller's commit: nothing of it is here, and the sender is
// asked again from the same size. After it: entries, hashes and checkpoint are
// here together.
func Mirror(ctx context.Context, tx *db.Tx, p Pair, entries []Entry, signed []byte, fromKey sign.PublicKey) (c Checkpoint, err error) {
	defer errs.Wrap(&err, "ledger.Mirror(%s)", p.Origin())
	sent, err := openSent(signed, p, fromKey)
	if err != nil {
		return c, err
	}
	r, err := open(ctx, tx, p, mirror)
	if err != nil {
		return c, err
	}
	if err := checkRun(entries, r.size, sent.Size); err != nil {
		return c, err
	}
	if sent.Size <= r.size {
		return r.reread(ctx, tx, entries, sent)
	}
	return r.extend(ctx, tx, entries, sent)
}

// checkRun demands that entries follow one another, leave no gap after what is
// held, and end at the checkpoint.
func checkRun(entries []Entry, held, size int64) error {
	next := held
	if len(entries) > 0 {
		next = entries[0].Index
	}
	if next < 0 || next > held {
		return errs.New(errs.Invalid, "the entries begin at %d, and %d are held here; send them from %d", next, held, held)
	}
	for _, e := range entries {
		if e.Index != next {
			return errs.New(errs.Invalid, "entry %d stands where %d should", e.Index, next)
		}
		if len(e.Statement) > MaxStatement {
			return errs.New(errs.TooLarge, "entry %d has more than %d bytes", e.Index, MaxStatement)
		}
		next++
	}
	if next > size && len(entries) > 0 {
		return errs.New(errs.Invalid, "the entries go on to %d, beyond their checkpoint at %d", next, size)
	}
	if size > held && next != size {
		return errs.New(errs.Invalid, "the entries end at %d and their checkpoint covers %d", next, size)
	}
	return nil
}

// reread meets a checkpoint that is not larger than our tree: it must be a
// prefix of it.
func (r row) reread(ctx context.Context, tx *db.Tx, entries []Entry, sent Checkpoint) (c Checkpoint, err error) {
	root, err := tlog.TreeHash(sent.Size, r.tree(ctx, tx))
	if err != nil {
		return c, err
	}
	if r.sealed > 0 {
		if c, err = r.newest(ctx, tx); err != nil {
			return c, err
		}
	}
	if root != sent.Root {
		return c, &Fork{r.pair, c.Note, sent.Note, fmt.Sprintf("%s signed a tree of %d entries which is not the beginning of the tree of %d that it signed for us", r.pair.From, sent.Size, c.Size)}
	}
	if i, err := r.firstDifference(ctx, tx, entries); err != nil || i >= 0 {
		return c, notHeld(i, err)
	}
	return c, nil
}

// extend meets a checkpoint that is larger than our tree.
func (r row) extend(ctx context.Context, tx *db.Tx, entries []Entry, sent Checkpoint) (c Checkpoint, err error) {
	if r.sealed > 0 {
		if c, err = r.newest(ctx, tx); err != nil {
			return c, err
		}
	}
	peaks, err := r.tree(ctx, tx).ReadHashes(merkle.Peaks(r.size))
	if err != nil {
		return c, err
	}
	compact, err := merkle.NewRange(r.size, peaks)
	if err != nil {
		return c, err
	}
	if r.size != r.sealed || (r.size > 0 && compact.Root() != c.Root) {
		return c, &Broken{r.origin(), fmt.Sprintf("the stored hashes below %d do not lead to the root that was accepted", r.size)}
	}
	fresh := entries[r.size-entries[0].Index:]
	for _, e := range fresh {
		compact.Add(e.record())
	}
	if compact.Root() != sent.Root {
		if r.size == 0 {
			return c, errs.New(errs.Invalid, "the entries do not lead to their checkpoint of %d", sent.Size)
		}
		return c, &Fork{r.pair, c.Note, sent.Note, fmt.Sprintf("%s signed a tree of %d entries to which its entries do not lead from the tree of %d that it signed before", r.pair.From, sent.Size, r.size)}
	}
	if i, err := r.firstDifference(ctx, tx, entries); err != nil || i >= 0 {
		return c, notHeld(i, err)
	}
	if err := r.put(ctx, tx, fresh); err != nil {
		return c, err
	}
	// The second way to the root, over what was just stored.
	sent.At = tx.Now
	if err := r.crossCheck(ctx, tx, c, sent); err != nil {
		return c, err
	}
	return sent, r.seal(ctx, tx, sent)
}

func notHeld(i int64, err error) error {
	if err != nil {
		return err
	}
	return errs.New(errs.Invalid, "entry %d is not the one that is held here, though the checkpoint agrees", i)
}

// firstDifference compares the entries that we hold already with ours, and
// gives the index of the first that differs, or -1.
func (r row) firstDifference(ctx context.Context, tx *db.Tx, entries []Entry) (int64, error) {
	if len(entries) == 0 || entries[0].Index >= r.size {
		return -1, nil
	}
	overlap := entries[:min(int64(len(entries)), r.size-entries[0].Index)]
	ours, err := Entries(ctx, tx, r.pair, overlap[0].Index, len(overlap))
	if err != nil {
		return -1, err
	}
	if len(ours) != len(overlap) {
		return -1, &Broken{r.origin(), fmt.Sprintf("of the entries from %d on, %d are missing", overlap[0].Index, len(overlap)-len(ours))}
	}
	for i, e := range overlap {
		if ours[i].Salt != e.Salt || !bytes.Equal(ours[i].Statement, e.Statement) {
			return e.Index, nil
		}
	}
	return -1, nil
}
