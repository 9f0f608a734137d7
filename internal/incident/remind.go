package incident

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/format/marking"
)

// The stages at which people are told of a clock, once each.
const (
	stageSoon   = "soon"
	stageLapsed = "lapsed"
)

const lookEvery = time.Minute

// Run tells people of clocks that run out, until ctx ends. What ran out while the
// node stood still is told when it comes back.
func (s *Service) Run(ctx context.Context, log *slog.Logger) error {
	return clock.Regularly(ctx, log, lookEvery, "the clocks of incidents were not looked at", s.Remind)
}

// Remind journals each clock that comes near its end, and each that ran out, once.
func (s *Service) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "incident.Remind")
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := s.loadPending(ctx, tx, tx.Realm)
		if err != nil {
			return err
		}
		for _, h := range all {
			if !h.obliged() {
				continue
			}
			entries, err := h.entries(marking.Red)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(entries, opens(h)) {
				continue
			}
			for _, c := range Fold(h.id, entries).Clocks() {
				if err := s.tell(ctx, tx, h, c); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, h held, c Clock) error {
	stage := stageSoon
	switch {
	case !c.Done.IsZero() || c.Provisional || tx.Now.Before(c.Soon()):
		return nil
	case c.Late(tx.Now):
		stage = stageLapsed
	}
	fresh, err := remind(ctx, tx, h.id, c.Step, stage)
	if err != nil || !fresh {
		return err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.realm, Kind: Domain + "." + stage, By: authz.System(s.c.Party, "incidents", authz.SystemFederate), About: h.id,
		Body: map[string]any{"step": c.Step, "due": c.Due}})
	return err
}
