package app

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/duty"
	"entente/internal/release"
)

// exchange is what duty needs of release, which is built after it.
type exchange struct{ releases *release.Service }

var _ duty.Exchange = (*exchange)(nil)

// Gifts implements duty.Exchange.
func (x *exchange) Gifts(ctx context.Context, tx *db.Tx, v authz.Viewer, agreement string, from, upTo time.Time) ([]duty.Gift, error) {
	all, err := x.releases.Gifts(ctx, tx, v, agreement, from, upTo)
	out := make([]duty.Gift, len(all))
	for i, g := range all {
		out[i] = duty.Gift(g)
	}
	return out, err
}

// Orders implements duty.Exchange.
func (x *exchange) Orders(ctx context.Context, tx *db.Tx, v authz.Viewer, from, upTo time.Time) ([]duty.Order, error) {
	all, err := x.releases.Calls(ctx, tx, v, from, upTo)
	out := make([]duty.Order, len(all))
	for i, c := range all {
		out[i] = duty.Order{ID: c.Order, From: c.From, To: c.To, At: c.At, Answered: c.Answered, Refused: c.State == "refused"}
	}
	return out, err
}
