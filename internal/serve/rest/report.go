package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/aftermath"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/report"
	"entente/internal/serve"
	"entente/internal/training"
)

// Reports is what this file needs of the report domain.
type Reports interface {
	Figures(ctx context.Context, v authz.Viewer, ask report.Ask) (report.Figures, error)
	Dashboard(ctx context.Context, v authz.Viewer) (report.Dashboard, error)
	SaveDashboard(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, panels []report.Panel) (report.Dashboard, error)
	Make(ctx context.Context, who authz.Actor, realm ids.Realm, o report.Order) (report.File, error)
	Paper(ctx context.Context, v authz.Viewer, id, digest, language string, at time.Time) ([]byte, error)
	Sheet(ctx context.Context, v authz.Viewer, id string, rev int, language string) ([]byte, error)
	Training(c training.Certificate, file []byte, language string) ([]byte, error)
	AfterAction(r aftermath.Report, language, format string) (report.File, error)
	CheckPaper(ctx context.Context, v authz.Viewer, file []byte) (report.Checked, error)
}

// Period is what a report is about.
type Period struct {
	From    string `query:"from" maxLength:"10" doc:"First UTC day, such as 2026-11-01; absent: six days before the last"`
	To      string `query:"to" maxLength:"10" doc:"Last UTC day, included; absent: today"`
	Ceiling string `query:"ceiling" maxLength:"20" doc:"A TLP: count and name nothing above it, and nothing unmarked"`
}

func (p Period) ask(party ids.Party) (a report.Ask, err error) {
	a = report.Ask{Party: party, Ceiling: p.Ceiling}
	for _, f := range []struct {
		name, text string
		to         *time.Time
	}{{"from", p.From, &a.From}, {"to", p.To, &a.To}} {
		if f.text == "" {
			continue
		}
		if *f.to, err = time.Parse(time.DateOnly, f.text); err != nil || f.to.IsZero() { // the zero time would mean none
			return a, errs.New(errs.Invalid, "%s: write a day as 2026-11-01", f.name)
		}
	}
	return a, nil
}

type figuresInput struct {
	Period
	Party string `query:"party" maxLength:"16" doc:"Only what concerns this party"`
}

// Dashboard is the caller's own dashboard.
type Dashboard struct {
	Version int64          `json:"version" minimum:"0" doc:"Counts the savings; 0 was never saved"`
	Saved   *time.Time     `json:"saved,omitempty"`
	Panels  []report.Panel `json:"panels"`
}

type dashboardInput struct {
	Body struct {
		Version int64          `json:"version" minimum:"0" doc:"Of the dashboard that was changed"`
		Panels  []report.Panel `json:"panels" maxItems:"30"`
	}
}

func (a *api) reportRoutes() {
	reports := a.deps.Reports
	read := serve.May(authz.ReportRead)
	get(a, "/reports/figures", read, about{id: "countFigures", summary: "What is held and what crossed, counted",
		detail: "Counts only what the caller may read in the realm. Periods are whole UTC days, both ends included."},
		func(ctx context.Context, c serve.Caller, in *figuresInput) (*body[report.Figures], error) {
			code, err := optionalParty(in.Party)
			if err != nil {
				return nil, err
			}
			ask, err := in.ask(code)
			if err != nil {
				return nil, err
			}
			f, err := reports.Figures(ctx, c.Viewer(), ask)
			return reply(f), err
		})
	get(a, "/dashboards/mine", read, about{id: "getDashboard", summary: "The caller's own dashboard"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[Dashboard], error) {
		d, err := reports.Dashboard(ctx, c.Viewer())
		return reply(dashboardOf(d)), err
	})
	register(a, http.MethodPut, "/dashboards/mine", serve.May(authz.ReportMake), about{id: "saveDashboard", summary: "Replace the caller's own dashboard"}, func(ctx context.Context, c serve.Caller, in *dashboardInput) (*body[Dashboard], error) {
		d, err := reports.SaveDashboard(ctx, c.Actor, c.Realm, in.Body.Version, in.Body.Panels)
		return reply(dashboardOf(d)), err
	})
	a.documentRoutes()
}

func dashboardOf(d report.Dashboard) Dashboard {
	return Dashboard{Version: d.Version, Saved: moment(d.Saved), Panels: d.Panels}
}

func optionalParty(s string) (ids.Party, error) {
	if s == "" {
		return "", nil
	}
	return ids.ParseParty(s)
}
