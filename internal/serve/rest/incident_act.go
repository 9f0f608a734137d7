package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/incident"
	"entente/internal/serve"
)

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
