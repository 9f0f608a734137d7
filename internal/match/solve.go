package match

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Choice is a person in a role, with the reasons for it.
type Choice struct {
	Role, Person string
	Party        ids.Party
	Provision    string   // which permits it; "" where only a person's decision does
	Fit          int64    // the sum of Parts
	Parts        []Part   // that count for or against
	Fixed        bool     // people have decided it
	Warnings     []Reason // the rules that a fixed choice breaks
}

// Gap is a role that nobody fills, with the number of people that each reason
// keeps from it. Somebody with two reasons counts under both.
type Gap struct {
	Role   string
	Counts map[Code]int
}

// Prices are what proves an answer: what a role filled, and a place in a party, are
// worth. Any prices of 0 or more give a bound that no answer can pass.
type Prices struct {
	Roles   map[string]int64
	Parties map[ids.Party]int64
}

// Solution is a best answer to a problem. Choices and gaps are in the order of their
// roles' ids.
type Solution struct {
	Assigned []Choice
	Open     []Gap
	Filled   int64 // the weights of the roles filled
	Fit      int64 // the sum of fit, less burden
	Score    int64 // both in one number, the objective
	Bound    int64 // no answer has a greater Score
	Proven   bool  // Score has reached Bound
	Prices   Prices
}

// Solve gives a best answer. Among equals, lower ids come first where the search
// meets them; the order of the lists in p makes no difference.
//
// Errors: Invalid, Conflict and TooLarge for what is no problem.
func Solve(p Problem) (Solution, error) {
	if err := p.check(); err != nil {
		return Solution{}, err
	}
	t := p.table()
	f := t.network().solve()
	s := Solution{Prices: Prices{Roles: map[string]int64{}, Parties: map[ids.Party]int64{}}}
	for i, r := range t.free {
		s.Prices.Roles[t.roles[r].ID] = f.rolePrice[i]
		if q := f.person[i]; q >= 0 {
			t.taken[r] = q
		}
	}
	for k, party := range t.parties {
		s.Prices.Parties[party] = f.partyPrice[k]
	}
	seat := map[int]bool{}
	for _, q := range t.taken {
		if q >= 0 {
			seat[q] = true
		}
	}
	count := t.count()
	for r := range t.roles {
		if q := t.taken[r]; q >= 0 {
			s.Assigned = append(s.Assigned, t.choice(r, q))
		} else {
			s.Open = append(s.Open, t.gap(r, seat, count))
		}
	}
	s.Filled, s.Fit, s.Score = t.worth(s.Assigned)
	s.Bound = t.bound(s.Prices)
	s.Proven = s.Score == s.Bound
	return s, nil
}

// table is a problem made ready: everything in the order of ids, and what each pair
// is worth.
type table struct {
	*Problem
	o       Objective
	unit    int64
	roles   []*Role
	people  []*Person
	parties []ids.Party
	barred  map[Pair]bool
	taken   []int // by role: the person fixed (later: chosen), or -1
	fixed   []bool
	held    []bool // by person: fixed somewhere
	free    []int  // roles that nobody is fixed in
	given   map[ids.Party]int
	value   [][]int64 // by free role and person
}

func (p Problem) table() *table {
	t := &table{Problem: &p, o: p.objective(), barred: map[Pair]bool{}, given: map[ids.Party]int{}}
	t.unit = p.unit(t.o)
	for i := range p.Roles {
		t.roles = append(t.roles, &p.Roles[i])
	}
	slices.SortFunc(t.roles, func(a, b *Role) int { return strings.Compare(a.ID, b.ID) })
	for i := range p.People {
		t.people = append(t.people, &p.People[i])
		t.parties = append(t.parties, p.People[i].Party)
	}
	slices.SortFunc(t.people, func(a, b *Person) int { return strings.Compare(a.ID, b.ID) })
	slices.Sort(t.parties)
	t.parties = slices.Compact(t.parties)
	for _, b := range p.Barred {
		t.barred[b] = true
	}
	t.taken, t.fixed, t.held = filled(len(t.roles), -1), make([]bool, len(t.roles)), make([]bool, len(t.people))
	for _, f := range p.Fixed {
		r, q := t.role(f.Role), t.person(f.Person)
		t.taken[r], t.fixed[r], t.held[q] = q, true, true
		t.given[t.people[q].Party]++
	}
	for r := range t.roles {
		if !t.fixed[r] {
			t.free = append(t.free, r)
		}
	}
	t.fill()
	return t
}

func (t *table) role(id string) int {
	i, _ := slices.BinarySearchFunc(t.roles, id, func(r *Role, id string) int { return strings.Compare(r.ID, id) })
	return i
}

func (t *table) person(id string) int {
	i, _ := slices.BinarySearchFunc(t.people, id, func(q *Person, id string) int { return strings.Compare(q.ID, id) })
	return i
}

// fill judges every pair of a free role and a free person.
func (t *table) fill() {
	possible := true
	no := func(Reason) bool { possible = false; return false }
	for _, r := range t.free {
		row := make([]int64, len(t.people))
		for q, person := range t.people {
			row[q] = none
			if t.held[q] {
				continue
			}
			possible = true
			if t.rules(t.roles[r], person, len(t.barred) > 0 && t.barred[Pair{t.roles[r].ID, person.ID}], no); possible {
				row[q] = t.Problem.value(t.o, t.unit, t.roles[r], person)
			}
		}
		t.value = append(t.value, row)
	}
}

// network leaves out what is fixed: it takes its place in its party, and adds to the
// burden, whatever the rest does.
func (t *table) network() network {
	n := network{value: t.value, slot: func(k, i int) int64 { p := t.parties[k]; return t.o.burden(t.Given[p] + t.given[p] + i) }}
	for _, q := range t.people {
		k, _ := slices.BinarySearch(t.parties, q.Party)
		n.party = append(n.party, k)
	}
	for _, party := range t.parties {
		n.most = append(n.most, t.room(party))
	}
	return n
}

// room is how many people a party gives beyond those that are fixed.
func (t *table) room(party ids.Party) int {
	most := len(t.free)
	if c, limited := t.Caps[party]; limited {
		most = min(most, max(0, c-t.given[party]))
	}
	return most
}

func (t *table) count() map[ids.Party]int {
	count := map[ids.Party]int{}
	for _, q := range t.taken {
		if q >= 0 {
			count[t.people[q].Party]++
		}
	}
	return count
}

// worth reckons an answer.
func (t *table) worth(chosen []Choice) (filled, fit, score int64) {
	count := map[ids.Party]int{}
	for _, c := range chosen {
		filled += int64(t.roles[t.role(c.Role)].Weight)
		fit += c.Fit
		count[c.Party]++
	}
	fit -= t.loads(t.o, count)
	return filled, fit, filled*t.unit + fit
}

// choice says why a person is in a role.
func (t *table) choice(r, q int) Choice {
	role, person := t.roles[r], t.people[q]
	c := Choice{Role: role.ID, Person: person.ID, Party: person.Party, Fixed: t.fixed[r]}
	if a := t.Permitted[Ask{person.Party, role.Request}]; a.Refusal == "" {
		c.Provision = a.Provision
	}
	for _, part := range t.parts(t.o, role, person) {
		c.Fit += part.Points
		if part.Points != 0 {
			c.Parts = append(c.Parts, part)
		}
	}
	if c.Fixed {
		c.Warnings = t.reasons(r, q)
		if most, limited := t.Caps[person.Party]; limited && t.given[person.Party] > most {
			c.Warnings = append(c.Warnings, Reason{Code: Full, Have: t.given[person.Party], Want: most})
		}
	}
	return c
}

// reasons lists every hard rule against a pair.
func (t *table) reasons(r, q int) (all []Reason) {
	role, person := t.roles[r], t.people[q]
	t.rules(role, person, t.barred[Pair{role.ID, person.ID}], func(why Reason) bool { all = append(all, why); return true })
	return all
}

// gap counts why nobody fills a role.
func (t *table) gap(r int, seated map[int]bool, count map[ids.Party]int) Gap {
	g := Gap{Role: t.roles[r].ID, Counts: map[Code]int{}}
	for q, person := range t.people {
		seen := map[Code]bool{}
		for _, why := range t.reasons(r, q) {
			if !seen[why.Code] {
				seen[why.Code] = true
				g.Counts[why.Code]++
			}
		}
		if len(seen) > 0 {
			continue
		}
		if seated[q] {
			g.Counts[Elsewhere]++
		} else if most, limited := t.Caps[person.Party]; limited && count[person.Party] >= most {
			g.Counts[Full]++
		}
	}
	return g
}

// sortBest orders people by what they are worth, then by index.
func sortBest(list []int32, row []int64) {
	slices.SortFunc(list, func(a, b int32) int {
		return cmp.Or(cmp.Compare(row[b], row[a]), cmp.Compare(a, b))
	})
}

var errNoPair = errs.New(errs.NotFound, "the matching has no such role or person")
