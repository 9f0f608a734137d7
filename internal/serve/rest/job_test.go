package rest

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/agreement"
	"entente/internal/alert"
	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/directory"
	"entente/internal/duty"
	"entente/internal/exercise"
	"entente/internal/expert"
	"entente/internal/federation"
	"entente/internal/incident"
	"entente/internal/intel"
	"entente/internal/matter"
	"entente/internal/notify"
	"entente/internal/party"
	"entente/internal/playbook"
	"entente/internal/release"
	"entente/internal/report"
	"entente/internal/score"
	"entente/internal/situation"
	"entente/internal/template"
	"entente/internal/training"
	"entente/internal/warning"
)

// domains adds every domain to a node, as app does, without its network.
func (n *node) domains(code ids.Party, name string) Deps {
	n.Helper()
	keys, err := sign.OpenRing(filepath.Join(n.TempDir(), string(code)))
	if err != nil {
		n.Fatal(err)
	}
	key, err := keys.Key("node")
	if err != nil {
		n.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	n.parties = party.New(party.Config{DB: n.db, Journal: n.j, Keys: keys, Party: code})
	n.templates = template.New(template.Config{DB: n.db, Journal: n.j, Party: code, Parties: n.parties})
	n.agreements = agreement.New(agreement.Config{DB: n.db, Journal: n.j, Party: code, Key: key, Parties: n.parties, Templates: n.templates})
	store := intel.New(n.db, n.j, code, log)
	rel := release.New(release.Config{DB: n.db, Journal: n.j, Party: code, Key: key, Agreements: n.agreements, Parties: addressees{n.parties}, Log: log})
	n.federation = federation.New(federation.Config{DB: n.db, Journal: n.j, Party: code, Key: key, Address: "127.0.0.1:1", Parties: n.parties, Kinds: n.agreements.Kinds(), Clock: clock.System{}, Log: log})
	if err := n.parties.Found(context.Background(), authz.System(code, "init", authz.SystemBootstrap), party.Founding{Name: name, Kind: "nation",
		Offices: []party.NewOffice{{ID: "director", Name: "Director", Powers: []string{party.PowerSign}}}}); err != nil {
		n.Fatal(err)
	}
	duties := duty.New(duty.Config{Exchange: nothing{}, DB: n.db, Journal: n.j, Party: code, Key: key, Parties: n.parties, Agreements: n.agreements})
	experts := expert.New(expert.Config{DB: n.db, Journal: n.j, Party: code, Parties: n.parties, Secret: []byte("of a test")})
	trainings, err := training.New(training.Config{DB: n.db, Journal: n.j, Party: code, Key: key, Pool: experts, Name: func(context.Context, *db.Tx, string) (string, error) { return "Ada Nováková", nil }})
	if err != nil {
		n.Fatal(err)
	}
	matters := matter.New(matter.Config{DB: n.db, Journal: n.j, Party: code, Key: key, Parties: n.parties, Agreements: n.agreements})
	assists, err := assist.New(assist.Config{DB: n.db, Journal: n.j, Party: code, Key: key, Matters: matters, Agreements: n.agreements, Duties: duties, Pool: experts})
	if err != nil {
		n.Fatal(err)
	}
	warnings := warning.New(warning.Config{DB: n.db, Journal: n.j, Matters: matters, Party: code})
	crises := crisis.New(crisis.Config{DB: n.db, Journal: n.j, Matters: matters, Agreements: n.agreements, Parties: n.parties, Key: key, Party: code})
	incidents := incident.New(incident.Config{DB: n.db, Journal: n.j, Matters: matters, Party: code})
	alerts := alert.New(alert.Config{DB: n.db, Matters: matters, Decisions: crises, Party: code})
	played := conduct.New(conduct.Config{DB: n.db, Journal: n.j, Clock: clock.System{}, Party: code})
	n.kinds = n.agreements.Kinds()
	maps.Copy(n.kinds, duties.Kinds())
	maps.Copy(n.kinds, matters.Kinds())
	notices, err := notify.New(notify.Config{DB: n.db, Journal: n.j, Party: code, Log: log, Seal: []byte("seal"), People: func(ctx context.Context, tx *db.Tx) (all []notify.Person, err error) {
		users, err := n.acc.People(ctx, tx)
		for _, u := range users {
			all = append(all, notify.Person{ID: u.ID, Name: u.Name, Display: u.Display, Roles: u.Roles, Actor: n.acc.As(u, "test"), Away: u.Away()})
		}
		return all, err
	}})
	if err != nil {
		n.Fatal(err)
	}
	return Deps{Version: "test", Party: MeParty{Code: code, Name: name}, Notify: notices, Followers: []string{"sequencer"}, DB: n.db, Journal: n.j, Clock: clock.System{},
		Accounts: n.acc, Credentials: n.acc, Parties: n.parties, Keys: n.parties, Templates: n.templates, Agreements: n.agreements, Duties: duties, Playbooks: playbook.New(playbook.Config{DB: n.db, Journal: n.j, Party: code}), Directory: directory.New(directory.Config{DB: n.db, Journal: n.j, Parties: n.parties, Key: key, Party: code}), Experts: experts, Trainings: trainings, Assists: assists, Incidents: incidents,
		Crises:    crises,
		Exercises: exercise.New(exercise.Config{DB: n.db, Journal: n.j, Party: code, Bases: matters.Bases}),
		Conduct:   played, Scores: score.New(score.Config{DB: n.db, Journal: n.j, Clock: clock.System{}, Conduct: played, Party: code}), Warnings: warnings, Alerts: alerts, Situations: situation.New(situation.Config{Clock: clock.System{}, Parties: n.parties, Alerts: alerts, Warnings: warnings, Incidents: incidents, Assists: assists, Crises: crises}), Intel: store, Redactions: store, Releases: rel, Drafts: rel, Changes: rel, Receipts: rel, Federation: n.federation,
		Reports: report.New(report.Config{DB: n.db, Journal: n.j, Clock: clock.System{}, Party: code, Intel: store, Releases: rel, Agreements: n.agreements, Peers: n.federation, Parties: n.parties, Crises: crises})}
}

// addressees says that every known party is linked.
type addressees struct{ *party.Service }

func (d addressees) Recipients(ctx context.Context, tx *db.Tx) (out []release.Recipient, err error) {
	known, err := d.Others(ctx, tx)
	for _, p := range known {
		out = append(out, release.Recipient{Code: p.Party, Name: p.Name})
	}
	return out, err
}

func (d addressees) Peers(ctx context.Context, tx *db.Tx) (out []ids.Party, err error) {
	known, err := d.Others(ctx, tx)
	for _, p := range known {
		out = append(out, p.Party)
	}
	return out, err
}

func (d addressees) Card(ctx context.Context, tx *db.Tx, code ids.Party) ([]byte, error) {
	return d.CardJSON(ctx, tx, code)
}

func (n *node) write(f func(ctx context.Context, tx *db.Tx) error) {
	n.Helper()
	ctx := context.Background()
	if err := n.db.Write(ctx, func(tx *db.Tx) error { return f(ctx, tx) }); err != nil {
		n.Fatal(err)
	}
}

// meets lets a node learn another's card.
func (n *node) meets(other *node, code ids.Party) {
	n.Helper()
	var card []byte
	other.write(func(ctx context.Context, tx *db.Tx) (err error) {
		card, err = other.parties.CardJSON(ctx, tx, code)
		return err
	})
	n.write(func(ctx context.Context, tx *db.Tx) error {
		return n.parties.Learn(ctx, tx, authz.System("X", "test"), card, party.Invited, "")
	})
}

// carries brings what one node says about agreements to the other.
func (n *node) carries(from, to ids.Party, other *node) {
	n.Helper()
	var all []journal.Entry
	n.write(func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = journal.List(ctx, tx, authz.System(from, "test", authz.JournalRead).In(ids.Live), journal.Filter{Limit: 1000})
		return err
	})
	for _, e := range all {
		kind, ok := other.kinds[e.Kind]
		if !ok || len(e.Audience) == 0 {
			continue
		}
		other.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := kind.Receive(ctx, tx, federation.Inbound{Statement: ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: from, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body}})
			return err
		})
	}
}

const (
	amberID = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421" // TLP 2.0 amber
	redID   = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1" // TLP 2.0 red
)

func indicator(n int, value, marking string) string {
	refs := ""
	if marking != "" {
		refs = `"object_marking_refs":["` + marking + `"],`
	}
	return fmt.Sprintf(`{"type":"indicator","spec_version":"2.1","id":"indicator--%08d-0000-4000-8000-000000000000","created":"2026-11-01T00:00:00.000Z","modified":"2026-11-01T00:00:00.000Z",%s"name":"n%d","indicator_types":["malicious-activity"],"pattern":"[domain-name:value = '%s']","pattern_type":"stix","valid_from":"2026-11-01T00:00:00Z"}`, n, refs, n, value)
}

func indicatorID(n int) string {
	return fmt.Sprintf("indicator--%08d-0000-4000-8000-000000000000", n)
}

// TestMainJobByREST drives the main job through the interface alone: import,
// look, ask who may have it, agree, release, look again.
func TestMainJobByREST(t *testing.T) {
	t.Parallel()
	cze, hub := newFullNode(t, "CZE", "Czechia"), newFullNode(t, "HUB", "Alliance hub")
	cze.meets(hub, "HUB")
	hub.meets(cze, "CZE")
	duty := cze.person("duty", authz.Duty, authz.Analyst)

	var imp Import
	bundle := `{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[` + strings.Join([]string{indicator(1, "evil.example", amberID), indicator(2, "worse.example", redID), indicator(3, "plain.example", ""), `{"type":"indicator"}`}, ",") + `]}`
	duty.do("POST", "/intel/imports?name=feed.json", bundle, 200, &imp)
	if imp.Total != 4 || imp.Stored != 3 || imp.Refused != 1 || len(imp.Problems) != 1 || imp.State != "done" || imp.By != "duty" {
		t.Errorf("import %+v", imp)
	}
	duty.do("GET", "/intel/imports/"+imp.ID, nil, 200, &imp)
	var objects list[Object]
	duty.do("GET", "/intel/objects?limit=2", nil, 200, &objects)
	if len(objects.Items) != 2 || objects.Next == "" || objects.Items[0].ID != indicatorID(3) || objects.Items[0].Releasable || objects.Items[0].Marking.TLP != "" || objects.Items[1].Marking.TLP != "red" {
		t.Errorf("first page %+v", objects)
	}
	duty.do("GET", "/intel/objects?limit=2&before="+objects.Next, nil, 200, &objects)
	if len(objects.Items) != 1 || objects.Next != "" || objects.Items[0].Name != "n1" {
		t.Errorf("second page %+v", objects)
	}
	duty.do("GET", "/intel/objects?q=evil.example&tlp=amber&type=indicator,malware&origin=CZE", nil, 200, &objects)
	if len(objects.Items) != 1 {
		t.Errorf("search %+v", objects)
	}
	duty.do("GET", "/intel/objects?tlp=pink", nil, 400, nil)
	duty.do("GET", "/intel/objects?order=id", nil, 400, nil)
	var sum Summary
	duty.do("GET", "/intel/summary", nil, 200, &sum)
	if sum.Objects != 3 || sum.ByType["indicator"] != 3 || len(sum.Origins) != 1 {
		t.Errorf("summary %+v", sum)
	}
	var p Preview
	duty.do("GET", "/intel/objects/"+indicatorID(1)+"/audience", nil, 200, &p)
	if len(p.Parties) != 1 || p.Parties[0].Party != "HUB" || p.Parties[0].Refuse != 1 || len(p.Parties[0].Rows[0].Reasons) == 0 {
		t.Errorf("audience without an agreement %+v", p)
	}
	all := map[string]any{"select": map[string]any{"import": imp.ID}}
	duty.do("POST", "/releases", all, 403, nil)
	duty.do("POST", "/releases/preview", map[string]any{"select": map[string]any{}}, 400, nil)

	agree(t, cze, hub)
	duty.do("POST", "/releases/preview", all, 200, &p)
	if row := p.Parties[0]; row.Permit != 1 || row.Refuse != 2 {
		t.Errorf("preview %+v", row)
	}
	for _, row := range p.Parties[0].Rows {
		if len(row.Reasons) == 0 || row.Class.TLP == "amber" && (row.Reasons[0].Citation == nil || row.Reasons[0].Citation.Title != "Exchange") {
			t.Errorf("row %+v", row)
		}
	}
	var made Made
	duty.do("POST", "/releases", all, 200, &made)
	var rel Release
	duty.do("GET", "/releases/"+made.ID, nil, 200, &rel)
	if rel.Direction != "out" || len(rel.Parties) != 1 || rel.Parties[0].Released != 1 || rel.Parties[0].Outcome != "pending" || rel.Parties[0].Index != nil || len(rel.Parties[0].Rows) != 3 {
		t.Errorf("release %+v", rel)
	}
	cze.sequence()
	var rels list[Release]
	duty.do("GET", "/releases", nil, 200, &rels)
	var export struct {
		Objects []struct {
			Type       string         `json:"type"`
			ID         string         `json:"id"`
			Refs       []string       `json:"object_marking_refs"`
			Extensions map[string]any `json:"extensions"`
		} `json:"objects"`
	}
	var benefit struct {
		Items []struct {
			Party     string `json:"party"`
			Provision string `json:"provision"`
			Given     int64  `json:"given"`
			Got       int64  `json:"got"`
		} `json:"items"`
	}
	var agreed list[Agreement]
	duty.do("GET", "/agreements", nil, 200, &agreed)
	duty.do("GET", "/agreements/"+agreed.Items[0].ID+"/benefit", nil, 200, &benefit)
	given := map[string]int64{}
	for _, b := range benefit.Items {
		given[b.Provision] = b.Given - b.Got
	}
	if given["2.1"] != 1 || given["3.1"] != 0 {
		t.Errorf("who has benefited: %+v", benefit.Items)
	}
	duty.do("GET", "/releases/"+made.ID+"/bundle", nil, 200, &export)
	policy := export.Objects[0]
	if x, ok := policy.Extensions["extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"].(map[string]any); policy.Type != "marking-definition" || !ok || x["tlp"] != "amber" || x["iep_version"] != "2.0" {
		t.Errorf("the bundle begins with %+v, want an exchange policy", policy)
	}
	shared := 0
	for _, o := range export.Objects {
		if o.Type == "indicator" {
			shared++
			if !slices.Contains(o.Refs, policy.ID) || !slices.Contains(o.Refs, amberID) {
				t.Errorf("%s is marked %v", o.ID, o.Refs)
			}
		}
	}
	if shared == 0 {
		t.Error("no indicator is in the bundle")
	}
	if len(rels.Items) != 1 || rels.Items[0].Parties[0].Index == nil || rels.Items[0].Parties[0].Rows != nil {
		t.Errorf("releases %+v", rels)
	}
	var page ObjectPage
	duty.do("GET", "/intel/objects/"+indicatorID(1), nil, 200, &page)
	if page.Object.Digest == "" || len(page.Versions) != 1 || len(page.Observables) != 1 || page.Observables[0].Value != "evil.example" || len(page.Releases) != 1 || page.Releases[0].Party != "HUB" || page.Import.Name != "feed.json" || !strings.HasPrefix(string(page.STIX), `{"created"`) {
		t.Errorf("object %+v %s", page, page.STIX)
	}
	duty.do("DELETE", "/intel/objects/"+indicatorID(1), nil, 409, nil)
	duty.do("DELETE", "/intel/objects/"+indicatorID(3), nil, 204, nil)
	duty.do("GET", "/intel/objects/nothing--1", nil, 404, nil)
	duty.do("POST", "/releases/"+made.ID+"/recall", map[string]any{"reason": ""}, 400, nil)
	var rc ReleaseRecall
	duty.do("POST", "/releases/"+made.ID+"/recall", map[string]any{"reason": "wrong host"}, 200, &rc)
	if rc.Reason != "wrong host" || len(rc.Parties) != 1 || rc.Parties[0].State != "sent" {
		t.Errorf("recall %+v", rc)
	}
	ledgerPages(t, duty)
}

// agree makes an agreement in force between the two, by the interface of both.
func agree(t *testing.T, cze, hub *node) {
	t.Helper()
	director, other := cze.person("dir", authz.Director), hub.person("dir", authz.Director)
	var templates list[Template]
	director.do("GET", "/templates", nil, 200, &templates)
	if len(templates.Items) < 2 || len(templates.Items[0].Generation.Parameters) == 0 || len(templates.Items[0].Generation.Clauses) == 0 {
		t.Errorf("templates %+v", templates)
	}
	var a AgreementPage
	director.do("POST", "/agreements", map[string]any{"template": "bilateral-exchange", "title": "Exchange", "parties": []string{"HUB"}, "params": map[string]any{"ceiling": "amber"}}, 200, &a)
	if a.State != agreement.Draft || a.Depositary != "CZE" || len(a.Text.Clauses) == 0 || a.Text.Params["ceiling"] != "amber" {
		t.Errorf("draft %+v", a)
	}
	director.do("POST", "/agreements", map[string]any{"template": "bilateral-exchange", "title": "Exchange", "parties": []string{"HUB"}, "params": map[string]any{"ceiling": "red"}}, 400, nil)
	director.do("POST", "/agreements/"+a.ID+"/propose", nil, 200, &a)
	director.do("POST", "/agreements/"+a.ID+"/sign", "{}", 200, &a)
	if a.State != agreement.Proposed || len(a.Signatures) != 1 || !strings.HasPrefix(a.Signatures[0].Key, "ed25519:") || len(a.Parties) != 2 {
		t.Errorf("signed by one %+v", a)
	}
	cze.carries("CZE", "HUB", hub)
	other.do("POST", "/agreements/"+a.ID+"/sign", map[string]any{"office": "director"}, 200, &a)
	hub.carries("HUB", "CZE", cze)
	var listed list[Agreement]
	director.do("GET", "/agreements", nil, 200, &listed)
	if len(listed.Items) != 1 || listed.Items[0].State != agreement.InForce {
		t.Errorf("agreements %+v", listed)
	}
	director.do("POST", "/agreements/"+a.ID+"/suspend", map[string]any{"reason": "audit"}, 200, &a)
	if a.State != agreement.Suspended {
		t.Errorf("suspended %+v", a)
	}
	director.do("POST", "/agreements/"+a.ID+"/resume", "{}", 200, &a)
	director.do("POST", "/agreements/"+a.ID+"/withdraw", "{}", 409, nil)
	director.do("GET", "/agreements/none", nil, 404, nil)
	var parties list[Party]
	director.do("GET", "/parties", nil, 200, &parties)
	if len(parties.Items) != 2 || !parties.Items[0].Self || len(parties.Items[1].Agreements) != 1 || len(parties.Items[1].Words) != 10 || len(parties.Items[1].Offices) != 1 {
		t.Errorf("parties %+v", parties)
	}
	words := map[string]any{"words": strings.Join(parties.Items[1].Words, " ")}
	director.do("POST", "/parties/HUB/confirm", words, 403, nil)
	cze.admin.do("POST", "/parties/HUB/confirm", map[string]any{"words": "wrong words"}, 403, nil)
	var confirmed Party
	cze.admin.do("POST", "/parties/HUB/confirm", words, 200, &confirmed)
	if confirmed.Trust != party.Compared {
		t.Errorf("confirmed %+v", confirmed)
	}
	cze.admin.do("POST", "/parties/hub/confirm", words, 400, nil)
}

// sequence runs the sequencer until it has caught up.
func (n *node) sequence() {
	n.Helper()
	f := &journal.Follower{Name: "sequencer", DB: n.db, Bell: n.j.Bell(), Log: slog.New(slog.DiscardHandler), Handle: n.federation.Sequence, Alone: true}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	done := make(chan error)
	go func() { done <- f.Run(ctx) }()
	for ctx.Err() == nil {
		ring := n.j.Bell().Wait()
		var out Node
		n.admin.do("GET", "/node", nil, 200, &out)
		if len(out.Followers) == 1 && out.Followers[0].Behind == 0 {
			break
		}
		select {
		case <-ring:
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	stop()
	if err := <-done; err != nil {
		n.Error(err)
	}
}

func ledgerPages(t *testing.T, c *client) {
	t.Helper()
	c.sequence()
	var logs list[Log]
	c.do("GET", "/ledger/logs", nil, 200, &logs)
	if len(logs.Items) != 1 || logs.Items[0].To != "HUB" || !logs.Items[0].Mine || logs.Items[0].Size < 4 || logs.Items[0].CheckpointAt == nil || logs.Items[0].CosignedAt != nil {
		t.Errorf("logs %+v", logs)
	}
	var entries list[LogEntry]
	c.do("GET", "/ledger/logs/CZE/HUB?limit=2", nil, 200, &entries)
	if len(entries.Items) != 2 || entries.Next == "" || entries.Items[0].Outcome != "pending" || entries.Items[0].Receipted {
		t.Errorf("entries %+v", entries)
	}
	seen := 2
	for entries.Next != "" {
		next := entries.Next
		entries = list[LogEntry]{}
		c.do("GET", "/ledger/logs/CZE/HUB?limit=2&before="+next, nil, 200, &entries)
		seen += len(entries.Items)
	}
	if int64(seen) != logs.Items[0].Size {
		t.Errorf("pages gave %d of %d entries", seen, logs.Items[0].Size)
	}
	c.do("GET", "/ledger/logs/CZE/EST", nil, 404, nil)
	c.do("GET", "/ledger/logs/CZE/est", nil, 400, nil)
	c.do("GET", "/ledger/logs/CZE/HUB/0/receipt", nil, 409, nil) // nobody has signed for it yet
	c.do("GET", "/ledger/logs/CZE/HUB/99/receipt", nil, 404, nil)
	c.do("GET", "/ledger/logs/CZE/HUB/x/receipt", nil, 400, nil)
	if p := c.do("POST", "/ledger/verify", `{"format":"entente-receipt/1"}`, 400, nil); p.Detail == "" {
		t.Error("no reason")
	}
}

func TestPeerPages(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia")
	var inv Invitation
	n.admin.do("POST", "/peers/invitations", "{}", 200, &inv)
	n.admin.do("POST", "/peers/invitations", map[string]any{"party": "HUB", "note": "by courier"}, 200, &inv)
	if !strings.HasPrefix(inv.Invitation, "entente-invitation-1:") || len(inv.Words) != 10 || inv.Expires.IsZero() {
		t.Errorf("invitation %+v", inv)
	}
	n.admin.do("POST", "/peers/accept", map[string]any{"invitation": inv.Invitation}, 400, nil) // our own
	n.admin.do("POST", "/peers/accept", map[string]any{"invitation": "nonsense"}, 400, nil)
	var peers list[Peer]
	n.admin.do("GET", "/peers", nil, 200, &peers)
	if peers.Items == nil || len(peers.Items) != 0 {
		t.Errorf("peers %+v", peers)
	}
	n.admin.do("DELETE", "/peers/HUB", nil, 404, nil)
	n.person("ana", authz.Analyst).do("POST", "/peers/invitations", "{}", 403, nil)
	var out Node
	n.admin.do("GET", "/node", nil, 200, &out)
	if out.Party.Code != "CZE" || out.Party.Kind != "nation" || len(out.Words) != 10 || out.Version != "test" || out.Peers.Total != 0 || len(out.Followers) != 1 {
		t.Errorf("node %+v", out)
	}
}

// TestHostileC57Realm names another realm in every way there is.
func TestHostileC57Realm(t *testing.T) {
	t.Parallel()
	n := newFullNode(t, "CZE", "Czechia")
	ana := n.person("ana", authz.Analyst, authz.Auditor)
	for _, path := range []string{"/intel/objects", "/agreements", "/releases", "/ledger/logs", "/journal", "/events", "/node", "/parties", "/peers"} {
		for header, status := range map[string]int{"ex-1": http.StatusNotFound, "LIVE": http.StatusBadRequest, "": http.StatusBadRequest} {
			if res := ana.send("GET", path, nil, "Entente-Realm: "+header); res.StatusCode != status {
				t.Errorf("%s in realm %q: %d", path, header, res.StatusCode)
			}
		}
	}
	ana.do("GET", "/intel/objects?realm=ex-1", nil, 400, nil)
}

// nothing is an exchange in which nothing went either way.
type nothing struct{}

func (nothing) Gifts(context.Context, *db.Tx, authz.Viewer, string, time.Time, time.Time) ([]duty.Gift, error) {
	return nil, nil
}

func (nothing) Orders(context.Context, *db.Tx, authz.Viewer, time.Time, time.Time) ([]duty.Order, error) {
	return nil, nil
}

// incidents gives the incidents of a node, which no other party hears of here.
