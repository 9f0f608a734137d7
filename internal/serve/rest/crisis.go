package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/crisis"
	"entente/internal/format/marking"
	"entente/internal/serve"
)

// Crises is what this file needs of the crisis domain.
type Crises interface {
	Bodies(ctx context.Context, v authz.Viewer) ([]crisis.BodyView, error)
	List(ctx context.Context, v authz.Viewer) ([]crisis.View, error)
	Get(ctx context.Context, v authz.Viewer, id string) (crisis.View, error)
	Alerts(ctx context.Context, v authz.Viewer) ([]crisis.Alert, error)
	Tempos(ctx context.Context, v authz.Viewer) ([]crisis.Tempo, error)
	Propose(ctx context.Context, who authz.Actor, realm ids.Realm, n crisis.NewProposal) (crisis.View, error)
	Revise(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p crisis.Proposal) (crisis.View, error)
	Put(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p crisis.Putting) (crisis.View, error)
	Read(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (crisis.View, error)
	Prepare(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p crisis.Position) (crisis.View, error)
	Stand(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p crisis.Position) (crisis.View, error)
	Extend(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string, expires time.Time, reason string) (crisis.View, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, office, reason string) (crisis.View, error)
	Contact(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string, c crisis.Contacted) (crisis.View, error)
	Exclude(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string, member ids.Party, reason string) (crisis.View, error)
	Certified
}

// CrisisText is a text for a body to decide on.
type CrisisText struct {
	Level    string          `json:"level" maxLength:"100"`
	Mode     string          `json:"mode" enum:"silence,consensus,unanimity,majority"`
	Title    clause.Text     `json:"title" doc:"By language: en, fr, cs"`
	Text     clause.Text     `json:"text" doc:"In the same languages"`
	Annexes  []crisis.Annex  `json:"annexes,omitempty"`
	Incident string          `json:"incident,omitempty" maxLength:"100"`
	Requests []string        `json:"requests,omitempty"`
	Objects  []string        `json:"objects,omitempty"`
	Effects  []crisis.Effect `json:"effects,omitempty"`
	Why      string          `json:"why,omitempty" maxLength:"4000" doc:"Of a revision: what has changed and why"`

	Rehearsal bool `json:"rehearsal,omitempty" doc:"For practice: decided on as any other, and sets nothing going"`
}

func (t CrisisText) of() crisis.Proposal {
	return crisis.Proposal{Level: t.Level, Mode: crisis.Mode(t.Mode), Title: t.Title, Text: t.Text, Annexes: some(t.Annexes), Incident: t.Incident, Requests: some(t.Requests), Objects: some(t.Objects), Effects: some(t.Effects), Why: t.Why, Rehearsal: t.Rehearsal}
}

// some is a list that may have been left out.
func some[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// CrisisStand is what our party says.
type CrisisStand struct {
	Office    string      `json:"office,omitempty" maxLength:"100" doc:"Absent: the one that may"`
	Stand     string      `json:"stand,omitempty" enum:"join,reserve,break" doc:"Absent where another person prepared it"`
	Words     string      `json:"words,omitempty" maxLength:"4000"`
	Amendment clause.Text `json:"amendment,omitempty"`
}

func (s CrisisStand) of() crisis.Position {
	return crisis.Position{Office: s.Office, Stand: crisis.Stand(s.Stand), Words: s.Words, Amendment: s.Amendment}
}

func (a *api) crisisRoutes() {
	d, read := a.deps.Crises, serve.May(authz.CrisisRead)
	get(a, "/crisis/bodies", read, about{id: "listCrisisBodies", summary: "Bodies that agreements in force constitute, with their rules"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[crisis.BodyView]], error) {
		all, err := d.Bodies(ctx, c.Viewer())
		return reply(list[crisis.BodyView]{Items: all}), err
	})
	get(a, "/crisis/proposals", read, about{id: "listProposals", summary: "Proposals, those with a running clock first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[crisis.View]], error) {
		all, err := d.List(ctx, c.Viewer())
		return reply(list[crisis.View]{Items: all}), err
	})
	get(a, "/crisis/proposals/{id}", read, about{id: "getProposal", summary: "One proposal: its texts, rounds, deliveries, stands and outcomes"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[crisis.View], error) {
		v, err := d.Get(ctx, c.Viewer(), in.ID)
		return reply(v), err
	})
	get(a, "/crisis/alerts", read, about{id: "listAlertLevels", summary: "Alert levels that decisions have set, the latest first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[crisis.Alert]], error) {
		all, err := d.Alerts(ctx, c.Viewer())
		return reply(list[crisis.Alert]{Items: all}), err
	})
	get(a, "/crisis/tempo", read, about{id: "listTempos", summary: "How fast bodies decide, by level"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[crisis.Tempo]], error) {
		all, err := d.Tempos(ctx, c.Viewer())
		return reply(list[crisis.Tempo]{Items: all}), err
	})
	post(a, "/crisis/proposals", serve.May(authz.CrisisPropose), about{id: "propose", summary: "Bring a text before a body, for consultation"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Agreement string `json:"agreement" format:"uuid"`
			Provision string `json:"provision" maxLength:"300"`
			TLP       string `json:"tlp" maxLength:"20"`
			CrisisText
		}
	}) (*body[crisis.View], error) {
		tlp, err := marking.ParseTLP(in.Body.TLP)
		if err != nil {
			return nil, err
		}
		v, err := d.Propose(ctx, c.Actor, c.Realm, crisis.NewProposal{Agreement: in.Body.Agreement, Provision: in.Body.Provision, TLP: tlp, Text: in.Body.of()})
		return reply(v), err
	})
	a.crisisActs()
	a.chairActs()
	a.phoneRoutes()
	a.crisisProofs()
}

// crisisActs are what a member does about a proposal.
func (a *api) crisisActs() {
	d, decide := a.deps.Crises, serve.May(authz.CrisisDecide).Fresh()
	post(a, "/crisis/proposals/{id}/revise", serve.May(authz.CrisisPropose), about{id: "reviseProposal", summary: "Bring the next text of a proposal"}, func(ctx context.Context, c serve.Caller, in *says[CrisisText]) (*body[crisis.View], error) {
		v, err := d.Revise(ctx, c.Actor, c.Realm, in.ID, in.Body.of())
		return reply(v), err
	})
	post(a, "/crisis/proposals/{id}/read", serve.May(authz.CrisisPrepare), about{id: "readProposal", summary: "State that a person of ours has read the text", detail: "Once for each text; the second time nothing is stated."}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[crisis.View], error) {
		v, err := d.Read(ctx, c.Actor, c.Realm, in.ID)
		return reply(v), err
	})
	post(a, "/crisis/proposals/{id}/prepare", serve.May(authz.CrisisPrepare), about{id: "prepareStand", summary: "Prepare what our party is to say, for another person to state"}, func(ctx context.Context, c serve.Caller, in *says[CrisisStand]) (*body[crisis.View], error) {
		v, err := d.Prepare(ctx, c.Actor, c.Realm, in.ID, in.Body.of())
		return reply(v), err
	})
	post(a, "/crisis/proposals/{id}/stand", decide, about{id: "stateStand", summary: "Join, reserve or break, by an office of ours"}, func(ctx context.Context, c serve.Caller, in *says[CrisisStand]) (*body[crisis.View], error) {
		v, err := d.Stand(ctx, c.Actor, c.Realm, in.ID, in.Body.of())
		return reply(v), err
	})
	post(a, "/crisis/proposals/{id}/withdraw", decide, about{id: "withdrawProposal", summary: "Take the text back before its expiry"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Office string `json:"office,omitempty" maxLength:"100"`
		Reason string `json:"reason" minLength:"1" maxLength:"4000"`
	}]) (*body[crisis.View], error) {
		v, err := d.Withdraw(ctx, c.Actor, c.Realm, in.ID, in.Body.Office, in.Body.Reason)
		return reply(v), err
	})
}

// chairActs are the chair's.
func (a *api) chairActs() {
	d, chair := a.deps.Crises, serve.May(authz.CrisisChair).Fresh()
	post(a, "/crisis/proposals/{id}/put", chair, about{id: "putProposal", summary: "Put the latest text before the members until an instant"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Office  string    `json:"office,omitempty" maxLength:"100"`
		Expires time.Time `json:"expires"`
		Urgent  string    `json:"urgent,omitempty" maxLength:"4000" doc:"Why the urgent procedure is taken; absent where it is not"`
	}]) (*body[crisis.View], error) {
		v, err := d.Put(ctx, c.Actor, c.Realm, in.ID, crisis.Putting{Office: in.Body.Office, Expires: in.Body.Expires, Urgent: in.Body.Urgent})
		return reply(v), err
	})
	post(a, "/crisis/proposals/{id}/extend", chair, about{id: "extendProposal", summary: "Set a later expiry, before the present one"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Office  string    `json:"office,omitempty" maxLength:"100"`
		Expires time.Time `json:"expires"`
		Reason  string    `json:"reason" minLength:"1" maxLength:"4000"`
	}]) (*body[crisis.View], error) {
		v, err := d.Extend(ctx, c.Actor, c.Realm, in.ID, in.Body.Office, in.Body.Expires, in.Body.Reason)
		return reply(v), err
	})
	post(a, "/crisis/proposals/{id}/contact", chair, about{id: "contactMember", summary: "Record what a member that was not reached said by another channel"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Office  string    `json:"office,omitempty" maxLength:"100"`
		Member  ids.Party `json:"member"`
		Channel string    `json:"channel" minLength:"1" maxLength:"300" doc:"Such as the number that was called"`
		Person  string    `json:"person" minLength:"1" maxLength:"300" doc:"Who answered for the member"`
		Stand   string    `json:"stand" enum:"join,reserve,break"`
		Words   string    `json:"words,omitempty" maxLength:"4000"`
	}]) (*body[crisis.View], error) {
		b := in.Body
		v, err := d.Contact(ctx, c.Actor, c.Realm, in.ID, b.Office, crisis.Contacted{Member: b.Member, Channel: b.Channel, Person: b.Person, Stand: crisis.Stand(b.Stand), Words: b.Words})
		return reply(v), err
	})
	post(a, "/crisis/proposals/{id}/exclude", chair, about{id: "excludeMember", summary: "Leave a member out that the text did not reach"}, func(ctx context.Context, c serve.Caller, in *says[struct {
		Office string    `json:"office,omitempty" maxLength:"100"`
		Member ids.Party `json:"member"`
		Reason string    `json:"reason" minLength:"1" maxLength:"4000"`
	}]) (*body[crisis.View], error) {
		v, err := d.Exclude(ctx, c.Actor, c.Realm, in.ID, in.Body.Office, in.Body.Member, in.Body.Reason)
		return reply(v), err
	})
}
