package account

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Passkey is a WebAuthn credential of a user.
type Passkey struct {
	ID      string // base64url of the credential id
	Label   string
	Created time.Time
	Used    time.Time // zero while never used to sign in

	credential webauthn.Credential
}

const maxPasskeys = 20

// keyholder is a user as the WebAuthn library wants to see one. Its handle is
// the account's id, which says nothing about the person.
type keyholder struct {
	User
	keys []Passkey
}

func (k keyholder) WebAuthnID() []byte          { return []byte(k.ID) }
func (k keyholder) WebAuthnName() string        { return k.Name }
func (k keyholder) WebAuthnDisplayName() string { return k.Display }
func (k keyholder) WebAuthnCredentials() (all []webauthn.Credential) {
	for _, p := range k.keys {
		all = append(all, p.credential)
	}
	return all
}

func scanPasskey(s db.Scanner) (p Passkey, err error) {
	var b []byte
	var created, used int64
	if err = s.Scan(&p.ID, &p.Label, &b, &created, &used); err != nil {
		return p, err
	}
	p.Created, p.Used = db.Time(created), db.Time(used)
	return p, json.Unmarshal(b, &p.credential)
}

func passkeysOf(ctx context.Context, tx *db.Tx, owner string) ([]Passkey, error) {
	return db.Rows(ctx, tx, scanPasskey, `SELECT id, label, credential, created, used FROM account_passkey WHERE owner = $1 ORDER BY created, id`, owner)
}

func loadKeyholder(ctx context.Context, tx *db.Tx, owner string) (k keyholder, err error) {
	if k.User, err = userByID(ctx, tx, owner); err == nil {
		k.keys, err = passkeysOf(ctx, tx, owner)
	}
	return k, err
}

// relyingParty is this node towards authenticators, for the origin by which it
// is reached. A passkey belongs to a name, never to a number: on an IP address
// there are none.
func (s *Service) relyingParty() (*webauthn.WebAuthn, error) {
	if s.cfg.Origin == "" {
		return nil, errs.New(errs.Unsupported, "passkeys need a name: set origin in node.json to the console's address, such as https://node.example.org")
	}
	host := strings.TrimPrefix(strings.TrimPrefix(s.cfg.Origin, "https://"), "http://")
	host, _, _ = strings.Cut(host, ":")
	return webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: "Entente " + string(s.cfg.Party), RPOrigins: []string{s.cfg.Origin}})
}

// Begun is the first half of a ceremony: what the browser needs, as JSON, and
// the ticket that finishes it.
type Begun struct {
	Ticket  string
	Options []byte
}

// AddPasskey begins the making of a passkey for the actor.
func (s *Service) AddPasskey(ctx context.Context, who authz.Actor) (b Begun, err error) {
	defer errs.Wrap(&err, "account.AddPasskey")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return b, err
	}
	rp, err := s.relyingParty()
	if err != nil {
		return b, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := loadKeyholder(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if len(k.keys) >= maxPasskeys {
			return errs.New(errs.Conflict, "you have %d passkeys; remove one first", maxPasskeys)
		}
		var have []protocol.CredentialDescriptor
		for _, p := range k.keys {
			have = append(have, p.credential.Descriptor())
		}
		options, session, err := rp.BeginRegistration(k, webauthn.WithExclusions(have), webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}))
		if err != nil {
			return err
		}
		b, err = beginWith(ctx, tx, "passkey-add", who.Person, session, options.Response)
		return err
	})
	return b, err
}

func beginWith(ctx context.Context, tx *db.Tx, purpose, owner string, session *webauthn.SessionData, options any) (b Begun, err error) {
	// The ticket's own life is what counts; it is measured by the one clock.
	session.Expires = time.Time{}
	data, err := json.Marshal(session)
	if err != nil {
		return b, err
	}
	if b.Options, err = json.Marshal(options); err != nil {
		return b, err
	}
	b.Ticket, err = begin(ctx, tx, ceremony{purpose: purpose, owner: owner, data: data})
	return b, err
}

// MadePasskey finishes AddPasskey with what the authenticator answered.
func (s *Service) MadePasskey(ctx context.Context, who authz.Actor, ticket, label string, answer []byte) (p Passkey, err error) {
	defer errs.Wrap(&err, "account.MadePasskey")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return p, err
	}
	if p.Label, err = parseDisplay(label, "passkey"); err != nil {
		return p, err
	}
	rp, err := s.relyingParty()
	if err != nil {
		return p, err
	}
	c, err := s.take(ctx, ticket, "passkey-add", who.Person)
	if err != nil {
		return p, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(c.data, &session); err != nil {
		return p, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return p, errs.New(errs.Invalid, "the authenticator's answer cannot be read")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := loadKeyholder(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		made, err := rp.CreateCredential(k, session, parsed)
		if err != nil {
			return errs.New(errs.Denied, "the authenticator's answer does not verify; begin again")
		}
		p.ID, p.Created, p.credential = base64.RawURLEncoding.EncodeToString(made.ID), tx.Now, *made
		b, err := json.Marshal(made)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO account_passkey (id, owner, label, credential, created, used) VALUES ($1,$2,$3,$4,$5,0)`, p.ID, who.Person, p.Label, b, db.Micros(tx.Now)); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.passkey-added", who.Person, map[string]any{"name": who.Name, "label": p.Label})
	})
	return p, err
}

// RemovePasskey takes a passkey of the actor away. The last means of entry stays.
func (s *Service) RemovePasskey(ctx context.Context, who authz.Actor, id string) (err error) {
	defer errs.Wrap(&err, "account.RemovePasskey")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := loadKeyholder(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if len(k.keys) == 1 && k.password == "" {
			return errs.New(errs.Conflict, "this is your only way in; set a password first")
		}
		n, err := tx.Exec(ctx, `DELETE FROM account_passkey WHERE id = $1 AND owner = $2`, id, who.Person)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "there is no such passkey")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.passkey-removed", who.Person, map[string]any{"name": who.Name})
	})
}

// AskPasskey begins a sign-in by passkey. It tells nothing about anybody: the
// authenticator itself says whose it is.
func (s *Service) AskPasskey(ctx context.Context) (b Begun, err error) {
	defer errs.Wrap(&err, "account.AskPasskey")
	rp, err := s.relyingParty()
	if err != nil {
		return b, err
	}
	options, session, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return b, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b, err = beginWith(ctx, tx, "passkey-ask", "", session, options.Response)
		return err
	})
	return b, err
}

// ByPasskey finishes AskPasskey and opens a session. A counter that went back
// is a copied authenticator: it is refused and journalled.
func (s *Service) ByPasskey(ctx context.Context, ticket string, answer []byte, from From) (sess Session, err error) {
	defer errs.Wrap(&err, "account.ByPasskey")
	u, err := s.proveByPasskey(ctx, ticket, answer, from.Address)
	if err != nil {
		return sess, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := userByID(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if now.Disabled {
			return wrong()
		}
		if err := s.record(ctx, tx, s.person(now, "page"), "account.signed-in", now.ID, map[string]any{"name": now.Name, "address": from.Address, "by": "passkey"}); err != nil {
			return err
		}
		sess, err = s.openSession(ctx, tx, now, from, tx.Now)
		return err
	})
	return sess, err
}

// proveByPasskey tells who answered a challenge of AskPasskey. Failures count
// against the address they come from.
func (s *Service) proveByPasskey(ctx context.Context, ticket string, answer []byte, address string) (u User, err error) {
	rp, err := s.relyingParty()
	if err != nil {
		return u, err
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return reserve(ctx, tx, "", address) }); err != nil {
		return u, err
	}
	c, err := s.take(ctx, ticket, "passkey-ask", "")
	if err != nil {
		return u, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(c.data, &session); err != nil {
		return u, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return u, errs.New(errs.Invalid, "the authenticator's answer cannot be read")
	}
	failed := false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var k keyholder
		made, err := rp.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
			var err error
			k, err = loadKeyholder(ctx, tx, string(handle))
			return k, err
		}, session, parsed)
		if err != nil || made.Authenticator.CloneWarning || k.Disabled {
			failed = true
			return s.record(ctx, tx, s.self(), "account.sign-in-failed", k.ID, map[string]any{"name": k.Name, "address": address, "by": "passkey", "counter_went_back": err == nil && made.Authenticator.CloneWarning})
		}
		b, err := json.Marshal(made)
		if err != nil {
			return err
		}
		u = k.User
		if err := pardon(ctx, tx, "", address); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE account_passkey SET credential = $1, used = $2 WHERE id = $3 AND owner = $4`, b, db.Micros(tx.Now), base64.RawURLEncoding.EncodeToString(made.ID), k.ID)
		return err
	})
	if err == nil && failed {
		err = errs.New(errs.Unauthenticated, "this passkey is not known here, or was not accepted")
	}
	return u, err
}
