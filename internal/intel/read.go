package intel

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
)

// Row is one version of one object as the store holds it.
type Row struct {
	Class
	Added   int64 // number and moment (microseconds) of its coming in
	Lot     int64
	Object  string // STIX id
	Version string
	Type    string
	Latest  bool
	Revoked bool
	Gone    time.Time // recalled or deleted then; zero while it is here
	Digest  [sha256.Size]byte
	Body    []byte // canonical bytes; empty once gone
}

// Releasable tells whether the marking permits asking at all: an unmarked or
// not understood object never leaves.
func (r Row) Releasable() bool {
	return r.Gone.IsZero() && !r.Unknown && r.TLP != marking.None
}

const rowColumns = `added, class, lot, latest, revoked, gone, id, version, type, digest, body`

func rowScanner(all map[ClassID]Class) func(db.Scanner) (Row, error) {
	return func(s db.Scanner) (r Row, err error) {
		var class ClassID
		var gone int64
		var digest []byte
		if err = s.Scan(&r.Added, &class, &r.Lot, &r.Latest, &r.Revoked, &gone, &r.Object, &r.Version, &r.Type, &digest, &r.Body); err != nil {
			return r, err
		}
		r.Class, r.Gone = all[class], db.Time(gone)
		copy(r.Digest[:], digest)
		return r, nil
	}
}

// Filter narrows a list of objects. Zero fields do not narrow.
type Filter struct {
	IDs      []string
	Types    []string
	TLP      string
	Origin   ids.Party
	Category string
	Lot      int64
	Value    string // an observable's exact value, an object's id, or "prefix*"
	Marked   *bool  // only what may be asked for (true), or may not (false)
	After    int64  // rows added later than this moment
	Before   int64  // rows added earlier
	Oldest   bool   // oldest first
	History  bool   // also versions that are newest no more
	Gone     bool   // also what was recalled or deleted
	Limit    int    // 1 to 5000; 0 means 100
}

// classesFor narrows the visible classes by what a filter says of class.
func (f Filter) classesFor(all map[ClassID]Class) []ClassID {
	var keep []ClassID
	for id, c := range all {
		switch {
		case f.TLP == "none" && c.TLP != marking.None,
			f.TLP != "" && f.TLP != "none" && c.TLP.String() != f.TLP,
			f.Origin != "" && c.Origin != f.Origin,
			f.Category != "" && c.Category != f.Category,
			f.Marked != nil && *f.Marked == (c.Unknown || c.TLP == marking.None):
			continue
		}
		keep = append(keep, id)
	}
	return keep
}

// where writes the conditions of a filter.
func (f Filter) where(realm ids.Realm, all map[ClassID]Class) (string, []any) {
	args := []any{string(realm)}
	var b strings.Builder
	b.WriteString("realm = $1")
	// A viewer's classes are always named: a class that appears later cannot slip in.
	b.WriteString(" AND class IN " + db.In(&args, f.classesFor(all)))
	if !f.History {
		args = append(args, true)
		fmt.Fprintf(&b, " AND latest = $%d", len(args))
	}
	if !f.Gone {
		b.WriteString(" AND gone = 0")
	}
	if len(f.IDs) > 0 {
		b.WriteString(" AND id IN " + db.In(&args, f.IDs))
	}
	if len(f.Types) > 0 {
		b.WriteString(" AND type IN " + db.In(&args, f.Types))
	}
	if f.Lot != 0 {
		args = append(args, f.Lot)
		fmt.Fprintf(&b, " AND lot = $%d", len(args))
	}
	if f.After != 0 {
		args = append(args, f.After)
		fmt.Fprintf(&b, " AND added > $%d", len(args))
	}
	if f.Before != 0 {
		args = append(args, f.Before)
		fmt.Fprintf(&b, " AND added < $%d", len(args))
	}
	f.whereValue(&b, &args)
	return b.String(), args
}

func (f Filter) whereValue(b *strings.Builder, args *[]any) {
	if f.Value == "" {
		return
	}
	v := strings.TrimSpace(f.Value)
	prefix, isPrefix := strings.CutSuffix(v, "*")
	switch {
	case strings.Contains(v, "--"):
		*args = append(*args, v)
		fmt.Fprintf(b, " AND id = $%d", len(*args))
	case isPrefix && prefix != "":
		*args = append(*args, prefix, prefix+"\U0010ffff")
		fmt.Fprintf(b, " AND added IN (SELECT added FROM intel_observable WHERE value >= $%d AND value < $%d)", len(*args)-1, len(*args))
	default:
		*args = append(*args, v, strings.ToLower(v))
		fmt.Fprintf(b, " AND added IN (SELECT added FROM intel_observable WHERE value IN ($%d, $%d))", len(*args)-1, len(*args))
	}
}

// List gives the rows that the viewer may read, newest first unless Oldest.
func List(ctx context.Context, tx *db.Tx, v authz.Viewer, f Filter) ([]Row, error) {
	all, err := visible(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	where, args := f.where(v.Realm(), all)
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	args = append(args, min(limit, 5001))
	order := " ORDER BY added DESC"
	if f.Oldest {
		order = " ORDER BY added"
	}
	return db.Rows(ctx, tx, rowScanner(all), `SELECT `+rowColumns+` FROM intel_object WHERE `+where+order+fmt.Sprintf(" LIMIT $%d", len(args)), args...)
}

// List is the package's List in a reading of its own.
func (s *Service) List(ctx context.Context, v authz.Viewer, f Filter) (rows []Row, err error) {
	defer errs.Wrap(&err, "intel.List")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err = List(ctx, tx, v, f)
		return err
	})
	return rows, err
}

// Rows gives rows by their number, at most 500, as far as the viewer may read
// them and they are here, newest first.
func Rows(ctx context.Context, tx *db.Tx, v authz.Viewer, added []int64) ([]Row, error) {
	all, err := visible(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	where, args := Filter{History: true}.where(v.Realm(), all)
	in := db.In(&args, added)
	return db.Rows(ctx, tx, rowScanner(all), `SELECT `+rowColumns+` FROM intel_object WHERE `+where+` AND added IN `+in+` ORDER BY added DESC`, args...)
}

// versionRows gives every version of an object, newest version first.
func versionRows(ctx context.Context, tx *db.Tx, realm ids.Realm, id string, all map[ClassID]Class) ([]Row, error) {
	f := Filter{IDs: []string{id}, History: true, Gone: true}
	where, args := f.where(realm, all)
	rows, err := db.Rows(ctx, tx, rowScanner(all), `SELECT `+rowColumns+` FROM intel_object WHERE `+where+` ORDER BY version DESC, added DESC`, args...)
	if err == nil && len(rows) == 0 {
		err = errs.New(errs.NotFound, "no object %q is here, or not for this account", errs.Clip(id))
	}
	return rows, err
}

// Page is all that one object's page shows.
type Page struct {
	Versions   []Row // newest version first, at least one
	Lot        Lot   // of the newest version
	References []Row // what points at it, and what it points at
}

// Object gives one object by its STIX id.
func (s *Service) Object(ctx context.Context, v authz.Viewer, id string) (p Page, err error) {
	defer errs.Wrap(&err, "intel.Object(%s)", errs.Clip(id))
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := visible(ctx, tx, v)
		if err != nil {
			return err
		}
		if p.Versions, err = versionRows(ctx, tx, v.Realm(), id, all); err != nil {
			return err
		}
		if p.Lot, err = db.One(ctx, tx, scanLot, `SELECT `+lotColumns+` FROM intel_lot WHERE id = $1`, p.Versions[0].Lot); err != nil {
			return err
		}
		p.References, err = s.references(ctx, tx, v, all, p.Versions[0])
		return err
	})
	return p, err
}

const maxReferences = 200

// references gives the viewer's part of the neighbourhood: an object that he
// may not see is not there for him, whatever points to it.
func (s *Service) references(ctx context.Context, tx *db.Tx, v authz.Viewer, all map[ClassID]Class, r Row) ([]Row, error) {
	in := Filter{Limit: maxReferences}
	where, args := in.where(v.Realm(), all)
	args = append(args, r.Object, maxReferences)
	rows, err := db.Rows(ctx, tx, rowScanner(all), fmt.Sprintf(`SELECT `+rowColumns+` FROM intel_object WHERE %s
		AND added IN (SELECT added FROM intel_reference WHERE target = $%d) ORDER BY added LIMIT $%d`, where, len(args)-1, len(args)), args...)
	if err != nil || len(r.Body) == 0 {
		return rows, err
	}
	obj, err := stix.Parse(r.Body)
	if err != nil || len(obj.Refs) == 0 {
		return rows, err
	}
	out, err := List(ctx, tx, v, Filter{IDs: obj.Refs[:min(len(obj.Refs), maxReferences)], Limit: maxReferences})
	return append(rows, out...), err
}

// Definition looks a stored marking definition up for whoever must tell a
// marking; it is not shown to anybody.
func Definition(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (*stix.Object, bool, error) {
	bodies, err := db.Rows(ctx, tx, func(sc db.Scanner) (b []byte, err error) { return b, sc.Scan(&b) },
		`SELECT body FROM intel_object WHERE id = $1 AND realm = $2 AND latest = $3 AND gone = 0 AND type = 'marking-definition'`, id, string(realm), true)
	if err != nil || len(bodies) == 0 {
		return nil, false, err
	}
	def, err := stix.Parse(bodies[0])
	return def, err == nil, err
}

// Counts is how much a realm holds.
type Counts struct {
	Objects int64            `json:"objects"`
	ByType  map[string]int64 `json:"by_type"`
}

// Count counts the newest versions that the viewer may read, by type.
func (s *Service) Count(ctx context.Context, v authz.Viewer) (c Counts, err error) {
	defer errs.Wrap(&err, "intel.Count")
	c.ByType = map[string]int64{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := visible(ctx, tx, v)
		if err != nil {
			return err
		}
		where, args := Filter{}.where(v.Realm(), all)
		return db.Each(ctx, tx, func(sc db.Scanner) error {
			var typ string
			var n int64
			if err := sc.Scan(&typ, &n); err != nil {
				return err
			}
			c.ByType[typ], c.Objects = n, c.Objects+n
			return nil
		}, `SELECT type, count(*) FROM intel_object WHERE `+where+` GROUP BY type`, args...)
	})
	return c, err
}

// Origins lists the parties whose objects the viewer may read.
func (s *Service) Origins(ctx context.Context, v authz.Viewer) (origins []ids.Party, err error) {
	defer errs.Wrap(&err, "intel.Origins")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := visible(ctx, tx, v)
		if err != nil {
			return err
		}
		for _, c := range all {
			if !slices.Contains(origins, c.Origin) {
				origins = append(origins, c.Origin)
			}
		}
		slices.Sort(origins)
		return nil
	})
	return origins, err
}

// FirstVersions gives the oldest version that the viewer may read of each object.
func (s *Service) FirstVersions(ctx context.Context, v authz.Viewer, objects []string) (first map[string]string, err error) {
	defer errs.Wrap(&err, "intel.FirstVersions")
	first = map[string]string{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := visible(ctx, tx, v)
		if err != nil {
			return err
		}
		for len(objects) > 0 {
			part := objects[:min(len(objects), 500)]
			objects = objects[len(part):]
			where, args := Filter{IDs: part, History: true}.where(v.Realm(), all)
			if err := db.Each(ctx, tx, func(sc db.Scanner) error {
				var id, version string
				if err := sc.Scan(&id, &version); err != nil {
					return err
				}
				if have, ok := first[id]; !ok || before(version, have) {
					first[id] = version
				}
				return nil
			}, `SELECT id, version FROM intel_object WHERE `+where, args...); err != nil {
				return err
			}
		}
		return nil
	})
	return first, err
}

// SameVersion tells whether two texts name the same moment.
func SameVersion(a, b string) bool {
	ta, errA := time.Parse(time.RFC3339Nano, a)
	tb, errB := time.Parse(time.RFC3339Nano, b)
	return errA == nil && errB == nil && ta.Equal(tb)
}

// Stored counts the versions of objects here, for the node's figures.
func Stored(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM intel_object`)
}
