package main

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// version is one text of an agreement with what was signed of it.
type version struct {
	obj
	digest     string
	cards      map[string]card
	provisions map[string]obj
	first      map[string]obj // the first provision of each kind
	force      time.Time
}

// openAgreement checks every signature of an agreement's file and gives the version
// that was in force at a moment, and stayed so until another.
func openAgreement(file string, later []any, at, until time.Time) (*version, *book) {
	body, ok := strings.CutSuffix(file, "\n")
	need(ok, "the agreement in it does not end with a line break")
	f := object(parse([]byte(body))).has("form digest versions generations statements cards")
	support(f.str("form") == "entente-agreement/2", "the agreement in it is of form %q", clip(f.str("form")))
	keys := &book{map[string]card{}, map[string]string{}}
	var all []*version
	generations := map[string]bool{}
	for _, v := range f.list("versions") {
		x := openVersion(object(v).has("instrument signature"), keys)
		for _, same := range []string{"id", "depositary", "realm"} {
			need(len(all) == 0 || all[0].str(same) == x.str(same), "the versions of the agreement in it are of different agreements")
		}
		all = append(all, x)
		generations[x.str("generation_digest")] = true
	}
	for _, g := range f.list("generations") {
		need(generations[digest(canonical(g))], "a template in it is not one that the agreement was made from")
	}
	shown := slices.ContainsFunc(all, func(v *version) bool { return v.digest == f.str("digest") })
	need(shown && len(generations) == len(f.list("generations")), "the agreement in it lacks a version or a template that it names")
	for _, v := range append(slices.Clone(f.list("cards")), later...) {
		c := openCard(v)
		need(keys.latest[c.party].party != "", "it has a card of %s, which is no party to the agreement", clip(c.party))
		keys.add(c)
	}
	var acts []obj
	for _, v := range f.list("statements") {
		s := object(v).has("statement signature")
		a := s.obj("statement").has("v agreement digest act party office by reason at ? prepared authority")
		i := slices.IndexFunc(all, func(v *version) bool { return v.digest == a.str("digest") && v.str("id") == a.str("agreement") })
		need(a.int("v") == 2 && i >= 0 && all[i].cards[a.str("party")].party != "", "a statement about the agreement is about another text, or of no party to it")
		need(a.str("act") != "signed" || !all[i].first["offices"].yes("four_eyes") || a.str("prepared") != "" && a.str("prepared") != a.str("by"), "a signature under the agreement lacks its second person")
		keys.bound(all[i].cards[a.str("party")], a.str("office"), a.time("at"), "agreement/v2", s.raw("statement"), s.str("signature"))
		acts = append(acts, a)
	}
	byTime := func(name string) func(x, y obj) int {
		return func(x, y obj) int { return x.time(name).Compare(y.time(name)) }
	}
	slices.SortStableFunc(acts, byTime("at"))
	slices.SortStableFunc(all, func(x, y *version) int { return byTime("created")(x.obj, y.obj) })
	return inForce(all, acts, at, until), keys
}

func openVersion(s obj, keys *book) *version {
	v := &version{obj: s.obj("instrument"), cards: map[string]card{}, provisions: map[string]obj{}, first: map[string]obj{}}
	v.digest = digest(canonical(v.obj))
	v.has("v id round author template generation generation_digest languages title realm depositary parties params clauses created ? previous variations annexes effective_from supersedes")
	support(v.int("v") == 2, "the agreement in it is of version %d", v.int("v"))
	for _, m := range v.list("parties") {
		p := object(m).has("code card")
		c := openCard(p["card"])
		need(c.party == p.str("code") && v.cards[c.party].party == "", "the parties of the agreement do not fit their cards")
		v.cards[c.party] = c
		keys.add(c)
	}
	author := v.str("author")
	need(v.cards[v.str("depositary")].party != "" && signed(v.cards[author].node, "agreement-offer/v1", canonical(v.obj), s.str("signature")), "a version of the agreement is not signed by the node of its author %s", clip(author))
	keys.used[author+" node"] = v.cards[author].node
	for _, c := range v.list("clauses") {
		for _, x := range object(c).list("provisions") {
			p := object(x)
			need(v.provisions[p.str("id")] == nil, "two provisions of the agreement have one id")
			v.provisions[p.str("id")] = p
			if v.first[p.str("kind")] == nil {
				v.first[p.str("kind")] = p
			}
		}
	}
	return v
}

// inForce gives the version that counted at a moment: the latest that every party had
// signed by enough offices. What this program does not follow, it refuses.
func inForce(all []*version, acts []obj, at, until time.Time) (in *version) {
	var before map[string]card
	for i, v := range all {
		if v.time("created").After(until) {
			break
		}
		signed, offices := map[string][]time.Time{}, map[string]bool{}
		for _, a := range acts {
			replaced := i+1 < len(all) && !a.time("at").Before(all[i+1].time("created"))
			if id := a.str("party") + " " + a.str("office"); a.str("act") == "signed" && a.str("digest") == v.digest && !a.time("at").Before(v.time("created")) && !replaced && !offices[id] {
				signed[a.str("party")], offices[id] = append(signed[a.str("party")], a.time("at")), true
			}
		}
		enough := max(1, int(v.first["offices"].int("signatures")))
		for p := range v.cards {
			support(len(signed[p]) >= enough, "a version of the agreement was not signed by every party; this program does not follow accessions")
			v.force = latest(v.force, signed[p][enough-1])
		}
		for p := range before {
			support(v.cards[p].party != "", "%s left the agreement, which this program does not follow", p)
		}
		v.force = latest(v.force, v.time("effective_from"))
		support(!v.force.After(at) || v.force.After(until), "the agreement changed or came into force while the decision was being made, which this program does not follow")
		if !v.force.After(at) {
			in, before = v, v.cards
		}
	}
	need(in != nil, "the agreement was not in force when the text was proposed")
	for _, a := range acts {
		support(a.str("act") == "signed" || a.time("at").After(until), "the agreement was %s by %s before the decision was over, which this program does not follow", clip(a.str("act")), a.str("party"))
	}
	term := in.first["final"].str("duration")
	support(term == "" || spanAfter(term, in.force).After(until), "the term of the agreement had ended before the decision was over, which this program does not follow")
	return in
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

var spanForm = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// spanAfter gives the end of a span of ISO 8601 that begins at t. A month ends on the
// same day of the next one, or on its last where it has no such day.
func spanAfter(span string, t time.Time) time.Time {
	m := spanForm.FindStringSubmatch(span)
	support(m != nil, "the agreement has the period %q", clip(span))
	var n [7]int
	for i := range n {
		n[i], _ = strconv.Atoi("0" + m[i+1])
	}
	t = t.UTC()
	month := t.AddDate(n[0], n[1], 1-t.Day())
	day := min(t.Day(), month.AddDate(0, 1, -1).Day())
	clock := time.Duration(n[4])*time.Hour + time.Duration(n[5])*time.Minute + time.Duration(n[6])*time.Second
	return month.AddDate(0, 0, day-1+7*n[2]+n[3]).Add(clock)
}

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
