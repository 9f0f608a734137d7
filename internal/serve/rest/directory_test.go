package rest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/directory"
	"entente/internal/party"
)

// directoryNode is a node whose own party has an entry, with a drill of itself.
func directoryNode(t *testing.T) (*node, *directory.Service, directory.Drill) {
	t.Helper()
	var d *directory.Service
	n := startNode(t, "CZE", func(n *node) Deps {
		keys, err := sign.OpenRing(filepath.Join(t.TempDir(), "keys"))
		if err != nil {
			t.Fatal(err)
		}
		parties := party.New(party.Config{DB: n.db, Journal: n.j, Keys: keys, Party: "CZE"})
		if err := parties.Found(context.Background(), authz.System("CZE", "init", authz.SystemBootstrap), party.Founding{Name: "Czechia", Kind: "nation"}); err != nil {
			t.Fatal(err)
		}
		key, err := keys.Key("node")
		if err != nil {
			t.Fatal(err)
		}
		d = directory.New(directory.Config{DB: n.db, Journal: n.j, Parties: parties, Key: key, Party: "CZE", Link: func(token string) string { return "https://node.example/comcheck/" + token }})
		return Deps{Version: "test", Party: MeParty{Code: "CZE", Name: "Czechia"}, Clock: clock.System{}, DB: n.db, Journal: n.j, Accounts: n.acc, Parties: parties, Keys: parties, Directory: d}
	})
	who := authz.Person("CZE", "p1", "Ada", "test", "", authz.Grants(authz.Duty))
	if _, err := d.Save(context.Background(), who, 0, directory.Said{Team: directory.Team{Name: "CERT", Zone: "UTC"},
		Contacts: []directory.Contact{{ID: "duty", Name: "Duty", Purpose: directory.Emergency, Channels: []directory.Channel{{Medium: directory.Email, Address: "duty@cert.example"}}}}}); err != nil {
		t.Fatal(err)
	}
	drill, err := d.Begin(context.Background(), who, directory.Trial{Party: "CZE"})
	if err != nil {
		t.Fatal(err)
	}
	return n, d, drill
}

// link takes the token out of the text that is sent.
func link(t *testing.T, d *directory.Service, drill directory.Drill) string {
	t.Helper()
	_, rest, ok := strings.Cut(d.Question(drill.Probes[0], drill), "https://node.example")
	if !ok {
		t.Fatal("the question has no link")
	}
	path, _, _ := strings.Cut(rest, "\n")
	return path
}

func (n *node) page(method, path string, headers ...string) (int, string, http.Header) {
	n.Helper()
	r, err := http.NewRequest(method, n.url+path, nil)
	if err != nil {
		n.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		n.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		n.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

// TestComcheckPage is open to whoever holds the link, tells nothing else of the
// node, and is answered by the button alone.
func TestComcheckPage(t *testing.T) {
	t.Parallel()
	n, d, drill := directoryNode(t)
	path := link(t, d, drill)
	status, page, header := n.page("GET", path)
	if status != 200 || !strings.Contains(page, "<form method=\"post\">") || strings.Contains(page, "Czechia") || strings.Contains(page, "duty@") || strings.Contains(page, "Ada") {
		t.Errorf("%d %s", status, page)
	}
	if !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-") || header.Get("Set-Cookie") != "" {
		t.Error(header)
	}
	viewer := authz.Person("CZE", "p1", "Ada", "test", "", authz.Grants(authz.Duty)).In(ids.Live)
	if x, err := d.Drill(context.Background(), viewer, drill.ID); err != nil || !x.Probes[0].Answered.IsZero() {
		t.Errorf("looking at it has answered it: %v", err)
	}
	if status, _, _ := n.page("POST", path, "Sec-Fetch-Site", "cross-site"); status != 403 {
		t.Errorf("another site answered: %d", status)
	}
	for range 2 {
		if status, page, _ := n.page("POST", path, "Sec-Fetch-Site", "same-origin"); status != 200 || !strings.Contains(page, "your answer has arrived") || strings.Contains(page, "<form") {
			t.Errorf("%d %s", status, page)
		}
	}
	if x, err := d.Drill(context.Background(), viewer, drill.ID); err != nil || x.Probes[0].How != directory.AnsweredByLink {
		t.Errorf("%+v, %v", x.Probes, err)
	}
	if status, page, _ := n.page("GET", "/comcheck/"+strings.Repeat("A", 43)); status != 404 || strings.Contains(page, "CZE") {
		t.Errorf("%d %s", status, page)
	}
	busy := 0
	for range knocksAMinute + 5 {
		if status, _, _ := n.page("GET", "/comcheck/x"); status == 429 || status == 503 {
			busy++
		}
	}
	if busy == 0 {
		t.Error("nobody was slowed down")
	}
}

func TestKnocks(t *testing.T) {
	t.Parallel()
	k, at := &knocks{}, time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC)
	for i := range knocksAMinute + 1 {
		if err := k.admit("2001:db8::"+string(rune('1'+i%9)), at); (err != nil) != (i == knocksAMinute) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if err := k.admit("192.0.2.1", at); err != nil {
		t.Error("another address was counted with it")
	}
	if err := k.admit("2001:db8::1", at.Add(time.Minute)); err != nil {
		t.Error("the next minute does not begin anew")
	}
}

// TestDirectoryByREST reads, looks up, imports and exports as a program does, and
// hides the codes from those who run no drills.
func TestDirectoryByREST(t *testing.T) {
	t.Parallel()
	n, _, drill := directoryNode(t)
	var v DirectoryView
	n.admin.do("GET", "/directory/parties/CZE", nil, 200, &v)
	if v.Team != "CERT" || len(v.Calls) != 1 || !v.Calls[0].Open {
		t.Errorf("%+v", v)
	}
	var a DirectoryAnswer
	n.admin.do("GET", "/directory/lookup?q="+url.QueryEscape("duty@cert.example"), nil, 200, &a)
	if len(a.Matches) != 1 || a.Matches[0].How != directory.ByContact {
		t.Errorf("%+v", a)
	}
	n.admin.do("GET", "/directory/lookup?q=%3Cscript%3E", nil, 400, nil)
	n.admin.do("GET", "/directory/parties/EST", nil, 404, nil)
	var saved EntrySaved
	v.Said.Constituency.Domains = []string{"gov.example"}
	n.admin.do("PUT", "/directory/entry", map[string]any{"serial": v.Serial, "said": v.Said}, 200, &saved)
	n.admin.do("PUT", "/directory/entry", map[string]any{"serial": v.Serial, "said": v.Said}, 409, nil)
	var drillSeen Comcheck
	n.admin.do("GET", "/directory/comchecks/"+drill.ID, nil, 200, &drillSeen)
	if len(drillSeen.Questions) != 1 || drillSeen.Questions[0].Text != "" {
		t.Errorf("somebody who runs no drills sees the code: %+v", drillSeen.Questions)
	}
	n.admin.do("POST", "/directory/comchecks", map[string]any{"party": "CZE"}, 403, nil)
	res := n.admin.send("POST", "/directory/entry/import", strings.NewReader("3.1 Mission Statement\nTo help.\n"), "Content-Type: text/plain")
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || !strings.Contains(string(b), `"field":"text.3.1"`) {
		t.Errorf("%d %s %v", res.StatusCode, b, err)
	}
	for _, f := range []string{"parties/CZE/rfc2350.txt", "parties/CZE/contacts.vcf", "parties/CZE/entry.json", "sheet.html"} {
		res := n.admin.send("GET", "/directory/"+f, nil)
		if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %d %s", f, res.StatusCode, res.Header.Get("Content-Disposition"))
		}
	}
}
