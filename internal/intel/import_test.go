package intel

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

var analyst = authz.Person("CZE", "a", "analyst", "test", "", authz.Grants(authz.Analyst, authz.Auditor))

func newStore(d *db.DB) *Service { return New(d, journal.New(), "CZE", slog.New(slog.DiscardHandler)) }

func bring(t *testing.T, s *Service, mark string, objects ...string) Lot {
	t.Helper()
	lot, err := s.Import(t.Context(), analyst, ImportInput{Realm: ids.Live, Name: "test", Mark: mark}, strings.NewReader(`{"type":"bundle","id":"bundle--1","objects":[`+strings.Join(objects, ",")+`]}`))
	if err != nil {
		t.Fatal(err)
	}
	if lot.Total != lot.Stored+lot.Duplicates+lot.Refused {
		t.Errorf("the counts do not add up: %+v", lot)
	}
	return lot
}

func rows(t *testing.T, s *Service, f Filter) []Row {
	t.Helper()
	all, err := s.List(t.Context(), analyst.In(ids.Live), f)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func thing(n int, more string) string {
	return fmt.Sprintf(`{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-%012d","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"n%d"%s}`, n, n, more)
}

func marked(ref string) string { return `,"object_marking_refs":["` + ref + `"]` }

const (
	greenRef  = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
	statement = "marking-definition--fa42a846-8d90-4e51-bc29-71d5b4802168"
)

func TestHostileB21OneBadObjectAmongAThousand(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStore(d)
		var all []string
		for i := range 1000 {
			all = append(all, thing(i, marked(greenRef)))
		}
		all[500] = `{"type":"tool","spec_version":"2.1","id":"tool--00000000-0000-4000-8000-000000000500"}`
		all = append(all, `{"type":"tool","id":"tool--x","id":"tool--y"}`, `"not an object"`)
		lot := bring(t, s, "", all...)
		if lot.Stored != 999 || lot.Refused != 3 || len(lot.Problems) != 3 {
			t.Fatalf("%+v", lot)
		}
		if p := lot.Problems[0]; p.Index != 500 || p.ID != "tool--00000000-0000-4000-8000-000000000500" || p.Reason == "" {
			t.Errorf("the report says %+v", p)
		}
		kept, err := s.Lot(t.Context(), analyst.In(ids.Live), lot.Key)
		if err != nil || len(kept.Problems) != 3 || kept.State != "done" {
			t.Errorf("kept: %+v, %v", kept, err)
		}
		again := bring(t, s, "", all...)
		if again.Stored != 0 || again.Duplicates != 999 {
			t.Errorf("the second time: %+v", again)
		}
	})
}

func TestMarkIsForWhatBearsNone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStore(d)
		// The definition comes after the objects that bear it.
		lot := bring(t, s, "TLP:AMBER", thing(1, marked(greenRef)), thing(2, ""), thing(3, marked(statement)), thing(4, marked("marking-definition--00000000-0000-4000-8000-000000000000")),
			`{"type":"marking-definition","spec_version":"2.1","id":"`+statement+`","created":"2017-06-01T00:00:00.000Z","definition_type":"statement","definition":{"statement":"Copyright"}}`)
		if lot.Stored != 5 || lot.Marked != 3 {
			t.Fatalf("%+v", lot)
		}
		for n, want := range map[int]string{1: "green", 2: "amber", 3: "amber", 4: ""} {
			r := rows(t, s, Filter{IDs: []string{fmt.Sprintf("tool--00000000-0000-4000-8000-%012d", n)}})
			if len(r) != 1 || r[0].TLP.String() != want || r[0].Releasable() != (want != "") {
				t.Errorf("object %d is marked %q", n, r[0].TLP)
			}
		}
	})
}

func TestARealBundleComesInWhole(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../../shared/data/attack/enterprise-attack.json")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the real data is missing")
		}
		t.Skip("the real data is not beside the project")
	}
	defer f.Close()
	s := newStore(dbtest.SQLite(t, clock.System{}))
	lot, err := s.Import(t.Context(), analyst, ImportInput{Realm: ids.Live, Name: "attack"}, f)
	if err != nil || lot.Total != 24731 || lot.Stored != 24731 || lot.Marked != 0 {
		t.Fatalf("%+v, %v", lot, err)
	}
	c, err := s.Count(t.Context(), analyst.In(ids.Live))
	if err != nil || c.Objects != 24731 || c.ByType["relationship"] != 20012 {
		t.Errorf("%+v, %v", c, err)
	}
	no := false
	if r := rows(t, s, Filter{Marked: &no, Limit: 5000}); len(r) != 5000 {
		t.Errorf("of the unmarked objects %d are found", len(r))
	}
}

func TestAFileThatBreaksOffKeepsWhatWasGoodAndSaysSo(t *testing.T) {
	t.Parallel()
	s := newStore(dbtest.SQLite(t, clock.System{}))
	lot, err := s.Import(t.Context(), analyst, ImportInput{Realm: ids.Live, Name: "cut"}, strings.NewReader(`{"type":"bundle","objects":[`+thing(1, marked(greenRef))+`,{"type":`))
	if !errs.Is(err, errs.Invalid) {
		t.Fatalf("%v", err)
	}
	if lot.State != "failed" || lot.Stored != 1 {
		t.Errorf("%+v", lot)
	}
	for name, text := range map[string]string{"empty": "", "no JSON": "hello", "no object": `{"type":"bundle","id":"bundle--1"}`, "a list of nothing": `[]`} {
		if _, err := s.Import(t.Context(), analyst, ImportInput{Realm: ids.Live, Name: "x"}, strings.NewReader(text)); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFindingByValue(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStore(d)
		bring(t, s, "tlp:green", `{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000001","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","pattern":"[domain-name:value = 'Evil.Example' OR ipv4-addr:value IN ('198.51.100.1','198.51.100.2')]","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}`, thing(2, ""))
		for value, want := range map[string]int{"evil.example": 1, "EVIL.example": 1, "198.51.100.2": 1, "198.51.*": 1, "evil": 0, "tool--00000000-0000-4000-8000-000000000002": 1, "%": 0, "*": 0} {
			if got := len(rows(t, s, Filter{Value: value})); got != want {
				t.Errorf("%q finds %d, want %d", value, got, want)
			}
		}
	})
}

func TestReadsDemandAViewer(t *testing.T) {
	t.Parallel()
	s := newStore(dbtest.SQLite(t, clock.System{}))
	bring(t, s, "tlp:green", thing(1, ""))
	for name, v := range map[string]authz.Viewer{"zero": {}, "no realm": analyst.In(""), "no right": authz.Person("CZE", "x", "x", "test", "", nil).In(ids.Live)} {
		if _, err := s.List(t.Context(), v, Filter{}); err == nil {
			t.Errorf("%s: the store can be read", name)
		}
	}
	if all, err := s.List(t.Context(), analyst.In("ex-1"), Filter{}); err != nil || len(all) != 0 {
		t.Errorf("another realm shows %d objects, %v", len(all), err)
	}
}

func TestAnImportThatAStopCutOffSaysSo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStore(d)
		done := bring(t, s, "tlp:green", thing(1, ""))
		var cut Lot
		if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
			cut, err = NewLot(t.Context(), tx, Lot{Key: ids.New(), Realm: ids.Live, Person: "a", Who: "analyst", Name: "cut", Format: "stix"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]string{cut.Key: "interrupted", done.Key: "done"} {
			if l, err := s.Lot(t.Context(), analyst.In(ids.Live), key); err != nil || l.State != want {
				t.Errorf("state %q, want %q (%v)", l.State, want, err)
			}
		}
	})
}

func TestADefinitionOfAnEarlierImportTellsAMarking(t *testing.T) {
	t.Parallel()
	s := newStore(dbtest.SQLite(t, clock.System{}))
	def := `{"type":"marking-definition","spec_version":"2.1","id":"` + statement + `","created":"2017-06-01T00:00:00.000Z","definition_type":"statement","definition":{"statement":"Copyright"}}`
	bring(t, s, "", thing(1, marked(statement)))
	bring(t, s, "", def)
	lot := bring(t, s, "tlp:green", thing(2, marked(statement)))
	if lot.Marked != 1 {
		t.Errorf("with the definition held, %d were marked", lot.Marked)
	}
	for n, releasable := range map[int]bool{1: false, 2: true} {
		if r := rows(t, s, Filter{IDs: []string{fmt.Sprintf("tool--00000000-0000-4000-8000-%012d", n)}}); r[0].Releasable() != releasable {
			t.Errorf("object %d: releasable %v", n, r[0].Releasable())
		}
	}
}
