package taxii

import (
	"net/http"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

// Routes adds the TAXII faces to a router, each address with and without its
// trailing slash, which the standard makes part of the address and clients
// forget.
func (h *Handler) Routes(rt *serve.Router) {
	read := serve.May(authz.TaxiiRead).Via("taxii", `Basic realm="entente", charset="UTF-8"`).Problems(writeProblem)
	write := serve.May(authz.TaxiiWrite).Via("taxii", `Basic realm="entente", charset="UTF-8"`).Problems(writeProblem)
	post := write.Body(h.MaxBody, "application/taxii+json", "application/vnd.oasis.stix+json", "application/stix+json").Slow()
	const root = "/taxii2/{realm}"
	const one = root + "/collections/{collection}"
	for _, route := range []struct {
		pattern string
		rule    serve.Rule
		answer  serve.Handler
	}{
		{"GET /taxii2", read, h.Discovery},
		{"GET " + root, read, h.Root},
		{"GET " + root + "/status/{status}", read, h.Status},
		{"GET " + root + "/collections", read, h.Collections},
		{"GET " + one, read, h.Collection},
		{"GET " + one + "/manifest", read, h.Manifest},
		{"GET " + one + "/objects", read, h.Objects},
		{"POST " + one + "/objects", post, h.Add},
		{"GET " + one + "/objects/{object}", read, h.Objects},
		{"DELETE " + one + "/objects/{object}", write, h.Delete},
		{"GET " + one + "/objects/{object}/versions", read, h.Versions},
	} {
		answer := h.inRealm(route.answer)
		rt.Handle(route.pattern, route.rule, answer)
		rt.Handle(route.pattern+"/{$}", route.rule, answer)
	}
}

// inRealm checks what every TAXII answer asks first: the media type, and the
// realm of the address, which is the only one that the caller can mean.
func (h *Handler) inRealm(answer serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		if err := acceptable(r); err != nil {
			return err
		}
		if s := r.PathValue("realm"); s != "" {
			realm, err := ids.ParseRealm(s)
			if err != nil || realm != c.Realm {
				return errs.New(errs.NotFound, "no such API root")
			}
		}
		return answer(w, r, c)
	}
}
