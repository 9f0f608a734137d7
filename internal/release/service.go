package release

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// Agreements gives the rules in force, within the caller's transaction.
type Agreements interface {
	Rules(ctx context.Context, tx *db.Tx, realm ids.Realm, at time.Time) ([]policy.Rule, error)
	// WhatIf gives the rules of a moment with a version of an agreement and
	// without it; an empty digest is the version that would be next.
	WhatIf(ctx context.Context, tx *db.Tx, realm ids.Realm, agreement, digest string, at time.Time) (policy.WhatIf, error)
}

// Parties is what release must know of other parties.
type Parties interface {
	// Recipients lists every party known to this node but its own.
	Recipients(ctx context.Context, tx *db.Tx) ([]Recipient, error)
	// Peers lists the parties that this node has a log with.
	Peers(ctx context.Context, tx *db.Tx) ([]ids.Party, error)
	// NodeKey gives the pinned node key of a party; errs.NotFound for a stranger.
	NodeKey(ctx context.Context, tx *db.Tx, party ids.Party) (sign.PublicKey, error)
	// Card gives a party's signed card as canonical JSON.
	Card(ctx context.Context, tx *db.Tx, party ids.Party) ([]byte, error)
	// Introduce takes the card of a party from another that vouches for it, and
	// gives the party's code and key. A known party with another key is
	// errs.Conflict.
	Introduce(ctx context.Context, tx *db.Tx, card []byte, by ids.Party) (ids.Party, sign.PublicKey, error)
}

// Config is what a Service needs.
type Config struct {
	DB         *db.DB
	Journal    *journal.Journal
	Party      ids.Party
	Key        sign.Key // the node's key
	Agreements Agreements
	Parties    Parties
	// SecondPerson is the level of TLP from which on a release needs two
	// persons; marking.None for never.
	SecondPerson marking.TLP
	Log          *slog.Logger
}

// Service decides, releases and recalls.
type Service struct {
	db         *db.DB
	journal    *journal.Journal
	party      ids.Party
	key        sign.Key
	agreements Agreements
	parties    Parties
	second     marking.TLP
	log        *slog.Logger
}

// New gives the service.
func New(c Config) *Service {
	return &Service{db: c.DB, journal: c.Journal, party: c.Party, key: c.Key, agreements: c.Agreements, parties: c.Parties, second: c.SecondPerson, log: c.Log}
}

// Made is the outcome of a release.
type Made struct {
	ID string
	Preview
}

// Make releases what policy permits of the ask, to each party what it may have.
// What is refused stays, with the reason on record. When nothing may go to
// anyone, nothing is recorded and the answer is errs.Denied.
//
// In one transaction: the decisions, the parts, and one journal entry for each
// recipient. A crash before its commit leaves nothing; after it, the sequencer
// finds the entries and everything else follows.
//
// From the level of SecondPerson on, nobody releases alone: errs.Denied.
func (s *Service) Make(ctx context.Context, who authz.Actor, realm ids.Realm, ask Ask) (m Made, err error) {
	defer errs.Wrap(&err, "release.Make")
	if err := who.May(authz.ReleaseMake); err != nil {
		return m, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		pl, err := s.decide(ctx, tx, who.In(realm), ask)
		if err != nil {
			return err
		}
		if pl.SecondPerson {
			return errs.New(errs.Denied, "from tlp:%s on, this node asks for two persons: put it forward, and let another approve it", s.second)
		}
		m, err = s.record(ctx, tx, who, realm, pl, "out")
		return err
	})
	return m, err
}

// record writes a decided plan.
func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, pl plan, direction string) (m Made, err error) {
	m.ID, m.Preview = ids.New(), pl.Preview
	total := 0
	for _, v := range pl.Parties {
		total += v.Released
	}
	if total == 0 {
		return m, errs.New(errs.Denied, "nothing of this may go to anyone; the preview says why, party by party")
	}
	cut := newCutter(s, tx, realm, m.ID, pl)
	rel := Release{ID: m.ID, Realm: realm, At: tx.Now, Direction: direction, Person: who.Person, Name: who.Name, Objects: int64(pl.Objects)}
	if err := saveRelease(ctx, tx, rel); err != nil {
		return m, err
	}
	if _, err := s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "release.made", By: who, About: m.ID, Body: summary(pl)}); err != nil {
		return m, err
	}
	for _, view := range pl.Parties {
		if err := s.deliver(ctx, tx, who, rel, view, pl, cut); err != nil {
			return m, err
		}
	}
	return m, nil
}

// deliver records one party's decisions and, where anything may go, the journal
// entry that takes it there.
func (s *Service) deliver(ctx context.Context, tx *db.Tx, who authz.Actor, r Release, view PartyView, pl plan, cut *cutter) error {
	d := Delivery{Release: r.ID, Party: view.Party, Released: int64(view.Released), Refused: int64(view.Refused), Rows: view.Rows}
	if view.Released > 0 {
		body, parcels, err := cut.parcels(ctx, view.Party, pl.rows[view.Party])
		if err != nil {
			return err
		}
		e, err := s.journal.Append(ctx, tx, journal.Act{Realm: r.Realm, Kind: kindSent, By: who, About: r.ID, Audience: []ids.Party{view.Party}, Body: body})
		if err != nil {
			return err
		}
		d.Statement = e.ID
		for _, p := range parcels {
			if err := saveParcel(ctx, tx, r.ID, view.Party, p); err != nil {
				return err
			}
		}
	}
	return saveDelivery(ctx, tx, r, d)
}

// summary says of each party how much it was given, of which types and under which
// markings, and how much was refused.
func summary(pl plan) map[string]any {
	parties := map[string]any{}
	for _, v := range pl.Parties {
		types, levels := map[string]int{}, map[string]bool{}
		for class, row := range pl.rows[v.Party] {
			if !row.Decision.Permit {
				continue
			}
			levels[row.Class.TLP.String()] = true
			for kind, n := range pl.types[class] {
				types[kind] += n
			}
		}
		tlp := slices.AppendSeq([]string{}, maps.Keys(levels))
		slices.Sort(tlp)
		parties[string(v.Party)] = map[string]any{"released": v.Released, "refused": v.Refused, "types": types, "tlp": tlp}
	}
	return map[string]any{"objects": pl.Objects, "parties": parties}
}
