package cli

import (
	"strconv"
	"time"

	"entente/internal/base/errs"
	"entente/internal/crisis"
)

type crisisPutCmd struct {
	ID     string `arg:"" help:"Id of the proposal."`
	Until  string `arg:"" help:"Instant of expiry (RFC 3339), or a length of time from now, such as 6h."`
	Urgent string `help:"Why the urgent procedure is taken." placeholder:"REASON"`
	Office string `help:"Office that signs; the one that may when missing."`
}

func (c *crisisPutCmd) Run(e *env) error {
	expires, err := e.until(c.ID, c.Until)
	if err != nil {
		return err
	}
	return e.crisisDo(c.ID, "put", map[string]any{"expires": expires, "urgent": c.Urgent, "office": c.Office})
}

type crisisReadCmd struct {
	ID string `arg:"" help:"Id of the proposal."`
}

func (c *crisisReadCmd) Run(e *env) error { return e.crisisDo(c.ID, "read", nil) }

type crisisStandCmd struct {
	ID     string `arg:"" help:"Id of the proposal."`
	Stand  string `arg:"" optional:"" enum:"join,reserve,break," default:"" help:"join, reserve or break; missing where another person has prepared it."`
	Words  string `arg:"" optional:"" help:"The reservation, or the grounds."`
	Office string `help:"Office that signs; the one that may when missing."`
}

func (c *crisisStandCmd) Run(e *env) error {
	body := map[string]any{"words": c.Words, "office": c.Office}
	if c.Stand != "" {
		body["stand"] = c.Stand
	}
	return e.crisisDo(c.ID, e.verb, body)
}

type crisisExtendCmd struct {
	ID     string `arg:"" help:"Id of the proposal."`
	Until  string `arg:"" help:"The new expiry (RFC 3339), or a length of time from now."`
	Reason string `arg:"" help:"Why; all members read it."`
	Office string `help:"Office that signs; the one that may when missing."`
}

func (c *crisisExtendCmd) Run(e *env) error {
	expires, err := e.until(c.ID, c.Until)
	if err != nil {
		return err
	}
	return e.crisisDo(c.ID, "extend", map[string]any{"expires": expires, "reason": c.Reason, "office": c.Office})
}

type crisisReasonCmd struct {
	ID     string `arg:"" help:"Id of the proposal."`
	Reason string `arg:"" help:"Why; all members read it."`
	Office string `help:"Office that signs; the one that may when missing."`
}

func (c *crisisReasonCmd) Run(e *env) error {
	return e.crisisDo(c.ID, e.verb, map[string]any{"reason": c.Reason, "office": c.Office})
}

type crisisContactCmd struct {
	ID      string `arg:"" help:"Id of the proposal."`
	Member  string `arg:"" help:"Code of the member."`
	Stand   string `arg:"" enum:"join,reserve,break" help:"What it said: join, reserve or break."`
	Words   string `arg:"" optional:"" help:"The reservation, or the grounds."`
	Channel string `help:"Such as the number that was called." required:""`
	Person  string `help:"Who answered for the member." required:""`
	Office  string `help:"Office that signs; the one that may when missing."`
}

func (c *crisisContactCmd) Run(e *env) error {
	return e.crisisDo(c.ID, "contact", map[string]any{"member": c.Member, "stand": c.Stand, "words": c.Words, "channel": c.Channel, "person": c.Person, "office": c.Office})
}

type crisisExcludeCmd struct {
	ID     string `arg:"" help:"Id of the proposal."`
	Member string `arg:"" help:"Code of the member."`
	Reason string `arg:"" help:"Why; all members read it."`
	Office string `help:"Office that signs; the one that may when missing."`
}

func (c *crisisExcludeCmd) Run(e *env) error {
	return e.crisisDo(c.ID, "exclude", map[string]any{"member": c.Member, "reason": c.Reason, "office": c.Office})
}

type crisisFileCmd struct {
	ID  string `arg:"" help:"Id of the proposal."`
	Out string `help:"File to write." short:"o" required:"" placeholder:"FILE"`
	Rev int    `help:"Number of the text; the latest when missing."`
}

func (c *crisisFileCmd) Run(e *env) error {
	if err := e.written(query(crisisURL(c.ID, "certificate"), "rev", text(c.Rev)), c.Out); err != nil {
		return err
	}
	return e.line("Written to %s; anybody checks it without a node: entente-verify %s", c.Out, c.Out)
}

type crisisSheetCmd struct {
	crisisFileCmd
	Lang string `help:"Language: en, fr or cs; the first that the text has when missing."`
}

func (c *crisisSheetCmd) Run(e *env) error {
	if err := e.written(query(crisisURL(c.ID, "sheet"), "rev", text(c.Rev), "lang", c.Lang), c.Out); err != nil {
		return err
	}
	return e.line("Written to %s.", c.Out)
}

// text writes the number of a text; none for the latest.
func text(rev int) string {
	if rev == 0 {
		return ""
	}
	return strconv.Itoa(rev)
}

type crisisRecordCmd struct {
	ID  string `arg:"" help:"Id of the proposal."`
	Rev int    `help:"Number of the text; the latest when missing."`
}

func (c *crisisRecordCmd) Run(e *env) error {
	return fetch(e, query(crisisURL(c.ID, "record"), "rev", text(c.Rev)), func(r crisis.Record) error {
		for _, l := range []string{
			errs.Clip(anyText(r.Title)) + ": " + string(r.Outcome) + map[bool]string{true: " in a rehearsal"}[r.Rehearsal],
			errs.Clip(r.Body) + " under " + errs.Clip(r.Agreement) + " " + r.Provision + ", tlp:" + r.TLP,
			"text " + strconv.Itoa(r.Rev) + ", digest " + r.Digest,
			"put " + r.Put.Format(time.RFC3339) + ", expired " + r.Expires.Format(time.RFC3339) + ", closed " + r.Closed.Format(time.RFC3339),
		} {
			if err := e.line("%s", l); err != nil {
				return err
			}
		}
		return e.line("%d of %d members counted: %d joined, %d reserved, %d objected; %d confirmed", r.Counted, r.Members, r.Joined, r.Reserved, r.Objected, r.Confirmed)
	})
}
