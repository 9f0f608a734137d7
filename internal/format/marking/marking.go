// Package marking is the vocabulary of markings: TLP (FIRST, version 2.0, with
// version 1 mapped so that it never loosens) and PAP. TLP says who may have
// something, PAP what may be done with it. Several markings together mean the
// most restrictive of them; nothing marked is never "clear".
package marking

import (
	"slices"
	"strings"

	"entente/internal/base/errs"
)

// TLP is a level of the Traffic Light Protocol, ordered from loose to strict.
// None means that nothing was marked.
type TLP uint8

// The levels.
const (
	None TLP = iota
	Clear
	Green
	Amber
	AmberStrict
	Red
)

var tlpNames = [...]string{"", "clear", "green", "amber", "amber+strict", "red"}

// String is the level in lower case, "" for None.
func (t TLP) String() string {
	if int(t) < len(tlpNames) {
		return tlpNames[t]
	}
	return "unknown"
}

// MarshalText implements encoding.TextMarshaler.
func (t TLP) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; it takes the exact names.
func (t *TLP) UnmarshalText(b []byte) error {
	i := slices.Index(tlpNames[:], string(b))
	if i < 0 {
		return errs.New(errs.Invalid, "%q is not a TLP level", errs.Clip(string(b)))
	}
	*t = TLP(i)
	return nil
}

// ParseTLP reads a level as people and tools write it: with or without "tlp:",
// in any letter case, "white" for clear. "" is None. Anything else is errs.Invalid.
func ParseTLP(s string) (TLP, error) {
	name := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "tlp:")
	switch name {
	case "white":
		return Clear, nil
	case "amber-strict", "amber_strict", "amber strict":
		return AmberStrict, nil
	case "":
		if s != "" {
			return None, errs.New(errs.Invalid, "%q is not a TLP level", errs.Clip(s))
		}
	}
	i := slices.Index(tlpNames[:], name)
	if i < 0 {
		return None, errs.New(errs.Invalid, "%q is not a TLP level; use clear, green, amber, amber+strict or red", errs.Clip(s))
	}
	return TLP(i), nil
}

// PAP is a level of the Permissible Actions Protocol, ordered from loose to
// strict.
type PAP uint8

// The levels.
const (
	PAPNone PAP = iota
	PAPClear
	PAPGreen
	PAPAmber
	PAPRed
)

var papNames = [...]string{"", "clear", "green", "amber", "red"}

// String is the level in lower case, "" for PAPNone.
func (p PAP) String() string {
	if int(p) < len(papNames) {
		return papNames[p]
	}
	return "unknown"
}

// MarshalText implements encoding.TextMarshaler.
func (p PAP) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *PAP) UnmarshalText(b []byte) error {
	i := slices.Index(papNames[:], string(b))
	if i < 0 {
		return errs.New(errs.Invalid, "%q is not a PAP level", errs.Clip(string(b)))
	}
	*p = PAP(i)
	return nil
}

// ParsePAP reads a level with or without "pap:", in any letter case.
func ParsePAP(s string) (PAP, error) {
	name := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "pap:")
	if name == "white" {
		return PAPClear, nil
	}
	i := slices.Index(papNames[:], name)
	if i < 0 || (name == "" && s != "") {
		return PAPNone, errs.New(errs.Invalid, "%q is not a PAP level; use clear, green, amber or red", errs.Clip(s))
	}
	return PAP(i), nil
}

// Set is everything that an object's markings say together.
type Set struct {
	TLP        TLP
	PAP        PAP
	Unknown    []string // markings that could not be told; nothing with one leaves
	Statements []string // texts of statement markings
}

// Releasable tells whether the marking permits asking who may have it: it bears
// a TLP and nothing unknown.
func (s Set) Releasable() bool { return s.TLP != None && len(s.Unknown) == 0 }

// Join adds another set: the most restrictive of each. Neither of the two is
// changed.
func (s Set) Join(o Set) Set {
	s.TLP, s.PAP = max(s.TLP, o.TLP), max(s.PAP, o.PAP)
	s.Unknown, s.Statements = slices.Clip(s.Unknown), slices.Clip(s.Statements)
	for _, u := range o.Unknown {
		if !slices.Contains(s.Unknown, u) {
			s.Unknown = append(s.Unknown, u)
		}
	}
	for _, t := range o.Statements {
		if !slices.Contains(s.Statements, t) {
			s.Statements = append(s.Statements, t)
		}
	}
	return s
}
