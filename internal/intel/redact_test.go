package intel

import (
	"slices"
	"strings"
	"testing"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

var officer = authz.Person("CZE", "r", "officer", "test", "", authz.Grants(authz.Release))

const groupID = "grouping--00000000-0000-4000-8000-000000000009"

func group(refs ...string) string {
	return `{"type":"grouping","spec_version":"2.1","id":"` + groupID + `","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","context":"suspicious-activity","object_refs":["` +
		strings.Join(refs, `","`) + `"]` + marked(greenRef) + `}`
}

func toolID(n string) string { return "tool--00000000-0000-4000-8000-00000000000" + n }

func TestRedactCopiesWhatLosesAndWhatRefersToIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStore(d)
		lot := bring(t, s, "", thing(1, `,"description":"names a victim"`+marked(greenRef)), thing(2, marked(greenRef)), group(toolID("1"), toolID("2")))
		sel := Selection{Lot: lot.Key}
		props, err := s.Properties(t.Context(), officer.In(ids.Live), sel)
		if err != nil || !slices.Contains(props, Property{"tool", "description", 1}) || len(props) != 1 {
			t.Fatalf("properties: %v, %v", props, err)
		}
		r, err := s.Redact(t.Context(), officer, ids.Live, sel, []Omission{{"tool", "description"}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Copied != 2 || len(r.IDs) != 3 || !slices.Contains(r.IDs, toolID("2")) || slices.Contains(r.IDs, toolID("1")) || slices.Contains(r.IDs, groupID) {
			t.Fatalf("%+v", r)
		}
		for _, row := range rows(t, s, Filter{IDs: r.IDs}) {
			if text := string(row.Body); strings.Contains(text, "victim") || strings.Contains(text, toolID("1")) {
				t.Errorf("the copy still tells: %s", text)
			}
		}
		for _, id := range r.IDs {
			if id == toolID("2") {
				continue
			}
			original, _, err := s.Redactions(t.Context(), officer.In(ids.Live), id)
			if err != nil || (original != toolID("1") && original != groupID) {
				t.Errorf("%s is said to be a copy of %q, %v", id, original, err)
			}
		}
		if _, copies, _ := s.Redactions(t.Context(), officer.In(ids.Live), toolID("1")); len(copies) != 1 {
			t.Errorf("copies of the original: %v", copies)
		}
		if got := rows(t, s, Filter{IDs: []string{toolID("1")}}); len(got) != 1 || !strings.Contains(string(got[0].Body), "victim") {
			t.Error("the original is not what it was")
		}
	})
}

func TestRedactRefusesAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStore(d)
		bring(t, s, "", thing(1, marked(greenRef)))
		sel := Selection{IDs: []string{toolID("1")}}
		before := len(rows(t, s, Filter{}))
		for what, drop := range map[string][]Omission{
			"a required property":   {{"tool", "name"}},
			"one that nothing has":  {{"tool", "description"}},
			"one of no such type":   {{"malware", "name"}},
			"the marking":           {{"tool", "object_marking_refs"}},
			"nothing":               {},
			"one good, one missing": {{"tool", "name"}, {"tool", "x_none"}},
		} {
			if _, err := s.Redact(t.Context(), officer, ids.Live, sel, drop); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v, want errs.Invalid", what, err)
			}
		}
		if after := len(rows(t, s, Filter{})); after != before {
			t.Errorf("there were %d objects and are %d", before, after)
		}
		reader := authz.Person("CZE", "d", "auditor", "test", "", authz.Grants(authz.Auditor))
		if _, err := s.Redact(t.Context(), reader, ids.Live, sel, []Omission{{"tool", "name"}}); !errs.Is(err, errs.Denied) {
			t.Errorf("an auditor redacts: %v", err)
		}
	})
}
