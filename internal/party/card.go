package party

import (
	"regexp"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

// The powers that an office can have.
const (
	PowerSign    = "sign"
	PowerRelease = "release"
)

// cardContext separates a card's signature from every other use of a node key.
const cardContext = "card/v1"

// Office is a competent office of a party. Its key signs agreements. Since and
// Proof are those of a key that replaced another, see OfficeKey; Retired holds
// the keys before it, oldest first. An office never vanishes from a card; one in
// whose place another has come names it.
type Office struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Powers    []string       `json:"powers"`
	Key       sign.PublicKey `json:"key"`
	Since     time.Time      `json:"since,omitzero"`
	Proof     sign.Signature `json:"proof,omitzero"`
	Retired   []OfficeKey    `json:"retired,omitempty"`
	Succeeded Succession     `json:"succeeded,omitzero"`
}

// May tells whether the office has a power.
func (o Office) May(power string) bool { return slices.Contains(o.Powers, power) }

// Card is what a party says of itself. A later serial replaces an earlier one.
type Card struct {
	V       int            `json:"v"`
	Party   ids.Party      `json:"party"`
	Name    string         `json:"name"`
	Kind    string         `json:"kind"` // "nation", "alliance", "partner"
	Node    sign.PublicKey `json:"node"`
	Links   []LinkKey      `json:"links,omitempty"` // none while the node key is the link key
	Offices []Office       `json:"offices"`
	Serial  int64          `json:"serial"`
	At      time.Time      `json:"at"`
}

// Office gives one office; errs.NotFound when the party has none of that id.
func (c Card) Office(id string) (Office, error) {
	i := slices.IndexFunc(c.Offices, func(o Office) bool { return o.ID == id })
	if i < 0 {
		return Office{}, errs.New(errs.NotFound, "%s has no office %q", c.Party, errs.Clip(id))
	}
	return c.Offices[i], nil
}

// signedCard is how a card travels: canonical JSON with the signature over its
// canonical bytes.
type signedCard struct {
	Card      jsontext.Value `json:"card"`
	Signature sign.Signature `json:"signature"`
}

const (
	maxName    = 200 // bytes
	maxOffices = 50
)

var officeID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,49}$`)

// name tells whether a text can be a name: on one line, and all of it visible.
func name(s string) bool { return s != "" && len(s) <= maxName && errs.Clip(s) == s }

// seal signs a card and gives its travelling form.
func seal(c Card, key sign.Key) ([]byte, error) {
	b, err := strictjson.Marshal(c)
	if err != nil {
		return nil, err
	}
	return strictjson.Marshal(signedCard{Card: b, Signature: key.Sign(cardContext, b)})
}

// OpenCard reads a travelling card and checks its form and its signature under
// the node key that it names. That key is the card's own claim: compare it with
// the pinned one, or have a person compare it.
func OpenCard(b []byte) (c Card, err error) {
	var s signedCard
	if err := strictjson.Exact(b, &s, strictjson.Default); err != nil {
		return c, err
	}
	if err := strictjson.Decode(s.Card, &c, strictjson.Default); err != nil {
		return c, err
	}
	if err := sign.Verify(c.Node, cardContext, s.Card, s.Signature); err != nil {
		return c, errs.New(errs.Denied, "the card's signature does not verify")
	}
	return c, c.check()
}

func (c Card) check() error {
	if c.V != 1 {
		return errs.New(errs.Unsupported, "card of version %d; this node reads version 1", c.V)
	}
	if _, err := ids.ParseParty(string(c.Party)); err != nil {
		return err
	}
	if !name(c.Name) || c.Serial < 1 || c.Node.IsZero() || len(c.Offices) > maxOffices {
		return errs.New(errs.Invalid, "the card of %s has no name in visible characters, no serial, no key or too many offices", c.Party)
	}
	if !slices.Contains([]string{"nation", "alliance", "partner"}, c.Kind) {
		return errs.New(errs.Unsupported, "%s says that it is of kind %q; this node knows nation, alliance and partner", c.Party, errs.Clip(c.Kind))
	}
	seen := map[string]bool{}
	for _, o := range c.Offices {
		if !officeID.MatchString(o.ID) || !name(o.Name) || seen[o.ID] || o.Key.IsZero() {
			return errs.New(errs.Invalid, "the card of %s has an office without id, name or key, or one twice", c.Party)
		}
		seen[o.ID] = true
		if err := o.checkKeys(c.Party, c.At); err != nil {
			return err
		}
		if err := c.checkSuccession(o); err != nil {
			return err
		}
	}
	if err := c.checkLinks(); err != nil {
		return err
	}
	return c.distinct()
}
