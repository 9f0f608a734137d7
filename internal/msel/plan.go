package msel

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/ids"
)

// Stage is where a plan stands (Bi-SCD 075-003).
type Stage string

// The stages, in their order.
const (
	Initiation    Stage = "initiation"
	Specification Stage = "specification"
	Planning      Stage = "planning"
	Conduct       Stage = "conduct"
)

// Stages lists the stages in their order.
func Stages() []Stage { return []Stage{Initiation, Specification, Planning, Conduct} }

// Plan is what an exercise is to be. Its injects stand beside it.
type Plan struct {
	Name       string         `json:"name"`
	Text       string         `json:"text,omitzero"`
	Language   string         `json:"language,omitzero"` // in which players are written to: en, fr, cs
	Starts     time.Time      `json:"starts,omitzero"`   // when it is meant to begin and to end
	Ends       time.Time      `json:"ends,omitzero"`
	Stage      Stage          `json:"stage"`
	Steps      []Step         `json:"steps,omitempty"` // how it came to its stage
	Products   []Product      `json:"products,omitempty"`
	Objectives []Objective    `json:"objectives,omitempty"`
	Cells      []Cell         `json:"cells,omitempty"`
	Teams      []Team         `json:"teams,omitempty"`
	Storylines []Storyline    `json:"storylines,omitempty"`
	Columns    []Column       `json:"columns,omitempty"`
	Reactions  []Reaction     `json:"reactions,omitempty"` // what parties do by themselves
	Cast       []Part         `json:"cast,omitempty"`      // the parts that a scenario's file has, by the parties that play them
	Scenario   jsontext.Value `json:"cexf,omitempty"`      // what a scenario's file said of the whole
}

// Step is one move to the next stage.
type Step struct {
	To     Stage     `json:"to"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitzero"` // why, where products were not approved
}

// Product is one document that a stage owes.
type Product struct {
	ID         string    `json:"id"` // see Owed
	Text       string    `json:"text,omitzero"`
	Reference  string    `json:"reference,omitzero"` // where the document is kept
	By         string    `json:"by"`                 // who wrote it
	At         time.Time `json:"at"`
	ApprovedBy string    `json:"approved_by,omitzero"` // nobody: it is a draft
	ApprovedAt time.Time `json:"approved_at,omitzero"`
}

// Owed lists the products of a stage.
func Owed(s Stage) []string {
	switch s {
	case Initiation:
		return []string{"directive"}
	case Specification:
		return []string{"exspec"}
	case Planning:
		return []string{"explan", "melmil", "coordination"}
	case Conduct:
		return []string{"fir", "fer"}
	}
	return nil
}

// Objective is what the exercise is to train or test.
type Objective struct {
	ID         string `json:"id"` // short: "o1"
	Name       string `json:"name"`
	Text       string `json:"text,omitzero"`
	Capability string `json:"capability,omitzero"`
	Provision  string `json:"provision,omitzero"` // the provision that it exercises, "4.1"
}

// Colour is which side a cell is on.
type Colour string

// Colours lists the cells that an exercise may have: control and simulated
// world, defenders, attackers, the range, who follows the situation, and EXCON.
func Colours() []Colour { return []Colour{"white", "blue", "red", "green", "yellow", "excon"} }

// Cell is a group of people who run the exercise or play in it.
type Cell struct {
	ID     string   `json:"id"`
	Colour Colour   `json:"colour"`
	Name   string   `json:"name"`
	People []Member `json:"people,omitempty"`
}

// Member is one person in a cell.
type Member struct {
	Name string `json:"name"`
	Role string `json:"role,omitzero"`
}

// Team is a group of players that is scored together. It sits at one party's node.
type Team struct {
	ID    string    `json:"id"` // short, lower-case, unique: "cze-soc"
	Party ids.Party `json:"party"`
	Name  string    `json:"name"`
}

// Storyline is a thread of events.
type Storyline struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Text string `json:"text,omitzero"`
}

// Column is one of the planners' own in the list.
type Column struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
