package msel

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// How a row differs from a release.
type How string

// The ways in which it can.
const (
	Added   How = "added"
	Removed How = "removed"
	Changed How = "changed"
)

// Differing is one row that is not as it was released.
type Differing struct {
	How     How
	ID      string
	Number  string
	Title   string
	Columns []string // of one that was changed: which, by their names in JSON
	By      string   // who changed or added it last
}

// Difference is what was done since the last release.
type Difference struct {
	Release Release // number 0: there is none yet
	Plan    bool    // the plan beside the list is not as it was
	Rows    []Differing
}

// Difference compares the list with the last release: what was removed, then what
// was added or changed, in the order of the list.
func (s *Service) Difference(ctx context.Context, v authz.Viewer) (d Difference, err error) {
	defer errs.Wrap(&err, "msel.Difference")
	err = s.view(ctx, v, func(tx *db.Tx) error {
		if d.Release, err = lastRelease(ctx, tx); err != nil {
			if errs.Is(err, errs.NotFound) {
				return nil
			}
			return err
		}
		p, err := loadPlan(ctx, tx)
		if err != nil {
			return err
		}
		if d.Plan, err = differs(p.Plan, d.Release.Plan); err != nil {
			return err
		}
		gone, err := db.Rows(ctx, tx, scanFrozen, `SELECT r.body FROM msel_release_row r WHERE r.release = $1 AND NOT EXISTS (SELECT 1 FROM msel_inject i WHERE i.id = r.inject AND i.status <> $2) ORDER BY r.n`, d.Release.ID, string(Cancelled))
		if err != nil {
			return err
		}
		for _, i := range gone {
			d.Rows = append(d.Rows, Differing{How: Removed, ID: i.ID, Number: i.Number, Title: i.Title})
		}
		more, err := changedRows(ctx, tx, d.Release.ID)
		d.Rows = append(d.Rows, more...)
		return err
	})
	return d, err
}

func differs(a, b Plan) (bool, error) {
	x, err := strictjson.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := strictjson.Marshal(b)
	return !bytes.Equal(x, y), err
}

// changedRows lists what was added or changed since a release.
func changedRows(ctx context.Context, tx *db.Tx, release string) ([]Differing, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (x Differing, err error) {
		var now, then []byte
		if err = sc.Scan(&x.By, &now, &then); err != nil {
			return x, err
		}
		var i Inject
		if err = strictjson.Loose(now, &i); err != nil {
			return x, err
		}
		x.How, x.ID, x.Number, x.Title = Added, i.ID, i.Number, i.Title
		if len(then) > 0 {
			x.How = Changed
			x.Columns, err = columns(now, then)
		}
		return x, err
	}, `SELECT i.changed_by, i.body, r.body FROM msel_inject i LEFT JOIN msel_release_row r ON r.release = $1 AND r.inject = i.id
		WHERE i.status <> $2 AND (r.digest IS NULL OR r.digest <> i.digest)`+inOrder, release, string(Cancelled))
}

// columns names the members in which two canonical objects differ.
func columns(a, b []byte) ([]string, error) {
	var x, y map[string]jsontext.Value
	if err := json.Unmarshal(a, &x); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &y); err != nil {
		return nil, err
	}
	differ := map[string]bool{}
	for _, names := range []map[string]jsontext.Value{x, y} {
		for name := range names {
			if !bytes.Equal(x[name], y[name]) {
				differ[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(differ)), nil
}
