package directory

import (
	"slices"
	"time"
	_ "time/tzdata" // so that a machine without a zone database judges as every other

	"entente/internal/base/errs"
)

// Hours is when somebody answers: always, or in spans of the week by the clock of
// the team's time zone. Neither means that nothing is said.
type Hours struct {
	Always bool   `json:"always"`
	Weekly []Span `json:"weekly"`
}

// Span is from one clock time to another on some days of the week. One that ends
// at or before its beginning goes on into the next day.
type Span struct {
	Days []string `json:"days"` // "mon" to "sun"
	From string   `json:"from"` // 08:00
	To   string   `json:"to"`   // 16:30; 24:00 is the end of the day
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Said tells whether the hours say anything.
func (h Hours) Said() bool { return h.Always || len(h.Weekly) > 0 }

// Open tells whether somebody answers at a moment, by the wall clock of the zone:
// summer time is the zone's own.
func (h Hours) Open(t time.Time, zone *time.Location) bool {
	if h.Always {
		return true
	}
	local := t.In(zone)
	minute := local.Hour()*60 + local.Minute()
	today, yesterday := weekdays[local.Weekday()], weekdays[(local.Weekday()+6)%7]
	for _, s := range h.Weekly {
		from, to := clockOf(s.From), clockOf(s.To)
		if to > from {
			if slices.Contains(s.Days, today) && minute >= from && minute < to {
				return true
			}
			continue
		}
		if slices.Contains(s.Days, today) && minute >= from || slices.Contains(s.Days, yesterday) && minute < to {
			return true
		}
	}
	return false
}

// Next gives the first full minute from t on at which somebody answers; zero when
// nobody does within eight days.
func (h Hours) Next(t time.Time, zone *time.Location) time.Time {
	if h.Open(t, zone) {
		return t
	}
	var first time.Time
	for day := range 9 {
		d := t.In(zone).AddDate(0, 0, day)
		for _, s := range h.Weekly {
			from := clockOf(s.From)
			at := time.Date(d.Year(), d.Month(), d.Day(), from/60, from%60, 0, 0, zone)
			if slices.Contains(s.Days, weekdays[d.Weekday()]) && at.After(t) && (first.IsZero() || at.Before(first)) {
				first = at
			}
		}
	}
	return first.UTC()
}

// clockOf gives the minutes since midnight of 08:30; -1 for what is no such time.
func clockOf(s string) int {
	if s == "24:00" {
		return 24 * 60
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != 5 {
		return -1
	}
	return t.Hour()*60 + t.Minute()
}

const maxSpans = 21

func (h Hours) check() error {
	bad := errs.New(errs.Invalid, "hours are always, or up to %d spans of days mon to sun with times such as 08:00 and 16:30", maxSpans)
	if len(h.Weekly) > maxSpans || h.Always && len(h.Weekly) > 0 {
		return bad
	}
	for _, s := range h.Weekly {
		if len(s.Days) < 1 || len(s.Days) > len(weekdays) || clockOf(s.From) < 0 || clockOf(s.From) == 24*60 || clockOf(s.To) < 0 {
			return bad
		}
		for i, d := range s.Days {
			if !slices.Contains(weekdays, d) || slices.Contains(s.Days[:i], d) {
				return bad
			}
		}
	}
	return nil
}

// zoneOf gives the team's time zone; UTC where the entry names none.
func (t Team) zoneOf() *time.Location {
	zone, err := time.LoadLocation(t.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
