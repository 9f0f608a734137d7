package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/duty"
	"entente/internal/serve"
)

// Duties is what this file needs of the duty domain.
type Duties interface {
	List(ctx context.Context, v authz.Viewer, settled time.Duration) ([]duty.Obligation, error)
	Of(ctx context.Context, v authz.Viewer, id string, settled time.Duration) ([]duty.Obligation, error)
	Call(ctx context.Context, who authz.Actor, realm ids.Realm, id string, c duty.Call) ([]duty.Obligation, error)
	Met(ctx context.Context, who authz.Actor, realm ids.Realm, id, obligation, text, reference string) (duty.Obligation, error)
	Excuse(ctx context.Context, who authz.Actor, realm ids.Realm, id, obligation, reason string) (duty.Obligation, error)
	Contest(ctx context.Context, who authz.Actor, realm ids.Realm, id, obligation, reason string) (duty.Obligation, error)
	Report(ctx context.Context, v authz.Viewer, id string, from, upTo time.Time) (duty.Report, error)
	Export(ctx context.Context, v authz.Viewer, id string, from, upTo time.Time) ([]byte, error)
	Check(ctx context.Context, v authz.Viewer, b []byte) (duty.Verified, error)
}

// Obligation is one thing that one party owes under an agreement, with its clock.
type Obligation struct {
	ID        string      `json:"id"`
	Agreement string      `json:"agreement"`
	Title     string      `json:"title" doc:"Of the agreement"`
	Clause    string      `json:"clause"`
	Heading   clause.Text `json:"heading" doc:"Of the clause, by language"`
	Provision string      `json:"provision"`
	Kind      string      `json:"kind"`
	Force     string      `json:"force" enum:"shall,should"`
	Owed      ids.Party   `json:"owed" doc:"Who owes it"`
	Judge     []ids.Party `json:"judge" doc:"Who may contest or excuse it"`
	Caller    ids.Party   `json:"caller,omitempty" doc:"Who called for it; absent: it comes again and again"`
	What      string      `json:"what,omitempty" doc:"What was called for"`
	From      time.Time   `json:"from"`
	Soon      time.Time   `json:"soon" doc:"From when it asks for attention"`
	Due       time.Time   `json:"due"`
	State     duty.State  `json:"state" enum:"running,lapsed,met,late,excused,contested"`
	MetAt     *time.Time  `json:"met_at,omitempty"`
	MetBy     string      `json:"met_by,omitempty"`
	Answer    string      `json:"answer,omitempty"`
	Reference string      `json:"reference,omitempty"`
	Reason    string      `json:"reason,omitempty" doc:"Why it was excused or contested"`
}

// Callable is a duty that can be called for.
type Callable struct {
	Clause    string      `json:"clause"`
	Heading   clause.Text `json:"heading"`
	Provision string      `json:"provision"`
	Kind      string      `json:"kind"`
	Within    string      `json:"within" doc:"Length of its clock, ISO 8601"`
	Owes      []ids.Party `json:"owes"`
}

// AgreementDuties is what is owed under one agreement.
type AgreementDuties struct {
	Items    []Obligation `json:"items" doc:"By their clocks"`
	Callable []Callable   `json:"callable"`
}

// DutyReport is what the parties owed each other over a time.
type DutyReport struct{ duty.Report }

// DutyCheck is what the check of another party's report found.
type DutyCheck struct {
	Report  DutyReport        `json:"report"`
	Maker   ids.Party         `json:"maker"`
	Made    time.Time         `json:"made"`
	Key     string            `json:"key" doc:"Fingerprint of the maker's node"`
	Differs []duty.Difference `json:"differs" doc:"What this node counts otherwise; empty: it is the same here"`
}

// SettledDays says how far back settled obligations are listed.
type SettledDays struct {
	Settled int `query:"settled" default:"30" minimum:"0" maximum:"400" doc:"Settled ones of so many days are listed too"`
}

func (in SettledDays) span() time.Duration { return time.Duration(in.Settled) * 24 * time.Hour }

// ReportSpan is the time that a report counts.
type ReportSpan struct {
	From time.Time `query:"from" required:"true" doc:"What fell due after this"`
	UpTo time.Time `query:"up_to" doc:"And up to this; absent: now"`
}

// ObligationPath names one obligation of an agreement.
type ObligationPath struct {
	ByID
	Obligation string `path:"obligation" maxLength:"100"`
}

type metInput struct {
	ObligationPath
	Body struct {
		Text      string `json:"text" minLength:"1" maxLength:"500" doc:"How it was met; the other parties read it"`
		Reference string `json:"reference,omitempty" maxLength:"200" doc:"Of what it was met by, such as a release"`
	}
}

type judgeInput struct {
	ObligationPath
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"The other parties read it"`
	}
}

type callInput struct {
	ByID
	Body struct {
		Provision string      `json:"provision" maxLength:"50"`
		Owed      []ids.Party `json:"owed,omitempty" doc:"On whom; absent: on everybody else who has the duty"`
		From      time.Time   `json:"from,omitzero" doc:"On ourselves alone: since when the cause is known; absent: now"`
		Text      string      `json:"text" minLength:"1" maxLength:"500" doc:"What is called for; the other parties read it"`
	}
}

func (a *api) dutyRoutes() {
	d, read, answer := a.deps.Duties, serve.May(authz.AgreementRead), serve.May(authz.DutyAnswer)
	get(a, "/duties", read, about{id: "listDuties", summary: "What is owed under all agreements, by its clocks"}, func(ctx context.Context, c serve.Caller, in *SettledDays) (*body[list[Obligation]], error) {
		all, err := d.List(ctx, c.Viewer(), in.span())
		return reply(list[Obligation]{Items: a.obligations(all)}), err
	})
	get(a, "/agreements/{id}/duties", read, about{id: "listAgreementDuties", summary: "What is owed under one agreement, and what can be called for"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		SettledDays
	}) (*body[AgreementDuties], error) {
		x, err := a.deps.Agreements.Get(ctx, c.Viewer(), in.ID)
		if err != nil {
			return nil, err
		}
		all, err := d.Of(ctx, c.Viewer(), in.ID, in.span())
		return reply(AgreementDuties{Items: a.obligations(all), Callable: callable(x, a.deps.Clock.Now())}), err
	})
	post(a, "/agreements/{id}/duties", answer, about{id: "callDuty", summary: "Call for a duty: its clock begins to run"}, func(ctx context.Context, c serve.Caller, in *callInput) (*body[list[Obligation]], error) {
		all, err := d.Call(ctx, c.Actor, c.Realm, in.ID, duty.Call{Provision: in.Body.Provision, Owed: in.Body.Owed, From: in.Body.From, Text: in.Body.Text})
		return reply(list[Obligation]{Items: a.obligations(all)}), err
	})
	post(a, "/agreements/{id}/duties/{obligation}/met", answer, about{id: "meetDuty", summary: "State that we have met an obligation of ours"}, func(ctx context.Context, c serve.Caller, in *metInput) (*body[Obligation], error) {
		o, err := d.Met(ctx, c.Actor, c.Realm, in.ID, in.Obligation, in.Body.Text, in.Body.Reference)
		return reply(a.obligationOf(o)), err
	})
	post(a, "/agreements/{id}/duties/{obligation}/excuse", answer, about{id: "excuseDuty", summary: "Let another party off an obligation"}, func(ctx context.Context, c serve.Caller, in *judgeInput) (*body[Obligation], error) {
		o, err := d.Excuse(ctx, c.Actor, c.Realm, in.ID, in.Obligation, in.Body.Reason)
		return reply(a.obligationOf(o)), err
	})
	post(a, "/agreements/{id}/duties/{obligation}/contest", answer, about{id: "contestDuty", summary: "Say that an obligation, which another party says it has met, is not"}, func(ctx context.Context, c serve.Caller, in *judgeInput) (*body[Obligation], error) {
		o, err := d.Contest(ctx, c.Actor, c.Realm, in.ID, in.Obligation, in.Body.Reason)
		return reply(a.obligationOf(o)), err
	})
	get(a, "/agreements/{id}/duties/report", read, about{id: "reportDuties", summary: "What fell due under one agreement over a time, and what became of it"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		ReportSpan
	}) (*body[DutyReport], error) {
		r, err := d.Report(ctx, c.Viewer(), in.ID, in.From, a.upTo(in.UpTo))
		return reply(DutyReport{r}), err
	})
	a.dutyFileRoutes()
}

// upTo is the end of a report: the moment that was named, or now.
func (a *api) upTo(t time.Time) time.Time {
	if t.IsZero() {
		return a.deps.Clock.Now()
	}
	return t
}

// dutyFileRoutes give a report and check that of another party.
func (a *api) dutyFileRoutes() {
	read := serve.May(authz.AgreementRead).Slow()
	a.gives(download{path: "/agreements/{id}/duties/report/file", rule: read, media: "application/json", says: "A file of canonical JSON",
		params: []*huma.Param{inPath("id"), inQuery("from", "What fell due after this, RFC 3339; absent: all that ever did"), inQuery("up_to", "And up to this; absent: now")},
		about:  about{id: "exportDutyReport", summary: "The report in one file, signed, with all that it was counted from", detail: "`entente duty verify` counts it again without a node."},
		make: func(r *http.Request, c serve.Caller) (string, []byte, error) {
			id, err := ids.Parse(r.PathValue("id"))
			if err != nil {
				return "", nil, err
			}
			from, err := queryTime(r, "from")
			if err != nil {
				return "", nil, err
			}
			upTo, err := queryTime(r, "up_to")
			if err != nil {
				return "", nil, err
			}
			b, err := a.deps.Duties.Export(r.Context(), c.Viewer(), id, from, a.upTo(upTo))
			return "entente-duties-" + id + ".json", b, err
		}})
	takes(a, upload[DutyCheck]{path: "/duties/reports/check", rule: read.Body(64<<20, "application/json"), media: "application/json", name: "DutyCheck",
		says:  "It verifies; this is what it counts, and what is otherwise here",
		about: about{id: "checkDutyReport", summary: "Check another party's report against what this node holds"},
		check: func(ctx context.Context, c serve.Caller, file []byte) (DutyCheck, error) {
			v, err := a.deps.Duties.Check(ctx, c.Viewer(), file)
			return DutyCheck{Report: DutyReport{v.Report}, Maker: v.Maker, Made: v.Made, Key: v.Key, Differs: v.Differs}, err
		}})
}

// queryTime reads a moment of a query; zero when it is absent.
func queryTime(r *http.Request, name string) (t time.Time, err error) {
	s := r.URL.Query().Get(name)
	if s == "" {
		return t, nil
	}
	if t, err = time.Parse(time.RFC3339, s); err != nil {
		return t, errs.New(errs.Invalid, "%q is not a moment such as 2026-11-24T09:00:00Z", errs.Clip(s))
	}
	return t, nil
}

func callable(x agreement.Agreement, now time.Time) []Callable {
	out := []Callable{}
	for _, t := range x.Duties(now) {
		if e, _ := clause.EntryOf(t.Provision.Kind); e.Effect == clause.Called && t.Provision.Kind != clause.Recall {
			out = append(out, Callable{Clause: t.Clause, Heading: t.Heading, Provision: t.Provision.ID, Kind: string(t.Provision.Kind), Within: t.Provision.Within, Owes: t.Owes})
		}
	}
	return out
}

func (a *api) obligations(all []duty.Obligation) []Obligation {
	out := make([]Obligation, len(all))
	for i, o := range all {
		out[i] = a.obligationOf(o)
	}
	return out
}

func (a *api) obligationOf(o duty.Obligation) Obligation {
	if o.ID == "" {
		return Obligation{}
	}
	t, p := o.Term, o.Term.Provision
	return Obligation{ID: o.ID, Agreement: t.Agreement, Title: t.Title, Clause: t.Clause, Heading: t.Heading, Provision: p.ID, Kind: string(p.Kind), Force: p.Force, Owed: o.Owed, Judge: append([]ids.Party{}, o.Judge...),
		Caller: o.Caller, What: o.What, From: o.From, Soon: o.Soon(), Due: o.Due, State: o.StateAt(a.deps.Clock.Now()), MetAt: moment(o.MetAt), MetBy: o.MetBy, Answer: o.Answer, Reference: o.Reference, Reason: o.Excused + o.Contested}
}
