package cli

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a user; prints the one-time link by which he sets his password."`
	List    userListCmd    `cmd:"" help:"Users and their roles."`
	Roles   userRolesCmd   `cmd:"" help:"Set the roles of a user."`
	Disable userDisableCmd `cmd:"" help:"Disable a user; sessions and tokens end at once."`
	Enable  userEnableCmd  `cmd:"" help:"Enable a disabled user."`
	Reset   userResetCmd   `cmd:"" help:"Make a one-time link to set a new password."`
}

type userItem struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Display  string   `json:"display"`
	Roles    []string `json:"roles"`
	Disabled bool     `json:"disabled"`
	SetupURL string   `json:"setup_url"`
}

type userAddCmd struct {
	Name    string   `arg:"" help:"User name: letters, digits, . _ -"`
	Roles   []string `help:"Roles: admin, analyst, release, legal, director, duty, pool, auditor, consumer, monitor." required:"" sep:","`
	Display string   `help:"Name in full."`
}

func (c *userAddCmd) Run(e *env) error {
	return send(e, "/api/v1/users", map[string]any{"name": c.Name, "display": c.Display, "roles": c.Roles, "invite": true}, func(u userItem) error {
		return e.line("User %s (%s). One-time link to set the password:\n%s", u.Name, u.ID, u.SetupURL)
	})
}

type userListCmd struct{}

func (userListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/users", func(l items[userItem]) error {
		var rows [][]string
		for _, u := range l.Items {
			rows = append(rows, []string{u.Name, strings.Join(u.Roles, ","), yes(!u.Disabled), u.ID})
		}
		return e.table([]string{"NAME", "ROLES", "ENABLED", "ID"}, rows, "No users.")
	})
}

type userRolesCmd struct {
	ID    string   `arg:"" help:"Id of the user."`
	Roles []string `arg:"" help:"All roles that the user is to have."`
}

func (c *userRolesCmd) Run(e *env) error {
	return changeUser(e, c.ID, map[string]any{"roles": c.Roles})
}

type userDisableCmd struct {
	ID string `arg:"" help:"Id of the user."`
}

func (c *userDisableCmd) Run(e *env) error {
	return changeUser(e, c.ID, map[string]any{"disabled": true})
}

type userEnableCmd struct {
	ID string `arg:"" help:"Id of the user."`
}

func (c *userEnableCmd) Run(e *env) error {
	return changeUser(e, c.ID, map[string]any{"disabled": false})
}

func changeUser(e *env, id string, change map[string]any) error {
	c, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := c.do(e.ctx, http.MethodPatch, "/api/v1/users/"+url.PathEscape(id), change, &raw); err != nil {
		return err
	}
	return show(e, raw, func(u userItem) error {
		return e.line("User %s: roles %s, enabled %s", u.Name, strings.Join(u.Roles, ","), yes(!u.Disabled))
	})
}

type userResetCmd struct {
	ID string `arg:"" help:"Id of the user."`
}

func (c *userResetCmd) Run(e *env) error {
	return send(e, "/api/v1/users/"+url.PathEscape(c.ID)+"/reset", nil, func(u userItem) error {
		return e.line("One-time link to set a new password:\n%s", u.SetupURL)
	})
}

type tokenCmd struct {
	List   tokenListCmd   `cmd:"" help:"Your tokens; all of the node for an administrator."`
	Revoke tokenRevokeCmd `cmd:"" help:"Revoke a token at once."`
	Create tokenCreateCmd `cmd:"" help:"Make a token. You are asked for your password, since a token cannot make tokens."`
}

type tokenItem struct {
	ID       string    `json:"id"`
	Label    string    `json:"label"`
	Kind     string    `json:"kind"`
	User     string    `json:"user"`
	Expires  time.Time `json:"expires"`
	LastUsed time.Time `json:"last_used"`
	Ceiling  string    `json:"ceiling"`
	Token    string    `json:"token"`
}

type tokenListCmd struct{}

func (tokenListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/tokens", func(l items[tokenItem]) error {
		var rows [][]string
		for _, t := range l.Items {
			rows = append(rows, []string{t.ID, t.User, t.Kind, t.Ceiling, when(t.Expires), when(t.LastUsed), t.Label})
		}
		return e.table([]string{"ID", "USER", "KIND", "CEILING", "EXPIRES", "LAST USED", "LABEL"}, rows, "No tokens.")
	})
}

type tokenRevokeCmd struct {
	ID string `arg:"" help:"Id of the token."`
}

func (c *tokenRevokeCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.do(e.ctx, http.MethodDelete, "/api/v1/tokens/"+url.PathEscape(c.ID), nil, nil); err != nil {
		return err
	}
	return e.line("Token %s is revoked.", c.ID)
}

type tokenCreateCmd struct {
	Label   string `arg:"" help:"What it is for."`
	User    string `help:"Your user name; that of the last login when missing."`
	For     string `help:"Make it for this user, such as a consumer (administrators)." placeholder:"USER"`
	Kind    string `help:"read-only or full." default:"read-only" enum:"read-only,full"`
	Ceiling string `help:"Strictest TLP that it may read, such as amber."`
	Days    int    `help:"How long it is valid, in days." default:"90"`
}

func (c *tokenCreateCmd) Run(e *env) error {
	kept, err := loadLogin()
	if err != nil {
		return err
	}
	base, user := e.root.URL, c.User
	if base == "" {
		base = kept.URL
	}
	if user == "" {
		user = kept.User
	}
	cl, err := newClient(base, "", "")
	if err != nil {
		return err
	}
	session, err := e.signIn(cl, "", user, "")
	if err != nil {
		return err
	}
	body := map[string]any{"label": c.Label, "kind": c.Kind, "expires_days": c.Days}
	if c.Ceiling != "" {
		body["ceiling"] = c.Ceiling
	}
	if c.For != "" {
		body["user"] = c.For
	}
	var raw jsontext.Value
	if err := session.post(e.ctx, "/api/v1/tokens", body, &raw); err != nil {
		return err
	}
	return show(e, raw, func(t tokenItem) error {
		return e.line("%s\nIt is shown this once; valid until %s.", t.Token, when(t.Expires))
	})
}

type journalCmd struct {
	About  string `help:"Only entries about this id."`
	Kind   string `help:"Only entries of this kind; with a dot at its end, of every kind that begins so."`
	By     string `help:"Only what this person did: id or name."`
	Since  string `help:"Not before this moment, RFC 3339."`
	Until  string `help:"Before this moment, RFC 3339."`
	Before string `help:"Continue a listing: entries below this number."`
}

func (c *journalCmd) Run(e *env) error {
	type entry struct {
		Seq   int64     `json:"seq"`
		At    time.Time `json:"at"`
		Kind  string    `json:"kind"`
		By    string    `json:"by"`
		Via   string    `json:"via"`
		About string    `json:"about"`
	}
	return fetch(e, query("/api/v1/journal", "about", c.About, "kind", c.Kind, "by", c.By, "since", c.Since, "until", c.Until, "before", c.Before), func(l items[entry]) error {
		var rows [][]string
		for _, x := range l.Items {
			rows = append(rows, []string{n(x.Seq), when(x.At), x.Kind, x.By, x.Via, x.About})
		}
		return e.table([]string{"NUMBER", "AT", "KIND", "BY", "VIA", "ABOUT"}, rows, "Nothing matches.")
	})
}
