package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/incident"
	"entente/internal/serve"
)

// Incidents is what this file needs of the incident domain.
type Incidents interface {
	List(ctx context.Context, v authz.Viewer) ([]incident.View, error)
	Pending(ctx context.Context, v authz.Viewer) ([]incident.View, error)
	Get(ctx context.Context, v authz.Viewer, id string) (incident.View, error)
	Preview(ctx context.Context, v authz.Viewer, id string, to []ids.Party) (incident.Preview, error)
	Export(ctx context.Context, v authz.Viewer, id string) ([]byte, error)
	Import(ctx context.Context, who authz.Actor, realm ids.Realm, b []byte, unmarked marking.TLP) (incident.View, error)
	Open(ctx context.Context, who authz.Actor, realm ids.Realm, tlp marking.TLP, d incident.Description) (incident.View, error)
	Describe(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, d incident.Description) (incident.View, error)
	Note(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, n incident.Note) (incident.View, error)
	Time(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, e incident.Event) (incident.View, error)
	Task(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, t incident.Task) (incident.View, error)
	Answer(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, a incident.Answer) (incident.View, error)
	Affect(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, e incident.Entity, name string) (incident.View, error)
	Evidence(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, e incident.Evidence) (incident.View, error)
	Link(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, l incident.Link) (incident.View, error)
	Judge(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, j incident.Judgement) (incident.View, error)
	Change(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, c incident.Change) (incident.View, error)
	Reopen(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, c incident.Change) (incident.View, error)
	Report(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w incident.Words, r incident.Report) (incident.View, error)
	Oblige(ctx context.Context, who authz.Actor, realm ids.Realm, id string, o incident.Obligation) (incident.View, error)
	Inform(ctx context.Context, who authz.Actor, realm ids.Realm, id string, s incident.Step) (incident.View, error)
	Share(ctx context.Context, who authz.Actor, realm ids.Realm, id string, s incident.Sharing) (incident.View, error)
	Disclose(ctx context.Context, who authz.Actor, realm ids.Realm, id string, entries []string) (incident.View, error)
	Invite(ctx context.Context, who authz.Actor, realm ids.Realm, id string, to []ids.Party) (incident.View, error)
}

// Saying is how an entry is written.
type Saying struct {
	TLP  string `json:"tlp,omitempty" maxLength:"20" doc:"Its marking; absent: that of the incident"`
	Ours bool   `json:"ours,omitempty" doc:"Of a shared incident: for our own people alone"`
}

func (s Saying) words() (w incident.Words, err error) {
	if s.TLP == "" {
		return incident.Words{Ours: s.Ours}, nil
	}
	w.Ours = s.Ours
	w.TLP, err = marking.ParseTLP(s.TLP)
	return w, err
}

// Describing is what an incident is about.
type Describing struct {
	Title    string    `json:"title" minLength:"1" maxLength:"300"`
	Summary  string    `json:"summary,omitempty" maxLength:"10000"`
	Category string    `json:"category" maxLength:"100" doc:"Code of the Reference Security Incident Taxonomy, class/type"`
	Occurred time.Time `json:"occurred,omitzero"`
	Detected time.Time `json:"detected,omitzero"`
	Aware    time.Time `json:"aware,omitzero" doc:"Since when it is known to be an incident: clocks run from here"`
	Lead     string    `json:"lead,omitempty" maxLength:"300"`
}

func (d Describing) of() incident.Description {
	return incident.Description{Title: d.Title, Summary: d.Summary, Category: d.Category, Occurred: d.Occurred, Detected: d.Detected, Aware: d.Aware, Lead: d.Lead, State: incident.Open}
}

// says is the body of an act on an incident: how it is written and what it says.
type says[T any] struct {
	ByID
	Body T
}

func (a *api) incidentRoutes() {
	d, read := a.deps.Incidents, serve.May(authz.IncidentRead)
	get(a, "/incidents", read, about{id: "listIncidents", summary: "Incidents, those that stand open first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[IncidentLine]], error) {
		all, err := d.List(ctx, c.Viewer())
		return reply(list[IncidentLine]{Items: incidentLines(all)}), err
	})
	get(a, "/incidents/{id}", read, about{id: "getIncident", summary: "One incident with all that is said of it"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[IncidentRoom], error) {
		return a.room(d.Get(ctx, c.Viewer(), in.ID))
	})
	post(a, "/incidents", serve.May(authz.IncidentWrite), about{id: "openIncident", summary: "Begin an incident of our own; nothing of it leaves"}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Describing
			TLP string `json:"tlp" maxLength:"20"`
		}
	}) (*body[IncidentRoom], error) {
		tlp, err := marking.ParseTLP(in.Body.TLP)
		if err != nil {
			return nil, err
		}
		return a.room(d.Open(ctx, c.Actor, c.Realm, tlp, in.Body.of()))
	})
	get(a, "/incidents/{id}/situation", read, about{id: "draftSituation", summary: "The draft of a situation report, from what is known"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Language string `query:"language" default:"en" enum:"en,fr,cs"`
	}) (*body[Situation], error) {
		v, err := d.Get(ctx, c.Viewer(), in.ID)
		if err != nil {
			return nil, err
		}
		title, text, err := v.Situation(in.Language, v.Now)
		return reply(Situation{Title: title, Language: in.Language, Text: text}), err
	})
	a.incidentActs()
	a.incidentClocks()
	a.incidentSharing()
	a.incidentFiles()
}

// incidentFiles give an incident to other tools, and take theirs.
func (a *api) incidentFiles() {
	a.gives(download{path: "/incidents/{id}/stix", rule: serve.May(authz.IncidentRead).Slow(), media: "application/stix+json;version=2.1", says: "A bundle", params: []*huma.Param{inPath("id")},
		about: about{id: "exportIncident", summary: "The incident as a STIX bundle with the incident core extension", detail: "True names of entities are not in it, nor what is ours alone of a shared incident."},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, err := ids.Parse(r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			b, err := a.deps.Incidents.Export(r.Context(), c.Viewer(), id)
			return "entente-incident-" + id + ".json", b, err
		}})
	takes(a, upload[IncidentRoom]{path: "/incidents/import", rule: serve.May(authz.IncidentWrite).Slow().Body(16<<20, "application/json"), media: "application/json", name: "IncidentRoom",
		says:  "The incident that it began",
		about: about{id: "importIncident", summary: "Begin an incident of our own with what a STIX bundle says of one", detail: "What bears no marking that is understood is marked TLP:RED; describe the incident anew to mark it otherwise."},
		check: func(ctx context.Context, c serve.Caller, file []byte) (IncidentRoom, error) {
			v, err := a.deps.Incidents.Import(ctx, c.Actor, c.Realm, file, marking.Red)
			if err != nil {
				return IncidentRoom{}, err
			}
			return a.roomOf(v), nil
		}})
}

// room answers with an incident.
func (a *api) room(v incident.View, err error) (*body[IncidentRoom], error) {
	if err != nil {
		return nil, err
	}
	return reply(a.roomOf(v)), nil
}
