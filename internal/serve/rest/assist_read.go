package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
	"entente/internal/watch"
)

// AssistCheck is what a request's file proves.
type AssistCheck struct{ assist.Verified }

// MatchInput says whose people are matched to which requests.
type MatchInput struct {
	ByID
	Side string `query:"side" enum:"offers,pool" default:"offers" doc:"offers: people in offers, for the party that asks and the clearing house; pool: one's own people"`
	With string `query:"with" maxLength:"2000" doc:"Ids of other requests that compete for the same people, by commas"`
}

func (a *api) assistReadRoutes() {
	d, read := a.deps.Assists, serve.May(authz.AssistRead)
	get(a, "/assist/criteria", read, about{id: "assistCriteria", summary: "The published criteria by which concurrent requests are put in order"}, func(context.Context, serve.Caller, *none) (*body[AssistCriteria], error) {
		return reply(AssistCriteria{Scheme: assist.SchemeV1, Criteria: assist.Criteria()}), nil
	})
	get(a, "/assist/queue", read, about{id: "assistQueue", summary: "The requests that wait for people, in the order that the criteria propose"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[assist.Ranked]], error) {
		all, err := d.Queue(ctx, c.Viewer())
		return reply(list[assist.Ranked]{Items: all}), err
	})
	get(a, "/assist/requests", read, about{id: "listAssist", summary: "Requests for assistance, the last lodged first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[AssistListed]], error) {
		all, err := d.List(ctx, c.Viewer())
		out := list[AssistListed]{Items: make([]AssistListed, len(all))}
		for i, x := range all {
			out.Items[i] = a.assistListed(x)
		}
		return reply(out), err
	})
	get(a, "/assist/requests/{id}", read, about{id: "getAssist", summary: "One request with all that became of it"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[AssistPage], error) {
		return a.assistPage(d.Get(ctx, c.Viewer(), in.ID))
	})
	get(a, "/assist/requests/{id}/reach", read, about{id: "reachOfAssist", summary: "How far each of the others has come with what we stated about a request"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[assist.Reach]], error) {
		all, err := d.Reach(ctx, c.Viewer(), in.ID)
		return reply(list[assist.Reach]{Items: all}), err
	})
	get(a, "/assist/requests/{id}/people", serve.May(authz.AssistDeploy), about{id: "assistPeople", summary: "Who the held people are; at the party that asked alone"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[assist.Disclosed]], error) {
		all, err := d.People(ctx, c.Viewer(), in.ID)
		return reply(list[assist.Disclosed]{Items: all}), err
	})
	get(a, "/assist/requests/{id}/pledges", serve.May(authz.AssistOffer), about{id: "assistPledges", summary: "Who of the own pool stands behind the own offers"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[list[assist.Pledged]], error) {
		all, err := d.Behind(ctx, c.Viewer(), in.ID)
		return reply(list[assist.Pledged]{Items: all}), err
	})
	get(a, "/assist/requests/{id}/match", read, about{id: "matchAssist", summary: "Who could take which seat, with reasons, alternatives and gaps", detail: "A proposal, reckoned now. side=pool needs assist.offer. Ask again after each act."}, func(ctx context.Context, c serve.Caller, in *MatchInput) (*body[assist.Proposal], error) {
		p, err := d.Match(ctx, c.Viewer(), in.ID, commas(in.With), assist.Side(in.Side))
		return reply(p), err
	})
	get(a, "/assist/requests/{id}/match/explain", read, about{id: "explainAssistMatch", summary: "Why a person is, or is not, in a seat, and what it would cost the whole"}, func(ctx context.Context, c serve.Caller, in *struct {
		MatchInput
		Seat   string `query:"seat" required:"true" maxLength:"200"`
		Person string `query:"person" required:"true" maxLength:"200"`
	}) (*body[assist.Verdict], error) {
		p, err := d.Match(ctx, c.Viewer(), in.ID, commas(in.With), assist.Side(in.Side))
		if err != nil {
			return nil, err
		}
		v, err := p.Explain(in.Seat, in.Person)
		return reply(v), err
	})
	get(a, "/assist/requests/{id}/match/mixes", read, about{id: "mixesOfAssistMatch", summary: "The three best answers as wholes, to be compared", detail: "The first is the proposal. Fewer where there are fewer, or where a problem is too large to look further."}, func(ctx context.Context, c serve.Caller, in *MatchInput) (*body[list[assist.Mix]], error) {
		p, err := d.Match(ctx, c.Viewer(), in.ID, commas(in.With), assist.Side(in.Side))
		if err != nil {
			return nil, err
		}
		all, err := p.Mixes(3)
		return reply(list[assist.Mix]{Items: all}), err
	})
	register(a, http.MethodPut, "/assist/requests/{id}/plan", serve.May(authz.AssistDeploy), about{id: "planAssist", summary: "Keep who is fixed to a seat and who is barred from it, for the matching at this node"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Version int64         `json:"version" doc:"Of the plan that was read; 0 for the first"`
			Fixed   []assist.Pair `json:"fixed"`
			Barred  []assist.Pair `json:"barred"`
		}
	}) (*body[assist.Plan], error) {
		p, err := d.Override(ctx, c.Actor, c.Realm, in.ID, in.Body.Version, assist.Overrides{Fixed: in.Body.Fixed, Barred: in.Body.Barred})
		return reply(p), err
	})
	a.gives(download{path: "/assist/requests/{id}/file", rule: read.Slow(), media: "application/json", says: "A file of canonical JSON",
		about: about{id: "exportAssist", summary: "The request in one file, with every statement and what its agreement says", detail: "`entente assist verify` checks and folds it again without a node."},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, err := ids.Parse(r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			b, err := d.Export(r.Context(), c.Viewer(), id)
			return "entente-assist-" + id + ".json", b, err
		}})
	takes(a, upload[AssistCheck]{path: "/assist/files/check", rule: read.Body(assist.MaxFile, "application/json"), media: "application/json", name: "AssistCheck",
		says:  "It verifies; this is the case that its statements make, and who bound whom when",
		about: about{id: "checkAssist", summary: "Verify a request's file"},
		check: func(_ context.Context, _ serve.Caller, file []byte) (AssistCheck, error) {
			v, err := assist.VerifyFile(file)
			return AssistCheck{v}, err
		}})
}

func (a *api) assistListed(c assist.Case) AssistListed {
	r, p := c.Request, c.Part(a.deps.Party.Code)
	out := AssistListed{ID: c.ID, Owner: c.Owner, Title: r.Title, State: c.State, TLP: r.TLP, Severity: r.Severity, Services: r.Services, Mode: r.Mode, Lodged: c.Lodged, NeededBy: r.NeededBy,
		Asked: p.Asked, Answer: p.Answer, Due: moment(p.Due), Awaits: p.Awaits, Score: assist.Score(c), Board: c.Board(a.deps.Clock.Now())}
	if c.Triage != nil {
		out.Place = c.Triage.Place
	}
	return out
}

// assistNeeds are those of requests for assistance, and of drafts that wait for the
// nation's authorisation.
func (s *sight) assistNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	if s.a.deps.Assists == nil {
		return nil, nil
	}
	cases, err := s.a.deps.Assists.Pending(ctx, v)
	if err != nil {
		return nil, err
	}
	var facts []watch.Assist
	for _, c := range cases {
		facts = append(facts, assistFact(c, s.us, now))
	}
	drafts, err := s.a.deps.Assists.Drafts(ctx, v)
	if err != nil {
		return nil, err
	}
	var waiting []watch.AssistDraft
	for _, d := range drafts {
		if d.State == assist.Drafted && len(d.Missing) == 0 {
			waiting = append(waiting, watch.AssistDraft{ID: d.ID, Title: d.Request.Title, By: d.EditorName, At: d.Changed, Own: v.Actor().Person == d.Author || v.Actor().Person == d.Editor})
		}
	}
	return append(watch.OfAssists(s.us, now, facts), watch.OfAssistDrafts(waiting)...), nil
}

func assistFact(c assist.Case, us ids.Party, now time.Time) watch.Assist {
	p := c.Part(us)
	f := watch.Assist{ID: c.ID, Title: c.Request.Title, Owner: c.Owner, Lodged: c.Lodged, Over: c.Over(), Centre: c.Centre == us && c.Owner != us, Triaged: c.Triage != nil,
		Acknowledged: p.Acknowledged, Asked: p.Asked, Answered: p.Answer != "", Due: p.Due, Awaits: p.Awaits, ClosedAt: c.ClosedAt}
	if c.Owner == us && c.ReportedAt.IsZero() {
		f.ReportDue = c.ReportDue
	}
	for _, o := range c.Offers {
		if open := o.Open(now); open > 0 {
			f.Offers += int64(open)
			if f.Valid.IsZero() || o.Valid.Before(f.Valid) {
				f.Valid = o.Valid
			}
		}
	}
	return f
}
