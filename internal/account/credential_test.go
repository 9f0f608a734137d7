package account

import (
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/go-json-experiment/json"
	"github.com/pquerna/otp/totp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

const origin = "https://node.example.org"

var rp = virtualwebauthn.RelyingParty{Name: "Entente", ID: "node.example.org", Origin: origin}

// wrapped is the library's options as the virtual authenticator reads them.
func wrapped(t *testing.T, options []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(options, &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(map[string]any{"publicKey": v})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// passkeyFor makes a passkey for a user in a virtual authenticator.
func passkeyFor(w *world, u User) (virtualwebauthn.Authenticator, virtualwebauthn.Credential) {
	auth, key := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(u.ID)}), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	begun := must(w.s.AddPasskey(ctx(), w.as(u)))
	options, err := virtualwebauthn.ParseAttestationOptions(wrapped(w.T, begun.Options))
	if err != nil {
		w.Fatal(err)
	}
	answer := virtualwebauthn.CreateAttestationResponse(rp, auth, key, *options)
	made := must(w.s.MadePasskey(ctx(), w.as(u), begun.Ticket, "key ring", []byte(answer)))
	if made.Label != "key ring" || made.ID == "" {
		w.Errorf("made %+v", made)
	}
	if _, err := w.s.MadePasskey(ctx(), w.as(u), begun.Ticket, "again", []byte(answer)); !errs.Is(err, errs.Conflict) {
		w.Errorf("one ticket made two passkeys: %v", err)
	}
	auth.AddCredential(key)
	return auth, key
}

func answerTo(w *world, auth virtualwebauthn.Authenticator, key virtualwebauthn.Credential) (ticket string, answer []byte) {
	begun := must(w.s.AskPasskey(ctx()))
	options, err := virtualwebauthn.ParseAssertionOptions(wrapped(w.T, begun.Options))
	if err != nil {
		w.Fatal(err)
	}
	return begun.Ticket, []byte(virtualwebauthn.CreateAssertionResponse(rp, auth, key, *options))
}

func TestPasskey(t *testing.T) {
	founded(t, func(w *world) {
		w.s.cfg.Origin = origin
		auth, key := passkeyFor(w, w.admin)
		ticket, answer := answerTo(w, auth, key)
		sess := must(w.s.ByPasskey(ctx(), ticket, answer, From{Address: elsewhere, Agent: "test"}))
		if id := must(w.s.Authenticate(ctx(), Credentials{Session: sess.Secret})); id.User.ID != w.admin.ID || !id.Fresh {
			w.Errorf("signed in as %+v", id)
		}
		_, err := w.s.ByPasskey(ctx(), ticket, answer, From{})
		w.wantKind(err, errs.Conflict)

		ticket, answer = answerTo(w, auth, virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2))
		_, err = w.s.ByPasskey(ctx(), ticket, answer, From{})
		w.wantKind(err, errs.Unauthenticated)

		begun := must(w.s.AskPasskey(ctx()))
		elsewhereRP := virtualwebauthn.RelyingParty{Name: "Entente", ID: "node.example.org", Origin: "https://evil.example.org"}
		options, err := virtualwebauthn.ParseAssertionOptions(wrapped(w.T, begun.Options))
		if err != nil {
			w.Fatal(err)
		}
		_, err = w.s.ByPasskey(ctx(), begun.Ticket, []byte(virtualwebauthn.CreateAssertionResponse(elsewhereRP, auth, key, *options)), From{})
		w.wantKind(err, errs.Unauthenticated)

		ticket, answer = answerTo(w, auth, key)
		yes := true
		ana := w.user("ana", authz.Admin)
		must(w.s.ChangeUser(ctx(), w.as(ana), w.admin.ID, Change{Disabled: &yes}))
		_, err = w.s.ByPasskey(ctx(), ticket, answer, From{})
		w.wantKind(err, errs.Unauthenticated)
	})
}

func TestPasskeyNeedsAName(t *testing.T) {
	founded(t, func(w *world) {
		_, err := w.s.AskPasskey(ctx())
		w.wantKind(err, errs.Unsupported)
	})
}

func TestSecondFactor(t *testing.T) {
	founded(t, func(w *world) {
		e := must(w.s.EnrolTOTP(ctx(), w.as(w.admin)))
		must(w.signIn("eva.root", good)) // not before the first right code
		_, err := w.s.ConfirmTOTP(ctx(), w.as(w.admin), "000000x")
		w.wantKind(err, errs.Invalid)
		code := func() string {
			c, err := totp.GenerateCode(e.Secret, w.clock.Now())
			if err != nil {
				w.Fatal(err)
			}
			return c
		}
		recovery := must(w.s.ConfirmTOTP(ctx(), w.as(w.admin), code()))
		if len(recovery) != recoveryCodes {
			w.Fatalf("%d recovery codes", len(recovery))
		}
		try := func(c string) error {
			_, err := w.s.SignIn(ctx(), Attempt{Name: "eva.root", Password: good, Code: c, From: From{Address: elsewhere}})
			return err
		}
		w.wantKind(try(""), errs.SecondFactor)
		w.wantKind(try(code()), errs.Unauthenticated) // the code that switched it on was used
		w.clock.Advance(time.Minute)
		if err := try(code()); err != nil {
			w.Errorf("a right code: %v", err)
		}
		w.wantKind(try(code()), errs.Unauthenticated)
		w.clock.Advance(time.Minute)
		if err := try(recovery[0]); err != nil {
			w.Errorf("a recovery code: %v", err)
		}
		w.wantKind(try(recovery[0]), errs.Unauthenticated)
		w.clock.Advance(time.Hour)
		_, err = w.s.SignIn(ctx(), Attempt{Name: "eva.root", Password: "wrong", Code: code(), From: From{Address: elsewhere}})
		w.wantKind(err, errs.Unauthenticated)
		if m := must(w.s.Methods(ctx(), w.as(w.admin))); !m.TOTP || m.Recovery != recoveryCodes-1 {
			w.Errorf("%+v", m)
		}
		if err := w.s.RemoveTOTP(ctx(), w.as(w.admin)); err != nil {
			w.Fatal(err)
		}
		w.clock.Advance(time.Hour)
		must(w.signIn("eva.root", good))
	})
}

func TestAProofGrowsOldAndIsRenewed(t *testing.T) {
	founded(t, func(w *world) {
		sess := must(w.signIn("eva.root", good))
		fresh := func() bool { return must(w.s.Authenticate(ctx(), Credentials{Session: sess.Secret})).Fresh }
		if !fresh() {
			w.Error("a sign-in is no proof")
		}
		w.clock.Advance(11 * time.Minute)
		if fresh() {
			w.Error("a proof of eleven minutes ago still counts")
		}
		w.wantKind(w.s.Prove(ctx(), w.as(w.admin), sess.Secret, Proof{Password: "wrong"}, From{Address: elsewhere}), errs.Denied)
		if fresh() {
			w.Error("a wrong password is a proof")
		}
		if err := w.s.Prove(ctx(), w.as(w.admin), sess.Secret, Proof{Password: good}, From{Address: elsewhere}); err != nil || !fresh() {
			w.Errorf("the right password is none: %v", err)
		}
		w.s.cfg.Origin = origin
		ana := w.user("ana", authz.Analyst)
		auth, key := passkeyFor(w, ana)
		ticket, answer := answerTo(w, auth, key)
		w.wantKind(w.s.Prove(ctx(), w.as(w.admin), sess.Secret, Proof{Ticket: ticket, Answer: answer}, From{}), errs.Denied)
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	founded(t, func(w *world) {
		one := must(w.signIn("eva.root", good))
		if err := w.s.EndSession(ctx(), w.as(w.admin), one.Secret, ""); err != nil { // that of the set-up
			w.Fatal(err)
		}
		two := must(w.signIn("eva.root", good))
		all := must(w.s.Sessions(ctx(), w.as(w.admin), one.Secret))
		if len(all) != 2 {
			w.Fatalf("%+v", all)
		}
		for _, o := range all {
			if o.Current {
				continue
			}
			if err := w.s.EndSession(ctx(), w.as(w.user("ana", authz.Analyst)), one.Secret, o.ID); !errs.Is(err, errs.NotFound) {
				w.Errorf("another ends it: %v", err)
			}
			if err := w.s.EndSession(ctx(), w.as(w.admin), one.Secret, o.ID); err != nil {
				w.Fatal(err)
			}
		}
		_, err := w.s.Authenticate(ctx(), Credentials{Session: two.Secret})
		w.wantKind(err, errs.Unauthenticated)
		must(w.s.Authenticate(ctx(), Credentials{Session: one.Secret}))
	})
}

func TestAResetLetsInWhoeverLostTheSecondFactor(t *testing.T) {
	founded(t, func(w *world) {
		ana := w.user("ana", authz.Analyst)
		e := must(w.s.EnrolTOTP(ctx(), w.as(ana)))
		must(w.s.ConfirmTOTP(ctx(), w.as(ana), must(totp.GenerateCode(e.Secret, w.clock.Now()))))
		_, err := w.signIn("ana", good)
		w.wantKind(err, errs.SecondFactor)
		l := must(w.s.ResetPassword(ctx(), w.as(w.admin), ana.ID))
		must(w.s.Setup(ctx(), SetUp{Secret: l.Secret, Password: "another good sentence"}))
		must(w.signIn("ana", "another good sentence"))
		if m := must(w.s.Methods(ctx(), w.as(ana))); m.TOTP || m.Recovery != 0 {
			w.Errorf("left after the reset: %+v", m)
		}
	})
}

func TestASecondFactorsSecretIsSealedToItsOwner(t *testing.T) {
	founded(t, func(w *world) {
		other := w.user("jan", authz.Duty)
		w.s.cfg.Seal = []byte("this node's key")
		e := must(w.s.EnrolTOTP(ctx(), w.as(w.admin)))
		stored := func() (text string) {
			err := w.d.Read(ctx(), func(tx *db.Tx) (err error) {
				text, err = db.Value[string](ctx(), tx, `SELECT secret FROM account_totp WHERE owner = $1`, w.admin.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		kept := stored()
		if strings.Contains(kept, e.Secret) {
			t.Error("the database holds the secret as it is")
		}
		if plain, err := w.s.unseal(kept, w.admin.ID); err != nil || plain != e.Secret {
			t.Errorf("unsealed %q, %v", plain, err)
		}
		if _, err := w.s.unseal(kept, other.ID); err == nil {
			t.Error("another person's row opens it")
		}
		w.s.cfg.Seal = []byte("another node's key")
		if _, err := w.s.ConfirmTOTP(ctx(), w.as(w.admin), must(totp.GenerateCode(e.Secret, w.clock.Now()))); !errs.Is(err, errs.Internal) {
			t.Errorf("another key: %v", err)
		}
	})
}
