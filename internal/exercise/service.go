package exercise

import (
	"context"
	"slices"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/clause"
	"entente/internal/matter"
	"entente/internal/policy"
)

// The kinds that other nodes hear of.
const (
	kindInvited   = "exercise.invited"
	kindJoined    = "exercise.joined"
	kindDeclined  = "exercise.declined"
	kindSealed    = "exercise.sealed"
	kindWithdrawn = "exercise.withdrawn"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Party   ids.Party // this node's own
	// Bases gives the provisions in force of a kind, with the other parties bound.
	Bases func(ctx context.Context, tx *db.Tx, realm ids.Realm, kind policy.Kind) ([]matter.Basis, error)
	// Person finds an account of this node by its user name.
	Person func(ctx context.Context, tx *db.Tx, name string) (id, display string, roles []authz.Role, err error)
}

// Service is the exercises of one node and the acts on them. It stands in the live
// realm alone.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

func (s *Service) live(realm ids.Realm) error {
	if realm != ids.Live || s.c.DB.Realm() != ids.Live {
		return errs.New(errs.NotFound, "exercises are created, joined and sealed in the live realm")
	}
	return nil
}

func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, kind, id string, audience []ids.Party, body any) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: id, Audience: audience, Body: body})
	return err
}

// Bases lists what an exercise with others can rest on: the provisions in force
// that have parties exercise together. It needs exercise.propose.
func (s *Service) Bases(ctx context.Context, v authz.Viewer) (all []matter.Basis, err error) {
	defer errs.Wrap(&err, "exercise.Bases")
	if err := v.May(authz.ExercisePropose); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.c.Bases(ctx, tx, v.Realm(), clause.Exercise)
		return err
	})
	return all, err
}

// NewExercise is what an exercise begins with.
type NewExercise struct {
	Name      string
	Purpose   string
	Parties   []ids.Party
	Simulated []Simulated
	Agreement string
	Provision string
	Starts    time.Time
	Ends      time.Time
}

// Propose puts an exercise forward, which another person confirms. It needs
// exercise.propose; other parties can be invited only under a provision in force
// that binds them and us to exercise together.
func (s *Service) Propose(ctx context.Context, who authz.Actor, realm ids.Realm, n NewExercise) (e Exercise, err error) {
	defer errs.Wrap(&err, "exercise.Propose")
	if err := who.May(authz.ExercisePropose); err != nil {
		return e, err
	}
	if err := s.live(realm); err != nil {
		return e, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		e = Exercise{State: Proposed, First: Consent{who.Person, who.Name, tx.Now}, Terms: Terms{V: 1, ID: ids.New(), Name: strings.TrimSpace(n.Name), Purpose: strings.TrimSpace(n.Purpose), Director: s.c.Party,
			Parties: orEmpty(n.Parties), Simulated: orEmpty(n.Simulated), Starts: n.Starts.UTC(), Ends: n.Ends.UTC()}}
		if len(n.Parties) > 0 {
			e.Agreement, e.Provision = n.Agreement, n.Provision
		}
		if err := e.Check(); err != nil {
			return err
		}
		if err := s.based(ctx, tx, e.Terms); err != nil {
			return err
		}
		if err := insert(ctx, tx, e); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, "exercise.proposed", e.ID, nil, e.Terms); err != nil {
			return err
		}
		e, err = load(ctx, tx, e.ID)
		return err
	})
	return e, err
}

func orEmpty[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// based answers errs.Denied unless the provision that the terms name binds us and
// all who are invited, now.
func (s *Service) based(ctx context.Context, tx *db.Tx, t Terms) error {
	if len(t.Parties) == 0 {
		return nil
	}
	bases, err := s.c.Bases(ctx, tx, tx.Realm, clause.Exercise)
	if err != nil {
		return err
	}
	for _, b := range bases {
		if b.Agreement != t.Agreement || b.Provision.ID != t.Provision {
			continue
		}
		for _, p := range append(slices.Clone(t.Parties), t.Director) {
			if p != s.c.Party && !slices.Contains(b.Parties, p) {
				return errs.New(errs.Denied, "%s is not bound by provision %s of %q, and cannot be invited under it", p, t.Provision, errs.Clip(b.Title))
			}
		}
		return nil
	}
	return errs.New(errs.Denied, "no provision in force lets us exercise together: name an agreement and its provision on exercises")
}

// change loads an exercise, lets rule change it, saves and records it.
func (s *Service) change(ctx context.Context, who authz.Actor, act authz.Act, realm ids.Realm, id, kind string, rule func(tx *db.Tx, e *Exercise) (audience []ids.Party, body any, err error)) (e Exercise, err error) {
	defer errs.Wrap(&err, "%s(%s)", kind, errs.Clip(id))
	if err := who.May(act); err != nil {
		return e, err
	}
	if err := s.live(realm); err != nil {
		return e, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if e, err = load(ctx, tx, id); err != nil {
			return err
		}
		if e.Practice != nil && who.Person != s.keeper().Person {
			return errs.New(errs.NotFound, "there is no exercise %q here", errs.Clip(id))
		}
		audience, body, err := rule(tx, &e)
		if err != nil {
			return err
		}
		if err := save(ctx, tx, e); err != nil {
			return err
		}
		if err := s.record(ctx, tx, who, kind, id, audience, body); err != nil {
			return err
		}
		e, err = load(ctx, tx, id)
		return err
	})
	return e, err
}

// Confirm is the second person's step: the realm is made. At the conducting party
// both persons become members of its exercise control. It needs exercise.confirm.
func (s *Service) Confirm(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Exercise, error) {
	return s.change(ctx, who, authz.ExerciseConfirm, realm, id, "exercise.confirmed", func(tx *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("confirmed", Proposed, Accepted); err != nil {
			return nil, nil, err
		}
		if err := e.second(who.Person); err != nil {
			return nil, nil, err
		}
		if err := s.based(ctx, tx, e.Terms); err != nil {
			return nil, nil, err
		}
		e.Second = Consent{who.Person, who.Name, tx.Now}
		return nil, map[string]any{"first": e.First.Name}, s.begin(ctx, tx, e)
	})
}

// begin has the realm made.
func (s *Service) begin(ctx context.Context, tx *db.Tx, e *Exercise) error {
	e.State, e.Trouble = Opening, ""
	if e.Director != s.c.Party {
		return nil
	}
	for _, p := range e.Parties {
		if err := saveAnswer(ctx, tx, e.ID, Answer{Party: p, State: toInvite}); err != nil {
			return err
		}
	}
	for _, step := range []Consent{e.First, e.Second} {
		if err := s.control(ctx, tx, e.ID, step); err != nil {
			return err
		}
	}
	return nil
}

// control makes a person one of exercise control, with what the person's roles are
// at this node as far as they can be played.
func (s *Service) control(ctx context.Context, tx *db.Tx, id string, step Consent) error {
	person, display, roles, err := s.c.Person(ctx, tx, step.Name)
	if err != nil {
		return err
	}
	roles = slices.DeleteFunc(slices.Clone(roles), func(r authz.Role) bool { return !playable(r) })
	return saveMember(ctx, tx, id, Member{Person: person, Name: display, Cell: Excon, Roles: roles})
}

// Withdraw takes back what nobody has confirmed. It needs exercise.propose.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Exercise, error) {
	return s.change(ctx, who, authz.ExercisePropose, realm, id, kindWithdrawn, func(_ *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("withdrawn", Proposed); err != nil {
			return nil, nil, err
		}
		e.State, e.Reason = Withdrawn, reason
		return nil, map[string]any{"reason": reason}, needReason(reason)
	})
}

const maxReason = 500

func needReason(reason string) error {
	if strings.TrimSpace(reason) == "" || len(reason) > maxReason {
		return errs.New(errs.Invalid, "give a reason of 1 to %d bytes", maxReason)
	}
	return nil
}

// Accept is our first person's step to join an exercise of another party. It needs
// exercise.propose.
func (s *Service) Accept(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (Exercise, error) {
	return s.change(ctx, who, authz.ExercisePropose, realm, id, "exercise.accepted", func(tx *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("joined", Invited, Declined); err != nil {
			return nil, nil, err
		}
		e.State, e.First, e.Reason = Accepted, Consent{who.Person, who.Name, tx.Now}, ""
		return nil, struct{}{}, nil
	})
}

// Decline says that we do not take part. It needs exercise.propose.
func (s *Service) Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Exercise, error) {
	return s.change(ctx, who, authz.ExercisePropose, realm, id, kindDeclined, func(_ *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("declined", Invited, Accepted); err != nil {
			return nil, nil, err
		}
		e.State, e.Reason = Declined, reason
		return []ids.Party{e.Director}, answerBody{Exercise: e.ID, Reason: reason}, needReason(reason)
	})
}

// InviteAgain invites a party anew: its invitation has run out, or it declined. It
// needs exercise.propose.
func (s *Service) InviteAgain(ctx context.Context, who authz.Actor, realm ids.Realm, id string, p ids.Party) (Exercise, error) {
	return s.change(ctx, who, authz.ExercisePropose, realm, id, "exercise.invited-again", func(tx *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("joined by others", Open); err != nil {
			return nil, nil, err
		}
		i := slices.IndexFunc(e.Answers, func(a Answer) bool { return a.Party == p })
		if i < 0 || e.Answers[i].State == hasJoined {
			return nil, nil, errs.New(errs.Conflict, "%s has joined, or is not among those invited", errs.Clip(string(p)))
		}
		if err := s.based(ctx, tx, e.Terms); err != nil {
			return nil, nil, err
		}
		return nil, map[string]any{"party": p}, saveAnswer(ctx, tx, id, Answer{Party: p, State: toInvite})
	})
}

// Seal ends the exercise here: its realm is closed, archived and sealed. What the
// conducting party seals ends for all. It needs exercise.confirm.
func (s *Service) Seal(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (Exercise, error) {
	return s.change(ctx, who, authz.ExerciseConfirm, realm, id, "exercise.closed", func(_ *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("sealed", Open); err != nil {
			return nil, nil, err
		}
		e.State, e.Reason = Sealing, reason
		return nil, map[string]any{"reason": reason}, needReason(reason)
	})
}

// SetMember lets one of our people into the exercise, or changes as what. It needs
// exercise.propose.
func (s *Service) SetMember(ctx context.Context, who authz.Actor, realm ids.Realm, id, name string, m Member) (Exercise, error) {
	return s.change(ctx, who, authz.ExercisePropose, realm, id, "exercise.member-set", func(tx *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		if err := e.expect("changed", Proposed, Invited, Accepted, Opening, Open); err != nil {
			return nil, nil, err
		}
		if err := m.Check(); err != nil {
			return nil, nil, err
		}
		var err error
		if m.Person, m.Name, _, err = s.c.Person(ctx, tx, name); err != nil {
			return nil, nil, err
		}
		return nil, map[string]any{"person": m.Name, "cell": m.Cell, "team": m.Team, "roles": m.Roles}, saveMember(ctx, tx, id, m)
	})
}

// RemoveMember closes the exercise to one of our people. It needs exercise.propose.
func (s *Service) RemoveMember(ctx context.Context, who authz.Actor, realm ids.Realm, id, person string) (Exercise, error) {
	return s.change(ctx, who, authz.ExercisePropose, realm, id, "exercise.member-removed", func(tx *db.Tx, e *Exercise) ([]ids.Party, any, error) {
		n, err := tx.Exec(ctx, `DELETE FROM exercise_member WHERE exercise = $1 AND person = $2`, id, person)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "this person is no member of the exercise")
		}
		return nil, map[string]any{"person": person}, err
	})
}
