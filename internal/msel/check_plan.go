package msel

import (
	"slices"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// check tells what keeps a plan from being kept.
func (p Plan) check() error {
	if len(p.Objectives) > 500 || len(p.Cells) > 50 || len(p.Teams) > 500 || len(p.Storylines) > 500 || len(p.Columns) > 50 {
		return errs.New(errs.Invalid, "a plan has up to 500 objectives, teams and storylines, and 50 cells and own columns")
	}
	if !p.Starts.IsZero() && !p.Ends.IsZero() && !p.Ends.After(p.Starts) {
		return errs.New(errs.Invalid, "the exercise ends before it starts")
	}
	for _, o := range p.Objectives {
		if err := first(short("objective", o.ID), line("name", o.Name, true), long("text", o.Text, false), line("capability", o.Capability, false), line("provision", o.Provision, false)); err != nil {
			return err
		}
	}
	for _, c := range p.Cells {
		if !slices.Contains(Colours(), c.Colour) {
			return errs.New(errs.Invalid, "a cell is white, blue, red, green, yellow or excon")
		}
		if err := first(short("cell", c.ID), line("name", c.Name, true)); err != nil {
			return err
		}
		for _, m := range c.People {
			if err := first(line("name", m.Name, true), line("role", m.Role, false)); err != nil {
				return err
			}
		}
	}
	for _, t := range p.Teams {
		if _, err := ids.ParseParty(string(t.Party)); err != nil {
			return err
		}
		if err := first(short("team", t.ID), line("name", t.Name, true)); err != nil {
			return err
		}
	}
	for _, l := range p.Storylines {
		if err := first(short("storyline", l.ID), line("name", l.Name, true), long("text", l.Text, false)); err != nil {
			return err
		}
	}
	if len(p.Reactions) > maxReactions {
		return errs.New(errs.Invalid, "a plan has up to %d reactions", maxReactions)
	}
	for _, r := range p.Reactions {
		if err := r.check(); err != nil {
			return err
		}
	}
	if err := checkCast(p.Cast); err != nil {
		return err
	}
	for _, c := range p.Columns {
		if err := first(short("column", c.ID), line("name", c.Name, true)); err != nil {
			return err
		}
	}
	for _, x := range p.Products {
		if err := first(long("text", x.Text, false), line("reference", x.Reference, false)); err != nil {
			return err
		}
	}
	if err := first(line("name", p.Name, false), long("text", p.Text, false), spoken(p.Language)); err != nil {
		return err
	}
	return first(once(p.Objectives, func(x Objective) string { return x.ID }), once(p.Cells, func(x Cell) string { return x.ID }), once(p.Teams, func(x Team) string { return x.ID }),
		once(p.Storylines, func(x Storyline) string { return x.ID }), once(p.Columns, func(x Column) string { return x.ID }), once(p.Reactions, func(x Reaction) string { return x.ID }))
}

// once demands that each id stands once.
func once[T any](all []T, id func(T) string) error {
	seen := map[string]bool{}
	for _, x := range all {
		if seen[id(x)] {
			return errs.New(errs.Invalid, "%q is named twice", errs.Clip(id(x)))
		}
		seen[id(x)] = true
	}
	return nil
}
