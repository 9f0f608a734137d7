package account

import (
	"slices"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
)

func (w *world) token(u User, in NewToken) (Token, string) {
	w.Helper()
	t, secret, err := w.s.CreateToken(ctx(), w.as(u), in)
	if err != nil {
		w.Fatal(err)
	}
	return t, secret
}

func TestTokenRules(t *testing.T) {
	founded(t, func(w *world) {
		ana := w.user("ana", authz.Analyst)
		for _, in := range []NewToken{
			{Label: "x", Kind: "rw", Days: 1}, {Label: "x", Kind: Full, Days: 0}, {Label: "x", Kind: Full, Days: 401},
			{Label: " ", Kind: Full, Days: 1}, {Label: "a\u202eb", Kind: Full, Days: 1}, {Label: "x", Kind: Full, Days: 1, Ceiling: "pink"},
		} {
			_, _, err := w.s.CreateToken(ctx(), w.as(ana), in)
			w.wantKind(err, errs.Invalid)
		}
		for _, in := range []NewToken{
			{Label: "x", Kind: Full, Days: 1, Acts: []authz.Act{authz.ReleaseMake}},
			{Label: "x", Kind: Full, Days: 1, Acts: []authz.Act{authz.TokenManageOwn}},
			{Label: "x", Kind: ReadOnly, Days: 1, Acts: []authz.Act{authz.IntelImport}},
			{Label: "x", Kind: Full, Days: 1, Owner: w.admin.ID},
		} {
			_, _, err := w.s.CreateToken(ctx(), w.as(ana), in)
			w.wantKind(err, errs.Denied)
		}
		_, err := w.s.ListTokens(ctx(), authz.Actor{})
		w.wantKind(err, errs.Unauthenticated)
		// An administrator makes tokens for others, never with more than the owner has.
		_, _, err = w.s.CreateToken(ctx(), w.as(w.admin), NewToken{Owner: "ana", Label: "x", Kind: Full, Days: 1, Acts: []authz.Act{authz.UserManage}})
		w.wantKind(err, errs.Denied)
		_, _, err = w.s.CreateToken(ctx(), w.as(w.admin), NewToken{Owner: "nobody", Label: "x", Kind: Full, Days: 1})
		w.wantKind(err, errs.NotFound)
		tok, secret := w.token(w.admin, NewToken{Owner: "ana", Label: "x", Kind: Full, Days: 1, Ceiling: "TLP:GREEN"})
		if tok.Owner != ana.ID || tok.Ceiling != "green" {
			w.Errorf("got %+v", tok)
		}
		if id := must(w.s.Authenticate(ctx(), Credentials{Bearer: secret})); id.Actor.Ceiling != "green" || id.Actor.Name != "ana" {
			w.Errorf("got %+v", id.Actor)
		}
		w.clock.Advance(24 * time.Hour)
		_, err = w.s.Authenticate(ctx(), Credentials{Bearer: secret})
		w.wantKind(err, errs.Unauthenticated)
	})
}

// TestHostileC50TokenNeverWidens checks every role with both kinds of token.
func TestHostileC50TokenNeverWidens(t *testing.T) {
	founded(t, func(w *world) {
		for _, role := range authz.Roles() {
			in := NewUser{Name: "u-" + string(role), Roles: []authz.Role{role}, Password: good}
			if role.Machine() {
				in.Password, in.Ceiling = "", "green"
			}
			u, _, err := w.s.CreateUser(ctx(), w.as(w.admin), in)
			if err != nil {
				w.Fatal(err)
			}
			for _, kind := range []TokenKind{ReadOnly, Full} {
				_, secret := w.token(w.admin, NewToken{Owner: u.ID, Label: "x", Kind: kind, Days: 1})
				who := must(w.s.Authenticate(ctx(), Credentials{Bearer: secret})).Actor
				for _, a := range who.Acts() {
					if !slices.Contains(u.Acts(), a) || slices.Contains(keptBack, a) || kind == ReadOnly && !slices.Contains(authz.ReadOnly(u.Acts()), a) {
						w.Errorf("a %s token of %s may %s", kind, role, a)
					}
				}
				_, _, err := w.s.CreateToken(ctx(), who, NewToken{Label: "child", Kind: kind, Days: 1})
				w.wantKind(err, errs.Denied)
				_, err = w.s.ChangePassword(ctx(), who, good, "a fresh long password", "", From{})
				w.wantKind(err, errs.Denied)
				if kind == ReadOnly || role != authz.Admin {
					_, _, err = w.s.CreateUser(ctx(), who, NewUser{Name: "x", Roles: []authz.Role{authz.Admin}, Password: good})
					w.wantKind(err, errs.Denied)
				}
				if kind == ReadOnly {
					w.wantKind(w.s.RevokeToken(ctx(), who, "any"), errs.Denied)
				}
				for _, t := range must(w.s.ListTokens(ctx(), who)) {
					if t.Owner != u.ID && (role != authz.Admin || kind != Full) {
						w.Errorf("a %s token of %s sees a token of %s", kind, role, t.OwnerName)
					}
				}
			}
		}
	})
}

func TestConsumer(t *testing.T) {
	founded(t, func(w *world) {
		roles := []authz.Role{authz.Consumer}
		for _, in := range []NewUser{
			{Name: "siem", Roles: roles, Ceiling: "green", Password: good}, {Name: "siem", Roles: roles, Ceiling: "green", Invite: true},
			{Name: "siem", Roles: roles}, {Name: "siem", Roles: append(roles, authz.Admin), Ceiling: "green"},
		} {
			_, _, err := w.s.CreateUser(ctx(), w.as(w.admin), in)
			w.wantKind(err, errs.Invalid)
		}
		u, _, err := w.s.CreateUser(ctx(), w.as(w.admin), NewUser{Name: "siem", Roles: roles, Ceiling: "green"})
		if err != nil {
			w.Fatal(err)
		}
		tok, secret := w.token(w.admin, NewToken{Owner: "siem", Label: "taxii", Kind: ReadOnly, Days: 30, Ceiling: "red"})
		if tok.Ceiling != "green" {
			w.Errorf("the token's ceiling %q is above its owner's", tok.Ceiling)
		}
		id := must(w.s.Authenticate(ctx(), Credentials{Name: "SIEM", Password: secret, Via: "taxii"}))
		if id.Actor.May(authz.TaxiiRead) != nil || id.Actor.May(authz.IntelImport) == nil || id.Actor.Via != "taxii" {
			w.Errorf("got %+v", id.Actor)
		}
		_, err = w.s.Authenticate(ctx(), Credentials{Name: "eva.root", Password: secret})
		w.wantKind(err, errs.Unauthenticated)
		_, err = w.s.ResetPassword(ctx(), w.as(w.admin), u.ID)
		w.wantKind(err, errs.Invalid)
		_, err = w.signIn("siem", good)
		w.wantKind(err, errs.Unauthenticated)
		clear := "clear"
		must(w.s.ChangeUser(ctx(), w.as(w.admin), u.ID, Change{Ceiling: &clear}))
		if id := must(w.s.Authenticate(ctx(), Credentials{Bearer: secret})); id.Actor.Ceiling != "clear" {
			w.Errorf("a lowered ceiling does not hold: %+v", id.Actor)
		}
	})
}

// TestHostileD62Bearer sends what must never be taken for a token.
func TestHostileD62Bearer(t *testing.T) {
	founded(t, func(w *world) {
		tok, secret := w.token(w.admin, NewToken{Label: "x", Kind: Full, Days: 1})
		sess := must(w.signIn("eva.root", good))
		for _, bad := range []string{"null", "undefined", w.admin.ID, tok.ID, string(digest(secret)), secret[:20], secret + "x", sess.Secret, good, " " + secret} {
			_, err := w.s.Authenticate(ctx(), Credentials{Bearer: bad})
			w.wantKind(err, errs.Unauthenticated)
			_, err = w.s.Authenticate(ctx(), Credentials{Name: "eva.root", Password: bad})
			w.wantKind(err, errs.Unauthenticated)
		}
		for _, c := range []Credentials{{}, {Session: secret}, {Session: sess.Secret, Bearer: secret}, {Bearer: secret, Name: "eva.root", Password: secret}, {Name: "eva.root"}} {
			_, err := w.s.Authenticate(ctx(), c)
			w.wantKind(err, errs.Unauthenticated)
		}
	})
}

func TestRevokeToken(t *testing.T) {
	founded(t, func(w *world) {
		ana, jan := w.user("ana", authz.Analyst), w.user("jan", authz.Analyst)
		tok, secret := w.token(ana, NewToken{Label: "x", Kind: Full, Days: 1})
		w.wantKind(w.s.RevokeToken(ctx(), w.as(jan), tok.ID), errs.NotFound)
		if all := must(w.s.ListTokens(ctx(), w.as(jan))); len(all) != 0 {
			w.Errorf("jan sees %d tokens of others", len(all))
		}
		must(w.s.Authenticate(ctx(), Credentials{Bearer: secret}))
		if err := w.s.RevokeToken(ctx(), w.as(w.admin), tok.ID); err != nil {
			w.Fatal(err)
		}
		_, err := w.s.Authenticate(ctx(), Credentials{Bearer: secret})
		w.wantKind(err, errs.Unauthenticated)
		_, spare := w.token(ana, NewToken{Label: "spare", Kind: ReadOnly, Days: 1})
		id := must(w.s.Authenticate(ctx(), Credentials{Bearer: spare}))
		if err := w.s.Resign(ctx(), id); err != nil {
			w.Fatal(err)
		}
		_, err = w.s.Authenticate(ctx(), Credentials{Bearer: spare})
		w.wantKind(err, errs.Unauthenticated)
		w.wantKind(w.s.Resign(ctx(), Identity{Actor: w.as(ana)}), errs.Invalid)
		all := must(w.s.ListTokens(ctx(), w.as(ana)))
		if len(all) != 2 || all[0].Revoked.IsZero() || all[0].Used.IsZero() {
			w.Errorf("got %+v", all)
		}
	})
}

func TestUserRules(t *testing.T) {
	founded(t, func(w *world) {
		ana := w.user("ana", authz.Analyst)
		_, err := w.s.ListUsers(ctx(), w.as(ana))
		w.wantKind(err, errs.Denied)
		_, _, err = w.s.CreateUser(ctx(), w.as(ana), NewUser{Name: "x", Roles: []authz.Role{authz.Admin}, Password: good})
		w.wantKind(err, errs.Denied)
		// One canonical form: every spelling of a taken name is taken.
		for _, name := range []string{"ana", "ANA", " ana "} {
			_, _, err := w.s.CreateUser(ctx(), w.as(w.admin), NewUser{Name: name, Roles: []authz.Role{authz.Analyst}, Password: good})
			w.wantKind(err, errs.Conflict)
		}
		for _, in := range []NewUser{
			{Name: "b", Password: good}, {Name: "b", Roles: []authz.Role{"root"}, Password: good}, {Name: "b", Roles: []authz.Role{authz.Duty, authz.Duty}, Password: good},
			{Name: "b", Roles: []authz.Role{authz.Duty}}, {Name: "b", Roles: []authz.Role{authz.Duty}, Password: good, Invite: true},
			{Name: "b", Display: "b\u202ea", Roles: []authz.Role{authz.Duty}, Password: good},
		} {
			_, _, err := w.s.CreateUser(ctx(), w.as(w.admin), in)
			w.wantKind(err, errs.Invalid)
		}
		// Nobody touches their own rights, and an administrator always remains.
		yes, roles := true, []authz.Role{authz.Admin, authz.Director}
		_, err = w.s.ChangeUser(ctx(), w.as(w.admin), w.admin.ID, Change{Roles: &roles})
		w.wantKind(err, errs.Denied)
		_, err = w.s.ChangeUser(ctx(), w.as(w.admin), w.admin.ID, Change{Disabled: &yes})
		w.wantKind(err, errs.Denied)
		_, err = w.s.ChangeUser(ctx(), authz.System(party, "cli", authz.UserManage), w.admin.ID, Change{Disabled: &yes})
		w.wantKind(err, errs.Conflict)
		_, err = w.s.ChangeUser(ctx(), w.as(w.admin), "no-such", Change{Disabled: &yes})
		w.wantKind(err, errs.NotFound)
	})
}
