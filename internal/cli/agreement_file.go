package cli

import (
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/agreement"
	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

type agreementExportCmd struct {
	ID  string `arg:"" help:"Id of the agreement."`
	Out string `help:"File to write; - is standard output." short:"o" default:"-"`
}

func (c *agreementExportCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, "/api/v1/agreements/"+url.PathEscape(c.ID)+"/file", &raw); err != nil {
		return err
	}
	if c.Out == "-" {
		_, err := e.Out.Write(raw)
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s; anyone can check it with: entente agreement verify %s", c.Out, c.Out)
}

type agreementRenderCmd struct {
	ID string `arg:"" help:"Id of the agreement."`
	At string `help:"A past moment (RFC 3339). Otherwise now."`
}

func (c *agreementRenderCmd) Run(e *env) error {
	if _, err := atTime("--at", c.At); err != nil {
		return err
	}
	path := query("/api/v1/agreements/"+url.PathEscape(c.ID)+"/"+renderings[e.verb], "at", c.At)
	return fetch(e, path, func(v jsontext.Value) error {
		if e.verb == "iep" {
			var l items[jsontext.Value]
			if err := json.Unmarshal(v, &l); err != nil {
				return err
			}
			b, err := json.Marshal(l.Items)
			if err != nil {
				return err
			}
			v = b
		}
		if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
			return err
		}
		return e.line("%s", v)
	})
}

// renderings gives for each command the last part of its address.
var renderings = map[string]string{"iep": "iep", "odrl": "odrl", "misp-group": "sharing-group"}

type agreementVerifyCmd struct {
	File string `arg:"" help:"Agreement file; - is standard input."`
}

const maxAgreementFile = 64 << 20

func (c *agreementVerifyCmd) Run(e *env) error {
	b, err := e.readFile(c.File, maxAgreementFile)
	if err != nil {
		return err
	}
	v, err := agreement.VerifyFile(b, clock.System{}.Now())
	if err != nil {
		_, text := errs.Public(err)
		return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Invalid, "does not verify: %s", text))
	}
	if e.root.JSON {
		return e.print(v)
	}
	for _, l := range v.Lines() {
		if err := e.line("%s", l); err != nil {
			return err
		}
	}
	return nil
}

// readFile reads a file, or standard input for -, up to a size in bytes.
func (e *env) readFile(name string, most int64) ([]byte, error) {
	r := e.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, errs.New(errs.NotFound, "%s cannot be read: %s", name, reason(err))
		}
		defer func() { _ = f.Close() }() // it was only read
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = errs.New(errs.TooLarge, "%s has over %d bytes", name, most)
	}
	return b, err
}
