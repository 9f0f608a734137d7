package release

import (
	"encoding/hex"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// partContext separates a part's signature from every other use of a node key.
const partContext = "release-part/v1"

// PartStatement is what the origin signs about a part: canonical JSON (RFC
// 8785) under its node key. Root is the Merkle root over the objects' digests
// (see merkle); Release is the origin's own release. It holds wherever the part
// is carried, so that the origin stays verifiable through any relay.
type PartStatement struct {
	V        int         `json:"v"`
	ID       string      `json:"id"`
	Origin   ids.Party   `json:"origin"`
	Realm    ids.Realm   `json:"realm"`
	Release  string      `json:"release"`
	Category string      `json:"category"`
	TLP      string      `json:"tlp"`
	PAP      string      `json:"pap"`
	Onward   bool        `json:"onward"`
	OnwardTo []ids.Party `json:"onward_to"`
	Objects  int64       `json:"objects"`
	Root     string      `json:"root"` // hex, 32 bytes
	At       time.Time   `json:"at"`
}

// parsePart reads the exact bytes that were signed; anything but the canonical
// form of a known version is refused.
func parsePart(b []byte) (p PartStatement, err error) {
	if err := strictjson.Exact(b, &p, strictjson.Default); err != nil {
		return p, err
	}
	if p.V != 1 {
		return p, errs.New(errs.Unsupported, "part statement of version %d; this node reads version 1", p.V)
	}
	if _, err := ids.Parse(p.ID); err != nil {
		return p, err
	}
	if _, err := ids.ParseParty(string(p.Origin)); err != nil {
		return p, err
	}
	if root, err := hex.DecodeString(p.Root); err != nil || len(root) != 32 {
		return p, errs.New(errs.Invalid, "the part's root is not 32 bytes of hex")
	}
	if p.Objects < 1 {
		return p, errs.New(errs.Invalid, "the part says that it has %d objects", p.Objects)
	}
	_, err = p.class()
	return p, err
}

// root is the Merkle root as bytes; parsePart has checked its form.
func (p PartStatement) root() (h [32]byte) {
	_, _ = hex.Decode(h[:], []byte(p.Root)) // parsePart refused anything else
	return h
}

// class is the policy class that the origin claims for all objects of the part.
func (p PartStatement) class() (c policy.Class, err error) {
	tlp, err := marking.ParseTLP(p.TLP)
	if err != nil {
		return c, err
	}
	pap, err := marking.ParsePAP(p.PAP)
	if err != nil {
		return c, err
	}
	return policy.Class{Origin: p.Origin, Realm: p.Realm, Category: p.Category, TLP: tlp, PAP: pap, Onward: policy.Onward{Allowed: p.Onward, To: p.OnwardTo}}, nil
}

// signedPart is a part's statement as it travels and as it is kept.
type signedPart struct {
	PartStatement
	statement []byte
	signature sign.Signature
	seed      []byte
	card      []byte // the origin's signed card; empty for this node's own
}

// signPart makes the origin's statement.
func signPart(p PartStatement, seed []byte, key sign.Key) (signedPart, error) {
	if p.OnwardTo == nil {
		p.OnwardTo = []ids.Party{}
	}
	b, err := strictjson.Marshal(p)
	if err != nil {
		return signedPart{}, err
	}
	return signedPart{PartStatement: p, statement: b, signature: key.Sign(partContext, b), seed: seed}, nil
}

// sentBody is the body of "release.sent": what one recipient gets.
type sentBody struct {
	Release string     `json:"release"`
	Objects int64      `json:"objects"` // lines of cargo that follow
	Parts   []sentPart `json:"parts"`
}

// sentPart is one part within a sentBody. Items is given when only some of the
// part's objects are sent; then Seed is empty, so that nothing can be guessed
// of the others, and each item proves its own place.
type sentPart struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
	Seed      string         `json:"seed"` // hex
	Card      jsontext.Value `json:"card"` // the origin's signed card, null when the sender is the origin
	Items     []sentItem     `json:"items"`
	Cites     []cite         `json:"cites"`
}

// sentItem is the place of one object in a part that is sent in part only.
type sentItem struct {
	Index int64    `json:"index"`
	Salt  string   `json:"salt"` // hex
	Path  []string `json:"path"` // hex
}

// cite names the provision on which the sender decided.
type cite struct {
	Agreement string `json:"agreement"`
	Provision string `json:"provision"`
	Digest    string `json:"digest"`
}

// objects is how many lines of cargo belong to the part.
func (p sentPart) objects(st PartStatement) int64 {
	if len(p.Items) > 0 {
		return int64(len(p.Items))
	}
	return st.Objects
}

// orderContext separates a recall's signature from every other use of a node key.
const orderContext = "recall/v1"

// RecallOrder is what the origin signs to have objects given back: all of its
// release, or those with the digests named.
type RecallOrder struct {
	V       int       `json:"v"`
	ID      string    `json:"id"`
	Origin  ids.Party `json:"origin"`
	Realm   ids.Realm `json:"realm"`
	Release string    `json:"release"`
	Digests []string  `json:"digests"` // hex SHA-256 of canonical bytes; empty means all
	Reason  string    `json:"reason"`
	At      time.Time `json:"at"`
}

// orderBody is the body of "release.recalled".
type orderBody struct {
	Order     jsontext.Value `json:"order"`
	Signature sign.Signature `json:"signature"`
}

// ackBody is the body of "release.recall-acknowledged": a relay hands the
// origin what a party further on has signed.
type ackBody struct {
	Recall    string         `json:"recall"`
	Party     ids.Party      `json:"party"`
	Ack       jsontext.Value `json:"ack"`
	Signature sign.Signature `json:"signature"`
	Card      jsontext.Value `json:"card"`
}

func parseOrder(b []byte) (o RecallOrder, err error) {
	if err := strictjson.Exact(b, &o, strictjson.Default); err != nil {
		return o, err
	}
	if o.V != 1 {
		return o, errs.New(errs.Unsupported, "recall order of version %d; this node reads version 1", o.V)
	}
	_, err = ids.Parse(o.ID)
	return o, err
}
