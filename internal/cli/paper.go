package cli

import (
	"net/url"
	"os"
	"time"

	"entente/internal/base/errs"
)

type agreementPaperCmd struct {
	ID      string `arg:"" help:"Id of the agreement."`
	Out     string `help:"File to write." short:"o" required:"" placeholder:"FILE"`
	Lang    string `help:"Language of the text: en, fr or cs; the authentic one when missing."`
	Version string `help:"Digest of a version; the one to show when missing." placeholder:"DIGEST"`
	At      string `help:"Signatures as of this moment (RFC 3339); now when missing." placeholder:"TIME"`
}

func (c *agreementPaperCmd) Run(e *env) error {
	if _, err := atTime("--at", c.At); err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var pdf []byte
	if err := cl.get(e.ctx, query("/api/v1/agreements/"+url.PathEscape(c.ID)+"/paper", "lang", c.Lang, "version", c.Version, "at", c.At), &pdf); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, pdf, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s; another party checks it with: entente agreement check-paper %s", c.Out, c.Out)
}

type agreementCheckPaperCmd struct {
	File string `arg:"" help:"PDF of a paper copy; - is standard input."`
}

const maxPaperFile = 16 << 20

func (c *agreementCheckPaperCmd) Run(e *env) error {
	b, err := e.readFile(c.File, maxPaperFile)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var x struct {
		Agreement string    `json:"agreement"`
		Digest    string    `json:"digest"`
		Language  string    `json:"language"`
		At        time.Time `json:"at"`
		Same      bool      `json:"same"`
	}
	if err := cl.post(e.ctx, "/api/v1/agreements/papers/check", upload{"application/pdf", b}, &x); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(x)
	}
	if err := e.line("It says that it is agreement %s, digest %s, in %s, signatures as of %s.", x.Agreement, x.Digest, x.Language, x.At.Format(time.RFC3339)); err != nil {
		return err
	}
	if !x.Same {
		return errs.New(errs.Conflict, "it is NOT what this node prints for that: something of it was changed, or the signatures were others")
	}
	return e.line("It is the same, byte for byte, as this node prints.")
}
