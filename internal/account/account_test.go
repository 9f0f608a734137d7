package account

import (
	"context"
	"strings"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/db/dbtest"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

const (
	party     = ids.Party("CZE")
	good      = "correct horse battery"
	elsewhere = "192.0.2.7"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// world is a node's accounts with one administrator in it.
type world struct {
	*testing.T
	s     *Service
	d     *db.DB
	clock *clock.Fixed
	admin User
}

// each runs f on both engines, with cheap Argon2 costs and a clock of its own.
func each(t *testing.T, f func(w *world)) {
	t.Helper()
	t.Parallel()
	dbtest.EachClock(t, func() clock.Clock { return clock.NewFixed(start) }, func(t *testing.T, d *db.DB, c clock.Clock) {
		s := New(d, journal.New(), Config{Party: party, Params: Params{Time: 1, Memory: 64, Threads: 1}})
		f(&world{T: t, s: s, d: d, clock: c.(*clock.Fixed)})
	})
}

// founded is each with the first administrator set up.
func founded(t *testing.T, f func(w *world)) {
	t.Helper()
	each(t, func(w *world) {
		l := must(w.s.FirstLink(ctx(), bootstrap()))
		sess := must(w.s.Setup(ctx(), SetUp{Secret: l.Secret, Name: "Eva.Root", Display: "Eva", Password: good}))
		w.admin = sess.User
		f(w)
	})
}

func ctx() context.Context { return context.Background() }

func bootstrap() authz.Actor { return authz.System(party, "init", authz.SystemBootstrap) }

// must unwraps what cannot fail in a test that means anything.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (w *world) as(u User) authz.Actor { return w.s.person(u, "page") }

// user creates a user with the password good.
func (w *world) user(name string, roles ...authz.Role) User {
	w.Helper()
	u, _, err := w.s.CreateUser(ctx(), w.as(w.admin), NewUser{Name: name, Roles: roles, Password: good})
	if err != nil {
		w.Fatal(err)
	}
	return u
}

func (w *world) signIn(name, password string) (Session, error) {
	return w.s.SignIn(ctx(), Attempt{Name: name, Password: password, From: From{Address: elsewhere}})
}

func (w *world) wantKind(err error, kind errs.Kind) {
	w.Helper()
	if !errs.Is(err, kind) {
		w.Errorf("got %v (%s), want %s", err, errs.KindOf(err), kind)
	}
}

// kinds counts the journal by kind.
func (w *world) kinds() map[string]int {
	w.Helper()
	n := map[string]int{}
	auditor := authz.System(party, "test", authz.JournalRead)
	err := w.d.Read(ctx(), func(tx *db.Tx) error {
		all, err := journal.List(ctx(), tx, auditor.In(ids.Live), journal.Filter{Limit: 1000})
		for _, e := range all {
			n[e.Kind]++
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

func TestParseName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"eva": "eva", " Eva.Root ": "eva.root", "\u212Aarel": "karel", "j-1_x": "j-1_x", "0day": "0day",
		"": "", ".eva": "", "evа": "" /* Cyrillic а */, "ＥＶＡ": "", "e\u0301va": "", "eva root": "", "eva\x00": "", "eva\u202e": "",
		strings.Repeat("a", 63): strings.Repeat("a", 63), strings.Repeat("a", 64): "", strings.Repeat(" ", 500) + "eva": "",
	} {
		got, err := ParseName(in)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("ParseName(%q) = %q, %v; want %q", in, got, err, want)
		}
		if err != nil && len(err.Error()) > errs.MaxEcho+200 {
			t.Errorf("ParseName(%q) repeats too much of its input", in)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for in, ok := range map[string]bool{
		good: true, "": false, "elevenchars": false, "twelve chars": true, strings.Repeat("ž", 256): true, strings.Repeat("ž", 257): false,
		"eva.root": false, "Eva.Root1234567": false, "eva.rooteva.root": false, "eva.root likes long rides": true, "bell\x07 and whistle": false, "\xffinvalid bytes here": false,
	} {
		if _, err := checkPassword(in, "eva.root"); (err == nil) != ok {
			t.Errorf("checkPassword(%q): %v", in, err)
		}
	}
	a, _ := checkPassword("cafe\u0301 cafe\u0301 cafe\u0301", "x")
	if b, _ := checkPassword("caf\u00e9 caf\u00e9 caf\u00e9", "x"); a != b || a == "" {
		t.Error("two forms of one password differ")
	}
}

func TestPHC(t *testing.T) {
	t.Parallel()
	p := Params{Time: 1, Memory: 64, Threads: 1}
	phc := hashPassword(good, p)
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("not a PHC string: %s", phc)
	}
	if ok, stale, err := verifyPassword(good, phc, p); !ok || stale || err != nil {
		t.Error(ok, stale, err)
	}
	if ok, stale, err := verifyPassword(good, phc, Params{Time: 2, Memory: 64, Threads: 1}); !ok || !stale || err != nil {
		t.Error("other costs must verify and be stale:", ok, stale, err)
	}
	if ok, _, err := verifyPassword(good+"x", phc, p); ok || err != nil {
		t.Error("a wrong password verified", err)
	}
	if ok, _, _ := verifyPassword("", "", p); ok {
		t.Error("no password verified against no hash")
	}
	for _, bad := range []string{"plain", "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=18$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"} {
		if ok, _, err := verifyPassword(good, bad, p); ok || err == nil {
			t.Errorf("damaged hash %q was taken", bad)
		}
	}
}

func TestSecretForms(t *testing.T) {
	t.Parallel()
	secret, hash := newSecret(tokenPrefix)
	if got, err := hashSecret(tokenPrefix, secret); err != nil || string(got) != string(hash) {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "null", "ent_", secret[:len(secret)-1], secret + "a", strings.ToUpper(secret), string(hash), " " + secret, strings.Replace(secret, tokenPrefix, sessionPrefix, 1), secret[:len(secret)-1] + "b"} {
		if _, err := hashSecret(tokenPrefix, bad); err == nil && bad != secret {
			// The last form may by chance decode; it then has another hash.
			if got, _ := hashSecret(tokenPrefix, bad); string(got) == string(hash) {
				t.Errorf("%q was taken for the secret", bad)
			}
		}
	}
}

func TestLower(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{{"", "", ""}, {"", "green", "green"}, {"green", "", "green"}, {"red", "amber+strict", "amber+strict"}, {"clear", "red", "clear"}, {"amber", "amber", "amber"}, {"pink", "red", "clear"}} {
		if got := lower(c[0], c[1]); got != c[2] {
			t.Errorf("lower(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
