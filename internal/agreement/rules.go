package agreement

import (
	"slices"
	"time"

	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// rulesAt compiles the provisions in force at a moment, for the parties that
// are in at that moment; nothing when it is not in force.
func (a Agreement) rulesAt(t time.Time) []policy.Rule {
	if a.StateAt(t) != InForce {
		return nil
	}
	f := a.foldAt(t)
	c := f.inForce(t)
	return c.rules(f.remaining(c.codes()))
}

// rules compiles a version's provisions among parties. A provision runs in one
// rule for all that give under it alike, and in one more for each party that
// varies it for what it gives. Who made a reservation to a clause neither gives
// nor gets under it.
func (v Version) rules(parties []ids.Party) []policy.Rule {
	var out []policy.Rule
	for _, c := range v.Clauses {
		in := slices.DeleteFunc(slices.Clone(parties), func(p ids.Party) bool { return v.reserved(p, c.ID) })
		for _, p := range c.Provisions {
			alike := slices.Clone(in)
			for _, own := range v.Variations {
				i := slices.IndexFunc(own.Provisions, func(x clause.Provision) bool { return x.ID == p.ID })
				if i < 0 || !slices.Contains(in, own.Party) {
					continue
				}
				if e, _ := clause.EntryOf(p.Kind); e.Effect == clause.Permits {
					alike = slices.DeleteFunc(alike, func(x ids.Party) bool { return x == own.Party })
				}
				out = append(out, v.compile(c, own.Provisions[i], []ids.Party{own.Party}, in)...)
			}
			out = append(out, v.compile(c, p, alike, in)...)
		}
	}
	return out
}

// compile makes the rule of one provision, from those that give to those that
// get; nothing for what policy does not rule on.
func (v Version) compile(c clause.Clause, p clause.Provision, from, to []ids.Party) []policy.Rule {
	r := policy.Rule{Kind: p.Kind, Realm: v.Realm, From: from, To: to,
		Citation: policy.Citation{Agreement: v.ID, Title: v.Title, Template: v.Template, Generation: v.Generation, Digest: v.DigestText(), Clause: c.ID, Provision: p.ID, Text: c.Text.In(v.Authentic())}}
	r.TLP, _ = marking.ParseTLP(p.TLP) // checked where it counts
	switch p.Kind {
	case policy.Share:
		r.Categories = p.Categories
		hub := []ids.Party{v.Depositary}
		apart := func(all []ids.Party) []ids.Party {
			return slices.DeleteFunc(slices.Clone(all), func(x ids.Party) bool { return x == v.Depositary })
		}
		switch p.Direction {
		case "to-depositary":
			r.From, r.To = apart(from), hub
		case "from-depositary":
			r.From, r.To = slices.DeleteFunc(slices.Clone(from), func(x ids.Party) bool { return x != v.Depositary }), apart(to)
		}
	case policy.Ceiling:
		r.PAP, _ = marking.ParsePAP(p.PAP)
	case policy.OnwardRelease:
		r.Onward = policy.Onward{Allowed: p.Allowed, To: p.To}
	case policy.Handle:
		r.Terms = policy.Terms{Encrypt: p.Encrypt, Attribution: p.Attribution, Retention: p.Retention}
	default:
		return nil
	}
	if len(r.From) == 0 || len(r.To) == 0 {
		return nil
	}
	return []policy.Rule{r}
}

// Authentic is the language that counts where the texts differ.
func (in Instrument) Authentic() string {
	if l := in.governs(clause.Final).Authentic; l != "" {
		return l
	}
	return in.Languages[0]
}
