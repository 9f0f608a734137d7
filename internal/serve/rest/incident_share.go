package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/incident"
	"entente/internal/serve"
)

// IncidentBasis is a provision that an incident can be shared by.
type IncidentBasis struct {
	Agreement  string      `json:"agreement"`
	Title      string      `json:"title"`
	Clause     string      `json:"clause"`
	Provision  string      `json:"provision"`
	Kind       string      `json:"kind" enum:"report,share" doc:"report: a duty; share: a permission"`
	Text       clause.Text `json:"text" doc:"Of the clause, by language"`
	Depositary ids.Party   `json:"depositary"`
	Parties    []ids.Party `json:"parties" doc:"Who is bound, besides us"`
}

// IncidentOffer is something that could go, with what policy says of it.
type IncidentOffer struct {
	IncidentEntry
	May []IncidentMay `json:"may" doc:"In the order of the preview's parties"`
}

// IncidentMay is what policy says of one entry for one party.
type IncidentMay struct {
	Party  ids.Party `json:"party"`
	Permit bool      `json:"permit"`
	Reason *Reason   `json:"reason,omitempty" doc:"The first reason, with the provision"`
}

// IncidentPreview is what could go, before anything does.
type IncidentPreview struct {
	Bases   []IncidentBasis `json:"bases" doc:"Duties to report first; the first one is what the system chooses"`
	Parties []ids.Party     `json:"parties"`
	Opening IncidentOffer   `json:"opening" doc:"The description, which always goes"`
	Offers  []IncidentOffer `json:"offers"`
}

// IncidentOption is one answer to a factor of the score.
type IncidentOption struct {
	Code   string `json:"code"`
	Points int    `json:"points"`
}

// IncidentFactor is one of the eight factors of the score.
type IncidentFactor struct {
	Code    string           `json:"code"`
	Weight  int              `json:"weight"`
	Options []IncidentOption `json:"options"`
}

// IncidentScheme is a way to judge severity.
type IncidentScheme struct {
	Code   string   `json:"code"`
	Values []string `json:"values" doc:"The gravest first"`
}

// IncidentCrossing is one row of the crosswalk.
type IncidentCrossing struct {
	Values map[string][]string `json:"values" doc:"By scheme"`
	Doubt  bool                `json:"doubt" doc:"The definitions overlap, or one has no equal"`
}

// IncidentTerms are the lists that incidents are written with.
type IncidentTerms struct {
	Categories []string           `json:"categories"`
	Sectors    []string           `json:"sectors"`
	Schemes    []IncidentScheme   `json:"schemes"`
	Crosswalk  []IncidentCrossing `json:"crosswalk"`
	Factors    []IncidentFactor   `json:"factors"`
}

// IncidentScored is a score with how it came about.
type IncidentScored struct {
	Parts  []IncidentPart `json:"parts"`
	Sum    int            `json:"sum" doc:"Of points times weight"`
	Least  int            `json:"least" doc:"That any answers give"`
	Most   int            `json:"most"`
	Points int            `json:"points" doc:"100 times (sum less least) over (most less least)"`
	Level  string         `json:"level"`
}

// IncidentPart is one step of a score.
type IncidentPart struct {
	Factor string `json:"factor"`
	Option string `json:"option"`
	Points int    `json:"points"`
	Weight int    `json:"weight"`
}

func (a *api) incidentClocks() {
	d := a.deps.Incidents
	type IncidentObliged struct {
		Applies bool   `json:"applies"`
		Text    string `json:"text,omitempty" maxLength:"10000"`
	}
	type IncidentInformed struct {
		Step      string    `json:"step" enum:"early-warning,notification,final-report"`
		At        time.Time `json:"at"`
		Reference string    `json:"reference,omitempty" maxLength:"300"`
		Text      string    `json:"text,omitempty" maxLength:"10000"`
	}
	tells(a, "obligation", "obligeIncident", "Say whether the clocks of NIS2, Article 23, run for an incident; this stays ours", func(ctx context.Context, c serve.Caller, id string, t IncidentObliged) (incident.View, error) {
		return d.Oblige(ctx, c.Actor, c.Realm, id, incident.Obligation{Applies: t.Applies, Text: t.Text})
	})
	tells(a, "steps", "informOfIncident", "Say that a step of NIS2 was done; this stays ours", func(ctx context.Context, c serve.Caller, id string, t IncidentInformed) (incident.View, error) {
		return d.Inform(ctx, c.Actor, c.Realm, id, incident.Step{Step: t.Step, At: t.At, Reference: t.Reference, Text: t.Text})
	})
	get(a, "/incidents/terms", serve.May(authz.IncidentRead), about{id: "incidentTerms", summary: "Categories, sectors, severity schemes with their crosswalk, and the factors of the score"}, func(context.Context, serve.Caller, *none) (*body[IncidentTerms], error) {
		return reply(incidentTerms()), nil
	})
	post(a, "/incidents/score", serve.May(authz.IncidentRead), about{id: "scoreIncident", summary: "Weigh the eight factors of CISA's National Cyber Incident Scoring System", detail: "Nothing is kept. The weights and points are those of CISA's demonstration, which CISA calls notional."}, func(_ context.Context, _ serve.Caller, in *struct {
		Body struct {
			Answers map[string]string `json:"answers" doc:"The chosen option of each factor"`
		}
	}) (*body[IncidentScored], error) {
		s, err := incident.Score(in.Body.Answers)
		return reply(IncidentScoredOf(s)), err
	})
}

// IncidentScoredOf writes a score as the interface gives it.
func IncidentScoredOf(s incident.Scored) IncidentScored {
	out := IncidentScored{Parts: []IncidentPart{}, Sum: s.Sum, Least: s.Least, Most: s.Most, Points: s.Points, Level: s.Level}
	for _, p := range s.Parts {
		out.Parts = append(out.Parts, IncidentPart(p))
	}
	return out
}

func incidentTerms() IncidentTerms {
	t := IncidentTerms{Categories: incident.Categories, Sectors: incident.Sectors}
	for _, s := range incident.Schemes {
		t.Schemes = append(t.Schemes, IncidentScheme(s))
	}
	for _, c := range incident.Crosswalk {
		t.Crosswalk = append(t.Crosswalk, IncidentCrossing(c))
	}
	for _, f := range incident.Factors {
		x := IncidentFactor{Code: f.Code, Weight: f.Weight}
		for _, o := range f.Options {
			x.Options = append(x.Options, IncidentOption(o))
		}
		t.Factors = append(t.Factors, x)
	}
	return t
}

func (a *api) incidentSharing() {
	d, share := a.deps.Incidents, serve.May(authz.IncidentShare)
	get(a, "/incidents/{id}/sharing", serve.May(authz.IncidentRead), about{id: "previewIncident", summary: "What of an incident could go to others, by what, and what policy says of each entry"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		To string `query:"to" maxLength:"2000" doc:"Codes of parties, separated by commas; of a shared incident those who take part"`
	}) (*body[IncidentPreview], error) {
		p, err := d.Preview(ctx, c.Viewer(), in.ID, partiesNamed(commas(in.To)))
		if err != nil {
			return nil, err
		}
		return reply(incidentPreviewOf(p)), nil
	})
	post(a, "/incidents/{id}/share", share, about{id: "shareIncident", summary: "Give an incident of ours to others: its description and the chosen entries, and nothing else"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Agreement string      `json:"agreement" maxLength:"100"`
			Provision string      `json:"provision" maxLength:"50"`
			To        []ids.Party `json:"to" minItems:"1" maxItems:"64"`
			Entries   []string    `json:"entries" maxItems:"10000" doc:"Refs of entries of ours"`
			Met       bool        `json:"met,omitempty" doc:"State too that our duty to report is met"`
		}
	}) (*body[IncidentRoom], error) {
		b := in.Body
		return a.room(d.Share(ctx, c.Actor, c.Realm, in.ID, incident.Sharing{Agreement: b.Agreement, Provision: b.Provision, To: b.To, Entries: b.Entries, Met: b.Met}))
	})
	post(a, "/incidents/{id}/disclose", share, about{id: "discloseIncidentEntries", summary: "Give entries that were ours to all who take part"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Entries []string `json:"entries" minItems:"1" maxItems:"10000"`
		}
	}) (*body[IncidentRoom], error) {
		return a.room(d.Disclose(ctx, c.Actor, c.Realm, in.ID, in.Body.Entries))
	})
	post(a, "/incidents/{id}/invite", share, about{id: "inviteToIncident", summary: "Bring further parties into a shared incident of ours"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			To []ids.Party `json:"to" minItems:"1" maxItems:"64"`
		}
	}) (*body[IncidentRoom], error) {
		return a.room(d.Invite(ctx, c.Actor, c.Realm, in.ID, in.Body.To))
	})
}

func partiesNamed(codes []string) []ids.Party {
	out := make([]ids.Party, len(codes))
	for i, c := range codes {
		out[i] = ids.Party(c)
	}
	return out
}

func incidentPreviewOf(p incident.Preview) IncidentPreview {
	out := IncidentPreview{Bases: []IncidentBasis{}, Parties: append([]ids.Party{}, p.Parties...), Opening: offerOf(p.Opening), Offers: []IncidentOffer{}}
	for _, b := range p.Bases {
		out.Bases = append(out.Bases, IncidentBasis{Agreement: b.Agreement, Title: b.Title, Clause: b.Clause, Provision: b.Provision.ID, Kind: string(b.Provision.Kind), Text: b.Text, Depositary: b.Depositary, Parties: b.Parties})
	}
	for _, o := range p.Offers {
		out.Offers = append(out.Offers, offerOf(o))
	}
	return out
}

func offerOf(o incident.Offer) IncidentOffer {
	out := IncidentOffer{IncidentEntry: entryOf(incident.View{}, o.Entry), May: []IncidentMay{}}
	for _, m := range o.May {
		may := IncidentMay{Party: m.To, Permit: m.Permit}
		if len(m.Reasons) > 0 {
			r := reasonOf(m.Reasons[0])
			may.Reason = &r
		}
		out.May = append(out.May, may)
	}
	return out
}
