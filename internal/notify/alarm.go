package notify

import (
	"context"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// AlarmState is how an alarm stands.
type AlarmState string

// The states. An open alarm climbs; one that climbed to its end without an
// answer stays open.
const (
	Open         AlarmState = "open"
	Acknowledged AlarmState = "acknowledged"
	Closed       AlarmState = "closed"
)

// Alarm is something that somebody has to answer.
type Alarm struct {
	ID       string
	Realm    ids.Realm
	Title    string // a kind, whose words messages and pages have
	Text     string // shown in the console alone
	About    string
	Link     string // where the console deals with it
	Ladder   Ladder // as it was when the alarm was raised; no steps where there was none
	State    AlarmState
	Rung     int // steps taken, over all rounds
	Raised   time.Time
	RaisedBy string
	Told     time.Time // when the last step was taken
	Next     time.Time // when the next is; zero when there is none
	Acked    time.Time
	AckedBy  string
	Closed   time.Time
	ClosedBy string
	Reason   string // why it was closed
	Calls    []Call // whom the steps told
}

// Call is one person whom a step told.
type Call struct {
	Rung   int
	Person string
	At     time.Time
	Acked  time.Time
}

// NewAlarm is what raises an alarm.
type NewAlarm struct {
	Realm  ids.Realm
	Title  string // a kind such as "duty.lapsed", or AlarmByHand; messages say its words and nothing else
	Text   string // shown in the console alone
	About  string // id of what it is about
	Link   string // path of the console
	Ladder string // id or name; "" for the first by name
	Dedup  string // while an alarm with the same is not closed, no second is raised; "" never holds one back
}

// The titles that are no kinds of acts. Whoever has notify.own may see those that
// begin with "alarm."; an alarm about an act is shown as AlarmOther to whoever
// may not hear of such an act, and can be answered all the same.
const (
	AlarmByHand = "alarm.hand"
	AlarmOther  = "alarm.other"
)

// shownTo is the alarm as far as somebody may know what it is about.
func (a Alarm) shownTo(who authz.Actor) Alarm {
	if !strings.HasPrefix(a.Title, "alarm.") && !who.Hears(a.Title) {
		a.Title, a.Text, a.About, a.Link = AlarmOther, "", "", ""
	}
	return a
}

const (
	maxAlarmText = 500
	maxReason    = 500
)

// Raise opens an alarm within the caller's own transaction and gives its id;
// that of the alarm which is there already, where one with the same dedup is. The
// first step is taken right after the commit. Without a ladder it is shown and
// tells nobody.
//
// Errors: Invalid for a realm or title that is none; NotFound for a ladder that
// is not there.
func (s *Service) Raise(ctx context.Context, tx *db.Tx, who authz.Actor, n NewAlarm) (id string, err error) {
	defer errs.Wrap(&err, "notify.Raise(%s)", errs.Clip(n.Title))
	if _, err := ids.ParseRealm(string(n.Realm)); err != nil {
		return "", err
	}
	if n.Title == "" || len(n.Text) > maxAlarmText {
		return "", errs.New(errs.Invalid, "an alarm has a title, and a text of at most %d bytes", maxAlarmText)
	}
	if n.Dedup != "" {
		old, err := openByDedup(ctx, tx, n.Realm, n.Dedup)
		if err != nil || old != "" {
			return old, err
		}
	}
	ladder, err := s.ladder(ctx, tx, n.Ladder)
	if err != nil {
		return "", err
	}
	a := Alarm{ID: ids.New(), Realm: n.Realm, Title: n.Title, Text: n.Text, About: n.About, Link: n.Link, Ladder: ladder, State: Open, Raised: tx.Now, RaisedBy: who.Name}
	if len(ladder.Steps) > 0 {
		a.Next = tx.Now
	}
	if err := insertAlarm(ctx, tx, a, n.Dedup); err != nil {
		return "", err
	}
	tx.AfterCommit(s.bell.Ring)
	return a.ID, s.record(ctx, tx, who, a.Realm, "raised", a.ID, map[string]any{"title": a.Title, "ladder": ladder.Name})
}

// ladder finds the ladder that an alarm climbs; the zero Ladder when none is
// named and there is none.
func (s *Service) ladder(ctx context.Context, tx *db.Tx, name string) (l Ladder, err error) {
	all, err := plans[Ladder](ctx, tx, planLadder)
	if err != nil {
		return l, err
	}
	for _, d := range all {
		if name == "" || d.plan.ID == name || d.plan.Name == name {
			return d.plan, nil
		}
	}
	if name == "" {
		return l, nil
	}
	return l, errs.New(errs.NotFound, "there is no ladder %q", errs.Clip(name))
}

// RaiseByHand opens an alarm as a person's own act.
func (s *Service) RaiseByHand(ctx context.Context, who authz.Actor, realm ids.Realm, text, ladder string) (a Alarm, err error) {
	defer errs.Wrap(&err, "notify.RaiseByHand")
	if err := who.May(authz.NotifyOwn); err != nil {
		return a, err
	}
	if text == "" {
		return a, errs.New(errs.Invalid, "say what the alarm is about")
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		id, err := s.Raise(ctx, tx, who, NewAlarm{Realm: realm, Title: AlarmByHand, Text: text, Ladder: ladder})
		if err != nil {
			return err
		}
		a, err = alarmByID(ctx, tx, id)
		return err
	})
	return a, err
}

// Acknowledge says that a person takes an alarm up. It stops the climb; where
// the step asks that everybody answers, only once all whom it told have.
//
// Errors: NotFound; Conflict for an alarm that is not open, or whose step waits
// for others than this person.
func (s *Service) Acknowledge(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (a Alarm, err error) {
	defer errs.Wrap(&err, "notify.Acknowledge(%s)", errs.Clip(id))
	if err := who.May(authz.NotifyOwn); err != nil {
		return a, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if a, err = alarmByID(ctx, tx, id); err != nil {
			return err
		}
		if a.Realm != realm {
			return errs.New(errs.NotFound, "there is no such alarm")
		}
		a, err = s.acknowledge(ctx, tx, who, a, "page")
		return err
	})
	return a.shownTo(who), err
}

func (s *Service) acknowledge(ctx context.Context, tx *db.Tx, who authz.Actor, a Alarm, how string) (Alarm, error) {
	if err := a.answer(who.Person, tx.Now); err != nil {
		return a, err
	}
	if a.State == Acknowledged {
		a.Acked, a.AckedBy, a.Next = tx.Now, who.Name, time.Time{}
	}
	if err := saveAlarm(ctx, tx, a); err != nil {
		return a, err
	}
	if err := answered(ctx, tx, a.ID, who.Person); err != nil {
		return a, err
	}
	return a, s.record(ctx, tx, who, a.Realm, "acknowledged", a.ID, map[string]any{"state": a.State, "how": how})
}

// answer takes a person's answer: the alarm is acknowledged, or its step waits
// for others still.
func (a *Alarm) answer(person string, now time.Time) error {
	if a.State != Open {
		return errs.New(errs.Conflict, "this alarm is not open any more")
	}
	if a.Rung == 0 || !a.Ladder.step(a.Rung-1).All {
		a.State = Acknowledged
		return nil
	}
	mine, missing := false, 0
	for i := range a.Calls {
		c := &a.Calls[i]
		if c.Rung != a.Rung-1 {
			continue
		}
		if c.Person == person {
			if !c.Acked.IsZero() {
				return errs.New(errs.Conflict, "you have acknowledged this; others must too")
			}
			c.Acked, mine = now, true
		} else if c.Acked.IsZero() {
			missing++
		}
	}
	if !mine && missing > 0 {
		return errs.New(errs.Conflict, "this step waits for everybody whom it told, and you are not among them")
	}
	if missing == 0 {
		a.State = Acknowledged
	}
	return nil
}

// Close ends an alarm, with the reason.
func (s *Service) Close(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (a Alarm, err error) {
	defer errs.Wrap(&err, "notify.Close(%s)", errs.Clip(id))
	if err := who.May(authz.NotifyOwn); err != nil {
		return a, err
	}
	if reason == "" || len(reason) > maxReason {
		return a, errs.New(errs.Invalid, "say in 1 to %d bytes why the alarm is closed", maxReason)
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if a, err = alarmByID(ctx, tx, id); err != nil {
			return err
		}
		if a.Realm != realm {
			return errs.New(errs.NotFound, "there is no such alarm")
		}
		if a.State == Closed {
			return errs.New(errs.Conflict, "this alarm is not open any more")
		}
		a.State, a.Closed, a.ClosedBy, a.Reason, a.Next = Closed, tx.Now, who.Name, reason, time.Time{}
		if err := saveAlarm(ctx, tx, a); err != nil {
			return err
		}
		return s.record(ctx, tx, who, a.Realm, "closed", a.ID, map[string]any{"reason": reason})
	})
	return a.shownTo(who), err
}
