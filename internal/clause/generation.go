package clause

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// Generation is one generation of a template: the text from which instruments
// are made. It is one canonical document (RFC 8785) and known by its digest.
type Generation struct {
	V            int         `json:"v"`
	Template     string      `json:"template"`
	Number       int         `json:"number"`
	Follows      string      `json:"follows,omitempty"` // digest of the generation before it, hex
	Languages    []string    `json:"languages"`
	Title        Text        `json:"title"`
	Summary      Text        `json:"summary"`
	Multilateral bool        `json:"multilateral"` // more than two parties
	Parameters   []Parameter `json:"parameters"`
	Clauses      []Clause    `json:"clauses"`
}

var templateID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,49}$`)
var parameterName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,49}$`)

// Open reads a generation, gives its digest (SHA-256, hex), and checks all of it.
//
// Errors: Invalid when it is not canonical or not sound; Unsupported for what
// this program cannot carry out.
func Open(b []byte) (g Generation, digest string, err error) {
	if err := strictjson.Exact(b, &g, strictjson.Default); err != nil {
		return g, "", err
	}
	return g, Digest(b), g.Check()
}

// Digest gives the SHA-256 of a document in hex.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Seal gives the canonical document of a generation and its digest.
func (g Generation) Seal() (b []byte, digest string, err error) {
	if err := g.Check(); err != nil {
		return nil, "", err
	}
	b, err = strictjson.Marshal(g)
	return b, Digest(b), err
}

// Check holds a generation to its form: what its text says its provisions take,
// with defaults that are within their bounds.
func (g Generation) Check() error {
	if g.V != 1 {
		return errs.New(errs.Unsupported, "generation of version %d; this node reads version 1", g.V)
	}
	if !templateID.MatchString(g.Template) || g.Number < 1 || g.Number > 999 || g.Follows != "" && len(g.Follows) != 64 {
		return errs.New(errs.Invalid, "a generation names its template in small letters, digits and hyphens, and its number from 1 to 999")
	}
	if err := checkLanguages(g.Languages); err != nil {
		return err
	}
	if err := g.Title.CheckLine("the title", g.Languages); err != nil {
		return err
	}
	if err := g.Summary.CheckLine("the summary", g.Languages); err != nil {
		return err
	}
	names := map[string]bool{}
	if len(g.Parameters) > maxParameters {
		return errs.New(errs.Invalid, "a generation has up to %d parameters", maxParameters)
	}
	for _, p := range g.Parameters {
		if !parameterName.MatchString(p.Name) || names[p.Name] {
			return errs.New(errs.Invalid, "parameter %q has no name of its own in small letters, digits and underscores", errs.Clip(p.Name))
		}
		names[p.Name] = true
		if err := p.check(g.Languages); err != nil {
			return err
		}
	}
	if err := check(g.Clauses, g.Languages, func(p Provision) error { return p.check(slices.Collect(maps.Keys(p.takes()))) }); err != nil {
		return err
	}
	if err := g.checkTaken(names); err != nil {
		return err
	}
	_, err := g.Bind(Choice{})
	return err
}

// checkTaken holds clause and rule together: what a provision takes stands in
// its clause, in every language, and every parameter is taken or said.
func (g Generation) checkTaken(names map[string]bool) error {
	said := map[string]bool{}
	for _, c := range g.Clauses {
		for name := range names {
			said[name] = said[name] || strings.Contains(c.Text.In(g.Languages[0]), "{"+name+"}")
		}
		for _, p := range c.Provisions {
			for _, param := range p.takes() {
				if !names[param] {
					return errs.New(errs.Invalid, "provision %s takes %q, which is no parameter", errs.Clip(p.ID), errs.Clip(param))
				}
				for _, l := range g.Languages {
					if !strings.Contains(c.Text[l], "{"+param+"}") {
						return errs.New(errs.Invalid, "provision %s goes by %q, which its clause does not say in %s", errs.Clip(p.ID), param, l)
					}
				}
			}
		}
	}
	for name := range names {
		if !said[name] {
			return errs.New(errs.Invalid, "no clause says the parameter %q", name)
		}
	}
	return nil
}

// Parameter gives one of the generation's parameters.
func (g Generation) Parameter(name string) (Parameter, error) {
	i := slices.IndexFunc(g.Parameters, func(p Parameter) bool { return p.Name == name })
	if i < 0 {
		return Parameter{}, errs.New(errs.Invalid, "the template has no parameter %q", errs.Clip(name))
	}
	return g.Parameters[i], nil
}
