package party

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

// Attestation is what an office signed, of which this node hears now.
type Attestation struct {
	Party     ids.Party
	Office    string
	First     sign.PublicKey // a key that the office must have had
	At        time.Time      // its date
	Context   string         // of the signature
	Bytes     []byte
	Signature sign.Signature
	Opens     bool // it lets something happen that could not before
}

// Attested checks that it is signed by the key that the office had at its date.
//
// When that key was retired meanwhile, whoever has it could have dated the
// statement back. Then what opens is refused, and what closes is taken.
func (s *Service) Attested(ctx context.Context, tx *db.Tx, a Attestation) error {
	key, doubt, err := s.SigningKey(ctx, tx, a.Party, a.Office, a.First, a.At)
	if err != nil {
		return err
	}
	if err := sign.Verify(key, a.Context, a.Bytes, a.Signature); err != nil {
		return errs.New(errs.Denied, "the signature of office %s of %s does not verify by the key that it had at %s", errs.Clip(a.Office), a.Party, a.At.Format(time.RFC3339))
	}
	if doubt && a.Opens {
		return errs.New(errs.Denied, "office %s of %s has retired the key of this signature since; whether it was made before cannot be told, so it must be stated anew", errs.Clip(a.Office), a.Party)
	}
	return nil
}

// Accompany takes the later card that came with a statement of a party; none is
// as good.
func (s *Service) Accompany(ctx context.Context, tx *db.Tx, card []byte, of, by ids.Party) error {
	if len(card) == 0 {
		return nil
	}
	code, _, err := s.Introduce(ctx, tx, card, by)
	if err == nil && code != of {
		err = errs.New(errs.Denied, "the statement of %s comes with a card of %s", of, code)
	}
	return err
}

// Later gives a party's card where it is a later one than that of a serial, for
// whoever has no link with the party; nil otherwise.
func (s *Service) Later(ctx context.Context, tx *db.Tx, p ids.Party, serial int64) ([]byte, error) {
	known, err := s.Known(ctx, tx, p)
	if err != nil || known.Serial <= serial {
		return nil, err
	}
	return s.CardJSON(ctx, tx, p)
}
