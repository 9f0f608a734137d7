package stix

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// fixed are the properties that are never left out: what the object is, and
// how it is marked.
var fixed = []string{"type", "id", "spec_version", "created", "modified", "object_marking_refs", "granular_markings", "revoked"}

// Omissible lists the top-level properties that may be left out, in canonical
// order: those without which the object is still one of its type.
func (o *Object) Omissible() []string {
	var names []string
	for _, m := range o.members {
		if slices.Contains(fixed, m.name) {
			continue
		}
		if _, err := o.Redact(Redaction{Drop: []string{m.name}, IDs: map[string]string{o.ID: o.ID}, At: time.Unix(0, 0)}); err == nil {
			names = append(names, m.name)
		}
	}
	return names
}

// Has tells whether the object has a top-level property.
func (o *Object) Has(name string) bool { return o.get(name) != nil }

// Redaction says how a redacted copy differs from its original.
type Redaction struct {
	Drop []string          // top-level properties to leave out
	IDs  map[string]string // new id of each object that is copied with it, this one included
	At   time.Time         // created and modified of the copy
}

// Redact gives a copy of the object without some of its properties. The copy is
// an object of its own: a version of the same id with other content would be a
// conflict at whoever holds both (STIX 2.1 §3.6.2). Nothing in it tells of
// the original. References among objects copied together follow the copies.
//
// Errors: errs.Invalid where the object's type requires a property, or where it
// belongs to what is never left out.
func (o *Object) Redact(r Redaction) (*Object, error) {
	if r.IDs[o.ID] == "" {
		return nil, errs.New(errs.Invalid, "object %s has no new id", o.ID)
	}
	for _, name := range r.Drop {
		if slices.Contains(fixed, name) {
			return nil, errs.New(errs.Invalid, "property %q says what the object is or how it is marked and cannot be left out", errs.Clip(name))
		}
	}
	var all map[string]any
	if err := json.Unmarshal(o.Bytes, &all); err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(name string, _ any) bool { return slices.Contains(r.Drop, name) })
	all["id"] = r.IDs[o.ID]
	for _, name := range []string{"created", "modified"} {
		if _, ok := all[name]; ok {
			all[name] = r.At.UTC().Format("2006-01-02T15:04:05.000Z")
		}
	}
	if g, ok := all["granular_markings"].([]any); ok {
		if all["granular_markings"] = remaining(g, r.Drop); len(all["granular_markings"].([]any)) == 0 {
			delete(all, "granular_markings")
		}
	}
	follow(all, r.IDs)
	b, err := strictjson.Marshal(all)
	if err != nil {
		return nil, err
	}
	return Parse(b)
}

// remaining keeps of granular markings what still selects something.
func remaining(markings []any, drop []string) []any {
	kept := []any{}
	for _, m := range markings {
		entry, _ := m.(map[string]any)
		selectors, _ := entry["selectors"].([]any)
		selectors = slices.DeleteFunc(slices.Clone(selectors), func(s any) bool {
			text, _ := s.(string)
			root, _, _ := strings.Cut(text, ".")
			return slices.Contains(drop, root)
		})
		if len(selectors) > 0 {
			entry["selectors"] = selectors
			kept = append(kept, entry)
		}
	}
	return kept
}

// follow puts new ids in the place of old ones wherever a reference stands.
func follow(v any, to map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			switch {
			case strings.HasSuffix(name, "_ref"):
				if id, ok := value.(string); ok && to[id] != "" {
					v[name] = to[id]
				}
			case strings.HasSuffix(name, "_refs"):
				list, _ := value.([]any)
				for i, e := range list {
					if id, ok := e.(string); ok && to[id] != "" {
						list[i] = to[id]
					}
				}
			default:
				follow(value, to)
			}
		}
	case []any:
		for _, e := range v {
			follow(e, to)
		}
	}
}
