package release

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/policy"
)

// Question asks what policy said, or says, of one class for one party.
type Question struct {
	To    ids.Party
	At    time.Time // zero: now
	Class policy.Class
}

// Allowed answers whether a class of objects could go from this node to a party
// at a moment: by the agreements that were in force then, as this node knows
// them now. It needs authz.ReleasePreview.
//
// Errors: Invalid for a moment that has not come.
func (s *Service) Allowed(ctx context.Context, v authz.Viewer, q Question) (d policy.Decision, at time.Time, err error) {
	defer errs.Wrap(&err, "release.Allowed(%s)", q.To)
	if err := v.May(authz.ReleasePreview); err != nil {
		return d, at, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if at = q.At; at.IsZero() {
			at = tx.Now
		}
		if at.After(tx.Now) {
			return errs.New(errs.Invalid, "that moment has not come; agreements may change until then")
		}
		rules, err := s.agreements.Rules(ctx, tx, v.Realm(), at)
		if err != nil {
			return err
		}
		class := q.Class
		class.Realm = v.Realm()
		if class.Origin == "" {
			class.Origin = s.party
		}
		d = policy.Decide(policy.Query{From: s.party, To: q.To, At: at, Class: class}, rules)
		return nil
	})
	return d, at, err
}
