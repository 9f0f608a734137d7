package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/crisis"
	"entente/internal/watch"
)

// crisisNeeds are those of proposals that are not final.
func (s *sight) crisisNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	all, err := s.a.deps.Crises.List(ctx, v)
	if err != nil {
		return nil, err
	}
	var facts []watch.Crisis
	for _, p := range all {
		if p.State == crisis.FinalAs {
			continue
		}
		f := watch.Crisis{ID: p.ID, Title: p.Text.Title.In("en"), Rehearsal: p.Text.Rehearsal, Owner: p.Owner, Since: p.Opened, Chair: p.Role == "chair", Doubt: p.Doubt}
		if p.State == crisis.Running || p.State == crisis.Expired || p.State == crisis.ClosedAs {
			r := p.Rounds[len(p.Rounds)-1]
			f.Since, f.Expires = r.Put, r.Expires
			for _, m := range r.Members {
				if m.Party == s.us {
					f.Ours, f.Stood = m.Counts, m.Stand != nil
				}
				if m.Counts && !m.Reached && m.Called == nil {
					f.Unreached = append(f.Unreached, m.Party)
				}
			}
		}
		facts = append(facts, f)
	}
	return watch.OfCrises(now, facts), nil
}
