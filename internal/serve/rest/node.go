package rest

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/party"
	"entente/internal/serve"
)

// Node is the node itself.
type Node struct {
	Party       NodeParty      `json:"party"`
	Version     string         `json:"version"`
	Realm       ids.Realm      `json:"realm"`
	Fingerprint string         `json:"fingerprint" doc:"Of the node key"`
	Words       []string       `json:"words" doc:"The same in words, to be compared by voice"`
	Peers       NodePeers      `json:"peers"`
	Followers   []NodeFollower `json:"followers" doc:"What follows from acts, and how far it is behind"`
}

// NodeParty is the party that the node belongs to.
type NodeParty struct {
	MeParty
	Kind string `json:"kind"`
}

// NodePeers counts the links to other nodes.
type NodePeers struct {
	Connected int `json:"connected"`
	Total     int `json:"total"`
}

// NodeFollower is a follower of the journal.
type NodeFollower struct {
	Name   string `json:"name"`
	Behind int64  `json:"behind" doc:"Entries not yet handled"`
}

type health struct {
	OK bool `json:"ok"`
}

func (a *api) nodeRoutes() {
	get(a, "/health", serve.Public("says only that the node answers"), about{id: "health", summary: "Whether the node answers"}, func(context.Context, serve.Caller, *none) (*body[health], error) {
		return reply(health{OK: true}), nil
	})
	get(a, "/node", serve.May(authz.PeerRead), about{id: "getNode", summary: "The node itself"}, func(ctx context.Context, c serve.Caller, _ *none) (*body[Node], error) {
		n, err := a.node(ctx, c)
		return reply(n), err
	})
}

func (a *api) node(ctx context.Context, c serve.Caller) (n Node, err error) {
	n = Node{Party: NodeParty{MeParty: a.deps.Party}, Version: a.deps.Version, Realm: c.Realm}
	parties, err := a.deps.Parties.List(ctx, c.Viewer())
	if err != nil {
		return n, err
	}
	for _, p := range parties {
		if p.Trust == party.Self {
			n.Party.Kind, n.Fingerprint, n.Words = p.Kind, sign.Fingerprint(p.Node), sign.Words(p.Node)
		}
	}
	peers, err := a.deps.Federation.Peers(ctx, c.Viewer())
	if err != nil {
		return n, err
	}
	n.Peers.Total = len(peers)
	for _, p := range peers {
		if p.State == "connected" {
			n.Peers.Connected++
		}
	}
	err = a.deps.DB.Read(ctx, func(tx *db.Tx) error {
		for _, name := range a.deps.Followers {
			behind, _, err := journal.Behind(ctx, tx, name)
			if err != nil {
				return err
			}
			n.Followers = append(n.Followers, NodeFollower{Name: name, Behind: behind})
		}
		return nil
	})
	return n, err
}
