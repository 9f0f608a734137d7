package incident

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/matter"
	"entente/internal/policy"
)

// Sharing is what a person has chosen to give, to whom, and by what.
type Sharing struct {
	Agreement string
	Provision string
	To        []ids.Party
	Entries   []string // refs of entries of ours, in any order; the description goes by itself
	Met       bool     // state too that our duty to report is met; under such a provision alone
}

// Preview is what could go, before anything does.
type Preview struct {
	Bases   []matter.Basis // duties to report first; the first one is what the system chooses
	Parties []ids.Party
	Opening Offer // the description
	Offers  []Offer
}

// Offer is an entry that could go, with what policy says of it for each party.
type Offer struct {
	Entry
	May []policy.Decision // in the order of the preview's parties
}

// Preview tells what of an incident could go to others, by what, and what policy
// says of each entry. It needs incident.read.
func (s *Service) Preview(ctx context.Context, v authz.Viewer, id string, to []ids.Party) (p Preview, err error) {
	defer errs.Wrap(&err, "incident.Preview(%s)", errs.Clip(id))
	if err := v.May(authz.IncidentRead); err != nil {
		return p, err
	}
	ceiling, err := ceilingOf(v.Actor())
	if err != nil {
		return p, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		h, i, err := s.find(ctx, tx, v.Realm(), id, ceiling)
		if err != nil {
			return err
		}
		if p.Bases, err = s.bases(ctx, tx, v.Realm()); err != nil {
			return err
		}
		if p.Parties = to; h.isShared() {
			p.Parties = slices.DeleteFunc(slices.Clone(h.matter.Parties), func(x ids.Party) bool { return x == s.c.Party })
		}
		d := i.Description
		if p.Opening, err = s.offer(ctx, tx, v.Realm(), Entry{Act: Opened, Party: i.Owner, At: i.Opened, TLP: i.TLP, Body: &d}, p.Parties); err != nil {
			return err
		}
		for _, e := range h.own {
			if e.shared != 0 || !e.offered() || e.TLP > ceiling {
				continue
			}
			o, err := s.offer(ctx, tx, v.Realm(), e.Entry, p.Parties)
			if err != nil {
				return err
			}
			p.Offers = append(p.Offers, o)
		}
		return nil
	})
	return p, err
}

// bases lists what an incident can be shared by: duties to report it, then what
// permits sharing it.
func (s *Service) bases(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]matter.Basis, error) {
	report, err := s.c.Matters.Bases(ctx, tx, realm, clause.Reporting)
	if err != nil {
		return nil, err
	}
	share, err := s.c.Matters.Bases(ctx, tx, realm, policy.Share)
	return append(report, share...), err
}

func (s *Service) offer(ctx context.Context, tx *db.Tx, realm ids.Realm, e Entry, to []ids.Party) (Offer, error) {
	o := Offer{Entry: e}
	for _, p := range to {
		d, err := s.c.Matters.Decide(ctx, tx, realm, p, e.TLP)
		if err != nil {
			return o, err
		}
		o.May = append(o.May, d)
	}
	return o, nil
}

// offered tells that an entry of ours can be given by itself. What describes the
// incident goes as its opening; what is about our own clocks never goes, nor does a
// link that tells what it links.
func (e Entry) offered() bool {
	if l, ok := e.Body.(*Link); ok && l.tells() != nil {
		return false
	}
	return mayStayOurs(e.Act) && e.Act != Obliged && e.Act != Informed
}

// Share gives an incident of ours to others: it opens a matter with the
// description as it stands, and states the chosen entries there. All of it goes, or
// nothing. It needs incident.share.
//
// Errors: NotFound; Conflict when it is shared already; Denied where policy does
// not let a marking go to one of the parties; Invalid for an entry that cannot go.
func (s *Service) Share(ctx context.Context, who authz.Actor, realm ids.Realm, id string, sh Sharing) (v View, err error) {
	defer errs.Wrap(&err, "incident.Share(%s)", errs.Clip(id))
	err = s.give(ctx, who, realm, id, &v, func(tx *db.Tx, h held, i Incident) error {
		if h.isShared() {
			return errs.New(errs.Conflict, "the incident is shared already; bring further parties in")
		}
		b, err := s.basis(ctx, tx, realm, sh)
		if err != nil {
			return err
		}
		d := i.Description
		d.writtenAt(i.Opened)
		m, err := s.c.Matters.Open(ctx, tx, who, realm, matter.Opening{Kind: Domain, ID: h.id, Seed: h.seed, Agreement: sh.Agreement, Provision: sh.Provision, To: sh.To, TLP: i.TLP, Act: Opened, Body: &d})
		if err != nil {
			return err
		}
		if err := setShared(ctx, tx, id); err != nil {
			return err
		}
		if err := s.state(ctx, tx, who, h, m, sh.Entries); err != nil || !sh.Met {
			return err
		}
		return s.met(ctx, tx, who, realm, b, i, sh.To)
	})
	return v, err
}

// basis finds what a sharing rests on. Under a duty to report the depositary is
// among those who get it.
func (s *Service) basis(ctx context.Context, tx *db.Tx, realm ids.Realm, sh Sharing) (matter.Basis, error) {
	all, err := s.bases(ctx, tx, realm)
	if err != nil {
		return matter.Basis{}, err
	}
	i := slices.IndexFunc(all, func(b matter.Basis) bool {
		return b.Agreement == sh.Agreement && b.Provision.ID == sh.Provision
	})
	switch {
	case i < 0:
		return matter.Basis{}, errs.New(errs.NotFound, "no provision %q in force lets incidents be shared", errs.Clip(sh.Provision))
	case all[i].Provision.Kind == clause.Reporting && all[i].Depositary != s.c.Party && !slices.Contains(sh.To, all[i].Depositary):
		return all[i], errs.New(errs.Invalid, "under a duty to report, the incident goes to %s, who keeps the agreement", all[i].Depositary)
	case sh.Met && all[i].Provision.Kind != clause.Reporting:
		return all[i], errs.New(errs.Invalid, "this provision is no duty to report that could be met")
	}
	return all[i], nil
}

func (s *Service) met(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, b matter.Basis, i Incident, to []ids.Party) error {
	if s.c.Met == nil {
		return errs.New(errs.Unsupported, "this node does not state duties to be met from an incident")
	}
	since := i.Aware
	if since.IsZero() {
		since = i.Opened
	}
	return s.c.Met(ctx, tx, who, Duty{Realm: realm, Agreement: b.Agreement, Provision: b.Provision.ID, To: to, Since: since, Text: i.Title, Reference: i.ID})
}

// Disclose gives entries that were ours to all who take part. It needs
// incident.share.
func (s *Service) Disclose(ctx context.Context, who authz.Actor, realm ids.Realm, id string, entries []string) (v View, err error) {
	defer errs.Wrap(&err, "incident.Disclose(%s)", errs.Clip(id))
	err = s.give(ctx, who, realm, id, &v, func(tx *db.Tx, h held, _ Incident) error {
		if !h.isShared() {
			return errs.New(errs.Conflict, "the incident is not shared")
		}
		return s.state(ctx, tx, who, h, h.matter, entries)
	})
	return v, err
}

// Invite brings further parties into a shared incident of ours. It needs
// incident.share.
func (s *Service) Invite(ctx context.Context, who authz.Actor, realm ids.Realm, id string, to []ids.Party) (v View, err error) {
	defer errs.Wrap(&err, "incident.Invite(%s)", errs.Clip(id))
	err = s.give(ctx, who, realm, id, &v, func(tx *db.Tx, h held, i Incident) error {
		if !h.isShared() {
			return errs.New(errs.Conflict, "the incident is not shared")
		}
		_, err := s.c.Matters.Invite(ctx, tx, who, h.matter, to, i.TLP, struct{}{})
		return err
	})
	return v, err
}

// give is one act that gives others something.
func (s *Service) give(ctx context.Context, who authz.Actor, realm ids.Realm, id string, v *View, f func(tx *db.Tx, h held, i Incident) error) error {
	if err := who.May(authz.IncidentShare); err != nil {
		return err
	}
	ceiling, err := ceilingOf(who)
	if err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		h, i, err := s.find(ctx, tx, realm, id, ceiling)
		if err != nil {
			return err
		}
		if err := f(tx, h, i); err != nil {
			return err
		}
		*v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
}

// state states entries of ours to a matter, by their dates. An answer follows its
// task, and goes only where its task does.
func (s *Service) state(ctx context.Context, tx *db.Tx, who authz.Actor, h held, m matter.Matter, refs []string) error {
	ceiling, err := ceilingOf(who)
	if err != nil {
		return err
	}
	became := map[string]string{}
	for _, e := range h.own {
		if e.shared != 0 && e.Act == Tasked {
			became[e.Ref] = refOf(s.c.Party, e.shared)
		}
	}
	chosen := slices.Clone(refs)
	own := slices.Clone(h.own)
	slices.SortFunc(own, func(x, y ownEntry) int { return order(x.Entry, y.Entry) })
	for _, e := range own {
		i := slices.Index(chosen, e.Ref)
		if i < 0 || e.shared != 0 || !e.offered() || e.TLP > ceiling {
			continue
		}
		chosen = slices.Delete(chosen, i, i+1)
		if a, ok := e.Body.(*Answer); ok {
			if a.Task, ok = became[a.Task]; !ok {
				return errs.New(errs.Invalid, "an answer can only go together with its task")
			}
		}
		e.Body.writtenAt(firstOf(e.Body.made(), e.At))
		x, err := s.c.Matters.State(ctx, tx, who, m, e.Act, e.TLP, e.Body)
		if err != nil {
			return err
		}
		m.Said = append(m.Said, x)
		if e.Act == Tasked {
			became[e.Ref] = refOf(x.Party, x.N)
		}
		if err := becameShared(ctx, tx, h.id, e.Ref, x.N); err != nil {
			return err
		}
	}
	if len(chosen) > 0 {
		return errs.New(errs.Invalid, "%d of the chosen entries cannot go: they are not here, are shared already, or are ours by their kind", len(chosen))
	}
	return nil
}

func firstOf(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
