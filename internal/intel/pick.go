package intel

import (
	"context"
	"crypto/sha256"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Selection says which objects a person means: a list of ids, one lot, or all
// that a filter finds. The zero Selection means nothing, never everything.
type Selection struct {
	IDs    []string
	Lot    string // the key of an import
	Filter Filter // used when All is set
	All    bool
}

// Picked is one row of a selection, without its body.
type Picked struct {
	Added  int64
	Class  ClassID
	Object string
	Digest [sha256.Size]byte
}

// Pick finds the newest versions of what a selection means, in the order in
// which they came in, together with their classes. Marked or not: what may not
// leave is picked too, so that the preview can say why.
func Pick(ctx context.Context, tx *db.Tx, v authz.Viewer, sel Selection) (picked []Picked, all map[ClassID]Class, err error) {
	defer errs.Wrap(&err, "intel.Pick")
	if all, err = visible(ctx, tx, v); err != nil {
		return nil, nil, err
	}
	f := sel.Filter
	switch {
	case len(sel.IDs) > 0:
		return pickIDs(ctx, tx, v.Realm(), sel.IDs, all)
	case sel.Lot != "":
		f = Filter{}
		if f.Lot, err = db.Value[int64](ctx, tx, `SELECT id FROM intel_lot WHERE realm = $1 AND key = $2`, string(v.Realm()), sel.Lot); err != nil {
			return nil, nil, err
		}
	case !sel.All:
		return nil, nil, errs.New(errs.Invalid, "name the objects, an import, or say that you mean all that the filter finds")
	}
	where, args := f.where(v.Realm(), all)
	picked, err = db.Rows(ctx, tx, scanPicked, `SELECT added, class, id, digest FROM intel_object WHERE `+where+` ORDER BY added`, args...)
	if err == nil && len(picked) == 0 {
		err = errs.New(errs.NotFound, "the selection finds no object")
	}
	return picked, all, err
}

func scanPicked(s db.Scanner) (p Picked, err error) {
	var digest []byte
	err = s.Scan(&p.Added, &p.Class, &p.Object, &digest)
	copy(p.Digest[:], digest)
	return p, err
}

const maxIDs = 10_000

func pickIDs(ctx context.Context, tx *db.Tx, realm ids.Realm, want []string, all map[ClassID]Class) ([]Picked, map[ClassID]Class, error) {
	if len(want) > maxIDs {
		return nil, nil, errs.New(errs.TooLarge, "at most %d ids at once; use an import or a filter for more", maxIDs)
	}
	seen := map[string]bool{}
	var picked []Picked
	for rest := want; len(rest) > 0; {
		part := rest[:min(len(rest), 500)]
		rest = rest[len(part):]
		where, args := Filter{IDs: part}.where(realm, all)
		rows, err := db.Rows(ctx, tx, scanPicked, `SELECT added, class, id, digest FROM intel_object WHERE `+where+` ORDER BY added`, args...)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range rows {
			if !seen[p.Object] {
				seen[p.Object] = true
				picked = append(picked, p)
			}
		}
	}
	for _, id := range want {
		if !seen[id] {
			return nil, nil, errs.New(errs.NotFound, "no object %q is here, or not for this account", errs.Clip(id))
		}
	}
	return picked, all, nil
}

// PickRows picks rows by their number, as far as the viewer may read them and
// they are still here; with newest, as far as they are their object's newest.
func PickRows(ctx context.Context, tx *db.Tx, v authz.Viewer, added []int64, newest bool) (picked []Picked, all map[ClassID]Class, err error) {
	defer errs.Wrap(&err, "intel.PickRows")
	if all, err = visible(ctx, tx, v); err != nil {
		return nil, nil, err
	}
	for len(added) > 0 {
		part := added[:min(len(added), 500)]
		added = added[len(part):]
		where, args := Filter{History: !newest}.where(v.Realm(), all)
		in := db.In(&args, part)
		rows, err := db.Rows(ctx, tx, scanPicked, `SELECT added, class, id, digest FROM intel_object WHERE `+where+` AND added IN `+in+` ORDER BY added`, args...)
		if err != nil {
			return nil, nil, err
		}
		picked = append(picked, rows...)
	}
	return picked, all, nil
}

// Bodies gives the canonical bytes of rows in the order asked, and calls f for
// each. A row that is gone meanwhile gives errs.Conflict.
func Bodies(ctx context.Context, tx *db.Tx, added []int64, f func(body []byte) error) error {
	for len(added) > 0 {
		part := added[:min(len(added), 500)]
		added = added[len(part):]
		var args []any
		in := db.In(&args, part)
		bodies := make(map[int64][]byte, len(part))
		if err := db.Each(ctx, tx, func(s db.Scanner) error {
			var at int64
			var b []byte
			err := s.Scan(&at, &b)
			bodies[at] = b
			return err
		}, `SELECT added, body FROM intel_object WHERE gone = 0 AND added IN `+in, args...); err != nil {
			return err
		}
		for _, at := range part {
			b, ok := bodies[at]
			if !ok {
				return errs.New(errs.Conflict, "an object of this release was recalled or deleted meanwhile")
			}
			if err := f(b); err != nil {
				return err
			}
		}
	}
	return nil
}

// Intake stores what another party released, within the one transaction in
// which it is received.
type Intake struct {
	tx  *db.Tx
	put *putter
	lot Lot
}

// OpenIntake opens the lot of a received release.
func OpenIntake(ctx context.Context, tx *db.Tx, l Lot) (*Intake, error) {
	lot, err := NewLot(ctx, tx, l)
	return &Intake{tx: tx, lot: lot, put: &putter{realm: lot.Realm, lot: lot.ID, bySignature: true, ids: map[policyKey]ClassID{}}}, err
}

// Put stores up to a thousand items that their origin's signature covers.
func (in *Intake) Put(ctx context.Context, items []Item) ([]Result, error) {
	results, err := in.put.put(ctx, in.tx, items)
	if err != nil {
		return nil, err
	}
	var problems []Problem
	for _, r := range results {
		in.lot.Total++
		switch {
		case r.Stored:
			in.lot.Stored++
		case r.Reason != "":
			in.lot.Refused++
			problems = append(problems, Problem{Index: r.Index, ID: r.Object.ID, Reason: r.Reason})
		default:
			in.lot.Duplicates++
		}
	}
	in.lot.Problems = append(in.lot.Problems, problems[:min(len(problems), maxProblems-min(maxProblems, len(in.lot.Problems)))]...)
	return results, saveProblems(ctx, in.tx, in.lot.ID, problems)
}

// Close records the lot's counts.
func (in *Intake) Close(ctx context.Context) (Lot, error) {
	in.lot.State = "done"
	return in.lot, saveLot(ctx, in.tx, in.lot)
}
