package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/release"
	"entente/internal/serve"
)

// Drafts is what this file needs of the release domain.
type Drafts interface {
	PutForward(ctx context.Context, who authz.Actor, realm ids.Realm, ask release.Ask, note string) (release.Draft, error)
	Approve(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (release.Made, error)
	Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) error
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) error
	Drafts(ctx context.Context, v authz.Viewer, state release.DraftState, limit int) ([]release.Draft, error)
	Draft(ctx context.Context, v authz.Viewer, id string) (release.Draft, release.Preview, string, error)
}

// Draft is what one person put forward for release and another decides.
type Draft struct {
	ID      string      `json:"id"`
	At      time.Time   `json:"at"`
	By      string      `json:"by" doc:"Who put it forward"`
	Own     bool        `json:"own" doc:"The caller put it forward, and so does not approve it"`
	Note    string      `json:"note"`
	Objects int64       `json:"objects"`
	To      []ids.Party `json:"to" doc:"None: every party that this node knows"`
	Onward  Onward      `json:"onward"`
	State   string      `json:"state" enum:"waiting,released,declined,withdrawn"`
	Closed  *time.Time  `json:"closed,omitempty"`
	Closer  string      `json:"closed_by,omitempty"`
	Reason  string      `json:"reason,omitempty" doc:"Why it was declined"`
	Release string      `json:"release,omitempty" doc:"The release that it became"`
}

// DraftPage is a draft with what policy would decide of it now.
type DraftPage struct {
	Draft
	Preview *Preview `json:"preview,omitempty" doc:"Only while it waits and can still be approved"`
	Stale   string   `json:"stale,omitempty" doc:"Why it can no longer be approved"`
}

type putForwardInput struct {
	Body struct {
		Ask
		Note string `json:"note,omitempty" maxLength:"2000" doc:"What the officer should know"`
	}
}

type declineInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"8" maxLength:"2000" doc:"Who put it forward reads it"`
	}
}

func (a *api) draftRoutes() {
	desk := a.deps.Drafts
	read, put, decide := serve.May(authz.ReleasePreview), serve.May(authz.ReleaseDraft), serve.May(authz.ReleaseMake)
	get(a, "/release-drafts", read, about{id: "listDrafts", summary: "What was put forward for release: what waits oldest first, the rest newest first"}, func(ctx context.Context, c serve.Caller, in *struct {
		State string `query:"state" enum:"waiting,released,declined,withdrawn" doc:"Absent: of every state"`
		Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*body[list[Draft]], error) {
		all, err := desk.Drafts(ctx, c.Viewer(), release.DraftState(in.State), in.Limit)
		out := list[Draft]{}
		for _, d := range all {
			out.Items = append(out.Items, draftOf(c, d))
		}
		return reply(out), err
	})
	post(a, "/release-drafts", put.Slow(), about{id: "putForward", summary: "Put a release forward for another person to decide", detail: "Nothing leaves by it. The draft names the exact versions that the selection finds now."},
		func(ctx context.Context, c serve.Caller, in *putForwardInput) (*body[Draft], error) {
			d, err := desk.PutForward(ctx, c.Actor, c.Realm, in.Body.ask(), in.Body.Note)
			return reply(draftOf(c, d)), err
		})
	get(a, "/release-drafts/{id}", read.Slow(), about{id: "getDraft", summary: "One draft, with what policy would decide of it now"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[DraftPage], error) {
		d, p, stale, err := desk.Draft(ctx, c.Viewer(), in.ID)
		out := DraftPage{Draft: draftOf(c, d), Stale: stale}
		if d.State == release.Waiting && stale == "" {
			preview := previewOf(p)
			out.Preview = &preview
		}
		return reply(out), err
	})
	post(a, "/release-drafts/{id}/approve", decide.Slow().Fresh(), about{id: "approveDraft", summary: "Release a draft that another person put forward"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[Made], error) {
		m, err := desk.Approve(ctx, c.Actor, c.Realm, in.ID)
		return reply(Made{ID: m.ID, Preview: previewOf(m.Preview)}), err
	})
	post(a, "/release-drafts/{id}/decline", decide, about{id: "declineDraft", summary: "Decline a draft, with the reason"}, func(ctx context.Context, c serve.Caller, in *declineInput) (*none, error) {
		return nil, desk.Decline(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
	})
	post(a, "/release-drafts/{id}/withdraw", put, about{id: "withdrawDraft", summary: "Take back what one put forward"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*none, error) {
		return nil, desk.Withdraw(ctx, c.Actor, c.Realm, in.ID)
	})
}

func draftOf(c serve.Caller, d release.Draft) Draft {
	return Draft{ID: d.ID, At: d.At, By: d.Name, Own: d.Person == c.Actor.Person, Note: d.Note, Objects: d.Objects, To: append([]ids.Party{}, d.To...), Onward: Onward(d.Onward),
		State: string(d.State), Closed: moment(d.Closed), Closer: d.By, Reason: d.Reason, Release: d.Release}
}
