package expert

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/clause"
	"entente/internal/match"
)

// Day is a date, 2027-05-31, which ends at midnight UTC; "" for none.
type Day string

// End is the moment after the day; zero for none.
func (d Day) End() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, 1)
}

// valid tells whether it is a day of the calendar, or none.
func (d Day) valid() bool { return d == "" || !d.End().IsZero() }

// Skill is a skill of the list at a level from 1 (has done it under guidance) to 5
// (is asked by others).
type Skill struct {
	Code  string `json:"code"`
	Level int    `json:"level" minimum:"1" maximum:"5"`
}

// Clearance is what a national security authority has granted.
type Clearance struct {
	Level     string `json:"level" enum:"restricted,confidential,secret,top-secret"`
	Authority string `json:"authority" doc:"Who granted it"`
	Until     Day    `json:"until,omitempty" doc:"Last day; absent when it does not end"`
}

// Certificate is evidence for a skill; it decides nothing by itself.
type Certificate struct {
	Name      string `json:"name"`
	Issuer    string `json:"issuer,omitempty"`
	Until     Day    `json:"until,omitempty"`
	Reference string `json:"reference,omitempty"`
}

// HourLimit is the most hours that are healthy in a rolling time; zero for none.
type HourLimit struct {
	Hours int `json:"hours" minimum:"0" maximum:"2000"`
	Days  int `json:"days" minimum:"0" maximum:"90"`
}

// Profile is what the node knows of a person.
type Profile struct {
	Name         string        `json:"name"`
	Phone        string        `json:"phone,omitempty"`
	Email        string        `json:"email,omitempty"`
	Employer     string        `json:"employer,omitempty"`
	Office       string        `json:"office" doc:"Id of the own office that releases the person for work"`
	Services     []string      `json:"services,omitempty"`
	Roles        []string      `json:"roles,omitempty"`
	Skills       []Skill       `json:"skills,omitempty"`
	Vendors      []string      `json:"vendors,omitempty"`
	Languages    []Language    `json:"languages,omitempty"`
	Clearance    *Clearance    `json:"clearance,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"`
	Passport     Day           `json:"passport,omitempty" doc:"Last day of the passport"`
	Remote       bool          `json:"remote"`
	OnSite       bool          `json:"on_site"`
	LeadHours    int           `json:"lead_hours" minimum:"0" maximum:"720" doc:"From a call until ready"`
	Limit        HourLimit     `json:"limit"`
	Conflicts    []string      `json:"conflicts,omitempty" doc:"Codes or names of whom the person must not work for"`
}

// Bounds of a profile.
const (
	maxList  = 60
	maxHours = 720
)

// tidy brings a profile into the one form in which it is kept: sorted, nothing
// twice, no spaces around.
func (p Profile) tidy() Profile {
	for _, s := range []*string{&p.Name, &p.Phone, &p.Email, &p.Employer, &p.Office} {
		*s = strings.TrimSpace(*s)
	}
	for _, list := range []*[]string{&p.Services, &p.Roles, &p.Vendors, &p.Conflicts} {
		l := slices.Clone(*list)
		slices.Sort(l)
		*list = slices.Compact(l)
	}
	p.Skills, p.Languages = slices.Clone(p.Skills), slices.Clone(p.Languages)
	slices.SortStableFunc(p.Skills, func(a, b Skill) int { return strings.Compare(a.Code, b.Code) })
	slices.SortStableFunc(p.Languages, func(a, b Language) int { return strings.Compare(a.Code, b.Code) })
	return p
}

// check refuses a profile that says what it cannot. Whether the office is one of
// ours is asked where the offices are known.
func (p Profile) check() error {
	switch {
	case !clause.Line(p.Name):
		return errs.New(errs.Invalid, "the name is one line of visible characters")
	case p.Phone != "" && !clause.Line(p.Phone):
		return errs.New(errs.Invalid, "the phone is one line of visible characters")
	case p.Employer != "" && !clause.Line(p.Employer):
		return errs.New(errs.Invalid, "the employer is one line of visible characters")
	case p.Email != "" && (!clause.Line(p.Email) || strings.Count(p.Email, "@") != 1 || strings.ContainsAny(p.Email, " <>,;")):
		return errs.New(errs.Invalid, "e-mail: use one address, such as a.novak@example.org")
	}
	for _, code := range p.Services {
		if !has(services, code) {
			return errs.New(errs.Invalid, "service %q is not in the list", errs.Clip(code))
		}
	}
	for _, code := range p.Roles {
		if !has(roles, code) {
			return errs.New(errs.Invalid, "role %q is not in the list", errs.Clip(code))
		}
	}
	for _, code := range p.Vendors {
		if !has(vendors, code) {
			return errs.New(errs.Invalid, "maker %q is not in the list", errs.Clip(code))
		}
	}
	switch {
	case len(p.Services)+len(p.Roles)+len(p.Skills)+len(p.Languages)+len(p.Certificates)+len(p.Conflicts) > maxList*3 || len(p.Certificates) > maxList || len(p.Conflicts) > maxList || len(p.Languages) > maxList:
		return errs.New(errs.TooLarge, "a profile lists up to %d things of one sort", maxList)
	case p.LeadHours < 0 || p.LeadHours > maxHours:
		return errs.New(errs.Invalid, "the time until ready is between 0 and %d hours", maxHours)
	case p.Limit.Hours < 0 || p.Limit.Hours > 2000 || p.Limit.Days < 0 || p.Limit.Days > 90 || (p.Limit.Hours == 0) != (p.Limit.Days == 0):
		return errs.New(errs.Invalid, "a limit of hours needs both: up to 2,000 hours in up to 90 days")
	}
	return p.checkLevels()
}

func (p Profile) checkLevels() error {
	for i, s := range p.Skills {
		if !has(skills, s.Code) || s.Level < 1 || s.Level > match.MaxLevel || i > 0 && p.Skills[i-1].Code == s.Code {
			return errs.New(errs.Invalid, "skill %q at level %d: use a skill of the list once, at a level from 1 to %d", errs.Clip(s.Code), s.Level, match.MaxLevel)
		}
	}
	for i, l := range p.Languages {
		if err := l.check(); err != nil {
			return err
		}
		if i > 0 && p.Languages[i-1].Code == l.Code {
			return errs.New(errs.Invalid, "language %s stands twice", l.Code)
		}
	}
	if c := p.Clearance; c != nil {
		if match.ClearanceRank(c.Level) == 0 || !clause.Line(c.Authority) || !c.Until.valid() {
			return errs.New(errs.Invalid, "a clearance needs a level of the list and who granted it, and ends on a day such as 2027-05-31 or not at all")
		}
	}
	for _, c := range p.Certificates {
		if !clause.Line(c.Name) || c.Issuer != "" && !clause.Line(c.Issuer) || c.Reference != "" && !clause.Line(c.Reference) || !c.Until.valid() {
			return errs.New(errs.Invalid, "a certificate needs a name; name, issuer and reference are one line each, and its end is a day such as 2027-05-31")
		}
	}
	for _, c := range p.Conflicts {
		if !clause.Line(c) {
			return errs.New(errs.Invalid, "a conflict of interest is named in one line")
		}
	}
	if !p.Passport.valid() {
		return errs.New(errs.Invalid, "the passport ends on a day such as 2027-05-31")
	}
	return nil
}
