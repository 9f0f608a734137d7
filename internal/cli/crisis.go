package cli

import (
	"cmp"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/crisis"
	"entente/internal/serve/rest"
)

type crisisCmd struct {
	Bodies      crisisBodiesCmd  `cmd:"" help:"Bodies that agreements constitute, and how they decide."`
	List        crisisListCmd    `cmd:"" help:"Proposals, those with a running clock first."`
	Show        crisisShowCmd    `cmd:"" help:"One proposal: its text, clock, deliveries, stands and outcome."`
	Propose     crisisProposeCmd `cmd:"" help:"Bring a text before a body."`
	Revise      crisisReviseCmd  `cmd:"" help:"Bring the next text of a proposal."`
	Put         crisisPutCmd     `cmd:"" help:"As the chair: put the text before the members until an instant."`
	Read        crisisReadCmd    `cmd:"" help:"State that the text was read here."`
	Prepare     crisisStandCmd   `cmd:"" help:"Prepare what our party is to say, for another person to state."`
	Stand       crisisStandCmd   `cmd:"" help:"Say what our party says: join, reserve or break."`
	Extend      crisisExtendCmd  `cmd:"" help:"As the chair: set a later expiry."`
	Withdraw    crisisReasonCmd  `cmd:"" help:"Take the text back before its expiry."`
	Contact     crisisContactCmd `cmd:"" help:"As the chair: record what a member that was not reached said by another channel."`
	Exclude     crisisExcludeCmd `cmd:"" help:"As the chair: leave out a member that the text did not reach."`
	Certificate crisisFileCmd    `cmd:"" help:"Write the proof of a final decision, which entente-verify checks without a node."`
	Record      crisisRecordCmd  `cmd:"" help:"The public record of a final decision."`
	Sheet       crisisSheetCmd   `cmd:"" help:"Write the decision sheet of a final decision, a PDF."`
}

const crisisPath = "/api/v1/crisis/proposals"

func crisisURL(parts ...string) string {
	path := crisisPath
	for _, p := range parts {
		path += "/" + url.PathEscape(p)
	}
	return path
}

// crisisDo posts an act and shows what became of the proposal.
func (e *env) crisisDo(id, verb string, body any) error {
	return send(e, crisisURL(id, verb), body, e.proposal)
}

type crisisBodiesCmd struct{}

func (c *crisisBodiesCmd) Run(e *env) error {
	return fetch(e, "/api/v1/crisis/bodies", func(l items[crisis.BodyView]) error {
		var rows [][]string
		for _, b := range l.Items {
			var modes, members, levels []string
			for _, m := range b.Modes {
				modes = append(modes, string(m))
			}
			for _, m := range b.Members {
				members = append(members, string(m))
			}
			for _, l := range b.Levels {
				levels = append(levels, l.Name+" "+(time.Duration(l.Silence)*time.Second).String())
			}
			rows = append(rows, []string{errs.Clip(b.Name), string(b.Chair), strings.Join(members, ","), strings.Join(modes, ","), strings.Join(levels, ", "), b.Provision, b.Agreement})
		}
		return e.table([]string{"BODY", "CHAIR", "MEMBERS", "DECIDES BY", "SHORTEST PERIODS", "PROVISION", "AGREEMENT"}, rows, "No agreement in force constitutes a body.")
	})
}

type crisisListCmd struct{}

func (c *crisisListCmd) Run(e *env) error {
	return fetch(e, crisisPath, func(l items[crisis.View]) error {
		var rows [][]string
		for _, v := range l.Items {
			expires, outcome := "-", "-"
			if n := len(v.Rounds); n > 0 {
				expires = v.Rounds[n-1].Expires.Format(time.RFC3339)
				if cl := v.Rounds[n-1].Closing; cl != nil {
					outcome = string(cl.Outcome)
				}
			}
			rows = append(rows, []string{v.Opened.Format(time.RFC3339), string(v.Owner), string(v.State), outcome, expires, errs.Clip(v.Body.Name), errs.Clip(anyText(v.Text.Title)), v.ID})
		}
		return e.table([]string{"PROPOSED", "BY", "STATE", "OUTCOME", "EXPIRES", "BODY", "TITLE", "ID"}, rows, "Nothing is proposed.")
	})
}

// anyText gives a text in English, or in the first language that it has.
func anyText(t map[string]string) string { return cmp.Or(t["en"], t["fr"], t["cs"]) }

type crisisShowCmd struct {
	ID string `arg:"" help:"Id of the proposal."`
}

func (c *crisisShowCmd) Run(e *env) error { return fetch(e, crisisURL(c.ID), e.proposal) }

func (e *env) proposal(v crisis.View) error {
	lines := []string{errs.Clip(anyText(v.Text.Title)) + " is " + string(v.State) + ": " + v.ID,
		"text " + strconv.Itoa(v.Text.Rev) + ", " + string(v.Text.Mode) + " at the " + v.Text.Level + " level, tlp:" + v.TLP + ", proposed by " + string(v.Owner) + " under " + errs.Clip(v.Title) + " " + v.Provision}
	if v.Doubt != "" {
		lines = append(lines, "doubtful: "+errs.Clip(v.Doubt))
	}
	if v.Draft != nil {
		lines = append(lines, "prepared by "+errs.Clip(v.Draft.Name)+": "+string(v.Draft.Stand)+" "+errs.Clip(v.Draft.Words))
	}
	for _, l := range lines {
		if err := e.line("%s", l); err != nil {
			return err
		}
	}
	if len(v.Rounds) == 0 {
		return nil
	}
	r := v.Rounds[len(v.Rounds)-1]
	if err := e.line("text %d was put %s and expires %s", r.Rev, r.Put.Format(time.RFC3339), r.Expires.Format(time.RFC3339)); err != nil {
		return err
	}
	var rows [][]string
	for _, m := range r.Members {
		stand, words := "-", ""
		switch {
		case m.Stand != nil:
			stand, words = string(m.Stand.Stand), m.Stand.Words
		case m.Called != nil:
			stand, words = string(m.Called.Stand), m.Called.Words+" ("+m.Called.Channel+")"
		case !m.Counts:
			stand, words = "left out", m.Left
		}
		rows = append(rows, []string{string(m.Party), when(m.Delivered), yes(m.Reached), cmp.Or(m.OpenedBy, "-"), stand, errs.Clip(words)})
	}
	if err := e.table([]string{"MEMBER", "DELIVERED", "REACHED", "READ BY", "STAND", "WORDS"}, rows, "The body has no member."); err != nil {
		return err
	}
	if cl := r.Closing; cl != nil {
		final := "not beyond doubt yet"
		if r.Final {
			final = "final"
		}
		return e.line("outcome: %s, %s; %d of %d confirmations", cl.Outcome, final, len(cl.Confirmed), cl.Needed)
	}
	return nil
}

type crisisProposeCmd struct {
	Agreement string `arg:"" help:"Id of the agreement that constitutes the body."`
	Provision string `arg:"" help:"Provision by which it does, such as 1.1."`
	File      string `arg:"" help:"Text as JSON; - is standard input. Its members are those of CrisisText in the interface's document."`
	TLP       string `help:"Marking." default:"amber" name:"tlp"`
}

func (c *crisisProposeCmd) Run(e *env) error {
	t, err := e.crisisText(c.File)
	if err != nil {
		return err
	}
	return send(e, crisisPath, struct {
		Agreement string `json:"agreement"`
		Provision string `json:"provision"`
		TLP       string `json:"tlp"`
		rest.CrisisText
	}{c.Agreement, c.Provision, c.TLP, t}, e.proposal)
}

type crisisReviseCmd struct {
	ID   string `arg:"" help:"Id of the proposal."`
	File string `arg:"" help:"Text as JSON, with the reason as why; - is standard input."`
}

func (c *crisisReviseCmd) Run(e *env) error {
	t, err := e.crisisText(c.File)
	if err != nil {
		return err
	}
	return e.crisisDo(c.ID, "revise", t)
}

func (e *env) crisisText(file string) (t rest.CrisisText, err error) {
	b, err := e.readFile(file, 1<<20)
	if err != nil {
		return t, err
	}
	return t, strictjson.Decode(b, &t, strictjson.Default)
}

// until reads an instant, or a length of time from the node's now.
func (e *env) until(id, s string) (time.Time, error) {
	if span, err := time.ParseDuration(s); err == nil {
		cl, err := e.client()
		if err != nil {
			return time.Time{}, err
		}
		var v crisis.View
		err = cl.get(e.ctx, crisisURL(id), &v)
		return v.Now.Add(span).Truncate(time.Second), err
	}
	return atTime("the instant", s)
}

// written puts what a node gave into a file.
func (e *env) written(path, file string) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var b []byte
	if err := cl.get(e.ctx, path, &b); err != nil {
		return err
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", file, reason(err))
	}
	return nil
}
