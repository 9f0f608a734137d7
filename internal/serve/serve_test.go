package serve

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// desk authenticates by fixed secrets: "s-NAME" is a session, "t-NAME" a token.
type desk map[string][]authz.Act

func (d desk) Authenticate(_ context.Context, c account.Credentials) (account.Identity, error) {
	secret := c.Session + c.Bearer + c.Password
	kind, name, _ := strings.Cut(secret, "-")
	acts, ok := d[name]
	if !ok || (kind == "s") != (c.Session != "") {
		return account.Identity{}, errs.New(errs.Unauthenticated, "sign in")
	}
	return account.Identity{Session: kind == "s", Actor: authz.Person("CZE", name, name, c.Via, "", acts)}, nil
}

// logs keeps what was logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

type site struct {
	*testing.T
	router *Router
	url    string
	log    *logs
	server *http.Server
}

// newSite serves routes on a real listener: they answer with who came and what
// they read.
func newSite(t *testing.T, limits func(*http.Server)) *site {
	t.Helper()
	s := &site{T: t, log: &logs{}}
	log := slog.New(slog.NewJSONHandler(s.log, nil))
	s.router = NewRouter(Options{Auth: desk{"ana": {authz.IntelRead}, "eva": {authz.UserManage}}, Log: log, Peer: func(*http.Request) (ids.Party, error) {
		return "", errs.New(errs.Unauthenticated, "no node")
	}})
	echo := func(w http.ResponseWriter, r *http.Request, c Caller) error {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(w, "%s %s %s %d", c.Actor.Name, c.Actor.Via, c.Realm, n)
		return nil
	}
	s.router.Handle("POST /api/echo", Public("a test").Body(1000, "application/json"), echo)
	s.router.Handle("POST /api/large", Public("a test").Body(64<<20, "application/json", "application/stix+json").Slow(), echo)
	s.router.Handle("GET /api/read/{id}", May(authz.IntelRead), echo)
	s.router.Handle("POST /api/write", May(authz.IntelRead), echo)
	s.router.Handle("GET /api/me", SignedIn(), echo)
	s.router.Handle("GET /taxii2/{$}", May(authz.IntelRead).Via("taxii", `Basic realm="entente"`), echo)
	s.router.Handle("GET /peer", Peers(), echo)
	s.router.Handle("GET /api/panic", Public("a test"), func(http.ResponseWriter, *http.Request, Caller) error { panic("secret inside") })
	s.router.Handle("GET /api/broken", Public("a test"), func(http.ResponseWriter, *http.Request, Caller) error {
		return fmt.Errorf("secret inside")
	})
	if err := s.router.Console(fstest.MapFS{
		"index.html": {Data: []byte("<!doctype html><title>console</title>")}, "assets/app-1a2b.js": {Data: bytes.Repeat([]byte("let a = 1;"), 100)}, ".keep": {},
	}); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.server = NewServer(s.router, log)
	if limits != nil {
		limits(s.server)
	}
	s.url = "http://" + l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- Run(ctx, s.server, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *site) host() string { return strings.TrimPrefix(s.url, "http://") }

// do sends a request with headers given as "Name: value".
func (s *site) do(method, path string, body io.Reader, headers ...string) *http.Response {
	s.Helper()
	r, err := http.NewRequest(method, s.url+path, body)
	if err != nil {
		s.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// raw writes bytes on a fresh connection and reads answers until it closes.
func (s *site) raw(request string) (all string, closed bool) {
	s.Helper()
	c, err := net.Dial("tcp", s.host())
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, request); err != nil {
		s.Fatal(err)
	}
	if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		s.Fatal(err)
	}
	b, err := io.ReadAll(bufio.NewReader(c))
	return string(b), !errors.Is(err, os.ErrDeadlineExceeded)
}

func (s *site) wantStatus(res *http.Response, status int) Problem {
	s.Helper()
	var p Problem
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.Error(err)
	}
	if res.StatusCode != status {
		s.Errorf("%s %s: status %d, want %d: %s", res.Request.Method, res.Request.URL.Path, res.StatusCode, status, b)
	}
	if res.StatusCode >= 400 && res.Request.Method != http.MethodHead {
		if err := json.Unmarshal(b, &p); err != nil || p.Status != res.StatusCode || p.Type == "" || p.Title == "" || p.Detail == "" || !strings.HasPrefix(p.Instance, "request:") {
			s.Errorf("no problem document: %s (%v)", b, err)
		}
		if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
			s.Errorf("content type %q", got)
		}
	}
	for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Cache-Control", "Request-Id"} {
		if res.Header.Get(h) == "" {
			s.Errorf("answer %d lacks %s", status, h)
		}
	}
	return p
}

func TestRouteNeedsRule(t *testing.T) {
	t.Parallel()
	h := func(http.ResponseWriter, *http.Request, Caller) error { return nil }
	for name, build := range map[string]func(*Router){
		"no rule":      func(rt *Router) { rt.Handle("GET /x", Rule{}, h) },
		"no method":    func(rt *Router) { rt.Handle("/x", Public("a test"), h) },
		"lower method": func(rt *Router) { rt.Handle("get /x", Public("a test"), h) },
		"host":         func(rt *Router) { rt.Handle("GET host/x", Public("a test"), h) },
		"no reason":    func(rt *Router) { rt.Handle("GET /x", Public(""), h) },
		"no act":       func(rt *Router) { rt.Handle("GET /x", May(""), h) },
		"no auth":      func(rt *Router) { rt.Handle("GET /x", SignedIn(), h) },
		"no peers":     func(rt *Router) { rt.Handle("GET /x", Peers(), h) },
		"twice": func(rt *Router) {
			rt.Handle("GET /x", Public("a test"), h)
			rt.Handle("GET /x", Public("a test"), h)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the router was built", name)
				}
			}()
			build(NewRouter(Options{Log: slog.New(slog.DiscardHandler)}))
		}()
	}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	cookie := "Cookie: entente-" + s.url[strings.LastIndex(s.url, ":")+1:] + "="
	for _, c := range []struct {
		method, path string
		headers      []string
		status       int
	}{
		{"GET", "/api/read/1", nil, 401},
		{"GET", "/api/read/1", []string{"Authorization: Bearer t-ana"}, 200},
		{"GET", "/api/read/1", []string{"Authorization: bearer t-ana"}, 200},
		{"HEAD", "/api/read/1", []string{"Authorization: Bearer t-ana"}, 200},
		{"GET", "/api/read/1", []string{"Authorization: Bearer t-eva"}, 403},
		{"GET", "/api/read/1", []string{"Authorization: Bearer s-ana"}, 401},
		{"GET", "/api/read/1", []string{"Authorization: Digest t-ana"}, 401},
		{"GET", "/api/read/1", []string{"Authorization: Bearer "}, 401},
		{"GET", "/api/read/1", []string{"Authorization: Bearer t-ana", "Authorization: Bearer t-ana"}, 401},
		{"GET", "/api/read/1", []string{"Authorization: Basic YW5hOnQtYW5h"}, 200},
		{"GET", "/api/read/1", []string{"Authorization: Basic !"}, 401},
		{"GET", "/api/read/1", []string{cookie + "s-ana"}, 200},
		{"GET", "/api/read/1", []string{cookie + "s-ana", cookie + "s-ana"}, 401},
		{"GET", "/api/read/1", []string{"Cookie: entente=s-ana"}, 401},
		{"GET", "/api/read/1", []string{"Cookie: __Host-entente=s-ana"}, 401},
		{"GET", "/api/read/1", []string{"Authorization: Bearer t-ana", RealmHeader + ": live"}, 200},
		{"GET", "/api/read/1", []string{"Authorization: Bearer t-ana", RealmHeader + ": locked-shields"}, 404},
		{"GET", "/api/read/1", []string{"Authorization: Bearer t-ana", RealmHeader + ": LIVE"}, 400},
		{"GET", "/api/read/1", []string{"Authorization: Bearer t-ana", RealmHeader + ": live", RealmHeader + ": live"}, 400},
		{"GET", "/api/me", []string{"Authorization: Bearer t-eva"}, 200},
		{"GET", "/taxii2/", []string{"Authorization: Bearer t-ana"}, 200},
		{"GET", "/taxii2", []string{"Authorization: Bearer t-ana"}, 404},
		{"GET", "/peer", []string{"Authorization: Bearer t-ana"}, 401},
		{"POST", "/api/read/1", []string{"Authorization: Bearer t-ana"}, 405},
		{"PUT", "/api/echo", nil, 405}, {"PATCH", "/api/echo", nil, 405}, {"OPTIONS", "/api/echo", nil, 405}, {"TRACE", "/api/echo", nil, 405}, {"post", "/api/echo", nil, 405},
		{"GET", "/api/echo", []string{"X-HTTP-Method-Override: POST"}, 405}, {"GET", "/api/echo?_method=POST", nil, 405},
		{"GET", "/api/none", nil, 404}, {"POST", "/none", nil, 404}, {"DELETE", "/", nil, 404},
		{"GET", "/problems/denied", nil, 200}, {"GET", "/problems/none", nil, 404},
	} {
		res := s.do(c.method, c.path, nil, c.headers...)
		s.wantStatus(res, c.status)
		if (c.status == 401) != (res.Header.Get("WWW-Authenticate") != "") || (c.status == 405) != (res.Header.Get("Allow") != "") {
			t.Errorf("%v: headers %v", c, res.Header)
		}
	}
	if got := s.do("GET", "/taxii2/", nil).Header.Get("WWW-Authenticate"); got != `Basic realm="entente"` {
		t.Errorf("TAXII challenge %q", got)
	}
}

func TestCallerRoads(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	cookie := "Cookie: entente-" + s.url[strings.LastIndex(s.url, ":")+1:] + "=s-ana"
	for path, want := range map[string]string{"/api/read/1|Authorization: Bearer t-ana": "ana api live 0", "/api/read/1|" + cookie: "ana page live 0", "/taxii2/|Authorization: Bearer t-ana": "ana taxii live 0"} {
		path, header, _ := strings.Cut(path, "|")
		b, _ := io.ReadAll(s.do("GET", path, nil, header).Body)
		if string(b) != want {
			t.Errorf("%s: %q, want %q", path, b, want)
		}
	}
}

// TestHostileE78CrossSite sends what other sites can make a browser send.
func TestHostileE78CrossSite(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	cookie := "Cookie: entente-" + s.url[strings.LastIndex(s.url, ":")+1:] + "=s-ana"
	own := "Origin: " + s.url
	for _, c := range []struct {
		headers []string
		status  int
	}{
		{[]string{cookie}, 403}, // neither header: no browser of today
		{[]string{cookie, "Sec-Fetch-Site: same-origin"}, 200},
		{[]string{cookie, "Sec-Fetch-Site: same-origin", own}, 200},
		{[]string{cookie, own}, 200},
		{[]string{cookie, "Sec-Fetch-Site: none"}, 403},
		{[]string{cookie, "Sec-Fetch-Site: same-site"}, 403},
		{[]string{cookie, "Sec-Fetch-Site: cross-site"}, 403},
		{[]string{cookie, "Sec-Fetch-Site: cross-site", own}, 403},
		{[]string{cookie, "Origin: null"}, 403},
		{[]string{cookie, "Origin: https://evil.example"}, 403},
		{[]string{cookie, "Origin: " + s.url + "0"}, 403},
		{[]string{"Authorization: Bearer t-ana"}, 200},
		{[]string{"Authorization: Bearer t-ana", "Sec-Fetch-Site: cross-site"}, 403},
		{[]string{"Authorization: Basic YW5hOnQtYW5h", "Origin: https://evil.example"}, 403},
	} {
		s.wantStatus(s.do("POST", "/api/write", nil, c.headers...), c.status)
	}
	s.wantStatus(s.do("POST", "/api/echo", strings.NewReader("{}"), "Content-Type: application/json", "Sec-Fetch-Site: cross-site"), 403)
	for _, form := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"} {
		s.wantStatus(s.do("POST", "/api/write", strings.NewReader("{}"), cookie, "Sec-Fetch-Site: same-origin", "Content-Type: "+form), 415)
	}
	s.wantStatus(s.do("GET", "/api/read/1", nil, cookie, "Sec-Fetch-Site: cross-site"), 403)
	s.wantStatus(s.do("GET", "/api/read/1", nil, cookie, "Sec-Fetch-Site: same-site"), 403)
	s.wantStatus(s.do("GET", "/api/read/1", nil, cookie, "Sec-Fetch-Site: same-origin"), 200)
}

func TestErrorsShowNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, path := range []string{"/api/panic", "/api/broken"} {
		res := s.do("GET", path+"?password=canary", nil, "Authorization: Bearer canary", "Cookie: x=canary")
		p := s.wantStatus(res, 500)
		if strings.Contains(p.Detail, "inside this node") == false || strings.Contains(p.Detail, "secret") {
			t.Errorf("got %+v", p)
		}
		if id := strings.TrimPrefix(p.Instance, "request:"); !strings.Contains(s.log.String(), id) || res.Header.Get("Request-Id") != id {
			t.Errorf("the log does not know %s", p.Instance)
		}
	}
	s.wantStatus(s.do("GET", "/api/read/canary", nil), 401)
	s.wantStatus(s.do("GET", "/setup/canary", nil), 200)
	if strings.Contains(s.log.String(), "canary") {
		t.Errorf("the log holds a query, a path or a credential:\n%s", s.log)
	}
	if !strings.Contains(s.log.String(), "secret inside") {
		t.Error("the log lacks the cause")
	}
}

func TestConsole(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for _, c := range []struct {
		path, body, cache string
		status            int
	}{
		{"/", "<title>console</title>", "no-cache", 200},
		{"/intel/indicator--1", "<title>console</title>", "no-cache", 200},
		{"/assets/app-1a2b.js", "let a = 1;", "public, max-age=31536000, immutable", 200},
		{"/assets/none.js", "", "no-store", 404},
		{"/robots.txt", "", "no-store", 404}, {"/.keep", "", "no-store", 404},
		{"/a//b", "", "no-store", 404}, {"/../etc/passwd", "", "no-store", 404}, {"/%2e%2e/etc/passwd", "", "no-store", 404}, {"/a%5cb", "", "no-store", 404}, {"/a%00b", "", "no-store", 404},
		{"/api/x", "", "no-store", 404}, {"/api", "", "no-store", 404},
	} {
		res := s.do("GET", c.path, nil)
		b, _ := io.ReadAll(res.Body)
		if res.StatusCode != c.status || !strings.Contains(string(b), c.body) || res.Header.Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d %q %s", c.path, res.StatusCode, res.Header.Get("Cache-Control"), b)
		}
		if c.status == 200 && !strings.Contains(res.Header.Get("Content-Security-Policy"), "script-src 'self';") {
			t.Errorf("%s: policy %q", c.path, res.Header.Get("Content-Security-Policy"))
		}
	}
	res := s.do("GET", "/assets/app-1a2b.js", nil, "Accept-Encoding: gzip")
	if res.Header.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("got %v", res.Header)
	}
	if res := s.do("GET", "/", nil, "If-None-Match: "+s.do("GET", "/", nil).Header.Get("ETag")); res.StatusCode != 304 {
		t.Errorf("revalidation gave %d", res.StatusCode)
	}
}

func TestConsoleUnbuilt(t *testing.T) {
	t.Parallel()
	rt := NewRouter(Options{Log: slog.New(slog.DiscardHandler)})
	if err := rt.Console(fstest.MapFS{".keep": {}}); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	rt.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestRebindingHost(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for host, status := range map[string]string{"evil.example": "421", "127.0.0.1.evil.example": "421", "localhost:1": "200", "[::1]": "200"} {
		got, _ := s.raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
		if !strings.HasPrefix(got, "HTTP/1.1 "+status) {
			t.Errorf("Host %s: %.60s", host, got)
		}
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	remote := httptest.NewRequest("POST", "http://node.example/api", nil)
	if _, err := (Caller{cookie: cookieOf(remote, false)}).SessionCookie("x", end); !errs.Is(err, errs.Denied) {
		t.Errorf("a session over clear text: %v", err)
	}
	k, err := Caller{cookie: cookieOf(remote, true)}.SessionCookie("x", end)
	if err != nil || k.String() != "__Host-entente=x; Path=/; Expires=Tue, 24 Nov 2026 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict" {
		t.Errorf("%v %v", k, err)
	}
	here := httptest.NewRequest("POST", "http://127.0.0.1:8440/api", nil)
	here = here.WithContext(context.WithValue(here.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8440}))
	k, err = Caller{cookie: cookieOf(here, false)}.SessionCookie("", end)
	if err != nil || k.Name != "entente-8440" || k.Secure || k.MaxAge != -1 || !k.HttpOnly {
		t.Errorf("%v %v", k, err)
	}
}

func TestShutdownEndsStreams(t *testing.T) {
	t.Parallel()
	rt := NewRouter(Options{Log: slog.New(slog.DiscardHandler)})
	entered := make(chan struct{})
	rt.Handle("GET /stream", Public("a test").Slow(), func(w http.ResponseWriter, r *http.Request, _ Caller) error {
		close(entered)
		<-rt.Closing()
		return nil
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- Run(ctx, NewServer(rt, slog.New(slog.DiscardHandler)), l) }()
	go func() {
		res, err := http.Get("http://" + l.Addr().String() + "/stream")
		if err == nil {
			_ = res.Body.Close()
		}
	}()
	<-entered
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
