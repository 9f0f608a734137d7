package cexf

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/strictjson"
)

// rest is what an object held that this package does not know, and what was null. It is
// written back.
type rest map[string]jsontext.Value

// take reads an object into known, a pointer to a struct, and gives what is left.
func take(b []byte, known any) (rest, error) {
	var all rest
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, known); err != nil {
		return nil, err
	}
	for _, name := range names(known) {
		if all[name].Kind() != 'n' {
			delete(all, name)
		}
	}
	return all, nil
}

// give writes known with what was left.
func give(known any, left rest) ([]byte, error) {
	b, err := json.Marshal(known)
	if err != nil || len(left) == 0 {
		return b, err
	}
	var all map[string]jsontext.Value
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	for name, v := range left {
		if _, set := all[name]; !set {
			all[name] = v
		}
	}
	return strictjson.Marshal(all)
}

// The plain types have the members of the ones they stand for, and not their
// methods, so that each object is read and written once.
type (
	plainExercise    Exercise
	plainStep        Step
	plainRequirement Requirement
	plainSequence    Sequence
	plainTiming      Timing
	plainPayload     Payload
	plainInject      Inject
	plainEvaluation  Evaluation
	plainScenario    struct {
		Exercise Exercise       `json:"exercise"`
		Flow     []Step         `json:"inject_flow"`
		Payloads []Payload      `json:"inject_payloads"`
		Injects  []Inject       `json:"injects"`
		Own      jsontext.Value `json:"x_entente,omitzero"`
	}
)

// UnmarshalJSON keeps what is not known.
func (x *Exercise) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainExercise)(x))
	return err
}

// UnmarshalJSON keeps what is not known.
func (x *Step) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainStep)(x))
	return err
}

// UnmarshalJSON keeps what is not known.
func (x *Requirement) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainRequirement)(x))
	return err
}

// UnmarshalJSON keeps what is not known.
func (x *Sequence) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainSequence)(x))
	return err
}

// UnmarshalJSON keeps what is not known.
func (x *Timing) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainTiming)(x))
	return err
}

// UnmarshalJSON keeps what is not known.
func (x *Payload) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainPayload)(x))
	return err
}

// UnmarshalJSON keeps what is not known.
func (x *Inject) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainInject)(x))
	return err
}

// UnmarshalJSON keeps what is not known.
func (x *Evaluation) UnmarshalJSON(b []byte) (err error) {
	x.rest, err = take(b, (*plainEvaluation)(x))
	return err
}

// MarshalJSON writes what was kept, too.
func (x Exercise) MarshalJSON() ([]byte, error) { return give(plainExercise(x), x.rest) }

// MarshalJSON writes what was kept, too.
func (x Step) MarshalJSON() ([]byte, error) { return give(plainStep(x), x.rest) }

// MarshalJSON writes what was kept, too.
func (x Requirement) MarshalJSON() ([]byte, error) { return give(plainRequirement(x), x.rest) }

// MarshalJSON writes what was kept, too.
func (x Sequence) MarshalJSON() ([]byte, error) { return give(plainSequence(x), x.rest) }

// MarshalJSON writes what was kept, too.
func (x Timing) MarshalJSON() ([]byte, error) { return give(plainTiming(x), x.rest) }

// MarshalJSON writes what was kept, too.
func (x Payload) MarshalJSON() ([]byte, error) { return give(plainPayload(x), x.rest) }

// MarshalJSON writes what was kept, too.
func (x Inject) MarshalJSON() ([]byte, error) { return give(plainInject(x), x.rest) }

// MarshalJSON writes what was kept, too.
func (x Evaluation) MarshalJSON() ([]byte, error) { return give(plainEvaluation(x), x.rest) }
