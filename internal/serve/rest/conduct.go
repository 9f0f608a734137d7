package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/conduct"
	"entente/internal/msel"
	"entente/internal/serve"
)

// Conduct is what this file needs of the conduct of an exercise.
type Conduct interface {
	Now(ctx context.Context, v authz.Viewer) (conduct.ClockView, error)
	Start(ctx context.Context, who authz.Actor, realm ids.Realm) (conduct.ClockView, error)
	Set(ctx context.Context, who authz.Actor, realm ids.Realm, act string, to time.Duration, rate int64) (conduct.ClockView, error)
	RealWorld(ctx context.Context, who authz.Actor, realm ids.Realm, text string) (conduct.ClockView, error)
	Over(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (conduct.ClockView, error)
	Injects(ctx context.Context, v authz.Viewer, f conduct.Filter) ([]conduct.InjectView, string, error)
	Inject(ctx context.Context, v authz.Viewer, id string) (conduct.InjectView, error)
	TeamsNow(ctx context.Context, v authz.Viewer) ([]conduct.TeamView, error)
	Log(ctx context.Context, v authz.Viewer, team string, limit int) ([]conduct.ObservedView, error)
	Fire(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, note string) (conduct.InjectView, error)
	Resend(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string) (conduct.InjectView, error)
	Hold(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, reason string) (conduct.InjectView, error)
	Free(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string) (conduct.InjectView, error)
	Skip(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, reason string) (conduct.InjectView, error)
	Cancel(ctx context.Context, who authz.Actor, realm ids.Realm, id string, teams []string, reason string) (conduct.InjectView, error)
	Improvise(ctx context.Context, who authz.Actor, realm ids.Realm, in msel.Inject) (conduct.InjectView, error)
	Reply(ctx context.Context, who authz.Actor, realm ids.Realm, id, team, role, text string) (conduct.InjectView, error)
	Inbox(ctx context.Context, v authz.Viewer, limit int) ([]conduct.ItemView, error)
	Item(ctx context.Context, v authz.Viewer, inject string) (conduct.ItemView, error)
	See(ctx context.Context, who authz.Actor, realm ids.Realm, inject string) (conduct.ItemView, error)
	Answer(ctx context.Context, who authz.Actor, realm ids.Realm, inject, text string) (conduct.ItemView, error)
}

// ToTeams says for which of an inject's teams something is done.
type ToTeams struct {
	Teams []string `json:"teams,omitempty" maxItems:"1000" doc:"None is all for which it can be done"`
}

// ToTeamsWhy is ToTeams with a reason.
type ToTeamsWhy struct {
	ToTeams
	Reason string `json:"reason" minLength:"1" maxLength:"8000"`
}

func (a *api) conductRoutes() {
	d, read, control, play := a.deps.Conduct, serve.May(authz.ExerciseRead), serve.May(authz.ExerciseConduct), serve.May(authz.ExercisePlay)
	get(a, "/exercise/clock", read, about{id: "getExerciseClock", summary: "The exercise's clock, who plays, and what is of the real world", detail: "Exercise time is a function of the anchors and this node's time, so that a page can count by itself."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[conduct.ClockView], error) {
		v, err := d.Now(ctx, c.Viewer())
		return reply(v), err
	})
	post(a, "/exercise/clock/start", control, about{id: "startExercise", summary: "STARTEX: freeze the released list and start the clock at every node"}, func(ctx context.Context, c serve.Caller, _ *Empty) (*body[conduct.ClockView], error) {
		v, err := d.Start(ctx, c.Actor, c.Realm)
		return reply(v), err
	})
	for _, x := range []struct{ act, id, summary string }{
		{conduct.ActPause, "pauseExercise", "PAUSEX: stop the clock at every node"},
		{conduct.ActResume, "resumeExercise", "Let the clock go on"},
		{conduct.ActEnd, "endExercise", "ENDEX: end the exercise for good"},
	} {
		post(a, "/exercise/clock/"+x.act, control, about{id: x.id, summary: x.summary}, func(ctx context.Context, c serve.Caller, _ *Empty) (*body[conduct.ClockView], error) {
			v, err := d.Set(ctx, c.Actor, c.Realm, x.act, 0, 0)
			return reply(v), err
		})
	}
	post(a, "/exercise/clock/jump", control, about{id: "jumpExercise", summary: "Let the clock jump forward"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			To int64 `json:"to_ms" minimum:"1" doc:"Exercise time to jump to, in milliseconds since STARTEX"`
		}
	}) (*body[conduct.ClockView], error) {
		v, err := d.Set(ctx, c.Actor, c.Realm, conduct.ActJump, time.Duration(in.Body.To)*time.Millisecond, 0)
		return reply(v), err
	})
	post(a, "/exercise/clock/speed", control, about{id: "speedExercise", summary: "Change how fast the clock runs"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Rate int64 `json:"rate" minimum:"100" maximum:"60000" doc:"Thousandths of real time: 1000 is real time"`
		}
	}) (*body[conduct.ClockView], error) {
		v, err := d.Set(ctx, c.Actor, c.Realm, conduct.ActSpeed, 0, in.Body.Rate)
		return reply(v), err
	})
	post(a, "/exercise/real-world", read, about{id: "sayRealWorld", summary: "NO PLAY: tell everybody of something of the real world"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"8000"`
		}
	}) (*body[conduct.ClockView], error) {
		v, err := d.RealWorld(ctx, c.Actor, c.Realm, in.Body.Text)
		return reply(v), err
	})
	post(a, "/exercise/real-world/{id}/over", control, about{id: "endRealWorld", summary: "Say that it is over"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[conduct.ClockView], error) {
		v, err := d.Over(ctx, c.Actor, c.Realm, in.ID)
		return reply(v), err
	})
	a.injectRoutes(d, control)
	get(a, "/exercise/inbox", play, about{id: "listExerciseInbox", summary: "What the own team has received, the latest first"}, func(ctx context.Context, c serve.Caller, in *struct {
		Limit int `query:"limit" minimum:"1" maximum:"2000" default:"200"`
	}) (*body[list[conduct.ItemView]], error) {
		all, err := d.Inbox(ctx, c.Viewer(), in.Limit)
		return reply(list[conduct.ItemView]{Items: some(all)}), err
	})
	get(a, "/exercise/inbox/{id}", play, about{id: "getExerciseItem", summary: "One thing that the own team has received, with what was written about it"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[conduct.ItemView], error) {
		v, err := d.Item(ctx, c.Viewer(), in.ID)
		return reply(v), err
	})
	post(a, "/exercise/inbox/{id}/seen", play, about{id: "seeExerciseItem", summary: "Say that the team has opened it"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[conduct.ItemView], error) {
		v, err := d.See(ctx, c.Actor, c.Realm, in.ID)
		return reply(v), err
	})
	post(a, "/exercise/inbox/{id}/answer", play, about{id: "answerExerciseItem", summary: "Answer it"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Text string `json:"text" minLength:"1" maxLength:"20000"`
	}]) (*body[conduct.ItemView], error) {
		v, err := d.Answer(ctx, c.Actor, c.Realm, in.ID, in.Body.Text)
		return reply(v), err
	})
}

// injectRoutes are the control room.
func (a *api) injectRoutes(d Conduct, control serve.Rule) {
	get(a, "/exercise/injects", control, about{id: "listPlayedInjects", summary: "The list as it is played, in the order of its times"}, func(ctx context.Context, c serve.Caller, in *struct {
		State   string `query:"state" enum:"planned,ready,sent,seen,answered,late,held,skipped,cancelled"`
		Team    string `query:"team" maxLength:"100"`
		Channel string `query:"channel" maxLength:"40"`
		Words   string `query:"words" maxLength:"200" doc:"In the number or the title"`
		After   string `query:"after" maxLength:"200" doc:"The next of the page before"`
		Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*body[list[conduct.InjectView]], error) {
		all, next, err := d.Injects(ctx, c.Viewer(), conduct.Filter{State: conduct.State(in.State), Team: in.Team, Channel: in.Channel, Words: in.Words, After: in.After, Limit: in.Limit})
		return reply(list[conduct.InjectView]{Items: some(all), Next: next}), err
	})
	get(a, "/exercise/injects/{id}", control, about{id: "getPlayedInject", summary: "One inject with all that became of it"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[conduct.InjectView], error) {
		v, err := d.Inject(ctx, c.Viewer(), in.ID)
		return reply(v), err
	})
	post(a, "/exercise/injects", control, about{id: "improviseInject", summary: "Add an inject on the spot"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Title    string         `json:"title" minLength:"1" maxLength:"300" doc:"For controllers; players do not see it"`
			Channel  string         `json:"channel" enum:"email,phone,press,file"`
			From     string         `json:"from" minLength:"1" maxLength:"200" doc:"The role that speaks"`
			To       []string       `json:"to,omitempty" maxItems:"1000" doc:"None is every team"`
			Payload  map[string]any `json:"payload" doc:"In the form of the channel"`
			At       *int64         `json:"at_seconds,omitempty" minimum:"0" doc:"Exercise time; absent is now"`
			Within   int64          `json:"within_seconds,omitempty" minimum:"0" maximum:"31536000" doc:"Until when an answer is in time"`
			Expected string         `json:"expected,omitempty" maxLength:"8000"`
		}
	}) (*body[conduct.InjectView], error) {
		b := in.Body
		payload, err := strictjson.Marshal(b.Payload)
		if err != nil {
			return nil, err
		}
		x := msel.Inject{Title: b.Title, Status: msel.Ready, Type: msel.Expected, Channel: msel.Channel(b.Channel), From: b.From, To: b.To, Payload: payload, Within: msel.Of(b.Within), Expected: b.Expected}
		if b.At != nil {
			at := msel.Of(*b.At)
			x.At = &at
		}
		v, err := d.Improvise(ctx, c.Actor, c.Realm, x)
		return reply(v), err
	})
	post(a, "/exercise/injects/{id}/fire", control, about{id: "fireInject", summary: "Send an inject now, or record that it was played"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		ToTeams
		Note string `json:"note,omitempty" maxLength:"8000" doc:"How a telephone call went"`
	}]) (*body[conduct.InjectView], error) {
		v, err := d.Fire(ctx, c.Actor, c.Realm, in.ID, in.Body.Teams, in.Body.Note)
		return reply(v), err
	})
	type onTeams func(context.Context, authz.Actor, ids.Realm, string, []string) (conduct.InjectView, error)
	for verb, x := range map[string]struct {
		id, summary string
		act         func() onTeams
	}{
		"resend": {"resendInject", "Send an inject again", func() onTeams { return d.Resend }},
		"free":   {"freeInject", "Let go what was held or skipped", func() onTeams { return d.Free }},
	} {
		post(a, "/exercise/injects/{id}/"+verb, control, about{id: x.id, summary: x.summary}, func(ctx context.Context, c serve.Caller, in *says[ToTeams]) (*body[conduct.InjectView], error) {
			v, err := x.act()(ctx, c.Actor, c.Realm, in.ID, in.Body.Teams)
			return reply(v), err
		})
	}
	type withReason func(context.Context, authz.Actor, ids.Realm, string, []string, string) (conduct.InjectView, error)
	for verb, x := range map[string]struct {
		id, summary string
		act         func() withReason
	}{
		"hold":   {"holdInject", "Keep an inject back", func() withReason { return d.Hold }},
		"skip":   {"skipInject", "Leave an inject out for the time being", func() withReason { return d.Skip }},
		"cancel": {"cancelInject", "Take an inject out for good", func() withReason { return d.Cancel }},
	} {
		post(a, "/exercise/injects/{id}/"+verb, control, about{id: x.id, summary: x.summary}, func(ctx context.Context, c serve.Caller, in *says[ToTeamsWhy]) (*body[conduct.InjectView], error) {
			v, err := x.act()(ctx, c.Actor, c.Realm, in.ID, in.Body.Teams, in.Body.Reason)
			return reply(v), err
		})
	}
	post(a, "/exercise/injects/{id}/reply", control, about{id: "replyInRole", summary: "Write to a team in a role"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Team string `json:"team" minLength:"1" maxLength:"100"`
		From string `json:"from" minLength:"1" maxLength:"200" doc:"The role, such as a ministry"`
		Text string `json:"text" minLength:"1" maxLength:"20000"`
	}]) (*body[conduct.InjectView], error) {
		v, err := d.Reply(ctx, c.Actor, c.Realm, in.ID, in.Body.Team, in.Body.From, in.Body.Text)
		return reply(v), err
	})
	get(a, "/exercise/teams", control, about{id: "listExerciseTeams", summary: "How every team stands"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[conduct.TeamView]], error) {
		all, err := d.TeamsNow(ctx, c.Viewer())
		return reply(list[conduct.TeamView]{Items: some(all)}), err
	})
	get(a, "/exercise/observed", control, about{id: "listObserved", summary: "What players did in the realm, the latest first"}, func(ctx context.Context, c serve.Caller, in *struct {
		Team  string `query:"team" maxLength:"100"`
		Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*body[list[conduct.ObservedView]], error) {
		all, err := d.Log(ctx, c.Viewer(), in.Team, in.Limit)
		return reply(list[conduct.ObservedView]{Items: some(all)}), err
	})
}
