package cacao

import (
	"strings"

	"entente/internal/base/errs"
	"entente/internal/format/marking"
)

// marking reads what the playbook's markings say together. A marking that
// cannot be told is kept as unknown, so that it never loosens.
func (o object) marking() (set marking.Set) {
	defined := map[string]marking.Set{}
	o.each("data_marking_definitions", func(id string, x object) {
		m := marking.Set{}
		switch t := x.need("type"); t {
		case "marking-tlp":
			level := x.need("tlpv2_level")
			tlp, err := marking.ParseTLP(level)
			if level != "" && (err != nil || tlp == marking.None) {
				o.c.refuse(x.at("tlpv2_level"), "marking", errs.Say("%q is no level of TLP 2.0", errs.Clip(level)))
			}
			m.TLP = tlp
		case "marking-statement":
			m.Statements = []string{x.need("statement")}
		default:
			m.Unknown = []string{id}
			if t != "" && t != "marking-iep" {
				o.c.warn(x.at("type"), "marking", errs.Say("a marking of type %q is not understood; the playbook counts as marked with something unknown", errs.Clip(t)))
			}
		}
		defined[id] = m
	})
	for _, id := range o.texts("markings") {
		known, standard := marking.Set{}, false
		if uuid, ok := strings.CutPrefix(id, "marking-tlp--"); ok {
			known, standard = marking.ByRef("marking-definition--" + uuid) // the ids of TLP 2.0 in STIX and CACAO differ by prefix alone
		}
		m, ok := defined[id]
		if !ok && !standard {
			o.c.refuse(o.at("markings"), "reference", errs.Say("there is no marking %q", errs.Clip(id)))
			continue
		}
		set = set.Join(known).Join(m)
	}
	if set.TLP == marking.None {
		o.c.warn(o.at("markings"), "marking", errs.Say("it bears no TLP: it counts as unmarked, never as clear"))
	}
	return set
}
