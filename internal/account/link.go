package account

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Purpose is what a one-time link is for.
type Purpose string

// The purposes. All links let their bearer set a password, once.
const (
	FirstAdmin Purpose = "first-admin" // makes the node's first administrator
	Invite     Purpose = "invite"      // a new user's first password
	Reset      Purpose = "reset"       // a new password for a user
)

// linkLife is how long a link can be used.
const linkLife = 24 * time.Hour

// Link is a one-time link. Secret is known to the caller of the act only; the
// node keeps its SHA-256.
type Link struct {
	Secret  string
	Purpose Purpose
	Name    string // the user it is for; "" for the first administrator
	Expires time.Time
}

// linkGone is the one answer for links that were never made, are used up or
// too old.
func linkGone() error {
	return errs.New(errs.NotFound, "this link is not valid: it was used, is older than a day, or never was; ask for a new one")
}

// FirstLink makes the link by which the first administrator comes in. It needs
// authz.SystemBootstrap, which only the node's own process has. Earlier links
// stay valid for their day; all of them end when one is used.
//
// Errors: Conflict once there is any user.
func (s *Service) FirstLink(ctx context.Context, who authz.Actor) (l Link, err error) {
	defer errs.Wrap(&err, "account.FirstLink")
	if err := who.May(authz.SystemBootstrap); err != nil {
		return l, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := noUserYet(ctx, tx); err != nil {
			return err
		}
		if l, err = s.makeLink(ctx, tx, FirstAdmin, ""); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.link-made", "", map[string]any{"purpose": FirstAdmin, "expires": l.Expires})
	})
	return l, err
}

func noUserYet(ctx context.Context, tx *db.Tx) error {
	n, err := userCount(ctx, tx)
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, "this node has its administrator already; ask them for an account")
	}
	return err
}

// ResetPassword makes a link by which a user sets a new password. The old one
// stays until then. Earlier links of that user end. It needs authz.UserManage.
func (s *Service) ResetPassword(ctx context.Context, who authz.Actor, id string) (l Link, err error) {
	defer errs.Wrap(&err, "account.ResetPassword(%s)", errs.Clip(id))
	if err := who.May(authz.UserManage); err != nil {
		return l, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := userByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if u.machine() {
			return errs.New(errs.Invalid, "a machine has no password; create a token for it instead")
		}
		purpose := Reset
		if !u.Entered {
			purpose = Invite
		}
		if l, err = s.makeLink(ctx, tx, purpose, id); err != nil {
			return err
		}
		l.Name = u.Name
		return s.record(ctx, tx, who, "account.link-made", id, map[string]any{"purpose": purpose, "name": u.Name, "expires": l.Expires})
	})
	return l, err
}

// makeLink stores a new link and drops those that can no longer be used.
func (s *Service) makeLink(ctx context.Context, tx *db.Tx, purpose Purpose, owner string) (Link, error) {
	l := Link{Purpose: purpose, Expires: tx.Now.Add(linkLife)}
	if _, err := tx.Exec(ctx, `DELETE FROM account_link WHERE expires < $1 OR (owner = $2 AND owner <> '')`, db.Micros(tx.Now), owner); err != nil {
		return l, err
	}
	var hash []byte
	l.Secret, hash = newSecret(linkPrefix)
	_, err := tx.Exec(ctx, `INSERT INTO account_link (hash, purpose, owner, created, expires, used) VALUES ($1,$2,$3,$4,$5,$6)`,
		hash, string(purpose), owner, db.Micros(tx.Now), db.Micros(l.Expires), int64(0))
	return l, err
}

// OpenLink tells what a link is for, without using it.
func (s *Service) OpenLink(ctx context.Context, secret string) (l Link, err error) {
	defer errs.Wrap(&err, "account.OpenLink")
	hash, err := hashSecret(linkPrefix, secret)
	if err != nil {
		return l, linkGone()
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, _, err = s.usable(ctx, tx, hash)
		return err
	})
	return l, err
}

// usable loads a link that can be used now, and the user it is for.
func (s *Service) usable(ctx context.Context, tx *db.Tx, hash []byte) (l Link, u User, err error) {
	row, err := loadLink(ctx, tx, hash)
	if errs.Is(err, errs.NotFound) || err == nil && (row.used != 0 || row.expires <= db.Micros(tx.Now)) {
		return l, u, linkGone()
	}
	if err != nil {
		return l, u, err
	}
	l = Link{Purpose: row.purpose, Expires: db.Time(row.expires)}
	if row.purpose == FirstAdmin {
		return l, u, noUserYet(ctx, tx)
	}
	if u, err = userByID(ctx, tx, row.owner); err == nil && u.Disabled {
		err = linkGone()
	}
	l.Name = u.Name
	return l, u, err
}

// SetUp is what the bearer of a link says. Name and Display count for the first
// administrator only.
type SetUp struct {
	Secret   string
	Name     string
	Display  string
	Password string
	From
}

// Setup uses a link up: it makes the first administrator, or gives a user a
// password and ends that user's other sessions. A reset also ends the second
// factor and the passkeys: it is for whoever has lost them, or to them. The bearer is then signed in.
// Of any number of parallel calls with one link, one succeeds.
//
// Errors: NotFound for a link that is not valid; Invalid for a name or password
// against the rules, after which the link can still be used.
func (s *Service) Setup(ctx context.Context, in SetUp) (sess Session, err error) {
	defer errs.Wrap(&err, "account.Setup")
	hash, err := hashSecret(linkPrefix, in.Secret)
	if err != nil {
		return sess, linkGone()
	}
	l, err := s.OpenLink(ctx, in.Secret)
	if err != nil {
		return sess, err
	}
	fresh := User{Name: l.Name}
	if l.Purpose == FirstAdmin {
		if fresh, err = s.newUser(in.Name, in.Display, []authz.Role{authz.Admin}, ""); err != nil {
			return sess, err
		}
	}
	phc, err := s.hash(ctx, in.Password, fresh.Name)
	if err != nil {
		return sess, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, u, err := s.usable(ctx, tx, hash)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account_link SET used = $1 WHERE hash = $2`, db.Micros(tx.Now), hash); err != nil {
			return err
		}
		if l.Purpose == FirstAdmin {
			u = fresh
			u.Created = tx.Now
			if err := insertUser(ctx, tx, u); err != nil {
				return err
			}
		}
		u.password, u.Entered = phc, true
		if err := saveUser(ctx, tx, u); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, u.ID); err != nil {
			return err
		}
		if l.Purpose == Reset {
			if err := forgetMethods(ctx, tx, u.ID); err != nil {
				return err
			}
		}
		if err := pardon(ctx, tx, u.Name, ""); err != nil {
			return err
		}
		if err := s.record(ctx, tx, s.person(u, "page"), "account.set-up", u.ID, map[string]any{"name": u.Name, "purpose": l.Purpose}); err != nil {
			return err
		}
		sess, err = s.openSession(ctx, tx, u, in.From, tx.Now)
		return err
	})
	return sess, err
}
