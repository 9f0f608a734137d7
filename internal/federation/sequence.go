package federation

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
)

// Sequence is the sequencer: a follower that gives each recipient of an entry
// one leaf in that pair's log and signs the new checkpoint, in the transaction
// that moves its cursor.
//
// A crash before that commit: neither leaf nor checkpoint exists and the entry
// is met again. After it: both exist and nobody has seen them yet; the streams
// find them. There is no moment at which a checkpoint is known outside and not
// on disk, so the log cannot fork. A party without a link yet has its log all
// the same, and reads it from the beginning when it joins.
func (s *Service) Sequence(ctx context.Context, tx *db.Tx, e journal.Entry) (err error) {
	defer errs.Wrap(&err, "federation.Sequence(%d)", e.Seq)
	for _, to := range e.Audience {
		if to == s.party {
			continue
		}
		st, err := strictjson.Marshal(ledger.Statement{V: 1, ID: e.ID, Realm: e.Realm, From: s.party, To: to, At: e.At, Kind: e.Kind, About: e.About, Body: e.Body})
		if err != nil {
			return err
		}
		pair := ledger.Pair{From: s.party, To: to, Realm: e.Realm}
		if _, err := ledger.Append(ctx, tx, pair, st); err != nil {
			return err
		}
		if _, err := ledger.Seal(ctx, tx, pair, s.key); err != nil {
			return err
		}
		tx.AfterCommit(s.sealed.Ring)
	}
	return nil
}
