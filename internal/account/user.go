package account

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/format/marking"
)

// User is a person of this node's party, or a machine that reads (a consumer).
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
func (u User) machine() bool { return slices.Contains(u.Roles, authz.Consumer) }

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
			return errs.New(errs.Invalid, "a consumer is a machine and has no other role")
		case u.Ceiling == "":
			return errs.New(errs.Invalid, "give the consumer a ceiling: the strictest TLP that it may read, such as green")
		}
	}
	return nil
}

// parseCeiling gives the one spelling of a TLP level; "" is no ceiling.
func parseCeiling(s string) (string, error) {
	tlp, err := marking.ParseTLP(s)
	return tlp.String(), err
}

// lower gives the ceiling that lets through less.
func lower(a, b string) string {
	ta, errA := marking.ParseTLP(a)
	tb, errB := marking.ParseTLP(b)
	switch {
	case errA != nil || errB != nil:
		return marking.Clear.String() // a stored ceiling that cannot be told lets the least through
	case ta == marking.None || tb != marking.None && tb < ta:
		return b
	}
	return a
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
