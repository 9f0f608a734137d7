package agreement

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/policy"
)

// WhatIf compiles the rules of a moment with an agreement and without it,
// whatever has been signed of it.
func (s *Service) WhatIf(ctx context.Context, tx *db.Tx, realm ids.Realm, id string, at time.Time) (w policy.WhatIf, err error) {
	a, err := load(ctx, tx, realm, id)
	if err != nil {
		return w, err
	}
	if w.Before, err = s.Rules(ctx, tx, realm, at); err != nil {
		return w, err
	}
	w.InForce, w.Parties, w.Alone = a.StateAt(at) == InForce, a.codes(), a.rules()
	if w.InForce {
		w.After = slices.DeleteFunc(slices.Clone(w.Before), func(r policy.Rule) bool { return r.Citation.Agreement == a.ID })
	} else {
		w.After = slices.Concat(w.Before, w.Alone)
	}
	return w, nil
}
