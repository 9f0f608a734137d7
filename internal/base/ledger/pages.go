package ledger

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Log is one log as pages and the command line show it.
type Log struct {
	Pair
	Mine         bool // this node appends to it; otherwise it mirrors
	Size         int64
	CheckpointAt time.Time // when the newest checkpoint was signed or accepted; zero when none
	CosignedSize int64     // entries that the recipient has signed for
	CosignedAt   time.Time // zero when none
	Frozen       bool
}

// Line is one entry as pages show it. Outcome is "pending" until the recipient
// has answered; Receipted tells whether its cosignature covers the entry.
type Line struct {
	Index       int64
	At          time.Time
	Kind        string
	About       string
	StatementID string
	Outcome     string
	Reason      string
	Counts      map[string]int64
	AnsweredAt  time.Time
	Receipted   bool
}

// Pending is the outcome of an entry without an answer.
const Pending = "pending"

// MaxPage bounds a page of lines.
const MaxPage = 500

// Evidence is a fork as it was frozen.
type Evidence struct {
	ID     string
	At     time.Time
	Why    string
	Ours   []byte
	Theirs []byte
}

func may(v authz.Viewer, p Pair) error {
	if err := v.May(authz.LedgerRead); err != nil {
		return err
	}
	if p.Realm != v.Realm() {
		return errs.New(errs.NotFound, "there is no such log in realm %s", v.Realm())
	}
	return nil
}

// Logs lists the logs of the viewer's realm.
func Logs(ctx context.Context, tx *db.Tx, v authz.Viewer) (_ []Log, err error) {
	defer errs.Wrap(&err, "ledger.Logs")
	if err := v.May(authz.LedgerRead); err != nil {
		return nil, err
	}
	return db.Rows(ctx, tx, func(s db.Scanner) (l Log, err error) {
		var as side
		var at, cosignedAt int64
		err = s.Scan(&l.From, &l.To, &l.Realm, &as, &l.Size, &l.Frozen, &at, &l.CosignedSize, &cosignedAt)
		l.Mine, l.CheckpointAt, l.CosignedAt = as == own, db.Time(at), db.Time(cosignedAt)
		return l, err
	}, `SELECT l.sender, l.recipient, l.realm, l.side, l.size, l.frozen,
			COALESCE((SELECT max(c.at) FROM ledger_checkpoint c WHERE c.log = l.log AND c.size = l.sealed), 0),
			COALESCE((SELECT max(c.size) FROM ledger_checkpoint c WHERE c.log = l.log AND c.to_key <> ''), 0),
			COALESCE((SELECT max(c.cosigned_at) FROM ledger_checkpoint c WHERE c.log = l.log AND c.to_key <> ''), 0)
		FROM ledger_log l WHERE l.realm = $1 ORDER BY l.log`, string(v.Realm()))
}

// Lines gives a page of a log, newest first: at most limit entries (0 means
// 100) with an index below before (0 means from the end).
func Lines(ctx context.Context, tx *db.Tx, v authz.Viewer, p Pair, before int64, limit int) (lines []Line, err error) {
	defer errs.Wrap(&err, "ledger.Lines(%s)", p.Origin())
	if err := may(v, p); err != nil {
		return nil, err
	}
	r, err := find(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	if r.side == "" {
		return nil, errs.New(errs.NotFound, "this node holds no log from %s to %s", errs.Clip(string(p.From)), errs.Clip(string(p.To)))
	}
	if before <= 0 || before > r.size {
		before = r.size
	}
	if limit <= 0 {
		limit = 100
	}
	cosigned, err := CosignedSize(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	return db.Rows(ctx, tx, func(s db.Scanner) (Line, error) { return scanLine(s, cosigned) },
		`SELECT e.idx, e.at, e.kind, e.about, e.statement_id, a.ack FROM ledger_entry e LEFT JOIN ledger_ack a ON a.log = e.log AND a.idx = e.idx
		WHERE e.log = $1 AND e.idx < $2 ORDER BY e.idx DESC LIMIT $3`, p.Origin(), before, min(limit, MaxPage))
}

func scanLine(s db.Scanner, cosigned int64) (l Line, err error) {
	var at int64
	var ack []byte
	if err = s.Scan(&l.Index, &at, &l.Kind, &l.About, &l.StatementID, &ack); err != nil {
		return l, err
	}
	l.At, l.Receipted, l.Outcome = db.Time(at), l.Index < cosigned, Pending
	if len(ack) == 0 {
		return l, nil
	}
	var a Ack
	err = decode(ack, &a)
	l.Outcome, l.Reason, l.Counts, l.AnsweredAt = a.Outcome, a.Reason, a.Counts, a.At
	return l, err
}

// Forks gives the evidence for which a log was frozen, oldest first.
func Forks(ctx context.Context, tx *db.Tx, v authz.Viewer, p Pair) (_ []Evidence, err error) {
	defer errs.Wrap(&err, "ledger.Forks(%s)", p.Origin())
	if err := may(v, p); err != nil {
		return nil, err
	}
	return db.Rows(ctx, tx, func(s db.Scanner) (e Evidence, err error) {
		var at int64
		err = s.Scan(&e.ID, &at, &e.Why, &e.Ours, &e.Theirs)
		e.At = db.Time(at)
		return e, err
	}, `SELECT id, at, why, ours, theirs FROM ledger_fork WHERE log = $1 ORDER BY at, id`, p.Origin())
}

// ProofFor is BuildProof for a person.
func ProofFor(ctx context.Context, tx *db.Tx, v authz.Viewer, from, to ids.Party, index int64) (_ Proof, err error) {
	defer errs.Wrap(&err, "ledger.ProofFor")
	p := Pair{From: from, To: to, Realm: v.Realm()}
	if err := may(v, p); err != nil {
		return Proof{}, err
	}
	return BuildProof(ctx, tx, p, index)
}

// Traffic is how one log stands and how much went through it lately.
type Traffic struct {
	Pair
	Mine       bool
	Size       int64
	Cosigned   int64     // entries that the recipient has signed for
	Recent     int64     // entries written since the moment asked for
	Receipted  int64     // of those, how many the recipient has signed for
	WaitsSince time.Time // when the oldest entry was written that it has not signed for; zero when none
	Frozen     bool
	FrozenAt   time.Time
}

// TrafficSince tells for each log of the viewer's realm how it stands. It reads
// a few rows of each log and those written since, however long the log is.
func TrafficSince(ctx context.Context, tx *db.Tx, v authz.Viewer, since time.Time) (all []Traffic, err error) {
	defer errs.Wrap(&err, "ledger.TrafficSince")
	if err := v.May(authz.LedgerRead); err != nil {
		return nil, err
	}
	all, err = db.Rows(ctx, tx, func(s db.Scanner) (t Traffic, err error) {
		var as side
		var before, frozen int64
		err = s.Scan(&t.From, &t.To, &t.Realm, &as, &t.Size, &t.Frozen, &t.Cosigned, &before, &frozen)
		t.Mine, t.FrozenAt = as == own, db.Time(frozen)
		t.Recent, t.Receipted = t.Size-before, max(0, t.Cosigned-before)
		return t, err
	}, `SELECT l.sender, l.recipient, l.realm, l.side, l.size, l.frozen,
			COALESCE((SELECT max(c.size) FROM ledger_checkpoint c WHERE c.log = l.log AND c.to_key <> ''), 0),
			COALESCE((SELECT e.idx + 1 FROM ledger_entry e WHERE e.log = l.log AND e.at < $2 ORDER BY e.idx DESC LIMIT 1), 0),
			COALESCE((SELECT max(f.at) FROM ledger_fork f WHERE f.log = l.log), 0)
		FROM ledger_log l WHERE l.realm = $1 ORDER BY l.log`, string(v.Realm()), db.Micros(since))
	if err != nil {
		return nil, err
	}
	for i, t := range all {
		if t.Cosigned >= t.Size {
			continue
		}
		at, err := db.Value[int64](ctx, tx, `SELECT at FROM ledger_entry WHERE log = $1 AND idx = $2`, t.Origin(), t.Cosigned)
		if err != nil {
			return nil, err
		}
		all[i].WaitsSince = db.Time(at)
	}
	return all, nil
}

// Refusal is an entry of a mirrored log that this node has refused.
type Refusal struct {
	Pair
	Index  int64
	At     time.Time
	Kind   string
	Reason string
}

// refusalsWithin bounds how far back in each log Refusals looks.
const refusalsWithin = 2000

// Refusals lists what this node has refused of the newest entries that others
// gave it, oldest first.
func Refusals(ctx context.Context, tx *db.Tx, v authz.Viewer) (_ []Refusal, err error) {
	defer errs.Wrap(&err, "ledger.Refusals")
	if err := v.May(authz.LedgerRead); err != nil {
		return nil, err
	}
	return db.Rows(ctx, tx, func(s db.Scanner) (r Refusal, err error) {
		var at int64
		err = s.Scan(&r.From, &r.To, &r.Realm, &r.Index, &at, &r.Kind, &r.Reason)
		r.At = db.Time(at)
		return r, err
	}, `SELECT l.sender, l.recipient, l.realm, e.idx, e.at, e.kind, a.reason FROM ledger_log l
		JOIN ledger_ack a ON a.log = l.log AND a.idx >= l.size - $2 AND a.outcome = 'refused'
		JOIN ledger_entry e ON e.log = a.log AND e.idx = a.idx
		WHERE l.realm = $1 AND l.side = 'mirror' ORDER BY e.at, l.log, e.idx`, string(v.Realm()), refusalsWithin)
}
