package clause

import (
	"testing"
	"time"

	"entente/internal/base/errs"
)

func TestASpanCountsAsACalendarDoes(t *testing.T) {
	t.Parallel()
	from := time.Date(2028, 1, 31, 12, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Time{
		"P1Y": from.AddDate(1, 0, 0), "P1M": time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC), "P2W": from.AddDate(0, 0, 14), "P30D": from.AddDate(0, 0, 30), "PT48H": from.Add(48 * time.Hour), "P1DT1H30M5S": from.AddDate(0, 0, 1).Add(90*time.Minute + 5*time.Second),
	} {
		p, err := ParseSpan(s)
		if err != nil || !p.After(from, 1).Equal(want) {
			t.Errorf("%s after %s is %s, want %s (%v)", s, from, p.After(from, 1), want, err)
		}
	}
	for _, bad := range []string{"", "P", "PT", "P1DT", "1D", "P-1D", "P1.5D", "P1H", "PT1D", "p1d", "P1D ", "P99999999D"} {
		if _, err := ParseSpan(bad); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q is taken as a length of time: %v", bad, err)
		}
	}
	if got := MustSpan("P1YT2H").InWords("cs"); got != "1 rok 2 hodiny" {
		t.Errorf("in Czech it is %q", got)
	}
}

func TestAMonthEndsWhereTheCalendarHasNoSuchDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, span string
		n          int
		want       string
	}{
		{"2027-01-31T09:30:00Z", "P1M", 1, "2027-02-28T09:30:00Z"},
		{"2028-01-31T09:30:00Z", "P1M", 1, "2028-02-29T09:30:00Z"},
		{"2027-01-29T00:00:00Z", "P1M", 1, "2027-02-28T00:00:00Z"},
		{"2027-02-28T09:30:00Z", "P1M", 1, "2027-03-28T09:30:00Z"},
		{"2027-03-31T23:59:59Z", "P1M", 1, "2027-04-30T23:59:59Z"},
		{"2026-12-31T09:30:00Z", "P2M", 1, "2027-02-28T09:30:00Z"},
		{"2026-11-30T09:30:00Z", "P3M", 1, "2027-02-28T09:30:00Z"},
		{"2027-01-31T09:30:00Z", "P1M", 2, "2027-03-31T09:30:00Z"}, // February shortens no later month
		{"2027-01-31T09:30:00Z", "P1M", 13, "2028-02-29T09:30:00Z"},
		{"2027-01-31T09:30:00Z", "P1M", 0, "2027-01-31T09:30:00Z"},
		{"2028-02-29T09:30:00Z", "P1Y", 1, "2029-02-28T09:30:00Z"},
		{"2028-02-29T09:30:00Z", "P1Y", 4, "2032-02-29T09:30:00Z"},
		{"2027-01-31T09:30:00Z", "P1M1D", 1, "2027-03-01T09:30:00Z"}, // the days follow the months
		{"2027-01-31T23:30:00Z", "P1MT1H", 1, "2027-03-01T00:30:00Z"},
		{"2027-02-01T00:30:00+01:00", "P1M", 1, "2027-02-28T23:30:00Z"}, // the day is that of UTC
	} {
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := MustSpan(c.span).After(from, c.n).Format(time.RFC3339); got != c.want {
			t.Errorf("%d times %s after %s is %s, not %s", c.n, c.span, c.from, got, c.want)
		}
	}
}

// A duty finds the period that runs by halving, and so needs later periods to end
// later.
func TestMoreSpansEndLater(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"P1M", "P1Y", "P1M1D", "P11M30DT23H", "PT1S"} {
		p := MustSpan(s)
		for day := range 366 {
			from := time.Date(2027, 3, 1+day, 12, 0, 0, 0, time.UTC)
			for n := range 30 {
				if !p.After(from, n).Before(p.After(from, n+1)) {
					t.Fatalf("%d times %s after %s ends no later than once less", n+1, s, from)
				}
			}
		}
	}
}
