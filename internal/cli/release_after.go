package cli

import (
	"net/url"
	"os"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

type releaseReplayCmd struct {
	ID string `arg:"" help:"Id of the release."`
}

func (c *releaseReplayCmd) Run(e *env) error {
	type row struct {
		Count int `json:"count"`
		decided
		Class struct {
			Origin   string `json:"origin"`
			Category string `json:"category"`
			TLP      string `json:"tlp"`
		} `json:"class"`
	}
	type replayed struct {
		Party  string `json:"party"`
		Stored row    `json:"stored"`
		Again  row    `json:"again"`
		Same   bool   `json:"same"`
	}
	other := 0
	err := fetch(e, "/api/v1/releases/"+url.PathEscape(c.ID)+"/replay", func(l items[replayed]) error {
		for _, x := range l.Items {
			tlp := "unmarked"
			if x.Stored.Class.TLP != "" {
				tlp = "tlp:" + x.Stored.Class.TLP
			}
			verdict := "the same"
			if !x.Same {
				other++
				verdict = "OTHERWISE"
			}
			if err := e.line("%s to %s: %d × %s of %s, %s %s: %s", verdict, x.Party, x.Stored.Count, x.Stored.Class.Category, x.Stored.Class.Origin, tlp, x.Again.word(), x.Again.why()); err != nil {
				return err
			}
			if !x.Same {
				if err := e.line("  it was stored as: %s; %s", x.Stored.word(), x.Stored.why()); err != nil {
					return err
				}
			}
		}
		return e.line("%d decisions, decided again as of their moment; %d come out otherwise", len(l.Items), other)
	})
	if err == nil && other > 0 {
		err = errs.New(errs.Conflict, "what was stored is not what policy says of that moment")
	}
	return err
}

type releaseBundleCmd struct {
	ID  string `arg:"" help:"Id of the release."`
	To  string `help:"Of a release of our own: the recipient by whose agreements it is marked." placeholder:"CODE"`
	Out string `help:"File to write; - is standard output." short:"o" default:"-"`
}

func (c *releaseBundleCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, query("/api/v1/releases/"+url.PathEscape(c.ID)+"/bundle", "to", c.To), &raw); err != nil {
		return err
	}
	if c.Out == "-" {
		_, err := e.Out.Write(append(raw, '\n'))
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s, each object marked with the policies under which it was given", c.Out)
}
