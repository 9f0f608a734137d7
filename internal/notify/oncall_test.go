package notify

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func at(t *testing.T, zone, s string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	v, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return v.UTC()
}

func TestDaysEndAtTheirHourWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, start, day string
		hours            float64
	}{
		{"Europe/Prague", "2026-03-20T08:00", "2026-03-28 08:00", 23}, // the night in which an hour is missing
		{"Europe/Prague", "2026-10-20T08:00", "2026-10-24 08:00", 25}, // and the one that has it twice
		{"Europe/Prague", "2026-10-20T08:00", "2026-10-26 08:00", 24},
		{"Australia/Lord_Howe", "2026-10-01T08:00", "2026-10-03 08:00", 23.5},
		{"Australia/Lord_Howe", "2026-04-01T08:00", "2026-04-04 08:00", 24.5},
	} {
		r := Rotation{ID: "r", Turn: Daily, Length: 1, Start: c.start, Zone: c.zone, People: []string{"a", "b"}}
		from := at(t, c.zone, c.day)
		n := r.shift(from)
		if !r.begin(n).Equal(from) {
			t.Errorf("%s: the shift of %s begins %s", c.zone, c.day, r.begin(n))
		}
		if got := r.begin(n + 1).Sub(r.begin(n)).Hours(); got != c.hours {
			t.Errorf("%s: the shift from %s has %.1f hours, want %.1f", c.zone, c.day, got, c.hours)
		}
	}
}

func TestATimeThatIsSkippedOrShownTwice(t *testing.T) {
	t.Parallel()
	prague, howe := known("Europe/Prague"), known("Australia/Lord_Howe")
	for _, c := range []struct {
		got  time.Time
		want string
	}{
		{civil(prague, 2026, 3, 29, 2*60+30), "2026-03-29T01:30:00Z"},  // 2:30 is skipped: 3:30
		{civil(prague, 2026, 10, 25, 2*60+30), "2026-10-25T00:30:00Z"}, // shown twice: the first
		{civil(prague, 2026, 10, 25, 3*60), "2026-10-25T02:00:00Z"},
		{civil(howe, 2026, 10, 4, 2*60+15), "2026-10-03T15:45:00Z"}, // half an hour is skipped: 2:45
		{civil(howe, 2026, 4, 5, 1*60+45), "2026-04-04T14:45:00Z"},
	} {
		if got := c.got.UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestHoursAreElapsedOnes(t *testing.T) {
	t.Parallel()
	r := Rotation{ID: "r", Turn: Hourly, Length: 6, Start: "2026-03-29T00:00", Zone: "Europe/Prague", People: []string{"a", "b", "c", "d"}}
	for n, want := range []string{"2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z", "2026-03-29T11:00:00Z"} {
		if got := r.begin(n).UTC().Format(time.RFC3339); got != want {
			t.Errorf("shift %d begins %s, want %s", n, got, want)
		}
	}
}

// TestShiftsDivideTimeAndAgreeWithOnCall holds for random boards over random
// spans: no gap, no overlap, nobody called whom OnCall does not name, and turns
// taken in order.
func TestShiftsDivideTimeAndAgreeWithOnCall(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	zones := []string{"Europe/Prague", "Australia/Lord_Howe", "UTC", "America/St_Johns", "Africa/Casablanca"}
	people := []string{"a", "b", "c", "d", "e"}
	for range 300 {
		zone := zones[rnd.IntN(len(zones))]
		r := Rotation{ID: "r", Turn: []Turn{Hourly, Daily, Weekly}[rnd.IntN(3)], Length: 1 + rnd.IntN(5), Zone: zone, People: people[:1+rnd.IntN(5)],
			Start: time.Date(2026, time.Month(1+rnd.IntN(12)), 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(60), 0, 0, time.UTC).Format(startForm)}
		s := Schedule{ID: "s", Zone: zones[rnd.IntN(len(zones))]}
		for range 1 + rnd.IntN(4) {
			s.Hours = append(s.Hours, Hours{Days: []int{1 + rnd.IntN(7), 1 + rnd.IntN(7)}, From: clockOf(rnd.IntN(1440)), To: clockOf(rnd.IntN(1440)),
				Who: []Target{{"rotation", "r"}, {"person", people[rnd.IntN(5)]}}[rnd.IntN(2)]})
		}
		from := time.Date(2026, time.Month(1+rnd.IntN(12)), 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(60), 0, 0, time.UTC)
		to := from.Add(time.Duration(1+rnd.IntN(14*24)) * time.Hour)
		b := Board{Rotations: []Rotation{r}, Schedules: []Schedule{s}}
		for range rnd.IntN(4) {
			begin := from.Add(time.Duration(rnd.IntN(10*24)-24) * time.Hour)
			o := Override{Plan: []string{"r", "s"}[rnd.IntN(2)], From: begin, To: begin.Add(time.Duration(1+rnd.IntN(48)) * time.Hour), Add: people[rnd.IntN(5)]}
			switch rnd.IntN(3) {
			case 0:
				o.Remove = people[rnd.IntN(5)]
			case 1:
				o.Whole, o.Shifts, o.Add = true, []Stint{{o.Add, begin, begin.Add(30 * time.Minute)}}, ""
			}
			b.Overrides = append(b.Overrides, o)
		}
		sortOverrides(b.Overrides)
		for _, plan := range []string{"r", "s"} {
			all := b.Shifts(plan, from, to)
			if len(all) == 0 || !all[0].From.Equal(from) || !all[len(all)-1].To.Equal(to) {
				t.Fatalf("%s: the shifts do not fill %s to %s: %v", plan, from, to, all)
			}
			for i, sh := range all {
				if !sh.From.Before(sh.To) || i > 0 && (!sh.From.Equal(all[i-1].To) || slices.Equal(sh.People, all[i-1].People)) {
					t.Fatalf("%s: shift %d of %v", plan, i, all)
				}
				for _, moment := range []time.Time{sh.From, sh.From.Add(sh.To.Sub(sh.From) / 2), sh.To.Add(-time.Microsecond)} {
					if got := b.OnCall(plan, moment); !slices.Equal(got, sh.People) {
						t.Fatalf("%s at %s: on call %v, the shift says %v\n%+v", plan, moment, got, sh.People, b)
					}
				}
			}
		}
		for n := range 40 {
			begin, end := r.begin(n), r.begin(n+1)
			if !begin.Before(end) || r.shift(begin) != n || r.shift(end.Add(-time.Microsecond)) != n || r.person(begin) != r.People[n%len(r.People)] {
				t.Fatalf("shift %d of %+v: %s to %s", n, r, begin, end)
			}
			if off := end.Sub(begin) - r.turn(); off < -time.Hour || off > time.Hour || r.Turn == Hourly && off != 0 {
				t.Fatalf("shift %d of %+v has %s", n, r, end.Sub(begin))
			}
		}
	}
}

func clockOf(m int) string { return time.Date(0, 1, 1, 0, m, 0, 0, time.UTC).Format("15:04") }

func TestOverrides(t *testing.T) {
	t.Parallel()
	b := Board{
		Rotations: []Rotation{{ID: "r", Turn: Daily, Length: 1, Start: "2026-11-20T08:00", Zone: "UTC", People: []string{"a", "b"}}},
		Schedules: []Schedule{{ID: "s", Zone: "UTC", Hours: []Hours{
			{Days: []int{1, 2, 3, 4, 5}, From: "18:00", To: "06:00", Who: Target{"rotation", "r"}}, {Days: []int{3}, From: "20:00", To: "22:00", Who: Target{"person", "c"}}}}},
	}
	evening := time.Date(2026, 11, 25, 21, 0, 0, 0, time.UTC) // Wednesday; b's day
	span := func(o Override) Override { o.From, o.To = evening.Add(-time.Hour), evening.Add(time.Hour); return o }
	for name, c := range map[string]struct {
		plan string
		o    []Override
		want []string
	}{
		"none":                        {"s", nil, []string{"b", "c"}},
		"adds":                        {"s", []Override{span(Override{Plan: "s", Add: "d"})}, []string{"b", "c", "d"}},
		"removes":                     {"s", []Override{span(Override{Plan: "s", Remove: "b"})}, []string{"c"}},
		"replaces":                    {"s", []Override{span(Override{Plan: "s", Remove: "b", Add: "d"})}, []string{"c", "d"}},
		"replaces who is not on call": {"s", []Override{span(Override{Plan: "s", Remove: "a", Add: "d"})}, []string{"b", "c"}},
		"of the rotation":             {"s", []Override{span(Override{Plan: "r", Remove: "b", Add: "d"})}, []string{"d", "c"}},
		"the whole":                   {"s", []Override{span(Override{Plan: "s", Whole: true, Shifts: []Stint{{"e", evening, evening.Add(time.Minute)}}}), span(Override{Plan: "s", Add: "d"})}, []string{"e"}},
		"the whole, with nobody":      {"s", []Override{span(Override{Plan: "s", Whole: true})}, nil},
		"after a week":                {"s", []Override{{Plan: "s", Add: "d", From: evening.Add(7 * day), To: evening.Add(8 * day)}}, []string{"b", "c"}},
		"a rotation by itself":        {"r", nil, []string{"b"}},
		"an unknown plan":             {"x", nil, nil},
	} {
		b.Overrides = c.o
		if diff := cmp.Diff(c.want, b.OnCall(c.plan, evening)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	b.Overrides = nil
	if got := b.OnCall("s", time.Date(2026, 11, 28, 5, 0, 0, 0, time.UTC)); !slices.Equal(got, []string{"b"}) { // Saturday: Friday's night still
		t.Errorf("on Saturday at five: %v", got)
	}
	if got := b.OnCall("s", time.Date(2026, 11, 28, 19, 0, 0, 0, time.UTC)); got != nil {
		t.Errorf("on Saturday evening: %v", got)
	}
	if next := b.Next("r", evening); !next.From.Equal(time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)) || next.People[0] != "a" {
		t.Errorf("next is %+v", next)
	}
}
