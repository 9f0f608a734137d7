package training

import (
	"regexp"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// Practice is the realm in which a course's tasks are done: one for each person, with
// simulated parties. Nothing of it goes out.
type Practice struct {
	Roles    []authz.Role `json:"roles"`             // of the person, within it
	Partners []Partner    `json:"partners"`          // at least one
	Imports  []Material   `json:"imports,omitempty"` // what stands there at the beginning
}

// Partner is a simulated party.
type Partner struct {
	Code ids.Party `json:"code"`
	Name string    `json:"name"`
	Kind string    `json:"kind" enum:"nation,alliance,partner"`
}

// Material is a file to work with.
type Material struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

const (
	maxPartners = 3 // each is a whole node
	maxImports  = 10
	maxMaterial = 16 << 10 // bytes
)

var fileName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,99}$`)

func (m Material) check() error {
	if !fileName.MatchString(m.Name) || m.Content == "" || len(m.Content) > maxMaterial {
		return errs.New(errs.Invalid, "material has a file name of small letters, and up to %d bytes", maxMaterial)
	}
	return nil
}

// check holds a practice to what can be played, and to the tasks that it is for.
func (p Practice) check(lessons []Lesson) error {
	if len(p.Roles) == 0 || len(p.Partners) == 0 || len(p.Partners) > maxPartners || len(p.Imports) > maxImports {
		return errs.New(errs.Invalid, "a practice names roles, 1 to %d partners and up to %d imports", maxPartners, maxImports)
	}
	for _, r := range p.Roles {
		if _, err := authz.ParseRole(string(r)); err != nil {
			return err
		}
		if r == authz.Admin || r.Machine() {
			return errs.New(errs.Invalid, "role %q is not played in an exercise", r)
		}
	}
	for _, x := range p.Partners {
		if _, err := ids.ParseParty(string(x.Code)); err != nil {
			return err
		}
		if !clause.Line(x.Name) || len(x.Name) > 100 || !slices.Contains([]string{"nation", "alliance", "partner"}, x.Kind) {
			return errs.New(errs.Invalid, "a simulated party has a name, and is a nation, an alliance or a partner")
		}
	}
	for _, m := range p.Imports {
		if err := m.check(); err != nil {
			return err
		}
	}
	return p.fits(lessons)
}

// fits holds the roles to what the tasks ask for.
func (p Practice) fits(lessons []Lesson) error {
	granted, tasks := authz.Grants(p.Roles...), 0
	for _, l := range lessons {
		tasks += len(l.Steps)
		for _, s := range l.Steps {
			if len(s.Acts) > 0 && !slices.ContainsFunc(s.Acts, func(a authz.Act) bool { return slices.Contains(granted, a) }) {
				return errs.New(errs.Invalid, "in lesson %s: the roles of the practice permit no act of step %s", errs.Clip(l.ID), errs.Clip(s.ID))
			}
		}
	}
	if tasks == 0 {
		return errs.New(errs.Invalid, "a practice is for a course that has a task")
	}
	return nil
}
