package msel

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Type says why a row is in the list (HSEEP).
type Type string

// The types of rows.
const (
	Contextual  Type = "contextual"  // sets the scene; nothing need be done
	Expected    Type = "expected"    // players are expected to act
	Contingency Type = "contingency" // kept ready, and sent where players leave the path
)

// Channel is how an inject reaches players. Each has a payload of its own form.
type Channel string

// The channels.
const (
	ByMail       Channel = "email"    // Mail: a letter in the inbox of the exercise
	ByPhone      Channel = "phone"    // Script: what a controller says on the telephone
	ByPress      Channel = "press"    // Article: what the media of the exercise write
	ByFile       Channel = "file"     // File
	ByObject     Channel = "intel"    // Bundle: STIX objects that a simulated party releases
	ByMISP       Channel = "misp"     // Bundle: a MISP event that a simulated party releases
	ByFeed       Channel = "feed"     // Bundle: what a feed of the exercise brings
	ByTAXII      Channel = "taxii"    // Bundle: what a TAXII server of the exercise has
	ByRequest    Channel = "request"  // Request: a simulated party asks for assistance
	ByProposal   Channel = "proposal" // Proposal: a simulated party proposes a decision
	ByConnection Channel = "network"  // kept, and played by a range beside this system
)

// Inject is one row of the list. Times are of the exercise: from STARTEX on, by
// the exercise's clock.
type Inject struct {
	ID        string            `json:"id"`                   // UUID
	Number    string            `json:"number"`               // as planners count, "2.14"; unique in the list
	Title     string            `json:"title"`                // for planners; players do not see it
	Storyline string            `json:"storyline,omitempty"`  // its id
	Phase     string            `json:"phase,omitempty"`      // free
	Type      Type              `json:"type"`                 //
	Channel   Channel           `json:"channel"`              //
	At        *time.Duration    `json:"at,omitempty"`         // since STARTEX; nil where only a dependency or a hand sends it
	ByHand    bool              `json:"by_hand,omitempty"`    // a controller sends it; its time is when to
	From      string            `json:"from"`                 // the role that speaks: "Ministry of Health"
	As        string            `json:"as,omitempty"`         // the simulated party that acts, by code
	To        []string          `json:"to"`                   // ids of teams; none is every team
	Payload   jsontext.Value    `json:"payload"`              // in the form of the channel
	Expected  string            `json:"expected,omitempty"`   // what players should do
	Within    time.Duration     `json:"within,omitempty"`     // until when an answer is in time, since it was sent; 0 asks for none
	Tests     []string          `json:"objectives,omitempty"` // ids of objectives
	Control   string            `json:"controller,omitempty"` // who sends it
	Evaluator string            `json:"evaluator,omitempty"`  // who grades it
	After     []Dependency      `json:"after,omitempty"`      //
	Any       bool              `json:"after_any,omitempty"`  // one of After suffices
	Criteria  []Criterion       `json:"criteria,omitempty"`   // how what players do is judged
	Remarks   string            `json:"remarks,omitempty"`    //
	Own       map[string]string `json:"own,omitempty"`        // the planners' own columns
	Scenario  jsontext.Value    `json:"cexf,omitempty"`       // what a scenario's file said of it beyond this
}

// On is what of an earlier inject another one waits for.
type On string

// What can be waited for.
const (
	OnSent   On = "sent"
	OnSeen   On = "seen"
	OnAnswer On = "answered"
	OnMet    On = "met"    // a criterion was met
	OnMissed On = "missed" // a criterion was not met in time
)

// Dependency is what an inject waits for. One that waits is sent Delay after
// that is so, and never before its own time.
type Dependency struct {
	Inject    string        `json:"inject"`
	On        On            `json:"on"`
	Criterion string        `json:"criterion,omitempty"` // of that inject; for OnMet and OnMissed, "" is any
	Delay     time.Duration `json:"delay,omitempty"`
}

// Criterion is one thing that a team is held to after an inject.
type Criterion struct {
	ID       string         `json:"id"`   // unique in its inject
	Name     string         `json:"name"` // in plain words, "The hub was told within thirty minutes"
	Category string         `json:"category,omitempty"`
	Points   int            `json:"points"`
	Within   time.Duration  `json:"within,omitempty"` // since the inject was sent; 0 is until ENDEX
	Strategy string         `json:"strategy"`         // journal, answer, data_filtering, http, tcp, human
	Rule     jsontext.Value `json:"rule,omitempty"`   // in the form of the strategy
	Rubric   []Level        `json:"rubric,omitempty"` // what a grader chooses from
}

// Level is one step of a rubric.
type Level struct {
	Points int    `json:"points"`
	Words  string `json:"words"`
}
