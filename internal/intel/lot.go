package intel

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Lot is what came in together: one import, or one release of another party.
type Lot struct {
	ID         int64     `json:"-"`
	Key        string    `json:"id"`
	Realm      ids.Realm `json:"realm"`
	At         time.Time `json:"at"`
	Person     string    `json:"-"`
	Who        string    `json:"by"`
	Name       string    `json:"name"`
	Format     string    `json:"format"` // "stix", "misp", "taxii", "release"
	Mark       string    `json:"mark"`
	State      string    `json:"state"` // "running", "done", "failed", "interrupted"
	Total      int64     `json:"total"`
	Stored     int64     `json:"stored"`
	Duplicates int64     `json:"duplicates"`
	Refused    int64     `json:"refused"`
	Marked     int64     `json:"marked"`
	Problems   []Problem `json:"problems"`
}

// summary is what the journal keeps of a lot.
func (l Lot) summary() map[string]any {
	return map[string]any{
		"name": l.Name, "format": l.Format, "mark": l.Mark, "state": l.State, "total": l.Total,
		"stored": l.Stored, "duplicates": l.Duplicates, "refused": l.Refused, "marked": l.Marked,
	}
}

const lotColumns = `id, key, realm, at, person, who, name, format, mark, state, total, stored, duplicates, refused, marked`

func scanLot(s db.Scanner) (l Lot, err error) {
	var at int64
	err = s.Scan(&l.ID, &l.Key, &l.Realm, &at, &l.Person, &l.Who, &l.Name, &l.Format, &l.Mark, &l.State, &l.Total, &l.Stored, &l.Duplicates, &l.Refused, &l.Marked)
	l.At = db.Time(at)
	return l, err
}

// NewLot opens a lot within the caller's transaction. The key is unique: the
// same release delivered twice finds errs.Conflict.
func NewLot(ctx context.Context, tx *db.Tx, l Lot) (Lot, error) {
	var err error
	if l.ID, err = db.Value[int64](ctx, tx, `SELECT coalesce(max(id), 0) + 1 FROM intel_lot`); err != nil {
		return l, err
	}
	l.At, l.State = tx.Now, "running"
	_, err = tx.Exec(ctx, `INSERT INTO intel_lot (`+lotColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
		l.ID, l.Key, string(l.Realm), db.Micros(l.At), l.Person, l.Who, l.Name, l.Format, l.Mark, l.State, l.Total, l.Stored, l.Duplicates, l.Refused, l.Marked)
	return l, err
}

func saveLot(ctx context.Context, tx *db.Tx, l Lot) error {
	_, err := tx.Exec(ctx, `UPDATE intel_lot SET state = $1, total = $2, stored = $3, duplicates = $4, refused = $5, marked = $6 WHERE id = $7`,
		l.State, l.Total, l.Stored, l.Duplicates, l.Refused, l.Marked, l.ID)
	return err
}

func saveProblems(ctx context.Context, tx *db.Tx, lot int64, problems []Problem) error {
	rows := make([][]any, len(problems))
	for i, p := range problems {
		rows[i] = []any{lot, int64(p.Index), p.ID, p.Reason}
	}
	_, err := tx.Insert(ctx, "intel_problem", []string{"lot", "idx", "id", "reason"}, rows, "ON CONFLICT DO NOTHING")
	return err
}

// Lots lists imports and received releases, newest first.
func (s *Service) Lots(ctx context.Context, v authz.Viewer, limit int) (lots []Lot, err error) {
	defer errs.Wrap(&err, "intel.Lots")
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		lots, err = db.Rows(ctx, tx, scanLot, `SELECT `+lotColumns+` FROM intel_lot WHERE realm = $1 ORDER BY id DESC LIMIT $2`, string(v.Realm()), min(max(limit, 1), 500))
		return err
	})
	return lots, err
}

// Lot gives one lot with its problems, the first thousand.
func (s *Service) Lot(ctx context.Context, v authz.Viewer, key string) (l Lot, err error) {
	defer errs.Wrap(&err, "intel.Lot(%s)", errs.Clip(key))
	if err := v.May(authz.IntelRead); err != nil {
		return l, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if l, err = db.One(ctx, tx, scanLot, `SELECT `+lotColumns+` FROM intel_lot WHERE realm = $1 AND key = $2`, string(v.Realm()), key); err != nil {
			return err
		}
		l.Problems, err = db.Rows(ctx, tx, func(sc db.Scanner) (p Problem, err error) { return p, sc.Scan(&p.Index, &p.ID, &p.Reason) },
			`SELECT idx, id, reason FROM intel_problem WHERE lot = $1 ORDER BY idx LIMIT $2`, l.ID, maxProblems)
		return err
	})
	return l, err
}
