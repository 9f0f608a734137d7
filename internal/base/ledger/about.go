package ledger

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Progress is how far a recipient has come with what was given to it about one
// thing.
type Progress struct {
	Given     int64 // entries of the log
	Receipted int64 // of those, that its cosignature covers
	Refused   int64 // of those, that it answered with a refusal
}

// ProgressOf counts the entries of one of this node's own logs that are about one
// thing. Whoever may read that thing may know: it needs the act that reading it
// needs.
func ProgressOf(ctx context.Context, tx *db.Tx, v authz.Viewer, act authz.Act, p Pair, about string) (out Progress, err error) {
	defer errs.Wrap(&err, "ledger.ProgressOf(%s)", p.Origin())
	if err := v.May(act); err != nil {
		return out, err
	}
	if p.Realm != v.Realm() || p.From != v.Actor().Party {
		return out, errs.New(errs.NotFound, "there is no such log in realm %s", v.Realm())
	}
	cosigned, err := CosignedSize(ctx, tx, p)
	if err != nil {
		return out, err
	}
	return db.One(ctx, tx, func(sc db.Scanner) (x Progress, err error) { return x, sc.Scan(&x.Given, &x.Receipted, &x.Refused) },
		`SELECT count(*), count(CASE WHEN e.idx < $3 THEN 1 END), count(CASE WHEN a.outcome = $4 THEN 1 END)
		FROM ledger_entry e LEFT JOIN ledger_ack a ON a.log = e.log AND a.idx = e.idx WHERE e.log = $1 AND e.about = $2`, p.Origin(), about, cosigned, Refused)
}

// Placed is an entry in the log that holds it.
type Placed struct {
	Pair  Pair
	Index int64
	Entry Entry
	// Signed tells that the recipient has cosigned a checkpoint that covers it, so
	// that it can be proven.
	Signed bool
}

// EntriesAbout lists the entries about one thing in all logs of the viewer's realm,
// ours and mirrored, log by log. It needs the act that reading that thing needs.
func EntriesAbout(ctx context.Context, tx *db.Tx, v authz.Viewer, act authz.Act, about string) (all []Placed, err error) {
	defer errs.Wrap(&err, "ledger.EntriesAbout")
	if err := v.May(act); err != nil {
		return nil, err
	}
	logs, err := db.Rows(ctx, tx, func(sc db.Scanner) (p Pair, err error) { return p, sc.Scan(&p.From, &p.To, &p.Realm) },
		`SELECT sender, recipient, realm FROM ledger_log WHERE realm = $1 ORDER BY log`, string(v.Realm()))
	if err != nil {
		return nil, err
	}
	for _, p := range logs {
		cosigned, err := CosignedSize(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		entries, err := db.Rows(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM ledger_entry WHERE log = $1 AND about = $2 ORDER BY idx`, p.Origin(), about)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			all = append(all, Placed{Pair: p, Index: e.Index, Entry: e, Signed: e.Index < cosigned})
		}
	}
	return all, nil
}
