package rest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/account"
	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/federation"
	"entente/internal/party"
	"entente/internal/serve"
	"entente/internal/template"
)

const password = "correct horse battery"

// node is one node's interface on a real listener, with its first
// administrator set up.
type node struct {
	*testing.T
	url    string
	rt     *serve.Router
	db     *db.DB
	j      *journal.Journal
	acc    *account.Service
	admin  *client
	adminU account.User

	parties    *party.Service
	agreements *agreement.Service
	templates  *template.Service
	federation *federation.Service
	kinds      map[string]federation.Kind
}

// newNode has accounts and the journal, and no other domain.
func newNode(t *testing.T) *node {
	t.Helper()
	return startNode(t, "CZE", func(n *node) Deps {
		return Deps{Version: "test", Party: MeParty{Code: "CZE", Name: "Czechia"}, Clock: clock.System{}, DB: n.db, Journal: n.j, Accounts: n.acc}
	})
}

// newFullNode has every domain.
func newFullNode(t *testing.T, code ids.Party, name string) *node {
	t.Helper()
	return startNode(t, code, func(n *node) Deps { return n.domains(code, name) })
}

func startNode(t *testing.T, code ids.Party, deps func(*node) Deps) *node {
	t.Helper()
	return startNodeOn(t, dbtest.SQLite, code, deps)
}

func startNodeOn(t *testing.T, open func(testing.TB, clock.Clock) *db.DB, code ids.Party, deps func(*node) Deps) *node {
	t.Helper()
	n := &node{T: t, db: open(t, clock.System{}), j: journal.New()}
	n.acc = account.New(n.db, n.j, account.Config{Party: code, Params: account.Params{Time: 1, Memory: 64, Threads: 1}})
	log := slog.New(slog.DiscardHandler)
	n.rt = serve.NewRouter(serve.Options{Auth: n.acc, Log: log})
	if err := Add(n.rt, deps(n)); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n.url = "http://" + l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- serve.Run(ctx, serve.NewServer(n.rt, log), l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	link, err := n.acc.FirstLink(ctx, authz.System(code, "init", authz.SystemBootstrap))
	if err != nil {
		t.Fatal(err)
	}
	n.admin = &client{node: n}
	var me Me
	n.admin.do("POST", "/setup/"+link.Secret, map[string]any{"user": "eva", "display": "Eva", "password": password}, 200, &me)
	n.adminU = account.User{ID: me.User.ID, Name: me.User.Name}
	return n
}

// client is somebody who calls: a browser with a cookie, or a token.
type client struct {
	*node
	cookie *http.Cookie
	token  string
}

// send sends a request as it is; a client with a cookie behaves as a browser.
func (c *client) send(method, path string, body io.Reader, headers ...string) *http.Response {
	c.Helper()
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/api/") {
		path = Prefix + path
	}
	r, err := http.NewRequest(method, c.url+path, body)
	if err != nil {
		c.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.cookie != nil {
		r.AddCookie(c.cookie)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() { _ = res.Body.Close() })
	for _, k := range res.Cookies() {
		c.cookie = k
		if k.MaxAge < 0 {
			c.cookie = nil
		}
	}
	return res
}

// do sends JSON, demands a status and decodes the answer.
func (c *client) do(method, path string, in any, status int, out any) serve.Problem {
	c.Helper()
	var body io.Reader
	switch v := in.(type) {
	case nil:
	case string:
		body = strings.NewReader(v)
	default:
		b, err := json.Marshal(v)
		if err != nil {
			c.Fatal(err)
		}
		body = bytes.NewReader(b)
	}
	res := c.send(method, path, body)
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	if res.StatusCode != status {
		c.Fatalf("%s %s: status %d, want %d: %s", method, path, res.StatusCode, status, b)
	}
	var p serve.Problem
	if status >= 400 {
		if err := json.Unmarshal(b, &p); err != nil || res.Header.Get("Content-Type") != "application/problem+json" || p.Status != status || p.Instance == "" {
			c.Errorf("%s %s: no problem document: %s", method, path, b)
		}
		return p
	}
	if out != nil {
		reflect.ValueOf(out).Elem().SetZero()
		if err := json.Unmarshal(b, out); err != nil {
			c.Fatalf("%s %s: %v: %s", method, path, err, b)
		}
	}
	return p
}

// person makes a user with roles and signs in.
func (n *node) person(name string, roles ...authz.Role) *client {
	n.Helper()
	n.admin.do("POST", "/users", map[string]any{"name": name, "roles": roles, "password": password}, 200, nil)
	c := &client{node: n}
	c.do("POST", "/session", map[string]any{"user": name, "password": password}, 200, nil)
	return c
}

func TestOpenAPIFresh(t *testing.T) {
	t.Parallel()
	want, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("api/openapi.json is stale: run make gen")
	}
	served := newNode(t).admin.send("GET", "/api/openapi.json", nil)
	if b, _ := io.ReadAll(served.Body); !bytes.Equal(b, want) || served.Header.Get("Content-Type") != "application/openapi+json" {
		t.Error("the served document is another one")
	}
}

// TestEveryRouteIsDescribedAndRuled walks the router: no route without a rule,
// and none below the prefix that the document does not show with that rule.
func TestEveryRouteIsDescribedAndRuled(t *testing.T) {
	t.Parallel()
	rt := serve.NewRouter(serve.Options{Auth: nobody{}})
	a := build(rt, Deps{})
	for _, route := range rt.Routes() {
		if route.Rule.Access() == "" {
			t.Errorf("%s has no rule", route.Pattern)
		}
		method, path, _ := strings.Cut(route.Pattern, " ")
		path, ok := strings.CutPrefix(path, Prefix)
		if !ok {
			continue
		}
		item := a.OpenAPI().Paths[path]
		if item == nil {
			t.Errorf("%s is not described", route.Pattern)
			continue
		}
		op := map[string]any{}
		for m, o := range map[string]any{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			op[m] = o
		}
		b, _ := json.Marshal(op[method])
		if !bytes.Contains(b, []byte(route.Rule.Access())) {
			t.Errorf("%s: the document does not say %q", route.Pattern, route.Rule.Access())
		}
	}
}

// TestHostileC44Matrix calls every route as nobody and as every role.
func TestHostileC44Matrix(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	var tokens []string
	for _, role := range authz.Roles() {
		in := map[string]any{"name": "m-" + string(role), "roles": []authz.Role{role}}
		if role.Machine() {
			in["ceiling"] = "green"
		} else {
			in["password"] = password
		}
		n.admin.do("POST", "/users", in, 200, nil)
		var made Token
		n.admin.do("POST", "/tokens", map[string]any{"label": "matrix", "kind": "full", "expires_days": 1, "user": in["name"]}, 200, &made)
		tokens = append(tokens, made.Token)
	}
	for _, route := range n.rt.Routes() {
		act := route.Rule.Act()
		if act == "" {
			continue
		}
		method, path, _ := strings.Cut(route.Pattern, " ")
		path = strings.NewReplacer("{", "", "}", "").Replace(path)
		if res := (&client{node: n}).send(method, path, nil); res.StatusCode != 401 {
			t.Errorf("%s as nobody: %d", route.Pattern, res.StatusCode)
		}
		for i, role := range authz.Roles() {
			who, err := n.acc.Authenticate(context.Background(), account.Credentials{Bearer: tokens[i]})
			if err != nil {
				t.Fatal(err)
			}
			if route.Rule.Lets(who.Actor) == nil {
				continue // what happens then is the domain's test
			}
			if res := (&client{node: n, token: tokens[i]}).send(method, path, nil); res.StatusCode != 403 {
				t.Errorf("%s as %s: %d", route.Pattern, role, res.StatusCode)
			}
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	var h health
	(&client{node: n}).do("GET", "/health", nil, 200, &h)
	if !h.OK {
		t.Error("not ok")
	}
	(&client{node: n}).do("GET", "/health?x=1", nil, 400, nil)
}

func TestSessionLife(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	var me Me
	n.admin.do("GET", "/session", nil, 200, &me)
	if me.User.Name != "eva" || me.Party.Code != "CZE" || me.Realm != "live" || len(me.User.Acts) == 0 || me.User.Roles[0] != authz.Admin {
		t.Errorf("got %+v", me)
	}
	c := &client{node: n}
	c.do("GET", "/session", nil, 401, nil)
	if p := c.do("POST", "/session", map[string]any{"user": "eva", "password": "wrong"}, 401, nil); p.Type != "/problems/unauthenticated" {
		t.Errorf("got %+v", p)
	}
	c.do("POST", "/session", map[string]any{"user": "Eva", "password": password}, 200, &me)
	old := *c.cookie
	if !old.HttpOnly || old.SameSite != http.SameSiteStrictMode || !strings.HasPrefix(old.Name, "entente-") || time.Until(old.Expires) > 13*time.Hour {
		t.Errorf("cookie %+v", old)
	}
	c.do("POST", "/session/password", map[string]any{"old": "wrong", "new": "a fresh long password"}, 403, nil)
	c.do("POST", "/session/password", map[string]any{"old": password, "new": "a fresh long password"}, 200, &me)
	(&client{node: n, cookie: &old}).do("GET", "/session", nil, 401, nil)
	kept := *c.cookie
	c.do("DELETE", "/session", nil, 204, nil)
	if c.cookie != nil {
		t.Error("the cookie was not taken back")
	}
	(&client{node: n, cookie: &kept}).do("GET", "/session", nil, 401, nil)
	for i := range 6 {
		res := c.send("POST", "/session", strings.NewReader(`{"user":"eva","password":"wrong"}`))
		if i >= 5 && (res.StatusCode != 429 || res.Header.Get("Retry-After") == "") {
			t.Errorf("try %d: %d %v", i, res.StatusCode, res.Header)
		}
	}
}

func TestHostileD63LoginMethods(t *testing.T) {
	t.Parallel()
	c := &client{node: newNode(t)}
	for _, m := range []string{"PUT", "PATCH", "OPTIONS", "TRACE", "post", "Post"} {
		if res := c.send(m, "/session", nil); res.StatusCode != 405 {
			t.Errorf("%s: %d", m, res.StatusCode)
		}
	}
	for _, m := range []string{"GET", "HEAD"} {
		if res := c.send(m, "/session?user=eva&password="+strings.ReplaceAll(password, " ", "+"), nil); res.StatusCode != 401 {
			t.Errorf("%s: %d", m, res.StatusCode)
		}
	}
}

func TestSetupLinks(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	var u User
	n.admin.do("POST", "/users", map[string]any{"name": "ana", "roles": []string{"analyst"}, "invite": true}, 200, &u)
	path := strings.TrimPrefix(u.SetupURL, "/setup/")
	var l linkState
	c := &client{node: n}
	c.do("GET", "/setup/"+path, nil, 200, &l)
	if !l.Valid || l.Name != "ana" || l.Purpose != account.Invite {
		t.Errorf("got %+v", l)
	}
	c.do("GET", "/setup/nonsense", nil, 404, nil)
	c.do("POST", "/setup/"+path, map[string]any{"password": "short"}, 400, nil)
	var me Me
	c.do("POST", "/setup/"+path, map[string]any{"password": password}, 200, &me)
	if me.User.Name != "ana" {
		t.Errorf("got %+v", me)
	}
	c.do("POST", "/setup/"+path, map[string]any{"password": password}, 404, nil)
	var reset resetLink
	n.admin.do("POST", "/users/"+u.ID+"/reset", nil, 200, &reset)
	n.admin.do("POST", "/users/"+u.ID+"/reset", "{}", 200, &reset)
	if reset.SetupURL == "" {
		t.Error("no link")
	}
	c.do("GET", "/session", nil, 200, nil)
}

func TestUsersAndTokens(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	ana := n.person("ana", authz.Analyst)
	ana.do("GET", "/users", nil, 403, nil)
	var users list[User]
	n.admin.do("GET", "/users", nil, 200, &users)
	if len(users.Items) != 2 || users.Items[0].Name != "ana" || users.Items[0].SetupURL != "" {
		t.Errorf("got %+v", users)
	}
	id := users.Items[0].ID
	n.admin.do("POST", "/users", map[string]any{"name": "ANA", "roles": []string{"analyst"}, "password": password}, 409, nil)
	var made Token
	ana.do("POST", "/tokens", map[string]any{"label": "probe", "kind": "read-only", "expires_days": 400}, 200, &made)
	probe := &client{node: n, token: made.Token}
	var me Me
	probe.do("GET", "/session", nil, 200, &me)
	for _, a := range me.User.Acts {
		if authz.ReadOnly([]authz.Act{a}) == nil {
			t.Errorf("a read-only token may %s", a)
		}
	}
	// A read-only token never widens, whatever it calls (SECURITY row 50).
	probe.do("POST", "/tokens", map[string]any{"label": "child", "kind": "full", "expires_days": 1}, 403, nil)
	probe.do("POST", "/session/password", map[string]any{"old": password, "new": "a fresh long password"}, 403, nil)
	probe.do("GET", "/session", nil, 200, nil)
	probe.do("POST", "/tokens", map[string]any{"label": "child", "kind": "full", "expires_days": 1}, 403, nil)
	var tokens list[Token]
	ana.do("GET", "/tokens", nil, 200, &tokens)
	if len(tokens.Items) != 1 || tokens.Items[0].Token != "" || tokens.Items[0].Used == nil {
		t.Errorf("got %+v", tokens)
	}
	probe.do("DELETE", "/tokens/"+made.ID, nil, 204, nil)
	probe.do("GET", "/session", nil, 401, nil)
	n.admin.do("PATCH", "/users/"+id, map[string]any{"disabled": true}, 200, nil)
	ana.do("GET", "/session", nil, 401, nil)
	n.admin.do("PATCH", "/users/"+n.adminU.ID, map[string]any{"roles": []string{"director"}}, 403, nil)
	n.admin.do("PATCH", "/users/nobody", map[string]any{"display": "x"}, 404, nil)
}

// TestHostileC46ForbiddenFields names members that are not the client's to set.
func TestHostileC46ForbiddenFields(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	for _, field := range []string{`"id":"x"`, `"party":"EST"`, `"realm":"live"`, `"created":"2026-01-01T00:00:00Z"`, `"disabled":false`, `"entered":true`, `"role":"admin"`} {
		p := n.admin.do("POST", "/users", `{"name":"b","roles":["duty"],"password":"`+password+`",`+field+`}`, 400, nil)
		if p.Type != "/problems/invalid" {
			t.Errorf("%s: %+v", field, p)
		}
	}
	n.admin.do("PATCH", "/users/"+n.adminU.ID, `{"id":"x"}`, 400, nil)
	var users list[User]
	n.admin.do("GET", "/users", nil, 200, &users)
	if len(users.Items) != 1 {
		t.Errorf("%d users exist", len(users.Items))
	}
}

func TestJournalPages(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	auditor := n.person("aud", authz.Auditor)
	for range 5 {
		(&client{node: n}).do("POST", "/session", map[string]any{"user": "aud", "password": password}, 200, nil)
	}
	var seen []int64
	for next := ""; ; {
		var l list[JournalEntry]
		auditor.do("GET", "/journal?limit=3&before="+next, nil, 200, &l)
		for _, e := range l.Items {
			seen = append(seen, e.Seq)
		}
		if next = l.Next; next == "" {
			break
		}
	}
	for i, s := range seen {
		if s != int64(len(seen)-i) {
			t.Fatalf("pages gave %v", seen)
		}
	}
	var l list[JournalEntry]
	auditor.do("GET", "/journal?kind=account.set-up", nil, 200, &l)
	if len(l.Items) != 1 || l.Items[0].By != "eva" || len(l.Items[0].Body) == 0 {
		t.Errorf("got %+v", l)
	}
	auditor.do("GET", "/journal?before=x", nil, 400, nil)
	auditor.do("GET", "/journal?limit=501", nil, 400, nil)
	auditor.do("GET", "/journal?sort=seq;DROP", nil, 400, nil)
	auditor.do("GET", "/journal?sort=seq", nil, 400, nil)
	auditor.do("GET", "/journal?limit=1&limit=2", nil, 400, nil)
	n.admin.do("GET", "/journal", nil, 200, nil)
	n.person("ana", authz.Analyst).do("GET", "/journal", nil, 403, nil)
}
