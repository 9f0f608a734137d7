package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/exercise"
)

// ArchivePath is where a sealed realm's archive stands in a node's folder: a
// compressed tar of exercise.json and of each node's database. No key is in it, so
// that nothing can be said in the realm any more.
func ArchivePath(dir, id string) string {
	return filepath.Join(dir, "exercises", id+".tar.gz")
}

// seal closes a realm, archives it, destroys its keys, and says so. A crash before
// the archive has its name begins anew; one after it finds the archive.
func (r *realms) seal(ctx context.Context, e exercise.Exercise) (err error) {
	defer errs.Wrap(&err, "app.seal(%s)", e.ID)
	path := ArchivePath(r.of.dir, e.ID)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if !r.kept(e) {
			return r.of.Exercises.Archived(ctx, e.ID, "") // there is nothing left to archive
		}
		if err := r.archive(ctx, e, path); err != nil {
			return err
		}
	}
	r.close(e.Realm())
	digest, err := fileDigest(path)
	if err != nil {
		return err
	}
	if err := r.remove(ctx, e); err != nil {
		return err
	}
	return r.of.Exercises.Archived(ctx, e.ID, digest)
}

// archive writes what a realm's nodes hold.
func (r *realms) archive(ctx context.Context, e exercise.Exercise, path string) (err error) {
	w := r.take(e.Realm())
	if w != nil {
		w.halt()
	} else if w, err = r.assemble(ctx, e, &dial.Local{}); err != nil {
		return err
	}
	defer w.close()
	work, err := os.MkdirTemp(filepath.Dir(path), ".sealing-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	terms, err := strictjson.Marshal(e.Terms)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(work, "exercise.json"), terms, 0o600); err != nil {
		return err
	}
	for _, n := range w.nodes() {
		if err := n.DB.CopyTo(ctx, filepath.Join(work, string(n.Config.Party)+"."+n.DB.Engine())); err != nil {
			return err
		}
	}
	return pack(work, path)
}

// pack writes a folder's files into one archive, which has its name only when it is
// whole and on disk.
func pack(dir, path string) (err error) {
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o400)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, _ = f.Close(), os.Remove(path+".part") // the first error is the one to report
		}
	}()
	zip := gzip.NewWriter(f)
	out := tar.NewWriter(zip)
	if err := out.AddFS(os.DirFS(dir)); err != nil {
		return err
	}
	if err := errors.Join(out.Close(), zip.Close(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

func fileDigest(path string) (_ string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// remove destroys what the archive does not hold: keys and spools; and what it does.
func (r *realms) remove(ctx context.Context, e exercise.Exercise) error {
	if r.of.DB.Engine() == "postgres" {
		for _, p := range r.played(e) {
			if err := r.of.DB.Remove(ctx, besideName(e, p)); err != nil {
				return err
			}
		}
	}
	return os.RemoveAll(r.folder(e))
}

// played lists whose nodes this node keeps in a realm.
func (r *realms) played(e exercise.Exercise) []ids.Party {
	all := []ids.Party{r.of.Config.Party}
	if e.Director == r.of.Config.Party {
		for _, s := range e.Simulated {
			all = append(all, s.Code)
		}
	}
	return all
}

// besideName names the database of a party in a realm, on the live one's server.
func besideName(e exercise.Exercise, p ids.Party) string {
	return strings.ToLower("x_" + strings.ReplaceAll(e.ID, "-", "") + "_" + string(p))
}
