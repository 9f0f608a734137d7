package assist

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/match"
	"entente/internal/matter"
)

// Match proposes who fills the seats of a request. with names further requests
// that compete for the same people; a request's weight is the score that the
// clearing house or the criteria give it. Only the named request's plan is applied.
func (s *Service) Match(ctx context.Context, v authz.Viewer, id string, with []string, side Side) (p Proposal, err error) {
	defer errs.Wrap(&err, "assist.Match(%s)", errs.Clip(id))
	if err := v.May(authz.AssistRead); err != nil {
		return p, err
	}
	if side == FromPool {
		if err := v.May(authz.AssistOffer); err != nil {
			return p, err
		}
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		p = Proposal{Side: side, At: tx.Now, Seats: []Seat{}, People: []Candidate{}, Assigned: []Choice{}, Open: []Gap{}}
		p.problem = match.Problem{Now: tx.Now, Permitted: map[match.Ask]match.Answer{}}
		for _, one := range slices.Compact(slices.Sorted(slices.Values(append([]string{id}, with...)))) {
			_, c, err := s.loadSeen(ctx, tx, v, one)
			if err != nil {
				return err
			}
			p.ask(c)
			if side == FromOffers {
				p.offers(c)
			}
		}
		if side == FromPool {
			if err := s.pool(ctx, tx, v.Realm(), id, &p); err != nil {
				return err
			}
		}
		plan, err := loadPlan(ctx, tx, v.Realm(), id)
		if err != nil {
			return err
		}
		p.apply(plan)
		return p.solve()
	})
	return p, err
}

// ask adds the seats of a request that nobody who is accepted or held fills.
func (p *Proposal) ask(c Case) {
	values := Values(c.Request)
	if c.Triage != nil {
		values = c.Triage.Values
	}
	board := c.Board(p.At)
	for i, r := range c.Request.Roles {
		for n := range board[i].Missing {
			seat := Seat{ID: fmt.Sprintf("%s/%s/%d", c.ID, r.ID, n+1), Request: c.ID, Role: r.ID, Title: r.Title}
			p.Seats = append(p.Seats, seat)
			role := match.Role{ID: seat.ID, Request: c.ID, For: []string{string(c.Owner), c.Request.Beneficiary}, Service: r.Service, Profile: r.Profile, Clearance: r.Clearance, Vendors: r.Vendors,
				Window: match.Window{From: c.Request.NeededBy, To: c.Request.ends()}, Remote: r.Remote, ReadyBy: c.Request.NeededBy,
				Nationalities: match.Limit{Allowed: r.Allowed, Barred: r.Barred}, Weight: min(match.MaxWeight, max(1, r.Weight)*max(1, score(values)))}
			if role.ReadyBy.Before(p.At) {
				role.ReadyBy = time.Time{} // it is late already; whoever comes first is best
			}
			for _, n := range r.Skills {
				role.Skills = append(role.Skills, match.Need(n))
			}
			for _, n := range r.Languages {
				role.Languages = append(role.Languages, match.Need(n))
			}
			p.problem.Roles = append(p.problem.Roles, role)
		}
	}
}

// offers adds the people of open lines of a request's offers.
func (p *Proposal) offers(c Case) {
	for _, o := range c.Offers {
		p.problem.Permitted[match.Ask{Party: o.Party, Request: c.ID}] = match.Answer{Provision: c.Provision}
		for _, l := range o.Lines {
			if l.Card == nil || o.stand(l.ID).State != LineOpen || p.At.After(o.Valid) {
				continue
			}
			k := Candidate{ID: o.ID + "/" + l.ID, Party: o.Party, Pseudonym: l.Card.Pseudonym, Offer: o.ID, Line: l.ID, Role: l.Role}
			p.People = append(p.People, k)
			p.problem.People = append(p.problem.People, l.Card.person(k.ID, o.Party, o.From, o.Until))
			for _, r := range p.problem.Roles { // who is offered for one role of one request is not offered for another
				if r.Request != c.ID || !strings.HasPrefix(r.ID, c.ID+"/"+l.Role+"/") {
					p.problem.Barred = append(p.problem.Barred, match.Pair{Role: r.ID, Person: k.ID})
				}
			}
		}
	}
}

// pool adds our own people under their pseudonyms in a request, and what permits us
// to give them.
func (s *Service) pool(ctx context.Context, tx *db.Tx, realm ids.Realm, id string, p *Proposal) error {
	var span match.Window
	for i, r := range p.problem.Roles {
		if i == 0 || r.Window.From.Before(span.From) {
			span.From = r.Window.From
		}
		if r.Window.To.After(span.To) {
			span.To = r.Window.To
		}
	}
	if len(p.problem.Roles) == 0 {
		return nil
	}
	people, err := s.c.Pool.Candidates(ctx, tx, realm, span)
	if err != nil {
		return err
	}
	p.problem.People = people
	for _, q := range people {
		p.People = append(p.People, Candidate{ID: q.ID, Party: q.Party, Pseudonym: s.c.Pool.Pseudonym(q.ID, id)})
	}
	for _, seat := range p.Seats {
		m, c, err := s.load(ctx, tx, realm, seat.Request)
		if err != nil {
			return err
		}
		p.problem.Permitted[match.Ask{Party: s.c.Party, Request: seat.Request}] = s.permitted(m, c)
	}
	return nil
}

func (s *Service) permitted(m matter.Matter, c Case) match.Answer {
	if !m.TakesPart(s.c.Party) || c.Over() {
		return match.Answer{Refusal: "the request is over, or not made to us"}
	}
	return match.Answer{Provision: c.Provision}
}

// apply puts a plan into the problem; what names seats or people that are there no
// more is passed over.
func (p *Proposal) apply(plan Plan) {
	p.Plan = plan
	there := func(x Pair) bool {
		return slices.ContainsFunc(p.Seats, func(s Seat) bool { return s.ID == x.Seat }) && slices.ContainsFunc(p.People, func(k Candidate) bool { return k.ID == x.Person })
	}
	for _, x := range plan.Fixed {
		if there(x) {
			p.problem.Fixed = append(p.problem.Fixed, match.Pair{Role: x.Seat, Person: x.Person})
		}
	}
	for _, x := range plan.Barred {
		if there(x) {
			p.problem.Barred = append(p.problem.Barred, match.Pair{Role: x.Seat, Person: x.Person})
		}
	}
}

// alternatives is how many others are shown for a seat.
const alternatives = 3

func (p *Proposal) solve() (err error) {
	if p.solution, err = match.Solve(p.problem); err != nil {
		return err
	}
	x := p.solution
	p.Filled, p.Fit, p.Score, p.Bound, p.Proven = x.Filled, x.Fit, x.Score, x.Bound, x.Proven
	for _, g := range x.Open {
		p.Open = append(p.Open, Gap{Seat: g.Role, Counts: g.Counts})
	}
	for _, c := range x.Assigned {
		others, err := x.Alternatives(p.problem, c.Role, alternatives)
		if err != nil {
			return err
		}
		choice := choiceOf(c)
		for _, o := range others {
			choice.Alternatives = append(choice.Alternatives, choiceOf(o))
		}
		p.Assigned = append(p.Assigned, choice)
	}
	return nil
}

// Override keeps what people have fixed and barred for the matching of a request at
// this node.
//
// Errors: Conflict for a version that is not the last.
func (s *Service) Override(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, o Overrides) (p Plan, err error) {
	defer errs.Wrap(&err, "assist.Override(%s)", errs.Clip(id))
	if err := who.May(authz.AssistDeploy); err != nil {
		return p, err
	}
	if len(o.Fixed)+len(o.Barred) > 1000 {
		return p, errs.New(errs.TooLarge, "up to 1000 pairs are fixed or barred")
	}
	for i, x := range o.Fixed {
		if slices.ContainsFunc(o.Fixed[:i], func(y Pair) bool { return y.Seat == x.Seat || y.Person == x.Person }) {
			return p, errs.New(errs.Conflict, "a seat or a person is fixed twice")
		}
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := s.loadSeen(ctx, tx, who.In(realm), id); err != nil {
			return err
		}
		if p, err = loadPlan(ctx, tx, realm, id); err != nil {
			return err
		}
		if p.Version != version {
			return errs.New(errs.Conflict, "the plan was changed meanwhile; read it again")
		}
		p = Plan{Overrides: Overrides{Fixed: append([]Pair{}, o.Fixed...), Barred: append([]Pair{}, o.Barred...)}, Version: version + 1, By: nameOf(who), At: tx.Now}
		if err := savePlan(ctx, tx, realm, id, p); err != nil {
			return err
		}
		return s.record(ctx, tx, who, realm, "planned", id)
	})
	return p, err
}
