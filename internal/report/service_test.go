package report

import (
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
	"entente/internal/base/journal"
	"entente/internal/format/marking"
)

func person(id string, roles ...authz.Role) authz.Actor {
	return authz.Person("CZE", id, id, "test", "", authz.Grants(roles...))
}

func TestADashboardIsItsOwnersInEachRealm(t *testing.T) {
	t.Parallel()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(made) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		s := New(Config{DB: d, Journal: journal.New(), Clock: c, Party: "CZE"})
		eva, jan := person("eva", authz.Analyst), person("jan", authz.Duty)
		first, err := s.Dashboard(t.Context(), eva.In(ids.Live))
		if err != nil || first.Version != 0 || len(first.Panels) != len(beginning()) {
			t.Fatalf("the first dashboard: %+v, %v", first, err)
		}
		panels := []Panel{{ID: "flows-2", Kind: "flows", Width: 3, Days: 365, Party: "EST"}, {ID: "newest", Kind: "newest", Width: 1, Days: 7}}
		saved, err := s.SaveDashboard(t.Context(), eva, ids.Live, 0, panels)
		if err != nil || saved.Version != 1 || !saved.Saved.Equal(made) {
			t.Fatalf("%+v, %v", saved, err)
		}
		again, err := s.Dashboard(t.Context(), eva.In(ids.Live))
		if diff := cmp.Diff(saved, again); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		for name, v := range map[string]authz.Viewer{"another person": jan.In(ids.Live), "another realm": eva.In("exercise")} {
			if d, err := s.Dashboard(t.Context(), v); err != nil || d.Version != 0 {
				t.Errorf("%s: %+v, %v", name, d, err)
			}
		}
		if _, err := s.SaveDashboard(t.Context(), eva, ids.Live, 0, nil); !errs.Is(err, errs.Conflict) {
			t.Errorf("an older page overwrites a newer: %v", err)
		}
		if none, err := s.SaveDashboard(t.Context(), eva, ids.Live, 1, nil); err != nil || none.Version != 2 {
			t.Errorf("an empty dashboard: %+v, %v", none, err)
		}
		if empty, err := s.Dashboard(t.Context(), eva.In(ids.Live)); err != nil || empty.Panels == nil || len(empty.Panels) != 0 {
			t.Errorf("an empty dashboard comes back as %+v, %v", empty, err)
		}
		entries := 0
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			all, err := journal.List(t.Context(), tx, person("a", authz.Auditor).In(ids.Live), journal.Filter{Limit: 10})
			entries = len(all)
			return err
		}); err != nil || entries != 2 {
			t.Errorf("two savings left %d entries: %v", entries, err)
		}
	})
}

func TestADashboardThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	s := New(Config{DB: dbtest.SQLite(t, clock.System{}), Journal: journal.New(), Clock: clock.System{}, Party: "CZE"})
	good := Panel{ID: "a", Kind: "flows", Width: 1, Days: 7}
	with := func(change func(*Panel)) []Panel {
		p := good
		change(&p)
		return []Panel{p}
	}
	many := make([]Panel, maxPanels+1)
	for name, c := range map[string]struct {
		panels []Panel
		want   errs.Kind
	}{
		"no id":            {with(func(p *Panel) { p.ID = "" }), errs.Invalid},
		"an id of markup":  {with(func(p *Panel) { p.ID = "<b>" }), errs.Invalid},
		"a long id":        {with(func(p *Panel) { p.ID = strings.Repeat("a", 41) }), errs.Invalid},
		"one id twice":     {[]Panel{good, good}, errs.Invalid},
		"an unknown kind":  {with(func(p *Panel) { p.Kind = "secrets" }), errs.Invalid},
		"no width":         {with(func(p *Panel) { p.Width = 0 }), errs.Invalid},
		"too wide":         {with(func(p *Panel) { p.Width = 4 }), errs.Invalid},
		"odd days":         {with(func(p *Panel) { p.Days = 8 }), errs.Invalid},
		"no party's code":  {with(func(p *Panel) { p.Party = "est" }), errs.Invalid},
		"thirty-one of it": {many, errs.TooLarge},
	} {
		if _, err := s.SaveDashboard(t.Context(), person("eva", authz.Analyst), ids.Live, 0, c.panels); !errs.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, kind := range Kinds() {
		if err := checkPanels(with(func(p *Panel) { p.Kind = kind })); err != nil {
			t.Error(err)
		}
	}
	if err := checkPanels(beginning()); err != nil {
		t.Error(err)
	}
}

func TestPeriodsAreWholeDays(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 23, 59, 59, 0, time.UTC)
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, c := range map[string]struct{ from, to, wantFrom, wantTo string }{
		"nothing said": {"", "", "2026-11-14", "2026-11-20"},
		"only the end": {"", "2026-03-01", "2026-02-23", "2026-03-01"},
		"one day":      {"2026-11-20", "2026-11-20", "2026-11-20", "2026-11-20"},
		"ten years":    {"2016-11-12", "2026-11-19", "2016-11-12", "2026-11-19"},
		"backwards":    {"2026-11-21", "", "", ""},
		"too long":     {"2016-11-11", "2026-11-19", "", ""},
		"before 1971":  {"1970-12-31", "1971-01-05", "", ""},
	} {
		a := Ask{}
		if c.from != "" {
			a.From = day(c.from)
		}
		if c.to != "" {
			a.To = day(c.to)
		}
		from, to, err := a.period(at)
		if c.wantFrom == "" {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || !from.Equal(day(c.wantFrom)) || !to.Equal(day(c.wantTo)) {
			t.Errorf("%s: %s to %s, %v", name, from, to, err)
		}
	}
}

func TestPercentilesAreNearestRank(t *testing.T) {
	t.Parallel()
	ms := func(n ...int) (d []time.Duration) {
		for _, n := range n {
			d = append(d, time.Duration(n)*time.Millisecond)
		}
		return d
	}
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = i + 1
	}
	for _, c := range []struct {
		of       []time.Duration
		p50, p95 int64
	}{{nil, 0, 0}, {ms(7), 7, 7}, {ms(1, 9), 1, 9}, {ms(1, 2, 3), 2, 3}, {ms(hundred...), 50, 95}, {ms(hundred[:20]...), 10, 19}} {
		if p50, p95 := percentile(c.of, 0.50), percentile(c.of, 0.95); p50 != c.p50 || p95 != c.p95 {
			t.Errorf("of %d: %d and %d, not %d and %d", len(c.of), p50, p95, c.p50, c.p95)
		}
	}
}

func TestACeilingOnlyNarrows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ own, asked, want string }{{"", "", ""}, {"", "green", "green"}, {"green", "", "green"}, {"green", "red", "green"}, {"amber", "TLP:GREEN", "green"}, {"amber+strict", "amber", "amber"}} {
		who := person("eva", authz.Analyst)
		who.Ceiling = c.own
		v, err := Ask{Ceiling: c.asked}.narrow(who.In(ids.Live))
		if err != nil || v.Actor().Ceiling != c.want || v.Realm() != ids.Live {
			t.Errorf("%q asks up to %q and gets %q, %v", c.own, c.asked, v.Actor().Ceiling, err)
		}
	}
	for _, asked := range []string{"secret", "none", "?"} {
		if v, err := (Ask{Ceiling: asked}).narrow(person("eva", authz.Analyst).In(ids.Live)); !errs.Is(err, errs.Invalid) {
			t.Errorf("up to %q: %q, %v", asked, v.Actor().Ceiling, err)
		}
	}
	if marking.None >= marking.Clear {
		t.Error("no marking would count as one")
	}
}
