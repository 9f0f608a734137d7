package match

import (
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Bounds of a problem. They keep every sum within 64 bits and a solution within
// seconds.
const (
	MaxRoles   = 1_000
	MaxPeople  = 20_000
	MaxPairs   = 8_000_000 // roles times people
	MaxWeight  = 1_000     // of a role, and of a part of the objective
	MaxGiven   = 10_000    // people that a party gives already
	MaxWindows = 500       // of one person, of each sort
	MaxLevel   = 5         // of a skill and of a language
)

// Window is a time from From up to, and without, To.
type Window struct{ From, To time.Time }

// Overlaps tells whether two windows have a moment in common.
func (w Window) Overlaps(o Window) bool { return w.From.Before(o.To) && o.From.Before(w.To) }

// Covered tells whether every moment of w lies in one of the windows.
func (w Window) Covered(by []Window) bool {
	at := w.From
	for at.Before(w.To) {
		next := at
		for _, b := range by {
			if !b.From.After(at) && b.To.After(next) {
				next = b.To
			}
		}
		if !next.After(at) {
			return false
		}
		at = next
	}
	return true
}

// Need asks for a skill or a language at a level from 1 to MaxLevel, or better.
type Need struct {
	Code string
	Min  int
}

// Limit says whose nationals may fill a role: those of Allowed, or all when it is
// empty, less those of Barred.
type Limit struct{ Allowed, Barred []ids.Party }

// Role is one seat of a request, for one person.
type Role struct {
	ID            string
	Request       string
	For           []string // requester and beneficiaries, as conflicts of interest name them
	Service       string   // service code; "" for any
	Profile       string   // role code; "" for any
	Skills        []Need
	Languages     []Need
	Clearance     string   // a level of Clearances; "" for none
	Vendors       []string // makers of the systems at hand: they count for fit, and rule nobody out
	Window        Window
	Remote        bool      // from where the person is; else on site
	ReadyBy       time.Time // zero when nothing presses
	Nationalities Limit
	Weight        int // how much it counts that this role is filled, 1 to MaxWeight
}

// Fatigue is what a person has worked lately, and the most that is healthy in that
// time; a zero Limit means that nobody set one.
type Fatigue struct{ Worked, Limit time.Duration }

// Person is one expert as matching sees one: no name, no contact, no employer.
type Person struct {
	ID             string
	Party          ids.Party
	Services       []string
	Profiles       []string
	Vendors        []string
	Skills         map[string]int // level 1 to MaxLevel by code
	Languages      map[string]int
	Clearance      string
	ClearanceUntil time.Time // zero when it does not end
	Available      []Window
	Busy           []Window
	LeadTime       time.Duration // from a call until ready
	Fatigue        Fatigue
	Conflicts      []string // whom the person must not work for
	Exercises      int      // that the person has taken part in
	Remote, OnSite bool
}

// Ask is a party's question whether it may give people to a request.
type Ask struct {
	Party   ids.Party
	Request string
}

// Answer is the provision that permits it, or else the reason of a refusal.
type Answer struct{ Provision, Refusal string }

// Pair is a person in a role.
type Pair struct{ Role, Person string }

// Problem is all that a solution depends on.
type Problem struct {
	Roles     []Role
	People    []Person
	Caps      map[ids.Party]int // most people that a party gives in this solution; no entry for no limit
	Given     map[ids.Party]int // people that a party gives already, elsewhere: they count as its burden
	Permitted map[Ask]Answer    // without an answer nothing is permitted
	Fixed     []Pair            // what people have decided: it stands, also against a rule
	Barred    []Pair            // what people have ruled out
	Objective Objective         // the zero Objective counts as Standard
	Now       time.Time
}

// check refuses a problem that is not one.
func (p Problem) check() error {
	switch {
	case len(p.Roles) > MaxRoles || len(p.People) > MaxPeople || len(p.Roles)*len(p.People) > MaxPairs:
		return errs.New(errs.TooLarge, "a matching takes up to %d roles and %d people, and %d pairs of both", MaxRoles, MaxPeople, MaxPairs)
	case p.Now.IsZero():
		return errs.New(errs.Invalid, "a matching needs its moment")
	}
	roles, people := map[string]bool{}, map[string]bool{}
	for _, r := range p.Roles {
		if roles[r.ID] || r.ID == "" {
			return errs.New(errs.Invalid, "role %q stands twice in the matching, or has no name", errs.Clip(r.ID))
		}
		roles[r.ID] = true
		if err := r.check(); err != nil {
			return err
		}
	}
	for _, q := range p.People {
		if people[q.ID] || q.ID == "" || q.Party == "" {
			return errs.New(errs.Invalid, "person %q stands twice in the matching, or has no name or party", errs.Clip(q.ID))
		}
		people[q.ID] = true
		if len(q.Available) > MaxWindows || len(q.Busy) > MaxWindows {
			return errs.New(errs.TooLarge, "person %q has more than %d windows", errs.Clip(q.ID), MaxWindows)
		}
	}
	for _, n := range p.Given {
		if n < 0 || n > MaxGiven {
			return errs.New(errs.Invalid, "a party gives between 0 and %d people elsewhere", MaxGiven)
		}
	}
	seated, seats := map[string]bool{}, map[string]bool{}
	for _, f := range p.Fixed {
		if !roles[f.Role] || !people[f.Person] {
			return errs.New(errs.Invalid, "what is fixed names role %q or person %q, which the matching does not have", errs.Clip(f.Role), errs.Clip(f.Person))
		}
		if seats[f.Role] || seated[f.Person] {
			return errs.New(errs.Conflict, "role %q or person %q is fixed twice", errs.Clip(f.Role), errs.Clip(f.Person))
		}
		seats[f.Role], seated[f.Person] = true, true
	}
	return p.objective().check()
}

func (r Role) check() error {
	switch {
	case !r.Window.From.Before(r.Window.To):
		return errs.New(errs.Invalid, "role %q must end after it begins", errs.Clip(r.ID))
	case r.Weight < 1 || r.Weight > MaxWeight:
		return errs.New(errs.Invalid, "the weight of role %q must be between 1 and %d", errs.Clip(r.ID), MaxWeight)
	case r.Clearance != "" && ClearanceRank(r.Clearance) == 0:
		return errs.New(errs.Invalid, "clearance %q is not known; the levels are %s", errs.Clip(r.Clearance), strings.Join(Clearances(), ", "))
	}
	for _, list := range [][]Need{r.Skills, r.Languages} {
		for _, n := range list {
			if n.Code == "" || n.Min < 1 || n.Min > MaxLevel {
				return errs.New(errs.Invalid, "role %q asks for %q at level %d; levels run from 1 to %d", errs.Clip(r.ID), errs.Clip(n.Code), n.Min, MaxLevel)
			}
		}
	}
	return nil
}

func (p Problem) objective() Objective {
	if p.Objective == (Objective{}) {
		return Standard()
	}
	return p.Objective
}
