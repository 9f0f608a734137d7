package matter

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
)

// Reach is how far one party has come with what we gave it about a matter. Given
// is from our own log to it, and absent for a party that hears of us by way of
// another.
type Reach struct {
	Party ids.Party
	Given *ledger.Progress
	Via   ids.Party
}

// Reach tells how far each of the others that take part has come. It needs the act
// that reading the matter needs.
func (s *Service) Reach(ctx context.Context, tx *db.Tx, v authz.Viewer, act authz.Act, m Matter) (all []Reach, err error) {
	for _, p := range m.Parties {
		if p == s.c.Party {
			continue
		}
		r := Reach{Party: p}
		if m.Centre != s.c.Party && p != m.Centre {
			r.Via = m.Centre
		} else {
			given, err := ledger.ProgressOf(ctx, tx, v, act, ledger.Pair{From: s.c.Party, To: p, Realm: v.Realm()}, m.ID)
			if err != nil {
				return nil, err
			}
			r.Given = &given
		}
		all = append(all, r)
	}
	return all, nil
}
