package stix

import (
	"strings"
	"time"

	"entente/internal/base/errs"
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

// checkID accepts type--UUID (STIX 2.1 §2.9). Ids are compared as text; that
// some producers write hexadecimal digits in upper case is theirs to keep.
func checkID(id string) error {
	typ, u, ok := strings.Cut(id, "--")
	if !ok || !validType(typ) || len(u) != 36 {
		return errs.New(errs.Invalid, "%q does not have the form type--UUID", errs.Clip(id))
	}
	for i := range len(u) {
		c := u[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return errs.New(errs.Invalid, "%q does not have the form type--UUID", errs.Clip(id))
		}
	}
	return nil
}

// parseTime reads a STIX timestamp (§2.10 of the common data types): RFC 3339
// in UTC, written with Z, in a year that a calendar has.
func parseTime(property, s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || !strings.HasSuffix(s, "Z") || strings.Contains(s, ",") {
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
