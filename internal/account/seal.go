package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// sealed begins what seal made; a secret from before there was sealing has none.
const sealed = "1:"

// seal encrypts what must be read again with a key that the database does not
// hold, and binds it to its owner (XChaCha20-Poly1305).
func (s *Service) seal(plain, owner string) (string, error) {
	key := sha256.Sum256(s.cfg.Seal)
	box, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())
	_, _ = rand.Read(nonce) // crypto/rand never fails
	return sealed + base64.RawStdEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(plain), []byte(owner))), nil
}

// unseal reads what seal made for the same owner.
func (s *Service) unseal(text, owner string) (string, error) {
	body, ok := strings.CutPrefix(text, sealed)
	if !ok {
		return text, nil
	}
	key := sha256.Sum256(s.cfg.Seal)
	box, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return "", err
	}
	b, err := base64.RawStdEncoding.DecodeString(body)
	if err != nil || len(b) < box.NonceSize() {
		return "", fmt.Errorf("a sealed secret is damaged")
	}
	plain, err := box.Open(nil, b[:box.NonceSize()], b[box.NonceSize():], []byte(owner))
	if err != nil {
		return "", fmt.Errorf("a sealed secret does not open with this node's key: %w", err)
	}
	return string(plain), nil
}
