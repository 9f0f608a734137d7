package scenario

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/exercise"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/score"
)

// excon is one of the hub's people who runs the exercise.
func (s *stage) excon(name string) authz.Actor {
	return authz.Person("HUB", name, name, "test", "", exercise.Member{Cell: exercise.Excon}.Acts())
}

// blue is a member of CZE's team, as the node of the realm knows the account.
func (s *stage) blue() authz.Actor {
	s.t.Helper()
	_, m, err := s.nodes["CZE"].Exercises.Entry(s.t.Context(), s.x.Realm(), s.at("CZE").Members[0].Person)
	s.must(err)
	return authz.Person("CZE", m.Person, m.Name, "test", "", m.Acts())
}

// release plans a list with two persons and releases it.
func (s *stage) release(injects ...msel.Inject) (all []string) {
	s.t.Helper()
	ctx, realm, plan := s.t.Context(), s.x.Realm(), s.in("HUB").Msel
	ann, bob := s.excon("ann"), s.excon("bob")
	p, err := plan.Plan(ctx, ann.In(realm))
	s.must(err)
	p, err = plan.SetHead(ctx, ann, realm, p.Version, msel.Head{Name: "Cyber Coalition", Starts: time.Now(), Ends: time.Now().Add(time.Hour), Language: "en"})
	s.must(err)
	p, err = plan.SetTeams(ctx, ann, realm, p.Version, []msel.Team{{ID: "cze-soc", Party: "CZE", Name: "Czech SOC"}, {ID: "hub-desk", Party: "HUB", Name: "Hub desk"}})
	s.must(err)
	_, err = plan.SetObjectives(ctx, ann, realm, p.Version, []msel.Objective{{ID: "o1", Name: "Inform in time"}})
	s.must(err)
	for _, in := range injects {
		r, err := plan.Put(ctx, ann, realm, in, 0)
		s.must(err)
		all = append(all, r.ID)
	}
	put, err := plan.PutForward(ctx, ann, realm)
	s.must(err)
	_, err = plan.Release(ctx, bob, realm, put.ID, put.Digest)
	s.must(err)
	return all
}

func seconds(n int64) *msel.Span {
	s := msel.Of(n)
	return &s
}

// TestAnExerciseIsConductedAndJudged goes through planning, conduct and evaluation
// between two whole nodes: the hub sends a mail to a Czech team, the team answers and
// releases to the hub what the mail asked for, and the hub's score says so.
func TestAnExerciseIsConductedAndJudged(t *testing.T) {
	t.Parallel()
	s := newStage(t, false)
	ctx, realm := t.Context(), s.x.Realm()
	mail := msel.Inject{Number: "1.1", Title: "Hospitals", Status: msel.Ready, Type: msel.Expected, Channel: msel.ByMail, At: seconds(0), From: "Ministry of Health", To: []string{"cze-soc"}, Tests: []string{"o1"},
		Payload: []byte(`{"subject":"Hospitals are slow","text":"What do you know? Tell the hub."}`), Expected: "Release the indicator to the hub.",
		Criteria: []msel.Criterion{
			{ID: "told", Name: "The hub was told within thirty minutes", Category: "reporting", Points: 10, Within: msel.Of(1800), Strategy: "journal",
				Rule: []byte(`{"kind":"release.made","where":[{".body.parties.HUB.released":{"comparison":"count","values":[">=1"]}}]}`)},
			{ID: "answer", Name: "The ministry was answered", Category: "reporting", Points: 5, Within: msel.Of(1800), Strategy: "answer", Rule: []byte(`{"contains":["indicator"]}`)},
			{ID: "tone", Name: "The tone fits a minister", Category: "communication", Points: 5, Strategy: "human", Rubric: []msel.Level{{Points: 0, Words: "no"}, {Points: 5, Words: "yes"}}},
		}}
	all := s.release(mail)
	hub, cze, ada, jan := s.in("HUB"), s.in("CZE"), s.excon("ann"), s.blue()
	started, err := hub.Conduct.Start(ctx, ada, realm)
	s.must(err)
	if len(started.Digest) != 64 {
		t.Errorf("the list that is played is %q", started.Digest)
	}
	s.until("CZE", "the mail in the team's inbox", func() bool {
		items, err := cze.Conduct.Inbox(ctx, jan.In(realm), 10)
		return err == nil && len(items) == 1 && items[0].Subject == "Hospitals are slow"
	})
	_, err = cze.Conduct.See(ctx, jan, realm, all[0])
	s.must(err)
	_, err = cze.Conduct.Answer(ctx, jan, realm, all[0], "We have an indicator and tell the hub.")
	s.must(err)
	id, text := indicator("exercise-hospitals", green)
	_, err = cze.Intel.Import(ctx, jan, intel.ImportInput{Realm: realm, Name: "found"}, bundle(text))
	s.must(err)
	_, err = cze.Releases.Make(ctx, jan, realm, release.Ask{Select: intel.Selection{IDs: []string{id}}, To: []ids.Party{"HUB"}, Onward: policy.Onward{Allowed: true}})
	s.must(err)
	board := func() score.TeamScore {
		b, err := hub.Scores.Board(ctx, ada.In(realm))
		s.must(err)
		return b.Teams[0]
	}
	s.until("HUB", "what the team did in the score", func() bool { x := board(); return x.All.Got == 15 && x.All.Graded == 15 && x.All.Gradable == 20 })
	s.until("CZE", "the score at the team's own node", func() bool {
		b, err := cze.Scores.Board(ctx, jan.In(realm))
		return err == nil && len(b.Teams) == 2 && b.Teams[0].All == board().All
	})
	v, err := hub.Conduct.Inject(ctx, ada.In(realm), all[0])
	s.must(err)
	if v.Cells[0].State != conduct.Answered {
		t.Errorf("the inject stands as %+v", v.Cells[0])
	}
	judged, _, err := hub.Scores.Judgements(ctx, ada.In(realm), score.Filter{Team: "cze-soc", Limit: 10})
	s.must(err)
	for _, j := range judged {
		if j.Criterion == "told" && (j.State != score.Met || !strings.HasPrefix(j.Rule.Text[0], "Czech SOC did release.made at T+0:00:")) {
			t.Errorf("told: %+v", j.Rule)
		}
	}
}

// TestInjectsActByASimulatedParty: what an inject brings comes to players by the
// system itself, from the simulated party; what cannot be done is held, in words.
func TestInjectsActByASimulatedParty(t *testing.T) {
	t.Parallel()
	s := newStage(t, false)
	ctx, realm := t.Context(), s.x.Realm()
	body := ""
	s.until("CZE", "the body in the realm", func() bool {
		all, err := s.in("CZE").Crises.Bodies(ctx, s.all("CZE").In(realm))
		if err == nil && len(all) == 1 {
			body = all[0].Provision
		}
		return body != ""
	})
	id, text := indicator("from-latvia", green)
	act := func(number string, c msel.Channel, as, payload string) msel.Inject {
		return msel.Inject{Number: number, Title: "For planners alone", Status: msel.Ready, Type: msel.Contextual, Channel: c, At: seconds(0), From: "Latvian authority", As: as, To: []string{"cze-soc"}, Payload: []byte(payload)}
	}
	all := s.release(
		act("1", msel.ByObject, "LVA", `{"content":{"type":"bundle","id":"bundle--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0aff","objects":[`+text+`]}}`),
		act("2", msel.ByRequest, "LVA", `{"title":"Hospitals are down","text":"Two hospitals cannot admit.","people":2,"hours":12}`),
		act("3", msel.ByProposal, "LVA", `{"text":{"en":"The parties inform the public together."},"body":"`+body+`","minutes":5}`),
		act("4", msel.ByObject, "EST", `{"content":{"type":"bundle","id":"bundle--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0aff","objects":[`+text+`]}}`),
	)
	hub, cze, ann := s.in("HUB"), s.in("CZE"), s.excon("ann")
	_, err := hub.Conduct.Start(ctx, ann, realm)
	s.must(err)
	s.until("CZE", "what Latvia released", func() bool {
		rows, err := cze.Intel.List(ctx, s.all("CZE").In(realm), intel.Filter{IDs: []string{id}})
		return err == nil && len(rows) == 1 && rows[0].Origin == "LVA"
	})
	s.until("CZE", "what Latvia asks for", func() bool {
		list, err := cze.Assists.List(ctx, s.all("CZE").In(realm))
		return err == nil && len(list) == 1 && list[0].Owner == "LVA" && list[0].Request.Title == "Hospitals are down"
	})
	s.until("CZE", "what Latvia proposes", func() bool {
		list, err := cze.Crises.List(ctx, s.all("CZE").In(realm))
		return err == nil && len(list) == 1 && list[0].Text.Title.In("en") == "The parties inform the public together."
	})
	s.until("HUB", "what cannot be done, held", func() bool {
		v, err := hub.Conduct.Inject(ctx, ann.In(realm), all[3])
		return err == nil && v.Cells[0].State == conduct.Held && strings.Contains(v.Cells[0].Why, "names no simulated party")
	})
	if rows := s.holds("CZE", id); len(rows) != 0 {
		t.Error("what an inject brought is among what is live")
	}
}

// TestManyInjectsArriveWhenTheyAreDue is the short form of the bench: every inject
// comes to its team at another node once, and leaves within seconds of its time.
func TestManyInjectsArriveWhenTheyAreDue(t *testing.T) {
	t.Parallel()
	const count, second = 200, 50
	s := newStage(t, false)
	ctx, realm := t.Context(), s.x.Realm()
	var list []msel.Inject
	for i := range count {
		list = append(list, msel.Inject{Number: strconv.Itoa(i), Title: "Inject", Status: msel.Ready, Type: msel.Expected, Channel: msel.ByMail, At: seconds(int64(i / second)), From: "Ministry", To: []string{"cze-soc"},
			Payload: []byte(`{"subject":"Inject","text":"What do you know?"}`), Expected: "An answer."})
	}
	s.release(list...)
	hub, cze, ann, jan := s.in("HUB"), s.in("CZE"), s.excon("ann"), s.blue()
	_, err := hub.Conduct.Start(ctx, ann, realm)
	s.must(err)
	s.until("CZE", "every inject in the team's inbox", func() bool {
		items, err := cze.Conduct.Inbox(ctx, jan.In(realm), 2*count)
		return err == nil && len(items) == count
	})
	all, _, err := hub.Conduct.Injects(ctx, ann.In(realm), conduct.Filter{Limit: 2 * count})
	s.must(err)
	for _, x := range all {
		if c := x.Cells[0]; c.Sends != 1 || *c.Sent-*c.Due > 10_000 {
			t.Errorf("inject %s was sent %d times, %d ms after it was due", x.Number, c.Sends, *c.Sent-*c.Due)
		}
	}
}
