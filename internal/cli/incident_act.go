package cli

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/incident"
	"entente/internal/serve/rest"
)

type incidentTaskCmd struct {
	ID     string `arg:"" help:"Id of the incident."`
	What   string `arg:"" help:"What is to be done; with --answer the ref of a task."`
	For    string `help:"To whom it is given: code of a party." placeholder:"CODE"`
	Person string `help:"A person of that party."`
	Due    string `help:"By when (RFC 3339)." placeholder:"TIME"`
	Answer string `help:"What becomes of the task." enum:"accepted,done,declined,withdrawn," default:""`
	Text   string `help:"A word with the answer."`
	saying
}

func (c *incidentTaskCmd) Run(e *env) error {
	if c.Answer != "" {
		return send(e, incidentPath(c.ID, "/answers"), struct {
			rest.Saying
			Task  string `json:"task"`
			State string `json:"state"`
			Text  string `json:"text,omitempty"`
		}{c.of(), c.What, c.Answer, c.Text}, e.told)
	}
	due, err := atTime("--due", c.Due)
	if err != nil {
		return err
	}
	if c.For == "" {
		return errs.New(errs.Invalid, "say whom the task is given to: --for CODE")
	}
	return send(e, incidentPath(c.ID, "/tasks"), struct {
		rest.Saying
		Title  string    `json:"title"`
		Party  string    `json:"party"`
		Person string    `json:"person,omitempty"`
		Due    time.Time `json:"due,omitzero"`
	}{c.of(), c.What, c.For, c.Person, due}, e.told)
}

type incidentJudgeCmd struct {
	ID     string            `arg:"" help:"Id of the incident."`
	Scheme string            `arg:"" help:"uk-ncsc, us-nciss, eu-impact or cz."`
	Value  string            `arg:"" help:"Value of the scheme, such as 3, severe, red or II."`
	Text   string            `help:"Why."`
	Answer map[string]string `help:"Of us-nciss: an answer to each factor, as FACTOR=OPTION; see entente incident score." placeholder:"FACTOR=OPTION"`
	saying
}

func (c *incidentJudgeCmd) Run(e *env) error {
	return send(e, incidentPath(c.ID, "/judgements"), struct {
		rest.Saying
		Scheme  string            `json:"scheme"`
		Value   string            `json:"value"`
		Answers map[string]string `json:"answers,omitempty"`
		Text    string            `json:"text,omitempty"`
	}{c.of(), c.Scheme, c.Value, c.Answer, c.Text}, e.told)
}

type incidentShareCmd struct {
	ID        string   `arg:"" help:"Id of the incident."`
	With      []string `help:"Codes of the parties." placeholder:"CODE"`
	Entries   []string `help:"Refs of the entries that go with the description; all when missing." placeholder:"REF"`
	Provision string   `help:"Provision that it rests on; what the node chooses when missing." placeholder:"ID"`
	Agreement string   `help:"Id of the agreement; that of the chosen provision when missing." placeholder:"ID"`
	Met       bool     `help:"State too that our duty to report is met."`
	Do        bool     `help:"Give it. Without this, show what would go and whether it may."`
}

func (c *incidentShareCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var p rest.IncidentPreview
	if err := cl.get(e.ctx, query(incidentPath(c.ID, "/sharing"), "to", strings.Join(c.With, ",")), &p); err != nil {
		return err
	}
	i := slices.IndexFunc(p.Bases, func(b rest.IncidentBasis) bool {
		return (c.Provision == "" || b.Provision == c.Provision) && (c.Agreement == "" || b.Agreement == c.Agreement)
	})
	if i < 0 {
		return errs.New(errs.NotFound, "no agreement in force has such a provision")
	}
	refs := c.Entries
	if len(refs) == 0 {
		for _, o := range p.Offers {
			refs = append(refs, o.Ref)
		}
	}
	if c.Do {
		return send(e, incidentPath(c.ID, "/share"), map[string]any{"agreement": p.Bases[i].Agreement, "provision": p.Bases[i].Provision, "to": c.With, "entries": append([]string{}, refs...), "met": c.Met}, e.told)
	}
	if e.root.JSON {
		return e.print(p)
	}
	b := p.Bases[i]
	if err := e.line("by %s, %s (%s); to give it, add --do", errs.Clip(b.Title), b.Provision, b.Kind); err != nil {
		return err
	}
	var rows [][]string
	for _, o := range append([]rest.IncidentOffer{p.Opening}, p.Offers...) {
		goes := "stays"
		if o.Act == incident.Opened || slices.Contains(refs, o.Ref) {
			goes = "goes"
		}
		for _, m := range o.May {
			may, why := "may not", ""
			if m.Permit {
				may = "may"
			}
			if m.Reason != nil {
				why = m.Reason.Text
				if m.Reason.Citation != nil {
					why += " (" + m.Reason.Citation.Provision + ")"
				}
			}
			rows = append(rows, []string{goes, o.Act, o.TLP, string(m.Party), may, errs.Clip(why), cmp.Or(o.Ref, "-")})
		}
	}
	return e.table([]string{"", "ACT", "TLP", "TO", "POLICY", "WHY", "REF"}, rows, "Say to whom: --with CODE.")
}

type incidentInviteCmd struct {
	ID   string   `arg:"" help:"Id of the incident."`
	With []string `arg:"" help:"Codes of the parties."`
}

func (c *incidentInviteCmd) Run(e *env) error {
	return send(e, incidentPath(c.ID, "/invite"), map[string]any{"to": c.With}, e.told)
}

type incidentStateCmd struct {
	ID    string `arg:"" help:"Id of the incident."`
	State string `arg:"" help:"open, contained, eradicated, recovered, closed; or reopened, of a closed one."`
	Text  string `help:"Why."`
	saying
}

func (c *incidentStateCmd) Run(e *env) error {
	if c.State == incident.Reopened {
		return send(e, incidentPath(c.ID, "/reopen"), struct {
			rest.Saying
			Text string `json:"text"`
		}{c.of(), cmp.Or(c.Text, "taken up again")}, e.told)
	}
	return send(e, incidentPath(c.ID, "/state"), struct {
		rest.Saying
		State string `json:"state"`
		Text  string `json:"text,omitempty"`
	}{c.of(), c.State, c.Text}, e.told)
}

type incidentSitrepCmd struct {
	ID       string `arg:"" help:"Id of the incident."`
	Language string `help:"Language of the draft." enum:"en,fr,cs" default:"en"`
	State    string `help:"State the text of this file; - is standard input. Without it, the draft is printed." placeholder:"FILE"`
	Title    string `help:"Title of what is stated; that of the draft when missing."`
	saying
}

func (c *incidentSitrepCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	var s rest.Situation
	if err := cl.get(e.ctx, query(incidentPath(c.ID, "/situation"), "language", c.Language), &s); err != nil {
		return err
	}
	if c.State == "" {
		if e.root.JSON {
			return e.print(s)
		}
		return e.line("%s\n\n%s", s.Title, s.Text)
	}
	b, err := e.readFile(c.State, 1<<20)
	if err != nil {
		return err
	}
	return send(e, incidentPath(c.ID, "/reports"), struct {
		rest.Saying
		rest.Situation
	}{c.of(), rest.Situation{Title: cmp.Or(c.Title, s.Title), Language: c.Language, Text: string(b)}}, e.told)
}

type incidentClocksCmd struct {
	ID        string `arg:"" help:"Id of the incident."`
	Running   string `name:"run" help:"Say whether the clocks run." enum:"yes,no," default:""`
	Done      string `help:"Say that a step was done." enum:"early-warning,notification,final-report," default:""`
	At        string `help:"When it was done (RFC 3339)." placeholder:"TIME"`
	Reference string `help:"Such as the authority's number."`
	Text      string `help:"A word about it."`
}

func (c *incidentClocksCmd) Run(e *env) error {
	show := func(r rest.IncidentRoom) error {
		var rows [][]string
		for _, k := range r.Clocks {
			state := "runs"
			switch {
			case k.Done != nil:
				state = "done " + k.Done.Format(time.RFC3339)
			case k.Provisional:
				state = "not begun"
			}
			if k.Late {
				state += ", late"
			}
			rows = append(rows, []string{k.Step, k.Due.Format(time.RFC3339), state, cmp.Or(k.Reference, "-")})
		}
		return e.table([]string{"STEP", "DUE", "STANDS", "REFERENCE"}, rows, "No clock of NIS2 runs for this incident.")
	}
	switch {
	case c.Running != "":
		return send(e, incidentPath(c.ID, "/obligation"), map[string]any{"applies": c.Running == "yes", "text": c.Text}, show)
	case c.Done != "":
		at, err := atTime("--at", c.At)
		if err != nil {
			return err
		}
		return send(e, incidentPath(c.ID, "/steps"), map[string]any{"step": c.Done, "at": at, "reference": c.Reference, "text": c.Text}, show)
	}
	return fetch(e, incidentPath(c.ID, ""), show)
}

type incidentScoreCmd struct {
	Answers map[string]string `arg:"" optional:"" help:"An answer to each factor, as FACTOR=OPTION; without any, the factors and their options are listed."`
}

func (c *incidentScoreCmd) Run(e *env) error {
	if len(c.Answers) == 0 {
		var rows [][]string
		for _, f := range incident.Factors {
			for _, o := range f.Options {
				rows = append(rows, []string{f.Code, strconv.Itoa(f.Weight), o.Code, strconv.Itoa(o.Points)})
			}
		}
		return e.table([]string{"FACTOR", "WEIGHT", "OPTION", "POINTS"}, rows, "")
	}
	s, err := incident.Score(maps.Clone(c.Answers))
	if err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(rest.IncidentScoredOf(s))
	}
	var rows [][]string
	for _, p := range s.Parts {
		rows = append(rows, []string{p.Factor, p.Option, strconv.Itoa(p.Points), strconv.Itoa(p.Weight), strconv.Itoa(p.Points * p.Weight)})
	}
	if err := e.table([]string{"FACTOR", "OPTION", "POINTS", "WEIGHT", "WEIGHTED"}, rows, ""); err != nil {
		return err
	}
	return e.line("100 * (%d - %d) / (%d - %d) = %d, %s", s.Sum, s.Least, s.Most, s.Least, s.Points, s.Level)
}
