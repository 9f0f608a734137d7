package stix

import (
	"bytes"
	"strings"

	"entente/internal/base/errs"
)

// maxRefs bounds how many ids one object may name.
const maxRefs = 100_000

// readRefs collects every id that a *_ref or *_refs property names, however
// deep, and checks its form. It goes through each property once.
func (o *Object) readRefs() error {
	c := collector{seen: map[string]bool{}}
	for _, m := range o.members {
		if isRef(m.name) || m.value.Kind() != '"' && bytes.Contains(m.value, []byte("_ref")) {
			c.scan = scan{b: m.value}
			if err := c.collect(m.name, true); err != nil {
				return err
			}
		}
	}
	o.Refs = c.refs
	return nil
}

func isRef(name string) bool {
	return strings.HasSuffix(name, "_ref") || strings.HasSuffix(name, "_refs")
}

// collector finds references in one pass.
type collector struct {
	scan
	seen map[string]bool
	refs []string
}

// collect takes the value that begins here, which a property holds: itself, or
// as an element of a list of references.
func (c *collector) collect(name string, holds bool) error {
	switch c.b[c.at] {
	case '"':
		v := c.quoted()
		if !holds || !isRef(name) {
			return nil
		}
		s, _ := unquote(v)
		if checkID(s) != nil {
			if strings.HasPrefix(name, "x_") || isDigits(s) {
				return nil // another's property of that name, or a 2.0 observable's local key
			}
			return invalid(name, "%q is not an object's id", errs.Clip(s))
		}
		if !c.seen[s] && len(c.refs) < maxRefs {
			c.seen[s] = true
			c.refs = append(c.refs, s)
		}
		return nil
	case '[':
		list := strings.HasSuffix(name, "_refs")
		return c.elements(func() error { return c.collect(name, list) })
	case '{':
		return c.members(func(inner string) error { return c.collect(inner, true) })
	}
	c.value()
	return nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
