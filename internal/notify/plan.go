package notify

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// maxPlans bounds how many plans of one kind there are.
const maxPlans = 200

// SaveRotation makes a rotation, or changes the one with its id.
func (s *Service) SaveRotation(ctx context.Context, who authz.Actor, r Rotation) (Rotation, error) {
	err := s.arrange(ctx, who, planRotation, &r.ID, func(known func(Target) error) (string, any, error) {
		for _, p := range r.People {
			if err := known(Target{"person", p}); err != nil {
				return "", nil, err
			}
		}
		return r.Name, r, r.check()
	})
	return r, err
}

// SaveSchedule makes a schedule, or changes the one with its id.
func (s *Service) SaveSchedule(ctx context.Context, who authz.Actor, c Schedule) (Schedule, error) {
	err := s.arrange(ctx, who, planSchedule, &c.ID, func(known func(Target) error) (string, any, error) {
		for _, h := range c.Hours {
			if err := known(h.Who); err != nil {
				return "", nil, err
			}
		}
		return c.Name, c, c.check()
	})
	return c, err
}

// SaveLadder makes a ladder, or changes the one with its id. Alarms that climb
// already climb the ladder as it was.
func (s *Service) SaveLadder(ctx context.Context, who authz.Actor, l Ladder) (Ladder, error) {
	err := s.arrange(ctx, who, planLadder, &l.ID, func(known func(Target) error) (string, any, error) {
		for _, step := range l.Steps {
			for _, t := range step.Targets {
				if err := known(t); err != nil {
					return "", nil, err
				}
			}
		}
		return l.Name, l, l.check()
	})
	return l, err
}

// SaveTrigger makes a trigger, or changes the one with its id.
func (s *Service) SaveTrigger(ctx context.Context, who authz.Actor, t Trigger) (Trigger, error) {
	err := s.arrange(ctx, who, planTrigger, &t.ID, func(known func(Target) error) (string, any, error) {
		if err := t.check(); err != nil {
			return "", nil, err
		}
		return t.Kinds, t, known(Target{planLadder, t.Ladder})
	})
	return t, err
}

// arrange is one act on a plan: load, rule, save, record. It gives a new plan its id.
func (s *Service) arrange(ctx context.Context, who authz.Actor, kind string, id *string, rule func(known func(Target) error) (name string, body any, err error)) (err error) {
	defer errs.Wrap(&err, "notify.arrange(%s)", kind)
	if err := who.May(authz.NotifyManage); err != nil {
		return err
	}
	given := *id
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if *id = given; given == "" {
			*id = ids.New()
			n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM notify_plan WHERE kind = $1`, kind)
			if err != nil {
				return err
			}
			if n >= maxPlans {
				return errs.New(errs.TooLarge, "a node has up to %d of these", maxPlans)
			}
		} else if old, err := planKind(ctx, tx, given); err != nil || old != kind {
			return errs.New(errs.NotFound, "there is no such plan")
		}
		people, err := s.people(ctx, tx)
		if err != nil {
			return err
		}
		name, body, err := rule(func(t Target) error { return exists(ctx, tx, people, t) })
		if err != nil {
			return err
		}
		if err := savePlan(ctx, tx, kind, *id, name, body); err != nil {
			return err
		}
		return s.record(ctx, tx, who, tx.Realm, "arranged", *id, map[string]any{"kind": kind, "plan": body})
	})
}

// exists tells whether what a plan names is there.
func exists(ctx context.Context, tx *db.Tx, people map[string]Person, t Target) error {
	switch t.Kind {
	case "person":
		if p, ok := people[t.ID]; !ok || p.Away {
			return errs.New(errs.Invalid, "there is no person %q who could be told", errs.Clip(t.ID))
		}
	case planRotation, planSchedule, planLadder:
		if kind, err := planKind(ctx, tx, t.ID); err != nil || kind != t.Kind {
			return errs.New(errs.Invalid, "there is no such plan")
		}
	}
	return nil
}

// Remove takes a plan away with its overrides.
//
// Errors: NotFound; Conflict for one that another plan names.
func (s *Service) Remove(ctx context.Context, who authz.Actor, id string) (err error) {
	defer errs.Wrap(&err, "notify.Remove(%s)", errs.Clip(id))
	if err := who.May(authz.NotifyManage); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if err := unnamed(ctx, tx, id); err != nil {
			return err
		}
		gone, err := deletePlan(ctx, tx, id)
		if err == nil && !gone {
			err = errs.New(errs.NotFound, "there is no such plan")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, tx.Realm, "removed", id, map[string]any{})
	})
}

// unnamed refuses where a plan names another, so that no step leads nowhere.
func unnamed(ctx context.Context, tx *db.Tx, id string) error {
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
	named := func(t Target) bool { return t.ID == id }
	used := slices.ContainsFunc(b.Schedules, func(s Schedule) bool { return slices.ContainsFunc(s.Hours, func(h Hours) bool { return named(h.Who) }) }) ||
		slices.ContainsFunc(triggers, func(d dated[Trigger]) bool { return d.plan.Ladder == id }) ||
		slices.ContainsFunc(ladders, func(d dated[Ladder]) bool {
			return slices.ContainsFunc(d.plan.Steps, func(s Step) bool { return slices.ContainsFunc(s.Targets, named) })
		})
	if used {
		return errs.New(errs.Conflict, "another plan names this one; change that first")
	}
	return nil
}

// AddOverride changes for a time who is on call. Whoever may manage may change
// anything; anybody else may put themselves in another's place.
func (s *Service) AddOverride(ctx context.Context, who authz.Actor, o Override) (_ Override, err error) {
	defer errs.Wrap(&err, "notify.AddOverride")
	if err := who.May(authz.NotifyOwn); err != nil {
		return o, err
	}
	if who.May(authz.NotifyManage) != nil && (o.Whole || o.Add != who.Person) {
		return o, errs.New(errs.Denied, "you can take a shift yourself; to give one to others, ask whoever manages notifications")
	}
	o.ID, o.By = ids.New(), who.Name
	if o.Shifts == nil {
		o.Shifts = []Stint{}
	}
	if err := o.check(); err != nil {
		return o, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if !o.To.After(tx.Now) {
			return errs.New(errs.Invalid, "this time is over already")
		}
		kind, err := planKind(ctx, tx, o.Plan)
		if err != nil || kind != planRotation && kind != planSchedule {
			return errs.New(errs.NotFound, "there is no such plan")
		}
		people, err := s.people(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range o.names() {
			if err := exists(ctx, tx, people, Target{"person", p}); err != nil {
				return err
			}
		}
		if err := saveOverride(ctx, tx, o); err != nil {
			return err
		}
		return s.record(ctx, tx, who, tx.Realm, "overridden", o.Plan, o)
	})
	return o, err
}

// names lists whom an override puts on call.
func (o Override) names() (all []string) {
	if o.Add != "" {
		all = append(all, o.Add)
	}
	for _, s := range o.Shifts {
		all = append(all, s.Person)
	}
	return all
}

// DropOverride ends an override at once.
func (s *Service) DropOverride(ctx context.Context, who authz.Actor, id string) (err error) {
	defer errs.Wrap(&err, "notify.DropOverride(%s)", errs.Clip(id))
	if err := who.May(authz.NotifyManage); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		gone, err := deleteOverride(ctx, tx, id)
		if err == nil && !gone {
			err = errs.New(errs.NotFound, "there is no such override")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, tx.Realm, "override-dropped", id, map[string]any{})
	})
}
