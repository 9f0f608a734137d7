package account

import (
	"context"
	"encoding/hex"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// From is where a session is opened: the remote address, and what the browser
// says it is.
type From struct{ Address, Agent string }

// Open is a session as its owner sees it.
type Open struct {
	ID      string // names the session and opens nothing
	Created time.Time
	Seen    time.Time
	Expires time.Time
	Address string
	Agent   string
	Current bool
}

// Sessions lists the actor's own sessions that can still be used, newest first.
// current is the secret of the one that asks. It needs authz.TokenManageOwn,
// which no token has.
func (s *Service) Sessions(ctx context.Context, who authz.Actor, current string) (all []Open, err error) {
	defer errs.Wrap(&err, "account.Sessions")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return nil, err
	}
	mine, err := hashSecret(sessionPrefix, current)
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = db.Rows(ctx, tx, func(sc db.Scanner) (o Open, err error) {
			var hash []byte
			var created, seen, expires int64
			err = sc.Scan(&hash, &created, &seen, &expires, &o.Address, &o.Agent)
			o.ID, o.Current = sessionID(hash), len(mine) > 0 && string(hash) == string(mine)
			o.Created, o.Seen, o.Expires = db.Time(created), db.Time(seen), db.Time(expires)
			return o, err
		}, `SELECT hash, created, seen, expires, address, agent FROM account_session WHERE owner = $1 AND expires > $2 AND seen > $3 ORDER BY created DESC`,
			who.Person, db.Micros(tx.Now), db.Micros(tx.Now.Add(-s.cfg.SessionIdle)))
		return err
	})
	return all, err
}

func sessionID(hash []byte) string { return hex.EncodeToString(hash[:8]) }

// EndSession ends one of the actor's sessions, or with id "" all but the
// current one.
func (s *Service) EndSession(ctx context.Context, who authz.Actor, current, id string) (err error) {
	defer errs.Wrap(&err, "account.EndSession")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return err
	}
	mine, err := hashSecret(sessionPrefix, current)
	if err != nil {
		return errs.New(errs.Denied, "only a session ends sessions")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		hashes, err := db.Rows(ctx, tx, func(sc db.Scanner) (h []byte, err error) { return h, sc.Scan(&h) }, `SELECT hash FROM account_session WHERE owner = $1`, who.Person)
		if err != nil {
			return err
		}
		ended := 0
		for _, h := range hashes {
			if id == "" && string(h) == string(mine) || id != "" && sessionID(h) != id {
				continue
			}
			if _, err := tx.Exec(ctx, `DELETE FROM account_session WHERE hash = $1`, h); err != nil {
				return err
			}
			ended++
		}
		if id != "" && ended == 0 {
			return errs.New(errs.NotFound, "this session has ended already")
		}
		return s.record(ctx, tx, who, "account.sessions-ended", who.Person, map[string]any{"name": who.Name, "sessions": ended})
	})
}

// Proof is how a person proves again to be the one who signed in: the password,
// with the code where there is a second factor, or a passkey.
type Proof struct {
	Password, Code string
	Ticket         string
	Answer         []byte
}

// Prove makes the actor's session fresh again, so that what needs a fresh proof
// can be done. A proof by somebody else's passkey is none.
func (s *Service) Prove(ctx context.Context, who authz.Actor, current string, p Proof, from From) (err error) {
	defer errs.Wrap(&err, "account.Prove")
	hash, err := hashSecret(sessionPrefix, current)
	if err != nil {
		return errs.New(errs.Denied, "only a session can be made fresh; a token acts by its own list")
	}
	by := "password"
	if p.Ticket != "" {
		by = "passkey"
		u, err := s.proveByPasskey(ctx, p.Ticket, p.Answer, from.Address)
		if err != nil {
			return err
		}
		if u.ID != who.Person {
			return errs.New(errs.Denied, "this passkey is another person's")
		}
	} else if _, err := s.checkAttempt(ctx, who.Name, p.Password, p.Code, from.Address); err != nil {
		if errs.Is(err, errs.Unauthenticated) {
			return errs.New(errs.Denied, "the password is wrong")
		}
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if by == "password" {
			if err := pardon(ctx, tx, who.Name, from.Address); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, `UPDATE account_session SET proved = $1 WHERE hash = $2 AND owner = $3`, db.Micros(tx.Now), hash, who.Person)
		if err != nil {
			return err
		}
		if n == 0 {
			return noCredential()
		}
		return s.record(ctx, tx, who, "account.proved", who.Person, map[string]any{"name": who.Name, "by": by})
	})
}

// Methods is how a user may enter.
type Methods struct {
	Password bool
	TOTP     bool
	Recovery int // recovery codes that are left
	Passkeys []Passkey
	Linked   []Linked // who the user is at the provider; one at most
}

// Methods tells how the actor may enter. It needs authz.TokenManageOwn.
func (s *Service) Methods(ctx context.Context, who authz.Actor) (m Methods, err error) {
	defer errs.Wrap(&err, "account.Methods")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return m, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		u, err := userByID(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		m.Password = u.password != ""
		f, err := s.secondFactor(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		m.TOTP = f.confirmed
		n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_recovery WHERE owner = $1`, who.Person)
		if err != nil {
			return err
		}
		m.Recovery = int(n)
		if m.Passkeys, err = passkeysOf(ctx, tx, who.Person); err != nil {
			return err
		}
		m.Linked, err = linkedOf(ctx, tx, who.Person)
		return err
	})
	return m, err
}
