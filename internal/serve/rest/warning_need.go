package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/watch"
)

// warningNeeds are those of warnings that stand.
func (s *sight) warningNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	all, err := s.a.deps.Warnings.Standing(ctx, v)
	if err != nil {
		return nil, err
	}
	var facts []watch.Warning
	for _, w := range all {
		f := watch.Warning{ID: w.ID, Title: w.Text.Title.In("en"), Owner: w.Owner, Since: w.Text.At, Due: w.Text.Due, Ours: w.Owner == s.us}
		if w.Ours != nil {
			n := len(w.Ours.Said)
			f.Said = n > 0 && w.Ours.Said[n-1].Rev >= w.Text.Rev
		}
		for _, seat := range w.Seats {
			if seat.Owes {
				f.Owing = append(f.Owing, seat.Party)
			}
		}
		facts = append(facts, f)
	}
	return watch.OfWarnings(now, facts), nil
}
