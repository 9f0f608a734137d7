package rest

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/serve"
)

// Certified gives what proves a decision, and what may be shown of it.
type Certified interface {
	Certificate(ctx context.Context, v authz.Viewer, id string, rev int) ([]byte, error)
	Record(ctx context.Context, v authz.Viewer, id string, rev int) (crisis.Record, error)
}

// crisisProofs are the routes of decisions that are final.
func (a *api) crisisProofs() {
	d, read := a.deps.Crises, serve.May(authz.CrisisRead)
	rev := inQuery("rev", "Number of the text; absent: the latest")
	a.gives(download{path: "/crisis/proposals/{id}/certificate", rule: read.Slow(), media: "application/json", says: "A file of canonical JSON", params: []*huma.Param{inPath("id"), rev},
		about: about{id: "getCertificate", summary: "The proof of a final decision", detail: "The text, every signed statement, the agreement and the receipts; entente-verify checks it without a node."},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, rev, err := askedText(r)
			if err != nil {
				return "", nil, err
			}
			b, err := d.Certificate(r.Context(), c.Viewer(), id, rev)
			return "entente-decision-" + id + ".json", b, err
		}})
	a.gives(download{path: "/crisis/proposals/{id}/sheet", rule: read.Slow(), media: "application/pdf", says: "The sheet", params: []*huma.Param{inPath("id"), rev, inQuery("lang", "en, fr or cs; absent: the first that the text has")},
		about: about{id: "printDecision", summary: "A decision sheet: the text, who said what, the times, the digests and a QR code"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, rev, err := askedText(r)
			if err != nil {
				return "", nil, err
			}
			b, err := a.deps.Reports.Sheet(r.Context(), c.Viewer(), id, rev, r.URL.Query().Get("lang"))
			return "entente-decision-" + id + ".pdf", b, err
		}})
	get(a, "/crisis/proposals/{id}/record", read, about{id: "getDecisionRecord", summary: "The public record of a final decision", detail: "It names members only where the rules of the body let it."}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Rev int `query:"rev" minimum:"0" maximum:"100" doc:"Number of the text; absent: the latest"`
	}) (*body[crisis.Record], error) {
		v, err := d.Record(ctx, c.Viewer(), in.ID, in.Rev)
		return reply(v), err
	})
}

// askedText reads which text of which proposal a file is asked of.
func askedText(r *http.Request) (id string, rev int, err error) {
	if id, err = ids.Parse(r.PathValue("id")); err != nil {
		return "", 0, err
	}
	if q := r.URL.Query().Get("rev"); q != "" {
		if rev, err = strconv.Atoi(q); err != nil || fmt.Sprint(rev) != q || rev < 1 {
			return "", 0, errs.New(errs.Invalid, "rev is the number of a text")
		}
	}
	return id, rev, nil
}
