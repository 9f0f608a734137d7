package intel

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

func figures(t *testing.T, s *Service, realm ids.Realm, from, to time.Time, origin ids.Party) Figures {
	t.Helper()
	f, err := s.Figures(t.Context(), analyst.In(realm), Span{from, to}, origin)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFiguresOfAKnownStoreAreExact(t *testing.T) {
	t.Parallel()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(noon) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		s, at := newStore(d), c.(*clock.Fixed)
		day := func(back int) time.Time { return noon.AddDate(0, 0, -back) }
		// One indicator on each side of each line between ages.
		for i, back := range []int{366, 365, 91, 90, 31, 30} {
			at.Set(day(back))
			bring(t, s, "", sign(i+1, 1, "", greenRef))
		}
		at.Set(day(3))
		bring(t, s, "", sign(7, 1, until("2026-11-19"), greenRef), sign(8, 1, until("2026-11-20"), greenRef), sign(9, 1, until("2031-01-01"), amberRef), thing(1, marked(greenRef)), thing(2, ""))
		at.Set(day(1))
		receive(t, s, ids.Live, "EST", marking.Amber, thing(3, marked(amberRef)), sign(10, 1, "", amberRef))
		receive(t, s, "exercise", "EST", marking.Red, sign(11, 1, until("2026-11-01"), greenRef), thing(4, marked(greenRef)))
		at.Set(noon)
		bring(t, s, "", sign(2, 2, until("2026-11-18"), greenRef)) // an object is as old as its newest version

		f := figures(t, s, ids.Live, day(6), noon, "")
		if f.Objects != 13 || f.Came != 8 || f.Strict != marking.Amber {
			t.Errorf("%d objects, %d came, strictest %s", f.Objects, f.Came, f.Strict)
		}
		for what, got := range map[string][2]any{
			"by type":   {f.ByType, []Tally{{"indicator", 10, 5}, {"tool", 3, 3}}},
			"by origin": {f.ByOrigin, []Tally{{"CZE", 11, 6}, {"EST", 2, 2}}},
			"by TLP":    {f.ByTLP, []Tally{{"green", 9, 4}, {"amber", 3, 3}, {"", 1, 1}}},
			"ages":      {f.Age, Age{Indicators: 10, Expired: 2, Over30: 4, Over90: 2, Over365: 1}},
		} {
			if diff := cmp.Diff(got[1], got[0]); diff != "" {
				t.Errorf("%s:\n%s", what, diff)
			}
		}
		var days []string
		for _, d := range f.Days {
			days = append(days, fmt.Sprintf("%s %d/%d", d.Day.Format("02"), d.Indicators, d.Came))
		}
		if got := strings.Join(days, " "); got != "14 0/0 15 0/0 16 0/0 17 3/5 18 0/0 19 1/2 20 1/1" {
			t.Errorf("by day: %s", got)
		}
		if f := figures(t, s, ids.Live, day(1), day(1), "EST"); f.Objects != 2 || f.Came != 2 || len(f.Days) != 1 || f.Age.Indicators != 1 {
			t.Errorf("of EST alone: %+v", f)
		}
		if f := figures(t, s, "exercise", day(6), noon, ""); f.Objects != 2 || f.Came != 2 || f.Strict != marking.Red || f.Age != (Age{Indicators: 1, Expired: 1}) {
			t.Errorf("in the exercise: %+v", f)
		}
		green := analyst
		green.Ceiling = "green"
		seen, err := s.Figures(t.Context(), green.In(ids.Live), Span{day(6), noon}, "")
		if err != nil || seen.Objects != 9 || seen.Came != 4 || seen.Strict != marking.Green || seen.Age.Indicators != 8 || len(seen.ByTLP) != 1 {
			t.Errorf("up to green: %+v, %v", seen, err)
		}
		recallAll(t, s, "EST", receive(t, s, ids.Live, "EST", marking.Red, thing(5, ""))[0].Added)
		if f := figures(t, s, ids.Live, noon, noon, ""); f.Objects != 13 || f.Came != 2 || f.Strict != marking.Red {
			t.Errorf("what came and was recalled counts as come, under its marking: %d objects, %d came, strictest %s", f.Objects, f.Came, f.Strict)
		}
		if f := figures(t, s, ids.Live, day(1), day(1), ""); f.Strict != marking.Amber {
			t.Errorf("the day before is marked %s", f.Strict)
		}
		inStep(t, d, "all of it")
	})
}

func TestNobodyCountsWithoutTheAct(t *testing.T) {
	t.Parallel()
	s := newStore(dbtest.SQLite(t, clock.System{}))
	bring(t, s, "", thing(1, marked(greenRef)))
	admin := authz.Person("CZE", "a", "admin", "test", "", authz.Grants(authz.Admin))
	for who, v := range map[string]authz.Viewer{"an administrator": admin.In(ids.Live), "no realm": analyst.In("")} {
		if f, err := s.Figures(t.Context(), v, Span{noon, noon}, ""); !errs.Is(err, errs.Denied) || f.Objects != 0 {
			t.Errorf("%s counts %d: %v", who, f.Objects, err)
		}
	}
	if _, err := s.Figures(t.Context(), authz.Viewer{}, Span{noon, noon}, ""); err == nil {
		t.Error("nobody counts")
	}
	for what, span := range map[string]Span{"backwards": {noon, noon.AddDate(0, 0, -1)}, "too long": {noon.AddDate(-11, 0, 0), noon}} {
		if _, err := s.Figures(t.Context(), analyst.In(ids.Live), span, ""); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
