package notify

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

const alarmColumns = `id, realm, title, text, about, link, steps, state, rung, raised, raised_by, told, next_at, acked, acked_by, closed, closed_by, reason`

func scanAlarm(sc db.Scanner) (a Alarm, err error) {
	var steps []byte
	var raised, told, next, acked, closed int64
	if err = sc.Scan(&a.ID, &a.Realm, &a.Title, &a.Text, &a.About, &a.Link, &steps, &a.State, &a.Rung, &raised, &a.RaisedBy, &told, &next, &acked, &a.AckedBy, &closed, &a.ClosedBy, &a.Reason); err != nil {
		return a, err
	}
	a.Raised, a.Told, a.Next, a.Acked, a.Closed = db.Time(raised), db.Time(told), db.Time(next), db.Time(acked), db.Time(closed)
	return a, decode(steps, &a.Ladder)
}

// alarmByID gives an alarm with whom it told.
func alarmByID(ctx context.Context, tx *db.Tx, id string) (a Alarm, err error) {
	if a, err = db.One(ctx, tx, scanAlarm, `SELECT `+alarmColumns+` FROM notify_alarm WHERE id = $1`, id); err != nil {
		if errs.Is(err, errs.NotFound) {
			err = errs.New(errs.NotFound, "there is no such alarm")
		}
		return a, err
	}
	a.Calls, err = db.Rows(ctx, tx, func(sc db.Scanner) (c Call, err error) {
		var at, acked int64
		err = sc.Scan(&c.Rung, &c.Person, &at, &acked)
		c.At, c.Acked = db.Time(at), db.Time(acked)
		return c, err
	}, `SELECT rung, person, at, acked FROM notify_told WHERE alarm = $1 ORDER BY rung, person`, id)
	return a, err
}

func openByDedup(ctx context.Context, tx *db.Tx, realm ids.Realm, dedup string) (string, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (id string, err error) { return id, sc.Scan(&id) },
		`SELECT id FROM notify_alarm WHERE realm = $1 AND dedup = $2 AND state <> 'closed'`, string(realm), dedup)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

func insertAlarm(ctx context.Context, tx *db.Tx, a Alarm, dedup string) error {
	steps, err := strictjson.Marshal(a.Ladder)
	if err != nil {
		return err
	}
	if dedup == "" {
		dedup = a.ID
	}
	_, err = tx.Exec(ctx, `INSERT INTO notify_alarm (id, realm, title, text, about, link, dedup, steps, state, rung, raised, raised_by, told, next_at, acked, acked_by, closed, closed_by, reason)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,0,$10,$11,0,$12,0,'',0,'','')`,
		a.ID, string(a.Realm), a.Title, a.Text, a.About, a.Link, dedup, steps, string(a.State), db.Micros(a.Raised), a.RaisedBy, db.Micros(a.Next))
	return err
}

func saveAlarm(ctx context.Context, tx *db.Tx, a Alarm) error {
	_, err := tx.Exec(ctx, `UPDATE notify_alarm SET state = $1, rung = $2, told = $3, next_at = $4, acked = $5, acked_by = $6, closed = $7, closed_by = $8, reason = $9 WHERE id = $10`,
		string(a.State), a.Rung, db.Micros(a.Told), db.Micros(a.Next), db.Micros(a.Acked), a.AckedBy, db.Micros(a.Closed), a.ClosedBy, a.Reason, a.ID)
	return err
}

func insertCall(ctx context.Context, tx *db.Tx, alarm string, rung int, person string) error {
	_, err := tx.Exec(ctx, `INSERT INTO notify_told (alarm, rung, person, at, acked) VALUES ($1,$2,$3,$4,0) ON CONFLICT DO NOTHING`, alarm, rung, person, db.Micros(tx.Now))
	return err
}

// answered notes that a person has answered all calls of an alarm.
func answered(ctx context.Context, tx *db.Tx, alarm, person string) error {
	_, err := tx.Exec(ctx, `UPDATE notify_told SET acked = $1 WHERE alarm = $2 AND person = $3 AND acked = 0`, db.Micros(tx.Now), alarm, person)
	return err
}

// listAlarms lists alarms of a realm, newest first: those that are not closed,
// and those that were raised since a moment.
func listAlarms(ctx context.Context, tx *db.Tx, realm ids.Realm, since time.Time, limit int) ([]Alarm, error) {
	return db.Rows(ctx, tx, scanAlarm, `SELECT `+alarmColumns+` FROM notify_alarm WHERE realm = $1 AND (state <> 'closed' OR raised > $2) ORDER BY raised DESC, id DESC LIMIT $3`, string(realm), db.Micros(since), limit)
}
