// Package ids holds the identifiers that every floor of the house speaks of.
package ids

import (
	"regexp"

	"github.com/google/uuid"

	"entente/internal/base/errs"
)

// Party is the code of a party: a nation's ISO 3166 alpha-3 code, or another
// short upper-case code for an alliance body.
type Party string

// Realm separates the real world from exercises. No query, reference or packet
// crosses from one realm to another.
type Realm string

// Live is the realm of the real world.
const Live Realm = "live"

// ExerciseMark stands, in every language, on all that is made in another realm.
const ExerciseMark = "EXERCISE EXERCISE EXERCISE"

var (
	partyForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,15}$`)
	realmForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,47}$`)
)

// ParseParty accepts two to sixteen upper-case ASCII letters and digits,
// beginning with a letter. There is one form only, so that look-alike letters
// and letter cases cannot make a second party.
func ParseParty(s string) (Party, error) {
	if !partyForm.MatchString(s) {
		return "", errs.New(errs.Invalid, "party code %q: use 2 to 16 characters A-Z and 0-9, beginning with a letter", errs.Clip(s))
	}
	return Party(s), nil
}

// ParseRealm accepts "live" or the id of an exercise.
func ParseRealm(s string) (Realm, error) {
	if !realmForm.MatchString(s) {
		return "", errs.New(errs.Invalid, "realm %q: use \"live\" or the id of an exercise", errs.Clip(s))
	}
	return Realm(s), nil
}

// New gives a new time-ordered identifier (UUIDv7, RFC 9562 §5.7).
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Parse checks that s is a UUID in its canonical text form.
func Parse(s string) (string, error) {
	u, err := uuid.Parse(s)
	if err != nil || u.String() != s {
		return "", errs.New(errs.Invalid, "id %q is not a UUID in lower-case canonical form", errs.Clip(s))
	}
	return s, nil
}

// Named gives the identifier that a name always has within a space (UUIDv5).
func Named(space uuid.UUID, name string) string {
	return uuid.NewSHA1(space, []byte(name)).String()
}
