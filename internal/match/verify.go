package match

import (
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// bound gives what no answer can pass, from prices of 0 or more alone (the dual of
// the linear program): each role is worth its price at most; a person at most what
// the best of the roles leaves after the role's and the party's price; a party's
// place at most what its price leaves after its burden. Whatever an answer gains,
// it gains in these three.
func (t *table) bound(p Prices) int64 {
	var sum int64
	rolePrice := make([]int64, len(t.free))
	for i, r := range t.free {
		rolePrice[i] = max(0, p.Roles[t.roles[r].ID])
		sum += rolePrice[i]
	}
	for q, person := range t.people {
		best := int64(0)
		price := max(0, p.Parties[person.Party])
		for i := range t.free {
			if v := t.value[i][q]; v != none {
				best = max(best, v-rolePrice[i]-price)
			}
		}
		sum += best
	}
	for _, party := range t.parties {
		price := max(0, p.Parties[party])
		for i := range t.room(party) {
			sum += max(0, price-t.o.burden(t.Given[party]+t.given[party]+i))
		}
	}
	return sum + t.settled()
}

// settled is what the fixed choices are worth, in any answer.
func (t *table) settled() int64 {
	var sum int64
	for r, q := range t.taken {
		if t.fixed[r] {
			sum += t.Problem.value(t.o, t.unit, t.roles[r], t.people[q])
		}
	}
	return sum - t.loads(t.o, t.given)
}

// Verify checks a solution against its problem without the solver: every choice is
// possible or fixed, nobody and nothing stands twice, no party gives more than it
// can, every role is either filled or open, the score is what the choices are worth,
// and the prices prove that none is greater.
//
// Errors: Invalid with what is wrong.
func (s Solution) Verify(p Problem) error {
	if err := p.check(); err != nil {
		return err
	}
	t := p.table()
	roles, people, count := map[string]bool{}, map[string]bool{}, map[ids.Party]int{}
	for _, c := range s.Assigned {
		if roles[c.Role] || people[c.Person] {
			return errs.New(errs.Invalid, "role %q or person %q is assigned twice", errs.Clip(c.Role), errs.Clip(c.Person))
		}
		roles[c.Role], people[c.Person] = true, true
		r, q, ok := t.find(c.Role, c.Person)
		switch {
		case !ok || c.Party != t.people[q].Party:
			return errNoPair
		case c.Fixed != t.fixed[r] || c.Fixed && t.taken[r] != q:
			return errs.New(errs.Invalid, "what is fixed in role %q is not what people have fixed", errs.Clip(c.Role))
		case !c.Fixed && len(t.reasons(r, q)) > 0:
			return errs.New(errs.Invalid, "person %q cannot fill role %q", errs.Clip(c.Person), errs.Clip(c.Role))
		case c.Fit != t.fit(t.o, t.roles[r], t.people[q]):
			return errs.New(errs.Invalid, "the fit of person %q in role %q is reckoned wrongly", errs.Clip(c.Person), errs.Clip(c.Role))
		}
		if !c.Fixed {
			count[c.Party]++
		}
	}
	for _, g := range s.Open {
		if r := t.role(g.Role); roles[g.Role] || r == len(t.roles) || t.roles[r].ID != g.Role || t.fixed[r] {
			return errs.New(errs.Invalid, "role %q is not one that can be open", errs.Clip(g.Role))
		}
		roles[g.Role] = true
	}
	for party, n := range count {
		if n > t.room(party) {
			return errs.New(errs.Invalid, "%s gives more people than it can", errs.Clip(string(party)))
		}
	}
	filled, fit, score := t.worth(s.Assigned)
	bound := t.bound(s.Prices)
	switch {
	case len(roles) != len(t.roles):
		return errs.New(errs.Invalid, "%d of %d roles are neither filled nor open", len(t.roles)-len(roles), len(t.roles))
	case filled != s.Filled || fit != s.Fit || score != s.Score || bound != s.Bound:
		return errs.New(errs.Invalid, "the solution states other figures than its choices and prices give")
	case score != bound || !s.Proven:
		return errs.New(errs.Invalid, "the solution is not proven to be the best: it scores %d, and the bound is %d", score, bound)
	}
	return nil
}

// find gives the places of a pair.
func (t *table) find(role, person string) (r, q int, ok bool) {
	r, q = t.role(role), t.person(person)
	return r, q, r < len(t.roles) && q < len(t.people) && t.roles[r].ID == role && t.people[q].ID == person
}
