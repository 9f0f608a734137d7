package release

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Flow is how many objects went to a party and came from it.
type Flow struct {
	Party    ids.Party
	OutDay   int64 // in the last 24 hours
	OutWeek  int64 // in the last seven days
	InDay    int64
	InWeek   int64
	LastSeen time.Time // when the newest of them went or came
}

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// Flows sums what was released to each party and received from it in the last
// seven days. How much went is the ledger's to tell; what it was is not said.
func (s *Service) Flows(ctx context.Context, v authz.Viewer) (flows []Flow, err error) {
	defer errs.Wrap(&err, "release.Flows")
	if err := v.May(authz.LedgerRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		flows, err = db.Rows(ctx, tx, func(sc db.Scanner) (f Flow, err error) {
			var at int64
			err = sc.Scan(&f.Party, &f.OutDay, &f.OutWeek, &f.InDay, &f.InWeek, &at)
			f.LastSeen = db.Time(at)
			return f, err
		}, `SELECT party, CAST(SUM(CASE WHEN out = 1 AND at >= $3 THEN n ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN out = 1 THEN n ELSE 0 END) AS BIGINT),
				CAST(SUM(CASE WHEN out = 0 AND at >= $3 THEN n ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN out = 0 THEN n ELSE 0 END) AS BIGINT), MAX(at)
			FROM (
				SELECT d.party AS party, r.at AS at, d.released AS n, 1 AS out FROM release_release r JOIN release_delivery d ON d.release = r.id
				WHERE r.realm = $1 AND r.at >= $2 AND r.direction IN ('out', 'onward') AND d.released > 0
				UNION ALL
				SELECT r.peer, r.at, r.objects, 0 FROM release_release r WHERE r.realm = $1 AND r.at >= $2 AND r.direction = 'in'
			) AS moved GROUP BY party ORDER BY party`,
			string(v.Realm()), db.Micros(tx.Now.Add(-week)), db.Micros(tx.Now.Add(-day)))
		return err
	})
	return flows, err
}

// OpenRecall is an order that a party has not carried out.
type OpenRecall struct {
	RecallOrder
	Compliance
}

// OpenRecalls lists every order of ours, or passed on by us, that a party has
// not answered or has refused, oldest first.
func (s *Service) OpenRecalls(ctx context.Context, v authz.Viewer) (open []OpenRecall, err error) {
	defer errs.Wrap(&err, "release.OpenRecalls")
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		open, err = db.Rows(ctx, tx, func(sc db.Scanner) (o OpenRecall, err error) {
			var b []byte
			if err = sc.Scan(&b, &o.Party, &o.Via, &o.State, &o.Compliance.At, &o.Compliance.Reason); err != nil {
				return o, err
			}
			o.RecallOrder, err = parseOrder(b)
			return o, err
		}, `SELECT r.statement, c.party, c.via, c.state, c.at, c.reason FROM release_recall r JOIN release_compliance c ON c.recall = r.id
			WHERE r.realm = $1 AND c.state <> 'executed' ORDER BY r.at, c.party LIMIT 500`, string(v.Realm()))
		return err
	})
	return open, err
}
