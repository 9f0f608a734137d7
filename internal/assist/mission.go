package assist

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Mission is what the decision of a body makes of a request: it comes first
// everywhere, while it runs.
type Mission struct {
	Proposal string    `json:"proposal" doc:"By which decision"`
	Rev      int       `json:"rev"`
	Title    string    `json:"title" doc:"Of the decision"`
	Body     string    `json:"body" doc:"Name of the body"`
	At       time.Time `json:"at" doc:"By the hub's clock"`
	Until    time.Time `json:"until,omitzero" doc:"Absent: until the request is over"`
}

// runs tells whether a mission runs at a moment.
func (m *Mission) runs(now time.Time) bool {
	return m != nil && (m.Until.IsZero() || now.Before(m.Until))
}

// CanBeMission tells whether a body of these parties can make a request a mission: it
// stands here, is not over, and every party asked is one of the body.
//
// Errors: NotFound, Denied, Conflict.
func (s *Service) CanBeMission(ctx context.Context, tx *db.Tx, realm ids.Realm, id string, parties []ids.Party) error {
	m, err := s.c.Matters.Load(ctx, tx, realm, Kind, id)
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "the request is not with %s; bring it in first", s.c.Party)
	}
	if err != nil {
		return err
	}
	c, err := Fold(m)
	if err != nil {
		return err
	}
	if c.Over() {
		return errs.New(errs.Conflict, "the request is over")
	}
	for _, p := range c.Parties {
		if !slices.Contains(parties, p) {
			return errs.New(errs.Denied, "%s takes part in the request and has no say in the body", p)
		}
	}
	return nil
}

// OpenMission makes a request a mission.
func (s *Service) OpenMission(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string, m Mission) error {
	until := int64(0)
	if !m.Until.IsZero() {
		until = db.Micros(m.Until)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO assist_mission (request, realm, proposal, rev, title, body, at, until) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		id, string(realm), m.Proposal, m.Rev, m.Title, m.Body, db.Micros(m.At), until); err != nil {
		return err
	}
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "assist.mission", By: who, About: id, Body: map[string]any{"proposal": m.Proposal, "rev": m.Rev, "title": m.Title}})
	return err
}

// missions writes the latest running mission into each case that has one.
func missions(ctx context.Context, tx *db.Tx, realm ids.Realm, cases []Case) error {
	type row struct {
		request string
		Mission
	}
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (r row, err error) {
		var at, until int64
		err = sc.Scan(&r.request, &r.Proposal, &r.Rev, &r.Title, &r.Body, &at, &until)
		r.At = db.Time(at)
		if until != 0 {
			r.Until = db.Time(until)
		}
		return r, err
	}, `SELECT request, proposal, rev, title, body, at, until FROM assist_mission WHERE realm = $1 ORDER BY at, proposal, rev`, string(realm))
	if err != nil {
		return err
	}
	for i := range cases {
		for _, r := range all {
			if r.request == cases[i].ID && r.runs(tx.Now) {
				cases[i].Mission = &r.Mission
			}
		}
	}
	return nil
}
