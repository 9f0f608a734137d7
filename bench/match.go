package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/ids"
	"entente/internal/match"
)

const (
	matchRounds = 20
	matchRoles  = 200
	matchPeople = 2_000
	matchNation = 32
)

// benchMatch measures a matching of 2,000 people with 200 roles, and the check of
// its proof.
func benchMatch(context.Context, settings) ([]figure, error) {
	p := crowd()
	var solve, verify []time.Duration
	proven := true
	filled := 0
	for range matchRounds {
		watch := clock.Start()
		s, err := match.Solve(p)
		if err != nil {
			return nil, err
		}
		solve = append(solve, watch.Elapsed())
		watch = clock.Start()
		if err := s.Verify(p); err != nil {
			return nil, err
		}
		verify = append(verify, watch.Elapsed())
		proven = proven && s.Proven
		filled = len(s.Assigned)
	}
	slices.Sort(solve)
	slices.Sort(verify)
	worst := solve[len(solve)-1]
	return []figure{{Name: "a best matching of 2,000 people with 200 roles", Limit: "each under 1 s, proven", Reached: proven && worst < time.Second,
		Values: map[string]float64{"filled": float64(filled), "p50_ms": ms(solve[len(solve)/2]), "max_ms": ms(worst), "verify_ms": ms(verify[len(verify)/2])}}}, nil
}

// crowd is people of many nations of which every other can do any one role, and
// every nation gives a few.
func crowd() match.Problem {
	rnd := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it must be the same each time
	start := time.Date(2026, 11, 25, 6, 0, 0, 0, time.UTC)
	within := match.Window{From: start.Add(24 * time.Hour), To: start.Add(240 * time.Hour)}
	skills := []string{"malware", "network", "ot", "cloud", "legal", "comms"}
	p := match.Problem{Now: start, Caps: map[ids.Party]int{}, Permitted: map[match.Ask]match.Answer{}}
	for i := range matchRoles {
		p.Roles = append(p.Roles, match.Role{ID: fmt.Sprintf("r%03d", i), Request: fmt.Sprint(i % 20), Skills: []match.Need{{Code: skills[rnd.IntN(len(skills))], Min: 1 + rnd.IntN(4)}},
			Languages: []match.Need{{Code: "en", Min: 1 + rnd.IntN(3)}}, Window: within, Remote: rnd.IntN(2) == 0, ReadyBy: start.Add(48 * time.Hour), Weight: 1 + rnd.IntN(3)})
	}
	for i := range matchPeople {
		q := match.Person{ID: fmt.Sprintf("p%04d", i), Party: nation(rnd.IntN(matchNation)), Skills: map[string]int{}, Languages: map[string]int{"en": 1 + rnd.IntN(5)},
			Available: []match.Window{{From: start, To: within.To}}, LeadTime: time.Duration(rnd.IntN(60)) * time.Hour, Exercises: rnd.IntN(6), Remote: true, OnSite: rnd.IntN(3) > 0}
		for _, s := range skills {
			if rnd.IntN(2) == 0 {
				q.Skills[s] = 1 + rnd.IntN(5)
			}
		}
		p.People = append(p.People, q)
	}
	for k := range matchNation {
		p.Caps[nation(k)] = 6
		for i := range 20 {
			p.Permitted[match.Ask{Party: nation(k), Request: fmt.Sprint(i)}] = match.Answer{Provision: "assistance"}
		}
	}
	return p
}

func nation(k int) ids.Party { return ids.Party(fmt.Sprintf("P%02d", k)) }
