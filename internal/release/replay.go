package release

import (
	"bytes"
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/policy"
)

// Replayed is one stored decision, decided again by the rules that were in force
// at its moment.
type Replayed struct {
	Party ids.Party
	Row   Row             // as it was decided and stored
	Again policy.Decision // as it comes out now for that moment
	Same  bool
}

// Replay decides a release of this node again, as of its moment: from what was
// stored of each class, and from the agreements as they were known here then. What
// comes out otherwise shows that one or the other was changed since.
//
// Errors: NotFound; Conflict for a release that came from another party, which
// decided on it.
func (s *Service) Replay(ctx context.Context, v authz.Viewer, id string) (all []Replayed, err error) {
	defer errs.Wrap(&err, "release.Replay(%s)", errs.Clip(id))
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := db.One(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release_release WHERE realm = $1 AND id = $2`, string(v.Realm()), id)
		if err != nil {
			return err
		}
		if r.Direction == "in" {
			return errs.New(errs.Conflict, "this release came from %s, which decided on it", r.Peer)
		}
		view, err := s.view(ctx, tx, r)
		if err != nil {
			return err
		}
		rules, err := s.agreements.Rules(ctx, tx, r.Realm, r.At)
		if err != nil {
			return err
		}
		for _, d := range view.Deliveries {
			for _, row := range d.Rows {
				x := Replayed{Party: d.Party, Row: row, Again: policy.Decide(policy.Query{From: s.party, To: d.Party, At: r.At, Class: row.Class}, rules)}
				if x.Again.Permit && withoutLink(row.Decision) {
					x.Again = noLink(x.Again) // whether there was a link is no question of policy
				}
				if x.Same, err = sameDecision(row.Decision, x.Again); err != nil {
					return err
				}
				all = append(all, x)
			}
		}
		return nil
	})
	return all, err
}

func withoutLink(d policy.Decision) bool {
	return len(d.Reasons) == 1 && d.Reasons[0].Code == "no-link"
}

func sameDecision(x, y policy.Decision) (bool, error) {
	a, err := strictjson.Marshal(x)
	if err != nil {
		return false, err
	}
	b, err := strictjson.Marshal(y)
	return bytes.Equal(a, b), err
}
