package party

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
)

// KindCard is the kind of statement by which a party tells its peers of its
// new card.
const KindCard = "party.card-changed"

const kindRotated = "party.key-rotated"

// cardBody is what such a statement holds.
type cardBody struct {
	Card jsontext.Value `json:"card"`
}

const maxReason = 1000 // bytes

// visible tells whether a text shows what it holds, line breaks apart.
func visible(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) })
}

// officeKey is the name in the ring of an office's n-th key, counted from one.
// No two offices come to the same name.
func officeKey(id string, n int) string {
	if n == 1 {
		return "office-" + id
	}
	return fmt.Sprintf("office%d-%s", n, id)
}

// linkKey is the name in the ring of the node's n-th link key. The first one is
// the node key.
func linkKey(n int) string {
	if n == 1 {
		return "node"
	}
	return fmt.Sprintf("link%d", n)
}

// RotateOffice gives an office a new key: from now on only the new one signs
// for it, and what the old one signed before stays valid. Every peer is told.
//
// A crash before the commit leaves a key file that nobody knows; the next
// rotation of the office uses it. After it: the card names the new key, whose
// file was on disk before.
func (s *Service) RotateOffice(ctx context.Context, who authz.Actor, office, reason string) (o Office, err error) {
	defer errs.Wrap(&err, "party.RotateOffice(%s)", errs.Clip(office))
	if office == "node" {
		return o, errs.New(errs.Unsupported, "the node key cannot be replaced: this party is known by it, and a log keeps its key. To change the key under which it links with others: entente key rotate link. If the node key may be in other hands: stop this node, have every peer part from it (entente peer forget %s), and make a new node under another party code", s.party)
	}
	err = s.recard(ctx, who, kindRotated, office, reason, func(tx *db.Tx, c Card) (Card, map[string]any, error) {
		next, err := s.rotated(c, office, tx.Now)
		if err != nil {
			return c, nil, err
		}
		if o, err = next.Office(office); err != nil {
			return c, nil, err
		}
		return next, map[string]any{"office": office, "old": o.Retired[len(o.Retired)-1].Key, "new": o.Key, "at": o.Since}, nil
	})
	return o, err
}

// RotateLink gives the node a new link key, under which it calls and is called
// from now on. Those before it open connections for as long as the configured
// overlap; at once means none, for a key that may be in other hands. A later
// rotation cuts an overlap short, never makes it longer. What a crash leaves is
// as with RotateOffice.
func (s *Service) RotateLink(ctx context.Context, who authz.Actor, reason string, atOnce bool) (k LinkKey, err error) {
	defer errs.Wrap(&err, "party.RotateLink")
	overlap := s.overlap
	if atOnce {
		overlap = 0
	}
	err = s.recard(ctx, who, kindRotated, "link", reason, func(tx *db.Tx, c Card) (Card, map[string]any, error) {
		had := c.LinkKeys()
		if len(had) > maxRetired {
			return c, nil, errs.New(errs.Conflict, "this node has had %d link keys, which is all that a card holds", len(had))
		}
		key, err := s.keys.Key(linkKey(len(had) + 1))
		if err != nil {
			return c, nil, err
		}
		office, by, err := s.OfficeKey(ctx, tx, "", PowerSign)
		if err != nil {
			return c, nil, err
		}
		next, err := relinked(c, key, by, office.ID, tx.Now, tx.Now.Add(overlap))
		if err != nil {
			return c, nil, err
		}
		k = next.Links[len(next.Links)-1]
		return next, map[string]any{"link": true, "old": had[len(had)-1].Key, "new": k.Key, "at": k.Since, "old_until": tx.Now.Add(overlap)}, nil
	})
	return k, err
}

// recard replaces this node's card by one that follows it, records why, and
// tells every peer.
func (s *Service) recard(ctx context.Context, who authz.Actor, kind, about, reason string, change func(tx *db.Tx, c Card) (Card, map[string]any, error)) error {
	if err := who.May(authz.KeyRotate); err != nil {
		return err
	}
	if reason == "" || len(reason) > maxReason || !visible(reason) {
		return errs.New(errs.Invalid, "say why, in 1 to %d bytes of visible characters", maxReason)
	}
	if s.held {
		return errs.New(errs.Conflict, "this node was restored and is held: its peers may know later keys of it; run entente node resume first")
	}
	node, err := s.keys.Existing("node")
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		self, err := load(ctx, tx, s.party)
		if err != nil {
			return err
		}
		if !tx.Now.After(self.At) {
			return errs.New(errs.Conflict, "this node's clock stands before the date of its present card (%s); put the clock right first", self.At.Format(time.RFC3339))
		}
		next, body, err := change(tx, self.Card)
		if err != nil {
			return err
		}
		next.Serial, next.At = self.Serial+1, tx.Now
		if err := next.check(); err != nil {
			return err
		}
		if err := next.Follows(self.Card); err != nil {
			return err
		}
		card, err := seal(next, node)
		if err != nil {
			return err
		}
		if err := replace(ctx, tx, self, next, card); err != nil {
			return err
		}
		body["reason"] = reason
		if _, err := s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: about, Body: body}); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, next.Serial, card)
	})
}

// rotated gives c with a new key for an office.
func (s *Service) rotated(c Card, office string, now time.Time) (Card, error) {
	was, err := c.Office(office)
	if err != nil {
		return c, err
	}
	if was.Ended() {
		return c, errs.New(errs.Conflict, "office %s was succeeded by %s already", office, was.Succeeded.By)
	}
	if len(was.Retired) >= maxRetired {
		return c, errs.New(errs.Conflict, "office %s has had %d keys, which is all that a card holds", office, maxRetired+1)
	}
	key, err := s.keys.Key(officeKey(office, len(was.Retired)+2))
	if err != nil {
		return c, err
	}
	fresh, err := prove(key, c.Party, office, now)
	if err != nil {
		return c, err
	}
	next := c
	next.Offices = make([]Office, len(c.Offices))
	for i, o := range c.Offices {
		if o.ID == office {
			keys := o.Keys()
			keys[len(keys)-1].Until = now
			o.Retired, o.Key, o.Since, o.Proof = keys, fresh.Key, fresh.Since, fresh.Proof
		}
		next.Offices[i] = o
	}
	return next, nil
}

// tell sends this node's card to every peer.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who authz.Actor, serial int64, card []byte) error {
	var peers []ids.Party
	if s.peers != nil {
		var err error
		if peers, err = s.peers(ctx, tx); err != nil {
			return err
		}
	}
	_, err := s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: KindCard, By: who, About: fmt.Sprint(s.party, " ", serial), Audience: peers, Body: cardBody{Card: card}})
	return err
}

// Greet tells a party that has just become a peer of this node's card where it
// is not the first: the invitation may have been made under an earlier one.
func (s *Service) Greet(ctx context.Context, tx *db.Tx, who authz.Actor, to ids.Party) error {
	self, err := load(ctx, tx, s.party)
	if err != nil || self.Serial == 1 {
		return err
	}
	card, err := s.CardJSON(ctx, tx, s.party)
	if err != nil {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: KindCard, By: who, About: fmt.Sprint(s.party, " ", self.Serial), Audience: []ids.Party{to}, Body: cardBody{Card: card}})
	return err
}

// ReceiveCard takes the new card of a peer, told by the peer itself.
func (s *Service) ReceiveCard(ctx context.Context, tx *db.Tx, from ids.Party, body []byte) error {
	var b cardBody
	if err := strictjson.Decode(body, &b, strictjson.Default); err != nil {
		return err
	}
	c, err := OpenCard(b.Card)
	if err != nil {
		return err
	}
	if c.Party != from {
		return errs.New(errs.Denied, "%s brings a card of %s; a party tells of itself alone", from, c.Party)
	}
	return s.Learn(ctx, tx, authz.System(s.party, "federation", authz.SystemFederate), b.Card, Introduced, from)
}

// SigningKey is the key by which an office's signature must verify that is
// dated at, and of which this node hears now. first is a key that the office, or
// one in whose place it had come by then, must have had.
//
// A key that was retired since counts for what it signed before. doubt is then
// true: whoever has the old key can date back, and this node cannot tell. The
// caller decides to the safe side.
func (s *Service) SigningKey(ctx context.Context, tx *db.Tx, code ids.Party, office string, first sign.PublicKey, at time.Time) (key sign.PublicKey, doubt bool, err error) {
	p, err := load(ctx, tx, code)
	if err != nil {
		return key, false, err
	}
	k, err := p.SigningKey(office, first, at)
	return k.Key, k.Retired(), err
}

// replace puts a later card of a known party in the place of the present one.
func replace(ctx context.Context, tx *db.Tx, was Party, c Card, card []byte) error {
	if err := recordKeys(ctx, tx, was.Card, was.KnownAt); err != nil {
		return err
	}
	if err := recordKeys(ctx, tx, c, tx.Now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE party_party SET serial = $1, card = $2 WHERE code = $3`, c.Serial, card, string(c.Party))
	return err
}
