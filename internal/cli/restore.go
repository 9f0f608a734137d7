package cli

import (
	"log/slog"

	"entente/internal/app"
	"entente/internal/base/errs"
	"entente/internal/node"
)

type nodeRestoreCmd struct {
	File           string `arg:"" help:"The backup." type:"path"`
	Dir            string `arg:"" help:"Folder to make; it must not exist." type:"path"`
	Database       string `help:"An empty PostgreSQL database, for the backup of one." placeholder:"postgres://…"`
	PassphraseFile string `help:"File with the passphrase, instead of being asked." type:"path"`
}

func (c *nodeRestoreCmd) Run(e *env) error {
	passphrase, err := e.passphrase(c.PassphraseFile, false)
	if err != nil {
		return err
	}
	m, err := app.Restore(e.ctx, node.Restore{File: c.File, Dir: c.Dir, Passphrase: passphrase, Database: c.Database}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(map[string]any{"dir": c.Dir, "party": m.Party, "made": m.At, "version": m.Version, "held": true})
	}
	return e.line("The node of %s is restored in %s as it was on %s.\n\nIt is held: it signs nothing and talks to no peer, since its peers may have seen more of its logs than this backup holds.\nCompare first:  entente node resume %s", m.Party, c.Dir, when(m.At), c.Dir)
}

type nodeResumeCmd struct {
	Dir      string `arg:"" help:"Folder of the restored node, which must not be running." type:"existingdir"`
	Compared bool   `name:"i-have-compared" help:"Every peer holds no more of this node's log to it than is listed here."`
}

func (c *nodeResumeCmd) Run(e *env) error {
	log := slog.New(slog.DiscardHandler)
	if c.Compared {
		if err := app.Resume(e.ctx, c.Dir, log); err != nil {
			return err
		}
		return e.line("The node may sign again. Start it:  entente serve --dir %s", c.Dir)
	}
	logs, err := app.HeldLogs(e.ctx, c.Dir, log)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, l := range logs {
		if l.Mine {
			rows = append(rows, []string{string(l.To), n(l.Size), when(l.CheckpointAt)})
		}
	}
	if err := e.table([]string{"PEER", "ENTRIES HERE", "LAST CHECKPOINT"}, rows, "This node had given nothing to anybody."); err != nil {
		return err
	}
	return errs.New(errs.Conflict, "ask each peer how many entries it holds of its log from this node (its ledger page); if none holds more than is listed, run this again with --i-have-compared; if one does, do not: see docs/node.md")
}
