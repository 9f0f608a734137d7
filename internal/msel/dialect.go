package msel

import (
	"github.com/go-json-experiment/json"

	"entente/internal/base/strictjson"
	"entente/internal/format/cexf"
)

// inDialect writes a scenario of one dialect in the other: what the other's schema
// asks for is added, what only the runner knows is left out. In its own dialect a
// scenario is written as it is.
func inDialect(b []byte, from, to cexf.Dialect) ([]byte, error) {
	if from == to {
		return b, nil
	}
	var s map[string]any
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, err
	}
	exercise, _ := s["exercise"].(map[string]any)
	if to == cexf.SkillAegis {
		forRunner(s, exercise)
	} else {
		forReaders(s, exercise)
	}
	return strictjson.Marshal(s)
}

// forRunner adds what the schema of SkillAegis demands.
func forRunner(s, exercise map[string]any) {
	meta := object(exercise, "meta")
	absent(meta, "author", "Entente")
	absent(meta, "level", "advanced")
	absent(meta, "priority", 10)
	absent(exercise, "description", "")
	for step := range members(s, "inject_flow") {
		absent(step, "description", "")
		absent(step, "requirements", map[string]any{})
		sequence, timing := object(step, "sequence"), object(step, "timing")
		if word, one := sequence["trigger"].(string); one {
			sequence["trigger"] = []any{word}
		}
		absent(sequence, "trigger", []any{})
		absent(sequence, "completion_trigger", []any{})
		absent(sequence, "followed_by", []any{})
		absent(timing, "triggered_at", nil)
		absent(timing, "periodic_run_every", nil)
	}
	for inject := range members(s, "injects") {
		absent(inject, "action", "")
		absent(inject, "inject_evaluation", []any{})
		absent(inject, "inject_evaluation_join_type", nil)
		if inject["target_tool"] == "Suricata" {
			inject["target_tool"] = "suricata"
		}
		for evaluation := range members(inject, "inject_evaluation") {
			absent(evaluation, "evaluation_strategy", "data_filtering")
			absent(evaluation, "evaluation_context", map[string]any{})
		}
	}
}

// forReaders leaves out what the published specification has not.
func forReaders(s, exercise map[string]any) {
	meta := object(exercise, "meta")
	delete(meta, "priority")
	delete(meta, "hall_of_fame")
	for step := range members(s, "inject_flow") {
		delete(object(step, "timing"), "periodic_run_every")
	}
	for inject := range members(s, "injects") {
		delete(inject, "inject_evaluation_join_type")
		if inject["target_tool"] == "suricata" {
			inject["target_tool"] = "Suricata"
		}
		for evaluation := range members(inject, "inject_evaluation") {
			delete(evaluation, "evaluation_strategy")
			delete(evaluation, "evaluation_context")
		}
	}
}

func absent(m map[string]any, name string, v any) {
	if _, set := m[name]; !set {
		m[name] = v
	}
}

// object gives the object that a member is, making it where there is none.
func object(m map[string]any, name string) map[string]any {
	x, ok := m[name].(map[string]any)
	if !ok {
		x = map[string]any{}
		m[name] = x
	}
	return x
}

// members gives the objects of a list.
func members(m map[string]any, name string) func(yield func(map[string]any) bool) {
	return func(yield func(map[string]any) bool) {
		all, _ := m[name].([]any)
		for _, x := range all {
			if o, ok := x.(map[string]any); ok && !yield(o) {
				return
			}
		}
	}
}
