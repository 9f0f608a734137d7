package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/msel"
	"entente/internal/serve"
)

// MselFiles is what this file needs of the list's files.
type MselFiles interface {
	Preview(ctx context.Context, v authz.Viewer, file []byte, c msel.Casting) (msel.Preview, error)
	Confirm(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte, c msel.Casting, digest string) (msel.Preview, error)
	Export(ctx context.Context, v authz.Viewer, f msel.Format) ([]byte, error)
}

// MselPreview is what a file does to the list.
type MselPreview struct {
	Format    msel.Format    `json:"format" enum:"csv,xlsx,cexf,skillaegis"`
	Digest    string         `json:"digest" doc:"To be said when it is confirmed"`
	Fresh     int            `json:"new"`
	Changed   int            `json:"changed"`
	Unchanged int            `json:"unchanged"`
	Faulty    int            `json:"faulty"`
	Ignored   []string       `json:"ignored" doc:"Headings that mean nothing here"`
	Cast      []msel.Casted  `json:"cast" doc:"Of a scenario: who plays which part, and what becomes of it"`
	Rows      []MselIncoming `json:"rows" doc:"Those that are faulty, new or changed, up to a thousand"`
}

// MselIncoming is one row of a file.
type MselIncoming struct {
	Line    int          `json:"line"`
	Becomes msel.Becomes `json:"becomes" enum:"new,changed,unchanged,faulty"`
	Number  string       `json:"number"`
	Title   string       `json:"title"`
	Columns []string     `json:"columns,omitempty" doc:"That change"`
	Reason  *errs.Phrase `json:"reason,omitempty"`
}

const maxPreview = 1000

func mselPreviewOf(p msel.Preview) MselPreview {
	out := MselPreview{Format: p.Format, Digest: p.Digest, Fresh: p.Count[msel.Fresh], Changed: p.Count[msel.Altered], Unchanged: p.Count[msel.Unchanged], Faulty: p.Count[msel.Faulty], Ignored: p.Ignored, Cast: some(p.Cast)}
	for _, which := range []msel.Becomes{msel.Faulty, msel.Altered, msel.Fresh} {
		for _, x := range p.Rows {
			if x.Becomes == which && len(out.Rows) < maxPreview {
				row := MselIncoming{Line: x.Line, Becomes: x.Becomes, Number: x.Number, Title: x.Title, Columns: x.Columns}
				if x.Becomes == msel.Faulty {
					row.Reason = &x.Reason
				}
				out.Rows = append(out.Rows, row)
			}
		}
	}
	return out
}

// mselMedia are the media types of the files that hold a list.
var mselMedia = map[msel.Format]string{msel.CSV: "text/csv", msel.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", msel.CEXF: "application/json", msel.SkillAegis: "application/json"}

func (a *api) mselFileRoutes() {
	d, take := a.deps.Msel, serve.May(authz.ExercisePlan).Body(32<<20, "application/octet-stream").Slow()
	casting := []*huma.Param{inQuery("cast", "Of a scenario: which party plays which part, as ALFA=CZE,BRAVO=SVK"), inQuery("people", "Parties whose people play, with commas between them")}
	takes(a, upload[MselPreview]{path: "/exercise/msel/import/preview", rule: take, media: "application/octet-stream", name: "MselPreview", says: "What the file would do; nothing is written",
		about:  about{id: "previewMselImport", summary: "Read a list (CSV, XLSX, or CEXF of either dialect) without writing anything"},
		params: casting,
		from: func(r *http.Request, c serve.Caller, file []byte) (MselPreview, error) {
			by, err := castingOf(r)
			if err != nil {
				return MselPreview{}, err
			}
			p, err := d.Preview(r.Context(), c.Viewer(), file, by)
			return mselPreviewOf(p), err
		}})
	takes(a, upload[MselPreview]{path: "/exercise/msel/import/{digest}", rule: take, media: "application/octet-stream", name: "MselPreview", says: "What was written", params: append([]*huma.Param{inPath("digest")}, casting...),
		about: about{id: "importMsel", summary: "Write what a preview has shown", detail: "The same file again, and the digest of its preview: what has changed since is refused."},
		from: func(r *http.Request, c serve.Caller, file []byte) (MselPreview, error) {
			by, err := castingOf(r)
			if err != nil {
				return MselPreview{}, err
			}
			p, err := d.Confirm(r.Context(), c.Actor, c.Realm, file, by, r.PathValue("digest"))
			return mselPreviewOf(p), err
		}})
	for _, f := range []struct {
		format     msel.Format
		id, says   string
		name, what string
	}{
		{msel.CSV, "exportMselCSV", "A table in UTF-8", "msel.csv", "The list as CSV"},
		{msel.XLSX, "exportMselXLSX", "A workbook of one sheet", "msel.xlsx", "The list as a workbook"},
		{msel.CEXF, "exportMselCEXF", "A scenario as the published specification has it", "scenario.json", "The list as a scenario (CEXF)"},
		{msel.SkillAegis, "exportMselSkillAegis", "A scenario as SkillAegis runs it", "scenario-skillaegis.json", "The list as a scenario for SkillAegis"},
	} {
		a.gives(download{path: "/exercise/msel/export/" + string(f.format), rule: running().Slow(), media: mselMedia[f.format], says: f.says, about: about{id: f.id, summary: f.what},
			make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
				b, err := d.Export(r.Context(), c.Viewer(), f.format)
				return "EXERCISE-" + f.name, b, err
			}})
	}
}
