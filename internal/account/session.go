package account

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Session is a sign-in that has just succeeded. Secret goes into the browser's
// cookie and nowhere else.
type Session struct {
	Secret  string
	User    User
	Expires time.Time // the latest end
}

// Attempt is a try to sign in.
type Attempt struct {
	Name     string
	Password string
	Code     string // of the second factor, where there is one
	From
}

// wrong is the one answer for an unknown name, a wrong password, a disabled
// user and a user who has no password.
func wrong() error { return errs.New(errs.Unauthenticated, "the name or the password is wrong") }

// SignIn opens a session. It takes the same time and gives the same answer
// whether or not the name exists.
//
// Errors: Unauthenticated; SecondFactor when the password is right and the code
// is missing; a *Wait (Busy) when this name or address has failed
// too often or too many sign in at once.
func (s *Service) SignIn(ctx context.Context, in Attempt) (sess Session, err error) {
	defer errs.Wrap(&err, "account.SignIn")
	name, err := ParseName(in.Name)
	if err != nil {
		name = "" // nobody's name: counted by address alone
	}
	u, err := s.checkAttempt(ctx, name, in.Password, in.Code, in.Address)
	if err != nil {
		return sess, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := userByID(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if now.Disabled || now.password != u.password {
			return wrong()
		}
		if u.rehashed != "" {
			now.password = u.rehashed
			if err := saveUser(ctx, tx, now); err != nil {
				return err
			}
		}
		if err := pardon(ctx, tx, name, in.Address); err != nil {
			return err
		}
		if err := s.record(ctx, tx, s.person(now, "page"), "account.signed-in", now.ID, map[string]any{"name": now.Name, "address": in.Address}); err != nil {
			return err
		}
		sess, err = s.openSession(ctx, tx, now, in.From, tx.Now)
		return err
	})
	return sess, err
}

// checked is a user whose password has just been verified.
type checked struct {
	User
	rehashed string // the same password at today's costs, when they have changed
}

// checkAttempt verifies a password and, where the user has one, the second
// factor, throttled. What it refuses is journalled.
func (s *Service) checkAttempt(ctx context.Context, name, password, code, address string) (c checked, err error) {
	leave, err := s.gate.enter(ctx)
	if err != nil {
		return c, err
	}
	defer leave()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := reserve(ctx, tx, name, address); err != nil {
			return err
		}
		c.User, err = userByName(ctx, tx, name)
		if errs.Is(err, errs.NotFound) {
			c.User, err = User{}, nil
		}
		return err
	})
	if err != nil {
		return c, err
	}
	ok, stale := false, false
	if password != "" && len(password) <= maxHashInput {
		if ok, stale, err = verifyPassword(password, c.password, s.cfg.Params); err != nil {
			return c, err
		}
	}
	if !ok || c.Disabled {
		return c, s.refuse(ctx, c.User, address)
	}
	if err := s.checkCode(ctx, c.User, code, address); err != nil {
		return c, err
	}
	if stale {
		c.rehashed = hashPassword(password, s.cfg.Params)
	}
	return c, nil
}

// checkCode verifies the code of whoever has a second factor. The attempt stays
// counted as failed while the code is missing or wrong.
func (s *Service) checkCode(ctx context.Context, u User, code, address string) error {
	ok, asked := true, false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.secondFactor(ctx, tx, u.ID)
		if err != nil || !f.confirmed {
			return err
		}
		if asked = code != ""; !asked {
			ok = false
			// The page asks for the code next. The name's failures stay until that is
			// right too: the password alone must not buy more guesses at the code.
			return pardon(ctx, tx, "", address)
		}
		ok, err = f.use(ctx, tx, code)
		return err
	})
	switch {
	case err != nil:
		return err
	case !ok && !asked:
		return errs.New(errs.SecondFactor, "give the code of your second factor")
	case !ok:
		return s.refuse(ctx, u, address)
	}
	return nil
}

// refuse journals a failed attempt. The name is recorded only when it is a
// user's: what was typed may be a password in the wrong field.
func (s *Service) refuse(ctx context.Context, u User, address string) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		name := u.Name
		if name == "" {
			name = "(unknown)"
		}
		return s.record(ctx, tx, s.self(), "account.sign-in-failed", u.ID, map[string]any{"name": name, "address": address})
	})
	if err != nil {
		return err
	}
	return wrong()
}

// openSession stores a new session and drops those that have ended. proved is
// when its person proved to be it; zero when that is not known.
func (s *Service) openSession(ctx context.Context, tx *db.Tx, u User, from From, proved time.Time) (Session, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM account_session WHERE expires < $1`, db.Micros(tx.Now)); err != nil {
		return Session{}, err
	}
	secret, hash := newSecret(sessionPrefix)
	sess := Session{Secret: secret, User: u, Expires: tx.Now.Add(s.cfg.SessionLife)}
	_, err := tx.Exec(ctx, `INSERT INTO account_session (hash, owner, created, seen, expires, address, agent, proved) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		hash, u.ID, db.Micros(tx.Now), db.Micros(tx.Now), db.Micros(sess.Expires), from.Address, errs.Clip(from.Agent), db.Micros(proved))
	return sess, err
}

// SignOut ends the session of a secret. A session that has ended already is no
// error.
func (s *Service) SignOut(ctx context.Context, who authz.Actor, secret string) (err error) {
	defer errs.Wrap(&err, "account.SignOut")
	hash, err := hashSecret(sessionPrefix, secret)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM account_session WHERE hash = $1 AND owner = $2`, hash, who.Person)
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, who, "account.signed-out", who.Person, map[string]any{"name": who.Name})
	})
}

// ChangePassword sets the actor's own password, asks for the old one, ends all
// sessions of the user and opens a new one. It needs authz.TokenManageOwn,
// which no token has. Wrong old passwords are throttled as sign-ins are.
func (s *Service) ChangePassword(ctx context.Context, who authz.Actor, old, password, code string, from From) (sess Session, err error) {
	defer errs.Wrap(&err, "account.ChangePassword")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return sess, err
	}
	if _, err := checkPassword(password, who.Name); err != nil {
		return sess, err
	}
	u, err := s.checkAttempt(ctx, who.Name, old, code, from.Address)
	if errs.Is(err, errs.Unauthenticated) {
		return sess, errs.New(errs.Denied, "the old password is wrong")
	}
	if err != nil {
		return sess, err
	}
	phc, err := s.hash(ctx, password, u.Name)
	if err != nil {
		return sess, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := userByID(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if now.password != u.password || now.Disabled {
			return errs.New(errs.Conflict, "this account has just been changed by someone else; sign in again")
		}
		now.password = phc
		if err := saveUser(ctx, tx, now); err != nil {
			return err
		}
		if err := pardon(ctx, tx, u.Name, from.Address); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, u.ID); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, "account.password-changed", u.ID, map[string]any{"name": u.Name}); err != nil {
			return err
		}
		sess, err = s.openSession(ctx, tx, now, from, tx.Now)
		return err
	})
	return sess, err
}
