package assist

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Reach is how far one of the others has come with what we stated about a request.
type Reach struct {
	Party     ids.Party `json:"party"`
	Via       ids.Party `json:"via,omitempty" doc:"It hears of us by way of this party, and how far it has come is not known here"`
	Given     *int64    `json:"given,omitempty" doc:"Entries about the request in our log to it"`
	Receipted *int64    `json:"receipted,omitempty" doc:"Of those, what it has signed for"`
	Refused   *int64    `json:"refused,omitempty"`
}

// Reach tells how far each of the others that take part has come.
func (s *Service) Reach(ctx context.Context, v authz.Viewer, id string) (all []Reach, err error) {
	defer errs.Wrap(&err, "assist.Reach(%s)", errs.Clip(id))
	if err := v.May(authz.AssistRead); err != nil {
		return nil, err
	}
	all = []Reach{}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		m, _, err := s.loadSeen(ctx, tx, v, id)
		if err != nil {
			return err
		}
		others, err := s.c.Matters.Reach(ctx, tx, v, authz.AssistRead, m)
		for _, o := range others {
			r := Reach{Party: o.Party, Via: o.Via}
			if g := o.Given; g != nil {
				r.Given, r.Receipted, r.Refused = &g.Given, &g.Receipted, &g.Refused
			}
			all = append(all, r)
		}
		return err
	})
	return all, err
}
