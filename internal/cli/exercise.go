package cli

import (
	"fmt"
	"strings"
	"time"

	"entente/internal/base/errs"
	"entente/internal/format/cexf"
)

type exerciseCmd struct {
	List      exerciseListCmd      `cmd:"" help:"The exercises that you deal with or take part in."`
	Show      exerciseShowCmd      `cmd:"" help:"One exercise: how it stands, who takes part, who of ours is in it."`
	Propose   exerciseProposeCmd   `cmd:"" help:"Propose an exercise; another person confirms it."`
	Confirm   exerciseConfirmCmd   `cmd:"" help:"The second person's step: the realm is made."`
	Withdraw  exerciseWithdrawCmd  `cmd:"" help:"Withdraw an exercise that nobody has confirmed."`
	Join      exerciseJoinCmd      `cmd:"" help:"Want to join an exercise of another party; another person confirms it."`
	Decline   exerciseDeclineCmd   `cmd:"" help:"Say that we do not take part."`
	Member    exerciseMemberCmd    `cmd:"" help:"Let one of our people in, or change as what."`
	Remove    exerciseRemoveCmd    `cmd:"" help:"Close the exercise to one of our people."`
	Seal      exerciseSealCmd      `cmd:"" help:"End an exercise: its realm is closed, archived and sealed, for good."`
	Clock     exerciseClockCmd     `cmd:"" help:"The exercise's clock: start, pause, jump, speed, end."`
	Reactions exerciseReactionsCmd `cmd:"" help:"What simulated parties do by themselves: what waits, was done, or failed and why."`
	Control   exerciseControlCmd   `cmd:"" help:"The control room: the list as it is played, fire, hold, skip, improvise."`
	Inbox     exerciseInboxCmd     `cmd:"" help:"What the own team has received."`
	Score     exerciseScoreCmd     `cmd:"" help:"Scores, why they are so, grades."`
	Carry     exerciseCarryCmd     `cmd:"" help:"Write what was noticed, and after ENDEX the figures, to a file for the live realm."`
	Compare   exerciseCompareCmd   `cmd:"" help:"Bring the figures of earlier exercises into the after-action report (--realm)."`
	Archive   exerciseArchiveCmd   `cmd:"" help:"Verify the archive of a sealed exercise offline and show what it holds; no node is needed."`
	Check     exerciseCheckCmd     `cmd:"" help:"Check a scenario's file (CEXF) offline: which dialect it is, what can be played, in which order; no node is needed."`
	Scenarios exerciseScenariosCmd `cmd:"" help:"The scenarios that come with the system; with an id, the file of one. No node is needed."`
	Plan      exercisePlanCmd      `cmd:"" help:"The plan of the exercise: its stage, and what its stages owe."`
	Msel      exerciseMselCmd      `cmd:"" help:"The list of events, in the realm of an exercise (--realm)."`
}

type exerciseCheckCmd struct {
	File string `arg:"" help:"Scenario file; - is standard input."`
}

func (c *exerciseCheckCmd) Run(e *env) error {
	b, err := e.readFile(c.File, cexf.MaxBytes)
	if err != nil {
		return err
	}
	s, r, err := cexf.Read(b)
	if err != nil {
		return err
	}
	if e.root.JSON {
		if err := e.print(r); err != nil {
			return err
		}
	} else if err := scenarioLines(e, s, r); err != nil {
		return err
	}
	if r.Refused() {
		return errs.New(errs.Invalid, "this scenario cannot be played as it says")
	}
	if len(s.Own) > 0 {
		if err := checkOwn(e, b); err != nil {
			return err
		}
	}
	if e.root.JSON {
		return nil
	}
	return e.line("%s can be played (dialect: %s)", errs.Clip(s.Exercise.Name), r.Dialect)
}

func scenarioLines(e *env, s cexf.Scenario, r cexf.Report) error {
	names, steps, injects := map[string]string{}, map[string]cexf.Step{}, map[string]cexf.Inject{}
	for _, x := range s.Injects {
		names[x.UUID], injects[x.UUID] = errs.Clip(x.Name), x
	}
	for _, x := range s.Flow {
		steps[x.Inject] = x
	}
	order, _ := s.Order() // a loop is among the findings
	var rows [][]string
	for i, id := range order {
		var after []string
		for _, n := range s.Needs(id) {
			word := names[n.Inject]
			if n.Result != "" {
				word += " (" + errs.Clip(n.Result) + ")"
			}
			after = append(after, word)
		}
		points := 0.0
		for _, x := range injects[id].Evaluations {
			points += x.Max()
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), names[id], errs.Clip(injects[id].Tool), begins(steps[id]), strings.Join(after, ", "), fmt.Sprint(len(injects[id].Evaluations)), fmt.Sprint(points)})
	}
	if err := e.table([]string{"NO", "INJECT", "TOOL", "BEGINS", "AFTER", "EVALUATIONS", "POINTS"}, rows, "The scenario has no steps."); err != nil {
		return err
	}
	for _, f := range r.Findings {
		kind := "note"
		if f.Refuses {
			kind = "refused"
		}
		if err := e.line("%s: %s: %s", kind, f.Path, f.Text); err != nil {
			return err
		}
	}
	return nil
}

// begins says what begins a step.
func begins(s cexf.Step) string {
	words := s.Sequence.Trigger.All
	if at, ok := s.Timing.At.Span(); ok {
		words = append(words[:len(words):len(words)], "at "+at.String())
	}
	if every, ok := s.Timing.Every.Span(); ok {
		words = append(words[:len(words):len(words)], "judged every "+every.Round(time.Second).String())
	}
	return errs.Clip(strings.Join(words, ", "))
}
