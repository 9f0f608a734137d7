package cacao

import (
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// object is one JSON object of the playbook, read member by member so that each
// finding names its own place.
type object struct {
	c    *checker
	path string
	m    map[string]jsontext.Value
}

func (c *checker) object(path string, v jsontext.Value) (object, bool) {
	o := object{c: c, path: path}
	return o, v.Kind() == '{' && strictjson.Loose(v, &o.m) == nil
}

func (o object) at(name string) string { return under(o.path, name) }

// read decodes a member; false when it is absent or has another form, which is found.
func (o object) read(name string, into any) bool {
	v, ok := o.m[name]
	if !ok {
		return false
	}
	if v.Kind() == 'n' || strictjson.Loose(v, into) != nil {
		o.c.refuse(o.at(name), "form", errs.Say("%s does not have the form that CACAO 2.0 gives it", errs.Clip(name)))
		return false
	}
	return true
}

func (o object) text(name string) (s string)    { o.read(name, &s); return s }
func (o object) texts(name string) (s []string) { o.read(name, &s); return s }
func (o object) flag(name string) (b bool)      { o.read(name, &b); return b }

// need reads a text that must be there.
func (o object) need(name string) string {
	s := o.text(name)
	if _, there := o.m[name]; !there || s == "" && o.m[name].Kind() == '"' {
		o.missing(name)
	}
	return s
}

func (o object) missing(name string) {
	o.c.refuse(o.at(name), "required", errs.Say("%s is required and is missing", name))
}

// moment reads a timestamp: RFC 3339 in UTC, with a Z (CACAO 2.0 section 10.15).
func (o object) moment(name string) (t time.Time) {
	s := o.text(name)
	if s == "" {
		return t
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || s[len(s)-1] != 'Z' || t.Year() < 1 {
		o.c.refuse(o.at(name), "time", errs.Say("%q is no time such as 2026-11-25T09:00:00.000Z", errs.Clip(s)))
		return time.Time{}
	}
	return t
}

const maxSpan = 10 * 365 * 24 * time.Hour

// span reads a length of time in milliseconds.
func (o object) span(name string) time.Duration {
	var ms int64
	if !o.read(name, &ms) {
		return 0
	}
	if ms < 0 || ms > maxSpan.Milliseconds() {
		o.c.refuse(o.at(name), "time", errs.Say("%s is a number of milliseconds, of ten years at most", name))
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}

// each reads an object of objects, in the order of its names.
func (o object) each(name string, f func(key string, x object)) {
	var m map[string]jsontext.Value
	if !o.read(name, &m) {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		x, ok := o.c.object(under(o.at(name), key), m[key])
		if !ok {
			o.c.refuse(x.path, "form", errs.Say("%s does not have the form that CACAO 2.0 gives it", errs.Clip(key)))
			continue
		}
		f(key, x)
	}
}

// list reads an array of objects.
func (o object) list(name string, f func(x object)) {
	var all []jsontext.Value
	if !o.read(name, &all) {
		return
	}
	for i, v := range all {
		x, ok := o.c.object(under(o.at(name), strconv.Itoa(i)), v)
		if !ok {
			o.c.refuse(x.path, "form", errs.Say("%s does not have the form that CACAO 2.0 gives it", name))
			continue
		}
		f(x)
	}
}

// decoded reads a text that is given in base64; what is no text is said to be none.
func (o object) decoded(name string) string {
	s := o.text(name)
	if s == "" {
		return ""
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		o.c.refuse(o.at(name), "form", errs.Say("%s is not base64", name))
		return ""
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}
