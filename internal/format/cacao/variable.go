package cacao

import (
	"encoding/hex"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

var (
	nameForm = regexp.MustCompile(`^__[A-Za-z0-9_-]{1,246}__$`)
	macForm  = regexp.MustCompile(`^[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}$`)
)

// MaxValue is the longest value of a variable, in bytes.
const MaxValue = 10_000

// valueTypes says for each type of variable (CACAO 2.0 section 10.18) what a value of it is.
var valueTypes = map[string]func(s string) bool{
	"string":      utf8.ValidString,
	"bool":        func(s string) bool { return s == "true" || s == "false" },
	"integer":     func(s string) bool { _, err := strconv.ParseInt(s, 10, 64); return err == nil },
	"long":        func(s string) bool { _, err := strconv.ParseInt(s, 10, 64); return err == nil },
	"float":       func(s string) bool { f, err := strconv.ParseFloat(s, 64); return err == nil && f-f == 0 },
	"ipv4-addr":   func(s string) bool { return address(s, netip.Addr.Is4) },
	"ipv6-addr":   func(s string) bool { return address(s, netip.Addr.Is6) },
	"mac-addr":    macForm.MatchString,
	"hexstring":   func(s string) bool { return hexOf(s, 0) },
	"hash":        func(s string) bool { return s != "" && hexOf(s, 0) },
	"md5-hash":    func(s string) bool { return hexOf(s, 16) },
	"sha256-hash": func(s string) bool { return hexOf(s, 32) },
	"uri":         func(s string) bool { u, err := url.Parse(s); return err == nil && u.Scheme != "" },
	"uuid":        func(s string) bool { _, err := uuid.Parse(s); return err == nil && len(s) == 36 },
	"dictionary": func(s string) bool {
		return strings.HasPrefix(strings.TrimSpace(s), "{") && strictjson.Check([]byte(s), limits) == nil
	},
}

// address takes an address, or a prefix of addresses as STIX and CACAO allow.
func address(s string, is func(netip.Addr) bool) bool {
	if p, err := netip.ParsePrefix(s); err == nil {
		return is(p.Addr())
	}
	a, err := netip.ParseAddr(s)
	return err == nil && is(a) && a.Zone() == ""
}

// hexOf takes hexadecimal of so many bytes, of any number for 0.
func hexOf(s string, n int) bool {
	b, err := hex.DecodeString(s)
	return err == nil && (n == 0 || len(b) == n)
}

// Fits checks a value against the variable's type: errs.Invalid says what is wrong.
func (v Variable) Fits(name, value string) error {
	is, known := valueTypes[v.Type]
	switch {
	case !known:
		return errs.New(errs.Invalid, "%s has the type %q, which is not in CACAO 2.0", errs.Clip(name), errs.Clip(v.Type))
	case len(value) > MaxValue:
		return errs.New(errs.TooLarge, "the value of %s is over %d bytes", errs.Clip(name), MaxValue)
	case !is(value):
		return errs.New(errs.Invalid, "%s takes a value of type %s, which %q is not", errs.Clip(name), v.Type, errs.Clip(value))
	}
	return nil
}

// variables reads the variables of the playbook or of a step.
func (o object) variables(member string) map[string]Variable {
	all := map[string]Variable{}
	o.each(member, func(name string, x object) {
		if !nameForm.MatchString(name) {
			o.c.refuse(x.path, "variable", errs.Say("%q is no name of a variable: two underscores stand before and after it", errs.Clip(name)))
		}
		v := Variable{Type: x.need("type"), Description: x.text("description"), Constant: x.flag("constant"), External: x.flag("external")}
		if raw, ok := x.m["value"]; ok && raw.Kind() != 'n' {
			v.Value, v.Given = plain(raw), true
		}
		if _, known := valueTypes[v.Type]; v.Type != "" && (!known || v.Given && !useForm.MatchString(v.Value)) {
			if err := v.Fits(name, v.Value); err != nil {
				o.c.refuse(x.path, "variable", errs.PhraseOf(err))
			}
		}
		all[name] = v
	})
	return all
}

// plain gives a JSON value as text: a string without its quotes, the rest as it is written.
func plain(v jsontext.Value) string {
	var s string
	if v.Kind() == '"' && strictjson.Loose(v, &s) == nil {
		return s
	}
	return string(v)
}
