package incident

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
)

// View is an incident as one person sees it.
type View struct {
	Incident
	SharedAt  time.Time // zero while it is ours alone
	Agreement string    // that it is shared under
	Provision string
	Seats     []Seat            // who takes part, the owner first
	Names     map[string]string // true names by alias, ours to know
	Links     []LinkedTo
	Now       time.Time // by which its clocks are judged
}

// Shared tells whether anybody else has it.
func (v View) Shared() bool { return !v.SharedAt.IsZero() }

// Seat is one party that takes part, with how far it has come.
type Seat struct {
	Party ids.Party
	Since time.Time
	Said  int     // its statements that are here
	Lacks []int64 // numbers of its statements that were made and are not here
	// What we have given it about this incident, from our own log to it; absent
	// for a party that hears of us by way of another.
	Given *ledger.Progress
	Via   ids.Party
}

// LinkedTo is an object that the incident links, with where it has gone.
type LinkedTo struct {
	Entry
	Link
	Here  bool                    // this node holds it
	Given map[ids.Party]time.Time // when we released it, by party
}

// Get gives one incident. It needs incident.read.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (out View, err error) {
	defer errs.Wrap(&err, "incident.Get(%s)", errs.Clip(id))
	if err := v.May(authz.IncidentRead); err != nil {
		return out, err
	}
	if err = s.c.DB.Read(ctx, func(tx *db.Tx) error { out, err = s.view(ctx, tx, v, id); return err }); err != nil {
		return out, err
	}
	return out, s.follow(ctx, v, &out)
}

// follow asks where the linked objects have gone, as far as the viewer may know.
func (s *Service) follow(ctx context.Context, v authz.Viewer, out *View) (err error) {
	if s.c.Releases == nil || v.May(authz.IntelRead) != nil {
		return nil
	}
	for i, l := range out.Links {
		if l.To != "object" {
			continue
		}
		if out.Links[i].Here, out.Links[i].Given, err = s.c.Releases.Given(ctx, v, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// List gives the incidents of the realm, those that stand open first, then by when
// they were opened, newest first. It needs incident.read.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []View, err error) {
	defer errs.Wrap(&err, "incident.List")
	return s.list(ctx, v, s.loadAll)
}

// Pending is List without the shared ones that are closed and for which no clocks
// of ours run. It needs incident.read.
func (s *Service) Pending(ctx context.Context, v authz.Viewer) (all []View, err error) {
	defer errs.Wrap(&err, "incident.Pending")
	return s.list(ctx, v, s.loadPending)
}

func (s *Service) list(ctx context.Context, v authz.Viewer, load func(context.Context, *db.Tx, ids.Realm) ([]held, error)) (all []View, err error) {
	if err := v.May(authz.IncidentRead); err != nil {
		return nil, err
	}
	ceiling, err := ceilingOf(v.Actor())
	if err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := load(ctx, tx, v.Realm())
		if err != nil {
			return err
		}
		for _, h := range rows {
			entries, err := h.entries(ceiling)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(entries, opens(h)) {
				all = append(all, h.viewOf(Fold(h.id, entries), tx.Now))
			}
		}
		return nil
	})
	slices.SortStableFunc(all, func(x, y View) int {
		if a, b := x.State == ClosedState, y.State == ClosedState; a != b {
			if a {
				return 1
			}
			return -1
		}
		return y.Opened.Compare(x.Opened)
	})
	return all, err
}

func (h held) viewOf(i Incident, now time.Time) View {
	v := View{Incident: i, SharedAt: h.sharedAt, Agreement: h.matter.Agreement, Provision: h.matter.Provision, Names: map[string]string{}, Now: now}
	for _, e := range i.Entries {
		if x, ok := e.Body.(*Entity); ok && h.names[x.Label] != "" {
			v.Names[x.Label] = h.names[x.Label] // of an entry that the viewer may see
		}
	}
	lacks, said := h.matter.Missing(), map[ids.Party]int{}
	for _, x := range h.matter.Said {
		said[x.Party]++
	}
	for _, p := range h.matter.Parties {
		v.Seats = append(v.Seats, Seat{Party: p, Since: h.matter.Since(p), Said: said[p], Lacks: lacks[p]})
	}
	links, entries := Of[Link](i, Linked)
	for n, l := range links {
		v.Links = append(v.Links, LinkedTo{Entry: entries[n], Link: l})
	}
	return v
}

// view makes one incident's view within a transaction.
func (s *Service) view(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (out View, err error) {
	ceiling, err := ceilingOf(v.Actor())
	if err != nil {
		return out, err
	}
	h, i, err := s.find(ctx, tx, v.Realm(), id, ceiling)
	if err != nil {
		return out, err
	}
	out = h.viewOf(i, tx.Now)
	reach, err := s.c.Matters.Reach(ctx, tx, v, authz.IncidentRead, h.matter)
	for _, r := range reach {
		n := slices.IndexFunc(out.Seats, func(s Seat) bool { return s.Party == r.Party })
		out.Seats[n].Given, out.Seats[n].Via = r.Given, r.Via
	}
	return out, err
}
