package party

import (
	"context"
	"fmt"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
)

// LinkKey gives the private key under which this node calls and is called: the
// newest that is in its ring and that peers still accept. A process of the
// party that was not given the new key's file yet lives on the one before it,
// as long as the overlap lasts.
func (s *Service) LinkKey(ctx context.Context) (key sign.Key, err error) {
	defer errs.Wrap(&err, "party.LinkKey")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		self, err := load(ctx, tx, s.party)
		if err != nil {
			return err
		}
		all := self.LinkKeys()
		var missing error
		for i := len(all) - 1; i >= 0 && all[i].opens(tx.Now); i-- {
			key, err = s.keys.Existing(linkKey(i + 1))
			if err == nil && key.Public() == all[i].Key {
				return nil
			}
			if missing == nil {
				missing = errs.New(errs.NotFound, "the key file %s.key, under which peers know this node, is missing from its keys folder or is another key; bring it back, or run entente key rotate link", linkKey(i+1))
			}
		}
		return missing
	})
	return key, err
}

// Regain takes back a later card of this node's own party, as a peer holds it:
// this node was restored from before a key was replaced. Only a card under this
// node's own key that carries on from the present one is taken. What the later
// card has retired signs no more, and what it names is missing from the keys
// folder, which every act that needs it says.
func (s *Service) Regain(ctx context.Context, card []byte, from ids.Party) (err error) {
	defer errs.Wrap(&err, "party.Regain(%s)", from)
	c, err := OpenCard(card)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		self, err := load(ctx, tx, s.party)
		if err != nil {
			return err
		}
		if c.Party != s.party || c.Node != self.Node {
			return errs.New(errs.Denied, "%s holds a card of %s under another node key than ours; call %s", from, s.party, from)
		}
		if c.Serial <= self.Serial {
			return sameLine(ctx, tx, c, card, self)
		}
		if err := c.Follows(self.Card); err != nil {
			return err
		}
		if err := replace(ctx, tx, self, c, card); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "party.card-regained", By: authz.System(s.party, "federation", authz.SystemFederate),
			About: fmt.Sprint(s.party, " ", c.Serial), Body: map[string]any{"from": from, "was": self.Serial, "serial": c.Serial}})
		return err
	})
}
