package rest

import (
	"context"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/party"
	"entente/internal/serve"
)

// Parties is what this file needs of the party domain.
type Parties interface {
	List(ctx context.Context, v authz.Viewer) ([]party.Party, error)
	Confirm(ctx context.Context, who authz.Actor, code ids.Party, words string) error
}

// Party is a party as this node knows it.
type Party struct {
	Code         ids.Party       `json:"code"`
	Name         string          `json:"name"`
	Kind         string          `json:"kind" enum:"nation,alliance,partner"`
	Self         bool            `json:"self"`
	Trust        string          `json:"trust" enum:"self,invited,introduced,compared" doc:"compared: a person has compared its words by another way"`
	Via          ids.Party       `json:"via,omitempty" doc:"Who introduced it"`
	Fingerprint  string          `json:"fingerprint" doc:"Of its node key"`
	Words        []string        `json:"words" doc:"The same in words, to be compared by voice"`
	Offices      []Office        `json:"offices"`
	Agreements   []AgreementName `json:"agreements" doc:"Those between it and this node's party"`
	Reachability string          `json:"reachability,omitempty" enum:"connected,unreachable,never" doc:"Of its node, where there is a link"`
}

// Office is a competent office.
type Office struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Powers      []string   `json:"powers"`
	Key         string     `json:"key"`
	SucceededBy string     `json:"succeeded_by,omitempty" doc:"The office that has taken its place; this one signs nothing more"`
	Ended       *time.Time `json:"ended,omitempty" doc:"When that was"`
}

// AgreementName is an agreement in one line.
type AgreementName struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	State string `json:"state"`
}

// ByCode names one party.
type ByCode struct {
	Code string `path:"code" maxLength:"16" doc:"Party code"`
}

func (b ByCode) party() (ids.Party, error) { return ids.ParseParty(b.Code) }

type confirmInput struct {
	ByCode
	Body struct {
		Words string `json:"words" maxLength:"500" doc:"As that party told them by another way"`
	}
}

func (a *api) partyRoutes() {
	get(a, "/parties", serve.May(authz.PartyRead), about{id: "listParties", summary: "All parties that this node knows, its own first"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Party]], error) {
		all, err := a.parties(ctx, c)
		return reply(list[Party]{Items: all}), err
	})
	post(a, "/parties/{code}/confirm", serve.May(authz.PartyManage), about{id: "confirmParty", summary: "Say that a party's words were compared"}, func(ctx context.Context, c serve.Caller, in *confirmInput) (*body[Party], error) {
		code, err := in.party()
		if err != nil {
			return nil, err
		}
		if err := a.deps.Parties.Confirm(ctx, c.Actor, code, in.Body.Words); err != nil {
			return nil, err
		}
		all, err := a.parties(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if p.Code == code {
				return reply(p), nil
			}
		}
		return nil, errs.New(errs.NotFound, "party %s is not known here", code)
	})
}

// parties lists the parties with what else the caller may know of each.
func (a *api) parties(ctx context.Context, c serve.Caller) ([]Party, error) {
	v := c.Viewer()
	known, err := a.deps.Parties.List(ctx, v)
	if err != nil {
		return nil, err
	}
	var agreements []agreement.Agreement
	if v.May(authz.AgreementRead) == nil {
		if agreements, err = a.deps.Agreements.List(ctx, v); err != nil {
			return nil, err
		}
	}
	reach := map[ids.Party]string{}
	if v.May(authz.PeerRead) == nil {
		peers, err := a.deps.Federation.Peers(ctx, v)
		if err != nil {
			return nil, err
		}
		for _, p := range peers {
			reach[p.Party] = p.State
		}
	}
	out := make([]Party, len(known))
	for i, p := range known {
		out[i] = Party{Code: p.Party, Name: p.Name, Kind: p.Kind, Self: p.Trust == party.Self, Trust: p.Trust, Via: p.Via,
			Fingerprint: sign.Fingerprint(p.Node), Words: sign.Words(p.Node), Reachability: reach[p.Party]}
		for _, o := range p.Offices {
			out[i].Offices = append(out[i].Offices, Office{ID: o.ID, Name: o.Name, Powers: o.Powers, Key: o.Key.String(), SucceededBy: o.Succeeded.By, Ended: moment(o.Succeeded.At)})
		}
		for _, ag := range agreements {
			if !out[i].Self && hasParty(ag, p.Party) {
				out[i].Agreements = append(out[i].Agreements, AgreementName{ID: ag.ID, Title: ag.Title, State: string(ag.StateAt(a.deps.Clock.Now()))})
			}
		}
	}
	return out, nil
}

func hasParty(ag agreement.Agreement, code ids.Party) bool {
	for _, m := range ag.Parties {
		if m.Code == code {
			return true
		}
	}
	return false
}
