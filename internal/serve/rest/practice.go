package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/exercise"
	"entente/internal/serve"
	"entente/internal/training"
)

// PracticeRealm is a practice realm as those see it who look after courses.
type PracticeRealm struct {
	ID      string    `json:"id"`
	Name    string    `json:"name" doc:"Of its person"`
	Course  string    `json:"course"`
	State   string    `json:"state" enum:"opening,open,ending"`
	Trouble string    `json:"trouble,omitempty" doc:"Why it is not as it should be"`
	Begun   time.Time `json:"begun"`
	Acted   time.Time `json:"acted" doc:"When its person last did something in it"`
	Ends    time.Time `json:"ends" doc:"When it ends unless its person does something in it"`
}

func practiceRealmOf(e exercise.Exercise) PracticeRealm {
	p := PracticeRealm{ID: e.ID, Name: e.Practice.Name, Course: e.Practice.Course, State: string(e.State), Trouble: e.Trouble, Begun: e.First.At, Acted: e.Practice.Acted, Ends: e.Practice.Ends()}
	if e.State == exercise.Sealing {
		p.State = training.RoomEnding
	}
	return p
}

// practiceRoutes open, show and end practice realms. They concern no realm but the
// first: whoever is in a practice realm finds the way back by them.
func (a *api) practiceRoutes() {
	learn := serve.May(authz.TrainingLearn)
	post(a, "/training/courses/{id}/practice", learn, about{id: "openPractice", summary: "Open a practice realm for a course that the caller is learning", detail: "It is the caller's alone, and takes some seconds. It ends when the course is passed, when it is ended, or seven days after the last act in it; what it held is destroyed then and not archived."}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[training.View], error) {
		v, err := a.deps.Trainings.Practise(ctx, c.Actor, c.Realm, in.ID)
		return reply(v), err
	})
	get(a, "/training/practices", learn.NodeWide(), about{id: "listPractices", summary: "The caller's practice realms, each with the lesson that is open and what is missing in it"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[training.Practising]], error) {
		all, err := a.deps.Trainings.Practising(ctx, c.Actor.In(ids.Live))
		return reply(list[training.Practising]{Items: some(all)}), err
	})
	get(a, "/training/practices/all", serve.May(authz.TrainingManage).NodeWide(), about{id: "listAllPractices", summary: "Every practice realm of this node"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[PracticeRealm]], error) {
		all, err := a.deps.Exercises.Practices(ctx, c.Actor.In(ids.Live))
		return reply(list[PracticeRealm]{Items: each(all, practiceRealmOf)}), err
	})
	post(a, "/training/practices/{id}/end", learn.NodeWide(), about{id: "endPractice", summary: "End a practice realm: all that it holds is destroyed", detail: "Its person may, and whoever has training.manage. It cannot be taken back."}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*none, error) {
		return nil, a.deps.Exercises.EndPractice(ctx, c.Actor, ids.Live, in.ID)
	})
}
