package rest

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
)

// TestAssistBetweenTwoNodes asks for help at one node and gives it at the other, by
// the interface alone: drafts, authorisation by another person, grounds, triage, an
// offer under a pseudonym, acceptance, who the person is, and the file.
func TestAssistBetweenTwoNodes(t *testing.T) {
	t.Parallel()
	cze, hub := newFullNode(t, "CZE", "Czechia"), newFullNode(t, "HUB", "Alliance hub")
	cze.meets(hub, "HUB")
	hub.meets(cze, "CZE")
	head, hubHead := cze.person("head", authz.Director), hub.person("head", authz.Director)
	duty, hubDuty := cze.person("duty", authz.Duty), hub.person("duty", authz.Duty)
	var a AgreementPage
	hubHead.do("POST", "/agreements", map[string]any{"template": "memorandum", "title": "Memorandum", "parties": []string{"CZE"}}, 200, &a)
	hubHead.do("POST", "/agreements/"+a.ID+"/propose", nil, 200, nil)
	hubHead.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	hub.carries("HUB", "CZE", cze)
	head.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, nil)
	both := func() { cze.carries("CZE", "HUB", hub); hub.carries("HUB", "CZE", cze) }
	both()

	var d assist.Draft
	duty.do("POST", "/assist/drafts", map[string]any{"request": map[string]any{"title": "Help"}}, 200, &d)
	if !slices.Contains(d.Missing, "contact") {
		t.Errorf("missing %q", d.Missing)
	}
	duty.do("POST", "/assist/drafts", map[string]any{"request": map[string]any{"title": "Help", "what": 1}}, 400, nil)
	need := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	request := map[string]any{"title": "Ministry encrypted", "beneficiary": "Body A", "pseudonym": true, "entity": "state", "severity": map[string]any{"scheme": "nukib", "value": "III"}, "impact": "national",
		"situation": "Servers are encrypted.", "services": []string{"forensics"}, "roles": []any{map[string]any{"id": "r1", "count": 1, "service": "forensics"}}, "mode": "onsite", "measures": "cut off", "taken": "most",
		"needed_by": need, "duration": "P7D", "tlp": "green", "audience": "directed", "liability": "as agreed", "cost": "each its own", "contact": "+420 600 000 000", "fallback": "duty@example.org"}
	path := "/assist/drafts/" + d.ID
	duty.do("PUT", path, map[string]any{"version": d.Version, "request": request}, 200, &d)
	duty.do("POST", path+"/authorise", map[string]any{"version": d.Version}, 403, nil)
	got, _ := head.needs()
	if !slices.Contains(got, "assist.authorise") {
		t.Errorf("needs of the director %q", got)
	}
	duty.do("POST", path+"/lodge", map[string]any{"version": d.Version}, 409, nil)
	head.do("POST", path+"/authorise", map[string]any{"version": d.Version}, 200, &d)
	var grounds list[assist.Ground]
	duty.do("GET", path+"/grounds", nil, 200, &grounds)
	if len(grounds.Items) != 1 || !grounds.Items[0].Chosen || grounds.Items[0].Provision != "8.1" {
		t.Errorf("grounds %+v", grounds.Items)
	}
	var page AssistPage
	duty.do("POST", path+"/lodge", map[string]any{"version": d.Version}, 200, &page)
	id := "/assist/requests/" + page.Case.ID
	both()

	if got, _ = hubDuty.needs(); !slices.Contains(got, "assist.acknowledge CZE") || !slices.Contains(got, "assist.answer CZE") {
		t.Errorf("needs of the hub %q", got)
	}
	hubDuty.do("POST", id+"/acknowledge", map[string]any{"text": "received"}, 200, nil)
	var queue list[assist.Ranked]
	hubDuty.do("GET", "/assist/queue", nil, 200, &queue)
	if len(queue.Items) != 1 || queue.Items[0].Score != 76 {
		t.Errorf("queue %+v", queue.Items)
	}
	hubDuty.do("POST", id+"/triage", map[string]any{}, 200, &page)
	if !page.Ours.Centre || page.Case.State != assist.Triaged {
		t.Errorf("page %+v", page.Ours)
	}
	var made struct {
		ID string `json:"id"`
	}
	hubHead.do("POST", "/experts", map[string]any{"profile": map[string]any{"name": "Mari Tamm", "phone": "+372 600 0000", "office": "director", "services": []string{"forensics"}, "on_site": true, "remote": true, "lead_hours": 0, "limit": map[string]any{"hours": 0, "days": 0}}}, 200, &made)
	var proposal assist.Proposal
	hubDuty.do("GET", id+"/match?side=pool", nil, 200, &proposal)
	if len(proposal.People) != 1 || len(proposal.Open) != 1 { // nobody is on standby
		t.Errorf("proposal %+v", proposal)
	}
	duty.do("GET", id+"/match?side=other", nil, 400, nil)
	hubDuty.do("POST", id+"/offers", map[string]any{"lines": []any{map[string]any{"role": "r1", "experts": []string{made.ID}}}, "valid": need}, 200, &page)
	offer := page.Case.Offers[0].ID
	both()
	cze.person("reader", authz.Legal).do("POST", id+"/offers/"+offer+"/accept", map[string]any{}, 403, nil)
	duty.do("GET", id, nil, 200, &page)
	if card := page.Case.Offers[0].Lines[0].Card; card == nil || !strings.HasPrefix(card.Pseudonym, "HUB-") {
		t.Errorf("card %+v", card)
	}
	duty.do("POST", id+"/offers/"+offer+"/accept", map[string]any{}, 200, nil)
	both()
	var people list[assist.Disclosed]
	duty.do("GET", id+"/people", nil, 200, &people)
	if len(people.Items) != 1 || people.Items[0].Name != "Mari Tamm" {
		t.Errorf("people %+v", people.Items)
	}
	hubDuty.do("GET", id+"/people", nil, 403, nil)
	var listed list[AssistListed]
	duty.do("GET", "/assist/requests", nil, 200, &listed)
	if len(listed.Items) != 1 || listed.Items[0].State != assist.Bound || listed.Items[0].Board[0].Held != 1 {
		t.Errorf("listed %+v", listed.Items)
	}
	b, err := io.ReadAll(duty.send("GET", id+"/file", nil).Body)
	if err != nil {
		t.Fatal(err)
	}
	file := string(b)
	var check AssistCheck
	hubDuty.do("POST", "/assist/files/check", file, 200, &check)
	if len(check.Bindings) != 1 || check.Maker != "CZE" {
		t.Errorf("check %+v", check.Bindings)
	}
	hubDuty.do("POST", "/assist/files/check", strings.Replace(file, "Body A", "Body B", 1), 403, nil)
}
