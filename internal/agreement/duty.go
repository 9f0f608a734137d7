package agreement

import (
	"slices"
	"time"

	"entente/internal/base/ids"
	"entente/internal/clause"
)

// Term is the duty of a provision in force.
type Term struct {
	Agreement  string
	Title      string
	Digest     string
	Depositary ids.Party
	Parties    []ids.Party
	Clause     string
	Heading    clause.Text // of the clause
	Text       clause.Text
	Provision  clause.Provision
	Owes       []ids.Party // who has the duty
	Since      time.Time   // in force
}

// Duties lists the duties of an agreement in force at a moment.
func (a Agreement) Duties(t time.Time) []Term {
	f := a.foldAt(t)
	c := f.inForce(t)
	if c == nil || a.StateAt(t) != InForce {
		return nil
	}
	return a.termsOf(c.Version, f.remaining(c.codes()), c.force)
}

// termsOf lists the duties of a version among parties.
func (a Agreement) termsOf(v Version, parties []ids.Party, since time.Time) []Term {
	var out []Term
	for _, cl := range v.Clauses {
		for _, p := range cl.Provisions {
			e, _ := clause.EntryOf(p.Kind)
			if e.Effect != clause.Periodic && e.Effect != clause.Called {
				continue
			}
			t := Term{Agreement: a.ID, Title: v.Title, Digest: v.DigestText(), Depositary: v.Depositary, Parties: parties, Clause: cl.ID, Heading: cl.Title, Text: cl.Text, Provision: p, Since: since}
			for _, code := range parties {
				mine := p.Owed == "each" || (p.Owed == "depositary") == (code == v.Depositary)
				if mine && !v.reserved(code, cl.ID) {
					t.Owes = append(t.Owes, code)
				}
			}
			out = append(out, t)
		}
	}
	return out
}

// reserved tells whether a party takes no part in a clause.
func (in Instrument) reserved(p ids.Party, clauseID string) bool {
	return slices.ContainsFunc(in.Variations, func(v clause.Variation) bool { return v.Party == p && v.Param == "" && v.Clause == clauseID })
}

// Engagement is a duty for as long as a version of an agreement has it in force.
// It follows from dates alone, so that every party that holds the same statements
// has the same.
type Engagement struct {
	Term
	Until time.Time // when it ends or ended; zero while no end is known
	// Left tells when a party is or was bound no more.
	Left   map[ids.Party]time.Time
	Pauses []Pause // suspensions, by whichever party
}

// Pause is a time in which an agreement was suspended; zero Until while it is.
type Pause struct{ From, Until time.Time }

// Owed tells whether a party has the duty at a moment.
func (e Engagement) Owed(p ids.Party, t time.Time) bool {
	if !slices.Contains(e.Owes, p) || !e.Bound(p, t) {
		return false
	}
	return !slices.ContainsFunc(e.Pauses, func(x Pause) bool { return !t.Before(x.From) && (x.Until.IsZero() || t.Before(x.Until)) })
}

// Bound tells whether a party is bound by the version at a moment.
func (e Engagement) Bound(p ids.Party, t time.Time) bool {
	at, left := e.Left[p]
	return slices.Contains(e.Parties, p) && !t.Before(e.Since) && (e.Until.IsZero() || t.Before(e.Until)) && (!left || t.Before(at))
}

// Engagements lists the duties of every version that was concluded, as it is
// known at a moment.
func (a Agreement) Engagements(now time.Time) []Engagement {
	f := a.foldAt(now)
	left := map[ids.Party]time.Time{}
	for p, at := range f.left {
		left[p] = at
	}
	for p, at := range f.leaving {
		left[p] = at
	}
	var out []Engagement
	for i, c := range f.concluded {
		until := a.endOf(f)
		if i+1 < len(f.concluded) && (until.IsZero() || f.concluded[i+1].force.Before(until)) {
			until = f.concluded[i+1].force
		}
		for _, t := range a.termsOf(c.Version, c.codes(), c.force) {
			out = append(out, Engagement{Term: t, Until: until, Left: left, Pauses: a.pauses(now)})
		}
	}
	return out
}

// endOf gives the first moment known by which an agreement ends; zero for none.
func (a Agreement) endOf(f *fold) (end time.Time) {
	first := func(t time.Time) {
		if !t.IsZero() && (end.IsZero() || t.Before(end)) {
			end = t
		}
	}
	first(f.endedAt)
	first(a.supersede)
	if f.end == "" {
		at, _ := f.expiry()
		first(at)
	}
	return end
}

// pauses lists the suspensions of an agreement by their dates.
func (a Agreement) pauses(now time.Time) []Pause {
	open, out := map[ids.Party]time.Time{}, []Pause{}
	for _, s := range a.statements {
		from, running := open[s.Party]
		switch {
		case s.At.After(now):
		case s.Act == actSuspend && !running:
			open[s.Party] = s.At
		case s.Act == actResume && running:
			out = append(out, Pause{From: from, Until: s.At})
			delete(open, s.Party)
		}
	}
	for _, p := range a.codes() {
		if from, running := open[p]; running {
			out = append(out, Pause{From: from})
		}
	}
	slices.SortFunc(out, func(x, y Pause) int { return x.From.Compare(y.From) })
	return out
}

// BoundAt lists the parties that are bound at a moment; none while it is not in
// force.
func (a Agreement) BoundAt(t time.Time) []ids.Party {
	f := a.foldAt(t)
	c := f.inForce(t)
	if c == nil || a.StateAt(t) != InForce {
		return nil
	}
	bound := f.remaining(c.codes())
	slices.Sort(bound)
	return bound
}
