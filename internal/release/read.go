package release

import (
	"context"
	"math"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/intel"
)

// View is a release with what each party got of it, and its recalls.
type View struct {
	Release
	Deliveries []Delivery
	Recalls    []Recall
}

// List gives releases of the viewer's realm, newest first, at most limit,
// beginning after the one given (at the newest when empty).
func (s *Service) List(ctx context.Context, v authz.Viewer, before string, limit int) (views []View, err error) {
	defer errs.Wrap(&err, "release.List")
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	query, args := `SELECT `+releaseColumns+` FROM release_release WHERE realm = $1`, []any{string(v.Realm()), min(max(limit, 1), 501)}
	if before != "" {
		query += ` AND (at, id) < (SELECT at, id FROM release_release WHERE id = $3)`
		args = append(args, before)
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rels, err := db.Rows(ctx, tx, scanRelease, query+` ORDER BY at DESC, id DESC LIMIT $2`, args...)
		if err != nil {
			return err
		}
		for _, r := range rels {
			view, err := s.view(ctx, tx, r)
			if err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

// Get gives one release.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (view View, err error) {
	defer errs.Wrap(&err, "release.Get(%s)", errs.Clip(id))
	if err := v.May(authz.IntelRead); err != nil {
		return view, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := db.One(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release_release WHERE realm = $1 AND id = $2`, string(v.Realm()), id)
		if err != nil {
			return err
		}
		view, err = s.view(ctx, tx, r)
		return err
	})
	return view, err
}

func (s *Service) view(ctx context.Context, tx *db.Tx, r Release) (v View, err error) {
	v.Release = r
	if v.Deliveries, err = db.Rows(ctx, tx, scanDelivery, `SELECT release, party, statement, released, refused, decisions FROM release_delivery WHERE release = $1 ORDER BY party`, r.ID); err != nil {
		return v, err
	}
	v.Recalls, err = s.recalls(ctx, tx, r)
	return v, err
}

// recalls finds the orders about the origin's releases whose parts this release
// carried.
func (s *Service) recalls(ctx context.Context, tx *db.Tx, r Release) ([]Recall, error) {
	orders, err := db.Rows(ctx, tx, func(sc db.Scanner) (o RecallOrder, err error) {
		var b []byte
		if err = sc.Scan(&b); err != nil {
			return o, err
		}
		return parseOrder(b)
	}, `SELECT statement FROM release_recall WHERE release IN (SELECT p.release FROM release_parcel c JOIN release_part p ON p.id = c.part WHERE c.release = $1) ORDER BY at`, r.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Recall, 0, len(orders))
	for _, o := range orders {
		rc := Recall{RecallOrder: o}
		if rc.Compliance, err = compliance(ctx, tx, o.ID); err != nil {
			return nil, err
		}
		out = append(out, rc)
	}
	return out, nil
}

// compliance lists how far a recall has come, party by party.
func compliance(ctx context.Context, tx *db.Tx, recall string) ([]Compliance, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (c Compliance, err error) {
		return c, sc.Scan(&c.Party, &c.Via, &c.State, &c.At, &c.Reason)
	}, `SELECT party, via, state, at, reason FROM release_compliance WHERE recall = $1 ORDER BY party`, recall)
}

// Of lists the releases that carried any of the rows, newest first.
func (s *Service) Of(ctx context.Context, v authz.Viewer, added []int64) (views []View, err error) {
	defer errs.Wrap(&err, "release.Of")
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		args := []any{string(v.Realm())}
		in := db.In(&args, added[:min(len(added), 500)])
		rels, err := db.Rows(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release_release WHERE realm = $1 AND id IN
			(SELECT c.release FROM release_parcel c JOIN release_item i ON i.part = c.part WHERE i.added IN `+in+`) ORDER BY id DESC LIMIT 100`, args...)
		if err != nil {
			return err
		}
		for _, r := range rels {
			view, err := s.view(ctx, tx, r)
			if err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

// Objects lists the objects of one release that are still here, newest first,
// at most limit, beginning before a row number (at the newest for 0).
func (s *Service) Objects(ctx context.Context, v authz.Viewer, id string, before int64, limit int) (rows []intel.Row, err error) {
	defer errs.Wrap(&err, "release.Objects(%s)", errs.Clip(id))
	if err := v.May(authz.IntelRead); err != nil {
		return nil, err
	}
	if before == 0 {
		before = math.MaxInt64
	}
	limit = min(max(limit, 1), 501)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := db.One(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release_release WHERE realm = $1 AND id = $2`, string(v.Realm()), id)
		if err != nil {
			return err
		}
		for len(rows) < limit {
			// What the viewer may not read, or is gone, leaves a page short; the next rows fill it.
			added, err := db.Rows(ctx, tx, func(sc db.Scanner) (at int64, err error) { return at, sc.Scan(&at) },
				`SELECT DISTINCT i.added FROM release_item i JOIN release_parcel c ON c.part = i.part WHERE c.release = $1 AND i.added > 0 AND i.added < $2 ORDER BY i.added DESC LIMIT $3`, r.ID, before, limit)
			if err != nil || len(added) == 0 {
				return err
			}
			before = added[len(added)-1]
			page, err := intel.Rows(ctx, tx, v, added)
			if err != nil {
				return err
			}
			rows = append(rows, page[:min(len(page), limit-len(rows))]...)
		}
		return nil
	})
	return rows, err
}

// Released tells whether any of the rows ever left this node.
func (s *Service) Released(ctx context.Context, tx *db.Tx, added []int64) (bool, error) {
	if len(added) == 0 {
		return false, nil
	}
	var args []any
	in := db.In(&args, added[:min(len(added), 500)])
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM release_item WHERE added IN `+in, args...)
	return n > 0, err
}

// Stored counts the releases here, for the node's figures.
func Stored(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM release_release`)
}
