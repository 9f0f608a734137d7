package policy

import (
	"slices"

	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

// deal is an agreement as a test describes it.
type deal struct {
	id            string
	realm         ids.Realm
	from, to      []ids.Party
	categories    []string
	ceilings      []marking.TLP
	onward        []Onward // one provision each
	onwardCeiling marking.TLP
}

// between is a usual agreement: indicators up to amber in both directions,
// onward release of green to everybody.
func between(id string, parties ...ids.Party) deal {
	return deal{id: id, realm: ids.Live, from: parties, to: parties, categories: []string{Indicator, Report},
		ceilings: []marking.TLP{marking.Amber}, onward: []Onward{{Allowed: true}}, onwardCeiling: marking.Green}
}

func (d deal) with(change func(*deal)) deal { change(&d); return d }

func (d deal) rules() []Rule {
	cite := func(provision string) Citation { return Citation{Agreement: d.id, Provision: provision} }
	rules := []Rule{{Kind: Share, Realm: d.realm, From: d.from, To: d.to, Categories: d.categories, Citation: cite("share")}}
	for _, c := range d.ceilings {
		rules = append(rules, Rule{Kind: Ceiling, Realm: d.realm, From: d.from, To: d.to, TLP: c, Citation: cite("ceiling")})
	}
	for _, o := range d.onward {
		rules = append(rules, Rule{Kind: OnwardRelease, Realm: d.realm, From: d.from, To: d.to, TLP: d.onwardCeiling, Onward: o, Citation: cite("onward")})
	}
	return rules
}

func compile(deals []deal) (rules []Rule) {
	for _, d := range deals {
		rules = append(rules, d.rules()...)
	}
	return rules
}

func (d deal) joins(from, to ids.Party) bool {
	return d.realm == ids.Live && from != to && slices.Contains(d.from, from) && slices.Contains(d.to, to)
}

func (d deal) covers(category string) bool {
	return slices.Contains(d.categories, category) || category == Context && len(d.categories) > 0
}
