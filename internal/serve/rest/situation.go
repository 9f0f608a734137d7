package rest

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/serve"
	"entente/internal/situation"
)

// Situations is what this file needs of the situation domain.
type Situations interface {
	Picture(ctx context.Context, v authz.Viewer) (situation.Picture, error)
}

func (a *api) situationRoutes() {
	get(a, "/situation", serve.May(authz.WarningRead), about{id: "getSituation", summary: "What is known here of the situation of all parties", detail: "Severities stand as they were judged, with their place on the crosswalk beside them. It holds what the caller may read; parts that the caller may not read are named."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[situation.Picture], error) {
		p, err := a.deps.Situations.Picture(ctx, c.Viewer())
		return reply(p), err
	})
}
