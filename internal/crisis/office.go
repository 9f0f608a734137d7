package crisis

import (
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/matter"
)

// officeContext separates these signatures from every other use of a key.
const officeContext = "crisis/v1"

// bound is what an office signs: everything that its act says.
type bound struct {
	Matter string    `json:"matter"`
	Party  ids.Party `json:"party"`
	Act    string    `json:"act"`
	Body   Body      `json:"body"` // with an empty signature
}

type signed struct {
	bytes     []byte
	signature sign.Signature
}

// officeOf gives the office of an act by which a party binds itself; nil of
// others.
func officeOf(b Body) *Office {
	switch b := b.(type) {
	case *Put:
		return &b.Office
	case *Stood:
		return &b.Office
	case *Extended:
		return &b.Office
	case *Withdrawn:
		return &b.Office
	case *Contacted:
		return &b.Office
	case *Excluded:
		return &b.Office
	}
	return nil
}

// toSign gives the bytes that an office signs of an act.
func toSign(id string, p ids.Party, act string, b Body) ([]byte, error) {
	o := officeOf(b)
	was := o.Signature
	o.Signature = sign.Signature{}
	defer func() { o.Signature = was }()
	return strictjson.Marshal(bound{Matter: id, Party: p, Act: act, Body: b})
}

// signedBy gives the office that a statement says it is by, with what it must have
// signed; an empty office for statements of nodes.
func signedBy(id string, x matter.Said) (office string, s signed, err error) {
	b, err := decode(x.Act, x.Body)
	if err != nil {
		return "", s, err
	}
	o := officeOf(b)
	if o == nil {
		return "", s, nil
	}
	if o.Signature == (sign.Signature{}) {
		return "", s, errs.New(errs.Denied, "the act %s of %s is not signed by an office", x.Act, x.Party)
	}
	s.signature = o.Signature
	s.bytes, err = toSign(id, x.Party, x.Act, b)
	return o.ID, s, err
}
