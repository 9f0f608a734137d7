package msel

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/cexf"
)

// kept in Inject.Scenario: what a file said of one inject.
type keptInject struct {
	Inject jsontext.Value `json:"inject"`
	Step   jsontext.Value `json:"step,omitempty"`
}

// kept in Plan.Scenario: what a file said beside its injects, and their order.
type keptScenario struct {
	Dialect cexf.Dialect   `json:"dialect"`
	File    jsontext.Value `json:"file"` // without injects and steps
	Injects []string       `json:"injects"`
	Flow    []string       `json:"flow"`
}

var scenarioSpace = uuid.MustParse("5c9e1f0a-1b5d-4b53-9f0e-6a6b0c5d7e21")

// scenarioID is the id of the row that an inject of a file becomes.
func scenarioID(s string) string {
	if uuidForm.MatchString(s) {
		return s
	}
	return ids.Named(scenarioSpace, s)
}

// fromScenario makes rows of a scenario, in the order in which they can be played,
// and what the plan keeps of the rest.
//
// Errors: Invalid for steps that play nothing, or the same inject twice.
func fromScenario(s cexf.Scenario, d cexf.Dialect) (rows []Inject, rest jsontext.Value, err error) {
	steps := map[string]*cexf.Step{}
	keep := keptScenario{Dialect: d, Injects: []string{}, Flow: []string{}}
	for n, x := range s.Flow {
		if steps[x.Inject] != nil || !slices.ContainsFunc(s.Injects, func(i cexf.Inject) bool { return i.UUID == x.Inject }) {
			return nil, nil, errs.New(errs.Invalid, "step %d of the scenario plays no inject, or one that another step plays", n+1)
		}
		steps[x.Inject] = &s.Flow[n]
		keep.Flow = append(keep.Flow, x.Inject)
	}
	byID := map[string]Inject{}
	var unplayed []string
	for _, x := range s.Injects {
		if _, again := byID[x.UUID]; again {
			return nil, nil, errs.New(errs.Invalid, "inject %q stands twice in the scenario", errs.Clip(x.UUID))
		}
		if byID[x.UUID], err = fromFile(s, x, steps[x.UUID]); err != nil {
			return nil, nil, err
		}
		if keep.Injects = append(keep.Injects, x.UUID); steps[x.UUID] == nil {
			unplayed = append(unplayed, x.UUID)
		}
	}
	order, _ := s.Order() // a loop is a finding of the list
	for _, id := range keep.Flow {
		if !slices.Contains(order, id) {
			order = append(order, id)
		}
	}
	for n, id := range append(order, unplayed...) {
		row := byID[id]
		if row.Number == "" {
			row.Number = fmt.Sprint(n + 1)
		}
		rows = append(rows, row)
	}
	s.Flow, s.Injects, s.Own = []cexf.Step{}, []cexf.Inject{}, nil
	if keep.File, err = cexf.Write(s); err != nil {
		return nil, nil, err
	}
	rest, err = strictjson.Marshal(keep)
	return rows, rest, err
}

// fromFile makes the row of one inject.
func fromFile(s cexf.Scenario, x cexf.Inject, step *cexf.Step) (i Inject, err error) {
	kept, own := keptInject{}, x.Own
	x.Own = nil
	if kept.Inject, err = strictjson.Marshal(x); err != nil {
		return i, err
	}
	if step != nil {
		if kept.Step, err = strictjson.Marshal(step); err != nil {
			return i, err
		}
	}
	if own.Kind() == '{' {
		if err := strictjson.Decode(own, &i, strictjson.Default); err != nil {
			return i, err
		}
		if name := oneLine(x.Name, "–"); name != oneLine(i.Title, "–") {
			i.Title = name // somebody has named it anew with another tool
		}
	} else if i, err = plainRow(s, x, step); err != nil {
		return i, err
	}
	i.ID = scenarioID(x.UUID)
	i.Scenario, err = strictjson.Marshal(kept)
	return i, err
}

// plainRow reads an inject of a file that knows nothing of us.
func plainRow(s cexf.Scenario, x cexf.Inject, step *cexf.Step) (i Inject, err error) {
	i = Inject{Title: oneLine(x.Name, x.UUID), Status: Planned, Type: Expected}
	if len(x.Evaluations) == 0 {
		i.Type = Contextual
	}
	for n, e := range x.Evaluations {
		rule, err := strictjson.Marshal(e)
		if err != nil {
			return i, err
		}
		i.Criteria = append(i.Criteria, Criterion{ID: criterionID(n), Name: oneLine(e.Result, criterionID(n)), Points: min(max(int(e.Max()), 0), 1_000_000), Strategy: "data_filtering", Rule: rule})
	}
	if i.Channel, i.Payload, err = scenarioPayload(s, x); err != nil {
		return i, err
	}
	if step == nil { // it is in the file, and no step plays it
		i.Type, i.ByHand = Contingency, true
		return i, nil
	}
	i.After, i.Any = scenarioNeeds(s, x.UUID)
	if span, ok := step.Timing.At.Span(); ok {
		at := Of(Span(span).Seconds())
		i.At = &at
	} else if slices.Contains(step.Sequence.Trigger.All, cexf.AtStart) {
		i.At = new(Span)
	}
	i.ByHand = i.At == nil && slices.Contains(step.Sequence.Trigger.All, cexf.ByHand) && len(i.After) == 0
	if i.At == nil && !i.ByHand && len(i.After) == 0 {
		i.At = new(Span) // judged from the start on, and begun by nothing
	}
	return i, nil
}

func criterionID(n int) string { return fmt.Sprintf("e%d", n+1) }

// scenarioNeeds says what a step waits for. A predecessor is over when what it is
// judged by is met; where the file lets time end it too, also when it was missed.
func scenarioNeeds(s cexf.Scenario, inject string) (after []Dependency, any bool) {
	needs := s.Needs(inject)
	for _, n := range needs {
		of := s.Injects[slices.IndexFunc(s.Injects, func(x cexf.Inject) bool { return x.UUID == n.Inject })]
		d := Dependency{Inject: scenarioID(n.Inject), On: OnMet}
		switch {
		case len(of.Evaluations) == 0:
			d.On = OnSent
			after = append(after, d)
		case n.Result != "":
			d.Criterion = criterionID(slices.IndexFunc(of.Evaluations, func(e cexf.Evaluation) bool { return e.Result == n.Result }))
			after = append(after, d)
		case of.Join != nil && *of.Join == "OR":
			after = append(after, d)
		default:
			for k := range of.Evaluations {
				d.Criterion = criterionID(k)
				after = append(after, d)
			}
		}
	}
	if len(needs) == 1 && needs[0].Result == "" && len(after) == 1 && after[0].On == OnMet && completes(s, needs[0].Inject, cexf.Expiration) {
		after, any = append(after, Dependency{Inject: after[0].Inject, On: OnMissed, Criterion: after[0].Criterion}), true
	}
	return after, any
}

// completes tells whether a word completes the step of an inject.
func completes(s cexf.Scenario, inject, word string) bool {
	return slices.ContainsFunc(s.Flow, func(x cexf.Step) bool { return x.Inject == inject && slices.Contains(x.Sequence.Completion, word) })
}

// scenarioPayload gives what players receive.
func scenarioPayload(s cexf.Scenario, x cexf.Inject) (Channel, jsontext.Value, error) {
	if x.Payload != nil {
		if n := slices.IndexFunc(s.Payloads, func(p cexf.Payload) bool { return p.UUID == *x.Payload }); n >= 0 {
			return payloadOfFile(x, s.Payloads[n])
		}
	}
	text := oneLine(x.Name, x.UUID)
	if x.Description != nil && manyLines(*x.Description) != "" {
		text = manyLines(*x.Description)
	}
	b, err := strictjson.Marshal(Mail{Subject: oneLine(x.Name, x.UUID), Text: text})
	return ByMail, b, err
}

func payloadOfFile(x cexf.Inject, p cexf.Payload) (Channel, jsontext.Value, error) {
	if p.Type != "file" {
		b, err := strictjson.Canonical(p.Parameters)
		if err != nil || jsontext.Value(b).Kind() != '{' {
			b = []byte(`{}`)
		}
		return ByConnection, b, nil
	}
	var f struct {
		Content  string `json:"content"`
		Filename string `json:"filename"`
		Type     string `json:"content-type"`
	}
	if err := strictjson.Loose(p.Parameters, &f); err != nil {
		return "", nil, err
	}
	content, err := base64.StdEncoding.DecodeString(strings.TrimSpace(f.Content))
	if err != nil {
		content = []byte(f.Content)
	}
	if text := manyLines(string(content)); x.Action == "email_to_participants" && utf8.Valid(content) && text != "" {
		b, err := strictjson.Marshal(Mail{Subject: oneLine(x.Name, x.UUID), Text: text})
		return ByMail, b, err
	}
	media := "application/octet-stream"
	if strings.Contains(f.Type, "/") {
		media = f.Type
	}
	b, err := strictjson.Marshal(File{Name: oneLine(f.Filename, "file"), Media: media, Base64: base64.StdEncoding.EncodeToString(content)})
	return ByFile, b, err
}

// oneLine makes a text that may stand in one line; instead is for what has none.
func oneLine(s, instead string) string {
	s = strings.Join(strings.Fields(hideless(s)), " ")
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	if s == "" {
		return instead
	}
	return s
}

// manyLines makes a text that may stand in several.
func manyLines(s string) string {
	s = hideless(strings.ReplaceAll(s, "\r\n", "\n"))
	if len(s) > maxLong {
		s = strings.ToValidUTF8(s[:maxLong], "")
	}
	return s
}

// hideless leaves out what cannot be seen.
func hideless(s string) string {
	return strings.Map(func(r rune) rune {
		if visible(string(r), true) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}
