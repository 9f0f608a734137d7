package serve

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Options are what a router needs.
type Options struct {
	Auth      Authenticator // required where any rule is SignedIn or May
	Log       *slog.Logger  // required
	BehindTLS bool          // a proxy on this machine ends TLS in front of the router
	// Home is the one realm that this router answers in; "" is the live realm.
	Home ids.Realm
	// Realms gives what answers in another realm, or nil where none is open; nil
	// means that there is no other.
	Realms func(realm ids.Realm) http.Handler
	// Observe hears of every answer, for figures; nil means nobody does. The
	// route is a pattern of this router, or "" where none matched.
	Observe func(route string, status int, took time.Duration)
	// Peer gives the node behind a mutual TLS connection; required where any
	// rule is Peers.
	Peer func(r *http.Request) (ids.Party, error)
}

// Handler answers a request that its route's rule let through. An error that
// it returns becomes the answer, as long as nothing was written.
type Handler func(w http.ResponseWriter, r *http.Request, c Caller) error

// Router is the node's one mux.
type Router struct {
	opt     Options
	mux     *http.ServeMux
	routes  []Route
	heads   map[string]bool // first segments of paths that are no pages
	console *console
	once    sync.Once
	closing chan struct{}
}

// Route is one line of the list of all routes.
type Route struct {
	Pattern string
	Rule    Rule
}

// NewRouter gives a router that answers GET /problems/{kind} and nothing else.
func NewRouter(opt Options) *Router {
	rt := &Router{opt: opt, mux: http.NewServeMux(), heads: map[string]bool{}, closing: make(chan struct{})}
	rt.Handle("GET /problems/{kind}", Public("fixed sentences that explain kinds of problems"), explainProblem)
	return rt
}

// Handle adds a route. The pattern is net/http's and must name one method. It
// panics when the rule is missing: such a program does not start.
func (rt *Router) Handle(pattern string, rule Rule, h Handler) {
	method, rest, ok := strings.Cut(pattern, " ")
	if !ok || method == "" || method != strings.ToUpper(method) || !strings.HasPrefix(rest, "/") {
		panic(fmt.Sprintf("serve: route %q must name a method and a path", pattern))
	}
	switch {
	case rule.access == undeclared:
		panic(fmt.Sprintf("serve: route %q declares no rule", pattern))
	case (rule.access == signedIn || rule.access == permitted) && rt.opt.Auth == nil:
		panic(fmt.Sprintf("serve: route %q needs an authenticator", pattern))
	case rule.access == peers && rt.opt.Peer == nil:
		panic(fmt.Sprintf("serve: route %q needs to know peers", pattern))
	}
	if rule.problem == nil {
		rule.problem = WriteProblem
	}
	head, _, _ := strings.Cut(rest[1:], "/")
	rt.heads[head] = true
	rt.mux.Handle(pattern, &route{Route: Route{pattern, rule}, router: rt, handle: h})
	rt.routes = append(rt.routes, Route{pattern, rule})
}

// Routes lists all routes with their rules, in the order in which they were
// added.
func (rt *Router) Routes() []Route { return slices.Clone(rt.routes) }

// Closing is closed when the server stops: streams end then.
func (rt *Router) Closing() <-chan struct{} { return rt.closing }

// Close ends streams. The server calls it when it begins to stop.
func (rt *Router) Close() { rt.once.Do(func() { close(rt.closing) }) }

// ServeHTTP implements http.Handler.
func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if there := rt.elsewhere(r); there != nil {
		there.ServeHTTP(w, r)
		return
	}
	a := rt.begin(w, r)
	defer a.end()
	secure(a.Header(), r.TLS != nil || rt.opt.BehindTLS)
	a.Header().Set("Request-Id", a.id)
	if err := rt.admit(a, r); err != nil {
		a.fail(err, WriteProblem)
		return
	}
	h, _ := rt.mux.Handler(r)
	found, ok := h.(*route)
	if !ok {
		rt.unrouted(a, r, h)
		return
	}
	a.route = found.Pattern
	rt.mux.ServeHTTP(a, r) // finds the same route again and fills in the path's values
}

// elsewhere gives what answers a request that names another realm, where there is
// one. What concerns the node and no realm is answered here, whatever is named.
func (rt *Router) elsewhere(r *http.Request) http.Handler {
	if rt.opt.Realms == nil || len(r.Header[RealmHeader]) == 0 && !strings.Contains(r.URL.RawQuery, realmQuery+"=") {
		return nil
	}
	h, _ := rt.mux.Handler(r)
	found, ok := h.(*route)
	if !ok || found.Rule.nodeWide {
		return nil
	}
	realm, err := realmOf(r)
	if err != nil || realm == ids.Live {
		return nil
	}
	return rt.opt.Realms(realm)
}

// admit refuses requests that no route should see.
func (rt *Router) admit(a *answer, r *http.Request) error {
	if twoLengths(r) {
		return errs.New(errs.Invalid, "the request states two lengths of its body")
	}
	if len(r.TransferEncoding) > 0 {
		// A front server may have seen another end of this body: nothing that
		// follows on this connection can be trusted to be a request.
		a.Header().Set("Connection", "close")
	}
	if p := r.URL.Path; p == "" || p[0] != '/' || p != path.Clean(p) && p != path.Clean(p)+"/" || strings.ContainsAny(p, "\\\x00") {
		return errs.New(errs.NotFound, "there is nothing at this address")
	}
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		return errs.New(errs.Invalid, "the query is not well formed")
	}
	if r.TLS == nil && !rt.opt.BehindTLS && local(r) && !localName(r.Host) {
		// A page elsewhere may have had its own name resolved to this machine.
		return withStatus(errs.Denied, http.StatusMisdirectedRequest, "open this node by its loopback address or localhost")
	}
	return nil
}

// localName tells whether a Host names this machine's loopback.
func localName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return strings.EqualFold(name, "localhost") || err == nil && ip.Unmap().IsLoopback()
}

// unrouted answers what no route matches: a page of the console, a method that
// the path does not have, or nothing. No redirect is ever given.
func (rt *Router) unrouted(a *answer, r *http.Request, h http.Handler) {
	probe := &verdict{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		allow := probe.header.Get("Allow")
		a.Header().Set("Allow", allow)
		a.fail(withStatus(errs.Unsupported, http.StatusMethodNotAllowed, "this address answers to "+allow+" only"), WriteProblem)
		return
	}
	head, _, _ := strings.Cut(r.URL.Path[1:], "/")
	if rt.console != nil && !unsafe(r.Method) && r.Method != http.MethodOptions && !rt.heads[head] {
		a.route = consolePattern
		if err := rt.console.serve(a, r); err != nil {
			a.fail(err, WriteProblem)
		}
		return
	}
	a.fail(errs.New(errs.NotFound, "there is nothing at this address"), WriteProblem)
}

// verdict takes what the mux itself would answer, without sending it.
type verdict struct {
	header http.Header
	status int
}

func (v *verdict) Header() http.Header         { return v.header }
func (v *verdict) Write(b []byte) (int, error) { return len(b), nil }
func (v *verdict) WriteHeader(status int)      { v.status = status }

// route applies its rule and then its handler.
type route struct {
	Route
	router *Router
	handle Handler
}

// ServeHTTP implements http.Handler; w is always the router's answer.
func (x *route) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := w.(*answer)
	c, err := x.router.identify(r, x.Rule)
	c.Request = a.id
	a.who = c.Actor
	if err == nil {
		err = checkBody(a, r, x.Rule)
	}
	if err != nil {
		if ProblemOf(err).Status == http.StatusUnauthorized {
			a.Header().Set("WWW-Authenticate", x.challengeText())
		}
		a.fail(err, x.Rule.problem)
		return
	}
	if x.Rule.slow {
		a.slow()
	}
	if q := r.URL.Query(); q.Has(realmQuery) {
		q.Del(realmQuery)
		r = r.Clone(r.Context())
		r.URL.RawQuery = q.Encode()
	}
	a.taken = true
	if err := x.handle(a, r, c); err != nil {
		a.fail(err, x.Rule.problem)
	}
}

func (x *route) challengeText() string {
	if x.Rule.challenge != "" {
		return x.Rule.challenge
	}
	return "Bearer"
}
