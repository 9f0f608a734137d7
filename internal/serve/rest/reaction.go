package rest

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/reaction"
	"entente/internal/serve"
)

// Reactions is what this file needs of what parties do by themselves in an exercise.
type Reactions interface {
	List(ctx context.Context, v authz.Viewer) (reaction.View, error)
	Now(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (reaction.View, error)
	Skip(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (reaction.View, error)
	Again(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (reaction.View, error)
	Stop(ctx context.Context, who authz.Actor, realm ids.Realm, code ids.Party) (reaction.View, error)
	Resume(ctx context.Context, who authz.Actor, realm ids.Realm, code ids.Party) (reaction.View, error)
}

type reactionParty struct {
	Party string `path:"party" maxLength:"40" doc:"Code of the party"`
}

func (a *api) reactionRoutes() {
	d, control := a.deps.Reactions, serve.May(authz.ExerciseConduct)
	get(a, "/exercise/reactions", control, about{id: "listReactionTurns", summary: "What simulated parties do by themselves: what waits, what was done, and what failed with why"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[reaction.View], error) {
		v, err := d.List(ctx, c.Viewer())
		return reply(v), err
	})
	post(a, "/exercise/reactions/{id}/now", control, about{id: "doReactionNow", summary: "Have it done at once", detail: "Also while the clock is paused or the party is stopped. What its node says against it stands with the turn."}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[reaction.View], error) {
		v, err := d.Now(ctx, c.Actor, c.Realm, in.ID)
		return reply(v), err
	})
	post(a, "/exercise/reactions/{id}/skip", control, about{id: "skipReaction", summary: "Leave it out"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}]) (*body[reaction.View], error) {
		v, err := d.Skip(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return reply(v), err
	})
	post(a, "/exercise/reactions/{id}/again", control, about{id: "tryReactionAgain", summary: "Try again what failed or was skipped"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[reaction.View], error) {
		v, err := d.Again(ctx, c.Actor, c.Realm, in.ID)
		return reply(v), err
	})
	post(a, "/exercise/reactions/parties/{party}/stop", control, about{id: "stopReactions", summary: "Have a party do nothing more by itself, when people act for it"}, func(ctx context.Context, c serve.Caller, in *reactionParty) (*body[reaction.View], error) {
		v, err := d.Stop(ctx, c.Actor, c.Realm, ids.Party(in.Party))
		return reply(v), err
	})
	post(a, "/exercise/reactions/parties/{party}/resume", control, about{id: "resumeReactions", summary: "Let a party act by itself again"}, func(ctx context.Context, c serve.Caller, in *reactionParty) (*body[reaction.View], error) {
		v, err := d.Resume(ctx, c.Actor, c.Realm, ids.Party(in.Party))
		return reply(v), err
	})
}
