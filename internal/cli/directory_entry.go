package cli

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

// ownEntry is our entry with its serial, as `edit` prints and takes it.
type ownEntry struct {
	Serial int64          `json:"serial"`
	Said   jsontext.Value `json:"said"`
}

const maxEntryFile = 2 << 20

type directoryEditCmd struct {
	File string `arg:"" optional:"" help:"File with the whole entry, as this command prints it; - is standard input."`
}

// Help is said below the command's line of help.
func (c *directoryEditCmd) Help() string {
	return "  entente directory edit > entry.json\n  entente directory edit entry.json\n\nThe serial in the file is that of the entry that was changed; when it has changed since, nothing is saved."
}

func (c *directoryEditCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	if c.File != "" {
		b, err := e.readFile(c.File, maxEntryFile)
		if err != nil {
			return err
		}
		return e.saveEntry(cl, strings.NewReader(string(b)))
	}
	var me struct {
		Party struct {
			Code string `json:"code"`
		} `json:"party"`
	}
	if err := cl.get(e.ctx, "/api/v1/session", &me); err != nil {
		return err
	}
	var own ownEntry
	if err := cl.get(e.ctx, "/api/v1/directory/parties/"+url.PathEscape(me.Party.Code), &own); err != nil {
		return err
	}
	if len(own.Said) == 0 {
		return errs.New(errs.NotFound, "there is no entry yet; begin with entente directory import FILE --save, or on the page")
	}
	return e.print(own)
}

func (e *env) saveEntry(cl *client, body any) error {
	var s struct {
		Serial  int64 `json:"serial"`
		Waiting bool  `json:"waiting"`
	}
	if err := cl.do(e.ctx, http.MethodPut, "/api/v1/directory/entry", body, &s); err != nil {
		return err
	}
	switch {
	case e.root.JSON:
		return e.print(s)
	case s.Waiting:
		return e.line("It changes contacts for emergencies: another person confirms it with entente directory confirm.")
	}
	return e.line("Signed as %d and told to the peers.", s.Serial)
}

type directoryImportCmd struct {
	File string `arg:"" help:"Description by RFC 2350, plain text; - is standard input."`
	Save bool   `help:"Save it; otherwise only what would change is shown."`
}

func (c *directoryImportCmd) Run(e *env) error {
	b, err := e.readFile(c.File, 1<<20)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var p struct {
		ownEntry
		Changes []entryChange `json:"changes"`
		Fault   string        `json:"fault"`
	}
	if err := cl.post(e.ctx, "/api/v1/directory/entry/import", upload{media: "text/plain", bytes: b}, &p); err != nil {
		return err
	}
	if e.root.JSON && !c.Save {
		return e.print(p)
	}
	if err := e.changes(p.Changes); err != nil {
		return err
	}
	if p.Fault != "" {
		return errs.New(errs.Invalid, "it cannot be saved like this: %s", p.Fault)
	}
	if !c.Save || len(p.Changes) == 0 {
		return nil
	}
	return e.saveEntry(cl, p.ownEntry)
}

type entryChange struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func (e *env) changes(all []entryChange) error {
	var rows [][]string
	flat := func(s string) string { return cmp.Or(strings.ReplaceAll(s, "\n", " / "), "-") }
	for _, c := range all {
		rows = append(rows, []string{c.Field, flat(c.Before), flat(c.After)})
	}
	return e.table([]string{"FIELD", "BEFORE", "AFTER"}, rows, "Nothing would change.")
}

type entryWaiting struct {
	Proposal *struct {
		ID      string        `json:"id"`
		By      string        `json:"by"`
		At      time.Time     `json:"at"`
		Changes []entryChange `json:"changes"`
	} `json:"proposal"`
}

type directoryWaitingCmd struct{}

func (directoryWaitingCmd) Run(e *env) error {
	return fetch(e, "/api/v1/directory/entry/proposal", func(w entryWaiting) error {
		if w.Proposal == nil {
			return e.line("No change waits.")
		}
		if err := e.line("%s by %s, %s", w.Proposal.ID, errs.Clip(w.Proposal.By), when(w.Proposal.At)); err != nil {
			return err
		}
		return e.changes(w.Proposal.Changes)
	})
}

type directoryConfirmCmd struct {
	ID string `arg:"" help:"Id of the change, as proposal shows it."`
}

func (c *directoryConfirmCmd) Run(e *env) error {
	return send(e, "/api/v1/directory/entry/proposal/"+url.PathEscape(c.ID)+"/confirm", nil, func(s struct {
		Serial int64 `json:"serial"`
	}) error {
		return e.line("Signed as %d and told to the peers.", s.Serial)
	})
}

type directoryRefuseCmd struct {
	ID string `arg:"" help:"Id of the change, as proposal shows it."`
}

func (c *directoryRefuseCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	return cl.post(e.ctx, "/api/v1/directory/entry/proposal/"+url.PathEscape(c.ID)+"/refuse", nil, nil)
}
