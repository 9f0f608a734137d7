package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/notify"
	"entente/internal/serve"
)

// NotifyTarget is whom a step tells or a schedule puts on call.
type NotifyTarget struct {
	Kind string `json:"kind" enum:"person,rotation,schedule,role"`
	ID   string `json:"id" maxLength:"100"`
}

// NotifyPerson is somebody who can be named.
type NotifyPerson struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Display string `json:"display"`
}

// OnCallShift is a time in which the same people are on call.
type OnCallShift struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	People []string  `json:"people" doc:"Ids of accounts"`
}

// OnCallOverride changes for a time who is on call.
type OnCallOverride struct {
	ID     string    `json:"id" readOnly:"true" required:"false"`
	Plan   string    `json:"plan" maxLength:"100" doc:"Id of a rotation or a schedule"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Add    string    `json:"add,omitempty" maxLength:"100" doc:"Who comes"`
	Remove string    `json:"remove,omitempty" maxLength:"100" doc:"Who goes; with add, in whose place"`
	Whole  bool      `json:"whole,omitempty" doc:"Takes the place of the whole plan: its shifts alone count"`
	Shifts []OnStint `json:"shifts,omitempty" maxItems:"50"`
	By     string    `json:"by" readOnly:"true" required:"false"`
}

// OnStint is one person's time in an override of a whole plan.
type OnStint struct {
	Person string    `json:"person" maxLength:"100"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// OnCallPlan is who is on call by one rotation or schedule.
type OnCallPlan struct {
	ID        string           `json:"id"`
	Kind      string           `json:"kind" enum:"rotation,schedule"`
	Name      string           `json:"name"`
	Zone      string           `json:"zone"`
	Now       []string         `json:"now" doc:"Ids of accounts"`
	Until     *time.Time       `json:"until,omitempty"`
	Next      *OnCallShift     `json:"next,omitempty"`
	Shifts    []OnCallShift    `json:"shifts" doc:"Of the time that was asked for, without gap"`
	Overrides []OnCallOverride `json:"overrides" doc:"That run or are to come"`
}

// NotifyPlans is all that is arranged, and who can be named.
type NotifyPlans struct {
	People    []NotifyPerson    `json:"people"`
	Rotations []notify.Rotation `json:"rotations"`
	Schedules []notify.Schedule `json:"schedules"`
	Ladders   []notify.Ladder   `json:"ladders"`
	Triggers  []notify.Trigger  `json:"triggers"`
}

type calendarInput struct {
	From time.Time `query:"from" doc:"Absent: now"`
	To   time.Time `query:"to" doc:"Absent: a week after"`
}

func (a *api) onCallRoutes() {
	n, own, manage := a.deps.Notify, serve.May(authz.NotifyOwn), serve.May(authz.NotifyManage).NodeWide()
	get(a, "/oncall", own, about{id: "onCall", summary: "Who is on call now, who is next, and a calendar"}, func(ctx context.Context, c serve.Caller, in *calendarInput) (*body[list[OnCallPlan]], error) {
		from, to := a.upTo(in.From), in.To
		if to.IsZero() {
			to = from.AddDate(0, 0, 7)
		}
		all, err := n.OnCall(ctx, c.Viewer(), from, to)
		out := list[OnCallPlan]{Items: []OnCallPlan{}}
		for _, d := range all {
			out.Items = append(out.Items, onCallOf(d))
		}
		return reply(out), err
	})
	get(a, "/notify/plans", own, about{id: "listPlans", summary: "Rotations, schedules, ladders and triggers, and who can be named in them"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[NotifyPlans], error) {
		p, err := n.Plans(ctx, c.Viewer())
		out := NotifyPlans{People: []NotifyPerson{}, Rotations: orNone(p.Rotations), Schedules: orNone(p.Schedules), Ladders: orNone(p.Ladders), Triggers: orNone(p.Triggers)}
		for _, x := range p.People {
			out.People = append(out.People, NotifyPerson{ID: x.ID, Name: x.Name, Display: x.Display})
		}
		return reply(out), err
	})
	arranged(a, "rotation", manage, func(ctx context.Context, who authz.Actor, r notify.Rotation, id string) (notify.Rotation, error) {
		r.ID = id
		return n.SaveRotation(ctx, who, r)
	})
	arranged(a, "schedule", manage, func(ctx context.Context, who authz.Actor, s notify.Schedule, id string) (notify.Schedule, error) {
		s.ID = id
		return n.SaveSchedule(ctx, who, s)
	})
	arranged(a, "ladder", manage, func(ctx context.Context, who authz.Actor, l notify.Ladder, id string) (notify.Ladder, error) {
		l.ID = id
		return n.SaveLadder(ctx, who, l)
	})
	arranged(a, "trigger", manage, func(ctx context.Context, who authz.Actor, t notify.Trigger, id string) (notify.Trigger, error) {
		t.ID = id
		return n.SaveTrigger(ctx, who, t)
	})
	register(a, http.MethodDelete, "/notify/plans/{id}", manage, about{id: "removePlan", summary: "Remove a rotation, a schedule, a ladder or a trigger"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return nil, n.Remove(ctx, c.Actor, in.ID)
	})
	post(a, "/oncall/overrides", own, about{id: "addOverride", summary: "Change for a time who is on call"}, func(ctx context.Context, c serve.Caller, in *struct{ Body OnCallOverride }) (*body[OnCallOverride], error) {
		o, err := n.AddOverride(ctx, c.Actor, overrideFrom(in.Body))
		return reply(overrideOf(o)), err
	})
	register(a, http.MethodDelete, "/oncall/overrides/{id}", manage, about{id: "dropOverride", summary: "End an override"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return nil, n.DropOverride(ctx, c.Actor, in.ID)
	})
}

// arranged adds the acts that make and change plans of one kind.
func arranged[T any](a *api, kind string, rule serve.Rule, save func(ctx context.Context, who authz.Actor, v T, id string) (T, error)) {
	name := map[string]string{"rotation": "Rotation", "schedule": "Schedule", "ladder": "Ladder", "trigger": "Trigger"}[kind]
	post(a, "/notify/"+kind+"s", rule, about{id: "add" + name, summary: "Make a " + kind}, func(ctx context.Context, c serve.Caller, in *struct{ Body T }) (*body[T], error) {
		v, err := save(ctx, c.Actor, in.Body, "")
		return reply(v), err
	})
	register(a, http.MethodPut, "/notify/"+kind+"s/{id}", rule, about{id: "change" + name, summary: "Change a " + kind}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body T
	}) (*body[T], error) {
		id, err := ids.Parse(in.ID)
		if err != nil {
			return nil, err
		}
		v, err := save(ctx, c.Actor, in.Body, id)
		return reply(v), err
	})
}

// orNone makes a list of nothing an empty one.
func orNone[T any](all []T) []T { return append([]T{}, all...) }

func targetsOf(all []notify.Target) []NotifyTarget {
	out := make([]NotifyTarget, len(all))
	for i, t := range all {
		out[i] = NotifyTarget(t)
	}
	return out
}

func onCallOf(d notify.Duty) OnCallPlan {
	out := OnCallPlan{ID: d.Plan, Kind: d.Kind, Name: d.Name, Zone: d.Zone, Now: orNone(d.Now), Until: moment(d.Until), Shifts: []OnCallShift{}, Overrides: []OnCallOverride{}}
	shift := func(s notify.Shift) OnCallShift {
		return OnCallShift{From: s.From.UTC(), To: s.To.UTC(), People: orNone(s.People)}
	}
	if !d.Next.From.IsZero() {
		next := shift(d.Next)
		out.Next = &next
	}
	for _, s := range d.Week {
		out.Shifts = append(out.Shifts, shift(s))
	}
	for _, o := range d.Override {
		out.Overrides = append(out.Overrides, overrideOf(o))
	}
	return out
}

func overrideOf(o notify.Override) OnCallOverride {
	out := OnCallOverride{ID: o.ID, Plan: o.Plan, From: o.From, To: o.To, Add: o.Add, Remove: o.Remove, Whole: o.Whole, By: o.By}
	for _, s := range o.Shifts {
		out.Shifts = append(out.Shifts, OnStint(s))
	}
	return out
}

func overrideFrom(b OnCallOverride) notify.Override {
	o := notify.Override{Plan: b.Plan, From: b.From.UTC(), To: b.To.UTC(), Add: b.Add, Remove: b.Remove, Whole: b.Whole}
	for _, s := range b.Shifts {
		o.Shifts = append(o.Shifts, notify.Stint{Person: s.Person, From: s.From.UTC(), To: s.To.UTC()})
	}
	return o
}
