package msel

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
)

// Span is a length of time. JSON has it in whole seconds.
type Span time.Duration

// Seconds gives the length in whole seconds.
func (s Span) Seconds() int64 { return int64(time.Duration(s) / time.Second) }

// Of makes a length of seconds.
func Of(seconds int64) Span { return Span(time.Duration(seconds) * time.Second) }

// MarshalJSON implements json.Marshaler.
func (s Span) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, s.Seconds(), 10), nil }

// UnmarshalJSON implements json.Unmarshaler.
func (s *Span) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil || n < 0 || n > maxSeconds {
		return errs.New(errs.Invalid, "a time is a whole number of seconds, from 0 to a year")
	}
	*s = Of(n)
	return nil
}

const maxSeconds = 366 * 24 * 3600

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

// Status is how far the work on a row is. What became of it in the exercise is
// no part of the plan.
type Status string

// The states of a row.
const (
	Planned   Status = "planned"
	Ready     Status = "ready"
	Cancelled Status = "cancelled" // kept in the list, and no part of what is released
)

// Inject is one row of the list. Times are of the exercise: from STARTEX on, by
// the exercise's clock.
type Inject struct {
	ID        string            `json:"id" required:"false"`     // UUID
	Number    string            `json:"number" required:"false"` // as planners count, "2.14"; unique in the list
	Title     string            `json:"title"`                   // for planners; players do not see it
	Status    Status            `json:"status" required:"false"` //
	Storyline string            `json:"storyline,omitzero"`      // its id
	Phase     string            `json:"phase,omitzero"`          // free
	Type      Type              `json:"type"`                    //
	Channel   Channel           `json:"channel"`                 //
	At        *Span             `json:"at,omitzero"`             // since STARTEX; nil where only a dependency or a hand sends it
	ByHand    bool              `json:"by_hand,omitzero"`        // a controller sends it; its time is when to
	From      string            `json:"from,omitzero"`           // the role that speaks: "Ministry of Health"
	As        string            `json:"as,omitzero"`             // the simulated party that acts, by code
	To        []string          `json:"to,omitempty"`            // ids of teams; none is every team
	Payload   jsontext.Value    `json:"payload,omitempty"`       // in the form of the channel
	Expected  string            `json:"expected,omitzero"`       // what players should do
	Within    Span              `json:"within,omitzero"`         // until when an answer is in time, since it was sent; 0 asks for none
	Tests     []string          `json:"objectives,omitempty"`    // ids of objectives
	Control   string            `json:"controller,omitzero"`     // who sends it
	Evaluator string            `json:"evaluator,omitzero"`      // who grades it
	After     []Dependency      `json:"after,omitempty"`         //
	Any       bool              `json:"after_any,omitzero"`      // one of After suffices
	Criteria  []Criterion       `json:"criteria,omitempty"`      // how what players do is judged
	Remarks   string            `json:"remarks,omitzero"`        //
	Own       map[string]string `json:"own,omitempty"`           // the planners' own columns
	Scenario  jsontext.Value    `json:"cexf,omitempty"`          // what a scenario's file said of it
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
	Inject    string `json:"inject"`
	On        On     `json:"on"`
	Criterion string `json:"criterion,omitzero"` // of that inject; for OnMet and OnMissed, "" is any
	Delay     Span   `json:"delay,omitzero"`
}

// Criterion is one thing that a team is held to after an inject.
type Criterion struct {
	ID       string         `json:"id"`   // unique in its inject
	Name     string         `json:"name"` // in plain words, "The hub was told within thirty minutes"
	Category string         `json:"category,omitzero"`
	Points   int            `json:"points"`
	Within   Span           `json:"within,omitzero"`  // since the inject was sent; 0 is until ENDEX
	Strategy string         `json:"strategy"`         // see Strategies
	Rule     jsontext.Value `json:"rule,omitempty"`   // in the form of the strategy
	Rubric   []Level        `json:"rubric,omitempty"` // what a grader chooses from
}

// Strategies lists how a criterion may be judged.
func Strategies() []string {
	return []string{"journal", "answer", "data_filtering", "http", "tcp", "human"}
}

// Level is one step of a rubric.
type Level struct {
	Points int    `json:"points"`
	Words  string `json:"words"`
}
