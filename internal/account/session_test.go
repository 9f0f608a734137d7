package account

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

func TestSessionEnds(t *testing.T) {
	founded(t, func(w *world) {
		alive := func(s Session) bool {
			_, err := w.s.Authenticate(ctx(), Credentials{Session: s.Secret})
			return err == nil
		}
		idle := must(w.signIn("eva.root", good))
		w.clock.Advance(59 * time.Minute)
		if !alive(idle) {
			w.Error("ended before the hour")
		}
		w.clock.Advance(59 * time.Minute)
		if !alive(idle) {
			w.Error("use did not keep it alive")
		}
		w.clock.Advance(59 * time.Minute)
		must(w.s.Authenticate(ctx(), Credentials{Session: idle.Secret, Quiet: true})) // which is no use
		w.clock.Advance(time.Minute)
		if alive(idle) {
			w.Error("outlived an idle hour")
		}
		busy := must(w.signIn("eva.root", good))
		for range 23 {
			w.clock.Advance(30 * time.Minute)
			if !alive(busy) {
				w.Fatal("ended before its life was over")
			}
		}
		w.clock.Advance(30 * time.Minute)
		if alive(busy) {
			w.Error("outlived twelve hours")
		}
		gone := must(w.signIn("eva.root", good))
		other := must(w.signIn("eva.root", good))
		if err := w.s.SignOut(ctx(), w.as(w.admin), gone.Secret); err != nil {
			w.Fatal(err)
		}
		if alive(gone) || !alive(other) {
			w.Error("signing out must end this session and no other")
		}
		w.wantKind(w.s.SignOut(ctx(), w.as(w.admin), "null"), errs.Unauthenticated)
	})
}

func TestRightsAreReadEachTime(t *testing.T) {
	founded(t, func(w *world) {
		ana := w.user("ana", authz.Analyst)
		sess := must(w.signIn("ana", good))
		token, secret, err := w.s.CreateToken(ctx(), w.as(ana), NewToken{Label: "probe", Kind: Full, Days: 30})
		if err != nil {
			w.Fatal(err)
		}
		if id := must(w.s.Authenticate(ctx(), Credentials{Bearer: secret})); id.Actor.May(authz.IntelImport) != nil || id.Token != token.ID {
			w.Errorf("got %+v", id)
		}
		roles := []authz.Role{authz.Auditor}
		must(w.s.ChangeUser(ctx(), w.as(w.admin), ana.ID, Change{Roles: &roles}))
		_, err = w.s.Authenticate(ctx(), Credentials{Session: sess.Secret})
		w.wantKind(err, errs.Unauthenticated)
		if id := must(w.s.Authenticate(ctx(), Credentials{Bearer: secret})); id.Actor.May(authz.IntelImport) == nil {
			w.Error("the token kept a right that its owner lost")
		}
		yes, no := true, false
		must(w.s.ChangeUser(ctx(), w.as(w.admin), ana.ID, Change{Disabled: &yes}))
		_, err = w.s.Authenticate(ctx(), Credentials{Bearer: secret})
		w.wantKind(err, errs.Unauthenticated)
		_, err = w.signIn("ana", good)
		w.wantKind(err, errs.Unauthenticated)
		must(w.s.ChangeUser(ctx(), w.as(w.admin), ana.ID, Change{Disabled: &no}))
		must(w.signIn("ana", good))
	})
}

func TestChangePassword(t *testing.T) {
	founded(t, func(w *world) {
		sess := must(w.signIn("eva.root", good))
		_, err := w.s.ChangePassword(ctx(), w.as(w.admin), "not the old one", "a fresh long password", "", From{Address: elsewhere})
		w.wantKind(err, errs.Denied)
		_, err = w.s.ChangePassword(ctx(), w.as(w.admin), good, "eva.root", "", From{Address: elsewhere})
		w.wantKind(err, errs.Invalid)
		next := must(w.s.ChangePassword(ctx(), w.as(w.admin), good, "a fresh long password", "", From{Address: elsewhere}))
		_, err = w.s.Authenticate(ctx(), Credentials{Session: sess.Secret})
		w.wantKind(err, errs.Unauthenticated)
		must(w.s.Authenticate(ctx(), Credentials{Session: next.Secret}))
		_, err = w.signIn("eva.root", good)
		w.wantKind(err, errs.Unauthenticated)
		must(w.signIn("eva.root", "a fresh long password"))
	})
}

func TestRehashAtNewCosts(t *testing.T) {
	founded(t, func(w *world) {
		w.s.cfg.Params.Time = 2
		must(w.signIn("eva.root", good))
		all := must(w.s.ListUsers(ctx(), w.as(w.admin)))
		if !strings.Contains(all[0].password, "t=2") {
			w.Errorf("still %s", all[0].password)
		}
		must(w.signIn("eva.root", good))
	})
}

// TestHostileD61Password sends passwords that must never reach Argon2.
func TestHostileD61Password(t *testing.T) {
	founded(t, func(w *world) {
		w.s.cfg.Params = Params{Time: 0} // Argon2 panics at zero passes: the test fails if it is reached
		for _, pw := range []string{"", strings.Repeat("a", maxHashInput+1), strings.Repeat("a", 1<<20)} {
			_, err := w.signIn("eva.root", pw)
			w.wantKind(err, errs.Unauthenticated)
		}
	})
}

func TestThrottleByName(t *testing.T) {
	founded(t, func(w *world) {
		for i := range nameLimit.free {
			_, err := w.s.SignIn(ctx(), Attempt{Name: "eva.root", Password: "wrong", From: From{Address: fmt.Sprintf("192.0.2.%d", i)}})
			w.wantKind(err, errs.Unauthenticated)
		}
		_, err := w.s.SignIn(ctx(), Attempt{Name: "EVA.root ", Password: good, From: From{Address: "198.51.100.1"}})
		w.wantKind(err, errs.Busy)
		var wait *Wait
		if !errors.As(err, &wait) || wait.After != 15*time.Second {
			w.Errorf("got %v", err)
		}
		w.clock.Advance(15 * time.Second)
		_, err = w.signIn("eva.root", "wrong again, sorry")
		w.wantKind(err, errs.Unauthenticated)
		w.clock.Advance(29 * time.Second)
		_, err = w.signIn("eva.root", good)
		w.wantKind(err, errs.Busy)
		w.clock.Advance(time.Second)
		must(w.signIn("eva.root", good))
		_, err = w.signIn("eva.root", "wrong")
		w.wantKind(err, errs.Unauthenticated)
		must(w.signIn("eva.root", good))
		if n := w.kinds()["account.sign-in-failed"]; n != int(nameLimit.free)+2 {
			w.Errorf("%d failures journalled", n)
		}
	})
}

func TestThrottleByAddress(t *testing.T) {
	founded(t, func(w *world) {
		for i := range addressLimit.free {
			_, err := w.s.SignIn(ctx(), Attempt{Name: fmt.Sprintf("user%d", i), Password: "wrong", From: From{Address: fmt.Sprintf("2001:db8::%d", i)}})
			w.wantKind(err, errs.Unauthenticated)
		}
		_, err := w.s.SignIn(ctx(), Attempt{Name: "eva.root", Password: good, From: From{Address: "2001:db8::ffff"}})
		w.wantKind(err, errs.Busy)
		must(w.s.SignIn(ctx(), Attempt{Name: "eva.root", Password: good, From: From{Address: "2001:db8:0:1::1"}}))
		w.clock.Advance(2 * time.Hour)
		must(w.s.SignIn(ctx(), Attempt{Name: "eva.root", Password: good, From: From{Address: "2001:db8::ffff"}}))
	})
}

// TestHostileD64BruteForce guesses in parallel, under variants of one name and
// from many addresses: one counter holds.
func TestHostileD64BruteForce(t *testing.T) {
	founded(t, func(w *world) {
		variants := []string{"eva.root", "EVA.ROOT", " eva.root", "Eva.Root\t", "eva.root\n"}
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				_, err := w.s.SignIn(ctx(), Attempt{Name: variants[i%len(variants)], Password: "guess", From: From{Address: fmt.Sprintf("198.51.%d.%d", i/250, i%250)}})
				if !errs.Is(err, errs.Unauthenticated) && !errs.Is(err, errs.Busy) {
					w.Error(err)
				}
			})
		}
		wg.Wait()
		if n := w.kinds()["account.sign-in-failed"]; n > int(nameLimit.free) {
			w.Errorf("%d passwords were tried before the lock-out", n)
		}
	})
}

// TestHostileD71NoSecretInJournal plants canaries and reads the journal.
func TestHostileD71NoSecretInJournal(t *testing.T) {
	founded(t, func(w *world) {
		secrets := []string{good, "canary-as-a-name"}
		_, _ = w.signIn("canary-as-a-name", "canary-as-a-name")
		_, _ = w.signIn("eva.root", "canary-as-a-name")
		sess := must(w.signIn("eva.root", good))
		_, token, err := w.s.CreateToken(ctx(), w.as(w.admin), NewToken{Label: "x", Kind: ReadOnly, Days: 1})
		if err != nil {
			w.Fatal(err)
		}
		u := w.user("ana", authz.Analyst)
		l := must(w.s.ResetPassword(ctx(), w.as(w.admin), u.ID))
		secrets = append(secrets, sess.Secret, token, l.Secret, "$argon2id$")
		auditor := authz.System(party, "test", authz.JournalRead)
		var text strings.Builder
		err = w.d.Read(ctx(), func(tx *db.Tx) error {
			all, err := journal.List(ctx(), tx, auditor.In(ids.Live), journal.Filter{Limit: 1000})
			for _, e := range all {
				fmt.Fprintf(&text, "%+v %s\n", e, e.Body)
			}
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		for _, s := range secrets {
			if strings.Contains(text.String(), s) {
				w.Errorf("the journal holds %q", s)
			}
		}
	})
}
