package party

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

// Succession says that another office of the party has taken an office's place.
// From then on the office signs nothing; what it signed before stays valid, and
// what it was bound to, its successor is.
type Succession struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Ended tells that another office has taken this one's place.
func (o Office) Ended() bool { return o.Succeeded.By != "" }

// checkSuccession demands that whoever takes an office's place is an office of the
// same card, may do all that it might, and had not ended itself. So the line from
// each office leads to one that has not.
func (c Card) checkSuccession(o Office) error {
	if !o.Ended() {
		if !o.Succeeded.At.IsZero() {
			return errs.New(errs.Invalid, "office %s of %s ended without a successor", o.ID, c.Party)
		}
		return nil
	}
	by, err := c.Office(o.Succeeded.By)
	if err != nil {
		return err
	}
	if by.ID == o.ID || by.Ended() && !by.Succeeded.At.After(o.Succeeded.At) || slices.ContainsFunc(o.Powers, func(p string) bool { return !by.May(p) }) {
		return errs.New(errs.Invalid, "office %s of %s cannot be succeeded by %s, which has ended or may not do all that it did", o.ID, c.Party, by.ID)
	}
	return nil
}

// standsFor tells whether an office acts in the place of another at a moment:
// because it succeeded it, directly or by way of others.
func (c Card) standsFor(office, of string, at time.Time) bool {
	for {
		o, err := c.Office(of)
		if err != nil || !o.Ended() || at.Before(o.Succeeded.At) {
			return false
		}
		if of = o.Succeeded.By; of == office {
			return true
		}
	}
}

// ActsAs gives the office on an earlier card of the party as which an office of
// this card acts at a moment: itself where it stands there and may sign, else one
// that may sign and in whose place it has come since.
//
// Errors: errs.NotFound when it is neither.
func (c Card) ActsAs(then Card, office string, at time.Time) (Office, error) {
	own, err := then.Office(office)
	if err == nil && own.May(PowerSign) {
		return own, nil
	}
	for _, o := range then.Offices {
		if o.May(PowerSign) && c.standsFor(office, o.ID, at) {
			return o, nil
		}
	}
	return own, err
}

// Succeed puts another office in the place of one of ours, from now on: an office
// that the card has, or a new one with a key of its own and the powers of the one
// before. Every peer is told. What a crash leaves is as with RotateOffice.
//
// Errors: NotFound for an office that is not ours; Conflict for one that has ended;
// Invalid for a successor that may not do all that it did.
func (s *Service) Succeed(ctx context.Context, who authz.Actor, office string, by NewOffice, reason string) (o Office, err error) {
	defer errs.Wrap(&err, "party.Succeed(%s)", errs.Clip(office))
	err = s.recard(ctx, who, "party.office-succeeded", office, reason, func(tx *db.Tx, c Card) (Card, map[string]any, error) {
		was, err := c.Office(office)
		if err != nil {
			return c, nil, err
		}
		if was.Ended() {
			return c, nil, errs.New(errs.Conflict, "office %s was succeeded by %s already", office, was.Succeeded.By)
		}
		next := c
		next.Offices = slices.Clone(c.Offices)
		for i := range next.Offices {
			if next.Offices[i].ID == office {
				next.Offices[i].Succeeded = Succession{By: by.ID, At: tx.Now}
			}
		}
		if _, err := c.Office(by.ID); errs.Is(err, errs.NotFound) {
			fresh, err := s.newOffice(by, was, tx.Now)
			if err != nil {
				return c, nil, err
			}
			next.Offices = append(next.Offices, fresh)
		}
		if o, err = next.Office(by.ID); err != nil {
			return c, nil, err
		}
		return next, map[string]any{"office": office, "by": by.ID, "key": o.Key, "at": tx.Now}, nil
	})
	return o, err
}

// newOffice is an office that comes in the place of another.
func (s *Service) newOffice(by NewOffice, was Office, now time.Time) (Office, error) {
	if by.ID == "node" || by.ID == "link" || !officeID.MatchString(by.ID) || !name(by.Name) {
		return Office{}, errs.New(errs.Invalid, "give the new office an id of small letters, digits and hyphens, and a name; it cannot be called node or link")
	}
	key, err := s.keys.Key(officeKey(by.ID, 1))
	if err != nil {
		return Office{}, err
	}
	return Office{ID: by.ID, Name: by.Name, Powers: slices.Clone(was.Powers), Key: key.Public()}, nil
}

// SigningKey gives the key by which an office's signature of a moment must verify.
// first is a key that the office, or one in whose place it had come by then, must
// have had.
func (c Card) SigningKey(office string, first sign.PublicKey, at time.Time) (k OfficeKey, err error) {
	o, err := c.Office(office)
	if err != nil {
		return k, err
	}
	line := func(x Office) bool {
		return (x.ID == office || c.standsFor(office, x.ID, at)) && slices.ContainsFunc(x.Keys(), func(k OfficeKey) bool { return k.Key == first })
	}
	if !slices.ContainsFunc(c.Offices, line) {
		return k, errs.New(errs.Conflict, "office %s of %s is known here under other keys", o.ID, c.Party)
	}
	return o.KeyAt(at)
}
