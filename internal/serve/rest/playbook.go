package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/format/cacao"
	"entente/internal/playbook"
	"entente/internal/serve"
)

// Playbooks is what this file needs of the playbook domain.
type Playbooks interface {
	Check(ctx context.Context, v authz.Viewer, b []byte) (cacao.Playbook, []cacao.Finding, error)
	Import(ctx context.Context, who authz.Actor, realm ids.Realm, b []byte) (playbook.Version, error)
	Revoke(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (playbook.Version, error)
	List(ctx context.Context, v authz.Viewer) ([]playbook.Version, error)
	Get(ctx context.Context, v authz.Viewer, id string) (playbook.Version, cacao.Playbook, []cacao.Finding, error)
	Export(ctx context.Context, v authz.Viewer, id string) (playbook.Version, []byte, error)
	Start(ctx context.Context, who authz.Actor, realm ids.Realm, id string, n playbook.NewRun) (playbook.Following, error)
	Report(ctx context.Context, who authz.Actor, realm ids.Realm, run string, a playbook.Answer) (playbook.Following, error)
	Decide(ctx context.Context, who authz.Actor, realm ids.Realm, run string, a playbook.Answer) (playbook.Following, error)
	Skip(ctx context.Context, who authz.Actor, realm ids.Realm, run string, a playbook.Answer) (playbook.Following, error)
	Cancel(ctx context.Context, who authz.Actor, realm ids.Realm, run, reason string) (playbook.Following, error)
	Runs(ctx context.Context, v authz.Viewer, w playbook.Which) ([]playbook.Run, error)
	RunsAbout(ctx context.Context, v authz.Viewer, incident string) ([]playbook.Run, error)
	Run(ctx context.Context, v authz.Viewer, id string) (playbook.Following, error)
	ExportRun(ctx context.Context, v authz.Viewer, id string) ([]byte, error)
}

// PlaybookRunQuery says which runs are listed.
type PlaybookRunQuery struct {
	Page
	Incident string `query:"incident" maxLength:"200" doc:"Those about one incident, all of them"`
	Version  string `query:"version" maxLength:"100" doc:"Those of one version of a playbook"`
	Running  bool   `query:"running" doc:"Only those that run"`
}

type playbookStartInput struct {
	ByID
	Body struct {
		Title    string            `json:"title,omitempty" maxLength:"200" doc:"Absent: the playbook's name"`
		Incident string            `json:"incident,omitempty" maxLength:"200" doc:"Id of the incident that it is about"`
		Values   map[string]string `json:"values,omitempty" doc:"Of variables of the playbook, by name"`
	}
}

type playbookReportInput struct {
	ByID
	Body struct {
		Step      string            `json:"step" maxLength:"300"`
		Visit     int               `json:"visit,omitempty" minimum:"0" doc:"Which opening of the step; absent: the one that is open"`
		Status    playbook.Status   `json:"status" enum:"successfully_executed,failed,timeout_error,server_side_error,client_side_error,exception_condition_error,ongoing,await_user_input"`
		Text      string            `json:"text" minLength:"1" maxLength:"2000" doc:"What came of it"`
		Reference string            `json:"reference,omitempty" maxLength:"200" doc:"Of what it was done with"`
		Values    map[string]string `json:"values,omitempty" doc:"Of the variables that the step gives (out_args), by name"`
	}
}

type playbookDecideInput struct {
	ByID
	Body struct {
		Step      string `json:"step" maxLength:"300"`
		Visit     int    `json:"visit,omitempty" minimum:"0" doc:"Which opening of the step; absent: the one that is open"`
		Branch    string `json:"branch" maxLength:"300" doc:"true, false, or the key of a case"`
		Text      string `json:"text" minLength:"1" maxLength:"2000" doc:"Why"`
		Reference string `json:"reference,omitempty" maxLength:"200"`
	}
}

type playbookSkipInput struct {
	ByID
	Body struct {
		Step  string `json:"step" maxLength:"300"`
		Visit int    `json:"visit,omitempty" minimum:"0" doc:"Which opening of the step; absent: the one that is open"`
		Text  string `json:"text" minLength:"1" maxLength:"2000" doc:"Why it is not done"`
	}
}

type playbookReason struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (a *api) playbookRoutes() {
	d, read, manage := a.deps.Playbooks, serve.May(authz.PlaybookRead), serve.May(authz.PlaybookManage)
	get(a, "/playbooks", read, about{id: "listPlaybooks", summary: "The versions of playbooks that are kept, by name"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Playbook]], error) {
		all, err := d.List(ctx, c.Viewer())
		return reply(list[Playbook]{Items: each(all, playbookOf)}), err
	})
	get(a, "/playbooks/versions/{id}", read, about{id: "getPlaybook", summary: "One version of a playbook, with its steps and what was found in it"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[PlaybookPage], error) {
		v, p, found, err := d.Get(ctx, c.Viewer(), in.ID)
		return reply(pageOf(v, p, found)), err
	})
	post(a, "/playbooks/versions/{id}/revoke", manage, about{id: "revokePlaybook", summary: "End the use of a version: no run of it can be started any more"}, func(ctx context.Context, c serve.Caller, in *playbookReason) (*body[Playbook], error) {
		v, err := d.Revoke(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return reply(playbookOf(v)), err
	})
	a.runRoutes()
	a.playbookFileRoutes()
}

// runRoutes follow a playbook.
func (a *api) runRoutes() {
	d, read, run := a.deps.Playbooks, serve.May(authz.PlaybookRead), serve.May(authz.PlaybookRun)
	post(a, "/playbooks/versions/{id}/runs", run, about{id: "startPlaybook", summary: "Start a run of a version"}, func(ctx context.Context, c serve.Caller, in *playbookStartInput) (*body[PlaybookRunPage], error) {
		f, err := d.Start(ctx, c.Actor, c.Realm, in.ID, playbook.NewRun{Title: in.Body.Title, Incident: in.Body.Incident, Values: in.Body.Values})
		return reply(runPageOf(f)), err
	})
	get(a, "/playbooks/runs", read, about{id: "listPlaybookRuns", summary: "Runs of playbooks, the newest first"}, func(ctx context.Context, c serve.Caller, in *PlaybookRunQuery) (*body[list[PlaybookRun]], error) {
		if in.Incident != "" && in.Version == "" && !in.Running {
			all, err := d.RunsAbout(ctx, c.Viewer(), in.Incident)
			return reply(list[PlaybookRun]{Items: each(all, runOf)}), err
		}
		all, err := d.Runs(ctx, c.Viewer(), playbook.Which{Version: in.Version, Incident: in.Incident, Running: in.Running, Before: in.Before, Limit: in.Limit + 1})
		return reply(cut(each(all, runOf), in.Limit, func(r PlaybookRun) string { return r.ID })), err
	})
	get(a, "/playbooks/runs/{id}", read, about{id: "getPlaybookRun", summary: "One run: its playbook, where it stands, and every act"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[PlaybookRunPage], error) {
		f, err := d.Run(ctx, c.Viewer(), in.ID)
		return reply(runPageOf(f)), err
	})
	post(a, "/playbooks/runs/{id}/report", run, about{id: "reportStep", summary: "Say what became of a step"}, func(ctx context.Context, c serve.Caller, in *playbookReportInput) (*body[PlaybookRunPage], error) {
		b := in.Body
		f, err := d.Report(ctx, c.Actor, c.Realm, in.ID, playbook.Answer{Step: b.Step, Visit: b.Visit, Status: b.Status, Text: b.Text, Reference: b.Reference, Values: b.Values})
		return reply(runPageOf(f)), err
	})
	post(a, "/playbooks/runs/{id}/decide", run, about{id: "decideStep", summary: "Say which branch a condition takes, and why"}, func(ctx context.Context, c serve.Caller, in *playbookDecideInput) (*body[PlaybookRunPage], error) {
		b := in.Body
		f, err := d.Decide(ctx, c.Actor, c.Realm, in.ID, playbook.Answer{Step: b.Step, Visit: b.Visit, Branch: b.Branch, Text: b.Text, Reference: b.Reference})
		return reply(runPageOf(f)), err
	})
	post(a, "/playbooks/runs/{id}/skip", run, about{id: "skipStep", summary: "Say that a step is not done, and why"}, func(ctx context.Context, c serve.Caller, in *playbookSkipInput) (*body[PlaybookRunPage], error) {
		f, err := d.Skip(ctx, c.Actor, c.Realm, in.ID, playbook.Answer{Step: in.Body.Step, Visit: in.Body.Visit, Text: in.Body.Text})
		return reply(runPageOf(f)), err
	})
	post(a, "/playbooks/runs/{id}/cancel", run, about{id: "cancelPlaybookRun", summary: "End a run before its end"}, func(ctx context.Context, c serve.Caller, in *playbookReason) (*body[PlaybookRunPage], error) {
		f, err := d.Cancel(ctx, c.Actor, c.Realm, in.ID, in.Body.Reason)
		return reply(runPageOf(f)), err
	})
}

// playbookFileRoutes take and give whole files.
func (a *api) playbookFileRoutes() {
	d, read := a.deps.Playbooks, serve.May(authz.PlaybookRead)
	takes(a, upload[PlaybookCheck]{path: "/playbooks/check", rule: read.Body(cacao.MaxBytes, "application/json"), media: "application/json", name: "PlaybookCheck",
		says:  "What it says and what was found; nothing is kept",
		about: about{id: "checkPlaybook", summary: "Check a playbook (CACAO 2.0) without keeping it"},
		check: func(ctx context.Context, c serve.Caller, file []byte) (PlaybookCheck, error) {
			p, found, err := d.Check(ctx, c.Viewer(), file)
			return PlaybookCheck{Playbook: pageOf(playbook.Version{Playbook: p.ID, Modified: p.Modified, Digest: p.Digest(), Name: p.Name, Description: p.Description,
				TLP: p.Marking.TLP, Unknown: len(p.Marking.Unknown) > 0, Steps: int64(len(p.Steps))}, p, found), Refused: cacao.Refused(found)}, err
		}})
	takes(a, upload[Playbook]{path: "/playbooks", rule: serve.May(authz.PlaybookManage).Body(cacao.MaxBytes, "application/json"), media: "application/json", name: "Playbook",
		says:  "It is kept; the same version again gives what is kept",
		about: about{id: "importPlaybook", summary: "Keep a version of a playbook (CACAO 2.0)"},
		check: func(ctx context.Context, c serve.Caller, file []byte) (Playbook, error) {
			v, err := d.Import(ctx, c.Actor, c.Realm, file)
			return playbookOf(v), err
		}})
	a.gives(download{path: "/playbooks/versions/{id}/file", rule: read, media: "application/json", says: "The file as it came", params: []*huma.Param{inPath("id")},
		about: about{id: "exportPlaybook", summary: "A playbook's file, byte by byte as it came"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			v, b, err := d.Export(r.Context(), c.Viewer(), r.PathValue("id"))
			return v.Playbook + ".json", b, err
		}})
	a.gives(download{path: "/playbooks/runs/{id}/file", rule: read, media: "application/json", says: "A file of canonical JSON", params: []*huma.Param{inPath("id")},
		about: about{id: "exportPlaybookRun", summary: "The record of a run: which playbook, what became of each step, every act"},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, err := ids.Parse(r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			b, err := d.ExportRun(r.Context(), c.Viewer(), id)
			return "entente-run-" + id + ".json", b, err
		}})
}
