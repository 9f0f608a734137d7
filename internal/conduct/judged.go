package conduct

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/msel"
)

// InjectOf gives an inject as it is played, to another domain of the director's
// node.
func (s *Service) InjectOf(ctx context.Context, tx *db.Tx, id string) (msel.Inject, error) {
	in, err := loadInject(ctx, tx, id)
	return in.Inject, err
}

// Judged hears from who judges that a criterion of an inject was met by a team, or
// was not met in time, so that what waits for it goes on.
func (s *Service) Judged(ctx context.Context, tx *db.Tx, inject, team, criterion string, met bool, at time.Duration) error {
	e := Event{ID: ids.New(), Inject: inject, Team: team, Kind: eventMissed, Criterion: criterion, Time: at, At: tx.Now, By: "system:score"}
	if met {
		e.Kind = eventMet
	}
	if err := saveEvent(ctx, tx, e); err != nil {
		return err
	}
	return s.follow(ctx, tx, inject)
}
