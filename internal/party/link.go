package party

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

// LinkKey is a key under which a party's node calls others and is called (TLS),
// and nothing else. The node key stays what the party is known by: it signs the
// card that names the link keys.
type LinkKey struct {
	Key   sign.PublicKey `json:"key"`
	Since time.Time      `json:"since,omitzero"`
	// Until is when the key ceases to open a connection; zero while it is the
	// one in use. It lies at or after the next key's Since: between the two,
	// both open one.
	Until time.Time `json:"until,omitzero"`
	// Proof is the key's own signature that it is this party's, and Consent
	// that of an office with the power to sign.
	Proof   sign.Signature `json:"proof,omitzero"`
	Office  string         `json:"office,omitempty"`
	Consent sign.Signature `json:"consent,omitzero"`
}

const (
	linkContext    = "link-key/v1"
	consentContext = "link-key-consent/v1"
	// linkPlace is where a link key stands among the keys of a party. No office
	// can have that id.
	linkPlace = ":link"
	// MaxOverlap bounds how long a replaced link key may still be used.
	MaxOverlap = 30 * 24 * time.Hour
)

func (k LinkKey) retired() bool { return !k.Until.IsZero() }

func (k LinkKey) opens(t time.Time) bool { return !k.retired() || t.Before(k.Until) }

func (k LinkKey) claim(c Card) ([]byte, error) {
	return strictjson.Marshal(claim{Party: c.Party, Office: linkPlace, Key: k.Key, Since: k.Since})
}

// LinkKeys lists all link keys, the one in use last. A party that never
// replaced one links under its node key.
func (c Card) LinkKeys() []LinkKey {
	if len(c.Links) == 0 {
		return []LinkKey{{Key: c.Node}}
	}
	return c.Links
}

// LinkKey finds a link key, retired ones too.
func (c Card) LinkKey(key sign.PublicKey) (LinkKey, bool) {
	all := c.LinkKeys()
	i := slices.IndexFunc(all, func(k LinkKey) bool { return k.Key == key })
	if i < 0 {
		return LinkKey{}, false
	}
	return all[i], true
}

// Opens tells whether a connection under the key is the party's at a moment.
func (c Card) Opens(key sign.PublicKey, t time.Time) bool {
	k, ok := c.LinkKey(key)
	return ok && k.opens(t)
}

// checkLinks holds the link keys to one line: the first is the node key, each
// other has proved itself and has an office's consent, and none outlives its
// successor's beginning by more than MaxOverlap.
func (c Card) checkLinks() error {
	if len(c.Links) == 1 || len(c.Links) > maxRetired+1 {
		return errs.New(errs.Invalid, "the card of %s lists %d link keys; a card lists none, or from 2 to %d", c.Party, len(c.Links), maxRetired+1)
	}
	for i, k := range c.Links {
		if last := i == len(c.Links)-1; last == k.retired() {
			return errs.New(errs.Invalid, "the link keys of %s do not follow each other", c.Party)
		}
		if i == 0 {
			if k != (LinkKey{Key: c.Node, Until: k.Until}) {
				return errs.New(errs.Invalid, "the first link key of %s is not its node key", c.Party)
			}
			continue
		}
		was := c.Links[i-1]
		if !k.Since.After(was.Since) || k.Since.After(c.At) || was.Until.Before(k.Since) || was.Until.Sub(k.Since) > MaxOverlap {
			return errs.New(errs.Invalid, "the link keys of %s do not follow each other", c.Party)
		}
		if err := c.checkLink(k); err != nil {
			return err
		}
	}
	return nil
}

func (c Card) checkLink(k LinkKey) error {
	b, err := k.claim(c)
	if err != nil {
		return err
	}
	if sign.Verify(k.Key, linkContext, b, k.Proof) != nil {
		return errs.New(errs.Denied, "a link key of %s has not proved that it is that party's", c.Party)
	}
	o, err := c.Office(k.Office)
	if err != nil {
		return err
	}
	by, err := o.KeyAt(k.Since)
	if err != nil {
		return err
	}
	if !o.May(PowerSign) || sign.Verify(by.Key, consentContext, b, k.Consent) != nil {
		return errs.New(errs.Denied, "a link key of %s has no consent of an office that may sign", c.Party)
	}
	return nil
}

// linksFollow answers errs.Conflict unless the link keys carry on from those of
// an earlier card. The end of an overlap may be brought forward, never put off.
func (c Card) linksFollow(before Card) error {
	now := c.LinkKeys()
	for i, was := range before.LinkKeys() {
		if i < len(now) {
			n := now[i]
			if was.retired() && n.retired() && !n.Until.After(was.Until) || !was.retired() {
				n.Until = was.Until
			}
			if n == was {
				continue
			}
		}
		return errs.New(errs.Conflict, "the new card of %s tells the past of its link keys otherwise than the card known here; a key may be retired, never removed or changed", c.Party)
	}
	return nil
}

// relinked gives the card that follows c with a new link key. The keys before
// it open connections until a moment at most.
func relinked(c Card, key, office sign.Key, by string, now, until time.Time) (Card, error) {
	k := LinkKey{Key: key.Public(), Since: now, Office: by}
	b, err := k.claim(c)
	if err != nil {
		return c, err
	}
	k.Proof, k.Consent = key.Sign(linkContext, b), office.Sign(consentContext, b)
	next := c
	next.Links = slices.Clone(c.LinkKeys())
	for i, was := range next.Links {
		if !was.retired() || was.Until.After(until) {
			next.Links[i].Until = until
		}
	}
	next.Links = append(next.Links, k)
	return next, nil
}
