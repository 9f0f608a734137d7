package reaction

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

func micros(t time.Duration) int64 { return t.Microseconds() }

func span(us int64) time.Duration { return time.Duration(us) * time.Microsecond }

// party is how far a party's journal was looked through, and who stopped it.
type party struct {
	code    ids.Party
	cursor  int64
	stopped time.Time // zero: it acts by itself
	by      string
}

func loadParties(ctx context.Context, tx *db.Tx) (map[ids.Party]party, error) {
	all, err := db.Rows(ctx, tx, func(s db.Scanner) (p party, err error) {
		var at int64
		err = s.Scan(&p.code, &p.cursor, &at, &p.by)
		p.stopped = db.Time(at)
		return p, err
	}, `SELECT party, cursor, stopped_at, stopped_by FROM reaction_party`)
	out := map[ids.Party]party{}
	for _, p := range all {
		out[p.code] = p
	}
	return out, err
}

func saveCursor(ctx context.Context, tx *db.Tx, code ids.Party, cursor int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO reaction_party (party, cursor, stopped_at, stopped_by) VALUES ($1,$2,0,'') ON CONFLICT (party) DO UPDATE SET cursor = excluded.cursor`, string(code), cursor)
	return err
}

func saveStop(ctx context.Context, tx *db.Tx, code ids.Party, at time.Time, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO reaction_party (party, cursor, stopped_at, stopped_by) VALUES ($1,0,$2,$3) ON CONFLICT (party) DO UPDATE SET stopped_at = excluded.stopped_at, stopped_by = excluded.stopped_by`,
		string(code), db.Micros(at), by)
	return err
}

// turn is a turn as it is stored.
type turn struct {
	Turn
	tries  int
	again  time.Time // tried again then, after a fault
	why    string
	phrase errs.Phrase
	at     time.Time
	by     string
}

const turnColumns = `id, reaction, party, about, part, sender, title, cued, due, state, tries, again, why, phrase, at, who`

func scanTurn(s db.Scanner) (t turn, err error) {
	var cued, due, again, at int64
	var phrase []byte
	if err = s.Scan(&t.ID, &t.Reaction, &t.Party, &t.About, &t.Part, &t.From, &t.Title, &cued, &due, &t.State, &t.tries, &again, &t.why, &phrase, &at, &t.by); err != nil {
		return t, err
	}
	t.Cued, t.Due, t.again, t.at = span(cued), span(due), db.Time(again), db.Time(at)
	return t, json.Unmarshal(phrase, &t.phrase)
}

// loadTurns lists what waits, by when it is due; then the rest, the latest first.
func loadTurns(ctx context.Context, tx *db.Tx) ([]turn, error) {
	return db.Rows(ctx, tx, scanTurn, `SELECT `+turnColumns+` FROM reaction_turn
		ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, CASE WHEN state = 'waiting' THEN due ELSE -at END, id LIMIT 2000`)
}

func loadTurn(ctx context.Context, tx *db.Tx, id string) (turn, error) {
	t, err := db.One(ctx, tx, scanTurn, `SELECT `+turnColumns+` FROM reaction_turn WHERE id = $1`, id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "no reaction of a party has such a turn; list them again")
	}
	return t, err
}

// loadWaiting lists the turns that wait, by when they are due.
func loadWaiting(ctx context.Context, tx *db.Tx) ([]turn, error) {
	return db.Rows(ctx, tx, scanTurn, `SELECT `+turnColumns+` FROM reaction_turn WHERE state = $1 ORDER BY due, id`, string(Waiting))
}

func loadHad(ctx context.Context, tx *db.Tx, code ids.Party) (had, error) {
	all, err := db.Rows(ctx, tx, func(s db.Scanner) (t Turn, err error) { return t, s.Scan(&t.Reaction, &t.About, &t.Part) },
		`SELECT reaction, about, part FROM reaction_turn WHERE party = $1`, string(code))
	out := had{}
	for _, t := range all {
		out.add(t)
	}
	return out, err
}

func addTurn(ctx context.Context, tx *db.Tx, t Turn) error {
	_, err := tx.Exec(ctx, `INSERT INTO reaction_turn (`+turnColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,0,0,'',$11,$12,'')`,
		t.ID, t.Reaction, string(t.Party), t.About, t.Part, string(t.From), t.Title, micros(t.Cued), micros(t.Due), string(t.State), []byte("{}"), db.Micros(tx.Now))
	return err
}

// saveTurn keeps a turn as it has become.
func saveTurn(ctx context.Context, tx *db.Tx, t turn) error {
	phrase, err := strictjson.Marshal(t.phrase)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE reaction_turn SET due = $1, state = $2, tries = $3, again = $4, why = $5, phrase = $6, at = $7, who = $8 WHERE id = $9`,
		micros(t.Due), string(t.State), t.tries, db.Micros(t.again), t.why, phrase, db.Micros(t.at), t.by, t.ID)
	return err
}
