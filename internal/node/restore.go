package node

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// heldName is the marker of a restored node. Its peers may have seen more of
// its logs than the backup holds: a node that went on signing would sign a
// second history. While the file is there the node signs nothing.
const heldName = "restored"

// Held tells whether a node's folder was restored and not yet released.
func Held(dir string) (bool, error) {
	_, err := os.Lstat(filepath.Join(dir, heldName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Release removes the marker. Whoever calls it answers for having compared.
func Release(dir string) error { return os.Remove(filepath.Join(dir, heldName)) }

// Restore is what an operator says of a restoring.
type Restore struct {
	File       string // the archive
	Dir        string // a folder that does not exist yet
	Passphrase string
	Database   string // address of an empty PostgreSQL database, for an archive of one
}

// Unpack makes a node's folder from an archive, verified before it gets its
// name, and held. A crash leaves Dir missing, and next to it a folder that ends
// in ".restoring", which the next try removes.
//
// Errors: Conflict when Dir exists; those of a wrong passphrase or file.
func Unpack(ctx context.Context, r Restore, c clock.Clock, log *slog.Logger) (m Manifest, err error) {
	defer errs.Wrap(&err, "node.Unpack")
	if _, err := os.Lstat(r.Dir); !errors.Is(err, fs.ErrNotExist) {
		return m, errs.New(errs.Conflict, "%s exists; restore into a folder that does not", r.Dir)
	}
	work := filepath.Clean(r.Dir) + ".restoring"
	if err := errors.Join(os.RemoveAll(work), os.MkdirAll(filepath.Dir(work), 0o700)); err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }() // gone after a success
	if m, err = readBack(ctx, r.File, r.Passphrase, work, c, log); err != nil {
		return m, err
	}
	if err := place(ctx, r, m, work); err != nil {
		return m, err
	}
	note, err := strictjson.Marshal(map[string]any{"backup_at": m.At, "restored_at": c.Now(), "version": m.Version})
	if err != nil {
		return m, err
	}
	if err := os.WriteFile(filepath.Join(work, heldName), append(note, '\n'), 0o600); err != nil {
		return m, err
	}
	if err := os.MkdirAll(filepath.Join(work, "spool"), 0o700); err != nil {
		return m, err
	}
	return m, os.Rename(work, r.Dir)
}

// place puts the database where the node will look for it.
func place(ctx context.Context, r Restore, m Manifest, work string) error {
	dump := filepath.Join(work, databaseName)
	if m.Engine != "postgres" {
		for _, suffix := range []string{"-wal", "-shm"} { // of the verification, which is over
			if err := os.Remove(dump + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return os.Rename(dump, filepath.Join(work, "node.db"))
	}
	if r.Database == "" {
		return errs.New(errs.Invalid, "this backup is of a PostgreSQL database: make an empty one and name it with --database postgres://…")
	}
	if err := db.RestorePostgres(ctx, r.Database, dump); err != nil {
		return err
	}
	return os.Remove(dump)
}
