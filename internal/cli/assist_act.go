package cli

import (
	"slices"
	"strconv"
	"strings"

	"entente/internal/assist"
	"entente/internal/base/errs"
)

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }

type assistTextCmd struct {
	ID   string `arg:"" help:"Id of the request."`
	Text string `arg:"" optional:"" help:"All who take part read it."`
}

func (c *assistTextCmd) Run(e *env) error {
	return e.assistDo(assistURL(c.ID, e.verb), map[string]any{"text": c.Text})
}

type assistInviteCmd struct {
	ID   string   `arg:"" help:"Id of the request."`
	Text string   `arg:"" help:"What they are told."`
	To   []string `help:"Codes of the parties." required:"" placeholder:"CODE"`
}

func (c *assistInviteCmd) Run(e *env) error {
	return e.assistDo(assistURL(c.ID, "invite"), map[string]any{"to": c.To, "text": c.Text})
}

type assistTriageCmd struct {
	ID     string   `arg:"" help:"Id of the request."`
	Set    []string `help:"A value instead of the reckoned one, as CRITERION=VALUE; --reason says why." placeholder:"CRITERION=VALUE"`
	Place  int      `help:"Place among those that wait; the one by score when missing."`
	Reason string   `help:"Why a value or the place is another."`
}

func (c *assistTriageCmd) Run(e *env) error {
	overrides := []assist.Override{}
	for _, s := range c.Set {
		code, value, ok := strings.Cut(s, "=")
		n, err := strconv.Atoi(value)
		if !ok || err != nil {
			return errs.New(errs.Invalid, "--set must look like severity=4")
		}
		overrides = append(overrides, assist.Override{Criterion: code, Value: n, Reason: c.Reason})
	}
	return e.assistDo(assistURL(c.ID, "triage"), map[string]any{"overrides": overrides, "place": c.Place, "reason": c.Reason})
}

type assistDeclineCmd struct {
	ID   string `arg:"" help:"Id of the request."`
	Text string `arg:"" optional:"" help:"Why; declining needs no reason."`
	Law  string `help:"National law that a refusal cites."`
}

func (c *assistDeclineCmd) Run(e *env) error {
	return e.assistDo(assistURL(c.ID, "decline"), map[string]any{"text": c.Text, "law": c.Law})
}

type assistLinesCmd struct {
	ID    string   `arg:"" help:"Id of the request."`
	Offer string   `arg:"" help:"Id of the offer."`
	Text  string   `arg:"" optional:"" help:"All who take part read it."`
	Line  []string `help:"Lines of the offer; all for which it can follow when missing." placeholder:"LINE"`
	Whole bool     `help:"Of an acceptance: these lines all, or none."`
	Where string   `help:"Of an arrival: where."`
}

func (c *assistLinesCmd) Run(e *env) error {
	return e.assistDo(assistURL(c.ID, "offers", c.Offer, e.verb), map[string]any{"lines": append([]string{}, c.Line...), "text": c.Text, "whole": c.Whole, "where": c.Where})
}

type assistWithdrawCmd struct {
	ID    string   `arg:"" help:"Id of the request."`
	Text  string   `arg:"" help:"Why; all who take part read it."`
	Offer string   `help:"Id of an offer of ours; the request itself when missing." placeholder:"ID"`
	Line  []string `help:"Lines of the offer; all that are open when missing." placeholder:"LINE"`
}

func (c *assistWithdrawCmd) Run(e *env) error {
	if c.Offer == "" {
		return e.assistDo(assistURL(c.ID, "withdraw"), map[string]any{"text": c.Text})
	}
	return e.assistDo(assistURL(c.ID, "offers", c.Offer, "withdraw"), map[string]any{"lines": append([]string{}, c.Line...), "text": c.Text})
}

type assistCarryCmd struct {
	ID string `arg:"" help:"Id of the request."`
}

func (c *assistCarryCmd) Run(e *env) error { return e.assistDo(assistURL(c.ID, "carry"), nil) }

type assistNoteCmd struct {
	ID     string `arg:"" help:"Id of the request."`
	Text   string `arg:"" help:"All who take part read it."`
	Task   string `help:"Id of the task that it is about; new begins one."`
	To     string `help:"Code of the party that is to do it." placeholder:"CODE"`
	Done   bool   `help:"The task is done."`
	Cancel bool   `help:"The task of ours is cancelled; the text says why."`
}

func (c *assistNoteCmd) Run(e *env) error {
	body := map[string]any{"text": c.Text, "task": c.Task, "done": c.Done, "cancelled": c.Cancel}
	if c.To != "" {
		body["to"] = c.To
	}
	return e.assistDo(assistURL(c.ID, "notes"), body)
}

type assistShiftCmd struct {
	ID     string `arg:"" help:"Id of the request."`
	Offer  string `arg:"" help:"Id of the offer."`
	Line   string `arg:"" help:"Line of the offer."`
	From   string `arg:"" help:"Beginning (RFC 3339)."`
	To     string `arg:"" help:"End (RFC 3339), up to 24 hours later."`
	What   string `help:"What they do."`
	Shift  string `help:"Id of a shift that this one takes the place of." placeholder:"ID"`
	Cancel string `help:"The shift does not take place, and why." placeholder:"REASON"`
}

func (c *assistShiftCmd) Run(e *env) error {
	from, err := atTime("FROM", c.From)
	if err != nil {
		return err
	}
	to, err := atTime("TO", c.To)
	if err != nil {
		return err
	}
	return e.assistDo(assistURL(c.ID, "shifts"), map[string]any{"id": c.Shift, "offer": c.Offer, "line": c.Line, "from": from, "to": to, "what": c.What, "cancelled": c.Cancel != "", "why": c.Cancel})
}

type assistEvidenceCmd struct {
	ID     string `arg:"" help:"Id of the request."`
	What   string `arg:"" help:"What it is."`
	SHA256 string `arg:"" name:"sha256" help:"SHA-256 of its bytes, or of its image's, in hex."`
	Where  string `arg:"" help:"Where it is kept."`
	Item   string `help:"Its number; the next one when missing."`
}

func (c *assistEvidenceCmd) Run(e *env) error {
	return e.assistDo(assistURL(c.ID, "evidence"), map[string]any{"id": c.Item, "what": c.What, "sha256": c.SHA256, "where": c.Where})
}

type assistHandCmd struct {
	ID    string `arg:"" help:"Id of the request."`
	Item  string `arg:"" help:"Number of the piece of evidence."`
	Side  string `arg:"" help:"given or taken: which side we are." enum:"given,taken"`
	Other string `arg:"" help:"Code of the party to whom, or from whom."`
	Where string `arg:"" help:"Where."`
	Text  string `help:"More about it."`
}

func (c *assistHandCmd) Run(e *env) error {
	return e.assistDo(assistURL(c.ID, "evidence", c.Item, "hand"), map[string]any{"side": c.Side, "other": c.Other, "where": c.Where, "text": c.Text})
}

type assistCostCmd struct {
	ID       string   `arg:"" help:"Id of the request."`
	Offer    string   `arg:"" help:"Id of the offer."`
	Currency string   `help:"ISO 4217; hours alone when missing." placeholder:"EUR"`
	Rate     []string `help:"Price of a role, as ROLE=RATE or ROLE=RATExPERCENT: hundredths of the currency per hour, and the multiplier." placeholder:"ROLE=RATE"`
	Text     string   `help:"More about it."`
}

func (c *assistCostCmd) Run(e *env) error {
	rates := []assist.Rate{}
	for _, s := range c.Rate {
		role, price, ok := strings.Cut(s, "=")
		rate, times, more := strings.Cut(price, "x")
		r := assist.Rate{Role: role}
		var err, err2 error
		if r.Rate, err = strconv.ParseInt(rate, 10, 64); more {
			r.Multiplier, err2 = strconv.ParseInt(times, 10, 64)
		}
		if !ok || err != nil || err2 != nil {
			return errs.New(errs.Invalid, "--rate must look like r1=6000 or r1=6000x150")
		}
		rates = append(rates, r)
	}
	return e.assistDo(assistURL(c.ID, "offers", c.Offer, "costs"), map[string]any{"currency": c.Currency, "rates": rates, "text": c.Text})
}

type assistLessonCmd struct {
	ID        string `arg:"" help:"Id of the request."`
	Text      string `arg:"" help:"What was learned."`
	Recommend string `help:"What to do otherwise next time."`
}

func (c *assistLessonCmd) Run(e *env) error {
	return e.assistDo(assistURL(c.ID, "lessons"), map[string]any{"text": c.Text, "recommend": c.Recommend})
}
