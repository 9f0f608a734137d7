package intel

import (
	"context"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/stix"
	"entente/internal/policy"
)

// maxRedact bounds how many objects are redacted at once: a person looks at
// what is left out.
const maxRedact = 1000

// Property is one that some of the selected objects have.
type Property struct {
	Type, Name string
	Objects    int
}

// Omission names a property of one type of objects that is left out.
type Omission struct {
	Type, Name string
}

// Redaction is what a redaction made.
type Redaction struct {
	Lot    string   // the key of the lot that holds the copies
	IDs    []string // the selection with copies in the place of their originals
	Copied int
}

// Properties lists what may be left out of the selected objects, by type and
// name. What is of another origin is not counted: nobody else redacts it.
func (s *Service) Properties(ctx context.Context, v authz.Viewer, sel Selection) (props []Property, err error) {
	defer errs.Wrap(&err, "intel.Properties")
	counts := map[Omission]int{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		_, own, err := s.redactable(ctx, tx, v, sel)
		for _, o := range own {
			for _, name := range o.Omissible() {
				counts[Omission{o.Type, name}]++
			}
		}
		return err
	})
	for o, n := range counts {
		props = append(props, Property{o.Type, o.Name, n})
	}
	slices.SortFunc(props, func(a, b Property) int { return strings.Compare(a.Type+" "+a.Name, b.Type+" "+b.Name) })
	return props, err
}

// redactable gives the selection in its order, and the content of what is this
// party's own.
func (s *Service) redactable(ctx context.Context, tx *db.Tx, v authz.Viewer, sel Selection) (picked []Picked, own []*stix.Object, err error) {
	picked, all, err := Pick(ctx, tx, v, sel)
	if err != nil {
		return nil, nil, err
	}
	if len(picked) > maxRedact {
		return nil, nil, errs.New(errs.TooLarge, "at most %d objects are redacted at once; select fewer", maxRedact)
	}
	var added []int64
	for _, p := range picked {
		if all[p.Class].Origin == s.party {
			added = append(added, p.Added)
		}
	}
	err = Bodies(ctx, tx, added, func(b []byte) error {
		o, err := stix.Parse(b)
		own = append(own, o)
		return err
	})
	return picked, own, err
}

// Redact makes copies of the selected objects without the properties named, as
// new objects of this party, and copies whatever of the selection refers to
// them, so that the copies hang together. The originals stay as they are, and
// that they belong together is known here only. Nothing leaves by it. It needs
// authz.IntelRedact.
//
// Errors: errs.Invalid for a property that a type requires or that no selected
// object has; errs.TooLarge above 1,000 objects.
func (s *Service) Redact(ctx context.Context, who authz.Actor, realm ids.Realm, sel Selection, drop []Omission) (r Redaction, err error) {
	defer errs.Wrap(&err, "intel.Redact")
	if err := who.May(authz.IntelRedact); err != nil {
		return r, err
	}
	if len(drop) == 0 {
		return r, errs.New(errs.Invalid, "name at least one property to leave out")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		picked, own, err := s.redactable(ctx, tx, who.In(realm), sel)
		if err != nil {
			return err
		}
		byType := map[string][]string{}
		for _, d := range drop {
			byType[d.Type] = append(byType[d.Type], d.Name)
		}
		if err := everyUsed(own, byType); err != nil {
			return err
		}
		to := toCopy(own, byType)
		for _, p := range picked {
			id := p.Object
			if to[id] != "" {
				id = to[id]
			}
			r.IDs = append(r.IDs, id)
		}
		r.Copied = len(to)
		return s.storeCopies(ctx, tx, who, realm, own, byType, to, &r)
	})
	return r, err
}

// everyUsed refuses a property that nothing has: whoever mistypes it would
// believe it gone.
func everyUsed(own []*stix.Object, drop map[string][]string) error {
	for typ, names := range drop {
		for _, name := range names {
			if !slices.ContainsFunc(own, func(o *stix.Object) bool { return o.Type == typ && o.Has(name) }) {
				return errs.New(errs.Invalid, "no selected object of your own of type %q has a property %q that can be left out", errs.Clip(typ), errs.Clip(name))
			}
		}
	}
	return nil
}

// toCopy gives a new id to each object that loses something, and to each that
// refers to one of those, as far as references go.
func toCopy(own []*stix.Object, drop map[string][]string) map[string]string {
	to := map[string]string{}
	add := func(o *stix.Object) { to[o.ID] = o.Type + "--" + ids.New() }
	for _, o := range own {
		if slices.ContainsFunc(drop[o.Type], o.Has) {
			add(o)
		}
	}
	for grown := true; grown; {
		grown = false
		for _, o := range own {
			if to[o.ID] == "" && slices.ContainsFunc(o.Refs, func(id string) bool { return to[id] != "" }) {
				add(o)
				grown = true
			}
		}
	}
	return to
}

func (s *Service) storeCopies(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, own []*stix.Object, drop map[string][]string, to map[string]string, r *Redaction) error {
	lot, err := NewLot(ctx, tx, Lot{Key: ids.New(), Realm: realm, Person: who.Person, Who: who.Name, Name: "redacted", Format: "redaction"})
	if err != nil {
		return err
	}
	r.Lot = lot.Key
	var items []Item
	var links [][]any
	for _, o := range own {
		if to[o.ID] == "" {
			continue
		}
		c, err := o.Redact(stix.Redaction{Drop: drop[o.Type], IDs: to, At: tx.Now})
		if err != nil {
			return err
		}
		var failed error
		set := stix.Markings(c, func(id string) (*stix.Object, bool) {
			def, ok, err := Definition(ctx, tx, realm, id)
			if err != nil {
				failed = err
			}
			return def, ok
		})
		if failed != nil {
			return failed
		}
		items = append(items, Item{Index: len(items), Object: c, Class: policy.Class{Origin: s.party, Realm: realm, Category: c.Category(), TLP: set.TLP, PAP: set.PAP, Unknown: len(set.Unknown) > 0}})
		links = append(links, []any{string(realm), c.ID, o.ID, who.Person, db.Micros(tx.Now)})
	}
	put := &putter{realm: realm, lot: lot.ID, ids: map[policyKey]ClassID{}}
	results, err := put.put(ctx, tx, items)
	if err != nil {
		return err
	}
	for _, res := range results {
		if !res.Stored {
			return errs.New(errs.Conflict, "the redacted copy of an object cannot be stored: %s", res.Reason)
		}
	}
	if _, err := tx.Insert(ctx, "intel_redaction", []string{"realm", "copy", "original", "person", "at"}, links, ""); err != nil {
		return err
	}
	lot.State, lot.Total, lot.Stored = "done", int64(len(items)), int64(len(items))
	if err := saveLot(ctx, tx, lot); err != nil {
		return err
	}
	body := map[string]any{"left_out": drop, "copies": to}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "intel.redacted", By: who, About: lot.Key, Body: body})
	return err
}

// Redactions tells of which object one is a redacted copy ("" for none), and
// which copies were made of it, oldest first.
func (s *Service) Redactions(ctx context.Context, v authz.Viewer, id string) (original string, copies []string, err error) {
	defer errs.Wrap(&err, "intel.Redactions(%s)", errs.Clip(id))
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		text := func(sc db.Scanner) (t string, err error) { return t, sc.Scan(&t) }
		found, err := db.Rows(ctx, tx, text, `SELECT original FROM intel_redaction WHERE realm = $1 AND copy = $2`, string(v.Realm()), id)
		if err != nil {
			return err
		}
		made, err := db.Rows(ctx, tx, text, `SELECT copy FROM intel_redaction WHERE realm = $1 AND original = $2 ORDER BY at, copy LIMIT 100`, string(v.Realm()), id)
		if err != nil || len(found)+len(made) == 0 {
			return err
		}
		// A viewer with a ceiling learns only of those that he may read.
		seen := map[string]bool{}
		rows, err := List(ctx, tx, v, Filter{IDs: append(slices.Clone(found), made...), Limit: 200})
		for _, r := range rows {
			seen[r.Object] = true
		}
		if len(found) > 0 && seen[found[0]] {
			original = found[0]
		}
		copies = slices.DeleteFunc(made, func(c string) bool { return !seen[c] })
		return err
	})
	return original, copies, err
}
