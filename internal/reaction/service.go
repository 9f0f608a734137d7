package reaction

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/conduct"
	"entente/internal/msel"
)

// Players is the parties whose nodes can be had to act: the conducting one, and those
// that it simulates.
type Players interface {
	// Here lists them.
	Here() []ids.Party
	// Cues tells what happened at a party's node after an entry of its journal, in its
	// order, and up to which entry this is all.
	Cues(ctx context.Context, as ids.Party, after int64) (all []Cue, upto int64, err error)
	// Do does what a reaction says, for its turn. An error of a kind (errs) is a
	// refusal, but for Busy; any other is a fault.
	Do(ctx context.Context, r msel.Reaction, t Turn) error
}

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Clock   clock.Clock
	Party   ids.Party // this node's own
	Conduct *conduct.Service
	Players Players // nil at a node that does not conduct
	Log     *slog.Logger
}

// Service plays the reactions of one exercise.
type Service struct {
	c    Config
	deed sync.Mutex // a turn is done by one at a time
}

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// enter answers NotFound outside an exercise, and Denied to whoever may not act, or at
// a node that does not conduct.
func (s *Service) enter(who authz.Actor, realm ids.Realm) error {
	if realm == ids.Live || realm != s.c.DB.Realm() {
		return errs.New(errs.NotFound, "there is no exercise here")
	}
	if err := who.May(authz.ExerciseConduct); err != nil {
		return err
	}
	if s.c.Players == nil {
		return errs.New(errs.Denied, "%s conducts this exercise; this is done at its node", s.c.Conduct.Director())
	}
	return nil
}

func (s *Service) system() authz.Actor {
	return authz.System(s.c.Party, "reaction", authz.ExerciseConduct)
}

func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, kind, about string, body map[string]any) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: who, About: about, Body: body})
	return err
}

// played gives the frozen reactions; none before STARTEX.
func (s *Service) played(ctx context.Context, tx *db.Tx) ([]msel.Reaction, error) {
	script, err := s.c.Conduct.Played(ctx, tx)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	return script.Reactions, err
}

// PartyView is one party that acts by itself.
type PartyView struct {
	Party     ids.Party  `json:"party"`
	Here      bool       `json:"here" doc:"It is simulated here, or conducts; of another party nothing is played"`
	Reactions int        `json:"reactions" doc:"How many the list that is played has for it"`
	Stopped   bool       `json:"stopped" doc:"People act for it; its turns wait"`
	StoppedBy string     `json:"stopped_by,omitempty"`
	StoppedAt *time.Time `json:"stopped_at,omitempty"`
}

// TurnView is one reaction to one cue.
type TurnView struct {
	ID       string      `json:"id"`
	Reaction string      `json:"reaction" doc:"Its id in the plan"`
	Party    ids.Party   `json:"party" doc:"Who does it"`
	On       msel.Cue    `json:"on" enum:"inject,object,incident,request,offer,proposed,silence"`
	Do       msel.Deed   `json:"do" enum:"answer,open,give,sight,ask,offer,decline,accept,propose,put,break,join"`
	About    string      `json:"about" doc:"What it reacts to, by its id"`
	From     ids.Party   `json:"from" doc:"Whom that comes from"`
	Title    string      `json:"title"`
	Cued     int64       `json:"cued_ms" doc:"Exercise time at which that happened"`
	Due      int64       `json:"due_ms" doc:"Exercise time at which it is done"`
	State    State       `json:"state" enum:"waiting,done,failed,skipped"`
	Tries    int         `json:"tries"`
	Why      string      `json:"why" doc:"Why it failed or was skipped, or what fault has it tried again"`
	Phrase   errs.Phrase `json:"phrase"`
	At       time.Time   `json:"at" doc:"When it came to this state, by the real clock"`
	By       string      `json:"by" doc:"The controller who made it so; empty where nobody did"`
}

// View is what parties do by themselves.
type View struct {
	Parties []PartyView `json:"parties"`
	Turns   []TurnView  `json:"turns" doc:"What waits, by when it is due; then the rest, the latest first"`
}

// List shows the turns and the parties that act by themselves. It needs
// exercise.conduct.
func (s *Service) List(ctx context.Context, v authz.Viewer) (out View, err error) {
	defer errs.Wrap(&err, "reaction.List")
	if err := s.enter(v.Actor(), v.Realm()); err != nil {
		return out, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		out, err = s.view(ctx, tx)
		return err
	})
	return out, err
}

func (s *Service) view(ctx context.Context, tx *db.Tx) (v View, err error) {
	all, err := s.played(ctx, tx)
	if err != nil {
		return v, err
	}
	parties, err := loadParties(ctx, tx)
	if err != nil {
		return v, err
	}
	turns, err := loadTurns(ctx, tx)
	if err != nil {
		return v, err
	}
	v = View{Parties: s.parties(all, parties), Turns: make([]TurnView, len(turns))}
	for i, t := range turns {
		v.Turns[i] = t.view(all)
	}
	return v, nil
}

// parties lists who could act, and whoever else a reaction names.
func (s *Service) parties(all []msel.Reaction, kept map[ids.Party]party) []PartyView {
	here := s.c.Players.Here()
	codes := slices.Clone(here)
	for _, r := range all {
		codes = append(codes, r.As)
	}
	out := []PartyView{}
	for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
		p, x := kept[code], PartyView{Party: code, Here: slices.Contains(here, code)}
		for _, r := range all {
			if r.As == code {
				x.Reactions++
			}
		}
		if !p.stopped.IsZero() {
			x.Stopped, x.StoppedBy, x.StoppedAt = true, p.by, &p.stopped
		}
		out = append(out, x)
	}
	return out
}

// view shows a turn with what its reaction says.
func (t turn) view(all []msel.Reaction) TurnView {
	r, _ := find(all, t.Reaction) // one that was frozen stays
	return TurnView{ID: t.ID, Reaction: t.Reaction, Party: t.Party, On: r.On, Do: r.Do, About: t.About, From: t.From, Title: t.Title, Cued: t.Cued.Milliseconds(), Due: t.Due.Milliseconds(),
		State: t.State, Tries: t.tries, Why: t.why, Phrase: t.phrase, At: t.at, By: t.by}
}

func find(all []msel.Reaction, id string) (msel.Reaction, bool) {
	i := slices.IndexFunc(all, func(r msel.Reaction) bool { return r.ID == id })
	if i < 0 {
		return msel.Reaction{}, false
	}
	return all[i], true
}
