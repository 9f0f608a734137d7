package notify

import (
	"errors"
	"os"
	"time"

	"github.com/ProtonMail/gopenpgp/v3/crypto"
	"github.com/ProtonMail/gopenpgp/v3/profile"

	"entente/internal/base/errs"
	"entente/internal/format/openpgp"
)

// Signer is the key under which a node signs what it encrypts.
type Signer struct{ key *crypto.Key }

// OpenSigner reads the node's OpenPGP key from a file, and makes one the first
// time. The file is readable by the node alone.
func OpenSigner(path, name, address string, now time.Time) (_ *Signer, err error) {
	defer errs.Wrap(&err, "notify.OpenSigner")
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		k, err := crypto.PGP().KeyGeneration().AddUserId(name, address).GenerationTime(now.Unix()).New().GenerateKey()
		if err != nil {
			return nil, err
		}
		armored, err := k.Armor()
		if err != nil {
			return nil, err
		}
		// Under its own name it is there whole or not at all.
		if err := os.WriteFile(path+".new", []byte(armored), 0o600); err != nil {
			return nil, err
		}
		return &Signer{k}, os.Rename(path+".new", path)
	}
	if err != nil {
		return nil, err
	}
	k, err := crypto.NewKeyFromArmored(string(b))
	if err != nil || !k.IsPrivate() {
		return nil, errs.New(errs.Invalid, "the file holds no OpenPGP private key of the node")
	}
	return &Signer{k}, nil
}

// Public gives the public key, armored, which people need to check signatures.
func (s *Signer) Public() (string, error) { return s.key.GetArmoredPublicKey() }

// encrypt encrypts to a key and signs. The text is armored.
func (s *Signer) encrypt(armored string, text []byte, now time.Time) ([]byte, error) {
	to, err := openpgp.Open(armored)
	if err != nil {
		return nil, err
	}
	h, err := crypto.PGPWithProfile(profile.RFC4880()).Encryption().Recipient(to).SigningKey(s.key).EncryptionTime(now.Unix()).SignTime(now.Unix()).New()
	if err != nil {
		return nil, err
	}
	m, err := h.Encrypt(text)
	if err != nil {
		return nil, err
	}
	return m.ArmorBytes()
}
