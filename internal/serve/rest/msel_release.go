package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/msel"
	"entente/internal/serve"
)

// MselReleases is what this file needs of releases of the list.
type MselReleases interface {
	PutForward(ctx context.Context, who authz.Actor, realm ids.Realm) (msel.Release, error)
	Release(ctx context.Context, who authz.Actor, realm ids.Realm, id, digest string) (msel.Release, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (msel.Release, error)
	Releases(ctx context.Context, v authz.Viewer) ([]msel.Release, error)
	Frozen(ctx context.Context, v authz.Viewer, id string, after, limit int) (msel.Release, []msel.Inject, error)
	Difference(ctx context.Context, v authz.Viewer) (msel.Difference, error)
}

// MselRelease is a list that was put forward.
type MselRelease struct {
	ID      string     `json:"id"`
	Number  int64      `json:"number,omitempty" doc:"Absent until it is released"`
	State   msel.State `json:"state" enum:"forward,released,withdrawn"`
	Digest  string     `json:"digest" doc:"SHA-256 of the canonical JSON of injects and plan, hex"`
	Injects int64      `json:"injects"`
	PutAt   time.Time  `json:"put_at"`
	PutBy   string     `json:"put_by"`
	EndedAt *time.Time `json:"ended_at,omitempty" doc:"When it was released or withdrawn"`
	EndedBy string     `json:"ended_by,omitempty"`
	Reason  string     `json:"reason,omitempty"`
}

func mselReleaseOf(r msel.Release) MselRelease {
	return MselRelease{ID: r.ID, Number: r.Number, State: r.State, Digest: r.Digest, Injects: r.Injects, PutAt: r.PutAt, PutBy: r.PutBy, EndedAt: moment(r.EndedAt), EndedBy: r.EndedBy, Reason: r.Reason}
}

// MselFrozen is a page of what was put forward.
type MselFrozen struct {
	Release MselRelease   `json:"release"`
	Plan    msel.Plan     `json:"plan"`
	Items   []msel.Inject `json:"items"`
}

// MselDiffering is one row that is not as it was released.
type MselDiffering struct {
	How     msel.How `json:"how" enum:"added,removed,changed"`
	ID      string   `json:"id"`
	Number  string   `json:"number"`
	Title   string   `json:"title"`
	Columns []string `json:"columns,omitempty" doc:"Of one that was changed: which members of the inject"`
	By      string   `json:"by,omitempty"`
}

// MselDifference is what was done since the last release.
type MselDifference struct {
	Release *MselRelease    `json:"release,omitempty" doc:"Absent: there is none yet"`
	Plan    bool            `json:"plan" doc:"The plan beside the list is not as it was released"`
	Rows    []MselDiffering `json:"rows"`
}

type mselFrozenQuery struct {
	ByID
	After int `query:"after" minimum:"0" doc:"How many rows are known"`
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

type mselReleaseInput struct {
	ByID
	Body struct {
		Digest string `json:"digest" maxLength:"64" doc:"Of the list that was read"`
	}
}

type mselWithdrawInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (a *api) mselReleaseRoutes() {
	d := a.deps.Msel
	get(a, "/exercise/msel/releases", running(), about{id: "listMselReleases", summary: "Lists that were put forward, the newest first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[MselRelease]], error) {
		all, err := d.Releases(ctx, c.Viewer())
		return reply(list[MselRelease]{Items: each(all, mselReleaseOf)}), err
	})
	post(a, "/exercise/msel/releases", serve.May(authz.ExercisePlan), about{id: "putMselForward", summary: "Freeze plan and list, and ask another person to release them"}, func(ctx context.Context, c serve.Caller, _ *Empty) (*body[MselRelease], error) {
		r, err := d.PutForward(ctx, c.Actor, c.Realm)
		return reply(mselReleaseOf(r)), err
	})
	get(a, "/exercise/msel/releases/{id}", running(), about{id: "getMselRelease", summary: "What was put forward, with a page of its rows"}, func(ctx context.Context, c serve.Caller, in *mselFrozenQuery) (*body[MselFrozen], error) {
		r, rows, err := d.Frozen(ctx, c.Viewer(), in.ID, in.After, in.Limit)
		return reply(MselFrozen{Release: mselReleaseOf(r), Plan: r.Plan, Items: rows}), err
	})
	post(a, "/exercise/msel/releases/{id}/release", serve.May(authz.ExerciseRelease).Fresh(), about{id: "releaseMsel", summary: "Release what another person has put forward"}, func(ctx context.Context, c serve.Caller, in *mselReleaseInput) (*body[MselRelease], error) {
		r, err := d.Release(ctx, c.Actor, c.Realm, in.ID, in.Body.Digest)
		return reply(mselReleaseOf(r)), err
	})
	post(a, "/exercise/msel/releases/{id}/withdraw", serve.May(authz.ExercisePlan).Or(authz.ExerciseRelease), about{id: "withdrawMsel", summary: "Take back, or send back, what waits to be released"}, func(ctx context.Context, c serve.Caller, in *mselWithdrawInput) (*body[MselRelease], error) {
		r, err := d.Withdraw(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return reply(mselReleaseOf(r)), err
	})
	get(a, "/exercise/msel/difference", running(), about{id: "getMselDifference", summary: "What was changed since the last release"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[MselDifference], error) {
		x, err := d.Difference(ctx, c.Viewer())
		out := MselDifference{Plan: x.Plan, Rows: each(x.Rows, func(r msel.Differing) MselDiffering {
			return MselDiffering{How: r.How, ID: r.ID, Number: r.Number, Title: r.Title, Columns: r.Columns, By: r.By}
		})}
		if x.Release.Number > 0 {
			r := mselReleaseOf(x.Release)
			out.Release = &r
		}
		return reply(out), err
	})
}
