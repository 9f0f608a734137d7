package directory

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// Standing is one line of the board: how a party was last reached, and when it is
// to be tried again.
type Standing struct {
	View    View
	Running *Drill // nil where none runs
	Last    *Drill // the newest that is over
	Terms   []Term
	Next    time.Time // when an agreement wants it tried; zero for never
	Under   string    // the agreement that wants it so
}

// Board tells who is reachable now, by which channel, and the last proof.
func (s *Service) Board(ctx context.Context, v authz.Viewer) (all []Standing, err error) {
	defer errs.Wrap(&err, "directory.Board")
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.board(ctx, tx)
		return err
	})
	return all, err
}

func (s *Service) board(ctx context.Context, tx *db.Tx) (all []Standing, err error) {
	views, err := s.views(ctx, tx)
	if err != nil {
		return nil, err
	}
	drills, err := loadDrills(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	terms, err := s.terms(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, v := range views {
		x := Standing{View: v, Terms: terms[v.Party.Party]}
		for _, d := range drills {
			switch {
			case d.Party != v.Party.Party:
			case !d.Over(tx.Now):
				x.Running = &d
			case x.Last == nil:
				x.Last = &d
			}
		}
		x.Next, x.Under = next(x.Terms, x.Last)
		all = append(all, x)
	}
	return all, nil
}

// next gives when a party is to be tried: under each agreement one span after the
// last drill, or after it came into force; the earliest of them, brought forward
// by a quarter of the span, a week at most, so that the duty is met before it lapses.
func next(terms []Term, last *Drill) (at time.Time, under string) {
	for _, t := range terms {
		from := t.Since
		if last != nil && last.At.After(from) {
			from = last.At
		}
		end := t.After(from)
		end = end.Add(-min(end.Sub(from)/4, 7*24*time.Hour))
		if at.IsZero() || end.Before(at) {
			at, under = end, t.Agreement
		}
	}
	return at, under
}

// due lists the trials that agreements want begun now.
func (s *Service) due(ctx context.Context, tx *db.Tx) ([]Trial, error) {
	all, err := s.board(ctx, tx)
	var out []Trial
	for _, x := range all {
		if x.Running == nil && len(x.View.Entry.Contacts) > 0 && !x.Next.IsZero() && !tx.Now.Before(x.Next) {
			out = append(out, Trial{Party: x.View.Party.Party, Agreement: x.Under})
		}
	}
	return out, err
}

// Drills lists the drills of a party, or of all with an empty code, the newest first.
func (s *Service) Drills(ctx context.Context, v authz.Viewer, p ids.Party) (all []Drill, err error) {
	defer errs.Wrap(&err, "directory.Drills")
	if err := v.May(authz.PartyRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = loadDrills(ctx, tx, p)
		return err
	})
	return all, err
}

// Drill gives one drill.
func (s *Service) Drill(ctx context.Context, v authz.Viewer, id string) (d Drill, err error) {
	defer errs.Wrap(&err, "directory.Drill(%s)", errs.Clip(id))
	if err := v.May(authz.PartyRead); err != nil {
		return d, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		d, err = loadDrill(ctx, tx, id)
		return err
	})
	return d, err
}

// Meet states that we have met our duty to try contacts under the agreement of a
// drill that is over, and keeps that it was stated.
//
// Errors: Conflict while it runs, when it answers no agreement, or was stated.
func (s *Service) Meet(ctx context.Context, who authz.Actor, id string) (d Drill, err error) {
	defer errs.Wrap(&err, "directory.Meet(%s)", errs.Clip(id))
	if err := who.May(authz.DutyAnswer); err != nil {
		return d, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if d, err = loadDrill(ctx, tx, id); err != nil {
			return err
		}
		switch {
		case d.Agreement == "" || s.c.Met == nil:
			return errs.New(errs.Conflict, "this drill answers no provision of an agreement")
		case !d.Over(tx.Now):
			return errs.New(errs.Conflict, "the drill still runs")
		case !d.MetAt.IsZero():
			return errs.New(errs.Conflict, "that the duty is met by this drill was stated already")
		}
		return nil
	})
	if err != nil {
		return d, err
	}
	// The statement is an act of its own and comes first: a crash after it leaves the
	// offer standing, and the duty's own rule refuses a second statement.
	if err := s.c.Met(ctx, who, d.Agreement, "The contacts of "+string(d.Party)+" were tried", d.ID); err != nil {
		return d, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE directory_drill SET met_at = $1 WHERE id = $2`, db.Micros(tx.Now), d.ID); err != nil {
			return err
		}
		d.MetAt = tx.Now
		_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "directory.comcheck-met", By: who, About: string(d.Party), Body: map[string]any{"drill": d.ID, "agreement": d.Agreement}})
		return err
	})
	return d, err
}
