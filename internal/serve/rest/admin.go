package rest

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/serve"
)

// Role is a named set of acts, as it can be given to a user.
type Role struct {
	Role    authz.Role  `json:"role"`
	Acts    []authz.Act `json:"acts" doc:"All that it permits"`
	Machine bool        `json:"machine" doc:"For programs: no password, enters by token only, has no other role"`
}

func (a *api) roleRoutes() {
	get(a, "/roles", serve.SignedIn().NodeWide(), about{id: "listRoles", summary: "The roles, and what each permits"}, func(context.Context, serve.Caller, *none) (*body[list[Role]], error) {
		out := list[Role]{}
		for _, r := range authz.Roles() {
			out.Items = append(out.Items, Role{Role: r, Acts: authz.Grants(r), Machine: r.Machine()})
		}
		return reply(out), nil
	})
}
