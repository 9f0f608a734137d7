package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// course is a proposal as the secretariat's records make it, one after the other.
type course struct {
	rules    obj
	by       map[string]*statement // by digest
	records  []*statement
	closings []*verdict
	heads    map[string]time.Time // the hub's time of each record, by digest
	clocks   map[string]bounds
	seq      int64
	head     string
	time     time.Time
	owner    string
	texts    []obj
	rounds   []*round
	last     *round
}

// verdict is a closing, with who confirmed it and who did not.
type verdict struct {
	*statement
	confirmed []string
	protests  map[string]string
}

// bounds is how far a member's clock can be ahead of the hub's.
type bounds struct{ least, most time.Duration }

func newCourse(r obj, all []*statement) *course {
	c := &course{rules: r, by: map[string]*statement{}, heads: map[string]time.Time{}, clocks: map[string]bounds{}}
	for _, x := range all {
		need(c.by[x.digest] == nil, "a statement of %s stands twice", x.party)
		c.by[x.digest] = x
		switch x.act {
		case "recorded":
			c.records = append(c.records, x)
		case "closed":
			c.closings = append(c.closings, &verdict{x, []string{}, map[string]string{}})
		default:
			continue
		}
		need(x.party == r.str("secretariat"), "%s has made a record or a closing; only %s, the secretariat, does", x.party, r.str("secretariat"))
	}
	once := map[string]string{} // which closing of a text a member has confirmed
	for _, x := range all {
		if x.act != "confirmed" && x.act != "protested" {
			continue
		}
		i := slices.IndexFunc(c.closings, func(v *verdict) bool { return v.digest == x.body.str("closing") })
		need(i >= 0 && c.member(x.party), "%s has %s a closing that is not in the file, or is no member", x.party, x.act)
		v := c.closings[i]
		if x.act == "protested" {
			v.protests[x.party] = x.body.str("why")
			continue
		}
		text := fmt.Sprint(x.party, v.body.int("rev"))
		need(once[text] == "" || once[text] == v.digest, "%s has confirmed two closings of text %d", x.party, v.body.int("rev"))
		if once[text] == "" {
			v.confirmed = append(v.confirmed, x.party)
		}
		once[text] = v.digest
	}
	place := func(x *statement) int64 { return x.body.int("seq") }
	slices.SortFunc(c.records, func(a, b *statement) int { return cmp.Compare(place(a), place(b)) })
	slices.SortFunc(c.closings, func(a, b *verdict) int { return cmp.Compare(place(a.statement), place(b.statement)) })
	return c
}

// walk follows the chain of records from the first on, with each closing in its place.
func (c *course) walk() {
	named := map[string]bool{}
	rest := c.closings
	for _, r := range c.records {
		b, at := r.body, r.body.time("at")
		x := c.by[b.str("of")]
		need(b.int("seq") == c.seq+1 && b.str("prev") == c.head && at.After(c.time), "the secretariat's record %d does not follow the one before it", b.int("seq"))
		need(x != nil, "record %d names a statement that is not in the file", b.int("seq"))
		need(!named[x.digest], "record %d names a statement that was recorded before", b.int("seq"))
		named[x.digest] = true
		if r := c.running(); r != nil {
			r.rerun(at)
		}
		c.seq, c.head, c.time = b.int("seq"), r.digest, at
		c.heads[r.digest] = at
		c.heed(x, at)
		for ; len(rest) > 0 && rest[0].body.int("seq") == c.seq; rest = rest[1:] {
			c.close(rest[0])
		}
	}
	need(len(rest) == 0, "a closing goes up to a record that is not in the file")
}

// running gives the round that a text is in: put, and not closed.
func (c *course) running() *round {
	if c.last != nil && c.last.over == nil {
		return c.last
	}
	return nil
}

// ended tells that a text was adopted or withdrawn: nothing follows.
func (c *course) ended() bool {
	return c.last != nil && c.last.over != nil && slices.Contains([]string{"adopted", "withdrawn"}, c.last.over.body.str("outcome"))
}

// close holds a closing to what the records before it come to.
func (c *course) close(v *verdict) {
	b, r := v.body, c.running()
	rev, at := b.int("rev"), b.time("at")
	need(b.str("head") == c.head, "the closing of text %d names another record %d than the one in the file", rev, c.seq)
	need(r != nil && r.rev == rev, "the secretariat has signed two closings of text %d, or one of a text that was not before the members", rev)
	need(!at.Before(c.time) && b.str("text") == r.digest, "the closing of text %d is dated before its last record, or is of another text", rev)
	r.rerun(at)
	outcome, counted := r.outcome(at), r.counted()
	effects := outcome == "adopted" && !slices.ContainsFunc(counted, func(p string) bool { return !r.able[p] })
	need(outcome != "", "the round on text %d was not over when it was closed", rev)
	need(outcome == b.str("outcome"), "the closing of text %d says %q; by the records the outcome is %q", rev, clip(b.str("outcome")), outcome)
	need(effects == b.yes("effects") && slices.Equal(counted, b.strs("counted")), "the closing of text %d counts other members, or sets other effects going, than the records bear out", rev)
	r.over = v
}

// conclude gives what was decided on a text, when enough members have confirmed it:
// more than half of all, and where the body wants it each that an adoption counts.
func (c *course) conclude(rev int64) obj {
	i := slices.IndexFunc(c.rounds, func(r *round) bool { return r.rev == rev && r.over != nil })
	need(i >= 0, "the file holds no closing of text %d", rev)
	r, v := c.rounds[i], c.rounds[i].over
	members := c.rules.strs("members")
	must := len(members)/2 + 1
	need(len(v.confirmed) >= must, "%d members have confirmed the outcome and %d must: it is not final", len(v.confirmed), must)
	counted := v.body.strs("counted")
	for _, p := range counted {
		need(!c.rules.yes("all") || v.body.str("outcome") != "adopted" || slices.Contains(v.confirmed, p), "%s has not confirmed the outcome, and by the rules of the body every member must: it is not final", p)
	}
	protests, stands := []any{}, []any{}
	for _, p := range members {
		if why, ok := v.protests[p]; ok {
			protests = append(protests, obj{"party": p, "why": why})
		}
		if w, ok := r.word(p); ok {
			stands = append(stands, obj{"party": p, "stand": w.stand, "words": w.words, "channel": w.channel, "recorded": w.at})
		}
	}
	return obj{"rev": rev, "digest": r.digest, "text": r.text, "body": c.rules, "put": r.put, "expires": r.expires, "closed": v.body.time("at"), "outcome": v.body.str("outcome"), "closing": v.digest,
		"counted": counted, "confirmed": slices.Sorted(slices.Values(v.confirmed)), "protests": protests, "stands": stands, "effects": v.body.yes("effects"), "recalled": r.recalled}
}
