package cli

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/errs"
)

type runLine struct {
	ID        string       `json:"id"`
	Title     string       `json:"title"`
	Incident  string       `json:"incident"`
	Phase     string       `json:"phase"`
	StartedAt time.Time    `json:"started_at"`
	StartedBy string       `json:"started_by"`
	Open      int64        `json:"open"`
	Due       *time.Time   `json:"due"`
	Playbook  playbookLine `json:"playbook"`
}

// runPage is as much of a run as a terminal shows.
type runPage struct {
	runLine
	Workflow struct {
		Workflow []struct {
			ID       string   `json:"id"`
			Name     string   `json:"name"`
			Type     string   `json:"type"`
			Gives    []string `json:"gives"`
			Commands []struct {
				Type   string `json:"type"`
				Manual bool   `json:"manual"`
				Text   string `json:"text"`
			} `json:"commands"`
			Condition string         `json:"condition"`
			Into      []playbookEdge `json:"into"`
		} `json:"workflow"`
	} `json:"workflow"`
	Visits []struct {
		Step  string     `json:"step"`
		N     int        `json:"n"`
		State string     `json:"state"`
		Waits string     `json:"waits"`
		Due   *time.Time `json:"due"`
	} `json:"visits"`
	Acts []struct {
		At     time.Time `json:"at"`
		By     string    `json:"by"`
		Kind   string    `json:"kind"`
		Step   string    `json:"step"`
		Status string    `json:"status"`
		Branch string    `json:"branch"`
		Text   string    `json:"text"`
	} `json:"acts"`
}

type playbookRunCmd struct {
	ID       string            `arg:"" help:"Id of the version at this node."`
	Title    string            `help:"What tells this run from others; the playbook's name when missing."`
	Incident string            `help:"Id of the incident that it is about."`
	Value    map[string]string `help:"Value of a variable." placeholder:"NAME=VALUE"`
}

func (c *playbookRunCmd) Run(e *env) error {
	body := struct {
		Title    string            `json:"title,omitempty"`
		Incident string            `json:"incident,omitempty"`
		Values   map[string]string `json:"values,omitempty"`
	}{c.Title, c.Incident, c.Value}
	return send(e, "/api/v1/playbooks/versions/"+url.PathEscape(c.ID)+"/runs", body, e.following)
}

type playbookRunsCmd struct {
	Incident string `help:"Only those about this incident."`
	Ended    bool   `help:"Those that have ended too."`
}

func (c *playbookRunsCmd) Run(e *env) error {
	running := "true"
	if c.Ended {
		running = ""
	}
	return fetch(e, query("/api/v1/playbooks/runs", "incident", c.Incident, "running", running), func(l items[runLine]) error {
		var rows [][]string
		for _, r := range l.Items {
			rows = append(rows, []string{errs.Clip(r.Title), r.Phase, strconv.FormatInt(r.Open, 10), dueText(r.Due), errs.Clip(r.Playbook.Name), cmp.Or(errs.Clip(r.Incident), "-"), r.StartedAt.Format(time.RFC3339), r.ID})
		}
		return e.table([]string{"RUN", "STANDS", "OPEN", "DUE", "PLAYBOOK", "INCIDENT", "STARTED", "ID"}, rows, "No run waits.")
	})
}

func dueText(t *time.Time) string {
	if t == nil || t.IsZero() {
		return "-"
	}
	return t.Format(time.RFC3339)
}

type playbookFollowCmd struct {
	ID string `arg:"" help:"Id of the run."`
}

func (c *playbookFollowCmd) Run(e *env) error {
	return fetch(e, "/api/v1/playbooks/runs/"+url.PathEscape(c.ID), e.following)
}

// following prints where a run stands: what is open first.
func (e *env) following(r runPage) error {
	if err := e.line("%s (%s) is %s, by %s", errs.Clip(r.Title), r.ID, r.Phase, errs.Clip(r.Playbook.Name)); err != nil {
		return err
	}
	for _, v := range r.Visits {
		if v.State != "open" || v.Waits == "branches" {
			continue
		}
		for _, s := range r.Workflow.Workflow {
			if s.ID != v.Step {
				continue
			}
			if err := e.line("\nopen: %s  %s  (%s, due %s)", errs.Clip(cmp.Or(s.Name, s.Type)), s.ID, v.Waits, dueText(v.Due)); err != nil {
				return err
			}
			for _, c := range s.Commands {
				how := "run this in your own tooling (" + c.Type + ")"
				if c.Manual {
					how = "to be done by people"
				}
				if err := e.line("  %s:\n    %s", how, strings.ReplaceAll(c.Text, "\n", "\n    ")); err != nil {
					return err
				}
			}
			if s.Condition != "" {
				var ways []string
				for _, x := range s.Into {
					ways = append(ways, cmp.Or(x.Key, x.How))
				}
				if err := e.line("  decide: %s (branches: %s)", errs.Clip(s.Condition), strings.Join(ways, ", ")); err != nil {
					return err
				}
			}
			if len(s.Gives) > 0 {
				if err := e.line("  gives: %s", strings.Join(s.Gives, ", ")); err != nil {
					return err
				}
			}
		}
	}
	var rows [][]string
	for _, a := range r.Acts {
		rows = append(rows, []string{a.At.Format(time.RFC3339), a.By, cmp.Or(a.Status, a.Kind), cmp.Or(a.Branch, "-"), cmp.Or(a.Step, "-"), errs.Clip(cmp.Or(a.Text, "-"))})
	}
	if err := e.line(""); err != nil {
		return err
	}
	return e.table([]string{"WHEN", "BY", "WHAT", "BRANCH", "STEP", "TEXT"}, rows, "Nothing was recorded.")
}

type playbookStepCmd struct {
	Following string            `arg:"" name:"run" help:"Id of the run."`
	Step      string            `arg:"" help:"Id of the open step."`
	Text      string            `arg:"" help:"What came of it, or why."`
	Status    string            `help:"What became of it: successfully_executed, failed, timeout_error, server_side_error, client_side_error, exception_condition_error, ongoing, await_user_input." xor:"what" placeholder:"WORD"`
	Branch    string            `help:"Which branch a condition takes: true, false, or the key of a case." xor:"what" placeholder:"BRANCH"`
	Skip      bool              `help:"It is not done." xor:"what"`
	Reference string            `help:"Of what it was done with."`
	Value     map[string]string `help:"Value of a variable that the step gives." placeholder:"NAME=VALUE"`
}

func (c *playbookStepCmd) Run(e *env) error {
	body := struct {
		Step      string            `json:"step"`
		Text      string            `json:"text"`
		Status    string            `json:"status,omitempty"`
		Branch    string            `json:"branch,omitempty"`
		Reference string            `json:"reference,omitempty"`
		Values    map[string]string `json:"values,omitempty"`
	}{c.Step, c.Text, c.Status, c.Branch, c.Reference, c.Value}
	act := ""
	switch {
	case c.Status != "":
		act = "report"
	case c.Branch != "":
		act = "decide"
	case c.Skip:
		act = "skip"
	default:
		return errs.New(errs.Invalid, "say --status WORD, --branch BRANCH or --skip")
	}
	if len(c.Value) > 0 && act != "report" || c.Reference != "" && act == "skip" {
		return errs.New(errs.Invalid, "a value goes with --status alone, a reference not with --skip")
	}
	return send(e, "/api/v1/playbooks/runs/"+url.PathEscape(c.Following)+"/"+act, body, e.following)
}

type playbookCancelCmd struct {
	ID     string `arg:"" help:"Id of the run."`
	Reason string `arg:"" help:"Why."`
}

func (c *playbookCancelCmd) Run(e *env) error {
	return send(e, "/api/v1/playbooks/runs/"+url.PathEscape(c.ID)+"/cancel", map[string]string{"reason": c.Reason}, e.following)
}
