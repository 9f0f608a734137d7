package directory

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

const entryContext = "directory/v1" // separates an entry's signature from every other use of a node key

// limits bound an entry as it travels.
var limits = strictjson.Limits{Bytes: 2 << 20, Depth: 12, Members: 200, Elements: maxClaims, Values: 60_000, String: maxText}

// travelling is how an entry travels: canonical JSON with the signature over its
// canonical bytes.
type travelling struct {
	Entry     jsontext.Value `json:"entry"`
	Signature sign.Signature `json:"signature"`
}

// held is an entry with its exact bytes.
type held struct {
	Entry
	bytes     []byte // as it travels
	signed    []byte
	signature sign.Signature
}

func (h held) digest() string {
	sum := sha256.Sum256(h.bytes)
	return hex.EncodeToString(sum[:])
}

// seal signs an entry.
func seal(e Entry, key sign.Key) (held, error) {
	e.Said = e.normal()
	b, err := strictjson.Marshal(e)
	if err != nil {
		return held{}, err
	}
	sig := key.Sign(entryContext, b)
	all, err := strictjson.Marshal(travelling{Entry: b, Signature: sig})
	if err == nil && int64(len(all)) > limits.Bytes {
		err = errs.New(errs.TooLarge, "an entry has at most %d bytes", limits.Bytes)
	}
	return held{Entry: e, bytes: all, signed: b, signature: sig}, err
}

// open reads an entry as it travels and checks its form. Who signed it is for
// verify to say.
func open(b []byte) (h held, err error) {
	h.bytes = b
	var t travelling
	if err := strictjson.Exact(b, &t, limits); err != nil {
		return h, err
	}
	h.signed, h.signature = t.Entry, t.Signature
	if err := strictjson.Decode(t.Entry, &h.Entry, limits); err != nil {
		return h, err
	}
	// One meaning has one form: what is absent, null or spelled otherwise is refused.
	if canon, err := strictjson.Marshal(Entry{V: h.V, Party: h.Party, Serial: h.Serial, At: h.At, Said: h.normal()}); err != nil || string(canon) != string(t.Entry) {
		return h, errs.New(errs.Invalid, "the entry is not in its canonical form")
	}
	return h, h.check()
}

func (h held) verify(key sign.PublicKey) error {
	if err := sign.Verify(key, entryContext, h.signed, h.signature); err != nil {
		return errs.New(errs.Denied, "the entry is not signed by the node of %s", h.Party)
	}
	return nil
}
