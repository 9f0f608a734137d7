package account

import (
	"testing"

	"github.com/pquerna/otp/totp"

	"entente/internal/base/errs"
	"entente/internal/base/journal"
)

func TestGuessingCodes(t *testing.T) {
	founded(t, func(w *world) {
		e := must(w.s.EnrolTOTP(ctx(), w.as(w.admin)))
		code := must(totp.GenerateCode(e.Secret, w.clock.Now()))
		must(w.s.ConfirmTOTP(ctx(), w.as(w.admin), code))
		guesses := 0
		for i := range 200 {
			c := "000000"
			if i%5 == 4 {
				c = "" // the right password without a code
			}
			in := Attempt{Name: "eva.root", Password: good, Code: c}
			in.Address = "" // an address of its own each time
			_, err := w.s.SignIn(ctx(), in)
			if errs.Is(err, errs.Busy) {
				t.Logf("locked out after %d guesses", guesses)
				return
			}
			if c != "" {
				guesses++
			}
		}
		t.Errorf("%d wrong codes for one name without a lock-out, the clock never moved", guesses)
	})
}

func TestGuessingPasskeysIsThrottledByAddress(t *testing.T) {
	each(t, func(w *world) {
		w.s = New(w.d, journal.New(), Config{Party: party, Params: Params{Time: 1, Memory: 64, Threads: 1}, Origin: origin})
		for i := range 100 {
			begun := must(w.s.AskPasskey(ctx()))
			_, err := w.s.ByPasskey(ctx(), begun.Ticket, []byte(`{}`), From{Address: elsewhere})
			if errs.Is(err, errs.Busy) {
				if i < 30 {
					t.Errorf("locked out after %d answers; thirty are free", i)
				}
				return
			}
			w.wantKind(err, errs.Invalid)
		}
		t.Error("a hundred answers of one address without a lock-out, the clock never moved")
	})
}

func TestATokenDoesNotLookAtItsOwnersDoors(t *testing.T) {
	founded(t, func(w *world) {
		_, secret, err := w.s.CreateToken(ctx(), w.as(w.admin), NewToken{Label: "script", Kind: Full, Days: 1})
		if err != nil {
			t.Fatal(err)
		}
		id := must(w.s.Authenticate(ctx(), Credentials{Bearer: secret}))
		_, err = w.s.Methods(ctx(), id.Actor)
		w.wantKind(err, errs.Denied)
		_, err = w.s.Sessions(ctx(), id.Actor, "")
		w.wantKind(err, errs.Denied)
	})
}
