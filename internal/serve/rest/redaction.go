package rest

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/serve"
)

// Redactions is what this file needs of the intel domain.
type Redactions interface {
	Properties(ctx context.Context, v authz.Viewer, sel intel.Selection) ([]intel.Property, error)
	Redact(ctx context.Context, who authz.Actor, realm ids.Realm, sel intel.Selection, drop []intel.Omission) (intel.Redaction, error)
	Redactions(ctx context.Context, v authz.Viewer, id string) (string, []string, error)
}

// Property is one that some of the selected objects have.
type Property struct {
	Type    string `json:"type"`
	Name    string `json:"name"`
	Objects int    `json:"objects" doc:"How many of the selected objects have it"`
}

// Omission names a property of one type of objects.
type Omission struct {
	Type string `json:"type" maxLength:"250"`
	Name string `json:"name" maxLength:"250"`
}

// Redaction is what a redaction made.
type Redaction struct {
	Import string   `json:"import" doc:"Under which number the copies can be found"`
	IDs    []string `json:"ids" doc:"The selection, with the copies in the place of their originals"`
	Copied int      `json:"copied"`
}

type propertiesInput struct {
	Body struct {
		Select Select `json:"select"`
	}
}

type redactInput struct {
	Body struct {
		Select Select     `json:"select"`
		Omit   []Omission `json:"omit" minItems:"1" maxItems:"1000"`
	}
}

func (a *api) redactionRoutes() {
	store := a.deps.Redactions
	post(a, "/intel/properties", serve.May(authz.IntelRedact), about{id: "listProperties", summary: "Which properties of the selected objects may be left out"}, func(ctx context.Context, c serve.Caller, in *propertiesInput) (*body[list[Property]], error) {
		all, err := store.Properties(ctx, c.Viewer(), in.Body.Select.selection())
		out := list[Property]{}
		for _, p := range all {
			out.Items = append(out.Items, Property(p))
		}
		return reply(out), err
	})
	post(a, "/intel/redactions", serve.May(authz.IntelRedact), about{id: "redact", summary: "Copy objects without some of their properties",
		detail: "The copies are new objects of this party; the originals stay. What else of the selection refers to a copied object is copied too. Nothing leaves by it."},
		func(ctx context.Context, c serve.Caller, in *redactInput) (*body[Redaction], error) {
			var drop []intel.Omission
			for _, o := range in.Body.Omit {
				drop = append(drop, intel.Omission(o))
			}
			r, err := store.Redact(ctx, c.Actor, c.Realm, in.Body.Select.selection(), drop)
			return reply(Redaction{Import: r.Lot, IDs: r.IDs, Copied: r.Copied}), err
		})
}
