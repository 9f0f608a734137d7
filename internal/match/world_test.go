package match

import (
	"fmt"
	"math/rand/v2"
	"time"

	"entente/internal/base/ids"
)

var now = time.Date(2026, 11, 25, 6, 0, 0, 0, time.UTC)

func span(from, to int) Window {
	return Window{now.Add(time.Duration(from) * time.Hour), now.Add(time.Duration(to) * time.Hour)}
}

// seat is a role that anybody of goodPerson's kind fills.
func seat() Role {
	return Role{ID: "r1", Request: "q1", For: []string{"ALB"}, Service: "im.forensics", Profile: "forensics", Skills: []Need{{"malware", 3}}, Languages: []Need{{"en", 3}},
		Clearance: "confidential", Vendors: []string{"siemens"}, Window: span(24, 72), ReadyBy: now.Add(24 * time.Hour), Weight: 1}
}

func goodPerson() Person {
	return Person{ID: "p1", Party: "CZE", Services: []string{"im.forensics"}, Profiles: []string{"forensics"}, Skills: map[string]int{"malware": 4}, Languages: map[string]int{"en": 4},
		Clearance: "secret", ClearanceUntil: now.Add(9000 * time.Hour), Available: []Window{span(0, 48), span(48, 100)}, LeadTime: 6 * time.Hour,
		Fatigue: Fatigue{Worked: 10 * time.Hour, Limit: 60 * time.Hour}, Exercises: 2, Remote: true, OnSite: true}
}

func one(r Role, q Person) Problem {
	return Problem{Roles: []Role{r}, People: []Person{q}, Permitted: map[Ask]Answer{{q.Party, r.Request}: {Provision: "mou/3 §4.1"}}, Now: now}
}

// random makes a problem with so many roles and people over a few parties in which
// about share of a hundred pairs are possible.
func random(rnd *rand.Rand, roles, people, parties, share int) Problem {
	p := Problem{Caps: map[ids.Party]int{}, Given: map[ids.Party]int{}, Permitted: map[Ask]Answer{}, Now: now}
	skills := []string{"malware", "network", "ot", "cloud", "legal", "comms"}
	for i := range roles {
		r := Role{ID: fmt.Sprintf("r%03d", i), Request: fmt.Sprintf("q%d", i%5), Skills: []Need{{skills[rnd.IntN(len(skills))], 1 + rnd.IntN(3)}}, Window: span(24+rnd.IntN(5)*24, 200),
			Remote: rnd.IntN(2) == 0, ReadyBy: now.Add(time.Duration(12+rnd.IntN(60)) * time.Hour), Weight: 1 + rnd.IntN(3), Vendors: []string{"siemens", "abb"}[:rnd.IntN(3)]}
		if rnd.IntN(3) == 0 {
			r.Languages = []Need{{"en", 1 + rnd.IntN(3)}}
		}
		p.Roles = append(p.Roles, r)
	}
	for i := range people {
		q := Person{ID: fmt.Sprintf("p%04d", i), Party: ids.Party(fmt.Sprintf("P%02d", rnd.IntN(parties))), Skills: map[string]int{}, Languages: map[string]int{"en": 1 + rnd.IntN(5)},
			Available: []Window{span(0, 300)}, LeadTime: time.Duration(rnd.IntN(30)) * time.Hour, Fatigue: Fatigue{time.Duration(rnd.IntN(50)) * time.Hour, 60 * time.Hour},
			Exercises: rnd.IntN(7), Remote: rnd.IntN(4) > 0, OnSite: rnd.IntN(4) > 0, Vendors: []string{"siemens", "abb"}[:rnd.IntN(3)]}
		for _, s := range skills {
			if rnd.IntN(100) < share {
				q.Skills[s] = 1 + rnd.IntN(5)
			}
		}
		p.People = append(p.People, q)
	}
	for k := range parties {
		party := ids.Party(fmt.Sprintf("P%02d", k))
		if rnd.IntN(3) > 0 {
			p.Caps[party] = rnd.IntN(max(1, 2*roles/parties) + 1)
		}
		p.Given[party] = rnd.IntN(4)
		for q := range 5 {
			if rnd.IntN(5) > 0 {
				p.Permitted[Ask{party, fmt.Sprintf("q%d", q)}] = Answer{Provision: "mou §4"}
			}
		}
	}
	return p
}

// override fixes and bars a few pairs.
func override(rnd *rand.Rand, p *Problem) {
	if len(p.Roles) == 0 || len(p.People) == 0 {
		return
	}
	pair := func() Pair {
		return Pair{p.Roles[rnd.IntN(len(p.Roles))].ID, p.People[rnd.IntN(len(p.People))].ID}
	}
	for range rnd.IntN(3) {
		p.Barred = append(p.Barred, pair())
	}
	if rnd.IntN(2) == 0 {
		p.Fixed = []Pair{pair()}
	}
}
