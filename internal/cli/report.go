package cli

import (
	"fmt"
	"net/url"
	"os"

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
	Out     string `help:"File to write, readable by you alone; - or nothing is standard output." short:"o"`
}

type reportForm struct {
	reportPeriod
	Format string `help:"html, pdf, or json for the figures." default:"html" enum:"html,pdf,json"`
	Lang   string `help:"Language of the document." default:"en" enum:"en,fr,cs"`
}

type reportSituationCmd struct{ reportForm }

func (c *reportSituationCmd) Run(e *env) error { return c.write(e, "situation", "") }

type reportPartyCmd struct {
	Code string `arg:"" help:"The party's code, such as EST."`
	reportForm
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
		return errs.New(errs.Invalid, "a PDF is not for the terminal: give --out FILE, or --out - for standard output")
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

// put writes what was made to the file, or to standard output.
func (c *reportPeriod) put(e *env, b []byte) error {
	if c.Out == "" || c.Out == "-" {
		_, err := e.Out.Write(b)
		return err
	}
	if err := os.WriteFile(c.Out, b, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return nil
}
