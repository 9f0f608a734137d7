package app

import (
	"cmp"
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/incident"
	"entente/internal/intel"
	"entente/internal/msel"
	"entente/internal/reaction"
)

// puppets has the parties of an exercise act by themselves: those that this node
// simulates, and its own.
type puppets struct{ entry }

// puppets gives them at the node that conducts; nothing elsewhere.
func (s entry) puppets() reaction.Players {
	if s.actor == nil {
		return nil
	}
	return puppets{s}
}

// Here implements reaction.Players.
func (p puppets) Here() []ids.Party { return append([]ids.Party{p.director}, p.simulated...) }

// node gives the node of a party.
func (p puppets) node(code ids.Party) (*Node, error) {
	if code == p.director && p.own() != nil {
		return p.own(), nil
	}
	if n := p.actor(code); n != nil {
		return n, nil
	}
	return nil, errs.New(errs.NotFound, "%s is neither simulated here nor conducts", errs.Clip(string(code)))
}

// Do implements reaction.Players. What a party does stands in its own node's database.
func (p puppets) Do(ctx context.Context, r msel.Reaction, t reaction.Turn) error {
	n, err := p.node(r.As)
	if err != nil {
		return err
	}
	m := any(nil)
	if len(r.Payload) > 0 {
		if m, err = r.Message(); err != nil {
			return err
		}
	}
	name := n.Config.Name
	switch x := m.(type) {
	case msel.Bundle:
		to, err := n.peerCodes(ctx)
		if err != nil {
			return err
		}
		return n.give(ctx, name, intel.ImportInput{Name: cmp.Or(x.Name, "reaction "+r.ID), Format: "stix"}, x.Content, to)
	case msel.Request:
		return n.ask(ctx, name, x)
	case msel.Proposal:
		return n.propose(ctx, name, x)
	}
	switch r.Do {
	case msel.Answer:
		who := authz.Person(n.Config.Party, "script-"+name, name, "system:script", "", []authz.Act{authz.ExercisePlay, authz.ExerciseConduct})
		_, err = n.Conduct.AnswerFor(ctx, who, n.Realm(), r.Team, t.About, r.Text)
		return err
	case msel.Open:
		return n.share(ctx, name, r.Text)
	case msel.Sight:
		return n.sight(ctx, name, t.About, r.Text)
	case msel.Offer:
		return n.offer(ctx, name, t.About, r.Text)
	case msel.Decline:
		_, err = n.Assists.Decline(ctx, puppet(n, name), n.Realm(), t.About, r.Text, "")
		return err
	case msel.Accept:
		_, err = n.Assists.Accept(ctx, puppet(n, name), n.Realm(), t.About, t.Part, nil, false, r.Text)
		return err
	case msel.Put:
		return n.put(ctx, name, t.About, t.Part)
	case msel.Break, msel.Join:
		return n.stand(ctx, name, t.About, t.Part, r)
	}
	return errs.New(errs.Unsupported, "no party here can %q", errs.Clip(string(r.Do)))
}

// share opens an incident and shares it with all who may have it.
func (n *Node) share(ctx context.Context, from, text string) error {
	who := puppet(n, from)
	v, err := n.Incidents.Open(ctx, who, n.Realm(), marking.Green, incident.Description{Title: headline(text), Summary: text, Category: "other/undetermined", Detected: n.clock.Now()})
	if err != nil {
		return err
	}
	p, err := n.Incidents.Preview(ctx, who.In(n.Realm()), v.ID, nil)
	if err != nil {
		return err
	}
	for _, b := range p.Bases {
		if p, err = n.Incidents.Preview(ctx, who.In(n.Realm()), v.ID, b.Parties); err != nil {
			return err
		}
		var to []ids.Party
		for i, may := range p.Opening.May {
			if may.Permit {
				to = append(to, p.Parties[i])
			}
		}
		if len(to) > 0 {
			_, err = n.Incidents.Share(ctx, who, n.Realm(), v.ID, incident.Sharing{Agreement: b.Agreement, Provision: b.Provision.ID, To: to})
			return err
		}
	}
	return errs.New(errs.Denied, "no provision in force lets %s share an incident with anybody", n.Config.Party)
}
