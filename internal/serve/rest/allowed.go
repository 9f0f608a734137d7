package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/policy"
	"entente/internal/release"
	"entente/internal/serve"
)

// Allowed is what policy said of one class for one party at a moment.
type Allowed struct {
	At       time.Time    `json:"at"`
	To       ids.Party    `json:"to"`
	Class    Class        `json:"class"`
	Permit   bool         `json:"permit"`
	Handling *Handling    `json:"handling,omitempty" doc:"What the recipient had to keep to; absent for a refusal"`
	Reasons  []Reason     `json:"reasons"`
	Signed   []Instrument `json:"signed" doc:"The agreements that were cited, with the signatures that they bore then"`
}

// Instrument is an agreement that a decision cites.
type Instrument struct {
	ID         string               `json:"id"`
	Title      string               `json:"title"`
	Generation int                  `json:"generation"`
	Digest     string               `json:"digest"`
	Signatures []AgreementSignature `json:"signatures"`
}

type allowedInput struct {
	To       string    `query:"to" required:"true" maxLength:"16" doc:"Code of the party that would have got it"`
	At       time.Time `query:"at" doc:"A past moment; absent: now"`
	Category string    `query:"category" default:"indicator" enum:"indicator,actor,ttp,malware,vulnerability,report,incident,context"`
	TLP      string    `query:"tlp" doc:"Marking; absent: unmarked"`
	PAP      string    `query:"pap"`
	Origin   string    `query:"origin" maxLength:"16" doc:"Whose it was; absent: this party's own"`
}

func (in allowedInput) question() (q release.Question, err error) {
	if q.To, err = ids.ParseParty(in.To); err != nil {
		return q, err
	}
	if in.Origin != "" {
		if q.Class.Origin, err = ids.ParseParty(in.Origin); err != nil {
			return q, err
		}
	}
	if q.Class.TLP, err = marking.ParseTLP(in.TLP); err != nil {
		return q, err
	}
	if q.Class.PAP, err = marking.ParsePAP(in.PAP); err != nil {
		return q, err
	}
	q.At, q.Class.Category, q.Class.Onward = in.At, in.Category, policy.Onward{Allowed: true}
	return q, nil
}

func (a *api) allowedRoute() {
	get(a, "/decision", serve.May(authz.ReleasePreview), about{id: "wasAllowed", summary: "Was this allowed? What policy said of one class for one party, now or at any past moment",
		detail: "By the agreements that were in force then, as this node knows them now. Nothing is written."}, func(ctx context.Context, c serve.Caller, in *allowedInput) (*body[Allowed], error) {
		q, err := in.question()
		if err != nil {
			return nil, err
		}
		d, at, err := a.deps.Changes.Allowed(ctx, c.Viewer(), q)
		if err != nil {
			return nil, err
		}
		if q.Class.Origin == "" {
			q.Class.Origin = a.deps.Party.Code
		}
		out := Allowed{At: at, To: q.To, Class: classOf(q.Class), Permit: d.Permit, Reasons: decisionOf(d).Reasons, Signed: []Instrument{}}
		if d.Permit {
			h := d.Handling
			out.Handling = &Handling{TLP: h.TLP.String(), PAP: h.PAP.String(), Onward: Onward(h.Onward)}
		}
		out.Signed, err = a.cited(ctx, c.Viewer(), d, at)
		return reply(out), err
	})
}

// cited gives the agreements that a decision rests on, once each, for whoever
// may read agreements.
func (a *api) cited(ctx context.Context, v authz.Viewer, d policy.Decision, at time.Time) ([]Instrument, error) {
	out := []Instrument{}
	if v.May(authz.AgreementRead) != nil {
		return out, nil
	}
	seen := map[string]bool{}
	for _, r := range d.Reasons {
		id := r.Citation.Agreement
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		x, err := a.deps.Agreements.Get(ctx, v, id)
		if err != nil {
			return nil, err
		}
		in := Instrument{ID: x.ID, Title: x.Title, Generation: x.Generation, Digest: r.Citation.Digest, Signatures: []AgreementSignature{}}
		if version, err := x.Find(r.Citation.Digest); err == nil {
			if in.Signatures, err = a.signaturesOf(ctx, v, x, version, at); err != nil {
				return nil, err
			}
		}
		out = append(out, in)
	}
	return out, nil
}
