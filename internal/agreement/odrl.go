package agreement

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/policy"
)

// Rights is an agreement in the Open Digital Rights Language (W3C ODRL Information
// Model 2.2), for outsiders that read that. The terms that ODRL has no words for
// are those of our own profile.
type Rights struct {
	Context    []any        `json:"@context"`
	Type       string       `json:"@type"`
	UID        string       `json:"uid"`
	Profile    string       `json:"profile"`
	Conflict   string       `json:"conflict"` // "prohibit": what one rule forbids no other permits
	Title      string       `json:"title"`
	Source     string       `json:"source"` // digest of the instrument as signed
	Issued     time.Time    `json:"issued"` // in force from
	Permission []RightsRule `json:"permission"`
	Forbidden  []RightsRule `json:"prohibition"`
	Obligation []RightsRule `json:"obligation"`
}

// RightsRule is a permission, a prohibition or an obligation.
type RightsRule struct {
	UID        string             `json:"uid"` // of the provision
	Action     string             `json:"action"`
	Assigner   []ids.Party        `json:"assigner"`
	Assignee   []ids.Party        `json:"assignee"`
	Target     []string           `json:"target,omitempty"`
	Constraint []RightsConstraint `json:"constraint,omitempty"`
}

// RightsConstraint is an atomic constraint.
type RightsConstraint struct {
	Left     string `json:"leftOperand"`
	Operator string `json:"operator"`
	Right    any    `json:"rightOperand"`
}

const (
	odrlProfile = "urn:entente:odrl:1"
	odrlTerms   = "urn:entente:odrl:1#"
)

// Rights renders what is in force at a moment. Errors: Conflict when it is not in
// force then.
func (a Agreement) Rights(t time.Time) (Rights, error) {
	rules := a.rulesAt(t)
	c := a.foldAt(t).inForce(t)
	if len(rules) == 0 || c == nil {
		return Rights{}, errs.New(errs.Conflict, "the agreement was not in force then, so nobody is to handle anything by it")
	}
	r := Rights{Context: []any{"http://www.w3.org/ns/odrl.jsonld", map[string]string{"entente": odrlTerms}}, Type: "Agreement", UID: "urn:uuid:" + a.ID, Profile: odrlProfile, Conflict: "prohibit",
		Title: c.Title, Source: "urn:sha256:" + c.DigestText(), Issued: c.force, Permission: []RightsRule{}, Forbidden: []RightsRule{}, Obligation: []RightsRule{}}
	for _, x := range rules {
		one := RightsRule{UID: "urn:uuid:" + a.ID + "#" + x.Citation.Provision, Assigner: slices.Clone(x.From), Assignee: slices.Clone(x.To)}
		switch x.Kind {
		case policy.Share:
			one.Action = "distribute"
			for _, cat := range x.Categories {
				one.Target = append(one.Target, odrlTerms+cat)
			}
			r.Permission = append(r.Permission, one)
		case policy.Ceiling:
			one.Action = "distribute"
			one.Constraint = []RightsConstraint{{"entente:tlp", "gt", x.TLP.String()}}
			r.Forbidden = append(r.Forbidden, one)
		case policy.OnwardRelease:
			one.Action = "entente:passOn"
			if !x.Onward.Allowed {
				r.Forbidden = append(r.Forbidden, one)
				continue
			}
			one.Constraint = []RightsConstraint{{"entente:tlp", "lteq", x.TLP.String()}}
			if len(x.Onward.To) > 0 {
				one.Constraint = append(one.Constraint, RightsConstraint{"recipient", "isAnyOf", x.Onward.To})
			}
			r.Permission = append(r.Permission, one)
		case policy.Handle:
			one.Action = "entente:handle"
			one.Constraint = []RightsConstraint{{"entente:encryptInTransit", "eq", x.Terms.Encrypt}, {"entente:attribution", "eq", x.Terms.Attribution}}
			if x.Terms.Retention != "" {
				one.Constraint = append(one.Constraint, RightsConstraint{"entente:retention", "lteq", span(x.Terms.Retention)})
			}
			r.Obligation = append(r.Obligation, one)
		}
	}
	for _, d := range a.Duties(t) {
		one := RightsRule{UID: "urn:uuid:" + a.ID + "#" + d.Provision.ID, Action: "entente:" + string(d.Provision.Kind), Assigner: slices.Clone(d.Parties), Assignee: slices.Clone(d.Owes)}
		one.Constraint = []RightsConstraint{{"entente:force", "eq", d.Provision.Force}}
		if d.Provision.Every != "" {
			one.Constraint = append(one.Constraint, RightsConstraint{"timeInterval", "eq", span(d.Provision.Every)})
		}
		if d.Provision.Within != "" {
			one.Constraint = append(one.Constraint, RightsConstraint{"delayPeriod", "lteq", span(d.Provision.Within)})
		}
		r.Obligation = append(r.Obligation, one)
	}
	for _, all := range [][]RightsRule{r.Permission, r.Forbidden, r.Obligation} {
		slices.SortStableFunc(all, func(x, y RightsRule) int { return strings.Compare(x.UID, y.UID) })
	}
	return r, nil
}

// span is a length of time as JSON-LD types it.
func span(iso string) map[string]string {
	return map[string]string{"@value": iso, "@type": "xsd:duration"}
}
