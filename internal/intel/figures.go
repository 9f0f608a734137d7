package intel

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

// Span is a number of whole UTC days, both ends included.
type Span struct{ From, To time.Time }

// days gives the span as days since 1970.
func (s Span) days() (from, to int64) { return dayOf(db.Micros(s.From)), dayOf(db.Micros(s.To)) }

// Tally is one line of a count.
type Tally struct {
	Key  string // type, origin or TLP; "" for what bears none, "?" for a marking not understood
	Here int64  // objects that are here now, each once
	Came int64  // versions that came in within the span
}

// Day is what came in on one day.
type Day struct {
	Day        time.Time
	Came       int64
	Indicators int64
}

// Age is how old the indicators here are, by when they came in. Expired counts
// those whose valid_until is a day before today.
type Age struct {
	Indicators int64
	Expired    int64
	Over30     int64
	Over90     int64
	Over365    int64
}

// Figures is what the store holds, counted.
type Figures struct {
	Objects  int64
	Came     int64
	Strict   marking.TLP // strictest marking among what is counted here
	ByType   []Tally
	ByOrigin []Tally
	ByTLP    []Tally
	Days     []Day // every day of the span
	Age      Age
}

// MaxDays bounds a span.
const MaxDays = 3660

// Figures counts what the viewer may read, of one origin or (when empty) of
// all. It reads counters: the number of objects does not matter to it.
func (s *Service) Figures(ctx context.Context, v authz.Viewer, span Span, origin ids.Party) (f Figures, err error) {
	defer errs.Wrap(&err, "intel.Figures")
	from, to := span.days()
	if from > to || to-from >= MaxDays {
		return f, errs.New(errs.Invalid, "the period ends before it begins, or is longer than %d days", MaxDays)
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := visible(ctx, tx, v)
		if err != nil {
			return err
		}
		f = Figures{}
		classes := Filter{Origin: origin}.classesFor(all)
		slices.Sort(classes)
		if err := f.sum(ctx, tx, all, classes, from, to); err != nil {
			return err
		}
		if err := f.byDay(ctx, tx, classes, from, to); err != nil {
			return err
		}
		return f.ages(ctx, tx, classes, dayOf(db.Micros(tx.Now)))
	})
	return f, err
}

// sum counts by type, origin and marking at once.
func (f *Figures) sum(ctx context.Context, tx *db.Tx, all map[ClassID]Class, classes []ClassID, from, to int64) error {
	args := []any{from, to}
	byType, byOrigin, byTLP := map[string]Tally{}, map[string]Tally{}, map[string]Tally{}
	add := func(m map[string]Tally, key string, here, came int64) {
		t := m[key]
		m[key] = Tally{key, t.Here + here, t.Came + came}
	}
	if err := db.Each(ctx, tx, func(sc db.Scanner) error {
		var class ClassID
		var typ string
		var here, came int64
		if err := sc.Scan(&class, &typ, &here, &came); err != nil || here == 0 && came == 0 {
			return err
		}
		c := all[class]
		tlp := c.TLP.String()
		if c.Unknown {
			tlp = "?"
		}
		f.Strict = max(f.Strict, c.TLP)
		f.Objects, f.Came = f.Objects+here, f.Came+came
		add(byType, typ, here, came)
		add(byOrigin, string(c.Origin), here, came)
		add(byTLP, tlp, here, came)
		return nil
	}, `SELECT class, type, CAST(sum(here) AS BIGINT), CAST(sum(CASE WHEN day >= $1 AND day <= $2 THEN came ELSE 0 END) AS BIGINT)
		FROM intel_tally WHERE class IN `+db.In(&args, classes)+` GROUP BY class, type`, args...); err != nil {
		return err
	}
	f.ByType, f.ByOrigin, f.ByTLP = sorted(byType), sorted(byOrigin), sorted(byTLP)
	return nil
}

// sorted lists tallies, the largest first.
func sorted(m map[string]Tally) []Tally {
	out := make([]Tally, 0, len(m))
	for _, t := range m {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Here, a.Here), cmp.Compare(b.Came, a.Came), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func (f *Figures) byDay(ctx context.Context, tx *db.Tx, classes []ClassID, from, to int64) error {
	f.Days = make([]Day, to-from+1)
	for i := range f.Days {
		f.Days[i].Day = db.Time((from + int64(i)) * usPerDay)
	}
	args := []any{from, to}
	return db.Each(ctx, tx, func(sc db.Scanner) error {
		var day, came, indicators int64
		if err := sc.Scan(&day, &came, &indicators); err != nil {
			return err
		}
		f.Days[day-from].Came, f.Days[day-from].Indicators = came, indicators
		return nil
	}, `SELECT day, CAST(sum(came) AS BIGINT), CAST(sum(CASE WHEN type = 'indicator' THEN came ELSE 0 END) AS BIGINT)
		FROM intel_tally WHERE day >= $1 AND day <= $2 AND class IN `+db.In(&args, classes)+` GROUP BY day`, args...)
}

func (f *Figures) ages(ctx context.Context, tx *db.Tx, classes []ClassID, today int64) error {
	args := []any{today - 30, today - 90, today - 365}
	err := db.Each(ctx, tx, func(sc db.Scanner) error {
		return sc.Scan(&f.Age.Indicators, &f.Age.Over30, &f.Age.Over90, &f.Age.Over365)
	}, fmt.Sprintf(`SELECT CAST(COALESCE(sum(here), 0) AS BIGINT), %s, %s, %s FROM intel_tally WHERE type = 'indicator' AND class IN `, upTo(1), upTo(2), upTo(3))+db.In(&args, classes), args...)
	if err != nil {
		return err
	}
	args = []any{today}
	f.Age.Expired, err = db.Value[int64](ctx, tx, `SELECT CAST(COALESCE(sum(here), 0) AS BIGINT) FROM intel_expiry WHERE day < $1 AND class IN `+db.In(&args, classes), args...)
	return err
}

// upTo sums what came in earlier than the day of an argument.
func upTo(arg int) string {
	return fmt.Sprintf(`CAST(COALESCE(sum(CASE WHEN day < $%d THEN here ELSE 0 END), 0) AS BIGINT)`, arg)
}
