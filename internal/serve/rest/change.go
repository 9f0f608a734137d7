package rest

import (
	"context"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/serve"
)

// Changes is what this file needs of the release domain.
type Changes interface {
	WouldChange(ctx context.Context, v authz.Viewer, agreement, digest string) (release.Change, error)
	Allowed(ctx context.Context, v authz.Viewer, q release.Question) (policy.Decision, time.Time, error)
	Replay(ctx context.Context, v authz.Viewer, id string) ([]release.Replayed, error)
	Traffic(ctx context.Context, v authz.Viewer, from, until time.Time, party ids.Party) (release.Traffic, error)
}

// Change is what an agreement would change for what this node holds.
type Change struct {
	Ends    bool            `json:"ends" doc:"It is in force: shown is what its end would change"`
	Objects int             `json:"objects" doc:"Objects held, that were looked at"`
	Parties []PartyChange   `json:"parties"`
	Starts  []AgreementDuty `json:"starts" doc:"Duties and clocks that would begin"`
	Stops   []AgreementDuty `json:"stops" doc:"Duties and clocks that would end"`
}

// AgreementDuty is a duty that a provision brings.
type AgreementDuty struct {
	Agreement string           `json:"agreement"`
	Title     string           `json:"title"`
	Clause    string           `json:"clause"`
	Provision clause.Provision `json:"provision"`
	Owes      []ids.Party      `json:"owes" doc:"Whose duty it is"`
}

type changeInput struct {
	ByID
	Version string `query:"version" maxLength:"64" doc:"Digest of a version; absent: the one that would be next"`
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
	a.replayRoute()
	a.benefitRoute()
	a.bundleRoute()
	a.allowedRoute()
	get(a, "/agreements/{id}/change", serve.May(authz.ReleasePreview), about{id: "previewAgreement", summary: "What an agreement would change for what this node holds",
		detail: "For one that is not in force, if it were; for one that is, if it ended. Nothing is written."}, func(ctx context.Context, c serve.Caller, in *changeInput) (*body[Change], error) {
		x, err := a.deps.Changes.WouldChange(ctx, c.Viewer(), in.ID, in.Version)
		if err != nil {
			return nil, err
		}
		out := Change{Ends: x.Ends, Objects: x.Objects, Parties: []PartyChange{}, Starts: []AgreementDuty{}, Stops: []AgreementDuty{}}
		if c.Viewer().May(authz.AgreementRead) == nil {
			starts, stops, err := a.deps.Agreements.WouldOwe(ctx, c.Viewer(), in.ID, in.Version)
			if err != nil {
				return nil, err
			}
			out.Starts, out.Stops = dutiesOf(starts), dutiesOf(stops)
		}
		for _, p := range x.Parties {
			pc := PartyChange{Party: p.Party, Opened: p.Opened, Closed: p.Closed, Same: p.Same, Rows: []ClassChange{}}
			for _, r := range p.Rows {
				pc.Rows = append(pc.Rows, ClassChange{Class: classOf(r.Class), Count: r.Count, Before: decisionOf(r.Before), After: decisionOf(r.After), Conflict: r.Conflict})
			}
			out.Parties = append(out.Parties, pc)
		}
		return reply(out), nil
	})
}

func dutiesOf(terms []agreement.Term) []AgreementDuty {
	out := []AgreementDuty{}
	for _, t := range terms {
		out = append(out, AgreementDuty{Agreement: t.Agreement, Title: t.Title, Clause: t.Clause, Provision: t.Provision, Owes: t.Owes})
	}
	return out
}

func decisionOf(d policy.Decision) Decision {
	out := Decision{Permit: d.Permit, Reasons: []Reason{}}
	for _, r := range d.Reasons {
		out.Reasons = append(out.Reasons, reasonOf(r))
	}
	return out
}
