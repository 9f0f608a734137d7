package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

// Assists is what the files on assistance need of their domain.
type Assists interface {
	AssistDrafts
	AssistActs
	Get(ctx context.Context, v authz.Viewer, id string) (assist.Case, error)
	List(ctx context.Context, v authz.Viewer) ([]assist.Case, error)
	Pending(ctx context.Context, v authz.Viewer) ([]assist.Case, error)
	Queue(ctx context.Context, v authz.Viewer) ([]assist.Ranked, error)
	People(ctx context.Context, v authz.Viewer, id string) ([]assist.Disclosed, error)
	Reach(ctx context.Context, v authz.Viewer, id string) ([]assist.Reach, error)
	Behind(ctx context.Context, v authz.Viewer, id string) ([]assist.Pledged, error)
	Match(ctx context.Context, v authz.Viewer, id string, with []string, side assist.Side) (assist.Proposal, error)
	Override(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, o assist.Overrides) (assist.Plan, error)
	Export(ctx context.Context, v authz.Viewer, id string) ([]byte, error)
}

// AssistDrafts are requests before they are lodged.
type AssistDrafts interface {
	Drafts(ctx context.Context, v authz.Viewer) ([]assist.Draft, error)
	GetDraft(ctx context.Context, v authz.Viewer, id string) (assist.Draft, error)
	Draft(ctx context.Context, who authz.Actor, realm ids.Realm, r assist.Request) (assist.Draft, error)
	Change(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, r assist.Request) (assist.Draft, error)
	Discard(ctx context.Context, who authz.Actor, realm ids.Realm, id string) error
	Authorise(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64) (assist.Draft, error)
	Return(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, reason string) (assist.Draft, error)
	Grounds(ctx context.Context, v authz.Viewer, id string) ([]assist.Ground, error)
	Lodge(ctx context.Context, who authz.Actor, realm ids.Realm, draft string, version int64, by assist.Basis) (assist.Case, error)
}

// AssistListed is one line of the list of requests.
type AssistListed struct {
	ID       string             `json:"id"`
	Owner    ids.Party          `json:"owner" doc:"Who asks"`
	Title    string             `json:"title"`
	State    assist.State       `json:"state"`
	TLP      string             `json:"tlp"`
	Severity assist.Severity    `json:"severity"`
	Services []string           `json:"services"`
	Mode     string             `json:"mode"`
	Lodged   time.Time          `json:"lodged"`
	NeededBy time.Time          `json:"needed_by"`
	Asked    bool               `json:"asked" doc:"We are among those asked"`
	Answer   string             `json:"answer,omitempty" doc:"How we have answered; absent: not yet, or not asked"`
	Due      *time.Time         `json:"due,omitempty" doc:"When our answer is due; absent when none is"`
	Awaits   bool               `json:"awaits" doc:"An acceptance of an offer of ours waits to be carried out"`
	Score    int                `json:"score" doc:"By the published criteria, 0 to 100"`
	Place    int                `json:"place,omitempty" doc:"Given by the clearing house"`
	Board    []assist.BoardLine `json:"board"`
}

// AssistPage is one request with all that became of it.
type AssistPage struct {
	Case   assist.Case        `json:"case"`
	Board  []assist.BoardLine `json:"board" doc:"By role: seats asked, people offered, accepted, held, arrived"`
	Values []int              `json:"values" doc:"Of each published criterion as it follows from the request, 0 to 4"`
	Ours   AssistPart         `json:"ours"`
	Now    time.Time          `json:"now" doc:"The node's clock"`
}

// AssistPart is what our party has to do with a request.
type AssistPart struct {
	Owner  bool       `json:"owner" doc:"We ask"`
	Centre bool       `json:"centre" doc:"We are the clearing house, which triages"`
	Asked  bool       `json:"asked" doc:"We were asked"`
	Due    *time.Time `json:"due,omitempty" doc:"When our answer is due; absent when it was given or none is owed"`
	Awaits bool       `json:"awaits" doc:"An acceptance of an offer of ours waits to be carried out"`
	Gives  bool       `json:"gives" doc:"People of ours are or were bound"`
}

// AssistCriteria are the published criteria.
type AssistCriteria struct {
	Scheme   string             `json:"scheme"`
	Criteria []assist.Criterion `json:"criteria" doc:"A score is the weighted mean of the values, on a scale of 0 to 100"`
}

type draftVersion struct {
	ByID
	Body struct {
		Version int64 `json:"version" doc:"The version of the draft that was read"`
	}
}

func (a *api) assistRoutes() {
	a.assistDraftRoutes()
	a.assistReadRoutes()
	a.assistActRoutes()
	a.assistDeployRoutes()
}

func (a *api) assistDraftRoutes() {
	d, read, ask := a.deps.Assists, serve.May(authz.AssistRead), serve.May(authz.AssistRequest)
	authorise := serve.May(authz.AssistAuthorise)
	get(a, "/assist/drafts", read, about{id: "listAssistDrafts", summary: "Requests that are not lodged yet, and those that were, the last changed first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[assist.Draft]], error) {
		all, err := d.Drafts(ctx, c.Viewer())
		return reply(list[assist.Draft]{Items: all}), err
	})
	get(a, "/assist/drafts/{id}", read, about{id: "getAssistDraft", summary: "One draft of a request"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[assist.Draft], error) {
		x, err := d.GetDraft(ctx, c.Viewer(), in.ID)
		return reply(x), err
	})
	post(a, "/assist/drafts", ask, about{id: "draftAssist", summary: "Begin a request; it may be incomplete, and nothing leaves"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Request assist.Request `json:"request"`
		}
	}) (*body[assist.Draft], error) {
		x, err := d.Draft(ctx, c.Actor, c.Realm, in.Body.Request)
		return reply(x), err
	})
	register(a, http.MethodPut, "/assist/drafts/{id}", ask, about{id: "changeAssistDraft", summary: "Put other content in place of a draft's", detail: "What was authorised is a draft again."}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Version int64          `json:"version" doc:"The version of the draft that was read"`
			Request assist.Request `json:"request"`
		}
	}) (*body[assist.Draft], error) {
		x, err := d.Change(ctx, c.Actor, c.Realm, in.ID, in.Body.Version, in.Body.Request)
		return reply(x), err
	})
	register(a, http.MethodDelete, "/assist/drafts/{id}", ask, about{id: "discardAssistDraft", summary: "Remove a draft that is not lodged"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return nil, d.Discard(ctx, c.Actor, c.Realm, in.ID)
	})
	post(a, "/assist/drafts/{id}/authorise", authorise, about{id: "authoriseAssistDraft", summary: "Authorise a request for the nation", detail: "By another person than the one who wrote it, unless the node is set so that one may do both."}, func(ctx context.Context, c serve.Caller, in *draftVersion) (*body[assist.Draft], error) {
		x, err := d.Authorise(ctx, c.Actor, c.Realm, in.ID, in.Body.Version)
		return reply(x), err
	})
	post(a, "/assist/drafts/{id}/return", authorise, about{id: "returnAssistDraft", summary: "Do not authorise a request, and say why"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Version int64  `json:"version"`
			Reason  string `json:"reason" minLength:"1" maxLength:"4000"`
		}
	}) (*body[assist.Draft], error) {
		x, err := d.Return(ctx, c.Actor, c.Realm, in.ID, in.Body.Version, in.Body.Reason)
		return reply(x), err
	})
	get(a, "/assist/drafts/{id}/grounds", read, about{id: "groundsOfAssistDraft", summary: "The provisions that a request could rest on, the proposed one first, with reasons"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[assist.Ground]], error) {
		all, err := d.Grounds(ctx, c.Viewer(), in.ID)
		return reply(list[assist.Ground]{Items: all}), err
	})
	post(a, "/assist/drafts/{id}/lodge", ask, about{id: "lodgeAssist", summary: "Lodge an authorised request: it goes out, and the clocks of those asked begin"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Version   int64  `json:"version"`
			Agreement string `json:"agreement,omitempty" maxLength:"100" doc:"Together with provision: another ground than the proposed one"`
			Provision string `json:"provision,omitempty" maxLength:"50"`
		}
	}) (*body[AssistPage], error) {
		x, err := d.Lodge(ctx, c.Actor, c.Realm, in.ID, in.Body.Version, assist.Basis{Agreement: in.Body.Agreement, Provision: in.Body.Provision})
		return a.assistPage(x, err)
	})
}

func (a *api) assistPage(c assist.Case, err error) (*body[AssistPage], error) {
	if err != nil {
		return nil, err
	}
	now := a.deps.Clock.Now()
	return reply(AssistPage{Case: c, Board: c.Board(now), Values: assist.Values(c.Request), Ours: a.assistPart(c), Now: now}), nil
}

func (a *api) assistPart(c assist.Case) AssistPart {
	us := a.deps.Party.Code
	p := c.Part(us)
	return AssistPart{Owner: c.Owner == us, Centre: c.Centre == us && c.Owner != us, Asked: p.Asked, Due: moment(p.Due), Awaits: p.Awaits, Gives: p.Gives}
}
