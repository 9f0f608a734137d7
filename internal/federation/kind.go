package federation

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
)

// Inbound is a statement as it arrives, with the objects that follow it.
type Inbound struct {
	Statement ledger.Statement
	Lines     int64 // how many objects follow
	Gone      bool  // the sender no longer has the objects
	// Cargo calls f with each object's bytes, in order; it may be called again.
	Cargo func(f func(line []byte) error) error
}

// Outcome is the recipient's answer to a statement: one of the outcomes of
// ledger, with the reason in words and what was counted.
type Outcome struct {
	Outcome string
	Reason  string
	Counts  map[string]int64
}

// Kind is how a domain deals with one kind of statement. app registers them.
type Kind struct {
	// Receive takes a statement within the transaction that mirrors its leaf.
	// An error of a kind (errs) refuses the statement and is told to the
	// sender, and what Receive had written is undone; any other error stops the
	// tail, which tries again later. The same statement never comes twice.
	Receive func(ctx context.Context, tx *db.Tx, in Inbound) (Outcome, error)
	// Cargo writes the objects that belong to a statement of ours. Nil when the
	// kind carries none. errs.Conflict means that they are gone for good.
	Cargo func(ctx context.Context, tx *db.Tx, st ledger.Statement, yield func(line []byte) error) error
	// Acked hears the recipient's answer to a statement of ours. May be nil.
	Acked func(ctx context.Context, tx *db.Tx, st ledger.Statement, ack ledger.SignedAck) error
}

// receive lets the domain answer, and turns its refusal into an outcome.
func (s *Service) receive(ctx context.Context, tx *db.Tx, from ids.Party, realm ids.Realm, in Inbound) (out Outcome, err error) {
	st := in.Statement
	if st.From != from || st.To != s.party || st.Realm != realm {
		return Outcome{Outcome: ledger.Refused, Reason: "the statement is not from " + string(from) + " to " + string(s.party) + " in realm " + string(realm)}, nil
	}
	kind, ok := s.kinds[st.Kind]
	if !ok || kind.Receive == nil {
		return Outcome{Outcome: ledger.Refused, Reason: "this node does not know statements of kind " + errs.Clip(st.Kind)}, nil
	}
	err = tx.Try(ctx, func() error {
		out, err = kind.Receive(ctx, tx, in)
		return err
	})
	if err == nil {
		return out, nil
	}
	if k, text := errs.Public(err); k != errs.Internal && k != errs.Busy {
		return Outcome{Outcome: ledger.Refused, Reason: text}, nil
	}
	return out, err
}
