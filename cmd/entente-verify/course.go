package main

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// course is a proposal as the secretariat's records make it, one after the other.
type course struct {
	rules             obj
	by                map[string]*statement // by digest
	records, closings []*statement
	answers           map[string]*statement       // by closing and member
	heads             map[string]time.Time        // the hub's time of each record, by digest
	clocks            map[string][2]time.Duration // how far a member's can be ahead of the hub's, at least and at most
	seq               int64
	head, owner       string
	time              time.Time
	texts             []obj
	rounds            []*round
	last, open        *round // the latest; and while its text is before the members
	ended             bool   // a text was adopted or withdrawn: nothing follows
}

// round is one text before the members.
type round struct {
	rules, text         obj
	digest              string
	put, first, expires time.Time // first: its expiry when it was put
	reruns              int
	grace               time.Duration // for late objections that are heeded
	members             map[string]*member
	recalled            string
	over                *statement // its closing
}

// member is what the records say of one: when the text was there, that its node can do what the text sets going, that it was left out, and what it said.
type member struct {
	got, said          time.Time // said: by itself
	able, left, called bool      // called: by another channel
	word               obj       // as a conclusion writes it
}

func seconds(o obj, name string) time.Duration { return time.Duration(o.int(name)) * time.Second }
func (c *course) member(p string) bool         { return slices.Contains(c.rules.strs("members"), p) }

// rank gives a level's place, the lowest first; -1 where there is none.
func (c *course) rank(name string) int {
	return slices.IndexFunc(c.rules.list("levels"), func(l any) bool { return object(l).str("name") == name })
}

func newCourse(r obj, all []*statement) *course {
	c := &course{rules: r, by: map[string]*statement{}, answers: map[string]*statement{}, heads: map[string]time.Time{}, clocks: map[string][2]time.Duration{}}
	for _, x := range all {
		need(c.by[x.digest] == nil, "a statement of %s stands twice", x.party)
		need(x.party == r.str("secretariat") || x.act != "recorded" && x.act != "closed", "%s has made a record or a closing; only the secretariat does", x.party)
		c.by[x.digest] = x
		if x.act == "recorded" {
			c.records = append(c.records, x)
		} else if x.act == "closed" {
			c.closings = append(c.closings, x)
		}
	}
	for _, x := range all {
		if closing := x.body.str("closing"); closing != "" {
			need(c.by[closing] != nil && c.by[closing].act == "closed" && c.member(x.party), "%s has %s a closing that is not in the file, or is no member", x.party, x.act)
			need(c.answers[closing+x.party] == nil, "%s has answered one closing twice", x.party)
			c.answers[closing+x.party] = x
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
		b, at, x := r.body, r.body.time("at"), c.by[r.body.str("of")]
		need(b.int("seq") == c.seq+1 && b.str("prev") == c.head && at.After(c.time), "the secretariat's record %d does not follow the one before it", b.int("seq"))
		need(x != nil, "record %d names a statement that is not in the file", b.int("seq"))
		need(!named[x.digest], "record %d names a statement that was recorded before", b.int("seq"))
		named[x.digest] = true
		if c.open != nil {
			c.open.rerun(at)
		}
		c.seq, c.head, c.time, c.heads[r.digest] = b.int("seq"), r.digest, at, at
		c.heed(x, at)
		for ; len(rest) > 0 && rest[0].body.int("seq") == c.seq; rest = rest[1:] {
			c.close(rest[0])
		}
	}
	need(len(rest) == 0, "a closing goes up to a record that is not in the file")
}

// close holds a closing to what the records before it come to.
func (c *course) close(x *statement) {
	b, r, rev, at := x.body, c.open, x.body.int("rev"), x.body.time("at")
	need(b.str("head") == c.head, "the closing of text %d names another record %d than the one in the file", rev, c.seq)
	need(r != nil && r.text.int("rev") == rev, "the secretariat has signed two closings of text %d, or one of a text that was not before the members", rev)
	need(!at.Before(c.time) && b.str("text") == r.digest, "the closing of text %d is dated before its last record, or is of another text", rev)
	r.rerun(at)
	outcome, counted := r.outcome(at), r.counted()
	effects := outcome == "adopted" && !r.text.yes("rehearsal") && !slices.ContainsFunc(counted, func(p string) bool { return !r.members[p].able })
	need(outcome == b.str("outcome"), "the closing of text %d says %q; by the records it is %q", rev, clip(b.str("outcome")), cmp.Or(outcome, "not over"))
	need(effects == b.yes("effects") && slices.Equal(counted, b.strs("counted")), "the closing of text %d counts other members, or sets other effects going, than the records bear out", rev)
	r.over, c.open, c.ended = x, nil, outcome == "adopted" || outcome == "withdrawn"
}

// conclude gives what was decided on a text, when enough members have confirmed it: more than half of all, and where the body wants it each that an adoption counts.
func (c *course) conclude(rev int64) obj {
	i := slices.IndexFunc(c.rounds, func(r *round) bool { return r.text.int("rev") == rev && r.over != nil })
	need(i >= 0, "the file holds no closing of text %d", rev)
	r, over := c.rounds[i], c.rounds[i].over.body
	confirmed, protests, stands := []string{}, []any{}, []any{}
	for _, p := range slices.Sorted(maps.Keys(r.members)) {
		m := r.members[p]
		if x := c.answers[r.over.digest+p]; x != nil && x.act == "confirmed" {
			confirmed = append(confirmed, p)
		} else if x != nil {
			protests = append(protests, obj{"party": p, "why": x.body.str("why")})
		}
		if m.word != nil {
			stands = append(stands, m.word)
		}
	}
	need(len(confirmed) > len(r.members)/2, "%d of %d members have confirmed the outcome: it is not final", len(confirmed), len(r.members))
	silent := c.rules.yes("all") && over.str("outcome") == "adopted" && slices.ContainsFunc(over.strs("counted"), func(p string) bool { return !slices.Contains(confirmed, p) })
	need(!silent, "by the rules of the body every member must confirm the outcome, and one has not: it is not final")
	return obj{"rev": rev, "digest": r.digest, "text": r.text, "body": c.rules, "put": r.put, "expires": r.expires, "closed": over.time("at"), "outcome": over.str("outcome"), "closing": r.over.digest,
		"counted": over.strs("counted"), "confirmed": confirmed, "protests": protests, "stands": stands, "effects": over.yes("effects"), "recalled": r.recalled}
}

// heed lets a recorded statement take the effect that the rules give it. One that has none is on record, and changes nothing.
func (c *course) heed(x *statement, at time.Time) {
	b, r := x.body, c.open
	if before, ok := c.heads[b.str("head")]; ok && b["clock"] != nil && c.member(x.party) {
		c.measure(x.party, b.time("clock"), before, at)
	}
	switch {
	case x.act == "proposed" || x.act == "revised":
		c.propose(x, b)
	case x.act == "put" && x.party == c.rules.str("chair") && len(c.texts) > 0 && !c.ended:
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

// chair takes what the chair does to a text before its expiry, and who proposed it to withdraw it.
func (c *course) chair(x *statement, r *round, at time.Time) {
	m := r.members[x.body.str("member")]
	apart := m != nil && m.word == nil && (m.got.IsZero() || !m.got.Before(at)) // the text has not come to it
	switch chair := x.party == c.rules.str("chair"); {
	case x.act == "withdrawn" && (chair || x.party == c.owner):
		r.recalled = x.body.str("reason")
	case !chair:
	case x.act == "extended" && x.body.time("expires").After(r.expires):
		r.expires = x.body.time("expires")
	case x.act == "contacted" && apart:
		m.word, m.called = obj{"party": x.body["member"], "stand": x.body["stand"], "words": x.body["words"], "channel": x.body["channel"], "recorded": at}, true
	case x.act == "excluded" && apart && c.rules.str("unreached") == "exclude":
		m.left = true
	}
}

// propose takes the first text, or the next one after a round: at the same level, or a higher one.
func (c *course) propose(x *statement, b obj) {
	foreign := slices.ContainsFunc(b.list("effects"), func(e any) bool { return !slices.Contains(c.rules.strs("effects"), object(e).str("kind")) })
	good := c.rank(b.str("level")) >= 0 && slices.Contains(c.rules.strs("modes"), b.str("mode")) && !foreign && b.int("rev") == int64(len(c.texts)+1)
	if len(c.texts) == 0 {
		good, c.owner = good && x.act == "proposed", x.party
	} else {
		now := c.texts[len(c.texts)-1].str("level")
		higher := b.str("level") == now || c.last != nil && c.rank(b.str("level")) > c.rank(now)
		good = good && x.act == "revised" && (x.party == c.owner || x.party == c.rules.str("chair")) && c.open == nil && !c.ended && higher && b.yes("rehearsal") == c.texts[0].yes("rehearsal")
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
		if c.rules.str("late") == "heeded" {
			c.last.grace = seconds(c.rules, "grace")
		}
		for _, p := range c.rules.strs("members") {
			c.last.members[p] = &member{}
		}
		c.open, c.rounds = c.last, append(c.rounds, c.last)
	}
}

// stand takes what a member says: the last before the expiry counts, and an objection within the grace where the body heeds it and its maker's clock allows that it was made in time.
func (c *course) stand(x *statement, r *round, at time.Time) {
	second := x.body.obj("office").str("second")
	ahead, known := c.clocks[x.party]
	heeded := x.body.str("stand") == "break" && at.Before(r.expires.Add(r.grace)) && known && x.body.time("clock").Add(-ahead[1]).Before(r.expires)
	if (at.Before(r.expires) || heeded) && (!c.rules.yes("two_persons") || second != "" && second != x.str("by")) {
		r.members[x.party].word, r.members[x.party].said = obj{"party": x.party, "stand": x.body["stand"], "words": x.body["words"], "channel": "", "recorded": at}, at
	}
}

// measure bounds a member's clock: what names a record was made after it, and before its own record.
func (c *course) measure(p string, clock, before, after time.Time) {
	least, most := min(clock.Sub(after), clock.Sub(before)), max(clock.Sub(after), clock.Sub(before))
	if had, known := c.clocks[p]; known && least <= had[1] && most >= had[0] {
		least, most = max(least, had[0]), min(most, had[1])
	}
	c.clocks[p] = [2]time.Duration{least, most}
}

// rerun lets the period run again, up to three times, where the body's rule says so and somebody was not reached before the expiry.
func (r *round) rerun(t time.Time) {
	for ; r.rules.str("unreached") == "extend" && r.reruns < 3 && r.recalled == "" && !t.Before(r.expires) && r.missing(); r.reruns++ {
		r.expires = r.expires.Add(r.first.Sub(r.put))
	}
}

func (r *round) counted() []string {
	return slices.DeleteFunc(r.rules.strs("members"), func(p string) bool { return r.members[p].left })
}

// missing tells whether the text had not come to a member that counts by the expiry. Who states on a text has it, and who was called has answered.
func (r *round) missing() bool {
	return slices.ContainsFunc(r.counted(), func(p string) bool {
		m := r.members[p]
		there := !m.got.IsZero() && m.got.Before(r.expires) || !m.said.IsZero() && m.said.Before(r.expires)
		return !there && !m.called
	})
}

// outcome is what the round comes to at a moment; empty while it is not over.
func (r *round) outcome(t time.Time) string {
	n, counted, quorum := map[string]int{}, r.counted(), int(r.rules.int("quorum"))
	for _, p := range counted {
		n[r.members[p].word.str("stand")]++
	}
	spoke := n["join"] + n["reserve"] + n["break"]
	support(spoke+n[""] == len(counted), "a member said what is none of join, reserve and break")
	everybody, over, mode := spoke == len(counted), !t.Before(r.expires.Add(r.grace)), r.text.str("mode")
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
