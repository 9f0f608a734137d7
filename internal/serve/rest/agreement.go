package rest

import (
	"context"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/policy"
	"entente/internal/serve"
)

// Agreements is what this file needs of the agreement domain.
type Agreements interface {
	List(ctx context.Context, v authz.Viewer) ([]agreement.Agreement, error)
	Get(ctx context.Context, v authz.Viewer, id string) (agreement.Agreement, error)
	Draft(ctx context.Context, who authz.Actor, in agreement.NewDraft) (agreement.Agreement, error)
	Propose(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Sign(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string) (agreement.Agreement, error)
	Suspend(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (agreement.Agreement, error)
	Resume(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Terminate(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (agreement.Agreement, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Export(ctx context.Context, v authz.Viewer, id string) ([]byte, error)
	SigningKey(ctx context.Context, v authz.Viewer, p ids.Party, office string, at time.Time) (sign.PublicKey, error)
}

// Template is a text from which agreements are made.
type Template struct {
	ID           string      `json:"id"`
	Generation   int         `json:"generation"`
	Title        string      `json:"title"`
	Summary      string      `json:"summary"`
	Multilateral bool        `json:"multilateral" doc:"For more than two parties"`
	Parameters   []Parameter `json:"parameters"`
	Clauses      []Clause    `json:"clauses" doc:"With {parameter} where values will stand"`
}

// Parameter is one thing that an agreement decides, within bounds.
type Parameter struct {
	Name    string   `json:"name"`
	Type    string   `json:"type" enum:"tlp,choice,list,parties,flag,number"`
	Help    string   `json:"help"`
	Default any      `json:"default"`
	Choices []string `json:"choices,omitempty"`
	Ceiling string   `json:"ceiling,omitempty" doc:"For tlp: the strictest that may be chosen"`
	Min     int64    `json:"min,omitempty"`
	Max     int64    `json:"max,omitempty"`
}

// Clause is a piece of text with what the machine does of it.
type Clause struct {
	ID         string      `json:"id"`
	Title      string      `json:"title"`
	Text       string      `json:"text"`
	Provisions []Provision `json:"provisions"`
}

// Provision is what the machine does of a clause.
type Provision struct {
	ID   string      `json:"id"`
	Kind policy.Kind `json:"kind" enum:"share,ceiling,onward"`
	Text string      `json:"text"`
}

// Agreement is an agreement with its state.
type Agreement struct {
	ID            string           `json:"id"`
	Title         string           `json:"title"`
	Template      string           `json:"template"`
	Generation    int              `json:"generation"`
	State         agreement.State  `json:"state" enum:"draft,proposed,signed,in-force,suspended,terminated,withdrawn"`
	Depositary    ids.Party        `json:"depositary" doc:"Who proposed it and keeps the signatures"`
	Parties       []AgreementParty `json:"parties"`
	EffectiveFrom time.Time        `json:"effective_from"`
	Created       time.Time        `json:"created"`
	Digest        string           `json:"digest" doc:"SHA-256 of all that is signed, hex"`
}

// AgreementParty is a party to an agreement, and whether it has signed.
type AgreementParty struct {
	Code   ids.Party  `json:"code"`
	Signed bool       `json:"signed"`
	At     *time.Time `json:"at,omitempty"`
	Office string     `json:"office,omitempty"`
}

// AgreementPage is all about one agreement.
type AgreementPage struct {
	Agreement
	Clauses    []Clause             `json:"clauses"`
	Params     map[string]any       `json:"params"`
	History    []AgreementEvent     `json:"history"`
	Signatures []AgreementSignature `json:"signatures"`
}

// AgreementEvent is one line of an agreement's history.
type AgreementEvent struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Party  ids.Party `json:"party"`
	By     string    `json:"by" doc:"The office"`
	Reason string    `json:"reason,omitempty"`
}

// AgreementSignature is one party's signature.
type AgreementSignature struct {
	Party  ids.Party `json:"party"`
	Office string    `json:"office"`
	At     time.Time `json:"at"`
	Key    string    `json:"key" doc:"The key that the office had when it signed"`
}

type draftInput struct {
	Body struct {
		Template      string         `json:"template" maxLength:"100"`
		Title         string         `json:"title" maxLength:"300"`
		Parties       []ids.Party    `json:"parties" minItems:"1" maxItems:"64" doc:"The others; our own is always one"`
		Params        map[string]any `json:"params,omitempty" doc:"Values for the template's parameters; the others take their defaults"`
		EffectiveFrom time.Time      `json:"effective_from,omitzero" doc:"Absent: as soon as all have signed"`
	}
}

type actInput struct {
	ByID
	Empty
}

type signInput struct {
	ByID
	Body *struct {
		Office string `json:"office,omitempty" maxLength:"50" doc:"Absent: the first that may sign"`
	} `required:"false"`
}

type reasonInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"The other parties read it"`
	}
}

func (a *api) agreementRoutes() {
	ag := a.deps.Agreements
	read, draft, sign, end := serve.May(authz.AgreementRead), serve.May(authz.AgreementDraft), serve.May(authz.AgreementSign).Fresh(), serve.May(authz.AgreementEnd).Fresh()
	a.agreementFileRoute()
	a.changeRoutes()
	get(a, "/templates", read.NodeWide(), about{id: "listTemplates", summary: "The texts from which agreements are made"}, func(context.Context, serve.Caller, *none) (*body[list[Template]], error) {
		all, err := agreement.Templates()
		out := list[Template]{}
		for _, t := range all {
			out.Items = append(out.Items, templateOf(t))
		}
		return reply(out), err
	})
	get(a, "/agreements", read, about{id: "listAgreements", summary: "Agreements, newest first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Agreement]], error) {
		all, err := ag.List(ctx, c.Viewer())
		out := list[Agreement]{}
		for _, x := range all {
			out.Items = append(out.Items, a.agreementOf(x))
		}
		return reply(out), err
	})
	get(a, "/agreements/{id}", read, about{id: "getAgreement", summary: "One agreement with its clauses, history and signatures"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[AgreementPage], error) {
		x, err := ag.Get(ctx, c.Viewer(), in.ID)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements", draft, about{id: "draftAgreement", summary: "Draft an agreement from a template"}, func(ctx context.Context, c serve.Caller, in *draftInput) (*body[AgreementPage], error) {
		b := in.Body
		x, err := ag.Draft(ctx, c.Actor, agreement.NewDraft{Realm: c.Realm, Template: b.Template, Title: b.Title, Parties: b.Parties, Params: b.Params, EffectiveFrom: b.EffectiveFrom})
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/propose", draft, about{id: "proposeAgreement", summary: "Send a draft to the other parties"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[AgreementPage], error) {
		x, err := ag.Propose(ctx, c.Actor, c.Realm, in.ID)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/withdraw", draft, about{id: "withdrawAgreement", summary: "Take our draft or proposal back"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[AgreementPage], error) {
		x, err := ag.Withdraw(ctx, c.Actor, c.Realm, in.ID)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/sign", sign, about{id: "signAgreement", summary: "Sign by an office of our own"}, func(ctx context.Context, c serve.Caller, in *signInput) (*body[AgreementPage], error) {
		office := ""
		if in.Body != nil {
			office = in.Body.Office
		}
		x, err := ag.Sign(ctx, c.Actor, c.Realm, in.ID, office)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/suspend", end, about{id: "suspendAgreement", summary: "Suspend with immediate effect"}, func(ctx context.Context, c serve.Caller, in *reasonInput) (*body[AgreementPage], error) {
		x, err := ag.Suspend(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/resume", end, about{id: "resumeAgreement", summary: "Take our suspension back"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[AgreementPage], error) {
		x, err := ag.Resume(ctx, c.Actor, c.Realm, in.ID)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/terminate", end, about{id: "terminateAgreement", summary: "End the agreement"}, func(ctx context.Context, c serve.Caller, in *reasonInput) (*body[AgreementPage], error) {
		x, err := ag.Terminate(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
}

func templateOf(t agreement.Template) Template {
	out := Template{ID: t.ID, Generation: t.Generation, Title: t.Title, Summary: t.Summary, Multilateral: t.Multilateral, Clauses: clausesOf(t.Clauses)}
	for _, p := range t.Parameters {
		out.Parameters = append(out.Parameters, Parameter(p))
	}
	return out
}

func clausesOf(all []agreement.Clause) []Clause {
	out := make([]Clause, len(all))
	for i, c := range all {
		out[i] = Clause{ID: c.ID, Title: c.Title, Text: c.Text}
		for _, p := range c.Provisions {
			out[i].Provisions = append(out[i].Provisions, Provision{ID: p.ID, Kind: p.Kind, Text: provisionText(p)})
		}
	}
	return out
}

// provisionText says a provision's parameters in a line.
func provisionText(p agreement.Provision) string {
	switch {
	case len(p.Takes) > 0:
		return "decided by " + strings.Join(p.Takes, ", ")
	case p.Kind == policy.Share:
		return strings.Join(p.Categories, ", ") + "; direction: " + p.Direction
	case p.Kind == policy.Ceiling:
		return "up to tlp:" + p.TLP
	case !p.Allowed:
		return "not allowed"
	}
	to := "every party with an agreement for it"
	if len(p.To) > 0 {
		names := make([]string, len(p.To))
		for i, code := range p.To {
			names[i] = string(code)
		}
		to = strings.Join(names, ", ")
	}
	return "allowed up to tlp:" + p.TLP + ", to " + to
}

func (a *api) agreementOf(x agreement.Agreement) Agreement {
	now := a.deps.Clock.Now()
	out := Agreement{ID: x.ID, Title: x.Title, Template: x.Template, Generation: x.Generation, State: x.StateAt(now), Depositary: x.Depositary,
		EffectiveFrom: x.EffectiveFrom, Created: x.Created, Digest: x.DigestText()}
	for _, s := range x.Signatures(now) {
		out.Parties = append(out.Parties, AgreementParty{Code: s.Party, Signed: s.Signed, At: moment(s.At), Office: s.Office})
	}
	return out
}

func (a *api) agreementPage(ctx context.Context, v authz.Viewer, x agreement.Agreement, err error) (*body[AgreementPage], error) {
	if err != nil {
		return nil, err
	}
	out := AgreementPage{Agreement: a.agreementOf(x), Clauses: clausesOf(x.Clauses)}
	if err := json.Unmarshal(x.Params, &out.Params); err != nil {
		return nil, err
	}
	for _, e := range x.History() {
		out.History = append(out.History, AgreementEvent{At: e.At, Kind: e.Kind, Party: e.Party, By: e.Office, Reason: e.Reason})
	}
	for _, s := range x.Signatures(a.deps.Clock.Now()) {
		if !s.Signed {
			continue
		}
		key, err := a.deps.Agreements.SigningKey(ctx, v, s.Party, s.Office, s.At)
		if err != nil && !errs.Is(err, errs.Denied) { // a token may sign without the right to read
			return nil, err
		}
		out.Signatures = append(out.Signatures, AgreementSignature{Party: s.Party, Office: s.Office, At: s.At, Key: key.String()})
	}
	return reply(out), nil
}
