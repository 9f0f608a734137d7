package account

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Credentials are what a request brought. Exactly one kind may be set.
type Credentials struct {
	Session  string // secret of the session cookie
	Bearer   string // token as bearer
	Name     string // user name of HTTP basic authentication, with Password
	Password string // a token, never the user's password
	Via      string // how the journal names the road: "page", "api", "taxii"
	Quiet    bool   // asks whether they still hold; does not count as use
}

// Identity is who a request acts for. Its zero value is nobody.
type Identity struct {
	User    User
	Actor   authz.Actor
	Session bool      // came by a browser's session
	Token   string    // id of the token, when it came by one
	Fresh   bool      // the person has lately proved to be it; a token is always fresh: it was made so, for what it may do
	Expires time.Time // when the credential ends at the latest
}

// seenEvery is how exactly the last use of a session or token is kept.
const seenEvery = time.Minute

func noCredential() error {
	return errs.New(errs.Unauthenticated, "sign in, or send a valid token")
}

// Authenticate finds who is behind the credentials, as their account stands at
// this moment. Nothing about rights is kept between requests.
//
// Errors: Unauthenticated for every credential that is not valid, whatever the
// cause.
func (s *Service) Authenticate(ctx context.Context, c Credentials) (id Identity, err error) {
	defer errs.Wrap(&err, "account.Authenticate")
	token := c.Bearer
	if c.Name != "" || c.Password != "" {
		if token != "" {
			return id, errs.New(errs.Unauthenticated, "send one credential, not two")
		}
		token = c.Password
	}
	switch {
	case c.Session != "" && token != "":
		return id, errs.New(errs.Unauthenticated, "send one credential, not two")
	case c.Session != "":
		return s.bySession(ctx, c)
	case token != "":
		return s.byToken(ctx, c, token)
	}
	return id, noCredential()
}

func (s *Service) bySession(ctx context.Context, c Credentials) (id Identity, err error) {
	hash, err := hashSecret(sessionPrefix, c.Session)
	if err != nil {
		return id, err
	}
	var seen, expires, proved int64
	stale := false
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		owner, err := db.One(ctx, tx, func(sc db.Scanner) (o string, err error) { return o, sc.Scan(&o, &seen, &expires, &proved) },
			`SELECT owner, seen, expires, proved FROM account_session WHERE hash = $1`, hash)
		if err != nil {
			return err
		}
		idle := tx.Now.Sub(db.Time(seen))
		if !tx.Now.Before(db.Time(expires)) || idle >= s.cfg.SessionIdle {
			return noCredential()
		}
		stale = idle >= seenEvery
		id.Fresh = tx.Now.Sub(db.Time(proved)) < s.cfg.Fresh
		id.User, err = userByID(ctx, tx, owner)
		return err
	})
	if err != nil {
		return Identity{}, nobody(err)
	}
	if id.User.Disabled {
		return Identity{}, noCredential()
	}
	id.Session, id.Expires = true, db.Time(expires)
	id.Actor = s.person(id.User, c.Via)
	if stale && !c.Quiet {
		s.note(ctx, `UPDATE account_session SET seen = $1 WHERE hash = $2`, hash)
	}
	return id, nil
}

// note keeps when a credential was last used. When that cannot be written,
// as on a full disk, reading goes on: the credential only ends earlier.
func (s *Service) note(ctx context.Context, update string, key any) {
	_ = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, update, db.Micros(tx.Now), key)
		return err
	})
}

func (s *Service) byToken(ctx context.Context, c Credentials, secret string) (id Identity, err error) {
	hash, err := hashSecret(tokenPrefix, secret)
	if err != nil {
		return id, err
	}
	var t Token
	stale := false
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := tokenWhere(ctx, tx, `t.hash = $1`, hash)
		if err != nil {
			return err
		}
		if len(found) == 0 || !found[0].Revoked.IsZero() || !tx.Now.Before(found[0].Expires) {
			return noCredential()
		}
		t = found[0]
		stale = tx.Now.Sub(t.Used) >= seenEvery
		id.User, err = userByID(ctx, tx, t.Owner)
		return err
	})
	if err != nil {
		return Identity{}, nobody(err)
	}
	if name, err := ParseName(c.Name); id.User.Disabled || c.Name != "" && (err != nil || name != id.User.Name) {
		return Identity{}, noCredential()
	}
	id.Token, id.Expires, id.Fresh = t.ID, t.Expires, true
	id.Actor = authz.Person(s.cfg.Party, id.User.ID, id.User.Name, c.Via, lower(t.Ceiling, id.User.Ceiling), t.may(id.User.Acts()))
	if stale && !c.Quiet {
		s.note(ctx, `UPDATE account_token SET used = $1 WHERE id = $2`, t.ID)
	}
	return id, nil
}

// nobody hides what exactly was not found.
func nobody(err error) error {
	if errs.Is(err, errs.NotFound) {
		return noCredential()
	}
	return err
}
