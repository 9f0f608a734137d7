package score

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/errs"
)

const columns = `inject, criterion, team, party, strategy, name, category, objectives, points, sent, until, probe, state, got, decided, trace, o_state, o_got, o_reason, o_by, o_at`

func scan(s db.Scanner) (j judgement, err error) {
	var objectives string
	var trace []byte
	var at int64
	err = s.Scan(&j.inject, &j.criterion, &j.team, &j.party, &j.strategy, &j.name, &j.category, &objectives, &j.points, &j.sent, &j.until, &j.probe, &j.state, &j.got, &j.decided, &trace, &j.oState, &j.oGot, &j.oReason, &j.oBy, &at)
	j.objectives, j.trace, j.oAt = strings.Fields(objectives), trace, db.Time(at)
	return j, err
}

func load(ctx context.Context, tx *db.Tx, inject, criterion, team string) (judgement, error) {
	j, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM score_judgement WHERE inject = $1 AND criterion = $2 AND team = $3`, inject, criterion, team)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "the team has nothing like that to be judged")
	}
	return j, err
}

// open stores a new judgement, once, and counts it as one that can be graded.
func open(ctx context.Context, tx *db.Tx, j judgement) (fresh bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO score_judgement (`+columns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21) ON CONFLICT DO NOTHING`,
		j.inject, j.criterion, j.team, j.party, j.strategy, j.name, j.category, strings.Join(j.objectives, " "), j.points, j.sent, j.until, j.probe, string(j.state), j.got, j.decided, []byte(j.trace), string(j.oState), j.oGot, j.oReason, j.oBy, db.Micros(j.oAt))
	if err != nil || n == 0 {
		return false, err
	}
	return true, count(ctx, tx, j, sum{gradable: j.points, nGradable: 1})
}

// change stores a judgement as it has become, and counts the difference.
func change(ctx context.Context, tx *db.Tx, before, j judgement) error {
	if _, err := tx.Exec(ctx, `UPDATE score_judgement SET probe = $1, state = $2, got = $3, decided = $4, trace = $5, o_state = $6, o_got = $7, o_reason = $8, o_by = $9, o_at = $10 WHERE inject = $11 AND criterion = $12 AND team = $13`,
		j.probe, string(j.state), j.got, j.decided, []byte(j.trace), string(j.oState), j.oGot, j.oReason, j.oBy, db.Micros(j.oAt), j.inject, j.criterion, j.team); err != nil {
		return err
	}
	return count(ctx, tx, j, j.sum().less(before.sum()))
}

// sum is what judgements come to.
type sum struct{ gradable, graded, got, nGradable, nGraded int64 }

// sum is what one judgement adds to every score that it is part of.
func (j judgement) sum() sum {
	out := sum{gradable: j.points, nGradable: 1}
	if state, got := j.effective(); state.graded() {
		out.graded, out.nGraded, out.got = j.points, 1, got
	}
	return out
}

func (a sum) less(b sum) sum {
	return sum{a.gradable - b.gradable, a.graded - b.graded, a.got - b.got, a.nGradable - b.nGradable, a.nGraded - b.nGraded}
}

// count adds a difference to the totals that a judgement is part of.
func count(ctx context.Context, tx *db.Tx, j judgement, d sum) error {
	if d == (sum{}) {
		return nil
	}
	rows := [][]any{}
	add := func(dim, name string) {
		rows = append(rows, []any{j.team, dim, name, d.gradable, d.graded, d.got, d.nGradable, d.nGraded})
	}
	add("all", "")
	for _, o := range j.objectives {
		add("objective", o)
	}
	if j.category != "" {
		add("category", j.category)
	}
	if _, err := tx.Insert(ctx, "score_total", []string{"team", "dim", "name", "gradable", "graded", "got", "n_gradable", "n_graded"}, rows,
		`ON CONFLICT (team, dim, name) DO UPDATE SET gradable = score_total.gradable + excluded.gradable, graded = score_total.graded + excluded.graded, got = score_total.got + excluded.got,
		n_gradable = score_total.n_gradable + excluded.n_gradable, n_graded = score_total.n_graded + excluded.n_graded`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE score_board SET stale = TRUE WHERE one = 1 AND NOT stale`)
	return err
}

func encodeTrace(all []errs.Phrase) jsontext.Value {
	b, err := json.Marshal(all)
	if err != nil || len(all) == 0 {
		return jsontext.Value("[]")
	}
	return b
}

func decodeTrace(b jsontext.Value) []errs.Phrase {
	all := []errs.Phrase{}
	if json.Unmarshal(b, &all) != nil {
		return []errs.Phrase{}
	}
	return all
}
