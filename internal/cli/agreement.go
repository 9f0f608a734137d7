package cli

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/errs"
	"entente/internal/clause"
)

type agreementCmd struct {
	Templates  agreementTemplatesCmd  `cmd:"" help:"Templates, with their parameters and bounds."`
	Draft      agreementDraftCmd      `cmd:"" help:"Draft an agreement from a template."`
	Counter    agreementCounterCmd    `cmd:"" help:"Draft another version: a counter-proposal, or an amendment of what is in force."`
	Propose    agreementProposeCmd    `cmd:"" help:"Put our draft on the table of all parties; its text is frozen."`
	Sign       agreementSignCmd       `cmd:"" help:"Sign by an office of this node's party."`
	List       agreementListCmd       `cmd:"" help:"Agreements and their state."`
	Show       agreementShowCmd       `cmd:"" help:"Clauses, parameters, signatures, history."`
	Suspend    agreementReasonCmd     `cmd:"" help:"Suspend at once, by this party alone."`
	Resume     agreementActCmd        `cmd:"" help:"Take back this party's suspension."`
	Terminate  agreementReasonCmd     `cmd:"" help:"End the agreement at once, where no notice was agreed."`
	Notice     agreementReasonCmd     `cmd:"" help:"Give notice; when it has run this party is no longer bound."`
	Retract    agreementActCmd        `cmd:"" help:"Take this party's notice back before it has run."`
	Renew      agreementActCmd        `cmd:"" help:"Agree to another term; it runs on when every party has."`
	Decline    agreementReasonCmd     `cmd:"" help:"Decline to sign what is on the table."`
	Withdraw   agreementActCmd        `cmd:"" help:"Take back our draft, or what we have put on the table."`
	Allowed    agreementAllowedCmd    `cmd:"" help:"Was this allowed? What policy says of one class for one party, now or at a past moment."`
	Change     agreementChangeCmd     `cmd:"" help:"What it would change for what this node holds; nothing is sent."`
	Paper      agreementPaperCmd      `cmd:"" help:"Print an agreement as PDF: text, signature block, digest, QR code."`
	CheckPaper agreementCheckPaperCmd `cmd:"" help:"Check the PDF of a paper copy: does this node print the same?"`
	IEP        agreementRenderCmd     `cmd:"" name:"iep" help:"Write what is in force as Information Exchange Policies (FIRST IEP 2.0)."`
	ODRL       agreementRenderCmd     `cmd:"" name:"odrl" help:"Write what is in force in the Open Digital Rights Language (JSON-LD)."`
	MISPGroup  agreementRenderCmd     `cmd:"" name:"misp-group" help:"Write the parties as a sharing group of MISP."`
	Export     agreementExportCmd     `cmd:"" help:"Write an agreement with its signatures to one file."`
	Verify     agreementVerifyCmd     `cmd:"" help:"Verify an agreement file offline; no node is needed."`
}

type agreementItem struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Template   string `json:"template"`
	Generation int    `json:"generation"`
	State      string `json:"state"`
	Parties    []struct {
		Code   string    `json:"code"`
		Signed bool      `json:"signed"`
		At     time.Time `json:"at"`
		Office string    `json:"office"`
	} `json:"parties"`
	EffectiveFrom time.Time `json:"effective_from"`
	Digest        string    `json:"digest"`
	Table         string    `json:"table"`
	Draft         string    `json:"draft"`
}

func (a agreementItem) signatures() string {
	var s []string
	for _, p := range a.Parties {
		if p.Signed {
			s = append(s, p.Code+" signed")
		} else {
			s = append(s, p.Code+" not yet")
		}
	}
	return strings.Join(s, ", ")
}

type agreementTemplatesCmd struct{}

func (agreementTemplatesCmd) Run(e *env) error {
	type template struct {
		Body       string            `json:"body"`
		Generation clause.Generation `json:"generation"`
	}
	return fetch(e, "/api/v1/templates", func(l items[template]) error {
		for _, t := range l.Items {
			g, by := t.Generation, ""
			if t.Body != "" {
				by = ", of " + t.Body
			}
			if err := e.line("%s (generation %d%s): %s", g.Template, g.Number, by, g.Title.In("en")); err != nil {
				return err
			}
			for _, p := range g.Parameters {
				if err := e.line("  --set %s=…   %s. %s (default %v)", p.Name, p.Type, p.Help.In("en"), p.Default); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

type agreementDraftCmd struct {
	Template  string            `arg:"" help:"Template id; see: entente agreement templates."`
	Parties   []string          `help:"Codes of the other parties." required:"" sep:","`
	Title     string            `help:"Title of the instrument." required:""`
	Set       map[string]string `help:"A parameter, as name=value; lists with commas inside quotes." placeholder:"NAME=VALUE"`
	Effective string            `help:"In force from this moment (RFC 3339), once all have signed. Otherwise at once."`
	Supersede []string          `help:"Ids of agreements whose place it takes when it comes into force." placeholder:"ID"`
}

func (c *agreementDraftCmd) Run(e *env) error {
	params := map[string]any{}
	for k, v := range c.Set {
		params[k] = parameter(v)
	}
	body := map[string]any{"template": c.Template, "title": c.Title, "parties": c.Parties, "params": params, "supersedes": append([]string{}, c.Supersede...)}
	if c.Effective != "" {
		t, err := time.Parse(time.RFC3339, c.Effective)
		if err != nil {
			return errs.New(errs.Invalid, "--effective must look like 2026-12-01T00:00:00Z")
		}
		body["effective_from"] = t
	}
	return send(e, "/api/v1/agreements", body, func(a agreementItem) error {
		return e.line("Draft %s: %s\nRead it with: entente agreement show %s\nThen: entente agreement propose %s", a.ID, a.Title, a.ID, a.ID)
	})
}

type agreementCounterCmd struct {
	ID    string            `arg:"" help:"Id of the agreement."`
	Set   map[string]string `help:"A parameter that shall be another, as name=value; lists with commas inside quotes." placeholder:"NAME=VALUE"`
	Title string            `help:"Another title."`
}

func (c *agreementCounterCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	path := "/api/v1/agreements/" + url.PathEscape(c.ID)
	var now agreementItem
	if err := cl.get(e.ctx, path, &now); err != nil {
		return err
	}
	was, err := now.latest(e, cl, path)
	if err != nil {
		return err
	}
	for k, v := range c.Set {
		was.Params[k] = parameter(v)
	}
	body := map[string]any{"generation": was.GenerationDigest, "title": cmp.Or(c.Title, was.Title), "parties": was.Parties, "params": was.Params,
		"annexes": was.Annexes, "supersedes": was.Supersedes, "variations": was.variations()}
	if was.EffectiveFrom != nil {
		body["effective_from"] = *was.EffectiveFrom
	}
	var made agreementItem
	if err := cl.do(e.ctx, http.MethodPut, path+"/draft", body, &made); err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(made)
	}
	return e.line("Our draft of another version of %s is made; nobody else has seen it.\nThen: entente agreement propose %s", made.Title, made.ID)
}

// agreementText is one version as a new one is made from it.
type agreementText struct {
	Title            string             `json:"title"`
	GenerationDigest string             `json:"generation_digest"`
	Parties          []string           `json:"parties"`
	Params           map[string]any     `json:"params"`
	Clauses          []clause.Clause    `json:"clauses"`
	Variations       []clause.Variation `json:"variations"`
	Annexes          []agreement.Annex  `json:"annexes"`
	Supersedes       []string           `json:"supersedes"`
	EffectiveFrom    *time.Time         `json:"effective_from"`
}

// variations gives them without what follows from them.
func (t agreementText) variations() []clause.Variation {
	out := append([]clause.Variation{}, t.Variations...)
	for i := range out {
		out[i].Provisions = nil
	}
	return out
}

// latest gives the version that a new one answers.
func (a agreementItem) latest(e *env, cl *client, path string) (t agreementText, err error) {
	return t, cl.get(e.ctx, path+"/versions/"+cmp.Or(a.Draft, a.Table, a.Digest), &t)
}

// parameter reads a value as the kind that it looks like.
func parameter(v string) any {
	switch {
	case v == "true" || v == "false":
		return v == "true"
	case strings.Contains(v, ","):
		return strings.Split(v, ",")
	}
	if i, err := strconv.ParseInt(v, 10, 64); err == nil {
		return i
	}
	return v
}

type agreementProposeCmd struct {
	ID string `arg:"" help:"Id of the draft."`
}

func (c *agreementProposeCmd) Run(e *env) error { return agreementAct(e, c.ID, "propose", nil) }

type agreementSignCmd struct {
	ID     string `arg:"" help:"Id of the agreement."`
	Office string `help:"Office that signs; the first that may when missing." placeholder:"OFFICE"`
}

func (c *agreementSignCmd) Run(e *env) error {
	return agreementAct(e, c.ID, "sign", map[string]string{"office": c.Office})
}

type agreementReasonCmd struct {
	ID     string `arg:"" help:"Id of the agreement."`
	Reason string `help:"Why; the other parties read it." required:""`
}

// Run is shared by the two acts that need a reason; kong tells which.
func (c *agreementReasonCmd) Run(e *env) error {
	return agreementAct(e, c.ID, e.verb, map[string]string{"reason": c.Reason})
}

type agreementActCmd struct {
	ID string `arg:"" help:"Id of the agreement."`
}

// Run is shared by the acts that need nothing but the agreement.
func (c *agreementActCmd) Run(e *env) error { return agreementAct(e, c.ID, e.verb, nil) }

func agreementAct(e *env, id, act string, body any) error {
	return send(e, "/api/v1/agreements/"+url.PathEscape(id)+"/"+act, body, func(a agreementItem) error {
		return e.line("%s is %s (%s)", a.Title, a.State, a.signatures())
	})
}

type agreementListCmd struct{}

func (agreementListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/agreements", func(l items[agreementItem]) error {
		var rows [][]string
		for _, a := range l.Items {
			rows = append(rows, []string{a.ID, a.State, a.Title, a.signatures(), when(a.EffectiveFrom)})
		}
		return e.table([]string{"ID", "STATE", "TITLE", "SIGNATURES", "FROM"}, rows, "No agreements yet. Nothing can leave this node until one is in force; begin with: entente agreement templates")
	})
}

type agreementShowCmd struct {
	ID       string `arg:"" help:"Id of the agreement."`
	Language string `help:"Language of the text: en, fr or cs." default:"en"`
}

func (c *agreementShowCmd) Run(e *env) error {
	type answer struct {
		agreementItem
		Text    agreementText `json:"text"`
		History []struct {
			At     time.Time `json:"at"`
			Kind   string    `json:"kind"`
			Party  string    `json:"party"`
			By     string    `json:"by"`
			Person string    `json:"person"`
		} `json:"history"`
	}
	return fetch(e, "/api/v1/agreements/"+url.PathEscape(c.ID), func(a answer) error {
		if err := e.line("%s\n%s, %s, generation %d\n%s\ndigest %s\n", a.Title, a.State, a.Template, a.Generation, a.signatures(), a.Digest); err != nil {
			return err
		}
		for _, cl := range a.Text.Clauses {
			if err := e.line("%s  %s\n%s\n", cl.ID, cl.Title.In(c.Language), cl.Text.In(c.Language)); err != nil {
				return err
			}
		}
		for _, h := range a.History {
			if err := e.line("%s  %s  %s %s %s", when(h.At), h.Kind, h.Party, h.By, h.Person); err != nil {
				return err
			}
		}
		return nil
	})
}
