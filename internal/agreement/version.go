package agreement

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

// Version is one text of an agreement with its exact bytes and the signature of
// the node of its author. KnownAt is zero while it is a draft of our own.
type Version struct {
	Instrument
	Digest  [sha256.Size]byte
	KnownAt time.Time

	body      []byte
	signature sign.Signature
}

// offerContext separates the signature under a version from every other use of
// a node key.
const offerContext = "agreement-offer/v1"

// openVersion reads a version as it came; its author's signature is checked
// against the key on the card that it holds.
func openVersion(body []byte, sig sign.Signature) (v Version, err error) {
	if v, err = draftVersion(body); err != nil {
		return v, err
	}
	v.signature = sig
	card, err := v.card(v.Author)
	if err != nil {
		return v, err
	}
	if err := sign.Verify(card.Node, offerContext, body, sig); err != nil {
		return v, errs.New(errs.Denied, "the signature of its author %s under the instrument does not verify", v.Author)
	}
	return v, nil
}

func draftVersion(body []byte) (v Version, err error) {
	v.body, v.Digest = body, sha256.Sum256(body)
	v.Instrument, err = parseInstrument(body)
	return v, err
}

// DigestText is the digest in hex.
func (v Version) DigestText() string { return hex.EncodeToString(v.Digest[:]) }

// IsDraft tells that nobody but this node has seen it.
func (v Version) IsDraft() bool { return v.KnownAt.IsZero() }

func (v Version) from() time.Time {
	if v.KnownAt.Before(v.Created) {
		return v.KnownAt
	}
	return v.Created
}

func compareVersions(x, y Version) int {
	if c := x.Created.Compare(y.Created); c != 0 {
		return c
	}
	return bytes.Compare(x.body, y.body)
}
