package app

import (
	"context"

	"entente/internal/agreement"
	"entente/internal/assist"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/exercise"
	"entente/internal/template"
)

// effects is what decisions of bodies can set going at this node.
func (n *Node) effects() map[string]crisis.Doer {
	return map[string]crisis.Doer{crisis.EffectCeiling: ceilings{n.Agreements}, crisis.EffectGeneration: generations{n.Templates}, crisis.EffectMission: missions{n.Assists}, crisis.EffectExercise: starts{n.Exercises}}
}

// ceilings sets the ceiling between the parties of the body for a period. About is
// the party whose giving it is about, or empty for everybody's; Value is the level.
type ceilings struct{ of *agreement.Service }

func (c ceilings) measure(d crisis.Decided, e crisis.Effect) agreement.Measure {
	return agreement.Measure{Realm: d.Realm, Proposal: d.Matter, Rev: d.Rev, N: d.N, Body: d.Body, Title: d.Title, Parties: d.Parties, Consenting: d.Consenting, Giver: ids.Party(e.About), TLP: e.Value, Until: e.Until}
}

// Able implements crisis.Doer.
func (c ceilings) Able(_ context.Context, tx *db.Tx, d crisis.Decided, e crisis.Effect) error {
	return c.measure(d, e).Check(tx.Now)
}

// Do implements crisis.Doer.
func (c ceilings) Do(ctx context.Context, tx *db.Tx, _ authz.Actor, d crisis.Decided, e crisis.Effect) error {
	return c.of.Take(ctx, tx, c.measure(d, e))
}

// generations publishes a deed. About is the deed, Value the digest of its
// generation.
type generations struct{ of *template.Service }

// Able implements crisis.Doer.
func (g generations) Able(ctx context.Context, tx *db.Tx, d crisis.Decided, e crisis.Effect) error {
	if err := e.Lasts(); err != nil {
		return err
	}
	return g.of.Decidable(ctx, tx, d.Realm, e.About, e.Value, d.Parties)
}

// Do implements crisis.Doer.
func (g generations) Do(ctx context.Context, tx *db.Tx, who authz.Actor, d crisis.Decided, e crisis.Effect) error {
	return g.of.Decide(ctx, tx, who, d.Realm, e.About, template.BodyDecision{Proposal: d.Matter, Rev: d.Rev, Body: d.Body, At: d.At})
}

// missions makes a request for assistance one that comes first. About is the
// request; there is no value.
type missions struct{ of *assist.Service }

// Able implements crisis.Doer.
func (m missions) Able(ctx context.Context, tx *db.Tx, d crisis.Decided, e crisis.Effect) error {
	if err := e.Plain(tx.Now); err != nil {
		return err
	}
	return m.of.CanBeMission(ctx, tx, d.Realm, e.About, d.Parties)
}

// Do implements crisis.Doer.
func (m missions) Do(ctx context.Context, tx *db.Tx, who authz.Actor, d crisis.Decided, e crisis.Effect) error {
	return m.of.OpenMission(ctx, tx, who, d.Realm, e.About, assist.Mission{Proposal: d.Matter, Rev: d.Rev, Title: d.Title, Body: d.Body, At: d.At, Until: e.Until})
}

// starts has everybody take part in an exercise. About is the exercise; there is no
// value and no end.
type starts struct{ of *exercise.Service }

// Able implements crisis.Doer.
func (x starts) Able(ctx context.Context, tx *db.Tx, _ crisis.Decided, e crisis.Effect) error {
	if err := e.Lasts(); err != nil {
		return err
	}
	if err := e.Plain(tx.Now); err != nil {
		return err
	}
	return x.of.CanStart(ctx, tx, e.About)
}

// Do implements crisis.Doer.
func (x starts) Do(ctx context.Context, tx *db.Tx, who authz.Actor, d crisis.Decided, e crisis.Effect) error {
	return x.of.Start(ctx, tx, who, e.About, d.Matter)
}
