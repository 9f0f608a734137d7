package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/serve"
)

// The routes of this file give and take whole files byte by byte: one changed
// byte is another file, so that nothing may decode them on the way.

// download is a file that a route gives.
type download struct {
	path   string
	rule   serve.Rule
	about  about
	media  string
	says   string // of the answer
	params []*huma.Param
	// make gives the file and its name.
	make func(r *http.Request, c serve.Caller) (name string, b []byte, err error)
}

// gives registers a route that gives a file.
func (a *api) gives(d download) {
	op := operation(http.MethodGet, d.path, d.rule, d.about)
	op.Parameters = d.params
	schema := &huma.Schema{Type: "object", AdditionalProperties: true}
	if d.media != "application/json" {
		schema = &huma.Schema{Type: "string", Format: "binary"}
	}
	op.Responses = map[string]*huma.Response{
		"200":     {Description: d.says, Content: map[string]*huma.MediaType{d.media: {Schema: schema}}},
		"default": problemResponse(a.OpenAPI().Components.Schemas),
	}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("GET "+Prefix+op.Path, d.rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		name, b, err := d.make(r, c)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", d.media)
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
		_, _ = w.Write(b) // the other side may have gone
		return nil
	})
}

// upload is a file that a route takes, and answers with what it found in it.
type upload[T any] struct {
	path  string
	rule  serve.Rule // with the body's limit and media type
	about about
	media string
	says  string // of the answer
	name  string // of the answer's schema
	check func(ctx context.Context, c serve.Caller, file []byte) (T, error)

	params []*huma.Param
	from   func(r *http.Request, c serve.Caller, file []byte) (T, error) // in place of check, where the path says more
}

// takes registers a route that takes a file.
func takes[T any](a *api, u upload[T]) {
	schemas := a.OpenAPI().Components.Schemas
	op := operation(http.MethodPost, u.path, u.rule, u.about)
	op.Parameters = u.params
	if u.from == nil {
		u.from = func(r *http.Request, c serve.Caller, file []byte) (T, error) { return u.check(r.Context(), c, file) }
	}
	schema := &huma.Schema{Type: "object", AdditionalProperties: true}
	if u.media != "application/json" {
		schema = &huma.Schema{Type: "string", Format: "binary"}
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{u.media: {Schema: schema}}}
	op.Responses = map[string]*huma.Response{
		"200":     {Description: u.says, Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[T](), true, u.name)}}},
		"default": problemResponse(schemas),
	}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("POST "+Prefix+op.Path, u.rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		file, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		found, err := u.from(r, c, file)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		return marshalJSON(w, found)
	})
}

// inPath is a part of a path, inQuery a value behind it.
func inPath(name string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}
}

func inQuery(name, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: "string"}}
}
