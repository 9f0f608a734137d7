package cli

import (
	"cmp"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/assist"
	"entente/internal/base/errs"
	"entente/internal/serve/rest"
)

type assistCmd struct {
	Draft       assistDraftCmd    `cmd:"" help:"Begin a request from a JSON file, or put it in place of a draft; nothing leaves."`
	Drafts      assistDraftsCmd   `cmd:"" help:"Requests that are not lodged yet, and those that were."`
	Grounds     assistGroundsCmd  `cmd:"" help:"The provisions that a draft could rest on, the proposed one first."`
	Authorise   assistJudgeCmd    `cmd:"" help:"Authorise a draft for the nation, as another person than who wrote it."`
	Return      assistReturnCmd   `cmd:"" help:"Do not authorise a draft, and say why."`
	Discard     assistDiscardCmd  `cmd:"" help:"Remove a draft that is not lodged."`
	Lodge       assistLodgeCmd    `cmd:"" help:"Lodge an authorised request: it goes out, and the clocks of those asked begin."`
	List        assistListCmd     `cmd:"" help:"Requests for assistance, the last lodged first."`
	Queue       assistQueueCmd    `cmd:"" help:"Requests that wait, in the order that the published criteria propose."`
	Show        assistShowCmd     `cmd:"" help:"One request with all that became of it."`
	Board       assistShowCmd     `cmd:"" help:"By role: seats asked, people offered, accepted, held, arrived."`
	Invite      assistInviteCmd   `cmd:"" help:"Bring further parties into a request of ours."`
	Acknowledge assistTextCmd     `cmd:"" help:"Say that a request has come in and somebody is at it."`
	Triage      assistTriageCmd   `cmd:"" help:"Place a request among those that wait, as the clearing house."`
	Decline     assistDeclineCmd  `cmd:"" help:"Say no to a request; it meets the duty to answer."`
	Offer       assistOfferCmd    `cmd:"" help:"Offer people of the own pool, under pseudonyms."`
	Accept      assistLinesCmd    `cmd:"" help:"Accept an offer, or lines of it."`
	Carry       assistCarryCmd    `cmd:"" help:"Answer acceptances that could not be answered when they came."`
	Withdraw    assistWithdrawCmd `cmd:"" help:"Take a request of ours back, or lines of an offer of ours that nobody has accepted."`
	Mobilise    assistLinesCmd    `cmd:"" help:"Say that held people of ours are getting ready."`
	Arrived     assistLinesCmd    `cmd:"" help:"Say, as the party that asked, that people have begun their work."`
	HandOver    assistLinesCmd    `cmd:"" help:"Say that people of ours have handed their work over."`
	Demobilise  assistLinesCmd    `cmd:"" help:"Release people of ours."`
	Note        assistNoteCmd     `cmd:"" help:"Tell of the situation, or of a task."`
	Shift       assistShiftCmd    `cmd:"" help:"Write down when people of ours work."`
	Evidence    assistEvidenceCmd `cmd:"" help:"Take a piece of evidence into our custody."`
	Hand        assistHandCmd     `cmd:"" help:"State our side of a hand-over of evidence."`
	Cost        assistCostCmd     `cmd:"" help:"State what an offer of ours has cost, reckoned from its shifts."`
	Close       assistTextCmd     `cmd:"" help:"Close a request of ours; the clock of the report begins."`
	Report      assistTextCmd     `cmd:"" help:"Give the summary report of a closed request."`
	Lesson      assistLessonCmd   `cmd:"" help:"Add a lesson to a request that is over."`
	People      assistPeopleCmd   `cmd:"" help:"Who the held people are; at the party that asked alone."`
	Match       assistMatchCmd    `cmd:"" help:"Who could take which seat, with reasons and gaps."`
	Export      assistExportCmd   `cmd:"" help:"Write a request into a file that others verify."`
	Verify      assistVerifyCmd   `cmd:"" help:"Verify a request's file offline and fold it again; no node is needed."`
}

const assistPath = "/api/v1/assist/requests/"

func assistURL(id string, parts ...string) string {
	path := assistPath + url.PathEscape(id)
	for _, p := range parts {
		path += "/" + url.PathEscape(p)
	}
	return path
}

// assistDo states something about a request and shows where it stands.
func (e *env) assistDo(path string, body any) error {
	return send(e, path, body, func(p rest.AssistPage) error { return e.assistLine(p.Case) })
}

func (e *env) assistLine(c assist.Case) error {
	return e.line("%s of %s is %s: %s", errs.Clip(c.Request.Title), c.Owner, c.State, c.ID)
}

// assistRequest reads a request from a file; its members are those of the interface.
func (e *env) assistRequest(file string) (r assist.Request, err error) {
	b, err := e.readFile(file, 1<<20)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(b, &r, json.RejectUnknownMembers(true)); err != nil {
		return r, errs.New(errs.Invalid, "%s is not a request: %s", file, errs.Clip(err.Error()))
	}
	return r, nil
}

type assistDraftCmd struct {
	File    string `arg:"" help:"Request as JSON; - is standard input. Its members are those of AssistRequest in the interface's document."`
	ID      string `help:"Draft to put it in place of; a new one when missing."`
	Version int64  `help:"Version of that draft that was read."`
}

func (c *assistDraftCmd) Run(e *env) error {
	r, err := e.assistRequest(c.File)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	method, path, body := "POST", "/api/v1/assist/drafts", map[string]any{"request": r}
	if c.ID != "" {
		method, path, body["version"] = "PUT", path+"/"+url.PathEscape(c.ID), c.Version
	}
	var raw jsontext.Value
	if err := cl.do(e.ctx, method, path, body, &raw); err != nil {
		return err
	}
	return show(e, raw, e.assistDraft)
}

func (e *env) assistDraft(d assist.Draft) error {
	if err := e.line("%s is %s, version %d: %s", errs.Clip(cmp.Or(d.Request.Title, "request")), d.State, d.Version, d.ID); err != nil || len(d.Missing) == 0 {
		return err
	}
	return e.line("missing: %s", strings.Join(d.Missing, ", "))
}

type assistDraftsCmd struct{}

func (c *assistDraftsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/assist/drafts", func(l items[assist.Draft]) error {
		var rows [][]string
		for _, d := range l.Items {
			rows = append(rows, []string{d.Changed.Format(time.RFC3339), string(d.State), strconv.FormatInt(d.Version, 10), errs.Clip(d.Request.Title), errs.Clip(d.EditorName), strings.Join(d.Missing, ","), d.ID})
		}
		return e.table([]string{"CHANGED", "STATE", "VERSION", "TITLE", "BY", "MISSING", "ID"}, rows, "There is no draft.")
	})
}

type assistGroundsCmd struct {
	ID string `arg:"" help:"Id of the draft."`
}

func (c *assistGroundsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/assist/drafts/"+url.PathEscape(c.ID)+"/grounds", func(l items[assist.Ground]) error {
		var rows [][]string
		for _, g := range l.Items {
			var why []string
			for _, p := range g.Reasons {
				why = append(why, errs.Clip(p.String()))
			}
			rows = append(rows, []string{yes(g.Chosen), yes(g.Fits), g.Provision, errs.Clip(g.Title), g.Within, strings.Join(why, "; "), g.Agreement})
		}
		return e.table([]string{"PROPOSED", "FITS", "PROVISION", "AGREEMENT", "WITHIN", "WHY", "AGREEMENT ID"}, rows, "No agreement in force has a provision for assistance.")
	})
}

type assistJudgeCmd struct {
	ID      string `arg:"" help:"Id of the draft."`
	Version int64  `arg:"" help:"Version of the draft that was read."`
}

func (c *assistJudgeCmd) Run(e *env) error {
	return send(e, "/api/v1/assist/drafts/"+url.PathEscape(c.ID)+"/authorise", map[string]any{"version": c.Version}, e.assistDraft)
}

type assistReturnCmd struct {
	assistJudgeCmd
	Reason string `arg:"" help:"Why it is not authorised."`
}

func (c *assistReturnCmd) Run(e *env) error {
	return send(e, "/api/v1/assist/drafts/"+url.PathEscape(c.ID)+"/return", map[string]any{"version": c.Version, "reason": c.Reason}, e.assistDraft)
}

type assistDiscardCmd struct {
	ID string `arg:"" help:"Id of the draft."`
}

func (c *assistDiscardCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.do(e.ctx, "DELETE", "/api/v1/assist/drafts/"+url.PathEscape(c.ID), nil, nil); err != nil {
		return err
	}
	return e.line("The draft is removed.")
}

type assistLodgeCmd struct {
	assistJudgeCmd
	Agreement string `help:"Id of another agreement than the proposed one; together with --provision." placeholder:"ID"`
	Provision string `help:"Provision of that agreement." placeholder:"8.1"`
}

func (c *assistLodgeCmd) Run(e *env) error {
	body := map[string]any{"version": c.Version}
	if c.Agreement != "" {
		body["agreement"], body["provision"] = c.Agreement, c.Provision
	}
	return e.assistDo("/api/v1/assist/drafts/"+url.PathEscape(c.ID)+"/lodge", body)
}

type assistExportCmd struct {
	ID  string `arg:"" help:"Id of the request."`
	Out string `help:"File to write." short:"o" required:"" placeholder:"FILE"`
}

func (c *assistExportCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var raw jsontext.Value
	if err := cl.get(e.ctx, assistURL(c.ID, "file"), &raw); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, reason(err))
	}
	return e.line("Written to %s; anyone can fold it again with: entente assist verify %s", c.Out, c.Out)
}
