package msel

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/cexf"
)

var nations = []ids.Party{"ALFA", "BRAVO", "CHARLIE"}

// anyPlan is a plan that planners might write, around a list.
func anyPlan(r *rand.Rand, rows []Inject) Plan {
	p := Plan{Name: "N" + strings.TrimSpace(strings.Join(strings.Fields(anyText(r, false)), " ")), Language: []string{"en", "fr", "cs"}[r.IntN(3)], Stage: Initiation}
	for n := range r.IntN(4) {
		id := fmt.Sprint("x", n)
		p.Objectives = append(p.Objectives, Objective{ID: id, Name: "O" + anyText(r, false), Text: anyText(r, true), Capability: anyText(r, false), Provision: "4.1"})
		p.Teams = append(p.Teams, Team{ID: id, Party: nations[r.IntN(3)], Name: "T" + anyText(r, false)})
		p.Cells = append(p.Cells, Cell{ID: id, Colour: Colours()[r.IntN(6)], Name: "C" + anyText(r, false), People: []Member{{Name: "M" + anyText(r, false)}}})
		p.Storylines = append(p.Storylines, Storyline{ID: id, Name: "S" + anyText(r, false), Text: anyText(r, true)})
		p.Columns = append(p.Columns, Column{ID: id, Name: "K" + anyText(r, false)})
		p.Cast = append(p.Cast, Part{Code: []ids.Party{"ALFA", "BRAVO", "CHARLIE", "DELTA"}[n], Name: "P" + anyText(r, false), Kind: []string{"nation", "partner", DirectorPart}[r.IntN(3)]})
		p.Reactions = append(p.Reactions, anyReaction(r, id, rows))
	}
	return p
}

func anyReaction(r *rand.Rand, id string, rows []Inject) Reaction {
	x := Reaction{ID: id, As: nations[r.IntN(3)], After: Of(int64(r.IntN(900))), Most: r.IntN(4), Match: strings.TrimSpace(anyText(r, false))}
	switch r.IntN(4) {
	case 0:
		x.On, x.Do, x.Inject, x.Team, x.Text = OnInject, Answer, rows[r.IntN(len(rows))].ID, "x0", "A"+anyText(r, true)
	case 1:
		x.On, x.Do, x.From, x.Text = OnRequest, Decline, nations[r.IntN(3)], "D"+anyText(r, true)
	case 2:
		x.On, x.Do, x.From = OnObject, Sight, nations[r.IntN(3)]
	default:
		x.On, x.Do, x.Payload = OnIncident, Ask, jsontext.Value(`{"title":"T","text":"Two people."}`)
	}
	return x
}

// taken gives what of a scenario a plan holds, without what only the file said.
func taken(x Scenario) (Plan, []Inject) {
	x.Plan.Scenario = nil
	rows := slices.Clone(x.Injects)
	for n := range rows {
		rows[n].Scenario = nil
	}
	return x.Plan, rows
}

// TestAnyPlanIsReadBackAsItWas writes generated plans in both dialects and reads them
// into an empty plan.
func TestAnyPlanIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 11))
		var rows []Inject
		for n := range r.IntN(8) + 1 {
			rows = append(rows, anyRow(r, n, rows))
		}
		p := anyPlan(r, rows)
		if err := p.check(); err != nil {
			t.Fatalf("seed %d: the plan could not be kept: %v", seed, err)
		}
		for _, d := range []cexf.Dialect{cexf.Published, cexf.SkillAegis} {
			file, err := toScenario(realm, p, rows, d)
			if err != nil {
				t.Fatal(err)
			}
			x, err := ReadScenario(file)
			if err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, file)
			}
			plan, back := taken(x)
			if !sameJSON(plan, p) {
				was, _ := strictjson.Marshal(p)
				is, _ := strictjson.Marshal(plan)
				t.Fatalf("seed %d, %s: the plan\n%s\nis read as\n%s", seed, d, was, is)
			}
			for _, row := range rows {
				n := slices.IndexFunc(back, func(i Inject) bool { return i.ID == row.ID })
				if n < 0 || !sameJSON(back[n], row) {
					t.Fatalf("seed %d, %s: row %s is read otherwise", seed, d, row.Number)
				}
			}
		}
	}
}

// scenarioFile is a small file of ours: two parts with a team each, what one does by
// itself, and an inject in which the other acts.
func scenarioFile(t *testing.T) []byte {
	t.Helper()
	ask := letter("1", 0)
	ask.ID, ask.To = ids.New(), []string{"alfa-soc"}
	give := Inject{ID: ids.New(), Number: "2", Title: "Indicators", Status: Ready, Type: Contextual, Channel: ByObject, At: at(5), As: "BRAVO", Payload: []byte(`{"content":{"type":"bundle","objects":[]}}`)}
	p := Plan{Name: "Two nations", Language: "fr", Stage: Initiation,
		Cast:  []Part{{Code: "CENTRE", Name: "Centre", Kind: DirectorPart}, {Code: "ALFA", Name: "Alforia", Kind: "nation"}, {Code: "BRAVO", Name: "Bravonia", Kind: "nation"}},
		Teams: []Team{{ID: "alfa-soc", Party: "ALFA", Name: "Alforia"}, {ID: "bravo-soc", Party: "BRAVO", Name: "Bravonia"}},
		Reactions: []Reaction{
			{ID: "alfa-answers", As: "ALFA", On: OnInject, Inject: ask.ID, Do: Answer, Team: "alfa-soc", Text: "Yes."},
			{ID: "bravo-sights", As: "BRAVO", On: OnObject, From: "ALFA", Do: Sight},
			{ID: "centre-puts", As: "CENTRE", On: OnProposed, Do: Put},
		}}
	file, err := toScenario(realm, p, []Inject{ask, give}, cexf.Published)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestAPlanTakesWhatAFileHolds: what planners have written stays, the rest comes with
// the file, and another reading changes nothing.
func TestAPlanTakesWhatAFileHolds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		file := scenarioFile(t)
		p, err := w.Plan(ctx, ada.In(realm))
		w.must(err)
		_, err = w.SetTeams(ctx, ada, realm, p.Version, []Team{{ID: "alfa-soc", Party: "CZE", Name: "Ours already"}})
		w.must(err)
		seen, err := w.Preview(ctx, ada.In(realm), file, Casting{})
		w.must(err)
		_, err = w.Confirm(ctx, ada, realm, file, Casting{People: []ids.Party{"BRAVO"}}, seen.Digest)
		wantKind(t, err, errs.Conflict) // another casting than the preview's
		_, err = w.Confirm(ctx, ada, realm, file, Casting{}, seen.Digest)
		w.must(err)
		p, err = w.Plan(ctx, ada.In(realm))
		w.must(err)
		if p.Name != "Two nations" || p.Language != "fr" || len(p.Teams) != 2 || p.Teams[0].Name != "Ours already" || len(p.Reactions) != 3 || len(p.Cast) != 3 {
			t.Errorf("the plan is %+v", p.Plan)
		}
		again, err := w.Preview(ctx, ada.In(realm), file, Casting{})
		w.must(err)
		if again.Count[Unchanged] != 2 || again.plan != nil {
			t.Errorf("read again: %v, plan %+v", again.Count, again.plan)
		}
	})
}

// company is who takes part.
type company []Player

func (c company) Players(context.Context) ([]Player, error) { return c, nil }

// TestACastingGivesPartsToParties: everything of a part follows it, and what people
// play is not done by itself.
func TestACastingGivesPartsToParties(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"), realm)
	w.c.Company = company{{Party: "CZE", Plays: Directing}, {Party: "EST", Plays: ByPeople}, {Party: "LVA", Plays: BySimulation}}
	file := scenarioFile(t)
	seen, err := w.Preview(ctx, ada.In(realm), file, Casting{})
	w.must(err)
	if c := seen.Cast; len(c) != 3 || c[0].As != "CZE" || c[0].Plays != Directing || c[1].Plays != NotHere || c[2].Plays != NotHere {
		t.Errorf("without a casting: %+v", c)
	}
	cast := Casting{Parts: map[ids.Party]ids.Party{"ALFA": "EST", "BRAVO": "LVA"}}
	seen, err = w.Preview(ctx, ada.In(realm), file, cast)
	w.must(err)
	if a, b := seen.Cast[1], seen.Cast[2]; a.As != "EST" || a.Plays != ByPeople || a.Teams != 1 || a.LeftOut != 1 || a.Reactions != 0 || b.As != "LVA" || b.Injects != 1 || b.Reactions != 1 {
		t.Errorf("the casting is %+v", seen.Cast)
	}
	_, err = w.Confirm(ctx, ada, realm, file, cast, seen.Digest)
	w.must(err)
	p, err := w.Plan(ctx, ada.In(realm))
	w.must(err)
	if p.Teams[0].Party != "EST" || p.Teams[1].Party != "LVA" || len(p.Reactions) != 2 || p.Reactions[0].As != "LVA" || p.Reactions[0].From != "EST" || p.Reactions[1].As != "CZE" || p.Cast[1].Code != "EST" || p.Cast[1].Name != "Alforia" {
		t.Errorf("the plan is %+v", p.Plan)
	}
	l, err := w.List(ctx, ada.In(realm), Which{Channel: ByObject})
	w.must(err)
	if len(l.Rows) != 1 || l.Rows[0].As != "LVA" {
		t.Errorf("the inject acts as %+v", l.Rows)
	}
	_, err = w.Preview(ctx, ada.In(realm), file, Casting{Parts: map[ids.Party]ids.Party{"ALFA": "LVA", "BRAVO": "LVA"}})
	wantKind(t, err, errs.Invalid)
}

// TestWhatAFileSaysOfTheWholeIsReadStrictly: a member that is not known, a later
// version and what no plan could keep are refused.
func TestWhatAFileSaysOfTheWholeIsReadStrictly(t *testing.T) {
	t.Parallel()
	good := scenarioFile(t)
	for what, change := range map[string]func(own map[string]any){
		"unknown":  func(own map[string]any) { own["colour"] = "red" },
		"later":    func(own map[string]any) { own["v"] = 2 },
		"none":     func(own map[string]any) { delete(own, "v") },
		"twice":    func(own map[string]any) { own["teams"] = append(own["teams"].([]any), own["teams"].([]any)[0]) },
		"reaction": func(own map[string]any) { own["reactions"].([]any)[0].(map[string]any)["do"] = "dance" },
		"language": func(own map[string]any) { own["language"] = "de" },
		"kind":     func(own map[string]any) { own["cast"].([]any)[0].(map[string]any)["kind"] = "planet" },
	} {
		var file map[string]any
		if err := json.Unmarshal(good, &file); err != nil {
			t.Fatal(err)
		}
		change(file["x_entente"].(map[string]any))
		b, err := strictjson.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadScenario(b); err == nil {
			t.Errorf("%s: it was read", what)
		}
	}
}
