package score

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/msel"
)

const maxText = 8000 // bytes of what graders write

func text(s string, empty bool) error {
	if !empty && strings.TrimSpace(s) == "" || len(s) > maxText || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return errs.New(errs.Invalid, "say it in 1 to %d bytes of text", maxText)
	}
	return nil
}

// Which names one judgement.
type Which struct {
	Inject    string `json:"inject" maxLength:"100"`
	Criterion string `json:"criterion" maxLength:"200"`
	Team      string `json:"team" maxLength:"100"`
}

// NewGrade is what a grader writes of a team.
type NewGrade struct {
	Which
	Level    int    // of the rubric, from 0; without a rubric the points themselves
	Observed string // what the team did
	Note     string
	Time     *time.Duration // of the exercise, when it was observed; nil is now
}

// Grade judges by a person what no rule judges. It may be done again: the last grade
// counts, all are kept. It needs exercise.grade.
//
// Errors: NotFound; Conflict for a criterion that a rule judges; Invalid for a level
// that the rubric does not have.
func (s *Service) Grade(ctx context.Context, who authz.Actor, realm ids.Realm, g NewGrade) (v JudgementView, err error) {
	defer errs.Wrap(&err, "score.Grade")
	if err := who.May(authz.ExerciseGrade); err != nil {
		return v, err
	}
	if err := text(g.Observed, false); err != nil {
		return v, err
	}
	if err := text(g.Note, true); err != nil {
		return v, err
	}
	return s.act(ctx, who, realm, g.Which, func(tx *db.Tx, j judgement, now time.Duration) (judgement, error) {
		if j.strategy != byHuman {
			return j, errs.New(errs.Conflict, "a rule judges this; what it says can be overridden with a reason")
		}
		c, err := s.criterion(ctx, tx, j)
		if err != nil {
			return j, err
		}
		got, words, err := level(c, g.Level)
		if err != nil {
			return j, err
		}
		at := now
		if g.Time != nil {
			at = *g.Time
		}
		if at < 0 || at > now {
			return j, errs.New(errs.Invalid, "it was observed at a time of the exercise that has passed")
		}
		if _, err := tx.Exec(ctx, `INSERT INTO score_grade (id, inject, criterion, team, got, observed, note, us, who, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			ids.New(), j.inject, j.criterion, j.team, got, g.Observed, g.Note, at.Microseconds(), who.Name, db.Micros(tx.Now)); err != nil {
			return j, err
		}
		j.state, j.got, j.decided = NotMet, got, at.Microseconds()
		if got > 0 {
			j.state = Met
		}
		j.trace = encodeTrace([]errs.Phrase{errs.Say("%s graded it %d of %d: %s", errs.Clip(who.Name), got, j.points, errs.Clip(words))})
		return j, s.record(ctx, tx, who, "score.graded", j.inject, nil, map[string]any{"criterion": j.criterion, "team": j.team, "points": got, "observed": g.Observed, "note": g.Note})
	})
}

// level gives the points of a level of a rubric, and its words.
func level(c msel.Criterion, n int) (int64, string, error) {
	if len(c.Rubric) == 0 {
		if n < 0 || n > c.Points {
			return 0, "", errs.New(errs.Invalid, "give 0 to %d points", c.Points)
		}
		return int64(n), c.Name, nil
	}
	if n < 0 || n >= len(c.Rubric) {
		return 0, "", errs.New(errs.Invalid, "choose a level of the rubric")
	}
	return int64(min(c.Rubric[n].Points, c.Points)), c.Rubric[n].Words, nil
}

// Override sets by hand what counts of a judgement, with the reason; what the rule
// says stays beside it. It needs exercise.grade.
func (s *Service) Override(ctx context.Context, who authz.Actor, realm ids.Realm, w Which, state State, points int64, reason string) (v JudgementView, err error) {
	defer errs.Wrap(&err, "score.Override")
	if err := who.May(authz.ExerciseGrade); err != nil {
		return v, err
	}
	if err := text(reason, false); err != nil {
		return v, err
	}
	return s.act(ctx, who, realm, w, func(tx *db.Tx, j judgement, _ time.Duration) (judgement, error) {
		if !slices.Contains([]State{Met, NotMet, None}, state) {
			return j, errs.New(errs.Invalid, "a judgement is set to met, not-met, or none")
		}
		if points < 0 || points > j.points || state == None && points != 0 {
			return j, errs.New(errs.Invalid, "give 0 to %d points", j.points)
		}
		j.oState, j.oGot, j.oReason, j.oBy, j.oAt = state, points, reason, errs.Clip(who.Name), tx.Now
		return j, s.record(ctx, tx, who, "score.overridden", j.inject, nil, map[string]any{"criterion": j.criterion, "team": j.team, "state": state, "points": points, "reason": reason})
	})
}

// Restore takes back what was set by hand: the rule counts again. It needs
// exercise.grade and a reason.
func (s *Service) Restore(ctx context.Context, who authz.Actor, realm ids.Realm, w Which, reason string) (v JudgementView, err error) {
	defer errs.Wrap(&err, "score.Restore")
	if err := who.May(authz.ExerciseGrade); err != nil {
		return v, err
	}
	if err := text(reason, false); err != nil {
		return v, err
	}
	return s.act(ctx, who, realm, w, func(tx *db.Tx, j judgement, _ time.Duration) (judgement, error) {
		if j.oState == "" {
			return j, errs.New(errs.Conflict, "nothing was set by hand here")
		}
		j.oState, j.oGot, j.oReason, j.oBy, j.oAt = "", 0, "", "", time.Time{}
		return j, s.record(ctx, tx, who, "score.restored", j.inject, nil, map[string]any{"criterion": j.criterion, "team": j.team, "reason": reason})
	})
}

// act is one act on a judgement: load, rule, save, record.
func (s *Service) act(ctx context.Context, who authz.Actor, realm ids.Realm, w Which, rule func(tx *db.Tx, j judgement, now time.Duration) (judgement, error)) (v JudgementView, err error) {
	if err := s.judging(who, realm); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		j, err := load(ctx, tx, w.Inject, w.Criterion, w.Team)
		if err != nil {
			return err
		}
		c, err := s.c.Conduct.ClockAt(ctx, tx)
		if err != nil {
			return err
		}
		next, err := rule(tx, j, c.Time(tx.Now))
		if err != nil {
			return err
		}
		if err := s.settle(ctx, tx, j, next); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, next, c)
		return err
	})
	return v, err
}
