package clause

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"entente/internal/base/errs"
)

// Span is a length of time as a calendar counts it.
type Span struct {
	Years, Months, Days int
	Clock               time.Duration
}

var spanForm = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// ParseSpan reads a duration of ISO 8601 in whole units, such as P30D or PT48H.
func ParseSpan(s string) (p Span, err error) {
	m := spanForm.FindStringSubmatch(s)
	if m == nil || s[len(s)-1] == 'P' || s[len(s)-1] == 'T' {
		return p, errs.New(errs.Invalid, "%q is not a length of time; write it like P30D, P1Y or PT48H", errs.Clip(s))
	}
	var n [8]int
	for i, digits := range m[1:] {
		if digits != "" {
			n[i], _ = strconv.Atoi(digits) // the form has at most six digits
		}
	}
	return Span{Years: n[0], Months: n[1], Days: 7*n[2] + n[3], Clock: time.Duration(n[4])*time.Hour + time.Duration(n[5])*time.Minute + time.Duration(n[6])*time.Second}, nil
}

// After gives the moment that lies n spans after another. Years, months and days
// are those of the calendar in UTC, in this order. A month ends at the same time
// of the same day of the next one, or of its last day where it has no such day, as
// Regulation (EEC, Euratom) 1182/71, Article 3(2)(c), counts months and years; it
// does not extend to the day's end. The nth span is counted from t, not from the
// end of the one before, so that a short month shortens no later one.
func (p Span) After(t time.Time, n int) time.Time {
	t = t.UTC()
	first := t.AddDate(n*p.Years, n*p.Months, 1-t.Day()) // of the month in which it ends
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1+n*p.Days).Add(time.Duration(n) * p.Clock)
}

// IsZero tells that the span is no time at all.
func (p Span) IsZero() bool { return p == Span{} }

// rough orders spans of different units; a month counts 30 days, a year 365.
func (p Span) rough() time.Duration {
	return time.Duration(365*p.Years+30*p.Months+p.Days)*24*time.Hour + p.Clock
}

// MustSpan is ParseSpan for a term that was checked before.
func MustSpan(s string) Span {
	p, err := ParseSpan(s)
	if err != nil {
		panic(fmt.Sprintf("span %q was not checked", s))
	}
	return p
}
