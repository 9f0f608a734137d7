package cexf

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// Scenario is one file. Pointers and nil lists are members that were absent
// or null.
type Scenario struct {
	Exercise Exercise
	Flow     []Step
	Payloads []Payload
	Injects  []Inject
	Own      jsontext.Value // what Entente says of the whole
	rest     rest
}

// Exercise is what a scenario says of itself.
type Exercise struct {
	UUID        string         `json:"uuid"`
	Name        string         `json:"name"`
	Namespace   string         `json:"namespace"`
	Description string         `json:"description"`
	Expanded    *string        `json:"expanded,omitzero"` // Markdown in practice
	Meta        jsontext.Value `json:"meta,omitzero"`     // free pairs; the specification says an array, files have an object
	Tags        []string       `json:"tags,omitzero"`     // MISP machine tags
	Duration    *string        `json:"total_duration,omitzero"`
	ValidUntil  *string        `json:"valid_until,omitzero"`
	Version     string         `json:"version"`
	rest        rest
}

// Step plays one inject.
type Step struct {
	Inject       string         `json:"inject_uuid"`
	Description  *string        `json:"description,omitzero"`
	Requirements *Requirement   `json:"requirements,omitzero"`
	Sequence     Sequence       `json:"sequence"`
	Timing       Timing         `json:"timing"`
	Callback     jsontext.Value `json:"reporting_callback,omitzero"` // of undefined content
	rest         rest
}

// Requirement names a step that must be over before, and by which of its results.
type Requirement struct {
	Inject     string `json:"inject_uuid,omitzero"`
	Resolution string `json:"resolution_requirement,omitzero"` // the result of one of its evaluations; empty for any end
	rest       rest
}

// Sequence says what begins a step, what ends it, and what comes after.
type Sequence struct {
	Trigger    Words    `json:"trigger"`
	Completion []string `json:"completion_trigger,omitzero"`
	Followed   []string `json:"followed_by,omitzero"`
	rest       rest
}

// The triggers, and what completes a step.
const (
	AtStart     = "startex"
	ByHand      = "manual"
	Periodic    = "periodic"
	AtTime      = "triggered_at"
	ByResult    = "inject-resolution"
	Expiration  = "time_expiration"
	OnCompleted = "completion"
)

// Timing is in seconds: from the start, and between runs of an evaluation.
type Timing struct {
	At    Seconds `json:"triggered_at,omitzero"`
	Every Seconds `json:"periodic_run_every,omitzero"`
	rest  rest
}

// Payload is what an inject brings.
type Payload struct {
	UUID       string         `json:"uuid"`
	Name       string         `json:"name"`
	Type       string         `json:"type"` // file, tcp_connection
	Parameters jsontext.Value `json:"parameters,omitzero"`
	rest       rest
}

// Inject is what happens to players, and how what they do is judged.
type Inject struct {
	UUID        string         `json:"uuid"`
	Name        string         `json:"name"`
	Description *string        `json:"description,omitzero"`
	Action      string         `json:"action"`
	Payload     *string        `json:"action_payload_resource_uuid,omitzero"`
	Tool        string         `json:"target_tool"`
	Evaluations []Evaluation   `json:"inject_evaluation,omitzero"`
	Join        *string        `json:"inject_evaluation_join_type,omitzero"` // AND, OR; absent is AND
	Own         jsontext.Value `json:"x_entente,omitzero"`                   // what Entente says of it
	rest        rest
}

// Evaluation is one thing that players are held to.
type Evaluation struct {
	Result     string         `json:"result"` // its name
	Range      []float64      `json:"score_range"`
	Strategy   *string        `json:"evaluation_strategy,omitzero"`
	Context    jsontext.Value `json:"evaluation_context,omitzero"`
	Parameters Parameters     `json:"parameters"`
	rest       rest
}

// Parameters are groups of conditions, all of which have to hold, or with Any one.
type Parameters struct {
	Any    bool
	Groups []map[string]jsontext.Value // by path; of a mirrored query, by the name of a filter
}

// Words is one word or several; files have both forms.
type Words struct {
	All    []string
	single bool
}

// Seconds is a number of seconds, or none.
type Seconds struct {
	N     float64
	Given bool
}

// Span is the seconds as a duration, and whether there are any.
func (s Seconds) Span() (time.Duration, bool) {
	return time.Duration(s.N * float64(time.Second)), s.Given
}

// Max is the most that an evaluation is worth.
func (e Evaluation) Max() float64 {
	if len(e.Range) != 2 {
		return 0
	}
	return e.Range[1]
}

// UnmarshalJSON takes a word or a list of words.
func (w *Words) UnmarshalJSON(b []byte) error {
	if jsontext.Value(b).Kind() == '"' {
		var one string
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*w = Words{All: []string{one}, single: true}
		return nil
	}
	*w = Words{}
	return json.Unmarshal(b, &w.All)
}

// MarshalJSON writes the form that was read.
func (w Words) MarshalJSON() ([]byte, error) {
	if w.single && len(w.All) == 1 {
		return json.Marshal(w.All[0])
	}
	if w.All == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(w.All)
}

// UnmarshalJSON takes a number or null.
func (s *Seconds) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = Seconds{}
		return nil
	}
	*s = Seconds{Given: true}
	if err := json.Unmarshal(b, &s.N); err != nil {
		return err
	}
	if s.N < 0 || s.N > maxSeconds {
		return errs.New(errs.Invalid, "a time is from 0 to %d seconds", int64(maxSeconds))
	}
	return nil
}

// MarshalJSON writes the number; none is left out.
func (s Seconds) MarshalJSON() ([]byte, error) { return strictjson.Marshal(s.N) }

// UnmarshalJSON takes a list of groups, or an object that names how they join.
func (p *Parameters) UnmarshalJSON(b []byte) error {
	*p = Parameters{}
	if jsontext.Value(b).Kind() != '{' {
		return json.Unmarshal(b, &p.Groups)
	}
	var named map[string][]map[string]jsontext.Value
	if err := json.Unmarshal(b, &named); err != nil {
		return err
	}
	groups, ok := named["OR"]
	if !ok || len(named) != 1 {
		return errs.New(errs.Unsupported, "parameters are a list, or an object with the one member OR")
	}
	p.Any, p.Groups = true, groups
	return nil
}

// MarshalJSON writes the form that was read.
func (p Parameters) MarshalJSON() ([]byte, error) {
	groups := p.Groups
	if groups == nil {
		groups = []map[string]jsontext.Value{}
	}
	if p.Any {
		return json.Marshal(map[string]any{"OR": groups})
	}
	return json.Marshal(groups)
}

const maxSeconds = 366 * 24 * 3600 // an exercise is no longer than a year
