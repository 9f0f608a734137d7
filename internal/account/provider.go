package account

import (
	"context"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"entente/internal/base/errs"
)

// Provider is an OpenID provider by which people may enter (OpenID Connect
// Core 1.0, authorization code flow). Nobody gets an account by it: its owner
// links an account to it.
type Provider struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Name         string       // as people know it
	Client       *http.Client // the one way out
}

// Back is the page of the console to which the provider sends the browser.
// It is the page, and not the API, that brings the code to the node: so the
// session's cookie stays SameSite=Strict, and what another site makes a browser
// open leads nowhere, since only the tab that began holds the ticket.
const Back = "/sign-in/provider"

const (
	providerTimeout = 15 * time.Second
	providerLife    = time.Hour        // then its description is read anew
	clockSlack      = time.Minute      // by which the provider's clock may be ahead
	providerRest    = 10 * time.Second // after a failure, so that strangers cannot make this node call it without end
)

// signing are the algorithms by which a provider may sign; "none" and those
// with a shared secret are not among them (RFC 8725, section 3.1).
var signing = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// way is what is kept of a person who is at the provider.
type way struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// known is who came back from the provider.
type known struct {
	issuer, subject, name string
	proved                time.Time // when the person proved it there; zero when that was not said
	second                bool      // by more than one factor (RFC 8176: mfa)
}

// door is the provider as far as it is known: a node starts also when its
// provider does not answer, and finds it when somebody asks.
type door struct {
	Provider
	mu     sync.Mutex
	found  *oidc.Provider
	at     time.Time
	failed time.Time
}

func (d *door) silent() error {
	return errs.New(errs.Busy, "the provider %s does not answer; sign in another way", d.Name)
}

func (d *door) refused() error {
	return errs.New(errs.Unauthenticated, "the provider %s did not confirm who you are; begin again", d.Name)
}

func (d *door) discover(ctx context.Context, now time.Time) (*oidc.Provider, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.found != nil && now.Sub(d.at) < providerLife:
		return d.found, nil
	case now.Sub(d.failed) < providerRest:
		return nil, d.silent()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), providerTimeout)
	defer cancel()
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, d.Client), d.Issuer)
	if err != nil {
		d.failed = now
		return nil, d.silent()
	}
	d.found, d.at = found, now
	return found, nil
}

func (d *door) config(found *oidc.Provider, origin string) oauth2.Config {
	return oauth2.Config{ClientID: d.ClientID, ClientSecret: d.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: origin + Back, Scopes: []string{oidc.ScopeOpenID, "profile"}}
}

// address is where the browser goes.
func (d *door) address(found *oidc.Provider, origin string, w way) string {
	config := d.config(found, origin)
	return config.AuthCodeURL(w.State, oidc.Nonce(w.Nonce), oauth2.S256ChallengeOption(w.Verifier))
}

// redeem exchanges the code and verifies what comes for it (OpenID Connect Core
// 1.0, section 3.1.3.7): signature, issuer, audience, authorised party, expiry,
// nonce.
func (d *door) redeem(ctx context.Context, now time.Time, origin string, w way, state, code string) (k known, err error) {
	if subtle.ConstantTimeCompare([]byte(state), []byte(w.State)) != 1 {
		return k, errs.New(errs.Denied, "the provider's answer belongs to another sign-in; begin again")
	}
	found, err := d.discover(ctx, now)
	if err != nil {
		return k, err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, d.Client), providerTimeout)
	defer cancel()
	config := d.config(found, origin)
	tokens, err := config.Exchange(ctx, code, oauth2.VerifierOption(w.Verifier))
	if err != nil {
		return k, d.refused()
	}
	raw, _ := tokens.Extra("id_token").(string) // absent: it does not verify
	token, err := found.VerifierContext(ctx, &oidc.Config{ClientID: d.ClientID, SupportedSigningAlgs: signing, Now: func() time.Time { return now }}).Verify(ctx, raw)
	if err != nil || token.Subject == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(w.Nonce)) != 1 {
		return k, d.refused()
	}
	var claims struct {
		Party    string   `json:"azp"`
		AuthTime int64    `json:"auth_time"`
		Methods  []string `json:"amr"`
		Name     string   `json:"name"`
		Username string   `json:"preferred_username"`
	}
	if err := token.Claims(&claims); err != nil || claims.Party != "" && claims.Party != d.ClientID || len(token.Audience) > 1 && claims.Party == "" {
		return k, d.refused()
	}
	if claims.Name == "" {
		// Many providers tell names at their userinfo endpoint only (section 5.3).
		// A name is shown to its owner and decides nothing.
		if info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(tokens)); err == nil && info.Subject == token.Subject {
			_ = info.Claims(&claims)
		}
	}
	k = known{issuer: token.Issuer, subject: token.Subject, name: label(claims.Name, claims.Username, token.Subject), second: slices.Contains(claims.Methods, "mfa")}
	if at := time.Unix(claims.AuthTime, 0); claims.AuthTime > 0 && at.Sub(now) < clockSlack {
		k.proved = at
		if at.After(now) {
			k.proved = now
		}
	}
	return k, nil
}

// label is how an identity is shown to its owner.
func label(names ...string) string {
	for _, n := range names {
		if n, err := parseDisplay(strings.TrimSpace(n), ""); err == nil && n != "" {
			return n
		}
	}
	return ""
}
