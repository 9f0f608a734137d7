package clause

import (
	"slices"

	"entente/internal/base/errs"
)

// Clause is a piece of text with the provisions that it states. In a generation
// the text holds {parameter}; in an instrument the values stand there.
// Reservable says that a party may declare that it does not take part in it.
type Clause struct {
	ID         string      `json:"id"`
	Title      Text        `json:"title"`
	Text       Text        `json:"text"` // Markdown
	Reservable bool        `json:"reservable,omitzero"`
	Provisions []Provision `json:"provisions"`
}

const (
	maxID      = 50 // bytes
	maxClauses = 200
)

// Check holds the clauses of an instrument to their form: ids of their own,
// texts that can be read in every language, provisions that can be carried out.
func Check(clauses []Clause, languages []string) error {
	return check(clauses, languages, func(p Provision) error {
		if len(p.Takes) > 0 {
			return errs.New(errs.Unsupported, "provision %s of kind %s says %q, which this node would not carry out", errs.Clip(p.ID), p.Kind, "takes")
		}
		return p.check(nil)
	})
}

func check(clauses []Clause, languages []string, provision func(Provision) error) error {
	if err := checkLanguages(languages); err != nil {
		return err
	}
	if len(clauses) == 0 || len(clauses) > maxClauses {
		return errs.New(errs.Invalid, "an agreement has 1 to %d clauses", maxClauses)
	}
	seen := map[string]bool{}
	fresh := func(space, id string) bool {
		ok := id != "" && len(id) <= maxID && Line(id) && !seen[space+id]
		seen[space+id] = true
		return ok
	}
	for _, c := range clauses {
		if !fresh("clause ", c.ID) {
			return errs.New(errs.Invalid, "clause %q has no id of its own", errs.Clip(c.ID))
		}
		if err := c.Title.CheckLine("the title of clause "+c.ID, languages); err != nil {
			return err
		}
		if err := c.Text.CheckText("the text of clause "+c.ID, languages); err != nil {
			return err
		}
		for _, p := range c.Provisions {
			if !fresh("provision ", p.ID) {
				return errs.New(errs.Invalid, "provision %q has no id of its own", errs.Clip(p.ID))
			}
			if err := provision(p); err != nil {
				return err
			}
		}
	}
	return governedOnce(clauses)
}

// governedOnce holds what governs an agreement to one voice.
func governedOnce(clauses []Clause) error {
	seen := map[string]bool{}
	for _, c := range clauses {
		for _, p := range c.Provisions {
			if e, _ := EntryOf(p.Kind); e.Effect == Governs && seen[string(p.Kind)] {
				return errs.New(errs.Invalid, "provision %s is a second one of kind %s; an agreement has one", errs.Clip(p.ID), p.Kind)
			}
			seen[string(p.Kind)] = true
		}
	}
	return nil
}

// Find gives the clause of an id.
func Find(clauses []Clause, id string) (Clause, bool) {
	i := slices.IndexFunc(clauses, func(c Clause) bool { return c.ID == id })
	if i < 0 {
		return Clause{}, false
	}
	return clauses[i], true
}
