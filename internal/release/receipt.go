package release

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/format/stix"
	"entente/internal/intel"
	"entente/internal/party"
)

// receiptFormat names the file form that VerifyReceipt reads.
const receiptFormat = "entente-receipt/1"

// Receipt is a file by which anyone can check offline that a party gave a
// statement to another, and that the other received and answered it: the
// statement, its place in the pair's log, the checkpoint signed by both, and
// the recipient's signed answer. With an object, also that exactly these bytes
// were in the release and that their origin signed for them.
//
// The file is canonical JSON (RFC 8785) and one line break. Nothing in it is
// unbound: a change of any byte is found.
type Receipt struct {
	Format string         `json:"format"`
	Proof  jsontext.Value `json:"proof"`  // ledger.Proof
	Object *ReceiptObject `json:"object"` // null when the receipt is of the statement alone
}

// ReceiptObject is one object with its place in a part of the release.
type ReceiptObject struct {
	Part  string         `json:"part"`
	Place sentItem       `json:"place"`
	Card  jsontext.Value `json:"card"` // of the part's origin
	STIX  jsontext.Value `json:"stix"`
}

// Report is what a verified receipt proves.
type Report struct {
	ledger.Report
	Kind   string    `json:"kind"`
	About  string    `json:"about"`
	Object string    `json:"object,omitempty"`
	Origin ids.Party `json:"origin,omitempty"`
	// OriginKey and the keys of both sides are what a person compares by
	// another way: the file proves what was signed, not whose key it is.
	OriginKey string `json:"origin_key,omitempty"`
}

// Lines says in words what is proven.
func (r Report) Lines() []string {
	lines := []string{
		fmt.Sprintf("verifies: %s gave %s entry %d (%s, about %s), realm %s", r.From, r.To, r.Index, r.Kind, r.About, r.Realm),
		fmt.Sprintf("signed by %s: %s", r.From, sign.Fingerprint(r.FromKey)),
	}
	if r.CosignedAt.IsZero() {
		lines = append(lines, fmt.Sprintf("not yet receipted by %s", r.To))
	} else {
		lines = append(lines, fmt.Sprintf("receipted by %s at %s: %s", r.To, r.CosignedAt.Format(time.RFC3339), sign.Fingerprint(r.ToKey)))
	}
	if r.Outcome != "" {
		lines = append(lines, fmt.Sprintf("answered by %s: %s %s", r.To, r.Outcome, errs.Clip(r.Reason)))
	}
	if r.Object != "" {
		lines = append(lines, fmt.Sprintf("holds object %s, signed for by its origin %s: %s", r.Object, r.Origin, r.OriginKey))
	}
	return append(lines, "compare the fingerprints with what the parties tell you by another way")
}

// Receipt makes the file for one entry of a pair log that this node holds, with
// one object of it when object is not empty.
func (s *Service) Receipt(ctx context.Context, v authz.Viewer, pair ledger.Pair, index int64, object string) (file []byte, err error) {
	defer errs.Wrap(&err, "release.Receipt(%s, %d)", pair.Origin(), index)
	if err := v.May(authz.LedgerRead); err != nil {
		return nil, err
	}
	if pair.Realm != v.Realm() {
		return nil, errs.New(errs.NotFound, "no such log")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		proof, err := ledger.BuildProof(ctx, tx, pair, index)
		if err != nil {
			return err
		}
		r := Receipt{Format: receiptFormat}
		if r.Proof, err = strictjson.Marshal(proof); err != nil {
			return err
		}
		if object != "" {
			if r.Object, err = s.receiptObject(ctx, tx, v, pair, index, object); err != nil {
				return err
			}
		}
		file, err = strictjson.Marshal(r)
		file = append(file, '\n')
		return err
	})
	return file, err
}

// receiptObject finds an object in the release of an entry.
func (s *Service) receiptObject(ctx context.Context, tx *db.Tx, v authz.Viewer, pair ledger.Pair, index int64, object string) (*ReceiptObject, error) {
	entries, err := ledger.Entries(ctx, tx, pair, index, 1)
	if err != nil || len(entries) == 0 {
		return nil, errs.New(errs.NotFound, "the log has no entry %d", index)
	}
	st, err := ledger.ParseStatement(entries[0].Statement)
	if err != nil {
		return nil, err
	}
	var body sentBody
	if st.Kind != kindSent || strictjson.Decode(st.Body, &body, strictjson.Large) != nil {
		return nil, errs.New(errs.Conflict, "entry %d carries no objects", index)
	}
	rows, err := intel.List(ctx, tx, v, intel.Filter{IDs: []string{object}, History: true})
	if err != nil {
		return nil, err
	}
	for _, sp := range body.Parts {
		p, err := loadPart(ctx, tx, mustID(sp))
		if errs.Is(err, errs.NotFound) {
			continue // a part that this node refused
		}
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			its, err := db.Rows(ctx, tx, scanItem, `SELECT `+itemColumns+` FROM release_item WHERE part = $1 AND added = $2`, p.ID, row.Added)
			if err != nil || len(its) == 0 {
				if err != nil {
					return nil, err
				}
				continue
			}
			places, err := proofsOf(ctx, tx, p, its)
			if err != nil {
				return nil, err
			}
			card := p.card
			if len(card) == 0 {
				if card, err = s.parties.Card(ctx, tx, p.Origin); err != nil {
					return nil, err
				}
			}
			return &ReceiptObject{Part: p.ID, Place: places[0], Card: card, STIX: row.Body}, nil
		}
	}
	return nil, errs.New(errs.NotFound, "object %q is not in this entry, or not for this account", errs.Clip(object))
}

// mustID is the id within a part's statement, "" when it has none.
func mustID(sp sentPart) string {
	p, err := parsePart(sp.Statement)
	if err != nil {
		return ""
	}
	return p.ID
}

// VerifyReceipt checks a receipt file by itself, without a node. The error
// names what is wrong.
func VerifyReceipt(file []byte) (rep Report, err error) {
	raw, ok := trimOneNewline(file)
	if !ok {
		return rep, errs.New(errs.Invalid, "file: it does not end with one line break after canonical JSON")
	}
	var r Receipt
	if err := strictjson.Decode(raw, &r, strictjson.Large); err != nil {
		_, text := errs.Public(err)
		return rep, errs.New(errs.Invalid, "file: %s", text)
	}
	if canon, err := strictjson.Canonical(raw); err != nil || string(canon) != string(raw) {
		return rep, errs.New(errs.Invalid, "file: it is not canonical JSON; something was changed or reformatted")
	}
	if r.Format != receiptFormat {
		return rep, errs.New(errs.Unsupported, "format: %q is not %q", errs.Clip(r.Format), receiptFormat)
	}
	proof, err := ledger.ParseProof(r.Proof)
	if err != nil {
		return rep, err
	}
	if rep.Report, err = proof.Verify(); err != nil {
		return rep, err
	}
	st := rep.Statement
	rep.Kind, rep.About = st.Kind, st.About
	if r.Object == nil {
		return rep, nil
	}
	return rep, verifyObject(&rep, st, *r.Object)
}

func trimOneNewline(b []byte) ([]byte, bool) {
	if len(b) == 0 || b[len(b)-1] != '\n' {
		return nil, false
	}
	return b[:len(b)-1], true
}

// verifyObject checks that the object is in a part of the statement and that
// its origin signed the part.
func verifyObject(rep *Report, st ledger.Statement, o ReceiptObject) error {
	var body sentBody
	if st.Kind != kindSent || strictjson.Decode(st.Body, &body, strictjson.Large) != nil {
		return errs.New(errs.Invalid, "object: the statement carries no objects")
	}
	for _, sp := range body.Parts {
		p, err := parsePart(sp.Statement)
		if err != nil || p.ID != o.Part {
			continue
		}
		card, err := party.OpenCard(o.Card)
		if err != nil {
			return errs.New(errs.Invalid, "object: the card of its origin does not verify")
		}
		if card.Party != p.Origin {
			return errs.New(errs.Invalid, "object: the card is of %s and the part of %s", card.Party, p.Origin)
		}
		if p.Origin == rep.From && card.Node != rep.FromKey {
			return errs.New(errs.Invalid, "object: the card's key is not the key that signed the log")
		}
		if sign.Verify(card.Node, partContext, sp.Statement, sp.Signature) != nil {
			return errs.New(errs.Invalid, "object: its origin's signature does not verify")
		}
		obj, err := stix.Parse(o.STIX)
		if err != nil || string(obj.Bytes) != string(o.STIX) {
			return errs.New(errs.Invalid, "object: it is not a canonical STIX object")
		}
		a := &arrival{part: signedPart{PartStatement: p}}
		if err := proveItem(a, o.Place, obj.Digest); err != nil {
			return errs.New(errs.Invalid, "object: these bytes are not at this place of the part that %s signed", p.Origin)
		}
		rep.Object, rep.Origin, rep.OriginKey = obj.ID, p.Origin, sign.Fingerprint(card.Node)
		return nil
	}
	return errs.New(errs.Invalid, "object: the statement has no part %q", errs.Clip(o.Part))
}
