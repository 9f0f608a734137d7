package party

import (
	"bytes"
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
)

// How a party came to be known.
const (
	Self       = "self"
	Invited    = "invited"
	Introduced = "introduced"
	Compared   = "compared"
)

// Party is a party as this node knows it.
type Party struct {
	Card
	Trust   string    // Self, Invited, Introduced, Compared
	Via     ids.Party // who introduced it
	KnownAt time.Time
}

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Keys    *sign.Ring
	Party   ids.Party // this node's own
	// Peers gives the parties that are told of a new card of ours. Nil: nobody.
	Peers func(ctx context.Context, tx *db.Tx) ([]ids.Party, error)
	Held  bool // restored, and not resumed yet: no key is replaced
	// Overlap is how long a replaced link key may still be used, up to MaxOverlap.
	Overlap time.Duration
}

// Service is the directory of one node.
type Service struct {
	db      *db.DB
	journal *journal.Journal
	keys    *sign.Ring
	party   ids.Party
	peers   func(ctx context.Context, tx *db.Tx) ([]ids.Party, error)
	held    bool
	overlap time.Duration
}

// New gives the service.
func New(c Config) *Service {
	return &Service{db: c.DB, journal: c.Journal, keys: c.Keys, party: c.Party, peers: c.Peers, held: c.Held, overlap: c.Overlap}
}

// NewOffice is an office that a founding asks for.
type NewOffice struct {
	ID     string
	Name   string
	Powers []string
}

// Founding is what a new node says of its party.
type Founding struct {
	Name    string
	Kind    string
	Offices []NewOffice
}

// Found makes the node's own party, once: its keys and its first card.
func (s *Service) Found(ctx context.Context, who authz.Actor, f Founding) (err error) {
	defer errs.Wrap(&err, "party.Found(%s)", s.party)
	if err := who.May(authz.SystemBootstrap); err != nil {
		return err
	}
	node, err := s.keys.Key("node")
	if err != nil {
		return err
	}
	c := Card{V: 1, Party: s.party, Name: f.Name, Kind: f.Kind, Node: node.Public(), Serial: 1}
	for _, o := range f.Offices {
		if o.ID == "node" || o.ID == "link" {
			return errs.New(errs.Invalid, "no office can be called %q; those are keys of the node", o.ID)
		}
		key, err := s.keys.Key(officeKey(o.ID, 1))
		if err != nil {
			return err
		}
		c.Offices = append(c.Offices, Office{ID: o.ID, Name: o.Name, Powers: o.Powers, Key: key.Public()})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c.At = tx.Now
		if err := c.check(); err != nil {
			return err
		}
		b, err := seal(c, node)
		if err != nil {
			return err
		}
		if err := insert(ctx, tx, Party{Card: c, Trust: Self, KnownAt: tx.Now}, b); err != nil {
			return err
		}
		if err := recordKeys(ctx, tx, c, tx.Now); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "party.founded", By: who, About: string(s.party), Body: map[string]any{"name": c.Name, "node": c.Node}})
		return err
	})
}

// Learn takes the card of another party within the caller's act. how is Invited
// or Introduced; via names who introduced it. An unknown party is stored and its
// node key pinned; a known one under the same key gets the newer card.
//
// Errors: errs.Denied for our own code; errs.Conflict for a known party under
// another key, and for a card that does not carry on from the known one, which
// is an attack or a mistake that people must resolve.
func (s *Service) Learn(ctx context.Context, tx *db.Tx, who authz.Actor, card []byte, how string, via ids.Party) (err error) {
	c, err := OpenCard(card)
	if err != nil {
		return err
	}
	if c.Party == s.party {
		return errs.New(errs.Denied, "a card of %s comes from this node only", s.party)
	}
	known, err := load(ctx, tx, c.Party)
	if errs.Is(err, errs.NotFound) {
		if err := checkForeign(ctx, tx, Card{}, c); err != nil {
			return err
		}
		if err := recordKeys(ctx, tx, c, tx.Now); err != nil {
			return err
		}
		if err := insert(ctx, tx, Party{Card: c, Trust: how, Via: via, KnownAt: tx.Now}, card); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "party.learned", By: who, About: string(c.Party), Body: map[string]any{"how": how, "via": via, "node": c.Node, "name": c.Name}})
		return err
	}
	if err != nil {
		return err
	}
	if known.Node != c.Node {
		return errs.New(errs.Conflict, "%s is known here under another key; compare fingerprints by another way before anything else", c.Party)
	}
	if how == Invited && known.Trust == Introduced {
		if _, err := tx.Exec(ctx, `UPDATE party_party SET trust = $1, via = '' WHERE code = $2`, Invited, string(c.Party)); err != nil {
			return err
		}
	}
	if c.Serial <= known.Serial {
		return sameLine(ctx, tx, c, card, known)
	}
	if err := c.Follows(known.Card); err != nil {
		return err
	}
	if err := checkForeign(ctx, tx, known.Card, c); err != nil {
		return err
	}
	if err := replace(ctx, tx, known, c, card); err != nil {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "party.changed", By: who, About: string(c.Party), Body: map[string]any{"serial": c.Serial, "name": c.Name}})
	return err
}

// sameLine answers errs.Conflict when a card that is not later than the known
// one is not of the same line: its party's node key has signed two futures. The
// known card stays, and the refusal is on record at both sides.
func sameLine(ctx context.Context, tx *db.Tx, c Card, card []byte, known Party) error {
	if c.Serial < known.Serial {
		if known.Follows(c) == nil {
			return nil
		}
	} else {
		held, err := db.Value[[]byte](ctx, tx, `SELECT card FROM party_party WHERE code = $1`, string(c.Party))
		if err != nil || bytes.Equal(held, card) {
			return err
		}
	}
	return errs.New(errs.Conflict, "the node key of %s has signed two cards that exclude each other (serial %d; this node holds %d, which stays): its node was restored from before a change, or its key is in other hands; call %s", c.Party, c.Serial, known.Serial, c.Party)
}

// Introduce is Learn for what a peer vouches for, and gives code and key.
func (s *Service) Introduce(ctx context.Context, tx *db.Tx, card []byte, by ids.Party) (ids.Party, sign.PublicKey, error) {
	c, err := OpenCard(card)
	if err != nil {
		return "", sign.PublicKey{}, err
	}
	return c.Party, c.Node, s.Learn(ctx, tx, authz.System(s.party, "federation", authz.SystemFederate), card, Introduced, by)
}

// Confirm records that a person has compared a party's words by another way.
// words must be those of the key that is pinned here.
func (s *Service) Confirm(ctx context.Context, who authz.Actor, code ids.Party, words string) (err error) {
	defer errs.Wrap(&err, "party.Confirm(%s)", code)
	if err := who.May(authz.PartyManage); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := load(ctx, tx, code)
		if err != nil {
			return err
		}
		if !sign.MatchWords(p.Node, words) {
			return errs.New(errs.Denied, "these are not the words of the key that is known here for %s; do not go on, and tell %s", code, code)
		}
		return s.Compared(ctx, tx, who, code)
	})
}

// Compared marks a party's key as compared, within the caller's act.
func (s *Service) Compared(ctx context.Context, tx *db.Tx, who authz.Actor, code ids.Party) error {
	if code == s.party {
		return errs.New(errs.Invalid, "this node's own key needs no comparing")
	}
	n, err := tx.Exec(ctx, `UPDATE party_party SET trust = $1, via = '' WHERE code = $2`, Compared, string(code))
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.NotFound, "party %s is not known here", errs.Clip(string(code)))
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "party.compared", By: who, About: string(code)})
	return err
}

// OfficeKey gives the private key of an own office that has a power; an empty
// power asks for none.
func (s *Service) OfficeKey(ctx context.Context, tx *db.Tx, id, power string) (Office, sign.Key, error) {
	self, err := load(ctx, tx, s.party)
	if err != nil {
		return Office{}, sign.Key{}, err
	}
	if id == "" {
		for _, o := range self.Offices {
			if o.May(power) && !o.Ended() {
				id = o.ID
				break
			}
		}
	}
	o, err := self.Office(id)
	if err != nil {
		return o, sign.Key{}, err
	}
	if o.Ended() {
		return o, sign.Key{}, errs.New(errs.Conflict, "office %s was succeeded by %s already", o.ID, o.Succeeded.By)
	}
	if power != "" && !o.May(power) {
		return o, sign.Key{}, errs.New(errs.Denied, "office %s of %s has no power to %s", o.ID, s.party, power)
	}
	key, err := s.keys.Existing(officeKey(o.ID, len(o.Retired)+1))
	if err == nil && key.Public() != o.Key {
		err = errs.New(errs.Conflict, "the key of office %s is not the one on this party's card", o.ID)
	}
	return o, key, err
}
