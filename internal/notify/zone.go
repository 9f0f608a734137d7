package notify

import (
	"time"
	_ "time/tzdata" // a node knows the zones also where its machine does not

	"entente/internal/base/errs"
)

// zone finds a time zone of the IANA database by its name.
func zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, errs.New(errs.Invalid, "name a time zone, such as Europe/Prague")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, errs.New(errs.Invalid, "the time zone %q is not known; a name looks like Europe/Prague", errs.Clip(name))
	}
	return loc, nil
}

// known is a zone that was checked when it was stored.
func known(name string) *time.Location {
	loc, err := zone(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// clockTime reads "hh:mm" as minutes after midnight.
func clockTime(s string) (int, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || t.Format("15:04") != s {
		return 0, errs.New(errs.Invalid, "%q is not a time of day such as 08:00", errs.Clip(s))
	}
	return t.Hour()*60 + t.Minute(), nil
}

// minutes is a time of day that was checked when it was stored.
func minutes(s string) int {
	n, _ := clockTime(s)
	return n
}

// civil gives the instant at which a zone's clocks show a day and a minute of
// it. Days count on from the day given. Of a time that they show twice it is the
// first; one that they skip comes as much later as they skip.
func civil(loc *time.Location, year int, month time.Month, day, minute int) time.Time {
	shown := time.Date(year, month, day, 0, minute, 0, 0, time.UTC)
	_, before := shown.Add(-24 * time.Hour).In(loc).Zone()
	_, after := shown.Add(24 * time.Hour).In(loc).Zone()
	first, second := shown.Add(-time.Duration(before)*time.Second), shown.Add(-time.Duration(after)*time.Second)
	if second.Before(first) {
		first, second = second, first
	}
	for _, t := range []time.Time{first, second} {
		l := t.In(loc)
		if l.Day() == shown.Day() && l.Hour() == shown.Hour() && l.Minute() == shown.Minute() {
			return t
		}
	}
	return shown.Add(-time.Duration(before) * time.Second)
}

// nextAt gives the first instant after now at which a zone's clocks show a
// minute of a day; day is 1 for Monday to 7, 0 for every day.
func nextAt(loc *time.Location, now time.Time, minute, day int) time.Time {
	y, m, d := now.In(loc).Date()
	for i := 0; ; i++ {
		t := civil(loc, y, m, d+i, minute)
		if t.After(now) && (day == 0 || weekday(t.In(loc)) == day) {
			return t
		}
	}
}

// weekday is 1 for Monday to 7 for Sunday (ISO 8601).
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }
