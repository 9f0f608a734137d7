package release

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/policy"
)

// draftAsk is how a draft's ask is kept. Rows ascend.
type draftAsk struct {
	Rows   []int64       `json:"rows"`
	To     []ids.Party   `json:"to"`
	Onward policy.Onward `json:"onward"`
}

const draftColumns = `id, realm, at, person, name, note, objects, ask, state, closed_at, closed_name, reason, release`

func scanDraft(s db.Scanner) (d Draft, err error) {
	var at, closed int64
	var ask []byte
	if err = s.Scan(&d.ID, &d.Realm, &at, &d.Person, &d.Name, &d.Note, &d.Objects, &ask, &d.State, &closed, &d.By, &d.Reason, &d.Release); err != nil {
		return d, err
	}
	d.At, d.Closed = db.Time(at), db.Time(closed)
	var a draftAsk
	err = strictjson.Decode(ask, &a, strictjson.Limits{Bytes: 64 << 20, Depth: 8, Members: 100, Elements: 4 << 20, Values: 4 << 20, String: 100})
	d.rows, d.To, d.Onward = a.Rows, a.To, a.Onward
	return d, err
}

func insertDraft(ctx context.Context, tx *db.Tx, d Draft) error {
	ask, err := strictjson.Marshal(draftAsk{d.rows, append([]ids.Party{}, d.To...), d.Onward})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO release_draft (id, realm, at, person, name, note, objects, ask, state, closed_at, closed_person, closed_name, reason, release) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,0,'','','','')`,
		d.ID, string(d.Realm), db.Micros(d.At), d.Person, d.Name, d.Note, d.Objects, ask, string(d.State))
	return err
}

func saveDraft(ctx context.Context, tx *db.Tx, d Draft, person string) error {
	_, err := tx.Exec(ctx, `UPDATE release_draft SET state = $1, closed_at = $2, closed_person = $3, closed_name = $4, reason = $5, release = $6 WHERE id = $7`,
		string(d.State), db.Micros(d.Closed), person, d.By, d.Reason, d.Release, d.ID)
	return err
}

func draftByID(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Draft, error) {
	return db.One(ctx, tx, scanDraft, `SELECT `+draftColumns+` FROM release_draft WHERE realm = $1 AND id = $2`, string(realm), id)
}

// waitingDraft gives a draft that can still be closed.
func waitingDraft(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Draft, error) {
	d, err := draftByID(ctx, tx, realm, id)
	if err == nil && d.State != Waiting {
		err = errs.New(errs.Conflict, "this waits no more: %s by %s", d.State, errs.Clip(d.By))
	}
	return d, err
}

func draftsOf(ctx context.Context, tx *db.Tx, realm ids.Realm, state DraftState, limit int) ([]Draft, error) {
	const from = `SELECT ` + draftColumns + ` FROM release_draft WHERE realm = $1`
	switch state {
	case "":
		return db.Rows(ctx, tx, scanDraft, from+` ORDER BY at DESC, id DESC LIMIT $2`, string(realm), limit)
	case Waiting:
		return db.Rows(ctx, tx, scanDraft, from+` AND state = $2 ORDER BY at, id LIMIT $3`, string(realm), string(state), limit)
	}
	return db.Rows(ctx, tx, scanDraft, from+` AND state = $2 ORDER BY at DESC, id DESC LIMIT $3`, string(realm), string(state), limit)
}
