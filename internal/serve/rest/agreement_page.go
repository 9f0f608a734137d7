package rest

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// Agreement is an agreement with its state.
type Agreement struct {
	ID               string           `json:"id"`
	Title            string           `json:"title"`
	Template         string           `json:"template"`
	Generation       int              `json:"generation"`
	GenerationDigest string           `json:"generation_digest" doc:"SHA-256 of the generation, hex"`
	State            agreement.State  `json:"state" enum:"draft,proposed,signed,in-force,suspended,superseded,terminated,expired,withdrawn,declined"`
	Depositary       ids.Party        `json:"depositary" doc:"Who proposed it first and keeps the signatures"`
	Parties          []AgreementParty `json:"parties"`
	EffectiveFrom    *time.Time       `json:"effective_from,omitempty" doc:"Absent: with the last signature, which is missing"`
	Created          time.Time        `json:"created"`
	Digest           string           `json:"digest" doc:"SHA-256 of all that is signed, hex"`
	Table            string           `json:"table,omitempty" doc:"Digest of the text that is open for signature"`
	Draft            string           `json:"draft,omitempty" doc:"Digest of our own version that nobody else has seen"`
	SupersededBy     string           `json:"superseded_by,omitempty" doc:"Id of the agreement that takes its place"`
}

// AgreementParty is a party to an agreement, and whether it has signed the text
// that is shown.
type AgreementParty struct {
	Code   ids.Party  `json:"code"`
	Signed bool       `json:"signed"`
	At     *time.Time `json:"at,omitempty"`
	Office string     `json:"office,omitempty"`
}

// AgreementText is one version: all that is signed as one.
type AgreementText struct {
	Digest           string             `json:"digest"`
	Round            int                `json:"round"`
	Previous         string             `json:"previous,omitempty"`
	Author           ids.Party          `json:"author"`
	Created          time.Time          `json:"created"`
	Title            string             `json:"title"`
	Template         string             `json:"template"`
	Generation       int                `json:"generation"`
	GenerationDigest string             `json:"generation_digest"`
	Languages        []string           `json:"languages"`
	Authentic        string             `json:"authentic" doc:"The language that counts where texts differ"`
	Parties          []ids.Party        `json:"parties"`
	Params           map[string]any     `json:"params"`
	Clauses          []clause.Clause    `json:"clauses"`
	Variations       []clause.Variation `json:"variations"`
	Annexes          []agreement.Annex  `json:"annexes"`
	Supersedes       []string           `json:"supersedes"`
	EffectiveFrom    *time.Time         `json:"effective_from,omitempty"`
}

// AgreementPage is all about one agreement.
type AgreementPage struct {
	Agreement
	Text       AgreementText        `json:"text"`
	Versions   []AgreementVersion   `json:"versions" doc:"Oldest first"`
	History    []AgreementEvent     `json:"history"`
	Signatures []AgreementSignature `json:"signatures" doc:"Under the text that is shown and under what is on the table"`
	Needs      []AgreementParty     `json:"needs" doc:"Who must sign what is on the table"`
	FourEyes   bool                 `json:"four_eyes" doc:"What is on the table asks for a second person with each signature"`
	Prepared   []AgreementPrepared  `json:"prepared" doc:"Signatures of our own that wait for a second person"`
	Clocks     []AgreementClock     `json:"clocks"`
	Notice     string               `json:"notice,omitempty" doc:"Length of notice, ISO 8601; absent: it can be ended at once"`
}

// AgreementVersion is a line about one version.
type AgreementVersion struct {
	Digest  string    `json:"digest"`
	Round   int       `json:"round"`
	Author  ids.Party `json:"author"`
	Created time.Time `json:"created"`
	Stands  string    `json:"stands" enum:"draft,table,shown,past" doc:"shown is the text in force, or the one to read while none is"`
}

// AgreementEvent is one line of an agreement's history.
type AgreementEvent struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Party   ids.Party `json:"party"`
	By      string    `json:"by" doc:"The office"`
	Person  string    `json:"person,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Version string    `json:"version,omitempty" doc:"Digest of the version that it is about"`
}

// AgreementSignature is one office's signature.
type AgreementSignature struct {
	Version  string    `json:"version" doc:"Digest"`
	Party    ids.Party `json:"party"`
	Office   string    `json:"office"`
	Person   string    `json:"person"`
	Prepared string    `json:"prepared,omitempty" doc:"The person who looked at it before"`
	At       time.Time `json:"at"`
	Key      string    `json:"key" doc:"The key that the office had when it signed"`
}

// AgreementPrepared is a signature that waits for its second person.
type AgreementPrepared struct {
	Version string    `json:"version"`
	Office  string    `json:"office"`
	Name    string    `json:"name"`
	At      time.Time `json:"at"`
}

// AgreementClock is one moment that an agreement runs towards.
type AgreementClock struct {
	Kind  string    `json:"kind" enum:"effective,notice,expiry,superseded"`
	Party ids.Party `json:"party"`
	At    time.Time `json:"at"`
}

// AgreementComment is what a party said of a text.
type AgreementComment struct {
	ID      string    `json:"id"`
	Version string    `json:"version"`
	Clause  string    `json:"clause,omitempty"`
	Party   ids.Party `json:"party"`
	By      string    `json:"by"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
}

func commentOf(c agreement.Comment) AgreementComment {
	return AgreementComment{ID: c.ID, Version: c.Digest, Clause: c.Clause, Party: c.Party, By: c.By, Text: c.Text, At: c.At}
}

func (a *api) agreementOf(x agreement.Agreement) Agreement {
	now := a.deps.Clock.Now()
	out := Agreement{ID: x.ID, Title: x.Title, Template: x.Template, Generation: x.Generation, GenerationDigest: x.GenerationDigest, State: x.StateAt(now), Depositary: x.Depositary,
		EffectiveFrom: moment(x.InForceFrom()), Created: x.Created, Digest: x.DigestText(), Parties: partiesOf(x.Signatures(now))}
	if v, ok := x.OnTable(now); ok {
		out.Table = v.DigestText()
	}
	if v, ok := x.OwnDraft(); ok {
		out.Draft = v.DigestText()
	}
	out.SupersededBy, _ = x.SupersededBy()
	return out
}

func partiesOf(all []agreement.Signature) []AgreementParty {
	out := []AgreementParty{}
	for _, s := range all {
		p := AgreementParty{Code: s.Party, Signed: s.Signed}
		if n := len(s.By); n > 0 {
			p.At, p.Office = moment(s.By[n-1].At), s.By[n-1].Office
		}
		out = append(out, p)
	}
	return out
}

func textOf(v agreement.Version) (AgreementText, error) {
	out := AgreementText{Digest: v.DigestText(), Round: v.Round, Previous: v.Previous, Author: v.Author, Created: v.Created, Title: v.Title, Template: v.Template, Generation: v.Generation,
		GenerationDigest: v.GenerationDigest, Languages: v.Languages, Authentic: v.Authentic(), Clauses: v.Clauses, Variations: append([]clause.Variation{}, v.Variations...),
		Annexes: append([]agreement.Annex{}, v.Annexes...), Supersedes: append([]string{}, v.Supersedes...), EffectiveFrom: moment(v.EffectiveFrom)}
	for _, m := range v.Parties {
		out.Parties = append(out.Parties, m.Code)
	}
	return out, json.Unmarshal(v.Params, &out.Params)
}

func (a *api) agreementPage(ctx context.Context, v authz.Viewer, x agreement.Agreement, err error) (*body[AgreementPage], error) {
	if err != nil {
		return nil, err
	}
	now := a.deps.Clock.Now()
	out := AgreementPage{Agreement: a.agreementOf(x), Notice: x.NoticeSpan(), Versions: []AgreementVersion{}, History: []AgreementEvent{}, Signatures: []AgreementSignature{}, Needs: []AgreementParty{}, Prepared: []AgreementPrepared{}, Clocks: []AgreementClock{}}
	if out.Text, err = textOf(x.Version); err != nil {
		return nil, err
	}
	if out.Signatures, err = a.signaturesOf(ctx, v, x, x.Version, now); err != nil {
		return nil, err
	}
	table, open := x.OnTable(now)
	if open {
		out.Needs, out.FourEyes = partiesOf(x.SignaturesOf(table, now)), table.FourEyes()
		if table.Digest != x.Digest {
			more, err := a.signaturesOf(ctx, v, x, table, now)
			if err != nil {
				return nil, err
			}
			out.Signatures = append(out.Signatures, more...)
		}
	}
	for _, y := range x.Versions {
		line := AgreementVersion{Digest: y.DigestText(), Round: y.Round, Author: y.Author, Created: y.Created, Stands: "past"}
		switch {
		case y.IsDraft():
			line.Stands = "draft"
		case open && y.Digest == table.Digest:
			line.Stands = "table"
		case y.Digest == x.Digest:
			line.Stands = "shown"
		}
		out.Versions = append(out.Versions, line)
	}
	for _, e := range x.History() {
		out.History = append(out.History, AgreementEvent{At: e.At, Kind: e.Kind, Party: e.Party, By: e.Office, Person: e.By, Reason: e.Reason, Version: e.Digest})
	}
	for _, c := range x.Clocks(now) {
		out.Clocks = append(out.Clocks, AgreementClock(c))
	}
	prepared, err := a.deps.Agreements.Prepared(ctx, v, x.ID)
	if err != nil && !errs.Is(err, errs.Denied) && !errs.Is(err, errs.NotFound) { // a token may act without the right to read, and a draft may be gone
		return nil, err
	}
	for _, p := range prepared {
		out.Prepared = append(out.Prepared, AgreementPrepared{Version: p.Digest, Office: p.Office, Name: p.Name, At: p.At})
	}
	return reply(out), nil
}

// signaturesOf lists the signatures under one version with their keys.
func (a *api) signaturesOf(ctx context.Context, v authz.Viewer, x agreement.Agreement, version agreement.Version, at time.Time) ([]AgreementSignature, error) {
	out := []AgreementSignature{}
	for _, s := range x.SignaturesOf(version, at) {
		for _, by := range s.By {
			key, err := a.deps.Agreements.SigningKey(ctx, v, s.Party, by.Office, by.At)
			if err != nil && !errs.Is(err, errs.Denied) { // a token may sign without the right to read
				return nil, err
			}
			out = append(out, AgreementSignature{Version: version.DigestText(), Party: s.Party, Office: by.Office, Person: by.By, Prepared: by.Prepared, At: by.At, Key: key.String()})
		}
	}
	return out, nil
}
