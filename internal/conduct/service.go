package conduct

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/msel"
)

// Script is what an exercise plays, besides its injects.
type Script struct {
	Digest     string           `json:"digest"`
	Teams      []msel.Team      `json:"teams"`
	Objectives []msel.Objective `json:"objectives"`
	Storylines []msel.Storyline `json:"storylines"`
	Reactions  []msel.Reaction  `json:"reactions,omitempty"` // what parties do by themselves
}

// List gives the released list. Planning has it, at the node that conducts.
type List interface {
	// Released answers errs.NotFound as long as no list has been released.
	Released(ctx context.Context, tx *db.Tx) (msel.Release, []msel.Inject, error)
}

// Teams tells which team a person of this node plays in; "" for none.
type Teams interface {
	TeamOf(ctx context.Context, tx *db.Tx, person string) (string, error)
}

// Config is what a Service needs.
type Config struct {
	DB       *db.DB
	Journal  *journal.Journal
	Clock    clock.Clock
	Party    ids.Party // this node's own
	Director ids.Party // who conducts
	List     List      // needed where Party is Director
	Teams    Teams
	Doers    map[msel.Channel]Doer // what carries injects out that act in the system
	// Parties lists who takes part besides the parties of teams. May be nil.
	Parties func(ctx context.Context, tx *db.Tx) ([]ids.Party, error)
}

// Service is the conduct of one exercise at one node.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// enter answers NotFound outside an exercise, and Denied to whoever may not act.
func (s *Service) enter(who authz.Actor, realm ids.Realm, act authz.Act) error {
	if realm == ids.Live || realm != s.c.DB.Realm() {
		return errs.New(errs.NotFound, "there is no exercise here")
	}
	return who.May(act)
}

// conducting is enter for what the director's node alone can do.
func (s *Service) conducting(who authz.Actor, realm ids.Realm, act authz.Act) error {
	if err := s.enter(who, realm, act); err != nil {
		return err
	}
	if s.c.Party != s.c.Director {
		return errs.New(errs.Denied, "%s conducts this exercise; this is done at its node", s.c.Director)
	}
	return nil
}

// Director is who conducts.
func (s *Service) Director() ids.Party { return s.c.Director }

// Directs tells whether this node conducts the exercise.
func (s *Service) Directs() bool { return s.c.Party == s.c.Director }

func (s *Service) system() authz.Actor {
	return authz.System(s.c.Party, "conduct", authz.ExerciseConduct)
}

// record appends one act of this domain to the journal.
func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, kind, about string, audience []ids.Party, body any) (journal.Entry, error) {
	return s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: about, Audience: audience, Body: body})
}

// Participants lists everybody but us who takes part.
func (s *Service) Participants(ctx context.Context, tx *db.Tx) (all []ids.Party, err error) {
	if s.c.Parties != nil {
		if all, err = s.c.Parties(ctx, tx); err != nil {
			return nil, err
		}
	}
	teams, err := loadTeams(ctx, tx)
	for _, t := range teams {
		all = append(all, t.Party)
	}
	all = slices.Compact(slices.Sorted(slices.Values(all)))
	return slices.DeleteFunc(all, func(p ids.Party) bool { return p == s.c.Party }), err
}

// Start is STARTEX: it freezes the released list, whose digest is recorded, and
// starts the clock at every node. It needs exercise.conduct.
//
// Errors: NotFound where no list is released; Conflict for an exercise that has
// started.
func (s *Service) Start(ctx context.Context, who authz.Actor, realm ids.Realm) (v ClockView, err error) {
	defer errs.Wrap(&err, "conduct.Start")
	if err := s.conducting(who, realm, authz.ExerciseConduct); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		if c, err = c.set(ActStart, tx.Now, 0, 0); err != nil {
			return err
		}
		release, injects, err := s.c.List.Released(ctx, tx)
		if err != nil {
			return err
		}
		if err := freeze(ctx, tx, release, injects); err != nil {
			return err
		}
		v, err = s.tick(ctx, tx, who, c)
		return err
	})
	return v, err
}

// Set pauses, resumes or ends the exercise, has its clock jump forward to a time,
// or changes its speed (thousandths of real time). It needs exercise.conduct.
//
// Errors: Conflict where the clock does not let itself be set so; Invalid for a
// jump backwards and for a speed that it does not have.
func (s *Service) Set(ctx context.Context, who authz.Actor, realm ids.Realm, act string, to time.Duration, rate int64) (v ClockView, err error) {
	defer errs.Wrap(&err, "conduct.Set(%s)", errs.Clip(act))
	if err := s.conducting(who, realm, authz.ExerciseConduct); err != nil {
		return v, err
	}
	if act == ActStart {
		return v, errs.New(errs.Invalid, "an exercise starts with the list that was released")
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		if c, err = c.set(act, tx.Now, to, rate); err != nil {
			return err
		}
		v, err = s.tick(ctx, tx, who, c)
		return err
	})
	return v, err
}

// clockBody is what all nodes are told of the clock, and of who plays.
type clockBody struct {
	Clock Clock       `json:"clock"`
	Teams []msel.Team `json:"teams"`
}

// tick stores the clock's last setting and tells everybody.
func (s *Service) tick(ctx context.Context, tx *db.Tx, who authz.Actor, c Clock) (ClockView, error) {
	if err := saveClock(ctx, tx, c); err != nil {
		return ClockView{}, err
	}
	teams, err := loadTeams(ctx, tx)
	if err != nil {
		return ClockView{}, err
	}
	to, err := s.Participants(ctx, tx)
	if err != nil {
		return ClockView{}, err
	}
	if _, err := s.record(ctx, tx, who, kindClock, "", to, clockBody{c, teams}); err != nil {
		return ClockView{}, err
	}
	return s.clockView(ctx, tx, c)
}

// ClockView is the exercise's clock at one moment.
type ClockView struct {
	Phase    Phase       `json:"phase" enum:"waiting,running,paused,ended"`
	Time     int64       `json:"time_ms" doc:"Exercise time since STARTEX, in milliseconds"`
	Rate     int64       `json:"rate" doc:"Thousandths of exercise time for each real time, while it runs"`
	Now      time.Time   `json:"now" doc:"By this node's clock"`
	Anchors  Clock       `json:"anchors" doc:"Every setting of the clock, in their order"`
	Director ids.Party   `json:"director"`
	Directs  bool        `json:"directs" doc:"This node conducts"`
	Digest   string      `json:"digest" doc:"Of the list that is played; known to the node that conducts"`
	Teams    []msel.Team `json:"teams"`
	Team     string      `json:"team" doc:"The caller's own"`
	Stops    []StopView  `json:"stops" doc:"NO PLAY: what is of the real world, and not over"`
}

// Now shows the clock. It needs exercise.read.
func (s *Service) Now(ctx context.Context, v authz.Viewer) (out ClockView, err error) {
	defer errs.Wrap(&err, "conduct.Now")
	if err := s.enter(v.Actor(), v.Realm(), authz.ExerciseRead); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := loadClock(ctx, tx)
		if err != nil {
			return err
		}
		if out, err = s.clockView(ctx, tx, c); err != nil {
			return err
		}
		out.Team, err = s.teamOf(ctx, tx, v.Actor())
		return err
	})
	return out, err
}

func (s *Service) clockView(ctx context.Context, tx *db.Tx, c Clock) (v ClockView, err error) {
	v = ClockView{Phase: c.Phase(), Time: c.Time(tx.Now).Milliseconds(), Rate: realTime, Now: tx.Now, Anchors: c, Director: s.c.Director, Directs: s.Directs()}
	if v.Anchors == nil {
		v.Anchors = Clock{}
	}
	if len(c) > 0 {
		v.Rate = c[len(c)-1].Rate
	}
	if v.Teams, err = loadTeams(ctx, tx); err != nil {
		return v, err
	}
	if v.Stops, err = loadStops(ctx, tx); err != nil {
		return v, err
	}
	if s.Directs() {
		v.Digest, err = loadDigest(ctx, tx)
	}
	return v, err
}

func (s *Service) teamOf(ctx context.Context, tx *db.Tx, who authz.Actor) (string, error) {
	if s.c.Teams == nil {
		return "", nil
	}
	return s.c.Teams.TeamOf(ctx, tx, who.Person)
}

// ClockAt gives the clock to another domain of the same node, within its act.
func (s *Service) ClockAt(ctx context.Context, tx *db.Tx) (Clock, error) { return loadClock(ctx, tx) }

// Played gives what is frozen besides the list's injects: teams, objectives,
// storylines and reactions.
func (s *Service) Played(ctx context.Context, tx *db.Tx) (Script, error) { return loadScript(ctx, tx) }
