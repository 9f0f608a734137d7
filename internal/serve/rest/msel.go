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

// Msel is what these files need of an exercise's plan.
type Msel interface {
	MselPlan
	MselList
	MselReleases
	MselFiles
	MselCompany
}

// MselPlan is what this file needs of the plan.
type MselPlan interface {
	Plan(ctx context.Context, v authz.Viewer) (msel.Standing, error)
	SetHead(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, h msel.Head) (msel.Standing, error)
	SetObjectives(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []msel.Objective) (msel.Standing, error)
	SetCells(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []msel.Cell) (msel.Standing, error)
	SetTeams(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []msel.Team) (msel.Standing, error)
	SetStorylines(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []msel.Storyline) (msel.Standing, error)
	SetReactions(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []msel.Reaction) (msel.Standing, error)
	SetColumns(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []msel.Column) (msel.Standing, error)
	WriteProduct(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, id, text, reference string) (msel.Standing, error)
	ApproveProduct(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, id string) (msel.Standing, error)
	Advance(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, reason string) (msel.Standing, error)
}

// ExercisePlanView is the plan of an exercise as it stands.
type ExercisePlanView struct {
	Plan      msel.Plan   `json:"plan"`
	Version   int64       `json:"version" doc:"To be said with a change"`
	List      int64       `json:"list" doc:"Grows with each change of the list"`
	ChangedAt *time.Time  `json:"changed_at,omitempty"`
	ChangedBy string      `json:"changed_by,omitempty"`
	Stages    []MselStage `json:"stages"`
}

// MselStage is one stage with what it owes.
type MselStage struct {
	Stage    msel.Stage `json:"stage"`
	Products []string   `json:"products"`
	Missing  []string   `json:"missing" doc:"Products that are not approved"`
}

func standingOf(p msel.Standing) ExercisePlanView {
	x := ExercisePlanView{Plan: p.Plan, Version: p.Version, List: p.List, ChangedAt: moment(p.ChangedAt), ChangedBy: p.ChangedBy}
	for _, s := range msel.Stages() {
		x.Stages = append(x.Stages, MselStage{Stage: s, Products: msel.Owed(s), Missing: p.Missing(s)})
	}
	return x
}

type mselHeadInput struct {
	Body struct {
		Version  int64     `json:"version" minimum:"0"`
		Name     string    `json:"name" maxLength:"200"`
		Text     string    `json:"text,omitempty" maxLength:"100000"`
		Language string    `json:"language" enum:"en,fr,cs"`
		Starts   time.Time `json:"starts,omitzero"`
		Ends     time.Time `json:"ends,omitzero"`
	}
}

// mselPart is one list of the plan, whole.
type mselPart[T any] struct {
	Body struct {
		Version int64 `json:"version" minimum:"0"`
		Items   []T   `json:"items"`
	}
}

type mselProductInput struct {
	ByID
	Body struct {
		Version   int64  `json:"version" minimum:"0"`
		Text      string `json:"text,omitempty" maxLength:"100000"`
		Reference string `json:"reference,omitempty" maxLength:"200" doc:"Where the document is kept"`
	}
}

type mselVersionInput struct {
	ByID
	Body struct {
		Version int64 `json:"version" minimum:"0"`
	}
}

type mselAdvanceInput struct {
	Body struct {
		Version int64  `json:"version" minimum:"0"`
		Reason  string `json:"reason,omitempty" maxLength:"2000" doc:"Needed where products of this stage are not approved"`
	}
}

// running lets those call who run an exercise in one way or another.
func running() serve.Rule {
	return serve.May(authz.ExercisePlan).Or(authz.ExerciseRelease, authz.ExerciseConduct, authz.ExerciseGrade)
}

func (a *api) mselRoutes() {
	d, plan := a.deps.Msel, serve.May(authz.ExercisePlan)
	get(a, "/exercise/plan", running(), about{id: "getExercisePlan", summary: "The plan of the exercise whose realm is asked"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[ExercisePlanView], error) {
		p, err := d.Plan(ctx, c.Viewer())
		return reply(standingOf(p)), err
	})
	register(a, http.MethodPut, "/exercise/plan", plan, about{id: "setExercisePlan", summary: "Say what the exercise is, and when"}, func(ctx context.Context, c serve.Caller, in *mselHeadInput) (*body[ExercisePlanView], error) {
		b := in.Body
		p, err := d.SetHead(ctx, c.Actor, c.Realm, b.Version, msel.Head{Name: b.Name, Text: b.Text, Language: b.Language, Starts: b.Starts, Ends: b.Ends})
		return reply(standingOf(p)), err
	})
	register(a, http.MethodPut, "/exercise/plan/products/{id}", plan, about{id: "writeExerciseProduct", summary: "Write a product of a stage; it is a draft then"}, func(ctx context.Context, c serve.Caller, in *mselProductInput) (*body[ExercisePlanView], error) {
		p, err := d.WriteProduct(ctx, c.Actor, c.Realm, in.Body.Version, in.ID, in.Body.Text, in.Body.Reference)
		return reply(standingOf(p)), err
	})
	post(a, "/exercise/plan/products/{id}/approve", plan, about{id: "approveExerciseProduct", summary: "Approve a product as it is written"}, func(ctx context.Context, c serve.Caller, in *mselVersionInput) (*body[ExercisePlanView], error) {
		p, err := d.ApproveProduct(ctx, c.Actor, c.Realm, in.Body.Version, in.ID)
		return reply(standingOf(p)), err
	})
	post(a, "/exercise/plan/advance", plan, about{id: "advanceExercisePlan", summary: "Go on to the next stage"}, func(ctx context.Context, c serve.Caller, in *mselAdvanceInput) (*body[ExercisePlanView], error) {
		p, err := d.Advance(ctx, c.Actor, c.Realm, in.Body.Version, in.Body.Reason)
		return reply(standingOf(p)), err
	})
	part(a, "objectives", "setExerciseObjectives", "Put the objectives", Msel.SetObjectives)
	part(a, "cells", "setExerciseCells", "Put the cells and their people", Msel.SetCells)
	part(a, "teams", "setExerciseTeams", "Put the teams that play", Msel.SetTeams)
	part(a, "storylines", "setExerciseStorylines", "Put the storylines", Msel.SetStorylines)
	part(a, "reactions", "setExerciseReactions", "Put what parties do by themselves in the exercise", Msel.SetReactions)
	part(a, "columns", "setExerciseColumns", "Put the planners' own columns of the list", Msel.SetColumns)
	a.mselListRoutes()
	a.mselTemplateRoutes()
	a.mselReleaseRoutes()
	a.mselFileRoutes()
	a.libraryRoutes()
}

// part registers the route that puts one list of the plan.
func part[T any](a *api, name, id, summary string, set func(d Msel, ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []T) (msel.Standing, error)) {
	register(a, http.MethodPut, "/exercise/plan/"+name, serve.May(authz.ExercisePlan), about{id: id, summary: summary}, func(ctx context.Context, c serve.Caller, in *mselPart[T]) (*body[ExercisePlanView], error) {
		p, err := set(a.deps.Msel, ctx, c.Actor, c.Realm, in.Body.Version, in.Body.Items)
		return reply(standingOf(p)), err
	})
}
