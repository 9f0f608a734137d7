package msel

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Finding is one thing about a list that a planner has to know. What blocks keeps
// the list from being put forward: it could not be played.
type Finding struct {
	Inject string      `json:"inject,omitzero"` // whose; empty for the whole
	Number string      `json:"number,omitzero"`
	Blocks bool        `json:"blocks"`
	Text   string      `json:"text"`
	Phrase errs.Phrase `json:"phrase"`
}

// Findings looks through the whole plan and its list.
func (s *Service) Findings(ctx context.Context, v authz.Viewer) (found []Finding, err error) {
	defer errs.Wrap(&err, "msel.Findings")
	err = s.view(ctx, v, func(tx *db.Tx) error {
		p, err := loadPlan(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := allRows(ctx, tx)
		if err == nil {
			found = s.find(p.Plan, injects(rows))
		}
		return err
	})
	return found, err
}

func injects(rows []Row) []Inject {
	out := make([]Inject, len(rows))
	for n, r := range rows {
		out[n] = r.Inject
	}
	return out
}

func (s *Service) unplayable(p Plan, rows []Row) error {
	found := slices.DeleteFunc(s.find(p, injects(rows)), func(f Finding) bool { return !f.Blocks })
	if len(found) == 0 {
		return nil
	}
	return errs.New(errs.Invalid, "the list cannot be played (faults: %d); the first, in row %s: %s", len(found), cmp.Or(found[0].Number, "–"), found[0].Text)
}

// finder goes through a list.
type finder struct {
	plan     Plan
	scripted Scripted
	byID     map[string]*Inject
	found    []Finding
}

func (f *finder) add(i *Inject, blocks bool, say errs.Phrase) {
	x := Finding{Blocks: blocks, Text: say.String(), Phrase: say}
	if i != nil {
		x.Inject, x.Number = i.ID, i.Number
	}
	f.found = append(f.found, x)
}

// Find tells what is wrong with a list, what blocks first. Rows that are
// cancelled are not looked at.
func Find(p Plan, all []Inject) []Finding { return find(p, all, Scripted{}) }

func (s *Service) find(p Plan, all []Inject) []Finding { return find(p, all, s.c.Scripted) }

func find(p Plan, all []Inject, scripted Scripted) []Finding {
	f := &finder{plan: p, scripted: scripted, byID: map[string]*Inject{}, found: []Finding{}}
	played := slices.DeleteFunc(slices.Clone(all), func(i Inject) bool { return i.Status == Cancelled })
	for n := range played {
		f.byID[played[n].ID] = &played[n]
	}
	if len(played) == 0 {
		f.add(nil, true, errs.Say("the list has no row that could be played"))
	}
	if len(p.Teams) == 0 {
		f.add(nil, true, errs.Say("nobody plays: the plan has no teams"))
	}
	for n := range played {
		f.row(&played[n])
	}
	f.loops(played)
	f.reactions(played)
	for _, o := range p.Objectives {
		if !slices.ContainsFunc(played, func(i Inject) bool { return slices.Contains(i.Tests, o.ID) }) {
			f.add(nil, false, errs.Say("no row tests objective %s", o.ID))
		}
	}
	slices.SortStableFunc(f.found, func(a, b Finding) int { return cmp.Compare(rank(a), rank(b)) })
	return f.found
}

func rank(f Finding) int {
	if f.Blocks {
		return 0
	}
	return 1
}

func (f *finder) row(i *Inject) {
	if _, err := i.Message(); err != nil {
		f.add(i, true, errs.Say("its content cannot be delivered: %s", sentence(err)))
	}
	if i.Status == Planned {
		f.add(i, false, errs.Say("it is not marked as ready"))
	}
	if i.At == nil && !i.ByHand && len(i.After) == 0 {
		f.add(i, true, errs.Say("nothing sends it: it has no time, no dependency, and no controller sends it by hand"))
	}
	if i.Storyline != "" && !slices.ContainsFunc(f.plan.Storylines, func(s Storyline) bool { return s.ID == i.Storyline }) {
		f.add(i, false, errs.Say("the plan has no storyline %s", i.Storyline))
	}
	for _, t := range i.To {
		if !slices.ContainsFunc(f.plan.Teams, func(x Team) bool { return x.ID == t }) {
			f.add(i, true, errs.Say("the plan has no team %s", t))
		}
	}
	for _, o := range i.Tests {
		if !slices.ContainsFunc(f.plan.Objectives, func(x Objective) bool { return x.ID == o }) {
			f.add(i, false, errs.Say("the plan has no objective %s", o))
		}
	}
	if (i.Channel == ByRequest || i.Channel == ByProposal || i.Channel == ByObject || i.Channel == ByMISP) && i.As == "" {
		f.add(i, true, errs.Say("it does not say which simulated party acts"))
	}
	if i.Type == Expected && i.Expected == "" && len(i.Criteria) == 0 {
		f.add(i, false, errs.Say("it does not say what players should do"))
	}
	if i.ByHand && i.Control == "" {
		f.add(i, false, errs.Say("it is sent by hand, and no controller is named"))
	}
	for _, d := range i.After {
		f.dependency(i, d)
	}
}

func (f *finder) dependency(i *Inject, d Dependency) {
	of, ok := f.byID[d.Inject]
	if !ok {
		f.add(i, true, errs.Say("it waits for an inject that is not in the list"))
		return
	}
	if d.Criterion != "" && !slices.ContainsFunc(of.Criteria, func(c Criterion) bool { return c.ID == d.Criterion }) {
		f.add(i, true, errs.Say("it waits for criterion %s of row %s, which is not there", d.Criterion, of.Number))
	}
	if d.Criterion == "" && (d.On == OnMet || d.On == OnMissed) && len(of.Criteria) == 0 {
		f.add(i, true, errs.Say("it waits for a criterion of row %s, which has none", of.Number))
	}
	if i.At != nil && of.At != nil && *i.At < *of.At+d.Delay {
		f.add(i, false, errs.Say("its time is before row %s, for which it waits; it is sent later than it says", of.Number))
	}
}

// loops finds rows that wait for themselves by way of others.
func (f *finder) loops(all []Inject) {
	const underway, done = 1, 2
	state := map[string]int{}
	var path []string
	var visit func(id string)
	visit = func(id string) {
		i := f.byID[id]
		if i == nil || state[id] == done {
			return
		}
		if state[id] == underway {
			var numbers []string
			for _, x := range path[slices.Index(path, id):] {
				numbers = append(numbers, f.byID[x].Number)
			}
			f.add(i, true, errs.Say("it waits for itself, by way of rows %s", strings.Join(numbers, ", ")))
			return
		}
		state[id] = underway
		path = append(path, id)
		for _, d := range i.After {
			visit(d.Inject)
		}
		path = path[:len(path)-1]
		state[id] = done
	}
	for _, i := range all {
		visit(i.ID)
	}
}

// sentence is what of an error may be shown.
func sentence(err error) string {
	_, text := errs.Public(err)
	return text
}
