package score

import (
	"context"
	"fmt"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/conduct"
	"entente/internal/msel"
)

// JudgementView is one criterion of an inject for one team, and why it stands so.
type JudgementView struct {
	Which
	Number     string       `json:"number" doc:"Of the inject"`
	Title      string       `json:"title" doc:"Of the inject"`
	Expected   string       `json:"expected" doc:"What players should do"`
	Name       string       `json:"name"`
	Category   string       `json:"category"`
	Objectives []string     `json:"objectives"`
	Strategy   string       `json:"strategy"`
	Points     int64        `json:"points" doc:"At most"`
	State      State        `json:"state" enum:"open,met,not-met,none" doc:"What counts"`
	Got        int64        `json:"got" doc:"What counts"`
	Sent       int64        `json:"sent_ms" doc:"Exercise time of the inject"`
	Until      *int64       `json:"until_ms,omitempty" doc:"The last moment that is in time; absent is ENDEX"`
	Decided    *int64       `json:"decided_ms,omitempty" doc:"Exercise time of what decided"`
	Rule       RuleView     `json:"rule" doc:"What the rule or the grader says"`
	ByHand     *HandView    `json:"by_hand,omitempty" doc:"What was set by hand, and counts instead"`
	Rubric     []msel.Level `json:"rubric"`
	Grades     []GradeView  `json:"grades" doc:"What graders wrote; the last one counts"`
	Checks     []CheckView  `json:"checks" doc:"What was found when it was asked again and again"`
}

// RuleView is what a rule says, in plain words.
type RuleView struct {
	State State         `json:"state" enum:"open,met,not-met,none"`
	Got   int64         `json:"got"`
	Why   []errs.Phrase `json:"why"`
	Text  []string      `json:"text" doc:"The same in English"`
}

// HandView is what a person set.
type HandView struct {
	State  State     `json:"state" enum:"met,not-met,none"`
	Got    int64     `json:"got"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// GradeView is what one grader wrote.
type GradeView struct {
	Got      int64     `json:"got"`
	Observed string    `json:"observed"`
	Note     string    `json:"note"`
	Time     int64     `json:"time_ms"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// CheckView is one call.
type CheckView struct {
	Time int64  `json:"time_ms"`
	Up   bool   `json:"up"`
	Why  string `json:"why"`
}

func optional(us int64) *int64 {
	if us < 0 {
		return nil
	}
	us /= 1000
	return &us
}

// view shows a judgement. Of one that is open the rule is asked as things stand.
func (s *Service) view(ctx context.Context, tx *db.Tx, j judgement, c conduct.Clock) (v JudgementView, err error) {
	state, got := j.effective()
	v = JudgementView{Which: Which{j.inject, j.criterion, j.team}, Name: j.name, Category: j.category, Objectives: j.objectives, Strategy: j.strategy, Points: j.points, State: state, Got: got,
		Sent: j.sent / 1000, Until: optional(j.until), Decided: optional(j.decided), Rubric: []msel.Level{}, Grades: []GradeView{}, Checks: []CheckView{}}
	if v.Objectives == nil {
		v.Objectives = []string{}
	}
	in, err := s.c.Conduct.InjectOf(ctx, tx, j.inject)
	if err != nil {
		return v, err
	}
	v.Number, v.Title, v.Expected = in.Number, in.Title, in.Expected
	trace := decodeTrace(j.trace)
	if j.state == Open && len(trace) == 0 {
		if verdict, err := s.verdict(ctx, tx, j, c); err == nil {
			trace = verdict.Trace
		}
	}
	v.Rule = RuleView{State: j.state, Got: j.got, Why: trace, Text: []string{}}
	if trace == nil {
		v.Rule.Why = []errs.Phrase{}
	}
	for _, p := range trace {
		v.Rule.Text = append(v.Rule.Text, p.String())
	}
	if j.oState != "" {
		v.ByHand = &HandView{State: j.oState, Got: j.oGot, Reason: j.oReason, By: j.oBy, At: j.oAt}
	}
	criterion, err := s.criterion(ctx, tx, j)
	if err == nil && criterion.Rubric != nil {
		v.Rubric = criterion.Rubric
	}
	if err != nil {
		return v, err
	}
	return v, s.details(ctx, tx, j, &v)
}

func (s *Service) details(ctx context.Context, tx *db.Tx, j judgement, v *JudgementView) error {
	switch j.strategy {
	case byHuman:
		all, err := db.Rows(ctx, tx, func(sc db.Scanner) (g GradeView, err error) {
			var us, at int64
			err = sc.Scan(&g.Got, &g.Observed, &g.Note, &us, &g.By, &at)
			g.Time, g.At = us/1000, db.Time(at)
			return g, err
		}, `SELECT got, observed, note, us, who, at FROM score_grade WHERE inject = $1 AND criterion = $2 AND team = $3 ORDER BY at, id`, j.inject, j.criterion, j.team)
		if len(all) > 0 {
			v.Grades = all
		}
		return err
	case byHTTP, byTCP:
		all, err := db.Rows(ctx, tx, func(sc db.Scanner) (c CheckView, err error) {
			err = sc.Scan(&c.Time, &c.Up, &c.Why)
			c.Time /= 1000
			return c, err
		}, `SELECT us, up, why FROM score_check WHERE inject = $1 AND criterion = $2 AND team = $3 ORDER BY us DESC LIMIT 200`, j.inject, j.criterion, j.team)
		if len(all) > 0 {
			v.Checks = all
		}
		return err
	}
	return nil
}

// Filter narrows the judgements. Zero fields do not narrow.
type Filter struct {
	Inject   string
	Team     string
	State    State
	Strategy string
	After    string // the next of the page before
	Limit    int
}

// Judgements lists judgements with why each stands as it does, the latest inject
// first. It needs exercise.grade or exercise.conduct.
func (s *Service) Judgements(ctx context.Context, v authz.Viewer, f Filter) (all []JudgementView, next string, err error) {
	defer errs.Wrap(&err, "score.Judgements")
	if err := s.judging(v.Actor(), v.Realm()); err != nil {
		return nil, "", err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := s.c.Conduct.ClockAt(ctx, tx)
		if err != nil {
			return err
		}
		where, args := f.where()
		args = append(args, f.Limit+1)
		rows, err := db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE `+where+fmt.Sprintf(` ORDER BY sent DESC, inject, criterion, team LIMIT $%d`, len(args)), args...)
		if err != nil {
			return err
		}
		if len(rows) > f.Limit {
			rows = rows[:f.Limit]
			l := rows[f.Limit-1]
			next = fmt.Sprintf("%d|%s|%s|%s", l.sent, l.inject, l.criterion, l.team)
		}
		for _, j := range rows {
			view, err := s.view(ctx, tx, j, c)
			if err != nil {
				return err
			}
			all = append(all, view)
		}
		return nil
	})
	return all, next, err
}

func (f Filter) where() (string, []any) {
	cond, args := []string{"1 = 1"}, []any{}
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	if f.Inject != "" {
		cond = append(cond, "inject = "+arg(f.Inject))
	}
	if f.Team != "" {
		cond = append(cond, "team = "+arg(f.Team))
	}
	if f.State != "" {
		cond = append(cond, "CASE WHEN o_state = '' THEN state ELSE o_state END = "+arg(string(f.State)))
	}
	if f.Strategy != "" {
		cond = append(cond, "strategy = "+arg(f.Strategy))
	}
	if p := strings.SplitN(f.After, "|", 4); len(p) == 4 {
		var sent int64
		if _, err := fmt.Sscan(p[0], &sent); err == nil {
			s, i, c, t := arg(sent), arg(p[1]), arg(p[2]), arg(p[3])
			cond = append(cond, "(sent < "+s+" OR sent = "+s+" AND (inject > "+i+" OR inject = "+i+" AND (criterion > "+c+" OR criterion = "+c+" AND team > "+t+")))")
		}
	}
	return strings.Join(cond, " AND "), args
}
