package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/account"
	"entente/internal/serve"
)

// Linked is who a user is at the node's OpenID provider.
type Linked struct {
	Issuer  string    `json:"issuer"`
	Name    string    `json:"name" doc:"As the provider gave it when it was linked"`
	Created time.Time `json:"created"`
}

// Ways is what the sign-in page offers beside password and passkey.
type Ways struct {
	Provider string `json:"provider,omitempty" doc:"Name of the OpenID provider; absent without one"`
	Origin   string `json:"origin,omitempty" doc:"The console's address, to which the provider sends browsers back"`
}

// Leaving is the first half of a way over the provider.
type Leaving struct {
	Address string `json:"address" doc:"Where the browser goes (OpenID Connect Core 1.0, section 3.1.2.1)"`
	Ticket  string `json:"ticket" doc:"Finishes it once, within five minutes; the tab keeps it"`
}

type returnInput struct {
	Body struct {
		Ticket string `json:"ticket" maxLength:"100"`
		State  string `json:"state" maxLength:"200" doc:"As the provider sent it back"`
		Code   string `json:"code" maxLength:"4000" doc:"The authorization code"`
	}
}

func (in returnInput) back() account.Return {
	return account.Return{Ticket: in.Body.Ticket, State: in.Body.State, Code: in.Body.Code}
}

func (a *api) providerRoutes(everyone, own serve.Rule) {
	cred := a.deps.Credentials
	get(a, "/session/ways", everyone, about{id: "listWays", summary: "Ways to sign in, for the page that offers them"}, func(context.Context, serve.Caller, *none) (*body[Ways], error) {
		name, origin := cred.ProviderName()
		return reply(Ways{Provider: name, Origin: origin}), nil
	})
	post(a, "/session/provider/begin", everyone, about{id: "toProvider", summary: "Begin a sign-in by the OpenID provider"}, func(ctx context.Context, _ serve.Caller, _ *struct{ Empty }) (*body[Leaving], error) {
		l, err := cred.ToProvider(ctx)
		return reply(Leaving(l)), err
	})
	post(a, "/session/provider", everyone, about{id: "signInByProvider", summary: "Sign in by what the OpenID provider sent back"}, func(ctx context.Context, c serve.Caller, in *returnInput) (*entered, error) {
		if _, err := c.SessionCookie("x", time.Time{}); err != nil {
			return nil, err // before the ticket is used up
		}
		s, err := cred.ByProvider(ctx, in.back(), c.From())
		return a.enter(c, s, err)
	})
	post(a, "/methods/provider/begin", own.Fresh(), about{id: "linkProvider", summary: "Begin to link one's account to the OpenID provider"}, func(ctx context.Context, c serve.Caller, _ *struct{ Empty }) (*body[Leaving], error) {
		l, err := cred.LinkProvider(ctx, c.Actor)
		return reply(Leaving(l)), err
	})
	post(a, "/methods/provider", own, about{id: "linkedProvider", summary: "Link one's account to who one is at the OpenID provider"}, func(ctx context.Context, c serve.Caller, in *returnInput) (*none, error) {
		return nil, cred.LinkedProvider(ctx, c.Actor, in.back(), c.From())
	})
	register(a, http.MethodDelete, "/methods/provider", own.Fresh(), about{id: "unlinkProvider", summary: "Unlink one's account from the OpenID provider"}, func(ctx context.Context, c serve.Caller, _ *none) (*none, error) {
		return nil, cred.UnlinkProvider(ctx, c.Actor)
	})
}
