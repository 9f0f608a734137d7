package cli

import (
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/release"
)

type ledgerCmd struct {
	List   ledgerListCmd   `cmd:"" help:"The pair logs of this node."`
	Show   ledgerShowCmd   `cmd:"" help:"Entries of one pair log, newest first."`
	Export ledgerExportCmd `cmd:"" help:"Write the receipt of one entry to a file that anyone can verify offline."`
	Verify ledgerVerifyCmd `cmd:"" help:"Verify a receipt file offline; no node is needed."`
}

type ledgerListCmd struct{}

func (ledgerListCmd) Run(e *env) error {
	type log struct {
		From         string    `json:"from"`
		To           string    `json:"to"`
		Size         int64     `json:"size"`
		CosignedSize int64     `json:"cosigned_size"`
		CheckpointAt time.Time `json:"checkpoint_at"`
		Frozen       bool      `json:"frozen"`
	}
	return fetch(e, "/api/v1/ledger/logs", func(l items[log]) error {
		var rows [][]string
		for _, x := range l.Items {
			rows = append(rows, []string{x.From + " → " + x.To, n(x.Size), n(x.CosignedSize), when(x.CheckpointAt), yes(x.Frozen)})
		}
		return e.table([]string{"LOG", "ENTRIES", "RECEIPTED", "CHECKPOINT", "FROZEN"}, rows, "No logs yet: nothing was given or received.")
	})
}

type ledgerShowCmd struct {
	From   string `arg:"" help:"Code of the party that gives."`
	To     string `arg:"" help:"Code of the party that receives."`
	Before string `help:"Continue a listing: entries below this index."`
}

func (c *ledgerShowCmd) Run(e *env) error {
	type entry struct {
		Index     int64     `json:"index"`
		At        time.Time `json:"at"`
		Kind      string    `json:"kind"`
		About     string    `json:"about"`
		Outcome   string    `json:"outcome"`
		Reason    string    `json:"reason"`
		Receipted bool      `json:"receipted"`
	}
	path := "/api/v1/ledger/logs/" + url.PathEscape(c.From) + "/" + url.PathEscape(c.To)
	return fetch(e, query(path, "before", c.Before), func(l items[entry]) error {
		var rows [][]string
		for _, x := range l.Items {
			rows = append(rows, []string{n(x.Index), when(x.At), x.Kind, x.About, x.Outcome, yes(x.Receipted), x.Reason})
		}
		return e.table([]string{"INDEX", "AT", "KIND", "ABOUT", "ANSWER", "RECEIPT", "REASON"}, rows, "This log is empty.")
	})
}

type ledgerExportCmd struct {
	From   string `arg:"" help:"Code of the party that gave."`
	To     string `arg:"" help:"Code of the party that received."`
	Index  int64  `arg:"" help:"Index of the entry."`
	Object string `help:"Put this object with its proof into the file." placeholder:"STIX-ID"`
	Out    string `help:"File to write; - is standard output." short:"o" default:"-"`
}

func (c *ledgerExportCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	path := fmt.Sprintf("/api/v1/ledger/logs/%s/%s/%d/receipt", url.PathEscape(c.From), url.PathEscape(c.To), c.Index)
	if err := cl.get(e.ctx, query(path, "object", c.Object), &raw); err != nil {
		return err
	}
	if c.Out == "-" {
		_, err := e.Out.Write(raw)
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o644); err != nil { //nolint:gosec // a receipt is made to be shown
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Wrote %s. Anyone can check it: entente ledger verify %s", c.Out, c.Out)
}

type ledgerVerifyCmd struct {
	File string `arg:"" help:"Receipt file; - is standard input."`
}

const maxReceipt = 64 << 20

func (c *ledgerVerifyCmd) Run(e *env) error {
	b, err := e.readFile(c.File, maxReceipt)
	if err != nil {
		return err
	}
	report, err := release.VerifyReceipt(b)
	if err != nil {
		_, text := errs.Public(err)
		return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Invalid, "does not verify: %s", text))
	}
	if e.root.JSON {
		return e.print(report)
	}
	for _, l := range report.Lines() {
		if err := e.line("%s", l); err != nil {
			return err
		}
	}
	return nil
}
