package directory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente/internal/base/errs"
)

// Change is one field that two entries say otherwise.
type Change struct {
	Field  string `json:"field"` // "team.name", "contact.duty", "text.3.1"
	Before string `json:"before"`
	After  string `json:"after"`
}

// Diff lists what a change does, field by field; empty where both say the same.
func Diff(before, after Said) []Change {
	a, b := before.normal().fields(), after.normal().fields()
	names := map[string]bool{}
	for n := range a {
		names[n] = true
	}
	for n := range b {
		names[n] = true
	}
	out := []Change{}
	for n := range names {
		if a[n] != b[n] {
			out = append(out, Change{Field: n, Before: a[n], After: b[n]})
		}
	}
	slices.SortFunc(out, func(x, y Change) int { return strings.Compare(x.Field, y.Field) })
	return out
}

// fields writes an entry field by field, for people to compare.
func (s Said) fields() map[string]string {
	t, c := s.Team, s.Constituency
	lines := func(all []string) string { return strings.Join(all, "\n") }
	out := map[string]string{
		"team.name": t.Name, "team.short": t.Short, "team.host": t.Host, "team.country": t.Country, "team.zone": t.Zone, "team.established": t.Established, "team.address": t.Address,
		"team.hours": hoursText(t.Hours), "team.websites": lines(t.Websites), "team.languages": lines(t.Languages), "team.oes": yes(t.OES), "team.approved": yes(t.Approved),
		"constituency.description": c.Description, "constituency.prefixes": lines(c.Prefixes), "constituency.domains": lines(c.Domains), "constituency.countries": lines(c.Countries), "constituency.sectors": lines(c.Sectors),
		"constituency.asns": strings.Trim(fmt.Sprint(c.ASNs), "[]"), "services": lines(s.Services), "order": "",
	}
	for _, x := range s.Contacts {
		text := join(", ", x.Name, string(x.Purpose), x.Office)
		for _, ch := range x.Channels {
			text = join("\n", text, join(", ", string(ch.Medium)+" "+ch.Address, ch.Key, ch.Answers, hoursText(ch.Hours)))
		}
		out["contact."+x.ID] = text
		out["order"] = join("\n", out["order"], x.ID)
	}
	for _, x := range s.Offices {
		out["office."+x.ID] = join("\n", x.Name, x.Answers, after("→ ", x.Successor))
	}
	for _, x := range s.People {
		out["people"] = join("\n", out["people"], join(", ", x.Position, x.Name, strings.Join(x.Languages, " "), x.Phone, x.Email, x.Key))
	}
	for _, x := range s.Keys {
		out["key."+x.Fingerprint] = join("\n", join(", ", x.Fingerprint, x.User, x.Expires), x.Armor)
	}
	for _, x := range s.Memberships {
		out["memberships"] = join("\n", out["memberships"], join(", ", x.Body, x.Status, x.Since, x.Number))
	}
	for n, x := range s.Texts {
		out["text."+n] = x
	}
	for n, x := range s.SIM3 {
		out["sim3."+n] = strconv.Itoa(x)
	}
	return out
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// Preview is what an import would change.
type Preview struct {
	Said    Said
	Changes []Change
	Fault   string // why it cannot be saved as it is; "" where it can
	Phrase  errs.Phrase
}

// preview judges what an import gives.
func preview(before, after Said) Preview {
	p := Preview{Said: after, Changes: Diff(before, after)}
	if err := after.check(); err != nil {
		_, p.Fault = errs.Public(err)
		p.Phrase = errs.PhraseOf(err)
	}
	return p
}
