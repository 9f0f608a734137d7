package intel

import (
	"context"
	"log/slog"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/stix"
)

// Service is the store of intelligence and the acts on it.
type Service struct {
	db      *db.DB
	journal *journal.Journal
	party   ids.Party
	log     *slog.Logger
}

// New gives the service of the node that belongs to party.
func New(d *db.DB, j *journal.Journal, party ids.Party, log *slog.Logger) *Service {
	return &Service{db: d, journal: j, party: party, log: log}
}

// Recover marks the imports that a stop cut off. What they had stored by then
// stays; importing the same file again stores the rest. It also counts what was
// stored before there were counters.
func (s *Service) Recover(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "intel.Recover")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE intel_lot SET state = 'interrupted' WHERE state = 'running'`); err != nil {
			return err
		}
		return s.recount(ctx, tx)
	})
}

// Delete removes an object that this party brought in and never released. Its
// rows keep identity and digest; its content is gone from this node.
// released tells, within the same transaction, whether any of the given rows
// was ever released; it is asked of the release domain, which is above this one.
func (s *Service) Delete(ctx context.Context, who authz.Actor, realm ids.Realm, id string, released func(ctx context.Context, tx *db.Tx, added []int64) (bool, error)) (err error) {
	defer errs.Wrap(&err, "intel.Delete(%s)", errs.Clip(id))
	if err := who.May(authz.IntelDelete); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		all, err := visible(ctx, tx, who.In(realm))
		if err != nil {
			return err
		}
		rows, err := versionRows(ctx, tx, realm, id, all)
		if err != nil {
			return err
		}
		added := make([]int64, 0, len(rows))
		for _, r := range rows {
			if r.Origin != s.party {
				return errs.New(errs.Denied, "this object belongs to %s; only its origin can withdraw it", r.Origin)
			}
			added = append(added, r.Added)
		}
		out, err := released(ctx, tx, added)
		if err != nil {
			return err
		}
		if out {
			return errs.New(errs.Conflict, "this object was released; recall it instead, so that the others hear of it")
		}
		if err := Erase(ctx, tx, added); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "intel.deleted", By: who, About: id, Body: map[string]int{"versions": len(added)}})
		return err
	})
}

// Erase takes the content out of rows: body, observables and references. Row,
// identity and digest stay, so that proofs about them still verify.
func Erase(ctx context.Context, tx *db.Tx, added []int64) error {
	for len(added) > 0 {
		part := added[:min(len(added), 250)]
		added = added[len(part):]
		if err := unindex(ctx, tx, part); err != nil {
			return err
		}
		args := []any{db.Micros(tx.Now), []byte{}}
		in := db.In(&args, part)
		if _, err := tx.Exec(ctx, `UPDATE intel_object SET gone = $1, body = $2 WHERE gone = 0 AND added IN `+in, args...); err != nil {
			return err
		}
	}
	return nil
}

// unindex removes what rows can be found by, and uncounts them. What that is follows from their
// content, as it did when they were put: an index by row would cost every
// import for the sake of few recalls.
func unindex(ctx context.Context, tx *db.Tx, added []int64) error {
	var args []any
	in := db.In(&args, added)
	var values, refs [][]any
	count := newTally()
	if err := db.Each(ctx, tx, func(sc db.Scanner) error {
		var at int64
		var class ClassID
		var latest bool
		var body []byte
		if err := sc.Scan(&at, &class, &latest, &body); err != nil {
			return err
		}
		obj, err := stix.Parse(body)
		if err != nil {
			return err
		}
		if latest {
			count.here(class, obj, at, -1)
		}
		values, refs = appendObservables(values, obj, at), appendReferences(refs, obj, at)
		return nil
	}, `SELECT added, class, latest, body FROM intel_object WHERE gone = 0 AND added IN `+in, args...); err != nil {
		return err
	}
	if err := count.save(ctx, tx); err != nil {
		return err
	}
	for _, v := range values {
		if _, err := tx.Exec(ctx, `DELETE FROM intel_observable WHERE value = $1 AND kind = $2 AND added = $3`, v...); err != nil {
			return err
		}
	}
	for _, r := range refs {
		if _, err := tx.Exec(ctx, `DELETE FROM intel_reference WHERE target = $1 AND added = $2`, r...); err != nil {
			return err
		}
	}
	return nil
}

// EraseOf erases those of the rows that came from origin and are still here,
// and gives how many they were.
func EraseOf(ctx context.Context, tx *db.Tx, realm ids.Realm, origin ids.Party, added []int64) (n int64, err error) {
	defer errs.Wrap(&err, "intel.EraseOf(%s)", origin)
	all, err := classes(ctx, tx, realm)
	if err != nil {
		return 0, err
	}
	mine := Filter{Origin: origin}.classesFor(all)
	for len(added) > 0 {
		part := added[:min(len(added), 500)]
		added = added[len(part):]
		args := []any{}
		q := `SELECT added FROM intel_object WHERE gone = 0 AND class IN ` + db.In(&args, mine) + ` AND added IN ` + db.In(&args, part)
		rows, err := db.Rows(ctx, tx, func(s db.Scanner) (at int64, err error) { return at, s.Scan(&at) }, q, args...)
		if err != nil {
			return n, err
		}
		if err := Erase(ctx, tx, rows); err != nil {
			return n, err
		}
		n += int64(len(rows))
	}
	return n, nil
}
