package directory

import (
	"context"
	"strings"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/openpgp"
)

const maxArmor = 16 << 10 // bytes; more are certificates of others, which nobody needs to encrypt

// checkArmor demands that a key that is told is the one of its fingerprint.
func (k Key) checkArmor() error {
	if k.Armor == "" {
		return nil
	}
	if err := text("OpenPGP key", k.Armor, maxArmor); err != nil {
		return err
	}
	if _, err := openpgp.Open(k.Armor); err != nil {
		return err
	}
	if !strings.EqualFold(openpgp.Fingerprint(k.Armor), k.Fingerprint) {
		return errs.New(errs.Invalid, "the OpenPGP key that is told under %s has another fingerprint", k.Fingerprint)
	}
	return nil
}

// KeyOf gives the key that the entries name for an e-mail address, or the zero Key:
// the first that can be used, else the first that is told, for the caller to say why
// it cannot.
//
// Errors: Denied where two parties name different keys for the address.
func (s *Service) KeyOf(ctx context.Context, tx *db.Tx, address string) (best Key, err error) {
	defer errs.Wrap(&err, "directory.KeyOf")
	all, err := loadAll(ctx, tx)
	if err != nil {
		return best, err
	}
	var by ids.Party
	for _, x := range all {
		k, named := x.keyOf(address, tx.Now)
		switch {
		case !named:
		case by == "":
			best, by = k, x.Party
		case best.Fingerprint != k.Fingerprint:
			return Key{}, errs.New(errs.Denied, "%s and %s name different keys for this address; ask them by another way which one is theirs", by, x.Party)
		case best.Armor == "" || k.Armor != "" && k.Usable(tx.Now) != nil:
			best = k // the same key; whoever says that it is over is believed
		}
	}
	return best, nil
}

// keyOf gives the key of an address in one entry, and whether it names any.
func (e Entry) keyOf(address string, now time.Time) (best Key, named bool) {
	for _, print := range e.keysOf(address) {
		k, held := e.key(print)
		if !held {
			continue // a person's key of which the entry tells no more
		}
		if !named || best.Usable(now) != nil && k.Usable(now) == nil {
			best, named = k, true
		}
	}
	return best, named
}

// keysOf lists the fingerprints that stand beside an address, those of channels
// before those of people.
func (e Entry) keysOf(address string) (out []string) {
	for _, c := range e.Contacts {
		for _, ch := range c.Channels {
			if ch.Medium == SecureEmail && strings.EqualFold(ch.Address, address) {
				out = append(out, ch.Key)
			}
		}
	}
	for _, p := range e.People {
		if p.Key != "" && strings.EqualFold(p.Email, address) {
			out = append(out, p.Key)
		}
	}
	return out
}

// Usable says why nothing can be encrypted to a key now; nil where it can.
func (k Key) Usable(now time.Time) error {
	switch {
	case k.Armor == "":
		return errs.New(errs.Unsupported, "the entry tells no OpenPGP key of this address, or its fingerprint alone; ask by hand")
	case k.Expired(now):
		return errs.New(errs.Invalid, "this OpenPGP key has expired; give a new one")
	}
	return openpgp.Check(k.Armor, now)
}
