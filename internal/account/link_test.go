package account

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
)

func TestFreshNodeHasNoAccount(t *testing.T) {
	each(t, func(w *world) {
		for _, name := range []string{"admin", "root", "entente", ""} {
			for _, pw := range []string{"", "admin", "changeme", "entente"} {
				_, err := w.s.SignIn(ctx(), Attempt{Name: name, Password: pw})
				if !errs.Is(err, errs.Unauthenticated) && !errs.Is(err, errs.Busy) {
					w.Errorf("%q/%q: %v", name, pw, err)
				}
			}
		}
	})
}

func TestFirstLink(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.s.FirstLink(ctx(), w.s.self())
		w.wantKind(err, errs.Denied)
		a := must(w.s.FirstLink(ctx(), bootstrap()))
		b := must(w.s.FirstLink(ctx(), bootstrap()))
		if got := must(w.s.OpenLink(ctx(), a.Secret)); got.Purpose != FirstAdmin || got.Name != "" {
			w.Errorf("got %+v", got)
		}
		_, err = w.s.Setup(ctx(), SetUp{Secret: a.Secret, Name: "eva", Password: "short"})
		w.wantKind(err, errs.Invalid)
		sess := must(w.s.Setup(ctx(), SetUp{Secret: a.Secret, Name: "Eva", Password: good}))
		if sess.User.Name != "eva" || len(sess.User.Roles) != 1 || sess.User.Roles[0] != authz.Admin {
			w.Errorf("got %+v", sess.User)
		}
		id := must(w.s.Authenticate(ctx(), Credentials{Session: sess.Secret, Via: "page"}))
		if id.Actor.Person != sess.User.ID || id.Actor.Via != "page" {
			w.Errorf("got %+v", id)
		}
		for _, l := range []Link{a, b} {
			_, err = w.s.Setup(ctx(), SetUp{Secret: l.Secret, Name: "mallory", Password: good})
			if !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Conflict) {
				w.Errorf("a second administrator came in by a first link: %v", err)
			}
		}
		_, err = w.s.FirstLink(ctx(), bootstrap())
		w.wantKind(err, errs.Conflict)
	})
}

func TestFirstLinkExpires(t *testing.T) {
	each(t, func(w *world) {
		l := must(w.s.FirstLink(ctx(), bootstrap()))
		w.clock.Advance(linkLife)
		_, err := w.s.Setup(ctx(), SetUp{Secret: l.Secret, Name: "eva", Password: good})
		w.wantKind(err, errs.NotFound)
		for _, bad := range []string{"", "null", l.Secret[:10], "entl_aaaa"} {
			_, err := w.s.OpenLink(ctx(), bad)
			w.wantKind(err, errs.NotFound)
		}
	})
}

// TestHostileD65LinkRace uses one link a hundred times at once.
func TestHostileD65LinkRace(t *testing.T) {
	each(t, func(w *world) {
		l := must(w.s.FirstLink(ctx(), bootstrap()))
		var won atomic.Int64
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				if _, err := w.s.Setup(ctx(), SetUp{Secret: l.Secret, Name: "eva" + string(rune('a'+i%26)), Password: good}); err == nil {
					won.Add(1)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			w.Errorf("%d of 100 parallel uses of one link succeeded", won.Load())
		}
		if n := len(must(w.s.ListUsers(ctx(), authz.System(party, "test", authz.UserManage)))); n != 1 {
			w.Errorf("%d users exist", n)
		}
	})
}

func TestInviteAndReset(t *testing.T) {
	founded(t, func(w *world) {
		u, invite, err := w.s.CreateUser(ctx(), w.as(w.admin), NewUser{Name: "ana", Roles: []authz.Role{authz.Analyst}, Invite: true})
		if err != nil {
			w.Fatal(err)
		}
		_, err = w.signIn("ana", good)
		w.wantKind(err, errs.Unauthenticated)
		sess := must(w.s.Setup(ctx(), SetUp{Secret: invite.Secret, Name: "mallory", Password: good}))
		if sess.User.Name != "ana" || sess.User.ID != u.ID {
			w.Errorf("the invitation made %+v", sess.User)
		}
		_, err = w.s.ResetPassword(ctx(), w.as(u), w.admin.ID)
		w.wantKind(err, errs.Denied)
		first := must(w.s.ResetPassword(ctx(), w.as(w.admin), u.ID))
		second := must(w.s.ResetPassword(ctx(), w.as(w.admin), u.ID))
		_, err = w.s.OpenLink(ctx(), first.Secret)
		w.wantKind(err, errs.NotFound)
		if _, err := w.s.Authenticate(ctx(), Credentials{Session: sess.Secret}); err != nil {
			w.Errorf("the reset ended a session before it was used: %v", err)
		}
		must(w.s.Setup(ctx(), SetUp{Secret: second.Secret, Password: "another long password"}))
		_, err = w.s.Authenticate(ctx(), Credentials{Session: sess.Secret})
		w.wantKind(err, errs.Unauthenticated)
		_, err = w.signIn("ana", good)
		w.wantKind(err, errs.Unauthenticated)
		must(w.signIn("ANA", "another long password"))
		w.clock.Advance(time.Minute)
	})
}
