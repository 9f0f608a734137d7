package release

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
)

// Gift is what one release gave from one party to another under one provision.
// Both nodes know it by the statement that carried it, with its date.
type Gift struct {
	Statement string
	From, To  ids.Party
	At        time.Time // of the statement, by its maker
	Provision string
	Objects   int64 // at the sender those given, at the recipient those taken
}

// Gifts lists what this node gave and got under an agreement by statements dated
// after a moment and up to another, by their dates. Only whoever may read
// everything can count it.
func (s *Service) Gifts(ctx context.Context, tx *db.Tx, v authz.Viewer, agreement string, from, upTo time.Time) ([]Gift, error) {
	if may, err := levels(v); err != nil {
		return nil, err
	} else if !slices.Contains(may, "") {
		return nil, errs.New(errs.Denied, "what was given under an agreement is counted by whoever may read all of it; this account has a ceiling")
	}
	given, err := db.Rows(ctx, tx, func(sc db.Scanner) (g Gift, err error) {
		var at int64
		g.From = s.party
		err = sc.Scan(&g.Statement, &g.To, &at, &g.Provision, &g.Objects)
		g.At = db.Time(at)
		return g, err
	}, `SELECT d.statement, f.party, f.at, f.provision, CAST(sum(f.objects) AS BIGINT) FROM release_flow f JOIN release_delivery d ON d.release = f.release AND d.party = f.party
		WHERE f.realm = $1 AND f.agreement = $2 AND f.at > $3 AND f.at <= $4 AND f.permit = TRUE AND f.code = 'shared' AND f.direction IN ('out', 'onward')
		GROUP BY d.statement, f.party, f.at, f.provision`, string(v.Realm()), agreement, db.Micros(from), db.Micros(upTo))
	if err != nil {
		return nil, err
	}
	got, err := s.got(ctx, tx, v.Realm(), agreement, from, upTo)
	if err != nil {
		return nil, err
	}
	all := append(given, got...)
	slices.SortFunc(all, func(x, y Gift) int {
		if c := x.At.Compare(y.At); c != 0 {
			return c
		}
		return strings.Compare(x.Statement+string(x.To)+x.Provision, y.Statement+string(y.To)+y.Provision)
	})
	return all, nil
}

// ahead is how far the clock of a sender can have been ahead of ours.
const ahead = 24 * time.Hour

// got lists what was taken here. It arrived at some time after its statement's date,
// which is in the sender's log.
func (s *Service) got(ctx context.Context, tx *db.Tx, realm ids.Realm, agreement string, from, upTo time.Time) ([]Gift, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (g Gift, err error) {
		g.To = s.party
		return g, sc.Scan(&g.Statement, &g.From, &g.Provision, &g.Objects)
	}, `SELECT release, party, provision, CAST(sum(objects) AS BIGINT) FROM release_flow
		WHERE realm = $1 AND agreement = $2 AND at > $3 AND permit = TRUE AND code = 'shared' AND direction = 'in' GROUP BY release, party, provision`,
		string(realm), agreement, db.Micros(from.Add(-ahead)))
	if err != nil {
		return nil, err
	}
	for i, g := range all {
		e, err := ledger.EntryByStatement(ctx, tx, ledger.Pair{From: g.From, To: s.party, Realm: realm}, g.Statement)
		if err != nil {
			return nil, err
		}
		st, err := ledger.ParseStatement(e.Statement)
		if err != nil {
			return nil, err
		}
		all[i].At = st.At
	}
	return slices.DeleteFunc(all, func(g Gift) bool { return !g.At.After(from) || g.At.After(upTo) }), nil
}

// Called is an order to give back, from its origin to one party that had it from
// the origin itself.
type Called struct {
	Order    string
	From, To ids.Party
	At       time.Time // of the order
	Answered time.Time // zero while it is not; at the party itself when the order came
	State    string    // "sent", "executed", "refused"
}

// Calls lists the orders dated after a moment and up to another: ours to each
// party, and those of others that were carried out here.
func (s *Service) Calls(ctx context.Context, tx *db.Tx, v authz.Viewer, from, upTo time.Time) ([]Called, error) {
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	return db.Rows(ctx, tx, func(sc db.Scanner) (c Called, err error) {
		var at, answered int64
		err = sc.Scan(&c.Order, &c.From, &c.To, &at, &answered, &c.State)
		c.At, c.Answered = db.Time(at), db.Time(answered)
		return c, err
	}, `SELECT r.id, r.origin, c.party, r.at, CASE WHEN c.state = 'sent' THEN 0 ELSE c.at END, c.state FROM release_recall r JOIN release_compliance c ON c.recall = r.id
			WHERE r.realm = $1 AND r.origin = $2 AND c.via = '' AND r.at > $3 AND r.at <= $4
		UNION ALL
		SELECT r.id, r.origin, $2, r.at, r.at, 'executed' FROM release_recall r WHERE r.realm = $1 AND r.origin <> $2 AND r.at > $3 AND r.at <= $4
		ORDER BY 4, 1, 3`, string(v.Realm()), string(s.party), db.Micros(from), db.Micros(upTo))
}
