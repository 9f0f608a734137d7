package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"entente/internal/base/errs"
)

// Params are the costs of Argon2id.
type Params struct {
	Time    uint32 // passes
	Memory  uint32 // KiB
	Threads uint8
}

// DefaultParams is the second recommended set of RFC 9106 §4: 64 MiB, three
// passes, four lanes.
var DefaultParams = Params{Time: 3, Memory: 64 * 1024, Threads: 4}

const (
	minPassword  = 12   // characters
	maxPassword  = 256  // characters
	maxHashInput = 1024 // bytes; nothing longer is ever hashed
	saltSize     = 16
	keySize      = 32
)

// checkPassword gives the form that is hashed (NFC), or says why a new
// password is refused.
func checkPassword(password, name string) (string, error) {
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return "", errs.New(errs.Invalid, "a password holds visible characters and spaces only")
	}
	p := norm.NFC.String(password)
	switch n := utf8.RuneCountInString(p); {
	case n < minPassword:
		return "", errs.New(errs.Invalid, "a password has at least %d characters; a sentence is best", minPassword)
	case n > maxPassword:
		return "", errs.New(errs.Invalid, "a password has at most %d characters", maxPassword)
	}
	rest := utf8.RuneCountInString(strings.ReplaceAll(strings.ToLower(p), name, ""))
	if rest == 0 || len(name) >= 3 && rest < minPassword && rest < utf8.RuneCountInString(p) {
		return "", errs.New(errs.Invalid, "a password may not be made of the user's own name; beside it, use at least %d characters", minPassword)
	}
	return p, nil
}

// hashPassword gives the PHC string of a password.
func hashPassword(password string, p Params) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the process instead
	key := argon2.IDKey([]byte(password), salt, p.Time, p.Memory, p.Threads, keySize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Time, p.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// verifyPassword does the same work whether or not there is a hash to compare
// with: without one it hashes against nothing and answers false. stale tells
// that the hash was made with other costs than p.
func verifyPassword(password, phc string, p Params) (ok, stale bool, err error) {
	password = norm.NFC.String(password)
	if phc == "" {
		argon2.IDKey([]byte(password), make([]byte, saltSize), p.Time, p.Memory, p.Threads, keySize)
		return false, false, nil
	}
	used, salt, key, err := parsePHC(phc)
	if err != nil {
		return false, false, err
	}
	got := argon2.IDKey([]byte(password), salt, used.Time, used.Memory, used.Threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, used != p, nil
}

func parsePHC(phc string) (p Params, salt, key []byte, err error) {
	parts := strings.Split(phc, "$")
	bad := fmt.Errorf("a stored password hash is damaged")
	var version int
	if len(parts) != 6 || parts[1] != "argon2id" {
		return p, nil, nil, bad
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return p, nil, nil, bad
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Time, &p.Threads); err != nil || p.Time == 0 || p.Threads == 0 {
		return p, nil, nil, bad
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(salt) < 8 {
		return p, nil, nil, bad
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) < 16 {
		return p, nil, nil, bad
	}
	return p, salt, key, nil
}

const (
	hashSlots = 2  // Argon2 runs at once: memory is slots times Params.Memory
	hashQueue = 16 // callers that wait for a slot; the rest are sent away
)

// gate bounds how much memory and processor time sign-ins can take.
type gate struct{ queue, slots chan struct{} }

func newGate() gate {
	return gate{queue: make(chan struct{}, hashSlots+hashQueue), slots: make(chan struct{}, hashSlots)}
}

// enter waits for a slot, or answers errs.Busy at once when too many wait.
func (g gate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.queue <- struct{}{}:
	default:
		return nil, &Wait{After: time.Second, err: errs.New(errs.Busy, "too many people sign in at this moment; try again in a second")}
	}
	select {
	case g.slots <- struct{}{}:
		return func() { <-g.slots; <-g.queue }, nil
	case <-ctx.Done():
		<-g.queue
		return nil, ctx.Err()
	}
}
