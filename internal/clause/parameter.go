package clause

import (
	"slices"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

// Parameter is one thing that an instrument decides within bounds.
type Parameter struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"` // "tlp", "choice", "list", "parties", "flag", "number", "span"
	Help    Text     `json:"help"`
	Default any      `json:"default"`
	Choices []string `json:"choices,omitempty"` // of choice and list
	Ceiling string   `json:"ceiling,omitempty"` // of tlp: the strictest that may be chosen
	Min     int64    `json:"min,omitzero"`      // of number
	Max     int64    `json:"max,omitzero"`
	// Of span, ISO 8601. Without Shortest it may be left empty.
	Shortest string `json:"shortest,omitempty"`
	Longest  string `json:"longest,omitempty"`
	// Varies says that a party may go by a stricter value for what it gives
	// itself: a lower tlp, fewer of a list, false instead of true.
	Varies bool `json:"varies,omitzero"`
	// Words says how a value stands in a clause, where the value itself would not
	// read well. A flag's values are "true" and "false".
	Words map[string]Text `json:"words,omitempty"`
}

const maxParameters = 100

// types of parameters that a party can vary: there is a stricter side.
var varying = []string{"tlp", "list", "flag"}

func (p Parameter) check(languages []string) error {
	if !slices.Contains([]string{"tlp", "choice", "list", "parties", "flag", "number", "span"}, p.Type) {
		return errs.New(errs.Invalid, "parameter %s has the type %q, which is not known", errs.Clip(p.Name), errs.Clip(p.Type))
	}
	if p.Varies && !slices.Contains(varying, p.Type) {
		return errs.New(errs.Invalid, "parameter %s has no stricter side, so no party can vary it", errs.Clip(p.Name))
	}
	if err := p.Help.CheckLine("the help of parameter "+errs.Clip(p.Name), languages); err != nil {
		return err
	}
	for v, text := range p.Words {
		if err := text.CheckLine("the word for "+errs.Clip(v)+" of parameter "+errs.Clip(p.Name), languages); err != nil {
			return err
		}
	}
	_, err := p.value(p.Default)
	return err
}

// value gives a value in its one form, or says what is wrong with it.
func (p Parameter) value(v any) (any, error) {
	s, isText := v.(string)
	switch p.Type {
	case "flag":
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return nil, errs.New(errs.Invalid, "parameter %s: give true or false", p.Name)
	case "tlp":
		tlp, err := marking.ParseTLP(s)
		if err != nil || tlp == marking.None {
			return nil, errs.New(errs.Invalid, "parameter %s: give a TLP level", p.Name)
		}
		if most, _ := marking.ParseTLP(p.Ceiling); p.Ceiling != "" && tlp > most {
			return nil, errs.New(errs.Invalid, "parameter %s: the template permits up to tlp:%s", p.Name, p.Ceiling)
		}
		return tlp.String(), nil
	case "choice":
		if isText && slices.Contains(p.Choices, s) {
			return s, nil
		}
		return nil, errs.New(errs.Invalid, "parameter %s: choose one of %s", p.Name, strings.Join(p.Choices, ", "))
	case "number":
		n, ok := whole(v)
		if !ok || n < p.Min || n > p.Max {
			return nil, errs.New(errs.Invalid, "parameter %s: give a whole number from %d to %d", p.Name, p.Min, p.Max)
		}
		return n, nil
	case "span":
		return p.span(s, isText)
	}
	return p.list(v)
}

func (p Parameter) span(s string, isText bool) (any, error) {
	if isText && s == "" && p.Shortest == "" {
		return "", nil
	}
	v, err := ParseSpan(s)
	if err != nil || v.IsZero() {
		return nil, errs.New(errs.Invalid, "parameter %s: give a length of time, like P30D or PT48H", p.Name)
	}
	least, _ := ParseSpan(p.Shortest)
	most, _ := ParseSpan(p.Longest)
	if v.rough() < least.rough() || p.Longest != "" && v.rough() > most.rough() {
		return nil, errs.New(errs.Invalid, "parameter %s: the template permits from %s to %s", p.Name, orNothing(p.Shortest), orNothing(p.Longest))
	}
	return s, nil
}

func orNothing(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case float64:
		return int64(n), n == float64(int64(n))
	}
	return 0, false
}

func (p Parameter) list(v any) (any, error) {
	var list []string
	switch l := v.(type) {
	case []string:
		list = slices.Clone(l)
	case string:
		list = []string{l}
	case []any:
		for _, x := range l {
			s, ok := x.(string)
			if !ok {
				return nil, errs.New(errs.Invalid, "parameter %s: give a list of words", p.Name)
			}
			list = append(list, s)
		}
	default:
		return nil, errs.New(errs.Invalid, "parameter %s: give a list of words", p.Name)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	for _, s := range list {
		if p.Type == "parties" {
			if _, err := ids.ParseParty(s); err != nil {
				return nil, err
			}
		} else if !slices.Contains(p.Choices, s) {
			return nil, errs.New(errs.Invalid, "parameter %s: choose from %s", p.Name, strings.Join(p.Choices, ", "))
		}
	}
	if p.Type == "list" && len(list) == 0 {
		return nil, errs.New(errs.Invalid, "parameter %s: choose at least one of %s", p.Name, strings.Join(p.Choices, ", "))
	}
	if list == nil {
		list = []string{}
	}
	return list, nil
}

// stricter answers errs.Invalid unless one value is at least as strict as
// another; both are in their one form.
func (p Parameter) stricter(v, than any) error {
	ok := false
	switch x := v.(type) {
	case bool:
		ok = !x
	case string:
		a, _ := marking.ParseTLP(x)
		b, _ := marking.ParseTLP(than.(string))
		ok = a <= b
	case []string:
		ok = !slices.ContainsFunc(x, func(s string) bool { return !slices.Contains(than.([]string), s) })
	}
	if !ok {
		return errs.New(errs.Invalid, "parameter %s: a party may vary it to a stricter value alone", p.Name)
	}
	return nil
}
