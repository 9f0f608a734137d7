package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/notify"
	"entente/internal/serve"
	"entente/internal/watch"
)

// AlarmView is something that somebody has to answer.
type AlarmView struct {
	ID       string            `json:"id"`
	Title    string            `json:"title" doc:"A kind; alarm.hand for one that a person raised"`
	Text     string            `json:"text,omitempty"`
	About    string            `json:"about,omitempty" doc:"Left out for callers with a ceiling"`
	Link     string            `json:"link,omitempty" doc:"Address of the console where it is dealt with"`
	Ladder   string            `json:"ladder,omitempty" doc:"Name; absent where there was none"`
	State    notify.AlarmState `json:"state" enum:"open,acknowledged,closed"`
	Rung     int               `json:"rung" doc:"Steps taken, over all rounds"`
	Rungs    int               `json:"rungs" doc:"Steps of all rounds"`
	Raised   time.Time         `json:"raised"`
	RaisedBy string            `json:"raised_by"`
	Told     *time.Time        `json:"told,omitempty" doc:"When the last step was taken"`
	Next     *time.Time        `json:"next,omitempty" doc:"When the next one is; absent when none is"`
	Acked    *time.Time        `json:"acked,omitempty"`
	AckedBy  string            `json:"acked_by,omitempty"`
	Closed   *time.Time        `json:"closed,omitempty"`
	ClosedBy string            `json:"closed_by,omitempty"`
	Reason   string            `json:"reason,omitempty" doc:"Why it was closed"`
}

// AlarmStep is one step of an alarm's ladder.
type AlarmStep struct {
	Wait    int            `json:"wait" doc:"Minutes"`
	All     bool           `json:"all" doc:"Everybody whom it told must acknowledge"`
	Targets []NotifyTarget `json:"targets"`
	Calls   []AlarmCall    `json:"calls" doc:"Whom it told, over all rounds"`
}

// AlarmCall is one person whom a step told.
type AlarmCall struct {
	Round  int        `json:"round" doc:"From 0"`
	Person string     `json:"person" doc:"Name"`
	At     time.Time  `json:"at"`
	Acked  *time.Time `json:"acked,omitempty"`
}

// AlarmDetail is an alarm with its ladder as it climbs.
type AlarmDetail struct {
	AlarmView
	Steps []AlarmStep `json:"steps"`
}

// AlarmList is alarms, and how fast those of ninety days were answered.
type AlarmList struct {
	Items   []AlarmView  `json:"items" doc:"Newest first"`
	Figures AlarmFigures `json:"figures"`
}

// AlarmFigures are how fast alarms were answered.
type AlarmFigures struct {
	Raised       int   `json:"raised"`
	Acknowledged int   `json:"acknowledged"`
	Median       int64 `json:"median" doc:"Seconds from raised to acknowledged"`
	Ninth        int64 `json:"ninth" doc:"Nine of ten were answered within so many seconds"`
}

// AckView is what the bearer of an address from a message may know.
type AckView struct {
	Title string            `json:"title"`
	State notify.AlarmState `json:"state" enum:"open,acknowledged,closed"`
	Since time.Time         `json:"since"`
}

type raiseInput struct {
	Body struct {
		Text   string `json:"text" minLength:"1" maxLength:"500" doc:"Read in the console alone"`
		Ladder string `json:"ladder,omitempty" maxLength:"100" doc:"Id or name; absent: the first by name"`
	}
}

type closeAlarmInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// AckPath is the secret in the address of a message.
type AckPath struct {
	Token string `path:"token" maxLength:"200"`
}

const (
	alarmsWithin  = 30 * 24 * time.Hour
	figuresWithin = 90 * 24 * time.Hour
)

func (a *api) alarmRoutes() {
	n, own := a.deps.Notify, serve.May(authz.NotifyOwn)
	get(a, "/alarms", own, about{id: "listAlarms", summary: "Alarms: those that are not closed, and those of thirty days"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[AlarmList], error) {
		all, err := n.Alarms(ctx, c.Viewer(), alarmsWithin)
		if err != nil {
			return nil, err
		}
		f, err := n.Figures(ctx, c.Viewer(), figuresWithin)
		out := AlarmList{Items: []AlarmView{}, Figures: AlarmFigures{f.Raised, f.Acknowledged, int64(f.Median / time.Second), int64(f.Tenth / time.Second)}}
		for _, x := range all {
			out.Items = append(out.Items, alarmOf(x, c))
		}
		return reply(out), err
	})
	get(a, "/alarms/{id}", own, about{id: "getAlarm", summary: "One alarm, with its ladder as it climbs"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[AlarmDetail], error) {
		x, err := n.Alarm(ctx, c.Viewer(), in.ID)
		return a.alarmReply(ctx, c, x, err)
	})
	post(a, "/alarms", own, about{id: "raiseAlarm", summary: "Raise an alarm by hand"}, func(ctx context.Context, c serve.Caller, in *raiseInput) (*body[AlarmDetail], error) {
		x, err := n.RaiseByHand(ctx, c.Actor, c.Realm, in.Body.Text, in.Body.Ladder)
		return a.alarmReply(ctx, c, x, err)
	})
	post(a, "/alarms/{id}/acknowledge", own, about{id: "acknowledgeAlarm", summary: "Take an alarm up: it climbs no further"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[AlarmDetail], error) {
		x, err := n.Acknowledge(ctx, c.Actor, c.Realm, in.ID)
		return a.alarmReply(ctx, c, x, err)
	})
	post(a, "/alarms/{id}/close", own, about{id: "closeAlarm", summary: "End an alarm"}, func(ctx context.Context, c serve.Caller, in *closeAlarmInput) (*body[AlarmDetail], error) {
		x, err := n.Close(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return a.alarmReply(ctx, c, x, err)
	})
	bearer := serve.Public("the secret in the address lets its bearer acknowledge one alarm and learn its kind, nothing else")
	get(a, "/acknowledgements/{token}", bearer, about{id: "lookByToken", summary: "How the alarm of a message stands"}, func(ctx context.Context, _ serve.Caller, in *AckPath) (*body[AckView], error) {
		st, err := n.LookByToken(ctx, in.Token)
		return reply(AckView(st)), err
	})
	post(a, "/acknowledgements/{token}", bearer, about{id: "acknowledgeByToken", summary: "Acknowledge the alarm of a message"}, func(ctx context.Context, _ serve.Caller, in *struct {
		AckPath
		Empty
	}) (*body[AckView], error) {
		st, err := n.AcknowledgeByToken(ctx, in.Token)
		return reply(AckView(st)), err
	})
}

func (a *api) alarmReply(ctx context.Context, c serve.Caller, x notify.Alarm, err error) (*body[AlarmDetail], error) {
	if err != nil {
		return nil, err
	}
	names, err := a.notifyNames(ctx, c)
	out := AlarmDetail{AlarmView: alarmOf(x, c), Steps: []AlarmStep{}}
	for i, s := range x.Ladder.Steps {
		step := AlarmStep{Wait: s.Wait, All: s.All, Targets: targetsOf(s.Targets), Calls: []AlarmCall{}}
		for _, call := range x.Calls {
			if call.Rung%len(x.Ladder.Steps) == i {
				step.Calls = append(step.Calls, AlarmCall{Round: call.Rung / len(x.Ladder.Steps), Person: nameOr(names, call.Person), At: call.At, Acked: moment(call.Acked)})
			}
		}
		out.Steps = append(out.Steps, step)
	}
	return reply(out), err
}

func alarmOf(x notify.Alarm, c serve.Caller) AlarmView {
	out := AlarmView{ID: x.ID, Title: x.Title, Text: x.Text, About: x.About, Link: x.Link, Ladder: x.Ladder.Name, State: x.State, Rung: x.Rung, Rungs: len(x.Ladder.Steps) * (1 + x.Ladder.Repeat),
		Raised: x.Raised, RaisedBy: x.RaisedBy, Told: moment(x.Told), Next: moment(x.Next), Acked: moment(x.Acked), AckedBy: x.AckedBy, Closed: moment(x.Closed), ClosedBy: x.ClosedBy, Reason: x.Reason}
	if c.Actor.Ceiling != "" {
		out.About, out.Link = "", ""
	}
	return out
}

// alarmNeeds are the alarms that are not over, and what was given up.
func (s *sight) alarmNeeds(ctx context.Context, v authz.Viewer, now time.Time) ([]watch.Need, error) {
	all, err := s.a.deps.Notify.Alarms(ctx, v, 0)
	if err != nil {
		return nil, err
	}
	var alarms []watch.Alarm
	for _, x := range all {
		if x.State != notify.Closed {
			alarms = append(alarms, watch.Alarm{ID: x.ID, Title: x.Title, Raised: x.Raised, Next: x.Next, Answered: x.State == notify.Acknowledged})
		}
	}
	needs := watch.OfAlarms(alarms)
	if v.May(authz.NotifyManage) != nil {
		return needs, nil
	}
	failed, err := s.a.deps.Notify.Failures(ctx, v, now.Add(-watch.UndeliveredLife))
	if err != nil {
		return nil, err
	}
	var given []watch.Undelivered
	for _, d := range failed {
		given = append(given, watch.Undelivered{ID: d.ID, Person: d.Person, At: d.Settled})
	}
	return append(needs, watch.OfUndelivered(given)...), nil
}
