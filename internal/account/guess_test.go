package account

import (
	"testing"

	"github.com/pquerna/otp/totp"

	"entente/internal/base/errs"
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
