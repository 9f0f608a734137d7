package rest

import (
	"slices"
	"strings"
	"testing"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/ids"
)

// needs gives the kinds on a caller's watch, with the party of each.
func (c *client) needs() (kinds []string, w Watch) {
	c.Helper()
	c.do("GET", "/watch", nil, 200, &w)
	for _, n := range w.Needs {
		kinds = append(kinds, strings.TrimSpace(n.Kind+" "+string(n.Party)))
	}
	return kinds, w
}

// TestWatchFollowsTheJob walks the main job and looks at the watch of both
// sides after every step: a need stands while its cause stands.
func TestWatchFollowsTheJob(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full := func(code ids.Party, name string) *node {
				return startNodeOn(t, open, code, func(n *node) Deps { return n.domains(code, name) })
			}
			watchTheJob(t, full("CZE", "Czechia"), full("HUB", "Alliance hub"))
		})
	}
}

func watchTheJob(t *testing.T, cze, hub *node) {
	cze.meets(hub, "HUB")
	hub.meets(cze, "CZE")
	duty, hubDuty := cze.person("duty", authz.Duty), hub.person("duty", authz.Duty)
	expect := func(when string, c *client, want ...string) Watch {
		t.Helper()
		got, w := c.needs()
		if !slices.Equal(got, want) {
			t.Errorf("%s: needs %q, want %q", when, got, want)
		}
		return w
	}
	w := expect("at first", duty, "peer.words HUB")
	if w.Realm != "live" || len(w.Parties) != 1 || w.Parties[0].Code != "HUB" || w.Parties[0].State != "none" || len(w.Flows) != 0 || !slices.Contains(w.Needs[0].Roles, authz.Admin) {
		t.Errorf("got %+v", w)
	}

	director, hubDirector := cze.person("head", authz.Director), hub.person("head", authz.Director)
	var a AgreementPage
	director.do("POST", "/agreements", map[string]any{"template": "bilateral-exchange", "title": "Exchange", "parties": []string{"HUB"}, "params": map[string]any{"ceiling": "amber", "recall_within": "PT2H"}}, 200, &a)
	expect("a draft", duty, "peer.words HUB")
	director.do("POST", "/agreements/"+a.ID+"/propose", nil, 200, nil)
	expect("proposed by us", duty, "peer.words HUB", "agreement.sign")
	director.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	expect("signed by us", duty, "peer.words HUB", "agreement.unsigned HUB")
	cze.carries("CZE", "HUB", hub)
	w = expect("proposed to HUB", hubDuty, "peer.words CZE", "agreement.sign CZE")
	if n := w.Needs[1]; n.Title != "Exchange" || n.Link != "/agreements/"+a.ID || n.Act != authz.AgreementSign || !slices.Equal(n.Roles, []authz.Role{authz.Director}) {
		t.Errorf("got %+v", n)
	}
	hubDirector.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	expect("signed by all", hubDuty, "peer.words CZE")
	hub.carries("HUB", "CZE", cze)
	w = expect("signed by all", duty, "peer.words HUB")
	if len(w.Parties[0].Agreements) != 1 || w.Parties[0].Agreements[0].State != "in-force" {
		t.Errorf("got %+v", w.Parties)
	}

	var imp Import
	duty.do("POST", "/intel/imports?name=feed.json", `{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[`+indicator(1, "evil.example", amberID)+`,{"type":"indicator"}]}`, 200, &imp)
	w = expect("an import with a refused object", duty, "peer.words HUB", "import.refused")
	if w.Needs[1].Count != 1 || w.Needs[1].Title != "feed.json" {
		t.Errorf("got %+v", w.Needs[1])
	}
	duty.do("POST", "/intel/imports?name=feed.json", `{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[`+indicator(1, "evil.example", amberID)+`]}`, 200, nil)
	expect("the file came in whole", duty, "peer.words HUB")

	var made Made
	duty.do("POST", "/releases", map[string]any{"select": map[string]any{"import": imp.ID}}, 200, &made)
	cze.sequence()
	_, w = duty.needs()
	if len(w.Flows) != 1 || w.Flows[0].Party != "HUB" || w.Flows[0].OutDay != 1 || w.Flows[0].OutWeek != 1 || w.Flows[0].InWeek != 0 {
		t.Errorf("flows %+v", w.Flows)
	}
	if g := w.Parties[0].Given; g.Day != g.All || g.All < 3 || w.Parties[0].Receipted.All != 0 {
		t.Errorf("counts %+v", w.Parties[0])
	}
	duty.do("POST", "/releases/"+made.ID+"/recall", map[string]any{"reason": "wrong host"}, 200, nil)
	w = expect("recalled: its clock runs out within a day", duty, "recall.open HUB", "peer.words HUB")
	if n := w.Needs[0]; n.Due == nil || n.Due.Sub(n.Since).Hours() != 2 || n.Link != "/releases/"+made.ID {
		t.Errorf("got %+v", n)
	}
	// Who reads no intelligence does not learn of recalls.
	expect("for an administrator", cze.admin, "peer.words HUB")

	director.do("POST", "/agreements/"+a.ID+"/suspend", map[string]any{"reason": "audit"}, 200, nil)
	cze.carries("CZE", "HUB", hub)
	w = expect("suspended", hubDuty, "agreement.suspended-by-them CZE", "peer.words CZE")
	if w.Needs[0].Detail != "audit" || w.Needs[0].Act != "" {
		t.Errorf("got %+v", w.Needs[0])
	}
	got, _ := duty.needs()
	if !slices.Contains(got, "agreement.suspended-by-us") {
		t.Errorf("needs %q", got)
	}
	cze.admin.do("POST", "/peers/invitations", "{}", 200, nil)
	got, w = cze.admin.needs()
	if i := slices.Index(got, "peer.invited"); i < 0 || w.Needs[i].Due == nil {
		t.Errorf("needs %q", got)
	}
}
