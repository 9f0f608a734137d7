package app

import (
	"context"

	"entente/internal/base/db"
)

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
