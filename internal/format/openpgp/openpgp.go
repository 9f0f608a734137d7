// Package openpgp reads public keys of OpenPGP (RFC 9580) as people paste them,
// and says whether something can be encrypted to one.
package openpgp

import (
	"time"

	"github.com/ProtonMail/gopenpgp/v3/crypto"

	"entente/internal/base/errs"
)

const maxKey = 64 << 10

// Open reads an armored public key.
func Open(armored string) (*crypto.Key, error) {
	if len(armored) > maxKey {
		return nil, errs.New(errs.TooLarge, "an OpenPGP key is at most %d KiB here", maxKey>>10)
	}
	k, err := crypto.NewKeyFromArmored(armored)
	if err != nil {
		return nil, errs.New(errs.Invalid, "this is no OpenPGP public key in armor")
	}
	if k.IsPrivate() {
		return nil, errs.New(errs.Invalid, "this is a private key; give the public one, and hold this one for known to others")
	}
	return k, nil
}

// Check accepts a public key that something can be encrypted to now.
func Check(armored string, now time.Time) error {
	k, err := Open(armored)
	switch {
	case err != nil:
		return err
	case k.IsRevoked(now.Unix()):
		return errs.New(errs.Invalid, "this OpenPGP key is revoked; give a new one")
	case k.IsExpired(now.Unix()):
		return errs.New(errs.Invalid, "this OpenPGP key has expired; give a new one")
	case !k.CanEncrypt(now.Unix()):
		return errs.New(errs.Invalid, "nothing can be encrypted to this OpenPGP key")
	}
	return nil
}

// Fingerprint gives the fingerprint of an armored public key; empty for what is
// none.
func Fingerprint(armored string) string {
	k, err := Open(armored)
	if err != nil {
		return ""
	}
	return k.GetFingerprint()
}
