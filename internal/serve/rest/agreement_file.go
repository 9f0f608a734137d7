package rest

import (
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

// agreementFileRoute gives an agreement byte by byte: one changed byte is
// another file.
func (a *api) agreementFileRoute() {
	read := serve.May(authz.AgreementRead)
	op := operation(http.MethodGet, "/agreements/{id}/file", read, about{id: "exportAgreement", summary: "The agreement in one file, which anyone can verify offline",
		detail: "Text, provisions, signatures and the cards that name the keys; `entente agreement verify` checks it without a node."})
	op.Parameters = []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}}
	op.Responses = map[string]*huma.Response{
		"200":     {Description: "A file of canonical JSON", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object", AdditionalProperties: true}}}},
		"default": problemResponse(a.OpenAPI().Components.Schemas),
	}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("GET "+Prefix+op.Path, read, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		id, err := ids.Parse(r.PathValue("id"))
		if err != nil {
			return err
		}
		file, err := a.deps.Agreements.Export(r.Context(), c.Viewer(), string(id))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="entente-agreement-%s.json"`, id))
		_, _ = w.Write(file) // the other side may have gone
		return nil
	})
}
