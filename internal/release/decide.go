package release

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/policy"
)

// Ask is what a person wants to release.
type Ask struct {
	Select intel.Selection
	To     []ids.Party   // empty: every party that this node knows
	Onward policy.Onward // what recipients may do with our own objects; theirs keep their origin's condition
}

// Row is one decision: one class for one party.
type Row struct {
	Class    policy.Class
	Count    int
	Decision policy.Decision
}

// PartyView is everything decided for one party.
type PartyView struct {
	Party    ids.Party
	Name     string
	Released int // objects that may go
	Refused  int
	Rows     []Row
}

// Preview answers who may have this, and why. SecondPerson says that nobody may
// let it out alone.
type Preview struct {
	Objects      int
	SecondPerson bool
	At           time.Time
	Parties      []PartyView
}

// plan is a preview with what Make needs besides.
type plan struct {
	Preview
	picked []intel.Picked
	all    map[intel.ClassID]intel.Class
	rows   map[ids.Party]map[intel.ClassID]Row
	types  map[intel.ClassID]map[string]int // of the objects, by type of STIX
}

// Preview decides and writes nothing. It is the same call that Make makes.
func (s *Service) Preview(ctx context.Context, who authz.Actor, realm ids.Realm, ask Ask) (p Preview, err error) {
	defer errs.Wrap(&err, "release.Preview")
	if err := who.May(authz.ReleasePreview); err != nil {
		return p, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		pl, err := s.decide(ctx, tx, who.In(realm), ask)
		p = pl.Preview
		return err
	})
	return p, err
}

// decide asks policy once per class and party.
func (s *Service) decide(ctx context.Context, tx *db.Tx, v authz.Viewer, ask Ask) (pl plan, err error) {
	if pl.picked, pl.all, err = intel.Pick(ctx, tx, v, ask.Select); err != nil {
		return pl, err
	}
	err = s.decidePicked(ctx, tx, v, &pl, ask)
	return pl, err
}

// decidePicked decides what has been picked.
func (s *Service) decidePicked(ctx context.Context, tx *db.Tx, v authz.Viewer, pl *plan, ask Ask) error {
	rules, err := s.agreements.Rules(ctx, tx, v.Realm(), tx.Now)
	if err != nil {
		return err
	}
	parties, err := s.recipients(ctx, tx, ask.To)
	if err != nil {
		return err
	}
	peers, err := s.parties.Peers(ctx, tx)
	if err != nil {
		return err
	}
	counts := map[intel.ClassID]int{}
	pl.types = map[intel.ClassID]map[string]int{}
	for _, p := range pl.picked {
		counts[p.Class]++
		if pl.types[p.Class] == nil {
			pl.types[p.Class] = map[string]int{}
		}
		kind, _, _ := strings.Cut(p.Object, "--")
		pl.types[p.Class][kind]++
	}
	pl.At, pl.Objects = tx.Now, len(pl.picked)
	pl.rows = map[ids.Party]map[intel.ClassID]Row{}
	for _, party := range parties {
		view := PartyView{Party: party.Code, Name: party.Name}
		pl.rows[party.Code] = map[intel.ClassID]Row{}
		for _, id := range slices.Sorted(maps.Keys(counts)) {
			class := pl.all[id].Class
			if class.Origin == s.party {
				class.Onward = ask.Onward
			}
			row := Row{Class: class, Count: counts[id], Decision: policy.Decide(policy.Query{From: s.party, To: party.Code, At: tx.Now, Class: class}, rules)}
			if row.Decision.Permit && !slices.Contains(peers, party.Code) {
				row.Decision = noLink(row.Decision)
			}
			if row.Decision.Permit {
				view.Released += row.Count
			} else {
				view.Refused += row.Count
			}
			view.Rows = append(view.Rows, row)
			pl.rows[party.Code][id] = row
		}
		slices.SortStableFunc(view.Rows, func(a, b Row) int { return cmp.Compare(b.Count, a.Count) })
		pl.Parties = append(pl.Parties, view)
	}
	pl.SecondPerson = s.needsSecond(*pl)
	return nil
}

// noLink turns a permission that nothing can carry out into a refusal: the
// agreement reaches a party that this node has no log with.
func noLink(d policy.Decision) policy.Decision {
	return policy.Decision{To: d.To, Reasons: []policy.Reason{policy.Because("no-link", d.Reasons[0].Citation, "the agreement permits it, but this node has no link with %s; invite it, or let a party with a link pass it on", d.To)}}
}

// Recipient is a party that something may be meant for.
type Recipient struct {
	Code ids.Party
	Name string
}

// recipients gives the parties asked for, or all that this node knows.
func (s *Service) recipients(ctx context.Context, tx *db.Tx, to []ids.Party) ([]Recipient, error) {
	known, err := s.parties.Recipients(ctx, tx)
	if err != nil || len(to) == 0 {
		return known, err
	}
	byCode := map[ids.Party]Recipient{}
	for _, r := range known {
		byCode[r.Code] = r
	}
	var out []Recipient
	for _, code := range to {
		r, ok := byCode[code]
		if !ok {
			// Asked for all the same: the answer "no agreement" belongs on the page.
			r = Recipient{Code: code, Name: string(code)}
		}
		if code == s.party {
			return nil, errs.New(errs.Invalid, "%s is this node's own party", code)
		}
		if !slices.ContainsFunc(out, func(o Recipient) bool { return o.Code == code }) {
			out = append(out, r)
		}
	}
	return out, nil
}
