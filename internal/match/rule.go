package match

import (
	"slices"
	"time"
)

// Code names why a person does not fill a role.
type Code string

// The hard rules, in the order in which they are asked, and what only the whole
// decides: Full and Elsewhere.
const (
	NoService   Code = "service"        // does not do the service
	NoProfile   Code = "profile"        // does not hold the profile
	LowSkill    Code = "skill"          // a skill is missing or too low
	LowLanguage Code = "language"       // a language is missing or too low
	LowLevel    Code = "clearance"      // the clearance is missing or too low
	Expires     Code = "clearance-ends" // the clearance ends before the work does
	Absent      Code = "not-available"  // not on standby for the whole time
	Engaged     Code = "busy"           // held for other work, or away
	Late        Code = "late"           // cannot be ready in time
	NoRemote    Code = "no-remote"      // does not work from afar
	NoTravel    Code = "no-travel"      // does not work on site
	Nationality Code = "nationality"    // the beneficiary does not take nationals of the party
	Interest    Code = "interest"       // a conflict of interest
	Tired       Code = "fatigue"        // has worked as much as is healthy, or would
	Agreement   Code = "agreement"      // no agreement lets the party give people here
	Ruled       Code = "barred"         // people have ruled it out
	Full        Code = "party-full"     // the party gives as many as it can
	Elsewhere   Code = "elsewhere"      // the person is needed more in another role
)

// Codes lists all codes.
func Codes() []Code {
	return []Code{NoService, NoProfile, LowSkill, LowLanguage, LowLevel, Expires, Absent, Engaged, Late, NoRemote, NoTravel,
		Nationality, Interest, Tired, Agreement, Ruled, Full, Elsewhere}
}

// Reason is one cause: what is asked (a code of a skill, a level, a refusal), and
// where it is a level, which one the person has and which one the role wants.
type Reason struct {
	Code       Code
	What       string
	Have, Want int
}

// Clearances lists the levels, lowest first.
func Clearances() []string { return []string{"restricted", "confidential", "secret", "top-secret"} }

// ClearanceRank gives a level's place from 1; 0 for none and for an unknown word.
func ClearanceRank(level string) int { return slices.Index(Clearances(), level) + 1 }

// rules asks every hard rule of a pair and hands each reason against it to no,
// until no answers false. A pair that hands nothing is possible.
func (p *Problem) rules(r *Role, q *Person, barred bool, no func(Reason) bool) {
	for _, rule := range ruleBook {
		if !rule(p, r, q, no) {
			return
		}
	}
	if barred {
		no(Reason{Code: Ruled})
	}
}

// A rule answers false when nobody wants to hear more.
type rule func(p *Problem, r *Role, q *Person, no func(Reason) bool) bool

var ruleBook = []rule{ruleTask, ruleSkill, ruleClearance, ruleTime, rulePlace, ruleWhom}

func ruleTask(_ *Problem, r *Role, q *Person, no func(Reason) bool) bool {
	if r.Service != "" && !slices.Contains(q.Services, r.Service) && !no(Reason{Code: NoService, What: r.Service}) {
		return false
	}
	return r.Profile == "" || slices.Contains(q.Profiles, r.Profile) || no(Reason{Code: NoProfile, What: r.Profile})
}

func ruleSkill(_ *Problem, r *Role, q *Person, no func(Reason) bool) bool {
	for _, n := range r.Skills {
		if have := q.Skills[n.Code]; have < n.Min && !no(Reason{Code: LowSkill, What: n.Code, Have: have, Want: n.Min}) {
			return false
		}
	}
	for _, n := range r.Languages {
		if have := q.Languages[n.Code]; have < n.Min && !no(Reason{Code: LowLanguage, What: n.Code, Have: have, Want: n.Min}) {
			return false
		}
	}
	return true
}

func ruleClearance(_ *Problem, r *Role, q *Person, no func(Reason) bool) bool {
	want := ClearanceRank(r.Clearance)
	if want == 0 {
		return true
	}
	if have := ClearanceRank(q.Clearance); have < want {
		return no(Reason{Code: LowLevel, What: r.Clearance, Have: have, Want: want})
	}
	return q.ClearanceUntil.IsZero() || !q.ClearanceUntil.Before(r.Window.To) || no(Reason{Code: Expires, What: r.Clearance})
}

func ruleTime(p *Problem, r *Role, q *Person, no func(Reason) bool) bool {
	if !r.Window.Covered(q.Available) && !no(Reason{Code: Absent}) {
		return false
	}
	if slices.ContainsFunc(q.Busy, r.Window.Overlaps) && !no(Reason{Code: Engaged}) {
		return false
	}
	if !r.ReadyBy.IsZero() && p.Now.Add(q.LeadTime).After(r.ReadyBy) && !no(Reason{Code: Late, Have: hours(q.LeadTime), Want: hours(r.ReadyBy.Sub(p.Now))}) {
		return false
	}
	return q.Fatigue.Limit == 0 || q.Fatigue.Worked < q.Fatigue.Limit || no(Reason{Code: Tired, Have: hours(q.Fatigue.Worked), Want: hours(q.Fatigue.Limit)})
}

func rulePlace(_ *Problem, r *Role, q *Person, no func(Reason) bool) bool {
	if r.Remote {
		return q.Remote || no(Reason{Code: NoRemote})
	}
	return q.OnSite || no(Reason{Code: NoTravel})
}

func ruleWhom(p *Problem, r *Role, q *Person, no func(Reason) bool) bool {
	l := r.Nationalities
	if (slices.Contains(l.Barred, q.Party) || len(l.Allowed) > 0 && !slices.Contains(l.Allowed, q.Party)) && !no(Reason{Code: Nationality, What: string(q.Party)}) {
		return false
	}
	for _, c := range q.Conflicts {
		if slices.Contains(r.For, c) && !no(Reason{Code: Interest, What: c}) {
			return false
		}
	}
	a := p.Permitted[Ask{q.Party, r.Request}]
	return a.Provision != "" && a.Refusal == "" || no(Reason{Code: Agreement, What: a.Refusal})
}

// hours rounds up, so that a delay never reads as none.
func hours(d time.Duration) int { return int((d + time.Hour - 1) / time.Hour) }
