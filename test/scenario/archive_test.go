package scenario

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/app"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// TestASealedArchiveIsVerifiedOffline reads the archive that sealing left at the
// conducting node: it stands, its journal can be read, and one changed entry is named.
func TestASealedArchiveIsVerifiedOffline(t *testing.T) {
	t.Parallel()
	for engine, postgres := range map[string]bool{"sqlite": false, "postgres": true} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, postgres)
			s.sealed()
			path := app.ArchivePath(s.nodes["HUB"].dir, s.x.ID)
			var kinds []string
			see := func(e journal.Entry) error { kinds = append(kinds, e.Kind); return nil }
			check := func(path, digest string, of ids.Party) (app.Archived, error) {
				return app.CheckArchive(t.Context(), path, digest, of, see, slog.New(slog.DiscardHandler))
			}
			a, err := check(path, s.at("HUB").Archive, "HUB")
			s.must(err)
			if !a.Compared || a.Exercise.Name != "Cyber Coalition" || len(a.Nodes) != 2 || a.Nodes[0].Party != "HUB" || a.Nodes[1].Party != "LVA" {
				t.Fatalf("%+v", a)
			}
			if _, err := check(path, strings.Repeat("0", 64), ""); !errs.Is(err, errs.Conflict) {
				t.Errorf("another digest: %v", err)
			}
			if postgres {
				if n := a.Nodes[0]; n.Problem != "" || !strings.Contains(n.Unread, "pg_restore") || len(kinds) != 0 {
					t.Errorf("a dump: %+v", n)
				}
				return
			}
			for _, n := range a.Nodes {
				if n.Problem != "" || n.Unread != "" || n.Journal == 0 || n.Logs == 0 || n.Entries == 0 {
					t.Errorf("%+v", n)
				}
			}
			if int64(len(kinds)) != a.Nodes[0].Journal || kinds[0] == "" {
				t.Errorf("%d entries shown of %d", len(kinds), a.Nodes[0].Journal)
			}
			if _, err := check(path, "", "CZE"); !errs.Is(err, errs.NotFound) {
				t.Errorf("the journal of a party that is not in it: %v", err)
			}

			kinds = nil
			a, err = check(s.forge(path, `UPDATE journal_entry SET name = 'somebody else' WHERE seq = 3`), "", "HUB")
			s.must(err)
			if !strings.Contains(a.Nodes[0].Problem, "journal entry 3 was changed") || len(kinds) != 0 || a.Nodes[1].Problem != "" {
				t.Errorf("a changed entry: %+v, and %d entries were shown", a.Nodes, len(kinds))
			}
			a, err = check(s.forge(path, `UPDATE ledger_entry SET kind = 'release.sent' WHERE idx = 0`), "", "")
			s.must(err)
			if !strings.Contains(a.Nodes[0].Problem, "is broken: entry 0") {
				t.Errorf("a changed log: %+v", a.Nodes)
			}
			b, err := os.ReadFile(path)
			s.must(err)
			cut := filepath.Join(t.TempDir(), "cut.tar.gz")
			s.must(os.WriteFile(cut, b[:len(b)/2], 0o600))
			if _, err := check(cut, "", ""); !errs.Is(err, errs.Invalid) {
				t.Errorf("half an archive: %v", err)
			}
		})
	}
}

// forge writes an archive anew in which the conducting node's database was changed.
func (s *stage) forge(path, statement string) string {
	s.t.Helper()
	f, err := os.Open(path)
	s.must(err)
	defer func() { _ = f.Close() }()
	zip, err := gzip.NewReader(f)
	s.must(err)
	in := tar.NewReader(zip)
	var made bytes.Buffer
	pack := gzip.NewWriter(&made)
	out := tar.NewWriter(pack)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		s.must(err)
		b, err := io.ReadAll(in)
		s.must(err)
		if h.Name == "HUB.sqlite" {
			b = s.changed(b, statement)
		}
		h.Size = int64(len(b))
		s.must(out.WriteHeader(h))
		_, err = out.Write(b)
		s.must(err)
	}
	s.must(errors.Join(out.Close(), pack.Close()))
	to := filepath.Join(s.t.TempDir(), "forged.tar.gz")
	s.must(os.WriteFile(to, made.Bytes(), 0o600))
	return to
}

func (s *stage) changed(b []byte, statement string) []byte {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "hub.sqlite")
	s.must(os.WriteFile(file, b, 0o600))
	d, err := sql.Open("sqlite", file)
	s.must(err)
	_, err = d.ExecContext(s.t.Context(), statement)
	s.must(errors.Join(err, d.Close()))
	b, err = os.ReadFile(file)
	s.must(err)
	return b
}
