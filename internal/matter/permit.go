package matter

import (
	"context"
	"slices"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// permit asks policy whether incident information of a marking may go from one
// party to another; errs.Denied with the reason and its provision where not.
func (s *Service) permit(ctx context.Context, tx *db.Tx, realm ids.Realm, from, to ids.Party, tlp marking.TLP, at time.Time) error {
	if from == to {
		return nil
	}
	d, err := s.decide(ctx, tx, realm, from, to, tlp, at)
	if err != nil || d.Permit {
		return err
	}
	why := d.Reasons[0]
	if why.Citation.Provision == "" {
		return errs.New(errs.Denied, "this may not go to %s: %s", to, why.Text)
	}
	return errs.New(errs.Denied, "this may not go to %s: %s (%s, %s)", to, why.Text, why.Citation.Title, why.Citation.Provision)
}

func (s *Service) decide(ctx context.Context, tx *db.Tx, realm ids.Realm, from, to ids.Party, tlp marking.TLP, at time.Time) (policy.Decision, error) {
	rules, err := s.c.Agreements.Rules(ctx, tx, realm, at)
	if err != nil {
		return policy.Decision{}, err
	}
	return policy.Decide(policy.Query{From: from, To: to, At: at, Class: policy.Class{Origin: from, Realm: realm, Category: policy.Incident, TLP: tlp}}, rules), nil
}

// Decide tells whether a statement of ours with a marking could go to another
// party now, and why. It is the same question that a statement is held to.
func (s *Service) Decide(ctx context.Context, tx *db.Tx, realm ids.Realm, to ids.Party, tlp marking.TLP) (policy.Decision, error) {
	return s.decide(ctx, tx, realm, s.c.Party, to, tlp, tx.Now)
}

// Permits tells whether a statement of ours of a marking may go to a party now;
// errs.Denied with the reason and its provision where not.
func (s *Service) Permits(ctx context.Context, tx *db.Tx, realm ids.Realm, to ids.Party, tlp marking.TLP) error {
	return s.permit(ctx, tx, realm, s.c.Party, to, tlp, tx.Now)
}

// Basis is a provision in force that a matter can rest on.
type Basis struct {
	Agreement  string
	Title      string
	Depositary ids.Party
	Clause     string
	Text       clause.Text // of the clause
	Provision  clause.Provision
	Parties    []ids.Party // who is bound, besides us
}

// Bases lists the provisions of a kind in force that bind this party, by
// agreement; of policy.Share only those that share incidents.
func (s *Service) Bases(ctx context.Context, tx *db.Tx, realm ids.Realm, kind policy.Kind) ([]Basis, error) {
	all, err := s.c.Agreements.LoadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	out := []Basis{}
	for _, a := range all {
		bound := a.BoundAt(tx.Now)
		if slices.Contains(bound, s.c.Party) {
			others := slices.DeleteFunc(bound, func(p ids.Party) bool { return p == s.c.Party })
			out = append(out, basesOf(a, kind, others)...)
		}
	}
	return out, nil
}

func basesOf(a agreement.Agreement, kind policy.Kind, others []ids.Party) (out []Basis) {
	for _, c := range a.Clauses {
		for _, p := range c.Provisions {
			if p.Kind == kind && (kind != policy.Share || slices.Contains(p.Categories, policy.Incident)) {
				out = append(out, Basis{Agreement: a.ID, Title: a.Title, Depositary: a.Depositary, Clause: c.ID, Text: c.Text, Provision: p, Parties: others})
			}
		}
	}
	return out
}
