package party

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

const columns = `trust, via, known_at, card`

func scan(s db.Scanner) (p Party, err error) {
	var at int64
	var card []byte
	if err = s.Scan(&p.Trust, &p.Via, &at, &card); err != nil {
		return p, err
	}
	p.KnownAt = db.Time(at)
	p.Card, err = OpenCard(card)
	return p, err
}

func insert(ctx context.Context, tx *db.Tx, p Party, card []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO party_party (code, node, trust, via, serial, card, known_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		string(p.Party), p.Node.String(), p.Trust, string(p.Via), p.Serial, card, db.Micros(p.KnownAt))
	return err
}

func load(ctx context.Context, tx *db.Tx, code ids.Party) (Party, error) {
	p, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM party_party WHERE code = $1`, string(code))
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "party %s is not known here", errs.Clip(string(code)))
	}
	return p, err
}

// Known gives a party within the caller's transaction.
func (s *Service) Known(ctx context.Context, tx *db.Tx, code ids.Party) (Party, error) {
	return load(ctx, tx, code)
}

// Others lists every known party but this node's own, by code.
func (s *Service) Others(ctx context.Context, tx *db.Tx) ([]Party, error) {
	return db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM party_party WHERE code <> $1 ORDER BY code`, string(s.party))
}

// NodeKey gives the pinned node key of a party.
func (s *Service) NodeKey(ctx context.Context, tx *db.Tx, code ids.Party) (sign.PublicKey, error) {
	p, err := load(ctx, tx, code)
	return p.Node, err
}

// CardJSON gives a party's card as it travels.
func (s *Service) CardJSON(ctx context.Context, tx *db.Tx, code ids.Party) ([]byte, error) {
	return db.Value[[]byte](ctx, tx, `SELECT card FROM party_party WHERE code = $1`, string(code))
}

// listAll lists the parties, this node's own first.
func listAll(ctx context.Context, tx *db.Tx, own ids.Party) ([]Party, error) {
	return db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM party_party ORDER BY CASE WHEN code = $1 THEN 0 ELSE 1 END, code`, string(own))
}

// List lists the parties, this node's own first.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []Party, err error) {
	defer errs.Wrap(&err, "party.List")
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = listAll(ctx, tx, s.party)
		return err
	})
	return all, err
}
