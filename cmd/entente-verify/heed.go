package main

import (
	"slices"
	"time"
)

// round is one text before the members.
type round struct {
	rules        obj
	rev          int64
	text         obj
	digest       string
	put          time.Time
	first        time.Time // its expiry when it was put
	expires      time.Time
	reruns       int
	got          map[string]time.Time // when the hub recorded that the text was there
	able, left   map[string]bool
	said, called map[string]word
	recalled     string
	over         *verdict
}

// word is what counts of a member.
type word struct {
	stand, words, channel string
	at                    time.Time
}

// heed lets a recorded statement take the effect that the rules give it. One that has
// none is on record, and changes nothing.
func (c *course) heed(x *statement, at time.Time) {
	r := c.running()
	if r != nil && (r.rev != x.body.int("rev") || x.body["text"] != nil && r.digest != x.body["text"]) {
		r = nil
	}
	if x.body["clock"] != nil {
		c.measure(x, at)
	}
	switch {
	case x.act == "proposed" || x.act == "revised":
		c.text(x, x.body)
	case x.act == "put":
		c.put(x, x.body, at)
	case r == nil:
	case x.act == "delivered" && c.member(x.party) && r.got[x.party].IsZero():
		r.got[x.party], r.able[x.party] = at, x.body.yes("able")
	case x.act == "stood":
		c.stand(x, r, at)
	case at.Before(r.expires) && r.recalled == "":
		c.chairs(x, r, at)
	}
}

// chairs takes what the chair does to a text before its expiry, and who proposed it to
// withdraw it.
func (c *course) chairs(x *statement, r *round, at time.Time) {
	b, p := x.body, x.body.str("member")
	_, called := r.called[p]
	apart := c.member(p) && !called && !r.reached(p, at) // the text has not come to it
	switch chair := x.party == c.rules.str("chair"); {
	case x.act == "withdrawn" && (chair || x.party == c.owner):
		r.recalled = b.str("reason")
	case !chair:
	case x.act == "extended" && b.time("expires").After(r.expires):
		r.expires = b.time("expires")
	case x.act == "contacted" && apart:
		r.called[p] = word{b.str("stand"), b.str("words"), b.str("channel"), at}
	case x.act == "excluded" && apart && c.rules.str("unreached") == "exclude":
		r.left[p] = true
	}
}

// text takes the first text, or the next one after a round: at the same level, or a
// higher one.
func (c *course) text(x *statement, b obj) {
	foreign := slices.ContainsFunc(b.list("effects"), func(e any) bool { return !slices.Contains(c.rules.strs("effects"), object(e).str("kind")) })
	switch {
	case c.rank(b.str("level")) < 0 || !slices.Contains(c.rules.strs("modes"), b.str("mode")) || foreign:
	case len(c.texts) == 0:
		if x.act == "proposed" && b.int("rev") == 1 {
			c.owner, c.texts = x.party, append(c.texts, b)
		}
	case x.act == "revised" && b.int("rev") == int64(len(c.texts)+1) && (x.party == c.owner || x.party == c.rules.str("chair")) && c.running() == nil && !c.ended():
		now := c.texts[len(c.texts)-1].str("level")
		if b.str("level") == now || c.last != nil && c.rank(b.str("level")) > c.rank(now) {
			c.texts = append(c.texts, b)
		}
	}
}

// put brings the latest text before the members, for at least its level's period.
func (c *course) put(x *statement, b obj, at time.Time) {
	if len(c.texts) == 0 || x.party != c.rules.str("chair") || c.ended() {
		return
	}
	now := c.texts[len(c.texts)-1]
	level, urgent, until := object(c.rules.list("levels")[c.rank(now.str("level"))]), b.str("urgent") != "", b.time("expires")
	shortest := seconds(level, "silence")
	if urgent {
		shortest = seconds(level, "urgent")
	}
	again := c.last != nil && c.last.rev == b.int("rev")
	if b.int("rev") != now.int("rev") || b.str("text") != digest(canonical(now)) || again || urgent && shortest == 0 || until.Sub(at) < shortest {
		return
	}
	c.last = &round{rules: c.rules, rev: now.int("rev"), text: now, digest: b.str("text"), put: at, first: until, expires: until,
		got: map[string]time.Time{}, able: map[string]bool{}, left: map[string]bool{}, said: map[string]word{}, called: map[string]word{}}
	c.rounds = append(c.rounds, c.last)
}

// stand takes what a member says: the last before the expiry counts, and an objection
// within the grace where the body heeds it and its maker's clock allows that it was
// made in time.
func (c *course) stand(x *statement, r *round, at time.Time) {
	second := x.body.obj("office").str("second")
	if !c.member(x.party) || r.left[x.party] || c.rules.yes("two_persons") && (second == "" || second == x.str("by")) {
		return
	}
	if !at.Before(r.expires) {
		ahead, known := c.clocks[x.party]
		inTime := known && x.body.time("clock").Add(-ahead.most).Before(r.expires)
		if c.rules.str("late") != "heeded" || x.body.str("stand") != "break" || !at.Before(r.deadline()) || !inTime {
			return
		}
	}
	r.said[x.party] = word{stand: x.body.str("stand"), words: x.body.str("words"), at: at}
}

// measure bounds a member's clock: what names a record was made after it, and before
// its own record.
func (c *course) measure(x *statement, after time.Time) {
	before, ok := c.heads[x.body.str("head")]
	if !ok || !c.member(x.party) {
		return
	}
	clock := x.body.time("clock")
	least, most := clock.Sub(after), clock.Sub(before)
	least, most = min(least, most), max(least, most)
	if had, known := c.clocks[x.party]; known && least <= had.most && most >= had.least {
		least, most = max(least, had.least), min(most, had.most)
	}
	c.clocks[x.party] = bounds{least, most}
}

// rerun lets the period run again, up to three times, where the body's rule says so
// and somebody was not reached before the expiry.
func (r *round) rerun(t time.Time) {
	for r.rules.str("unreached") == "extend" && r.reruns < 3 && r.recalled == "" && !t.Before(r.expires) && r.missing() {
		r.expires = r.expires.Add(r.first.Sub(r.put))
		r.reruns++
	}
}

func (r *round) counted() []string {
	return slices.DeleteFunc(r.rules.strs("members"), func(p string) bool { return r.left[p] })
}

func (r *round) reached(p string, t time.Time) bool {
	got, ok := r.got[p]
	said, spoke := r.said[p]
	return ok && got.Before(t) || spoke && said.at.Before(t)
}

// missing tells whether the text had not come to a member that counts by the expiry.
func (r *round) missing() bool {
	return slices.ContainsFunc(r.counted(), func(p string) bool {
		_, called := r.called[p]
		return !called && !r.reached(p, r.expires)
	})
}

func (r *round) deadline() time.Time {
	if r.rules.str("late") == "heeded" {
		return r.expires.Add(seconds(r.rules, "grace"))
	}
	return r.expires
}

// word gives what counts of a member: its own before what it said by telephone.
func (r *round) word(p string) (word, bool) {
	if w, ok := r.said[p]; ok {
		return w, true
	}
	w, ok := r.called[p]
	return w, ok
}

// outcome is what the round comes to at a moment; empty while it is not over.
func (r *round) outcome(t time.Time) string {
	n, counted, quorum := map[string]int{}, r.counted(), int(r.rules.int("quorum"))
	for _, p := range counted {
		if w, ok := r.word(p); ok {
			support(slices.Contains([]string{"join", "reserve", "break"}, w.stand), "%s said %q", p, clip(w.stand))
			n[w.stand]++
		}
	}
	spoke := n["join"] + n["reserve"] + n["break"]
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
