package federation

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

// Receipt is what a recipient sends back: its cosignature on the checkpoint of
// the log that it mirrors, and its signed answer to each statement.
type Receipt struct {
	Note string       `json:"note"` // signed note: checkpoint, sender's signature, recipient's cosignature
	Acks []receiptAck `json:"acks"`
}

type receiptAck struct {
	Ack       jsontext.Value `json:"ack"`
	Signature sign.Signature `json:"signature"`
}

// maxAcks bounds the answers in one receipt; more follow in the next.
const maxAcks = 500

// cosigner is the name under which a party's node signs another's checkpoint.
func cosigner(p ids.Party) string { return "entente/" + string(p) }

// sendReceipts tells the sender of the log everything that it has not heard.
// When the answer is lost the same receipt goes out again, which is harmless.
func (t *tailer) sendReceipts(ctx context.Context, client *http.Client, peer Peer) error {
	for {
		var r Receipt
		var told, upTo int64
		s := t.s
		if err := s.db.Read(ctx, func(tx *db.Tx) error {
			var err error
			if told, err = s.told(ctx, tx, t.peer, t.realm); err != nil {
				return err
			}
			size, err := ledger.Size(ctx, tx, t.pair())
			if err != nil || size <= told {
				return err
			}
			upTo = min(size, told+maxAcks)
			note, err := ledger.CosignedNote(ctx, tx, t.pair())
			if err != nil {
				return err
			}
			r.Note = string(note)
			for i := told; i < upTo; i++ {
				ack, err := ledger.LoadAck(ctx, tx, t.pair(), i)
				if err != nil {
					return err
				}
				r.Acks = append(r.Acks, receiptAck{Ack: ack.Bytes, Signature: ack.Signature})
			}
			return nil
		}); err != nil {
			return err
		}
		if upTo == 0 {
			return nil
		}
		if err := t.post(ctx, client, peer, r); err != nil {
			return err
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO federation_tail (party, realm, told) VALUES ($1,$2,$3) ON CONFLICT (party, realm) DO UPDATE SET told = excluded.told`, string(t.peer), string(t.realm), upTo)
			return err
		}); err != nil {
			return err
		}
	}
}

func (s *Service) told(ctx context.Context, tx *db.Tx, p ids.Party, realm ids.Realm) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT told FROM federation_tail WHERE party = $1 AND realm = $2`, string(p), string(realm))
	if errs.Is(err, errs.NotFound) {
		return 0, nil
	}
	return n, err
}

func (t *tailer) post(ctx context.Context, client *http.Client, peer Peer, r Receipt) error {
	b, err := strictjson.Marshal(r)
	if err != nil {
		return err
	}
	u := url.URL{Scheme: "https", Host: peer.Address, Path: "/peer/v1/log/" + string(t.realm) + "/receipt"}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // nothing in it is needed
	if resp.StatusCode != http.StatusNoContent {
		return problemOf(resp)
	}
	return nil
}

// problemOf reads a peer's refusal, as far as it is one of ours.
func problemOf(resp *http.Response) error {
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<14))
	if err != nil {
		return err
	}
	var p struct {
		Detail string `json:"detail"`
		Title  string `json:"title"`
	}
	if strictjson.DecodeLoose(b, &p) != nil || p.Title+p.Detail == "" {
		p.Detail = fmt.Sprintf("status %d", resp.StatusCode)
	}
	return errs.New(errs.Busy, "the peer answered: %s", errs.Clip(p.Title+" "+p.Detail))
}

// TakeReceipt verifies and keeps what the recipient of one of our logs sends
// back, and lets the domains hear each answer, once.
//
// A crash before its commit: the recipient is not told that we have it and
// sends it again.
func (s *Service) TakeReceipt(ctx context.Context, from ids.Party, realm ids.Realm, r Receipt) (err error) {
	defer errs.Wrap(&err, "federation.TakeReceipt(%s)", from)
	if len(r.Acks) > maxAcks {
		return errs.New(errs.TooLarge, "at most %d answers in one receipt", maxAcks)
	}
	if realm != s.db.Realm() {
		return errs.New(errs.NotFound, "there is no realm %q here", realm)
	}
	pair := ledger.Pair{From: s.party, To: from, Realm: realm}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		key, err := s.parties.NodeKey(ctx, tx, from)
		if err != nil {
			return err
		}
		if err := ledger.StoreCosignature(ctx, tx, pair, []byte(r.Note), cosigner(from), key); err != nil {
			return err
		}
		for _, a := range r.Acks {
			if err := s.takeAck(ctx, tx, pair, a, key); err != nil {
				return err
			}
		}
		return nil
	})
	return s.freeze(ctx, err)
}

func (s *Service) takeAck(ctx context.Context, tx *db.Tx, pair ledger.Pair, a receiptAck, key sign.PublicKey) error {
	ack, err := ledger.ParseAck(a.Ack, a.Signature, key)
	if err != nil {
		return err
	}
	fresh, err := ledger.TakeAck(ctx, tx, pair, ack)
	if err != nil || !fresh {
		return err
	}
	entries, err := ledger.Entries(ctx, tx, pair, ack.Index, 1)
	if err != nil || len(entries) != 1 {
		return err
	}
	st, err := ledger.ParseStatement(entries[0].Statement)
	if err != nil {
		return err
	}
	if kind := s.kinds[st.Kind]; kind.Acked != nil {
		if err := kind.Acked(ctx, tx, st, ack); err != nil {
			return err
		}
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: pair.Realm, Kind: "federation.receipted", By: authz.System(s.party, "federation", authz.SystemFederate), About: st.About,
		Body: map[string]any{"to": pair.To, "kind": st.Kind, "statement": st.ID, "index": ack.Index, "outcome": ack.Outcome, "reason": ack.Reason, "counts": ack.Counts}})
	return err
}
