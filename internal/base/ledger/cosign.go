package ledger

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

// Cosign signs the newest checkpoint of a log that we mirror, as of the
// transaction's time: this is the whole of what we were given. name is
// CosignerName of our party. A checkpoint is cosigned once; later calls give
// the first cosignature.
//
// A crash before the caller's commit: we have not signed. After it: the
// cosignature is on disk with all that it stands for, and may be shown.
func Cosign(ctx context.Context, tx *db.Tx, p Pair, key sign.Key, name string) (c Checkpoint, err error) {
	defer errs.Wrap(&err, "ledger.Cosign(%s)", p.Origin())
	if name != CosignerName(p.To) {
		return c, fmt.Errorf("%s is not for %s to cosign", p.Origin(), name)
	}
	r, err := open(ctx, tx, p, mirror)
	if err != nil {
		return c, err
	}
	if c, err = r.newest(ctx, tx); err != nil || c.Cosigned != nil {
		return c, err
	}
	root, err := tlog.TreeHash(r.size, r.tree(ctx, tx))
	if err != nil {
		return c, err
	}
	if root != c.Root || r.size != c.Size {
		return c, &Broken{p.Origin(), fmt.Sprintf("the stored hashes below %d do not lead to the root that was accepted", r.size)}
	}
	n, err := note.Open(c.Note, note.VerifierList(c.FromKey.Verifier(p.Origin())))
	if err != nil {
		return c, &Broken{p.Origin(), fmt.Sprintf("the checkpoint at %d is not the one that was accepted", c.Size)}
	}
	signed, err := note.Sign(n, key.Cosigner(name, tx.Now))
	if err != nil {
		return c, err
	}
	if c, err = openCosigned(signed, p, c.FromKey, key.Public()); err != nil {
		return c, err
	}
	c.At = tx.Now
	return c, saveCosigned(ctx, tx, c)
}

func saveCosigned(ctx context.Context, tx *db.Tx, c Checkpoint) error {
	n, err := tx.Exec(ctx, `UPDATE ledger_checkpoint SET cosigned = $1, cosigned_at = $2, to_key = $3 WHERE log = $4 AND size = $5`,
		c.Cosigned, db.Micros(c.CosignedAt), c.ToKey.String(), c.Origin, c.Size)
	if err == nil && n != 1 {
		err = fmt.Errorf("checkpoint %d of %s vanished", c.Size, c.Origin)
	}
	return err
}

// CosignedNote gives the newest checkpoint of a log that the recipient has
// cosigned, with both signatures; errs.NotFound when there is none.
func CosignedNote(ctx context.Context, tx *db.Tx, p Pair) ([]byte, error) {
	c, err := db.One(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 AND to_key <> '' ORDER BY size DESC LIMIT 1`, p.Origin())
	if errs.Is(err, errs.NotFound) {
		return nil, errs.New(errs.NotFound, "%s has cosigned nothing of log %s", p.To, p.Origin())
	}
	return c.Cosigned, err
}

// StoreCosignature takes the receipt: the recipient's cosignature, verified
// with toKey, on a checkpoint that we signed. name is CosignerName of the
// recipient. The first cosignature of a checkpoint stays; later ones are
// harmless.
//
// It gives a *Fork (ErrFork) when the checkpoint carries our own valid
// signature and is not one that we hold: then this database is an old copy, and
// to go on appending would make two histories. The caller calls Freeze.
//
// A crash before the caller's commit: the recipient is not told that we have
// it, and sends it again.
func StoreCosignature(ctx context.Context, tx *db.Tx, p Pair, signed []byte, name string, toKey sign.PublicKey) (err error) {
	defer errs.Wrap(&err, "ledger.StoreCosignature(%s)", p.Origin())
	if name != CosignerName(p.To) {
		return errs.New(errs.Denied, "%s is not for %s to cosign", p.Origin(), errs.Clip(name))
	}
	r, err := open(ctx, tx, p, own)
	if err != nil {
		return err
	}
	last, err := r.newest(ctx, tx)
	if err != nil {
		return err
	}
	sent, err := openCosigned(signed, p, last.FromKey, toKey)
	if err != nil {
		return err
	}
	held, err := db.One(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 AND size = $2`, p.Origin(), sent.Size)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if err != nil || !bytes.Equal(held.Note, sent.Note) {
		return &Fork{p, last.Note, sent.Note, fmt.Sprintf("%s holds a checkpoint of %d entries under our own signature, which is not in our database: it was restored from an old copy, or our key is used elsewhere", p.To, sent.Size)}
	}
	if held.Cosigned != nil {
		return nil
	}
	return saveCosigned(ctx, tx, sent)
}
