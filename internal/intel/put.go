package intel

import (
	"context"
	"crypto/sha256"
	"strings"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/format/stix"
	"entente/internal/policy"
)

// Item is one object on its way into the store.
type Item struct {
	Index  int // its place in the lot, for reports
	Object *stix.Object
	Class  policy.Class
}

// Result says what became of one item.
type Result struct {
	Item
	Added  int64  // the row that holds these bytes; 0 when refused
	Stored bool   // put now; otherwise it was held already, or refused
	Reason string // why it was refused; empty otherwise
}

// putter puts items of one lot, remembering the classes it met.
type putter struct {
	realm       ids.Realm
	lot         int64
	bySignature bool // the origin's own signature covers these items
	ids         map[policyKey]ClassID
}

// policyKey makes a class comparable.
type policyKey struct {
	origin                 ids.Party
	category, tlp, pap, to string
	unknown, onward        bool
}

func keyOf(c policy.Class) policyKey {
	k := policyKey{c.Origin, c.Category, c.TLP.String(), c.PAP.String(), "", c.Unknown, c.Onward.Allowed}
	for _, p := range c.Onward.To {
		k.to += string(p) + " "
	}
	return k
}

func (p *putter) class(ctx context.Context, tx *db.Tx, c policy.Class) (ClassID, error) {
	k := keyOf(c)
	if id, ok := p.ids[k]; ok {
		return id, nil
	}
	id, err := classID(ctx, tx, c)
	if err == nil {
		p.ids[k] = id
	}
	return id, err
}

// put judges and stores up to a thousand items. The caller's transaction makes
// the batch all or nothing.
func (p *putter) put(ctx context.Context, tx *db.Tx, items []Item) ([]Result, error) {
	have, err := p.held(ctx, tx, items)
	if err != nil {
		return nil, err
	}
	next, err := takeMoments(ctx, tx, len(items))
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(items))
	var rows, values, refs [][]any
	superseded := map[int64]int{} // row that is newest no more → its place in rows, or -1 when it is in the store
	place := map[int64]int{}
	count := newTally()
	newest := map[string]Result{} // what is each object's newest version after this batch
	for i, it := range items {
		obj := it.Object
		v := judge(obj, it.Class.TLP, it.Class.Origin, p.lot, p.bySignature, have[obj.ID])
		res := Result{Item: it}
		switch v.kind {
		case duplicate:
			res.Added = find(have[obj.ID], obj.Version).added
		case conflict:
			res.Reason = v.reason
			if err := p.noteConflict(ctx, tx, obj); err != nil {
				return nil, err
			}
		case refused:
			res.Reason = v.reason
		case store:
			id, err := p.class(ctx, tx, it.Class)
			if err != nil {
				return nil, err
			}
			res.Added, res.Stored = next, true
			next++
			if v.latest {
				for j := range have[obj.ID] {
					if h := &have[obj.ID][j]; h.latest {
						h.latest = false
						if at, here := place[h.added]; here {
							superseded[h.added] = at
						} else {
							superseded[h.added] = -1
						}
					}
				}
			}
			count.came(id, obj.Type, res.Added)
			if v.latest {
				newest[obj.ID] = res
			}
			place[res.Added] = len(rows)
			rows = append(rows, []any{res.Added, int64(id), p.lot, v.latest, obj.Revoked, int64(0), string(p.realm), obj.ID, obj.Version, obj.Type, obj.Digest[:], obj.Bytes})
			values = appendObservables(values, obj, res.Added)
			refs = appendReferences(refs, obj, res.Added)
			have[obj.ID] = append(have[obj.ID], held{added: res.Added, version: obj.Version, digest: obj.Digest, latest: v.latest, lot: p.lot, class: Class{ID: id, Class: it.Class}})
		}
		results[i] = res
	}
	const latestColumn = 3
	for added, at := range superseded {
		if at >= 0 {
			rows[at][latestColumn] = false
			continue
		}
		if err := supersede(ctx, tx, added, count); err != nil {
			return nil, err
		}
	}
	for _, r := range newest {
		id, err := p.class(ctx, tx, r.Class)
		if err != nil {
			return nil, err
		}
		count.here(id, r.Object, r.Added, 1)
	}
	if err := p.insert(ctx, tx, rows, values, refs); err != nil {
		return nil, err
	}
	return results, count.save(ctx, tx)
}

// supersede takes from a stored row that it is its object's newest version.
func supersede(ctx context.Context, tx *db.Tx, added int64, count *tally) error {
	var class ClassID
	var gone int64
	var body []byte
	if _, err := db.One(ctx, tx, func(s db.Scanner) (none struct{}, err error) { return none, s.Scan(&class, &gone, &body) },
		`UPDATE intel_object SET latest = $1 WHERE added = $2 RETURNING class, gone, body`, false, added); err != nil || gone != 0 {
		return err
	}
	obj, err := stix.Parse(body)
	if err != nil {
		return err
	}
	count.here(class, obj, added, -1)
	return nil
}

func (p *putter) insert(ctx context.Context, tx *db.Tx, rows, values, refs [][]any) error {
	if _, err := tx.Insert(ctx, "intel_object", []string{"added", "class", "lot", "latest", "revoked", "gone", "realm", "id", "version", "type", "digest", "body"}, rows, ""); err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, "intel_observable", []string{"value", "kind", "added"}, values, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, "intel_reference", []string{"target", "added"}, refs, "ON CONFLICT DO NOTHING")
	return err
}

// held loads every version of the ids that are offered.
func (p *putter) held(ctx context.Context, tx *db.Tx, items []Item) (map[string][]held, error) {
	all, err := classes(ctx, tx, p.realm)
	if err != nil {
		return nil, err
	}
	offered := make([]string, len(items))
	for i, it := range items {
		offered[i] = it.Object.ID
	}
	have := make(map[string][]held, len(items))
	for len(offered) > 0 {
		part := offered[:min(len(offered), 250)]
		offered = offered[len(part):]
		if err := p.heldPart(ctx, tx, part, all, have); err != nil {
			return nil, err
		}
	}
	return have, nil
}

func (p *putter) heldPart(ctx context.Context, tx *db.Tx, offered []string, all map[ClassID]Class, have map[string][]held) error {
	args := []any{string(p.realm)}
	in := db.In(&args, offered)
	return db.Each(ctx, tx, func(s db.Scanner) error {
		var id string
		var h held
		var class ClassID
		var digest []byte
		var gone int64
		if err := s.Scan(&id, &h.added, &h.version, &digest, &h.latest, &h.lot, &class, &gone); err != nil {
			return err
		}
		copy(h.digest[:], digest)
		h.class, h.gone = all[class], gone != 0
		have[id] = append(have[id], h)
		return nil
	}, `SELECT id, added, version, digest, latest, lot, class, gone FROM intel_object WHERE realm = $1 AND id IN `+in, args...)
}

func find(have []held, version string) held {
	for _, h := range have {
		if h.version == version {
			return h
		}
	}
	return held{}
}

// noteConflict records the digest of the content that was not kept.
func (p *putter) noteConflict(ctx context.Context, tx *db.Tx, obj *stix.Object) error {
	sum := sha256.Sum256(obj.Bytes)
	_, err := tx.Exec(ctx, `INSERT INTO intel_conflict (realm, id, version, offered, lot, at) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
		string(p.realm), obj.ID, obj.Version, sum[:], p.lot, db.Micros(tx.Now))
	return err
}

// takeMoments reserves n consecutive moments and gives the first. They lie
// after every moment given before, also when the machine's clock went back.
func takeMoments(ctx context.Context, tx *db.Tx, n int) (int64, error) {
	now := db.Micros(tx.Now)
	last, err := db.Value[int64](ctx, tx, `UPDATE intel_head SET last = CASE WHEN last < $1 THEN $1 ELSE last END + $2 WHERE one = 1 RETURNING last`, now, int64(n))
	return last - int64(n) + 1, err
}

const maxValue = 512 // bytes of an observable that are indexed

func appendObservables(rows [][]any, obj *stix.Object, added int64) [][]any {
	for _, o := range obj.Observables() {
		v := o.Value
		if len(v) > maxValue {
			v = strings.ToValidUTF8(v[:maxValue], "")
		}
		if v != "" && !strings.ContainsRune(v, 0) { // PostgreSQL's TEXT knows no NUL
			rows = append(rows, []any{v, o.Kind, added})
		}
	}
	return rows
}

// appendReferences indexes the ends of what connects objects. created_by_ref
// and markings are left out: they would point from everything to a few.
func appendReferences(rows [][]any, obj *stix.Object, added int64) [][]any {
	switch obj.Type {
	case "relationship", "sighting", "report", "grouping", "note", "opinion":
	default:
		return rows
	}
	skip := map[string]bool{obj.CreatedByRef: true, obj.ID: true}
	for _, m := range obj.MarkingRefs {
		skip[m] = true
	}
	for _, target := range obj.Refs {
		if !skip[target] {
			skip[target] = true
			rows = append(rows, []any{target, added})
		}
	}
	return rows
}
