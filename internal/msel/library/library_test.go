package library

import (
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
	"entente/internal/conduct"
	"entente/internal/format/cexf"
	"entente/internal/msel"
	"entente/internal/schema"
	"entente/internal/score"
)

// TestEveryScenarioCanBePlayed: a scenario reads, nothing in it blocks or is left
// open, every criterion can be judged, and every part that acts has its place.
func TestEveryScenarioCanBePlayed(t *testing.T) {
	t.Parallel()
	there, err := names()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(slices.Sorted(slices.Values(order)), there) {
		t.Errorf("the list is %q, and the files are %q", order, there)
	}
	for _, id := range there {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			file, err := files.ReadFile(id + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if _, r, err := cexf.Read(file); err != nil || r.Refused() || len(r.Findings) > 0 {
				t.Fatalf("%v, found %+v", err, r.Findings)
			}
			s, err := msel.ReadScenario(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range msel.Find(s.Plan, s.Injects) {
				t.Errorf("row %s: %s", f.Number, f.Text)
			}
			if len(s.Injects) < 10 || len(s.Injects) > 30 || len(s.Plan.Objectives) < 2 {
				t.Errorf("%d injects, %d objectives", len(s.Injects), len(s.Plan.Objectives))
			}
			last := msel.Span(0)
			branches, contingencies := 0, 0
			for _, i := range s.Injects {
				for _, c := range i.Criteria {
					if err := score.Check(c); err != nil {
						t.Errorf("row %s, criterion %s: %v", i.Number, c.ID, err)
					}
				}
				if i.At != nil {
					last = max(last, *i.At+i.Within)
				}
				if len(i.After) > 0 {
					branches++
				}
				if i.Type == msel.Contingency {
					contingencies++
				}
			}
			if e := entry(id, s); e.Minutes == 0 || last.Seconds() > int64(e.Minutes)*60 {
				t.Errorf("it takes %d minutes, and the last answer is due after %d", e.Minutes, last.Seconds()/60)
			}
			if branches == 0 || contingencies == 0 {
				t.Errorf("%d branches, %d contingencies", branches, contingencies)
			}
			reactions(t, s)
		})
	}
}

// reactions: they name what is there, and every team that has to answer is answered
// for by its part, so that a scenario can be tried without people.
func reactions(t *testing.T, s msel.Scenario) {
	answered := map[string]bool{}
	for _, r := range s.Plan.Reactions {
		if !slices.ContainsFunc(s.Plan.Cast, func(x msel.Part) bool { return x.Code == r.As }) {
			t.Errorf("reaction %s: %s is not in the cast", r.ID, r.As)
		}
		n := slices.IndexFunc(s.Injects, func(i msel.Inject) bool { return i.ID == r.Inject })
		if r.On == msel.OnInject && n < 0 {
			t.Errorf("reaction %s: there is no such inject", r.ID)
		}
		if r.Do != msel.Answer {
			continue
		}
		if !slices.ContainsFunc(s.Plan.Teams, func(x msel.Team) bool { return x.ID == r.Team && x.Party == r.As }) {
			t.Errorf("reaction %s: %s has no team %s", r.ID, r.As, r.Team)
		}
		if to := s.Injects[n].To; len(to) > 0 && !slices.Contains(to, r.Team) {
			t.Errorf("reaction %s: the inject does not go to %s", r.ID, r.Team)
		}
		answered[r.Inject+r.Team] = true
	}
	for _, i := range s.Injects {
		if !slices.ContainsFunc(i.Criteria, func(c msel.Criterion) bool { return c.Strategy == "answer" }) {
			continue
		}
		for _, team := range i.To {
			if !answered[i.ID+team] {
				t.Errorf("row %s: nobody answers for %s", i.Number, team)
			}
		}
	}
}

// TestEveryScriptedAnswerMeetsItsCriterion: what a part answers by itself is the right
// answer, in time.
func TestEveryScriptedAnswerMeetsItsCriterion(t *testing.T) {
	t.Parallel()
	for _, id := range order {
		file, err := File(id)
		if err != nil {
			t.Fatal(err)
		}
		s, err := msel.ReadScenario(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range s.Plan.Reactions {
			if r.Do != msel.Answer {
				continue
			}
			i := s.Injects[slices.IndexFunc(s.Injects, func(i msel.Inject) bool { return i.ID == r.Inject })]
			for _, c := range i.Criteria {
				if c.Strategy != "answer" {
					continue
				}
				var rule score.AnswerRule
				if err := strictjson.Decode(c.Rule, &rule, strictjson.Default); err != nil {
					t.Fatal(err)
				}
				v, err := score.JudgeAnswers(rule, score.Frame{Team: r.Team, Until: time.Duration(c.Within)}, []conduct.Message{{Text: r.Text, Time: time.Duration(r.After)}})
				if err != nil || v.State != score.Met {
					t.Errorf("%s: reaction %s does not meet criterion %s of row %s: %v, %v", id, r.ID, c.ID, i.Number, v.Trace, err)
				}
			}
		}
	}
}

var (
	planner = authz.Person("CZE", "p1", "Ada", "test", "", []authz.Act{authz.ExercisePlan})
	realm   = ids.Realm("x-test")
)

// TestEveryScenarioIsWrittenBack: taken into a plan and exported in either dialect, a
// scenario is read as it was.
func TestEveryScenarioIsWrittenBack(t *testing.T) {
	t.Parallel()
	for _, id := range order {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			d, err := db.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), db.Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Realm: realm})
			must(err)
			t.Cleanup(func() { must(d.Close()) })
			must(d.Migrate(t.Context(), schema.Files))
			plan := msel.New(msel.Config{DB: d, Journal: journal.New(), Party: "CZE"})
			file, err := File(id)
			must(err)
			p, err := plan.Preview(t.Context(), planner.In(realm), file, msel.Casting{})
			must(err)
			_, err = plan.Confirm(t.Context(), planner, realm, file, msel.Casting{}, p.Digest)
			must(err)
			want, err := msel.ReadScenario(file)
			must(err)
			for _, format := range []msel.Format{msel.CEXF, msel.SkillAegis} {
				out, err := plan.Export(t.Context(), planner.In(realm), format)
				must(err)
				got, err := msel.ReadScenario(out)
				must(err)
				if a, b := plain(t, got), plain(t, want); a != b {
					t.Errorf("%s: it is read as\n%s\nand was\n%s", format, a, b)
				}
			}
		})
	}
}

// plain writes what a plan takes of a scenario.
func plain(t *testing.T, s msel.Scenario) string {
	t.Helper()
	s.Plan.Scenario = nil
	for n := range s.Injects {
		s.Injects[n].Scenario = nil
	}
	b, err := strictjson.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
