package intel

import (
	"context"
	"maps"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/policy"
)

// Holding is how many objects of a class are here.
type Holding struct {
	Class policy.Class
	Count int
}

// Held gives what is here by class, as far as the viewer may read it: newest
// versions, counted as they come and go, so that the store itself is not read.
func Held(ctx context.Context, tx *db.Tx, v authz.Viewer) ([]Holding, error) {
	all, err := visible(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	type count struct {
		class ClassID
		n     int
	}
	counts, err := db.Rows(ctx, tx, func(s db.Scanner) (c count, err error) { return c, s.Scan(&c.class, &c.n) },
		`SELECT class, sum(here) FROM intel_tally GROUP BY class HAVING sum(here) > 0`)
	if err != nil {
		return nil, err
	}
	byClass := map[ClassID]int{}
	for _, c := range counts {
		byClass[c.class] = c.n
	}
	var out []Holding
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if byClass[id] > 0 {
			out = append(out, Holding{Class: all[id].Class, Count: byClass[id]})
		}
	}
	return out, nil
}
