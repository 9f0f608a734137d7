package cli

import (
	"os"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/serve/rest"
)

type incidentNoteCmd struct {
	ID   string `arg:"" help:"Id of the incident."`
	Text string `arg:"" help:"The word."`
	saying
}

func (c *incidentNoteCmd) Run(e *env) error {
	return send(e, incidentPath(c.ID, "/notes"), struct {
		rest.Saying
		Text string `json:"text"`
	}{c.of(), c.Text}, e.told)
}

type incidentTimeCmd struct {
	ID   string `arg:"" help:"Id of the incident."`
	At   string `arg:"" help:"When it happened (RFC 3339)."`
	Text string `arg:"" help:"What happened."`
	saying
}

func (c *incidentTimeCmd) Run(e *env) error {
	at, err := atTime("the moment", c.At)
	if err != nil {
		return err
	}
	return send(e, incidentPath(c.ID, "/events"), struct {
		rest.Saying
		At   time.Time `json:"at"`
		Text string    `json:"text"`
	}{c.of(), at, c.Text}, e.told)
}

type incidentAffectCmd struct {
	ID     string `arg:"" help:"Id of the incident."`
	Label  string `arg:"" help:"Its name, or an alias."`
	Name   string `help:"Its true name, when the label is an alias; it never leaves this node."`
	Alias  bool   `help:"The label is an alias."`
	Sector string `help:"Its sector, such as health." placeholder:"CODE"`
	Text   string `help:"How it is affected."`
	saying
}

func (c *incidentAffectCmd) Run(e *env) error {
	return send(e, incidentPath(c.ID, "/entities"), struct {
		rest.Saying
		Label  string `json:"label"`
		Alias  bool   `json:"alias"`
		Name   string `json:"name,omitempty"`
		Sector string `json:"sector,omitempty"`
		Text   string `json:"text,omitempty"`
	}{c.of(), c.Label, c.Alias || c.Name != "", c.Name, c.Sector, c.Text}, e.told)
}

type incidentLinkCmd struct {
	ID     string `arg:"" help:"Id of the incident."`
	Object string `arg:"" help:"STIX id of an object, or a UUID."`
	To     string `help:"What it is." enum:"object,request,decision" default:"object"`
	saying
}

func (c *incidentLinkCmd) Run(e *env) error {
	return send(e, incidentPath(c.ID, "/links"), struct {
		rest.Saying
		To string `json:"to"`
		ID string `json:"id"`
	}{c.of(), c.To, c.Object}, e.told)
}

type incidentEvidenceCmd struct {
	ID     string `arg:"" help:"Id of the incident."`
	Label  string `arg:"" help:"What it is."`
	Where  string `help:"Where it lies."`
	SHA256 string `name:"sha256" help:"Its digest, hexadecimal."`
	Text   string `help:"A word about it."`
	saying
}

func (c *incidentEvidenceCmd) Run(e *env) error {
	return send(e, incidentPath(c.ID, "/evidence"), struct {
		rest.Saying
		Label  string `json:"label"`
		Where  string `json:"where,omitempty"`
		SHA256 string `json:"sha256,omitempty"`
		Text   string `json:"text,omitempty"`
	}{c.of(), c.Label, c.Where, c.SHA256, c.Text}, e.told)
}

type incidentDiscloseCmd struct {
	ID      string   `arg:"" help:"Id of the incident."`
	Entries []string `arg:"" help:"Refs of the entries."`
}

func (c *incidentDiscloseCmd) Run(e *env) error {
	return send(e, incidentPath(c.ID, "/disclose"), map[string]any{"entries": c.Entries}, e.told)
}

type incidentExportCmd struct {
	ID  string `arg:"" help:"Id of the incident."`
	Out string `help:"File to write; standard output when missing." short:"o" placeholder:"FILE"`
}

func (c *incidentExportCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var b []byte
	if err := cl.get(e.ctx, incidentPath(c.ID, "/stix"), &b); err != nil {
		return err
	}
	if c.Out == "" {
		_, err = e.Streams.Out.Write(append(b, '\n'))
		return err
	}
	if err := os.WriteFile(c.Out, b, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s", c.Out)
}

type incidentImportCmd struct {
	File string `arg:"" help:"STIX bundle; - is standard input."`
}

func (c *incidentImportCmd) Run(e *env) error {
	b, err := e.readFile(c.File, 16<<20)
	if err != nil {
		return err
	}
	return send(e, "/api/v1/incidents/import", strings.NewReader(string(b)), e.told)
}
