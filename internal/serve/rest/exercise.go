package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/exercise"
	"entente/internal/matter"
	"entente/internal/serve"
)

// Exercises is what this file needs of the exercise domain.
type Exercises interface {
	Bases(ctx context.Context, v authz.Viewer) ([]matter.Basis, error)
	List(ctx context.Context, v authz.Viewer) ([]exercise.Exercise, error)
	Get(ctx context.Context, v authz.Viewer, id string) (exercise.Exercise, error)
	Propose(ctx context.Context, who authz.Actor, realm ids.Realm, n exercise.NewExercise) (exercise.Exercise, error)
	Confirm(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (exercise.Exercise, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (exercise.Exercise, error)
	Accept(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (exercise.Exercise, error)
	Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (exercise.Exercise, error)
	InviteAgain(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p ids.Party) (exercise.Exercise, error)
	Seal(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (exercise.Exercise, error)
	SetMember(ctx context.Context, who authz.Actor, realm ids.Realm, id, name string, m exercise.Member) (exercise.Exercise, error)
	Practices(ctx context.Context, v authz.Viewer) ([]exercise.Exercise, error)
	EndPractice(ctx context.Context, who authz.Actor, realm ids.Realm, id string) error
	RemoveMember(ctx context.Context, who authz.Actor, realm ids.Realm, id, person string) (exercise.Exercise, error)
}

// Entry tells what a person is in the exercise whose realm is served.
type Entry func(ctx context.Context, person string) (exercise.Exercise, exercise.Member, error)

// ExerciseBasis is a provision in force that has parties exercise together.
type ExerciseBasis struct {
	Agreement string      `json:"agreement"`
	Title     string      `json:"title"`
	Provision string      `json:"provision"`
	Parties   []ids.Party `json:"parties" doc:"Who is bound, besides us"`
}

// ExerciseReason is why something about an exercise is done.
type ExerciseReason struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}

// exerciseRoutes are about the exercises that this node knows. They concern no
// realm: whoever is in an exercise finds the way out by them.
func (a *api) exerciseRoutes() {
	d, anyone := a.deps.Exercises, serve.SignedIn().NodeWide()
	propose, confirm := serve.May(authz.ExercisePropose).NodeWide(), serve.May(authz.ExerciseConfirm).NodeWide()
	type page = body[exercise.Exercise]
	one := func(e exercise.Exercise, err error) (*page, error) { return reply(e), err }
	get(a, "/exercises", anyone, about{id: "listExercises", summary: "The exercises that the caller deals with or takes part in"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[exercise.Exercise]], error) {
		all, err := d.List(ctx, c.Actor.In(ids.Live))
		return reply(list[exercise.Exercise]{Items: some(all)}), err
	})
	get(a, "/exercises/bases", propose, about{id: "listExerciseBases", summary: "Provisions in force by which others can be invited to an exercise"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[ExerciseBasis]], error) {
		all, err := d.Bases(ctx, c.Actor.In(ids.Live))
		out := []ExerciseBasis{}
		for _, b := range all {
			out = append(out, ExerciseBasis{Agreement: b.Agreement, Title: b.Title, Provision: b.Provision.ID, Parties: b.Parties})
		}
		return reply(list[ExerciseBasis]{Items: out}), err
	})
	get(a, "/exercises/{id}", anyone, about{id: "getExercise", summary: "One exercise: its terms, its state, who takes part"}, func(ctx context.Context, c serve.Caller, in *ByID) (*page, error) {
		return one(d.Get(ctx, c.Actor.In(ids.Live), in.ID))
	})
	post(a, "/exercises", propose, about{id: "proposeExercise", summary: "Propose an exercise; another person confirms it", detail: "Other parties can be invited only under a provision in force that binds them and us to exercise together."}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Name      string               `json:"name" minLength:"1" maxLength:"120"`
			Purpose   string               `json:"purpose,omitempty" maxLength:"4000"`
			Parties   []ids.Party          `json:"parties,omitempty" maxItems:"64"`
			Simulated []exercise.Simulated `json:"simulated,omitempty" maxItems:"8" doc:"Parties that exist in the exercise alone; this node plays them"`
			Agreement string               `json:"agreement,omitempty" maxLength:"36"`
			Provision string               `json:"provision,omitempty" maxLength:"300"`
			Starts    time.Time            `json:"starts"`
			Ends      time.Time            `json:"ends"`
		}
	}) (*page, error) {
		return one(d.Propose(ctx, c.Actor, ids.Live, exercise.NewExercise(in.Body)))
	})
	plain := func(path string, rule serve.Rule, what about, act func(Exercises, context.Context, authz.Actor, ids.Realm, string) (exercise.Exercise, error)) {
		post(a, "/exercises/{id}/"+path, rule, what, func(ctx context.Context, c serve.Caller, in *ByID) (*page, error) {
			return one(act(d, ctx, c.Actor, ids.Live, in.ID))
		})
	}
	plain("confirm", confirm.Fresh(), about{id: "confirmExercise", summary: "The second person's step: the realm is made"}, Exercises.Confirm)
	plain("accept", propose, about{id: "acceptExercise", summary: "Want to join an exercise of another party; another person confirms it"}, Exercises.Accept)
	reasoned := func(path string, rule serve.Rule, what about, act func(Exercises, context.Context, authz.Actor, ids.Realm, string, string) (exercise.Exercise, error)) {
		post(a, "/exercises/{id}/"+path, rule, what, func(ctx context.Context, c serve.Caller, in *says[ExerciseReason]) (*page, error) {
			return one(act(d, ctx, c.Actor, ids.Live, in.ID, in.Body.Reason))
		})
	}
	reasoned("withdraw", propose, about{id: "withdrawExercise", summary: "Withdraw an exercise that nobody has confirmed"}, Exercises.Withdraw)
	reasoned("decline", propose, about{id: "declineExercise", summary: "Say that we do not take part"}, Exercises.Decline)
	reasoned("seal", confirm.Fresh(), about{id: "sealExercise", summary: "End an exercise here: its realm is closed, archived and sealed", detail: "What the conducting party seals ends for all. It cannot be taken back."}, Exercises.Seal)
	post(a, "/exercises/{id}/parties/{party}/invite", propose, about{id: "inviteToExercise", summary: "Invite a party anew"}, func(ctx context.Context, c serve.Caller, in *struct {
		ID    string    `path:"id" maxLength:"36"`
		Party ids.Party `path:"party" maxLength:"16"`
	}) (*page, error) {
		return one(d.InviteAgain(ctx, c.Actor, ids.Live, in.ID, in.Party))
	})
	register(a, http.MethodPut, "/exercises/{id}/members/{person}", propose, about{id: "setExerciseMember", summary: "Let one of our people into an exercise, or change as what"}, func(ctx context.Context, c serve.Caller, in *struct {
		ID   string `path:"id" maxLength:"36"`
		Name string `path:"person" maxLength:"100" doc:"User name"`
		Body struct {
			Cell  string   `json:"cell" enum:"excon,white,red,green,yellow,blue"`
			Team  string   `json:"team,omitempty" maxLength:"48"`
			Roles []string `json:"roles,omitempty" maxItems:"20" doc:"At the node that is played"`
		}
	}) (*page, error) {
		m := exercise.Member{Cell: exercise.Cell(in.Body.Cell), Team: in.Body.Team}
		for _, r := range in.Body.Roles {
			m.Roles = append(m.Roles, authz.Role(r))
		}
		return one(d.SetMember(ctx, c.Actor, ids.Live, in.ID, in.Name, m))
	})
	register(a, http.MethodDelete, "/exercises/{id}/members/{person}", propose, about{id: "removeExerciseMember", summary: "Close an exercise to one of our people"}, func(ctx context.Context, c serve.Caller, in *struct {
		ID     string `path:"id" maxLength:"36"`
		Person string `path:"person" maxLength:"100" doc:"Account id"`
	}) (*page, error) {
		return one(d.RemoveMember(ctx, c.Actor, ids.Live, in.ID, in.Person))
	})
}
