package crisis

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/matter"
)

// Draft is what a first person has prepared.
type Draft struct {
	Stand     Stand       `json:"stand" enum:"join,reserve,break"`
	Words     string      `json:"words"`
	Amendment clause.Text `json:"amendment"`
	Person    string      `json:"person" doc:"Account id"`
	Name      string      `json:"name"`
	At        time.Time   `json:"at"`
}

func (s *Service) keepDraft(ctx context.Context, tx *db.Tx, h held, rev int, who authz.Actor, p Position) error {
	amendment, err := strictjson.Marshal(p.Amendment)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO crisis_draft (matter, rev, realm, stand, words, amendment, person, name, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
		ON CONFLICT (matter, rev) DO UPDATE SET stand = excluded.stand, words = excluded.words, amendment = excluded.amendment, person = excluded.person, name = excluded.name, at = excluded.at`,
		h.matter.ID, rev, string(h.matter.Realm), string(p.Stand), p.Words, string(amendment), who.Person, matter.NameOf(who), db.Micros(tx.Now))
	return err
}

// draft gives what was prepared for a text; nil where nothing was.
func (s *Service) draft(ctx context.Context, tx *db.Tx, h held, rev int) (*Draft, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (d Draft, err error) {
		var stand, amendment string
		var at int64
		if err := sc.Scan(&stand, &d.Words, &amendment, &d.Person, &d.Name, &at); err != nil {
			return d, err
		}
		d.Stand, d.At = Stand(stand), db.Time(at)
		return d, strictjson.Decode([]byte(amendment), &d.Amendment, strictjson.Default)
	}, `SELECT stand, words, amendment, person, name, at FROM crisis_draft WHERE matter = $1 AND rev = $2 AND realm = $3`, h.matter.ID, rev, string(h.matter.Realm))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// known gives the outcomes that this node has noted as beyond doubt, by text: when
// each came to be known here.
func (s *Service) known(ctx context.Context, tx *db.Tx, id string, realm ids.Realm) (map[int]time.Time, error) {
	type row struct {
		rev int
		at  int64
	}
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (r row, err error) { return r, sc.Scan(&r.rev, &r.at) },
		`SELECT rev, at FROM crisis_final WHERE matter = $1 AND realm = $2`, id, string(realm))
	out := map[int]time.Time{}
	for _, r := range all {
		out[r.rev] = db.Time(r.at)
	}
	return out, err
}
