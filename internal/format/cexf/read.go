package cexf

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// MaxBytes is how large a file may be.
const MaxBytes = 16 << 20

// Dialect is which form of the format a file has.
type Dialect string

// The dialects.
const (
	Published  Dialect = "specification"
	SkillAegis Dialect = "skillaegis"
)

// Finding is one thing about a file that a planner has to know. What refuses keeps the
// scenario from being played as it says.
type Finding struct {
	Refuses bool        `json:"refuses"`
	Path    string      `json:"path"` // JSON Pointer (RFC 6901), or of the object that it is in
	Text    string      `json:"text"`
	Phrase  errs.Phrase `json:"phrase"`
}

// Report is what was seen in a file beside the scenario.
type Report struct {
	Dialect  Dialect   `json:"dialect"`
	Findings []Finding `json:"findings"`
}

// Refused tells whether anything refuses.
func (r Report) Refused() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Refuses })
}

// Read reads a file of either dialect.
//
// Errors: Invalid for what is no such file; what can be read and not be played is a
// finding that refuses.
func Read(b []byte) (s Scenario, r Report, err error) {
	if len(b) > MaxBytes {
		return s, r, errs.New(errs.TooLarge, "a scenario has at most %d MiB", MaxBytes>>20)
	}
	if err := strictjson.DecodeLoose(b, &s); err != nil {
		return s, r, err
	}
	if s.Exercise.Name == "" || s.Flow == nil || s.Injects == nil {
		return s, r, errs.New(errs.Invalid, "a scenario has exercise, inject_flow, inject_payloads and injects, and a name")
	}
	r.Dialect = s.dialect()
	r.Findings = s.findings()
	return s, r, nil
}

// Write gives the canonical bytes of a scenario (RFC 8785).
func Write(s Scenario) ([]byte, error) { return strictjson.Marshal(s) }

// UnmarshalJSON keeps what is not known.
func (s *Scenario) UnmarshalJSON(b []byte) (err error) {
	var x plainScenario
	if s.rest, err = take(b, &x); err != nil {
		return err
	}
	s.Exercise, s.Flow, s.Payloads, s.Injects, s.Own = x.Exercise, x.Flow, x.Payloads, x.Injects, x.Own
	return nil
}

// MarshalJSON writes what was kept, too.
func (s Scenario) MarshalJSON() ([]byte, error) {
	x := plainScenario{s.Exercise, s.Flow, s.Payloads, s.Injects, s.Own}
	if x.Payloads == nil {
		x.Payloads = []Payload{}
	}
	return give(x, s.rest)
}

// names lists the members that a struct knows.
func names(known any) (all []string) {
	t := reflect.TypeOf(known).Elem()
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// dialect tells the form by what only the runner's schema has.
func (s Scenario) dialect() Dialect {
	var meta map[string]jsontext.Value
	if s.Exercise.Meta.Kind() == '{' && json.Unmarshal(s.Exercise.Meta, &meta) == nil && meta["priority"] != nil {
		return SkillAegis
	}
	if slices.ContainsFunc(s.Flow, func(x Step) bool { return x.Timing.Every != (Seconds{}) }) {
		return SkillAegis
	}
	for _, i := range s.Injects {
		if slices.ContainsFunc(i.Evaluations, func(e Evaluation) bool { return e.Strategy != nil }) {
			return SkillAegis
		}
	}
	return Published
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

const maxFindings = 200

// finder gathers findings.
type finder struct{ found []Finding }

func (f *finder) add(refuses bool, path string, say errs.Phrase) {
	if len(f.found) < maxFindings {
		f.found = append(f.found, Finding{Refuses: refuses, Path: errs.Clip(path), Text: say.String(), Phrase: say})
	}
}

func (f *finder) uuid(path, s string) {
	if !uuidForm.MatchString(s) {
		f.add(false, path, errs.Say("%q is not a UUID; it is taken as a name", errs.Clip(s)))
	}
}

func (f *finder) unknown(path string, left rest) {
	for _, name := range slices.Sorted(maps.Keys(left)) {
		if left[name].Kind() == 'n' {
			continue
		}
		f.add(false, path, errs.Say("%q is not known here; it is kept and written back", errs.Clip(name)))
	}
}

// known words; another is kept and means nothing here.
var (
	triggers    = []string{AtStart, ByHand, Periodic, AtTime, ByResult}
	completions = []string{Expiration, OnCompleted}
	actions     = []string{"network_connection", "email_to_participants", ""} // the runner's files leave it empty
)

func (f *finder) words(path string, all, known []string) {
	for _, x := range all {
		if !slices.Contains(known, x) {
			f.add(false, path, errs.Say("%q is not a word of this list (%s)", errs.Clip(x), strings.TrimSuffix(strings.Join(known, ", "), ", ")))
		}
	}
}

func (s Scenario) findings() []Finding {
	f := &finder{found: []Finding{}}
	f.uuid("/exercise/uuid", s.Exercise.UUID)
	f.unknown("", s.rest)
	f.unknown("/exercise", s.Exercise.rest)
	injects, payloads := map[string]int{}, map[string]bool{}
	for i, p := range s.Payloads {
		f.uuid(at("inject_payloads", i, "uuid"), p.UUID)
		f.unknown(at("inject_payloads", i), p.rest)
		if payloads[p.UUID] {
			f.add(true, at("inject_payloads", i, "uuid"), errs.Say("another payload has this UUID too"))
		}
		payloads[p.UUID] = true
	}
	for i, x := range s.Injects {
		f.uuid(at("injects", i, "uuid"), x.UUID)
		f.unknown(at("injects", i), x.rest)
		f.words(at("injects", i, "action"), []string{x.Action}, actions)
		if _, again := injects[x.UUID]; again {
			f.add(true, at("injects", i, "uuid"), errs.Say("another inject has this UUID too"))
		}
		injects[x.UUID] = i
		if x.Payload != nil && *x.Payload != "" && !payloads[*x.Payload] {
			f.add(true, at("injects", i, "action_payload_resource_uuid"), errs.Say("there is no payload %q", errs.Clip(*x.Payload)))
		}
		f.evaluations(i, x)
	}
	f.flow(s, injects)
	return f.found
}

func (f *finder) evaluations(i int, x Inject) {
	if x.Join != nil && *x.Join != "AND" && *x.Join != "OR" {
		f.add(true, at("injects", i, "inject_evaluation_join_type"), errs.Say("evaluations are joined by AND or OR, not by %q", errs.Clip(*x.Join)))
	}
	for n, e := range x.Evaluations {
		path := at("injects", i, "inject_evaluation", n)
		f.unknown(path, e.rest)
		if len(e.Range) != 2 || e.Range[0] > e.Range[1] {
			f.add(true, path+"/score_range", errs.Say("a range has its least and its most"))
		}
		if e.Strategy != nil && !slices.Contains(Strategies(), *e.Strategy) {
			f.add(true, path+"/evaluation_strategy", errs.Say("%q is not a strategy that is known here", errs.Clip(*e.Strategy)))
		}
		for g, group := range e.Parameters.Groups {
			for name, v := range group {
				if !e.predicates() {
					continue
				}
				if _, err := parsePredicate(name, v); err != nil {
					f.add(true, path+at("/parameters", g), errs.Say("the condition on %q cannot be judged: %s", errs.Clip(name), errs.Clip(err.Error())))
				}
			}
		}
	}
}

// flow checks that every step leads somewhere, and that none waits for itself.
func (f *finder) flow(s Scenario, injects map[string]int) {
	seen := map[string]bool{}
	for i, x := range s.Flow {
		path := at("inject_flow", i)
		f.unknown(path, x.rest)
		f.words(path+"/sequence/trigger", x.Sequence.Trigger.All, triggers)
		f.words(path+"/sequence/completion_trigger", x.Sequence.Completion, completions)
		if _, ok := injects[x.Inject]; !ok {
			f.add(true, path+"/inject_uuid", errs.Say("there is no inject %q", errs.Clip(x.Inject)))
		}
		if seen[x.Inject] {
			f.add(true, path+"/inject_uuid", errs.Say("another step plays this inject too"))
		}
		seen[x.Inject] = true
		for _, next := range x.Sequence.Followed {
			if _, ok := injects[next]; !ok {
				f.add(true, path+"/sequence/followed_by", errs.Say("there is no inject %q", errs.Clip(next)))
			}
		}
		if x.Requirements == nil || x.Requirements.Inject == "" {
			continue
		}
		of, ok := injects[x.Requirements.Inject]
		if !ok {
			f.add(true, path+"/requirements", errs.Say("there is no inject %q", errs.Clip(x.Requirements.Inject)))
			continue
		}
		if want := x.Requirements.Resolution; want != "" && !slices.ContainsFunc(s.Injects[of].Evaluations, func(e Evaluation) bool { return e.Result == want }) {
			f.add(false, path+"/requirements/resolution_requirement", errs.Say("no evaluation of that inject is called %q; the step begins once the inject is resolved", errs.Clip(want)))
		}
	}
	if _, loop := s.Order(); loop != "" {
		f.add(true, "/inject_flow", errs.Say("the step of inject %q waits for itself, by way of others", errs.Clip(loop)))
	}
}

// at writes a JSON Pointer.
func at(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		s := strings.TrimPrefix(text(p), "/")
		b.WriteString("/" + s)
	}
	return b.String()
}
