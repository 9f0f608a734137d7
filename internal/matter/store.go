package matter

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/clause"
)

// row is a statement with the centre of its matter.
type row struct {
	centre ids.Party
	said   Said
}

func scan(sc db.Scanner) (r row, err error) {
	var body, sig []byte
	var centre string
	var known int64
	if err = sc.Scan(&centre, &body, &sig, &known); err != nil {
		return r, err
	}
	var signature sign.Signature
	copy(signature[:], sig)
	r.centre = ids.Party(centre)
	if r.said, err = Parse(body, signature); err != nil {
		return r, err
	}
	r.said.Known = db.Time(known)
	return r, nil
}

// Load gives a matter; errs.NotFound where there is none of that kind here.
func (s *Service) Load(ctx context.Context, tx *db.Tx, realm ids.Realm, kind, id string) (Matter, error) {
	rows, err := db.Rows(ctx, tx, scan, `SELECT centre, body, signature, known_at FROM matter_statement WHERE matter = $1 AND realm = $2 AND kind = $3`, id, string(realm), kind)
	if err != nil {
		return Matter{}, err
	}
	if len(rows) == 0 {
		return Matter{}, errs.New(errs.NotFound, "there is no such matter here")
	}
	return together(rows), nil
}

// LoadAll gives all matters of a kind, in no order.
func (s *Service) LoadAll(ctx context.Context, tx *db.Tx, realm ids.Realm, kind string) ([]Matter, error) {
	rows, err := db.Rows(ctx, tx, scan, `SELECT centre, body, signature, known_at FROM matter_statement WHERE realm = $1 AND kind = $2 ORDER BY matter`, string(realm), kind)
	if err != nil {
		return nil, err
	}
	return apart(rows), nil
}

// apart makes matters of rows that are in the order of their matters.
func apart(rows []row) []Matter {
	all := []Matter{}
	for from, i := 0, 1; i <= len(rows); i++ {
		if i == len(rows) || rows[i].said.Matter != rows[from].said.Matter {
			all = append(all, together(rows[from:i]))
			from = i
		}
	}
	return all
}

func together(rows []row) Matter {
	said := make([]Said, len(rows))
	for i, r := range rows {
		said[i] = r.said
	}
	return assemble(said, rows[0].centre)
}

// save keeps a statement and tells whether it is new here. Another statement of
// the same party and number is a second future, which errs.Conflict puts on
// record at both sides; the one that came first stays.
func save(ctx context.Context, tx *db.Tx, centre ids.Party, x Said) (bool, error) {
	held, err := db.Rows(ctx, tx, func(sc db.Scanner) (d string, err error) { return d, sc.Scan(&d) },
		`SELECT digest FROM matter_statement WHERE matter = $1 AND party = $2 AND n = $3`, x.Matter, string(x.Party), x.N)
	if err != nil {
		return false, err
	}
	if len(held) > 0 {
		if held[0] == x.Digest() {
			return false, nil
		}
		return false, errs.New(errs.Conflict, "the node of %s has signed two statements as its number %d about one matter; the one held here stays", x.Party, x.N)
	}
	_, err = tx.Exec(ctx, `INSERT INTO matter_statement (matter, party, n, realm, kind, centre, digest, at, known_at, body, signature) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		x.Matter, string(x.Party), x.N, string(x.Realm), x.Kind, string(centre), clause.Digest(x.Bytes), db.Micros(x.At), db.Micros(tx.Now), x.Bytes, x.Signature[:])
	return err == nil, err
}
