package crisis

import (
	"slices"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

// RulesAt gives the rules of the body that a provision constitutes, as they were in
// force at a moment, with those who were bound then.
//
// Errors: NotFound for a provision that was not in force or constitutes no body.
func RulesAt(a agreement.Agreement, provision string, t time.Time) (r Rules, err error) {
	_, p, err := a.ProvisionAt(provision, t)
	if err != nil {
		return r, err
	}
	if p.Kind != clause.Body {
		return r, errs.New(errs.NotFound, "provision %s constitutes no body", errs.Clip(provision))
	}
	span := func(s string) time.Duration {
		if s == "" {
			return 0
		}
		return clause.MustSpan(s).After(t, 1).Sub(t)
	}
	urgent := span(p.Urgent)
	r = Rules{Body: p.Name, Secretariat: a.Depositary, Chair: a.Depositary, Unreached: p.Unreached, Late: p.Late, Grace: span(p.Grace), Quorum: int(p.Number),
		All: p.Confirm == "all", TwoPersons: p.FourEyes, Names: p.Named, Effects: p.Effects, Observers: []ids.Party{},
		Levels: []Level{{"technical", span(p.Technical), urgent}, {"operational", span(p.Operational), urgent}, {"political", span(p.Political), urgent}}}
	if p.Chair != "" {
		r.Chair = p.Chair
	}
	for _, m := range p.Modes {
		r.Modes = append(r.Modes, Mode(m))
	}
	for _, code := range slices.Sorted(slices.Values(a.BoundAt(t))) {
		switch {
		case code == a.Depositary:
		case slices.Contains(p.To, code):
			r.Observers = append(r.Observers, code)
		default:
			r.Members = append(r.Members, code)
		}
	}
	return r, nil
}
