package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/clause"
	"entente/internal/serve"
)

// Agreements is what this interface needs of the agreement domain.
type Agreements interface {
	List(ctx context.Context, v authz.Viewer) ([]agreement.Agreement, error)
	Get(ctx context.Context, v authz.Viewer, id string) (agreement.Agreement, error)
	MeasuresNow(ctx context.Context, v authz.Viewer) ([]agreement.Measure, error)
	Draft(ctx context.Context, who authz.Actor, in agreement.NewDraft) (agreement.Agreement, error)
	Redraft(ctx context.Context, who authz.Actor, id string, in agreement.NewDraft) (agreement.Agreement, error)
	Propose(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Sign(ctx context.Context, who authz.Actor, realm ids.Realm, id, digest, office string) (agreement.Agreement, error)
	Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (agreement.Agreement, error)
	Suspend(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (agreement.Agreement, error)
	Resume(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Terminate(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (agreement.Agreement, error)
	Notice(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (agreement.Agreement, error)
	Retract(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Renew(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	Delegate(ctx context.Context, who authz.Actor, realm ids.Realm, id, from, to string, until time.Time) error
	Comment(ctx context.Context, who authz.Actor, realm ids.Realm, id, digest, clauseID, text string) (agreement.Comment, error)
	Comments(ctx context.Context, v authz.Viewer, id string) ([]agreement.Comment, error)
	Prepared(ctx context.Context, v authz.Viewer, id string) ([]agreement.Preparation, error)
	Export(ctx context.Context, v authz.Viewer, id string) ([]byte, error)
	SigningKey(ctx context.Context, v authz.Viewer, p ids.Party, office string, at time.Time) (sign.PublicKey, error)
	ExchangePolicies(ctx context.Context, v authz.Viewer, id string, at time.Time) ([]agreement.ExchangePolicy, error)
	WouldOwe(ctx context.Context, v authz.Viewer, id, digest string) (starts, stops []agreement.Term, err error)
}

type draftBody struct {
	Template      string               `json:"template,omitempty" maxLength:"100" doc:"Id of a template; its latest generation is taken"`
	Generation    string               `json:"generation,omitempty" maxLength:"64" doc:"Digest of one generation; of a later version, absent with template: as before"`
	Title         string               `json:"title" maxLength:"300"`
	Parties       []ids.Party          `json:"parties" minItems:"1" maxItems:"64" doc:"The others; our own is always one"`
	Params        map[string]any       `json:"params,omitempty" doc:"Values for the template's parameters; the others take their defaults"`
	Variations    []AgreementVariation `json:"variations,omitempty" maxItems:"200"`
	Annexes       []agreement.Annex    `json:"annexes,omitempty" maxItems:"50"`
	Supersedes    []string             `json:"supersedes,omitempty" maxItems:"50" doc:"Ids of agreements whose place it takes when it comes into force"`
	EffectiveFrom time.Time            `json:"effective_from,omitzero" doc:"Absent: as soon as all have signed"`
}

// AgreementVariation is what one party declares for itself: a stricter value of a
// parameter, or a reservation to a clause.
type AgreementVariation struct {
	Party  ids.Party `json:"party"`
	Clause string    `json:"clause,omitempty" doc:"Of a reservation"`
	Param  string    `json:"param,omitempty" doc:"Of a variation"`
	Value  any       `json:"value,omitempty"`
	Reason string    `json:"reason" maxLength:"500"`
}

func (b draftBody) draft(realm ids.Realm) agreement.NewDraft {
	d := agreement.NewDraft{Realm: realm, Template: b.Template, Generation: b.Generation, Title: b.Title, Parties: b.Parties, Params: b.Params,
		Annexes: b.Annexes, Supersedes: b.Supersedes, EffectiveFrom: b.EffectiveFrom}
	for _, v := range b.Variations {
		d.Variations = append(d.Variations, clause.Variation{Party: v.Party, Clause: v.Clause, Param: v.Param, Value: v.Value, Reason: v.Reason})
	}
	return d
}

type draftInput struct{ Body draftBody }

type redraftInput struct {
	ByID
	Body draftBody
}

type actInput struct {
	ByID
	Empty
}

type officeInput struct {
	ByID
	Body *struct {
		Office string `json:"office,omitempty" maxLength:"50" doc:"Absent: the first that may sign"`
		Digest string `json:"digest,omitempty" maxLength:"64" doc:"Of the text that was read, hex; another one on the table is then refused"`
	} `required:"false"`
}

func (in officeInput) office() string {
	if in.Body == nil {
		return ""
	}
	return in.Body.Office
}

func (in officeInput) digest() string {
	if in.Body == nil {
		return ""
	}
	return in.Body.Digest
}

type reasonInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"The other parties read it"`
	}
}

type delegateInput struct {
	ByID
	Body struct {
		From  string    `json:"from,omitempty" maxLength:"50" doc:"Office that gives the power; absent: the first that has it"`
		To    string    `json:"to" maxLength:"50"`
		Until time.Time `json:"until"`
	}
}

type commentInput struct {
	ByID
	Body struct {
		Version string `json:"version" maxLength:"64" doc:"Digest of the version, hex"`
		Clause  string `json:"clause,omitempty" maxLength:"50" doc:"Absent: on the whole"`
		Text    string `json:"text" minLength:"1" maxLength:"4000"`
	}
}

type versionInput struct {
	ByID
	Version string `path:"version" maxLength:"64" doc:"Digest, hex"`
}

// MISPSharingGroup is a sharing group as MISP writes it.
type MISPSharingGroup struct {
	SharingGroup agreement.SharingGroup `json:"SharingGroup"`
}

type iepInput struct {
	ByID
	At time.Time `query:"at" doc:"A past moment; absent: now"`
}

func (a *api) agreementRoutes() {
	ag := a.deps.Agreements
	read, draft := serve.May(authz.AgreementRead), serve.May(authz.AgreementDraft)
	a.agreementFileRoute()
	a.changeRoutes()
	a.agreementEndRoutes()
	get(a, "/agreements/measures", read, about{id: "listMeasures", summary: "Ceilings that decisions of bodies have set and that hold now", detail: "Between the parties named they stand in place of those that the agreements set."}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[agreement.Measure]], error) {
		all, err := ag.MeasuresNow(ctx, c.Viewer())
		return reply(list[agreement.Measure]{Items: some(all)}), err
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
	get(a, "/agreements/{id}/iep", read, about{id: "renderExchangePolicies", summary: "What is in force as Information Exchange Policies (FIRST IEP 2.0), one for each party that may give something under it"}, func(ctx context.Context, c serve.Caller, in *iepInput) (*body[list[agreement.ExchangePolicy]], error) {
		all, err := ag.ExchangePolicies(ctx, c.Viewer(), in.ID, in.At)
		return reply(list[agreement.ExchangePolicy]{Items: all}), err
	})
	get(a, "/agreements/{id}/odrl", read, about{id: "renderRights", summary: "What is in force in the Open Digital Rights Language (W3C ODRL 2.2), as JSON-LD"}, func(ctx context.Context, c serve.Caller, in *iepInput) (*body[agreement.Rights], error) {
		x, err := ag.Get(ctx, c.Viewer(), in.ID)
		if err != nil {
			return nil, err
		}
		r, err := x.Rights(a.upTo(in.At))
		return reply(r), err
	})
	get(a, "/agreements/{id}/sharing-group", read, about{id: "renderSharingGroup", summary: "The parties as a sharing group of MISP; nobody is in it while the agreement is not in force"}, func(ctx context.Context, c serve.Caller, in *iepInput) (*body[MISPSharingGroup], error) {
		x, err := ag.Get(ctx, c.Viewer(), in.ID)
		if err != nil {
			return nil, err
		}
		return reply(MISPSharingGroup{x.SharingGroup(a.upTo(in.At))}), nil
	})
	get(a, "/agreements/{id}/versions/{version}", read, about{id: "getAgreementVersion", summary: "One version of an agreement: a text that was on the table, or our draft"}, func(ctx context.Context, c serve.Caller, in *versionInput) (*body[AgreementText], error) {
		x, err := ag.Get(ctx, c.Viewer(), in.ID)
		if err != nil {
			return nil, err
		}
		v, err := x.Find(in.Version)
		if err != nil {
			return nil, err
		}
		out, err := textOf(v)
		return reply(out), err
	})
	post(a, "/agreements", draft, about{id: "draftAgreement", summary: "Draft an agreement from a template"}, func(ctx context.Context, c serve.Caller, in *draftInput) (*body[AgreementPage], error) {
		x, err := ag.Draft(ctx, c.Actor, in.Body.draft(c.Realm))
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	register(a, http.MethodPut, "/agreements/{id}/draft", draft, about{id: "redraftAgreement", summary: "Make our next version: a counter-proposal to what is on the table, or an amendment",
		detail: "It stays on this node until it is proposed, and takes the place of our draft before it."}, func(ctx context.Context, c serve.Caller, in *redraftInput) (*body[AgreementPage], error) {
		x, err := ag.Redraft(ctx, c.Actor, in.ID, in.Body.draft(c.Realm))
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/propose", draft, about{id: "proposeAgreement", summary: "Put our draft on the table of all parties"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[AgreementPage], error) {
		x, err := ag.Propose(ctx, c.Actor, c.Realm, in.ID)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/withdraw", draft, about{id: "withdrawAgreement", summary: "Take our draft back, or what we have put on the table"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[AgreementPage], error) {
		x, err := ag.Withdraw(ctx, c.Actor, c.Realm, in.ID)
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	get(a, "/agreements/{id}/comments", read, about{id: "listAgreementComments", summary: "What the parties have said of the texts, oldest first"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[AgreementComment]], error) {
		all, err := ag.Comments(ctx, c.Viewer(), in.ID)
		out := list[AgreementComment]{}
		for _, x := range all {
			out.Items = append(out.Items, commentOf(x))
		}
		return reply(out), err
	})
	post(a, "/agreements/{id}/comments", draft, about{id: "commentAgreement", summary: "Say something of a text to the other parties; it binds nobody"}, func(ctx context.Context, c serve.Caller, in *commentInput) (*body[AgreementComment], error) {
		x, err := ag.Comment(ctx, c.Actor, c.Realm, in.ID, in.Body.Version, in.Body.Clause, in.Body.Text)
		return reply(commentOf(x)), err
	})
}

// agreementEndRoutes are the acts of directors.
func (a *api) agreementEndRoutes() {
	ag := a.deps.Agreements
	sign, end := serve.May(authz.AgreementSign).Fresh(), serve.May(authz.AgreementEnd).Fresh()
	post(a, "/agreements/{id}/sign", sign, about{id: "signAgreement", summary: "Sign what is on the table by an office of our own",
		detail: "Where the text asks for a second person, the first one's call prepares the signature and the second one's gives it."}, func(ctx context.Context, c serve.Caller, in *officeInput) (*body[AgreementPage], error) {
		x, err := ag.Sign(ctx, c.Actor, c.Realm, in.ID, in.digest(), in.office())
		return a.agreementPage(ctx, c.Viewer(), x, err)
	})
	post(a, "/agreements/{id}/delegate", sign, about{id: "delegateSignature", summary: "Let another office of our party sign this agreement"}, func(ctx context.Context, c serve.Caller, in *delegateInput) (*none, error) {
		return nil, ag.Delegate(ctx, c.Actor, c.Realm, in.ID, in.Body.From, in.Body.To, in.Body.Until)
	})
	type plain func(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (agreement.Agreement, error)
	type reasoned func(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (agreement.Agreement, error)
	with := func(act string, rule serve.Rule, what about, f func() reasoned) {
		post(a, "/agreements/{id}/"+act, rule, what, func(ctx context.Context, c serve.Caller, in *reasonInput) (*body[AgreementPage], error) {
			x, err := f()(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
			return a.agreementPage(ctx, c.Viewer(), x, err)
		})
	}
	bare := func(act string, rule serve.Rule, what about, f func() plain) {
		post(a, "/agreements/{id}/"+act, rule, what, func(ctx context.Context, c serve.Caller, in *actInput) (*body[AgreementPage], error) {
			x, err := f()(ctx, c.Actor, c.Realm, in.ID)
			return a.agreementPage(ctx, c.Viewer(), x, err)
		})
	}
	with("decline", sign, about{id: "declineAgreement", summary: "Decline to sign what is on the table"}, func() reasoned { return ag.Decline })
	with("suspend", end, about{id: "suspendAgreement", summary: "Suspend with immediate effect"}, func() reasoned { return ag.Suspend })
	bare("resume", end, about{id: "resumeAgreement", summary: "Take our suspension back"}, func() plain { return ag.Resume })
	with("terminate", end, about{id: "terminateAgreement", summary: "End the agreement at once, where no notice was agreed"}, func() reasoned { return ag.Terminate })
	with("notice", end, about{id: "noticeAgreement", summary: "Give notice: after it has run this party is no longer bound"}, func() reasoned { return ag.Notice })
	bare("retract", end, about{id: "retractNotice", summary: "Take our notice back before it has run"}, func() plain { return ag.Retract })
	bare("renew", sign, about{id: "renewAgreement", summary: "Agree to another term"}, func() plain { return ag.Renew })
}
