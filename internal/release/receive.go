package release

import (
	"context"
	"encoding/hex"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/intel"
	"entente/internal/policy"
)

// The kinds of this domain that travel. Only kindSent carries objects.
const (
	kindSent         = "release.sent"
	kindRecalled     = "release.recalled"
	kindAcknowledged = "release.recall-acknowledged"
)

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	return map[string]federation.Kind{
		kindSent:         {Receive: s.receiveSent, Cargo: s.cargo},
		kindRecalled:     {Receive: s.receiveRecall, Acked: s.recallAcked},
		kindAcknowledged: {Receive: s.receiveAcknowledged},
	}
}

// arrival is one part of a received release while it is checked.
type arrival struct {
	sent  sentPart
	part  signedPart
	class policy.Class
	seed  []byte
	why   string // why the part as a whole is refused; empty when it is taken

	decision policy.Decision
}

// receiveSent takes a release of another party: every part is checked by this
// node's own rules before anything is stored, and all is stored in the one
// transaction in which the log is mirrored. What cannot be what its origin
// signed refuses the whole release; what our agreements do not permit refuses
// its part; what the store cannot take refuses one object. Each with a reason
// that the sender is told.
func (s *Service) receiveSent(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	st := in.Statement
	var body sentBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Large); err != nil {
		return out, err
	}
	if in.Gone {
		return out, errs.New(errs.Conflict, "the sender holds the objects back: they were recalled, or what was agreed has changed since the release")
	}
	if body.Objects != in.Lines || len(body.Parts) == 0 {
		return out, errs.New(errs.Invalid, "the release announces %d objects and brings %d", body.Objects, in.Lines)
	}
	if _, err := ids.Parse(body.Release); err != nil {
		return out, err
	}
	arrivals, err := s.open(ctx, tx, st, body)
	if err != nil {
		return out, err
	}
	defs, err := s.check(ctx, tx, in, arrivals)
	if err != nil {
		return out, err
	}
	return s.take(ctx, tx, in, body, arrivals, defs)
}

// open checks what is said about each part: its origin's signature, the key
// behind it, and our own agreements.
func (s *Service) open(ctx context.Context, tx *db.Tx, st ledger.Statement, body sentBody) ([]*arrival, error) {
	rules, err := s.agreements.Rules(ctx, tx, st.Realm, tx.Now)
	if err != nil {
		return nil, err
	}
	var all []*arrival
	seen := map[string]bool{}
	for i, sp := range body.Parts {
		p, err := parsePart(sp.Statement)
		if err != nil {
			return nil, err
		}
		a := &arrival{sent: sp, part: signedPart{PartStatement: p, statement: sp.Statement, signature: sp.Signature}}
		if a.seed, err = hex.DecodeString(sp.Seed); err != nil {
			return nil, errs.New(errs.Invalid, "part %d: the seed is not hex", i)
		}
		if seen[p.ID] || p.Realm != st.Realm || (len(a.seed) == 0) == (len(sp.Items) == 0) {
			return nil, errs.New(errs.Invalid, "part %d: given twice, of another realm, or without the means to prove it", i)
		}
		seen[p.ID] = true
		key, card, err := s.originKey(ctx, tx, st.From, p.Origin, sp.Card)
		if err != nil {
			return nil, err
		}
		if err := sign.Verify(key, partContext, a.part.statement, sp.Signature); err != nil {
			return nil, errs.New(errs.Denied, "part %d: the signature of its origin %s does not verify", i, p.Origin)
		}
		a.part.seed, a.part.card = a.seed, card
		if a.class, err = p.class(); err != nil {
			return nil, err
		}
		a.decision = policy.Decide(policy.Query{From: st.From, To: s.party, At: tx.Now, Class: a.class, Relayed: p.Origin != st.From}, rules)
		if !a.decision.Permit {
			a.why = reasonText(a.decision)
		}
		all = append(all, a)
	}
	return all, nil
}

// originKey gives the key that must have signed, and the origin's card to keep.
// The sender's own is the pinned one; that of a third party comes with its card
// and must agree with what this node knows of it.
func (s *Service) originKey(ctx context.Context, tx *db.Tx, from, origin ids.Party, card []byte) (sign.PublicKey, []byte, error) {
	if origin == s.party {
		return sign.PublicKey{}, nil, errs.New(errs.Denied, "this claims %s as its origin, which is this node; nobody else releases for it", origin)
	}
	if origin == from {
		key, err := s.parties.NodeKey(ctx, tx, from)
		if err != nil {
			return key, nil, err
		}
		own, err := s.parties.Card(ctx, tx, from)
		return key, own, err
	}
	if len(card) == 0 || string(card) == "null" {
		return sign.PublicKey{}, nil, errs.New(errs.Denied, "this claims %s as its origin and brings no card of %s", origin, origin)
	}
	code, key, err := s.parties.Introduce(ctx, tx, card, from)
	if err != nil {
		return key, nil, err
	}
	if code != origin {
		return key, nil, errs.New(errs.Denied, "the card is of %s, the part claims %s as its origin", code, origin)
	}
	return key, card, nil
}

// cargo streams the objects of a release.sent statement, in the order of its
// parts. When something of it was recalled or deleted meanwhile, or is no longer
// permitted, the answer is errs.Conflict: the statement then stands alone, and
// the recipient is told. What is permitted again later is released anew.
func (s *Service) cargo(ctx context.Context, tx *db.Tx, st ledger.Statement, yield func([]byte) error) error {
	var body sentBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Large); err != nil {
		return err
	}
	if err := s.stillPermitted(ctx, tx, st, body); err != nil {
		return err
	}
	for _, sp := range body.Parts {
		p, err := parsePart(sp.Statement)
		if err != nil {
			return err
		}
		items, err := loadItems(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		want := map[int64]bool{}
		for _, it := range sp.Items {
			want[it.Index] = true
		}
		var added []int64
		for _, it := range items {
			if len(want) == 0 || want[it.idx] {
				added = append(added, it.added)
			}
		}
		if err := intel.Bodies(ctx, tx, added, yield); err != nil {
			return err
		}
	}
	return nil
}

// stillPermitted decides again on each part of a release of ours, as its recipient
// will: what went into the log while an agreement was in force does not leave
// after its end.
func (s *Service) stillPermitted(ctx context.Context, tx *db.Tx, st ledger.Statement, body sentBody) error {
	rules, err := s.agreements.Rules(ctx, tx, st.Realm, tx.Now)
	if err != nil {
		return err
	}
	for _, sp := range body.Parts {
		p, err := parsePart(sp.Statement)
		if err != nil {
			return err
		}
		class, err := p.class()
		if err != nil {
			return err
		}
		if d := policy.Decide(policy.Query{From: s.party, To: st.To, At: tx.Now, Class: class, Relayed: p.Origin != s.party}, rules); !d.Permit {
			return errs.New(errs.Conflict, "this is not permitted any more: %s", reasonText(d))
		}
	}
	return nil
}
