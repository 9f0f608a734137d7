package cli

import (
	"fmt"
	"net/url"
	"strings"

	"entente/internal/base/errs"
	"entente/internal/score"
)

type exerciseScoreCmd struct {
	Board    scoreBoardCmd    `cmd:"" default:"1" help:"The scoreboard: every score beside how much was graded."`
	Why      scoreWhyCmd      `cmd:"" help:"Criteria of a team, and why each stands as it does."`
	Grade    scoreGradeCmd    `cmd:"" help:"Grade what no rule judges."`
	Override scoreOverrideCmd `cmd:"" help:"Set by hand what counts, with a reason."`
	Show     scoreShowCmd     `cmd:"" help:"Say what players see of the board: live, frozen or hidden."`
}

// points writes a score with its coverage.
func points(s score.Score) string {
	return fmt.Sprintf("%d of %d (graded %d of %d)", s.Got, s.Graded, s.Graded, s.Gradable)
}

func (e *env) board(b score.Board) error {
	if err := e.line("At %s; players see it %s", exTime(b.Time), b.Mode); err != nil {
		return err
	}
	var rows [][]string
	for _, t := range b.Teams {
		rows = append(rows, []string{t.Team, string(t.Party), "", points(t.All)})
		for _, o := range t.Objectives {
			rows = append(rows, []string{"", "", "objective " + errs.Clip(o.Name), points(o)})
		}
		for _, c := range t.Categories {
			rows = append(rows, []string{"", "", errs.Clip(c.Name), points(c)})
		}
	}
	return e.table([]string{"TEAM", "PARTY", "PART", "POINTS"}, rows, "No score is known here.")
}

type scoreBoardCmd struct{}

func (c *scoreBoardCmd) Run(e *env) error { return fetch(e, "/api/v1/exercise/score", e.board) }

type scoreShowCmd struct {
	Mode string `arg:"" help:"live, frozen or hidden." enum:"live,frozen,hidden"`
}

func (c *scoreShowCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/score/show", map[string]string{"mode": c.Mode}, e.board)
}

type scoreWhyCmd struct {
	Team   string `arg:"" optional:"" help:"Id of the team."`
	Inject string `help:"Only of this inject." placeholder:"ID"`
	State  string `help:"Only those that stand so: open, met, not-met, none." placeholder:"STATE"`
}

func (c *scoreWhyCmd) Run(e *env) error {
	q := url.Values{}
	for name, v := range map[string]string{"team": c.Team, "inject": c.Inject, "state": c.State} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return fetch(e, "/api/v1/exercise/judgements?"+q.Encode(), func(l items[score.JudgementView]) error {
		var rows [][]string
		for _, j := range l.Items {
			rows = append(rows, judgementRow(j))
		}
		return e.table([]string{"TEAM", "INJECT", "CRITERION", "STATE", "POINTS", "WHY", "ID"}, rows, "Nothing of this is to be judged yet.")
	})
}

func judgementRow(j score.JudgementView) []string {
	why := strings.Join(j.Rule.Text, "; ")
	if j.ByHand != nil {
		why = fmt.Sprintf("set by %s: %s (the rule says %s: %s)", j.ByHand.By, errs.Clip(j.ByHand.Reason), j.Rule.State, why)
	}
	return []string{j.Team, j.Number + " " + errs.Clip(j.Title), errs.Clip(j.Name), string(j.State), fmt.Sprintf("%d of %d", j.Got, j.Points), why, j.Inject + " " + j.Criterion}
}

func (e *env) judgement(j score.JudgementView) error {
	return e.table([]string{"TEAM", "INJECT", "CRITERION", "STATE", "POINTS", "WHY", "ID"}, [][]string{judgementRow(j)}, "")
}

type whichArgs struct {
	Inject    string `arg:"" help:"Id of the inject."`
	Criterion string `arg:"" help:"Id of the criterion."`
	Team      string `arg:"" help:"Id of the team."`
}

func (w whichArgs) body(more map[string]any) map[string]any {
	more["inject"], more["criterion"], more["team"] = w.Inject, w.Criterion, w.Team
	return more
}

type scoreGradeCmd struct {
	whichArgs
	Level    int    `arg:"" help:"Level of the rubric, from 0; without a rubric the points."`
	Observed string `arg:"" help:"What the team did."`
	Note     string `help:"A note beside it."`
}

func (c *scoreGradeCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/judgements/grade", c.body(map[string]any{"level": c.Level, "observed": c.Observed, "note": c.Note}), e.judgement)
}

type scoreOverrideCmd struct {
	whichArgs
	State  string `arg:"" help:"met, not-met or none." enum:"met,not-met,none"`
	Points int    `arg:"" help:"Points that count."`
	Reason string `arg:"" help:"Why."`
}

func (c *scoreOverrideCmd) Run(e *env) error {
	return send(e, "/api/v1/exercise/judgements/override", c.body(map[string]any{"state": c.State, "points": c.Points, "reason": c.Reason}), e.judgement)
}
