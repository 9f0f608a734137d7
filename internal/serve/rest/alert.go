package rest

import (
	"context"

	"entente/internal/alert"
	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/serve"
)

// Alerts is what this file needs of the alert domain.
type Alerts interface {
	Board(ctx context.Context, v authz.Viewer) (alert.Board, error)
	Ours(ctx context.Context, v authz.Viewer) ([]alert.Sharing, error)
	State(ctx context.Context, who authz.Actor, realm ids.Realm, n alert.NewLevel) (alert.Told, error)
}

// AlertBasis is a provision by which our level can be told, with whom we tell it
// there already.
type AlertBasis struct {
	SharingBasis
	Told []ids.Party `json:"told" doc:"Whom we tell it under this agreement; none: nobody yet"`
}

func (a *api) alertRoutes() {
	d, read := a.deps.Alerts, serve.May(authz.WarningRead)
	get(a, "/alerts", read, about{id: "getAlerts", summary: "Alert levels: what parties say of themselves beside what decisions have set, which of them stands, the history, and the criteria"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[alert.Board], error) {
		b, err := d.Board(ctx, c.Viewer())
		return reply(b), err
	})
	get(a, "/alerts/bases", read, about{id: "listAlertBases", summary: "Provisions in force by which our level can be told"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[AlertBasis]], error) {
		all, err := d.Ours(ctx, c.Viewer())
		out := []AlertBasis{}
		for _, s := range all {
			out = append(out, AlertBasis{SharingBasis: sharingBasis(s.Basis), Told: s.Told})
		}
		return reply(list[AlertBasis]{Items: out}), err
	})
	post(a, "/alerts/state", serve.May(authz.AlertState), about{id: "stateAlert", summary: "State our own alert level", detail: "It goes to everybody whom we have told one before, and to whom is named."}, func(ctx context.Context, c serve.Caller, in *struct {
		Body struct {
			Level     string        `json:"level" enum:"normal,guarded,elevated,high,severe"`
			Criterion string        `json:"criterion" minLength:"1" maxLength:"4000" doc:"Which criterion is met, and by what"`
			Scheme    string        `json:"scheme,omitempty" maxLength:"300" doc:"Name of our own scheme"`
			Value     string        `json:"value,omitempty" maxLength:"300" doc:"What that scheme calls the level"`
			TLP       string        `json:"tlp" maxLength:"20"`
			Under     []alert.Under `json:"under,omitempty" maxItems:"50" doc:"Besides those under which we have stated one before"`
		}
	}) (*body[alert.Told], error) {
		b := in.Body
		tlp, err := marking.ParseTLP(b.TLP)
		if err != nil {
			return nil, err
		}
		told, err := d.State(ctx, c.Actor, c.Realm, alert.NewLevel{Level: b.Level, Criterion: b.Criterion, Scheme: b.Scheme, Value: b.Value, TLP: tlp, Under: b.Under})
		return reply(told), err
	})
}
