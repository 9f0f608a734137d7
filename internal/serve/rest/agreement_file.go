package rest

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

func (a *api) agreementFileRoute() {
	a.gives(download{path: "/agreements/{id}/file", rule: serve.May(authz.AgreementRead), media: "application/json", says: "A file of canonical JSON", params: []*huma.Param{inPath("id")},
		about: about{id: "exportAgreement", summary: "The agreement in one file, which anyone can verify offline", detail: "Text, provisions, signatures and the cards that name the keys; `entente agreement verify` checks it without a node."},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, err := ids.Parse(r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			b, err := a.deps.Agreements.Export(r.Context(), c.Viewer(), id)
			return "entente-agreement-" + id + ".json", b, err
		}})
}
