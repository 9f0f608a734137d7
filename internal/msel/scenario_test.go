package msel

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/base/strictjson"
	"entente/internal/format/cexf"
)

// samples are the scenarios beside the project, by name.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../../../shared/data/cexf/*.json")
	if err != nil || len(files) == 0 {
		t.Skip("no ../shared/data/cexf beside the project")
	}
	all := map[string][]byte{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(f)] = b
	}
	return all
}

func TestEveryScenarioKeepsEveryMember(t *testing.T) {
	t.Parallel()
	for name, file := range samples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"), realm)
			p, err := w.Preview(ctx, ada.In(realm), file, Casting{})
			w.must(err)
			if p.Count[Fresh] == 0 || p.Count[Faulty] > 0 {
				t.Fatalf("preview %+v", p.Rows)
			}
			if got := w.numbers(Which{}); got != "" {
				t.Fatalf("the preview has written %q", got)
			}
			_, err = w.Confirm(ctx, ada, realm, file, Casting{}, p.Digest)
			w.must(err)
			format, dialect := CEXF, cexf.Published
			if strings.HasPrefix(name, "SkillAegis") {
				format, dialect = SkillAegis, cexf.SkillAegis
			}
			if p.Format != format {
				t.Errorf("seen as %s", p.Format)
			}
			out, err := w.Export(ctx, ada.In(realm), format)
			w.must(err)
			want, err := strictjson.Canonical(file)
			w.must(err)
			if string(out) != string(want) {
				t.Errorf("written back otherwise:\n%s\n%s", out, want)
			}
			if again, err := w.Preview(ctx, ada.In(realm), out, Casting{}); err != nil || again.Count[Unchanged] != len(again.Rows) {
				t.Errorf("read again: %+v, %v", again.Count, err)
			}
			otherFormat, otherDialect := SkillAegis, cexf.SkillAegis
			if dialect == cexf.SkillAegis {
				otherFormat, otherDialect = CEXF, cexf.Published
			}
			other, err := w.Export(ctx, ada.In(realm), otherFormat)
			w.must(err)
			if _, r, err := cexf.Read(other); err != nil || r.Dialect != otherDialect {
				t.Errorf("in the other dialect it is seen as %s, %v", r.Dialect, err)
			}
		})
	}
}

func TestWhatAScenarioSaysOfItsSteps(t *testing.T) {
	t.Parallel()
	file := samples(t)["cexf__misp-01.json"]
	w := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"), realm)
	p, err := w.Preview(ctx, ada.In(realm), file, Casting{})
	w.must(err)
	_, err = w.Confirm(ctx, ada, realm, file, Casting{}, p.Digest)
	w.must(err)
	l, err := w.List(ctx, ada.In(realm), Which{})
	w.must(err)
	if len(l.Rows) != 2 {
		t.Fatalf("%d rows", len(l.Rows))
	}
	mail, flow := l.Rows[0], l.Rows[1]
	if mail.Channel != ByMail || *mail.At != 0 || len(mail.Criteria) != 5 || !strings.Contains(string(mail.Payload), "phishing") {
		t.Errorf("the first is %+v", mail.Inject)
	}
	if flow.Channel != ByConnection || len(flow.After) != 1 || flow.After[0] != (Dependency{Inject: mail.ID, On: OnMet, Criterion: "e5"}) || mail.Criteria[4].Name != "Publishing" {
		t.Errorf("the second is %+v", flow.Inject)
	}
	mail.Title, mail.At = "Another name", at(5)
	mail.Storyline = "phishing"
	_, err = w.Put(ctx, ada, realm, mail.Inject, mail.Version)
	w.must(err)
	flow.After[0].Delay = Of(60)
	_, err = w.Put(ctx, ada, realm, flow.Inject, flow.Version)
	w.must(err)
	out, err := w.Export(ctx, ada.In(realm), CEXF)
	w.must(err)
	s, _, err := cexf.Read(out)
	w.must(err)
	if s.Injects[0].Name != "Another name" || s.Flow[0].Timing.At.N != 300 || len(s.Injects[0].Evaluations) != 5 {
		t.Errorf("written %+v", s.Injects[0])
	}
	other := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"), realm)
	q, err := other.Preview(ctx, ada.In(realm), out, Casting{})
	other.must(err)
	_, err = other.Confirm(ctx, ada, realm, out, Casting{}, q.Digest)
	other.must(err)
	back, err := other.List(ctx, ada.In(realm), Which{})
	other.must(err)
	if m, f := back.Rows[0], back.Rows[1]; *m.At != Of(300) && *f.At != Of(300) || !strings.Contains(other.numbers(Which{Storyline: "phishing"}), "1") {
		t.Errorf("read again as %+v, %+v", m.Inject, f.Inject)
	}
}
