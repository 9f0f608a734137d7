package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/pquerna/otp/totp"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
)

const (
	origin = "https://node.example.org"
	client = "entente-cze"
	secret = "a secret of the client"
	good   = "correct horse battery"
)

// bent lets a test change what the provider answers on its way to the node.
type bent struct {
	sync.Mutex
	token func(claims map[string]any) (idToken string)
	down  bool
}

// house is a node's accounts beside a running provider.
type house struct {
	*testing.T
	s        *account.Service
	provider Provider
	url      string
	bent     *bent
	clock    *clock.Fixed
	admin    authz.Actor
}

func each(t *testing.T, f func(h *house)) {
	t.Helper()
	t.Parallel()
	now := time.Now().Truncate(time.Second)
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(now) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		h := &house{T: t, bent: &bent{}, clock: c.(*clock.Fixed)}
		var inner http.Handler
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.answer(inner, w, r) }))
		t.Cleanup(server.Close)
		h.url = server.URL
		h.provider = New(server.URL, client, secret, origin+account.Back)
		inner = h.provider
		out := &dial.Dialer{Policy: dial.Policy{Loopback: true}}
		h.s = account.New(d, journal.New(), account.Config{Party: "CZE", Params: account.Params{Time: 1, Memory: 64, Threads: 1}, Origin: origin,
			Provider: &account.Provider{Issuer: server.URL, ClientID: client, ClientSecret: secret, Name: "National login", Client: out.HTTPClient(nil)}})
		link, err := h.s.FirstLink(context.Background(), authz.System("CZE", "init", authz.SystemBootstrap))
		h.must(err)
		sess, err := h.s.Setup(context.Background(), account.SetUp{Secret: link.Secret, Name: "root", Display: "Root", Password: good})
		h.must(err)
		h.admin = h.actor(sess)
		f(h)
	})
}

// answer passes the provider's answers on, the token's through the bend.
func (h *house) answer(inner http.Handler, w http.ResponseWriter, r *http.Request) {
	h.bent.Lock()
	bend, down := h.bent.token, h.bent.down
	h.bent.Unlock()
	if down {
		http.Error(w, "down", http.StatusBadGateway)
		return
	}
	if bend == nil || r.URL.Path != "/oauth/token" {
		inner.ServeHTTP(w, r)
		return
	}
	rec := httptest.NewRecorder()
	inner.ServeHTTP(rec, r)
	var tokens map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &tokens); err != nil {
		h.Errorf("the provider's answer: %v", err)
	}
	payload, _ := base64.RawURLEncoding.DecodeString(strings.Split(tokens["id_token"].(string), ".")[1])
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		h.Errorf("the provider's token: %v", err)
	}
	tokens["id_token"] = bend(claims)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(tokens)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) actor(sess account.Session) authz.Actor {
	id, err := h.s.Authenticate(context.Background(), account.Credentials{Session: sess.Secret, Via: "page"})
	h.must(err)
	return id.Actor
}

// hire makes a person and signs them in by password.
func (h *house) hire(name string, roles ...authz.Role) authz.Actor {
	h.Helper()
	_, _, err := h.s.CreateUser(context.Background(), h.admin, account.NewUser{Name: name, Roles: roles, Password: good})
	h.must(err)
	sess, err := h.s.SignIn(context.Background(), account.Attempt{Name: name, Password: good})
	h.must(err)
	return h.actor(sess)
}

// signed is a token with these claims under the provider's own key.
func (h *house) signed(claims map[string]any) string {
	key, err := h.provider.Store.SigningKey(context.Background())
	h.must(err)
	return h.signedBy(jose.RS256, key.Key(), claims)
}

func (h *house) signedBy(alg jose.SignatureAlgorithm, with any, claims map[string]any) string {
	key, err := h.provider.Store.SigningKey(context.Background())
	h.must(err)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: with}, (&jose.SignerOptions{}).WithHeader("kid", key.ID()))
	h.must(err)
	b, err := json.Marshal(claims)
	h.must(err)
	token, err := signer.Sign(b)
	h.must(err)
	text, err := token.CompactSerialize()
	h.must(err)
	return text
}

// bend changes what the provider's tokens say from now on; nil ends that.
func (h *house) bend(token func(claims map[string]any) string) {
	h.bent.Lock()
	defer h.bent.Unlock()
	h.bent.token = token
}

// visit goes to the provider as a browser does, signs in there, and gives what
// the provider sends back to the console.
func (h *house) visit(l account.Leaving, user string) account.Return {
	h.Helper()
	var back *url.URL
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), origin) {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(l.Address)
	h.must(err)
	_ = page.Body.Close()
	form := url.Values{"username": {user}, "password": {Password}, "id": {page.Request.URL.Query().Get("authRequestID")}}
	done, err := browser.PostForm(h.url+"/login/username", form)
	h.must(err)
	text, _ := io.ReadAll(done.Body)
	_ = done.Body.Close()
	if back == nil || back.Path != account.Back {
		h.Fatalf("the provider sent the browser to %v: %s", back, text)
	}
	return account.Return{Ticket: l.Ticket, State: back.Query().Get("state"), Code: back.Query().Get("code")}
}

func (h *house) enter(user string) (account.Session, error) {
	h.Helper()
	l, err := h.s.ToProvider(context.Background())
	h.must(err)
	return h.s.ByProvider(context.Background(), h.visit(l, user), account.From{Address: "192.0.2.7"})
}

func (h *house) link(who authz.Actor, user string) error {
	h.Helper()
	l, err := h.s.LinkProvider(context.Background(), who)
	h.must(err)
	return h.s.LinkedProvider(context.Background(), who, h.visit(l, user), account.From{})
}

func (h *house) wantKind(err error, kind errs.Kind, what string) {
	h.Helper()
	if !errs.Is(err, kind) {
		h.Errorf("%s: got %v (%s), want %s", what, err, errs.KindOf(err), kind)
	}
}

func TestAPersonEntersByTheProvider(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		_, err := h.enter(Eva)
		h.wantKind(err, errs.Unauthenticated, "an identity that nobody linked")
		eva := h.hire("eva", authz.Duty)
		h.must(h.link(eva, Eva))
		sess, err := h.enter(Eva)
		h.must(err)
		if sess.User.Name != "eva" {
			t.Errorf("entered as %s", sess.User.Name)
		}
		id, err := h.s.Authenticate(ctx, account.Credentials{Session: sess.Secret, Via: "page"})
		h.must(err)
		if !id.Fresh {
			t.Error("a proof made just now at the provider counts for grave acts")
		}
		m, err := h.s.Methods(ctx, eva)
		h.must(err)
		if len(m.Linked) != 1 || m.Linked[0].Issuer != h.url || m.Linked[0].Name != "Eva Nováková" {
			t.Errorf("linked: %+v", m.Linked)
		}

		jan := h.hire("jan", authz.Duty)
		h.wantKind(h.link(jan, Eva), errs.Conflict, "an identity of another account")
		h.wantKind(h.link(eva, Jan), errs.Conflict, "a second identity of one account")
		h.must(h.s.UnlinkProvider(ctx, eva))
		_, err = h.enter(Eva)
		h.wantKind(err, errs.Unauthenticated, "an identity that was unlinked")
		h.wantKind(h.s.UnlinkProvider(ctx, eva), errs.NotFound, "unlinking twice")

		h.must(h.link(eva, Eva))
		yes := true
		_, err = h.s.ChangeUser(ctx, h.admin, eva.Person, account.Change{Disabled: &yes})
		h.must(err)
		_, err = h.enter(Eva)
		h.wantKind(err, errs.Unauthenticated, "a disabled account")
	})
}

// TestWhatComesBackMustBeWhatWasAskedFor has the ways in which an answer of a
// provider is not the answer to this question (SECURITY C, OpenID Connect Core
// 1.0, section 3.1.3.7, RFC 8725).
func TestWhatComesBackMustBeWhatWasAskedFor(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		eva := h.hire("eva", authz.Duty)
		h.must(h.link(eva, Eva))
		changed := func(name string, value any) func(map[string]any) string {
			return func(c map[string]any) string {
				c[name] = value
				return h.signed(c)
			}
		}
		for what, bend := range map[string]func(map[string]any) string{
			"a token for another client": changed("aud", []string{"somebody-else"}),
			"one authorised for another": changed("azp", "somebody-else"),
			"several audiences, none named": func(c map[string]any) string {
				delete(c, "azp")
				c["aud"] = []string{client, "b"}
				return h.signed(c)
			},
			"a token of another issuer": changed("iss", "https://elsewhere.example"),
			"an expired token":          changed("exp", time.Now().Add(-time.Minute).Unix()),
			"another sign-in's nonce":   changed("nonce", "something else"),
			"no nonce":                  func(c map[string]any) string { delete(c, "nonce"); return h.signed(c) },
			"nobody":                    changed("sub", ""),
			"a token without a signature": func(c map[string]any) string {
				b, _ := json.Marshal(c)
				return "eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString(b) + "."
			},
			"one signed with the shared secret": func(c map[string]any) string { return h.signedBy(jose.HS256, []byte(secret+secret), c) },
			"no token":                          func(map[string]any) string { return "" },
		} {
			h.bend(bend)
			_, err := h.enter(Eva)
			h.wantKind(err, errs.Unauthenticated, what)
		}
		h.bend(changed("name", "Eva\u202eavonákovoN"))
		_, err := h.enter(Eva)
		h.must(err)
		h.bend(nil)

		l, err := h.s.ToProvider(ctx)
		h.must(err)
		r := h.visit(l, Eva)
		r.State = "another"
		_, err = h.s.ByProvider(ctx, r, account.From{})
		h.wantKind(err, errs.Denied, "another state")
		r = h.visit(mustLeave(h), Eva)
		_, err = h.s.ByProvider(ctx, r, account.From{})
		h.must(err)
		_, err = h.s.ByProvider(ctx, r, account.From{})
		h.wantKind(err, errs.Conflict, "the same answer again")
		mine, others := h.visit(mustLeave(h), Eva), h.visit(mustLeave(h), Eva)
		mine.Code = others.Code
		_, err = h.s.ByProvider(ctx, mine, account.From{})
		h.wantKind(err, errs.Unauthenticated, "another browser's code: its verifier (RFC 7636) is not ours")
		_, err = h.s.ByProvider(ctx, account.Return{Ticket: others.Ticket + "x", State: others.State, Code: others.Code}, account.From{})
		h.wantKind(err, errs.Conflict, "a ticket that nobody has")
		jan := h.hire("jan", authz.Duty)
		l, err = h.s.LinkProvider(ctx, eva)
		h.must(err)
		h.wantKind(h.s.LinkedProvider(ctx, jan, h.visit(l, Jan), account.From{}), errs.Conflict, "another person's ticket for linking")
		l, err = h.s.LinkProvider(ctx, jan)
		h.must(err)
		_, err = h.s.ByProvider(ctx, h.visit(l, Jan), account.From{})
		h.wantKind(err, errs.Conflict, "a ticket for linking used to enter")
		slow := h.visit(mustLeave(h), Eva)
		h.clock.Advance(6 * time.Minute)
		_, err = h.s.ByProvider(ctx, slow, account.From{})
		h.wantKind(err, errs.Conflict, "too late")
	})
}

func mustLeave(h *house) account.Leaving {
	h.Helper()
	l, err := h.s.ToProvider(context.Background())
	h.must(err)
	return l
}

func TestAnOldProofAtTheProviderSignsNothing(t *testing.T) {
	each(t, func(h *house) {
		eva := h.hire("eva", authz.Director)
		h.must(h.link(eva, Eva))
		for what, at := range map[string]any{"an hour old": time.Now().Add(-time.Hour).Unix(), "not told": nil, "in the future": time.Now().Add(time.Hour).Unix()} {
			h.bend(func(c map[string]any) string {
				c["auth_time"] = at
				if at == nil {
					delete(c, "auth_time")
				}
				return h.signed(c)
			})
			sess, err := h.enter(Eva)
			h.must(err)
			id, err := h.s.Authenticate(context.Background(), account.Credentials{Session: sess.Secret, Via: "page"})
			h.must(err)
			if id.Fresh {
				t.Errorf("a proof that is %s counts as fresh", what)
			}
		}
	})
}

func TestASilentProviderStopsNobodyElse(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		h.bent.down = true
		_, err := h.s.ToProvider(ctx)
		h.wantKind(err, errs.Busy, "a provider that is down")
		h.hire("eva", authz.Duty) // by password, as ever
		h.bent.Lock()
		h.bent.down = false
		h.bent.Unlock()
		_, err = h.s.ToProvider(ctx)
		h.wantKind(err, errs.Busy, "it is not asked again at once")
		h.clock.Advance(11 * time.Second)
		_, err = h.s.ToProvider(ctx)
		h.must(err)
		if name, from := h.s.ProviderName(); name != "National login" || from != origin {
			t.Errorf("%q at %q", name, from)
		}
	})
}

func TestASecondFactorIsAskedForByWhoeverOpensTheDoor(t *testing.T) {
	each(t, func(h *house) {
		ctx := context.Background()
		eva := h.hire("eva", authz.Duty)
		h.must(h.link(eva, Eva))
		e, err := h.s.EnrolTOTP(ctx, eva)
		h.must(err)
		code, err := totp.GenerateCode(e.Secret, h.clock.Now())
		h.must(err)
		_, err = h.s.ConfirmTOTP(ctx, eva, code)
		h.must(err)
		_, err = h.enter(Eva)
		h.wantKind(err, errs.Unauthenticated, "a provider that asked for a password alone")
		h.bend(func(c map[string]any) string {
			c["amr"] = []string{"pwd", "otp", "mfa"}
			return h.signed(c)
		})
		_, err = h.enter(Eva)
		h.must(err)
	})
}
