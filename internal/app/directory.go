package app

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/directory"
	"entente/internal/notify"
)

// directoryConfig is what the directory is told of peers, agreements and duties,
// which it does not know itself.
func (n *Node) directoryConfig() directory.Config {
	c := directory.Config{DB: n.DB, Journal: n.Journal, Parties: n.Parties, Key: n.key, Party: n.Config.Party, HandOn: n.Config.PassOn,
		Peers: func(ctx context.Context, tx *db.Tx) ([]ids.Party, error) { return n.Federation.PeerCodes(ctx, tx) },
		Link:  n.comcheckLink, Terms: n.contactTerms, Met: n.contactsTried,
	}
	if n.Config.Mail != nil {
		c.Sender = &courier{n}
	}
	return c
}

// courier sends the questions of drills by the node's own e-mail: encrypted where
// the directory holds a key of the address, and to a secure address never in clear.
// What goes by another channel people ask.
type courier struct{ n *Node }

var _ directory.Sender = (*courier)(nil)

// Send implements directory.Sender.
func (c *courier) Send(ctx context.Context, channel directory.Medium, address, text string) error {
	if channel != directory.Email && channel != directory.SecureEmail {
		return errs.New(errs.Unsupported, "this node sends e-mail alone; ask by hand")
	}
	return c.n.DB.Write(ctx, func(tx *db.Tx) error {
		k, err := c.n.Directory.KeyOf(ctx, tx, address)
		if err != nil {
			return err
		}
		l := notify.Letter{Address: address, Text: text, OnlyEncrypted: channel == directory.SecureEmail}
		if err := k.Usable(tx.Now); err != nil && l.OnlyEncrypted {
			return err // now, so that the drill says to ask by hand
		}
		_, err = c.n.Notify.Send(ctx, tx, tx.Realm, l)
		return err
	})
}

// comcheckLink is where the question of a drill is answered. Who answers it comes
// from outside, by the node's own name where it has one.
func (n *Node) comcheckLink(token string) string {
	base := n.Config.Origin
	if base == "" {
		base = n.Config.URL()
	}
	return base + "/comcheck/" + token
}

// contactTerms gives how often agreements in force want the contacts of each party
// tried by us.
func (n *Node) contactTerms(ctx context.Context, tx *db.Tx) (map[ids.Party][]directory.Term, error) {
	all, err := n.Agreements.LoadAll(ctx, tx, tx.Realm)
	if err != nil {
		return nil, err
	}
	out := map[ids.Party][]directory.Term{}
	for _, a := range all {
		for _, e := range a.Engagements(tx.Now) {
			if e.Provision.Kind != clause.Contact || e.Provision.Force == "may" || !e.Owed(n.Config.Party, tx.Now) {
				continue
			}
			span, err := clause.ParseSpan(e.Provision.Every)
			if err != nil {
				return nil, err
			}
			t := directory.Term{Agreement: a.ID, Title: e.Title, Every: e.Provision.Every, Since: e.Since, After: func(t time.Time) time.Time { return span.After(t, 1) }}
			for _, p := range e.Parties {
				if p != n.Config.Party && e.Bound(p, tx.Now) {
					out[p] = append(out[p], t)
				}
			}
		}
	}
	return out, nil
}

// contactsTried states that our duty to try contacts is met: of the period that
// runs, which is the one that the drill was made in.
func (n *Node) contactsTried(ctx context.Context, who authz.Actor, agreement, text, reference string) error {
	all, err := n.Duties.Of(ctx, who.In(n.DB.Realm()), agreement, 0)
	if err != nil {
		return err
	}
	now := n.clock.Now()
	for _, o := range all {
		if o.Term.Provision.Kind == clause.Contact && o.Owed == n.Config.Party && o.Open(now) && !now.Before(o.From) && now.Before(o.Due) {
			_, err := n.Duties.Met(ctx, who, n.DB.Realm(), agreement, o.ID, text, reference)
			return err
		}
	}
	return errs.New(errs.Conflict, "the duty to try contacts is met for this period already, or does not run")
}
