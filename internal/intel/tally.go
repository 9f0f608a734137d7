package intel

import (
	"context"
	"maps"
	"slices"
	"strings"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/format/stix"
)

const usPerDay = 24 * 60 * 60 * 1_000_000

// dayOf is the UTC day of a moment in microseconds, counted from 1970.
func dayOf(us int64) int64 { return us / usPerDay }

type tallyKey struct {
	class ClassID
	typ   string
	day   int64
}

type expiryKey struct {
	class ClassID
	day   int64
}

// tally gathers what one transaction changes in the counters, which it must
// save before it ends: figures are read from them alone.
type tally struct {
	rows   map[tallyKey][2]int64 // came, here
	expiry map[expiryKey]int64
}

func newTally() *tally {
	return &tally{rows: map[tallyKey][2]int64{}, expiry: map[expiryKey]int64{}}
}

// came counts a row that is put.
func (t *tally) came(class ClassID, typ string, added int64) {
	k := tallyKey{class, typ, dayOf(added)}
	n := t.rows[k]
	t.rows[k] = [2]int64{n[0] + 1, n[1]}
}

// here counts (n = 1) or uncounts (n = -1) the newest version of an object.
func (t *tally) here(class ClassID, obj *stix.Object, added, n int64) {
	k := tallyKey{class, obj.Type, dayOf(added)}
	was := t.rows[k]
	t.rows[k] = [2]int64{was[0], was[1] + n}
	if obj.Type != "indicator" {
		return
	}
	if until, ok := obj.ValidUntil(); ok {
		t.expiry[expiryKey{class, dayOf(db.Micros(until))}] += n
	}
}

// save adds the changes to the counters, in one order for every writer.
func (t *tally) save(ctx context.Context, tx *db.Tx) error {
	keys := slices.SortedFunc(maps.Keys(t.rows), func(a, b tallyKey) int {
		if a.class != b.class {
			return int(a.class - b.class)
		}
		if c := strings.Compare(a.typ, b.typ); c != 0 {
			return c
		}
		return int(a.day - b.day)
	})
	rows := make([][]any, 0, len(keys))
	for _, k := range keys {
		if n := t.rows[k]; n != [2]int64{} {
			rows = append(rows, []any{int64(k.class), k.typ, k.day, n[0], n[1]})
		}
	}
	if _, err := tx.Insert(ctx, "intel_tally", []string{"class", "type", "day", "came", "here"}, rows,
		`ON CONFLICT (class, type, day) DO UPDATE SET came = intel_tally.came + excluded.came, here = intel_tally.here + excluded.here`); err != nil {
		return err
	}
	var expiry [][]any
	for _, k := range slices.SortedFunc(maps.Keys(t.expiry), func(a, b expiryKey) int {
		if a.class != b.class {
			return int(a.class - b.class)
		}
		return int(a.day - b.day)
	}) {
		if n := t.expiry[k]; n != 0 {
			expiry = append(expiry, []any{int64(k.class), k.day, n})
		}
	}
	_, err := tx.Insert(ctx, "intel_expiry", []string{"class", "day", "here"}, expiry,
		`ON CONFLICT (class, day) DO UPDATE SET here = intel_expiry.here + excluded.here`)
	return err
}

// recount makes the counters of a store that was written before there were any.
func (s *Service) recount(ctx context.Context, tx *db.Tx) error {
	have, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM (SELECT class FROM intel_tally LIMIT 1) t`)
	if err != nil || have > 0 {
		return err
	}
	t := newTally()
	if err := db.Each(ctx, tx, func(sc db.Scanner) error {
		var added, gone int64
		var class ClassID
		var latest bool
		var typ string
		var body []byte
		if err := sc.Scan(&added, &class, &latest, &gone, &typ, &body); err != nil {
			return err
		}
		t.came(class, typ, added)
		if !latest || gone != 0 {
			return nil
		}
		obj, err := stix.Parse(body)
		if err != nil {
			return errs.New(errs.Conflict, "object %d in the database cannot be read", added)
		}
		t.here(class, obj, added, 1)
		return nil
	}, `SELECT added, class, latest, gone, type, CASE WHEN latest AND gone = 0 THEN body ELSE $1 END FROM intel_object`, []byte{}); err != nil {
		return err
	}
	return t.save(ctx, tx)
}
