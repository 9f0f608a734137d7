package node

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
)

// Backup is one archive in the node's folder. It was read back after it was
// written; one that was not has no name that is listed.
type Backup struct {
	Name string
	At   time.Time
	Size int64
}

const stamp = "20060102T150405Z"

var backupName = regexp.MustCompile(`^entente-[A-Z0-9-]{1,40}-(\d{8}T\d{6}Z)\.tar\.age$`)

// Backups lists the archives, newest first. It needs authz.NodeRead.
func (s *Service) Backups(_ context.Context, v authz.Viewer) (_ []Backup, making bool, err error) {
	defer errs.Wrap(&err, "node.Backups")
	if err := v.May(authz.NodeRead); err != nil {
		return nil, false, err
	}
	s.mu.Lock()
	making = s.making
	s.mu.Unlock()
	all, err := s.list()
	return all, making, err
}

func (s *Service) list() (all []Backup, err error) {
	files, err := os.ReadDir(s.backups())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		found := backupName.FindStringSubmatch(f.Name())
		info, err := f.Info()
		if found == nil || err != nil || !info.Mode().IsRegular() {
			continue
		}
		at, err := time.Parse(stamp, found[1])
		if err == nil {
			all = append(all, Backup{Name: f.Name(), At: at, Size: info.Size()})
		}
	}
	slices.SortFunc(all, func(a, b Backup) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Name, a.Name)) })
	return all, nil
}

// Backup makes an archive of database, configuration and keys while the node
// goes on, seals it with the passphrase, reads it back and verifies it. It
// needs authz.NodeManage.
//
// A crash leaves a folder whose name begins with a dot, which the next backup
// removes; it never leaves an archive that was not verified.
//
// Errors: Busy while one is made; Invalid for a short passphrase; Unsupported
// where PostgreSQL's own programs are missing.
func (s *Service) Backup(ctx context.Context, who authz.Actor, passphrase string) (b Backup, err error) {
	defer errs.Wrap(&err, "node.Backup")
	if err := who.May(authz.NodeManage); err != nil {
		return b, err
	}
	if err := checkPassphrase(passphrase); err != nil {
		return b, err
	}
	if !s.backup.TryLock() {
		return b, errs.New(errs.Busy, "a backup is being made already; it will stand in the list")
	}
	defer s.backup.Unlock()
	s.setMaking(true)
	defer s.setMaking(false)
	work := filepath.Join(s.backups(), ".making")
	if err := errors.Join(os.RemoveAll(work), os.MkdirAll(work, 0o700)); err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	at := s.Clock.Now().Truncate(time.Second)
	made, err := s.make(ctx, work, passphrase, at)
	if err != nil {
		return b, err
	}
	b = Backup{Name: "entente-" + string(s.Party) + "-" + at.Format(stamp) + ".tar.age", At: at, Size: made.Size}
	if err := os.Rename(filepath.Join(work, "archive"), filepath.Join(s.backups(), b.Name)); err != nil {
		return b, err
	}
	return b, s.record(ctx, who, "node.backed-up", b.Name, map[string]any{"size": b.Size, "sha256": made.SHA256})
}

func (s *Service) setMaking(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.making = on
}

// make writes work/archive and verifies it.
func (s *Service) make(ctx context.Context, work, passphrase string, at time.Time) (c Contents, err error) {
	copied := filepath.Join(work, databaseName)
	if err := s.DB.CopyTo(ctx, copied); err != nil {
		return c, err
	}
	m := Manifest{V: 1, Party: s.Party, Version: s.Config.Version, Engine: s.DB.Engine(), At: at}
	paths := map[string]string{databaseName: copied, configName: filepath.Join(s.Dir, configName)}
	if err := filepath.WalkDir(filepath.Join(s.Dir, "keys"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		rel, err := filepath.Rel(s.Dir, p)
		paths[filepath.ToSlash(rel)] = p
		return err
	}); err != nil {
		return c, err
	}
	for name, path := range paths {
		f, err := measure(name, path)
		if err != nil {
			return c, err
		}
		m.Files = append(m.Files, f)
	}
	slices.SortFunc(m.Files, func(a, b Contents) int { return cmp.Compare(a.Name, b.Name) })
	archive := filepath.Join(work, "archive")
	f, err := os.OpenFile(archive, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return c, err
	}
	if err := errors.Join(seal(f, passphrase, s.Work, m, paths), f.Sync(), f.Close()); err != nil {
		return c, err
	}
	if err := os.Remove(copied); err != nil { // its room may be needed for reading back
		return c, err
	}
	back := filepath.Join(work, "back")
	if _, err := readBack(ctx, archive, passphrase, back, s.Clock, s.Log); err != nil {
		return c, err
	}
	return measure(databaseName, archive)
}

// readBack unpacks an archive into a new folder and verifies what it holds.
func readBack(ctx context.Context, archive, passphrase, dir string, c clock.Clock, log *slog.Logger) (m Manifest, err error) {
	f, err := os.Open(archive)
	if err != nil {
		return m, errs.New(errs.NotFound, "%s cannot be opened", archive)
	}
	defer func() { _ = f.Close() }() // it is only read
	if err := os.Mkdir(dir, 0o700); err != nil {
		return m, err
	}
	if m, err = unseal(f, passphrase, dir); err != nil {
		return m, err
	}
	if m.Engine == "postgres" {
		return m, db.CheckDump(ctx, filepath.Join(dir, databaseName))
	}
	return m, verifyFile(ctx, filepath.Join(dir, databaseName), c, log)
}

// verifyFile opens a copied SQLite database and verifies its structure and the
// journal's chain.
func verifyFile(ctx context.Context, path string, c clock.Clock, log *slog.Logger) (err error) {
	d, err := db.Open(ctx, "sqlite:"+path, db.Options{Clock: c, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Integrity(ctx); err != nil {
		return err
	}
	return d.Read(ctx, func(tx *db.Tx) error {
		_, err := journal.Verify(ctx, tx)
		return err
	})
}

// OpenBackup gives an archive to be downloaded. It needs authz.NodeManage.
func (s *Service) OpenBackup(ctx context.Context, who authz.Actor, name string) (r io.ReadCloser, size int64, err error) {
	defer errs.Wrap(&err, "node.OpenBackup")
	path, err := s.named(who, name)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil {
		err = s.record(ctx, who, "node.backup-downloaded", name, struct{}{})
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// DeleteBackup removes an archive. It needs authz.NodeManage.
func (s *Service) DeleteBackup(ctx context.Context, who authz.Actor, name string) (err error) {
	defer errs.Wrap(&err, "node.DeleteBackup")
	path, err := s.named(who, name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	return s.record(ctx, who, "node.backup-deleted", name, struct{}{})
}

// named finds an archive that is listed: nothing else can be meant.
func (s *Service) named(who authz.Actor, name string) (string, error) {
	if err := who.May(authz.NodeManage); err != nil {
		return "", err
	}
	all, err := s.list()
	if err == nil && !slices.ContainsFunc(all, func(b Backup) bool { return b.Name == name }) {
		err = errs.New(errs.NotFound, "there is no such backup")
	}
	return filepath.Join(s.backups(), name), err
}
