package template

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// BodyDecision is that of a crisis body by which a deed is published, in place of the
// approval of every member.
type BodyDecision struct {
	Proposal string    `json:"proposal"`
	Rev      int       `json:"rev"`
	Body     string    `json:"body" doc:"Name of the body that decided"`
	At       time.Time `json:"at" doc:"By the hub's clock"`
}

// Decidable tells whether a body of these parties can publish a deed by deciding on
// it: it stands here with this generation, all its members are parties of the body,
// and nothing has ended it.
//
// Errors: NotFound, Denied, Conflict.
func (s *Service) Decidable(ctx context.Context, tx *db.Tx, realm ids.Realm, id, generation string, parties []ids.Party) error {
	d, err := load(ctx, tx, realm, id)
	if err != nil {
		return err
	}
	if d.Sealed.Digest != generation {
		return errs.New(errs.Conflict, "the deed is about another generation than the text says")
	}
	for _, p := range d.codes() {
		if !slices.Contains(parties, p) {
			return errs.New(errs.Denied, "%s has a say in this deed and none in the body", p)
		}
	}
	if state, _ := d.State(); state != Circulated {
		return errs.New(errs.Conflict, "the generation is %s, so that there is nothing to decide on", state)
	}
	return nil
}

// Decide publishes a deed by the decision of a body. What its members have said or
// will say about it does not change that, so that every node comes to the same.
func (s *Service) Decide(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string, by BodyDecision) error {
	d, err := load(ctx, tx, realm, id)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO template_decision (deed, proposal, rev, body, at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`, d.ID, by.Proposal, by.Rev, by.Body, db.Micros(by.At))
	if err != nil || n == 0 {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "template.published", By: who, About: d.ID,
		Body: map[string]any{"digest": d.Sealed.Digest, "template": d.Sealed.Template, "number": d.Sealed.Number, "proposal": by.Proposal}})
	return err
}

// loadDecision reads the decision on a deed; nil for none.
func (d *Decided) loadDecision(ctx context.Context, tx *db.Tx) error {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (x BodyDecision, err error) {
		var at int64
		err = sc.Scan(&x.Proposal, &x.Rev, &x.Body, &at)
		x.At = db.Time(at)
		return x, err
	}, `SELECT proposal, rev, body, at FROM template_decision WHERE deed = $1`, d.ID)
	if err == nil && len(all) > 0 {
		d.Decision = &all[0]
	}
	return err
}
