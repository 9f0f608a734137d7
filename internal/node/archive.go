package node

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"filippo.io/age"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// Manifest stands first in an archive and says what else is in it.
type Manifest struct {
	V       int        `json:"v"`
	Party   ids.Party  `json:"party"`
	Version string     `json:"version"`
	Engine  string     `json:"engine"` // "sqlite" or "postgres"
	At      time.Time  `json:"at"`
	Files   []Contents `json:"files"`
}

// Contents is one file of an archive.
type Contents struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Names within an archive.
const (
	manifestName = "manifest.json"
	databaseName = "database"
	configName   = "node.json"
	maxManifest  = 1 << 20
	maxFiles     = 10_000
	minPass      = 12 // characters
	maxWork      = 22 // log2 of the dearest scrypt that is tried
)

// inArchive is what a file of an archive may be called: nothing that leads out
// of the folder that it is unpacked into.
var inArchive = regexp.MustCompile(`^(database|node\.json|keys(/[A-Za-z0-9_][A-Za-z0-9._-]{0,100}){1,3})$`)

// checkPassphrase asks for enough to be worth guessing at.
func checkPassphrase(p string) error {
	if len([]rune(p)) < minPass || len(p) > 1000 {
		return errs.New(errs.Invalid, "give a passphrase of %d to 1000 characters; without it nobody can open the backup", minPass)
	}
	return nil
}

// seal writes an archive: the named files of folder dir, as one tar within age.
func seal(w io.Writer, passphrase string, work int, m Manifest, dir map[string]string) error {
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	if work > 0 {
		to.SetWorkFactor(work)
	}
	sealed, err := age.Encrypt(w, to)
	if err != nil {
		return err
	}
	t := tar.NewWriter(sealed)
	head, err := strictjson.Marshal(m)
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(head)), ModTime: m.At}); err != nil {
		return err
	}
	if _, err := t.Write(head); err != nil {
		return err
	}
	for _, c := range m.Files {
		if err := put(t, c, dir[c.Name], m.At); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return errors.Join(t.Close(), sealed.Close())
}

func put(t *tar.Writer, c Contents, path string, at time.Time) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it is only read
	if err := t.WriteHeader(&tar.Header{Name: c.Name, Mode: 0o600, Size: c.Size, ModTime: at}); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}

// measure gives a file's line in the manifest.
func measure(name, path string) (c Contents, err error) {
	f, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer func() { _ = f.Close() }() // it is only read
	h := sha256.New()
	n, err := io.Copy(h, f)
	return Contents{Name: name, Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, err
}

// unseal unpacks an archive into an empty folder and compares every file with
// the manifest.
//
// Errors: Denied for a wrong passphrase; Invalid for what is no whole archive.
func unseal(r io.Reader, passphrase, dir string) (m Manifest, err error) {
	key, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return m, errs.New(errs.Invalid, "give the passphrase of the backup")
	}
	key.SetMaxWorkFactor(maxWork)
	plain, err := age.Decrypt(r, key)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return m, errs.New(errs.Denied, "the passphrase is wrong, or this is the backup of another one")
	}
	if err != nil {
		return m, errs.New(errs.Invalid, "this is no backup of a node: %s", errs.Clip(err.Error()))
	}
	t := tar.NewReader(plain)
	if m, err = readManifest(t); err != nil {
		return m, err
	}
	for _, want := range m.Files {
		if err := take(t, want, dir); err != nil {
			return m, err
		}
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return m, broken("it holds more than its manifest names")
	}
	// What follows the tar's own end is read too: only so is age's last chunk
	// authenticated.
	if _, err := io.Copy(io.Discard, plain); err != nil {
		return m, broken(err.Error())
	}
	return m, nil
}

func broken(why string) error {
	return errs.New(errs.Invalid, "the backup is not whole: %s; use another one", errs.Clip(why))
}

func readManifest(t *tar.Reader) (m Manifest, err error) {
	h, err := t.Next()
	if err != nil || h.Name != manifestName || h.Size > maxManifest {
		return m, broken("it does not begin with a manifest")
	}
	b, err := io.ReadAll(t)
	if err != nil {
		return m, broken(err.Error())
	}
	if err := strictjson.Decode(b, &m, strictjson.Default); err != nil {
		return m, broken("its manifest cannot be read")
	}
	if m.V != 1 || len(m.Files) > maxFiles {
		return m, errs.New(errs.Unsupported, "this backup was made by another version; restore it with that version")
	}
	return m, nil
}

func take(t *tar.Reader, want Contents, dir string) error {
	h, err := t.Next()
	if err != nil {
		return broken(want.Name + " is missing")
	}
	if h.Name != want.Name || h.Typeflag != tar.TypeReg || h.Size != want.Size || !inArchive.MatchString(want.Name) {
		return broken("a file is not the one that its manifest names")
	}
	path := filepath.Join(dir, filepath.FromSlash(want.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), t)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return broken(err.Error())
	}
	if hex.EncodeToString(sum.Sum(nil)) != want.SHA256 {
		return broken(want.Name + " was changed")
	}
	return nil
}
