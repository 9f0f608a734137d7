package release

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/policy"
)

// Change is what an agreement would change for what this node holds: for one
// that is not in force, if it were; for one that is, if it ended.
type Change struct {
	Ends    bool // it is in force, so that its end is what would change something
	Objects int  // what is held, and was looked at
	Parties []PartyChange
}

// PartyChange is what would change for one party of the agreement.
type PartyChange struct {
	Party  ids.Party
	Opened int // objects that may go and could not before
	Closed int // objects that could go and may not any more
	Same   int
	Rows   []ClassChange // of the classes whose decision changes, and of those where another agreement stands in the way
}

// ClassChange is one class before and after.
type ClassChange struct {
	Class         policy.Class
	Count         int
	Before, After policy.Decision
	// Conflict says that the agreement lets the class go and that another one in
	// force does not: the stricter wins.
	Conflict bool
}

// WouldChange runs a version of an agreement against what this node holds; an
// empty digest is the version that would be next. Nothing is
// written. Policy is decided once for each class and party, so its cost does not
// grow with the objects. It needs authz.ReleasePreview.
func (s *Service) WouldChange(ctx context.Context, v authz.Viewer, agreement, digest string) (c Change, err error) {
	defer errs.Wrap(&err, "release.WouldChange(%s)", errs.Clip(agreement))
	if err := v.May(authz.ReleasePreview); err != nil {
		return c, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w, err := s.agreements.WhatIf(ctx, tx, v.Realm(), agreement, digest, tx.Now)
		if err != nil {
			return err
		}
		held, err := intel.Held(ctx, tx, v)
		if err != nil {
			return err
		}
		c.Ends = w.InForce
		for _, h := range held {
			c.Objects += h.Count
		}
		for _, p := range w.Parties {
			if p != s.party {
				c.Parties = append(c.Parties, s.changeFor(p, held, w, tx))
			}
		}
		return nil
	})
	return c, err
}

func (s *Service) changeFor(to ids.Party, held []intel.Holding, w policy.WhatIf, tx *db.Tx) PartyChange {
	out := PartyChange{Party: to}
	for _, h := range held {
		q := policy.Query{From: s.party, To: to, At: tx.Now, Class: h.Class}
		row := ClassChange{Class: h.Class, Count: h.Count, Before: policy.Decide(q, w.Before), After: policy.Decide(q, w.After)}
		// Alone it would let the class go; beside the others it does not.
		row.Conflict = !w.InForce && !row.After.Permit && policy.Decide(q, w.Alone).Permit
		switch {
		case row.After.Permit && !row.Before.Permit:
			out.Opened += h.Count
		case row.Before.Permit && !row.After.Permit:
			out.Closed += h.Count
		default:
			out.Same += h.Count
			if !row.Conflict {
				continue
			}
		}
		out.Rows = append(out.Rows, row)
	}
	slices.SortStableFunc(out.Rows, func(a, b ClassChange) int { return b.Count - a.Count })
	return out
}
