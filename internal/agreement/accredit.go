package agreement

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/clause"
	"entente/internal/party"
)

// ProvisionAt gives a provision of the version that was in force at a moment, with
// the clause that it stands in.
//
// Errors: NotFound.
func (a Agreement) ProvisionAt(id string, t time.Time) (c clause.Clause, p clause.Provision, err error) {
	if v := a.foldAt(t).inForce(t); v != nil {
		for _, c := range v.Clauses {
			for _, p := range c.Provisions {
				if p.ID == id {
					return c, p, nil
				}
			}
		}
	}
	return c, p, errs.New(errs.NotFound, "the agreement had no provision %q in force at that time", errs.Clip(id))
}

// InForceAt gives the version that was in force at a moment.
//
// Errors: NotFound.
func (a Agreement) InForceAt(t time.Time) (Version, error) {
	if v := a.foldAt(t).inForce(t); v != nil {
		return v.Version, nil
	}
	return Version{}, errs.New(errs.NotFound, "the agreement was not in force at that time")
}

// accredited gives a key that an office of a party must have had to bind it under
// the version in force at a moment. now is the party's latest card.
func (a Agreement) accredited(p ids.Party, now party.Card, office string, t time.Time) (first sign.PublicKey, err error) {
	v := a.foldAt(t).inForce(t)
	if v == nil {
		return first, errs.New(errs.Denied, "the agreement was not in force at that time")
	}
	card, err := v.card(p)
	if err != nil {
		return first, err
	}
	o, err := now.ActsAs(card, office, t)
	if err != nil {
		return first, err
	}
	if !o.May(party.PowerSign) {
		return first, errs.New(errs.Denied, "office %s of %s is not accredited to bind it", errs.Clip(office), p)
	}
	return o.Key, nil
}

// Accredited holds a signature to the key that an office accredited under an
// agreement had when it was made.
//
// Errors: Denied, NotFound.
func (s *Service) Accredited(ctx context.Context, tx *db.Tx, a Agreement, p ids.Party, office string, at time.Time, context string, b []byte, sig sign.Signature) error {
	now, err := s.parties.Known(ctx, tx, p)
	if err != nil {
		return err
	}
	first, err := a.accredited(p, now.Card, office, at)
	if err != nil {
		return err
	}
	return s.parties.Attested(ctx, tx, party.Attestation{Party: p, Office: office, First: first, At: at, Context: context, Bytes: b, Signature: sig, Opens: true})
}

// Accredited is the same for an agreement that came in a file, by the cards in it.
func (a Agreement) Accredited(p ids.Party, office string, at time.Time, context string, b []byte, sig sign.Signature) error {
	now, ok := a.cards[p]
	if !ok {
		return errs.New(errs.Denied, "%s is not a party to this agreement", errs.Clip(string(p)))
	}
	first, err := a.accredited(p, now, office, at)
	if err != nil {
		return err
	}
	key, err := now.SigningKey(office, first, at)
	if err != nil {
		return err
	}
	if err := sign.Verify(key.Key, context, b, sig); err != nil {
		return errs.New(errs.Denied, "the signature of office %s of %s does not verify by the key that it had at %s", errs.Clip(office), p, at.Format(time.RFC3339))
	}
	return nil
}
