package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/serve"
)

// PhoneLine is a member that has not stated anything on the text before the body,
// and how to reach it.
type PhoneLine struct {
	Party     ids.Party `json:"party"`
	Name      string    `json:"name"`
	Reached   bool      `json:"reached" doc:"The text is there"`
	Opened    bool      `json:"opened" doc:"A person has read it"`
	Unlisted  bool      `json:"unlisted" doc:"The directory has no contact of it"`
	Calls     []CallNow `json:"calls" doc:"In the order in which to try them now"`
	OnHours   bool      `json:"on_hours" doc:"Somebody answers now"`
	LastProof time.Time `json:"last_proof,omitzero" doc:"When it last answered a drill"`
}

// phoneRoutes give whom to call about a text, and where.
func (a *api) phoneRoutes() {
	get(a, "/crisis/proposals/{id}/phones", serve.May(authz.CrisisRead), about{id: "listPhones", summary: "Whom to call about the text before the body: those not reached first",
		detail: "Members that count and have not stated anything, each with its contacts as the directory has them. Empty while no text is before the members."},
		func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[PhoneLine]], error) {
			v, err := a.deps.Crises.Get(ctx, c.Viewer(), in.ID)
			if err != nil {
				return nil, err
			}
			out := list[PhoneLine]{Items: []PhoneLine{}}
			if v.State != crisis.Running {
				return reply(out), nil
			}
			var unread []PhoneLine
			for _, m := range v.Rounds[len(v.Rounds)-1].Members {
				if !m.Counts || m.Stand != nil || m.Called != nil {
					continue
				}
				l, err := a.phoneLine(ctx, c.Viewer(), m)
				if err != nil {
					return nil, err
				}
				if m.Reached {
					unread = append(unread, l)
				} else {
					out.Items = append(out.Items, l)
				}
			}
			out.Items = append(out.Items, unread...)
			return reply(out), nil
		})
}

func (a *api) phoneLine(ctx context.Context, v authz.Viewer, m crisis.MemberView) (PhoneLine, error) {
	l := PhoneLine{Party: m.Party, Name: string(m.Party), Reached: m.Reached, Opened: !m.Opened.IsZero(), Calls: []CallNow{}}
	d, err := a.deps.Directory.Get(ctx, v, m.Party)
	if errs.Is(err, errs.NotFound) {
		l.Unlisted = true
		return l, nil
	}
	if err != nil {
		return l, err
	}
	l.Name, l.Calls, l.OnHours, l.LastProof, l.Unlisted = d.Party.Name, each(d.Calls, callOf), d.OnHours, d.LastProof, len(d.Calls) == 0
	return l, nil
}
