package crisis

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

// EffectAlert sets the alert level of a party, or of the alliance: of all parties.
const EffectAlert = "alert-level"

// AlertLevels lists the levels of an alert, the calmest first.
func AlertLevels() []string { return []string{"normal", "guarded", "elevated", "high", "severe"} }

// unable says why this node could not do everything that a text would set going;
// empty when it can. A node that cannot look says so too.
func (s *Service) unable(ctx context.Context, tx *db.Tx, realm ids.Realm, p Proposal) string {
	for _, e := range p.Effects {
		if err := s.able(ctx, tx, realm, e); err != nil {
			return errs.Clip(err.Error())
		}
	}
	return ""
}

func (s *Service) able(ctx context.Context, tx *db.Tx, realm ids.Realm, e Effect) error {
	d, ok := s.c.Effects[e.Kind]
	if !ok {
		return errs.New(errs.Unsupported, "this node cannot carry out an effect of kind %q", errs.Clip(e.Kind))
	}
	return d.Able(ctx, tx, realm, e)
}

// carryOut does what an adoption sets going: once at this node, and everything of
// it within the act by which the outcome came to be known, or nothing. Every member
// has said before that its node is able; what fails all the same is a fault of this
// node, stops the act, and is tried again with the next look.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, who authz.Actor, h held, text Proposal, f *Closing) error {
	for i, e := range text.Effects {
		if _, err := tx.Exec(ctx, `INSERT INTO crisis_effect (matter, rev, n, realm, at) VALUES ($1,$2,$3,$4,$5)`, h.matter.ID, text.Rev, i, string(h.matter.Realm), db.Micros(tx.Now)); err != nil {
			return err
		}
		d := Decided{Realm: h.matter.Realm, Matter: h.matter.ID, Rev: text.Rev, N: i, Agreement: h.matter.Agreement, Provision: h.matter.Provision, Title: text.Title.In("en"), At: f.At}
		if err := s.c.Effects[e.Kind].Do(ctx, tx, who, d, e); err != nil {
			return err
		}
		if _, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.matter.Realm, Kind: "crisis.effected", By: who, About: h.matter.ID, Body: map[string]any{"rev": text.Rev, "n": i, "kind": e.Kind, "about": e.About, "value": e.Value}}); err != nil {
			return err
		}
	}
	return nil
}

// alerts is the effect of an alert level. About is a party, or empty for all; Value
// is the level.
type alerts struct{ s *Service }

// Able implements Doer.
func (a alerts) Able(_ context.Context, _ *db.Tx, _ ids.Realm, e Effect) error {
	if _, err := ids.ParseParty(e.About); e.About != "" && err != nil {
		return err
	}
	if !slices.Contains(AlertLevels(), e.Value) {
		return errs.New(errs.Invalid, "%q is not an alert level; they are %v", errs.Clip(e.Value), AlertLevels())
	}
	return nil
}

// Do implements Doer.
func (a alerts) Do(ctx context.Context, tx *db.Tx, _ authz.Actor, d Decided, e Effect) error {
	until := int64(0)
	if !e.Until.IsZero() {
		until = db.Micros(e.Until)
	}
	_, err := tx.Exec(ctx, `INSERT INTO crisis_alert (realm, party, matter, rev, n, level, since, until) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		string(d.Realm), e.About, d.Matter, d.Rev, d.N, e.Value, db.Micros(d.At), until)
	return err
}

// Alert is an alert level that a decision has set.
type Alert struct {
	Party    ids.Party `json:"party" doc:"Empty for the alliance: all parties"`
	Level    string    `json:"level"`
	Since    time.Time `json:"since"`
	Until    time.Time `json:"until,omitzero"`
	Proposal string    `json:"proposal" doc:"By which decision"`
	Rev      int       `json:"rev"`
	Current  bool      `json:"current"`
}

// Alerts lists the alert levels that decisions have set, the latest first. Of each
// party, and of the alliance, the latest that has not run out is current.
func (s *Service) Alerts(ctx context.Context, v authz.Viewer) (all []Alert, err error) {
	defer errs.Wrap(&err, "crisis.Alerts")
	if err := v.May(authz.CrisisRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = db.Rows(ctx, tx, func(sc db.Scanner) (a Alert, err error) {
			var p string
			var since, until int64
			if err := sc.Scan(&p, &a.Level, &since, &until, &a.Proposal, &a.Rev); err != nil {
				return a, err
			}
			a.Party, a.Since = ids.Party(p), db.Time(since)
			if until != 0 {
				a.Until = db.Time(until)
			}
			return a, nil
		}, `SELECT party, level, since, until, matter, rev FROM crisis_alert WHERE realm = $1 ORDER BY since DESC, matter, n`, string(v.Realm()))
		seen := map[ids.Party]bool{}
		for i, a := range all {
			if !seen[a.Party] && (a.Until.IsZero() || tx.Now.Before(a.Until)) {
				all[i].Current, seen[a.Party] = true, true
			}
		}
		return err
	})
	return all, err
}
