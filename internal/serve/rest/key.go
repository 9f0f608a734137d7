package rest

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/party"
	"entente/internal/serve"
)

// Keys is what this file needs of the party domain.
type Keys interface {
	Keys(ctx context.Context, v authz.Viewer) ([]party.Key, error)
	RotateOffice(ctx context.Context, who authz.Actor, office, reason string) (party.Office, error)
	Succeed(ctx context.Context, who authz.Actor, office string, by party.NewOffice, reason string) (party.Office, error)
	RotateLink(ctx context.Context, who authz.Actor, reason string, atOnce bool) (party.LinkKey, error)
}

// Key is a public key that this node goes by.
type Key struct {
	Party        ids.Party  `json:"party"`
	PartyName    string     `json:"party_name"`
	Self         bool       `json:"self" doc:"A key of this node"`
	Trust        string     `json:"trust" enum:"self,invited,introduced,compared" doc:"How its party is known"`
	Use          string     `json:"use" enum:"node,link,office" doc:"link: nodes call each other under it, and it signs nothing. Until a party has one, its node key does that too"`
	Office       string     `json:"office,omitempty" doc:"Id of the office; absent for a node or link key"`
	OfficeName   string     `json:"office_name,omitempty"`
	Powers       []string   `json:"powers,omitempty" doc:"What the office may do"`
	SucceededBy  string     `json:"succeeded_by,omitempty" doc:"Id of the office that has taken its place"`
	Key          string     `json:"key"`
	Fingerprint  string     `json:"fingerprint"`
	Words        []string   `json:"words"`
	Known        time.Time  `json:"known" doc:"Made here, or pinned here"`
	Since        *time.Time `json:"since,omitempty" doc:"In use since, as its party says; absent for a first key"`
	Retired      *time.Time `json:"retired,omitempty" doc:"Counts for nothing from this moment on; absent while in use. For a link key it may lie ahead"`
	RetiredKnown *time.Time `json:"retired_known,omitempty" doc:"When this node came to know that"`
}

type rotateLinkInput struct {
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Stays in this node's journal"`
		AtOnce bool   `json:"at_once,omitempty" doc:"Peers refuse the old key as soon as they hear: for a key that may be in other hands"`
	}
}

type rotateInput struct {
	Office string `path:"office" maxLength:"50" doc:"Id of an office of this node's party"`
	Body   struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Stays in this node's journal"`
	}
}

type succeedInput struct {
	Office string `path:"office" maxLength:"50" doc:"Id of an office of this node's party"`
	Body   struct {
		By     string `json:"by" minLength:"1" maxLength:"50" doc:"Id of the successor: an office of the party, or a new one"`
		Name   string `json:"name,omitempty" maxLength:"200" doc:"Of a new office"`
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Stays in this node's journal"`
	}
}

func (a *api) keyRoutes() {
	keys := a.deps.Keys
	get(a, "/keys", serve.May(authz.KeyRead), about{id: "listKeys", summary: "All keys that this node goes by: its own and those of every party known"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Key]], error) {
		all, err := a.keys(ctx, c)
		return reply(list[Key]{Items: all}), err
	})
	post(a, "/keys/offices/{office}/rotate", serve.May(authz.KeyRotate).Fresh(), about{id: "rotateOfficeKey", summary: "Give an office a new key",
		detail: "From now on only the new key signs for the office. What the old one signed before stays valid. Every peer is told by a new card."}, func(ctx context.Context, c serve.Caller, in *rotateInput) (*body[Key], error) {
		o, err := keys.RotateOffice(ctx, c.Actor, in.Office, in.Body.Reason)
		if err != nil {
			return nil, err
		}
		return a.ownKey(ctx, c, o.Key)
	})
	post(a, "/keys/offices/{office}/succeed", serve.May(authz.KeyRotate).Fresh(), about{id: "succeedOffice", summary: "Put another office in the place of one",
		detail: "From now on the successor acts for what the office was bound to, and the office signs nothing. A successor that is not there yet is made, with a key of its own and the same powers. Every peer is told by a new card. It cannot be taken back."}, func(ctx context.Context, c serve.Caller, in *succeedInput) (*body[Key], error) {
		o, err := keys.Succeed(ctx, c.Actor, in.Office, party.NewOffice{ID: in.Body.By, Name: in.Body.Name}, in.Body.Reason)
		if err != nil {
			return nil, err
		}
		return a.ownKey(ctx, c, o.Key)
	})
	post(a, "/keys/link/rotate", serve.May(authz.KeyRotate).Fresh(), about{id: "rotateLinkKey", summary: "Give the node a new link key",
		detail: "From now on the node calls its peers under the new key. They accept the old one for the configured overlap, or not at all from when they hear. What was signed is not touched: the link key signs nothing."}, func(ctx context.Context, c serve.Caller, in *rotateLinkInput) (*body[Key], error) {
		k, err := keys.RotateLink(ctx, c.Actor, in.Body.Reason, in.Body.AtOnce)
		if err != nil {
			return nil, err
		}
		return a.ownKey(ctx, c, k.Key)
	})
}

func (a *api) ownKey(ctx context.Context, c serve.Caller, key sign.PublicKey) (*body[Key], error) {
	all, err := a.keys(ctx, c)
	if errs.Is(err, errs.Denied) {
		return reply(Key{Party: a.deps.Party.Code, Self: true, Key: key.String()}), nil // the key is replaced; a token without the right to read sees that alone
	}
	if err != nil {
		return nil, err
	}
	for _, k := range all {
		if k.Self && k.Key == key.String() {
			return reply(k), nil
		}
	}
	return nil, errs.New(errs.NotFound, "the key is not known here")
}

func (a *api) keys(ctx context.Context, c serve.Caller) ([]Key, error) {
	all, err := a.deps.Keys.Keys(ctx, c.Viewer())
	out := make([]Key, len(all))
	for i, k := range all {
		out[i] = Key{Party: k.Party.Party, PartyName: k.Party.Name, Self: k.Party.Trust == party.Self, Trust: k.Party.Trust, Use: "node", Key: k.Key.String(),
			Fingerprint: sign.Fingerprint(k.Key), Words: sign.Words(k.Key), Known: k.KnownAt, Since: moment(k.Since), Retired: moment(k.Retired), RetiredKnown: moment(k.RetiredKnownAt)}
		if k.Link {
			out[i].Use = "link"
		}
		if k.Office.ID != "" {
			out[i].Use, out[i].Office, out[i].OfficeName, out[i].Powers = "office", k.Office.ID, k.Office.Name, k.Office.Powers
			out[i].SucceededBy = k.Office.Succeeded.By
		}
	}
	return out, err
}
