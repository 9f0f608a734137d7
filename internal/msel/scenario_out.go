package msel

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/cexf"
)

// toScenario writes a plan and its list as a scenario. What came from a file is
// written as it was there, as long as the row says the same; what the format has no
// place for stands whole in the extension.
func toScenario(realm ids.Realm, p Plan, all []Inject, d cexf.Dialect) ([]byte, error) {
	s, keep, err := scenarioHead(realm, p)
	if err != nil {
		return nil, err
	}
	was, err := originals(&s, all)
	if err != nil {
		return nil, err
	}
	w := writer{s: s, uuid: map[string]string{}, rows: map[string]Inject{}}
	for _, i := range all {
		w.rows[i.ID], w.uuid[i.ID] = i, i.ID
	}
	for _, x := range s.Injects {
		w.uuid[scenarioID(x.UUID)] = x.UUID
	}
	w.s.Injects, w.s.Flow = []cexf.Inject{}, []cexf.Step{}
	for _, id := range ordered(keep.Injects, all) {
		if err := w.row(w.rows[id], was[id]); err != nil {
			return nil, err
		}
	}
	w.order(keep.Flow)
	if err := w.extend(); err != nil {
		return nil, err
	}
	if w.s.Own, err = wholeOf(p).member(); err != nil {
		return nil, err
	}
	b, err := cexf.Write(w.s)
	if err != nil {
		return nil, err
	}
	return inDialect(b, cmp.Or(keep.Dialect, cexf.Published), d)
}

// scenarioHead is what stands before the injects.
func scenarioHead(realm ids.Realm, p Plan) (s cexf.Scenario, keep keptScenario, err error) {
	if len(p.Scenario) > 0 {
		if err := strictjson.Loose(p.Scenario, &keep); err != nil {
			return s, keep, err
		}
		return s, keep, json.Unmarshal(keep.File, &s)
	}
	s.Exercise = cexf.Exercise{UUID: ids.Named(scenarioSpace, string(realm)), Name: cmp.Or(p.Name, string(realm)), Namespace: "entente", Description: p.Text, Version: "1", Meta: []byte(`{"author":"Entente","level":"advanced"}`)}
	if !p.Starts.IsZero() && p.Ends.After(p.Starts) {
		length := fmt.Sprint(int64(p.Ends.Sub(p.Starts) / time.Second))
		s.Exercise.Duration = &length
	}
	return s, keep, nil
}

// original is what a file said of a row, and what the row would say had nobody
// changed it.
type original struct {
	inject cexf.Inject
	step   *cexf.Step
	row    Inject
}

// originals reads anew what the rows keep of their file.
func originals(s *cexf.Scenario, all []Inject) (map[string]*original, error) {
	found := map[string]*original{}
	for _, i := range all {
		if len(i.Scenario) == 0 {
			continue
		}
		var kept keptInject
		o := &original{}
		if err := strictjson.Loose(i.Scenario, &kept); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(kept.Inject, &o.inject); err != nil {
			return nil, err
		}
		s.Injects = append(s.Injects, o.inject)
		if len(kept.Step) > 0 {
			o.step = &cexf.Step{}
			if err := json.Unmarshal(kept.Step, o.step); err != nil {
				return nil, err
			}
			s.Flow = append(s.Flow, *o.step)
		}
		found[i.ID] = o
	}
	readable := known(*s)
	for id, o := range found {
		row, err := plainRow(readable, o.inject, o.step)
		if err != nil {
			return nil, err
		}
		found[id].row = row
	}
	return found, nil
}

// known leaves out of a scenario what points at injects that were deleted.
func known(s cexf.Scenario) cexf.Scenario {
	there := map[string]bool{}
	for _, x := range s.Injects {
		there[x.UUID] = true
	}
	flow := slices.Clone(s.Flow)
	for n := range flow {
		if r := flow[n].Requirements; r != nil && r.Inject != "" && !there[r.Inject] {
			flow[n].Requirements = &cexf.Requirement{}
		}
	}
	s.Flow = flow
	return s
}

// ordered gives the rows' ids: first those of the file as it had them.
func ordered(file []string, all []Inject) (out []string) {
	there := map[string]bool{}
	for _, i := range all {
		there[i.ID] = true
	}
	for _, u := range file {
		if id := scenarioID(u); there[id] {
			out = append(out, id)
			delete(there, id)
		}
	}
	for _, i := range all {
		if there[i.ID] {
			out = append(out, i.ID)
		}
	}
	return out
}

// writer makes a scenario row by row.
type writer struct {
	s    cexf.Scenario
	uuid map[string]string // of the file, by the row's id
	rows map[string]Inject
}

func (w *writer) row(i Inject, was *original) error {
	if was == nil {
		was = &original{inject: cexf.Inject{UUID: i.ID, Tool: "MISP", Evaluations: []cexf.Evaluation{}}, step: &cexf.Step{Inject: i.ID, Description: new(string), Requirements: &cexf.Requirement{}, Sequence: cexf.Sequence{Completion: []string{}, Followed: []string{}}}}
	}
	x := was.inject
	if i.Title != was.row.Title {
		x.Name = i.Title
	}
	if !same(i.Payload, was.row.Payload) || i.Channel != was.row.Channel {
		if err := w.payload(&x, i); err != nil {
			return err
		}
	}
	if !sameJSON(i.Criteria, was.row.Criteria) {
		evaluations, err := evaluationsOf(i.Criteria)
		if err != nil {
			return err
		}
		x.Evaluations = evaluations
	}
	w.s.Injects = append(w.s.Injects, x)
	if was.step == nil {
		return nil
	}
	step := *was.step
	if !sameJSON(i.At, was.row.At) || i.ByHand != was.row.ByHand {
		setTrigger(&step, i)
	}
	if !sameJSON(i.After, was.row.After) {
		w.require(&step, i)
	}
	w.s.Flow = append(w.s.Flow, step)
	return nil
}

// setTrigger says what sends a row.
func setTrigger(step *cexf.Step, i Inject) {
	words := slices.DeleteFunc(slices.Clone(step.Sequence.Trigger.All), func(s string) bool { return s == cexf.AtStart || s == cexf.ByHand || s == cexf.AtTime })
	step.Timing.At = cexf.Seconds{}
	switch {
	case i.At != nil && *i.At == 0:
		words = append(words, cexf.AtStart)
	case i.At != nil:
		words, step.Timing.At = append(words, cexf.AtTime), cexf.Seconds{N: float64(i.At.Seconds()), Given: true}
	}
	if i.ByHand {
		words = append(words, cexf.ByHand)
	}
	step.Sequence.Trigger = cexf.Words{All: words}
}

// require names the first inject that a row waits for; the format has one place.
func (w *writer) require(step *cexf.Step, i Inject) {
	step.Requirements = &cexf.Requirement{}
	if len(i.After) == 0 {
		return
	}
	d := i.After[0]
	step.Requirements.Inject = cmp.Or(w.uuid[d.Inject], d.Inject)
	for _, c := range w.rows[d.Inject].Criteria {
		if c.ID == d.Criterion && d.On == OnMet {
			step.Requirements.Resolution = c.Name
		}
	}
}

// payload says what players receive: a letter without one as its description,
// everything else as a file.
func (w *writer) payload(x *cexf.Inject, i Inject) error {
	var m Mail
	if i.Channel == ByMail && x.Payload == nil && strictjson.Loose(i.Payload, &m) == nil {
		x.Description = &m.Text
		return nil
	}
	if len(i.Payload) == 0 {
		x.Payload = nil
		return nil
	}
	file := map[string]string{"content": base64.StdEncoding.EncodeToString(i.Payload), "content-type": "application/json", "filename": string(i.Channel) + ".json"}
	var f File
	switch {
	case i.Channel == ByMail && strictjson.Loose(i.Payload, &m) == nil:
		file = map[string]string{"content": base64.StdEncoding.EncodeToString([]byte(m.Text)), "content-type": "base64", "filename": "email.eml"}
		x.Action = "email_to_participants"
	case i.Channel == ByFile && strictjson.Loose(i.Payload, &f) == nil:
		file = map[string]string{"content": f.Base64, "content-type": f.Media, "filename": f.Name}
	}
	parameters, err := strictjson.Marshal(file)
	if err != nil {
		return err
	}
	id := ids.Named(scenarioSpace, "payload of "+i.ID)
	w.s.Payloads = append(slices.DeleteFunc(w.s.Payloads, func(p cexf.Payload) bool { return p.UUID == id }), cexf.Payload{UUID: id, Name: i.Title, Type: "file", Parameters: parameters})
	x.Payload = &id
	return nil
}

// evaluationsOf writes criteria. One that came from a file is written as it was.
func evaluationsOf(all []Criterion) ([]cexf.Evaluation, error) {
	out := []cexf.Evaluation{}
	for _, c := range all {
		e := cexf.Evaluation{Context: []byte(`{}`), Range: []float64{0, float64(c.Points)}}
		if c.Strategy == "data_filtering" && len(c.Rule) > 0 {
			if err := json.Unmarshal(c.Rule, &e); err != nil {
				return nil, err
			}
		}
		e.Result = c.Name
		if len(e.Range) != 2 || e.Range[1] != float64(c.Points) {
			e.Range = []float64{0, float64(c.Points)}
		}
		out = append(out, e)
	}
	return out, nil
}

// order puts the steps as the file had them, and those that it had not behind.
func (w *writer) order(file []string) {
	place := map[string]int{}
	for n, id := range file {
		place[id] = n + 1
	}
	slices.SortStableFunc(w.s.Flow, func(a, b cexf.Step) int {
		return cmp.Compare(cmp.Or(place[a.Inject], len(file)+1), cmp.Or(place[b.Inject], len(file)+1))
	})
}

// extend reads what was written as any other tool would, and adds the whole row
// where that is not what the row says.
func (w *writer) extend() error {
	steps, readable := map[string]*cexf.Step{}, known(w.s)
	for n := range w.s.Flow {
		steps[w.s.Flow[n].Inject] = &w.s.Flow[n]
	}
	for n, x := range w.s.Injects {
		row := w.rows[scenarioID(x.UUID)]
		read, err := plainRow(readable, x, steps[x.UUID])
		if err != nil {
			return err
		}
		read.ID, read.Number, read.Scenario = row.ID, row.Number, nil
		row.Scenario = nil
		if sameJSON(read, row) {
			continue
		}
		if w.s.Injects[n].Own, err = strictjson.Marshal(row); err != nil {
			return err
		}
	}
	return nil
}

func same(a, b jsontext.Value) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	x, errX := strictjson.Canonical(a)
	y, errY := strictjson.Canonical(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// sameJSON tells whether two values are written alike.
func sameJSON(a, b any) bool {
	x, errX := strictjson.Marshal(a)
	y, errY := strictjson.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
