package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/msel"
	"entente/internal/serve"
)

// MselList is what this file needs of the list.
type MselList interface {
	List(ctx context.Context, v authz.Viewer, w msel.Which) (msel.Listed, error)
	Get(ctx context.Context, v authz.Viewer, id string) (msel.Row, error)
	Put(ctx context.Context, who authz.Actor, realm ids.Realm, i msel.Inject, version int64) (msel.Row, error)
	Delete(ctx context.Context, who authz.Actor, realm ids.Realm, refs []msel.Ref) error
	Undo(ctx context.Context, who authz.Actor, realm ids.Realm) ([]msel.Row, error)
	Bulk(ctx context.Context, who authz.Actor, realm ids.Realm, refs []msel.Ref, c msel.Change) ([]msel.Row, error)
	Move(ctx context.Context, who authz.Actor, realm ids.Realm, ref msel.Ref, at *msel.Span) (msel.Row, error)
	Duplicate(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (msel.Row, error)
	Findings(ctx context.Context, v authz.Viewer) ([]msel.Finding, error)
	Templates(ctx context.Context, v authz.Viewer) ([]msel.Template, error)
	SaveTemplate(ctx context.Context, who authz.Actor, realm ids.Realm, inject, name string) (msel.Template, error)
	DeleteTemplate(ctx context.Context, who authz.Actor, realm ids.Realm, id string) error
}

// MselRow is one inject as it stands in the list.
type MselRow struct {
	Inject    msel.Inject `json:"inject"`
	Version   int64       `json:"version" doc:"To be said with a change"`
	Digest    string      `json:"digest" doc:"SHA-256 of the inject's canonical JSON, hex"`
	ChangedAt time.Time   `json:"changed_at"`
	ChangedBy string      `json:"changed_by"`
}

func mselRowOf(r msel.Row) MselRow {
	return MselRow{Inject: r.Inject, Version: r.Version, Digest: r.Digest, ChangedAt: r.ChangedAt, ChangedBy: r.ChangedBy}
}

// MselListing is one page of the list.
type MselListing struct {
	Items   []MselRow `json:"items"`
	Next    string    `json:"next,omitempty" doc:"Where the next page begins; absent on the last one"`
	Total   int64     `json:"total" doc:"Rows on all pages"`
	List    int64     `json:"list" doc:"Grows with each change of the list"`
	Deleted bool      `json:"deleted" doc:"The last deletion can be undone"`
}

// MselQuery says which rows are listed.
type MselQuery struct {
	Page
	Storyline  string `query:"storyline" maxLength:"200"`
	Phase      string `query:"phase" maxLength:"200"`
	Type       string `query:"type" enum:"contextual,expected,contingency"`
	Channel    string `query:"channel" maxLength:"20"`
	Status     string `query:"status" enum:"planned,ready,cancelled"`
	Team       string `query:"team" maxLength:"200" doc:"Also what goes to every team"`
	Objective  string `query:"objective" maxLength:"200"`
	Controller string `query:"controller" maxLength:"200"`
	Text       string `query:"text" maxLength:"200" doc:"Stands in the row's texts"`
	Sort       string `query:"sort" enum:"time,number" default:"time"`
}

// MselRef names a row as it was seen.
type MselRef struct {
	ID      string `json:"id" maxLength:"100"`
	Version int64  `json:"version" minimum:"1"`
}

func refsOf(all []MselRef) []msel.Ref {
	return each(all, func(r MselRef) msel.Ref { return msel.Ref{ID: r.ID, Version: r.Version} })
}

type mselPutInput struct {
	Body struct {
		Inject msel.Inject `json:"inject"`
	}
}

type mselChangeInput struct {
	ByID
	Body struct {
		Version int64       `json:"version" minimum:"1"`
		Inject  msel.Inject `json:"inject"`
	}
}

type mselRowsInput struct {
	Body struct {
		Rows []MselRef `json:"rows" minItems:"1"`
	}
}

type mselBulkInput struct {
	Body struct {
		Rows       []MselRef    `json:"rows" minItems:"1"`
		Storyline  *string      `json:"storyline,omitempty" maxLength:"200"`
		Phase      *string      `json:"phase,omitempty" maxLength:"200"`
		Controller *string      `json:"controller,omitempty" maxLength:"200"`
		Status     *msel.Status `json:"status,omitempty" enum:"planned,ready,cancelled"`
		Shift      int64        `json:"shift,omitempty" minimum:"-31622400" maximum:"31622400" doc:"Seconds that are added to the time of rows that have one"`
	}
}

type mselMoveInput struct {
	ByID
	Body struct {
		Version int64      `json:"version" minimum:"1"`
		At      *msel.Span `json:"at,omitempty" doc:"Seconds since STARTEX; absent: no time of its own"`
	}
}

// mselBody is how large a row may be: a file stands in it.
const mselBody = 12 << 20

func (a *api) mselListRoutes() {
	d, plan := a.deps.Msel, serve.May(authz.ExercisePlan)
	get(a, "/exercise/msel/injects", running(), about{id: "listInjects", summary: "Rows of the list, by time or by number"}, func(ctx context.Context, c serve.Caller, in *MselQuery) (*body[MselListing], error) {
		l, err := d.List(ctx, c.Viewer(), msel.Which{Storyline: in.Storyline, Phase: in.Phase, Control: in.Controller, Type: msel.Type(in.Type), Channel: msel.Channel(in.Channel), Status: msel.Status(in.Status),
			Team: in.Team, Objective: in.Objective, Text: in.Text, ByNumber: in.Sort == "number", After: in.Before, Limit: in.Limit})
		return reply(MselListing{Items: each(l.Rows, mselRowOf), Next: l.Next, Total: l.Total, List: l.List, Deleted: l.Deleted}), err
	})
	post(a, "/exercise/msel/injects", plan.Body(mselBody, "application/json"), about{id: "addInject", summary: "Add a row to the list", detail: "Id, number, status, type and channel are given where they are absent."}, func(ctx context.Context, c serve.Caller, in *mselPutInput) (*body[MselRow], error) {
		r, err := d.Put(ctx, c.Actor, c.Realm, in.Body.Inject, 0)
		return reply(mselRowOf(r)), err
	})
	get(a, "/exercise/msel/injects/{id}", running(), about{id: "getInject", summary: "One row"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[MselRow], error) {
		r, err := d.Get(ctx, c.Viewer(), in.ID)
		return reply(mselRowOf(r)), err
	})
	register(a, http.MethodPut, "/exercise/msel/injects/{id}", plan.Body(mselBody, "application/json"), about{id: "setInject", summary: "Put a row in the place of what it was"}, func(ctx context.Context, c serve.Caller, in *mselChangeInput) (*body[MselRow], error) {
		in.Body.Inject.ID = in.ID
		r, err := d.Put(ctx, c.Actor, c.Realm, in.Body.Inject, in.Body.Version)
		return reply(mselRowOf(r)), err
	})
	post(a, "/exercise/msel/injects/{id}/move", plan, about{id: "moveInject", summary: "Set when a row is sent"}, func(ctx context.Context, c serve.Caller, in *mselMoveInput) (*body[MselRow], error) {
		r, err := d.Move(ctx, c.Actor, c.Realm, msel.Ref{ID: in.ID, Version: in.Body.Version}, in.Body.At)
		return reply(mselRowOf(r)), err
	})
	post(a, "/exercise/msel/injects/{id}/duplicate", plan, about{id: "duplicateInject", summary: "Make a copy of a row"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[MselRow], error) {
		r, err := d.Duplicate(ctx, c.Actor, c.Realm, in.ID)
		return reply(mselRowOf(r)), err
	})
	post(a, "/exercise/msel/delete", plan.Body(8<<20, "application/json"), about{id: "deleteInjects", summary: "Take rows out of the list; the last deletion can be undone"}, func(ctx context.Context, c serve.Caller, in *mselRowsInput) (*none, error) {
		return &none{}, d.Delete(ctx, c.Actor, c.Realm, refsOf(in.Body.Rows))
	})
	post(a, "/exercise/msel/undo", plan, about{id: "undoDeletion", summary: "Put back what the last deletion took away"}, func(ctx context.Context, c serve.Caller, _ *Empty) (*body[list[MselRow]], error) {
		all, err := d.Undo(ctx, c.Actor, c.Realm)
		return reply(list[MselRow]{Items: each(all, mselRowOf)}), err
	})
	post(a, "/exercise/msel/bulk", plan.Body(8<<20, "application/json"), about{id: "changeInjects", summary: "Change many rows at once, or none"}, func(ctx context.Context, c serve.Caller, in *mselBulkInput) (*body[list[MselRow]], error) {
		b := in.Body
		all, err := d.Bulk(ctx, c.Actor, c.Realm, refsOf(b.Rows), msel.Change{Storyline: b.Storyline, Phase: b.Phase, Control: b.Controller, Status: b.Status, Shift: msel.Of(b.Shift)})
		return reply(list[MselRow]{Items: each(all, mselRowOf)}), err
	})
	get(a, "/exercise/msel/findings", running(), about{id: "findInMsel", summary: "What is wrong with the plan and its list, what blocks first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[msel.Finding]], error) {
		all, err := d.Findings(ctx, c.Viewer())
		return reply(list[msel.Finding]{Items: all}), err
	})
}

// MselTemplate is an inject to begin from.
type MselTemplate struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Shipped bool        `json:"shipped" doc:"It comes with the system"`
	Inject  msel.Inject `json:"inject"`
	By      string      `json:"by,omitempty"`
}

func mselTemplateOf(t msel.Template) MselTemplate {
	return MselTemplate{ID: t.ID, Name: t.Name, Shipped: t.Shipped, Inject: t.Inject, By: t.By}
}

type mselTemplateInput struct {
	Body struct {
		Inject string `json:"inject" maxLength:"100" doc:"Id of the row"`
		Name   string `json:"name" minLength:"1" maxLength:"200"`
	}
}

func (a *api) mselTemplateRoutes() {
	d, plan := a.deps.Msel, serve.May(authz.ExercisePlan)
	get(a, "/exercise/msel/templates", running(), about{id: "listInjectTemplates", summary: "Injects to begin from: those of the system and those of the planners"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[MselTemplate]], error) {
		all, err := d.Templates(ctx, c.Viewer())
		return reply(list[MselTemplate]{Items: each(all, mselTemplateOf)}), err
	})
	post(a, "/exercise/msel/templates", plan, about{id: "saveInjectTemplate", summary: "Keep a row as a template under a name"}, func(ctx context.Context, c serve.Caller, in *mselTemplateInput) (*body[MselTemplate], error) {
		t, err := d.SaveTemplate(ctx, c.Actor, c.Realm, in.Body.Inject, in.Body.Name)
		return reply(mselTemplateOf(t)), err
	})
	register(a, http.MethodDelete, "/exercise/msel/templates/{id}", plan, about{id: "deleteInjectTemplate", summary: "Remove a template of the planners"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return &none{}, d.DeleteTemplate(ctx, c.Actor, c.Realm, in.ID)
	})
}
