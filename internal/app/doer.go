package app

import (
	"cmp"
	"context"
	"fmt"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/conduct"
	"entente/internal/intel"
	"entente/internal/msel"
)

// doers is what carries out the injects that act in the system: each by the node of
// the simulated party that the inject names, in the way in which a person there
// would. What it writes stands in that node's own database: a crash between its act
// and the mark at the conducting node repeats the act.
func (s entry) doers() map[msel.Channel]conduct.Doer {
	if s.actor == nil {
		return nil
	}
	give := giving{s}
	return map[msel.Channel]conduct.Doer{msel.ByObject: give, msel.ByMISP: give, msel.ByFeed: give, msel.ByTAXII: give, msel.ByRequest: asking{s}, msel.ByProposal: proposing{s}}
}

// player gives the node of the party that an inject names.
func (s entry) player(d conduct.Doing) (*Node, error) {
	if n := s.actor(d.As); n != nil {
		return n, nil
	}
	return nil, errs.New(errs.Invalid, "the inject names no simulated party of this exercise that could act (%q)", errs.Clip(string(d.As)))
}

// giving gives what an inject brings to the conducting party, which passes it on as its
// markings and the agreements permit.
type giving struct{ entry }

// Do implements conduct.Doer.
func (g giving) Do(ctx context.Context, _ *db.Tx, _ authz.Actor, d conduct.Doing) error {
	n, err := g.player(d)
	if err != nil {
		return err
	}
	m, err := d.Inject.Message()
	if err != nil {
		return err
	}
	b, ok := m.(msel.Bundle)
	if !ok {
		return errs.New(errs.Invalid, "the inject brings no intelligence")
	}
	format := "stix"
	if d.Inject.Channel == msel.ByMISP {
		format = "misp"
	}
	return n.give(ctx, cmp.Or(d.Inject.From, string(d.As)), intel.ImportInput{Name: fmt.Sprintf("inject %s, sending %d", d.Inject.Number, d.N), Format: format}, b.Content, []ids.Party{g.director})
}

// asking lodges a request for assistance.
type asking struct{ entry }

// Do implements conduct.Doer.
func (a asking) Do(ctx context.Context, _ *db.Tx, _ authz.Actor, d conduct.Doing) error {
	n, err := a.player(d)
	if err != nil {
		return err
	}
	m, err := d.Inject.Message()
	if err != nil {
		return err
	}
	r, ok := m.(msel.Request)
	if !ok {
		return errs.New(errs.Invalid, "the inject is no request")
	}
	return n.ask(ctx, cmp.Or(d.Inject.From, n.Config.Name), r)
}

// proposing brings a text before the body of the exercise.
type proposing struct{ entry }

// Do implements conduct.Doer.
func (p proposing) Do(ctx context.Context, _ *db.Tx, _ authz.Actor, d conduct.Doing) error {
	n, err := p.player(d)
	if err != nil {
		return err
	}
	m, err := d.Inject.Message()
	if err != nil {
		return err
	}
	x, ok := m.(msel.Proposal)
	if !ok {
		return errs.New(errs.Invalid, "the inject is no proposal")
	}
	return n.propose(ctx, cmp.Or(d.Inject.From, string(d.As)), x)
}
