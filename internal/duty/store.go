package duty

import (
	"context"
	"slices"

	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

func scan(sc db.Scanner) (s stated, err error) {
	var body, sig []byte
	if err = sc.Scan(&body, &sig); err != nil {
		return s, err
	}
	copy(s.signature[:], sig)
	return parse(body, s.signature)
}

// load gives what was stated about the obligations of one agreement, by dates.
func load(ctx context.Context, tx *db.Tx, agreement string) ([]stated, error) {
	all, err := db.Rows(ctx, tx, scan, `SELECT body, signature FROM duty_statement WHERE agreement = $1`, agreement)
	slices.SortFunc(all, compare)
	return all, err
}

// loadAll gives what was stated in a realm, by agreement.
func loadAll(ctx context.Context, tx *db.Tx, realm ids.Realm) (map[string][]stated, error) {
	all, err := db.Rows(ctx, tx, scan, `SELECT body, signature FROM duty_statement WHERE realm = $1`, string(realm))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, compare)
	by := map[string][]stated{}
	for _, s := range all {
		by[s.Agreement] = append(by[s.Agreement], s)
	}
	return by, nil
}

// save keeps a statement and tells whether it is new here.
func save(ctx context.Context, tx *db.Tx, s stated) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO duty_statement (agreement, digest, realm, party, known_at, body, signature) VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING`,
		s.Agreement, clause.Digest(s.bytes), string(s.Realm), string(s.Party), db.Micros(tx.Now), s.bytes, s.signature[:])
	return n > 0, err
}

// counted tells how many statements of a party about an agreement are held.
func counted(ctx context.Context, tx *db.Tx, agreement string, p ids.Party) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM duty_statement WHERE agreement = $1 AND party = $2`, agreement, string(p))
}

// remind notes that people were told of an obligation at a stage, once.
func remind(ctx context.Context, tx *db.Tx, obligation, stage string) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO duty_reminder (obligation, stage, at) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING`, obligation, stage, db.Micros(tx.Now))
	return n > 0, err
}
