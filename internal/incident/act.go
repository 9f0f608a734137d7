package incident

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// The acts of this file need incident.write. Each says one thing about an
// incident: to all who take part where it is shared and the words do not stay
// ours, else to our own people alone.
//
// Errors: NotFound; Invalid for words that cannot be meant; Conflict on a closed
// incident; Denied for what only another party can say, and where policy does not
// let the marking go to everybody who takes part.

// Describe says anew what an incident of ours is about.
func (s *Service) Describe(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, d Description) (View, error) {
	return s.act(ctx, who, realm, id, w, Described, &d, func(_ *db.Tx, _ held, i Incident) error {
		d.State = i.State // which only Change says
		return nil
	})
}

// Note writes a word.
func (s *Service) Note(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, n Note) (View, error) {
	return s.act(ctx, who, realm, id, w, Noted, &n, nil)
}

// Time puts something that happened on the timeline.
func (s *Service) Time(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, e Event) (View, error) {
	return s.act(ctx, who, realm, id, w, Timed, &e, nil)
}

// Task gives a task to a party that takes part.
func (s *Service) Task(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, t Task) (View, error) {
	return s.act(ctx, who, realm, id, w, Tasked, &t, func(_ *db.Tx, h held, _ Incident) error {
		if t.Party == s.c.Party || h.isShared() && !w.Ours && h.matter.TakesPart(t.Party) {
			return nil
		}
		return errs.New(errs.Invalid, "%s does not take part, or would not hear of this task", errs.Clip(string(t.Party)))
	})
}

// Answer says what becomes of a task. What was given among us alone stays so.
func (s *Service) Answer(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, a Answer) (View, error) {
	return s.act(ctx, who, realm, id, w, TaskChanged, &a, func(_ *db.Tx, h held, i Incident) error {
		n := slices.IndexFunc(i.Tasks, func(t GivenTask) bool { return t.Ref == a.Task })
		if n < 0 {
			return errs.New(errs.NotFound, "the incident has no task %q", errs.Clip(a.Task))
		}
		if i.Tasks[n].Ours != w.Ours && h.isShared() {
			return errs.New(errs.Conflict, "a task is answered to those who know of it")
		}
		return i.Tasks[n].mayAnswer(s.c.Party, a.State)
	})
}

// Affect names whom the incident affects. A name given with an alias stays at this
// node; entries bear the alias.
func (s *Service) Affect(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, e Entity, name string) (View, error) {
	return s.act(ctx, who, realm, id, w, Affected, &e, func(tx *db.Tx, _ held, _ Incident) error {
		switch {
		case name == "":
			return nil
		case !e.Alias || !clause.Line(name):
			return errs.New(errs.Invalid, "a true name is one line of up to 300 bytes, and is kept for an alias alone")
		}
		return keepName(ctx, tx, id, e.Label, name)
	})
}

// Evidence says where something that proves lies.
func (s *Service) Evidence(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, e Evidence) (View, error) {
	return s.act(ctx, who, realm, id, w, Evidenced, &e, nil)
}

// Link points to an object, a request or a decision by its id.
func (s *Service) Link(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, l Link) (View, error) {
	return s.act(ctx, who, realm, id, w, Linked, &l, func(_ *db.Tx, h held, _ Incident) error {
		if !h.isShared() || w.Ours {
			return nil
		}
		return l.tells()
	})
}

// Judge says how severe we hold it to be. What was judged before stays.
func (s *Service) Judge(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, j Judgement) (View, error) {
	return s.act(ctx, who, realm, id, w, Judged, &j, nil)
}

// Change says where an incident of ours stands; closing it closes it for all.
func (s *Service) Change(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, c Change) (View, error) {
	act := Changed
	if c.State == ClosedState {
		act = Closed
	}
	return s.act(ctx, who, realm, id, w, act, &c, func(_ *db.Tx, _ held, i Incident) error {
		if i.State == c.State {
			return errs.New(errs.Conflict, "it stands so already")
		}
		return nil
	})
}

// Reopen takes a closed incident of ours up again.
func (s *Service) Reopen(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, c Change) (View, error) {
	return s.act(ctx, who, realm, id, w, Reopened, &c, func(_ *db.Tx, _ held, i Incident) error {
		if i.State != ClosedState {
			return errs.New(errs.Conflict, "the incident is not closed")
		}
		return nil
	})
}

// Report states a situation report; from then on it does not change.
func (s *Service) Report(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, r Report) (View, error) {
	return s.act(ctx, who, realm, id, w, Reported, &r, nil)
}

// Oblige says whether the clocks of NIS2 run. It stays ours.
func (s *Service) Oblige(ctx context.Context, who authz.Actor, realm ids.Realm, id string, o Obligation) (View, error) {
	return s.act(ctx, who, realm, id, Words{Ours: true}, Obliged, &o, func(_ *db.Tx, _ held, i Incident) error {
		if o.Applies && i.Aware.IsZero() {
			return errs.New(errs.Invalid, "say first since when it is known to be an incident; the clocks run from there")
		}
		return nil
	})
}

// Inform says that a step of NIS2 was done. It stays ours.
func (s *Service) Inform(ctx context.Context, who authz.Actor, realm ids.Realm, id string, st Step) (View, error) {
	return s.act(ctx, who, realm, id, Words{Ours: true}, Informed, &st, func(_ *db.Tx, _ held, i Incident) error {
		if !i.Obliged {
			return errs.New(errs.Conflict, "the clocks do not run for this incident")
		}
		return nil
	})
}
