package ledger

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/sign"
)

// What a recipient can answer to a statement.
const (
	Accepted = "accepted"
	Partial  = "partial" // a part of it was refused; the reason says which
	Refused  = "refused"
	Executed = "executed" // an order was carried out
)

// ackContext separates an answer's signature from every other use of a node key.
const ackContext = "ack"

const (
	maxReason = 4096 // bytes
	maxCounts = 64
)

// Ack is the recipient's answer to one statement. What is signed is its
// canonical JSON (RFC 8785), under the recipient's node key, context "ack".
type Ack struct {
	Log     string           `json:"log"` // Pair.Origin
	Index   int64            `json:"index"`
	Leaf    string           `json:"leaf"` // Entry.Leaf: which statement exactly
	Outcome string           `json:"outcome"`
	Reason  string           `json:"reason"` // for a person; may be empty
	Counts  map[string]int64 `json:"counts"`
	At      time.Time        `json:"at"` // UTC, microseconds at most
}

// SignedAck is an answer whose signature was verified.
type SignedAck struct {
	Ack
	Bytes     jsontext.Value // what is signed
	Signature sign.Signature
	Signer    sign.PublicKey
}

func (a Ack) check() error {
	if _, err := ParseOrigin(a.Log); err != nil {
		return err
	}
	if _, err := hexHash(a.Leaf); err != nil {
		return err
	}
	switch a.Outcome {
	case Accepted, Partial, Refused, Executed:
	default:
		return errs.New(errs.Invalid, "the outcome %q is not known", errs.Clip(a.Outcome))
	}
	if a.Index < 0 || len(a.Reason) > maxReason || len(a.Counts) > maxCounts {
		return errs.New(errs.Invalid, "the answer is beyond its limits (index from 0, reason to %d bytes, %d counts)", maxReason, maxCounts)
	}
	return nil
}

// encode gives the canonical bytes.
func (a Ack) encode() (jsontext.Value, error) {
	a.At = wireTime(a.At)
	return canonical(a)
}

// ParseAck reads an answer in its one form and verifies its signature by the
// recipient's node key: errs.Invalid or errs.Denied.
func ParseAck(b []byte, sig sign.Signature, key sign.PublicKey) (s SignedAck, err error) {
	if err := decode(b, &s.Ack); err != nil {
		return SignedAck{}, errs.New(errs.Invalid, "the answer is not well formed: %s", errs.Clip(err.Error()))
	}
	again, err := s.encode()
	if err != nil || !bytes.Equal(again, b) {
		return SignedAck{}, errs.New(errs.Invalid, "the answer is not in its canonical form (RFC 8785, times in UTC)")
	}
	if err := s.check(); err != nil {
		return SignedAck{}, err
	}
	if err := sign.Verify(key, ackContext, b, sig); err != nil {
		return SignedAck{}, err
	}
	s.Bytes, s.Signature, s.Signer = again, sig, key
	return s, nil
}

// SaveAck signs and keeps our answer to an entry that we mirror, in the
// transaction in which the statement was taken or refused. A statement is
// answered once: the same outcome again changes nothing, another one is
// errs.Conflict. A reason that is too long is cut.
func SaveAck(ctx context.Context, tx *db.Tx, p Pair, a Ack, key sign.Key) (err error) {
	defer errs.Wrap(&err, "ledger.SaveAck(%s, %d)", p.Origin(), a.Index)
	r, err := open(ctx, tx, p, mirror)
	if err != nil {
		return err
	}
	held, err := LoadAck(ctx, tx, p, a.Index)
	if err == nil {
		if held.Outcome != a.Outcome || held.Leaf != a.Leaf {
			return errs.New(errs.Conflict, "entry %d was answered %s", a.Index, held.Outcome)
		}
		return nil
	}
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	if len(a.Reason) > maxReason {
		a.Reason = errs.Clip(a.Reason)
	}
	b, err := a.encode()
	if err != nil {
		return err
	}
	s, err := ParseAck(b, key.Sign(ackContext, b), key.Public())
	if err != nil {
		return err
	}
	return r.keepAck(ctx, tx, s)
}

// TakeAck keeps the recipient's answer to an entry of our log, which ParseAck
// has verified. fresh tells whether it is the first time; another answer to the
// same entry is errs.Conflict, and so is one to a statement that we did not
// make.
func TakeAck(ctx context.Context, tx *db.Tx, p Pair, s SignedAck) (fresh bool, err error) {
	defer errs.Wrap(&err, "ledger.TakeAck(%s, %d)", p.Origin(), s.Index)
	r, err := find(ctx, tx, p)
	if err != nil {
		return false, err
	}
	held, err := LoadAck(ctx, tx, p, s.Index)
	if err == nil {
		if !bytes.Equal(held.Bytes, s.Bytes) {
			return false, errs.New(errs.Conflict, "entry %d was answered %s; an answer does not change", s.Index, held.Outcome)
		}
		return false, nil
	}
	if !errs.Is(err, errs.NotFound) {
		return false, err
	}
	return true, r.keepAck(ctx, tx, s)
}

// keepAck stores an answer that belongs to what stands in the log.
func (r row) keepAck(ctx context.Context, tx *db.Tx, s SignedAck) error {
	e, err := entryAt(ctx, tx, r.pair, s.Index)
	if err != nil {
		return err
	}
	if s.Log != r.origin() || s.Leaf != e.Leaf() {
		return errs.New(errs.Conflict, "the answer is to another statement than entry %d of %s", s.Index, r.origin())
	}
	_, err = tx.Exec(ctx, `INSERT INTO ledger_ack (log, idx, outcome, reason, ack, signature, signer) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		r.origin(), s.Index, s.Outcome, s.Reason, []byte(s.Bytes), s.Signature[:], s.Signer.String())
	return err
}

// LoadAck gives the answer to an entry, or errs.NotFound.
func LoadAck(ctx context.Context, tx *db.Tx, p Pair, index int64) (SignedAck, error) {
	s, err := db.One(ctx, tx, scanAck, `SELECT ack, signature, signer FROM ledger_ack WHERE log = $1 AND idx = $2`, p.Origin(), index)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "entry %d of %s has no answer yet", index, p.Origin())
	}
	return s, err
}

// scanAck reads an answer and verifies it once more.
func scanAck(sc db.Scanner) (s SignedAck, err error) {
	var b, sig []byte
	var signer string
	if err = sc.Scan(&b, &sig, &signer); err != nil {
		return s, err
	}
	return openAck(b, sig, signer)
}

// openAck verifies an answer as it was stored.
func openAck(b, sig []byte, signer string) (s SignedAck, err error) {
	key, err := sign.ParsePublic(signer)
	if err != nil {
		return s, err
	}
	if len(sig) != len(sign.Signature{}) {
		return s, fmt.Errorf("the signature has %d bytes", len(sig))
	}
	return ParseAck(b, sign.Signature(sig), key)
}
