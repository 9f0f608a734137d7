package agreement

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// Measure is a ceiling that the decision of a body has set for a period between the
// parties of the body, in place of the one that their agreements set.
type Measure struct {
	Realm      ids.Realm   `json:"realm"`
	Proposal   string      `json:"proposal" doc:"By which decision"`
	Rev        int         `json:"rev"`
	N          int         `json:"n"`
	Body       string      `json:"body" doc:"Name of the body"`
	Title      string      `json:"title" doc:"Of the decision"`
	Parties    []ids.Party `json:"parties" doc:"Between whom"`
	Consenting []ids.Party `json:"consenting" doc:"Of them, those who give more by it: they did not object and were not left out"`
	Giver      ids.Party   `json:"giver" doc:"Whose giving it is about; empty for everybody's"`
	TLP        string      `json:"tlp"`
	Since      time.Time   `json:"since" doc:"From when this node decides by it"`
	Until      time.Time   `json:"until"`
}

// longestMeasure is how long a decision can set a ceiling for; for longer there is
// the amendment of an agreement.
const longestMeasure = 366 * 24 * time.Hour

// Check refuses a measure that could not be carried out.
func (m Measure) Check(now time.Time) error {
	level, err := marking.ParseTLP(m.TLP)
	switch {
	case err != nil:
		return err
	case level == marking.None || level >= marking.Red:
		return errs.New(errs.Invalid, "a ceiling is a level from clear to amber+strict; red is for named people only")
	case m.Giver != "" && !slices.Contains(m.Parties, m.Giver):
		return errs.New(errs.Invalid, "%s is not among the parties of the body", errs.Clip(string(m.Giver)))
	case m.Until.IsZero() || !m.Until.After(now) || m.Until.Sub(now) > longestMeasure:
		return errs.New(errs.Invalid, "a ceiling is set for a period: say until when, at most a year from now")
	}
	return nil
}

// Take keeps a measure and lets it begin now. What is on its way between the parties
// is decided on again.
func (s *Service) Take(ctx context.Context, tx *db.Tx, m Measure) error {
	m.Since = tx.Now
	b, err := strictjson.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO agreement_measure (realm, proposal, rev, n, since, until, body) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		string(m.Realm), m.Proposal, m.Rev, m.N, db.Micros(m.Since), db.Micros(m.Until), b)
	s.turned(tx, m.Parties)
	return err
}

// Measures gives those that this node decided by at a moment, the earliest first.
func (s *Service) Measures(ctx context.Context, tx *db.Tx, realm ids.Realm, at time.Time) ([]Measure, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (m Measure, err error) {
		var b []byte
		if err := sc.Scan(&b); err != nil {
			return m, err
		}
		return m, strictjson.Decode(b, &m, strictjson.Default)
	}, `SELECT body FROM agreement_measure WHERE realm = $1 AND since <= $2 AND until > $2 ORDER BY since, proposal, rev, n`, string(realm), db.Micros(at))
}

// MeasuresNow gives what holds now, for people.
func (s *Service) MeasuresNow(ctx context.Context, v authz.Viewer) (all []Measure, err error) {
	defer errs.Wrap(&err, "agreement.MeasuresNow")
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { all, err = s.Measures(ctx, tx, v.Realm(), tx.Now); return err })
	return all, err
}

// under gives the rules with a measure applied. A ceiling is split between those
// whom the measure is about and the others. Nobody gives more by it than his
// agreements let him unless he consented.
func (m Measure) under(rules []policy.Rule) []policy.Rule {
	level, err := marking.ParseTLP(m.TLP)
	if err != nil {
		level = marking.Clear // checked when it was taken; what cannot be read gives nothing
	}
	var out []policy.Rule
	for _, r := range rules {
		givers, others := m.divide(r, level)
		receivers, outside := apart(r.To, m.Parties)
		if r.Kind != policy.Ceiling || r.Realm != m.Realm || len(givers) == 0 || len(receivers) == 0 {
			out = append(out, r)
			continue
		}
		set := r
		set.From, set.To, set.TLP = givers, receivers, level
		set.Citation.Decision = &policy.DecisionCited{Proposal: m.Proposal, Rev: m.Rev, Body: m.Body, Title: m.Title, Until: m.Until}
		out = append(out, set)
		if len(others) > 0 {
			rest := r
			rest.From = others
			out = append(out, rest)
		}
		if len(outside) > 0 {
			rest := r
			rest.From, rest.To = givers, outside
			out = append(out, rest)
		}
	}
	return out
}

// divide gives those of a rule's givers whom the measure is about, and the others.
func (m Measure) divide(r policy.Rule, level marking.TLP) (givers, others []ids.Party) {
	about := m.Parties
	if level > r.TLP {
		about = m.Consenting
	}
	if m.Giver != "" {
		about, _ = apart(about, []ids.Party{m.Giver})
	}
	return apart(r.From, about)
}

// apart divides a list by whether another one has its elements.
func apart(all, in []ids.Party) (inside, outside []ids.Party) {
	for _, p := range all {
		if slices.Contains(in, p) {
			inside = append(inside, p)
		} else {
			outside = append(outside, p)
		}
	}
	return inside, outside
}
