package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/score"
	"entente/internal/serve"
)

// Scores is what this file needs of the evaluation of an exercise.
type Scores interface {
	Board(ctx context.Context, v authz.Viewer) (score.Board, error)
	Show(ctx context.Context, who authz.Actor, realm ids.Realm, m score.Mode) (score.Board, error)
	Judgements(ctx context.Context, v authz.Viewer, f score.Filter) ([]score.JudgementView, string, error)
	Grade(ctx context.Context, who authz.Actor, realm ids.Realm, g score.NewGrade) (score.JudgementView, error)
	Override(ctx context.Context, who authz.Actor, realm ids.Realm, w score.Which, state score.State, points int64, reason string) (score.JudgementView, error)
	Restore(ctx context.Context, who authz.Actor, realm ids.Realm, w score.Which, reason string) (score.JudgementView, error)
}

func (a *api) scoreRoutes() {
	d, read, grade := a.deps.Scores, serve.May(authz.ExerciseRead), serve.May(authz.ExerciseGrade)
	get(a, "/exercise/score", read, about{id: "getScoreboard", summary: "The scoreboard: every score beside how much was graded", detail: "Graders and controllers see it as it is; players as it was published, live, frozen or hidden."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[score.Board], error) {
		b, err := d.Board(ctx, c.Viewer())
		return reply(b), err
	})
	post(a, "/exercise/score/show", read, about{id: "showScoreboard", summary: "Say what players see of the scoreboard", detail: "For graders and controllers."}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Mode string `json:"mode" enum:"live,frozen,hidden"`
		}
	}) (*body[score.Board], error) {
		b, err := d.Show(ctx, c.Actor, c.Realm, score.Mode(in.Body.Mode))
		return reply(b), err
	})
	get(a, "/exercise/judgements", read, about{id: "listJudgements", summary: "Criteria by inject and team, and why each stands as it does", detail: "For graders and controllers; the latest inject first."}, func(ctx context.Context, c serve.Caller, in *struct {
		Inject   string `query:"inject" maxLength:"100"`
		Team     string `query:"team" maxLength:"100"`
		State    string `query:"state" enum:"open,met,not-met,none"`
		Strategy string `query:"strategy" maxLength:"40"`
		After    string `query:"after" maxLength:"500" doc:"The next of the page before"`
		Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}) (*body[list[score.JudgementView]], error) {
		all, next, err := d.Judgements(ctx, c.Viewer(), score.Filter{Inject: in.Inject, Team: in.Team, State: score.State(in.State), Strategy: in.Strategy, After: in.After, Limit: in.Limit})
		return reply(list[score.JudgementView]{Items: some(all), Next: next}), err
	})
	post(a, "/exercise/judgements/grade", grade, about{id: "gradeJudgement", summary: "Grade what no rule judges"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			score.Which
			Level    int    `json:"level" minimum:"0" maximum:"1000000" doc:"Of the rubric, from 0; without a rubric the points"`
			Observed string `json:"observed" minLength:"1" maxLength:"8000" doc:"What the team did"`
			Note     string `json:"note,omitempty" maxLength:"8000"`
			Time     *int64 `json:"time_ms,omitempty" minimum:"0" doc:"Exercise time at which it was observed; absent is now"`
		}
	}) (*body[score.JudgementView], error) {
		g := score.NewGrade{Which: in.Body.Which, Level: in.Body.Level, Observed: in.Body.Observed, Note: in.Body.Note}
		if in.Body.Time != nil {
			t := time.Duration(*in.Body.Time) * time.Millisecond
			g.Time = &t
		}
		v, err := d.Grade(ctx, c.Actor, c.Realm, g)
		return reply(v), err
	})
	post(a, "/exercise/judgements/override", grade, about{id: "overrideJudgement", summary: "Set by hand what counts; what the rule says stays beside it"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			score.Which
			State  string `json:"state" enum:"met,not-met,none"`
			Points int64  `json:"points" minimum:"0"`
			Reason string `json:"reason" minLength:"1" maxLength:"8000"`
		}
	}) (*body[score.JudgementView], error) {
		v, err := d.Override(ctx, c.Actor, c.Realm, in.Body.Which, score.State(in.Body.State), in.Body.Points, in.Body.Reason)
		return reply(v), err
	})
	post(a, "/exercise/judgements/restore", grade, about{id: "restoreJudgement", summary: "Let the rule count again"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			score.Which
			Reason string `json:"reason" minLength:"1" maxLength:"8000"`
		}
	}) (*body[score.JudgementView], error) {
		v, err := d.Restore(ctx, c.Actor, c.Realm, in.Body.Which, in.Body.Reason)
		return reply(v), err
	})
}
