package match

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/ids"
)

func TestEachRuleHasItsReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(*Problem, *Role, *Person)
		want  []Reason
	}{
		{"nothing against", func(*Problem, *Role, *Person) {}, nil},
		{"another service", func(_ *Problem, _ *Role, q *Person) { q.Services = []string{"im.coordination"} }, []Reason{{Code: NoService, What: "im.forensics"}}},
		{"any service", func(_ *Problem, r *Role, q *Person) { r.Service, q.Services = "", nil }, nil},
		{"another profile", func(_ *Problem, _ *Role, q *Person) { q.Profiles = nil }, []Reason{{Code: NoProfile, What: "forensics"}}},
		{"skill too low", func(_ *Problem, _ *Role, q *Person) { q.Skills["malware"] = 2 }, []Reason{{LowSkill, "malware", 2, 3}}},
		{"no such language", func(_ *Problem, _ *Role, q *Person) { q.Languages = nil }, []Reason{{LowLanguage, "en", 0, 3}}},
		{"clearance too low", func(_ *Problem, _ *Role, q *Person) { q.Clearance = "restricted" }, []Reason{{LowLevel, "confidential", 1, 2}}},
		{"clearance of another sort", func(_ *Problem, _ *Role, q *Person) { q.Clearance = "cosmic" }, []Reason{{LowLevel, "confidential", 0, 2}}},
		{"clearance ends during the work", func(_ *Problem, _ *Role, q *Person) { q.ClearanceUntil = now.Add(71 * time.Hour) }, []Reason{{Code: Expires, What: "confidential"}}},
		{"clearance ends with the work", func(_ *Problem, _ *Role, q *Person) { q.ClearanceUntil = now.Add(72 * time.Hour) }, nil},
		{"no clearance asked", func(_ *Problem, r *Role, q *Person) { r.Clearance, q.Clearance, q.ClearanceUntil = "", "", now }, nil},
		{"a gap in the standby", func(_ *Problem, _ *Role, q *Person) { q.Available[1].From = now.Add(49 * time.Hour) }, []Reason{{Code: Absent}}},
		{"no standby", func(_ *Problem, _ *Role, q *Person) { q.Available = nil }, []Reason{{Code: Absent}}},
		{"away for an hour", func(_ *Problem, _ *Role, q *Person) { q.Busy = []Window{span(71, 72)} }, []Reason{{Code: Engaged}}},
		{"away until it begins", func(_ *Problem, _ *Role, q *Person) { q.Busy = []Window{span(0, 24), span(72, 80)} }, nil},
		{"an hour late", func(_ *Problem, _ *Role, q *Person) { q.LeadTime = 25 * time.Hour }, []Reason{{Code: Late, Have: 25, Want: 24}}},
		{"nothing presses", func(_ *Problem, r *Role, q *Person) { r.ReadyBy, q.LeadTime = time.Time{}, 900*time.Hour }, nil},
		{"worked enough", func(_ *Problem, _ *Role, q *Person) { q.Fatigue.Worked = 60 * time.Hour }, []Reason{{Code: Tired, Have: 60, Want: 60}}},
		{"no remote work", func(_ *Problem, r *Role, q *Person) { r.Remote, q.Remote = true, false }, []Reason{{Code: NoRemote}}},
		{"no travel", func(_ *Problem, _ *Role, q *Person) { q.OnSite = false }, []Reason{{Code: NoTravel}}},
		{"barred nation", func(_ *Problem, r *Role, _ *Person) { r.Nationalities.Barred = []ids.Party{"CZE"} }, []Reason{{Code: Nationality, What: "CZE"}}},
		{"another nation allowed", func(_ *Problem, r *Role, _ *Person) { r.Nationalities.Allowed = []ids.Party{"POL"} }, []Reason{{Code: Nationality, What: "CZE"}}},
		{"conflict of interest", func(_ *Problem, _ *Role, q *Person) { q.Conflicts = []string{"ALB"} }, []Reason{{Code: Interest, What: "ALB"}}},
		{"no agreement", func(p *Problem, _ *Role, _ *Person) { p.Permitted = nil }, []Reason{{Code: Agreement}}},
		{"refused by an agreement", func(p *Problem, _ *Role, _ *Person) {
			p.Permitted[Ask{"CZE", "q1"}] = Answer{Provision: "mou §4", Refusal: "suspended"}
		}, []Reason{{Code: Agreement, What: "suspended"}}},
		{"barred by people", func(p *Problem, _ *Role, _ *Person) { p.Barred = []Pair{{"r1", "p1"}} }, []Reason{{Code: Ruled}}},
		{"two at once", func(_ *Problem, _ *Role, q *Person) { q.OnSite, q.Skills = false, nil }, []Reason{{LowSkill, "malware", 0, 3}, {Code: NoTravel}}},
	} {
		r, q := seat(), goodPerson()
		p := one(r, q)
		c.spoil(&p, &r, &q)
		p.Roles, p.People = []Role{r}, []Person{q}
		s, err := Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		v, err := s.Explain(p, "r1", "p1")
		if err != nil {
			t.Fatal(err)
		}
		if v.Chosen != (c.want == nil) {
			t.Errorf("%s: chosen %v", c.name, v.Chosen)
		}
		if d := cmp.Diff(c.want, v.Reasons); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		for _, why := range c.want {
			if s.Open[0].Counts[why.Code] != 1 {
				t.Errorf("%s: the gap counts %v", c.name, s.Open[0].Counts)
			}
		}
		// What people fix stands against any rule, with the reasons as warnings.
		p.Fixed = []Pair{{"r1", "p1"}}
		if s, err = Solve(p); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(p); err != nil || len(s.Assigned) != 1 || !s.Assigned[0].Fixed {
			t.Fatalf("%s: fixed, got %v, %v", c.name, s.Assigned, err)
		}
		if d := cmp.Diff(c.want, s.Assigned[0].Warnings); d != "" {
			t.Errorf("%s: warnings %s", c.name, d)
		}
	}
}

// team is three people and one more urgent role than a plain one.
func team() Problem {
	a, b := seat(), seat()
	a.ID, a.Weight, b.ID = "urgent", 10, "plain"
	b.Skills = nil
	strong, weak, third := goodPerson(), goodPerson(), goodPerson()
	strong.ID, weak.ID, third.ID, third.Party = "strong", "weak", "third", "POL"
	strong.Skills = map[string]int{"malware": 5}
	third.Skills = nil
	third.Exercises = 0
	return Problem{Roles: []Role{b, a}, People: []Person{weak, third, strong}, Now: now,
		Permitted: map[Ask]Answer{{"CZE", "q1"}: {Provision: "mou §4"}, {"POL", "q1"}: {Provision: "pact §2"}}}
}

func TestWhyNotTheOther(t *testing.T) {
	t.Parallel()
	p := team()
	s, err := Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, c := range s.Assigned {
		got += fmt.Sprintf("%s=%s (%s) ", c.Role, c.Person, c.Provision)
	}
	if want := "plain=weak (mou §4) urgent=strong (mou §4) "; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	lower, err := s.Explain(p, "urgent", "weak")
	if err != nil {
		t.Fatal(err)
	}
	// weak has malware 4 instead of 5; in the plain role, strong fits as well.
	if lower.Chosen || lower.LosesFilled != 0 || lower.LosesFit != 250 || lower.Instead != "strong" || lower.Elsewhere != "plain" {
		t.Errorf("weak in the urgent role: %+v", lower)
	}
	p.Caps = map[ids.Party]int{"CZE": 1}
	if s, err = Solve(p); err != nil {
		t.Fatal(err)
	}
	full, err := s.Explain(p, "plain", "weak")
	if err != nil {
		t.Fatal(err)
	}
	// The one place of CZE would go to the plain role, and the urgent one stay open.
	if full.LosesFilled != 10 || full.Instead != "third" || len(full.Reasons) != 1 || full.Reasons[0] != (Reason{Code: Full, Have: 1, Want: 1}) {
		t.Errorf("weak in the plain role: %+v", full)
	}
	if err := s.Verify(p); err != nil {
		t.Error(err)
	}
	p.Caps["POL"] = 0
	if s, err = Solve(p); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Gap{{Role: "plain", Counts: map[Code]int{Elsewhere: 1, Full: 2}}}, s.Open); d != "" {
		t.Error(d)
	}
}

func TestAlternatives(t *testing.T) {
	t.Parallel()
	p := team()
	s, err := Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Alternatives(p, "plain", 5)
	if err != nil {
		t.Fatal(err)
	}
	// third is free; strong is needed in the urgent role.
	if len(all) != 2 || all[0].Person != "third" || all[1].Person != "strong" {
		t.Errorf("got %+v", all)
	}
	if few, err := s.Alternatives(p, "plain", 1); err != nil || len(few) != 1 {
		t.Errorf("got %+v, %v", few, err)
	}
}

func TestBurdenIsShared(t *testing.T) {
	t.Parallel()
	p := Problem{Now: now, Permitted: map[Ask]Answer{}, Given: map[ids.Party]int{"POL": 1}}
	for i := range 4 {
		r := seat()
		r.ID = fmt.Sprintf("r%d", i)
		p.Roles = append(p.Roles, r)
		for _, party := range []ids.Party{"CZE", "POL"} {
			q := goodPerson()
			q.ID, q.Party = fmt.Sprintf("%s%d", party, i), party
			p.People = append(p.People, q)
			p.Permitted[Ask{party, "q1"}] = Answer{Provision: "mou §4"}
		}
	}
	s, err := Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	count := map[ids.Party]int{}
	for _, c := range s.Assigned {
		count[c.Party]++
	}
	// POL gives one elsewhere already: 0+1+2 for CZE and 1 for POL, or 0+1 and 1+2.
	if len(s.Assigned) != 4 || count["POL"] == 0 || count["CZE"] < 2 {
		t.Errorf("got %v", count)
	}
}
