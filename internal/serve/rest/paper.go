package rest

import (
	"context"
	"net/http"
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
	read := serve.May(authz.AgreementRead)
	a.gives(download{path: "/agreements/{id}/paper", rule: read.Slow(), media: "application/pdf", says: "The copy",
		params: []*huma.Param{inPath("id"), inQuery("version", "Digest of a version; absent: the one to show"), inQuery("lang", "en, fr or cs; absent: the authentic one"), inQuery("at", "Signatures as of this moment, RFC 3339; absent: now")},
		about:  about{id: "printAgreement", summary: "A paper copy: the text, the signature block, the digest and a QR code", detail: "Every party prints the same bytes for the same language and moment."},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, err := ids.Parse(r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			at, err := queryTime(r, "at")
			if err != nil {
				return "", nil, err
			}
			q := r.URL.Query()
			b, err := a.deps.Reports.Paper(r.Context(), c.Viewer(), id, q.Get("version"), q.Get("lang"), a.upTo(at))
			return "entente-agreement-" + id + ".pdf", b, err
		}})
	takes(a, upload[PaperCheck]{path: "/agreements/papers/check", rule: read.Body(maxPaper, "application/pdf").Slow(), media: "application/pdf", name: "PaperCheck",
		says:  "What it says it is, and whether it is that",
		about: about{id: "checkPaper", summary: "Check the file of a paper copy: does this node print the same?"},
		check: func(ctx context.Context, c serve.Caller, file []byte) (PaperCheck, error) {
			x, err := a.deps.Reports.CheckPaper(ctx, c.Viewer(), file)
			return PaperCheck{Agreement: x.Agreement, Digest: x.Digest, Language: x.Language, At: x.At, Same: x.Same}, err
		}})

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
