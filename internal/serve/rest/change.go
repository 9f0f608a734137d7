package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/serve"
)

// Changes is what this file needs of the release domain.
type Changes interface {
	WouldChange(ctx context.Context, v authz.Viewer, agreement string) (release.Change, error)
	Allowed(ctx context.Context, v authz.Viewer, q release.Question) (policy.Decision, time.Time, error)
}

// Change is what an agreement would change for what this node holds.
type Change struct {
	Ends    bool          `json:"ends" doc:"It is in force: shown is what its end would change"`
	Objects int           `json:"objects" doc:"Objects held, that were looked at"`
	Parties []PartyChange `json:"parties"`
}

// PartyChange is what would change for one party.
type PartyChange struct {
	Party  ids.Party     `json:"party"`
	Opened int           `json:"opened" doc:"Objects that could go then and cannot now"`
	Closed int           `json:"closed" doc:"Objects that can go now and could not then"`
	Same   int           `json:"same"`
	Rows   []ClassChange `json:"rows" doc:"Classes whose decision changes, and those where another agreement stands in the way"`
}

// ClassChange is one class of objects, before and after.
type ClassChange struct {
	Class    Class    `json:"class"`
	Count    int      `json:"count"`
	Before   Decision `json:"before"`
	After    Decision `json:"after"`
	Conflict bool     `json:"conflict" doc:"This agreement lets it go and another one does not; the stricter wins"`
}

// Decision is what policy answers.
type Decision struct {
	Permit  bool     `json:"permit"`
	Reasons []Reason `json:"reasons"`
}

func (a *api) changeRoutes() {
	a.allowedRoute()
	get(a, "/agreements/{id}/change", serve.May(authz.ReleasePreview), about{id: "previewAgreement", summary: "What an agreement would change for what this node holds",
		detail: "For one that is not in force, if it were; for one that is, if it ended. Nothing is written."}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[Change], error) {
		x, err := a.deps.Changes.WouldChange(ctx, c.Viewer(), in.ID)
		out := Change{Ends: x.Ends, Objects: x.Objects, Parties: []PartyChange{}}
		for _, p := range x.Parties {
			pc := PartyChange{Party: p.Party, Opened: p.Opened, Closed: p.Closed, Same: p.Same, Rows: []ClassChange{}}
			for _, r := range p.Rows {
				pc.Rows = append(pc.Rows, ClassChange{Class: classOf(r.Class), Count: r.Count, Before: decisionOf(r.Before), After: decisionOf(r.After), Conflict: r.Conflict})
			}
			out.Parties = append(out.Parties, pc)
		}
		return reply(out), err
	})
}

func decisionOf(d policy.Decision) Decision {
	out := Decision{Permit: d.Permit, Reasons: []Reason{}}
	for _, r := range d.Reasons {
		out.Reasons = append(out.Reasons, reasonOf(r))
	}
	return out
}
