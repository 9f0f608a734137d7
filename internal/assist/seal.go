package assist

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/base64"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// Cards of held experts are sealed to the requester with HPKE (RFC 9180, base
// mode): X25519, HKDF-SHA256, ChaCha20-Poly1305. The statement goes to everybody
// who takes part; only the requester's node opens it.

const maxSealed = 128 << 10 // bytes of base64url

// Disclosed is who a held expert is.
type Disclosed struct {
	Party     ids.Party `json:"party,omitempty"`
	Offer     string    `json:"offer,omitempty"`
	Line      string    `json:"line"`
	Pseudonym string    `json:"pseudonym"`
	Name      string    `json:"name"`
	Employer  string    `json:"employer,omitempty"`
	Phone     string    `json:"phone,omitempty"`
	Email     string    `json:"email,omitempty"`
	Office    string    `json:"office,omitempty" doc:"That releases the person"`
}

// sealKey is a node's key pair for what is sealed to it.
type sealKey struct{ private hpke.PrivateKey }

// newSealKey derives the pair from a secret of the node.
func newSealKey(secret []byte) (k sealKey, err error) {
	k.private, err = hpke.DHKEM(ecdh.X25519()).DeriveKeyPair(secret)
	return k, err
}

// String gives the public key as a request states it.
func (k sealKey) String() string {
	return base64.RawURLEncoding.EncodeToString(k.private.PublicKey().Bytes())
}

func parseSeal(s string) (hpke.PublicKey, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, errForm
	}
	return hpke.DHKEM(ecdh.X25519()).NewPublicKey(b)
}

// sealInfo binds what is sealed to its place.
func sealInfo(id string, p ids.Party, offer string) []byte {
	return []byte("entente/assist-cards/v1/" + id + "/" + string(p) + "/" + offer)
}

// seal gives cards for a request's key.
func seal(to string, info []byte, cards []Disclosed) (string, error) {
	key, err := parseSeal(to)
	if err != nil {
		return "", err
	}
	b, err := strictjson.Marshal(cards)
	if err != nil {
		return "", err
	}
	out, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info, b)
	return base64.RawURLEncoding.EncodeToString(out), err
}

// open reads what was sealed to this node.
func (k sealKey) open(sealed string, info []byte) (cards []Disclosed, err error) {
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, errForm
	}
	plain, err := hpke.Open(k.private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), info, b)
	if err != nil {
		return nil, errs.New(errs.Denied, "the cards of the people held were not sealed to this node")
	}
	return cards, strictjson.Decode(plain, &cards, strictjson.Default)
}

func sealedForm(s string) bool {
	_, err := base64.RawURLEncoding.DecodeString(s)
	return s != "" && len(s) <= maxSealed && err == nil
}
