package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/serve"
	"entente/internal/warning"
)

// Warnings is what this file needs of the warning domain.
type Warnings interface {
	Bases(ctx context.Context, v authz.Viewer) ([]matter.Basis, error)
	List(ctx context.Context, v authz.Viewer) ([]warning.View, error)
	Standing(ctx context.Context, v authz.Viewer) ([]warning.View, error)
	Get(ctx context.Context, v authz.Viewer, id string) (warning.View, error)
	Issue(ctx context.Context, who authz.Actor, realm ids.Realm, n warning.NewWarning) (warning.View, error)
	Acknowledge(ctx context.Context, who authz.Actor, realm ids.Realm, id string, affected warning.Affected, words string) (warning.View, error)
	Update(ctx context.Context, who authz.Actor, realm ids.Realm, id string, t warning.Text) (warning.View, error)
	End(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (warning.View, error)
}

// WarningSaying is what a warning says.
type WarningSaying struct {
	Cause    string            `json:"cause" enum:"vulnerability-exploited,campaign,incident-abroad,outage,supply-chain,influence,other"`
	Title    clause.Text       `json:"title" doc:"By language: en, fr, cs"`
	Text     clause.Text       `json:"text" doc:"In the same languages"`
	Severity *warning.Severity `json:"severity,omitempty" doc:"In a scheme of our own; absent where nobody has judged"`
	Sectors  []string          `json:"sectors,omitempty"`
	Actions  []clause.Text     `json:"actions,omitempty" doc:"What to do, in the same languages"`
	Incident string            `json:"incident,omitempty" maxLength:"100"`
	Objects  []string          `json:"objects,omitempty" doc:"STIX ids; the objects travel by release alone"`
	Due      time.Time         `json:"due,omitzero" doc:"until when the others acknowledge it; absent where that is not asked"`
}

func (t WarningSaying) of() warning.Text {
	out := warning.Text{Cause: t.Cause, Title: t.Title, Text: t.Text, Sectors: some(t.Sectors), Actions: some(t.Actions), Incident: t.Incident, Objects: some(t.Objects)}
	if t.Severity != nil {
		out.Severity = *t.Severity
	}
	if !t.Due.IsZero() {
		out.Due = t.Due.UTC()
	}
	return out
}

// SharingBasis is a provision in force that lets incidents be shared.
type SharingBasis struct {
	Agreement  string      `json:"agreement"`
	Title      string      `json:"title"`
	Clause     string      `json:"clause"`
	Provision  string      `json:"provision"`
	Text       clause.Text `json:"text" doc:"Of the clause, by language"`
	Depositary ids.Party   `json:"depositary"`
	Parties    []ids.Party `json:"parties" doc:"Who is bound, besides us"`
}

func sharingBases(all []matter.Basis) []SharingBasis {
	out := []SharingBasis{}
	for _, b := range all {
		out = append(out, sharingBasis(b))
	}
	return out
}

func sharingBasis(b matter.Basis) SharingBasis {
	return SharingBasis{Agreement: b.Agreement, Title: b.Title, Clause: b.Clause, Provision: b.Provision.ID, Text: b.Text, Depositary: b.Depositary, Parties: b.Parties}
}

func (a *api) warningRoutes() {
	d, read, issue := a.deps.Warnings, serve.May(authz.WarningRead), serve.May(authz.WarningIssue)
	get(a, "/warnings", read, about{id: "listWarnings", summary: "Early warnings, those that stand first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[warning.View]], error) {
		all, err := d.List(ctx, c.Viewer())
		return reply(list[warning.View]{Items: all}), err
	})
	get(a, "/warnings/bases", read, about{id: "listWarningBases", summary: "Provisions in force by which a warning can be issued"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[SharingBasis]], error) {
		all, err := d.Bases(ctx, c.Viewer())
		return reply(list[SharingBasis]{Items: sharingBases(all)}), err
	})
	get(a, "/warnings/{id}", read, about{id: "getWarning", summary: "One warning: its texts, who has it, and who has acknowledged it"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[warning.View], error) {
		v, err := d.Get(ctx, c.Viewer(), in.ID)
		return reply(v), err
	})
	post(a, "/warnings", issue, about{id: "issueWarning", summary: "Warn other parties"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Agreement string      `json:"agreement" format:"uuid"`
			Provision string      `json:"provision" maxLength:"300"`
			To        []ids.Party `json:"to" minItems:"1" maxItems:"64"`
			TLP       string      `json:"tlp" maxLength:"20"`
			WarningSaying
		}
	}) (*body[warning.View], error) {
		tlp, err := marking.ParseTLP(in.Body.TLP)
		if err != nil {
			return nil, err
		}
		v, err := d.Issue(ctx, c.Actor, c.Realm, warning.NewWarning{Agreement: in.Body.Agreement, Provision: in.Body.Provision, To: in.Body.To, TLP: tlp, Text: in.Body.of()})
		return reply(v), err
	})
	post(a, "/warnings/{id}/acknowledge", serve.May(authz.WarningAck), about{id: "acknowledgeWarning", summary: "Acknowledge a warning, and say whether we are affected", detail: "It can be said again, as when looking has come to an end."}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Affected string `json:"affected" enum:"yes,no,looking"`
		Words    string `json:"words,omitempty" maxLength:"4000"`
	}]) (*body[warning.View], error) {
		v, err := d.Acknowledge(ctx, c.Actor, c.Realm, in.ID, warning.Affected(in.Body.Affected), in.Body.Words)
		return reply(v), err
	})
	post(a, "/warnings/{id}/update", issue, about{id: "updateWarning", summary: "Bring the next text of a warning of ours"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		WarningSaying
		Why string `json:"why" minLength:"1" maxLength:"4000" doc:"What has changed"`
	}]) (*body[warning.View], error) {
		t := in.Body.of()
		t.Why = in.Body.Why
		v, err := d.Update(ctx, c.Actor, c.Realm, in.ID, t)
		return reply(v), err
	})
	post(a, "/warnings/{id}/end", issue, about{id: "endWarning", summary: "End a warning of ours"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Reason string `json:"reason" minLength:"1" maxLength:"4000"`
	}]) (*body[warning.View], error) {
		v, err := d.End(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return reply(v), err
	})
}
