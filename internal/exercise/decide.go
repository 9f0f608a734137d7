package exercise

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// CanStart answers nil where a body's decision can have this party take part: we
// conduct the exercise and it is open, or we are invited and have not declined.
func (s *Service) CanStart(ctx context.Context, tx *db.Tx, id string) error {
	if err := s.live(tx.Realm); err != nil {
		return err
	}
	e, err := load(ctx, tx, id)
	if err != nil {
		return err
	}
	if e.Practice != nil {
		return errs.New(errs.NotFound, "there is no exercise %q here", errs.Clip(id))
	}
	if e.Director == s.c.Party {
		return e.expect("started", Open)
	}
	return e.expect("started", Invited, Accepted, Opening, Open)
}

// Start has this party take part by a body's decision, which stands for the two
// persons who would have joined.
func (s *Service) Start(ctx context.Context, tx *db.Tx, who authz.Actor, id, proposal string) error {
	if err := s.CanStart(ctx, tx, id); err != nil {
		return err
	}
	e, err := load(ctx, tx, id)
	if err != nil {
		return err
	}
	if e.State == Invited || e.State == Accepted {
		if err := s.based(ctx, tx, e.Terms); err != nil {
			return err
		}
		e.State, e.Trouble = Opening, ""
	}
	e.Proposal = proposal
	if err := save(ctx, tx, e); err != nil {
		return err
	}
	return s.record(ctx, tx, who, "exercise.decided", id, nil, map[string]any{"proposal": proposal})
}
