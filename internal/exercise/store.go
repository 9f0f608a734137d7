package exercise

import (
	"context"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

const columns = `id, state, terms, first_by, first_name, first_at, second_by, second_name, second_at, proposal, invitation, trouble, reason, archive, changed`

func scan(sc db.Scanner) (e Exercise, err error) {
	var terms []byte
	var id string
	var first, second, changed int64
	if err = sc.Scan(&id, &e.State, &terms, &e.First.Person, &e.First.Name, &first, &e.Second.Person, &e.Second.Name, &second, &e.Proposal, &e.Invitation, &e.Trouble, &e.Reason, &e.Archive, &changed); err != nil {
		return e, err
	}
	e.First.At, e.Second.At, e.Changed = db.Time(first), db.Time(second), db.Time(changed)
	return e, strictjson.Decode(terms, &e.Terms, strictjson.Default)
}

func load(ctx context.Context, tx *db.Tx, id string) (e Exercise, err error) {
	if e, err = db.One(ctx, tx, scan, `SELECT `+columns+` FROM exercise_exercise WHERE id = $1`, id); errs.Is(err, errs.NotFound) {
		return e, errs.New(errs.NotFound, "there is no exercise %q here", errs.Clip(id))
	}
	if err != nil {
		return e, err
	}
	if e.Answers, err = db.Rows(ctx, tx, scanAnswer, `SELECT party, state, reason, at FROM exercise_answer WHERE exercise = $1 ORDER BY party`, id); err != nil {
		return e, err
	}
	if e.Practice, err = practice(ctx, tx, id); err != nil {
		return e, err
	}
	e.Members, err = db.Rows(ctx, tx, scanMember, `SELECT person, name, cell, team, roles, since FROM exercise_member WHERE exercise = $1 ORDER BY lower(name), person`, id)
	return e, err
}

// loadWhere gives the exercises that a condition, with its order, names.
func loadWhere(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Exercise, err error) {
	known, err := db.Rows(ctx, tx, func(sc db.Scanner) (id string, err error) { return id, sc.Scan(&id) }, `SELECT id FROM exercise_exercise WHERE `+where, args...)
	for _, id := range known {
		e, err := load(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, err
}

func scanAnswer(sc db.Scanner) (a Answer, err error) {
	var at int64
	err = sc.Scan(&a.Party, &a.State, &a.Reason, &at)
	a.At = db.Time(at)
	return a, err
}

func scanMember(sc db.Scanner) (m Member, err error) {
	var since int64
	var roles string
	err = sc.Scan(&m.Person, &m.Name, &m.Cell, &m.Team, &roles, &since)
	for r := range strings.FieldsSeq(roles) {
		m.Roles = append(m.Roles, authz.Role(r))
	}
	m.Since = db.Time(since)
	return m, err
}

func insert(ctx context.Context, tx *db.Tx, e Exercise) error {
	terms, err := strictjson.Marshal(e.Terms)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO exercise_exercise (id, state, director, terms, first_by, first_name, first_at, second_by, second_name, second_at, proposal, invitation, trouble, reason, archive, changed)
		VALUES ($1,$2,$3,$4,$5,$6,$7,'','',0,'',$8,'','','',$9)`,
		e.ID, string(e.State), string(e.Director), terms, e.First.Person, e.First.Name, db.Micros(e.First.At), e.Invitation, db.Micros(tx.Now))
	return err
}

// save writes what can change of an exercise.
func save(ctx context.Context, tx *db.Tx, e Exercise) error {
	_, err := tx.Exec(ctx, `UPDATE exercise_exercise SET state = $2, first_by = $3, first_name = $4, first_at = $5, second_by = $6, second_name = $7, second_at = $8, proposal = $9, invitation = $10, trouble = $11, reason = $12, archive = $13, changed = $14 WHERE id = $1`,
		e.ID, string(e.State), e.First.Person, e.First.Name, db.Micros(e.First.At), e.Second.Person, e.Second.Name, db.Micros(e.Second.At), e.Proposal, e.Invitation, e.Trouble, e.Reason, e.Archive, db.Micros(tx.Now))
	return err
}

func saveAnswer(ctx context.Context, tx *db.Tx, id string, a Answer) error {
	_, err := tx.Exec(ctx, `INSERT INTO exercise_answer (exercise, party, state, reason, at) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (exercise, party) DO UPDATE SET state = excluded.state, reason = excluded.reason, at = excluded.at`, id, string(a.Party), a.State, a.Reason, db.Micros(tx.Now))
	return err
}

func saveMember(ctx context.Context, tx *db.Tx, id string, m Member) error {
	roles := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		roles[i] = string(r)
	}
	_, err := tx.Exec(ctx, `INSERT INTO exercise_member (exercise, person, name, cell, team, roles, since) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (exercise, person) DO UPDATE SET name = excluded.name, cell = excluded.cell, team = excluded.team, roles = excluded.roles`,
		id, m.Person, m.Name, string(m.Cell), m.Team, strings.Join(roles, " "), db.Micros(tx.Now))
	return err
}
