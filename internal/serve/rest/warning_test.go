package rest

import (
	"slices"
	"testing"
	"time"

	"entente/internal/alert"
	"entente/internal/base/authz"
	"entente/internal/situation"
	"entente/internal/warning"
)

// TestWarningBetweenTwoNodes warns at one node and takes note at the other, by the
// interface alone, and shows what is owed on both watches.
func TestWarningBetweenTwoNodes(t *testing.T) {
	t.Parallel()
	cze, hub := newFullNode(t, "CZE", "Czechia"), newFullNode(t, "HUB", "Alliance hub")
	cze.meets(hub, "HUB")
	hub.meets(cze, "CZE")
	head, hubHead := cze.person("head", authz.Director), hub.person("head", authz.Director)
	duty, hubDuty := cze.person("duty", authz.Duty), hub.person("duty", authz.Duty)
	auditor := cze.person("auditor", authz.Auditor)
	var a AgreementPage
	hubHead.do("POST", "/agreements", map[string]any{"template": "memorandum", "title": "Memorandum", "parties": []string{"CZE"}}, 200, &a)
	hubHead.do("POST", "/agreements/"+a.ID+"/propose", nil, 200, nil)
	hubHead.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	hub.carries("HUB", "CZE", cze)
	head.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	both := func() { cze.carries("CZE", "HUB", hub); hub.carries("HUB", "CZE", cze) }
	both()

	var bases list[SharingBasis]
	hubDuty.do("GET", "/warnings/bases", nil, 200, &bases)
	if len(bases.Items) != 1 || bases.Items[0].Provision != "3.1" || !slices.Contains(bases.Items[0].Parties, "CZE") {
		t.Fatalf("bases %+v", bases.Items)
	}
	text := map[string]any{"agreement": a.ID, "provision": "3.1", "to": []string{"CZE"}, "tlp": "amber", "cause": "campaign", "title": map[string]any{"en": "Phishing of ministries"}, "text": map[string]any{"en": "Several ministries have been written to."},
		"severity": map[string]any{"scheme": "cz", "value": "II"}, "sectors": []string{"public-administration"}, "due": time.Now().Add(time.Hour).UTC()}
	var v warning.View
	hubDuty.do("POST", "/warnings", text, 200, &v)
	if v.Text.Place == nil || v.Text.Place.From != 3 || v.Text.Place.To != 4 || !v.Text.Place.Doubt {
		t.Errorf("the severity stands at %+v", v.Text.Place)
	}
	text["cause"] = "weather"
	hubDuty.do("POST", "/warnings", text, 400, nil)
	both()

	path := "/warnings/" + v.ID
	if got, _ := duty.needs(); !slices.Contains(got, "warning.acknowledge HUB") {
		t.Errorf("needs of CZE %q", got)
	}
	auditor.do("GET", path, nil, 200, nil)
	auditor.do("POST", path+"/acknowledge", map[string]any{"affected": "no"}, 403, nil)
	duty.do("POST", path+"/acknowledge", map[string]any{"affected": "maybe"}, 400, nil)
	duty.do("POST", path+"/acknowledge", map[string]any{"affected": "looking", "words": "We ask the ministries."}, 200, &v)
	if v.Ours == nil || v.Ours.Owes {
		t.Errorf("ours %+v", v.Ours)
	}
	if got, _ := duty.needs(); slices.Contains(got, "warning.acknowledge HUB") {
		t.Errorf("needs of CZE %q", got)
	}
	both()
	hubDuty.do("GET", path, nil, 200, &v)
	if len(v.Seats) != 1 || len(v.Seats[0].Said) != 1 || v.Seats[0].Said[0].Words != "We ask the ministries." || v.Owed != 0 {
		t.Errorf("the hub sees %+v", v.Seats)
	}
	duty.do("POST", path+"/end", map[string]any{"reason": "x"}, 403, nil)
	hubDuty.do("POST", path+"/update", map[string]any{"cause": "campaign", "title": map[string]any{"en": "Phishing"}, "text": map[string]any{"en": "It goes on."}, "why": "It goes on."}, 200, &v)
	hubDuty.do("POST", path+"/end", map[string]any{"reason": "Nothing for a week."}, 200, &v)
	both()
	var all list[warning.View]
	duty.do("GET", "/warnings", nil, 200, &all)
	if len(all.Items) != 1 || all.Items[0].Open || len(all.Items[0].Texts) != 2 {
		t.Errorf("CZE lists %+v", all.Items)
	}

	var told alert.Told
	level := map[string]any{"level": "elevated", "criterion": "Ministries are written to.", "tlp": "green", "under": []any{map[string]any{"agreement": a.ID, "provision": "3.1"}}}
	cze.person("analyst", authz.Analyst).do("POST", "/alerts/state", level, 403, nil)
	duty.do("POST", "/alerts/state", level, 200, &told)
	both()
	var board alert.Board
	hubDuty.do("GET", "/alerts", nil, 200, &board)
	if i := slices.IndexFunc(board.Parties, func(s alert.Standing) bool { return s.Party == "CZE" }); i < 0 || board.Parties[i].Level != "elevated" || board.Parties[i].From != "own" {
		t.Errorf("the hub's board %+v", board.Parties)
	}
	var shared list[AlertBasis]
	duty.do("GET", "/alerts/bases", nil, 200, &shared)
	if len(shared.Items) != 1 || !slices.Contains(shared.Items[0].Told, "HUB") {
		t.Errorf("told under %+v", shared.Items)
	}
	var p situation.Picture
	auditor.do("GET", "/situation", nil, 200, &p)
	if p.Parties[0].Party != "CZE" || p.Parties[0].Alert.Level != "elevated" || !p.Parties[0].Known || p.Parties[1].Known {
		t.Errorf("picture %+v", p.Parties)
	}
}
