package stix

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
)

// Object is a view on one STIX object. It is never changed.
type Object struct {
	ID           string
	Type         string
	Created      time.Time // zero for observables without one
	Modified     time.Time // zero for objects without one
	Version      string    // exact text of modified, else of created, else ""
	CreatedByRef string
	Revoked      bool
	MarkingRefs  []string
	Granular     []Granular
	Refs         []string // every id that a *_ref or *_refs property names, once each
	Bytes        []byte   // canonical
	Digest       [sha256.Size]byte

	members  []member
	definite marking.Set // what a marking definition means
	defined  bool
}

// Granular is one granular marking (STIX 2.1 §7.2.3).
type Granular struct {
	Selectors []string
	Ref       string // "" where it marks a language only
}

// member is one top-level property, in canonical order.
type member struct {
	name  string
	value jsontext.Value
}

// MaxObject bounds one object, in bytes.
const MaxObject = 8 << 20

var objectLimits = strictjson.Limits{Bytes: MaxObject, Depth: 64, Members: 10_000, Elements: 200_000, Values: 400_000, String: 7 << 20}

// Parse reads one object, upgrades it from STIX 2.0 where it is that, and
// checks it. Errors are errs.Invalid or errs.TooLarge and name the property.
func Parse(raw []byte) (*Object, error) {
	if err := strictjson.Check(raw, objectLimits); err != nil {
		return nil, err
	}
	canon, err := strictjson.Canonical(raw)
	if err != nil {
		return nil, err
	}
	o, err := view(canon)
	if err != nil {
		return nil, err
	}
	if added := o.upgrade(); len(added) > 0 {
		o = o.with(added...)
	}
	if err := o.read(); err != nil {
		return nil, err
	}
	o.Digest = sha256.Sum256(o.Bytes)
	return o, nil
}

// view splits canonical bytes into top-level members.
func view(canon []byte) (*Object, error) {
	if len(canon) == 0 || canon[0] != '{' {
		return nil, errs.New(errs.Invalid, "a STIX object is a JSON object")
	}
	return &Object{Bytes: canon, members: fields(canon)}, nil
}

// get gives a property's value, nil when it is not there.
func (o *Object) get(name string) jsontext.Value {
	for i := range o.members {
		if o.members[i].name == name {
			return o.members[i].value
		}
	}
	return nil
}

// text gives a string property; ok is false when it is absent or no string.
func (o *Object) text(name string) (string, bool) { return unquote(o.get(name)) }

func unquote(v jsontext.Value) (string, bool) {
	if len(v) < 2 || v[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1]), true
	}
	b, err := jsontext.AppendUnquote(nil, v)
	return string(b), err == nil
}

// list gives a list of strings; ok is false when it is absent or something else.
func (o *Object) list(name string) ([]string, bool) { return stringList(o.get(name)) }

func stringList(v jsontext.Value) ([]string, bool) {
	if len(v) == 0 || v[0] != '[' {
		return nil, false
	}
	var out []string
	ok := true
	eachElement(v, func(e jsontext.Value) {
		s, is := unquote(e)
		ok = ok && is
		out = append(out, s)
	})
	return out, ok
}

// with gives the same object with members added or replaced, not yet read. The
// names are those of the standard, so that byte order is canonical order, and
// the values must be canonical themselves.
func (o *Object) with(changed ...member) *Object {
	n := &Object{members: make([]member, 0, len(o.members)+len(changed))}
	size := 2
	for _, m := range o.members {
		if i := slices.IndexFunc(changed, func(c member) bool { return c.name == m.name }); i >= 0 {
			m = changed[i]
		}
		n.members = append(n.members, m)
	}
	for _, c := range changed {
		if o.get(c.name) == nil {
			at, _ := slices.BinarySearchFunc(n.members, c.name, func(m member, name string) int { return strings.Compare(m.name, name) })
			n.members = slices.Insert(n.members, at, c)
		}
	}
	for _, m := range n.members {
		size += len(m.name) + len(m.value) + 8
	}
	b := append(make([]byte, 0, size), '{')
	for i := range n.members {
		m := &n.members[i]
		if i > 0 {
			b = append(b, ',')
		}
		b, _ = jsontext.AppendQuote(b, m.name) // names were decoded, so they are valid UTF-8
		b = append(b, ':')
		start := len(b)
		b = append(b, m.value...)
		m.value = jsontext.Value(b[start:len(b):len(b)])
	}
	n.Bytes = append(b, '}')
	return n
}

// WithMarking gives the object with marking references added, as a new object.
// It is for objects that bear no TLP: a marking that is there is never replaced.
func WithMarking(o *Object, refs ...string) (*Object, error) {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, r := range append(append([]string{}, o.MarkingRefs...), refs...) {
		if i > 0 {
			b.WriteByte(',')
		}
		q, err := jsontext.AppendQuote(nil, r)
		if err != nil {
			return nil, errs.New(errs.Invalid, "the marking reference is not valid UTF-8")
		}
		b.Write(q)
	}
	b.WriteByte(']')
	marked := o.with(member{"object_marking_refs", b.Bytes()})
	if err := marked.read(); err != nil {
		return nil, err
	}
	marked.Digest = sha256.Sum256(marked.Bytes)
	return marked, nil
}

// Name is what a person calls the object by: its name, value or, for what has
// none, something telling of its content.
func (o *Object) Name() string {
	for _, p := range []string{"name", "value", "pattern", "path", "key", "subject", "user_id", "abstract", "content", "relationship_type", "opinion", "command_line"} {
		if s, ok := o.text(p); ok && s != "" {
			if p == "relationship_type" {
				from, _ := o.text("source_ref")
				to, _ := o.text("target_ref")
				return shortType(from) + " " + s + " " + shortType(to)
			}
			return s
		}
	}
	if h := o.get("hashes"); h != nil {
		for _, m := range fields(h) {
			if s, ok := unquote(m.value); ok {
				return s
			}
		}
	}
	return o.ID
}

func shortType(id string) string {
	t, _, _ := strings.Cut(id, "--")
	return t
}

// ValidUntil is from when an indicator should be used no more; ok is false
// where it does not say so.
func (o *Object) ValidUntil() (t time.Time, ok bool) {
	text, is := o.text("valid_until")
	if !is {
		return t, false
	}
	t, err := parseTime("valid_until", text)
	return t, err == nil
}
