package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/exercise"
)

// Archived is what a sealed exercise's archive holds, and what verifying it found.
type Archived struct {
	SHA256   string         `json:"sha256"`
	Compared bool           `json:"compared"` // with a digest that the caller named
	Exercise exercise.Terms `json:"exercise"`
	Nodes    []ArchivedNode `json:"nodes"`
}

// ArchivedNode is the database of one node. Problem says what does not add up, Unread
// why nothing could be verified.
type ArchivedNode struct {
	Party   ids.Party `json:"party"`
	Engine  string    `json:"engine"`
	Bytes   int64     `json:"bytes"`
	Journal int64     `json:"journal"` // entries whose chain stands
	Logs    int64     `json:"logs"`
	Entries int64     `json:"entries"` // of the logs
	Problem string    `json:"problem,omitempty"`
	Unread  string    `json:"unread,omitempty"`
}

const (
	maxArchive = 1 << 40 // bytes of an archive's files
	maxNodes   = 16
	termsName  = "exercise.json"
)

// CheckArchive reads a sealed archive without a node: it compares its SHA-256 with the
// one that is named, verifies each database's journal and pair logs, and shows the
// journal of one party's node to see where both are given. Nothing is shown of a journal
// that does not verify.
func CheckArchive(ctx context.Context, path, sha256 string, of ids.Party, see func(journal.Entry) error, log *slog.Logger) (a Archived, err error) {
	defer errs.Wrap(&err, "app.CheckArchive")
	if a.SHA256, err = fileDigest(path); err != nil {
		return a, errs.New(errs.NotFound, "the archive %s cannot be read", filepath.Base(path))
	}
	if sha256 != "" && !strings.EqualFold(sha256, a.SHA256) {
		return a, errs.New(errs.Conflict, "the archive's SHA-256 is %s, and not the one that was journaled", a.SHA256)
	}
	a.Compared = sha256 != ""
	dir, err := os.MkdirTemp("", "entente-archive-")
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	files, err := unpack(path, dir)
	if err != nil {
		return a, err
	}
	b, err := os.ReadFile(filepath.Join(dir, termsName))
	if err != nil {
		return a, errs.New(errs.Invalid, "this is no archive of an exercise: it has no %s", termsName)
	}
	if err := strictjson.Decode(b, &a.Exercise, strictjson.Default); err != nil {
		return a, err
	}
	for _, name := range files {
		code, engine, _ := strings.Cut(name, ".")
		n := ArchivedNode{Party: ids.Party(code), Engine: engine}
		var show func(journal.Entry) error
		if n.Party == of {
			show = see
		}
		if err := n.check(ctx, filepath.Join(dir, name), a.Exercise.Realm(), show, log); err != nil {
			return a, err
		}
		a.Nodes = append(a.Nodes, n)
	}
	if of != "" && !slices.ContainsFunc(a.Nodes, func(n ArchivedNode) bool { return n.Party == of }) {
		return a, errs.New(errs.NotFound, "the archive has no node of %s", errs.Clip(string(of)))
	}
	return a, nil
}

// unpack writes an archive's files into a folder, and gives the names of its databases.
// A name that an archive of ours does not have refuses it.
func unpack(path, dir string) (names []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	damaged := errs.New(errs.Invalid, "this is no archive of an exercise, or it is damaged")
	zip, err := gzip.NewReader(f)
	if err != nil {
		return nil, damaged
	}
	in, total := tar.NewReader(zip), int64(0)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return names, nil
		}
		if err != nil {
			return nil, damaged
		}
		if h.Typeflag == tar.TypeDir && filepath.Clean(h.Name) == "." {
			continue
		}
		code, engine, _ := strings.Cut(h.Name, ".")
		_, bad := ids.ParseParty(code)
		if database := bad == nil && (engine == "sqlite" || engine == "postgres"); database {
			names = append(names, h.Name)
		} else if h.Name != termsName {
			return nil, errs.New(errs.Invalid, "the archive holds %q, which no archive of an exercise has", errs.Clip(h.Name))
		}
		if total += h.Size; h.Typeflag != tar.TypeReg || h.Size < 0 || total > maxArchive || len(names) > maxNodes {
			return nil, damaged
		}
		if err := write(filepath.Join(dir, h.Name), in, h.Size); err != nil {
			return nil, err
		}
	}
}

func write(path string, in io.Reader, size int64) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errs.New(errs.Invalid, "the archive holds a file twice")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if n, err := io.Copy(f, in); err != nil || n != size {
		return errs.New(errs.Invalid, "this is no archive of an exercise, or it is damaged")
	}
	return nil
}

// check verifies one database, and then shows its journal where that is wanted.
func (n *ArchivedNode) check(ctx context.Context, path string, realm ids.Realm, see func(journal.Entry) error, log *slog.Logger) (err error) {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	n.Bytes = info.Size()
	if n.Engine == "postgres" {
		n.Unread = "it is a dump of PostgreSQL, whose journal and logs can be verified only once pg_restore has restored it into a database"
		if err := db.CheckDump(ctx, path); errs.Is(err, errs.Conflict) {
			_, n.Problem = errs.Public(err)
		}
		return nil
	}
	d, err := db.Open(ctx, "sqlite:"+path, db.Options{Clock: clock.System{}, Log: log, Realm: realm})
	if err == nil {
		err = errors.Join(n.verify(ctx, d, see), d.Close())
	}
	if ctx.Err() == nil && err != nil {
		if n.Problem = "the database cannot be read"; errs.Is(err, errs.Conflict) {
			_, n.Problem = errs.Public(err)
		}
		return nil
	}
	return err
}

func (n *ArchivedNode) verify(ctx context.Context, d *db.DB, see func(journal.Entry) error) error {
	if err := d.Integrity(ctx); err != nil {
		return err
	}
	return d.Read(ctx, func(tx *db.Tx) (err error) {
		if n.Journal, err = journal.Verify(ctx, tx); err != nil {
			return err
		}
		pairs, err := ledger.Pairs(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			count, err := ledger.Fsck(ctx, tx, p)
			n.Entries += count
			var broken *ledger.Broken
			if errors.As(err, &broken) {
				return errs.New(errs.Conflict, "the log %s is broken: %s", broken.Log, broken.Text)
			}
			if err != nil {
				return err
			}
			n.Logs++
		}
		for after := int64(0); see != nil; {
			page, err := journal.List(ctx, tx, authz.System(n.Party, "archive", authz.JournalRead).In(tx.Realm), journal.Filter{After: after, Limit: 1000})
			if err != nil || len(page) == 0 {
				return err
			}
			for _, e := range page {
				if err := see(e); err != nil {
					return err
				}
				after = e.Seq
			}
		}
		return nil
	})
}
