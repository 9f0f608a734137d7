package crisis

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// The effects of decisions (clause.Effects). This domain carries out the first by
// itself; the others are those of the domains that they are about.
const (
	EffectAlert      = "alert-level"         // of a party, or of the alliance: of all parties
	EffectCeiling    = "release-ceiling"     // between the parties of the body, for a period
	EffectGeneration = "template-generation" // publishes the deed of a generation
	EffectMission    = "assistance"          // makes a request a mission
	EffectExercise   = "exercise"            // starts an exercise: everybody who is invited takes part
)

// AlertLevels lists the levels of an alert, the calmest first.
func AlertLevels() []string { return []string{"normal", "guarded", "elevated", "high", "severe"} }

// alerts is the effect of an alert level. About is a party, or empty for all; Value
// is the level.
type alerts struct{ s *Service }

// Able implements Doer.
func (a alerts) Able(_ context.Context, _ *db.Tx, _ Decided, e Effect) error {
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
