package exercise

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// manages tells whether the actor deals with exercises at this node, and so sees
// all of them; everybody else sees those in which the actor is a member.
func manages(who authz.Actor) bool {
	return who.May(authz.ExercisePropose) == nil || who.May(authz.ExerciseConfirm) == nil
}

// seen gives what of an exercise a person sees. The invitation is nobody's.
func seen(who authz.Actor, e Exercise) (Exercise, bool) {
	e.Invitation = ""
	if manages(who) {
		return e, true
	}
	for _, m := range e.Members {
		if m.Person == who.Person {
			e.Members = []Member{m}
			return e, true
		}
	}
	return Exercise{}, false
}

// List gives the exercises that the viewer deals with or takes part in, those that
// changed last first.
func (s *Service) List(ctx context.Context, v authz.Viewer) (out []Exercise, err error) {
	defer errs.Wrap(&err, "exercise.List")
	if err := s.live(v.Realm()); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := loadWhere(ctx, tx, `id NOT IN (SELECT exercise FROM exercise_practice) ORDER BY changed DESC, id`)
		for _, e := range all {
			if e, ok := seen(v.Actor(), e); ok {
				out = append(out, e)
			}
		}
		return err
	})
	return out, err
}

// Get gives one exercise that the viewer deals with or takes part in.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (e Exercise, err error) {
	defer errs.Wrap(&err, "exercise.Get(%s)", errs.Clip(id))
	if err := s.live(v.Realm()); err != nil {
		return e, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if e, err = load(ctx, tx, id); err != nil {
			return err
		}
		var ok bool
		if e, ok = seen(v.Actor(), e); !ok || e.Practice != nil {
			return errs.New(errs.NotFound, "there is no exercise %q here", errs.Clip(id))
		}
		return nil
	})
	return e, err
}

// Entry gives what a person is in a realm that can be entered, or errs.NotFound.
func (s *Service) Entry(ctx context.Context, realm ids.Realm, person string) (e Exercise, m Member, err error) {
	none := errs.New(errs.NotFound, "there is no realm %q here", errs.Clip(string(realm)))
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		e, err = load(ctx, tx, string(realm))
		return err
	})
	if errs.Is(err, errs.NotFound) || err == nil && !e.State.Running() {
		return e, m, none
	}
	for _, x := range e.Members {
		if x.Person == person {
			return e, x, err
		}
	}
	if err == nil {
		err = none
	}
	return e, m, err
}

// Known gives an exercise to another domain of this node.
func (s *Service) Known(ctx context.Context, id string) (e Exercise, err error) {
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		e, err = load(ctx, tx, id)
		return err
	})
	return e, err
}

// Cast lists who of this node's people is in an exercise.
func (s *Service) Cast(ctx context.Context, id string) (all []Member, err error) {
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		e, err := load(ctx, tx, id)
		all = e.Members
		return err
	})
	return all, err
}
