package stix

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/format/marking"
)

// maxSelectors bounds the granular markings of one object, and maxSelected the
// bytes that are gone through to find what they point at.
const (
	maxSelectors = 1000
	maxSelected  = 64 << 20
)

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
	n, budget := 0, maxSelected
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
			found := o.selects(s, &budget)
			if budget < 0 {
				err = errs.New(errs.TooLarge, "granular_markings: the selectors point into too much")
				return
			}
			if !found {
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
		} else if lang, _ := unquote(field(e, "lang")); lang == "" {
			err = invalid("granular_markings", "a marking says neither marking_ref nor lang")
			return
		}
		o.Granular = append(o.Granular, g)
	})
	return err
}

// selects tells whether a selector such as "external_references.[0].url"
// points at something. It takes what it goes through off the budget, and points
// at nothing once that is spent.
func (o *Object) selects(selector string, budget *int) bool {
	steps := strings.Split(selector, ".")
	if len(steps) > 64 || steps[0] == "granular_markings" {
		return false
	}
	v := o.get(steps[0])
	for _, step := range steps[1:] {
		if *budget -= len(v); v == nil || *budget < 0 {
			return false
		}
		if index, ok := strings.CutPrefix(step, "["); ok {
			index, closed := strings.CutSuffix(index, "]")
			if !closed {
				return false
			}
			v = element(v, index)
			continue
		}
		v = field(v, step)
	}
	return v != nil
}

func element(v jsontext.Value, index string) (found jsontext.Value) {
	if v.Kind() != '[' || !isDigits(index) || len(index) > 6 || (index[0] == '0' && index != "0") {
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
