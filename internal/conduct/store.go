package conduct

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/msel"
)

func micros(t time.Duration) int64 { return t.Microseconds() }

func span(us int64) time.Duration { return time.Duration(us) * time.Microsecond }

func loadClock(ctx context.Context, tx *db.Tx) (Clock, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (a Anchor, err error) {
		var at int64
		err = s.Scan(&at, &a.Time, &a.Rate, &a.Runs, &a.Act)
		a.At = db.Time(at)
		return a, err
	}, `SELECT at, us, rate, runs, act FROM conduct_clock ORDER BY n`)
}

// saveClock stores what is not stored yet of a clock.
func saveClock(ctx context.Context, tx *db.Tx, c Clock) error {
	for i, a := range c {
		if _, err := tx.Exec(ctx, `INSERT INTO conduct_clock (n, at, us, rate, runs, act) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
			i, db.Micros(a.At), a.Time, a.Rate, a.Runs, a.Act); err != nil {
			return err
		}
	}
	return nil
}

func loadTeams(ctx context.Context, tx *db.Tx) ([]msel.Team, error) {
	all, err := db.Rows(ctx, tx, func(s db.Scanner) (t msel.Team, err error) { return t, s.Scan(&t.ID, &t.Party, &t.Name) },
		`SELECT id, party, name FROM conduct_team ORDER BY id`)
	if all == nil {
		all = []msel.Team{}
	}
	return all, err
}

func saveTeams(ctx context.Context, tx *db.Tx, teams []msel.Team) error {
	rows := make([][]any, len(teams))
	for i, t := range teams {
		rows[i] = []any{t.ID, string(t.Party), t.Name}
	}
	_, err := tx.Insert(ctx, "conduct_team", []string{"id", "party", "name"}, rows, "ON CONFLICT (id) DO UPDATE SET name = excluded.name, party = excluded.party")
	return err
}

// freeze stores a released list as what is played.
func freeze(ctx context.Context, tx *db.Tx, r msel.Release, injects []msel.Inject) error {
	script := Script{Digest: r.Digest, Teams: r.Plan.Teams, Objectives: r.Plan.Objectives, Storylines: r.Plan.Storylines, Reactions: r.Plan.Reactions}
	b, err := strictjson.Marshal(script)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO conduct_run (one, digest, at, script) VALUES (1,$1,$2,$3)`, script.Digest, db.Micros(tx.Now), b); err != nil {
		return err
	}
	if err := saveTeams(ctx, tx, script.Teams); err != nil {
		return err
	}
	return saveInjects(ctx, tx, injects, script.Teams, false)
}

var cellColumns = []string{"inject", "team", "party", "state", "acts", "due", "sends", "sent", "sent_at", "seen", "answered", "late", "why", "phrase"}

// saveInjects stores injects with one cell for each team that they are for.
func saveInjects(ctx context.Context, tx *db.Tx, injects []msel.Inject, teams []msel.Team, improvised bool) error {
	var rows, waits, cells [][]any
	for _, in := range injects {
		b, err := strictjson.Marshal(in)
		if err != nil {
			return err
		}
		ord := maxTime
		if in.At != nil {
			ord = time.Duration(*in.At)
		}
		rows = append(rows, []any{in.ID, in.Number, in.Title, string(in.Channel), in.Storyline, micros(ord), improvised, b})
		for _, d := range in.After {
			waits = append(waits, []any{d.Inject, in.ID})
		}
		_, acts := effects[in.Channel]
		for _, t := range addressees(in, teams) {
			due := int64(-1)
			if at, ok := Due(in, t.ID, nil); ok {
				due = micros(at)
			}
			cells = append(cells, []any{in.ID, t.ID, string(t.Party), string(Planned), acts, due, 0, -1, 0, -1, -1, -1, "", []byte("null")})
		}
	}
	if _, err := tx.Insert(ctx, "conduct_inject", []string{"id", "number", "title", "channel", "storyline", "ord", "improvised", "body"}, rows, ""); err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, "conduct_wait", []string{"source", "inject"}, waits, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, "conduct_cell", cellColumns, cells, "")
	return err
}

// addressees lists the teams that an inject is for.
func addressees(in msel.Inject, teams []msel.Team) []msel.Team {
	if len(in.To) == 0 {
		return teams
	}
	return slices.DeleteFunc(slices.Clone(teams), func(t msel.Team) bool { return !slices.Contains(in.To, t.ID) })
}

func loadScript(ctx context.Context, tx *db.Tx) (s Script, err error) {
	b, err := db.Value[[]byte](ctx, tx, `SELECT script FROM conduct_run WHERE one = 1`)
	if errs.Is(err, errs.NotFound) {
		return s, errs.New(errs.NotFound, "the exercise has not started")
	}
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(b, &s)
}

func loadDigest(ctx context.Context, tx *db.Tx) (string, error) {
	d, err := db.Value[string](ctx, tx, `SELECT digest FROM conduct_run WHERE one = 1`)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return d, err
}

// stored is an inject as it is kept.
type stored struct {
	msel.Inject
	improvised bool
}

const injectColumns = `i.improvised, i.body`

func scanInject(s db.Scanner) (in stored, err error) {
	var b []byte
	if err = s.Scan(&in.improvised, &b); err != nil {
		return in, err
	}
	return in, json.Unmarshal(b, &in.Inject)
}

func loadInject(ctx context.Context, tx *db.Tx, id string) (stored, error) {
	in, err := db.One(ctx, tx, scanInject, `SELECT `+injectColumns+` FROM conduct_inject i WHERE i.id = $1`, id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "the list that is played has no such inject")
	}
	return in, err
}

// row is a cell as it is stored.
type row struct {
	inject, team         string
	party                ids.Party
	state                State
	acts                 bool
	due                  int64
	sends                int
	sent, seen, answered int64
	sentAt               time.Time
	late                 int64
	why                  string
	phrase               jsontext.Value
}

const rowColumns = `c.inject, c.team, c.party, c.state, c.acts, c.due, c.sends, c.sent, c.sent_at, c.seen, c.answered, c.late, c.why, c.phrase`

func scanRow(s db.Scanner) (r row, err error) {
	var at int64
	var phrase []byte
	err = s.Scan(&r.inject, &r.team, &r.party, &r.state, &r.acts, &r.due, &r.sends, &r.sent, &at, &r.seen, &r.answered, &r.late, &r.why, &phrase)
	r.sentAt, r.phrase = db.Time(at), phrase
	return r, err
}

func loadRows(ctx context.Context, tx *db.Tx, inject string) ([]row, error) {
	return db.Rows(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM conduct_cell c WHERE c.inject = $1 ORDER BY c.team`, inject)
}

func saveRow(ctx context.Context, tx *db.Tx, r row) error {
	_, err := tx.Exec(ctx, `UPDATE conduct_cell SET state = $1, due = $2, sends = $3, sent = $4, sent_at = $5, seen = $6, answered = $7, late = $8, why = $9, phrase = $10 WHERE inject = $11 AND team = $12`,
		string(r.state), r.due, r.sends, r.sent, db.Micros(r.sentAt), r.seen, r.answered, r.late, r.why, []byte(r.phrase), r.inject, r.team)
	return err
}

func saveEvent(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.Exec(ctx, `INSERT INTO conduct_event (id, inject, team, kind, criterion, us, at, who, note) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT DO NOTHING`,
		e.ID, e.Inject, e.Team, e.Kind, e.Criterion, micros(e.Time), db.Micros(e.At), e.By, e.Note)
	return err
}

func loadEvents(ctx context.Context, tx *db.Tx, inject string) ([]Event, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (e Event, err error) {
		var us, at int64
		err = s.Scan(&e.ID, &e.Inject, &e.Team, &e.Kind, &e.Criterion, &us, &at, &e.By, &e.Note)
		e.Time, e.At = span(us), db.Time(at)
		return e, err
	}, `SELECT id, inject, team, kind, criterion, us, at, who, note FROM conduct_event WHERE inject = $1 ORDER BY at, id`, inject)
}
