// Package library is the scenarios that come with the system: files of CEXF with the
// member x_entente, in the form in which any planner could write one. The nations in
// them are invented; domains and addresses are those that RFC 2606, 5737 and 3849 set
// aside for documentation.
package library

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/msel"
)

//go:embed *.json
var files embed.FS

// Scenario is what is told of a scenario before it is taken.
type Scenario struct {
	ID         string           `json:"id"` // the name of its file: "four-nations"
	Title      string           `json:"title"`
	Text       string           `json:"text"`
	Language   string           `json:"language"`
	Minutes    int              `json:"minutes"`
	Cast       []msel.Part      `json:"cast"`
	Objectives []msel.Objective `json:"objectives"`
	Teams      int              `json:"teams"`
	Injects    int              `json:"injects"`
	Criteria   int              `json:"criteria"`
	Points     int              `json:"points"`
	Reactions  int              `json:"reactions"` // what parts do by themselves
}

// order is that of the list: what shows the most comes first.
var order = []string{"four-nations", "night-duty", "sharing-traps", "call-for-help", "silence", "press-day"}

// File gives a scenario as it is kept.
//
// Errors: NotFound.
func File(id string) ([]byte, error) {
	if !slices.Contains(order, id) {
		return nil, errs.New(errs.NotFound, "the library has no scenario %q", errs.Clip(id))
	}
	return fs.ReadFile(files, id+".json")
}

// All lists the scenarios.
func All() (all []Scenario, err error) {
	defer errs.Wrap(&err, "library.All")
	for _, id := range order {
		file, err := File(id)
		if err != nil {
			return nil, err
		}
		s, err := msel.ReadScenario(file)
		if err != nil {
			return nil, err
		}
		all = append(all, entry(id, s))
	}
	return all, nil
}

func entry(id string, s msel.Scenario) Scenario {
	seconds, _ := strconv.Atoi(s.Length) // a file that does not say how long it takes has 0
	e := Scenario{ID: id, Title: s.Plan.Name, Text: s.Plan.Text, Language: s.Plan.Language, Minutes: seconds / 60, Cast: s.Parts, Objectives: s.Plan.Objectives,
		Teams: len(s.Plan.Teams), Injects: len(s.Injects), Reactions: len(s.Plan.Reactions)}
	for _, i := range s.Injects {
		e.Criteria += len(i.Criteria)
		for _, c := range i.Criteria {
			e.Points += c.Points
		}
	}
	return e
}

// names lists the files there are.
func names() (all []string, err error) {
	found, err := fs.Glob(files, "*.json")
	for _, f := range found {
		all = append(all, strings.TrimSuffix(path.Base(f), ".json"))
	}
	return all, err
}
