package ledger

import (
	"context"
	"sort"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Given is one entry of a log that this node writes, with when the recipient
// signed for it, by the recipient's clock: the zero time while it has not. That
// is the moment of its signed answer, which stands with the cosignature but is
// not cut to whole seconds as a cosignature is.
type Given struct {
	To          ids.Party
	Index       int64
	StatementID string
	About       string
	At          time.Time
	ReceiptedAt time.Time
}

// GivenBetween lists the entries of one kind that were appended from a moment
// until another, log by log. It reads what lies in between, not the whole logs.
func GivenBetween(ctx context.Context, tx *db.Tx, v authz.Viewer, kind string, from, until time.Time) (all []Given, err error) {
	defer errs.Wrap(&err, "ledger.GivenBetween(%s)", kind)
	logs, err := ownLogs(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		first, err := firstAt(ctx, tx, l, from)
		if err != nil {
			return nil, err
		}
		some, err := l.given(ctx, tx, kind, first, db.Micros(until), -1)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Unreceipted lists the entries of one kind that their recipients have not
// signed for yet, oldest first in each log, at most limit of each.
func Unreceipted(ctx context.Context, tx *db.Tx, v authz.Viewer, kind string, limit int) (all []Given, err error) {
	defer errs.Wrap(&err, "ledger.Unreceipted(%s)", kind)
	logs, err := ownLogs(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		first, err := CosignedSize(ctx, tx, l.pair)
		if err != nil {
			return nil, err
		}
		some, err := l.given(ctx, tx, kind, first, db.Micros(tx.Now)+1, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func ownLogs(ctx context.Context, tx *db.Tx, v authz.Viewer) ([]row, error) {
	if err := v.May(authz.LedgerRead); err != nil {
		return nil, err
	}
	return db.Rows(ctx, tx, func(s db.Scanner) (r row, err error) {
		return r, s.Scan(&r.pair.From, &r.pair.To, &r.pair.Realm, &r.size)
	}, `SELECT sender, recipient, realm, size FROM ledger_log WHERE realm = $1 AND side = 'own' ORDER BY recipient`, string(v.Realm()))
}

// firstAt finds the first entry of a moment or later: entries stand in the
// order of their times.
func firstAt(ctx context.Context, tx *db.Tx, r row, from time.Time) (first int64, err error) {
	n := sort.Search(int(r.size), func(i int) bool {
		at, e := db.Value[int64](ctx, tx, `SELECT at FROM ledger_entry WHERE log = $1 AND idx = $2`, r.origin(), int64(i))
		if e != nil {
			err = e
		}
		return at >= db.Micros(from)
	})
	return int64(n), err
}

// given reads entries from an index on, and joins each with the first
// checkpoint that covers it and that the recipient signed. A limit below 0 is
// none.
func (r row) given(ctx context.Context, tx *db.Tx, kind string, first, until int64, limit int) ([]Given, error) {
	query, args := `SELECT e.idx, e.statement_id, e.about, e.at, a.ack FROM ledger_entry e LEFT JOIN ledger_ack a ON a.log = e.log AND a.idx = e.idx
		WHERE e.log = $1 AND e.idx >= $2 AND e.at < $3 AND e.kind = $4 ORDER BY e.idx`, []any{r.origin(), first, until, kind}
	if limit >= 0 {
		query, args = query+` LIMIT $5`, append(args, limit)
	}
	var answered []time.Time
	all, err := db.Rows(ctx, tx, func(s db.Scanner) (g Given, err error) {
		var at int64
		var ack []byte
		var a Ack
		if err = s.Scan(&g.Index, &g.StatementID, &g.About, &at, &ack); err == nil && len(ack) > 0 {
			err = decode(ack, &a)
		}
		g.To, g.At = r.pair.To, db.Time(at)
		answered = append(answered, a.At)
		return g, err
	}, query, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	i := 0
	err = db.Each(ctx, tx, func(s db.Scanner) error {
		var size, at int64
		if err := s.Scan(&size, &at); err != nil {
			return err
		}
		for ; i < len(all) && all[i].Index < size; i++ {
			all[i].ReceiptedAt = db.Time(at)
			if !answered[i].IsZero() {
				all[i].ReceiptedAt = answered[i]
			}
		}
		return nil
	}, `SELECT size, cosigned_at FROM ledger_checkpoint WHERE log = $1 AND size > $2 AND to_key <> '' ORDER BY size`, r.origin(), all[0].Index)
	return all, err
}
