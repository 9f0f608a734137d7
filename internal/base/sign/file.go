package sign

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"entente/internal/base/errs"
)

const (
	pemType = "PRIVATE KEY" // PKCS #8, RFC 5958
	suffix  = ".key"
	maxFile = 4096 // bytes; a key file has about 120
)

// LoadOrCreate reads a key file (PEM, PKCS #8), or makes a key and its file
// when there is none. The file has mode 0600; one that its group or others may
// read or write is refused, as is anything that is not a regular file.
//
// Two processes that create at once get the same key: the file appears whole,
// under its name, or not at all. A crash leaves at most a stray file whose name
// begins with a dot.
func LoadOrCreate(path string) (k Key, err error) {
	defer errs.Wrap(&err, "sign.LoadOrCreate(%s)", path)
	k, err = load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	k = NewKey()
	err = create(path, k)
	if errors.Is(err, fs.ErrExist) {
		return load(path)
	}
	return k, err
}

func load(path string) (k Key, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return k, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return k, fmt.Errorf("not a key file")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return k, fmt.Errorf("mode is %#o: others than the owner could use this private key; run chmod 600 on it", info.Mode().Perm())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return k, err
	}
	block, rest := pem.Decode(b)
	if block == nil || block.Type != pemType || len(strings.TrimSpace(string(rest))) > 0 {
		return k, fmt.Errorf("not one PEM block %q", pemType)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return k, err
	}
	priv, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return k, fmt.Errorf("not an Ed25519 key")
	}
	return Key{priv}, nil
}

// create writes the file so that it is on disk, whole, when it has its name.
func create(path string, k Key) error {
	der, err := x509.MarshalPKCS8PrivateKey(k.priv)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // its second name stays, if it got one
	_, err = tmp.Write(pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}))
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	// Link, unlike rename, fails when somebody else was first.
	if err := os.Link(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Ring is a folder of named keys, one file each. It is safe for use by several
// goroutines.
type Ring struct {
	dir string

	mu   sync.Mutex
	keys map[string]Key // guarded by mu
}

// Check answers errs.Denied when others than the owner could read or change
// the folder or a key file in it, with the line to run.
func (r *Ring) Check() (err error) {
	defer errs.Wrap(&err, "sign.Check")
	info, err := os.Stat(r.dir)
	if err != nil {
		return err
	}
	var wrong []string
	if info.Mode().Perm()&0o077 != 0 {
		wrong = append(wrong, "chmod 700 "+quote(r.dir))
	}
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // a key that another process was just making
		}
		if err != nil {
			return err
		}
		path := filepath.Join(r.dir, e.Name())
		switch {
		case info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0:
			wrong = append(wrong, "chmod 600 "+quote(path))
		case !info.Mode().IsRegular() && strings.HasSuffix(e.Name(), suffix):
			return errs.New(errs.Denied, "%s is not a regular file; a private key must lie in the keys folder itself", path)
		}
	}
	if len(wrong) > 0 {
		return errs.New(errs.Denied, "others than the owner could use this node's private keys; run: %s", strings.Join(wrong, " && "))
	}
	return nil
}

// quote makes a path one word of a shell.
func quote(path string) string { return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'" }

var keyName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// OpenRing opens a folder, and makes it with mode 0700 when there is none.
func OpenRing(dir string) (_ *Ring, err error) {
	defer errs.Wrap(&err, "sign.OpenRing")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &Ring{dir: dir, keys: map[string]Key{}}, nil
}

// Key gives the key of a name (lower-case letters, digits and hyphens), and
// makes it the first time.
func (r *Ring) Key(name string) (Key, error) {
	if !keyName.MatchString(name) {
		return Key{}, errs.New(errs.Invalid, "key name %q: use up to 64 lower-case letters, digits and hyphens", errs.Clip(name))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if k, ok := r.keys[name]; ok {
		return k, nil
	}
	k, err := LoadOrCreate(filepath.Join(r.dir, name+suffix))
	if err != nil {
		return Key{}, err
	}
	r.keys[name] = k
	return k, nil
}

// Existing gives the key of a name that must have one: errs.NotFound, and no
// new key, when its file is missing.
func (r *Ring) Existing(name string) (Key, error) {
	path := filepath.Join(r.dir, name+suffix)
	if _, err := os.Lstat(path); keyName.MatchString(name) && errors.Is(err, fs.ErrNotExist) {
		return Key{}, errs.New(errs.NotFound, "the key file %s is missing from this node's keys folder; bring it back from a backup or from the machine on which it was made", name+suffix)
	}
	return r.Key(name)
}

// Names lists the names that have a key, sorted.
func (r *Ring) Names() (names []string, err error) {
	defer errs.Wrap(&err, "sign.Names")
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && keyName.MatchString(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
