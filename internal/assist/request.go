package assist

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/match"
)

// Request is what a party asks for. As a draft it may lack anything; Missing
// tells what must be there before it is authorised.
type Request struct {
	Title        string      `json:"title,omitempty" doc:"One line"`
	Beneficiary  string      `json:"beneficiary,omitempty" doc:"Who is helped; may be a pseudonym"`
	Pseudonym    bool        `json:"pseudonym,omitzero" doc:"The beneficiary's name is a pseudonym"`
	Entity       string      `json:"entity,omitempty" enum:"other,important,essential,critical,state" doc:"Type of the beneficiary: other, important or essential entity, critical infrastructure, the state itself"`
	Office       string      `json:"office,omitempty" doc:"Office that asks"`
	Incident     string      `json:"incident,omitempty" doc:"Reference of the incident"`
	Severity     Severity    `json:"severity,omitzero"`
	Sectors      []string    `json:"sectors,omitempty"`
	Impact       string      `json:"impact,omitempty" enum:"local,regional,national,several" doc:"Impact on the affected state now; several: on several states"`
	Situation    string      `json:"situation,omitempty" doc:"What happened, and the impact now"`
	Expected     string      `json:"expected,omitempty" doc:"Impact that is expected without help"`
	SpillOver    []ids.Party `json:"spill_over,omitempty" doc:"Parties that are or may be affected too"`
	Services     []string    `json:"services,omitempty" doc:"Services wanted, by code of the FIRST CSIRT Services Framework list of this node"`
	Roles        []Role      `json:"roles,omitempty" doc:"Seats to be filled"`
	Mode         string      `json:"mode,omitempty" enum:"advice,remote,onsite"`
	Measures     string      `json:"measures,omitempty" doc:"What was done already"`
	Taken        string      `json:"taken,omitempty" enum:"none,begun,most,all" doc:"How much of one's own means is in use"`
	OtherSupport string      `json:"other_support,omitempty" doc:"Other help at hand: contracts, insurance, other requests"`
	Access       string      `json:"access,omitempty" doc:"Conditions of access to systems, rules of engagement"`
	DataLeaves   bool        `json:"data_leaves,omitzero" doc:"Data may leave the country"`
	NeededBy     time.Time   `json:"needed_by,omitzero" doc:"From when people are needed"`
	Duration     string      `json:"duration,omitempty" doc:"For how long, ISO 8601 such as P14D"`
	TLP          string      `json:"tlp,omitempty" doc:"Marking of the request and of what is stated about it"`
	Audience     string      `json:"audience,omitempty" enum:"directed,named,all" doc:"directed: to the depositary alone, which sees that it is answered; named: to those in Named; all: to everybody whom the agreement binds"`
	Named        []ids.Party `json:"named,omitempty"`
	HostSupport  string      `json:"host_support,omitempty" doc:"Lodging, transport, escorts that the requester gives"`
	Liability    string      `json:"liability,omitempty"`
	Cost         string      `json:"cost,omitempty" doc:"Who bears what"`
	Contact      string      `json:"contact,omitempty" doc:"Reachable day and night"`
	Fallback     string      `json:"fallback,omitempty" doc:"Second way to reach somebody, on another channel"`
	ReportWithin string      `json:"report_within,omitempty" doc:"From closing until the report is due, ISO 8601; P60D when absent"`
}

// Severity is a value of a scheme as its judge gave it; it is never converted.
type Severity struct {
	Scheme string `json:"scheme,omitempty" enum:"eu,ncsc-uk,us,nukib,other" doc:"eu: white to red; ncsc-uk: 6 to 1; us: baseline to emergency; nukib: I to III; other: not compared"`
	Value  string `json:"value,omitempty"`
	Judge  string `json:"judge,omitempty" doc:"Who judged it"`
}

// Role is one kind of seat. Levels run from 1 to 5.
type Role struct {
	ID        string      `json:"id" maxLength:"40" doc:"Unique in the request, such as r1"`
	Title     string      `json:"title,omitempty"`
	Count     int         `json:"count" minimum:"1" maximum:"50" doc:"How many people"`
	Service   string      `json:"service,omitempty" doc:"Code of a service; absent for any"`
	Profile   string      `json:"profile,omitempty" doc:"Code of a role profile; absent for any"`
	Seniority string      `json:"seniority,omitempty" doc:"For people to read; matching goes by levels"`
	Skills    []Need      `json:"skills,omitempty"`
	Languages []Need      `json:"languages,omitempty"`
	Clearance string      `json:"clearance,omitempty" enum:"restricted,confidential,secret,top-secret"`
	Vendors   []string    `json:"vendors,omitempty" doc:"Makers of the systems at hand"`
	Remote    bool        `json:"remote,omitzero" doc:"From where the person is; else on site"`
	Allowed   []ids.Party `json:"allowed,omitempty" doc:"Whose people may fill it; absent: everybody's"`
	Barred    []ids.Party `json:"barred,omitempty"`
	Weight    int         `json:"weight,omitzero" minimum:"0" maximum:"10" doc:"How much it counts that it is filled, 1 to 10; absent: 1"`
}

// Need asks for a skill or a language at a level or better.
type Need struct {
	Code string `json:"code" maxLength:"60"`
	Min  int    `json:"min" minimum:"1" maximum:"5"`
}

const (
	maxText     = 4000 // bytes of a text of several lines
	maxRoles    = 40
	maxSeats    = 200
	maxCodes    = 30
	reportAfter = "P60D"
)

// ends gives when the work that is asked for ends.
func (r Request) ends() time.Time { return clause.MustSpan(r.Duration).After(r.NeededBy, 1) }

// reportWithin is how long after closing the report is due.
func (r Request) reportWithin() clause.Span {
	if r.ReportWithin == "" {
		return clause.MustSpan(reportAfter)
	}
	return clause.MustSpan(r.ReportWithin)
}

func (r Request) role(id string) (Role, bool) {
	i := slices.IndexFunc(r.Roles, func(x Role) bool { return x.ID == id })
	if i < 0 {
		return Role{}, false
	}
	return r.Roles[i], true
}

// Missing names the members that must be there before a request is authorised.
func (r Request) Missing() []string {
	out := []string{}
	for _, f := range []struct {
		name string
		have bool
	}{
		{"title", r.Title != ""}, {"beneficiary", r.Beneficiary != ""}, {"entity", r.Entity != ""}, {"severity", r.Severity.Scheme != "" && r.Severity.Value != ""},
		{"impact", r.Impact != ""}, {"situation", r.Situation != ""}, {"services", len(r.Services) > 0}, {"roles", len(r.Roles) > 0}, {"mode", r.Mode != ""},
		{"measures", r.Measures != ""}, {"taken", r.Taken != ""}, {"needed_by", !r.NeededBy.IsZero()}, {"duration", r.Duration != ""}, {"tlp", r.TLP != ""},
		{"audience", r.Audience != ""}, {"named", r.Audience != "named" || len(r.Named) > 0}, {"liability", r.Liability != ""}, {"cost", r.Cost != ""},
		{"contact", r.Contact != ""}, {"fallback", r.Fallback != ""},
	} {
		if !f.have {
			out = append(out, f.name)
		}
	}
	return out
}

// check refuses what is there and could not be meant. What is missing passes.
func (r Request) check() error {
	for _, s := range append([]string{r.Title, r.Beneficiary, r.Office, r.Incident, r.Severity.Value, r.Severity.Judge, r.Contact, r.Fallback}, slices.Concat(r.Sectors, r.Services)...) {
		if s != "" && !clause.Line(s) {
			return errs.New(errs.Invalid, "a request's titles, names and codes are single visible lines")
		}
	}
	for _, s := range []string{r.Situation, r.Expected, r.Measures, r.OtherSupport, r.Access, r.HostSupport, r.Liability, r.Cost} {
		if len(s) > maxText || !clause.Plain(s) {
			return errs.New(errs.Invalid, "a request's texts have up to %d visible bytes each", maxText)
		}
	}
	for _, e := range []struct {
		value string
		of    []string
	}{
		{r.Entity, entities}, {r.Impact, impacts}, {r.Taken, takens}, {r.Mode, []string{"advice", "remote", "onsite"}},
		{r.Audience, []string{"directed", "named", "all"}}, {r.Severity.Scheme, []string{"eu", "ncsc-uk", "us", "nukib", "other"}},
	} {
		if e.value != "" && !slices.Contains(e.of, e.value) {
			return errs.New(errs.Invalid, "%q is not a word that a request can have there", errs.Clip(e.value))
		}
	}
	if t, err := marking.ParseTLP(r.TLP); r.TLP != "" && (err != nil || t == marking.None || t.String() != r.TLP) {
		return errs.New(errs.Invalid, "a request is marked by a level of the Traffic Light Protocol")
	}
	for _, span := range []string{r.Duration, r.ReportWithin} {
		if p, err := clause.ParseSpan(span); span != "" && (err != nil || p.IsZero()) {
			return errs.New(errs.Invalid, "%q is not a length of time; write it like P14D", errs.Clip(span))
		}
	}
	if len(r.Services) > maxCodes || len(r.Sectors) > maxCodes || len(r.Named) > 64 || len(r.SpillOver) > 64 || len(r.Roles) > maxRoles {
		return errs.New(errs.TooLarge, "a request names up to %d services and sectors each, 64 parties and %d roles", maxCodes, maxRoles)
	}
	for _, p := range slices.Concat(r.Named, r.SpillOver) {
		if _, err := ids.ParseParty(string(p)); err != nil {
			return err
		}
	}
	return r.checkRoles()
}

func (r Request) checkRoles() error {
	seats := 0
	for i, x := range r.Roles {
		if !clause.Line(x.ID) || len(x.ID) > 40 || slices.ContainsFunc(r.Roles[:i], func(y Role) bool { return y.ID == x.ID }) {
			return errs.New(errs.Invalid, "each role of a request has an id of its own")
		}
		if seats += x.Count; x.Count < 1 || x.Count > 50 || seats > maxSeats {
			return errs.New(errs.Invalid, "a role asks for 1 to 50 people, and a request for up to %d", maxSeats)
		}
		if x.Clearance != "" && match.ClearanceRank(x.Clearance) == 0 || x.Weight < 0 || x.Weight > 10 {
			return errs.New(errs.Invalid, "role %q has a clearance or a weight that is not known", errs.Clip(x.ID))
		}
		if len(x.Skills) > maxCodes || len(x.Languages) > maxCodes || len(x.Vendors) > maxCodes || len(x.Allowed)+len(x.Barred) > 64 {
			return errs.New(errs.TooLarge, "role %q asks for more than this node reads", errs.Clip(x.ID))
		}
		for _, n := range slices.Concat(x.Skills, x.Languages) {
			if !clause.Line(n.Code) || n.Min < 1 || n.Min > match.MaxLevel {
				return errs.New(errs.Invalid, "role %q asks for a level that is not between 1 and %d", errs.Clip(x.ID), match.MaxLevel)
			}
		}
		for _, s := range append([]string{x.Title, x.Service, x.Profile, x.Seniority}, x.Vendors...) {
			if s != "" && !clause.Line(s) {
				return errs.New(errs.Invalid, "a request's titles, names and codes are single visible lines")
			}
		}
		for _, p := range slices.Concat(x.Allowed, x.Barred) {
			if _, err := ids.ParseParty(string(p)); err != nil {
				return err
			}
		}
	}
	return nil
}
