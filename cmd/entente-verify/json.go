package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// refusal ends the check of a file: what is in it is wrong, or this program cannot
// judge it. It travels as a panic to verify, so that no check can be passed over.
type refusal struct {
	text   string
	unsure bool
}

func (r refusal) Error() string { return r.text }

func need(ok bool, format string, args ...any) {
	if !ok {
		panic(refusal{text: fmt.Sprintf(format, args...)})
	}
}

func support(ok bool, format string, args ...any) {
	if !ok {
		panic(refusal{fmt.Sprintf(format, args...), true})
	}
}

const maxFile, maxDepth = 64 << 20, 64

var (
	plainInt  = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,14})$`)
	plainName = regexp.MustCompile(`^[a-z0-9_.-]{1,100}$`)
)

// parse reads JSON in the form of RFC 8785, of which this program takes whole numbers
// and plain names alone. So each value has one spelling, no name stands twice, and
// two readers cannot take letter case differently.
func parse(b []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(b)) // bounds the depth to which it recurses
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		support(false, "the file is not JSON: %s", clip(err.Error()))
	}
	need(bytes.Equal(canonical(v), b), "the file is not in its canonical form: something in it was changed or reformatted")
	return v
}

// canonical writes a value in the form of RFC 8785.
func canonical(v any) []byte { return write(nil, v, 0) }

func write(to []byte, v any, depth int) []byte {
	support(depth <= maxDepth, "the file is nested deeper than %d", maxDepth)
	switch v := v.(type) {
	case obj:
		return write(to, map[string]any(v), depth)
	case map[string]any:
		to = append(to, '{')
		for _, name := range slices.Sorted(maps.Keys(v)) {
			support(plainName.MatchString(name), "the file has a member called %q, which this program does not read", clip(name))
			to = append(write(append(quote(to, name), ':'), v[name], depth+1), ',')
		}
		return append(bytes.TrimSuffix(to, []byte(",")), '}')
	case []any:
		to = append(to, '[')
		for _, one := range v {
			to = append(write(to, one, depth+1), ',')
		}
		return append(bytes.TrimSuffix(to, []byte(",")), ']')
	case []string:
		to = append(to, '[')
		for _, s := range v {
			to = append(quote(to, s), ',')
		}
		return append(bytes.TrimSuffix(to, []byte(",")), ']')
	case string:
		return quote(to, v)
	case json.Number:
		support(plainInt.MatchString(v.String()), "the file has the number %s; this program reads whole numbers alone", clip(v.String()))
		return append(to, v...)
	case int64:
		return strconv.AppendInt(to, v, 10)
	case bool:
		return strconv.AppendBool(to, v)
	case time.Time:
		return quote(to, v.Format(time.RFC3339Nano))
	}
	panic(refusal{"the file has a null, which this program does not read", true})
}

func quote(to []byte, s string) []byte {
	to = append(to, '"')
	for _, r := range s {
		if i := strings.IndexRune("\b\t\n\f\r\"\\", r); i >= 0 {
			to = append(to, '\\', `btnfr"\`[i])
		} else if r < ' ' {
			to = fmt.Appendf(to, `\u%04x`, r)
		} else {
			to = append(to, string(r)...)
		}
	}
	return append(to, '"')
}

// obj is a JSON object. What it does not have reads as empty.
type obj map[string]any

func object(v any) obj {
	o, ok := v.(map[string]any)
	need(ok, "a value in the file is not an object, or is missing")
	return o
}

// has demands the members that are named and no others; those after "?" may lack.
func (o obj) has(names string) obj {
	must, may, _ := strings.Cut(names, "?")
	for _, name := range strings.Fields(must) {
		need(o[name] != nil, "a value in the file lacks %q", name)
	}
	for name := range o {
		support(slices.Contains(strings.Fields(must+" "+may), name), "a value in the file has %q, which this program does not read", clip(name))
	}
	return o
}

func get[T any](o obj, name string) (v T) {
	v, ok := o[name].(T)
	need(ok || o[name] == nil, "%q in the file has not the form that it must have", clip(name))
	return v
}

func (o obj) str(name string) string { return get[string](o, name) }
func (o obj) yes(name string) bool   { return get[bool](o, name) }
func (o obj) list(name string) []any { return get[[]any](o, name) }
func (o obj) raw(name string) []byte { return canonical(o[name]) }
func (o obj) obj(name string) obj    { return object(o[name]) }

func (o obj) int(name string) int64 {
	n, _ := get[json.Number](o, name).Int64() // of the plain form, or absent
	return n
}

func (o obj) time(name string) (t time.Time) {
	if s := o.str(name); s != "" {
		var err error
		t, err = time.Parse(time.RFC3339Nano, s)
		need(err == nil && t.Format(time.RFC3339Nano) == s, "%q in the file is not a time", clip(name))
	}
	return t
}

func (o obj) strs(name string) []string {
	out := []string{}
	for _, v := range o.list(name) {
		s, ok := v.(string)
		need(ok, "%q in the file is not a list of texts", name)
		out = append(out, s)
	}
	return out
}

// clip makes a text of the file harmless to print.
func clip(s string) string {
	out := []rune{}
	for _, r := range s {
		if strconv.IsPrint(r) && len(out) < 300 {
			out = append(out, r)
		}
	}
	return string(out)
}
