package cexf

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/itchyny/gojq"

	"entente/internal/base/errs"
)

// Strategies lists how an evaluation can come to what it judges: what the player just
// made, the answer to a question, or two answers compared.
func Strategies() []string {
	return []string{"data_filtering", "query_search", "query_mirror", "misp_query_search", "simulate_ips", "python"}
}

// predicates tells whether the parameters are conditions. Those of a mirrored query
// are filters, and those of a script are its own.
func (e Evaluation) predicates() bool {
	return e.Strategy == nil || *e.Strategy != "query_mirror" && *e.Strategy != "python"
}

// Predicate is one condition: what a path finds, compared with values.
type Predicate struct {
	Path       string // jq
	Comparison string
	Values     []any
	All        bool // everything that the path finds, else the first alone
	Comment    string
}

// Comparisons lists those that are known.
func Comparisons() []string {
	return []string{"equals", "equals_any", "contains", "count", "regex", "contains-regex", "equals-regex", "is"}
}

// parsePredicate reads a condition and compiles its path, so that what cannot be
// judged is known before anybody plays.
func parsePredicate(path string, v jsontext.Value) (p Predicate, err error) {
	var raw struct {
		Comparison string  `json:"comparison"`
		Values     []any   `json:"values"`
		Extract    *string `json:"extract_type"`
		Comment    string  `json:"comment"`
	}
	if json.Unmarshal(v, &raw) != nil || !slices.Contains(Comparisons(), raw.Comparison) || len(raw.Values) == 0 {
		return p, errs.New(errs.Invalid, "a condition has a comparison of %s, and values", strings.Join(Comparisons(), ", "))
	}
	p = Predicate{Path: path, Comparison: raw.Comparison, Values: raw.Values, All: raw.Extract != nil && *raw.Extract == "all", Comment: raw.Comment}
	if _, err := p.compile(); err != nil {
		return p, errs.New(errs.Invalid, "its path is not one that can be followed")
	}
	if strings.Contains(raw.Comparison, "regex") {
		for _, x := range raw.Values {
			if _, err := regexp.Compile(word(x)); err != nil {
				return p, errs.New(errs.Invalid, "it has a pattern that is none")
			}
		}
	}
	return p, nil
}

// compile makes the path one of jq. The specification's own sample writes paths
// without the leading dot and with {n} for every element of a list.
func (p Predicate) compile() (*gojq.Code, error) {
	path := strings.ReplaceAll(p.Path, ".{n}", "[]")
	if !strings.HasPrefix(path, ".") && !strings.HasPrefix(path, "[") {
		if strings.ContainsAny(path, "- ") {
			path = "." + strconv.Quote(path)
		} else {
			path = "." + path
		}
	}
	q, err := gojq.Parse(path)
	if err != nil {
		return nil, err
	}
	return gojq.Compile(q) // no environment, no files, no input
}

// Reason says of one condition whether it holds, and why.
type Reason struct {
	Path   string      `json:"path"`
	Holds  bool        `json:"holds"`
	Text   string      `json:"text"`
	Phrase errs.Phrase `json:"phrase"`
}

// Judge holds data, decoded JSON, to the conditions of an evaluation: all conditions
// of a group, and all groups or with Any one. Every condition is judged, so that all
// reasons are known. A path that finds nothing does not hold. The values may name
// variables as {{name}}, which are given; one that is not given does not hold. ctx
// bounds how long paths may run.
//
// Errors: Unsupported for parameters that are no conditions; those of ctx.
func (e Evaluation) Judge(ctx context.Context, data any, variables map[string]string) (holds bool, why []Reason, err error) {
	if !e.predicates() {
		return false, nil, errs.New(errs.Unsupported, "an evaluation by %s has no conditions to judge", errs.Clip(*e.Strategy))
	}
	one, all := false, true
	for _, group := range e.Parameters.Groups {
		good := len(group) > 0
		for _, path := range slices.Sorted(maps.Keys(group)) {
			p, err := parsePredicate(path, group[path])
			if err != nil {
				return false, why, err
			}
			r, err := p.judge(ctx, data, variables)
			if err != nil {
				return false, why, err
			}
			why = append(why, r)
			good = good && r.Holds
		}
		one, all = one || good, all && good
	}
	if e.Parameters.Any {
		return one, why, nil
	}
	return all && len(e.Parameters.Groups) > 0, why, nil
}

func (p Predicate) judge(ctx context.Context, data any, variables map[string]string) (Reason, error) {
	say := func(holds bool, phrase errs.Phrase) (Reason, error) {
		return Reason{Path: p.Path, Holds: holds, Text: phrase.String(), Phrase: phrase}, nil
	}
	values := make([]string, len(p.Values))
	for i, v := range p.Values {
		s, missing := fill(word(v), variables)
		if missing != "" {
			return say(false, errs.Say("the condition names %q, which is not given here", missing))
		}
		values[i] = s
	}
	code, err := p.compile()
	if err != nil {
		return Reason{}, errs.New(errs.Invalid, "its path is not one that can be followed")
	}
	var found []any
	for it := code.RunWithContext(ctx, data); ; {
		v, ok := it.Next()
		if !ok {
			break
		}
		if _, failed := v.(error); failed {
			if ctx.Err() != nil {
				return Reason{}, ctx.Err()
			}
			break // the data has another form than the path expects; what came before counts
		}
		if found = append(found, v); !p.All || len(found) >= maxFound {
			break
		}
	}
	if len(found) == 0 && p.Comparison != "count" {
		return say(false, errs.Say("%s finds nothing", errs.Clip(p.Path)))
	}
	holds := p.holds(found, values)
	want := errs.Clip(strings.Join(values, ", "))
	if holds {
		return say(true, errs.Say("%s finds %s, and %s %s holds", errs.Clip(p.Path), shown(found), p.Comparison, want))
	}
	return say(false, errs.Say("%s finds %s; %s %s was asked for", errs.Clip(p.Path), shown(found), p.Comparison, want))
}

const maxFound = 10_000

// holds compares what was found. One found value that is no list is compared as it
// is, several or a list as a set of words.
func (p Predicate) holds(found []any, values []string) bool {
	list := found
	if !p.All {
		one, isList := first(found).([]any)
		if !isList {
			return p.one(found, values)
		}
		list = one
	}
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = word(v)
	}
	inAll := func(test func(value string) bool) bool {
		return !slices.ContainsFunc(values, func(v string) bool { return !test(v) })
	}
	switch p.Comparison {
	case "equals", "is":
		slices.Sort(words)
		want := slices.Sorted(slices.Values(values))
		return slices.Equal(slices.Compact(words), slices.Compact(want))
	case "equals_any":
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(values, w) })
	case "contains":
		return inAll(func(v string) bool { return slices.Contains(words, v) })
	case "count":
		return counts(len(list), values)
	case "contains-regex":
		return inAll(func(v string) bool { return slices.ContainsFunc(words, func(w string) bool { return whole(v, w) }) })
	case "regex", "equals-regex":
		return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.ContainsFunc(values, func(v string) bool { return whole(v, w) }) })
	}
	return false
}

// one compares a single value.
func (p Predicate) one(found []any, values []string) bool {
	if len(found) == 0 {
		return p.Comparison == "count" && counts(0, values)
	}
	if object, ok := found[0].(map[string]any); ok {
		return p.Comparison == "count" && counts(len(object), values)
	}
	s := word(found[0])
	switch p.Comparison {
	case "equals", "is":
		return s == values[0] || truth(found[0]) != "" && truth(found[0]) == truth(values[0])
	case "equals_any":
		return slices.Contains(values, s)
	case "contains":
		words := strings.Fields(strings.ToLower(s))
		return !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(words, strings.ToLower(v)) })
	case "count":
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			return counts(int(n), values)
		}
		return counts(len(s), values)
	case "regex", "contains-regex", "equals-regex":
		return slices.ContainsFunc(values, func(v string) bool { return whole(v, s) })
	}
	return false
}

// first gives the first of what was found; nil of none.
func first(found []any) any {
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

// whole tells whether a pattern matches all of a text.
func whole(pattern, s string) bool {
	re, err := regexp.Compile(`(?s)\A(?:` + pattern + `)\z`)
	return err == nil && re.MatchString(s)
}

var countForm = regexp.MustCompile(`^(<=|>=|<|>|=)?\s*(\d{1,9})$`)

// counts compares a number with every value, such as ">=4" or "3".
func counts(n int, values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool {
		m := countForm.FindStringSubmatch(v)
		if m == nil {
			return true
		}
		want, _ := strconv.Atoi(m[2]) // the form lets nothing else through
		switch m[1] {
		case "<":
			return n >= want
		case "<=":
			return n > want
		case ">":
			return n <= want
		case ">=":
			return n < want
		}
		return n != want
	})
}

// word writes a value as the runner compares it: a truth is 1 or 0.
func word(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case bool:
		if x {
			return "1"
		}
		return "0"
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case nil:
		return ""
	case int, fmt.Stringer:
		return fmt.Sprint(x)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// truth reads a truth in one of the ways in which files write it; "" for none.
func truth(v any) string {
	switch x := v.(type) {
	case bool:
		return word(x)
	case string:
		switch strings.ToLower(x) {
		case "true", "1":
			return "1"
		case "false", "0":
			return "0"
		}
	}
	return ""
}

var variableForm = regexp.MustCompile(`\{\{\s*([^{}]{1,200}?)\s*\}\}`)

// fill puts variables into a value, and names one that is not given.
func fill(s string, variables map[string]string) (filled, missing string) {
	filled = variableForm.ReplaceAllStringFunc(s, func(m string) string {
		name := variableForm.FindStringSubmatch(m)[1]
		v, ok := variables[name]
		if !ok {
			missing = errs.Clip(name)
		}
		return v
	})
	return filled, missing
}

// shown says what a path found, shortly.
func shown(found []any) string {
	words := make([]string, 0, 4)
	for _, v := range found {
		if len(words) == 3 {
			words = append(words, "…")
			break
		}
		words = append(words, errs.Clip(word(v)))
	}
	return fmt.Sprintf("%d (%s)", len(found), errs.Clip(strings.Join(words, ", ")))
}
