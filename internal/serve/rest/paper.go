package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

// PaperCheck is what the check of a paper copy's file found.
type PaperCheck struct {
	Agreement string    `json:"agreement"`
	Digest    string    `json:"digest" doc:"Of the version that it says it is, hex"`
	Language  string    `json:"language"`
	At        time.Time `json:"at" doc:"As of when its signatures were printed"`
	Same      bool      `json:"same" doc:"This node prints the same, byte for byte"`
}

const maxPaper = 16 << 20

// paperRoutes give an agreement as a paper copy, and check the file of one.
func (a *api) paperRoutes() {
	read, schemas := serve.May(authz.AgreementRead), a.OpenAPI().Components.Schemas
	text := func(in, name, doc string) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: in == "path", Description: doc, Schema: &huma.Schema{Type: "string"}}
	}
	op := operation(http.MethodGet, "/agreements/{id}/paper", read, about{id: "printAgreement", summary: "A paper copy: the text, the signature block, the digest and a QR code",
		detail: "Every party prints the same bytes for the same language and moment."})
	op.Parameters = []*huma.Param{text("path", "id", ""), text("query", "version", "Digest of a version; absent: the one to show"), text("query", "lang", "en, fr or cs; absent: the authentic one"), text("query", "at", "Signatures as of this moment, RFC 3339; absent: now")}
	op.Responses = map[string]*huma.Response{
		"200":     {Description: "The copy", Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}},
		"default": problemResponse(schemas),
	}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("GET "+Prefix+op.Path, read.Slow(), func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		id, err := ids.Parse(r.PathValue("id"))
		if err != nil {
			return err
		}
		at, err := queryTime(r, "at")
		if err != nil {
			return err
		}
		q := r.URL.Query()
		b, err := a.deps.Reports.Paper(r.Context(), c.Viewer(), id, q.Get("version"), q.Get("lang"), a.upTo(at))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/pdf")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="entente-agreement-%s.pdf"`, id))
		_, _ = w.Write(b) // the other side may have gone
		return nil
	})

	rule := read.Body(maxPaper, "application/pdf").Slow()
	check := operation(http.MethodPost, "/agreements/papers/check", rule, about{id: "checkPaper", summary: "Check the file of a paper copy: does this node print the same?"})
	check.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}
	check.Responses = map[string]*huma.Response{
		"200":     {Description: "What it says it is, and whether it is that", Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[PaperCheck](), true, "PaperCheck")}}},
		"default": problemResponse(schemas),
	}
	a.OpenAPI().AddOperation(&check)
	a.rt.Handle("POST "+Prefix+check.Path, rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		file, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		x, err := a.deps.Reports.CheckPaper(r.Context(), c.Viewer(), file)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		return marshalJSON(w, PaperCheck{Agreement: x.Agreement, Digest: x.Digest, Language: x.Language, At: x.At, Same: x.Same})
	})

	type codeInput struct {
		Code string `query:"code" required:"true" maxLength:"200" doc:"What the QR code of a paper copy says, or the digest that stands on it"`
	}
	get(a, "/agreements/papers", read, about{id: "findPaper", summary: "The agreement and the version that a paper copy's code names"}, func(ctx context.Context, c serve.Caller, in *codeInput) (*body[PaperCheck], error) {
		parts := strings.Split(strings.TrimSpace(in.Code), ":")
		digest := strings.ToLower(parts[len(parts)-1])
		all, err := a.deps.Agreements.List(ctx, c.Viewer())
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			if v, err := x.Find(digest); err == nil && (len(parts) < 2 || x.ID == parts[len(parts)-2]) {
				return reply(PaperCheck{Agreement: x.ID, Digest: digest, Language: v.Authentic(), At: v.Created}), nil
			}
		}
		return nil, errs.New(errs.NotFound, "no agreement that this node holds has a version of this digest; the copy is of another agreement, or its text was changed")
	})
}
