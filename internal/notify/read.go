package notify

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

const maxAlarms = 1000

// Alarms lists the alarms of the realm, newest first: those that are not closed,
// and those that were raised within a time. Whom they told is not among it; see
// Alarm.
func (s *Service) Alarms(ctx context.Context, v authz.Viewer, within time.Duration) (all []Alarm, err error) {
	defer errs.Wrap(&err, "notify.Alarms")
	if err := v.May(authz.NotifyOwn); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = listAlarms(ctx, tx, v.Realm(), tx.Now.Add(-within), maxAlarms)
		return err
	})
	for i, a := range all {
		all[i] = a.shownTo(v.Actor())
	}
	return all, err
}

// Alarm gives one alarm with whom it told.
func (s *Service) Alarm(ctx context.Context, v authz.Viewer, id string) (a Alarm, err error) {
	defer errs.Wrap(&err, "notify.Alarm(%s)", errs.Clip(id))
	if err := v.May(authz.NotifyOwn); err != nil {
		return a, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if a, err = alarmByID(ctx, tx, id); err == nil && a.Realm != v.Realm() {
			err = errs.New(errs.NotFound, "there is no such alarm")
		}
		return err
	})
	return a.shownTo(v.Actor()), err
}

// Figures are how fast alarms were answered.
type Figures struct {
	Raised       int           // within the time
	Acknowledged int           // of those, answered
	Median       time.Duration // from raised to acknowledged; zero without one
	Tenth        time.Duration // nine of ten were answered within this
}

// figures counts alarms that were raised since a moment.
func figures(all []Alarm, since time.Time) (f Figures) {
	var took []time.Duration
	for _, a := range all {
		if a.Raised.Before(since) {
			continue
		}
		f.Raised++
		if !a.Acked.IsZero() {
			took = append(took, a.Acked.Sub(a.Raised))
		}
	}
	f.Acknowledged = len(took)
	if len(took) == 0 {
		return f
	}
	slices.Sort(took)
	f.Median, f.Tenth = took[(len(took)-1)/2], took[(len(took)*9+9)/10-1]
	return f
}

// Figures gives how fast the alarms of a time were answered.
func (s *Service) Figures(ctx context.Context, v authz.Viewer, within time.Duration) (f Figures, err error) {
	defer errs.Wrap(&err, "notify.Figures")
	if err := v.May(authz.NotifyOwn); err != nil {
		return f, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		since := tx.Now.Add(-within)
		all, err := listAlarms(ctx, tx, v.Realm(), since, maxAlarms)
		f = figures(all, since)
		return err
	})
	return f, err
}

// Duty is who is on call by one plan, and who is next.
type Duty struct {
	Plan     string // id
	Kind     string // rotation, schedule
	Name     string
	Zone     string
	Now      []string // account ids
	Until    time.Time
	Next     Shift
	Week     []Shift    // of the time that was asked for
	Override []Override // that run or are to come
}

// maxSpan is the longest calendar that is drawn at once.
const maxSpan = 62 * 24 * time.Hour

// OnCall tells who is on call now by every plan, with its shifts from a moment to
// another.
func (s *Service) OnCall(ctx context.Context, v authz.Viewer, from, to time.Time) (all []Duty, err error) {
	defer errs.Wrap(&err, "notify.OnCall")
	if err := v.May(authz.NotifyOwn); err != nil {
		return nil, err
	}
	if !from.Before(to) || to.Sub(from) > maxSpan {
		return nil, errs.New(errs.Invalid, "a calendar runs from a moment to a later one, for two months at most")
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all = nil
		earliest := tx.Now
		if from.Before(earliest) {
			earliest = from
		}
		b, err := board(ctx, tx, earliest)
		if err != nil {
			return err
		}
		for _, r := range b.Rotations {
			all = append(all, duty(b, Duty{Plan: r.ID, Kind: planRotation, Name: r.Name, Zone: r.Zone}, tx.Now, from, to))
		}
		for _, sc := range b.Schedules {
			all = append(all, duty(b, Duty{Plan: sc.ID, Kind: planSchedule, Name: sc.Name, Zone: sc.Zone}, tx.Now, from, to))
		}
		return nil
	})
	return all, err
}

func duty(b Board, d Duty, now, from, to time.Time) Duty {
	d.Now, d.Next, d.Week = b.OnCall(d.Plan, now), b.Next(d.Plan, now), b.Shifts(d.Plan, from, to)
	d.Until = d.Next.From
	for _, o := range b.Overrides {
		if o.Plan == d.Plan && o.To.After(now) {
			d.Override = append(d.Override, o)
		}
	}
	return d
}

// Plans is all that an administrator arranges.
type Plans struct {
	Rotations []Rotation
	Schedules []Schedule
	Ladders   []Ladder
	Triggers  []Trigger
	People    []Person // who can be named in them
}

// Plans gives every arrangement, and the people that can be named.
func (s *Service) Plans(ctx context.Context, v authz.Viewer) (p Plans, err error) {
	defer errs.Wrap(&err, "notify.Plans")
	if err := v.May(authz.NotifyOwn); err != nil {
		return p, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := board(ctx, tx, tx.Now)
		if err != nil {
			return err
		}
		ladders, err := plans[Ladder](ctx, tx, planLadder)
		if err != nil {
			return err
		}
		triggers, err := plans[Trigger](ctx, tx, planTrigger)
		if err != nil {
			return err
		}
		people, err := s.c.People(ctx, tx)
		p = Plans{Rotations: b.Rotations, Schedules: b.Schedules, Ladders: bare(ladders), Triggers: bare(triggers),
			People: slices.DeleteFunc(people, func(p Person) bool { return p.Away })}
		return err
	})
	return p, err
}
