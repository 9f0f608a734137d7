package cli

import (
	"fmt"
	"os"
	"slices"

	"entente/internal/base/errs"
	"entente/internal/msel"
	"entente/internal/msel/library"
)

type exerciseScenariosCmd struct {
	ID  string `arg:"" optional:"" help:"Id of a scenario; its file is written."`
	Out string `help:"File to write; standard output when missing." short:"o" placeholder:"FILE"`
}

func (c *exerciseScenariosCmd) Run(e *env) error {
	if c.ID == "" {
		return c.list(e)
	}
	b, err := library.File(c.ID)
	if err != nil {
		return err
	}
	if c.Out == "" {
		_, err = e.Out.Write(b)
		return err
	}
	if err := os.WriteFile(c.Out, b, 0o600); err != nil {
		return errs.New(errs.Invalid, "%s cannot be written: %s", c.Out, errs.Clip(err.Error()))
	}
	return nil
}

func (c *exerciseScenariosCmd) list(e *env) error {
	all, err := library.All()
	if err != nil {
		return err
	}
	if e.root.JSON {
		return e.print(items[library.Scenario]{Items: all})
	}
	var rows [][]string
	for _, x := range all {
		rows = append(rows, []string{x.ID, fmt.Sprint(x.Minutes), fmt.Sprint(len(x.Cast)), fmt.Sprint(x.Injects), fmt.Sprint(x.Points), x.Title})
	}
	return e.table([]string{"ID", "MINUTES", "PARTS", "INJECTS", "POINTS", "TITLE"}, rows, "There is no scenario.")
}

// checkOwn tells what a scenario of ours says of the whole, and what would keep it
// from being played.
func checkOwn(e *env, file []byte) error {
	s, err := msel.ReadScenario(file)
	if err != nil {
		return err
	}
	found := msel.Find(s.Plan, s.Injects)
	if !e.root.JSON {
		if err := ownLines(e, s, found); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(found, func(f msel.Finding) bool { return f.Blocks }) {
		return errs.New(errs.Invalid, "plan and list of this scenario cannot be played as they are")
	}
	return nil
}

func ownLines(e *env, s msel.Scenario, found []msel.Finding) error {
	var rows [][]string
	for _, p := range s.Parts {
		teams, reactions := 0, 0
		for _, t := range s.Plan.Teams {
			if t.Party == p.Code {
				teams++
			}
		}
		for _, r := range s.Plan.Reactions {
			if r.As == p.Code {
				reactions++
			}
		}
		rows = append(rows, []string{string(p.Code), p.Name, p.Kind, fmt.Sprint(teams), fmt.Sprint(reactions)})
	}
	if err := e.table([]string{"PART", "NAME", "KIND", "TEAMS", "BY ITSELF"}, rows, "The scenario has no parts."); err != nil {
		return err
	}
	for _, f := range found {
		kind := "note"
		if f.Blocks {
			kind = "blocks"
		}
		if err := e.line("%s: row %s: %s", kind, f.Number, f.Text); err != nil {
			return err
		}
	}
	return nil
}

// castLines tells who plays which part of a scenario.
func castLines(e *env, cast []msel.Casted) error {
	if len(cast) == 0 {
		return nil
	}
	var rows [][]string
	for _, c := range cast {
		rows = append(rows, []string{string(c.Code), c.Name, string(c.As), string(c.Plays), fmt.Sprint(c.Teams), fmt.Sprint(c.Injects), fmt.Sprint(c.Reactions), fmt.Sprint(c.LeftOut)})
	}
	return e.table([]string{"PART", "NAME", "PLAYED BY", "HOW", "TEAMS", "ACTS", "BY ITSELF", "LEFT OUT"}, rows, "")
}
