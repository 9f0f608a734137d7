package main

import (
	"cmp"
	"slices"
	"time"
)

// body reads the provision that constitutes a body and gives its rules, as a conclusion
// writes them. The depositary is its secretariat, and its chair where no other is named;
// the other parties are its members, but for those that observe. Periods are as long as
// they are at a moment.
func (in *version) body(id string, at time.Time) obj {
	need(in.provisions[id] != nil, "the agreement has no provision %q", clip(id))
	p := in.provisions[id].has("id kind name modes technical operational political unreached late confirm ? chair urgent grace number four_eyes named effects to")
	known := func(term string, all ...string) bool { return slices.Contains(all, p.str(term)) }
	support(known("kind", "body") && known("unreached", "extend", "contact", "exclude") && known("late", "recorded", "heeded") && known("confirm", "majority", "all"),
		"provision %s constitutes no body by rules that this program knows", clip(id))
	span := func(name string) int64 { return int64(spanAfter(cmp.Or(p.str(name), "P0D"), at).Sub(at) / time.Second) }
	levels, members, observers := []any{}, []string{}, []string{}
	for _, name := range []string{"technical", "operational", "political"} {
		levels = append(levels, obj{"name": name, "silence": span(name), "urgent": span("urgent")})
	}
	for code := range in.cards {
		switch {
		case code == in.str("depositary"):
		case slices.Contains(p.strs("to"), code):
			observers = append(observers, code)
		default:
			members = append(members, code)
		}
	}
	slices.Sort(members)
	slices.Sort(observers)
	r := obj{"name": p.str("name"), "secretariat": in.str("depositary"), "chair": cmp.Or(p.str("chair"), in.str("depositary")), "members": members, "observers": observers, "levels": levels, "modes": p.strs("modes"),
		"unreached": p.str("unreached"), "late": p.str("late"), "grace": span("grace"), "quorum": p.int("number"), "all": p.str("confirm") == "all", "two_persons": p.yes("four_eyes"), "named": p.yes("named"), "effects": p.strs("effects")}
	return object(parse(canonical(r)))
}

func (c *course) member(p string) bool { return slices.Contains(c.rules.strs("members"), p) }

// rank gives a level's place, the lowest first; -1 where there is none.
func (c *course) rank(name string) int {
	return slices.IndexFunc(c.rules.list("levels"), func(l any) bool { return object(l).str("name") == name })
}

// seconds reads a period.
func seconds(o obj, name string) time.Duration { return time.Duration(o.int(name)) * time.Second }
