package stix

import (
	"bytes"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/format/marking"
)

func invalid(property, format string, args ...any) error {
	return errs.New(errs.Invalid, property+": "+format, args...)
}

// read checks the object and fills in its view.
func (o *Object) read() error {
	var ok bool
	if o.Type, ok = o.text("type"); !ok || !validType(o.Type) {
		return invalid("type", "a STIX type is 3 to 250 letters, digits and hyphens in lower case")
	}
	if o.ID, ok = o.text("id"); !ok {
		return invalid("id", "it is missing")
	}
	if err := checkID(o.ID); err != nil {
		return invalid("id", "%s", err)
	}
	if !strings.HasPrefix(o.ID, o.Type+"--") {
		return invalid("id", "%q is not of type %q", errs.Clip(o.ID), o.Type)
	}
	if err := o.readCommon(); err != nil {
		return err
	}
	if err := o.checkType(); err != nil {
		return err
	}
	if err := o.readRefs(); err != nil {
		return err
	}
	if err := o.readGranular(); err != nil {
		return err
	}
	if o.Type == "marking-definition" {
		o.definite, o.defined = o.meaning()
	}
	return nil
}

func validType(s string) bool {
	if len(s) < 3 || len(s) > 250 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// checkID accepts type--UUID (STIX 2.1 §2.9), the UUID in lower case.
func checkID(id string) error {
	typ, u, ok := strings.Cut(id, "--")
	if !ok || !validType(typ) || len(u) != 36 {
		return errs.New(errs.Invalid, "%q does not have the form type--UUID", errs.Clip(id))
	}
	for i := range len(u) {
		c := u[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return errs.New(errs.Invalid, "%q does not have the form type--UUID", errs.Clip(id))
		}
	}
	return nil
}

// parseTime reads a STIX timestamp (§2.10 of the common data types): RFC 3339
// in UTC, written with Z, in a year that a calendar has.
func parseTime(property, s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || !strings.HasSuffix(s, "Z") {
		return t, invalid(property, "%q is not a timestamp such as 2026-01-31T12:00:00.000Z", errs.Clip(s))
	}
	if t.Year() >= 9999 || t.Year() < 1 {
		return t, invalid(property, "the year of %q cannot be meant", errs.Clip(s))
	}
	return t, nil
}

// stamp reads a timestamp property; the zero time when it is absent.
func (o *Object) stamp(property string) (t time.Time, text string, err error) {
	v := o.get(property)
	if v == nil {
		return t, "", nil
	}
	text, ok := unquote(v)
	if !ok {
		return t, "", invalid(property, "it must be a timestamp")
	}
	t, err = parseTime(property, text)
	return t, text, err
}

// readCommon reads the common properties (§3.2).
func (o *Object) readCommon() (err error) {
	if s, ok := o.text("spec_version"); (ok && s != "2.1") || (!ok && o.get("spec_version") != nil) {
		return invalid("spec_version", "%q is not read; this is STIX 2.1", errs.Clip(s))
	}
	var created, modified string
	if o.Created, created, err = o.stamp("created"); err != nil {
		return err
	}
	if o.Modified, modified, err = o.stamp("modified"); err != nil {
		return err
	}
	if !o.Modified.IsZero() && o.Modified.Before(o.Created) {
		return invalid("modified", "it is before created")
	}
	if o.Version = modified; modified == "" {
		o.Version = created
	}
	if v := o.get("revoked"); v != nil {
		if k := v.Kind(); k != 't' && k != 'f' {
			return invalid("revoked", "it must be true or false")
		}
		o.Revoked = v.Kind() == 't'
	}
	if v := o.get("created_by_ref"); v != nil {
		if o.CreatedByRef, _ = unquote(v); !strings.HasPrefix(o.CreatedByRef, "identity--") {
			return invalid("created_by_ref", "it must name an identity")
		}
	}
	for _, p := range []string{"labels", "object_marking_refs"} {
		if v := o.get(p); v != nil {
			if list, ok := stringList(v); !ok || len(list) == 0 {
				return invalid(p, "it must be a list of strings that is not empty")
			}
		}
	}
	if v := o.get("confidence"); v != nil && !isDigits(string(v)) || len(v) > 3 || len(v) == 3 && string(v) != "100" {
		return invalid("confidence", "it must be a number from 0 to 100")
	}
	if v := o.get("extensions"); v != nil && v.Kind() != '{' {
		return invalid("extensions", "it must be an object")
	}
	if v := o.get("external_references"); v != nil && v.Kind() != '[' {
		return invalid("external_references", "it must be a list")
	}
	o.MarkingRefs, _ = o.list("object_marking_refs")
	for _, r := range o.MarkingRefs {
		if !strings.HasPrefix(r, "marking-definition--") || checkID(r) != nil {
			return invalid("object_marking_refs", "%q is not the id of a marking definition", errs.Clip(r))
		}
		if r == o.ID {
			return invalid("object_marking_refs", "a marking definition cannot mark itself")
		}
	}
	return nil
}

// maxRefs bounds how many ids one object may name.
const maxRefs = 100_000

// readRefs collects every id that a *_ref or *_refs property names, however
// deep, and checks its form.
func (o *Object) readRefs() error {
	seen := map[string]bool{}
	for _, m := range o.members {
		if isRef(m.name) || m.value.Kind() != '"' && bytes.Contains(m.value, []byte("_ref")) {
			if err := o.collect(m.name, m.value, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

func isRef(name string) bool {
	return strings.HasSuffix(name, "_ref") || strings.HasSuffix(name, "_refs")
}

func (o *Object) collect(name string, v jsontext.Value, seen map[string]bool) error {
	switch v.Kind() {
	case '"':
		if !isRef(name) {
			return nil
		}
		s, _ := unquote(v)
		if checkID(s) != nil {
			if strings.HasPrefix(name, "x_") || isDigits(s) {
				return nil // another's property of that name, or a 2.0 observable's local key
			}
			return invalid(name, "%q is not an object's id", errs.Clip(s))
		}
		if !seen[s] && len(seen) < maxRefs {
			seen[s] = true
			o.Refs = append(o.Refs, s)
		}
	case '[':
		var err error
		eachElement(v, func(e jsontext.Value) {
			if err == nil && (e.Kind() == '{' || e.Kind() == '[' || strings.HasSuffix(name, "_refs")) {
				err = o.collect(name, e, seen)
			}
		})
		return err
	case '{':
		for _, m := range fields(v) {
			if err := o.collect(m.name, m.value, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// maxSelectors bounds the granular markings of one object.
const maxSelectors = 1000

// readGranular reads granular markings and checks that each selector points at
// something in this object (§7.2.3.1).
func (o *Object) readGranular() error {
	v := o.get("granular_markings")
	if v == nil {
		return nil
	}
	if v.Kind() != '[' {
		return invalid("granular_markings", "it must be a list")
	}
	var err error
	n := 0
	eachElement(v, func(e jsontext.Value) {
		if err != nil {
			return
		}
		selectors, ok := stringList(field(e, "selectors"))
		if !ok || len(selectors) == 0 {
			err = invalid("granular_markings", "a marking names no selector")
			return
		}
		if n += len(selectors); n > maxSelectors {
			err = errs.New(errs.TooLarge, "granular_markings: more than %d selectors", maxSelectors)
			return
		}
		for _, s := range selectors {
			if !o.selects(s) {
				err = invalid("granular_markings", "selector %q points at nothing in this object", errs.Clip(s))
				return
			}
		}
		g := Granular{Selectors: selectors}
		if r := field(e, "marking_ref"); r != nil {
			if g.Ref, _ = unquote(r); !strings.HasPrefix(g.Ref, "marking-definition--") || checkID(g.Ref) != nil || g.Ref == o.ID {
				err = invalid("granular_markings", "%q is not the id of a marking definition that can mark this", errs.Clip(g.Ref))
				return
			}
		} else if field(e, "lang") == nil {
			err = invalid("granular_markings", "a marking says neither marking_ref nor lang")
			return
		}
		o.Granular = append(o.Granular, g)
	})
	return err
}

// selects tells whether a selector such as "external_references.[0].url"
// points at something.
func (o *Object) selects(selector string) bool {
	steps := strings.Split(selector, ".")
	if len(steps) > 64 {
		return false
	}
	v := o.get(steps[0])
	for _, step := range steps[1:] {
		if v == nil {
			return false
		}
		if index, ok := strings.CutPrefix(step, "["); ok {
			v = element(v, strings.TrimSuffix(index, "]"))
			continue
		}
		v = field(v, step)
	}
	return v != nil
}

func element(v jsontext.Value, index string) (found jsontext.Value) {
	if v.Kind() != '[' || !isDigits(index) || len(index) > 6 {
		return nil
	}
	want := 0
	for _, c := range index {
		want = want*10 + int(c-'0')
	}
	i := 0
	eachElement(v, func(e jsontext.Value) {
		if i == want {
			found = e
		}
		i++
	})
	return found
}

// meaning tells what a marking definition means: TLP 1 by its definition, TLP
// 2.0 and PAP by their extensions, statements by their text.
func (o *Object) meaning() (marking.Set, bool) {
	if s, ok := marking.ByRef(o.ID); ok {
		return s, true
	}
	if ext := o.get("extensions"); ext != nil {
		for _, m := range fields(ext) {
			if s, ok := unquote(field(m.value, "tlp_2_0")); ok {
				t, err := marking.ParseTLP(s)
				return marking.Set{TLP: t}, err == nil && t != marking.None
			}
			if s, ok := unquote(field(m.value, "pap")); ok {
				p, err := marking.ParsePAP(s)
				return marking.Set{PAP: p}, err == nil && p != marking.PAPNone
			}
		}
	}
	def := o.get("definition")
	switch t, _ := o.text("definition_type"); t {
	case "tlp":
		s, _ := unquote(field(def, "tlp"))
		level, err := marking.ParseTLP(s)
		return marking.Set{TLP: level}, err == nil && level != marking.None
	case "statement":
		s, ok := unquote(field(def, "statement"))
		return marking.Set{Statements: []string{s}}, ok
	}
	return marking.Set{}, false
}

// Markings tells what an object's markings say together: the most restrictive
// of the whole object's and of every granular one, since nothing is redacted
// yet. lookup finds a marking definition; what it does not find, or what means
// nothing known, is Unknown.
func Markings(o *Object, lookup func(id string) (*Object, bool)) (set marking.Set) {
	add := func(ref string) {
		if s, ok := marking.ByRef(ref); ok {
			set = set.Join(s)
			return
		}
		if def, ok := lookup(ref); ok && def.defined {
			set = set.Join(def.definite)
			return
		}
		set = set.Join(marking.Set{Unknown: []string{ref}})
	}
	for _, r := range o.MarkingRefs {
		add(r)
	}
	for _, g := range o.Granular {
		if g.Ref != "" {
			add(g.Ref)
		}
	}
	return set
}

// WellKnown tells whether an id is that of a marking definition that every node
// has by itself.
func WellKnown(id string) bool {
	_, ok := marking.ByRef(id)
	return ok
}
