package rest

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/aftermath"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/lesson"
	"entente/internal/serve"
)

// Aftermath is what this file needs of the look back at an exercise.
type Aftermath interface {
	Report(ctx context.Context, v authz.Viewer) (aftermath.Report, error)
	Observe(ctx context.Context, who authz.Actor, realm ids.Realm, team, text string) (aftermath.Observation, error)
	Observations(ctx context.Context, v authz.Viewer) ([]aftermath.Observation, error)
	File(ctx context.Context, v authz.Viewer) ([]byte, error)
	Compare(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte) ([]lesson.Measured, error)
}

func (a *api) aftermathRoutes() {
	d, rule := a.deps.Aftermath, serve.May(authz.ExerciseGrade).Or(authz.ExerciseConduct, authz.ExercisePlay)
	get(a, "/exercise/report", rule, about{id: "getAfterAction", summary: "The after-action report: what each team knew when, scores, and how long teams took", detail: "At the node that conducts. Players see it after ENDEX, while the scoreboard is open to them."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[aftermath.Report], error) {
		r, err := d.Report(ctx, c.Viewer())
		return reply(r), err
	})
	a.afterActionRoute(rule, "html", "text/html", about{id: "getAfterActionHTML", summary: "The after-action report as a page"})
	a.afterActionRoute(rule, "pdf", "application/pdf", about{id: "getAfterActionPDF", summary: "The after-action report as PDF"})
	get(a, "/exercise/observations", rule, about{id: "listObservations", summary: "What people noticed", detail: "To those who grade or conduct, at the node that conducts, all of it; to others what their own party's people wrote."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[aftermath.Observation]], error) {
		all, err := d.Observations(ctx, c.Viewer())
		return reply(list[aftermath.Observation]{Items: some(all)}), err
	})
	post(a, "/exercise/observations", rule, about{id: "makeObservation", summary: "Say what was noticed"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Team string `json:"team,omitempty" maxLength:"100" doc:"Whom it is about; none is all"`
			Text string `json:"text" minLength:"1" maxLength:"4000"`
		}
	}) (*body[aftermath.Observation], error) {
		o, err := d.Observe(ctx, c.Actor, c.Realm, in.Body.Team, in.Body.Text)
		return reply(o), err
	})
	a.gives(download{path: "/exercise/observations/file", rule: rule, media: "application/json", says: "Plain words and numbers, which the live realm takes as lessons and figures",
		about: about{id: "downloadObservations", summary: "What people noticed, and after ENDEX the figures, as a file that a person carries to the live realm"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			b, err := d.File(r.Context(), c.Viewer())
			return "EXERCISE-observations.json", b, err
		}})
	compare := serve.May(authz.ExerciseGrade).Or(authz.ExerciseConduct).Body(lesson.MaxFile, "application/json").Slow()
	takes(a, upload[list[lesson.Measured]]{path: "/exercise/report/earlier", rule: compare, media: "application/json", name: "ListMeasured", says: "What stands beside the exercise's own figures now",
		about: about{id: "compareExercise", summary: "Bring the figures of earlier exercises, in place of those brought before", detail: "The file is made by the page of lessons in the live realm. This exercise's own figures are left out."},
		check: func(ctx context.Context, c serve.Caller, file []byte) (list[lesson.Measured], error) {
			all, err := d.Compare(ctx, c.Actor, c.Realm, file)
			return list[lesson.Measured]{Items: some(all)}, err
		}})
}

// afterActionRoute gives the report as a whole document.
func (a *api) afterActionRoute(rule serve.Rule, format, media string, what about) {
	path := "/exercise/report." + format
	op := operation(http.MethodGet, path, rule, what)
	op.Parameters = []*huma.Param{inQuery("lang", "en, fr or cs")}
	op.Responses = map[string]*huma.Response{"200": {Description: "The document", Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: "string"}}}}, "default": problemResponse(a.OpenAPI().Components.Schemas)}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("GET "+Prefix+path, rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		report, err := a.deps.Aftermath.Report(r.Context(), c.Viewer())
		if err != nil {
			return err
		}
		f, err := a.deps.Reports.AfterAction(report, r.URL.Query().Get("lang"), format)
		if err != nil {
			return err
		}
		h, shown := w.Header(), "inline"
		if format == "pdf" {
			shown = "attachment"
		}
		h.Set("Content-Type", f.Media)
		h.Set("Content-Security-Policy", documentPolicy)
		h.Set("Content-Disposition", fmt.Sprintf(`%s; filename=%q`, shown, f.Name))
		_, _ = w.Write(f.Bytes) // the other side may have gone
		return nil
	})
}
