package rest

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/release"
	"entente/internal/serve"
)

// ReplayedDecision is a stored decision, decided again as of its moment.
type ReplayedDecision struct {
	Party  ids.Party   `json:"party"`
	Stored DecisionRow `json:"stored"`
	Again  DecisionRow `json:"again"`
	Same   bool        `json:"same"`
}

func (a *api) replayRoute() {
	get(a, "/releases/{id}/replay", serve.May(authz.IntelRead), about{id: "replayRelease", summary: "Decide a release of this node again, as of its moment",
		detail: "By what was stored of each class and by the agreements as they were known here then. What comes out otherwise shows that one or the other was changed since."},
		func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[ReplayedDecision]], error) {
			all, err := a.deps.Changes.Replay(ctx, c.Viewer(), in.ID)
			out := list[ReplayedDecision]{}
			for _, x := range all {
				again := x.Row
				again.Decision = x.Again
				rows := rowsOf([]release.Row{x.Row, again})
				out.Items = append(out.Items, ReplayedDecision{Party: x.Party, Stored: rows[0], Again: rows[1], Same: x.Same})
			}
			return reply(out), err
		})
}
