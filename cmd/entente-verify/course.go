package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// course is a proposal as the secretariat's records make it, one after the other.
type course struct {
	rules             obj
	by                map[string]*statement // by digest
	records, closings []*statement
	answers           map[string]map[string]*statement // by closing and member
	heads             map[string]time.Time             // the hub's time of each record, by digest
	clocks            map[string][2]time.Duration      // how far a member's can be ahead of the hub's, at least and at most
	seq               int64
	head, owner       string
	time              time.Time
	texts             []obj
	rounds            []*round
	last              *round
}

// round is one text before the members.
type round struct {
	rules, text         obj
	digest              string
	put, first, expires time.Time // first: its expiry when it was put
	reruns              int
	members             map[string]*member
	recalled            string
	over                *statement // its closing
}

// member is what the records say of one: when the text was there, that its node can do
// what the text sets going, that it was left out, and what it said.
type member struct {
	got                   time.Time
	able, left            bool
	stand, words, channel string
	said                  time.Time
	own, called           bool // by itself; by another channel before
}

func (c *course) member(p string) bool { return slices.Contains(c.rules.strs("members"), p) }

// rank gives a level's place, the lowest first; -1 where there is none.
func (c *course) rank(name string) int {
	return slices.IndexFunc(c.rules.list("levels"), func(l any) bool { return object(l).str("name") == name })
}

func seconds(o obj, name string) time.Duration { return time.Duration(o.int(name)) * time.Second }

func newCourse(r obj, all []*statement) *course {
	c := &course{rules: r, by: map[string]*statement{}, answers: map[string]map[string]*statement{}, heads: map[string]time.Time{}, clocks: map[string][2]time.Duration{}}
	for _, x := range all {
		need(c.by[x.digest] == nil, "a statement of %s stands twice", x.party)
		need(x.party == r.str("secretariat") || x.act != "recorded" && x.act != "closed", "%s has made a record or a closing; only the secretariat does", x.party)
		c.by[x.digest] = x
		switch x.act {
		case "recorded":
			c.records = append(c.records, x)
		case "closed":
			c.closings = append(c.closings, x)
			c.answers[x.digest] = map[string]*statement{}
		}
	}
	once := map[string]string{} // which closing of a text a member has confirmed
	for _, x := range all {
		if x.act == "confirmed" || x.act == "protested" {
			closing := x.body.str("closing")
			need(c.answers[closing] != nil && c.member(x.party), "%s has %s a closing that is not in the file, or is no member", x.party, x.act)
			text := fmt.Sprint(x.party, c.by[closing].body.int("rev"))
			need(x.act == "protested" || cmp.Or(once[text], closing) == closing, "%s has confirmed two closings of text %d", x.party, c.by[closing].body.int("rev"))
			need(c.answers[closing][x.party] == nil, "%s has answered one closing twice", x.party)
			c.answers[closing][x.party] = x
			if x.act == "confirmed" {
				once[text] = closing
			}
		}
	}
	byPlace := func(a, b *statement) int { return cmp.Compare(a.body.int("seq"), b.body.int("seq")) }
	slices.SortFunc(c.records, byPlace)
	slices.SortFunc(c.closings, byPlace)
	return c
}

// walk follows the chain of records from the first on, with each closing in its place.
func (c *course) walk() {
	named, rest := map[string]bool{}, c.closings
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
		c.seq, c.head, c.time, c.heads[r.digest] = b.int("seq"), r.digest, at, at
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

// close holds a closing to what the records before it come to.
func (c *course) close(x *statement) {
	b, r := x.body, c.running()
	rev, at := b.int("rev"), b.time("at")
	need(b.str("head") == c.head, "the closing of text %d names another record %d than the one in the file", rev, c.seq)
	need(r != nil && r.text.int("rev") == rev, "the secretariat has signed two closings of text %d, or one of a text that was not before the members", rev)
	need(!at.Before(c.time) && b.str("text") == r.digest, "the closing of text %d is dated before its last record, or is of another text", rev)
	r.rerun(at)
	outcome, counted := r.outcome(at), r.counted()
	effects := outcome == "adopted" && !slices.ContainsFunc(counted, func(p string) bool { return !r.members[p].able })
	need(outcome == b.str("outcome"), "the closing of text %d says %q; by the records it is %q", rev, clip(b.str("outcome")), cmp.Or(outcome, "not over"))
	need(effects == b.yes("effects") && slices.Equal(counted, b.strs("counted")), "the closing of text %d counts other members, or sets other effects going, than the records bear out", rev)
	r.over = x
}

// conclude gives what was decided on a text, when enough members have confirmed it:
// more than half of all, and where the body wants it each that an adoption counts.
func (c *course) conclude(rev int64) obj {
	i := slices.IndexFunc(c.rounds, func(r *round) bool { return r.text.int("rev") == rev && r.over != nil })
	need(i >= 0, "the file holds no closing of text %d", rev)
	r := c.rounds[i]
	over, answers := r.over.body, c.answers[r.over.digest]
	confirmed, protests, stands := []string{}, []any{}, []any{}
	for _, p := range slices.Sorted(maps.Keys(r.members)) {
		m := r.members[p]
		if x := answers[p]; x != nil && x.act == "confirmed" {
			confirmed = append(confirmed, p)
		} else if x != nil {
			protests = append(protests, obj{"party": p, "why": x.body.str("why")})
		}
		if m.stand != "" {
			stands = append(stands, obj{"party": p, "stand": m.stand, "words": m.words, "channel": m.channel, "recorded": m.said})
		}
	}
	must := len(r.members)/2 + 1
	need(len(confirmed) >= must, "%d members have confirmed the outcome and %d must: it is not final", len(confirmed), must)
	silent := c.rules.yes("all") && over.str("outcome") == "adopted" && slices.ContainsFunc(over.strs("counted"), func(p string) bool { return !slices.Contains(confirmed, p) })
	need(!silent, "by the rules of the body every member must confirm the outcome, and one has not: it is not final")
	return obj{"rev": rev, "digest": r.digest, "text": r.text, "body": c.rules, "put": r.put, "expires": r.expires, "closed": over.time("at"), "outcome": over.str("outcome"), "closing": r.over.digest,
		"counted": over.strs("counted"), "confirmed": confirmed, "protests": protests, "stands": stands, "effects": over.yes("effects"), "recalled": r.recalled}
}

// heed lets a recorded statement take the effect that the rules give it. One that has
// none is on record, and changes nothing.
func (c *course) heed(x *statement, at time.Time) {
	b, r := x.body, c.running()
	if b["clock"] != nil && c.member(x.party) {
		c.measure(x.party, b.time("clock"), c.heads[b.str("head")], at)
	}
	switch {
	case x.act == "proposed" || x.act == "revised":
		c.propose(x, b)
	case x.act == "put" && x.party == c.rules.str("chair") && len(c.texts) > 0 && !c.ended():
		c.put(b, at)
	case r == nil || r.text.int("rev") != b.int("rev") || b["text"] != nil && r.digest != b["text"]: // not before the members
	case x.act == "delivered" && c.member(x.party) && r.members[x.party].got.IsZero():
		r.members[x.party].got, r.members[x.party].able = at, b.yes("able")
	case x.act == "stood" && c.member(x.party) && !r.members[x.party].left:
		c.stand(x, r, at)
	case at.Before(r.expires) && r.recalled == "":
		c.chair(x, r, at)
	}
}

// ended tells that a text was adopted or withdrawn: nothing follows.
func (c *course) ended() bool {
	return c.last != nil && c.last.over != nil && slices.Contains([]string{"adopted", "withdrawn"}, c.last.over.body.str("outcome"))
}

// chair takes what the chair does to a text before its expiry, and who proposed it to
// withdraw it.
func (c *course) chair(x *statement, r *round, at time.Time) {
	m := r.members[x.body.str("member")]
	apart := m != nil && m.stand == "" && (m.got.IsZero() || !m.got.Before(at)) // the text has not come to it
	switch chair := x.party == c.rules.str("chair"); {
	case x.act == "withdrawn" && (chair || x.party == c.owner):
		r.recalled = x.body.str("reason")
	case !chair:
	case x.act == "extended" && x.body.time("expires").After(r.expires):
		r.expires = x.body.time("expires")
	case x.act == "contacted" && apart:
		m.stand, m.words, m.channel, m.said, m.called = x.body.str("stand"), x.body.str("words"), x.body.str("channel"), at, true
	case x.act == "excluded" && apart && c.rules.str("unreached") == "exclude":
		m.left = true
	}
}

// propose takes the first text, or the next one after a round: at the same level, or a
// higher one.
func (c *course) propose(x *statement, b obj) {
	foreign := slices.ContainsFunc(b.list("effects"), func(e any) bool { return !slices.Contains(c.rules.strs("effects"), object(e).str("kind")) })
	good := c.rank(b.str("level")) >= 0 && slices.Contains(c.rules.strs("modes"), b.str("mode")) && !foreign && b.int("rev") == int64(len(c.texts)+1)
	if len(c.texts) == 0 {
		good, c.owner = good && x.act == "proposed", x.party
	} else {
		now := c.texts[len(c.texts)-1].str("level")
		higher := b.str("level") == now || c.last != nil && c.rank(b.str("level")) > c.rank(now)
		good = good && x.act == "revised" && (x.party == c.owner || x.party == c.rules.str("chair")) && c.running() == nil && !c.ended() && higher
	}
	if good {
		c.texts = append(c.texts, b)
	}
}

// put brings the latest text before the members, for at least its level's period.
func (c *course) put(b obj, at time.Time) {
	now := c.texts[len(c.texts)-1]
	level, period := object(c.rules.list("levels")[c.rank(now.str("level"))]), "silence"
	if b.str("urgent") != "" {
		period = "urgent"
	}
	latest := b.int("rev") == now.int("rev") && b.str("text") == digest(canonical(now)) && (c.last == nil || c.last.text.int("rev") != b.int("rev"))
	if until := b.time("expires"); latest && (period == "silence" || level.int("urgent") > 0) && until.Sub(at) >= seconds(level, period) {
		c.last = &round{rules: c.rules, text: now, digest: b.str("text"), put: at, first: until, expires: until, members: map[string]*member{}}
		for _, p := range c.rules.strs("members") {
			c.last.members[p] = &member{}
		}
		c.rounds = append(c.rounds, c.last)
	}
}

// stand takes what a member says: the last before the expiry counts, and an objection
// within the grace where the body heeds it and its maker's clock allows that it was
// made in time.
func (c *course) stand(x *statement, r *round, at time.Time) {
	second := x.body.obj("office").str("second")
	ahead, known := c.clocks[x.party]
	heeded := c.rules.str("late") == "heeded" && x.body.str("stand") == "break" && at.Before(r.deadline()) && known && x.body.time("clock").Add(-ahead[1]).Before(r.expires)
	if (at.Before(r.expires) || heeded) && (!c.rules.yes("two_persons") || second != "" && second != x.str("by")) {
		m := r.members[x.party]
		m.stand, m.words, m.channel, m.said, m.own = x.body.str("stand"), x.body.str("words"), "", at, true
	}
}

// measure bounds a member's clock: what names a record was made after it, and before
// its own record.
func (c *course) measure(p string, clock, before, after time.Time) {
	if before.IsZero() {
		return
	}
	least, most := min(clock.Sub(after), clock.Sub(before)), max(clock.Sub(after), clock.Sub(before))
	if had, known := c.clocks[p]; known && least <= had[1] && most >= had[0] {
		least, most = max(least, had[0]), min(most, had[1])
	}
	c.clocks[p] = [2]time.Duration{least, most}
}

// rerun lets the period run again, up to three times, where the body's rule says so
// and somebody was not reached before the expiry.
func (r *round) rerun(t time.Time) {
	for ; r.rules.str("unreached") == "extend" && r.reruns < 3 && r.recalled == "" && !t.Before(r.expires) && r.missing(); r.reruns++ {
		r.expires = r.expires.Add(r.first.Sub(r.put))
	}
}

func (r *round) counted() []string {
	return slices.DeleteFunc(r.rules.strs("members"), func(p string) bool { return r.members[p].left })
}

// missing tells whether the text had not come to a member that counts by the expiry.
// Who states on a text has it, and who was called has answered.
func (r *round) missing() bool {
	return slices.ContainsFunc(r.counted(), func(p string) bool {
		m := r.members[p]
		there := !m.got.IsZero() && m.got.Before(r.expires) || m.own && m.said.Before(r.expires)
		return !there && !m.called
	})
}

func (r *round) deadline() time.Time {
	if r.rules.str("late") == "heeded" {
		return r.expires.Add(seconds(r.rules, "grace"))
	}
	return r.expires
}

// outcome is what the round comes to at a moment; empty while it is not over.
func (r *round) outcome(t time.Time) string {
	n, counted, quorum := map[string]int{}, r.counted(), int(r.rules.int("quorum"))
	for _, p := range counted {
		n[r.members[p].stand]++
	}
	spoke := n["join"] + n["reserve"] + n["break"]
	support(spoke+n[""] == len(counted), "a member said what is none of join, reserve and break")
	everybody, over, mode := spoke == len(counted), !t.Before(r.deadline()), r.text.str("mode")
	switch {
	case r.recalled != "":
		return "withdrawn"
	case n["break"] > 0 && mode != "majority":
		return "broken"
	case !over && !everybody:
		return ""
	case len(counted) == 0 || len(counted) < quorum || r.missing():
		return "unreached"
	case mode == "silence", mode == "consensus" && everybody, mode == "unanimity" && everybody && n["reserve"] == 0:
		return "adopted"
	case mode == "unanimity" && everybody && !over: // a reservation can still be given up
		return ""
	case mode != "majority" || spoke == 0 || spoke < quorum:
		return "lapsed"
	case n["join"]+n["reserve"] > n["break"]:
		return "adopted"
	}
	return "rejected"
}
