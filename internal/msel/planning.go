package msel

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Head is what a plan says of the exercise as a whole.
type Head struct {
	Name     string
	Text     string
	Language string
	Starts   time.Time
	Ends     time.Time
}

// Plan gives the plan as it stands.
func (s *Service) Plan(ctx context.Context, v authz.Viewer) (p Standing, err error) {
	defer errs.Wrap(&err, "msel.Plan")
	err = s.view(ctx, v, func(tx *db.Tx) error {
		p, err = loadPlan(ctx, tx)
		return err
	})
	return p, err
}

// change is the one road of all acts on the plan: version says which one the
// planner had before the eyes.
//
// Errors: Conflict when somebody has changed it since; the text says who.
func (s *Service) change(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, kind string, f func(tx *db.Tx, p *Standing) (map[string]any, error)) (p Standing, err error) {
	defer errs.Wrap(&err, "%s", kind)
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		if p, err = loadPlan(ctx, tx); err != nil {
			return err
		}
		if p.Version != version {
			return overtaken(p.ChangedBy, p.ChangedAt)
		}
		said, err := f(tx, &p)
		if err != nil {
			return err
		}
		p.Version, p.ChangedAt, p.ChangedBy = p.Version+1, tx.Now, who.Name
		if err := p.check(); err != nil {
			return err
		}
		if err := savePlan(ctx, tx, p); err != nil {
			return err
		}
		return s.record(ctx, tx, who, kind, "plan", said)
	})
	return p, err
}

func overtaken(by string, at time.Time) error {
	if by == "" {
		return errs.New(errs.Conflict, "this was not written yet; load it again")
	}
	return errs.New(errs.Conflict, "%s changed this at %s; load it again and repeat your change", errs.Clip(by), at.UTC().Format("15:04:05 UTC"))
}

// SetHead says what the exercise is, and when.
func (s *Service) SetHead(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, h Head) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.plan-written", func(_ *db.Tx, p *Standing) (map[string]any, error) {
		p.Name, p.Text, p.Language, p.Starts, p.Ends = h.Name, h.Text, h.Language, h.Starts.UTC(), h.Ends.UTC()
		return map[string]any{"part": "head"}, nil
	})
}

// SetObjectives puts the objectives.
func (s *Service) SetObjectives(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []Objective) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.plan-written", func(_ *db.Tx, p *Standing) (map[string]any, error) {
		p.Objectives = all
		return map[string]any{"part": "objectives", "count": len(all)}, nil
	})
}

// SetCells puts the cells and their people.
func (s *Service) SetCells(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []Cell) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.plan-written", func(_ *db.Tx, p *Standing) (map[string]any, error) {
		p.Cells = all
		return map[string]any{"part": "cells", "count": len(all)}, nil
	})
}

// SetTeams puts the teams that play.
func (s *Service) SetTeams(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []Team) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.plan-written", func(_ *db.Tx, p *Standing) (map[string]any, error) {
		p.Teams = all
		return map[string]any{"part": "teams", "count": len(all)}, nil
	})
}

// SetStorylines puts the storylines.
func (s *Service) SetStorylines(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []Storyline) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.plan-written", func(_ *db.Tx, p *Standing) (map[string]any, error) {
		p.Storylines = all
		return map[string]any{"part": "storylines", "count": len(all)}, nil
	})
}

// SetReactions puts what parties do by themselves.
func (s *Service) SetReactions(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []Reaction) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.plan-written", func(_ *db.Tx, p *Standing) (map[string]any, error) {
		p.Reactions = all
		return map[string]any{"part": "reactions", "count": len(all)}, nil
	})
}

// SetColumns puts the planners' own columns.
func (s *Service) SetColumns(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, all []Column) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.plan-written", func(_ *db.Tx, p *Standing) (map[string]any, error) {
		p.Columns = all
		return map[string]any{"part": "columns", "count": len(all)}, nil
	})
}

// WriteProduct writes what a product says, or where it is kept. It is a draft then,
// also when it had been approved.
func (s *Service) WriteProduct(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, id, text, reference string) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.product-written", func(tx *db.Tx, p *Standing) (map[string]any, error) {
		if !slices.ContainsFunc(Stages(), func(s Stage) bool { return slices.Contains(Owed(s), id) }) {
			return nil, errs.New(errs.NotFound, "no stage has the product %q", errs.Clip(id))
		}
		if text == "" && reference == "" {
			return nil, errs.New(errs.Invalid, "a product has a text, or a reference to where it is kept")
		}
		p.Products = slices.DeleteFunc(slices.Clone(p.Products), func(x Product) bool { return x.ID == id })
		p.Products = append(p.Products, Product{ID: id, Text: text, Reference: reference, By: who.Name, At: tx.Now})
		return map[string]any{"product": id}, nil
	})
}

// ApproveProduct approves a product as it is written.
func (s *Service) ApproveProduct(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, id string) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.product-approved", func(tx *db.Tx, p *Standing) (map[string]any, error) {
		n := slices.IndexFunc(p.Products, func(x Product) bool { return x.ID == id })
		if n < 0 {
			return nil, errs.New(errs.NotFound, "product %q is not written yet", errs.Clip(id))
		}
		if p.Products[n].ApprovedBy != "" {
			return nil, errs.New(errs.Conflict, "it is approved already")
		}
		p.Products[n].ApprovedBy, p.Products[n].ApprovedAt = who.Name, tx.Now
		return map[string]any{"product": id}, nil
	})
}

// Missing lists the products of a stage that are not approved.
func (p Plan) Missing(stage Stage) (ids []string) {
	for _, id := range Owed(stage) {
		if !slices.ContainsFunc(p.Products, func(x Product) bool { return x.ID == id && x.ApprovedBy != "" }) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Advance moves the plan to its next stage. Where products of the one that it
// leaves are not approved, somebody has to say why it goes on.
func (s *Service) Advance(ctx context.Context, who authz.Actor, realm ids.Realm, version int64, reason string) (Standing, error) {
	return s.change(ctx, who, realm, version, "msel.advanced", func(tx *db.Tx, p *Standing) (map[string]any, error) {
		n := slices.Index(Stages(), p.Stage)
		if n < 0 || n == len(Stages())-1 {
			return nil, errs.New(errs.Conflict, "this is the last stage")
		}
		if missing := p.Missing(p.Stage); len(missing) > 0 && reason == "" {
			return nil, errs.New(errs.Conflict, "products of this stage are not approved (%v); approve them, or say why the plan goes on without", missing)
		}
		if err := long("reason", reason, false); err != nil {
			return nil, err
		}
		p.Stage = Stages()[n+1]
		p.Steps = append(p.Steps, Step{To: p.Stage, By: who.Name, At: tx.Now, Reason: reason})
		return map[string]any{"stage": p.Stage, "reason": reason}, nil
	})
}
