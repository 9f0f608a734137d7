package serve

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Authenticator knows who is behind credentials.
type Authenticator interface {
	// Authenticate answers errs.Unauthenticated for whatever is not valid now.
	Authenticate(ctx context.Context, c account.Credentials) (account.Identity, error)
}

// Caller is who makes a request. On a public route nobody is identified and
// Actor may do nothing.
type Caller struct {
	account.Identity
	Realm   ids.Realm // "" on routes that concern no realm
	Peer    ids.Party // the other node, on routes for peers
	Address string    // remote IP address
	Agent   string    // what the program says it is; believed for nothing
	Request string    // the request's number

	credentials account.Credentials
	cookie      cookieForm
}

// Viewer is what reads of a store demand.
func (c Caller) Viewer() authz.Viewer { return c.Actor.In(c.Realm) }

// SessionSecret is the secret of the caller's session, or "".
func (c Caller) SessionSecret() string { return c.credentials.Session }

// From is where the request comes from, as sessions keep it.
func (c Caller) From() account.From { return account.From{Address: c.Address, Agent: c.Agent} }

// RealmHeader names the realm of a request; without it the realm is live.
const RealmHeader = "Entente-Realm"

// realmQuery is the header's name in a query; no route sees it.
const realmQuery = "entente-realm"

// cookieForm is how the session cookie looks for a request.
type cookieForm struct {
	name   string
	secure bool
	refuse bool
}

// cookieOf gives "__Host-entente" where the browser speaks TLS, and on plain
// HTTP over this machine's loopback "entente-PORT": browsers share cookies
// between the ports of a host, and several nodes may run on one machine. Over
// any other plain connection no session can be opened.
func cookieOf(r *http.Request, behindTLS bool) cookieForm {
	if r.TLS != nil || behindTLS {
		return cookieForm{name: "__Host-entente", secure: true}
	}
	name := "entente"
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		name += "-" + port
	}
	return cookieForm{name: name, refuse: !local(r)}
}

// local tells whether the connection ends on this machine's loopback.
func local(r *http.Request) bool {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	ap, err := netip.ParseAddrPort(addr.String())
	return err == nil && ap.Addr().Unmap().IsLoopback()
}

// SessionCookie gives the cookie that opens (or, with an empty secret, ends) a
// session in the caller's browser.
func (c Caller) SessionCookie(secret string, expires time.Time) (*http.Cookie, error) {
	if c.cookie.refuse {
		return nil, errs.New(errs.Denied, "sign in over TLS; a password and a session never cross a network in clear")
	}
	//nolint:gosec // Secure is off on this machine's loopback only, where there is no TLS
	k := &http.Cookie{Name: c.cookie.name, Value: secret, Path: "/", Secure: c.cookie.secure, HttpOnly: true, SameSite: http.SameSiteStrictMode, Expires: expires}
	if secret == "" {
		k.MaxAge = -1
	}
	return k, nil
}

// credentialsOf reads what the request brought. Two of a kind are refused:
// which one would count is a guess, and guesses are for attackers.
func credentialsOf(r *http.Request, form cookieForm) (c account.Credentials, err error) {
	none := errs.New(errs.Unauthenticated, "the credential has a form that is not understood; send a session cookie, a bearer token, or a user name with a token")
	auth := r.Header.Values("Authorization")
	if len(auth) > 1 {
		return c, none
	}
	if len(auth) == 1 {
		scheme, value, _ := strings.Cut(auth[0], " ")
		switch strings.ToLower(scheme) {
		case "bearer":
			c.Bearer = value
		case "basic":
			ok := false
			if c.Name, c.Password, ok = r.BasicAuth(); !ok || c.Name == "" || c.Password == "" {
				return c, none
			}
		default:
			return c, none
		}
		if c.Bearer == "" && c.Password == "" {
			return c, none
		}
	}
	switch all := r.CookiesNamed(form.name); {
	case len(all) > 1:
		return c, none
	case len(all) == 1:
		c.Session = all[0].Value
	}
	return c, nil
}

// remote is the address that the connection comes from. Forwarding headers are
// not believed: anybody can write them.
func remote(r *http.Request) string {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return ap.Addr().Unmap().WithZone("").String()
}
