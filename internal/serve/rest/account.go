package rest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/exercise"
	"entente/internal/serve"
)

// Accounts is what this file needs of the account domain.
type Accounts interface {
	SignIn(ctx context.Context, in account.Attempt) (account.Session, error)
	SignOut(ctx context.Context, who authz.Actor, secret string) error
	Resign(ctx context.Context, id account.Identity) error
	ChangePassword(ctx context.Context, who authz.Actor, old, password, code string, from account.From) (account.Session, error)
	OpenLink(ctx context.Context, secret string) (account.Link, error)
	Setup(ctx context.Context, in account.SetUp) (account.Session, error)
	ListUsers(ctx context.Context, who authz.Actor) ([]account.User, error)
	CreateUser(ctx context.Context, who authz.Actor, in account.NewUser) (account.User, account.Link, error)
	ChangeUser(ctx context.Context, who authz.Actor, id string, c account.Change) (account.User, error)
	ResetPassword(ctx context.Context, who authz.Actor, id string) (account.Link, error)
	ListTokens(ctx context.Context, who authz.Actor) ([]account.Token, error)
	CreateToken(ctx context.Context, who authz.Actor, in account.NewToken) (account.Token, string, error)
	RevokeToken(ctx context.Context, who authz.Actor, id string) error
}

// Me is who is signed in, where, and what that person may do.
type Me struct {
	User     MeUser      `json:"user"`
	Party    MeParty     `json:"party"`
	Realm    ids.Realm   `json:"realm"`
	Exercise *MeExercise `json:"exercise,omitempty" doc:"Which exercise the realm is, and as what one is in it; absent in the live realm"`
}

// MeExercise is what the signed-in user is in an exercise.
type MeExercise struct {
	Name  string        `json:"name"`
	Cell  exercise.Cell `json:"cell" doc:"Empty in a practice realm"`
	Team  string        `json:"team"`
	Leads bool          `json:"leads" doc:"Our party conducts it"`

	Course string `json:"course,omitempty" doc:"Of a practice realm: the course that it is for"`
}

// MeUser is the signed-in user.
type MeUser struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Display string       `json:"display"`
	Roles   []authz.Role `json:"roles"`
	Acts    []authz.Act  `json:"acts" doc:"All that this credential may do"`
	Ceiling string       `json:"ceiling,omitempty" doc:"Strictest TLP that may be read"`
}

// MeParty is the party that the node belongs to.
type MeParty struct {
	Code ids.Party `json:"code"`
	Name string    `json:"name"`
}

// User is a user as administrators see one.
type User struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Display  string       `json:"display"`
	Roles    []authz.Role `json:"roles"`
	Ceiling  string       `json:"ceiling,omitempty"`
	Disabled bool         `json:"disabled"`
	Entered  bool         `json:"entered" doc:"Has set a password"`
	Created  time.Time    `json:"created"`
	SetupURL string       `json:"setup_url,omitempty" doc:"Path of the one-time link, shown once"`
}

// Token is a token; its secret is in the answer that created it, and nowhere else.
type Token struct {
	ID      string            `json:"id"`
	Token   string            `json:"token,omitempty" doc:"The secret, shown once"`
	User    string            `json:"user" doc:"Name of the user that it acts for"`
	Label   string            `json:"label"`
	Kind    account.TokenKind `json:"kind" enum:"read-only,full"`
	Acts    []authz.Act       `json:"acts" doc:"The only acts it may do; none means all of its owner's"`
	Ceiling string            `json:"ceiling,omitempty"`
	Created time.Time         `json:"created"`
	Expires time.Time         `json:"expires"`
	Used    *time.Time        `json:"last_used,omitempty" doc:"To the minute"`
	Revoked *time.Time        `json:"revoked,omitempty"`
}

// entered is the answer that opens or ends a session.
type entered struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

type left struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

type signInInput struct {
	Body struct {
		User     string `json:"user" maxLength:"256"`
		Password string `json:"password" maxLength:"2000"`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"Of the second factor, where there is one"`
	}
}

type SecretPath struct {
	Token string `path:"token" maxLength:"100" doc:"The link's secret"`
}

type linkState struct {
	Valid   bool            `json:"valid"`
	Purpose account.Purpose `json:"purpose" enum:"first-admin,invite,reset"`
	Name    string          `json:"name,omitempty" doc:"The user it is for; absent for the first administrator"`
	Expires time.Time       `json:"expires"`
}

type setupInput struct {
	SecretPath
	Body struct {
		User     string `json:"user,omitempty" maxLength:"256" doc:"For the first administrator only"`
		Display  string `json:"display,omitempty" maxLength:"400" doc:"For the first administrator only"`
		Password string `json:"password" maxLength:"2000"`
	}
}

type passwordInput struct {
	Body struct {
		Old  string `json:"old" maxLength:"2000"`
		New  string `json:"new" maxLength:"2000"`
		Code string `json:"code,omitempty" maxLength:"40" doc:"Of the second factor, where there is one"`
	}
}

type newUserInput struct {
	Body struct {
		Name     string       `json:"name" maxLength:"256"`
		Display  string       `json:"display,omitempty" maxLength:"400"`
		Roles    []authz.Role `json:"roles" minItems:"1" maxItems:"10"`
		Ceiling  string       `json:"ceiling,omitempty" maxLength:"20" doc:"Strictest TLP that the user may read; required for a consumer"`
		Password string       `json:"password,omitempty" maxLength:"2000"`
		Invite   bool         `json:"invite,omitempty" doc:"Instead of a password: answer with a one-time link"`
	}
}

type changeUserInput struct {
	ByID
	Body struct {
		Display  *string       `json:"display,omitempty" maxLength:"400"`
		Roles    *[]authz.Role `json:"roles,omitempty" minItems:"1" maxItems:"10"`
		Ceiling  *string       `json:"ceiling,omitempty" maxLength:"20"`
		Disabled *bool         `json:"disabled,omitempty"`
	}
}

type newTokenInput struct {
	Body struct {
		Label   string            `json:"label" maxLength:"400"`
		Kind    account.TokenKind `json:"kind" enum:"read-only,full"`
		Acts    []authz.Act       `json:"acts,omitempty" maxItems:"50"`
		Ceiling string            `json:"ceiling,omitempty" maxLength:"20"`
		Days    int               `json:"expires_days" minimum:"1" maximum:"400"`
		User    string            `json:"user,omitempty" maxLength:"256" doc:"Whose token: id or name; absent means one's own"`
	}
}

func (a *api) accountRoutes() {
	acc := a.deps.Accounts
	everyone := serve.Public("opens a session only for a right name and password, and is throttled")
	linked := serve.Public("asks for a one-time secret of 256 random bits")
	own := serve.SignedIn()
	manage := serve.May(authz.UserManage).NodeWide()

	post(a, "/session", everyone, about{id: "signIn", summary: "Sign in"}, func(ctx context.Context, c serve.Caller, in *signInInput) (*entered, error) {
		if _, err := c.SessionCookie("x", time.Time{}); err != nil {
			return nil, err // before the password is looked at
		}
		s, err := acc.SignIn(ctx, account.Attempt{Name: in.Body.User, Password: in.Body.Password, Code: in.Body.Code, From: c.From()})
		return a.enter(c, s, err)
	})
	get(a, "/session", own, about{id: "whoAmI", summary: "Who is signed in"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[Me], error) {
		m := a.me(c)
		if a.deps.Entry != nil {
			x, member, err := a.deps.Entry(ctx, c.User.ID)
			if err != nil {
				return nil, err
			}
			m.Exercise = &MeExercise{Name: x.Name, Cell: member.Cell, Team: member.Team, Leads: x.Director == m.Party.Code}
			if x.Practice != nil {
				m.Exercise.Course = x.Practice.Course
			}
		}
		return reply(m), nil
	})
	register(a, http.MethodDelete, "/session", own.NodeWide(), about{id: "signOut", summary: "Sign out", detail: "Ends the session; with a token, ends the token."}, func(ctx context.Context, c serve.Caller, _ *none) (*left, error) {
		if c.Token != "" {
			return &left{}, acc.Resign(ctx, c.Identity)
		}
		k, err := c.SessionCookie("", time.Time{})
		if err != nil {
			return nil, err
		}
		return &left{SetCookie: *k}, acc.SignOut(ctx, c.Actor, c.SessionSecret())
	})
	post(a, "/session/password", own.NodeWide(), about{id: "changePassword", summary: "Change one's own password", detail: "Ends all sessions of the user and opens a new one."}, func(ctx context.Context, c serve.Caller, in *passwordInput) (*entered, error) {
		s, err := acc.ChangePassword(ctx, c.Actor, in.Body.Old, in.Body.New, in.Body.Code, c.From())
		return a.enter(c, s, err)
	})
	get(a, "/setup/{token}", linked, about{id: "openLink", summary: "What a one-time link is for"}, func(ctx context.Context, _ serve.Caller, in *SecretPath) (*body[linkState], error) {
		l, err := acc.OpenLink(ctx, in.Token)
		return reply(linkState{Valid: true, Purpose: l.Purpose, Name: l.Name, Expires: l.Expires}), err
	})
	post(a, "/setup/{token}", linked, about{id: "useLink", summary: "Set a password by a one-time link"}, func(ctx context.Context, c serve.Caller, in *setupInput) (*entered, error) {
		if _, err := c.SessionCookie("x", time.Time{}); err != nil {
			return nil, err // before the link is used up
		}
		s, err := acc.Setup(ctx, account.SetUp{Secret: in.Token, Name: in.Body.User, Display: in.Body.Display, Password: in.Body.Password, From: c.From()})
		return a.enter(c, s, err)
	})
	a.userRoutes(manage)
	a.tokenRoutes(own.NodeWide())
}

func (a *api) userRoutes(manage serve.Rule) {
	acc := a.deps.Accounts
	get(a, "/users", manage, about{id: "listUsers", summary: "All users"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[User]], error) {
		all, err := acc.ListUsers(ctx, c.Actor)
		out := list[User]{}
		for _, u := range all {
			out.Items = append(out.Items, userOf(u, account.Link{}))
		}
		return reply(out), err
	})
	post(a, "/users", manage.Fresh(), about{id: "createUser", summary: "Create a user"}, func(ctx context.Context, c serve.Caller, in *newUserInput) (*body[User], error) {
		b := in.Body
		u, l, err := acc.CreateUser(ctx, c.Actor, account.NewUser{Name: b.Name, Display: b.Display, Roles: b.Roles, Ceiling: b.Ceiling, Password: b.Password, Invite: b.Invite})
		return reply(userOf(u, l)), err
	})
	register(a, http.MethodPatch, "/users/{id}", manage.Fresh(), about{id: "changeUser", summary: "Change a user"}, func(ctx context.Context, c serve.Caller, in *changeUserInput) (*body[User], error) {
		b := in.Body
		u, err := acc.ChangeUser(ctx, c.Actor, in.ID, account.Change{Display: b.Display, Roles: b.Roles, Ceiling: b.Ceiling, Disabled: b.Disabled})
		return reply(userOf(u, account.Link{})), err
	})
	post(a, "/users/{id}/reset", manage.Fresh(), about{id: "resetPassword", summary: "Make a one-time link for a user's new password"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[resetLink], error) {
		l, err := acc.ResetPassword(ctx, c.Actor, in.ID)
		return reply(resetLink{SetupURL: setupURL(l), Expires: l.Expires}), err
	})
}

type resetLink struct {
	SetupURL string    `json:"setup_url" doc:"Path of the one-time link, shown once"`
	Expires  time.Time `json:"expires"`
}

func (a *api) tokenRoutes(own serve.Rule) {
	acc := a.deps.Accounts
	get(a, "/tokens", own, about{id: "listTokens", summary: "One's own tokens; an administrator's list has all"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Token]], error) {
		all, err := acc.ListTokens(ctx, c.Actor)
		out := list[Token]{}
		for _, t := range all {
			out.Items = append(out.Items, tokenOf(t, ""))
		}
		return reply(out), err
	})
	post(a, "/tokens", own.Fresh(), about{id: "createToken", summary: "Create a token"}, func(ctx context.Context, c serve.Caller, in *newTokenInput) (*body[Token], error) {
		b := in.Body
		t, secret, err := acc.CreateToken(ctx, c.Actor, account.NewToken{Owner: b.User, Label: b.Label, Kind: b.Kind, Acts: b.Acts, Ceiling: b.Ceiling, Days: b.Days})
		return reply(tokenOf(t, secret)), err
	})
	register(a, http.MethodDelete, "/tokens/{id}", own, about{id: "revokeToken", summary: "Revoke a token"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		if in.ID == c.Token {
			return nil, acc.Resign(ctx, c.Identity)
		}
		return nil, acc.RevokeToken(ctx, c.Actor, in.ID)
	})
}

// enter answers with the session's cookie and who is signed in by it.
func (a *api) enter(c serve.Caller, s account.Session, err error) (*entered, error) {
	if err != nil {
		return nil, err
	}
	k, err := c.SessionCookie(s.Secret, s.Expires)
	if err != nil {
		return nil, err
	}
	c.User, c.Realm = s.User, ids.Live
	c.Actor = authz.Person("", s.User.ID, s.User.Name, "page", s.User.Ceiling, s.User.Acts())
	return &entered{SetCookie: *k, Body: a.me(c)}, nil
}

func (a *api) me(c serve.Caller) Me {
	u := MeUser{ID: c.User.ID, Name: c.User.Name, Display: c.User.Display, Roles: c.User.Roles, Acts: c.Actor.Acts(), Ceiling: c.Actor.Ceiling}
	slices.Sort(u.Acts)
	return Me{User: u, Party: a.deps.Party, Realm: c.Realm}
}

func userOf(u account.User, l account.Link) User {
	return User{ID: u.ID, Name: u.Name, Display: u.Display, Roles: u.Roles, Ceiling: u.Ceiling, Disabled: u.Disabled, Entered: u.Entered, Created: u.Created, SetupURL: setupURL(l)}
}

// setupURL is the console's page for a link, as a path: the node does not know
// under which name it is reached.
func setupURL(l account.Link) string {
	if l.Secret == "" {
		return ""
	}
	return "/setup/" + l.Secret
}

func tokenOf(t account.Token, secret string) Token {
	return Token{ID: t.ID, Token: secret, User: t.OwnerName, Label: t.Label, Kind: t.Kind, Acts: t.Acts, Ceiling: t.Ceiling, Created: t.Created, Expires: t.Expires, Used: moment(t.Used), Revoked: moment(t.Revoked)}
}
