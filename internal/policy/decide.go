package policy

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

// Decide answers a query by the rules in force at its time; the caller gives
// those and no others. The order of the checks is the order in which a release
// officer would ask, and the first that fails is the reason.
//
// Where several agreements in force speak of the same pair of parties, all of
// those that share the category must let it pass: the stricter wins.
func Decide(q Query, rules []Rule) Decision {
	d := &decider{q: q, rules: rules, out: Decision{To: q.To}}
	for _, check := range []func() bool{d.parties, d.marked, d.agreement, d.category, d.ceiling, d.protocol, d.origin} {
		if !check() {
			return d.out
		}
	}
	d.permit()
	return d.out
}

// decider works one query out. A check that fails has written the reason.
type decider struct {
	q     Query
	rules []Rule
	share []Rule   // the share rules that cover the category, after category
	cited Citation // the provision under which its origin lets it be passed on, after origin
	out   Decision
}

func (d *decider) refuse(code string, c Citation, format string, args ...any) bool {
	d.out.Reasons = []Reason{Because(code, c, format, args...)}
	return false
}

func (d *decider) find(kind Kind, from, to ids.Party) []Rule {
	var found []Rule
	for _, r := range d.rules {
		if r.concerns(kind, from, to, d.q.Class.Realm) {
			found = append(found, r)
		}
	}
	return found
}

func (d *decider) parties() bool {
	q := d.q
	switch {
	case q.From == "" || q.To == "" || q.Class.Origin == "" || q.Class.Realm == "":
		return d.refuse("incomplete", Citation{}, "origin, sender, recipient or realm is not known, so nothing can be permitted")
	case q.From == q.To:
		return d.refuse("same", Citation{}, "%s holds it already", q.To)
	case q.Class.Origin == q.To:
		return d.refuse("own", Citation{}, "it came from %s in the first place", q.To)
	}
	return true
}

func (d *decider) marked() bool {
	c := d.q.Class
	switch {
	case c.Unknown:
		return d.refuse("unknown-marking", Citation{}, "it bears a marking that this node does not understand; have its owner mark it anew")
	case c.TLP == marking.None:
		return d.refuse("unmarked", Citation{}, "it is unmarked, and unmarked is never clear; mark it before releasing it")
	case c.TLP > marking.Red || c.PAP > marking.PAPRed:
		return d.refuse("unknown-marking", Citation{}, "it bears a level that is not part of the protocol")
	}
	return true
}

func (d *decider) agreement() bool {
	if len(d.find(Share, d.q.From, d.q.To)) > 0 {
		return true
	}
	if back := d.find(Share, d.q.To, d.q.From); len(back) > 0 {
		return d.refuse("direction", back[0].Citation, "the agreement lets %s give to %s, not the other way", d.q.To, d.q.From)
	}
	return d.refuse("no-agreement", Citation{}, "no agreement between %s and %s is in force; propose one, or have it signed", d.q.From, d.q.To)
}

// covering gives the share rules between two parties that cover the category.
func (d *decider) covering(from, to ids.Party) []Rule {
	return slices.DeleteFunc(d.find(Share, from, to), func(r Rule) bool {
		if d.q.Class.Category == Context {
			return len(r.Categories) == 0
		}
		return !slices.Contains(r.Categories, d.q.Class.Category)
	})
}

func (d *decider) category() bool {
	if d.share = d.covering(d.q.From, d.q.To); len(d.share) == 0 {
		all := d.find(Share, d.q.From, d.q.To)
		return d.refuse("category", all[0].Citation, "the agreement shares %s, not %q", strings.Join(all[0].Categories, ", "), d.q.Class.Category)
	}
	return true
}

// beside gives the rules of a kind that stand in the same agreement as s.
func (d *decider) beside(s Rule, kind Kind, from, to ids.Party) []Rule {
	return slices.DeleteFunc(d.find(kind, from, to), func(r Rule) bool { return r.Citation.Agreement != s.Citation.Agreement })
}

func (d *decider) ceiling() bool {
	for _, s := range d.share {
		limits := d.beside(s, Ceiling, d.q.From, d.q.To)
		if len(limits) == 0 {
			return d.refuse("no-ceiling", s.Citation, "the agreement sets no ceiling for markings, so none is permitted")
		}
		for _, l := range limits {
			if l.PAP != marking.PAPNone && d.q.Class.PAP > l.PAP {
				return d.refuse("pap-ceiling", l.Citation, "it is marked pap:%s and the agreement permits up to pap:%s", d.q.Class.PAP, l.PAP)
			}
			if d.q.Class.TLP <= l.TLP {
				continue
			}
			if by := l.Citation.Decision; by != nil {
				return d.refuse("ceiling-decision", l.Citation, "it is marked tlp:%s, and a decision of %s permits up to tlp:%s until %s", d.q.Class.TLP, by.Body, l.TLP, by.Until.UTC().Format(time.RFC3339))
			}
			if len(d.share) > 1 {
				return d.refuse("ceiling", l.Citation, "it is marked tlp:%s and the agreement permits up to tlp:%s; of several agreements the stricter wins", d.q.Class.TLP, l.TLP)
			}
			return d.refuse("ceiling", l.Citation, "it is marked tlp:%s and the agreement permits up to tlp:%s", d.q.Class.TLP, l.TLP)
		}
	}
	return true
}

// protocol keeps what TLP itself forbids, whatever an agreement says.
func (d *decider) protocol() bool {
	if d.q.Class.TLP == marking.Red {
		return d.refuse("tlp-red", Citation{}, "tlp:red is for named people only and is not given to a party as a whole")
	}
	if d.q.Class.TLP == marking.AmberStrict && d.q.Class.Origin != d.q.From {
		return d.refuse("tlp-strict", Citation{}, "tlp:amber+strict stays within the organisation that received it")
	}
	return true
}

// origin asks, for another's objects, what their origin permits: by every
// agreement with the holder under which it could have given them, and by the
// condition under which it did.
func (d *decider) origin() bool {
	q := d.q
	if q.Class.Origin == q.From {
		return true
	}
	given := d.covering(q.Class.Origin, q.From)
	if !q.Relayed && len(given) == 0 {
		return d.refuse("onward", Citation{}, "no agreement in force between its origin %s and %s permits passing it on", q.Class.Origin, q.From)
	}
	for _, s := range given {
		bounds := d.beside(s, OnwardRelease, q.Class.Origin, q.From)
		if len(bounds) == 0 {
			return d.refuse("onward", s.Citation, "the agreement with its origin %s has no provision that lets %s pass it on", q.Class.Origin, q.From)
		}
		for _, b := range bounds {
			switch {
			case !b.Onward.permits(q.To):
				return d.refuse("onward", b.Citation, "the agreement with its origin %s does not let %s pass it on to %s", q.Class.Origin, q.From, q.To)
			case q.Class.TLP > b.TLP:
				return d.refuse("onward-ceiling", b.Citation, "it is marked tlp:%s and its origin %s lets it be passed on up to tlp:%s", q.Class.TLP, q.Class.Origin, b.TLP)
			}
			d.cited = b.Citation
		}
	}
	if !q.Class.Onward.permits(q.To) {
		return d.refuse("originator", d.cited, "its origin %s released it without onward release to %s", q.Class.Origin, q.To)
	}
	return true
}

// permit writes the handling and cites every provision that carries it.
func (d *decider) permit() {
	q := d.q
	d.out.Permit = true
	d.out.Handling = Handling{TLP: q.Class.TLP, PAP: q.Class.PAP, Onward: d.onwardFor()}
	for _, s := range d.share {
		for _, h := range d.beside(s, Handle, q.From, q.To) {
			d.out.Handling.Terms = append(d.out.Handling.Terms, h.Terms)
		}
		d.out.Reasons = append(d.out.Reasons, Because("shared", s.Citation, "%s may give %s to %s", q.From, word(q.Class.Category), q.To))
		for _, l := range d.beside(s, Ceiling, q.From, q.To) {
			if by := l.Citation.Decision; by != nil {
				d.out.Reasons = append(d.out.Reasons, Because("ceiling-decided", l.Citation, "a decision of %s permits up to tlp:%s until %s", by.Body, l.TLP, by.Until.UTC().Format(time.RFC3339)))
			}
		}
	}
	if q.Class.Origin == q.From {
		return
	}
	d.out.Reasons = append(d.out.Reasons, Because("onward-permitted", d.cited, "its origin %s permits passing it on to %s", q.Class.Origin, q.To))
}

func word(category string) string {
	if category == Context {
		return "what connects and explains"
	}
	return category
}

// onwardFor is what the recipient may do: what was asked for, or the origin's
// condition, within what this agreement allows at this marking.
func (d *decider) onwardFor() Onward {
	if d.q.Class.TLP >= marking.AmberStrict {
		return Onward{}
	}
	if d.q.Class.Origin != d.q.From {
		return d.q.Class.Onward // the origin's word goes along as it is
	}
	o := d.q.Class.Onward
	for _, s := range d.share {
		bounds := d.beside(s, OnwardRelease, d.q.From, d.q.To)
		if len(bounds) == 0 {
			return Onward{}
		}
		for _, b := range bounds {
			if d.q.Class.TLP > b.TLP {
				return Onward{}
			}
			o = o.within(b.Onward)
		}
	}
	return o
}
