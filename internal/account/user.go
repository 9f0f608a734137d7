package account

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
)

// User is a person of this node's party, or a machine that reads.
type User struct {
	ID       string
	Name     string // canonical, see ParseName
	Display  string
	Roles    []authz.Role
	Ceiling  string // strictest TLP that may be read ("green"); "" means all
	Disabled bool
	Entered  bool // has a password
	Created  time.Time

	password string // PHC string; never leaves the package
}

// Acts lists what the user's roles permit.
func (u User) Acts() []authz.Act { return authz.Grants(u.Roles...) }

// machine tells that the user enters by token only.
func (u User) machine() bool {
	return slices.ContainsFunc(u.Roles, authz.Role.Machine)
}

// Away tells that nothing can be told to the user: disabled, or a machine.
func (u User) Away() bool { return u.Disabled || u.machine() }

// administers tells that the user can let others in.
func (u User) administers() bool {
	return !u.Disabled && u.Entered && slices.Contains(u.Roles, authz.Admin)
}

// check holds for every stored user.
func (u User) check() error {
	if len(u.Roles) == 0 {
		return errs.New(errs.Invalid, "give the user at least one role of %v", authz.Roles())
	}
	for i, r := range u.Roles {
		if _, err := authz.ParseRole(string(r)); err != nil {
			return err
		}
		if slices.Contains(u.Roles[:i], r) {
			return errs.New(errs.Invalid, "role %q is named twice", r)
		}
	}
	if u.machine() {
		switch {
		case len(u.Roles) > 1:
			return errs.New(errs.Invalid, "a %s is a machine and has no other role", u.Roles[slices.IndexFunc(u.Roles, authz.Role.Machine)])
		case u.Ceiling == "" && u.Roles[0] == authz.Consumer:
			return errs.New(errs.Invalid, "give the consumer a ceiling: the strictest TLP that it may read, such as green")
		}
	}
	return nil
}

// ceilings are the levels of TLP 2.0 from the loosest to the strictest.
var ceilings = []string{"clear", "green", "amber", "amber+strict", "red"}

// parseCeiling gives the one spelling of a level, with or without "tlp:" before
// it; "" is no ceiling.
func parseCeiling(s string) (string, error) {
	c := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "tlp:")
	if c != "" && !slices.Contains(ceilings, c) {
		return "", errs.New(errs.Invalid, "ceiling %q: use one of %s", errs.Clip(s), strings.Join(ceilings, ", "))
	}
	return c, nil
}

// lower gives the ceiling that lets through less. One that cannot be told, as
// a damaged row might hold, lets the least through.
func lower(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return ceilings[max(0, min(slices.Index(ceilings, a), slices.Index(ceilings, b)))]
}

func joinRoles(roles []authz.Role) string {
	parts := make([]string, len(roles))
	for i, r := range roles {
		parts[i] = string(r)
	}
	return strings.Join(parts, " ")
}

func splitRoles(s string) (roles []authz.Role) {
	for r := range strings.FieldsSeq(s) {
		roles = append(roles, authz.Role(r))
	}
	return roles
}
