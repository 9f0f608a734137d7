package assist

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"entente/internal/base/ids"
	"entente/internal/match"
)

// few is a small random problem as a proposal: seats that differ, and people whom
// each of several parties gives.
func few(t *testing.T, r *rand.Rand) Proposal {
	t.Helper()
	from := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	w := match.Window{From: from, To: from.Add(72 * time.Hour)}
	p := Proposal{Seats: []Seat{}, problem: match.Problem{Now: from.Add(-time.Hour), Permitted: map[match.Ask]match.Answer{}}}
	parties := []ids.Party{"CZE", "EST", "HUB"}
	for _, c := range parties {
		p.problem.Permitted[match.Ask{Party: c, Request: "q"}] = match.Answer{Provision: "8.1"}
	}
	for i := range 1 + r.IntN(3) {
		id := fmt.Sprintf("q/r%d/1", i)
		p.Seats = append(p.Seats, Seat{ID: id, Request: "q", Role: fmt.Sprintf("r%d", i)})
		p.problem.Roles = append(p.problem.Roles, match.Role{ID: id, Request: "q", Window: w, Remote: true, Weight: 1 + r.IntN(3), Skills: []match.Need{{Code: "ot", Min: 1 + r.IntN(3)}}})
	}
	for i := range 2 + r.IntN(3) {
		p.problem.People = append(p.problem.People, match.Person{ID: fmt.Sprintf("p%d", i), Party: parties[r.IntN(len(parties))], Remote: true, Skills: map[string]int{"ot": 1 + r.IntN(5)}, Available: []match.Window{w}})
	}
	if err := p.solve(); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestMixesAreTheBestInOrderAndDiffer(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 8))
	for round := range 200 {
		p := few(t, r)
		all, err := p.Mixes(3)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Assigned) > 0 && (len(all) == 0 || all[0].LosesFilled != 0 || all[0].LosesFit != 0) {
			t.Fatalf("round %d: the first mix is not the proposal: %+v", round, all)
		}
		keys := map[string]bool{}
		for i, m := range all {
			if keys[m.key()] {
				t.Fatalf("round %d: mix %d is there twice", round, i)
			}
			keys[m.key()] = true
			if m.LosesFilled < 0 || i > 0 && (m.LosesFilled < all[i-1].LosesFilled || m.LosesFilled == all[i-1].LosesFilled && m.LosesFit < all[i-1].LosesFit) {
				t.Fatalf("round %d: mix %d is better than the one before it: %+v", round, i, all)
			}
		}
	}
}

// TestNoBetterMixIsLeftOut tries every single pair that could be barred: what comes
// out is no better than the second mix.
func TestNoBetterMixIsLeftOut(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 1))
	for round := range 100 {
		p := few(t, r)
		all, err := p.Mixes(2)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) < 2 {
			continue
		}
		for _, role := range p.problem.Roles {
			for _, q := range p.problem.People {
				problem := p.problem
				problem.Barred = []match.Pair{{Role: role.ID, Person: q.ID}}
				x, err := match.Solve(problem)
				if err != nil {
					t.Fatal(err)
				}
				m := p.mixOf(x)
				if m.key() != all[0].key() && (m.Filled > all[1].Filled || m.Filled == all[1].Filled && m.Fit > all[1].Fit) {
					t.Fatalf("round %d: %+v is better than the second mix %+v", round, m, all[1])
				}
			}
		}
	}
}
