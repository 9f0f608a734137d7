package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/serve"
)

// Credentials is what this file needs of the account domain.
type Credentials interface {
	Sessions(ctx context.Context, who authz.Actor, current string) ([]account.Open, error)
	EndSession(ctx context.Context, who authz.Actor, current, id string) error
	Prove(ctx context.Context, who authz.Actor, current string, p account.Proof, from account.From) error
	Methods(ctx context.Context, who authz.Actor) (account.Methods, error)
	AskPasskey(ctx context.Context) (account.Begun, error)
	ByPasskey(ctx context.Context, ticket string, answer []byte, from account.From) (account.Session, error)
	AddPasskey(ctx context.Context, who authz.Actor) (account.Begun, error)
	MadePasskey(ctx context.Context, who authz.Actor, ticket, label string, answer []byte) (account.Passkey, error)
	RemovePasskey(ctx context.Context, who authz.Actor, id string) error
	EnrolTOTP(ctx context.Context, who authz.Actor) (account.Enrolment, error)
	ConfirmTOTP(ctx context.Context, who authz.Actor, code string) ([]string, error)
	RemoveTOTP(ctx context.Context, who authz.Actor) error
	ProviderName() (name, origin string)
	ToProvider(ctx context.Context) (account.Leaving, error)
	ByProvider(ctx context.Context, r account.Return, from account.From) (account.Session, error)
	LinkProvider(ctx context.Context, who authz.Actor) (account.Leaving, error)
	LinkedProvider(ctx context.Context, who authz.Actor, r account.Return, from account.From) error
	UnlinkProvider(ctx context.Context, who authz.Actor) error
}

// OpenSession is a browser that is signed in.
type OpenSession struct {
	ID      string    `json:"id" doc:"Names the session and opens nothing"`
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen" doc:"To the minute"`
	Expires time.Time `json:"expires"`
	Address string    `json:"address"`
	Agent   string    `json:"agent" doc:"What the browser says it is"`
	Current bool      `json:"current"`
}

// Methods is how the caller may enter.
type Methods struct {
	Password bool      `json:"password"`
	TOTP     bool      `json:"totp"`
	Recovery int       `json:"recovery" doc:"Recovery codes that are left"`
	Passkeys []Passkey `json:"passkeys"`
	Linked   []Linked  `json:"linked" doc:"Who the caller is at the provider; one at most"`
}

// Passkey is a WebAuthn credential.
type Passkey struct {
	ID      string     `json:"id"`
	Label   string     `json:"label"`
	Created time.Time  `json:"created"`
	Used    *time.Time `json:"used,omitempty"`
}

// Begun is the first half of a passkey's ceremony.
type Begun struct {
	Ticket  string `json:"ticket" doc:"Finishes it once, within five minutes"`
	Options raw    `json:"options" doc:"For the browser: publicKey of navigator.credentials (WebAuthn Level 3, JSON form)"`
}

// Enrolment is what goes into an authenticator app; shown once.
type Enrolment struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
	QR     []byte `json:"qr" doc:"The URI as PNG"`
}

// RecoveryCodes work once each; shown once.
type RecoveryCodes struct {
	Codes []string `json:"codes"`
}

type answerInput struct {
	Body struct {
		Ticket string `json:"ticket" maxLength:"100"`
		Answer raw    `json:"answer" doc:"The browser's PublicKeyCredential in JSON form"`
	}
}

type madePasskeyInput struct {
	Body struct {
		Ticket string `json:"ticket" maxLength:"100"`
		Label  string `json:"label" maxLength:"200"`
		Answer raw    `json:"answer"`
	}
}

type proofInput struct {
	Body struct {
		Password string `json:"password,omitempty" maxLength:"2000"`
		Code     string `json:"code,omitempty" maxLength:"40"`
		Ticket   string `json:"ticket,omitempty" maxLength:"100"`
		Answer   raw    `json:"answer,omitempty"`
	}
}

func (a *api) credentialRoutes() {
	cred := a.deps.Credentials
	everyone := serve.Public("opens a session only for a passkey that verifies")
	own := serve.SignedIn().NodeWide()
	post(a, "/session/passkey/begin", everyone, about{id: "askPasskey", summary: "Begin a sign-in by passkey"}, func(ctx context.Context, _ serve.Caller, _ *struct{ Empty }) (*body[Begun], error) {
		b, err := cred.AskPasskey(ctx)
		return reply(Begun{Ticket: b.Ticket, Options: b.Options}), err
	})
	post(a, "/session/passkey", everyone, about{id: "signInByPasskey", summary: "Sign in by passkey"}, func(ctx context.Context, c serve.Caller, in *answerInput) (*entered, error) {
		if _, err := c.SessionCookie("x", time.Time{}); err != nil {
			return nil, err // before the ticket is used up
		}
		s, err := cred.ByPasskey(ctx, in.Body.Ticket, in.Body.Answer, c.From())
		return a.enter(c, s, err)
	})
	post(a, "/session/proof", own, about{id: "prove", summary: "Prove once more to be the one who signed in", detail: "By the password (with the code of the second factor), or by a passkey begun with POST /session/passkey/begin."},
		func(ctx context.Context, c serve.Caller, in *proofInput) (*none, error) {
			b := in.Body
			return nil, cred.Prove(ctx, c.Actor, c.SessionSecret(), account.Proof{Password: b.Password, Code: b.Code, Ticket: b.Ticket, Answer: b.Answer}, c.From())
		})
	get(a, "/sessions", own, about{id: "listSessions", summary: "One's own open sessions"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[OpenSession]], error) {
		all, err := cred.Sessions(ctx, c.Actor, c.SessionSecret())
		out := list[OpenSession]{}
		for _, o := range all {
			out.Items = append(out.Items, OpenSession(o))
		}
		return reply(out), err
	})
	register(a, http.MethodDelete, "/sessions/{id}", own, about{id: "endSession", summary: "End one of one's own sessions; id others ends all but this one"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		id := in.ID
		if id == "others" {
			id = ""
		}
		return nil, cred.EndSession(ctx, c.Actor, c.SessionSecret(), id)
	})
	get(a, "/methods", own, about{id: "listMethods", summary: "How one may enter"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[Methods], error) {
		m, err := cred.Methods(ctx, c.Actor)
		out := Methods{Password: m.Password, TOTP: m.TOTP, Recovery: m.Recovery, Passkeys: []Passkey{}, Linked: []Linked{}}
		for _, l := range m.Linked {
			out.Linked = append(out.Linked, Linked(l))
		}
		for _, p := range m.Passkeys {
			out.Passkeys = append(out.Passkeys, passkeyOf(p))
		}
		return reply(out), err
	})
	a.passkeyRoutes(own.Fresh())
	a.totpRoutes(own.Fresh())
	a.providerRoutes(everyone, own)
}

func (a *api) passkeyRoutes(own serve.Rule) {
	cred := a.deps.Credentials
	post(a, "/methods/passkeys/begin", own, about{id: "addPasskey", summary: "Begin the making of a passkey"}, func(ctx context.Context, c serve.Caller, _ *struct{ Empty }) (*body[Begun], error) {
		b, err := cred.AddPasskey(ctx, c.Actor)
		return reply(Begun{Ticket: b.Ticket, Options: b.Options}), err
	})
	post(a, "/methods/passkeys", own, about{id: "madePasskey", summary: "Keep the passkey that was made"}, func(ctx context.Context, c serve.Caller, in *madePasskeyInput) (*body[Passkey], error) {
		p, err := cred.MadePasskey(ctx, c.Actor, in.Body.Ticket, in.Body.Label, in.Body.Answer)
		return reply(passkeyOf(p)), err
	})
	register(a, http.MethodDelete, "/methods/passkeys/{id}", own, about{id: "removePasskey", summary: "Remove a passkey"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return nil, cred.RemovePasskey(ctx, c.Actor, in.ID)
	})
}

func (a *api) totpRoutes(own serve.Rule) {
	cred := a.deps.Credentials
	post(a, "/methods/totp", own, about{id: "enrolTOTP", summary: "Begin a second factor", detail: "It counts from the first right code on."}, func(ctx context.Context, c serve.Caller, _ *struct{ Empty }) (*body[Enrolment], error) {
		e, err := cred.EnrolTOTP(ctx, c.Actor)
		return reply(Enrolment(e)), err
	})
	post(a, "/methods/totp/confirm", own, about{id: "confirmTOTP", summary: "Switch the second factor on by its first code"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Code string `json:"code" maxLength:"40"`
		}
	}) (*body[RecoveryCodes], error) {
		codes, err := cred.ConfirmTOTP(ctx, c.Actor, in.Body.Code)
		return reply(RecoveryCodes{Codes: codes}), err
	})
	register(a, http.MethodDelete, "/methods/totp", own, about{id: "removeTOTP", summary: "Remove the second factor"}, func(ctx context.Context, c serve.Caller, _ *none) (*none, error) {
		return nil, cred.RemoveTOTP(ctx, c.Actor)
	})
}

func passkeyOf(p account.Passkey) Passkey {
	return Passkey{ID: p.ID, Label: p.Label, Created: p.Created, Used: moment(p.Used)}
}
