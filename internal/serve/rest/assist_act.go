package rest

import (
	"context"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

// AssistActs are the acts on a request that is lodged.
type AssistActs interface {
	Invite(ctx context.Context, who authz.Actor, realm ids.Realm, id string, to []ids.Party, text string) (assist.Case, error)
	Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (assist.Case, error)
	Acknowledge(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (assist.Case, error)
	Triage(ctx context.Context, who authz.Actor, realm ids.Realm, id string, by []assist.Override, place int, reason string) (assist.Case, error)
	Decline(ctx context.Context, who authz.Actor, realm ids.Realm, id, text, law string) (assist.Case, error)
	Offer(ctx context.Context, who authz.Actor, realm ids.Realm, id string, n assist.NewOffer) (assist.Case, error)
	Unoffer(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, reason string) (assist.Case, error)
	Accept(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, whole bool, text string) (assist.Case, error)
	Carry(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (assist.Case, error)
	Mobilise(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, text string) (assist.Case, error)
	Arrived(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, where, text string) (assist.Case, error)
	HandOver(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, text string) (assist.Case, error)
	Demobilise(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer string, lines []string, text string) (assist.Case, error)
	Note(ctx context.Context, who authz.Actor, realm ids.Realm, id string, n assist.Note) (assist.Case, error)
	Shift(ctx context.Context, who authz.Actor, realm ids.Realm, id string, b assist.Shift) (assist.Case, error)
	Register(ctx context.Context, who authz.Actor, realm ids.Realm, id string, e assist.Evidence) (assist.Case, error)
	Hand(ctx context.Context, who authz.Actor, realm ids.Realm, id string, b assist.Custody) (assist.Case, error)
	Cost(ctx context.Context, who authz.Actor, realm ids.Realm, id, offer, currency string, rates []assist.Rate, text string) (assist.Case, error)
	Close(ctx context.Context, who authz.Actor, realm ids.Realm, id, outcome string) (assist.Case, error)
	Report(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (assist.Case, error)
	Learn(ctx context.Context, who authz.Actor, realm ids.Realm, id string, l assist.Lesson) (assist.Case, error)
}

// AssistText is an act with a text that all who take part read.
type AssistText struct {
	ByID
	Body struct {
		Text string `json:"text,omitempty" maxLength:"4000" doc:"All who take part read it"`
	}
}

// AssistOfferPath names an offer of a request.
type AssistOfferPath struct {
	ByID
	Offer string `path:"offer" maxLength:"100"`
}

// AssistLines is an act on lines of an offer.
type AssistLines struct {
	AssistOfferPath
	Body struct {
		Lines []string `json:"lines,omitempty" doc:"Absent: all lines for which the act could follow"`
		Text  string   `json:"text,omitempty" maxLength:"4000" doc:"All who take part read it"`
		Where string   `json:"where,omitempty" maxLength:"4000" doc:"Of an arrival"`
		Whole bool     `json:"whole,omitempty" doc:"Of an acceptance: these lines all, or none"`
	}
}

// AssistNewLine is a seat with who would take it.
type AssistNewLine struct {
	Role    string       `json:"role" doc:"Id of the role in the request"`
	Experts []string     `json:"experts,omitempty" doc:"Ids of the own pool: one for a person, any number for a team; they do not leave this node"`
	Team    *assist.Team `json:"team,omitempty" doc:"Absent: the line offers one person"`
}

type offerInput struct {
	ByID
	Body struct {
		Lines      []AssistNewLine `json:"lines" minItems:"1"`
		Services   []string        `json:"services,omitempty"`
		From       time.Time       `json:"from,omitzero" doc:"Earliest start; absent: when people are needed"`
		Until      time.Time       `json:"until,omitzero" doc:"Absent: the end of the time asked"`
		Valid      time.Time       `json:"valid" doc:"The last moment of acceptance"`
		Caveats    string          `json:"caveats,omitempty" maxLength:"4000"`
		Attested   string          `json:"attested,omitempty" maxLength:"300" doc:"Office that attests clearances and skills"`
		Cost       string          `json:"cost,omitempty" maxLength:"4000"`
		Authorised string          `json:"authorised,omitempty" maxLength:"300" doc:"Who authorised it for the nation; absent: who acts"`
	}
}

// onText is an act that says one text.
type onText func(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (assist.Case, error)

// onLines is an act on lines.
type onLines func(ctx context.Context, c serve.Caller, in *AssistLines) (assist.Case, error)

func (a *api) assistText(path string, rule serve.Rule, what about, f onText) {
	post(a, path, rule, what, func(ctx context.Context, c serve.Caller, in *AssistText) (*body[AssistPage], error) {
		return a.assistPage(f(ctx, c.Actor, c.Realm, in.ID, in.Body.Text))
	})
}

func (a *api) assistLines(verb string, rule serve.Rule, what about, f onLines) {
	post(a, "/assist/requests/{id}/offers/{offer}/"+verb, rule, what, func(ctx context.Context, c serve.Caller, in *AssistLines) (*body[AssistPage], error) {
		return a.assistPage(f(ctx, c, in))
	})
}

func (a *api) assistActRoutes() {
	d, ask, offer, deploy := a.deps.Assists, serve.May(authz.AssistRequest), serve.May(authz.AssistOffer), serve.May(authz.AssistDeploy)
	post(a, "/assist/requests/{id}/invite", ask, about{id: "inviteAssist", summary: "Bring further parties into a request of ours; their clock begins now"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			To   []ids.Party `json:"to" minItems:"1"`
			Text string      `json:"text" minLength:"1" maxLength:"4000"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Invite(ctx, c.Actor, c.Realm, in.ID, in.Body.To, in.Body.Text))
	})
	a.assistText("/assist/requests/{id}/withdraw", ask, about{id: "withdrawAssist", summary: "Take a request of ours back, while nobody is accepted or held"}, func(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (assist.Case, error) {
		return d.Withdraw(ctx, who, realm, id, text)
	})
	a.assistText("/assist/requests/{id}/acknowledge", offer, about{id: "acknowledgeAssist", summary: "Say that a request has come in and somebody is at it"}, func(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (assist.Case, error) {
		return d.Acknowledge(ctx, who, realm, id, text)
	})
	post(a, "/assist/requests/{id}/triage", serve.May(authz.AssistTriage), about{id: "triageAssist", summary: "Place a request among those that wait, as the clearing house"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Overrides []assist.Override `json:"overrides,omitempty" doc:"Values instead of the reckoned ones, each with its reason"`
			Place     int               `json:"place,omitempty" minimum:"0" doc:"Absent: the place that the score gives"`
			Reason    string            `json:"reason,omitempty" maxLength:"4000" doc:"Why the place is another"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Triage(ctx, c.Actor, c.Realm, in.ID, in.Body.Overrides, in.Body.Place, in.Body.Reason))
	})
	post(a, "/assist/requests/{id}/decline", offer, about{id: "declineAssist", summary: "Say no to a request; it meets the duty to answer"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Text string `json:"text,omitempty" maxLength:"4000" doc:"Declining needs no reason"`
			Law  string `json:"law,omitempty" maxLength:"300" doc:"National law that a refusal cites"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Decline(ctx, c.Actor, c.Realm, in.ID, in.Body.Text, in.Body.Law))
	})
	post(a, "/assist/requests/{id}/offers", offer, about{id: "offerAssist", summary: "Offer people or teams, under pseudonyms"}, func(ctx context.Context, c serve.Caller, in *offerInput) (*body[AssistPage], error) {
		b := in.Body
		n := assist.NewOffer{Services: b.Services, From: b.From, Until: b.Until, Valid: b.Valid, Caveats: b.Caveats, Attested: b.Attested, Cost: b.Cost, Authorised: b.Authorised}
		for _, l := range b.Lines {
			n.Lines = append(n.Lines, assist.NewLine(l))
		}
		return a.assistPage(d.Offer(ctx, c.Actor, c.Realm, in.ID, n))
	})
	post(a, "/assist/requests/{id}/carry", offer, about{id: "carryAssist", summary: "Answer acceptances of our offers that could not be answered when they came"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Empty
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Carry(ctx, c.Actor, c.Realm, in.ID))
	})
	a.assistLines("withdraw", offer, about{id: "withdrawAssistOffer", summary: "Take lines of an offer of ours back that nobody has accepted"}, func(ctx context.Context, c serve.Caller, in *AssistLines) (assist.Case, error) {
		return d.Unoffer(ctx, c.Actor, c.Realm, in.ID, in.Offer, in.Body.Lines, in.Body.Text)
	})
	a.assistLines("accept", deploy, about{id: "acceptAssistOffer", summary: "Accept an offer, or lines of it: it binds when the other party's node has held the people"}, func(ctx context.Context, c serve.Caller, in *AssistLines) (assist.Case, error) {
		return d.Accept(ctx, c.Actor, c.Realm, in.ID, in.Offer, in.Body.Lines, in.Body.Whole, in.Body.Text)
	})
	a.assistLines("mobilise", deploy, about{id: "mobiliseAssist", summary: "Say that held people of ours are getting ready"}, func(ctx context.Context, c serve.Caller, in *AssistLines) (assist.Case, error) {
		return d.Mobilise(ctx, c.Actor, c.Realm, in.ID, in.Offer, in.Body.Lines, in.Body.Text)
	})
	a.assistLines("arrived", deploy, about{id: "arrivedAssist", summary: "Say, as the party that asked, that people have begun their work"}, func(ctx context.Context, c serve.Caller, in *AssistLines) (assist.Case, error) {
		return d.Arrived(ctx, c.Actor, c.Realm, in.ID, in.Offer, in.Body.Lines, in.Body.Where, in.Body.Text)
	})
	a.assistLines("hand-over", deploy, about{id: "handOverAssist", summary: "Say that people of ours have handed their work over"}, func(ctx context.Context, c serve.Caller, in *AssistLines) (assist.Case, error) {
		return d.HandOver(ctx, c.Actor, c.Realm, in.ID, in.Offer, in.Body.Lines, in.Body.Text)
	})
	a.assistLines("demobilise", deploy, about{id: "demobiliseAssist", summary: "Release people of ours; before they have handed over it is a recall"}, func(ctx context.Context, c serve.Caller, in *AssistLines) (assist.Case, error) {
		return d.Demobilise(ctx, c.Actor, c.Realm, in.ID, in.Offer, in.Body.Lines, in.Body.Text)
	})
}
