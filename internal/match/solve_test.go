package match

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// brute tries every answer to a small problem and gives the best score.
func brute(p Problem) int64 {
	t := p.table()
	best := int64(-1 << 62)
	used := map[int]bool{}
	count := map[ids.Party]int{}
	var walk func(i int, sum int64)
	walk = func(i int, sum int64) {
		if i == len(t.free) {
			all := map[ids.Party]int{}
			for _, party := range t.parties {
				all[party] = count[party] + t.given[party]
			}
			for r, q := range t.taken {
				if t.fixed[r] {
					sum += t.Problem.value(t.o, t.unit, t.roles[r], t.people[q])
				}
			}
			best = max(best, sum-t.loads(t.o, all))
			return
		}
		walk(i+1, sum)
		for q, person := range t.people {
			if v := t.value[i][q]; v != none && !used[q] {
				if most, limited := p.Caps[person.Party]; limited && count[person.Party]+t.given[person.Party] >= most {
					continue
				}
				used[q] = true
				count[person.Party]++
				walk(i+1, sum+v)
				count[person.Party]--
				used[q] = false
			}
		}
	}
	walk(0, 0)
	return best
}

func TestBestOfAllSmallProblems(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	filled, open, overruled := 0, 0, 0
	for i := range 4000 {
		p := random(rnd, rnd.IntN(6), rnd.IntN(7), 1+rnd.IntN(3), 20+rnd.IntN(80))
		override(rnd, &p)
		s, err := Solve(p)
		if err != nil {
			t.Fatal(i, err)
		}
		if want := brute(p); s.Score != want {
			t.Fatalf("problem %d: score %d, the best of all is %d", i, s.Score, want)
		}
		if err := s.Verify(p); err != nil {
			t.Fatal(i, err)
		}
		filled += len(s.Assigned)
		open += len(s.Open)
		for _, c := range s.Assigned {
			overruled += len(c.Warnings)
		}
	}
	if filled < 2000 || open < 1000 || overruled < 500 {
		t.Errorf("the problems are too much alike: %d roles filled, %d open, %d warnings", filled, open, overruled)
	}
}

func TestOrderMakesNoDifference(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		p := random(rnd, 8, 12, 3, 60)
		override(rnd, &p)
		first, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		rnd.Shuffle(len(p.Roles), func(i, j int) { p.Roles[i], p.Roles[j] = p.Roles[j], p.Roles[i] })
		rnd.Shuffle(len(p.People), func(i, j int) { p.People[i], p.People[j] = p.People[j], p.People[i] })
		again, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(first, again); d != "" {
			t.Fatal(d)
		}
	}
}

func TestOneMorePersonNeverHurts(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		p := random(rnd, 6, 9, 3, 60)
		all, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		p.People = p.People[:8]
		fewer, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		if all.Score < fewer.Score {
			t.Fatalf("with one person more the score falls from %d to %d", fewer.Score, all.Score)
		}
	}
}

func TestOneRoleLessNeverHurtsTheRest(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		p := random(rnd, 7, 6, 3, 60)
		all, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		gone := p.Roles[6]
		rest := all.Filled
		if slices.ContainsFunc(all.Assigned, func(c Choice) bool { return c.Role == gone.ID }) {
			rest -= int64(gone.Weight)
		}
		p.Roles = p.Roles[:6]
		fewer, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		if fewer.Filled < rest {
			t.Fatalf("without role %s the rest fills %d instead of %d", gone.ID, fewer.Filled, rest)
		}
	}
}

func large() Problem {
	return random(rand.New(rand.NewPCG(9, 10)), 200, 2000, 32, 50)
}

func TestTwoThousandPeopleAreProven(t *testing.T) {
	t.Parallel()
	p := large()
	s, err := Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(p); err != nil {
		t.Error(err)
	}
	if len(s.Assigned) < 100 {
		t.Errorf("only %d of %d roles are filled", len(s.Assigned), len(p.Roles))
	}
}

func BenchmarkSolve(b *testing.B) {
	p := large()
	for b.Loop() {
		if _, err := Solve(p); err != nil {
			b.Fatal(err)
		}
	}
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	p := random(rand.New(rand.NewPCG(11, 12)), 10, 20, 3, 70)
	for name, spoil := range map[string]func(*Solution){
		"a role left out":    func(s *Solution) { s.Assigned = s.Assigned[1:] },
		"a role left open":   func(s *Solution) { s.Open = append(s.Open, Gap{Role: s.Assigned[0].Role}); s.Assigned = s.Assigned[1:] },
		"a person twice":     func(s *Solution) { s.Assigned[1].Person = s.Assigned[0].Person },
		"a better score":     func(s *Solution) { s.Score++; s.Bound++ },
		"other fit":          func(s *Solution) { s.Assigned[0].Fit++ },
		"a lower price":      func(s *Solution) { s.Prices.Roles[s.Assigned[0].Role] -= 5000 },
		"a choice called so": func(s *Solution) { s.Assigned[0].Fixed = true },
		"somebody unknown":   func(s *Solution) { s.Assigned[0].Person = "nobody" },
		"no proof":           func(s *Solution) { s.Proven = false },
	} {
		s, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		spoil(&s)
		if s.Verify(p) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestBadProblems(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Problem){
		"no moment":         func(p *Problem) { p.Now = time.Time{} },
		"a role twice":      func(p *Problem) { p.Roles = append(p.Roles, p.Roles[0]) },
		"a person twice":    func(p *Problem) { p.People = append(p.People, p.People[0]) },
		"no party":          func(p *Problem) { p.People[0].Party = "" },
		"no time":           func(p *Problem) { p.Roles[0].Window = Window{} },
		"no weight":         func(p *Problem) { p.Roles[0].Weight = 0 },
		"a level of six":    func(p *Problem) { p.Roles[0].Skills = []Need{{"malware", 6}} },
		"unknown clearance": func(p *Problem) { p.Roles[0].Clearance = "cosmic" },
		"fixed to nobody":   func(p *Problem) { p.Fixed = []Pair{{"r1", "p9"}} },
		"negative burden":   func(p *Problem) { p.Given = map[ids.Party]int{"CZE": -1} },
		"negative weight":   func(p *Problem) { p.Objective = Objective{Skill: -1} },
	} {
		p := one(seat(), goodPerson())
		spoil(&p)
		if _, err := Solve(p); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	p := one(seat(), goodPerson())
	p.Fixed = []Pair{{"r1", "p1"}, {"r1", "p1"}}
	if _, err := Solve(p); !errs.Is(err, errs.Conflict) {
		t.Errorf("fixed twice: got %v", err)
	}
	p.Roles = make([]Role, MaxRoles+1)
	if _, err := Solve(p); !errs.Is(err, errs.TooLarge) {
		t.Errorf("too many roles: got %v", err)
	}
}
