package msel

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/format/cexf"
)

// whole is what a file of ours says of the exercise as a whole, in the member
// x_entente: that for which the format has no place.
type whole struct {
	V          int         `json:"v"` // 1
	Language   string      `json:"language,omitzero"`
	Cast       []Part      `json:"cast,omitempty"`
	Objectives []Objective `json:"objectives,omitempty"`
	Teams      []Team      `json:"teams,omitempty"`
	Cells      []Cell      `json:"cells,omitempty"`
	Storylines []Storyline `json:"storylines,omitempty"`
	Columns    []Column    `json:"columns,omitempty"`
	Reactions  []Reaction  `json:"reactions,omitempty"`
}

const wholeVersion = 1

// wholeOf takes from a plan what a file says in its own member.
func wholeOf(p Plan) whole {
	return whole{V: wholeVersion, Language: p.Language, Cast: p.Cast, Objectives: p.Objectives, Teams: p.Teams, Cells: p.Cells, Storylines: p.Storylines, Columns: p.Columns, Reactions: p.Reactions}
}

// member writes it; nil where it says no more than a file without it does.
func (x whole) member() (jsontext.Value, error) {
	if x.Language == "en" && len(x.Cast)+len(x.Objectives)+len(x.Teams)+len(x.Cells)+len(x.Storylines)+len(x.Columns)+len(x.Reactions) == 0 {
		return nil, nil
	}
	b, err := strictjson.Marshal(x)
	return b, err
}

// readWhole reads the member strictly. A file without it says nothing.
//
// Errors: Invalid for what has another form, or is of a later version.
func readWhole(b jsontext.Value) (x whole, err error) {
	if len(b) == 0 || b.Kind() == 'n' {
		return x, nil
	}
	if err := strictjson.Decode(b, &x, strictjson.Default); err != nil {
		return x, err
	}
	if x.V != wholeVersion {
		return x, errs.New(errs.Unsupported, "the file says in version %d what the format has no place for; this node reads version %d", x.V, wholeVersion)
	}
	return x, nil
}

// into puts it into a plan. What planners have written stays.
func (x whole) into(p *Plan) {
	p.Cast = joined(p.Cast, x.Cast, func(x Part) string { return string(x.Code) })
	p.Objectives = joined(p.Objectives, x.Objectives, func(x Objective) string { return x.ID })
	p.Teams = joined(p.Teams, x.Teams, func(x Team) string { return x.ID })
	p.Cells = joined(p.Cells, x.Cells, func(x Cell) string { return x.ID })
	p.Storylines = joined(p.Storylines, x.Storylines, func(x Storyline) string { return x.ID })
	p.Columns = joined(p.Columns, x.Columns, func(x Column) string { return x.ID })
	p.Reactions = joined(p.Reactions, x.Reactions, func(x Reaction) string { return x.ID })
}

// joined adds to what is there what is not there yet.
func joined[T any](there, more []T, id func(T) string) []T {
	out := slices.Clone(there)
	for _, x := range more {
		if !slices.ContainsFunc(there, func(y T) bool { return id(y) == id(x) }) {
			out = append(out, x)
		}
	}
	return out
}

// Scenario is a file of CEXF as an empty plan takes it.
type Scenario struct {
	UUID    string // of the scenario
	Length  string // total_duration, in seconds; "" where it does not say
	Plan    Plan
	Injects []Inject
	Parts   []Part // who acts in it, or has teams in it
}

// ReadScenario reads a file of CEXF, of either dialect, as an empty plan would.
//
// Errors: Invalid for what is no such file, or what no plan could keep.
func ReadScenario(file []byte) (x Scenario, err error) {
	defer errs.Wrap(&err, "msel.ReadScenario")
	s, r, err := cexf.Read(file)
	if err != nil {
		return x, err
	}
	rows, rest, err := fromScenario(s, r.Dialect)
	if err != nil {
		return x, err
	}
	own, err := readWhole(s.Own)
	if err != nil {
		return x, err
	}
	p, err := current{plan: unwritten()}.withScenario(s, rest, own)
	if err != nil {
		return x, err
	}
	for _, i := range rows {
		if err := i.Check(); err != nil {
			return x, err
		}
	}
	x = Scenario{UUID: s.Exercise.UUID, Plan: p.Plan, Injects: rows, Parts: parts(own, rows)}
	if s.Exercise.Duration != nil {
		x.Length = *s.Exercise.Duration
	}
	return x, nil
}
