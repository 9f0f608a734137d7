package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// TokenKind says whether a token can change anything.
type TokenKind string

// The kinds of token.
const (
	ReadOnly TokenKind = "read-only"
	Full     TokenKind = "full"
)

const (
	maxTokenDays  = 400
	maxTokensEach = 100
)

// Token is a credential of a program. Its secret is shown once, at creation.
type Token struct {
	ID        string
	Owner     string // user id
	OwnerName string
	Label     string
	Kind      TokenKind
	Acts      []authz.Act // the only acts it may do; none listed means all of its owner's
	Ceiling   string      // strictest TLP it may read; "" means its owner's
	Created   time.Time
	Expires   time.Time
	Used      time.Time // last use, to the minute; zero when never used
	Revoked   time.Time // zero while valid
}

// keptBack holds the acts that no token ever has: making tokens and changing
// one's password need a person who signed in.
var keptBack = []authz.Act{authz.TokenManageOwn, authz.TokenManageAll}

// may gives what the token permits when its owner may do owned. It can only
// take away.
func (t Token) may(owned []authz.Act) []authz.Act {
	acts := slices.DeleteFunc(slices.Clone(owned), func(a authz.Act) bool {
		return slices.Contains(keptBack, a) || len(t.Acts) > 0 && !slices.Contains(t.Acts, a)
	})
	if t.Kind != Full {
		acts = authz.ReadOnly(acts)
	}
	return acts
}

// NewToken is what a person says of a new token.
type NewToken struct {
	Owner   string // id or name of the user it acts for; "" is the actor
	Label   string
	Kind    TokenKind
	Acts    []authz.Act // none means all that the owner may
	Ceiling string
	Days    int // 1 to 400
}

// CreateToken makes a token and gives its secret, which is not kept. It needs
// authz.TokenManageOwn, or authz.TokenManageAll for another user's, both of
// which no token has: tokens do not make tokens.
//
// Errors: Invalid; Denied for acts that the owner may not do; NotFound for an
// owner that is no user.
func (s *Service) CreateToken(ctx context.Context, who authz.Actor, in NewToken) (t Token, secret string, err error) {
	defer errs.Wrap(&err, "account.CreateToken")
	if t, err = in.token(); err != nil {
		return t, "", err
	}
	secret, hash := newSecret(tokenPrefix)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		owner, err := tokenOwner(ctx, tx, who, in.Owner)
		if err != nil {
			return err
		}
		if t, err = t.of(owner); err != nil {
			return err
		}
		t.ID, t.Created, t.Expires = ids.New(), tx.Now, tx.Now.AddDate(0, 0, in.Days)
		have, err := tokenWhere(ctx, tx, `t.owner = $1 AND t.revoked = 0 AND t.expires > $2`, owner.ID, db.Micros(tx.Now))
		if err != nil {
			return err
		}
		if len(have) >= maxTokensEach {
			return errs.New(errs.Conflict, "%s has %d tokens already; revoke some first", owner.Name, len(have))
		}
		if err := insertToken(ctx, tx, t, hash); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.token-created", t.ID, map[string]any{
			"owner": owner.Name, "label": t.Label, "kind": t.Kind, "acts": t.Acts, "ceiling": t.Ceiling, "expires": t.Expires,
		})
	})
	if err != nil {
		return Token{}, "", err
	}
	return t, secret, nil
}

// token checks what can be checked without the owner.
func (in NewToken) token() (t Token, err error) {
	if t.Label, err = parseLabel(in.Label); err != nil {
		return t, err
	}
	if t.Ceiling, err = parseCeiling(in.Ceiling); err != nil {
		return t, err
	}
	if in.Kind != ReadOnly && in.Kind != Full {
		return t, errs.New(errs.Invalid, "token kind %q: use read-only or full", errs.Clip(string(in.Kind)))
	}
	if in.Days < 1 || in.Days > maxTokenDays {
		return t, errs.New(errs.Invalid, "a token lives 1 to %d days", maxTokenDays)
	}
	t.Kind, t.Acts = in.Kind, slices.Clone(in.Acts)
	return t, nil
}

// of binds the token to its owner: nothing beyond what the owner may now.
func (t Token) of(owner User) (Token, error) {
	t.Owner, t.OwnerName = owner.ID, owner.Name
	t.Ceiling = lower(t.Ceiling, owner.Ceiling)
	permitted := Token{Kind: t.Kind}.may(owner.Acts())
	for _, a := range t.Acts {
		if !slices.Contains(permitted, a) {
			return t, errs.New(errs.Denied, "a %s token of %s cannot have act %q", t.Kind, owner.Name, errs.Clip(string(a)))
		}
	}
	return t, nil
}

// tokenOwner finds whose token it is to be, and whether who may make it.
func tokenOwner(ctx context.Context, tx *db.Tx, who authz.Actor, owner string) (u User, err error) {
	if owner == "" || owner == who.Person || owner == who.Name {
		if err := who.May(authz.TokenManageOwn); err != nil {
			return u, err
		}
		u, err = userByID(ctx, tx, who.Person)
	} else {
		if err := who.May(authz.TokenManageAll); err != nil {
			return u, err
		}
		if u, err = userByID(ctx, tx, owner); errs.Is(err, errs.NotFound) {
			u, err = userByName(ctx, tx, owner)
		}
	}
	switch {
	case errs.Is(err, errs.NotFound):
		return u, errs.New(errs.NotFound, "there is no user %q", errs.Clip(owner))
	case err != nil:
		return u, err
	case u.Disabled:
		return u, errs.New(errs.Denied, "%s is disabled", u.Name)
	}
	return u, nil
}

// oversees tells whether the actor answers for everybody's tokens.
func oversees(who authz.Actor) bool {
	return who.May(authz.TokenManageAll) == nil || who.May(authz.UserManage) == nil
}

// RevokeToken ends a token at once. Everybody whose credential can change
// anything may end their own; another user's needs authz.TokenManageAll or
// authz.UserManage, without which it does not exist.
func (s *Service) RevokeToken(ctx context.Context, who authz.Actor, id string) (err error) {
	defer errs.Wrap(&err, "account.RevokeToken(%s)", errs.Clip(id))
	if acts := who.Acts(); len(authz.ReadOnly(acts)) == len(acts) {
		return errs.New(errs.Denied, "this credential can change nothing; sign in")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		found, err := tokenWhere(ctx, tx, `t.id = $1`, id)
		if err != nil {
			return err
		}
		if len(found) == 0 || found[0].Owner != who.Person && !oversees(who) {
			return errs.New(errs.NotFound, "there is no such token")
		}
		return s.revoke(ctx, tx, who, id)
	})
}

func (s *Service) revoke(ctx context.Context, tx *db.Tx, who authz.Actor, id string) error {
	n, err := tx.Exec(ctx, `UPDATE account_token SET revoked = $1 WHERE id = $2 AND revoked = 0`, db.Micros(tx.Now), id)
	if err != nil || n == 0 {
		return err
	}
	return s.record(ctx, tx, who, "account.token-revoked", id, map[string]any{"by_itself": who.May(authz.TokenManageOwn) != nil})
}

// Resign ends the token that an identity came by: a program that is done may
// always give its own token up, and no other.
func (s *Service) Resign(ctx context.Context, id Identity) (err error) {
	defer errs.Wrap(&err, "account.Resign")
	if id.Token == "" {
		return errs.New(errs.Invalid, "this is no token; sign out instead")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.revoke(ctx, tx, id.Actor, id.Token) })
}

// ListTokens lists the actor's own tokens, or everybody's for an actor with
// authz.TokenManageAll or authz.UserManage, newest first, revoked and expired
// ones included.
func (s *Service) ListTokens(ctx context.Context, who authz.Actor) (all []Token, err error) {
	defer errs.Wrap(&err, "account.ListTokens")
	if who.Party == "" || who.Person == "" {
		return nil, noCredential()
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if oversees(who) {
			all, err = tokenWhere(ctx, tx, `t.id <> ''`)
		} else {
			all, err = tokenWhere(ctx, tx, `t.owner = $1`, who.Person)
		}
		return err
	})
	return all, err
}

func splitActs(s string) (acts []authz.Act) {
	for a := range strings.FieldsSeq(s) {
		acts = append(acts, authz.Act(a))
	}
	return acts
}
