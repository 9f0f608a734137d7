package msel

import "entente/internal/base/ids"

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

// Team is a group of players that is scored together. It sits at one party's node.
type Team struct {
	ID    string    `json:"id"` // short, lower-case, unique: "cze-soc"
	Party ids.Party `json:"party"`
	Name  string    `json:"name"`
}

// Objective is what the exercise is to train or test.
type Objective struct {
	ID         string `json:"id"` // short: "o1"
	Name       string `json:"name"`
	Text       string `json:"text,omitempty"`
	Capability string `json:"capability,omitempty"`
	Provision  string `json:"provision,omitempty"` // the provision that it exercises, "4.1"
}

// Storyline is a thread of events.
type Storyline struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Text string `json:"text,omitempty"`
}
