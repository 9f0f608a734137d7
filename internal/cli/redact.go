package cli

import (
	"strings"

	"entente/internal/base/errs"
)

type intelPropertiesCmd struct {
	chosen
}

func (c *intelPropertiesCmd) Run(e *env) error {
	type property struct {
		Type    string `json:"type"`
		Name    string `json:"name"`
		Objects int64  `json:"objects"`
	}
	return send(e, "/api/v1/intel/properties", map[string]any{"select": c.selection()}, func(l items[property]) error {
		var rows [][]string
		for _, p := range l.Items {
			rows = append(rows, []string{p.Type + "." + p.Name, n(p.Objects)})
		}
		return e.table([]string{"PROPERTY", "OBJECTS"}, rows, "No property of these objects can be left out.")
	})
}

type intelRedactCmd struct {
	chosen
	Omit []string `help:"Properties to leave out, as type.property, such as indicator.description; entente intel properties lists them." required:"" sep:"," placeholder:"TYPE.PROPERTY"`
}

func (c *intelRedactCmd) Run(e *env) error {
	var omit []map[string]string
	for _, o := range c.Omit {
		kind, name, ok := strings.Cut(o, ".")
		if !ok || kind == "" || name == "" {
			return errs.New(errs.Invalid, "%q is not type.property, such as indicator.description", o)
		}
		omit = append(omit, map[string]string{"type": kind, "name": name})
	}
	type answer struct {
		Import string   `json:"import"`
		IDs    []string `json:"ids"`
		Copied int      `json:"copied"`
	}
	return send(e, "/api/v1/intel/redactions", map[string]any{"select": c.selection(), "omit": omit}, func(a answer) error {
		return e.line("%d objects were copied without these properties, as import %s; the originals stay.\nRelease the copies with: entente release preview --import %s", a.Copied, a.Import, a.Import)
	})
}
