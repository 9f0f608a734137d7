package notify

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/strictjson"
)

// kept is a person's settings as they are stored.
type kept struct {
	Settings
	person  string
	mark    string // of the webhook's secret
	changed time.Time
}

func decode(b []byte, into any) error { return strictjson.Decode(b, into, strictjson.Default) }

func scanKept(sc db.Scanner) (k kept, err error) {
	var body []byte
	var changed int64
	if err = sc.Scan(&k.person, &body, &k.mark, &changed); err != nil {
		return k, err
	}
	k.changed = db.Time(changed)
	return k, decode(body, &k.Settings)
}

func settingsOf(ctx context.Context, tx *db.Tx, person string) (kept, error) {
	return db.One(ctx, tx, scanKept, `SELECT person, body, secret, changed FROM notify_person WHERE person = $1`, person)
}

func allSettings(ctx context.Context, tx *db.Tx) ([]kept, error) {
	return db.Rows(ctx, tx, scanKept, `SELECT person, body, secret, changed FROM notify_person ORDER BY person`)
}

func saveSettings(ctx context.Context, tx *db.Tx, person string, s Settings, mark string) error {
	b, err := strictjson.Marshal(s)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO notify_person (person, body, secret, changed) VALUES ($1,$2,$3,$4)
		ON CONFLICT (person) DO UPDATE SET body = excluded.body, secret = excluded.secret, changed = excluded.changed`, person, b, mark, db.Micros(tx.Now))
	return err
}

// The kinds of plans.
const (
	planRotation = "rotation"
	planSchedule = "schedule"
	planLadder   = "ladder"
	planTrigger  = "trigger"
)

// dated is a plan with when it was last changed.
type dated[T any] struct {
	plan    T
	changed time.Time
}

// plans lists all plans of a kind by name.
func plans[T any](ctx context.Context, tx *db.Tx, kind string) ([]dated[T], error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (d dated[T], err error) {
		var body []byte
		var changed int64
		if err = sc.Scan(&body, &changed); err != nil {
			return d, err
		}
		d.changed = db.Time(changed)
		return d, decode(body, &d.plan)
	}, `SELECT body, changed FROM notify_plan WHERE kind = $1 ORDER BY name, id`, kind)
}

func bare[T any](all []dated[T]) []T {
	out := make([]T, len(all))
	for i, d := range all {
		out[i] = d.plan
	}
	return out
}

func savePlan(ctx context.Context, tx *db.Tx, kind, id, name string, body any) error {
	b, err := strictjson.Marshal(body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO notify_plan (id, kind, name, body, changed) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body, changed = excluded.changed`, id, kind, name, b, db.Micros(tx.Now))
	return err
}

func deletePlan(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM notify_plan WHERE id = $1`, id)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM notify_override WHERE plan = $1`, id)
	return true, err
}

func planKind(ctx context.Context, tx *db.Tx, id string) (string, error) {
	return db.Value[string](ctx, tx, `SELECT kind FROM notify_plan WHERE id = $1`, id)
}

func overrides(ctx context.Context, tx *db.Tx, after time.Time) ([]Override, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (o Override, err error) {
		var body []byte
		if err = sc.Scan(&body); err != nil {
			return o, err
		}
		return o, decode(body, &o)
	}, `SELECT body FROM notify_override WHERE ends > $1`, db.Micros(after))
	sortOverrides(all)
	return all, err
}

func saveOverride(ctx context.Context, tx *db.Tx, o Override) error {
	b, err := strictjson.Marshal(o)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO notify_override (id, plan, body, ends) VALUES ($1,$2,$3,$4)`, o.ID, o.Plan, b, db.Micros(o.To))
	return err
}

func deleteOverride(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM notify_override WHERE id = $1`, id)
	return n > 0, err
}

// board reads everything that says who is on call from a moment on.
func board(ctx context.Context, tx *db.Tx, from time.Time) (b Board, err error) {
	rotations, err := plans[Rotation](ctx, tx, planRotation)
	if err != nil {
		return b, err
	}
	schedules, err := plans[Schedule](ctx, tx, planSchedule)
	if err != nil {
		return b, err
	}
	b.Rotations, b.Schedules = bare(rotations), bare(schedules)
	b.Overrides, err = overrides(ctx, tx, from)
	return b, err
}
