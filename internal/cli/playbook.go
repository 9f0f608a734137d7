package cli

import (
	"bytes"
	"cmp"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/format/cacao"
)

type playbookCmd struct {
	Import playbookImportCmd `cmd:"" help:"Keep a version of a playbook (CACAO 2.0)."`
	List   playbookListCmd   `cmd:"" help:"The versions that are kept."`
	Show   playbookShowCmd   `cmd:"" help:"One version: its steps, and what was found in it."`
	Check  playbookCheckCmd  `cmd:"" help:"Check a playbook's file offline; no node is needed."`
	Revoke playbookRevokeCmd `cmd:"" help:"End the use of a version: no run of it can be started any more."`
	Run    playbookRunCmd    `cmd:"" help:"Start a run of a version."`
	Runs   playbookRunsCmd   `cmd:"" help:"Runs, the newest first."`
	Follow playbookFollowCmd `cmd:"" help:"Where one run stands: its open steps, and what was recorded."`
	Step   playbookStepCmd   `cmd:"" help:"Say what became of an open step, which branch it takes, or that it is skipped."`
	Cancel playbookCancelCmd `cmd:"" help:"End a run before its end."`
	Export playbookExportCmd `cmd:"" help:"A playbook's file as it came, or the record of a run."`
}

type playbookLine struct {
	ID       string     `json:"id"`
	Playbook string     `json:"playbook"`
	Modified time.Time  `json:"modified"`
	Name     string     `json:"name"`
	TLP      string     `json:"tlp"`
	Digest   string     `json:"digest"`
	Steps    int64      `json:"steps"`
	Revoked  *time.Time `json:"revoked_at"`
}

// mark says how a playbook is marked; what bears nothing is never clear.
func (p playbookLine) mark() string { return tlpMark(p.TLP) }

func tlpMark(level string) string {
	if level == "" {
		return "unmarked"
	}
	return "TLP:" + strings.ToUpper(level)
}

func (p playbookLine) standing() string {
	if p.Revoked != nil {
		return "revoked"
	}
	return "in use"
}

type playbookImportCmd struct {
	File string `arg:"" help:"Playbook file; - is standard input."`
}

func (c *playbookImportCmd) Run(e *env) error {
	b, err := e.readFile(c.File, cacao.MaxBytes)
	if err != nil {
		return err
	}
	return send(e, "/api/v1/playbooks", bytes.NewReader(b), func(p playbookLine) error {
		return e.line("%s is kept as %s (steps: %d, %s)", errs.Clip(p.Name), p.ID, p.Steps, p.mark())
	})
}

type playbookListCmd struct{}

func (c *playbookListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/playbooks", func(l items[playbookLine]) error {
		var rows [][]string
		for _, p := range l.Items {
			rows = append(rows, []string{errs.Clip(p.Name), p.mark(), p.Modified.Format(time.RFC3339), strconv.FormatInt(p.Steps, 10), p.standing(), p.ID})
		}
		return e.table([]string{"NAME", "MARKED", "MODIFIED", "STEPS", "STANDS", "ID"}, rows, "No playbook is kept here.")
	})
}

type playbookEdge struct {
	How string `json:"how"`
	Key string `json:"key"`
	To  string `json:"to"`
}

type playbookPage struct {
	playbookLine
	Start    string `json:"start"`
	Workflow []struct {
		ID   string         `json:"id"`
		Type string         `json:"type"`
		Name string         `json:"name"`
		Into []playbookEdge `json:"into"`
		On   []playbookEdge `json:"on"`
	} `json:"workflow"`
	Findings []cacao.Finding `json:"findings"`
}

type playbookShowCmd struct {
	ID string `arg:"" help:"Id of the version at this node."`
}

func (c *playbookShowCmd) Run(e *env) error {
	return fetch(e, "/api/v1/playbooks/versions/"+url.PathEscape(c.ID), func(p playbookPage) error {
		if err := e.line("%s, %s, %s; begins with %s", errs.Clip(p.Name), p.mark(), p.standing(), p.Start); err != nil {
			return err
		}
		var rows [][]string
		for _, s := range p.Workflow {
			var to []string
			for _, x := range append(s.Into, s.On...) {
				to = append(to, strings.TrimSpace(x.How+" "+x.Key)+": "+x.To)
			}
			rows = append(rows, []string{s.Type, errs.Clip(s.Name), s.ID, strings.Join(to, "; ")})
		}
		if err := e.table([]string{"TYPE", "NAME", "STEP", "LEADS TO"}, rows, "It has no steps."); err != nil {
			return err
		}
		return e.findings(p.Findings)
	})
}

// findings prints what was found in a playbook.
func (e *env) findings(found []cacao.Finding) error {
	for _, f := range found {
		word := "note"
		if f.Refuses {
			word = "refused"
		}
		if err := e.line("%s: %s: %s (%s)", word, cmp.Or(f.Path, "/"), errs.Clip(f.Text), f.Rule); err != nil {
			return err
		}
	}
	return nil
}

type playbookCheckCmd struct {
	File string `arg:"" help:"Playbook file; - is standard input."`
}

func (c *playbookCheckCmd) Run(e *env) error {
	b, err := e.readFile(c.File, cacao.MaxBytes)
	if err != nil {
		return err
	}
	p, found, err := cacao.Parse(b)
	if err != nil {
		return err
	}
	if e.root.JSON {
		if err := e.print(found); err != nil {
			return err
		}
	} else if err := e.findings(found); err != nil {
		return err
	}
	if cacao.Refused(found) {
		return errs.New(errs.Invalid, "this playbook cannot be followed")
	}
	if e.root.JSON {
		return nil
	}
	return e.line("%s can be followed (steps: %d, %s); its digest is %s", errs.Clip(p.Name), len(p.Steps), tlpMark(p.Marking.TLP.String()), p.Digest())
}

type playbookRevokeCmd struct {
	ID     string `arg:"" help:"Id of the version at this node."`
	Reason string `arg:"" help:"Why."`
}

func (c *playbookRevokeCmd) Run(e *env) error {
	return send(e, "/api/v1/playbooks/versions/"+url.PathEscape(c.ID)+"/revoke", map[string]string{"reason": c.Reason}, func(p playbookLine) error {
		return e.line("%s is %s", errs.Clip(p.Name), p.standing())
	})
}

type playbookExportCmd struct {
	ID     string `arg:"" help:"Id of the version at this node, or of a run."`
	Record bool   `help:"The id is a run's; give its record."`
	Out    string `help:"Write to a file instead of standard output." short:"o" placeholder:"FILE"`
}

func (c *playbookExportCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	path := "/api/v1/playbooks/versions/"
	if c.Record {
		path = "/api/v1/playbooks/runs/"
	}
	var raw []byte
	if err := cl.get(e.ctx, path+url.PathEscape(c.ID)+"/file", &raw); err != nil {
		return err
	}
	if c.Out == "" {
		_, err := e.Out.Write(raw)
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s", c.Out)
}
