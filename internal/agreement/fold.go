package agreement

import (
	"bytes"
	"maps"
	"slices"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// fold is what versions and statements up to a moment come to. It goes by what
// was signed alone, in the order of its dates, so that every party that holds
// the same comes to the same, whatever came first.
type fold struct {
	table     *Version // what is open for signature
	signedBy  map[ids.Party]map[string]signed
	concluded []conclusion
	suspended map[ids.Party]signed
	leaving   map[ids.Party]time.Time // when its notice has run
	left      map[ids.Party]time.Time
	renewed   map[ids.Party]int
	end       State // empty while it has not ended
	endedAt   time.Time
}

// conclusion is a version that everybody signed who had to.
type conclusion struct {
	Version
	at       time.Time // of the last signature
	force    time.Time // from when it counts
	term     time.Time // from when its term runs
	signedBy map[ids.Party]map[string]signed
}

// event is a version or a statement in the order of the fold.
type event struct {
	at, from time.Time
	bytes    []byte
	version  *Version
	signed   *signed
}

func (a Agreement) events() []event {
	var all []event
	for i := range a.Versions {
		if v := &a.Versions[i]; !v.IsDraft() {
			all = append(all, event{at: v.Created, from: v.from(), bytes: v.body, version: v})
		}
	}
	for i := range a.statements {
		s := &a.statements[i]
		all = append(all, event{at: s.At, from: s.from(), bytes: s.bytes, signed: s})
	}
	slices.SortFunc(all, func(x, y event) int {
		if c := x.at.Compare(y.at); c != 0 {
			return c
		}
		if (x.version == nil) != (y.version == nil) { // a text before what is said of it
			if x.version != nil {
				return -1
			}
			return 1
		}
		return bytes.Compare(x.bytes, y.bytes)
	})
	return all
}

// foldAt folds what was stated up to a moment.
func (a Agreement) foldAt(t time.Time) *fold {
	f := &fold{signedBy: map[ids.Party]map[string]signed{}, suspended: map[ids.Party]signed{}, leaving: map[ids.Party]time.Time{}, left: map[ids.Party]time.Time{}, renewed: map[ids.Party]int{}}
	for _, e := range a.events() {
		if e.from.After(t) {
			continue
		}
		f.runTo(clock.Earlier(e.at, t))
		switch {
		case f.end != "":
		case e.version != nil:
			f.offer(e.version)
		default:
			f.state(*e.signed)
		}
	}
	f.runTo(t)
	return f
}

// finish ends the agreement at a moment, once.
func (f *fold) finish(end State, at time.Time) {
	if f.end == "" {
		f.end, f.endedAt, f.table = end, at, nil
	}
}

// inForce gives the version that counts at a moment; nil when none does yet. A
// last signature that was heard of counts, even when its date is of a clock ahead
// of ours.
func (f *fold) inForce(t time.Time) *conclusion {
	for i := len(f.concluded) - 1; i >= 0; i-- {
		if c := f.concluded[i]; !c.force.After(t) || c.force.Equal(c.at) {
			return &f.concluded[i]
		}
	}
	return nil
}

// last gives the version that was concluded last.
func (f *fold) last() *conclusion {
	if len(f.concluded) == 0 {
		return nil
	}
	return &f.concluded[len(f.concluded)-1]
}

// runTo lets the time pass: notices run out and the term ends, in their order.
func (f *fold) runTo(t time.Time) {
	for f.end == "" && f.last() != nil {
		var first ids.Party
		for _, p := range slices.Sorted(maps.Keys(f.leaving)) {
			if ends := f.leaving[p]; !ends.After(t) && (first == "" || ends.Before(f.leaving[first])) {
				first = p
			}
		}
		if e, ok := f.expiry(); ok && !e.After(t) && (first == "" || !f.leaving[first].Before(e)) {
			f.finish(Expired, e)
			return
		}
		if first == "" {
			return
		}
		f.leave(first, f.leaving[first])
	}
}

// leave takes a party out. What is left of fewer than two parties, or without
// its depositary, ends.
func (f *fold) leave(p ids.Party, at time.Time) {
	delete(f.leaving, p)
	delete(f.suspended, p)
	f.left[p] = at
	v := f.last()
	if len(f.remaining(v.codes())) < 2 || p == v.Depositary {
		f.finish(Terminated, at)
	}
}

func (f *fold) remaining(codes []ids.Party) []ids.Party {
	return slices.DeleteFunc(slices.Clone(codes), func(p ids.Party) bool { _, gone := f.left[p]; return gone })
}

// expiry tells when the term ends, with the renewals that all parties have made.
func (f *fold) expiry() (time.Time, bool) {
	v := f.last()
	if v == nil {
		return time.Time{}, false
	}
	term := v.governs(clause.Final).Duration
	if term == "" {
		return time.Time{}, false
	}
	terms := 1 + f.renewals(v.codes())
	return clause.MustSpan(term).After(v.term, terms), true
}

// renewals counts those that every party which is still in has made.
func (f *fold) renewals(codes []ids.Party) int {
	least := -1
	for _, p := range f.remaining(codes) {
		if n := f.renewed[p]; least < 0 || n < least {
			least = n
		}
	}
	return max(least, 0)
}

// offer puts a version on the table. What was signed of the one before it counts
// no more: nobody is bound by a text that its other side has left.
func (f *fold) offer(v *Version) {
	switch {
	case f.table == nil && f.last() == nil:
		if v.Author != v.Depositary {
			return
		}
	case f.table != nil && !slices.Contains(f.table.codes(), v.Author):
		return
	case f.table == nil && !slices.Contains(f.remaining(f.last().codes()), v.Author):
		return
	}
	if slices.ContainsFunc(f.concluded, func(c conclusion) bool { return c.Digest == v.Digest }) {
		return
	}
	f.table, f.signedBy = v, map[ids.Party]map[string]signed{}
}

// needs lists the parties that must sign what is on the table: all of its own
// and those of the version in force, or, for an accession where the text is open
// to it, the depositary and who is new.
func (f *fold) needs() []ids.Party {
	now := f.last()
	if now == nil {
		return f.table.codes()
	}
	if f.accession(now) {
		fresh := slices.DeleteFunc(f.table.codes(), func(p ids.Party) bool { return slices.Contains(now.codes(), p) })
		return append(fresh, now.Depositary)
	}
	all := slices.Concat(f.table.codes(), f.remaining(now.codes()))
	slices.Sort(all)
	return slices.Compact(all)
}

// accession tells whether the version on the table only adds parties to the one
// in force, by its depositary, where that is open to it.
func (f *fold) accession(now *conclusion) bool {
	v := *f.table
	return now.governs(clause.Final).Open && v.Author == now.Depositary && len(v.Parties) > len(now.Parties) && sameBut(v.Instrument, now.Instrument)
}

// state takes one statement. Who is not in any more, or only asked to come in,
// says nothing that touches what the others have agreed.
func (f *fold) state(s signed) {
	onTable := f.table != nil && s.Digest == f.table.DigestText()
	if now := f.last(); now != nil && !slices.Contains(f.remaining(now.codes()), s.Party) && !(onTable && (s.Act == actSign || s.Act == actDecline)) {
		return
	}
	switch s.Act {
	case actSign:
		if onTable {
			f.sign(s)
		}
	case actDecline:
		if onTable && f.last() != nil {
			f.table = nil
		} else if onTable {
			f.finish(Declined, s.At)
		}
	case actWithdraw:
		f.withdraw(s)
	case actSuspend:
		f.suspended[s.Party] = s
	case actResume:
		delete(f.suspended, s.Party)
	case actTerminate:
		// Where notice was agreed nobody ends it at once, once it is in force.
		if c := f.inForce(s.At); c == nil || c.governs(clause.Final).Notice == "" {
			f.finish(Terminated, s.At)
		}
	case actNotice:
		f.notice(s)
	case actRetract:
		delete(f.leaving, s.Party)
	case actRenew:
		if v := f.last(); v != nil && f.renewed[s.Party] <= f.renewals(v.codes()) {
			f.renewed[s.Party]++
		}
	}
}

func (f *fold) sign(s signed) {
	needs := f.needs()
	if !slices.Contains(needs, s.Party) {
		return
	}
	if f.signedBy[s.Party] == nil {
		f.signedBy[s.Party] = map[string]signed{}
	}
	if _, again := f.signedBy[s.Party][s.Office]; again {
		return
	}
	f.signedBy[s.Party][s.Office] = s
	for _, p := range needs {
		if len(f.signedBy[p]) < f.table.signatures() {
			return
		}
	}
	f.conclude(s.At)
}

// conclude lets what is on the table count. Its term begins anew, but for an
// accession: who comes in joins the term that runs, which nobody else has
// prolonged.
func (f *fold) conclude(at time.Time) {
	c := conclusion{Version: *f.table, at: at, force: at, signedBy: f.signedBy}
	if c.EffectiveFrom.After(at) {
		c.force = c.EffectiveFrom
	}
	c.term = c.force
	renewed := map[ids.Party]int{}
	if now := f.last(); now != nil && f.accession(now) {
		c.term, renewed = now.term, f.renewed
		for _, p := range c.codes() {
			if !slices.Contains(now.codes(), p) {
				renewed[p] = f.renewals(now.codes())
			}
		}
	}
	f.concluded = append(f.concluded, c)
	f.table, f.signedBy, f.renewed = nil, map[ids.Party]map[string]signed{}, renewed
}

// withdraw takes a text back. One of the depositary that crosses with the last
// signature counts all the same: a consent that was taken back must not come to
// life. Where notice was agreed it is no way around it: nothing flows, and the
// notice runs.
func (f *fold) withdraw(s signed) {
	switch {
	case f.last() == nil && f.table != nil && s.Party == f.table.Depositary:
		f.finish(Withdrawn, s.At)
	case f.last() != nil && f.table != nil && s.Digest == f.table.DigestText() && s.Party == f.table.Author:
		f.table = nil
	case len(f.concluded) == 1 && s.Digest == f.concluded[0].DigestText() && s.Party == f.concluded[0].Depositary:
		if f.concluded[0].governs(clause.Final).Notice == "" {
			f.finish(Terminated, s.At)
			return
		}
		f.suspended[s.Party] = s
		f.notice(s)
	}
}

func (f *fold) notice(s signed) {
	c := f.last()
	if c == nil || !slices.Contains(f.remaining(c.codes()), s.Party) {
		return
	}
	if _, given := f.leaving[s.Party]; given {
		return
	}
	ends := s.At
	if n := c.governs(clause.Final).Notice; n != "" {
		ends = clause.MustSpan(n).After(s.At, 1)
	}
	f.leaving[s.Party] = ends
}

// sameBut tells whether two versions differ in nothing but their parties.
func sameBut(v, was Instrument) bool {
	for _, m := range was.Parties {
		if !slices.Contains(v.codes(), m.Code) {
			return false
		}
	}
	return v.Title == was.Title && v.GenerationDigest == was.GenerationDigest && string(v.Params) == string(was.Params) && (v.EffectiveFrom.IsZero() || v.EffectiveFrom.Equal(was.EffectiveFrom)) &&
		slices.Equal(v.Supersedes, was.Supersedes) && slices.Equal(v.Annexes, was.Annexes) && sameVariations(v.Variations, was.Variations)
}

func sameVariations(a, b []clause.Variation) bool {
	return slices.EqualFunc(a, b, func(x, y clause.Variation) bool {
		return x.Party == y.Party && x.Clause == y.Clause && x.Param == y.Param && x.Reason == y.Reason && clause.Same(x.Value, y.Value)
	})
}
