package rest

import (
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/crisis"
)

// TestADecisionBetweenTwoNodes brings a text before a body of two by the interface
// alone: proposal, putting, reading, whom to call, a stand, the outcome, and what it
// sets going.
func TestADecisionBetweenTwoNodes(t *testing.T) {
	t.Parallel()
	cze, hub := newFullNode(t, "CZE", "Czechia"), newFullNode(t, "HUB", "Alliance hub")
	cze.meets(hub, "HUB")
	hub.meets(cze, "CZE")
	head, chair := cze.person("head", authz.Director), hub.person("head", authz.Director)
	duty, auditor := cze.person("duty", authz.Duty), hub.person("aud", authz.Auditor)
	both := func() {
		for range 4 {
			cze.carries("CZE", "HUB", hub)
			hub.carries("HUB", "CZE", cze)
		}
	}
	var a AgreementPage
	chair.do("POST", "/agreements", map[string]any{"template": "crisis-body", "title": "Crisis body", "parties": []string{"CZE"}, "params": map[string]any{"quorum": 1}}, 200, &a)
	chair.do("POST", "/agreements/"+a.ID+"/propose", nil, 200, nil)
	chair.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	both()
	head.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	both()
	var bodies list[crisis.BodyView]
	head.do("GET", "/crisis/bodies", nil, 200, &bodies)
	if len(bodies.Items) != 1 || bodies.Items[0].Chair != "HUB" {
		t.Fatalf("bodies %+v", bodies.Items)
	}
	text := map[string]any{"agreement": a.ID, "provision": "1.1", "tlp": "amber", "level": "technical", "mode": "consensus", "title": map[string]string{"en": "Raise"}, "text": map[string]string{"en": "Raise it."},
		"effects": []any{map[string]any{"kind": "alert-level", "about": "", "value": "high"}}}
	var v crisis.View
	auditor.do("POST", "/crisis/proposals", text, 403, nil)
	duty.do("POST", "/crisis/proposals", text, 200, &v)
	both()
	id := "/crisis/proposals/" + v.ID
	var phones list[PhoneLine]
	chair.do("GET", id+"/phones", nil, 200, &phones)
	if len(phones.Items) != 0 {
		t.Errorf("before the text is put, to be called are %+v", phones.Items)
	}
	late := map[string]any{"expires": time.Now().Add(time.Minute)}
	chair.do("POST", id+"/put", late, 409, nil)
	chair.do("POST", id+"/put", map[string]any{"expires": time.Now().Add(72 * time.Hour)}, 200, &v)
	chair.do("GET", id+"/phones", nil, 200, &phones)
	if len(phones.Items) != 1 || phones.Items[0].Party != "CZE" || phones.Items[0].Reached || !phones.Items[0].Unlisted {
		t.Errorf("before the text is there, to be called are %+v", phones.Items)
	}
	both()
	duty.do("POST", id+"/read", "{}", 200, nil)
	both()
	chair.do("GET", id+"/phones", nil, 200, &phones)
	if len(phones.Items) != 1 || !phones.Items[0].Reached || !phones.Items[0].Opened {
		t.Errorf("once it is read, to be called are %+v", phones.Items)
	}
	duty.do("POST", id+"/stand", map[string]any{"stand": "join"}, 403, nil)
	head.do("POST", id+"/stand", map[string]any{"stand": "join"}, 200, nil)
	both()
	chair.do("GET", id, nil, 200, &v)
	if r := v.Rounds[0]; v.State != crisis.FinalAs || r.Closing.Outcome != crisis.Adopted || r.DoneHere.IsZero() {
		t.Errorf("the proposal is %s: %+v", v.State, r)
	}
	var alerts list[crisis.Alert]
	auditor.do("GET", "/crisis/alerts", nil, 200, &alerts)
	if len(alerts.Items) != 1 || alerts.Items[0].Level != "high" {
		t.Errorf("alert levels %+v", alerts.Items)
	}
}
