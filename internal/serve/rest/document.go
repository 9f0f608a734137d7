package rest

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/report"
	"entente/internal/serve"
)

// documentPolicy lets a document have its own style sheet and nothing else.
var documentPolicy = "default-src 'none'; style-src " + report.StyleHash() + "; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"

// documentRoutes give reports as whole documents. What is made is on record, so
// the right to make them is another than the right to see figures.
func (a *api) documentRoutes() {
	for _, r := range []struct{ path, id, summary, format string }{
		{"/reports/situation", "makeSituation", "The situation report as a page", "html"},
		{"/reports/situation.html", "makeSituationHTML", "The situation report as a page", "html"},
		{"/reports/situation.pdf", "makeSituationPDF", "The situation report as PDF", "pdf"},
		{"/reports/party/{code}", "makePartyReport", "The report on one party", ""},
	} {
		a.documentRoute(r.path, r.format, about{id: r.id, summary: r.summary,
			detail: "Made anew for the caller, of what the caller may read in the realm; that it was made is on record. It is a document by itself: no script, its own style, fit to print."})
	}
}

func (a *api) documentRoute(path, format string, what about) {
	rule := serve.May(authz.ReportMake)
	op := operation(http.MethodGet, path, rule, what)
	text := func(in, name, doc string) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: in == "path", Description: doc, Schema: &huma.Schema{Type: "string"}}
	}
	op.Parameters = []*huma.Param{
		text("query", "from", "First UTC day; absent: six days before the last"), text("query", "to", "Last UTC day, included; absent: today"),
		text("query", "ceiling", "A TLP: count and name nothing above it, and nothing unmarked"), text("query", "lang", "en, fr or cs"),
	}
	content := map[string]*huma.MediaType{}
	if format != "pdf" {
		content["text/html"] = &huma.MediaType{Schema: &huma.Schema{Type: "string"}}
	}
	if format != "html" {
		content["application/pdf"] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	if strings.Contains(path, "{code}") {
		op.Parameters = append(op.Parameters, text("path", "code", "The party's code, with .html or .pdf behind it"))
	}
	op.Responses = map[string]*huma.Response{"200": {Description: "The document", Content: content}, "default": problemResponse(a.OpenAPI().Components.Schemas)}
	a.OpenAPI().AddOperation(&op)
	a.rt.Handle("GET "+Prefix+path, rule, func(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
		o, err := orderOf(r, format)
		if err != nil {
			return err
		}
		f, err := a.deps.Reports.Make(r.Context(), c.Actor, c.Realm, o)
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", f.Media)
		h.Set("Content-Security-Policy", documentPolicy)
		shown := "inline"
		if o.Format == "pdf" {
			shown = "attachment"
		}
		h.Set("Content-Disposition", fmt.Sprintf(`%s; filename=%q`, shown, f.Name))
		_, _ = w.Write(f.Bytes) // the other side may have gone
		return nil
	})
}

// orderOf reads what document is asked for.
func orderOf(r *http.Request, format string) (o report.Order, err error) {
	q := r.URL.Query()
	known := map[string]string{"from": "", "to": "", "ceiling": "", "lang": ""}
	for name, values := range q {
		if _, ok := known[name]; !ok || len(values) > 1 {
			return o, errs.New(errs.Invalid, "query parameter %q is not known or given twice", errs.Clip(name))
		}
		known[name] = values[0]
	}
	var party ids.Party
	if code := r.PathValue("code"); code != "" {
		stem, ext, _ := strings.Cut(code, ".")
		if format = ext; format == "" {
			format = "html"
		}
		if party, err = ids.ParseParty(stem); err != nil {
			return o, err
		}
	}
	o = report.Order{Lang: known["lang"], Format: format}
	o.Ask, err = Period{From: known["from"], To: known["to"], Ceiling: known["ceiling"]}.ask(party)
	return o, err
}
