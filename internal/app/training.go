package app

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/training"
)

// trainingConfig lets courses have practice realms in the live realm alone: within
// another realm tasks are done on its own node.
func (n *Node) trainingConfig() training.Config {
	c := training.Config{DB: n.DB, Journal: n.Journal, Party: n.Config.Party, Key: n.key, Pool: n.Experts, Name: n.display}
	if n.Realm() == ids.Live {
		c.Practices = practices{n}
	}
	return c
}

// display gives what the account of a person says that he or she is called.
func (n *Node) display(ctx context.Context, tx *db.Tx, person string) (string, error) {
	all, err := n.people(ctx, tx)
	for _, u := range all {
		if u.ID == person {
			return u.Display, err
		}
	}
	return "", err
}
