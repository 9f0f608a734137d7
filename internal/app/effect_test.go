package app

import (
	"testing"
	"time"

	"entente/internal/account"
	"entente/internal/agreement"
	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/clause"
	"entente/internal/crisis"
	"entente/internal/exercise"
	"entente/internal/format/marking"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/template"
)

var effectsFrom = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// constitute brings a crisis body of all into force among the nodes of a circle.
func (c *circle) constitute(nations []ids.Party, choices map[string]any) string {
	c.t.Helper()
	ctx := c.t.Context()
	a, err := c.nodes["HUB"].Agreements.Draft(ctx, c.who("HUB"), agreement.NewDraft{Realm: ids.Live, Template: "crisis-body", Title: "Protocol on the crisis body", Parties: nations, Params: choices})
	c.must(err)
	_, err = c.nodes["HUB"].Agreements.Propose(ctx, c.who("HUB"), ids.Live, a.ID)
	c.must(err)
	c.settle()
	for code, n := range c.nodes {
		_, err := n.Agreements.Sign(ctx, c.who(code), ids.Live, a.ID, "", "")
		c.must(err)
	}
	c.settle()
	c.clock.Advance(time.Second)
	return a.ID
}

// propose brings a text that sets something going before the body.
func (c *circle) propose(by ids.Party, body string, mode crisis.Mode, effects ...crisis.Effect) (crisis.View, error) {
	return c.nodes[by].Crises.Propose(c.t.Context(), c.who(by), ids.Live, crisis.NewProposal{Agreement: body, Provision: "1.1", TLP: marking.Green, Text: crisis.Proposal{Level: "technical", Mode: mode,
		Title: clause.Text{"en": "Act together"}, Text: clause.Text{"en": "We act together."}, Annexes: []crisis.Annex{}, Requests: []string{}, Objects: []string{}, Effects: effects}})
}

// put puts a text before the members for five hours.
func (c *circle) put(id string) {
	c.t.Helper()
	c.settle()
	c.clock.Advance(time.Minute)
	_, err := c.nodes["HUB"].Crises.Put(c.t.Context(), c.who("HUB"), ids.Live, id, crisis.Putting{Expires: c.clock.Now().Add(5 * time.Hour)})
	c.must(err)
	c.settle()
}

// lapse lets the period run out and every node say what follows.
func (c *circle) lapse() {
	c.t.Helper()
	c.clock.Advance(5*time.Hour + time.Minute)
	c.tend()
}

func (c *circle) tend() {
	c.t.Helper()
	for range 3 {
		for _, n := range c.nodes {
			c.must(n.Crises.Tend(c.t.Context()))
		}
		c.settle()
	}
}

// adopt is a decision by silence, from its proposal until it is final everywhere.
func (c *circle) adopt(by ids.Party, body string, effects ...crisis.Effect) crisis.View {
	c.t.Helper()
	v, err := c.propose(by, body, crisis.Silence, effects...)
	c.must(err)
	c.put(v.ID)
	c.lapse()
	for code, n := range c.nodes {
		v, err = n.Crises.Get(c.t.Context(), c.who(code).In(ids.Live), v.ID)
		c.must(err)
		r := v.Rounds[0]
		if v.State != crisis.FinalAs || r.Closing.Outcome != crisis.Adopted || !r.Closing.Effects || r.DoneHere.IsZero() {
			c.t.Fatalf("at %s the decision is %s and was carried out at %s: %+v", code, v.State, r.DoneHere, r)
		}
	}
	return v
}

// allowed asks a node whether it may give an indicator of a marking to a party.
func (c *circle) allowed(from, to ids.Party, tlp marking.TLP, at time.Time) policy.Decision {
	c.t.Helper()
	d, _, err := c.nodes[from].Releases.Allowed(c.t.Context(), c.who(from).In(ids.Live), release.Question{To: to, At: at, Class: policy.Class{Category: policy.Indicator, TLP: tlp}})
	c.must(err)
	return d
}

// TestACeilingForAPeriod: what a body decides is what may be released between its
// parties, at every node, until it ends; and what was so at a moment can be asked
// afterwards.
func TestACeilingForAPeriod(t *testing.T) {
	t.Parallel()
	nations := []ids.Party{"CZE", "EST"}
	eachCircle(t, effectsFrom, nations, func(t *testing.T, c *circle) {
		body := c.constitute(nations, nil)
		if d := c.allowed("CZE", "HUB", marking.AmberStrict, time.Time{}); d.Permit || d.Reasons[0].Code != "ceiling" {
			t.Fatalf("before the decision: %+v", d)
		}
		before := c.clock.Now()
		until := c.clock.Now().Add(48 * time.Hour)
		v := c.adopt("CZE", body, crisis.Effect{Kind: crisis.EffectCeiling, Value: "amber+strict", Until: until})
		for _, pair := range [][2]ids.Party{{"CZE", "HUB"}, {"HUB", "CZE"}, {"HUB", "EST"}} {
			d := c.allowed(pair[0], pair[1], marking.AmberStrict, time.Time{})
			if !d.Permit || d.Reasons[1].Code != "ceiling-decided" || d.Reasons[1].Citation.Decision.Proposal != v.ID {
				t.Errorf("from %s to %s: %+v", pair[0], pair[1], d)
			}
		}
		if d := c.allowed("CZE", "HUB", marking.Red, time.Time{}); d.Permit {
			t.Error("a decision cannot make red go")
		}
		if d := c.allowed("CZE", "HUB", marking.AmberStrict, before); d.Permit {
			t.Error("what was not permitted before the decision is said to have been")
		}
		if all, err := c.nodes["EST"].Agreements.MeasuresNow(t.Context(), c.who("EST").In(ids.Live)); err != nil || len(all) != 1 || all[0].Proposal != v.ID || all[0].TLP != "amber+strict" || !all[0].Until.Equal(until) {
			t.Errorf("what EST shows of it: %+v, %v", all, err)
		}
		c.adopt("EST", body, crisis.Effect{Kind: crisis.EffectCeiling, About: "CZE", Value: "green", Until: until.Add(-24 * time.Hour)})
		if d := c.allowed("CZE", "HUB", marking.Amber, time.Time{}); d.Permit || d.Reasons[0].Code != "ceiling-decision" {
			t.Errorf("after the second decision CZE may still give amber: %+v", d)
		}
		if d := c.allowed("HUB", "CZE", marking.AmberStrict, time.Time{}); !d.Permit {
			t.Errorf("the second decision was about CZE alone: %+v", d)
		}
		c.clock.Set(until.Add(-24 * time.Hour))
		if d := c.allowed("CZE", "HUB", marking.AmberStrict, time.Time{}); !d.Permit {
			t.Errorf("the first decision holds again after the end of the second: %+v", d)
		}
		c.clock.Set(until)
		if d := c.allowed("CZE", "HUB", marking.AmberStrict, time.Time{}); d.Permit {
			t.Error("after its end the decision still holds")
		}
		if d := c.allowed("CZE", "HUB", marking.AmberStrict, until.Add(-time.Microsecond)); !d.Permit {
			t.Error("a moment of the decision's period is not known any more")
		}
		for _, bad := range []crisis.Effect{{Value: "red", Until: until.Add(time.Hour)}, {Value: "amber"}, {Value: "amber", Until: c.clock.Now()}, {Value: "amber", Until: c.clock.Now().AddDate(2, 0, 0)},
			{About: "LVA", Value: "amber", Until: until.Add(time.Hour)}, {Value: "pink", Until: until.Add(time.Hour)}} {
			bad.Kind = crisis.EffectCeiling
			if _, err := c.propose("CZE", body, crisis.Silence, bad); !errs.Is(err, errs.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

// TestAMajorityRaisesNobodysCeiling: who objected gives no more by it than its
// agreements let it; the others do.
func TestAMajorityRaisesNobodysCeiling(t *testing.T) {
	t.Parallel()
	nations := []ids.Party{"CZE", "EST", "LVA"}
	eachCircle(t, effectsFrom, nations, func(t *testing.T, c *circle) {
		body := c.constitute(nations, nil)
		v, err := c.propose("CZE", body, crisis.Majority, crisis.Effect{Kind: crisis.EffectCeiling, Value: "amber+strict", Until: c.clock.Now().Add(48 * time.Hour)})
		c.must(err)
		c.put(v.ID)
		for code, s := range map[ids.Party]crisis.Stand{"CZE": crisis.Join, "LVA": crisis.Join, "EST": crisis.Break} {
			_, err := c.nodes[code].Crises.Stand(t.Context(), c.who(code), ids.Live, v.ID, crisis.Position{Stand: s, Words: "As we see it."})
			c.must(err)
		}
		c.tend()
		for _, x := range []struct {
			at, from, to ids.Party
			want         bool
		}{{"CZE", "CZE", "HUB", true}, {"HUB", "HUB", "EST", true}, {"EST", "EST", "HUB", false}} {
			if d := c.allowed(x.from, x.to, marking.AmberStrict, time.Time{}); d.Permit != x.want {
				t.Errorf("from %s to %s: %+v", x.from, x.to, d)
			}
		}
	})
}

// TestABodyPublishesAGeneration: the deed is published at every node, also where its
// members had said other things about it.
func TestABodyPublishesAGeneration(t *testing.T) {
	t.Parallel()
	nations := []ids.Party{"CZE", "EST"}
	eachCircle(t, effectsFrom, nations, func(t *testing.T, c *circle) {
		ctx := t.Context()
		body := c.constitute(nations, nil)
		shipped, err := template.Shipped()
		c.must(err)
		g, digest, err := clause.Open(shipped[len(shipped)-1].Bytes)
		c.must(err)
		g.Number, g.Follows = g.Number+1, digest
		hub := c.nodes["HUB"]
		draft, err := hub.Templates.SaveDraft(ctx, c.who("HUB"), ids.Live, template.Draft{Body: "Committee", Members: nations, Generation: g})
		c.must(err)
		d, err := hub.Templates.Circulate(ctx, c.who("HUB"), ids.Live, draft.ID)
		c.must(err)
		c.settle()
		effect := crisis.Effect{Kind: crisis.EffectGeneration, About: d.ID, Value: d.Sealed.Digest}
		other := effect
		other.Value = digest
		if _, err := c.propose("CZE", body, crisis.Silence, other); !errs.Is(err, errs.Conflict) {
			t.Errorf("another generation than that of the deed: %v", err)
		}
		c.adopt("CZE", body, effect)
		for code, n := range c.nodes {
			x, err := n.Templates.Get(ctx, c.who(code).In(ids.Live), d.ID)
			c.must(err)
			if s, _ := x.State(); s != template.Published || x.Decision == nil || x.Decision.Body != "Crisis body" {
				t.Errorf("at %s the deed is %s by %+v", code, s, x.Decision)
			}
			all, err := n.Templates.List(ctx, c.who(code).In(ids.Live))
			c.must(err)
			if len(all) != len(shipped)+1 {
				t.Errorf("at %s there are %d generations", code, len(all))
			}
		}
		if _, err := hub.Templates.Object(ctx, c.who("HUB"), ids.Live, d.ID, "no"); !errs.Is(err, errs.Conflict) {
			t.Errorf("an objection after the decision: %v", err)
		}
		if _, err := c.propose("CZE", body, crisis.Silence, effect); !errs.Is(err, errs.Conflict) {
			t.Errorf("deciding again: %v", err)
		}
	})
}

// TestABodyStartsAnExercise: who was invited takes part by the decision; where one
// member is not invited, nothing is done anywhere.
func TestABodyStartsAnExercise(t *testing.T) {
	t.Parallel()
	nations := []ids.Party{"CZE", "EST"}
	eachCircle(t, effectsFrom, nations, func(t *testing.T, c *circle) {
		ctx := t.Context()
		body := c.constitute(nations, map[string]any{"effects": []string{"exercise"}})
		hub := c.nodes["HUB"]
		bases, err := hub.Exercises.Bases(ctx, c.who("HUB").In(ids.Live))
		c.must(err)
		for _, name := range []string{"ada", "grace"} {
			_, _, err := hub.Accounts.CreateUser(ctx, c.who("HUB"), account.NewUser{Name: name, Roles: []authz.Role{authz.Director}, Invite: true})
			c.must(err)
		}
		by := func(name string) authz.Actor {
			return authz.Person("HUB", name, name, "test", "", authz.Grants(authz.Director))
		}
		begin := func(parties ...ids.Party) string {
			x, err := hub.Exercises.Propose(ctx, by("ada"), ids.Live, exercise.NewExercise{Name: "Coalition", Parties: parties, Agreement: bases[0].Agreement, Provision: bases[0].Provision.ID, Starts: c.clock.Now(), Ends: c.clock.Now().Add(time.Hour)})
			c.must(err)
			_, err = hub.Exercises.Confirm(ctx, by("grace"), ids.Live, x.ID)
			c.must(err)
			c.must(hub.Exercises.Opened(ctx, x.ID, sign.NewKey().Public()))
			for _, p := range parties {
				c.must(hub.Exercises.InvitedBy(ctx, x.ID, p, "an invitation"))
			}
			c.settle()
			return x.ID
		}
		both, one := begin("CZE", "EST"), begin("CZE")
		if _, err := c.propose("EST", body, crisis.Silence, crisis.Effect{Kind: crisis.EffectExercise, About: one}); !errs.Is(err, errs.NotFound) {
			t.Errorf("who is not invited proposes to start: %v", err)
		}
		c.adopt("CZE", body, crisis.Effect{Kind: crisis.EffectExercise, About: both})
		for code, want := range map[ids.Party]exercise.State{"HUB": exercise.Open, "CZE": exercise.Opening, "EST": exercise.Opening} {
			x, err := c.nodes[code].Exercises.Get(ctx, c.who(code).In(ids.Live), both)
			c.must(err)
			if x.State != want || x.Proposal == "" {
				t.Errorf("at %s the exercise is %s by %q", code, x.State, x.Proposal)
			}
		}
		v, err := c.propose("CZE", body, crisis.Silence, crisis.Effect{Kind: crisis.EffectExercise, About: one})
		c.must(err)
		c.put(v.ID)
		c.lapse()
		x, err := c.nodes["CZE"].Exercises.Get(ctx, c.who("CZE").In(ids.Live), one)
		c.must(err)
		if x.State != exercise.Invited {
			t.Errorf("one node cannot do it, and CZE is %s", x.State)
		}
	})
}

// TestABodyMakesAMission: the request comes first at every node while the mission
// runs; where one node does not have the request, nothing is done anywhere.
func TestABodyMakesAMission(t *testing.T) {
	t.Parallel()
	nations := []ids.Party{"CZE", "EST"}
	eachCircle(t, effectsFrom, nations, func(t *testing.T, c *circle) {
		ctx := t.Context()
		body := c.constitute(nations, nil)
		lodge := func(title, audience string) string {
			r := request(c.clock.Now())
			r.Title, r.Audience = title, audience
			d, err := c.nodes["CZE"].Assists.Draft(ctx, c.who("CZE"), ids.Live, r)
			c.must(err)
			d, err = c.nodes["CZE"].Assists.Authorise(ctx, c.another("CZE"), ids.Live, d.ID, d.Version)
			c.must(err)
			s, err := c.nodes["CZE"].Assists.Lodge(ctx, c.who("CZE"), ids.Live, d.ID, d.Version, assist.Basis{})
			c.must(err)
			c.settle()
			c.clock.Advance(time.Minute)
			return s.ID
		}
		first, second, apart := lodge("first", "all"), lodge("second", "all"), lodge("apart", "directed")
		c.adopt("CZE", body, crisis.Effect{Kind: crisis.EffectMission, About: second, Until: c.clock.Now().Add(24 * time.Hour)})
		order := func(want ...string) {
			t.Helper()
			for code, n := range c.nodes {
				all, err := n.Assists.Queue(ctx, c.who(code).In(ids.Live))
				c.must(err)
				if all[0].Case.ID != want[0] || all[1].Case.ID != want[1] {
					t.Errorf("at %s %s comes first, and it is a mission by %+v", code, all[0].Case.Request.Title, all[0].Case.Mission)
				}
			}
		}
		order(second, first)
		c.clock.Advance(24 * time.Hour)
		order(first, second)

		v, err := c.propose("CZE", body, crisis.Silence, crisis.Effect{Kind: crisis.EffectMission, About: apart})
		c.must(err)
		c.put(v.ID)
		c.lapse()
		for code, n := range c.nodes {
			v, err = n.Crises.Get(ctx, c.who(code).In(ids.Live), v.ID)
			c.must(err)
			r := v.Rounds[0]
			if r.Closing.Outcome != crisis.Adopted || r.Closing.Effects || !r.DoneHere.IsZero() || r.Members[1].Able {
				t.Errorf("at %s: %+v", code, r)
			}
		}
	})
}

// TestARehearsalSetsNothingGoing: it is decided on like any other, and nothing
// follows.
func TestARehearsalSetsNothingGoing(t *testing.T) {
	t.Parallel()
	nations := []ids.Party{"CZE", "EST"}
	eachCircle(t, effectsFrom, nations, func(t *testing.T, c *circle) {
		ctx := t.Context()
		body := c.constitute(nations, nil)
		p := crisis.Proposal{Level: "technical", Mode: crisis.Silence, Title: clause.Text{"en": "Practise"}, Text: clause.Text{"en": "We practise."}, Annexes: []crisis.Annex{}, Requests: []string{}, Objects: []string{},
			Effects: []crisis.Effect{{Kind: crisis.EffectAlert, Value: "severe"}}, Rehearsal: true}
		v, err := c.nodes["EST"].Crises.Propose(ctx, c.who("EST"), ids.Live, crisis.NewProposal{Agreement: body, Provision: "1.1", TLP: marking.Green, Text: p})
		c.must(err)
		c.put(v.ID)
		_, err = c.nodes["CZE"].Crises.Stand(ctx, c.who("CZE"), ids.Live, v.ID, crisis.Position{Stand: crisis.Break, Words: "Another time."})
		c.must(err)
		c.tend()
		p.Why, p.Rehearsal = "made real", false
		if _, err := c.nodes["EST"].Crises.Revise(ctx, c.who("EST"), ids.Live, v.ID, p); !errs.Is(err, errs.Conflict) {
			t.Errorf("a rehearsal became real: %v", err)
		}
		p.Rehearsal = true
		_, err = c.nodes["EST"].Crises.Revise(ctx, c.who("EST"), ids.Live, v.ID, p)
		c.must(err)
		c.put(v.ID)
		c.lapse()
		for code, n := range c.nodes {
			x, err := n.Crises.Get(ctx, c.who(code).In(ids.Live), v.ID)
			c.must(err)
			alerts, err := n.Crises.Alerts(ctx, c.who(code).In(ids.Live))
			c.must(err)
			tempos, err := n.Crises.Tempos(ctx, c.who(code).In(ids.Live))
			c.must(err)
			if r := x.Rounds[1]; x.State != crisis.FinalAs || r.Closing.Outcome != crisis.Adopted || r.Closing.Effects || len(alerts) != 0 || len(tempos) != 0 {
				t.Errorf("at %s it is %s (%+v), with alert levels %+v and figures %+v", code, x.State, r.Closing, alerts, tempos)
			}
		}
	})
}
