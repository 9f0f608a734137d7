package assist

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

const draftColumns = `id, realm, version, state, request, author, author_name, at, editor, editor_name, changed_at, judge, judge_name, judged_at, reason, matter`

func scanDraft(sc db.Scanner) (d Draft, err error) {
	var request []byte
	var realm, state string
	var at, changed, judged int64
	if err = sc.Scan(&d.ID, &realm, &d.Version, &state, &request, &d.Author, &d.AuthorName, &at, &d.Editor, &d.EditorName, &changed, &d.Judge, &d.JudgeName, &judged, &d.Reason, &d.Matter); err != nil {
		return d, err
	}
	d.Realm, d.State, d.At, d.Changed, d.Judged = ids.Realm(realm), DraftState(state), db.Time(at), db.Time(changed), db.Time(judged)
	return d, strictjson.Decode(request, &d.Request, strictjson.Default)
}

func loadDraft(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Draft, error) {
	d, err := db.One(ctx, tx, scanDraft, `SELECT `+draftColumns+` FROM assist_draft WHERE realm = $1 AND id = $2`, string(realm), id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "there is no such draft of a request here")
	}
	return d, err
}

func loadDrafts(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]Draft, error) {
	return db.Rows(ctx, tx, scanDraft, `SELECT `+draftColumns+` FROM assist_draft WHERE realm = $1 ORDER BY changed_at DESC, id LIMIT 500`, string(realm))
}

// saveDraft writes a draft; its version is the one that it gets.
func saveDraft(ctx context.Context, tx *db.Tx, d Draft) error {
	b, err := strictjson.Marshal(d.Request)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO assist_draft (`+draftColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)
		ON CONFLICT (id) DO UPDATE SET version = $3, state = $4, request = $5, editor = $9, editor_name = $10, changed_at = $11, judge = $12, judge_name = $13, judged_at = $14, reason = $15, matter = $16`,
		d.ID, string(d.Realm), d.Version, string(d.State), b, d.Author, d.AuthorName, db.Micros(d.At), d.Editor, d.EditorName, db.Micros(d.Changed), d.Judge, d.JudgeName, db.Micros(d.Judged), d.Reason, d.Matter)
	return err
}

func deleteDraft(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM assist_draft WHERE id = $1`, id)
	return err
}

// pledge is one person behind a line of an offer of ours.
type pledge struct {
	matter, offer, line, expert string
}

func savePledge(ctx context.Context, tx *db.Tx, realm ids.Realm, p pledge) error {
	_, err := tx.Exec(ctx, `INSERT INTO assist_pledge (matter, offer, line, expert, realm) VALUES ($1,$2,$3,$4,$5)`, p.matter, p.offer, p.line, p.expert, string(realm))
	return err
}

func scanPledge(sc db.Scanner) (p pledge, err error) {
	return p, sc.Scan(&p.matter, &p.offer, &p.line, &p.expert)
}

func pledges(ctx context.Context, tx *db.Tx, matter string) ([]pledge, error) {
	return db.Rows(ctx, tx, scanPledge, `SELECT matter, offer, line, expert FROM assist_pledge WHERE matter = $1 ORDER BY offer, line, expert`, matter)
}

// pledgesOf lists where else a person stands behind an offer of ours.
func pledgesOf(ctx context.Context, tx *db.Tx, realm ids.Realm, expert string) ([]pledge, error) {
	return db.Rows(ctx, tx, scanPledge, `SELECT matter, offer, line, expert FROM assist_pledge WHERE realm = $1 AND expert = $2 ORDER BY matter, offer, line`, string(realm), expert)
}

func loadPlan(ctx context.Context, tx *db.Tx, realm ids.Realm, matter string) (p Plan, err error) {
	rows, err := db.Rows(ctx, tx, func(sc db.Scanner) (p Plan, err error) {
		var b []byte
		var at int64
		if err = sc.Scan(&p.Version, &b, &p.By, &at); err != nil {
			return p, err
		}
		version, by := p.Version, p.By
		err = strictjson.Decode(b, &p.Overrides, strictjson.Default)
		p.Version, p.By, p.At = version, by, db.Time(at)
		return p, err
	}, `SELECT version, plan, name, changed_at FROM assist_plan WHERE realm = $1 AND matter = $2`, string(realm), matter)
	if err != nil || len(rows) == 0 {
		return Plan{Overrides: Overrides{Fixed: []Pair{}, Barred: []Pair{}}}, err
	}
	return rows[0], nil
}

func savePlan(ctx context.Context, tx *db.Tx, realm ids.Realm, matter string, p Plan) error {
	b, err := strictjson.Marshal(p.Overrides)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO assist_plan (matter, realm, version, plan, name, changed_at) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (matter) DO UPDATE SET version = $3, plan = $4, name = $5, changed_at = $6`, matter, string(realm), p.Version, b, p.By, db.Micros(p.At))
	return err
}
