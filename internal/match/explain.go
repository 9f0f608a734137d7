package match

import (
	"cmp"
	"slices"
	"strings"
)

// Verdict is why somebody is, or is not, in a role.
type Verdict struct {
	Chosen    bool
	Choice    Choice   // the pair by itself: fit, parts, provision
	Reasons   []Reason // the hard rules against it, and Full or Elsewhere; a fixed choice keeps its warnings in Choice
	Instead   string   // who fills the role; "" when it is open
	Elsewhere string   // the role that the person fills instead
	// What the whole loses when the pair is fixed: weight of roles filled, then fit.
	// Both 0 for a choice that would be as good. Reckoned where no hard rule speaks
	// against the pair and neither of the two is fixed elsewhere.
	LosesFilled, LosesFit int64
}

// Explain says why a person fills a role in a solution of p, or why not. Where no
// hard rule speaks against it, it solves the problem once more with the pair fixed,
// and tells what that loses.
//
// Errors: NotFound for a role or a person that p does not have.
func (s Solution) Explain(p Problem, role, person string) (v Verdict, err error) {
	if err := p.check(); err != nil {
		return v, err
	}
	t := p.table()
	r, q, ok := t.find(role, person)
	if !ok {
		return v, errNoPair
	}
	v.Choice = t.choice(r, q)
	v.Choice.Fixed, v.Choice.Warnings = false, nil
	given := 0 // by the person's party, to other roles and by other people
	for _, c := range s.Assigned {
		if c.Party == v.Choice.Party && c.Role != role && c.Person != person {
			given++
		}
		switch {
		case c.Role == role && c.Person == person:
			v.Chosen, v.Choice = true, c
			return v, nil
		case c.Role == role:
			v.Instead = c.Person
		case c.Person == person:
			v.Elsewhere = c.Role
		}
	}
	if v.Reasons = t.reasons(r, q); len(v.Reasons) > 0 || t.fixed[r] {
		return v, nil
	}
	if t.held[q] {
		v.Reasons = []Reason{{Code: Elsewhere, What: v.Elsewhere}}
		return v, nil
	}
	most, limited := p.Caps[v.Choice.Party]
	if limited && given >= most {
		v.Reasons = []Reason{{Code: Full, Have: given, Want: most}}
	}
	if limited && t.given[v.Choice.Party] >= most {
		return v, nil // what is fixed fills the party; nothing else could make room
	}
	if v.LosesFilled, v.LosesFit, err = s.loss(p, role, person); err != nil {
		return v, err
	}
	if v.Elsewhere != "" && (v.LosesFilled > 0 || v.LosesFit > 0) {
		v.Reasons = append(v.Reasons, Reason{Code: Elsewhere, What: v.Elsewhere})
	}
	return v, nil
}

// loss tells what a solution loses when a pair is fixed on top.
func (s Solution) loss(p Problem, role, person string) (filled, fit int64, err error) {
	p.Fixed = append(slices.Clone(p.Fixed), Pair{role, person})
	other, err := Solve(p)
	return s.Filled - other.Filled, s.Fit - other.Fit, err
}

// Alternatives gives up to n others that the hard rules let fill a role, best first:
// those who are free before those who are needed in another role, then by fit, then
// by id. Explain tells what each would cost the whole.
//
// Errors: NotFound for a role that p does not have.
func (s Solution) Alternatives(p Problem, role string, n int) ([]Choice, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	t := p.table()
	r := t.role(role)
	if r == len(t.roles) || t.roles[r].ID != role {
		return nil, errNoPair
	}
	taken := map[string]bool{}
	for _, c := range s.Assigned {
		taken[c.Person] = true
		if c.Role == role {
			t.held[t.person(c.Person)] = true
		}
	}
	var all []Choice
	for q := range t.people {
		if !t.held[q] && len(t.reasons(r, q)) == 0 {
			c := t.choice(r, q)
			c.Fixed, c.Warnings = false, nil
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b Choice) int {
		if taken[a.Person] != taken[b.Person] {
			return map[bool]int{false: -1, true: 1}[taken[a.Person]]
		}
		return cmp.Or(cmp.Compare(b.Fit, a.Fit), strings.Compare(a.Person, b.Person))
	})
	return all[:min(max(0, n), len(all))], nil
}
