package alert

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/crisis"
	"entente/internal/format/marking"
	"entente/internal/matter/mattertest"
)

var ctx = context.Background()

type built struct {
	alerts *Service
	crises *crisis.Service
}

// room is a world whose nodes tell each other their levels.
type room struct {
	*mattertest.World
	at map[ids.Party]built
}

func each(t *testing.T, f func(t *testing.T, r *room)) {
	t.Helper()
	var all sync.Map // by node; both engines build at once
	mattertest.Each(t, []ids.Party{"CZE", "EST", "LVA"}, func(n *mattertest.Node) {
		c := crisis.New(crisis.Config{DB: n.DB, Journal: n.Journal, Matters: n.Matters, Agreements: n.Agreements, Parties: n.Parties, Key: n.Key, Party: n.Code})
		all.Store(n, built{New(Config{DB: n.DB, Matters: n.Matters, Decisions: c, Party: n.Code}), c})
	}, func(t *testing.T, w *mattertest.World) {
		r := &room{World: w, at: map[ids.Party]built{}}
		for code, n := range w.Nodes {
			s, _ := all.Load(n)
			r.at[code] = s.(built)
		}
		f(t, r)
	})
}

func director(p ids.Party) authz.Actor { return mattertest.Person(p, authz.Director) }

func (r *room) state(by ids.Party, level string, tlp marking.TLP, under ...Under) (Told, error) {
	return r.at[by].alerts.State(ctx, director(by), ids.Live, NewLevel{Level: level, Criterion: "Attempts against two ministries.", Scheme: "NÚKIB", Value: "2", TLP: tlp, Under: under})
}

func (r *room) board(at ids.Party) Board {
	r.T.Helper()
	b, err := r.at[at].alerts.Board(ctx, director(at).In(ids.Live))
	r.Must(err)
	return b
}

func of(b Board, p ids.Party) Standing {
	i := slices.IndexFunc(b.Parties, func(s Standing) bool { return s.Party == p })
	if i < 0 {
		return Standing{}
	}
	return b.Parties[i]
}

func want(t *testing.T, err error, kind errs.Kind, part string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), part) {
		t.Errorf("got %v, want %s with %q", err, kind, part)
	}
}

// TestEverybodyKnowsTheLevel states a level, and then another, and finds both at every
// node; of who has said nothing nothing is known.
func TestEverybodyKnowsTheLevel(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		_, err := r.state("CZE", "elevated", marking.Green)
		want(t, err, errs.Invalid, "name an agreement")
		told, err := r.state("CZE", "elevated", marking.Green, Under{Agreement: r.Agreement, Provision: "3.1"})
		r.Must(err)
		if !slices.Equal(told.To, []ids.Party{"EST", "HUB", "LVA"}) {
			t.Errorf("told %v", told.To)
		}
		r.Settle()
		r.Advance(time.Hour)
		told, err = r.state("CZE", "high", marking.Amber)
		if err != nil || len(told.To) != 3 || len(told.Untold) != 0 {
			t.Errorf("the second time it went to %+v, %v", told, err)
		}
		r.Settle()
		for code := range r.at {
			b := r.board(code)
			cze := of(b, "CZE")
			if cze.Level != "high" || cze.From != "own" || cze.Own.Scheme != "NÚKIB" || cze.Own.By != "Ada" || len(b.History) != 2 || b.History[0].Level != "high" || !b.History[0].Current || b.History[1].Current {
				t.Errorf("at %s: %+v, %+v", code, cze, b.History)
			}
			if est := of(b, "EST"); est.Party != "EST" || est.Level != "" || est.Own != nil {
				t.Errorf("at %s EST, which has said nothing, has %+v", code, est)
			}
			if b.Parties[0].Party != code || len(b.Criteria) != len(crisis.AlertLevels()) {
				t.Errorf("at %s: %v, %v", code, b.Parties, b.Criteria)
			}
		}
		low := authz.Person("EST", "p2", "Bob", "test", "green", authz.Grants(authz.Duty))
		b, err := r.at["EST"].alerts.Board(ctx, low.In(ids.Live))
		r.Must(err)
		if cze := of(b, "CZE"); cze.Level != "" || !cze.Withheld || len(b.History) != 1 {
			t.Errorf("whoever may not read the last level takes an earlier one for it: %+v", cze)
		}
		if len(r.Refused) > 0 {
			t.Error(r.Refused)
		}
	})
}

// TestSeveralAgreementsOneLevel tells a level under two agreements, which is one line,
// and leaves out the one that is suspended.
func TestSeveralAgreementsOneLevel(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		other := r.Conclude("HUB", "bilateral-exchange", "CZE")
		_, err := r.state("CZE", "guarded", marking.Green, Under{Agreement: r.Agreement, Provision: "3.1", To: []ids.Party{"EST", "HUB"}}, Under{Agreement: other, Provision: "2.1"})
		r.Must(err)
		r.Settle()
		if b := r.board("HUB"); len(b.History) != 1 || of(b, "CZE").Level != "guarded" {
			t.Errorf("the hub has it twice: %+v", b.History)
		}
		if b := r.board("LVA"); of(b, "CZE").Level != "" {
			t.Errorf("LVA was not told: %+v", of(b, "CZE"))
		}
		r.Advance(time.Minute)
		_, err = r.state("CZE", "elevated", marking.Green, Under{Agreement: r.Agreement, Provision: "3.1"})
		r.Must(err)
		r.Settle()
		if b := r.board("LVA"); of(b, "CZE").Level != "elevated" {
			t.Errorf("LVA was brought in and knows %+v", of(b, "CZE"))
		}
		_, err = r.Nodes["CZE"].Agreements.Suspend(ctx, director("CZE"), ids.Live, r.Agreement, "A dispute.")
		r.Must(err)
		r.Settle()
		r.Advance(time.Minute)
		told, err := r.state("CZE", "normal", marking.Green)
		r.Must(err)
		if len(told.Untold) != 1 || told.Untold[0].Agreement != r.Agreement || !slices.Equal(told.To, []ids.Party{"HUB"}) {
			t.Errorf("told %+v", told)
		}
		r.Settle()
		for code, level := range map[ids.Party]string{"CZE": "normal", "HUB": "normal", "EST": "elevated", "LVA": "elevated"} {
			if got := of(r.board(code), "CZE").Level; got != level {
				t.Errorf("at %s CZE is %q, want %q", code, got, level)
			}
		}
	})
}

// TestTheStricterStands lays a decision beside a party's own level.
func TestTheStricterStands(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		_, err := r.state("CZE", "elevated", marking.Green, Under{Agreement: r.Agreement, Provision: "3.1"})
		r.Must(err)
		_, err = r.state("EST", "severe", marking.Green, Under{Agreement: r.Agreement, Provision: "3.1"})
		r.Must(err)
		r.decide("high")
		for code := range r.at {
			b := r.board(code)
			if b.Alliance == nil || b.Alliance.Level != "high" {
				t.Fatalf("at %s no decision stands: %+v", code, b.Alliance)
			}
			cze, est, lva := of(b, "CZE"), of(b, "EST"), of(b, "LVA")
			if cze.Level != "high" || cze.From != "alliance" || cze.Own.Level.Level != "elevated" {
				t.Errorf("at %s CZE has %+v", code, cze)
			}
			if est.Level != "severe" || est.From != "own" || lva.Level != "high" || lva.Own != nil {
				t.Errorf("at %s EST has %+v, LVA %+v", code, est, lva)
			}
		}
	})
}

// decide brings a body into force among all and lets it set the alliance's level.
func (r *room) decide(level string) {
	r.T.Helper()
	hub := r.Nodes["HUB"].Agreements
	nations := []ids.Party{"CZE", "EST", "LVA"}
	a, err := hub.Draft(ctx, director("HUB"), agreement.NewDraft{Realm: ids.Live, Template: "crisis-body", Title: "Protocol", Parties: nations})
	r.Must(err)
	_, err = hub.Propose(ctx, director("HUB"), ids.Live, a.ID)
	r.Must(err)
	r.Settle()
	for code := range r.at {
		_, err := r.Nodes[code].Agreements.Sign(ctx, director(code), ids.Live, a.ID, "", "")
		r.Must(err)
	}
	r.Settle()
	r.Advance(time.Minute)
	v, err := r.at["CZE"].crises.Propose(ctx, director("CZE"), ids.Live, crisis.NewProposal{Agreement: a.ID, Provision: "1.1", TLP: marking.Amber, Text: crisis.Proposal{Level: "technical", Mode: crisis.Silence,
		Title: clause.Text{"en": "Raise the level"}, Text: clause.Text{"en": "The level is raised."}, Annexes: []crisis.Annex{}, Requests: []string{}, Objects: []string{}, Effects: []crisis.Effect{{Kind: crisis.EffectAlert, Value: level}}}})
	r.Must(err)
	r.Settle()
	_, err = r.at["HUB"].crises.Put(ctx, director("HUB"), ids.Live, v.ID, crisis.Putting{Expires: r.Nodes["HUB"].Clock.Now().Add(5 * time.Hour)})
	r.Must(err)
	r.Settle()
	r.Advance(5 * time.Hour)
	for range 3 {
		for _, b := range r.at {
			r.Must(b.crises.Tend(ctx))
		}
		r.Settle()
	}
}

// TestWhatCannotBeStated holds the door shut.
func TestWhatCannotBeStated(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		all := Under{Agreement: r.Agreement, Provision: "3.1"}
		good := NewLevel{Level: "high", Criterion: "A power station is down.", TLP: marking.Green, Under: []Under{all}}
		for name, c := range map[string]struct {
			change func(n *NewLevel)
			kind   errs.Kind
			part   string
		}{
			"an invented level":    {func(n *NewLevel) { n.Level = "purple" }, errs.Invalid, "not an alert level"},
			"no criterion":         {func(n *NewLevel) { n.Criterion = "" }, errs.Invalid, "criterion"},
			"half a scheme":        {func(n *NewLevel) { n.Scheme = "NÚKIB" }, errs.Invalid, "scheme"},
			"another provision":    {func(n *NewLevel) { n.Under[0].Provision = "8.1" }, errs.NotFound, "shares incidents"},
			"above the ceiling":    {func(n *NewLevel) { n.TLP = marking.Red }, errs.Denied, "may not go"},
			"somebody not bound":   {func(n *NewLevel) { n.Under[0].To = []ids.Party{"FRA"} }, errs.Invalid, "not bound"},
			"no agreement at all":  {func(n *NewLevel) { n.Under = nil }, errs.Invalid, "name an agreement"},
			"a hidden direction":   {func(n *NewLevel) { n.Criterion = "a\u202eb" }, errs.Invalid, "criterion"},
			"a stranger's mandate": {func(n *NewLevel) { n.Under[0].Agreement = "00000000-0000-4000-8000-000000000000" }, errs.NotFound, ""},
		} {
			n := good
			n.Under = []Under{all}
			c.change(&n)
			_, err := r.at["CZE"].alerts.State(ctx, director("CZE"), ids.Live, n)
			if !errs.Is(err, c.kind) || !strings.Contains(err.Error(), c.part) {
				t.Errorf("%s: got %v, want %s with %q", name, err, c.kind, c.part)
			}
		}
		if _, err := r.at["CZE"].alerts.State(ctx, mattertest.Person("CZE", authz.Analyst), ids.Live, good); !errs.Is(err, errs.Denied) {
			t.Errorf("an analyst stated the level of the party: %v", err)
		}
		if b := r.board("CZE"); len(b.History) != 0 {
			t.Errorf("something was stated: %+v", b.History)
		}
	})
}

// TestEveryCriterionInEveryLanguage holds the criteria to the levels.
func TestEveryCriterionInEveryLanguage(t *testing.T) {
	t.Parallel()
	var levels []string
	for _, c := range Criteria() {
		levels = append(levels, c.Level)
		if err := c.Text.CheckText("the criterion", clause.Languages()); err != nil {
			t.Errorf("%s: %v", c.Level, err)
		}
	}
	if !slices.Equal(levels, crisis.AlertLevels()) {
		t.Errorf("criteria are for %v", levels)
	}
}
