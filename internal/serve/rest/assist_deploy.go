package rest

import (
	"context"
	"time"

	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/serve"
)

// assistDeployRoutes are what is stated while people work, and afterwards.
func (a *api) assistDeployRoutes() {
	d, deploy := a.deps.Assists, serve.May(authz.AssistDeploy)
	post(a, "/assist/requests/{id}/notes", deploy, about{id: "noteAssist", summary: "Tell of the situation, or of a task"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Text      string    `json:"text" minLength:"1" maxLength:"4000"`
			Task      string    `json:"task,omitempty" maxLength:"60" doc:"Id of the task that it is about; new begins one"`
			To        ids.Party `json:"to,omitempty" doc:"Who is to do it"`
			Done      bool      `json:"done,omitempty" doc:"The task is done"`
			Cancelled bool      `json:"cancelled,omitempty" doc:"The task is cancelled, for the reason that text gives; by the party that gave it"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Note(ctx, c.Actor, c.Realm, in.ID, assist.Note{Text: in.Body.Text, Task: in.Body.Task, To: in.Body.To, Done: in.Body.Done, Cancelled: in.Body.Cancelled}))
	})
	post(a, "/assist/requests/{id}/shifts", deploy, about{id: "shiftAssist", summary: "Write down when people of ours work; the same id takes the place of the shift before"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			ID        string    `json:"id,omitempty" maxLength:"100" doc:"Absent: a new shift"`
			Offer     string    `json:"offer" maxLength:"100"`
			Line      string    `json:"line" maxLength:"40"`
			From      time.Time `json:"from"`
			To        time.Time `json:"to" doc:"Up to 24 hours later"`
			What      string    `json:"what,omitempty" maxLength:"4000"`
			Cancelled bool      `json:"cancelled,omitempty" doc:"It does not take place; why says the reason"`
			Why       string    `json:"why,omitempty" maxLength:"4000"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Shift(ctx, c.Actor, c.Realm, in.ID, assist.Shift(in.Body)))
	})
	post(a, "/assist/requests/{id}/evidence", deploy, about{id: "registerAssistEvidence", summary: "Take a piece of evidence into our custody"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			ID     string `json:"id,omitempty" maxLength:"60" doc:"Unique in the request; absent: the next number"`
			What   string `json:"what" minLength:"1" maxLength:"4000"`
			SHA256 string `json:"sha256" pattern:"^[0-9a-f]{64}$" doc:"Hex; of the item's bytes, or of the image's"`
			Where  string `json:"where" minLength:"1" maxLength:"4000"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Register(ctx, c.Actor, c.Realm, in.ID, assist.Evidence(in.Body)))
	})
	post(a, "/assist/requests/{id}/evidence/{item}/hand", deploy, about{id: "handAssistEvidence", summary: "State our side of a hand-over of evidence", detail: "A link of the chain is whole when the giver and the taker have both stated it."}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Item string `path:"item" maxLength:"60"`
		Body struct {
			Side  string    `json:"side" enum:"given,taken"`
			Other ids.Party `json:"other" doc:"Given: to whom; taken: from whom"`
			Where string    `json:"where" minLength:"1" maxLength:"4000"`
			Text  string    `json:"text,omitempty" maxLength:"4000"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Hand(ctx, c.Actor, c.Realm, in.ID, assist.Custody{Item: in.Item, Side: in.Body.Side, Other: in.Body.Other, Where: in.Body.Where, Text: in.Body.Text}))
	})
	post(a, "/assist/requests/{id}/offers/{offer}/costs", deploy, about{id: "costAssist", summary: "State what an offer of ours has cost, reckoned from its shifts"}, func(ctx context.Context, c serve.Caller, in *struct {
		AssistOfferPath
		Body struct {
			Currency string        `json:"currency,omitempty" maxLength:"3" doc:"ISO 4217; absent: hours alone"`
			Rates    []assist.Rate `json:"rates,omitempty"`
			Text     string        `json:"text,omitempty" maxLength:"4000"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Cost(ctx, c.Actor, c.Realm, in.ID, in.Offer, in.Body.Currency, in.Body.Rates, in.Body.Text))
	})
	a.assistText("/assist/requests/{id}/close", deploy, about{id: "closeAssist", summary: "Close a request of ours, when nobody is bound any more; the report's clock begins"}, func(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (assist.Case, error) {
		return d.Close(ctx, who, realm, id, text)
	})
	a.assistText("/assist/requests/{id}/report", deploy, about{id: "reportAssist", summary: "Give the summary report of a closed request"}, func(ctx context.Context, who authz.Actor, realm ids.Realm, id, text string) (assist.Case, error) {
		return d.Report(ctx, who, realm, id, text)
	})
	post(a, "/assist/requests/{id}/lessons", deploy, about{id: "learnAssist", summary: "Add a lesson to a request that is over"}, func(ctx context.Context, c serve.Caller, in *struct {
		ByID
		Body struct {
			Text      string `json:"text" minLength:"1" maxLength:"4000"`
			Recommend string `json:"recommend,omitempty" maxLength:"4000"`
		}
	}) (*body[AssistPage], error) {
		return a.assistPage(d.Learn(ctx, c.Actor, c.Realm, in.ID, assist.Lesson(in.Body)))
	})
}
