package app

import (
	"context"
	"log/slog"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/node"
)

// Restore makes a node's folder from a backup; see node.Unpack. The node is
// held until Resume.
func Restore(ctx context.Context, r node.Restore, log *slog.Logger) (m node.Manifest, err error) {
	defer errs.Wrap(&err, "app.Restore")
	if m, err = node.Unpack(ctx, r, clock.System{}, log); err != nil || r.Database == "" {
		return m, err
	}
	cfg, err := LoadConfig(r.Dir)
	if err != nil {
		return m, err
	}
	cfg.Database = r.Database
	return m, cfg.save(r.Dir)
}

// HeldLogs lists the logs that a restored node writes, for comparing them with
// what its peers hold. The node must not be running.
func HeldLogs(ctx context.Context, dir string, log *slog.Logger) (all []ledger.Log, err error) {
	defer errs.Wrap(&err, "app.HeldLogs")
	n, err := openHeld(ctx, dir, log)
	if err != nil {
		return nil, err
	}
	defer n.Close()
	eyes := authz.System(n.Config.Party, "resume", authz.LedgerRead).In(ids.Live)
	err = n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = ledger.Logs(ctx, tx, eyes)
		return err
	})
	return all, err
}

// Resume lets a restored node sign again. Whoever calls it answers for having
// compared its logs with its peers'. The node must not be running.
func Resume(ctx context.Context, dir string, log *slog.Logger) (err error) {
	defer errs.Wrap(&err, "app.Resume")
	n, err := openHeld(ctx, dir, log)
	if err != nil {
		return err
	}
	defer n.Close()
	who := authz.System(n.Config.Party, "resume")
	if err := n.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := n.Journal.Append(ctx, tx, journal.Act{Realm: ids.Live, Kind: "node.resumed", By: who, About: string(n.Config.Party), Body: struct{}{}})
		return err
	}); err != nil {
		return err
	}
	return node.Release(dir)
}

func openHeld(ctx context.Context, dir string, log *slog.Logger) (*Node, error) {
	held, err := node.Held(dir)
	if err != nil {
		return nil, err
	}
	if !held {
		return nil, errs.New(errs.Conflict, "%s is not held: it was not restored, or was released already", dir)
	}
	return Open(ctx, dir, "", log)
}
