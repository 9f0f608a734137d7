package playbook

import (
	"context"
	"fmt"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
)

const versionColumns = `v.id, v.realm, v.playbook, v.modified, v.digest, v.name, v.description, v.tlp, v.unknown, v.steps, v.imported_at, v.imported_by, v.revoked_at, v.revoked_by, v.revoked_why`

// scanVersion reads a version and, behind it, what else the query gives.
func scanVersion(sc db.Scanner, more ...any) (v Version, err error) {
	var modified, imported, revoked int64
	var tlp string
	if err = sc.Scan(append([]any{&v.ID, &v.Realm, &v.Playbook, &modified, &v.Digest, &v.Name, &v.Description, &tlp, &v.Unknown, &v.Steps, &imported, &v.ImportedBy, &revoked, &v.RevokedBy, &v.RevokedWhy}, more...)...); err != nil {
		return v, err
	}
	v.Modified, v.ImportedAt, v.RevokedAt = db.Time(modified), db.Time(imported), db.Time(revoked)
	v.TLP, err = marking.ParseTLP(tlp)
	return v, err
}

// sameVersion finds what is kept under an id and modified, whoever may read it.
func sameVersion(ctx context.Context, tx *db.Tx, realm ids.Realm, playbook string, modified time.Time) (Version, []byte, error) {
	type kept struct {
		v    Version
		body []byte
	}
	k, err := db.One(ctx, tx, func(sc db.Scanner) (k kept, err error) { k.v, err = scanVersion(sc, &k.body); return k, err },
		`SELECT `+versionColumns+`, v.body FROM playbook_version v WHERE v.realm = $1 AND v.playbook = $2 AND v.modified = $3`, string(realm), playbook, db.Micros(modified))
	return k.v, k.body, err
}

func saveVersion(ctx context.Context, tx *db.Tx, v Version, body []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO playbook_version (id, realm, playbook, modified, digest, name, description, tlp, unknown, steps, body, imported_at, imported_by, revoked_at, revoked_by, revoked_why)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,0,'','')`,
		v.ID, string(v.Realm), v.Playbook, db.Micros(v.Modified), v.Digest, v.Name, v.Description, v.TLP.String(), v.Unknown, v.Steps, body, db.Micros(v.ImportedAt), v.ImportedBy)
	return err
}

func revokeVersion(ctx context.Context, tx *db.Tx, v Version) error {
	_, err := tx.Exec(ctx, `UPDATE playbook_version SET revoked_at = $1, revoked_by = $2, revoked_why = $3 WHERE id = $4`, db.Micros(v.RevokedAt), v.RevokedBy, v.RevokedWhy, v.ID)
	return err
}

// loadVersion gives a version of the viewer's realm that the viewer may read.
func loadVersion(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (x Version, err error) {
	x, err = db.One(ctx, tx, func(sc db.Scanner) (Version, error) { return scanVersion(sc) }, `SELECT `+versionColumns+` FROM playbook_version v WHERE v.id = $1 AND v.realm = $2`, id, string(v.Realm()))
	if errs.Is(err, errs.NotFound) || err == nil && !sees(v.Actor(), x.TLP, x.Unknown) {
		return Version{}, errs.New(errs.NotFound, "there is no playbook %q here", errs.Clip(id))
	}
	return x, err
}

func loadBody(ctx context.Context, tx *db.Tx, id string) ([]byte, error) {
	return db.Value[[]byte](ctx, tx, `SELECT body FROM playbook_version WHERE id = $1`, id)
}

func listVersions(ctx context.Context, tx *db.Tx, v authz.Viewer) (all []Version, err error) {
	err = db.Each(ctx, tx, func(sc db.Scanner) error {
		x, err := scanVersion(sc)
		if err == nil && sees(v.Actor(), x.TLP, x.Unknown) {
			all = append(all, x)
		}
		return err
	}, `SELECT `+versionColumns+` FROM playbook_version v WHERE v.realm = $1 ORDER BY lower(v.name), v.playbook, v.modified DESC`, string(v.Realm()))
	return all, err
}

const runColumns = `, r.id, r.title, r.incident, r.phase, r.started_at, r.started_by, r.ended_at, r.open, r.due, r.acts`

func scanRun(sc db.Scanner) (r Run, err error) {
	var started, ended, due int64
	r.Version, err = scanVersion(sc, &r.ID, &r.Title, &r.Incident, &r.Phase, &started, &r.StartedBy, &ended, &r.Open, &due, &r.Acts)
	r.Realm, r.StartedAt, r.EndedAt, r.Due = r.Version.Realm, db.Time(started), db.Time(ended), db.Time(due)
	return r, err
}

func loadRun(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (r Run, err error) {
	r, err = db.One(ctx, tx, scanRun, `SELECT `+versionColumns+runColumns+` FROM playbook_run r JOIN playbook_version v ON v.id = r.version WHERE r.id = $1 AND r.realm = $2`, id, string(v.Realm()))
	if errs.Is(err, errs.NotFound) || err == nil && !sees(v.Actor(), r.Version.TLP, r.Version.Unknown) {
		return Run{}, errs.New(errs.NotFound, "there is no run %q here", errs.Clip(id))
	}
	return r, err
}

func listRuns(ctx context.Context, tx *db.Tx, v authz.Viewer, w Which) ([]Run, error) {
	args, where := []any{string(v.Realm())}, []string{`r.realm = $1`}
	add := func(cond string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(cond, len(args)))
	}
	if w.Version != "" {
		add(`r.version = $%d`, w.Version)
	}
	if w.Incident != "" {
		add(`r.incident = $%d`, w.Incident)
	}
	if w.Running {
		add(`r.phase = $%d`, string(Running))
	}
	if w.Before != "" {
		add(`r.id < $%d`, w.Before)
	}
	if w.Limit <= 0 {
		w.Limit = 100
	}
	if ceiling := v.Actor().Ceiling; ceiling != "" { // in the query, so that a page is full
		var levels []string
		for t := marking.Clear; t <= marking.Red; t++ {
			if sees(v.Actor(), t, false) {
				levels = append(levels, t.String())
			}
		}
		where = append(where, `v.unknown = FALSE AND v.tlp IN `+db.In(&args, levels))
	}
	args = append(args, w.Limit)
	return db.Rows(ctx, tx, scanRun, `SELECT `+versionColumns+runColumns+` FROM playbook_run r JOIN playbook_version v ON v.id = r.version WHERE `+strings.Join(where, " AND ")+fmt.Sprintf(` ORDER BY r.id DESC LIMIT $%d`, len(args)), args...)
}

// saveRun keeps one more act of a run, and what lists show of it. Two acts of the
// same number cannot both be kept.
func saveRun(ctx context.Context, tx *db.Tx, r Run, n int, act []byte) error {
	if _, err := tx.Exec(ctx, `INSERT INTO playbook_run (id, realm, version, title, incident, phase, started_at, started_by, ended_at, open, due, acts) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)
		ON CONFLICT (id) DO UPDATE SET phase = excluded.phase, ended_at = excluded.ended_at, open = excluded.open, due = excluded.due, acts = excluded.acts`,
		r.ID, string(r.Realm), r.Version.ID, r.Title, r.Incident, string(r.Phase), db.Micros(r.StartedAt), r.StartedBy, db.Micros(r.EndedAt), r.Open, db.Micros(r.Due), r.Acts); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO playbook_act (run, n, body) VALUES ($1,$2,$3)`, r.ID, n, act)
	return err
}

func loadActs(ctx context.Context, tx *db.Tx, run string) ([]Act, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (a Act, err error) {
		var body []byte
		if err = sc.Scan(&body); err != nil {
			return a, err
		}
		return a, strictjson.Loose(body, &a)
	}, `SELECT body FROM playbook_act WHERE run = $1 ORDER BY n`, run)
}
