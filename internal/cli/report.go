package cli

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

type reportCmd struct {
	Situation reportSituationCmd `cmd:"" help:"Make the situation report of a period."`
	Party     reportPartyCmd     `cmd:"" help:"Make the report on one party."`
	Figures   reportFiguresCmd   `cmd:"" help:"Count what is held and what crossed."`
}

// reportPeriod is what every report is asked for with.
type reportPeriod struct {
	From    string `help:"First UTC day, such as 2026-11-01. Otherwise six days before the last." placeholder:"DAY"`
	To      string `help:"Last UTC day, included. Otherwise today." placeholder:"DAY"`
	Ceiling string `help:"TLP above which nothing is counted or named, nor anything unmarked." placeholder:"TLP"`
	Out     string `help:"File to write, readable by you alone; - or nothing is standard output." short:"o" placeholder:"FILE"`
}

type reportForm struct {
	reportPeriod
	Format string `help:"Form: html or pdf, which needs --out; json for the figures alone." default:"html" enum:"html,pdf,json" placeholder:"FORM"`
	Lang   string `help:"Language of the document: en, fr or cs." default:"en" enum:"en,fr,cs" placeholder:"LANG"`
}

type reportSituationCmd struct{ reportForm }

// Help is said below the command's line of help.
func (c *reportSituationCmd) Help() string {
	return "What came in, what went out and to whom, what was refused and why, and what is owed, of what you may read. " +
		"The document bears the strictest marking of what it counts or names; that it was made is on record.\n\n" +
		"  entente report situation --format pdf --out week.pdf\n  entente report situation --from 2026-11-01 --to 2026-11-30 --ceiling green --lang cs -o november.html"
}

func (c *reportSituationCmd) Run(e *env) error { return c.write(e, "situation", "") }

type reportPartyCmd struct {
	Code string `arg:"" help:"The party's code, such as EST."`
	reportForm
}

// Help is said below the command's line of help.
func (c *reportPartyCmd) Help() string {
	return "What was given to one party and received from it, by which provisions, what was refused, how soon it signed, and what is owed.\n\n" +
		"  entente report party EST --format pdf --out est.pdf"
}

func (c *reportPartyCmd) Run(e *env) error {
	return c.write(e, "party/"+url.PathEscape(c.Code), c.Code)
}

// write gets a document and puts it where it is wanted.
func (c *reportForm) write(e *env, what, party string) error {
	if c.Format == "json" || e.root.JSON {
		return c.figures(e, party)
	}
	if c.Format == "pdf" && c.Out == "" {
		return errs.New(errs.Invalid, "a PDF is not for the terminal: give --out FILE, or --out - to send it on")
	}
	return c.save(e, query("/api/v1/reports/"+what+"."+c.Format, "from", c.From, "to", c.To, "ceiling", c.Ceiling, "lang", c.Lang))
}

type reportFiguresCmd struct {
	reportPeriod
	Party string `help:"Only what concerns this party." placeholder:"CODE"`
}

func (c *reportFiguresCmd) Run(e *env) error {
	if c.Out != "" || e.root.JSON {
		return c.figures(e, c.Party)
	}
	return fetch(e, query("/api/v1/reports/figures", "from", c.From, "to", c.To, "ceiling", c.Ceiling, "party", c.Party), func(f reportFigures) error {
		if err := e.line("%s to %s (UTC days)\n%d objects held, %d came in; %d of %d indicators are past their valid-until\n%d releases signed for (median %d ms, 95 in 100 within %d ms), %d open\n",
			f.From, f.To, f.Objects.Here, f.Objects.Came, f.Indicators.Expired, f.Indicators.Here, f.Receipts.Count, f.Receipts.P50, f.Receipts.P95, f.Receipts.Open); err != nil {
			return err
		}
		var rows [][]string
		for _, p := range f.Parties {
			ratio := "-"
			if p.Ratio != nil {
				ratio = fmt.Sprintf("%.2f", *p.Ratio)
			}
			rows = append(rows, []string{p.Party, fmt.Sprint(p.Given), fmt.Sprint(p.Onward), fmt.Sprint(p.Received), fmt.Sprint(p.Withheld), fmt.Sprint(p.Refused), ratio})
		}
		return e.table([]string{"PARTY", "GIVEN", "PASSED ON", "RECEIVED", "WITHHELD", "REFUSED", "RATIO"}, rows, "Nothing crossed in this period.")
	})
}

// reportFigures is what the table prints of the figures.
type reportFigures struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Objects struct {
		Here int64 `json:"here"`
		Came int64 `json:"came"`
	} `json:"objects"`
	Indicators struct {
		Here    int64 `json:"here"`
		Expired int64 `json:"expired"`
	} `json:"indicators"`
	Receipts struct {
		Count int64 `json:"count"`
		Open  int64 `json:"open"`
		P50   int64 `json:"p50_ms"`
		P95   int64 `json:"p95_ms"`
	} `json:"receipts"`
	Parties []struct {
		Party    string   `json:"party"`
		Given    int64    `json:"given_objects"`
		Onward   int64    `json:"onward_objects"`
		Received int64    `json:"received_objects"`
		Withheld int64    `json:"withheld_objects"`
		Refused  int64    `json:"refused_objects"`
		Ratio    *float64 `json:"ratio"`
	} `json:"parties"`
}

func (c *reportPeriod) figures(e *env, party string) error {
	if err := c.ready(); err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, query("/api/v1/reports/figures", "from", c.From, "to", c.To, "ceiling", c.Ceiling, "party", party), &raw); err != nil {
		return err
	}
	if err := raw.Indent(jsontext.WithIndent("  ")); err != nil {
		return err
	}
	return c.put(e, append(raw, '\n'))
}

func (c *reportPeriod) save(e *env, path string) error {
	if err := c.ready(); err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, path, &raw); err != nil {
		return err
	}
	return c.put(e, raw)
}

// ready refuses a place that cannot be written, before anything is made: that a
// document was made stays on record.
func (c *reportPeriod) ready() error {
	if c.Out == "" || c.Out == "-" {
		return nil
	}
	if at, err := os.Stat(c.Out); err == nil && at.IsDir() {
		return errs.New(errs.Invalid, "%s is a folder; name a file", c.Out)
	}
	if _, err := os.Stat(filepath.Dir(c.Out)); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return nil
}

// put writes what was made to the file, or to standard output. The file is
// there whole or as it was before.
func (c *reportPeriod) put(e *env, b []byte) error {
	if c.Out == "" || c.Out == "-" {
		_, err := e.Out.Write(b)
		return err
	}
	cannot := func(err error) error { return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err)) }
	f, err := os.CreateTemp(filepath.Dir(c.Out), ".report-*")
	if err != nil {
		return cannot(err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone when all went well
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err != nil {
		return cannot(err)
	}
	if err := os.Rename(f.Name(), c.Out); err != nil {
		return cannot(err)
	}
	return e.line("Wrote %s.", c.Out)
}
