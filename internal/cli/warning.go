package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/warning"
)

type warningCmd struct {
	List        warningListCmd  `cmd:"" help:"Warnings, those that stand first."`
	Show        warningShowCmd  `cmd:"" help:"One warning: its text, who has it, and who has acknowledged it."`
	Bases       warningBasesCmd `cmd:"" help:"Provisions in force by which a warning can be issued."`
	Issue       warningIssueCmd `cmd:"" help:"Warn other parties with the text of a JSON file."`
	Update      warningNextCmd  `cmd:"" help:"Bring the next text of a warning of ours, from a JSON file."`
	Acknowledge warningAckCmd   `cmd:"" help:"Acknowledge a warning, and say whether we are affected."`
	End         warningEndCmd   `cmd:"" help:"End a warning of ours."`
}

func warningPath(id string, rest ...string) string {
	return "/api/v1/warnings/" + strings.Join(append([]string{url.PathEscape(id)}, rest...), "/")
}

// severityLine writes a severity as it was stated, with its place on the crosswalk.
func severityLine(scheme, value string, place *warning.Place) string {
	if scheme == "" {
		return "-"
	}
	line := scheme + " " + value
	if place == nil {
		return line
	}
	line += fmt.Sprintf(" (crosswalk %d-%d", place.From, place.To)
	if place.Doubt {
		line += ", doubtful"
	}
	return line + ")"
}

type warningListCmd struct {
	All bool `help:"Those that were ended too."`
}

func (c *warningListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/warnings", func(l items[warning.View]) error {
		var rows [][]string
		for _, w := range l.Items {
			if !w.Open && !c.All {
				continue
			}
			state := "stands"
			if !w.Open {
				state = "ended"
			}
			rows = append(rows, []string{w.Issued.Format(time.RFC3339), state, string(w.Owner), w.Text.Cause, severityLine(w.Text.Severity.Scheme, w.Text.Severity.Value, w.Text.Place), fmt.Sprintf("%d of %d", w.Owed, len(w.Seats)), w.Text.Title.In("en"), w.ID})
		}
		return e.table([]string{"ISSUED", "STATE", "FROM", "ABOUT", "SEVERITY", "OWED", "TITLE", "ID"}, rows, "No warning is known.")
	})
}

type warningShowCmd struct {
	ID       string `arg:"" help:"Id of the warning."`
	Language string `help:"Language of the text: en, fr or cs." default:"en" enum:"en,fr,cs"`
}

func (c *warningShowCmd) Run(e *env) error {
	return fetch(e, warningPath(c.ID), func(w warning.View) error { return e.warning(w, c.Language) })
}

// warning prints one warning.
func (e *env) warning(w warning.View, language string) error {
	if err := e.line("%s: %s (%s, TLP:%s)", w.Owner, w.Text.Title.In(language), w.Text.Cause, strings.ToUpper(w.TLP)); err != nil {
		return err
	}
	if err := e.line("%s\nSeverity: %s\nText %d by %s, %s\nAcknowledge until: %s", w.Text.Text.Text.In(language), severityLine(w.Text.Severity.Scheme, w.Text.Severity.Value, w.Text.Place), w.Text.Rev, w.Text.By, when(w.Text.At), when(w.Text.Due)); err != nil {
		return err
	}
	for i, a := range w.Text.Actions {
		if err := e.line("%d. %s", i+1, a.In(language)); err != nil {
			return err
		}
	}
	if !w.Open {
		if err := e.line("Ended %s by %s: %s", when(w.EndedAt), w.EndedBy, w.Reason); err != nil {
			return err
		}
	}
	var rows [][]string
	for _, s := range w.Seats {
		has, says, by := "-", "-", "-"
		if s.Via != "" {
			has = "by way of " + string(s.Via)
		} else if s.Given != nil && *s.Given > 0 {
			has = fmt.Sprintf("%d of %d receipted", *s.Receipted, *s.Given)
		}
		if n := len(s.Said); n > 0 {
			says, by = string(s.Said[n-1].Affected), s.Said[n-1].By
			if words := s.Said[n-1].Words; words != "" {
				says += ": " + words
			}
		}
		owes := yes(s.Owes)
		if s.Overdue {
			owes = "overdue"
		}
		rows = append(rows, []string{string(s.Party), has, says, by, owes})
	}
	return e.table([]string{"PARTY", "HAS IT", "AFFECTED", "BY", "OWES"}, rows, "It went to nobody.")
}

type warningBasesCmd struct{}

func (c *warningBasesCmd) Run(e *env) error {
	return fetch(e, "/api/v1/warnings/bases", func(l items[struct {
		Agreement string   `json:"agreement"`
		Title     string   `json:"title"`
		Provision string   `json:"provision"`
		Parties   []string `json:"parties"`
	}]) error {
		var rows [][]string
		for _, b := range l.Items {
			rows = append(rows, []string{b.Title, b.Provision, strings.Join(b.Parties, " "), b.Agreement})
		}
		return e.table([]string{"AGREEMENT", "PROVISION", "PARTIES", "ID"}, rows, "No agreement in force lets incidents be shared.")
	})
}

// readText reads a text as POST /warnings takes it; the node checks it.
func readText(file string) (map[string]jsontext.Value, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var text map[string]jsontext.Value
	if err := json.Unmarshal(raw, &text); err != nil {
		return nil, errs.New(errs.Invalid, "%s is no JSON object: %s", file, err)
	}
	return text, nil
}

type warningIssueCmd struct {
	Agreement string   `arg:"" help:"Id of the agreement under which it goes."`
	Provision string   `arg:"" help:"Its provision that shares incidents, such as 3.1."`
	File      string   `arg:"" help:"JSON: cause, title and text by language, severity, sectors, actions, incident, objects, due." type:"existingfile"`
	To        []string `help:"Codes of the parties." required:"" sep:"," placeholder:"CODE"`
	TLP       string   `help:"Marking." default:"amber" name:"tlp"`
}

func (c *warningIssueCmd) Run(e *env) error {
	body, err := readText(c.File)
	if err != nil {
		return err
	}
	for name, v := range map[string]any{"agreement": c.Agreement, "provision": c.Provision, "to": c.To, "tlp": c.TLP} {
		if body[name], err = json.Marshal(v); err != nil {
			return err
		}
	}
	return send(e, "/api/v1/warnings", body, func(w warning.View) error {
		return e.line("Issued %s to %d parties", w.ID, len(w.Seats))
	})
}

type warningNextCmd struct {
	ID   string `arg:"" help:"Id of the warning."`
	File string `arg:"" help:"JSON, as for issue." type:"existingfile"`
	Why  string `arg:"" help:"What has changed; the others read it."`
}

func (c *warningNextCmd) Run(e *env) error {
	body, err := readText(c.File)
	if err != nil {
		return err
	}
	if body["why"], err = json.Marshal(c.Why); err != nil {
		return err
	}
	return send(e, warningPath(c.ID, "update"), body, func(w warning.View) error { return e.line("Text %d of %s stands", w.Text.Rev, w.ID) })
}

type warningAckCmd struct {
	ID       string `arg:"" help:"Id of the warning."`
	Affected string `arg:"" help:"Whether we are affected: yes, no or looking." enum:"yes,no,looking"`
	Words    string `arg:"" optional:"" help:"A word with it; everybody whom it warns reads it."`
}

func (c *warningAckCmd) Run(e *env) error {
	body := struct {
		Affected string `json:"affected"`
		Words    string `json:"words,omitempty"`
	}{c.Affected, c.Words}
	return send(e, warningPath(c.ID, "acknowledge"), body, func(w warning.View) error {
		return e.line("Acknowledged text %d of %s: %s", w.Text.Rev, w.ID, c.Affected)
	})
}

type warningEndCmd struct {
	ID     string `arg:"" help:"Id of the warning."`
	Reason string `arg:"" help:"Why it ends; the others read it."`
}

func (c *warningEndCmd) Run(e *env) error {
	return send(e, warningPath(c.ID, "end"), map[string]string{"reason": c.Reason}, func(w warning.View) error { return e.line("Ended %s: %s", w.ID, cmp.Or(w.Reason, c.Reason)) })
}
