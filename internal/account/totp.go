package account

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Enrolment is what a person puts into an authenticator app, shown once.
type Enrolment struct {
	Secret string // base32
	URI    string // otpauth://
	QR     []byte // the URI as PNG
}

const (
	period        = 30 // seconds of a code (RFC 6238 §5.2)
	skew          = 1  // codes before and after that are taken, for clocks that differ
	recoveryCodes = 10
)

// EnrolTOTP makes a secret for the actor's second factor. It counts from the
// first right code on: see ConfirmTOTP.
func (s *Service) EnrolTOTP(ctx context.Context, who authz.Actor) (e Enrolment, err error) {
	defer errs.Wrap(&err, "account.EnrolTOTP")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return e, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Entente " + string(s.cfg.Party), AccountName: who.Name, Period: period, SecretSize: 20})
	if err != nil {
		return e, err
	}
	img, err := key.Image(240, 240)
	if err != nil {
		return e, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return e, err
	}
	e = Enrolment{Secret: key.Secret(), URI: key.URL(), QR: b.Bytes()}
	kept, err := s.seal(e.Secret, who.Person)
	if err != nil {
		return e, err
	}
	return e, s.db.Write(ctx, func(tx *db.Tx) error {
		have, err := s.secondFactor(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if have.confirmed {
			return errs.New(errs.Conflict, "you have a second factor already; remove it first")
		}
		_, err = tx.Exec(ctx, `INSERT INTO account_totp (owner, secret, step, confirmed) VALUES ($1,$2,0,0) ON CONFLICT (owner) DO UPDATE SET secret = excluded.secret, step = 0`, who.Person, kept)
		return err
	})
}

// ConfirmTOTP takes the first code and switches the second factor on. The
// recovery codes are known to the caller only; each works once.
func (s *Service) ConfirmTOTP(ctx context.Context, who authz.Actor, code string) (codes []string, err error) {
	defer errs.Wrap(&err, "account.ConfirmTOTP")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.secondFactor(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if f.secret == "" || f.confirmed {
			return errs.New(errs.Conflict, "begin with a new secret")
		}
		step := f.matches(code, tx.Now)
		if step == 0 {
			return errs.New(errs.Invalid, "this code is not right; check that the clock of your device is")
		}
		if _, err := tx.Exec(ctx, `UPDATE account_totp SET step = $1, confirmed = $2 WHERE owner = $3`, step, db.Micros(tx.Now), who.Person); err != nil {
			return err
		}
		if codes, err = newRecoveryCodes(ctx, tx, who.Person); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.second-factor-added", who.Person, map[string]any{"name": who.Name})
	})
	return codes, err
}

// RemoveTOTP takes the actor's second factor away.
func (s *Service) RemoveTOTP(ctx context.Context, who authz.Actor) (err error) {
	defer errs.Wrap(&err, "account.RemoveTOTP")
	if err := who.May(authz.TokenManageOwn); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM account_totp WHERE owner = $1`, who.Person); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM account_recovery WHERE owner = $1`, who.Person); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "account.second-factor-removed", who.Person, map[string]any{"name": who.Name})
	})
}

// forgetMethods takes away every way in of a user but the password.
func forgetMethods(ctx context.Context, tx *db.Tx, owner string) error {
	for _, table := range []string{"account_totp", "account_recovery", "account_passkey"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE owner = $1`, owner); err != nil {
			return err
		}
	}
	return nil
}

// factor is a user's second factor; the zero factor is none.
type factor struct {
	owner, secret string
	step          int64
	confirmed     bool
}

func (s *Service) secondFactor(ctx context.Context, tx *db.Tx, owner string) (f factor, err error) {
	f, err = db.One(ctx, tx, func(sc db.Scanner) (f factor, err error) {
		var confirmed int64
		err = sc.Scan(&f.secret, &f.step, &confirmed)
		f.owner, f.confirmed = owner, confirmed > 0
		return f, err
	}, `SELECT secret, step, confirmed FROM account_totp WHERE owner = $1`, owner)
	if errs.Is(err, errs.NotFound) {
		return factor{}, nil
	}
	if err == nil {
		f.secret, err = s.unseal(f.secret, owner)
	}
	return f, err
}

// matches gives the time step of a right code that was not taken before, or 0.
func (f factor) matches(code string, now time.Time) int64 {
	code = strings.Join(strings.Fields(code), "")
	for d := int64(-skew); d <= skew; d++ {
		step := now.Unix()/period + d
		want, err := totp.GenerateCodeCustom(f.secret, time.Unix(step*period, 0), totp.ValidateOpts{Period: period, Digits: otp.DigitsSix})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > f.step {
			return step
		}
	}
	return 0
}

// use takes a code, or one recovery code, of the factor. Neither works twice.
func (f factor) use(ctx context.Context, tx *db.Tx, code string) (ok bool, err error) {
	if step := f.matches(code, tx.Now); step > 0 {
		_, err := tx.Exec(ctx, `UPDATE account_totp SET step = $1 WHERE owner = $2`, step, f.owner)
		return err == nil, err
	}
	n, err := tx.Exec(ctx, `DELETE FROM account_recovery WHERE owner = $1 AND hash = $2`, f.owner, hashRecovery(code))
	return n > 0, err
}

func newRecoveryCodes(ctx context.Context, tx *db.Tx, owner string) (codes []string, err error) {
	if _, err := tx.Exec(ctx, `DELETE FROM account_recovery WHERE owner = $1`, owner); err != nil {
		return nil, err
	}
	for range recoveryCodes {
		raw := make([]byte, 10)
		_, _ = rand.Read(raw) // crypto/rand never fails
		text := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
		code := text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		if _, err := tx.Exec(ctx, `INSERT INTO account_recovery (owner, hash) VALUES ($1,$2)`, owner, hashRecovery(code)); err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// hashRecovery hashes a code of 80 random bits as a person types it.
func hashRecovery(code string) []byte {
	sum := sha256.Sum256([]byte("recovery\x00" + strings.ReplaceAll(strings.Join(strings.Fields(strings.ToLower(code)), ""), "-", "")))
	return sum[:]
}
