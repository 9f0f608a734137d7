package aftermath

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
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/lesson"
	"entente/internal/msel"
)

// Marking stands on every page and in every file of an exercise.
const Marking = lesson.Marking

// Observation is what somebody noticed.
type Observation struct {
	ID    string    `json:"id"`
	Party ids.Party `json:"party" doc:"Whose node it was written at"`
	Team  string    `json:"team" doc:"Whom it is about; empty is all"`
	Name  string    `json:"name" doc:"Who wrote it; known at its own node alone"`
	At    time.Time `json:"at"`
	Time  int64     `json:"time_ms" doc:"Exercise time"`
	Text  string    `json:"text"`
}

const (
	kindObserved = "aftermath.observed"
	maxText      = 4000
	maxOfParty   = 200
	maxListed    = 2000
)

// observer are the acts of those who may say what they noticed.
var observer = append(slices.Clone(runs), authz.ExercisePlay)

// observedBody is what the node that conducts is told.
type observedBody struct {
	Team string `json:"team"`
	Text string `json:"text"`
}

// Observe keeps what a person noticed of a team, or with none of the whole, and tells
// the node that conducts; not who it was. It needs exercise.conduct, exercise.grade or
// exercise.play.
func (s *Service) Observe(ctx context.Context, who authz.Actor, realm ids.Realm, team, text string) (o Observation, err error) {
	defer errs.Wrap(&err, "aftermath.Observe")
	if err := s.enter(who, realm, observer...); err != nil {
		return o, err
	}
	now, err := s.c.Conduct.Now(ctx, s.eyes())
	if err != nil {
		return o, err
	}
	var to []ids.Party
	if !s.c.Conduct.Directs() {
		to = []ids.Party{s.c.Conduct.Director()}
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		body := observedBody{Team: team, Text: strings.TrimSpace(text)}
		e, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kindObserved, By: who, Audience: to, Body: body})
		if err != nil {
			return err
		}
		o = Observation{ID: e.ID, Party: s.c.Party, Team: body.Team, Name: who.Name, At: e.At, Text: body.Text}
		o, err = s.keep(ctx, tx, o, now.Teams)
		return err
	})
	return o, err
}

// keep stores an observation with its exercise time.
func (s *Service) keep(ctx context.Context, tx *db.Tx, o Observation, teams []msel.Team) (Observation, error) {
	if o.Text == "" || len(o.Text) > maxText {
		return o, errs.New(errs.Invalid, "an observation has from one to %d bytes", maxText)
	}
	if o.Team != "" && !slices.ContainsFunc(teams, func(t msel.Team) bool { return t.ID == o.Team }) {
		return o, errs.New(errs.Invalid, "there is no team %q here", errs.Clip(o.Team))
	}
	n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM aftermath_observation WHERE party = $1`, string(o.Party))
	if err != nil {
		return o, err
	}
	if n >= maxOfParty {
		return o, errs.New(errs.TooLarge, "a party makes at most %d observations in an exercise", maxOfParty)
	}
	c, err := s.c.Conduct.ClockAt(ctx, tx)
	if err != nil {
		return o, err
	}
	at := c.Time(o.At)
	o.Time = at.Milliseconds()
	_, err = tx.Exec(ctx, `INSERT INTO aftermath_observation (id, party, team, name, at, us, body) VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING`,
		o.ID, string(o.Party), o.Team, o.Name, db.Micros(o.At), at.Microseconds(), o.Text)
	return o, err
}

// Observations lists what was noticed, in the order of its times: to those who grade
// or conduct, at the node that conducts, all of it, to others what their own party's
// people wrote.
func (s *Service) Observations(ctx context.Context, v authz.Viewer) (all []Observation, err error) {
	defer errs.Wrap(&err, "aftermath.Observations")
	if err := s.enter(v.Actor(), v.Realm(), observer...); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = observations(ctx, tx, s.seen(v))
		return err
	})
	return all, err
}

// seen is of which party somebody sees the observations; "" for all.
func (s *Service) seen(v authz.Viewer) ids.Party {
	if s.all(v.Actor(), v.Realm()) {
		return ""
	}
	return s.c.Party
}

func observations(ctx context.Context, tx *db.Tx, of ids.Party) ([]Observation, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (o Observation, err error) {
		var at, us int64
		err = sc.Scan(&o.ID, &o.Party, &o.Team, &o.Name, &at, &us, &o.Text)
		o.At, o.Time = db.Time(at), us/1000
		return o, err
	}, `SELECT id, party, team, name, at, us, body FROM aftermath_observation WHERE $1 = '' OR party = $1 ORDER BY at, id LIMIT $2`, string(of), maxListed)
	if all == nil {
		all = []Observation{}
	}
	return all, err
}

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	return map[string]federation.Kind{kindObserved: {Receive: func(ctx context.Context, tx *db.Tx, in federation.Inbound) (federation.Outcome, error) {
		if tx.Realm == ids.Live {
			return federation.Outcome{}, errs.New(errs.NotFound, "there is no exercise here")
		}
		if !s.c.Conduct.Directs() {
			return federation.Outcome{}, errs.New(errs.Denied, "%s conducts this exercise; its node hears what was noticed", s.c.Conduct.Director())
		}
		var body observedBody
		if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
			return federation.Outcome{}, err
		}
		played, err := s.c.Conduct.Played(ctx, tx)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return federation.Outcome{}, err
		}
		st := in.Statement
		o, err := s.keep(ctx, tx, Observation{ID: st.ID, Party: st.From, Team: body.Team, At: st.At, Text: strings.TrimSpace(body.Text)}, played.Teams)
		if err != nil {
			return federation.Outcome{}, err
		}
		_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kindObserved, By: authz.System(s.c.Party, "federation", authz.SystemFederate), About: o.ID, Body: map[string]any{"party": o.Party}})
		return federation.Outcome{Outcome: ledger.Accepted}, err
	}}}
}
