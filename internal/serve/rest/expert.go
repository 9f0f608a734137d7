package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/expert"
	"entente/internal/match"
	"entente/internal/serve"
)

// Experts is what this file needs of the expert domain.
type Experts interface {
	List(ctx context.Context, v authz.Viewer, span match.Window) ([]expert.Listed, error)
	Get(ctx context.Context, v authz.Viewer, id string) (expert.Listed, error)
	Coverage(ctx context.Context, v authz.Viewer) (expert.Coverage, error)
	Add(ctx context.Context, who authz.Actor, realm ids.Realm, p expert.Profile) (expert.Expert, error)
	Change(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, p expert.Profile) (expert.Expert, error)
	Attest(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, office string) (expert.Expert, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64) (expert.Expert, error)
	Readmit(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64) (expert.Expert, error)
	Remove(ctx context.Context, who authz.Actor, realm ids.Realm, id string) error
	NoteExercise(ctx context.Context, who authz.Actor, realm ids.Realm, id string, x expert.PastExercise) (expert.Expert, error)
	AddWindow(ctx context.Context, who authz.Actor, realm ids.Realm, id, kind string, span match.Window, note string) (expert.Window, error)
	RemoveWindow(ctx context.Context, who authz.Actor, realm ids.Realm, id, window string) error
	Import(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte, dry bool) (expert.Imported, error)
}

// ExpertWindow is a time of standby or absence.
type ExpertWindow struct {
	ID   string    `json:"id"`
	Kind string    `json:"kind" enum:"standby,away"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Note string    `json:"note,omitempty"`
}

// ExpertHold is a time for which a person is given to a matter.
type ExpertHold struct {
	Matter string    `json:"matter"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// ExpertAttestation says who holds a profile's skills and clearance for true.
type ExpertAttestation struct {
	Office string    `json:"office"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
}

// Expert is a person of the own pool.
type Expert struct {
	ID        string                `json:"id"`
	Version   int64                 `json:"version" doc:"Named by whoever changes the profile, so that nobody overwrites what he has not seen"`
	State     expert.State          `json:"state" enum:"active,withdrawn"`
	Added     time.Time             `json:"added"`
	Changed   time.Time             `json:"changed"`
	Profile   expert.Profile        `json:"profile"`
	Attested  *ExpertAttestation    `json:"attested,omitempty" doc:"Absent: nobody attests the profile, and its clearance counts for nothing"`
	Exercises []expert.PastExercise `json:"exercises"`
	Trained   []expert.Trained      `json:"trained" doc:"Certificates of this node's courses; each counts until it expires"`
	Windows   []ExpertWindow        `json:"windows"`
	Holds     []ExpertHold          `json:"holds"`
	Standby   bool                  `json:"standby" doc:"On standby now, and neither away nor held"`
	Expiring  bool                  `json:"expiring" doc:"The clearance ends within 90 days, or has ended"`
	Worked    int                   `json:"worked" doc:"Hours that count within the days of the limit"`
}

type expertInput struct {
	Body struct {
		Profile expert.Profile `json:"profile"`
	}
}

type expertChange struct {
	ByID
	Body struct {
		Version int64          `json:"version" minimum:"1" doc:"The one that was seen"`
		Profile expert.Profile `json:"profile"`
	}
}

// ExpertVersion names the version of a profile that was seen.
type ExpertVersion struct {
	ByID
	Body struct {
		Version int64 `json:"version" minimum:"1" doc:"The one that was seen"`
	}
}

type attestInput struct {
	ByID
	Body struct {
		Version int64  `json:"version" minimum:"1" doc:"The one that was seen"`
		Office  string `json:"office,omitempty" maxLength:"100" doc:"Own office that attests; absent: the one that releases the person"`
	}
}

type windowInput struct {
	ByID
	Body struct {
		Kind string    `json:"kind" enum:"standby,away"`
		From time.Time `json:"from"`
		To   time.Time `json:"to"`
		Note string    `json:"note,omitempty" maxLength:"300"`
	}
}

// Roster is the time of which windows and holds are listed.
type Roster struct {
	From time.Time `query:"from" doc:"Windows and holds that touch this time; absent: from 90 days ago to 400 days ahead"`
	To   time.Time `query:"to"`
}

func (a *api) expertRoutes() {
	x, read, manage := a.deps.Experts, serve.May(authz.ExpertRead), serve.May(authz.ExpertManage)
	counts := serve.May(authz.PartyRead)
	get(a, "/experts", read, about{id: "listExperts", summary: "The own pool with standby, absence and holds"}, func(ctx context.Context, c serve.Caller, in *Roster) (*body[list[Expert]], error) {
		all, err := x.List(ctx, c.Viewer(), match.Window{From: in.From, To: in.To})
		out := list[Expert]{Items: []Expert{}}
		for _, l := range all {
			out.Items = append(out.Items, a.expertOf(l))
		}
		return reply(out), err
	})
	get(a, "/experts/terms", counts, about{id: "listExpertTerms", summary: "The closed lists that profiles and requests speak in"}, func(context.Context, serve.Caller, *none) (*body[expert.Terms], error) {
		return reply(expert.AllTerms()), nil
	})
	get(a, "/experts/coverage", counts, about{id: "countExperts", summary: "What the pool can do, in counts that name nobody"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[expert.Coverage], error) {
		out, err := x.Coverage(ctx, c.Viewer())
		return reply(out), err
	})
	get(a, "/experts/{id}", read, about{id: "getExpert", summary: "One person of the pool"}, func(ctx context.Context, c serve.Caller, in *ByID) (*body[Expert], error) {
		return a.expert(ctx, c, in.ID, nil)
	})
	post(a, "/experts", manage, about{id: "addExpert", summary: "Take a person into the pool"}, func(ctx context.Context, c serve.Caller, in *expertInput) (*body[Expert], error) {
		e, err := x.Add(ctx, c.Actor, c.Realm, in.Body.Profile)
		return a.expert(ctx, c, e.ID, err)
	})
	register(a, http.MethodPut, "/experts/{id}", manage, about{id: "changeExpert", summary: "Put another profile in place of the one that was seen",
		detail: "Where skills, languages, certificates or clearance become others, they are attested no more."}, func(ctx context.Context, c serve.Caller, in *expertChange) (*body[Expert], error) {
		_, err := x.Change(ctx, c.Actor, c.Realm, in.ID, in.Body.Version, in.Body.Profile)
		return a.expert(ctx, c, in.ID, err)
	})
	post(a, "/experts/{id}/attest", serve.May(authz.ExpertAttest).Fresh(), about{id: "attestExpert", summary: "Say that an own office holds skills, languages, certificates and clearance for true"}, func(ctx context.Context, c serve.Caller, in *attestInput) (*body[Expert], error) {
		_, err := x.Attest(ctx, c.Actor, c.Realm, in.ID, in.Body.Version, in.Body.Office)
		return a.expert(ctx, c, in.ID, err)
	})
	post(a, "/experts/{id}/withdraw", manage, about{id: "withdrawExpert", summary: "Keep a person from being offered"}, func(ctx context.Context, c serve.Caller, in *ExpertVersion) (*body[Expert], error) {
		_, err := x.Withdraw(ctx, c.Actor, c.Realm, in.ID, in.Body.Version)
		return a.expert(ctx, c, in.ID, err)
	})
	post(a, "/experts/{id}/readmit", manage, about{id: "readmitExpert", summary: "Let a withdrawn person be offered again"}, func(ctx context.Context, c serve.Caller, in *ExpertVersion) (*body[Expert], error) {
		_, err := x.Readmit(ctx, c.Actor, c.Realm, in.ID, in.Body.Version)
		return a.expert(ctx, c, in.ID, err)
	})
	register(a, http.MethodDelete, "/experts/{id}", manage.Fresh(), about{id: "removeExpert", summary: "Erase a person's data; that somebody was in the pool stays"}, func(ctx context.Context, c serve.Caller, in *ByID) (*none, error) {
		return nil, x.Remove(ctx, c.Actor, c.Realm, in.ID)
	})
	a.expertTimeRoutes()
}

// expertTimeRoutes note what happens around a profile, and take many at once.
func (a *api) expertTimeRoutes() {
	x, manage := a.deps.Experts, serve.May(authz.ExpertManage)
	post(a, "/experts/{id}/windows", manage, about{id: "addExpertWindow", summary: "Note a time of standby or absence"}, func(ctx context.Context, c serve.Caller, in *windowInput) (*body[Expert], error) {
		_, err := x.AddWindow(ctx, c.Actor, c.Realm, in.ID, in.Body.Kind, match.Window{From: in.Body.From, To: in.Body.To}, in.Body.Note)
		return a.expert(ctx, c, in.ID, err)
	})
	register(a, http.MethodDelete, "/experts/{id}/windows/{window}", manage, about{id: "removeExpertWindow", summary: "Take a time of standby or absence away"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Window string `path:"window" maxLength:"100"`
	}) (*none, error) {
		return nil, x.RemoveWindow(ctx, c.Actor, c.Realm, in.ID, in.Window)
	})
	post(a, "/experts/{id}/exercises", manage, about{id: "noteExpertExercise", summary: "Note an exercise that the person took part in"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body expert.PastExercise
	}) (*body[Expert], error) {
		_, err := x.NoteExercise(ctx, c.Actor, c.Realm, in.ID, in.Body)
		return a.expert(ctx, c, in.ID, err)
	})
	a.takesExperts("/experts/import", false, about{id: "importExperts", summary: "Add the people of a CSV file: all of them, or none when a line is wrong"})
	a.takesExperts("/experts/import/check", true, about{id: "checkExperts", summary: "Look at a CSV file of people without adding any"})
}

func (a *api) takesExperts(path string, dry bool, what about) {
	takes(a, upload[expert.Imported]{path: path, rule: serve.May(authz.ExpertManage).Body(expert.MaxImport, "text/csv"), media: "text/csv", name: "ImportedExperts", says: "What was added, or what is wrong with which line", about: what,
		check: func(ctx context.Context, c serve.Caller, file []byte) (expert.Imported, error) {
			out, err := a.deps.Experts.Import(ctx, c.Actor, c.Realm, file, dry)
			out.Findings = append([]expert.LineFinding{}, out.Findings...)
			return out, err
		}})
}

// expert answers an act with the person as it stands after it.
func (a *api) expert(ctx context.Context, c serve.Caller, id string, err error) (*body[Expert], error) {
	if err != nil {
		return nil, err
	}
	l, err := a.deps.Experts.Get(ctx, c.Viewer(), id)
	if err != nil {
		return nil, err
	}
	return reply(a.expertOf(l)), nil
}

func (a *api) expertOf(l expert.Listed) Expert {
	now := a.deps.Clock.Now()
	out := Expert{ID: l.ID, Version: l.Version, State: l.State, Added: l.Added, Changed: l.Changed, Profile: l.Profile, Exercises: append([]expert.PastExercise{}, l.Exercises...), Trained: append([]expert.Trained{}, l.Trained...),
		Windows: []ExpertWindow{}, Holds: []ExpertHold{}, Standby: l.Standby(now), Expiring: l.Expiring(now), Worked: int(l.Worked.Hours())}
	if t := l.Attested; t != nil {
		out.Attested = &ExpertAttestation{Office: t.Office, Name: t.Name, At: t.At}
	}
	for _, w := range l.Windows {
		out.Windows = append(out.Windows, ExpertWindow{ID: w.ID, Kind: w.Kind, From: w.From, To: w.To, Note: w.Note})
	}
	for _, h := range l.Holds {
		out.Holds = append(out.Holds, ExpertHold{Matter: h.Matter, From: h.From, To: h.To})
	}
	return out
}
