package rest

import (
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/policy"
	"entente/internal/release"
)

// Onward says whether recipients may pass it on, and to whom.
type Onward struct {
	Allowed bool        `json:"allowed"`
	To      []ids.Party `json:"to,omitempty" maxItems:"100" doc:"None: whoever the agreements permit"`
}

// Preview is who may have it, and why; nothing was written.
type Preview struct {
	Objects      int              `json:"objects"`
	At           time.Time        `json:"at"`
	Parties      []PartyDecisions `json:"parties"`
	SecondPerson bool             `json:"second_person" doc:"This node lets nobody release it alone: put it forward, and another person approves"`
}

// PartyDecisions is everything decided for one party.
type PartyDecisions struct {
	Party  ids.Party     `json:"party"`
	Name   string        `json:"name"`
	Permit int           `json:"permit" doc:"Objects that may go"`
	Refuse int           `json:"refuse"`
	Rows   []DecisionRow `json:"rows"`
}

// DecisionRow is one decision: one class of objects for one party.
type DecisionRow struct {
	Class    Class    `json:"class"`
	Count    int      `json:"count"`
	Permit   bool     `json:"permit"`
	Handling Handling `json:"handling" doc:"What the recipient must keep to; empty for a refusal"`
	Reasons  []Reason `json:"reasons"`
}

// Class is all that policy looks at in an object.
type Class struct {
	Origin   ids.Party `json:"origin"`
	Category string    `json:"category"`
	TLP      string    `json:"tlp"`
	PAP      string    `json:"pap"`
	Unknown  bool      `json:"unknown"`
	Onward   Onward    `json:"onward"`
}

// Handling is what a recipient must keep to.
type Handling struct {
	TLP    string `json:"tlp"`
	PAP    string `json:"pap"`
	Onward Onward `json:"onward"`
}

// Reason is one ground of a decision.
type Reason struct {
	Code     string      `json:"code"`
	Text     string      `json:"text"`
	Phrase   errs.Phrase `json:"phrase,omitzero" doc:"The text before its words were put in, so that it can be said in another language"`
	Citation *Citation   `json:"citation,omitempty"`
}

// Citation is the provision that a decision rests on.
type Citation struct {
	Agreement  string `json:"agreement"`
	Title      string `json:"title"`
	Template   string `json:"template"`
	Generation int    `json:"generation"`
	Clause     string `json:"clause"`
	Provision  string `json:"provision"`
	Digest     string `json:"digest"`
	Text       string `json:"text"`
}

func previewOf(p release.Preview) Preview {
	out := Preview{Objects: p.Objects, At: p.At, SecondPerson: p.SecondPerson}
	for _, v := range p.Parties {
		out.Parties = append(out.Parties, PartyDecisions{Party: v.Party, Name: v.Name, Permit: v.Released, Refuse: v.Refused, Rows: rowsOf(v.Rows)})
	}
	return out
}

func rowsOf(rows []release.Row) []DecisionRow {
	out := make([]DecisionRow, len(rows))
	for i, r := range rows {
		h := r.Decision.Handling
		d := DecisionRow{Handling: Handling{TLP: h.TLP.String(), PAP: h.PAP.String(), Onward: Onward(h.Onward)}, Count: r.Count, Permit: r.Decision.Permit, Class: classOf(r.Class)}
		for _, why := range r.Decision.Reasons {
			d.Reasons = append(d.Reasons, reasonOf(why))
		}
		out[i] = d
	}
	return out
}

func classOf(c policy.Class) Class {
	return Class{Origin: c.Origin, Category: c.Category, TLP: c.TLP.String(), PAP: c.PAP.String(), Unknown: c.Unknown, Onward: Onward(c.Onward)}
}

func reasonOf(r policy.Reason) Reason {
	out := Reason{Code: r.Code, Text: r.Text, Phrase: r.Phrase}
	if c := r.Citation; c.Agreement != "" {
		out.Citation = &Citation{Agreement: c.Agreement, Title: c.Title, Template: c.Template, Generation: c.Generation, Clause: c.Clause, Provision: c.Provision, Digest: c.Digest, Text: c.Text}
	}
	return out
}
