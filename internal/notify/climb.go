package notify

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// climbBatch is how many alarms one transaction takes a step of.
const climbBatch = 50

// climb takes one step of every alarm that is due, and waits from now on for
// the next. So after a standstill each step is taken once and waited for as
// long as it should be, and nothing is made up for in a burst.
func (s *Service) climb(ctx context.Context) error {
	// A step that seems to have been taken in the future was taken before the
	// clock was put back: it waits anew from now, so that it never waits for longer.
	const due = `next_at > 0 AND (next_at <= $1 OR told > $1)`
	for {
		var n int64
		if err := s.c.DB.Read(ctx, func(tx *db.Tx) (err error) {
			n, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM notify_alarm WHERE `+due, db.Micros(tx.Now))
			return err
		}); err != nil || n == 0 {
			return err
		}
		if err := s.c.DB.Write(ctx, func(tx *db.Tx) error {
			all, err := db.Rows(ctx, tx, scanAlarm, `SELECT `+alarmColumns+` FROM notify_alarm WHERE `+due+` ORDER BY next_at, id LIMIT $2`, db.Micros(tx.Now), climbBatch)
			if err != nil {
				return err
			}
			for _, a := range all {
				if err := s.step(ctx, tx, a); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
}

// step takes the next step of an alarm that is due. A step that reaches nobody
// is passed at once.
func (s *Service) step(ctx context.Context, tx *db.Tx, a Alarm) error {
	if a.Told.After(tx.Now) {
		a.Told, a.Next = tx.Now, tx.Now.Add(a.Ladder.step(max(0, a.Rung-1)).wait())
		return saveAlarm(ctx, tx, a)
	}
	people, err := s.people(ctx, tx)
	if err != nil {
		return err
	}
	b, err := board(ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	for a.Rung < a.Ladder.rungs() {
		step := a.Ladder.step(a.Rung)
		reached := reach(step.Targets, b, people, tx.Now)
		for _, p := range reached {
			if err := s.call(ctx, tx, a, p); err != nil {
				return err
			}
		}
		a.Rung++
		if err := s.record(ctx, tx, s.system(), a.Realm, "climbed", a.ID, map[string]any{"step": a.Rung, "people": reached}); err != nil {
			return err
		}
		if len(reached) > 0 {
			a.Told, a.Next = tx.Now, tx.Now.Add(step.wait())
			return saveAlarm(ctx, tx, a)
		}
	}
	a.Next = time.Time{}
	if err := saveAlarm(ctx, tx, a); err != nil {
		return err
	}
	return s.record(ctx, tx, s.system(), a.Realm, "unanswered", a.ID, map[string]any{"steps": a.Rung})
}

// reach lists whom targets mean at a moment, each person once. Who is away is
// not reached.
func reach(targets []Target, b Board, people map[string]Person, at time.Time) (all []string) {
	add := func(id string) {
		if p, ok := people[id]; ok && !p.Away && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	for _, t := range targets {
		switch t.Kind {
		case "person":
			add(t.ID)
		case "role":
			for _, p := range people {
				if slices.ContainsFunc(p.Roles, func(r authz.Role) bool { return string(r) == t.ID }) {
					add(p.ID)
				}
			}
		default:
			for _, p := range b.OnCall(t.ID, at) {
				add(p)
			}
		}
	}
	slices.Sort(all)
	return all
}

// call tells one person of an alarm by every road that leads to that person,
// also in quiet hours. The open pages of the console show it in any case.
func (s *Service) call(ctx context.Context, tx *db.Tx, a Alarm, person string) error {
	if err := insertCall(ctx, tx, a.ID, a.Rung, person); err != nil {
		return err
	}
	for _, road := range []Road{ByMail, ByWebhook} {
		set, err := settingsOf(ctx, tx, person)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if set.address(road) == "" || s.channel(a.Realm, road) == nil {
			continue
		}
		id := ids.Named(space, strings.Join([]string{"alarm", a.ID, strconv.Itoa(a.Rung), person, string(road)}, "|"))
		if _, err := insertDelivery(ctx, tx, Delivery{ID: id, Realm: a.Realm, Form: FormAlarm, Person: person, Road: road, Alarm: a.ID, Next: tx.Now}); err != nil {
			return err
		}
	}
	return nil
}
