package matter

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// maxOpen is how many open matters of one party a node deals with in a realm. A
// party that opens many in a crisis has some dozens; what is over this number is a
// fault or an attack, and would make every look at what is open slow for all.
const maxOpen = 500

// room refuses where as many matters of an owner are open as a node deals with.
func (s *Service) room(ctx context.Context, tx *db.Tx, realm ids.Realm, owner ids.Party) error {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM matter_standing WHERE realm = $1 AND owner = $2 AND settled = $3`, string(realm), string(owner), false)
	if err == nil && n >= maxOpen {
		err = errs.New(errs.TooLarge, "%s has %d open matters here, and a node deals with no more of one party; close some of them first", owner, n)
	}
	return err
}

// stand notes where a matter stands now.
func (s *Service) stand(ctx context.Context, tx *db.Tx, m Matter) error {
	settled := s.domains[m.Kind].Settled
	_, err := tx.Exec(ctx, `INSERT INTO matter_standing (matter, realm, kind, owner, settled) VALUES ($1,$2,$3,$4,$5) ON CONFLICT (matter) DO UPDATE SET settled = excluded.settled`,
		m.ID, string(m.Realm), m.Kind, string(m.Owner), settled != nil && settled(m))
	return err
}

// LoadOpen gives the matters of a kind about which something is left to be done,
// in no order.
func (s *Service) LoadOpen(ctx context.Context, tx *db.Tx, realm ids.Realm, kind string) ([]Matter, error) {
	rows, err := db.Rows(ctx, tx, scan, `SELECT centre, body, signature, known_at FROM matter_statement WHERE matter IN (SELECT matter FROM matter_standing WHERE realm = $1 AND kind = $2 AND settled = $3) ORDER BY matter`,
		string(realm), kind, false)
	return apart(rows), err
}

// Recover notes where matters stand that were kept before nodes noted it. It runs
// before anything else does.
func (s *Service) Recover(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "matter.Recover")
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		rows, err := db.Rows(ctx, tx, scan, `SELECT centre, body, signature, known_at FROM matter_statement WHERE matter NOT IN (SELECT matter FROM matter_standing) ORDER BY matter`)
		if err != nil {
			return err
		}
		for _, m := range apart(rows) {
			if err := s.stand(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}
