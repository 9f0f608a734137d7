package msel

import (
	"slices"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Scripted is who acts by script in an exercise, where that is known: at the node that
// conducts.
type Scripted struct {
	Conducts  ids.Party // empty: it is not known
	Simulated []ids.Party
}

func (s Scripted) plays(p ids.Party) bool {
	return s.Conducts == "" || p == s.Conducts || slices.Contains(s.Simulated, p)
}

// reactions finds what of the reactions could not be played, and who is asked and would
// not answer.
func (f *finder) reactions(all []Inject) {
	for _, r := range f.plan.Reactions {
		f.reaction(r)
	}
	for n := range all {
		i := &all[n]
		for _, t := range f.teams(i) {
			if i.Type == Expected && slices.Contains(f.scripted.Simulated, t.Party) && !slices.ContainsFunc(f.plan.Reactions, func(r Reaction) bool { return r.Inject == i.ID && r.Do == Answer && r.Team == t.ID }) {
				f.add(i, false, errs.Say("no reaction answers it for team %s, whose party is simulated", t.ID))
			}
		}
	}
}

func (f *finder) reaction(r Reaction) {
	if !f.scripted.plays(r.As) {
		f.add(nil, true, errs.Say("reaction %s is of %s, which is neither simulated nor conducts", r.ID, r.As))
	}
	if i, ok := f.byID[r.Inject]; r.Inject != "" {
		if !ok {
			f.add(nil, true, errs.Say("reaction %s reacts to an inject that is not in the list", r.ID))
		} else if !slices.ContainsFunc(f.teams(i), func(t Team) bool { return t.Party == r.As }) {
			f.add(i, false, errs.Say("reaction %s waits for it, and it goes to no team of %s", r.ID, r.As))
		}
	}
	if r.Team == "" {
		return
	}
	n := slices.IndexFunc(f.plan.Teams, func(t Team) bool { return t.ID == r.Team })
	switch {
	case n < 0:
		f.add(nil, true, errs.Say("reaction %s answers for team %s, which the plan does not have", r.ID, r.Team))
	case f.plan.Teams[n].Party != r.As:
		f.add(nil, true, errs.Say("reaction %s answers for team %s, which is not of %s", r.ID, r.Team, r.As))
	case r.Inject != "" && f.byID[r.Inject] != nil && !slices.ContainsFunc(f.teams(f.byID[r.Inject]), func(t Team) bool { return t.ID == r.Team }):
		f.add(f.byID[r.Inject], true, errs.Say("reaction %s answers it for team %s, to which it does not go", r.ID, r.Team))
	}
}

// teams lists whom an inject goes to.
func (f *finder) teams(i *Inject) []Team {
	if len(i.To) == 0 {
		return f.plan.Teams
	}
	return slices.DeleteFunc(slices.Clone(f.plan.Teams), func(t Team) bool { return !slices.Contains(i.To, t.ID) })
}
