package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

// Benefit is how many objects went one way under one provision of an agreement.
type Benefit struct {
	Party     ids.Party `json:"party" doc:"The other party"`
	Given     int64     `json:"given" doc:"Objects that this party gave it, passed on ones included"`
	Got       int64     `json:"got" doc:"Objects that this party got of it"`
	Refused   int64     `json:"refused" doc:"Objects that the provision held back, either way"`
	Provision string    `json:"provision"`
}

func (a *api) benefitRoute() {
	get(a, "/agreements/{id}/benefit", serve.May(authz.IntelRead), about{id: "agreementBenefit", summary: "Who has benefited: what went each way under each provision, as counted at this node"},
		func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[Benefit]], error) {
			x, err := a.deps.Agreements.Get(ctx, c.Viewer(), in.ID)
			if err != nil {
				return nil, err
			}
			all, err := a.deps.Changes.Traffic(ctx, c.Viewer(), time.Unix(0, 0), a.deps.Clock.Now().Add(time.Hour), "")
			if err != nil {
				return nil, err
			}
			out := list[Benefit]{Items: []Benefit{}}
			at := map[[2]string]int{}
			for _, g := range all.Grounds {
				if g.Agreement != x.ID {
					continue
				}
				key := [2]string{string(g.Party), g.Provision}
				i, met := at[key]
				if !met {
					i = len(out.Items)
					at[key] = i
					out.Items = append(out.Items, Benefit{Party: g.Party, Provision: g.Provision})
				}
				switch {
				case !g.Permit:
					out.Items[i].Refused += g.Objects
				case g.Direction == "in":
					out.Items[i].Got += g.Objects
				default:
					out.Items[i].Given += g.Objects
				}
			}
			return reply(out), nil
		})
}
