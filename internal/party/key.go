package party

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

// OfficeKey is one key of an office with the time in which its signatures
// count: from Since (zero: from the beginning) until just before Until (zero:
// it is in use).
type OfficeKey struct {
	Key   sign.PublicKey `json:"key"`
	Since time.Time      `json:"since,omitzero"`
	Until time.Time      `json:"until,omitzero"`
	// Proof is the key's own signature that it is this office's. A key that
	// replaced another has one, so that nobody can put a foreign key on a card.
	Proof sign.Signature `json:"proof,omitzero"`
}

// Retired tells whether the key was replaced.
func (k OfficeKey) Retired() bool { return !k.Until.IsZero() }

// covers tells whether a signature dated t counts under the key.
func (k OfficeKey) covers(t time.Time) bool {
	return !t.Before(k.Since) && (k.Until.IsZero() || t.Before(k.Until))
}

// keyContext separates the proof from every other use of an office key.
const keyContext = "office-key/v1"

// maxRetired bounds how many keys an office can have had: a card travels whole.
const maxRetired = 40

// claim is what the proof of a key is over.
type claim struct {
	Party  ids.Party      `json:"party"`
	Office string         `json:"office"`
	Key    sign.PublicKey `json:"key"`
	Since  time.Time      `json:"since"`
}

func (k OfficeKey) claim(p ids.Party, office string) ([]byte, error) {
	return strictjson.Marshal(claim{Party: p, Office: office, Key: k.Key, Since: k.Since})
}

// prove signs that the key is an office's from a moment on.
func prove(key sign.Key, p ids.Party, office string, since time.Time) (k OfficeKey, err error) {
	k = OfficeKey{Key: key.Public(), Since: since}
	b, err := k.claim(p, office)
	k.Proof = key.Sign(keyContext, b)
	return k, err
}

// Keys lists all keys of the office, the one that it had last at the end.
func (o Office) Keys() []OfficeKey {
	return append(slices.Clone(o.Retired), OfficeKey{Key: o.Key, Since: o.Since, Proof: o.Proof, Until: o.Succeeded.At})
}

// KeyAt gives the key under which the office's signatures of a moment count.
func (o Office) KeyAt(t time.Time) (OfficeKey, error) {
	keys := o.Keys()
	i := slices.IndexFunc(keys, func(k OfficeKey) bool { return k.covers(t) })
	if i < 0 {
		return OfficeKey{}, errs.New(errs.Denied, "office %s had no key at %s", errs.Clip(o.ID), t.Format(time.RFC3339))
	}
	return keys[i], nil
}

// checkKeys holds the keys of an office to one unbroken line: each begins when
// the one before it ends, and each but the first has proved itself.
func (o Office) checkKeys(p ids.Party, at time.Time) error {
	if len(o.Retired) > maxRetired {
		return errs.New(errs.Invalid, "office %s of %s has retired more than %d keys", o.ID, p, maxRetired)
	}
	var end time.Time
	for i, k := range o.Keys() {
		last := i == len(o.Retired)
		switch {
		case !k.Since.Equal(end), (!last || k.Retired()) && !k.Until.After(k.Since), k.Since.After(at), k.Until.After(at):
			return errs.New(errs.Invalid, "the keys of office %s of %s do not follow each other", o.ID, p)
		case i == 0 && k.Proof != sign.Signature{}:
			return errs.New(errs.Invalid, "the first key of office %s of %s replaces none, so it needs no proof", o.ID, p)
		case i > 0:
			b, err := k.claim(p, o.ID)
			if err != nil {
				return err
			}
			if sign.Verify(k.Key, keyContext, b, k.Proof) != nil {
				return errs.New(errs.Denied, "a key of office %s of %s has not proved that it is that office's", o.ID, p)
			}
		}
		end = k.Until
	}
	return nil
}

// Follows answers errs.Conflict unless a card carries on from an earlier one of
// the same party: offices and keys stay, what was retired stays retired as it
// was, and keys are only added.
func (c Card) Follows(before Card) error {
	for _, was := range before.Offices {
		now, err := c.Office(was.ID)
		if err != nil {
			return errs.New(errs.Conflict, "the new card of %s leaves out its office %s; an office may change, never vanish", c.Party, was.ID)
		}
		keys := now.Keys()
		for i, k := range was.Keys() {
			if i >= len(keys) || keys[i].Key != k.Key || !keys[i].Since.Equal(k.Since) || k.Retired() && !keys[i].Until.Equal(k.Until) {
				return errs.New(errs.Conflict, "the new card of %s tells the past of office %s otherwise than the card known here; a key may be retired, never removed or changed", c.Party, was.ID)
			}
		}
		if was.Ended() && now.Succeeded != was.Succeeded || len(keys) > len(was.Keys()) && was.Ended() {
			return errs.New(errs.Conflict, "the new card of %s tells otherwise who has taken the place of office %s than the card known here", c.Party, was.ID)
		}
	}
	return c.linksFollow(before)
}

// placed is a key in its place on a card: "" for the node key, linkPlace, or
// the id of an office.
type placed struct {
	place   string
	key     sign.PublicKey
	retired bool
	proved  bool // by its own signature
}

// placed lists every key of a card once.
func (c Card) placed() []placed {
	all := []placed{{key: c.Node}}
	for _, k := range c.LinkKeys()[1:] {
		all = append(all, placed{linkPlace, k.Key, k.retired(), true})
	}
	for _, o := range c.Offices {
		for _, k := range o.Keys() {
			all = append(all, placed{o.ID, k.Key, k.Retired(), !k.Since.IsZero()})
		}
	}
	return all
}

// distinct answers errs.Invalid when a card uses one key for two purposes.
func (c Card) distinct() error {
	seen := map[sign.PublicKey]bool{}
	for _, k := range c.placed() {
		if seen[k.key] {
			return errs.New(errs.Invalid, "the card of %s uses one key twice", c.Party)
		}
		seen[k.key] = true
	}
	return nil
}
