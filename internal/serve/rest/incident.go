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

// tells registers an act that says one thing about an incident.
func tells[T any](a *api, path, id, summary string, say func(ctx context.Context, c serve.Caller, id string, t T) (incident.View, error)) {
	post(a, "/incidents/{id}/"+path, serve.May(authz.IncidentWrite), about{id: id, summary: summary}, func(ctx context.Context, c serve.Caller, in *says[T]) (*body[IncidentRoom], error) {
		return a.room(say(ctx, c, in.ID, in.Body))
	})
}

func (a *api) incidentActs() {
	d := a.deps.Incidents
	type (
		IncidentDescribed struct {
			Saying
			Describing
		}
		IncidentNoted struct {
			Saying
			Text string `json:"text" minLength:"1" maxLength:"10000"`
		}
		IncidentTimed struct {
			IncidentNoted
			At time.Time `json:"at"`
		}
		IncidentTasked struct {
			Saying
			Title  string    `json:"title" minLength:"1" maxLength:"300"`
			Party  ids.Party `json:"party" doc:"To whom it is given"`
			Person string    `json:"person,omitempty" maxLength:"300"`
			Due    time.Time `json:"due,omitzero"`
		}
		IncidentAnswered struct {
			Saying
			Task  string             `json:"task" maxLength:"100" doc:"Its ref"`
			State incident.TaskState `json:"state" enum:"accepted,done,declined,withdrawn"`
			Text  string             `json:"text,omitempty" maxLength:"10000"`
		}
		IncidentAffected struct {
			Saying
			Label  string `json:"label" minLength:"1" maxLength:"300"`
			Alias  bool   `json:"alias,omitempty" doc:"The label is not its name"`
			Name   string `json:"name,omitempty" maxLength:"300" doc:"Its true name, of an alias; it never leaves this node"`
			Sector string `json:"sector,omitempty" maxLength:"50"`
			Text   string `json:"text,omitempty" maxLength:"10000"`
		}
		IncidentEvidenced struct {
			Saying
			Label  string `json:"label" minLength:"1" maxLength:"300"`
			Where  string `json:"where,omitempty" maxLength:"300"`
			SHA256 string `json:"sha256,omitempty" maxLength:"64"`
			Text   string `json:"text,omitempty" maxLength:"10000"`
		}
		IncidentLinked struct {
			Saying
			To   string `json:"to" enum:"object,request,decision"`
			ID   string `json:"id" maxLength:"300"`
			Text string `json:"text,omitempty" maxLength:"10000"`
		}
		IncidentJudged struct {
			Saying
			Scheme  string            `json:"scheme" enum:"uk-ncsc,us-nciss,eu-impact,cz"`
			Value   string            `json:"value" maxLength:"30"`
			Answers map[string]string `json:"answers,omitempty" doc:"Of a score: the chosen option of each factor"`
			Text    string            `json:"text,omitempty" maxLength:"10000"`
		}
		IncidentReported struct {
			Saying
			Situation
		}
		IncidentChangedState struct {
			Saying
			State incident.State `json:"state" enum:"open,contained,eradicated,recovered,closed"`
			Text  string         `json:"text,omitempty" maxLength:"10000"`
		}
	)
	say := func(c serve.Caller, s Saying, f func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error)) (incident.View, error) {
		w, err := s.words()
		if err != nil {
			return incident.View{}, err
		}
		return f(c.Actor, c.Realm, w)
	}
	tells(a, "description", "describeIncident", "Say anew what an incident of ours is about", func(ctx context.Context, c serve.Caller, id string, t IncidentDescribed) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Describe(ctx, who, realm, id, w, t.of())
		})
	})
	tells(a, "notes", "noteIncident", "Write a word about an incident", func(ctx context.Context, c serve.Caller, id string, t IncidentNoted) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Note(ctx, who, realm, id, w, incident.Note{Text: t.Text})
		})
	})
	tells(a, "events", "timeIncident", "Put something that happened on the timeline", func(ctx context.Context, c serve.Caller, id string, t IncidentTimed) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Time(ctx, who, realm, id, w, incident.Event{At: t.At, Text: t.Text})
		})
	})
	tells(a, "tasks", "taskIncident", "Give a task to a party that takes part", func(ctx context.Context, c serve.Caller, id string, t IncidentTasked) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Task(ctx, who, realm, id, w, incident.Task{Title: t.Title, Party: t.Party, Person: t.Person, Due: t.Due})
		})
	})
	tells(a, "answers", "answerIncidentTask", "Say what becomes of a task", func(ctx context.Context, c serve.Caller, id string, t IncidentAnswered) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Answer(ctx, who, realm, id, w, incident.Answer{Task: t.Task, State: t.State, Text: t.Text})
		})
	})
	tells(a, "entities", "affectIncident", "Name whom the incident affects", func(ctx context.Context, c serve.Caller, id string, t IncidentAffected) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Affect(ctx, who, realm, id, w, incident.Entity{Label: t.Label, Alias: t.Alias, Sector: t.Sector, Text: t.Text}, t.Name)
		})
	})
	tells(a, "evidence", "evidenceIncident", "Say where something that proves lies", func(ctx context.Context, c serve.Caller, id string, t IncidentEvidenced) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Evidence(ctx, who, realm, id, w, incident.Evidence{Label: t.Label, Where: t.Where, SHA256: t.SHA256, Text: t.Text})
		})
	})
	tells(a, "links", "linkIncident", "Link an object, a request or a decision by its id", func(ctx context.Context, c serve.Caller, id string, t IncidentLinked) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Link(ctx, who, realm, id, w, incident.Link{To: t.To, ID: t.ID, Text: t.Text})
		})
	})
	tells(a, "judgements", "judgeIncident", "Say how severe we hold it to be; what was judged before stays", func(ctx context.Context, c serve.Caller, id string, t IncidentJudged) (incident.View, error) {
		j := incident.Judgement{Scheme: t.Scheme, Value: t.Value, Text: t.Text}
		if len(t.Answers) > 0 {
			s, err := incident.Score(t.Answers)
			if err != nil {
				return incident.View{}, err
			}
			j.Score, j.Answer = &s.Points, t.Answers
		}
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Judge(ctx, who, realm, id, w, j)
		})
	})
	tells(a, "state", "changeIncident", "Say where an incident of ours stands; closing closes it for all", func(ctx context.Context, c serve.Caller, id string, t IncidentChangedState) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Change(ctx, who, realm, id, w, incident.Change{State: t.State, Text: t.Text})
		})
	})
	tells(a, "reopen", "reopenIncident", "Take a closed incident of ours up again", func(ctx context.Context, c serve.Caller, id string, t IncidentNoted) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Reopen(ctx, who, realm, id, w, incident.Change{State: incident.Open, Text: t.Text})
		})
	})
	tells(a, "reports", "reportIncident", "State a situation report; from then on it does not change", func(ctx context.Context, c serve.Caller, id string, t IncidentReported) (incident.View, error) {
		return say(c, t.Saying, func(who authz.Actor, realm ids.Realm, w incident.Words) (incident.View, error) {
			return d.Report(ctx, who, realm, id, w, incident.Report{Title: t.Title, Language: t.Language, Text: t.Text})
		})
	})
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
