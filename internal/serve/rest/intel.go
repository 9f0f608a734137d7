package rest

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/intel"
	"entente/internal/release"
	"entente/internal/serve"
)

// Intel is what this file needs of the intel domain.
type Intel interface {
	List(ctx context.Context, v authz.Viewer, f intel.Filter) ([]intel.Row, error)
	Object(ctx context.Context, v authz.Viewer, id string) (intel.Page, error)
	Count(ctx context.Context, v authz.Viewer) (intel.Counts, error)
	Origins(ctx context.Context, v authz.Viewer) ([]ids.Party, error)
	Lots(ctx context.Context, v authz.Viewer, limit int) ([]intel.Lot, error)
	Lot(ctx context.Context, v authz.Viewer, key string) (intel.Lot, error)
	Import(ctx context.Context, who authz.Actor, in intel.ImportInput, r io.Reader) (intel.Lot, error)
	Delete(ctx context.Context, who authz.Actor, realm ids.Realm, id string, released func(ctx context.Context, tx *db.Tx, added []int64) (bool, error)) error
}

// Summary is how much there is.
type Summary struct {
	Objects int64            `json:"objects"`
	ByType  map[string]int64 `json:"by_type"`
	Origins []ids.Party      `json:"origins"`
}

// Import is one reading of a file, or one received release.
type Import struct {
	ID           string          `json:"id"`
	At           time.Time       `json:"at"`
	By           string          `json:"by"`
	Name         string          `json:"name"`
	Format       string          `json:"format"`
	Mark         string          `json:"mark" doc:"The TLP that was put on what came unmarked"`
	State        string          `json:"state" enum:"running,done,failed,interrupted"`
	Total        int64           `json:"total"`
	Stored       int64           `json:"stored"`
	Duplicates   int64           `json:"duplicates"`
	Refused      int64           `json:"refused"`
	Marked       int64           `json:"marked"`
	Problems     []ImportProblem `json:"problems" doc:"The first thousand"`
	ProblemCount int             `json:"problem_count" doc:"How many are listed"`
}

// ImportProblem is why one thing was not stored.
type ImportProblem struct {
	Index  int    `json:"index"`
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

type objectsInput struct {
	Page
	Type     string `query:"type" maxLength:"500" doc:"STIX types, separated by commas"`
	TLP      string `query:"tlp" enum:"none,clear,green,amber,amber+strict,red" doc:"none: unmarked"`
	Origin   string `query:"origin" maxLength:"16"`
	Category string `query:"category" maxLength:"40"`
	Q        string `query:"q" maxLength:"2000" doc:"An observable's value, prefix*, or an object's id"`
	After    int64  `query:"after" minimum:"0" doc:"Only what came in after this seq"`
}

func (in objectsInput) filter() (f intel.Filter, err error) {
	f = intel.Filter{TLP: in.TLP, Category: in.Category, Value: in.Q, Types: commas(in.Type), After: in.After, Limit: in.Limit + 1}
	if in.Origin != "" {
		if f.Origin, err = ids.ParseParty(in.Origin); err != nil {
			return f, err
		}
	}
	f.Before, err = in.number()
	return f, err
}

func (a *api) intelRoutes() {
	store := a.deps.Intel
	read := serve.May(authz.IntelRead)
	get(a, "/intel/objects", read, about{id: "listObjects", summary: "Objects, newest first"}, func(ctx context.Context, c serve.Caller, in *objectsInput) (*body[list[Object]], error) {
		f, err := in.filter()
		if err != nil {
			return nil, err
		}
		rows, err := store.List(ctx, c.Viewer(), f)
		if err != nil {
			return nil, err
		}
		out, err := a.describe(ctx, c.Realm, rows)
		return reply(cut(out, in.Limit, func(o Object) string { return strconv.FormatInt(o.Seq, 10) })), err
	})
	get(a, "/intel/summary", read, about{id: "summariseObjects", summary: "How many objects of which type, from whom"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[Summary], error) {
		n, err := store.Count(ctx, c.Viewer())
		if err != nil {
			return nil, err
		}
		origins, err := store.Origins(ctx, c.Viewer())
		return reply(Summary{Objects: n.Objects, ByType: n.ByType, Origins: origins}), err
	})
	get(a, "/intel/objects/{id}", read, about{id: "getObject", summary: "All about one object"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[ObjectPage], error) {
		page, err := a.objectPage(ctx, c, in.ID)
		return reply(page), err
	})
	get(a, "/intel/objects/{id}/audience", serve.May(authz.ReleasePreview), about{id: "getAudience", summary: "Who may have this object, and why"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[Preview], error) {
		p, err := a.deps.Releases.Preview(ctx, c.Actor, c.Realm, release.Ask{Select: intel.Selection{IDs: []string{in.ID}}})
		return reply(previewOf(p)), err
	})
	register(a, http.MethodDelete, "/intel/objects/{id}", serve.May(authz.IntelDelete), about{id: "deleteObject", summary: "Delete an own object that was never released"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return nil, store.Delete(ctx, c.Actor, c.Realm, in.ID, a.deps.Releases.Released)
	})
	get(a, "/intel/imports", read, about{id: "listImports", summary: "Imports and received releases, newest first"}, func(ctx context.Context, c serve.Caller, in *struct {
		Limit int `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*body[list[Import]], error) {
		lots, err := store.Lots(ctx, c.Viewer(), in.Limit)
		out := list[Import]{}
		for _, l := range lots {
			out.Items = append(out.Items, importOf(l))
		}
		return reply(out), err
	})
	get(a, "/intel/imports/{id}", read, about{id: "getImport", summary: "One import with its problems"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[Import], error) {
		l, err := store.Lot(ctx, c.Viewer(), in.ID)
		return reply(importOf(l)), err
	})
	a.importRoute()
}

// importRoute reads the body as a stream: it may be larger than memory.
func (a *api) importRoute() {
	rule := serve.May(authz.IntelImport).Body(a.deps.MaxImport, "application/json", "application/stix+json", "application/taxii+json").Slow()
	op := operation(http.MethodPost, "/intel/imports", rule, about{id: "importFile", summary: "Import a file of STIX or MISP",
		detail: "The body is the file itself, plain or packed once with gzip. Good objects are stored, each of the others is listed with its reason."})
	text := &huma.Schema{Type: "string"}
	op.Parameters = []*huma.Param{
		{Name: "name", In: "query", Description: "The file's name", Schema: text},
		{Name: "format", In: "query", Description: "What it is; auto looks", Schema: &huma.Schema{Type: "string", Enum: []any{"auto", "stix", "misp"}}},
		{Name: "mark", In: "query", Description: "A TLP for what bears none, on the importer's recorded authority, such as tlp:amber", Schema: text},
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{}}}}
	schemas := a.OpenAPI().Components.Schemas
	op.Responses = map[string]*huma.Response{
		"200":     {Description: "What became of it", Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[Import](), true, "Import")}}},
		"default": problemResponse(schemas),
	}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("POST "+Prefix+"/intel/imports", rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		in := intel.ImportInput{Realm: c.Realm, Name: "upload"}
		for name, values := range r.URL.Query() {
			field, ok := map[string]*string{"name": &in.Name, "format": &in.Format, "mark": &in.Mark}[name]
			if !ok || len(values) != 1 {
				return errs.New(errs.Invalid, "query parameter %q is not known here, or is given twice", errs.Clip(name))
			}
			*field = values[0]
		}
		lot, err := a.deps.Intel.Import(r.Context(), c.Actor, in, r.Body)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		return marshalJSON(w, importOf(lot))
	})
}

func importOf(l intel.Lot) Import {
	out := Import{ID: l.Key, At: l.At, By: l.Who, Name: l.Name, Format: l.Format, Mark: l.Mark, State: l.State,
		Total: l.Total, Stored: l.Stored, Duplicates: l.Duplicates, Refused: l.Refused, Marked: l.Marked, ProblemCount: len(l.Problems)}
	for _, p := range l.Problems {
		out.Problems = append(out.Problems, ImportProblem{Index: p.Index, ID: p.ID, Reason: p.Reason})
	}
	return out
}
