package matter

import (
	"slices"
	"time"

	"entente/internal/base/ids"
)

// Matter is one matter as this node knows it.
type Matter struct {
	ID        string
	Realm     ids.Realm
	Kind      string
	Owner     ids.Party
	Agreement string
	Provision string
	Centre    ids.Party   // who hands statements on
	Parties   []ids.Party // who takes part, the owner first, then as they came in
	Opened    time.Time
	Said      []Said // in the order of the fold; the opening first
}

// Opening is the statement that began the matter.
func (m Matter) Opening() Said { return m.Said[0] }

// TakesPart tells whether a party takes part.
func (m Matter) TakesPart(p ids.Party) bool { return slices.Contains(m.Parties, p) }

// Since tells from when a party takes part; zero when it does not.
func (m Matter) Since(p ids.Party) time.Time {
	for _, s := range m.Said {
		if s.Party == p && s.Opens() || s.Party == m.Owner && s.Terms != nil && slices.Contains(s.Terms.To, p) {
			return s.At
		}
	}
	return time.Time{}
}

// Missing lists, by party, the numbers of statements that were made and are not
// here: refused, held back by their marking, or still on their way.
func (m Matter) Missing() map[ids.Party][]int64 {
	have := map[ids.Party][]int64{}
	for _, s := range m.Said {
		have[s.Party] = append(have[s.Party], s.N)
	}
	out := map[ids.Party][]int64{}
	for p, ns := range have {
		slices.Sort(ns)
		next := int64(1)
		for _, n := range ns {
			for ; next < n && len(out[p]) < 100; next++ {
				out[p] = append(out[p], next)
			}
			next = n + 1
		}
	}
	return out
}

// assemble makes a matter of its statements; the opening must be among them. Only
// the owner brings others in, so that all agree who takes part.
func assemble(said []Said, centre ids.Party) Matter {
	slices.SortFunc(said, compare)
	if i := slices.IndexFunc(said, func(s Said) bool { return s.Opens() }); i > 0 { // a clock was behind the owner's
		open := said[i]
		said = slices.Insert(slices.Delete(said, i, i+1), 0, open)
	}
	open := said[0]
	m := Matter{ID: open.Matter, Realm: open.Realm, Kind: open.Kind, Owner: open.Party, Agreement: open.Terms.Agreement, Provision: open.Terms.Provision,
		Centre: centre, Parties: []ids.Party{open.Party}, Opened: open.At, Said: said}
	for _, s := range said {
		if s.Terms == nil || s.Party != m.Owner {
			continue
		}
		for _, p := range s.Terms.To {
			if !m.TakesPart(p) {
				m.Parties = append(m.Parties, p)
			}
		}
	}
	return m
}

// next dates and numbers a new statement of a party: now, after all that it has
// stated before, and after the opening, so that the order of its own acts stands
// even when its clock is behind another's.
func (m Matter) next(p ids.Party, now time.Time) (n int64, at time.Time) {
	n, at = 1, now
	for _, s := range m.Said {
		if s.Party == p {
			n = max(n, s.N+1)
		}
		if (s.Party == p || s.Opens()) && !s.At.Before(at) {
			at = s.At.Add(time.Microsecond)
		}
	}
	return n, at
}
