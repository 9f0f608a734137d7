package clause

import (
	"maps"
	"slices"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// Choice is what an instrument decides of a generation.
type Choice struct {
	Params     map[string]any
	Variations []Variation
}

// Variation is what one party declares for itself: with Param a stricter value
// for what it gives, without it a reservation: it takes no part in the clause.
// Provisions are those of the clauses as they run for that party's own giving.
type Variation struct {
	Party      ids.Party   `json:"party"`
	Clause     string      `json:"clause,omitempty"` // of a reservation
	Param      string      `json:"param,omitempty"`  // of a variation
	Value      any         `json:"value,omitempty"`
	Reason     string      `json:"reason"`
	Provisions []Provision `json:"provisions,omitempty"`
}

// Bound is a generation with its choices made: values of all parameters,
// clauses as they are signed, variations with their provisions.
type Bound struct {
	Params     map[string]any
	Clauses    []Clause
	Variations []Variation
}

const (
	maxVariations = 200
	maxReason     = 500 // bytes
)

// Bind checks the choices against types and bounds, fills in defaults, and gives
// clauses and provisions as they will be signed.
func (g Generation) Bind(c Choice) (b Bound, err error) {
	if b.Params, err = g.values(c.Params); err != nil {
		return b, err
	}
	if b.Clauses, err = g.clauses(b.Params); err != nil {
		return b, err
	}
	if len(c.Variations) > maxVariations {
		return b, errs.New(errs.Invalid, "an agreement has up to %d variations and reservations", maxVariations)
	}
	seen := map[[3]string]bool{}
	for _, v := range c.Variations {
		if id := [3]string{string(v.Party), v.Clause, v.Param}; seen[id] || v.Reason == "" || len(v.Reason) > maxReason || !Plain(v.Reason) {
			return b, errs.New(errs.Invalid, "a variation of %s is given twice, or without a reason in visible characters", errs.Clip(string(v.Party)))
		} else {
			seen[id] = true
		}
		if v, err = g.vary(v, b.Params); err != nil {
			return b, err
		}
		b.Variations = append(b.Variations, v)
	}
	slices.SortFunc(b.Variations, func(x, y Variation) int {
		return strings.Compare(string(x.Party)+" "+x.Clause+" "+x.Param, string(y.Party)+" "+y.Clause+" "+y.Param)
	})
	return b, nil
}

func (g Generation) values(given map[string]any) (map[string]any, error) {
	for name := range given {
		if _, err := g.Parameter(name); err != nil {
			return nil, err
		}
	}
	values := map[string]any{}
	for _, p := range g.Parameters {
		v, ok := given[p.Name]
		if !ok {
			v = p.Default
		}
		checked, err := p.value(v)
		if err != nil {
			return nil, err
		}
		values[p.Name] = checked
	}
	return values, nil
}

func (g Generation) clauses(values map[string]any) ([]Clause, error) {
	out := make([]Clause, 0, len(g.Clauses))
	for _, c := range g.Clauses {
		text := Text{}
		for l, s := range c.Text {
			for _, p := range g.Parameters {
				s = strings.ReplaceAll(s, "{"+p.Name+"}", p.inWords(values[p.Name], l))
			}
			text[l] = s
		}
		c.Text = text
		bound := make([]Provision, 0, len(c.Provisions))
		for _, p := range c.Provisions {
			b, err := p.bind(values)
			if err != nil {
				return nil, err
			}
			bound = append(bound, b)
		}
		c.Provisions = bound
		out = append(out, c)
	}
	return out, nil
}

// vary checks one variation and gives it with its provisions.
func (g Generation) vary(v Variation, values map[string]any) (Variation, error) {
	v.Provisions = nil
	if (v.Param == "") == (v.Clause == "") || v.Param == "" && v.Value != nil {
		return v, errs.New(errs.Invalid, "say of %s either a clause that it makes a reservation to, or a parameter that it varies", errs.Clip(string(v.Party)))
	}
	if v.Clause != "" {
		if c, ok := Find(g.Clauses, v.Clause); !ok || !c.Reservable {
			return v, errs.New(errs.Invalid, "the template permits no reservation to clause %q", errs.Clip(v.Clause))
		}
		return v, nil
	}
	p, err := g.Parameter(v.Param)
	if err != nil {
		return v, err
	}
	if !p.Varies {
		return v, errs.New(errs.Invalid, "the template does not let a party vary %s", p.Name)
	}
	if v.Value, err = p.value(v.Value); err != nil {
		return v, err
	}
	if err := p.stricter(v.Value, values[p.Name]); err != nil {
		return v, err
	}
	own := maps.Clone(values)
	own[p.Name] = v.Value
	for _, c := range g.Clauses {
		for _, pr := range c.Provisions {
			if slices.Contains(slices.Collect(maps.Values(pr.takes())), p.Name) {
				b, err := pr.bind(own)
				if err != nil {
					return v, err
				}
				v.Provisions = append(v.Provisions, b)
			}
		}
	}
	return v, nil
}

// Same tells whether two values of a parameter are the same.
func Same(a, b any) bool {
	x, err := strictjson.Marshal(a)
	if err != nil {
		return false
	}
	y, err := strictjson.Marshal(b)
	return err == nil && string(x) == string(y)
}
