package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/serve"
	"entente/internal/template"
)

// Templates is what this file needs of the template domain.
type Templates interface {
	List(ctx context.Context, v authz.Viewer) ([]template.Usable, error)
	Deeds(ctx context.Context, v authz.Viewer) ([]template.Decided, error)
	Get(ctx context.Context, v authz.Viewer, id string) (template.Decided, error)
	Drafts(ctx context.Context, v authz.Viewer) ([]template.Draft, error)
	GetDraft(ctx context.Context, v authz.Viewer, id string) (template.Draft, error)
	SaveDraft(ctx context.Context, who authz.Actor, realm ids.Realm, d template.Draft) (template.Draft, error)
	DiscardDraft(ctx context.Context, who authz.Actor, realm ids.Realm, id string) error
	Circulate(ctx context.Context, who authz.Actor, realm ids.Realm, draft string) (template.Decided, error)
	Approve(ctx context.Context, who authz.Actor, realm ids.Realm, id, office string) (template.Decided, error)
	Object(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (template.Decided, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (template.Decided, error)
}

// Template is a generation from which agreements are made.
type Template struct {
	Digest     string            `json:"digest" doc:"SHA-256 of the generation, hex"`
	Body       string            `json:"body" doc:"The body that published it; empty for one that comes with the program"`
	Deed       string            `json:"deed" doc:"Its deed; empty for one that comes with the program"`
	Published  *time.Time        `json:"published,omitempty"`
	Generation clause.Generation `json:"generation"`
}

// ProvisionKind is a line of the catalogue of provisions.
type ProvisionKind struct {
	Kind   string   `json:"kind"`
	Effect string   `json:"effect" enum:"permits,limits,periodic,called,governs"`
	Needs  []string `json:"needs" doc:"Terms that it must have"`
	May    []string `json:"may" doc:"Terms that it can have"`
}

// TemplateDraft is a generation that is being worked on.
type TemplateDraft struct {
	ID         string            `json:"id"`
	Body       string            `json:"body"`
	Members    []ids.Party       `json:"members"`
	Generation clause.Generation `json:"generation"`
	Updated    time.Time         `json:"updated"`
	Problem    *Trouble          `json:"problem,omitempty" doc:"What keeps it from being circulated"`
}

// Trouble is a sentence for a person.
type Trouble struct {
	Text   string      `json:"text"`
	Phrase errs.Phrase `json:"phrase"`
}

// Deed is what a body decides on.
type Deed struct {
	ID         string            `json:"id"`
	Body       string            `json:"body"`
	Secretary  ids.Party         `json:"secretary"`
	State      template.State    `json:"state" enum:"circulated,published,objected,withdrawn"`
	Since      time.Time         `json:"since"`
	Created    time.Time         `json:"created"`
	Digest     string            `json:"digest" doc:"SHA-256 of the deed, hex"`
	Of         string            `json:"of" doc:"SHA-256 of the generation, hex"`
	Generation clause.Generation `json:"generation"`
	Members    []DeedMember      `json:"members"`
	// Decision is absent where the members approve one by one.
	Decision *template.BodyDecision `json:"decision,omitempty" doc:"Of the crisis body that published it"`
}

// DeedMember is a member of the body, and what it has said.
type DeedMember struct {
	Party  ids.Party  `json:"party"`
	Says   string     `json:"says" enum:"nothing,approved,objected"`
	Office string     `json:"office,omitempty"`
	By     string     `json:"by,omitempty"`
	Reason string     `json:"reason,omitempty"`
	At     *time.Time `json:"at,omitempty"`
}

type templateDraftBody struct {
	Body       string            `json:"body" maxLength:"300"`
	Members    []ids.Party       `json:"members" maxItems:"64" doc:"The others; our own is always one"`
	Generation clause.Generation `json:"generation"`
}

type newTemplateDraft struct{ Body templateDraftBody }

type templateDraftInput struct {
	ByID
	Body templateDraftBody
}

func (a *api) templateRoutes() {
	t := a.deps.Templates
	read, draft, sign := serve.May(authz.AgreementRead), serve.May(authz.AgreementDraft), serve.May(authz.AgreementSign).Fresh()
	get(a, "/templates", read, about{id: "listTemplates", summary: "The generations from which agreements are made"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Template]], error) {
		all, err := t.List(ctx, c.Viewer())
		out := list[Template]{}
		for _, u := range all {
			out.Items = append(out.Items, Template{Digest: u.Digest, Body: u.Body, Deed: u.Deed, Published: moment(u.At), Generation: u.Generation})
		}
		return reply(out), err
	})
	get(a, "/templates/catalogue", read, about{id: "listProvisions", summary: "Every kind of provision that this node carries out, with its terms"}, func(context.Context, serve.Caller, *none) (*body[list[ProvisionKind]], error) {
		out := list[ProvisionKind]{}
		for _, e := range clause.Catalogue() {
			out.Items = append(out.Items, ProvisionKind{Kind: string(e.Kind), Effect: string(e.Effect), Needs: append([]string{}, e.Needs...), May: append([]string{}, e.May...)})
		}
		return reply(out), nil
	})
	get(a, "/templates/drafts", draft, about{id: "listTemplateDrafts", summary: "Generations that are being worked on here"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[TemplateDraft]], error) {
		all, err := t.Drafts(ctx, c.Viewer())
		out := list[TemplateDraft]{}
		for _, d := range all {
			out.Items = append(out.Items, templateDraftOf(d))
		}
		return reply(out), err
	})
	get(a, "/templates/drafts/{id}", draft, about{id: "getTemplateDraft", summary: "One generation that is being worked on"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[TemplateDraft], error) {
		d, err := t.GetDraft(ctx, c.Viewer(), in.ID)
		return reply(templateDraftOf(d)), err
	})
	post(a, "/templates/drafts", draft, about{id: "draftTemplate", summary: "Begin a generation; nobody else sees it"}, func(ctx context.Context, c serve.Caller, in *newTemplateDraft) (*body[TemplateDraft], error) {
		d, err := t.SaveDraft(ctx, c.Actor, c.Realm, template.Draft{Body: in.Body.Body, Members: in.Body.Members, Generation: in.Body.Generation})
		return reply(templateDraftOf(d)), err
	})
	register(a, http.MethodPut, "/templates/drafts/{id}", draft, about{id: "saveTemplateDraft", summary: "Save a generation as it is"}, func(ctx context.Context, c serve.Caller, in *templateDraftInput) (*body[TemplateDraft], error) {
		d, err := t.SaveDraft(ctx, c.Actor, c.Realm, template.Draft{ID: in.ID, Body: in.Body.Body, Members: in.Body.Members, Generation: in.Body.Generation})
		return reply(templateDraftOf(d)), err
	})
	register(a, http.MethodDelete, "/templates/drafts/{id}", draft, about{id: "discardTemplateDraft", summary: "Discard a draft"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return nil, t.DiscardDraft(ctx, c.Actor, c.Realm, in.ID)
	})
	post(a, "/templates/drafts/{id}/circulate", draft, about{id: "circulateTemplate", summary: "Put a generation before the members of its body; its text is frozen"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[Deed], error) {
		d, err := t.Circulate(ctx, c.Actor, c.Realm, in.ID)
		return reply(deedOf(d, err)), err
	})
	get(a, "/templates/deeds", read, about{id: "listDeeds", summary: "What bodies that this party is a member of have before them or have decided"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Deed]], error) {
		all, err := t.Deeds(ctx, c.Viewer())
		out := list[Deed]{}
		for _, d := range all {
			out.Items = append(out.Items, deedOf(d, nil))
		}
		return reply(out), err
	})
	get(a, "/templates/deeds/{id}", read, about{id: "getDeed", summary: "One deed of a body"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[Deed], error) {
		d, err := t.Get(ctx, c.Viewer(), in.ID)
		return reply(deedOf(d, err)), err
	})
	post(a, "/templates/deeds/{id}/approve", sign, about{id: "approveTemplate", summary: "Approve by an office of our own; with the last member's the generation is published"}, func(ctx context.Context, c serve.Caller, in *officeInput) (*body[Deed], error) {
		d, err := t.Approve(ctx, c.Actor, c.Realm, in.ID, in.office())
		return reply(deedOf(d, err)), err
	})
	post(a, "/templates/deeds/{id}/object", sign, about{id: "objectToTemplate", summary: "Object: this generation will not be published"}, func(ctx context.Context, c serve.Caller, in *reasonInput) (*body[Deed], error) {
		d, err := t.Object(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return reply(deedOf(d, err)), err
	})
	post(a, "/templates/deeds/{id}/withdraw", draft, about{id: "withdrawTemplate", summary: "Take our own deed back before it is decided"}, func(ctx context.Context, c serve.Caller, in *actInput) (*body[Deed], error) {
		d, err := t.Withdraw(ctx, c.Actor, c.Realm, in.ID)
		return reply(deedOf(d, err)), err
	})
}

func templateDraftOf(d template.Draft) TemplateDraft {
	out := TemplateDraft{ID: d.ID, Body: d.Body, Members: append([]ids.Party{}, d.Members...), Generation: d.Generation, Updated: d.Updated}
	if err := d.Problem(); err != nil {
		_, text := errs.Public(err)
		out.Problem = &Trouble{Text: text, Phrase: errs.PhraseOf(err)}
	}
	return out
}

func deedOf(d template.Decided, err error) Deed {
	if err != nil {
		return Deed{}
	}
	state, since := d.State()
	out := Deed{ID: d.ID, Body: d.Body, Secretary: d.Secretary, State: state, Since: since, Created: d.Created, Digest: d.Digest, Of: d.Sealed.Digest, Generation: d.Sealed.Generation, Decision: d.Decision}
	for _, p := range d.Positions() {
		m := DeedMember{Party: p.Party, Says: "nothing", Office: p.Office, By: p.By, Reason: p.Reason, At: moment(p.At)}
		switch {
		case p.Approved:
			m.Says = "approved"
		case p.Objected:
			m.Says = "objected"
		}
		out.Members = append(out.Members, m)
	}
	return out
}
