package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/msel"
	"entente/internal/msel/library"
	"entente/internal/serve"
)

// MselCompany is what this file needs of who takes part.
type MselCompany interface {
	Players(ctx context.Context, v authz.Viewer) ([]msel.Player, error)
}

type mselCastInput struct {
	ByID
	Body msel.Casting
}

type mselTakeInput struct {
	ByID
	Body struct {
		Digest  string       `json:"digest" maxLength:"64" doc:"Of the preview"`
		Casting msel.Casting `json:"casting,omitzero"`
	}
}

// libraryRoutes are about the scenarios that come with the system. They are read in
// the live realm, where an exercise is proposed, and in that of an exercise.
func (a *api) libraryRoutes() {
	d, plan := a.deps.Msel, serve.May(authz.ExercisePlan)
	chooses := plan.Or(authz.ExercisePropose, authz.ExerciseConfirm, authz.ExerciseRelease, authz.ExerciseConduct, authz.ExerciseGrade)
	get(a, "/exercise/library", chooses, about{id: "listScenarios", summary: "The scenarios that come with the system"}, func(context.Context, serve.Caller, *none) (*body[list[library.Scenario]], error) {
		all, err := library.All()
		return reply(list[library.Scenario]{Items: some(all)}), err
	})
	a.gives(download{path: "/exercise/library/{id}", params: []*huma.Param{inPath("id")}, rule: chooses, media: "application/json", says: "A scenario (CEXF, the published specification)", about: about{id: "getScenario", summary: "The file of a scenario"},
		make: func(r *http.Request, _ serve.Caller) (string, []byte, error) {
			b, err := library.File(r.PathValue("id"))
			return "EXERCISE-" + r.PathValue("id") + ".json", b, err
		}})
	post(a, "/exercise/library/{id}/preview", plan, about{id: "previewScenario", summary: "What a scenario of the library would do to plan and list, with a casting; nothing is written"}, func(ctx context.Context, c serve.Caller, in *mselCastInput) (*body[MselPreview], error) {
		file, err := library.File(in.ID)
		if err != nil {
			return nil, err
		}
		p, err := d.Preview(ctx, c.Viewer(), file, in.Body)
		return reply(mselPreviewOf(p)), err
	})
	post(a, "/exercise/library/{id}/import", plan, about{id: "importScenario", summary: "Take a scenario of the library into plan and list, as a preview has shown"}, func(ctx context.Context, c serve.Caller, in *mselTakeInput) (*body[MselPreview], error) {
		file, err := library.File(in.ID)
		if err != nil {
			return nil, err
		}
		p, err := d.Confirm(ctx, c.Actor, c.Realm, file, in.Body.Casting, in.Body.Digest)
		return reply(mselPreviewOf(p)), err
	})
	get(a, "/exercise/players", running(), about{id: "listExercisePlayers", summary: "Who takes part in the exercise, and how"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[msel.Player]], error) {
		all, err := d.Players(ctx, c.Viewer())
		return reply(list[msel.Player]{Items: some(all)}), err
	})
}

// castingOf reads a casting behind a path: cast=ALFA=CZE,BRAVO=SVK and people=CZE.
func castingOf(r *http.Request) (c msel.Casting, err error) {
	for part := range strings.SplitSeq(r.URL.Query().Get("cast"), ",") {
		if part == "" {
			continue
		}
		code, as, ok := strings.Cut(part, "=")
		if !ok {
			return c, errs.New(errs.Invalid, "a casting is written as PART=PARTY, several with commas between them")
		}
		if c.Parts == nil {
			c.Parts = map[ids.Party]ids.Party{}
		}
		c.Parts[ids.Party(code)] = ids.Party(as)
	}
	for p := range strings.SplitSeq(r.URL.Query().Get("people"), ",") {
		if p != "" {
			c.People = append(c.People, ids.Party(p))
		}
	}
	return c, nil
}
