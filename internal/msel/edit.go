package msel

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

const (
	maxRows = 100_000
	maxBulk = 30_000
)

// Put writes one row. version is the one that the planner had before the eyes, 0
// for a new row, which gets an id, a number and the plainest form of what it does
// not say.
//
// Errors: Conflict when somebody has changed it since, or has its number.
func (s *Service) Put(ctx context.Context, who authz.Actor, realm ids.Realm, i Inject, version int64) (r Row, err error) {
	defer errs.Wrap(&err, "msel.Put")
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		if version == 0 {
			if i, err = complete(ctx, tx, i); err != nil {
				return err
			}
		}
		old := Row{}
		if old, err = loadRow(ctx, tx, i.ID); err != nil && (version != 0 || !errs.Is(err, errs.NotFound)) {
			return err
		}
		if old.Version != version {
			return overtaken(old.ChangedBy, old.ChangedAt)
		}
		r, err = s.put(ctx, tx, who, i, old)
		return err
	})
	return r, err
}

// put checks and keeps one row in place of what it was.
func (s *Service) put(ctx context.Context, tx *db.Tx, who authz.Actor, i Inject, old Row) (r Row, err error) {
	i = i.plain()
	if err := i.Check(); err != nil {
		return r, err
	}
	if i.Number != old.Number {
		if err := free(ctx, tx, i); err != nil {
			return r, err
		}
	}
	rows := []Row{{Inject: i, Version: old.Version + 1, ChangedAt: tx.Now, ChangedBy: who.Name}}
	if err := first(saveRows(ctx, tx, rows), bump(ctx, tx)); err != nil {
		return r, err
	}
	return rows[0], s.record(ctx, tx, who, "msel.row-written", i.ID, map[string]any{"number": i.Number, "version": rows[0].Version, "digest": rows[0].Digest})
}

// free demands that no other row has an inject's number.
func free(ctx context.Context, tx *db.Tx, i Inject) error {
	n, err := db.Value[int64](ctx, tx, `SELECT COUNT(*) FROM msel_inject WHERE number = $1 AND id <> $2`, i.Number, i.ID)
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, "another row has the number %s", i.Number)
	}
	return err
}

// complete gives a new row what it needs to be kept.
func complete(ctx context.Context, tx *db.Tx, i Inject) (Inject, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT COUNT(*) FROM msel_inject`)
	if err != nil || n >= maxRows {
		return i, first(err, errs.New(errs.TooLarge, "a list has at most %d rows", maxRows))
	}
	if i.ID == "" {
		i.ID = ids.New()
	}
	if i.Number == "" {
		if i.Number, err = nextNumber(ctx, tx); err != nil {
			return i, err
		}
	}
	return i, nil
}

// plain fills what every row has to say.
func (i Inject) plain() Inject {
	if i.Type == "" {
		i.Type = Expected
	}
	if i.Channel == "" {
		i.Channel = ByMail
	}
	if i.Status == "" {
		i.Status = Planned
	}
	own := maps.Clone(i.Own)
	maps.DeleteFunc(own, func(_, s string) bool { return s == "" })
	if i.Own = own; len(own) == 0 {
		i.Own = nil
	}
	return i
}

// nextNumber counts on from the last number.
func nextNumber(ctx context.Context, tx *db.Tx) (string, error) {
	last, err := db.Value[string](ctx, tx, `SELECT number FROM msel_inject ORDER BY place DESC, id DESC LIMIT 1`)
	if errs.Is(err, errs.NotFound) {
		return "1", nil
	}
	if err != nil {
		return "", err
	}
	return following(last), nil
}

// following gives the number after another: 2.15 after 2.14, 7b1 after 7b.
func following(number string) string {
	head := strings.TrimRight(number, "0123456789")
	n, err := strconv.Atoi(number[len(head):])
	if err != nil {
		return number + "1"
	}
	return head + strconv.Itoa(n+1)
}

// Ref names a row as a planner saw it.
type Ref struct {
	ID      string
	Version int64
}

// seen loads rows and demands that they are as they were seen.
func seen(ctx context.Context, tx *db.Tx, refs []Ref) ([]Row, error) {
	if len(refs) == 0 || len(refs) > maxBulk {
		return nil, errs.New(errs.Invalid, "choose from one to %d rows", maxBulk)
	}
	rows := make([]Row, len(refs))
	for n, ref := range refs {
		r, err := loadRow(ctx, tx, ref.ID)
		if err != nil {
			return nil, err
		}
		if r.Version != ref.Version {
			return nil, overtaken(r.ChangedBy, r.ChangedAt)
		}
		rows[n] = r
	}
	return rows, nil
}

// Delete takes rows out of the list. The last deletion can be undone.
func (s *Service) Delete(ctx context.Context, who authz.Actor, realm ids.Realm, refs []Ref) (err error) {
	defer errs.Wrap(&err, "msel.Delete")
	return s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		rows, err := seen(ctx, tx, refs)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM msel_deleted`); err != nil {
			return err
		}
		for _, r := range rows {
			body, _, err := r.digest()
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO msel_deleted (id, version, body) VALUES ($1,$2,$3)`, r.ID, r.Version, body); err != nil {
				return err
			}
			if err := removeRow(ctx, tx, r.ID); err != nil {
				return err
			}
		}
		if err := bump(ctx, tx); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.rows-deleted", rows[0].ID, map[string]any{"count": len(rows)})
	})
}

// Undo puts back what the last deletion took away.
func (s *Service) Undo(ctx context.Context, who authz.Actor, realm ids.Realm) (back []Row, err error) {
	defer errs.Wrap(&err, "msel.Undo")
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		if back, err = deletedRows(ctx, tx); err != nil {
			return err
		}
		if len(back) == 0 {
			return errs.New(errs.NotFound, "there is no deletion to undo")
		}
		for n := range back {
			if err := free(ctx, tx, back[n].Inject); err != nil {
				return err
			}
			back[n].Version++ // so that who saw it before its deletion sees that it changed
			back[n].ChangedAt, back[n].ChangedBy = tx.Now, who.Name
		}
		if err := first(saveRows(ctx, tx, back), bump(ctx, tx)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM msel_deleted`); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.deletion-undone", back[0].ID, map[string]any{"count": len(back)})
	})
	return back, err
}

// Change is what a bulk change sets; nil leaves a column as it is.
type Change struct {
	Storyline *string
	Phase     *string
	Control   *string
	Status    *Status
	Shift     Span // added to the time of rows that have one; may be negative
}

// Bulk changes many rows at once, or none.
func (s *Service) Bulk(ctx context.Context, who authz.Actor, realm ids.Realm, refs []Ref, c Change) (rows []Row, err error) {
	defer errs.Wrap(&err, "msel.Bulk")
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		if rows, err = seen(ctx, tx, refs); err != nil {
			return err
		}
		for n := range rows {
			if err := rows[n].apply(c); err != nil {
				return err
			}
			rows[n].Version, rows[n].ChangedAt, rows[n].ChangedBy = rows[n].Version+1, tx.Now, who.Name
		}
		if err := first(saveRows(ctx, tx, rows), bump(ctx, tx)); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.rows-changed", rows[0].ID, map[string]any{"count": len(rows)})
	})
	return rows, err
}

func (i *Inject) apply(c Change) error {
	for _, x := range []struct {
		to *string
		by *string
	}{{&i.Storyline, c.Storyline}, {&i.Phase, c.Phase}, {&i.Control, c.Control}} {
		if x.by != nil {
			*x.to = *x.by
		}
	}
	if c.Status != nil {
		i.Status = *c.Status
	}
	if i.At != nil {
		at := *i.At + c.Shift
		if at < 0 {
			return errs.New(errs.Invalid, "row %s would stand before STARTEX", i.Number)
		}
		i.At = &at
	}
	return i.Check()
}

// Move sets when one row is sent; nil takes its time away.
func (s *Service) Move(ctx context.Context, who authz.Actor, realm ids.Realm, ref Ref, at *Span) (r Row, err error) {
	defer errs.Wrap(&err, "msel.Move")
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		rows, err := seen(ctx, tx, []Ref{ref})
		if err != nil {
			return err
		}
		to := rows[0].Inject
		to.At = at
		r, err = s.put(ctx, tx, who, to, rows[0])
		return err
	})
	return r, err
}

// Duplicate makes a copy of a row, with an id and a number of its own.
func (s *Service) Duplicate(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (r Row, err error) {
	defer errs.Wrap(&err, "msel.Duplicate")
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		old, err := loadRow(ctx, tx, id)
		if err != nil {
			return err
		}
		copied := old.Inject
		copied.ID, copied.Number, copied.Status, copied.Scenario = "", "", Planned, nil
		copied.Criteria = slices.Clone(copied.Criteria)
		if copied, err = complete(ctx, tx, copied); err != nil {
			return err
		}
		r, err = s.put(ctx, tx, who, copied, Row{})
		return err
	})
	return r, err
}
