package ledger

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/merkle"
	"entente/internal/base/sign"
)

// Append puts a statement at the end of our log to the pair's recipient and
// gives its index. The same statement again, by its id, gives the same index
// and adds nothing; errs.Conflict when its bytes differ.
//
// A crash before the caller's commit: the entry does not exist, and neither
// does the act that it tells of. After it: the entry is on disk and not yet
// covered by a checkpoint; the next Seal covers it.
func Append(ctx context.Context, tx *db.Tx, p Pair, statement []byte) (index int64, err error) {
	defer errs.Wrap(&err, "ledger.Append(%s)", p.Origin())
	st, err := ParseStatement(statement)
	if err != nil {
		return 0, err
	}
	if st.Pair() != p {
		return 0, errs.New(errs.Invalid, "the statement belongs into log %s", st.Pair().Origin())
	}
	r, err := open(ctx, tx, p, own)
	if err != nil {
		return 0, err
	}
	held, err := EntryByStatement(ctx, tx, p, st.ID)
	switch {
	case err == nil && bytes.Equal(held.Statement, statement):
		return held.Index, nil
	case err == nil:
		return 0, errs.New(errs.Conflict, "statement %s stands in the log with other words", st.ID)
	case !errs.Is(err, errs.NotFound):
		return 0, err
	}
	e := Entry{Index: r.size, Statement: statement}
	_, _ = rand.Read(e.Salt[:]) // crypto/rand never fails
	return e.Index, r.put(ctx, tx, []Entry{e})
}

// Seal signs a checkpoint over all entries of our log. When nothing was
// appended since the last one, it gives that one. It trusts nothing that is
// still in memory: the new leaves are read back and hashed anew, the root is
// computed by two ways, and the new tree must contain the one that was signed
// last. When anything disagrees it signs nothing and gives a *Broken.
func Seal(ctx context.Context, tx *db.Tx, p Pair, key sign.Key) (c Checkpoint, err error) {
	defer errs.Wrap(&err, "ledger.Seal(%s)", p.Origin())
	r, err := open(ctx, tx, p, own)
	if err != nil {
		return c, err
	}
	var last Checkpoint
	if r.sealed > 0 {
		if last, err = r.newest(ctx, tx); err != nil {
			return c, err
		}
		held, err := openSent(last.Note, p, last.FromKey)
		if err != nil || held.Size != r.sealed || held.Size != last.Size || held.Root != last.Root {
			return c, &Broken{p.Origin(), fmt.Sprintf("the checkpoint at %d is not the one that was signed", r.sealed)}
		}
	}
	if r.size == r.sealed {
		return last, nil
	}
	c = Checkpoint{Origin: p.Origin(), Size: r.size, At: tx.Now, FromKey: key.Public()}
	if c.Root, err = r.recompute(ctx, tx, last); err != nil {
		return c, err
	}
	if err := r.crossCheck(ctx, tx, last, c); err != nil {
		return c, err
	}
	if c.Note, err = note.Sign(&note.Note{Text: c.text()}, key.NoteSigner(p.Origin())); err != nil {
		return c, err
	}
	// The signature exists in memory only. A crash here means that it was
	// never made: nobody has seen it, and the next Seal signs a tree that may
	// have grown meanwhile, which contradicts nothing.
	if err := r.seal(ctx, tx, c); err != nil {
		return c, err
	}
	// With the caller's commit the checkpoint is on disk and may be shown. A
	// crash after it means that nobody has seen it yet; streams find it there.
	return c, nil
}

// recompute is the first way to the root: from the complete subtrees that the
// last checkpoint stands for, and from the new entries as the database holds
// them, by our own compact range.
func (r row) recompute(ctx context.Context, tx *db.Tx, last Checkpoint) (root tlog.Hash, err error) {
	tree := r.tree(ctx, tx)
	peaks, err := tree.ReadHashes(merkle.Peaks(last.Size))
	if err != nil {
		return root, err
	}
	compact, err := merkle.NewRange(last.Size, peaks)
	if err != nil {
		return root, err
	}
	if last.Size > 0 && compact.Root() != last.Root {
		return root, &Broken{r.origin(), fmt.Sprintf("the stored hashes below %d do not lead to the root that was signed", last.Size)}
	}
	err = r.eachEntry(ctx, tx, last.Size, r.size, func(e Entry, stored tlog.Hash) error {
		record := e.record()
		if record != stored {
			return &Broken{r.origin(), fmt.Sprintf("entry %d is not the one that was appended", e.Index)}
		}
		compact.Add(record)
		return nil
	})
	return compact.Root(), err
}

// crossCheck is the second way: the library's tree over the stored hashes, and
// its proof that the new tree contains the last one.
func (r row) crossCheck(ctx context.Context, tx *db.Tx, last, c Checkpoint) error {
	tree := r.tree(ctx, tx)
	root, err := tlog.TreeHash(c.Size, tree)
	if err != nil {
		return err
	}
	if root != c.Root {
		return &Broken{r.origin(), fmt.Sprintf("the stored hashes below %d lead to another root than the entries", c.Size)}
	}
	if last.Size == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(c.Size, last.Size, tree)
	if err != nil {
		return err
	}
	if tlog.CheckTree(proof, c.Size, c.Root, last.Size, last.Root) != nil {
		return &Broken{r.origin(), fmt.Sprintf("the tree of %d entries does not contain the signed tree of %d", c.Size, last.Size)}
	}
	return nil
}

// chunk is how many entries are read at a time.
const chunk = 256

// eachEntry calls f for the entries from lo up to hi, none missing, each with
// the record hash that is stored for it.
func (r row) eachEntry(ctx context.Context, tx *db.Tx, lo, hi int64, f func(Entry, tlog.Hash) error) error {
	tree := r.tree(ctx, tx)
	for lo < hi {
		upTo := min(lo+chunk, hi)
		entries, err := Entries(ctx, tx, r.pair, lo, int(upTo-lo))
		if err != nil {
			return err
		}
		at := make([]int64, len(entries))
		for i, e := range entries {
			if e.Index != lo+int64(i) {
				return &Broken{r.origin(), fmt.Sprintf("entry %d is missing", lo+int64(i))}
			}
			at[i] = tlog.StoredHashIndex(0, e.Index)
		}
		if int64(len(entries)) != upTo-lo {
			return &Broken{r.origin(), fmt.Sprintf("entry %d is missing", lo+int64(len(entries)))}
		}
		stored, err := tree.ReadHashes(at)
		if err != nil {
			return err
		}
		for i, e := range entries {
			if err := f(e, stored[i]); err != nil {
				return err
			}
		}
		lo = upTo
	}
	return nil
}
