package cli

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/expert"
)

type expertWindowCmd struct {
	ID   string `arg:"" help:"Id of the person."`
	From string `arg:"" help:"Begin (RFC 3339)."`
	To   string `arg:"" help:"End (RFC 3339)."`
	Note string `help:"One line."`
}

func (c *expertWindowCmd) Run(e *env) error {
	from, err := atTime("the begin", c.From)
	if err != nil {
		return err
	}
	to, err := atTime("the end", c.To)
	if err != nil {
		return err
	}
	return send(e, expertPath(c.ID)+"/windows", map[string]any{"kind": e.verb, "from": from, "to": to, "note": c.Note}, e.expert)
}

type expertClearCmd struct {
	ID     string `arg:"" help:"Id of the person."`
	Window string `arg:"" help:"Id of the time, as show prints it."`
}

func (c *expertClearCmd) Run(e *env) error {
	cl, err := e.client()
	if err != nil {
		return err
	}
	if err := cl.do(e.ctx, http.MethodDelete, expertPath(c.ID)+"/windows/"+url.PathEscape(c.Window), nil, nil); err != nil {
		return err
	}
	return e.line("Taken away.")
}

type expertExerciseCmd struct {
	ID   string `arg:"" help:"Id of the person."`
	Day  string `arg:"" help:"Day, such as 2026-04-24."`
	Name string `arg:"" help:"Name of the exercise."`
	Role string `help:"What the person did there."`
}

func (c *expertExerciseCmd) Run(e *env) error {
	return send(e, expertPath(c.ID)+"/exercises", expert.PastExercise{Day: expert.Day(c.Day), Name: c.Name, Role: c.Role}, e.expert)
}

type expertCoverageCmd struct{}

func (expertCoverageCmd) Run(e *env) error {
	return fetch(e, expertsPath+"/coverage", func(c expert.Coverage) error {
		if err := e.line("%d active, %d on standby, %d held, %d withdrawn; %d not attested, %d clearances end within 90 days or have ended", c.Experts, c.Standby, c.Held, c.Withdrawn, c.Unattested, c.Expiring); err != nil {
			return err
		}
		var rows [][]string
		for kind, list := range map[string][]expert.Covered{"service": c.Services, "skill": c.Skills, "language": c.Languages, "clearance": c.Clearances} {
			for _, r := range list {
				row := []string{kind, r.Code, strconv.Itoa(r.Experts), strconv.Itoa(r.Standby), "-"}
				if len(r.Levels) > 0 {
					row[4] = strings.Trim(fmt.Sprint(r.Levels), "[]")
				}
				rows = append(rows, row)
			}
		}
		slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
		return e.table([]string{"KIND", "CODE", "EXPERTS", "ON STANDBY", "AT LEVEL 1 2 3 4 5 OR BETTER"}, rows, "")
	})
}

type expertTermsCmd struct{}

func (expertTermsCmd) Run(e *env) error {
	return fetch(e, expertsPath+"/terms", func(t expert.Terms) error {
		var rows [][]string
		for i, list := range [][]expert.Term{t.Services, t.Roles, t.Skills, t.Vendors, t.Clearances} {
			for _, term := range list {
				rows = append(rows, []string{[]string{"service", "role", "skill", "maker", "clearance"}[i], term.Code, term.Name["en"], term.Ref})
			}
		}
		return e.table([]string{"KIND", "CODE", "NAME", "FRAMEWORK"}, rows, "")
	})
}

type expertImportCmd struct {
	File string `arg:"" help:"CSV file whose first line names the columns; - is standard input."`
	Dry  bool   `help:"Only look: add nobody."`
}

func (c *expertImportCmd) Run(e *env) error {
	b, err := e.readFile(c.File, expert.MaxImport)
	if err != nil {
		return err
	}
	cl, err := e.client()
	if err != nil {
		return err
	}
	path := expertsPath + "/import"
	if c.Dry {
		path += "/check"
	}
	var out expert.Imported
	if err := cl.post(e.ctx, path, upload{"text/csv", b}, &out); err != nil {
		return err
	}
	if e.root.JSON {
		err = e.print(out)
	} else if len(out.Findings) == 0 {
		err = e.line("Added: %d", out.Added)
	} else {
		for _, f := range out.Findings {
			err = cmp.Or(err, e.line("line %d: %s", f.Line, errs.Clip(f.Text)))
		}
	}
	if err == nil && len(out.Findings) > 0 {
		err = errs.New(errs.Invalid, "%d lines are wrong; nobody was added", len(out.Findings))
	}
	return err
}
