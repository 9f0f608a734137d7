package cli

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/incident"
	"entente/internal/serve/rest"
)

type incidentCmd struct {
	List     incidentListCmd     `cmd:"" help:"Incidents, those that stand open first."`
	Open     incidentOpenCmd     `cmd:"" help:"Begin an incident of our own; nothing of it leaves."`
	Show     incidentShowCmd     `cmd:"" help:"One incident with all that is said of it."`
	Describe incidentDescribeCmd `cmd:"" help:"Say anew what an incident of ours is about."`
	Note     incidentNoteCmd     `cmd:"" help:"Write a word about an incident."`
	Time     incidentTimeCmd     `cmd:"" help:"Put something that happened on the timeline."`
	Task     incidentTaskCmd     `cmd:"" help:"Give a task to a party, or answer one."`
	Affect   incidentAffectCmd   `cmd:"" help:"Name whom the incident affects."`
	Evidence incidentEvidenceCmd `cmd:"" help:"Say where something that proves lies."`
	Link     incidentLinkCmd     `cmd:"" help:"Link an object, a request or a decision by its id."`
	Judge    incidentJudgeCmd    `cmd:"" help:"Say how severe we hold it to be."`
	Share    incidentShareCmd    `cmd:"" help:"Show what could go to others, and give it."`
	Disclose incidentDiscloseCmd `cmd:"" help:"Give entries that were ours to all who take part."`
	Invite   incidentInviteCmd   `cmd:"" help:"Bring further parties into a shared incident of ours."`
	State    incidentStateCmd    `cmd:"" help:"Say where an incident of ours stands; closing closes it for all."`
	Sitrep   incidentSitrepCmd   `cmd:"" help:"Draft a situation report, or state one."`
	Clocks   incidentClocksCmd   `cmd:"" help:"The clocks of NIS2, Article 23: show them, start them, say what was done."`
	Score    incidentScoreCmd    `cmd:"" help:"Weigh the factors of CISA's NCISS; no node is needed."`
	Export   incidentExportCmd   `cmd:"" help:"Write an incident as a STIX bundle."`
	Import   incidentImportCmd   `cmd:"" help:"Begin an incident with what a STIX bundle says of one."`
}

func incidentPath(id, rest string) string {
	return "/api/v1/incidents/" + url.PathEscape(id) + rest
}

// saying is how an entry is written.
type saying struct {
	TLP  string `help:"Its marking; that of the incident when missing." placeholder:"LEVEL"`
	Ours bool   `help:"Of a shared incident: for our own people alone."`
}

func (s saying) of() rest.Saying { return rest.Saying{TLP: s.TLP, Ours: s.Ours} }

// told prints an incident's line after an act on it.
func (e *env) told(r rest.IncidentRoom) error {
	return e.line("%s  %s  %s, %d entries", r.ID, r.State, errs.Clip(r.Title), len(r.Entries))
}

type incidentListCmd struct {
	All bool `help:"List closed ones too."`
}

func (c *incidentListCmd) Run(e *env) error {
	return fetch(e, "/api/v1/incidents", func(l items[rest.IncidentLine]) error {
		var rows [][]string
		for _, i := range l.Items {
			if i.State == incident.ClosedState && !c.All {
				continue
			}
			severity, clock := "-", "-"
			if i.Severity != nil {
				severity = i.Severity.Scheme + " " + i.Severity.Value
			}
			if i.Clock != nil {
				clock = i.Clock.Step + " " + i.Clock.Due.Format(time.RFC3339)
			}
			rows = append(rows, []string{string(i.State), string(i.Owner), i.TLP, severity, clock, cmp.Or(joined(i.Parties), "-"), errs.Clip(i.Title), i.ID})
		}
		return e.table([]string{"STATE", "OWNER", "TLP", "SEVERITY", "CLOCK", "WITH", "TITLE", "ID"}, rows, "No incident stands open.")
	})
}

func joined[T ~string](all []T) string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = string(p)
	}
	return strings.Join(names, ",")
}

// describing are the flags that say what an incident is about.
type describing struct {
	Category string `help:"Code of the Reference Security Incident Taxonomy." default:"other/undetermined" placeholder:"CLASS/TYPE"`
	Summary  string `help:"What is known."`
	Lead     string `help:"Who leads."`
	Occurred string `help:"When it began (RFC 3339)." placeholder:"TIME"`
	Detected string `help:"When it was detected (RFC 3339)." placeholder:"TIME"`
	Aware    string `help:"Since when it is known to be an incident (RFC 3339)." placeholder:"TIME"`
}

func (c describing) of(title string) (rest.Describing, error) {
	d := rest.Describing{Title: title, Summary: c.Summary, Category: c.Category, Lead: c.Lead}
	var err error
	for _, t := range []struct {
		flag, value string
		into        *time.Time
	}{{"--occurred", c.Occurred, &d.Occurred}, {"--detected", c.Detected, &d.Detected}, {"--aware", c.Aware, &d.Aware}} {
		if *t.into, err = atTime(t.flag, t.value); err != nil {
			return d, err
		}
	}
	return d, nil
}

type incidentOpenCmd struct {
	Title string `arg:"" help:"One line."`
	TLP   string `required:"" help:"Its marking." placeholder:"LEVEL"`
	describing
}

func (c *incidentOpenCmd) Run(e *env) error {
	d, err := c.of(c.Title)
	if err != nil {
		return err
	}
	return send(e, "/api/v1/incidents", struct {
		rest.Describing
		TLP string `json:"tlp"`
	}{d, c.TLP}, e.told)
}

type incidentDescribeCmd struct {
	ID    string `arg:"" help:"Id of the incident."`
	Title string `arg:"" help:"One line. What no flag says is empty afterwards."`
	TLP   string `help:"Its marking; as it was when missing." placeholder:"LEVEL"`
	describing
}

func (c *incidentDescribeCmd) Run(e *env) error {
	d, err := c.of(c.Title)
	if err != nil {
		return err
	}
	return send(e, incidentPath(c.ID, "/description"), struct {
		rest.Saying
		rest.Describing
	}{rest.Saying{TLP: c.TLP}, d}, e.told)
}

type incidentShowCmd struct {
	ID string `arg:"" help:"Id of the incident."`
}

func (c *incidentShowCmd) Run(e *env) error {
	return fetch(e, incidentPath(c.ID, ""), func(r rest.IncidentRoom) error {
		if err := e.line("%s\n%s of %s, %s, TLP:%s, %s since %s", errs.Clip(r.Title), r.ID, r.Owner, r.Category, strings.ToUpper(r.TLP), r.State, r.StateAt.Format(time.RFC3339)); err != nil {
			return err
		}
		for _, s := range r.Seats {
			if err := e.line("with %s since %s, has stated %d%s", s.Party, s.Since.Format(time.RFC3339), s.Said, arrived(s)); err != nil {
				return err
			}
		}
		var rows [][]string
		for _, x := range r.Entries {
			who := string(x.Party)
			if x.Ours {
				who += " (ours)"
			}
			text := cmp.Or(x.Title, x.Label, strings.TrimSpace(x.Scheme+" "+x.Value), x.ID, x.State, x.Step)
			if x.Text != "" {
				text = strings.TrimSpace(text + "  " + strings.ReplaceAll(x.Text, "\n", " "))
			}
			rows = append(rows, []string{x.When.Format(time.RFC3339), who, x.TLP, x.Act, errs.Clip(text), x.Ref})
		}
		return e.table([]string{"WHEN", "WHO", "TLP", "ACT", "WHAT", "REF"}, rows, "Nothing is said of it.")
	})
}

func arrived(s rest.IncidentSeat) string {
	switch {
	case s.Via != "":
		return ", hears of us by way of " + string(s.Via)
	case s.Given == nil:
		return ""
	}
	return ", has signed for " + strconv.FormatInt(*s.Receipted, 10) + " of " + strconv.FormatInt(*s.Given, 10) + " that we gave"
}
