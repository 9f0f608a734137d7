package rest

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/exercise"
	"entente/internal/watch"
)

// exerciseNeeds are those of exercises that are not over. They stand on the live
// watch alone.
func (s *sight) exerciseNeeds(ctx context.Context, v authz.Viewer, _ time.Time) ([]watch.Need, error) {
	if v.Realm() != ids.Live {
		return nil, nil
	}
	all, err := s.a.deps.Exercises.List(ctx, v)
	if err != nil {
		return nil, err
	}
	var facts []watch.Exercise
	for _, x := range all {
		if slices.Contains([]exercise.State{exercise.Sealed, exercise.Withdrawn, exercise.Declined}, x.State) {
			continue
		}
		facts = append(facts, watch.Exercise{ID: x.ID, Name: x.Name, Director: x.Director, Since: x.Changed, Starts: x.Starts, Invited: x.State == exercise.Invited, Waits: x.State == exercise.Proposed || x.State == exercise.Accepted, Trouble: x.Trouble})
	}
	return watch.OfExercises(facts), nil
}
