package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"entente/internal/base/errs"
)

// Every secret that the node hands out is 256 random bits in lower-case base32
// behind a prefix that says what it is, so that a leaked one is recognised.
const (
	sessionPrefix = "ents_"
	tokenPrefix   = "ent_"
	linkPrefix    = "entl_"

	ceremonyPrefix = "entc_"
	secretBytes    = 32
)

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newSecret gives a secret and what is stored of it.
func newSecret(prefix string) (secret string, hash []byte) {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	secret = prefix + base32Lower.EncodeToString(b)
	return secret, digest(secret)
}

// hashSecret gives what a secret is looked up by. Only the exact form that was
// handed out is accepted: no prefix of it, no hash, no id, no other case.
func hashSecret(prefix, secret string) ([]byte, error) {
	body, ok := strings.CutPrefix(secret, prefix)
	raw, err := base32Lower.DecodeString(body)
	if !ok || err != nil || len(raw) != secretBytes || base32Lower.EncodeToString(raw) != body {
		return nil, errs.New(errs.Unauthenticated, "this credential is not valid")
	}
	return digest(secret), nil
}

// digest needs no salt and no slow hash: the input has 256 random bits.
func digest(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}
