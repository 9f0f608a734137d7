package ledger

import (
	"bytes"
	"context"
	"encoding/hex"
	"math/bits"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

// ProofFormat names the form of a proof.
const ProofFormat = "entente-proof/1"

// maxProof bounds a proof, in bytes.
const maxProof = MaxStatement + 1<<20

// Proof shows, offline and to anyone, that From gave exactly this statement to
// To, and that To received it. Its file is the canonical JSON (RFC 8785) of
// this struct. The keys are stated, not proven: whoever relies on a proof
// compares them (sign.Words) with the keys that the parties are known by.
type Proof struct {
	Format       string         `json:"format"`
	Origin       string         `json:"origin"`
	Index        int64          `json:"index"`
	Size         int64          `json:"size"`
	Salt         string         `json:"salt"` // hexadecimal
	Statement    jsontext.Value `json:"statement"`
	Path         []string       `json:"path"`       // RFC 6962 audit path, hexadecimal
	Checkpoint   string         `json:"checkpoint"` // note with sender's signature and recipient's cosignature
	FromKey      sign.PublicKey `json:"from_key"`
	ToKey        sign.PublicKey `json:"to_key"`
	Ack          jsontext.Value `json:"ack,omitzero"` // the recipient's answer, when there is one
	AckSignature sign.Signature `json:"ack_signature,omitzero"`
}

// Report is what a proof proves.
type Report struct {
	From       ids.Party        `json:"from"`
	To         ids.Party        `json:"to"`
	Realm      ids.Realm        `json:"realm"`
	Index      int64            `json:"index"`
	Size       int64            `json:"size"`
	Statement  Statement        `json:"statement"`
	CosignedAt time.Time        `json:"cosigned_at"` // received not later than this, by the recipient's clock
	FromKey    sign.PublicKey   `json:"from_key"`
	ToKey      sign.PublicKey   `json:"to_key"`
	Outcome    string           `json:"outcome"` // "pending" when the proof holds no answer
	Reason     string           `json:"reason"`
	Counts     map[string]int64 `json:"counts"`
	AnsweredAt time.Time        `json:"answered_at,omitzero"`
}

// BuildProof makes the proof of one entry, with the earliest checkpoint that
// covers it and that the recipient has cosigned. errs.Conflict while there is
// none.
func BuildProof(ctx context.Context, tx *db.Tx, p Pair, index int64) (proof Proof, err error) {
	defer errs.Wrap(&err, "ledger.BuildProof(%s, %d)", p.Origin(), index)
	e, err := entryAt(ctx, tx, p, index)
	if err != nil {
		return proof, err
	}
	c, err := db.One(ctx, tx, scanCheckpoint, `SELECT `+checkpointColumns+` FROM ledger_checkpoint WHERE log = $1 AND size > $2 AND to_key <> '' ORDER BY size LIMIT 1`, p.Origin(), index)
	if errs.Is(err, errs.NotFound) {
		return proof, errs.New(errs.Conflict, "%s has not signed for entry %d yet; there is nothing to prove before that", p.To, index)
	}
	if err != nil {
		return proof, err
	}
	path, err := tlog.ProveRecord(c.Size, index, row{pair: p}.tree(ctx, tx))
	if err != nil {
		return proof, err
	}
	proof = Proof{Format: ProofFormat, Origin: p.Origin(), Index: index, Size: c.Size, Salt: hex.EncodeToString(e.Salt[:]),
		Statement: e.Statement, Path: []string{}, Checkpoint: string(c.Cosigned), FromKey: c.FromKey, ToKey: c.ToKey}
	for _, h := range path {
		proof.Path = append(proof.Path, hex.EncodeToString(h[:]))
	}
	ack, err := LoadAck(ctx, tx, p, index)
	if err == nil {
		proof.Ack, proof.AckSignature = ack.Bytes, ack.Signature
	} else if !errs.Is(err, errs.NotFound) {
		return proof, err
	}
	_, err = proof.Verify()
	return proof, err
}

// Encode gives the file.
func (p Proof) Encode() ([]byte, error) { return canonical(p) }

// ParseProof reads a proof file in its one form. It verifies nothing.
func ParseProof(b []byte) (p Proof, err error) {
	if len(b) > maxProof {
		return p, errs.New(errs.TooLarge, "a proof has at most %d bytes", maxProof)
	}
	if err := decode(b, &p); err != nil {
		return Proof{}, errs.New(errs.Invalid, "the proof is not well formed: %s", errs.Clip(err.Error()))
	}
	again, err := p.Encode()
	if err != nil || !bytes.Equal(again, b) {
		return Proof{}, errs.New(errs.Invalid, "the proof is not in its canonical form (RFC 8785): a member is missing, repeated, out of order or spelled in another way")
	}
	return p, nil
}

// VerifyProof reads and verifies a proof file.
func VerifyProof(b []byte) (Report, error) {
	p, err := ParseProof(b)
	if err != nil {
		return Report{}, err
	}
	return p.Verify()
}

// Verify checks everything in the proof against everything else: statement and
// salt against the tree, the tree against the checkpoint, the checkpoint
// against both signatures, the answer against the statement and its signature.
// The error names the first thing that is wrong.
func (p Proof) Verify() (r Report, err error) {
	if p.Format != ProofFormat {
		return r, errs.New(errs.Unsupported, "the proof is of form %q; this program knows %s", errs.Clip(p.Format), ProofFormat)
	}
	pair, err := ParseOrigin(p.Origin)
	if err != nil {
		return r, err
	}
	st, err := ParseStatement(p.Statement)
	if err != nil {
		return r, err
	}
	if st.Pair() != pair {
		return r, errs.New(errs.Denied, "the statement is from %s to %s in realm %s and does not belong into log %s", st.From, st.To, st.Realm, p.Origin)
	}
	c, err := openCosigned([]byte(p.Checkpoint), pair, p.FromKey, p.ToKey)
	if err != nil {
		return r, err
	}
	if p.Size != c.Size {
		return r, errs.New(errs.Denied, "the proof speaks of %d entries and its checkpoint of %d", p.Size, c.Size)
	}
	e, err := p.entry()
	if err != nil {
		return r, err
	}
	if err := p.checkPath(e, c); err != nil {
		return r, err
	}
	r = Report{From: pair.From, To: pair.To, Realm: pair.Realm, Index: p.Index, Size: p.Size, Statement: st, CosignedAt: c.CosignedAt,
		FromKey: p.FromKey, ToKey: p.ToKey, Outcome: Pending, Counts: map[string]int64{}}
	return r, p.checkAck(e, &r)
}

func (p Proof) entry() (e Entry, err error) {
	salt, err := hexHash(p.Salt)
	return Entry{Index: p.Index, Salt: salt, Statement: p.Statement}, err
}

func (p Proof) checkPath(e Entry, c Checkpoint) error {
	if p.Index < 0 || p.Index >= c.Size || len(p.Path) > bits.Len64(uint64(c.Size)) {
		return errs.New(errs.Denied, "the proof's index or path cannot belong to a log of %d entries", c.Size)
	}
	path := make(tlog.RecordProof, len(p.Path))
	for i, s := range p.Path {
		h, err := hexHash(s)
		if err != nil {
			return err
		}
		path[i] = h
	}
	if tlog.CheckRecord(path, c.Size, c.Root, p.Index, e.record()) != nil {
		return errs.New(errs.Denied, "the statement with this salt is not entry %d of the log whose checkpoint was signed", p.Index)
	}
	return nil
}

func (p Proof) checkAck(e Entry, r *Report) error {
	if (len(p.Ack) == 0) != (p.AckSignature == sign.Signature{}) {
		return errs.New(errs.Invalid, "the proof has an answer without its signature, or the reverse")
	}
	if len(p.Ack) == 0 {
		return nil
	}
	a, err := ParseAck(p.Ack, p.AckSignature, p.ToKey)
	if err != nil {
		return err
	}
	if a.Log != p.Origin || a.Index != p.Index || a.Leaf != e.Leaf() {
		return errs.New(errs.Denied, "the answer in the proof is to another statement")
	}
	r.Outcome, r.Reason, r.Counts, r.AnsweredAt = a.Outcome, a.Reason, a.Counts, a.At
	return nil
}
