package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/duty"
)

type dutyCmd struct {
	List    dutyListCmd   `cmd:"" help:"What is owed under agreements, by its clocks."`
	Call    dutyCallCmd   `cmd:"" help:"Call for a duty: its clock begins to run."`
	Met     dutyMetCmd    `cmd:"" help:"State that this party has met an obligation."`
	Excuse  dutyJudgeCmd  `cmd:"" help:"Let another party off an obligation."`
	Contest dutyJudgeCmd  `cmd:"" help:"Say that an obligation, which another party says it has met, is not."`
	Report  dutyReportCmd `cmd:"" help:"What fell due under an agreement over a time, and what became of it."`
	Check   dutyCheckCmd  `cmd:"" help:"Check another party's report against what this node holds."`
	Verify  dutyVerifyCmd `cmd:"" help:"Verify a report's file offline and count it again; no node is needed."`
}

type obligation struct {
	ID        string    `json:"id"`
	Agreement string    `json:"agreement"`
	Title     string    `json:"title"`
	Provision string    `json:"provision"`
	Kind      string    `json:"kind"`
	Force     string    `json:"force"`
	Owed      string    `json:"owed"`
	What      string    `json:"what"`
	Answer    string    `json:"answer"`
	State     string    `json:"state"`
	Due       time.Time `json:"due"`
}

func (e *env) obligations(all []obligation) error {
	var rows [][]string
	for _, o := range all {
		rows = append(rows, []string{o.Due.Format(time.RFC3339), o.State, o.Owed, o.Kind, o.Provision, o.Title, cmp.Or(o.What, "-"), o.Agreement, o.ID})
	}
	return e.table([]string{"DUE", "STATE", "OWED BY", "KIND", "PROVISION", "AGREEMENT", "WHAT", "AGREEMENT ID", "ID"}, rows, "Nothing is owed.")
}

type dutyListCmd struct {
	Agreement string `arg:"" optional:"" help:"Id of one agreement; all when missing."`
	Settled   int    `help:"List what was settled in so many days too." default:"0"`
}

func (c *dutyListCmd) Run(e *env) error {
	path := "/api/v1/duties"
	if c.Agreement != "" {
		path = "/api/v1/agreements/" + url.PathEscape(c.Agreement) + "/duties"
	}
	return fetch(e, query(path, "settled", strconv.Itoa(c.Settled)), func(l items[obligation]) error { return e.obligations(l.Items) })
}

type dutyCallCmd struct {
	Agreement string   `arg:"" help:"Id of the agreement."`
	Provision string   `arg:"" help:"Provision that is called for, such as 8.1."`
	Text      string   `arg:"" help:"What is called for; the other parties read it."`
	On        []string `help:"Codes of the parties it is called on; everybody else who has the duty when missing." placeholder:"CODE"`
	Since     string   `help:"On ourselves alone: since when the cause is known (RFC 3339)." placeholder:"TIME"`
}

func (c *dutyCallCmd) Run(e *env) error {
	since, err := atTime("--since", c.Since)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	body := struct {
		Provision string    `json:"provision"`
		Text      string    `json:"text"`
		Owed      []string  `json:"owed,omitempty"`
		From      time.Time `json:"from,omitzero"`
	}{c.Provision, c.Text, c.On, since}
	var l items[obligation]
	if err := cl.post(e.ctx, "/api/v1/agreements/"+url.PathEscape(c.Agreement)+"/duties", body, &l); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(l)
	}
	return e.obligations(l.Items)
}

// atTime reads a moment of a flag; zero when it was not given.
func atTime(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, errs.New(errs.Invalid, "%s must look like 2026-12-01T00:00:00Z", flag)
	}
	return t.UTC(), nil
}

type dutyMetCmd struct {
	Agreement string `arg:"" help:"Id of the agreement."`
	ID        string `arg:"" help:"Id of the obligation."`
	Text      string `arg:"" help:"How it was met; the other parties read it."`
	Reference string `help:"Of what it was met by, such as a release."`
}

func (c *dutyMetCmd) Run(e *env) error {
	return e.settle(c.Agreement, c.ID, "met", map[string]string{"text": c.Text, "reference": c.Reference})
}

type dutyJudgeCmd struct {
	Agreement string `arg:"" help:"Id of the agreement."`
	ID        string `arg:"" help:"Id of the obligation."`
	Reason    string `arg:"" help:"Why; the other parties read it."`
}

func (c *dutyJudgeCmd) Run(e *env) error {
	return e.settle(c.Agreement, c.ID, e.verb, map[string]string{"reason": c.Reason})
}

func (e *env) settle(agreement, id, act string, body map[string]string) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var o obligation
	if err := cl.post(e.ctx, "/api/v1/agreements/"+url.PathEscape(agreement)+"/duties/"+url.PathEscape(id)+"/"+act, body, &o); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(o)
	}
	return e.line("%s of %s, due %s, is %s", o.Provision, o.Owed, o.Due.Format(time.RFC3339), o.State)
}

type dutyReportCmd struct {
	Agreement string `arg:"" help:"Id of the agreement."`
	From      string `help:"What fell due after this (RFC 3339); a year ago when missing." placeholder:"TIME"`
	To        string `help:"And up to this; now when missing." placeholder:"TIME"`
	Out       string `help:"Write the signed file that others verify, instead of a table." short:"o" placeholder:"FILE"`
}

func (c *dutyReportCmd) Run(e *env) error {
	from, err := atTime("--from", c.From)
	if err != nil {
		return err
	}
	if from.IsZero() {
		from = clock.System{}.Now().AddDate(-1, 0, 0)
	}
	if _, err := atTime("--to", c.To); err != nil {
		return err
	}
	path := "/api/v1/agreements/" + url.PathEscape(c.Agreement) + "/duties/report"
	args := []string{"from", from.UTC().Format(time.RFC3339), "up_to", c.To}
	if c.Out == "" {
		return fetch(e, query(path, args...), func(r duty.Report) error { return e.dutyReport(r) })
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, query(path+"/file", args...), &raw); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s; anyone can count it again with: entente duty verify %s", c.Out, c.Out)
}

func (e *env) dutyReport(r duty.Report) error {
	if err := e.line("%s, what fell due from %s to %s", errs.Clip(r.Title), r.From.Format(time.RFC3339), r.UpTo.Format(time.RFC3339)); err != nil {
		return err
	}
	var rows [][]string
	n := func(i int64) string { return strconv.FormatInt(i, 10) }
	for _, l := range r.Lines {
		rows = append(rows, []string{errs.Clip(l.Kind), l.Force, string(l.Party), n(l.Due), n(l.Met), n(l.Late), n(l.Lapsed), n(l.Excused), n(l.Contested)})
	}
	if err := e.table([]string{"KIND", "FORCE", "OWED BY", "DUE", "MET", "LATE", "LAPSED", "EXCUSED", "CONTESTED"}, rows, "Nothing fell due."); err != nil {
		return err
	}
	rows = nil
	for _, b := range r.Balances {
		rows = append(rows, []string{string(b.From), string(b.To), errs.Clip(b.Provision), n(b.Releases), n(b.Objects)})
	}
	if err := e.table([]string{"FROM", "TO", "UNDER", "RELEASES", "OBJECTS"}, rows, "Nothing was given either way, or it is not for you to see."); err != nil {
		return err
	}
	rows = nil
	for _, c := range r.Recalls {
		rows = append(rows, []string{string(c.From), string(c.To), when(c.At), when(c.Due), c.State})
	}
	if len(rows) == 0 {
		return nil
	}
	return e.table([]string{"RECALLED BY", "FROM", "ORDERED", "DUE", "STATE"}, rows, "")
}

const maxDutyFile = 64 << 20

type dutyVerifyCmd struct {
	File string `arg:"" help:"Report file; - is standard input."`
}

func (c *dutyVerifyCmd) Run(e *env) error {
	b, err := e.readFile(c.File, maxDutyFile)
	if err != nil {
		return err
	}
	v, err := duty.VerifyFile(b)
	if err != nil {
		_, text := errs.Public(err)
		return fmt.Errorf("%w: %w", errVerify, errs.New(errs.Invalid, "does not verify: %s", text))
	}
	if e.root.JSON {
		return e.print(v)
	}
	if err := e.dutyReport(v.Report); err != nil {
		return err
	}
	if err := e.line("verifies: made %s by the node of %s, whose key is %s", v.Made.Format(time.RFC3339), v.Maker, v.Key); err != nil {
		return err
	}
	return e.line("it follows from the agreement and the statements in the file; what its maker left out, a node that holds it finds: entente duty check")
}

type dutyCheckCmd struct {
	File string `arg:"" help:"Report file; - is standard input."`
}

func (c *dutyCheckCmd) Run(e *env) error {
	b, err := e.readFile(c.File, maxDutyFile)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	var v duty.Verified
	if err := cl.post(e.ctx, "/api/v1/duties/reports/check", strings.NewReader(string(b)), &v); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(v)
	}
	if err := e.dutyReport(v.Report); err != nil {
		return err
	}
	if len(v.Differs) == 0 {
		return e.line("the same here, counted again from what this node holds")
	}
	for _, d := range v.Differs {
		if err := e.line("differs: %s", errs.Clip(d.String())); err != nil {
			return err
		}
	}
	return errs.New(errs.Conflict, "%d things are otherwise here", len(v.Differs))
}
