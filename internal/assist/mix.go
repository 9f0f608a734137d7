package assist

import (
	"cmp"
	"slices"
	"strings"

	"entente/internal/base/ids"
	"entente/internal/match"
)

// Mix is one answer of the matching as a whole, to be compared with others.
type Mix struct {
	Assigned    []Taken  `json:"assigned"`
	Parties     []Burden `json:"parties" doc:"How many people each party would give, the most first"`
	Filled      int64    `json:"filled" doc:"The weights of the seats filled"`
	Fit         int64    `json:"fit"`
	LosesFilled int64    `json:"loses_filled" doc:"In weight of seats filled, against the best answer"`
	LosesFit    int64    `json:"loses_fit" doc:"In fit, against the best answer"`
}

// Taken is a seat with who takes it in a mix.
type Taken struct {
	Seat   string    `json:"seat"`
	Role   string    `json:"role"`
	Title  string    `json:"title"`
	Person string    `json:"person"`
	Party  ids.Party `json:"party"`
}

// Burden is how many people a party gives in a mix.
type Burden struct {
	Party  ids.Party `json:"party"`
	People int       `json:"people"`
}

// Bounds of the search for mixes, in solutions asked for: beyond them fewer are
// shown.
const (
	mostMixes = 5
	mostTries = 400
)

// open is an answer whose neighbours were not looked at yet.
type open struct {
	barred   []match.Pair
	solution match.Solution
}

// Mixes lists the best n answers as wholes, the best first; two that put the same
// people into the same roles are one. Each further answer lacks some pair of every
// one before it, so that barring one pair after another of the best answer that
// was not looked at finds them in order.
func (p Proposal) Mixes(n int) (all []Mix, err error) {
	all = []Mix{}
	queue, shown, tried := []open{{solution: p.solution}}, map[string]bool{}, map[string]bool{}
	for tries := 0; len(queue) > 0 && len(all) < min(n, mostMixes) && tries < mostTries; {
		best := queue[0]
		queue = queue[1:]
		if m := p.mixOf(best.solution); len(m.Assigned) > 0 && !shown[m.key()] {
			shown[m.key()] = true
			all = append(all, m)
		}
		for _, c := range best.solution.Assigned {
			if c.Fixed || tries >= mostTries {
				continue
			}
			next := open{barred: append(slices.Clone(best.barred), match.Pair{Role: c.Role, Person: c.Person})}
			if k := keyOf(next.barred); !tried[k] {
				tried[k] = true
				tries++
				problem := p.problem
				problem.Barred = slices.Concat(problem.Barred, next.barred)
				if next.solution, err = match.Solve(problem); err != nil {
					return nil, err
				}
				queue = append(queue, next)
			}
		}
		slices.SortStableFunc(queue, func(x, y open) int { return cmp.Compare(y.solution.Score, x.solution.Score) })
	}
	return all, nil
}

func (p Proposal) mixOf(x match.Solution) Mix {
	m := Mix{Assigned: []Taken{}, Parties: []Burden{}, Filled: x.Filled, Fit: x.Fit, LosesFilled: p.Filled - x.Filled, LosesFit: p.Fit - x.Fit}
	for _, c := range x.Assigned {
		t := Taken{Seat: c.Role, Person: c.Person, Party: c.Party}
		if i := slices.IndexFunc(p.Seats, func(s Seat) bool { return s.ID == c.Role }); i >= 0 {
			t.Role, t.Title = p.Seats[i].Request+"/"+p.Seats[i].Role, p.Seats[i].Title
		}
		m.Assigned = append(m.Assigned, t)
		if i := slices.IndexFunc(m.Parties, func(b Burden) bool { return b.Party == c.Party }); i >= 0 {
			m.Parties[i].People++
		} else {
			m.Parties = append(m.Parties, Burden{Party: c.Party, People: 1})
		}
	}
	slices.SortFunc(m.Assigned, func(x, y Taken) int { return strings.Compare(x.Seat, y.Seat) })
	slices.SortFunc(m.Parties, func(x, y Burden) int {
		return cmp.Or(cmp.Compare(y.People, x.People), cmp.Compare(x.Party, y.Party))
	})
	return m
}

// key is the same for two mixes that put the same people into the same roles.
func (m Mix) key() string {
	var pairs []match.Pair
	for _, t := range m.Assigned {
		pairs = append(pairs, match.Pair{Role: t.Role, Person: t.Person})
	}
	return keyOf(pairs)
}

func keyOf(pairs []match.Pair) string {
	var parts []string
	for _, x := range pairs {
		parts = append(parts, x.Role+"\x00"+x.Person)
	}
	slices.Sort(parts)
	return strings.Join(parts, "\x01")
}
