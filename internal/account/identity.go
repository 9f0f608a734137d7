package account

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/oauth2"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Linked is who a user is at the provider.
type Linked struct {
	Issuer  string
	Name    string // as the provider gave it when it was linked
	Created time.Time
}

// Leaving is the first half of a way over the provider: where the browser goes,
// and the ticket that the same tab brings back.
type Leaving struct {
	Address string
	Ticket  string
}

// Return is what the browser brought back from the provider.
type Return struct {
	Ticket, State, Code string
}

// Purposes of a way over the provider.
const (
	toEnter = "provider-enter"
	toLink  = "provider-link"
)

// ProviderName is the provider's name, and the origin that its answers come
// back to; both "" when people cannot enter by one.
func (s *Service) ProviderName() (name, origin string) {
	if s.door == nil || s.cfg.Origin == "" {
		return "", ""
	}
	return s.door.Name, s.cfg.Origin
}

// ToProvider begins a sign-in by the provider.
//
// Errors: Unsupported without a provider; Busy when it does not answer.
func (s *Service) ToProvider(ctx context.Context) (l Leaving, err error) {
	defer errs.Wrap(&err, "account.ToProvider")
	return s.leave(ctx, toEnter, "")
}

// LinkProvider begins the linking of the actor's account to who they are at the
// provider. It needs authz.TokenManageOwn.
func (s *Service) LinkProvider(ctx context.Context, who authz.Actor) (l Leaving, err error) {
	defer errs.Wrap(&err, "account.LinkProvider")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return l, err
	}
	return s.leave(ctx, toLink, who.Person)
}

func (s *Service) leave(ctx context.Context, purpose, owner string) (l Leaving, err error) {
	if name, _ := s.ProviderName(); name == "" {
		return l, errs.New(errs.Unsupported, "people cannot enter by a provider here; set oidc and origin in node.json")
	}
	now, err := s.now(ctx)
	if err != nil {
		return l, err
	}
	found, err := s.door.discover(ctx, now)
	if err != nil {
		return l, err
	}
	state, _ := newSecret(ceremonyPrefix)
	nonce, _ := newSecret(ceremonyPrefix)
	w := way{State: state, Nonce: nonce, Verifier: oauth2.GenerateVerifier()}
	data, err := json.Marshal(w)
	if err != nil {
		return l, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l.Ticket, err = begin(ctx, tx, ceremony{purpose: purpose, owner: owner, data: data})
		return err
	})
	l.Address = s.door.address(found, s.cfg.Origin, w)
	return l, err
}

// now is the one clock, for what is judged outside a transaction.
func (s *Service) now(ctx context.Context) (now time.Time, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		now = tx.Now
		return nil
	})
	return now, err
}

// comeBack verifies what the browser brought from the provider. The ticket is
// used up, whatever comes of it. Failures count against the address they come
// from.
func (s *Service) comeBack(ctx context.Context, purpose, owner, address string, r Return) (k known, err error) {
	if s.door == nil {
		return k, ceremonyGone()
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return reserve(ctx, tx, "", address) }); err != nil {
		return k, err
	}
	c, err := s.take(ctx, r.Ticket, purpose, owner)
	if err != nil {
		return k, err
	}
	var w way
	if err := json.Unmarshal(c.data, &w); err != nil {
		return k, err
	}
	now, err := s.now(ctx)
	if err != nil {
		return k, err
	}
	if k, err = s.door.redeem(ctx, now, s.cfg.Origin, w, r.State, r.Code); err != nil {
		return k, err
	}
	return k, s.db.Write(ctx, func(tx *db.Tx) error { return pardon(ctx, tx, "", address) })
}

// ByProvider finishes ToProvider and opens a session for whoever is linked to
// the identity that the provider confirmed. Of an account that has a second
// factor the provider must say that it asked for one (amr mfa, RFC 8176).
//
// The session is as fresh as the proof at the provider: an answer from memory
// opens the door, and signs nothing.
func (s *Service) ByProvider(ctx context.Context, r Return, from From) (sess Session, err error) {
	defer errs.Wrap(&err, "account.ByProvider")
	k, err := s.comeBack(ctx, toEnter, "", from.Address, r)
	if err != nil {
		return sess, s.failed(ctx, err, "", from)
	}
	var refused error
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := userByIdentity(ctx, tx, k)
		if errs.Is(err, errs.NotFound) || err == nil && u.Disabled {
			refused = errs.New(errs.Unauthenticated, "no account here is linked to this identity; sign in another way, and link it on your account's page")
			return s.recordFailed(ctx, tx, u, from)
		}
		if err != nil {
			return err
		}
		f, err := s.secondFactor(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if f.confirmed && !k.second {
			refused = errs.New(errs.Unauthenticated, "your account has a second factor, and the provider does not say that it asked for one; sign in by passkey, or by password and code")
			return s.recordFailed(ctx, tx, u, from)
		}
		if err := s.record(ctx, tx, s.person(u, "page"), "account.signed-in", u.ID, map[string]any{"name": u.Name, "address": from.Address, "by": "provider"}); err != nil {
			return err
		}
		sess, err = s.openSession(ctx, tx, u, from, k.proved)
		return err
	})
	if err == nil {
		err = refused
	}
	return sess, err
}

// failed journals what the provider or the return did not bear out.
func (s *Service) failed(ctx context.Context, why error, owner string, from From) error {
	if !errs.Is(why, errs.Unauthenticated) && !errs.Is(why, errs.Denied) {
		return why
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error { return s.recordFailed(ctx, tx, User{ID: owner}, from) })
	if err != nil {
		return err
	}
	return why
}

func (s *Service) recordFailed(ctx context.Context, tx *db.Tx, u User, from From) error {
	return s.record(ctx, tx, s.self(), "account.sign-in-failed", u.ID, map[string]any{"name": u.Name, "address": from.Address, "by": "provider"})
}

// LinkedProvider finishes LinkProvider.
//
// Errors: Conflict when the identity belongs to an account, or the account has
// one, already.
func (s *Service) LinkedProvider(ctx context.Context, who authz.Actor, r Return, from From) (err error) {
	defer errs.Wrap(&err, "account.LinkedProvider")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return err
	}
	k, err := s.comeBack(ctx, toLink, who.Person, from.Address, r)
	if err != nil {
		return s.failed(ctx, err, who.Person, from)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO account_identity (issuer, subject, owner, name, created) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`,
			k.issuer, k.subject, who.Person, k.name, db.Micros(tx.Now))
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "this identity is linked to an account already, or your account to another identity; unlink that first")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.identity-linked", who.Person, map[string]any{"name": who.Name, "issuer": k.issuer})
	})
}

// UnlinkProvider takes the actor's identity at the provider away. The last
// means of entry stays.
func (s *Service) UnlinkProvider(ctx context.Context, who authz.Actor) (err error) {
	defer errs.Wrap(&err, "account.UnlinkProvider")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := loadKeyholder(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if len(k.keys) == 0 && k.password == "" {
			return errs.New(errs.Conflict, "this is your only way in; set a password first")
		}
		n, err := tx.Exec(ctx, `DELETE FROM account_identity WHERE owner = $1`, who.Person)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "your account is not linked to a provider")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.identity-unlinked", who.Person, map[string]any{"name": who.Name})
	})
}

func userByIdentity(ctx context.Context, tx *db.Tx, k known) (User, error) {
	owner, err := db.One(ctx, tx, func(s db.Scanner) (o string, err error) { return o, s.Scan(&o) },
		`SELECT owner FROM account_identity WHERE issuer = $1 AND subject = $2`, k.issuer, k.subject)
	if err != nil {
		return User{}, err
	}
	return userByID(ctx, tx, owner)
}

func linkedOf(ctx context.Context, tx *db.Tx, owner string) ([]Linked, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (l Linked, err error) {
		var created int64
		err = s.Scan(&l.Issuer, &l.Name, &created)
		l.Created = db.Time(created)
		return l, err
	}, `SELECT issuer, name, created FROM account_identity WHERE owner = $1`, owner)
}
