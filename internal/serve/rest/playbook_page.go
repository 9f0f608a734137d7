package rest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"entente/internal/format/cacao"
	"entente/internal/playbook"
)

// Playbook is one version of a playbook.
type Playbook struct {
	ID          string     `json:"id" doc:"Of this version, at this node"`
	Playbook    string     `json:"playbook" doc:"The playbook's own id"`
	Modified    time.Time  `json:"modified"`
	Digest      string     `json:"digest" doc:"SHA-256 of its file, hex"`
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	TLP         string     `json:"tlp,omitempty" doc:"Absent: it bears none, and is not clear"`
	Unknown     bool       `json:"unknown" doc:"It bears a marking that cannot be told"`
	Steps       int64      `json:"steps"`
	ImportedAt  *time.Time `json:"imported_at,omitempty"`
	ImportedBy  string     `json:"imported_by,omitempty"`
	RevokedAt   *time.Time `json:"revoked_at,omitempty" doc:"Here"`
	RevokedBy   string     `json:"revoked_by,omitempty"`
	RevokedWhy  string     `json:"revoked_why,omitempty"`
}

// PlaybookPage is a version with all that is shown of it.
type PlaybookPage struct {
	Playbook
	CreatedBy  string             `json:"created_by"`
	Created    time.Time          `json:"created"`
	ValidFrom  *time.Time         `json:"valid_from,omitempty"`
	ValidUntil *time.Time         `json:"valid_until,omitempty"`
	Withdrawn  bool               `json:"withdrawn" doc:"Its author has revoked it"`
	Types      []string           `json:"types"`
	Labels     []string           `json:"labels"`
	Statements []string           `json:"statements" doc:"Of statement markings"`
	Start      string             `json:"start" doc:"Step with which it begins"`
	Exception  string             `json:"exception,omitempty" doc:"Step that takes up a failure which no other takes up"`
	Workflow   []PlaybookStep     `json:"workflow" doc:"By id"`
	Variables  []PlaybookVariable `json:"variables"`
	Agents     []PlaybookAgent    `json:"agents" doc:"And targets"`
	Findings   []PlaybookFinding  `json:"findings"`
}

// PlaybookCheck is what a check found.
type PlaybookCheck struct {
	Refused  bool         `json:"refused" doc:"It cannot be followed, and is not kept"`
	Playbook PlaybookPage `json:"playbook"`
}

// PlaybookStep is one step of a workflow.
type PlaybookStep struct {
	ID          string             `json:"id"`
	Type        cacao.StepType     `json:"type" enum:"start,end,action,playbook-action,parallel,if-condition,while-condition,switch-condition"`
	Name        string             `json:"name,omitempty"`
	Description string             `json:"description,omitempty"`
	Owner       string             `json:"owner,omitempty"`
	Delay       float64            `json:"delay,omitzero" doc:"Seconds before it begins"`
	Timeout     float64            `json:"timeout,omitzero" doc:"Seconds from its beginning"`
	Into        []PlaybookEdge     `json:"into" doc:"Its branches, which end before it goes on"`
	On          []PlaybookEdge     `json:"on" doc:"How it goes on"`
	Condition   string             `json:"condition,omitempty" doc:"Of if, while and switch; shown, never evaluated"`
	Commands    []PlaybookCommand  `json:"commands"`
	Agent       string             `json:"agent,omitempty"`
	Targets     []string           `json:"targets"`
	Gives       []string           `json:"gives" doc:"Names of the variables that it gives a value"`
	Uses        []string           `json:"uses" doc:"Names of the variables in its text"`
	Variables   []PlaybookVariable `json:"variables" doc:"Its own"`
	Playbook    string             `json:"playbook,omitempty" doc:"Id of another playbook that is to be followed"`
}

// PlaybookEdge leads from a step to another.
type PlaybookEdge struct {
	How string `json:"how" enum:"completion,success,failure,branch,true,false,case"`
	Key string `json:"key,omitempty" doc:"Of a case"`
	To  string `json:"to"`
}

// PlaybookCommand is what is to be done.
type PlaybookCommand struct {
	Type        string `json:"type"`
	Manual      bool   `json:"manual" doc:"By people; else it is run in the nation's own tooling"`
	Text        string `json:"text" doc:"Characters that cannot be seen are written as \\u and their number"`
	Description string `json:"description,omitempty"`
}

// PlaybookVariable is a named value.
type PlaybookVariable struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
	Value       string `json:"value,omitempty"`
	Given       bool   `json:"given" doc:"A value stands in the playbook"`
	Constant    bool   `json:"constant"`
	External    bool   `json:"external" doc:"Whoever starts a run gives it"`
}

// PlaybookAgent is an agent or a target.
type PlaybookAgent struct {
	ID          string   `json:"id"`
	Target      bool     `json:"target"`
	Type        string   `json:"type"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Contact     []string `json:"contact"`
	Address     []string `json:"address"`
}

// PlaybookRun is one following of a playbook.
type PlaybookRun struct {
	ID        string         `json:"id"`
	Playbook  Playbook       `json:"playbook"`
	Title     string         `json:"title"`
	Incident  string         `json:"incident,omitempty"`
	Phase     playbook.Phase `json:"phase" enum:"running,ended,failed,cancelled"`
	StartedAt time.Time      `json:"started_at"`
	StartedBy string         `json:"started_by"`
	EndedAt   *time.Time     `json:"ended_at,omitempty"`
	Open      int64          `json:"open" doc:"Steps that wait for somebody"`
	Due       *time.Time     `json:"due,omitempty" doc:"The earliest end of an open step's time"`
}

// PlaybookRunPage is a run with all that is shown of it.
type PlaybookRunPage struct {
	PlaybookRun
	Workflow PlaybookPage      `json:"workflow"`
	Visits   []PlaybookVisit   `json:"visits" doc:"In the order in which steps were opened"`
	Values   map[string]string `json:"values" doc:"Of the playbook's variables that have one"`
	Acts     []PlaybookAct     `json:"acts"`
}

// PlaybookFinding is one thing that the check found.
type PlaybookFinding struct{ cacao.Finding }

// PlaybookVisit is one opening of a step.
type PlaybookVisit struct{ playbook.Visit }

// PlaybookAct is one thing that somebody did in a run.
type PlaybookAct struct{ playbook.Act }

func playbookOf(v playbook.Version) Playbook {
	return Playbook{ID: v.ID, Playbook: v.Playbook, Modified: v.Modified, Digest: v.Digest, Name: visible(v.Name), Description: visible(v.Description), TLP: v.TLP.String(), Unknown: v.Unknown, Steps: v.Steps,
		ImportedAt: moment(v.ImportedAt), ImportedBy: v.ImportedBy, RevokedAt: moment(v.RevokedAt), RevokedBy: v.RevokedBy, RevokedWhy: v.RevokedWhy}
}

func pageOf(v playbook.Version, p cacao.Playbook, found []cacao.Finding) PlaybookPage {
	out := PlaybookPage{Playbook: playbookOf(v), CreatedBy: p.CreatedBy, Created: p.Created, ValidFrom: moment(p.ValidFrom), ValidUntil: moment(p.ValidUntil), Withdrawn: p.Revoked,
		Types: each(p.Types, visible), Labels: each(p.Labels, visible), Statements: each(p.Marking.Statements, visible), Start: p.Start, Exception: p.Exception,
		Workflow: []PlaybookStep{}, Variables: variablesOf(p.Variables), Agents: []PlaybookAgent{}, Findings: each(found, func(f cacao.Finding) PlaybookFinding { return PlaybookFinding{f} })}
	for _, id := range slices.Sorted(maps.Keys(p.Steps)) {
		out.Workflow = append(out.Workflow, stepOf(p.Steps[id]))
	}
	for i, m := range []map[string]cacao.Agent{p.Agents, p.Targets} {
		for _, id := range slices.Sorted(maps.Keys(m)) {
			x := m[id]
			out.Agents = append(out.Agents, PlaybookAgent{ID: id, Target: i == 1, Type: x.Type, Name: visible(x.Name), Description: visible(x.Description), Contact: each(x.Contact, visible), Address: each(x.Address, visible)})
		}
	}
	return out
}

func stepOf(s cacao.Step) PlaybookStep {
	edge := func(e cacao.Edge) PlaybookEdge { return PlaybookEdge{How: e.How, Key: e.Key, To: e.To} }
	return PlaybookStep{ID: s.ID, Type: s.Type, Name: visible(s.Name), Description: visible(s.Description), Owner: visible(s.Owner), Delay: s.Delay.Seconds(), Timeout: s.Timeout.Seconds(),
		Into: each(s.Into(), edge), On: each(s.On(), edge), Condition: visible(s.Condition + s.Switch), Agent: s.Agent, Targets: append([]string{}, s.Targets...),
		Commands: each(s.Commands, func(c cacao.Command) PlaybookCommand {
			return PlaybookCommand{Type: c.Type, Manual: c.Type == cacao.Manual, Text: visible(c.Text), Description: visible(c.Description)}
		}),
		Gives: append([]string{}, s.OutArgs...), Uses: append([]string{}, s.Uses()...), Variables: variablesOf(s.Variables), Playbook: s.Playbook}
}

func variablesOf(m map[string]cacao.Variable) []PlaybookVariable {
	out := []PlaybookVariable{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		v := m[name]
		out = append(out, PlaybookVariable{Name: name, Type: v.Type, Description: visible(v.Description), Value: visible(v.Value), Given: v.Given, Constant: v.Constant, External: v.External})
	}
	return out
}

func runOf(r playbook.Run) PlaybookRun {
	return PlaybookRun{ID: r.ID, Playbook: playbookOf(r.Version), Title: r.Title, Incident: r.Incident, Phase: r.Phase, StartedAt: r.StartedAt, StartedBy: r.StartedBy, EndedAt: moment(r.EndedAt), Open: r.Open, Due: moment(r.Due)}
}

func runPageOf(f playbook.Following) PlaybookRunPage {
	out := PlaybookRunPage{PlaybookRun: runOf(f.Run), Workflow: pageOf(f.Version, f.Playbook, nil), Visits: each(f.Progress.Visits, func(v playbook.Visit) PlaybookVisit { return PlaybookVisit{v} }), Values: f.Progress.Values, Acts: each(f.Record, func(a playbook.Act) PlaybookAct { return PlaybookAct{a} })}
	if out.Values == nil {
		out.Values = map[string]string{}
	}
	return out
}

// visible writes characters that a reader would not see, or that turn the order
// of others, as \u and their number: what is shown is what would be run.
func visible(s string) string {
	if !slices.ContainsFunc([]rune(s), cacao.Hidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if cacao.Hidden(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
