package app

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/federation"
	"entente/internal/party"
	"entente/internal/release"
)

// addressees is what release needs of party and federation.
type addressees struct {
	parties    *party.Service
	federation *federation.Service
}

var _ release.Parties = (*addressees)(nil)

// Recipients implements release.Parties: every party that is known, by code.
func (d *addressees) Recipients(ctx context.Context, tx *db.Tx) ([]release.Recipient, error) {
	known, err := d.parties.Others(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]release.Recipient, len(known))
	for i, p := range known {
		out[i] = release.Recipient{Code: p.Party, Name: p.Name}
	}
	return out, nil
}

// Peers implements release.Parties.
func (d *addressees) Peers(ctx context.Context, tx *db.Tx) ([]ids.Party, error) {
	return d.federation.PeerCodes(ctx, tx)
}

// NodeKey implements release.Parties.
func (d *addressees) NodeKey(ctx context.Context, tx *db.Tx, p ids.Party) (sign.PublicKey, error) {
	return d.parties.NodeKey(ctx, tx, p)
}

// Card implements release.Parties.
func (d *addressees) Card(ctx context.Context, tx *db.Tx, p ids.Party) ([]byte, error) {
	return d.parties.CardJSON(ctx, tx, p)
}

// Introduce implements release.Parties.
func (d *addressees) Introduce(ctx context.Context, tx *db.Tx, card []byte, by ids.Party) (ids.Party, sign.PublicKey, error) {
	return d.parties.Introduce(ctx, tx, card, by)
}

// receiveCard hands a peer's new card to the directory, which federation knows
// and which does not know federation.
func (n *Node) receiveCard(ctx context.Context, tx *db.Tx, in federation.Inbound) (federation.Outcome, error) {
	if in.Statement.Realm != tx.Realm {
		return federation.Outcome{}, errs.New(errs.Denied, "cards are told in the live realm alone")
	}
	return federation.Outcome{Outcome: ledger.Accepted}, n.Parties.ReceiveCard(ctx, tx, in.Statement.From, in.Statement.Body)
}
