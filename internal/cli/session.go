package cli

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"entente/internal/base/errs"
)

// openSession signs in as a browser would and gives a client that keeps the
// session's cookie; a token cannot make tokens. path is that of a one-time
// set-up link, or anything else for a plain sign-in.
func openSession(ctx context.Context, c *client, path, user, password, code string) (*client, error) {
	session := *c
	h := *c.http
	h.Jar = &jar{}
	h.Transport = sameOrigin{next: c.http.Transport, origin: c.base}
	session.http = &h
	if secret, ok := strings.CutPrefix(path, "/setup/"); ok {
		return &session, session.post(ctx, "/api/v1/setup/"+url.PathEscape(secret), map[string]string{"user": user, "display": user, "password": password}, nil)
	}
	body := map[string]string{"user": user, "password": password}
	if code != "" {
		body["code"] = code
	}
	return &session, session.post(ctx, "/api/v1/session", body, nil)
}

// signIn asks for the password, and for the code where the account has a second
// factor and none was given.
func (e *env) signIn(c *client, path, user, code string) (*client, error) {
	password, err := e.askSecret("Password of " + user + ": ")
	if err != nil {
		return nil, err
	}
	session, err := openSession(e.ctx, c, path, user, password, code)
	if !errs.Is(err, errs.SecondFactor) {
		return session, err
	}
	if code, err = e.ask("Code of the second factor: "); err != nil {
		return nil, err
	}
	return openSession(e.ctx, c, path, user, password, code)
}

// sameOrigin says where the request comes from, as a page of the node would.
type sameOrigin struct {
	next   http.RoundTripper
	origin string
}

func (s sameOrigin) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Origin", s.origin)
	next := s.next
	if next == nil {
		return nil, errs.New(errs.Internal, "no transport")
	}
	return next.RoundTrip(r)
}

// jar keeps the cookies of one host for one command. Unlike the standard one it
// gives a __Host- cookie back on the connection that set it.
type jar struct {
	cookies []*http.Cookie
}

// SetCookies implements http.CookieJar.
func (j *jar) SetCookies(_ *url.URL, cookies []*http.Cookie) { j.cookies = cookies }

// Cookies implements http.CookieJar.
func (j *jar) Cookies(*url.URL) []*http.Cookie { return j.cookies }
