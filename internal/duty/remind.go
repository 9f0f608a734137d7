package duty

import (
	"context"
	"log/slog"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
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
	return clock.Regularly(ctx, log, lookEvery, "the clocks of duties were not looked at", s.Remind)
}

// Remind journals each obligation that comes near its end, and each that lapsed,
// once: where it is ours, and where it is owed to us.
func (s *Service) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "duty.Remind")
	return s.c.DB.Write(ctx, func(tx *db.Tx) error { return s.remindIn(ctx, tx, tx.Realm) })
}

func (s *Service) remindIn(ctx context.Context, tx *db.Tx, realm ids.Realm) error {
	all, err := s.all(ctx, tx, realm)
	if err != nil {
		return err
	}
	for _, o := range all {
		stage := stageSoon
		switch state := o.StateAt(tx.Now); {
		case state == Lapsed:
			stage = stageLapsed
		case state != Running || tx.Now.Before(o.Soon()) || o.Owed != s.c.Party:
			continue
		}
		fresh, err := remind(ctx, tx, o.ID, stage)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		if _, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "duty." + stage, By: authz.System(s.c.Party, "duties", authz.SystemFederate), About: o.Term.Agreement,
			Body: map[string]any{"obligation": o.ID, "provision": o.Term.Provision.ID, "owed": o.Owed, "due": o.Due}}); err != nil {
			return err
		}
	}
	return nil
}
