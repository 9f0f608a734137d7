package rest

import (
	"context"
	"net/http"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/federation"
	"entente/internal/serve"
)

// Federation is what this file needs of the federation domain.
type Federation interface {
	Peers(ctx context.Context, v authz.Viewer) ([]federation.PeerView, error)
	Invite(ctx context.Context, who authz.Actor) (federation.Invitation, error)
	Accept(ctx context.Context, who authz.Actor, text, words string) (federation.Peer, error)
	Forget(ctx context.Context, who authz.Actor, party ids.Party) error
	OpenInvitations(ctx context.Context, v authz.Viewer) ([]federation.OpenInvitation, error)
}

// Peer is another node that this node has a link with.
type Peer struct {
	Party         ids.Party  `json:"party"`
	Name          string     `json:"name"`
	Address       string     `json:"address"`
	State         string     `json:"state" enum:"connected,behind,unreachable,never" doc:"behind: connected, and it has not yet signed for all that we sent"`
	Trust         string     `json:"trust"`
	Words         []string   `json:"words"`
	Fingerprint   string     `json:"fingerprint"`
	LastContact   *time.Time `json:"last_contact,omitempty" doc:"Since when the state is as it is"`
	SentSize      int64      `json:"sent_size" doc:"Entries in our log to it"`
	ReceiptedSize int64      `json:"receipted_size" doc:"How many of those it has signed for"`
	ReceivedSize  int64      `json:"received_size" doc:"Entries in its log to us"`
	Error         string     `json:"error,omitempty"`
}

// Invitation is a one-time offer of a link.
type Invitation struct {
	Invitation  string    `json:"invitation" doc:"The text to give to the other side; whoever brings it back becomes a peer"`
	Expires     time.Time `json:"expires"`
	Words       []string  `json:"words" doc:"Of this node's key; tell them by another way"`
	Fingerprint string    `json:"fingerprint"`
}

type inviteInput struct {
	Body *struct {
		Party string `json:"party,omitempty" maxLength:"16" doc:"For whom, as a note to oneself"`
		Note  string `json:"note,omitempty" maxLength:"200"`
	} `required:"false"`
}

type acceptInput struct {
	Body struct {
		Invitation string `json:"invitation" maxLength:"100000"`
		Words      string `json:"words,omitempty" maxLength:"500" doc:"As the inviting party told them by another way"`
	}
}

func (a *api) peerRoutes() {
	fed := a.deps.Federation
	manage := serve.May(authz.PeerManage)
	get(a, "/peers", serve.May(authz.PeerRead), about{id: "listPeers", summary: "Other nodes that this node has a link with"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[list[Peer]], error) {
		views, err := fed.Peers(ctx, c.Viewer())
		out := list[Peer]{}
		for _, v := range views {
			out.Items = append(out.Items, peerOf(v))
		}
		return reply(out), err
	})
	post(a, "/peers/invitations", manage, about{id: "invitePeer", summary: "Make a one-time invitation"}, func(ctx context.Context, c serve.Caller, _ *inviteInput) (*body[Invitation], error) {
		inv, err := fed.Invite(ctx, c.Actor)
		return reply(Invitation{Invitation: inv.Text, Expires: inv.Expires, Words: sign.Words(inv.Key), Fingerprint: sign.Fingerprint(inv.Key)}), err
	})
	post(a, "/peers/accept", manage, about{id: "acceptInvitation", summary: "Use an invitation of another node"}, func(ctx context.Context, c serve.Caller, in *acceptInput) (*body[Peer], error) {
		p, err := fed.Accept(ctx, c.Actor, in.Body.Invitation, in.Body.Words)
		return reply(peerOf(federation.PeerView{Peer: p, Link: federation.Link{State: "never"}})), err
	})
	register(a, http.MethodDelete, "/peers/{party}", manage, about{id: "forgetPeer", summary: "End the link with a peer"}, func(ctx context.Context, c serve.Caller, in *struct {
		Party string `path:"party" maxLength:"16" doc:"Party code"`
	}) (*none, error) {
		code, err := ids.ParseParty(in.Party)
		if err != nil {
			return nil, err
		}
		return nil, fed.Forget(ctx, c.Actor, code)
	})
}

func peerOf(v federation.PeerView) Peer {
	p := Peer{Party: v.Party, Name: v.Name, Address: v.Address, State: v.State, Trust: v.Trust, Words: sign.Words(v.Key), Fingerprint: sign.Fingerprint(v.Key),
		LastContact: moment(v.Since), SentSize: v.Sent, ReceiptedSize: v.Receipted, ReceivedSize: v.Received, Error: v.Error}
	if p.State == "connected" && p.ReceiptedSize < p.SentSize {
		p.State = "behind"
	}
	return p
}
