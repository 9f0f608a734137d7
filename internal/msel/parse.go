package msel

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// otherNames are what planners call columns elsewhere.
var otherNames = map[string]string{"no": "number", "no.": "number", "#": "number", "inject": "number", "exercise_time": "time", "t": "time", "real": "real_time", "event": "title", "name": "title", "sender": "from",
	"recipient": "to", "recipients": "to", "medium": "channel", "text": "content", "expected_action": "expected", "objective": "objectives", "depends": "depends_on", "after": "depends_on", "line": "storyline", "comment": "remarks", "comments": "remarks"}

// columnName gives the column that a heading means, and whether one is meant.
func columnName(p Plan, heading string) (string, bool) {
	h := strings.TrimSpace(heading)
	if n := slices.IndexFunc(p.Columns, func(c Column) bool { return strings.EqualFold(c.Name, h) || strings.EqualFold(c.ID, h) }); n >= 0 {
		return ownColumn + p.Columns[n].ID, true
	}
	name := strings.ReplaceAll(strings.ToLower(h), " ", "_")
	if other, ok := otherNames[name]; ok {
		name = other
	}
	if id, own := strings.CutPrefix(name, ownColumn); own {
		return name, shortForm.MatchString(id)
	}
	return name, slices.Contains(sheetColumns, name)
}

// set puts what the columns of one line say into a row, which has what was there
// before. byNumber has the ids of all rows.
func (i Inject) set(cells map[string]string, byNumber map[string]string) (Inject, error) {
	for name, to := range map[string]*string{"number": &i.Number, "phase": &i.Phase, "storyline": &i.Storyline, "title": &i.Title, "from": &i.From, "as": &i.As, "expected": &i.Expected,
		"controller": &i.Control, "evaluator": &i.Evaluator, "remarks": &i.Remarks} {
		if s, ok := cells[name]; ok {
			*to = s
		}
	}
	if s, ok := cells["type"]; ok {
		i.Type = Type(word(s))
	}
	if s, ok := cells["status"]; ok {
		i.Status = Status(word(s))
	}
	if s, ok := cells["channel"]; ok {
		i.Channel = Channel(word(s))
	}
	if s, ok := cells["to"]; ok {
		i.To = commas(s)
	}
	if s, ok := cells["objectives"]; ok {
		i.Tests = commas(s)
	}
	i = i.plain()
	for _, f := range []func(*Inject, map[string]string) error{setTimes, setContent, setCriteria} {
		if err := f(&i, cells); err != nil {
			return i, err
		}
	}
	if s, ok := cells["depends_on"]; ok {
		var err error
		if i.After, i.Any, err = parseDepends(s, byNumber); err != nil {
			return i, err
		}
	}
	i.Own = maps.Clone(i.Own)
	for name, s := range cells {
		if id, ok := strings.CutPrefix(name, ownColumn); ok {
			if i.Own == nil {
				i.Own = map[string]string{}
			}
			i.Own[id] = s
		}
	}
	return i.plain(), nil
}

func word(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func commas(s string) (all []string) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func setTimes(i *Inject, cells map[string]string) error {
	if s, ok := cells["time"]; ok {
		i.At = nil
		if strings.TrimSpace(s) != "" {
			at, err := ParseSpan(s)
			if err != nil {
				return err
			}
			i.At = &at
		}
	}
	if s, ok := cells["within"]; ok {
		i.Within = 0
		if strings.TrimSpace(s) != "" {
			within, err := ParseSpan(s)
			if err != nil {
				return err
			}
			i.Within = within
		}
	}
	if s, ok := cells["by_hand"]; ok {
		switch word(s) {
		case "", "no", "0", "false":
			i.ByHand = false
		case "yes", "1", "true", "x":
			i.ByHand = true
		default:
			return errs.New(errs.Invalid, "by_hand: write yes or no")
		}
	}
	return nil
}

func setContent(i *Inject, cells map[string]string) error {
	text, ok := cells["content"]
	subject, also := cells["subject"]
	if !ok && !also {
		return nil
	}
	if !also || !ok { // one of the two alone: the other stays
		oldSubject, oldText, err := i.content()
		if err != nil {
			return err
		}
		if !also {
			subject = oldSubject
		} else {
			text = oldText
		}
	}
	switch {
	case text == "" && subject == "":
		i.Payload = nil
		return nil
	case strings.HasPrefix(strings.TrimSpace(text), "{"):
		if err := strictjson.Check([]byte(text), strictjson.Default); err != nil {
			return err
		}
		b, err := strictjson.Canonical([]byte(text))
		i.Payload = b
		return err
	}
	b, err := payloadOf(i.Channel, subject, text)
	i.Payload = b
	return err
}

func setCriteria(i *Inject, cells map[string]string) error {
	s, ok := cells["criteria"]
	if !ok {
		return nil
	}
	i.Criteria = nil
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return strictjson.Decode([]byte(s), &i.Criteria, strictjson.Default)
}

// rowID is the id that a line names, if it names one.
func rowID(cells map[string]string) (string, error) {
	s := word(cells["id"])
	if s == "" {
		return "", nil
	}
	return ids.Parse(s)
}
