package training

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// put is an edition that somebody put in, as it is kept.
type put struct {
	Edition
	withdrawn bool
}

func scanCourse(sc db.Scanner) (p put, err error) {
	var withdrawn int64
	if err = sc.Scan(&p.Digest, &p.Shipped, &p.bytes, &withdrawn); err != nil {
		return p, err
	}
	p.withdrawn = withdrawn != 0
	return p, strictjson.Loose(p.bytes, &p.Course)
}

const courseColumns = `digest, shipped, body, withdrawn`

func newestPut(ctx context.Context, tx *db.Tx, realm ids.Realm, course string) (put, error) {
	return db.One(ctx, tx, scanCourse, `SELECT `+courseColumns+` FROM training_course WHERE realm = $1 AND course = $2 ORDER BY version DESC, at DESC LIMIT 1`, string(realm), course)
}

// putCourses gives what was put in and not withdrawn, by version.
func putCourses(ctx context.Context, tx *db.Tx, realm ids.Realm) (all []Edition, err error) {
	err = db.Each(ctx, tx, func(sc db.Scanner) error {
		p, err := scanCourse(sc)
		all = append(all, p.Edition)
		return err
	}, `SELECT `+courseColumns+` FROM training_course WHERE realm = $1 AND shipped = FALSE AND withdrawn = 0 ORDER BY course, version, at`, string(realm))
	return all, err
}

func keptCourse(ctx context.Context, tx *db.Tx, realm ids.Realm, digest string) (Edition, error) {
	p, err := db.One(ctx, tx, scanCourse, `SELECT `+courseColumns+` FROM training_course WHERE realm = $1 AND digest = $2`, string(realm), digest)
	return p.Edition, err
}

// saveCourse keeps an edition; one that was withdrawn is offered again.
func saveCourse(ctx context.Context, tx *db.Tx, realm ids.Realm, e Edition, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO training_course (realm, digest, course, version, shipped, body, at, by_name, withdrawn) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,0)
		ON CONFLICT (realm, digest) DO UPDATE SET withdrawn = 0`, string(realm), e.Digest, e.ID, e.Version, e.Shipped, e.bytes, db.Micros(tx.Now), by)
	return err
}

func withdrawCourse(ctx context.Context, tx *db.Tx, realm ids.Realm, course string) (int64, error) {
	return tx.Exec(ctx, `UPDATE training_course SET withdrawn = $3 WHERE realm = $1 AND course = $2 AND shipped = FALSE AND withdrawn = 0`, string(realm), course, db.Micros(tx.Now))
}

const enrolmentColumns = `id, person, name, course, digest, state, at, changed, body`

func scanEnrolment(sc db.Scanner) (e Enrolment, err error) {
	var at, changed int64
	var body []byte
	if err = sc.Scan(&e.ID, &e.Person, &e.Name, &e.Course, &e.Digest, &e.State, &at, &changed, &body); err != nil {
		return e, err
	}
	e.At, e.Changed = db.Time(at), db.Time(changed)
	return e, strictjson.Loose(body, &e.Progress)
}

// lastEnrolment gives a person's newest enrolment in a course; nil for none.
func lastEnrolment(ctx context.Context, tx *db.Tx, realm ids.Realm, person, course string) (*Enrolment, error) {
	e, err := db.One(ctx, tx, scanEnrolment, `SELECT `+enrolmentColumns+` FROM training_enrolment WHERE realm = $1 AND person = $2 AND course = $3 ORDER BY id DESC LIMIT 1`, string(realm), person, course)
	if errs.Is(err, errs.NotFound) {
		return nil, nil
	}
	return &e, err
}

// waitingFor gives a person's enrolments whose open lesson is a task.
func waitingFor(ctx context.Context, tx *db.Tx, realm ids.Realm, person string) ([]Enrolment, error) {
	return db.Rows(ctx, tx, scanEnrolment, `SELECT `+enrolmentColumns+` FROM training_enrolment WHERE realm = $1 AND person = $2 AND state = 'learning' AND task = TRUE ORDER BY id`, string(realm), person)
}

// learns gives a person's enrolments that have not ended.
func learns(ctx context.Context, tx *db.Tx, realm ids.Realm, person string) ([]Enrolment, error) {
	return db.Rows(ctx, tx, scanEnrolment, `SELECT `+enrolmentColumns+` FROM training_enrolment WHERE realm = $1 AND person = $2 AND state = 'learning' ORDER BY id`, string(realm), person)
}

func learning(ctx context.Context, tx *db.Tx, realm ids.Realm) (map[string]int, error) {
	n := map[string]int{}
	err := db.Each(ctx, tx, func(sc db.Scanner) error {
		var course string
		var people int
		err := sc.Scan(&course, &people)
		n[course] = people
		return err
	}, `SELECT course, count(DISTINCT person) FROM training_enrolment WHERE realm = $1 AND state = 'learning' GROUP BY course`, string(realm))
	return n, err
}

func saveEnrolment(ctx context.Context, tx *db.Tx, realm ids.Realm, e Enrolment, task bool) error {
	body, err := strictjson.Marshal(e.Progress)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO training_enrolment (id, realm, person, name, course, digest, state, task, at, changed, body) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, task = excluded.task, changed = excluded.changed, body = excluded.body`,
		e.ID, string(realm), e.Person, e.Name, e.Course, e.Digest, string(e.State), task, db.Micros(e.At), db.Micros(e.Changed), body)
	return err
}

// Held is a certificate as it is kept: with its file, and the profile that notes it.
type Held struct {
	Certificate
	Expert string // id; "" for none
	file   []byte
}

func scanHeld(sc db.Scanner) (h Held, err error) {
	if err = sc.Scan(&h.file, &h.Expert); err != nil {
		return h, err
	}
	var s signed
	if err = strictjson.Loose(h.file, &s); err != nil {
		return h, err
	}
	return h, strictjson.Loose(s.Certificate, &h.Certificate)
}

func saveCertificate(ctx context.Context, tx *db.Tx, h Held) error {
	_, err := tx.Exec(ctx, `INSERT INTO training_certificate (id, realm, person, course, issued, expires, body, expert) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
		ON CONFLICT (id) DO UPDATE SET expert = excluded.expert`,
		h.ID, string(h.Realm), h.Person, h.Course.ID, db.Micros(h.Issued), db.Micros(h.Expires), h.file, h.Expert)
	return err
}

func loadCertificate(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Held, error) {
	h, err := db.One(ctx, tx, scanHeld, `SELECT body, expert FROM training_certificate WHERE realm = $1 AND id = $2`, string(realm), id)
	if errs.Is(err, errs.NotFound) {
		return h, errs.New(errs.NotFound, "there is no such certificate here")
	}
	return h, err
}

// certificates gives those of a person, or of everybody for "", the newest first.
func certificates(ctx context.Context, tx *db.Tx, realm ids.Realm, person string) ([]Held, error) {
	return db.Rows(ctx, tx, scanHeld, `SELECT body, expert FROM training_certificate WHERE realm = $1 AND ($2 = '' OR person = $2) ORDER BY issued DESC, id DESC`, string(realm), person)
}

// profileOf gives the profile in which a person's certificates are noted; "" for none.
func profileOf(ctx context.Context, tx *db.Tx, realm ids.Realm, person string) (string, error) {
	id, err := db.Value[string](ctx, tx, `SELECT expert FROM training_profile WHERE realm = $1 AND person = $2`, string(realm), person)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return id, err
}

func saveProfile(ctx context.Context, tx *db.Tx, realm ids.Realm, person, expert string) error {
	_, err := tx.Exec(ctx, `INSERT INTO training_profile (realm, person, expert) VALUES ($1,$2,$3) ON CONFLICT (realm, person) DO UPDATE SET expert = excluded.expert`, string(realm), person, expert)
	return err
}
