package scenario

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/agreement"
	"entente/internal/app"
	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/exercise"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/policy"
	"entente/internal/reaction"
	"entente/internal/release"
)

// newAlone is an exercise of HUB alone, with LVA and EST simulated.
func newAlone(t *testing.T, postgres bool) *stage {
	t.Helper()
	w := newWorld(t, postgres, "HUB")
	ctx, s := t.Context(), &stage{world: w}
	ada, grace := w.person("HUB", "ada", authz.Director), w.person("HUB", "grace", authz.Director)
	x, err := w.nodes["HUB"].Exercises.Propose(ctx, ada, ids.Live, exercise.NewExercise{Name: "Alone", Starts: time.Now(), Ends: time.Now().Add(time.Hour),
		Simulated: []exercise.Simulated{{Code: "LVA", Name: "Latvia", Kind: "nation"}, {Code: "EST", Name: "Estonia", Kind: "nation"}}})
	w.must(err)
	_, err = w.nodes["HUB"].Exercises.Confirm(ctx, grace, ids.Live, x.ID)
	w.must(err)
	s.x = x
	w.until("HUB", "a memorandum and a body in the realm", func() bool {
		n := s.nodes["HUB"].In(x.Realm())
		if n == nil {
			return false
		}
		agreed, err := n.Agreements.List(ctx, s.all("HUB").In(x.Realm()))
		bodies, err2 := n.Crises.Bodies(ctx, s.all("HUB").In(x.Realm()))
		return err == nil && err2 == nil && len(bodies) == 1 && len(bodies[0].Members) == 2 && slices.ContainsFunc(agreed, func(a agreement.Agreement) bool {
			return a.Template == "memorandum" && a.StateAt(time.Now()) == agreement.InForce
		})
	})
	return s
}

// alone plans, releases and starts what one nation plays.
func (s *stage) alone(reactions ...msel.Reaction) (inject string) {
	s.t.Helper()
	ctx, realm, plan, ann := s.t.Context(), s.x.Realm(), s.in("HUB").Msel, s.excon("ann")
	p, err := plan.Plan(ctx, ann.In(realm))
	s.must(err)
	p, err = plan.SetTeams(ctx, ann, realm, p.Version, []msel.Team{{ID: "hub-desk", Party: "HUB", Name: "Hub desk"}, {ID: "lva-cert", Party: "LVA", Name: "CERT of Latvia"}})
	s.must(err)
	row, err := plan.Put(ctx, ann, realm, msel.Inject{Number: "1", Title: "Hospitals", Status: msel.Ready, Type: msel.Expected, Channel: msel.ByMail, At: seconds(0), From: "Ministry of Health", To: []string{"lva-cert", "hub-desk"},
		Expected: "An answer.", Payload: jsontext.Value(`{"subject":"Hospitals are slow","text":"What do you know?"}`)}, 0)
	s.must(err)
	for i := range reactions {
		if reactions[i].On == msel.OnInject {
			reactions[i].Inject = row.ID
		}
	}
	_, err = plan.SetReactions(ctx, ann, realm, p.Version, reactions)
	s.must(err)
	put, err := plan.PutForward(ctx, ann, realm)
	s.must(err)
	_, err = plan.Release(ctx, s.excon("bob"), realm, put.ID, put.Digest)
	s.must(err)
	_, err = s.in("HUB").Conduct.Start(ctx, ann, realm)
	s.must(err)
	return row.ID
}

// turns waits until each of some reactions has come to a state.
func (s *stage) turns(want reaction.State, reactions ...string) {
	s.t.Helper()
	var v reaction.View
	s.until("HUB", fmt.Sprintf("%s %v", want, reactions), func() bool {
		var err error
		v, err = s.in("HUB").Reactions.List(s.t.Context(), s.excon("ann").In(s.x.Realm()))
		s.must(err)
		for _, r := range reactions {
			i := slices.IndexFunc(v.Turns, func(t reaction.TurnView) bool { return t.Reaction == r })
			if i >= 0 && v.Turns[i].State == reaction.Failed && want != reaction.Failed {
				s.t.Fatalf("%s has failed: %s", r, v.Turns[i].Why)
			}
			if i < 0 || v.Turns[i].State != want {
				return false
			}
		}
		return true
	})
}

// now has a controller bring a turn on.
func (s *stage) now(name string) {
	s.t.Helper()
	ctx, ann, of := s.t.Context(), s.excon("ann"), s.in("HUB").Reactions
	v, err := of.List(ctx, ann.In(s.x.Realm()))
	s.must(err)
	i := slices.IndexFunc(v.Turns, func(t reaction.TurnView) bool { return t.Reaction == name })
	if i < 0 {
		s.t.Fatalf("%s has no turn", name)
	}
	_, err = of.Now(ctx, ann, s.x.Realm(), v.Turns[i].ID)
	s.must(err)
}

// lodge has people of HUB ask for assistance.
func (s *stage) lodge(n *app.Node, title string) assist.Case {
	s.t.Helper()
	ctx, realm := s.t.Context(), s.x.Realm()
	first, second := authz.Person("HUB", "p1", "Petra", "test", "", authz.Grants(authz.Director)), authz.Person("HUB", "p2", "Paul", "test", "", authz.Grants(authz.Director))
	d, err := n.Assists.Draft(ctx, first, realm, assist.Request{Title: title, Beneficiary: "Port of Riga", Entity: "critical", Severity: assist.Severity{Scheme: "other", Value: "high"}, Impact: "national", Situation: "Cranes stand still.",
		Services: []string{"response"}, Roles: []assist.Role{{ID: "r1", Count: 3}}, Mode: "remote", Measures: "All", Taken: "most", NeededBy: time.Now().Add(2 * time.Hour), Duration: "P7D", TLP: "green", Audience: "all",
		Liability: "As agreed.", Cost: "As agreed.", Contact: "Desk", Fallback: "Exercise control"})
	s.must(err)
	d, err = n.Assists.Authorise(ctx, second, realm, d.ID, d.Version)
	s.must(err)
	c, err := n.Assists.Lodge(ctx, first, realm, d.ID, d.Version, assist.Basis{})
	s.must(err)
	return c
}

// TestOneNationExercisesAlone: what the plan says of simulated parties comes about by
// their own nodes, in every kind of cue and deed. On PostgreSQL; the play of the library
// is on SQLite.
func TestOneNationExercisesAlone(t *testing.T) {
	t.Parallel()
	playAlone(t, newAlone(t, true))
}

func playAlone(t *testing.T, s *stage) {
	t.Helper()
	ctx, realm, hub, ann, people := t.Context(), s.x.Realm(), s.in("HUB"), s.excon("ann"), s.all("HUB")
	bodies, err := hub.Crises.Bodies(ctx, people.In(realm))
	s.must(err)
	given, text := indicator("from-estonia", green)
	inject := s.alone(
		msel.Reaction{ID: "lva-answers", As: "LVA", On: msel.OnInject, Do: msel.Answer, Team: "lva-cert", Text: "Two hospitals cannot admit."},
		msel.Reaction{ID: "hub-answers", As: "HUB", On: msel.OnInject, Do: msel.Answer, Team: "hub-desk", Text: "We listen."},
		msel.Reaction{ID: "lva-opens", As: "LVA", On: msel.OnInject, Do: msel.Open, Text: "Ransomware in two hospitals\nThey cannot admit."},
		msel.Reaction{ID: "est-asks", As: "EST", On: msel.OnIncident, From: "LVA", Match: "ransomware", Do: msel.Ask, Payload: jsontext.Value(`{"title":"Forensics for our hospitals","text":"The same lock screen is here.","people":2}`)},
		msel.Reaction{ID: "lva-helps-est", As: "LVA", On: msel.OnRequest, From: "EST", Do: msel.Offer, Text: "For two weeks."},
		msel.Reaction{ID: "est-accepts", As: "EST", On: msel.OnOffer, From: "LVA", Do: msel.Accept},
		msel.Reaction{ID: "lva-helps", As: "LVA", On: msel.OnRequest, From: "HUB", Match: "ports", Do: msel.Offer, Text: "Remote work alone."},
		msel.Reaction{ID: "est-declines", As: "EST", On: msel.OnRequest, From: "HUB", Do: msel.Decline, Text: "Our own people are at work."},
		msel.Reaction{ID: "lva-proposes", As: "LVA", On: msel.OnInject, Do: msel.Propose, Payload: jsontext.Value(`{"text":{"en":"The parties inform the public together."},"body":"` + bodies[0].Provision + `","minutes":5}`)},
		msel.Reaction{ID: "hub-puts", As: "HUB", On: msel.OnProposed, From: "LVA", Do: msel.Put},
		msel.Reaction{ID: "est-joins", As: "EST", On: msel.OnSilence, From: "LVA", Do: msel.Join},
		msel.Reaction{ID: "lva-breaks", As: "LVA", On: msel.OnSilence, From: "LVA", After: msel.Of(3600), Do: msel.Break, Text: "Not before we have spoken to the hospitals."},
		msel.Reaction{ID: "lva-sights", As: "LVA", On: msel.OnObject, From: "HUB", Match: "port-scanner", Do: msel.Sight, Text: "Three ports."},
		msel.Reaction{ID: "est-gives", As: "EST", On: msel.OnObject, From: "HUB", Do: msel.Give, Payload: jsontext.Value(`{"content":{"type":"bundle","id":"bundle--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0aff","objects":[` + text + `]}}`)},
		msel.Reaction{ID: "lva-late", As: "LVA", On: msel.OnInject, After: msel.Of(3600), Do: msel.Answer, Team: "lva-cert", Text: "It is over."},
		msel.Reaction{ID: "est-errs", As: "EST", On: msel.OnIncident, Do: msel.Propose, Payload: jsontext.Value(`{"text":{"en":"Words."},"body":"9.9","minutes":5}`)},
	)
	asked := s.lodge(hub, "Ports are down")
	id, object := indicator("port-scanner", green)
	_, err = hub.Intel.Import(ctx, people, intel.ImportInput{Realm: realm, Name: "found"}, bundle(object))
	s.must(err)
	_, err = hub.Releases.Make(ctx, people, realm, release.Ask{Select: intel.Selection{IDs: []string{id}}, To: []ids.Party{"LVA", "EST"}, Onward: policy.Onward{Allowed: true}})
	s.must(err)

	s.turns(reaction.Done, "lva-answers", "hub-answers", "lva-opens", "est-asks", "lva-helps-est", "est-accepts", "lva-helps", "est-declines", "lva-proposes", "hub-puts", "est-joins", "lva-sights", "est-gives")
	s.turns(reaction.Waiting, "lva-late")
	s.turns(reaction.Failed, "est-errs")

	s.until("HUB", "the answers of both teams", func() bool {
		v, err := hub.Conduct.Inject(ctx, ann.In(realm), inject)
		return err == nil && !slices.ContainsFunc(v.Cells, func(c conduct.CellView) bool { return c.State != conduct.Answered }) && len(v.Messages) == 2 &&
			slices.ContainsFunc(v.Messages, func(m conduct.Message) bool {
				return m.Team == "lva-cert" && strings.HasPrefix(m.Text, "Two hospitals")
			})
	})
	s.until("HUB", "Latvia's incident", func() bool {
		all, err := hub.Incidents.List(ctx, people.In(realm))
		return err == nil && len(all) == 1 && all[0].Owner == "LVA" && all[0].Title == "Ransomware in two hospitals"
	})
	var offer assist.Offered
	s.until("HUB", "Latvia's offer and Estonia's no", func() bool {
		c, err := hub.Assists.Get(ctx, people.In(realm), asked.ID)
		s.must(err)
		if len(c.Offers) == 1 {
			offer = c.Offers[0]
		}
		return offer.Party == "LVA" && slices.ContainsFunc(c.Answers, func(a assist.Answer) bool { return a.Party == "EST" && a.Answer == "declined" })
	})
	_, err = hub.Assists.Accept(ctx, people, realm, asked.ID, offer.ID, nil, false, "")
	s.must(err)
	s.until("HUB", "that Latvia has bound itself", func() bool {
		c, err := hub.Assists.Get(ctx, people.In(realm), asked.ID)
		return err == nil && c.State == assist.Bound
	})
	s.until("HUB", "that Latvia is bound to Estonia", func() bool {
		all, err := hub.Assists.List(ctx, people.In(realm))
		return err == nil && slices.ContainsFunc(all, func(c assist.Case) bool { return c.Owner == "EST" && c.State == assist.Bound })
	})
	stood := func(p ids.Party, as crisis.Stand) func() bool {
		return func() bool {
			all, err := hub.Crises.List(ctx, people.In(realm))
			return err == nil && len(all) == 1 && len(all[0].Rounds) == 1 && slices.ContainsFunc(all[0].Rounds[0].Members, func(m crisis.MemberView) bool {
				return m.Party == p && m.Stand != nil && m.Stand.Stand == as
			})
		}
	}
	s.until("HUB", "that Estonia joins", stood("EST", crisis.Join))
	s.now("lva-breaks") // a break ends the round, so it comes last
	s.until("HUB", "that Latvia breaks", stood("LVA", crisis.Break))
	s.until("HUB", "the sighting of what was released", func() bool {
		p, err := hub.Intel.Object(ctx, people.In(realm), id)
		return err == nil && slices.ContainsFunc(p.References, func(r intel.Row) bool { return r.Type == "sighting" && r.Origin == "LVA" })
	})
	s.until("HUB", "what Estonia gives", func() bool {
		rows, err := hub.Intel.List(ctx, people.In(realm), intel.Filter{IDs: []string{given}})
		return err == nil && len(rows) == 1 && rows[0].Origin == "EST"
	})
	if _, err := hub.Reactions.List(ctx, s.player().In(realm)); !errs.Is(err, errs.Denied) {
		t.Errorf("a player reads what simulated parties do: %v", err)
	}
	_, err = hub.Conduct.Set(ctx, ann, realm, conduct.ActJump, 2*time.Hour, 0)
	s.must(err)
	s.turns(reaction.Done, "lva-late")
}

// player plays at HUB.
func (s *stage) player() authz.Actor {
	return authz.Person("HUB", "petra", "petra", "test", "", exercise.Member{Cell: exercise.Blue, Roles: []authz.Role{authz.Director}}.Acts())
}
