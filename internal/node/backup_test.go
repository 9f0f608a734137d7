package node

import (
	"archive/tar"
	"bytes"
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/federation"
	"entente/internal/schema"
)

const pass = "a lantern over the harbour"

var (
	admin = authz.Person("CZE", "eva", "eva", "page", "", authz.Grants(authz.Admin))
	quiet = slog.New(slog.DiscardHandler)
)

// world is a node's folder with its database.
type world struct {
	*testing.T
	*Service
	clock *clock.Fixed
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{T: t, clock: clock.NewFixed(noon)}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"node.json": `{"party":"CZE"}`, "keys/node.key": "a key", "keys/.stray": "half a key"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.Service = New(Config{DB: d, Journal: journal.New(), Clock: w.clock, Log: quiet, Ring: NewRing(), Party: "CZE", Dir: dir, Work: 2, Followers: []string{"sequencer"},
		Peers: func(context.Context, authz.Viewer) ([]federation.PeerView, error) { return nil, nil }})
	return w
}

func (w *world) act(about string) {
	w.Helper()
	if err := w.record(w.Context(), admin, "test.happened", about, map[string]any{"n": 1}); err != nil {
		w.Fatal(err)
	}
}

// abouts lists what the journal of a database is about.
func abouts(t *testing.T, d *db.DB) string {
	t.Helper()
	var all []string
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		if _, err := journal.Verify(t.Context(), tx); err != nil {
			return err
		}
		list, err := journal.List(t.Context(), tx, admin.In(ids.Live), journal.Filter{Kind: "test."})
		for _, e := range list {
			all = append(all, e.About)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestABackupRestoresWhatItHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite(t, clock.System{}))
	w.act("before")
	b, err := w.Backup(t.Context(), admin, pass)
	if err != nil {
		t.Fatal(err)
	}
	w.act("after")
	all, making, err := w.Backups(t.Context(), admin.In(ids.Live))
	if err != nil || making || len(all) != 1 || all[0] != b || b.Name != "entente-CZE-20261123T120000Z.tar.age" {
		t.Fatalf("listed %+v, %v", all, err)
	}
	if left, err := os.ReadDir(w.backups()); err != nil || len(left) != 1 {
		t.Errorf("the backup left %v behind, %v", left, err)
	}
	dir := filepath.Join(t.TempDir(), "deep", "node")
	m, err := Unpack(t.Context(), Restore{File: filepath.Join(w.backups(), b.Name), Dir: dir, Passphrase: pass}, w.clock, quiet)
	if err != nil || m.Party != "CZE" || m.Engine != "sqlite" {
		t.Fatalf("%+v, %v", m, err)
	}
	d, err := db.Open(t.Context(), "sqlite:"+filepath.Join(dir, "node.db"), db.Options{Clock: w.clock, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if got := abouts(t, d); got != "before" {
		t.Errorf("the restored journal is about %q", got)
	}
	if held, err := Held(dir); !held || err != nil {
		t.Error("a restored node is not held", err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "keys", "node.key")); err != nil || string(text) != "a key" {
		t.Error("the key is not restored", err)
	}
	for _, gone := range []string{"keys/.stray", "database", "manifest.json"} {
		if _, err := os.Stat(filepath.Join(dir, gone)); err == nil {
			t.Errorf("%s is in the restored folder", gone)
		}
	}
	_, err = Unpack(t.Context(), Restore{File: filepath.Join(w.backups(), b.Name), Dir: dir, Passphrase: pass}, w.clock, quiet)
	if !errs.Is(err, errs.Conflict) {
		t.Errorf("restored over an existing folder: %v", err)
	}
}

func TestABackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite(t, clock.System{}))
	stop, done := make(chan struct{}), make(chan error)
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
				if err := w.record(context.Background(), admin, "test.happened", "x", struct{}{}); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	for range 3 {
		if _, err := w.Backup(t.Context(), admin, pass); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Minute)
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error("a write failed while a backup was made:", err)
	}
}

func TestADamagedOrForeignArchiveIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite(t, clock.System{}))
	b, err := w.Backup(t.Context(), admin, pass)
	if err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(w.backups(), b.Name))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	sum := "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" // of foo
	one := func(name string, size int) string {
		return `{"v":1,"party":"CZE","version":"","engine":"sqlite","at":"2026-11-23T12:00:00Z","files":[{"name":"` + name + `","size":` + string(rune('0'+size)) + `,"sha256":"` + sum + `"}]}`
	}
	for what, c := range map[string]struct {
		bytes []byte
		pass  string
		kind  errs.Kind
	}{
		"another passphrase":    {good, pass + "!", errs.Denied},
		"a flipped bit":         {flipped, pass, errs.Invalid},
		"the end missing":       {good[:len(good)-20], pass, errs.Invalid},
		"no archive at all":     {[]byte("hello"), pass, errs.Invalid},
		"a name that leads out": {sealed(t, one("../../evil", 3), "../../evil", "foo"), pass, errs.Invalid},
		"an absolute name":      {sealed(t, one("/etc/evil", 3), "/etc/evil", "foo"), pass, errs.Invalid},
		"another content":       {sealed(t, one("node.json", 3), "node.json", "bar"), pass, errs.Invalid},
		"another length":        {sealed(t, one("node.json", 3), "node.json", "foobar"), pass, errs.Invalid},
		"more than it says":     {sealed(t, one("node.json", 3), "node.json", "foo", "keys/x", "foo"), pass, errs.Invalid},
		"another version":       {sealed(t, `{"v":2,"party":"CZE","version":"","engine":"sqlite","at":"2026-11-23T12:00:00Z","files":[]}`), pass, errs.Unsupported},
	} {
		file := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(file, c.bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "a", "b", "node")
		_, err := Unpack(t.Context(), Restore{File: file, Dir: dir, Passphrase: c.pass}, w.clock, quiet)
		if !errs.Is(err, c.kind) {
			t.Errorf("%s: %v, want %s", what, err, c.kind)
		}
		if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) > 0 {
			t.Errorf("%s left %v, %v", what, left, err)
		}
	}
}

// sealed makes an archive by hand: a manifest and then names with contents.
func sealed(t *testing.T, manifest string, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	to, err := age.NewScryptRecipient(pass)
	if err != nil {
		t.Fatal(err)
	}
	to.SetWorkFactor(2)
	w, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	tw := tar.NewWriter(w)
	files = append([]string{manifestName, manifest}, files...)
	for i := 0; i < len(files); i += 2 {
		if err := tw.WriteHeader(&tar.Header{Name: files[i], Mode: 0o600, Size: int64(len(files[i+1]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(tw, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhoMayDoWhatWithBackups(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite(t, clock.System{}))
	if _, err := w.Backup(t.Context(), admin, "too short"); !errs.Is(err, errs.Invalid) {
		t.Errorf("a short passphrase: %v", err)
	}
	b, err := w.Backup(t.Context(), admin, pass)
	if err != nil {
		t.Fatal(err)
	}
	auditor := authz.Person("CZE", "a", "a", "page", "", authz.Grants(authz.Auditor))
	if all, _, err := w.Backups(t.Context(), auditor.In(ids.Live)); err != nil || len(all) != 1 {
		t.Errorf("an auditor does not see the backups: %v", err)
	}
	for _, role := range authz.Roles() {
		if role == authz.Admin {
			continue
		}
		who := authz.Person("CZE", "x", "x", "page", "", authz.Grants(role))
		if _, err := w.Backup(t.Context(), who, pass); !errs.Is(err, errs.Denied) {
			t.Errorf("%s made a backup: %v", role, err)
		}
		if _, _, err := w.OpenBackup(t.Context(), who, b.Name); !errs.Is(err, errs.Denied) {
			t.Errorf("%s opened a backup: %v", role, err)
		}
		if err := w.DeleteBackup(t.Context(), who, b.Name); !errs.Is(err, errs.Denied) {
			t.Errorf("%s deleted a backup: %v", role, err)
		}
		if err := w.StartCheck(t.Context(), who); !errs.Is(err, errs.Denied) {
			t.Errorf("%s started a verification: %v", role, err)
		}
	}
	for _, name := range []string{"../node.json", "node.json", "..", "", "entente-CZE-20200101T000000Z.tar.age"} {
		if _, _, err := w.OpenBackup(t.Context(), admin, name); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q was opened: %v", name, err)
		}
		if err := w.DeleteBackup(t.Context(), admin, name); !errs.Is(err, errs.NotFound) {
			t.Errorf("%q was deleted: %v", name, err)
		}
	}
	if err := w.DeleteBackup(t.Context(), admin, b.Name); err != nil {
		t.Error(err)
	}
}

func TestDailyBackupsKeepTheirNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite(t, clock.System{}))
	w.Keep, w.PassphraseFile = 2, filepath.Join(w.Dir, "pass")
	if err := w.scheduled(t.Context()); !errs.Is(err, errs.Invalid) {
		t.Errorf("without its passphrase: %v", err)
	}
	if f := w.gather(t.Context(), admin.In(ids.Live)); f.BackupError == "" {
		t.Error("a daily backup that failed is not told")
	}
	if err := os.WriteFile(w.PassphraseFile, []byte(pass+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if err := w.scheduled(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(24 * time.Hour)
	}
	all, err := w.list()
	if err != nil || len(all) != 2 || !all[0].At.Equal(noon.Add(3*24*time.Hour)) || !all[1].At.Equal(noon.Add(2*24*time.Hour)) {
		t.Errorf("kept %+v, %v", all, err)
	}
}

func TestAVerificationFindsAChangedEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.act("one")
		verify := func() Checked {
			if err := w.StartCheck(t.Context(), admin); err != nil {
				t.Fatal(err)
			}
			w.work.Wait()
			c, err := w.lastCheck(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if c := verify(); c.Problem != "" || c.Journal != 1 || c.At.IsZero() {
			t.Errorf("got %+v", c)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE journal_entry SET about = 'two' WHERE seq = 1`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if c := verify(); !strings.Contains(c.Problem, "entry 1 was changed") {
			t.Errorf("a changed entry was not found: %+v", c)
		}
	})
}

// TestPostgresBackup dumps one database and restores it into another.
func TestPostgresBackup(t *testing.T) {
	t.Parallel()
	from, to := freshDatabase(t), freshDatabase(t)
	d := openURL(t, from)
	if err := d.Migrate(t.Context(), schema.Files); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, d)
	w.act("before")
	b, err := w.Backup(t.Context(), admin, pass)
	if err != nil {
		t.Fatal(err)
	}
	w.act("after")
	r := Restore{File: filepath.Join(w.backups(), b.Name), Dir: filepath.Join(t.TempDir(), "node"), Passphrase: pass}
	if _, err := Unpack(t.Context(), r, w.clock, quiet); !errs.Is(err, errs.Invalid) {
		t.Errorf("without a database to restore into: %v", err)
	}
	r.Database = to
	if _, err := Unpack(t.Context(), r, w.clock, quiet); err != nil {
		t.Fatal(err)
	}
	if got := abouts(t, openURL(t, to)); got != "before" {
		t.Errorf("the restored journal is about %q", got)
	}
	r.Dir = filepath.Join(t.TempDir(), "again")
	if _, err := Unpack(t.Context(), r, w.clock, quiet); err == nil {
		t.Error("restored into a database that is not empty")
	}
	if _, err := os.Stat(r.Dir); err == nil {
		t.Error("a failed restoring left a node")
	}
}

func openURL(t *testing.T, address string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.Options{Clock: clock.System{}, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// freshDatabase makes an empty database on the test server.
func freshDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv(dbtest.PostgresEnv)
	if server == "" {
		t.Skipf("%s is not set: not run on PostgreSQL", dbtest.PostgresEnv)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "b_" + strings.ReplaceAll(ids.New(), "-", "")
	if _, err := conn.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := conn.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = conn.Close()
	})
	u.Path = "/" + name
	return u.String()
}
