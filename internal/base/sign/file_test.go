package sign

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
)

func TestLoadOrCreate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "node.key")
	k, err := LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadOrCreate(path)
	if err != nil || again.Public() != k.Public() {
		t.Fatalf("a second start has another key (%v)", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("stray files: %v %v", entries, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good.key")
	if _, err := LoadOrCreate(good); err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte, mode os.FileMode) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(p, mode); err != nil {
			t.Fatal(err)
		}
		return p
	}
	link := filepath.Join(dir, "link.key")
	if err := os.Symlink(good, link); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ path, says string }{
		"readable by the group": {write("group", pem, 0o640), "chmod 600"},
		"readable by all":       {write("all", pem, 0o604), "chmod 600"},
		"empty":                 {write("empty", nil, 0o600), "PEM"},
		"garbage":               {write("garbage", []byte("x"), 0o600), "PEM"},
		"cut short":             {write("short", pem[:len(pem)/2], 0o600), "PEM"},
		"two keys":              {write("two", append(pem, pem...), 0o600), "PEM"},
		"too long":              {write("long", make([]byte, 5000), 0o600), "not a key file"},
		"a folder":              {dir, "not a key file"},
		"a symbolic link":       {link, "not a key file"},
	} {
		if _, err := LoadOrCreate(tc.path); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: got %v, want a refusal that says %q", name, err, tc.says)
		}
	}
}

func TestCreateAtOnceGivesOneKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var wg sync.WaitGroup
	keys := make([]PublicKey, 8)
	for i := range keys {
		wg.Go(func() {
			k, err := LoadOrCreate(filepath.Join(dir, "node.key"))
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = k.Public()
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k != keys[0] {
			t.Fatal("two keys were made for one name")
		}
	}
}

func TestRing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	r, err := OpenRing(dir)
	if err != nil {
		t.Fatal(err)
	}
	node, err := r.Key("node")
	if err != nil {
		t.Fatal(err)
	}
	office, err := r.Key("office-director")
	if err != nil || office.Public() == node.Public() {
		t.Fatal("two names share a key", err)
	}
	for _, bad := range []string{"", "../node", "Node", ".new", "a/b", "a.b", strings.Repeat("a", 65)} {
		if _, err := r.Key(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("Key(%q): got %v, want a refusal", bad, err)
		}
	}
	reopened, err := OpenRing(dir)
	if err != nil {
		t.Fatal(err)
	}
	same, err := reopened.Key("node")
	if err != nil || same.Public() != node.Public() {
		t.Fatal("a reopened ring has another key", err)
	}
	names, err := reopened.Names()
	if diff := cmp.Diff([]string{"node", "office-director"}, names); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info.Mode(), err)
	}
}

func TestCheckNamesWhatToRun(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "it's keys")
	r, err := OpenRing(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Key("node"); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(); err != nil {
		t.Fatalf("a fresh ring is refused: %v", err)
	}
	file := filepath.Join(dir, "node.key")
	for _, tc := range []struct{ dir, file os.FileMode }{{0o750, 0o600}, {0o701, 0o600}, {0o700, 0o640}, {0o700, 0o602}, {0o755, 0o644}} {
		if err := errors.Join(os.Chmod(file, tc.file), os.Chmod(dir, tc.dir)); err != nil {
			t.Fatal(err)
		}
		err := r.Check()
		if !errs.Is(err, errs.Denied) {
			t.Fatalf("%#o and %#o: got %v, want a refusal", tc.dir, tc.file, err)
		}
		// The line that it names mends it.
		_, line, ok := strings.Cut(err.Error(), "run: ")
		if out, rerr := exec.CommandContext(t.Context(), "sh", "-c", line).CombinedOutput(); !ok || rerr != nil {
			t.Fatalf("%q: %v %s", line, rerr, out)
		}
		if err := r.Check(); err != nil {
			t.Errorf("%#o and %#o: after the line it is still refused: %v", tc.dir, tc.file, err)
		}
	}
	if err := os.Symlink(file, filepath.Join(dir, "office-director.key")); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(); !errs.Is(err, errs.Denied) {
		t.Errorf("a key that lies elsewhere: %v", err)
	}
}

func TestExistingMakesNoKey(t *testing.T) {
	t.Parallel()
	r, err := OpenRing(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Existing("office2-director"); !errs.Is(err, errs.NotFound) {
		t.Errorf("a missing key: %v", err)
	}
	if names, err := r.Names(); err != nil || len(names) != 0 {
		t.Errorf("asking for a key made %v (%v)", names, err)
	}
	made, err := r.Key("office2-director")
	if err != nil {
		t.Fatal(err)
	}
	if k, err := r.Existing("office2-director"); err != nil || k.Public() != made.Public() {
		t.Errorf("an existing key: %v", err)
	}
	if _, err := r.Existing("../node"); !errs.Is(err, errs.Invalid) {
		t.Errorf("a path: %v", err)
	}
}
