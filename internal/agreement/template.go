package agreement

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

//go:embed templates/*.json
var templateFiles embed.FS

// Template is the text and the typed provisions that instruments are made from.
type Template struct {
	ID           string      `json:"id"`
	Generation   int         `json:"generation"`
	Title        string      `json:"title"`
	Summary      string      `json:"summary"`
	Multilateral bool        `json:"multilateral"` // more than two parties
	Parameters   []Parameter `json:"parameters"`
	Clauses      []Clause    `json:"clauses"`
}

// Parameter is one thing that an instrument decides within bounds.
type Parameter struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"` // "tlp", "choice", "list", "parties", "flag", "number"
	Help    string   `json:"help"`
	Default any      `json:"default"`
	Choices []string `json:"choices,omitempty"` // for choice and list
	Ceiling string   `json:"ceiling,omitempty"` // for tlp: the strictest that may be chosen
	Min     int64    `json:"min,omitempty"`     // for number
	Max     int64    `json:"max,omitempty"`
}

// Clause is a piece of text with the provisions that it states. In a template
// the text holds {parameter}; in an instrument the values stand there.
type Clause struct {
	ID         string      `json:"id"`
	Title      string      `json:"title"`
	Text       string      `json:"text"`
	Provisions []Provision `json:"provisions"`
}

// Provision is what the machine does of a clause. In a template the strings
// name parameters; Bind puts the values in.
type Provision struct {
	ID         string      `json:"id"`
	Kind       policy.Kind `json:"kind"`
	Categories []string    `json:"categories,omitempty"`
	Direction  string      `json:"direction,omitempty"` // "both", "to-depositary", "from-depositary"
	TLP        string      `json:"tlp,omitempty"`
	Allowed    bool        `json:"allowed,omitempty"`
	To         []ids.Party `json:"to,omitempty"`
	Takes      []string    `json:"takes,omitempty"` // template only: its parameters
}

// Templates lists the templates that come with this program, by id.
func Templates() ([]Template, error) {
	names, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	var all []Template
	for _, n := range names {
		b, err := templateFiles.ReadFile(path.Join("templates", n.Name()))
		if err != nil {
			return nil, err
		}
		var t Template
		if err := strictjson.Decode(b, &t, strictjson.Default); err != nil {
			return nil, fmt.Errorf("%s: %w", n.Name(), err)
		}
		all = append(all, t)
	}
	return all, nil
}

func templateByID(id string) (Template, error) {
	all, err := Templates()
	if err != nil {
		return Template{}, err
	}
	i := slices.IndexFunc(all, func(t Template) bool { return t.ID == id })
	if i < 0 {
		return Template{}, errs.New(errs.NotFound, "there is no template %q", errs.Clip(id))
	}
	return all[i], nil
}

// bind checks the parameters against their types and bounds, fills in defaults,
// and gives the clauses with text and provisions as they will be signed.
func (t Template) bind(params map[string]any) ([]Clause, map[string]any, error) {
	values := map[string]any{}
	for name := range params {
		if !slices.ContainsFunc(t.Parameters, func(p Parameter) bool { return p.Name == name }) {
			return nil, nil, errs.New(errs.Invalid, "the template has no parameter %q", errs.Clip(name))
		}
	}
	for _, p := range t.Parameters {
		v, given := params[p.Name]
		if !given {
			v = p.Default
		}
		checked, err := p.check(v)
		if err != nil {
			return nil, nil, err
		}
		values[p.Name] = checked
	}
	clauses := make([]Clause, 0, len(t.Clauses))
	for _, c := range t.Clauses {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			c.Text = strings.ReplaceAll(c.Text, "{"+name+"}", inWords(values[name]))
		}
		bound := make([]Provision, 0, len(c.Provisions))
		for _, p := range c.Provisions {
			bound = append(bound, p.bind(values))
		}
		c.Provisions = bound
		clauses = append(clauses, c)
	}
	return clauses, values, nil
}

// checkTemplate holds an instrument that names a template of this program
// against that template: with its parameters it must say exactly what the
// instrument says, in text and in provisions. A text of another origin stands
// for itself: what is signed is its clauses.
func (in Instrument) checkTemplate() error {
	t, err := templateByID(in.Template)
	if errs.Is(err, errs.NotFound) || err == nil && t.Generation != in.Generation {
		return nil
	}
	if err != nil {
		return err
	}
	var given map[string]any
	if err := strictjson.Decode(in.Params, &given, strictjson.Default); err != nil {
		return err
	}
	clauses, values, err := t.bind(given)
	if err != nil {
		return err
	}
	want, err := strictjson.Marshal([]any{values, clauses})
	if err != nil {
		return err
	}
	got, err := strictjson.Marshal([]any{in.Params, in.Clauses})
	if err != nil {
		return err
	}
	if string(got) != string(want) {
		return errs.New(errs.Denied, "the instrument names template %s, generation %d, and does not say what that template says with these parameters", t.ID, t.Generation)
	}
	return nil
}

// bind puts the values of the parameters that a provision takes into it.
func (p Provision) bind(values map[string]any) Provision {
	for _, name := range p.Takes {
		field, param, _ := strings.Cut(name, "=")
		switch v := values[param].(type) {
		case bool:
			p.Allowed = v
		case []string:
			if field == "to" {
				for _, code := range v {
					p.To = append(p.To, ids.Party(code))
				}
			} else {
				p.Categories = v
			}
		case string:
			if field == "direction" {
				p.Direction = v
			} else {
				p.TLP = v
			}
		}
	}
	p.Takes = nil
	return p
}

// check gives the value in its one form, or says what is wrong with it.
func (p Parameter) check(v any) (any, error) {
	wrong := func(why string) (any, error) {
		return nil, errs.New(errs.Invalid, "parameter %s: %s", p.Name, why)
	}
	switch p.Type {
	case "flag":
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return wrong("give true or false")
	case "tlp":
		s, _ := v.(string)
		tlp, err := marking.ParseTLP(s)
		if err != nil || tlp == marking.None {
			return wrong("give a TLP level")
		}
		if most, _ := marking.ParseTLP(p.Ceiling); p.Ceiling != "" && tlp > most {
			return wrong("the template permits up to tlp:" + p.Ceiling)
		}
		return tlp.String(), nil
	case "choice":
		if s, ok := v.(string); ok && slices.Contains(p.Choices, s) {
			return s, nil
		}
		return wrong("choose one of " + strings.Join(p.Choices, ", "))
	case "number":
		n, ok := whole(v)
		if !ok || n < p.Min || n > p.Max {
			return wrong(fmt.Sprintf("give a whole number from %d to %d", p.Min, p.Max))
		}
		return n, nil
	case "list", "parties":
		return p.checkList(v, wrong)
	}
	return wrong("the template gives it a type that is not known")
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

func (p Parameter) checkList(v any, wrong func(string) (any, error)) (any, error) {
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
				return wrong("give a list of words")
			}
			list = append(list, s)
		}
	default:
		return wrong("give a list of words")
	}
	slices.Sort(list)
	list = slices.Compact(list)
	for _, s := range list {
		if p.Type == "parties" {
			if _, err := ids.ParseParty(s); err != nil {
				return nil, err
			}
		} else if !slices.Contains(p.Choices, s) {
			return wrong("choose from " + strings.Join(p.Choices, ", "))
		}
	}
	if p.Type == "list" && len(list) == 0 {
		return wrong("choose at least one of " + strings.Join(p.Choices, ", "))
	}
	if list == nil {
		list = []string{}
	}
	return list, nil
}

// inWords is how a value stands in a clause.
func inWords(v any) string {
	switch x := v.(type) {
	case bool:
		if x {
			return "permitted"
		}
		return "not permitted"
	case []string:
		if len(x) == 0 {
			return "every party with which it has an agreement for it"
		}
		return strings.Join(x, ", ")
	case int64:
		return strconv.FormatInt(x, 10)
	}
	return fmt.Sprint(v)
}
