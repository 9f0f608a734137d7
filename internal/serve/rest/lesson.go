package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/lesson"
	"entente/internal/serve"
)

// Lessons is what this file needs of the lessons of exercises.
type Lessons interface {
	List(ctx context.Context, v authz.Viewer, f lesson.Filter) ([]lesson.View, error)
	Get(ctx context.Context, v authz.Viewer, id string) (lesson.View, error)
	Record(ctx context.Context, who authz.Actor, realm ids.Realm, n lesson.NewLesson) (lesson.View, error)
	Assign(ctx context.Context, who authz.Actor, realm ids.Realm, id string, t lesson.Task) (lesson.View, error)
	Done(ctx context.Context, who authz.Actor, realm ids.Realm, id, what string) (lesson.View, error)
	Close(ctx context.Context, who authz.Actor, realm ids.Realm, id, how, retest string) (lesson.View, error)
	Reopen(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (lesson.View, error)
	Preview(ctx context.Context, v authz.Viewer, file []byte) (lesson.Preview, error)
	Take(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte, replace bool) (lesson.Taken, error)
	Measured(ctx context.Context, v authz.Viewer) ([]lesson.Kept, error)
	FiguresFile(ctx context.Context, v authz.Viewer) ([]byte, error)
}

func (a *api) lessonRoutes() {
	d, read, write, shut := a.deps.Lessons, serve.May(authz.LessonRead), serve.May(authz.LessonWrite), serve.May(authz.LessonClose)
	get(a, "/lessons", read, about{id: "listLessons", summary: "What exercises have taught, what is overdue first"}, func(ctx context.Context, c serve.Caller, in *struct {
		State    string `query:"state" enum:"identified,assigned,done,learned"`
		Exercise string `query:"exercise" maxLength:"100" doc:"Id of an exercise"`
		Overdue  bool   `query:"overdue" doc:"What is overdue alone"`
	}) (*body[list[lesson.View]], error) {
		all, err := d.List(ctx, c.Viewer(), lesson.Filter{State: lesson.State(in.State), Exercise: in.Exercise, Overdue: in.Overdue})
		return reply(list[lesson.View]{Items: some(all)}), err
	})
	get(a, "/lessons/{id}", read, about{id: "getLesson", summary: "One lesson and its steps"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[lesson.View], error) {
		v, err := d.Get(ctx, c.Viewer(), in.ID)
		return reply(v), err
	})
	post(a, "/lessons", write, about{id: "recordLesson", summary: "Record an observation made in an exercise"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Exercise    string `json:"exercise" minLength:"1" maxLength:"100" doc:"Its id"`
			Name        string `json:"name" minLength:"1" maxLength:"300" doc:"Of the exercise"`
			About       string `json:"about,omitempty" maxLength:"300" doc:"Team or objective, in free words"`
			Observation string `json:"observation" minLength:"1" maxLength:"4000"`
			Lesson      string `json:"lesson,omitempty" maxLength:"4000" doc:"What is to be learned; it can be said later"`
		}
	}) (*body[lesson.View], error) {
		v, err := d.Record(ctx, c.Actor, c.Realm, lesson.NewLesson(in.Body))
		return reply(v), err
	})
	post(a, "/lessons/{id}/assign", write, about{id: "assignLesson", summary: "Give a lesson's action an owner and a due time"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Lesson string    `json:"lesson,omitempty" maxLength:"4000" doc:"What is to be learned, where nobody has said it yet"`
		Action string    `json:"action" minLength:"1" maxLength:"4000"`
		Owner  string    `json:"owner" minLength:"1" maxLength:"200" doc:"Name or office of our party"`
		Due    time.Time `json:"due"`
	}]) (*body[lesson.View], error) {
		v, err := d.Assign(ctx, c.Actor, c.Realm, in.ID, lesson.Task(in.Body))
		return reply(v), err
	})
	post(a, "/lessons/{id}/done", write, about{id: "doneLesson", summary: "Say that the action was taken"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Words string `json:"words" minLength:"1" maxLength:"4000" doc:"What was done"`
	}]) (*body[lesson.View], error) {
		v, err := d.Done(ctx, c.Actor, c.Realm, in.ID, in.Body.Words)
		return reply(v), err
	})
	post(a, "/lessons/{id}/close", shut, about{id: "closeLesson", summary: "Verify what was done, as another person than who said it"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Words  string `json:"words" minLength:"1" maxLength:"4000" doc:"How it was verified"`
		Retest string `json:"retest" minLength:"1" maxLength:"4000" doc:"On testing it again"`
	}]) (*body[lesson.View], error) {
		v, err := d.Close(ctx, c.Actor, c.Realm, in.ID, in.Body.Words, in.Body.Retest)
		return reply(v), err
	})
	post(a, "/lessons/{id}/reopen", write, about{id: "reopenLesson", summary: "Go back to the action"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Reason string `json:"reason" minLength:"1" maxLength:"4000"`
	}]) (*body[lesson.View], error) {
		v, err := d.Reopen(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return reply(v), err
	})
	take := write.Body(lesson.MaxFile, "application/json").Slow()
	takes(a, upload[lesson.Preview]{path: "/lessons/file/preview", rule: take, media: "application/json", name: "LessonPreview", says: "What the file would add; nothing is written",
		about: about{id: "previewLessons", summary: "Read a file of observations from an exercise without writing anything"},
		check: func(ctx context.Context, c serve.Caller, file []byte) (lesson.Preview, error) {
			return d.Preview(ctx, c.Viewer(), file)
		}})
	takes(a, upload[lesson.Taken]{path: "/lessons/file", rule: take, media: "application/json", name: "LessonTaken", says: "What was recorded",
		about:  about{id: "takeLessons", summary: "Record every observation of a file that is not known yet, and keep its figures", detail: "Other figures of the same exercise are replaced only where that is asked for."},
		params: []*huma.Param{inQuery("replace", "true: replace the figures that are kept of the exercise")},
		from: func(r *http.Request, c serve.Caller, file []byte) (lesson.Taken, error) {
			return d.Take(r.Context(), c.Actor, c.Realm, file, r.URL.Query().Get("replace") == "true")
		}})
	get(a, "/lessons/figures", read, about{id: "listFigures", summary: "What exercises came to in figures, the earliest first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[lesson.Kept]], error) {
		all, err := d.Measured(ctx, c.Viewer())
		return reply(list[lesson.Kept]{Items: some(all)}), err
	})
	a.gives(download{path: "/lessons/figures/file", rule: read, media: "application/json", says: "Plain words and numbers, which the after-action page of a later exercise takes",
		about: about{id: "downloadFigures", summary: "The figures of exercises, as a file that a person carries into the realm of one"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			b, err := d.FiguresFile(r.Context(), c.Viewer())
			return "EXERCISE-figures.json", b, err
		}})
}
