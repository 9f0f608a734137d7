// Package sign holds the keys of a node and all that they are used for:
// Ed25519 signatures (RFC 8032) separated by context, signed notes and
// cosignatures on checkpoints (C2SP signed-note and tlog-cosignature), and
// mutual TLS between nodes whose keys are pinned. There is no certificate
// authority: a key is known by its fingerprint, which people compare.
//
// Nothing here prints a private key, and a private key file that others may
// read is refused.
package sign

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"entente/internal/base/errs"
)

// Key is a private Ed25519 key. The zero Key is not usable; see NewKey.
type Key struct {
	priv ed25519.PrivateKey
}

// PublicKey is an Ed25519 public key. Its one text form is "ed25519:" and
// unpadded base64url.
type PublicKey [ed25519.PublicKeySize]byte

// Signature is an Ed25519 signature. Its one text form is unpadded base64url.
type Signature [ed25519.SignatureSize]byte

const publicPrefix = "ed25519:"

// encoding accepts one text for each value: no padding, and no stray bits in
// the last letter.
var encoding = base64.RawURLEncoding.Strict()

// NewKey makes a key from the machine's random source.
func NewKey() Key {
	_, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic("sign: the random source failed: " + err.Error()) // crypto/rand itself ends the process first
	}
	return Key{priv}
}

// Public is the public half.
func (k Key) Public() (pub PublicKey) {
	copy(pub[:], k.priv.Public().(ed25519.PublicKey))
	return pub
}

// String hides the key, so that no log can hold it.
func (k Key) String() string { return "private key" }

// GoString hides the key from %#v.
func (k Key) GoString() string { return "sign.Key{}" }

// message is what is signed: the context keeps a signature made for one
// purpose from being shown for another. No checkpoint or cosignature begins
// like this, since notes hold no zero byte.
func message(context string, msg []byte) []byte {
	b := make([]byte, 0, len("entente/")+len(context)+1+len(msg))
	b = append(b, "entente/"...)
	b = append(b, context...)
	b = append(b, 0)
	return append(b, msg...)
}

// Sign signs msg for one purpose. The context holds no zero byte.
func (k Key) Sign(context string, msg []byte) (sig Signature) {
	copy(sig[:], ed25519.Sign(k.priv, message(context, msg)))
	return sig
}

// Verify answers errs.Denied unless sig is pub's signature over msg for that
// purpose.
func Verify(pub PublicKey, context string, msg []byte, sig Signature) error {
	if !ed25519.Verify(pub[:], message(context, msg), sig[:]) {
		return errs.New(errs.Denied, "the signature (%s) is not by key %s, or what it signs was changed", errs.Clip(context), pub)
	}
	return nil
}

// String is the text form.
func (p PublicKey) String() string { return publicPrefix + encoding.EncodeToString(p[:]) }

// MarshalText implements encoding.TextMarshaler.
func (p PublicKey) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *PublicKey) UnmarshalText(b []byte) (err error) {
	*p, err = ParsePublic(string(b))
	return err
}

// IsZero tells whether no key was set.
func (p PublicKey) IsZero() bool { return p == PublicKey{} }

// ParsePublic reads the text form and no other.
func ParsePublic(s string) (p PublicKey, err error) {
	raw, ok := strings.CutPrefix(s, publicPrefix)
	if !ok || !decode(p[:], raw) {
		return PublicKey{}, errs.New(errs.Invalid, "%q is not a public key of the form ed25519: and 43 letters of base64url", errs.Clip(s))
	}
	return p, nil
}

// String is the text form.
func (s Signature) String() string { return encoding.EncodeToString(s[:]) }

// MarshalText implements encoding.TextMarshaler.
func (s Signature) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Signature) UnmarshalText(b []byte) error {
	if !decode(s[:], string(b)) {
		*s = Signature{}
		return errs.New(errs.Invalid, "%q is not a signature of 86 letters of base64url", errs.Clip(string(b)))
	}
	return nil
}

// decode fills dst from text that encodes exactly so many bytes. The decoder
// of the standard library skips line breaks; this one form has none.
func decode(dst []byte, text string) bool {
	if len(text) != encoding.EncodedLen(len(dst)) || strings.ContainsAny(text, "\r\n") {
		return false
	}
	n, err := encoding.Decode(dst, []byte(text))
	return err == nil && n == len(dst)
}

// Fingerprint is the SHA-256 of a key as 16 groups of four hexadecimal digits.
func Fingerprint(pub PublicKey) string {
	sum := sha256.Sum256(pub[:])
	text := hex.EncodeToString(sum[:])
	groups := make([]string, 0, len(text)/4)
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:i+4])
	}
	return strings.Join(groups, " ")
}
