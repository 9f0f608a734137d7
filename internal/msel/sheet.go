package msel

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// A sheet is a table of texts: the form of the list in CSV and XLSX.
type sheet struct {
	columns []string // see the sheetColumns; "own:" and an id for the planners' own
	rows    [][]string
}

// sheetColumns are those that every export has, in their order. real_time follows
// from the plan and is passed over when it is read.
var sheetColumns = []string{"number", "time", "real_time", "by_hand", "status", "phase", "storyline", "title", "from", "as", "to", "channel", "type", "subject", "content",
	"expected", "within", "objectives", "controller", "evaluator", "depends_on", "criteria", "remarks", "id"}

const ownColumn = "own:"

// toSheet writes a list. numbers has the numbers of all rows, by id.
func toSheet(p Plan, all []Inject, numbers map[string]string) (sheet, error) {
	own := map[string]bool{}
	for _, c := range p.Columns {
		own[c.ID] = true
	}
	for _, i := range all {
		for id := range i.Own {
			own[id] = true
		}
	}
	sh := sheet{columns: slices.Clone(sheetColumns)}
	for _, id := range sortedKeys(own) {
		sh.columns = append(sh.columns, ownColumn+id)
	}
	for _, i := range all {
		cells, err := i.cells(p.Starts, numbers)
		if err != nil {
			return sh, err
		}
		row := make([]string, len(sh.columns))
		for n, name := range sh.columns {
			row[n] = cells[name]
		}
		sh.rows = append(sh.rows, row)
	}
	return sh, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// cells writes one row, by column.
func (i Inject) cells(starts time.Time, numbers map[string]string) (map[string]string, error) {
	c := map[string]string{"number": i.Number, "status": string(i.Status), "phase": i.Phase, "storyline": i.Storyline, "title": i.Title, "from": i.From, "as": i.As,
		"to": strings.Join(i.To, ", "), "channel": string(i.Channel), "type": string(i.Type), "expected": i.Expected, "objectives": strings.Join(i.Tests, ", "),
		"controller": i.Control, "evaluator": i.Evaluator, "remarks": i.Remarks, "id": i.ID, "depends_on": i.depends(numbers)}
	if i.At != nil {
		c["time"] = i.At.String()
		if !starts.IsZero() {
			c["real_time"] = starts.Add(time.Duration(*i.At)).UTC().Format(time.RFC3339)
		}
	}
	if i.ByHand {
		c["by_hand"] = "yes"
	}
	if i.Within > 0 {
		c["within"] = i.Within.String()
	}
	for id, s := range i.Own {
		c[ownColumn+id] = s
	}
	if len(i.Criteria) > 0 {
		b, err := strictjson.Marshal(i.Criteria)
		if err != nil {
			return nil, err
		}
		c["criteria"] = string(b)
	}
	var err error
	c["subject"], c["content"], err = i.content()
	return c, err
}

// content writes a payload as a subject and a text where that says all, otherwise
// as its JSON.
func (i Inject) content() (subject, text string, err error) {
	if len(i.Payload) == 0 {
		return "", "", nil
	}
	whole, err := strictjson.Canonical(i.Payload)
	if err != nil {
		return "", "", err
	}
	var p map[string]jsontext.Value
	if err := json.Unmarshal(whole, &p); err != nil {
		return "", "", err
	}
	if name, ok := subjects[i.Channel]; ok && json.Unmarshal(orEmpty(p[name]), &subject) == nil && json.Unmarshal(orEmpty(p["text"]), &text) == nil {
		back, err := payloadOf(i.Channel, subject, text)
		if err != nil {
			return "", "", err
		}
		if text != "" && bytes.Equal(back, whole) && !strings.HasPrefix(strings.TrimSpace(text), "{") {
			return subject, text, nil
		}
	}
	return "", string(whole), nil
}

func orEmpty(v jsontext.Value) jsontext.Value {
	if len(v) == 0 {
		return jsontext.Value(`""`)
	}
	return v
}

// subjects names the member of a payload that a sheet has as its subject.
var subjects = map[Channel]string{ByMail: "subject", ByPhone: "caller", ByPress: "headline", ByRequest: "title"}

// payloadOf makes the payload that a subject and a text say.
func payloadOf(c Channel, subject, text string) (jsontext.Value, error) {
	name, ok := subjects[c]
	if !ok {
		return nil, errs.New(errs.Invalid, "the content of channel %s is written as JSON", c)
	}
	p := map[string]string{"text": text}
	if subject != "" {
		p[name] = subject
	}
	b, err := strictjson.Marshal(p)
	return b, err
}

// depends writes what a row waits for: "any: 1.2 sent; 1.3 met c1 +0+00:10:00".
func (i Inject) depends(numbers map[string]string) string {
	var all []string
	for _, d := range i.After {
		words := []string{cmp.Or(numbers[d.Inject], d.Inject), string(d.On)}
		if d.Criterion != "" {
			words = append(words, d.Criterion)
		}
		if d.Delay > 0 {
			words = append(words, "+"+d.Delay.String())
		}
		all = append(all, strings.Join(words, " "))
	}
	text := strings.Join(all, "; ")
	if i.Any {
		text = "any: " + text
	}
	return text
}

// parseDepends reads what depends has written; ids has the rows by number.
func parseDepends(s string, ids map[string]string) (after []Dependency, any bool, err error) {
	s, any = strings.CutPrefix(strings.TrimSpace(s), "any:")
	for _, part := range strings.Split(s, ";") {
		word := strings.Fields(part)
		if len(word) == 0 {
			continue
		}
		d := Dependency{Inject: cmp.Or(ids[word[0]], word[0]), On: OnSent}
		if !uuidForm.MatchString(d.Inject) {
			return nil, any, errs.New(errs.Invalid, "it waits for row %s, which is neither in the file nor in the list", errs.Clip(word[0]))
		}
		for n, w := range word[1:] {
			switch {
			case strings.HasPrefix(w, "+"):
				if d.Delay, err = ParseSpan(strings.TrimPrefix(w, "+")); err != nil {
					return nil, any, err
				}
			case n == 0:
				d.On = On(strings.ToLower(w))
			default:
				d.Criterion = w
			}
		}
		after = append(after, d)
	}
	return after, any, nil
}
