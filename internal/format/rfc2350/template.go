// Package rfc2350 reads and writes the description of a team by the template of
// RFC 2350 (BCP 21), appendix D: numbered sections with fixed titles.
//
// Documents in the world number, space and word it each in its own way, so a
// heading is known by its title first and by its number second, and what is no
// heading stays text of the section that it stands in: nothing is lost.
package rfc2350

import "slices"

// Section is one section of the template with its text. Text has no line break at
// its ends.
type Section struct {
	Number string // "3.1"
	Text   string
}

// Document is a description: sections in the order of the template, those
// without a text left out.
type Document struct {
	Sections []Section
}

// Text gives the text of a section; "" where there is none.
func (d Document) Text(number string) string {
	for _, s := range d.Sections {
		if s.Number == number {
			return s.Text
		}
	}
	return ""
}

// heading is a section of the template: its number, its title, and words of which
// one is in the title of every document that has it.
type heading struct {
	number, title string
	words         []string
}

// template is RFC 2350, appendix D, with the section on authenticity (1.4) that
// later documents have.
var template = []heading{
	{"1", "Document Information", []string{"document information", "about this document"}},
	{"1.1", "Date of Last Update", []string{"last update", "date of last"}},
	{"1.2", "Distribution List for Notifications", []string{"distribution list"}},
	{"1.3", "Locations where this Document May Be Found", []string{"document may be found", "locations where"}},
	{"1.4", "Authenticating this Document", []string{"authenticating this document", "authenticity of this document", "document authenticity"}},
	{"2", "Contact Information", []string{"contact information"}},
	{"2.1", "Name of the Team", []string{"name of the team", "team name"}},
	{"2.2", "Address", []string{"address"}},
	{"2.3", "Time Zone", []string{"time zone", "timezone"}},
	{"2.4", "Telephone Number", []string{"telephone number", "phone number"}},
	{"2.5", "Facsimile Number", []string{"facsimile", "fax"}},
	{"2.6", "Other Telecommunication", []string{"other telecommunication"}},
	{"2.7", "Electronic Mail Address", []string{"electronic mail", "e-mail address", "email address"}},
	{"2.8", "Public Keys and Encryption Information", []string{"public key", "encryption information"}},
	{"2.9", "Team Members", []string{"team members"}},
	{"2.10", "Other Information", []string{"other information"}},
	{"2.11", "Points of Customer Contact", []string{"points of customer", "points of contact", "customer contact"}},
	{"3", "Charter", []string{"charter"}},
	{"3.1", "Mission Statement", []string{"mission"}},
	{"3.2", "Constituency", []string{"constituency"}},
	{"3.3", "Sponsorship and/or Affiliation", []string{"sponsor", "affiliation"}},
	{"3.4", "Authority", []string{"authority"}},
	{"4", "Policies", []string{"policies"}},
	{"4.1", "Types of Incidents and Level of Support", []string{"types of incidents", "level of support"}},
	{"4.2", "Co-operation, Interaction and Disclosure of Information", []string{"disclosure of information", "co-operation", "cooperation"}},
	{"4.3", "Communication and Authentication", []string{"communication and authentication"}},
	{"5", "Services", []string{"services"}},
	{"5.1", "Incident Response", []string{"incident response", "incident handling"}},
	{"5.1.1", "Incident Triage", []string{"triage"}},
	{"5.1.2", "Incident Coordination", []string{"coordination", "co-ordination"}},
	{"5.1.3", "Incident Resolution", []string{"resolution"}},
	{"5.2", "Proactive Activities", []string{"proactive", "pro-active"}},
	{"6", "Incident Reporting Forms", []string{"reporting forms", "reporting form"}},
	{"7", "Disclaimers", []string{"disclaimer"}},
}

// Known tells whether the template has a section of that number.
func Known(number string) bool {
	return slices.ContainsFunc(template, func(h heading) bool { return h.number == number })
}

// Title gives the template's title of a section; "" for one that it does not have.
func Title(number string) string {
	for _, h := range template {
		if h.number == number {
			return h.title
		}
	}
	return ""
}

// Numbers lists the template's sections in its order.
func Numbers() []string {
	out := make([]string, len(template))
	for i, h := range template {
		out[i] = h.number
	}
	return out
}
