package cli

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"time"

	"entente/internal/msel"
	"entente/internal/serve/rest"
)

type exercisePlanCmd struct{}

func (c *exercisePlanCmd) Run(e *env) error {
	return fetch(e, "/api/v1/exercise/plan", func(p rest.ExercisePlanView) error {
		if err := e.line("%s: %s, %d objectives, %d teams, %d storylines", p.Plan.Name, p.Plan.Stage, len(p.Plan.Objectives), len(p.Plan.Teams), len(p.Plan.Storylines)); err != nil {
			return err
		}
		var rows [][]string
		for _, s := range p.Stages {
			for _, id := range s.Products {
				state := "missing"
				for _, x := range p.Plan.Products {
					if x.ID == id {
						state = "draft by " + x.By
						if x.ApprovedBy != "" {
							state = "approved by " + x.ApprovedBy
						}
					}
				}
				rows = append(rows, []string{string(s.Stage), id, state})
			}
		}
		return e.table([]string{"STAGE", "PRODUCT", "STATE"}, rows, "No stage owes anything.")
	})
}

type exerciseMselCmd struct {
	List     mselListCmd     `cmd:"" help:"Rows of the list of events, by time."`
	Add      mselAddCmd      `cmd:"" help:"Add a row from a JSON file; - is standard input."`
	Findings mselFindingsCmd `cmd:"" help:"What is wrong with plan and list."`
	Import   mselImportCmd   `cmd:"" help:"Show what a file (CSV, XLSX, CEXF) would do, and with --confirm write it."`
	Export   mselExportCmd   `cmd:"" help:"Write the list as csv, xlsx, cexf or skillaegis."`
	Forward  mselForwardCmd  `cmd:"" help:"Freeze the list and ask another person to release it."`
	Release  mselReleaseCmd  `cmd:"" help:"Release what another person has put forward."`
	Releases mselReleasesCmd `cmd:"" help:"Lists that were put forward, the newest first."`
}

type mselListCmd struct {
	Text      string `help:"Only rows in whose texts this stands."`
	Storyline string `help:"Only rows of this storyline."`
	Team      string `help:"Only rows that go to this team."`
}

func (c *mselListCmd) Run(e *env) error {
	q := url.Values{"limit": {"500"}}
	for name, v := range map[string]string{"text": c.Text, "storyline": c.Storyline, "team": c.Team} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return fetch(e, "/api/v1/exercise/msel/injects?"+q.Encode(), func(l rest.MselListing) error {
		var rows [][]string
		for _, r := range l.Items {
			at := "-"
			if r.Inject.At != nil {
				at = r.Inject.At.String()
			}
			rows = append(rows, []string{r.Inject.Number, at, string(r.Inject.Status), string(r.Inject.Channel), r.Inject.Storyline, r.Inject.Title, r.Inject.ID})
		}
		if err := e.table([]string{"NO", "TIME", "STATUS", "CHANNEL", "STORYLINE", "TITLE", "ID"}, rows, "The list has no such row."); err != nil || int(l.Total) <= len(rows) {
			return err
		}
		return e.line("%d of %d rows; narrow what you ask for", len(rows), l.Total)
	})
}

type mselAddCmd struct {
	File string `arg:"" help:"JSON file of an inject; - is standard input."`
}

func (c *mselAddCmd) Run(e *env) error {
	b, err := e.readFile(c.File, 12<<20)
	if err != nil {
		return err
	}
	body := bytes.NewReader(append(append([]byte(`{"inject":`), b...), '}'))
	return send(e, "/api/v1/exercise/msel/injects", body, func(r rest.MselRow) error {
		return e.line("row %s: %s", r.Inject.Number, r.Inject.ID)
	})
}

type mselFindingsCmd struct{}

func (c *mselFindingsCmd) Run(e *env) error {
	return fetch(e, "/api/v1/exercise/msel/findings", func(l items[msel.Finding]) error {
		var rows [][]string
		for _, f := range l.Items {
			kind := "note"
			if f.Blocks {
				kind = "blocks"
			}
			rows = append(rows, []string{kind, f.Number, f.Text})
		}
		return e.table([]string{"KIND", "ROW", "FINDING"}, rows, "Nothing was found.")
	})
}

type mselImportCmd struct {
	File    string   `arg:"" help:"CSV, XLSX or CEXF file; - is standard input."`
	Confirm bool     `help:"Write it, unless a row is faulty."`
	Cast    []string `help:"Of a scenario: which party plays which part, as PART=PARTY." placeholder:"PART=PARTY"`
	People  []string `help:"Parties whose people play: what the scenario has them do by themselves is left out." placeholder:"CODE"`
}

func (c *mselImportCmd) Run(e *env) error {
	b, err := e.readFile(c.File, 32<<20)
	if err != nil {
		return err
	}
	file := upload{media: "application/octet-stream", bytes: b}
	by := "?" + url.Values{"cast": {strings.Join(c.Cast, ",")}, "people": {strings.Join(c.People, ",")}}.Encode()
	return send(e, "/api/v1/exercise/msel/import/preview"+by, file, func(p rest.MselPreview) error {
		var rows [][]string
		for _, x := range p.Rows {
			why := strings.Join(x.Columns, ", ")
			if x.Reason != nil {
				why = x.Reason.String()
			}
			rows = append(rows, []string{fmt.Sprint(x.Line), string(x.Becomes), x.Number, x.Title, why})
		}
		if err := e.table([]string{"LINE", "BECOMES", "NO", "TITLE", "WHY"}, rows, "Nothing changes."); err != nil {
			return err
		}
		if err := castLines(e, p.Cast); err != nil {
			return err
		}
		if err := e.line("%s: %d new, %d changed, %d unchanged, %d faulty", p.Format, p.Fresh, p.Changed, p.Unchanged, p.Faulty); err != nil || !c.Confirm {
			return err
		}
		return send(e, "/api/v1/exercise/msel/import/"+p.Digest+by, file, func(rest.MselPreview) error { return e.line("written") })
	})
}

type mselExportCmd struct {
	Format string `arg:"" enum:"csv,xlsx,cexf,skillaegis" help:"csv, xlsx, cexf or skillaegis."`
	Out    string `help:"File to write." short:"o" required:"" placeholder:"FILE"`
}

func (c *mselExportCmd) Run(e *env) error {
	return e.download("/api/v1/exercise/msel/export/"+c.Format, c.Out)
}

type mselForwardCmd struct{}

func (c *mselForwardCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/msel/releases", map[string]any{}, func(r rest.MselRelease) error {
		return e.line("%s waits for another person: %d rows, digest %s", r.ID, r.Injects, r.Digest)
	})
}

type mselReleaseCmd struct {
	ID     string `arg:"" help:"Id of what waits."`
	Digest string `arg:"" help:"Digest of the list that you have read."`
}

func (c *mselReleaseCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/msel/releases/"+url.PathEscape(c.ID)+"/release", map[string]string{"digest": c.Digest}, func(r rest.MselRelease) error {
		return e.line("release %d, %d rows", r.Number, r.Injects)
	})
}

type mselReleasesCmd struct{}

func (c *mselReleasesCmd) Run(e *env) error {
	return fetch(e, "/api/v1/exercise/msel/releases", func(l items[rest.MselRelease]) error {
		var rows [][]string
		for _, r := range l.Items {
			rows = append(rows, []string{fmt.Sprint(r.Number), string(r.State), fmt.Sprint(r.Injects), r.PutBy, r.PutAt.Format(time.RFC3339), r.EndedBy, r.Digest, r.ID})
		}
		return e.table([]string{"NO", "STATE", "ROWS", "PUT BY", "PUT", "ENDED BY", "DIGEST", "ID"}, rows, "Nothing was put forward yet.")
	})
}
