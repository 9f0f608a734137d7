package expert

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/match"
)

const profileColumns = `id, realm, version, state, added, changed, body`

func scan(sc db.Scanner) (e Expert, err error) {
	var added, changed int64
	var raw []byte
	if err = sc.Scan(&e.ID, &e.Realm, &e.Version, &e.State, &added, &changed, &raw); err != nil {
		return e, err
	}
	e.Added, e.Changed = db.Time(added), db.Time(changed)
	if len(raw) == 0 {
		return e, nil
	}
	var b body
	err = strictjson.Loose(raw, &b)
	e.Profile, e.Attested, e.Exercises, e.Trained = b.Profile, b.Attested, b.Exercises, b.Trained
	return e, err
}

// load gives a person of a realm whose data is still here.
func load(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Expert, error) {
	e, err := db.One(ctx, tx, scan, `SELECT `+profileColumns+` FROM expert_profile WHERE id = $1 AND realm = $2 AND state <> 'removed'`, id, string(realm))
	if errs.Is(err, errs.NotFound) {
		return e, errs.New(errs.NotFound, "there is no such expert here")
	}
	return e, err
}

// loadAll gives the people of a realm whose data is still here, in the order in
// which they came.
func loadAll(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]Expert, error) {
	return db.Rows(ctx, tx, scan, `SELECT `+profileColumns+` FROM expert_profile WHERE realm = $1 AND state <> 'removed' ORDER BY id`, string(realm))
}

// save writes a person. It keeps nothing personal of one who is removed.
func save(ctx context.Context, tx *db.Tx, e Expert) error {
	b := []byte{}
	if e.State != Removed {
		var err error
		if b, err = strictjson.Marshal(body{Profile: e.Profile, Attested: e.Attested, Exercises: e.Exercises, Trained: e.Trained}); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO expert_profile (`+profileColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, changed = excluded.changed, body = excluded.body`,
		e.ID, string(e.Realm), e.Version, string(e.State), db.Micros(e.Added), db.Micros(e.Changed), b)
	return err
}

func counted(ctx context.Context, tx *db.Tx, realm ids.Realm) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM expert_profile WHERE realm = $1 AND state <> 'removed'`, string(realm))
}

func scanWindow(sc db.Scanner) (w Window, err error) {
	var from, to int64
	err = sc.Scan(&w.ID, &w.Expert, &w.Kind, &from, &to, &w.Note)
	w.From, w.To = db.Time(from), db.Time(to)
	return w, err
}

// windowsIn gives the windows of a realm that touch a span, by person.
func windowsIn(ctx context.Context, tx *db.Tx, realm ids.Realm, span match.Window) (map[string][]Window, error) {
	all, err := db.Rows(ctx, tx, scanWindow, `SELECT id, expert, kind, starts, ends, note FROM expert_window WHERE realm = $1 AND ends > $2 AND starts < $3 ORDER BY starts, id`,
		string(realm), db.Micros(span.From), db.Micros(span.To))
	return by(all, func(w Window) string { return w.Expert }), err
}

// windowsOf gives the windows of a person that have not ended.
func windowsOf(ctx context.Context, tx *db.Tx, expert string) ([]Window, error) {
	return db.Rows(ctx, tx, scanWindow, `SELECT id, expert, kind, starts, ends, note FROM expert_window WHERE expert = $1 AND ends > $2 ORDER BY starts, id`, expert, db.Micros(tx.Now))
}

func saveWindow(ctx context.Context, tx *db.Tx, realm ids.Realm, w Window) error {
	_, err := tx.Exec(ctx, `INSERT INTO expert_window (id, expert, realm, kind, starts, ends, note) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		w.ID, w.Expert, string(realm), w.Kind, db.Micros(w.From), db.Micros(w.To), w.Note)
	return err
}

// dropWindow takes one window of a person away; id "" takes all.
func dropWindow(ctx context.Context, tx *db.Tx, expert, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM expert_window WHERE expert = $1 AND ($2 = '' OR id = $2)`, expert, id)
}

func scanHold(sc db.Scanner) (h Hold, err error) {
	var from, to int64
	err = sc.Scan(&h.ID, &h.Expert, &h.Matter, &from, &to)
	h.From, h.To = db.Time(from), db.Time(to)
	return h, err
}

// holdsIn gives the holds of a realm that touch a span, by person.
func holdsIn(ctx context.Context, tx *db.Tx, realm ids.Realm, span match.Window) (map[string][]Hold, error) {
	all, err := db.Rows(ctx, tx, scanHold, `SELECT id, expert, matter, starts, ends FROM expert_hold WHERE realm = $1 AND ends > $2 AND starts < $3 ORDER BY starts, id`,
		string(realm), db.Micros(span.From), db.Micros(span.To))
	return by(all, func(h Hold) string { return h.Expert }), err
}

// holdsOf gives the holds of a person that end after a moment.
func holdsOf(ctx context.Context, tx *db.Tx, expert string, after int64) ([]Hold, error) {
	return db.Rows(ctx, tx, scanHold, `SELECT id, expert, matter, starts, ends FROM expert_hold WHERE expert = $1 AND ends > $2 ORDER BY starts, id`, expert, after)
}

// holdsFor gives the holds of a matter that have not ended.
func holdsFor(ctx context.Context, tx *db.Tx, realm ids.Realm, matter string) ([]Hold, error) {
	return db.Rows(ctx, tx, scanHold, `SELECT id, expert, matter, starts, ends FROM expert_hold WHERE realm = $1 AND matter = $2 AND ends > $3 ORDER BY starts, id`,
		string(realm), matter, db.Micros(tx.Now))
}

func saveHold(ctx context.Context, tx *db.Tx, realm ids.Realm, h Hold) error {
	_, err := tx.Exec(ctx, `INSERT INTO expert_hold (id, expert, realm, matter, starts, ends, at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		h.ID, h.Expert, string(realm), h.Matter, db.Micros(h.From), db.Micros(h.To), db.Micros(tx.Now))
	return err
}

// endHold cuts a hold that has begun to now, so that its hours still count, and
// takes away one that has not.
func endHold(ctx context.Context, tx *db.Tx, h Hold) error {
	query := `UPDATE expert_hold SET ends = $2 WHERE id = $1`
	if !h.From.Before(tx.Now) {
		query = `DELETE FROM expert_hold WHERE id = $1 AND starts >= $2`
	}
	_, err := tx.Exec(ctx, query, h.ID, db.Micros(tx.Now))
	return err
}

func by[T any](all []T, key func(T) string) map[string][]T {
	m := map[string][]T{}
	for _, x := range all {
		m[key(x)] = append(m[key(x)], x)
	}
	return m
}
