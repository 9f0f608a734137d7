package stix

import (
	"net/netip"
	"strings"
)

// Observable is a value that an object states or looks for, in the form in
// which it is compared.
type Observable struct {
	Kind  string // "domain", "ip", "url", "email", "hash", "file", "mutex", "mac", "asn", "registry", "account", "cve", "value"
	Value string
}

// valueOf tells which property of an observable object is its value.
var valueOf = map[string]string{
	"domain-name": "value", "ipv4-addr": "value", "ipv6-addr": "value", "url": "value", "email-addr": "value", "mac-addr": "value",
	"mutex": "name", "windows-registry-key": "key", "autonomous-system": "number", "user-account": "user_id", "directory": "path", "software": "name",
}

var kindOf = map[string]string{
	"domain-name": "domain", "ipv4-addr": "ip", "ipv6-addr": "ip", "url": "url", "email-addr": "email", "mac-addr": "mac",
	"mutex": "mutex", "windows-registry-key": "registry", "autonomous-system": "asn", "user-account": "account", "directory": "file", "software": "value",
}

// Observables lists what the object can be found by: an observable's value and
// hashes, the values that an indicator's pattern compares with, a
// vulnerability's name.
func (o *Object) Observables() []Observable {
	var out []Observable
	add := func(kind, value string) {
		if v := normal(kind, value); v != "" {
			out = append(out, Observable{kind, v})
		}
	}
	switch o.Type {
	case "indicator":
		if t, _ := o.text("pattern_type"); t == "stix" {
			p, _ := o.text("pattern")
			return patternValues(p)
		}
	case "vulnerability":
		name, _ := o.text("name")
		add("cve", name)
	case "file":
		name, _ := o.text("name")
		add("file", name)
		o.hashes(add)
	case "artifact", "x509-certificate":
		o.hashes(add)
	default:
		if p, ok := valueOf[o.Type]; ok {
			s, is := o.text(p)
			if !is {
				s = string(o.get(p))
			}
			add(kindOf[o.Type], s)
		}
	}
	return out
}

func (o *Object) hashes(add func(kind, value string)) {
	for _, m := range fields(o.get("hashes")) {
		if s, ok := unquote(m.value); ok {
			add("hash", s)
		}
	}
}

// normal gives the one form in which values of a kind are compared.
func normal(kind, v string) string {
	v = strings.TrimSpace(v)
	switch kind {
	case "domain":
		return strings.TrimSuffix(strings.ToLower(v), ".")
	case "hash", "email", "mac":
		return strings.ToLower(v)
	case "cve":
		return strings.ToLower(v)
	case "ip":
		if a, err := netip.ParseAddr(v); err == nil {
			return a.Unmap().String()
		}
		if p, err := netip.ParsePrefix(v); err == nil {
			return p.Masked().String()
		}
	}
	return v
}

// Limits of a pattern that is read for its values.
const (
	maxPattern       = 64 << 10
	maxPatternValues = 2000
	maxPatternDepth  = 200
)

// patternValues reads the comparisons with = and IN out of a STIX pattern (§9).
// It is a reading of tokens, not of meaning: a value behind NOT is found too,
// since whoever searches for it wants to see the indicator. A pattern that is
// too large, too deep or not well formed gives what was read of it.
func patternValues(p string) []Observable {
	if len(p) > maxPattern {
		return nil
	}
	var out []Observable
	l := &lexer{s: p}
	path, inList, depth := "", false, 0
	for len(out) < maxPatternValues && depth <= maxPatternDepth {
		tok := l.next()
		switch tok.kind {
		case tokEnd:
			return out
		case tokOpen:
			depth++
		case tokClose:
			if depth--; inList {
				inList, path = false, ""
			}
		case tokPath:
			path, inList = tok.text, false
		case tokIn:
			inList = true
		case tokOther:
			path = "" // another comparison than equality
		case tokString:
			if kind := pathKind(path); kind != "" {
				if v := normal(kind, tok.text); v != "" {
					out = append(out, Observable{kind, v})
				}
			}
			if !inList {
				path = ""
			}
		}
	}
	return out
}

// pathKind tells what a pattern's object path compares.
func pathKind(path string) string {
	typ, prop, ok := strings.Cut(path, ":")
	if !ok {
		return ""
	}
	switch {
	case strings.HasPrefix(prop, "hashes"):
		return "hash"
	case typ == "file" && prop == "name":
		return "file"
	case valueOf[typ] == prop:
		return kindOf[typ]
	case strings.HasSuffix(prop, "_ref.value"):
		return "value"
	}
	return ""
}

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokPath
	tokString
	tokIn
	tokOpen
	tokClose
	tokOther
	tokSkip
)

type token struct {
	kind tokenKind
	text string
}

// lexer splits a pattern; it never looks back and so takes linear time.
type lexer struct {
	s  string
	at int
}

func (l *lexer) next() token {
	for l.at < len(l.s) {
		c := l.s[l.at]
		switch {
		case c == '\'':
			return l.quoted()
		case c == '(' || c == '[':
			l.at++
			return token{kind: tokOpen}
		case c == ')' || c == ']':
			l.at++
			return token{kind: tokClose}
		case c == '<' || c == '>' || c == '!':
			l.at++
			return token{kind: tokOther}
		case isWordByte(c):
			if t := l.word(); t.kind != tokSkip {
				return t
			}
		default:
			l.at++
		}
	}
	return token{kind: tokEnd}
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == ':' || c == '.'
}

// word reads a path such as file:hashes.'SHA-256' or a keyword.
func (l *lexer) word() token {
	start := l.at
	isPath := false
	for l.at < len(l.s) {
		c := l.s[l.at]
		isPath = isPath || c == ':'
		switch {
		case isWordByte(c):
			l.at++
		case isPath && c == '\'' && l.s[l.at-1] == '.':
			l.quoted()
		case isPath && c == '[':
			end := strings.IndexByte(l.s[l.at:], ']')
			if end < 0 || end > 12 {
				return token{kind: tokPath, text: l.s[start:l.at]}
			}
			l.at += end + 1
		default:
			return classify(l.s[start:l.at], isPath)
		}
	}
	return classify(l.s[start:l.at], isPath)
}

func classify(w string, isPath bool) token {
	switch {
	case isPath:
		return token{kind: tokPath, text: w}
	case w == "IN":
		return token{kind: tokIn}
	case w == "LIKE" || w == "MATCHES" || w == "ISSUBSET" || w == "ISSUPERSET":
		return token{kind: tokOther}
	}
	return token{kind: tokSkip}
}

func (l *lexer) quoted() token {
	var b strings.Builder
	for l.at++; l.at < len(l.s); l.at++ {
		switch c := l.s[l.at]; {
		case c == '\\' && l.at+1 < len(l.s):
			l.at++
			b.WriteByte(l.s[l.at])
		case c == '\'':
			l.at++
			return token{kind: tokString, text: b.String()}
		default:
			b.WriteByte(c)
		}
	}
	return token{kind: tokEnd}
}
