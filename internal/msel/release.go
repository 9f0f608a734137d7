package msel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// State is what became of a list that was put forward.
type State string

// The states of a release.
const (
	Forward   State = "forward" // it waits for another person
	Released  State = "released"
	Withdrawn State = "withdrawn" // sent back with a reason, or overtaken by another list
)

// Release is a list that was put forward, as it was then.
type Release struct {
	ID      string
	Number  int64 // 1, 2, …; 0 until it is released
	State   State
	Digest  string // SHA-256 of the canonical JSON {"injects":[…],"plan":{…}}, hex
	Injects int64
	Plan    Plan
	PutAt   time.Time
	PutBy   string
	EndedAt time.Time // when it was released or withdrawn
	EndedBy string
	Reason  string
	putter  string
}

// PutForward freezes the plan and its list, without the rows that are cancelled,
// and asks another person to release it. What waited before is withdrawn.
//
// Errors: Invalid when something in it cannot be played.
func (s *Service) PutForward(ctx context.Context, who authz.Actor, realm ids.Realm) (r Release, err error) {
	defer errs.Wrap(&err, "msel.PutForward")
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		p, err := loadPlan(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := allRows(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.unplayable(p.Plan, rows); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE msel_release SET state = $1, ended_at = $2, ended_by = $3, reason = $4 WHERE state = $5`,
			string(Withdrawn), db.Micros(tx.Now), who.Name, "overtaken", string(Forward)); err != nil {
			return err
		}
		r = Release{ID: ids.New(), State: Forward, Plan: p.Plan, PutAt: tx.Now, PutBy: who.Name, putter: who.Person}
		if err := freeze(ctx, tx, &r, rows); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.put-forward", r.ID, map[string]any{"digest": r.Digest, "injects": r.Injects})
	})
	return r, err
}

// freeze keeps the copy. The digest is over the canonical form of the whole, which
// is made of those of its parts.
func freeze(ctx context.Context, tx *db.Tx, r *Release, rows []Row) error {
	plan, err := strictjson.Marshal(r.Plan)
	if err != nil {
		return err
	}
	var copies [][]any
	sum := newSum()
	for _, row := range rows {
		if row.Status == Cancelled {
			continue
		}
		body, digest, err := row.digest()
		if err != nil {
			return err
		}
		sum.add(body)
		copies = append(copies, []any{r.ID, int64(len(copies) + 1), row.ID, digest, body})
	}
	r.Digest, r.Injects = sum.end(plan), int64(len(copies))
	if _, err := tx.Exec(ctx, `INSERT INTO msel_release (id, number, state, digest, injects, plan, put_at, put_by, putter, ended_at, ended_by, reason) VALUES ($1,0,$2,$3,$4,$5,$6,$7,$8,0,'','')`,
		r.ID, string(r.State), r.Digest, r.Injects, plan, db.Micros(r.PutAt), r.PutBy, r.putter); err != nil {
		return err
	}
	_, err = tx.Insert(ctx, "msel_release_row", []string{"release", "n", "inject", "digest", "body"}, copies, "")
	return err
}

// sum makes the digest of a list piece by piece.
type sum struct {
	h hash.Hash
	n int
}

func newSum() *sum {
	s := &sum{h: sha256.New()}
	s.write(`{"injects":[`)
	return s
}

func (s *sum) write(text string) { _, _ = s.h.Write([]byte(text)) } // a hash takes everything

func (s *sum) add(body []byte) {
	if s.n++; s.n > 1 {
		s.write(",")
	}
	_, _ = s.h.Write(body)
}

func (s *sum) end(plan []byte) string {
	s.write(`],"plan":`)
	_, _ = s.h.Write(plan)
	s.write(`}`)
	return hex.EncodeToString(s.h.Sum(nil))
}

// Release releases what was put forward by another person. digest is the one that
// the releaser has read.
//
// Errors: Denied for who put it forward; Conflict when something else waits by now.
func (s *Service) Release(ctx context.Context, who authz.Actor, realm ids.Realm, id, digest string) (r Release, err error) {
	defer errs.Wrap(&err, "msel.Release(%s)", errs.Clip(id))
	err = s.act(ctx, who, authz.ExerciseRelease, realm, func(tx *db.Tx) error {
		if r, err = waiting(ctx, tx, id); err != nil {
			return err
		}
		if r.putter == who.Person {
			return errs.New(errs.Denied, "you put this list forward; another person has to release it")
		}
		if r.Digest != digest {
			return errs.New(errs.Conflict, "this is not the list that you have read; load it again")
		}
		last, err := db.Value[int64](ctx, tx, `SELECT COALESCE(MAX(number), 0) FROM msel_release`)
		if err != nil {
			return err
		}
		r.Number, r.State, r.EndedAt, r.EndedBy = last+1, Released, tx.Now, who.Name
		if err := endRelease(ctx, tx, r); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.released", r.ID, map[string]any{"number": r.Number, "digest": r.Digest, "injects": r.Injects})
	})
	return r, err
}

// Withdraw ends a list that waits, with a reason: who put it forward takes it
// back, or who could release it sends it back.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (r Release, err error) {
	defer errs.Wrap(&err, "msel.Withdraw(%s)", errs.Clip(id))
	may := authz.ExercisePlan
	if who.May(authz.ExerciseRelease) == nil {
		may = authz.ExerciseRelease
	}
	err = s.act(ctx, who, may, realm, func(tx *db.Tx) error {
		if r, err = waiting(ctx, tx, id); err != nil {
			return err
		}
		if err := long("reason", reason, true); err != nil {
			return err
		}
		r.State, r.EndedAt, r.EndedBy, r.Reason = Withdrawn, tx.Now, who.Name, reason
		if err := endRelease(ctx, tx, r); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.withdrawn", r.ID, map[string]any{"digest": r.Digest, "reason": reason})
	})
	return r, err
}

// waiting loads a list that waits to be released.
func waiting(ctx context.Context, tx *db.Tx, id string) (Release, error) {
	r, err := loadRelease(ctx, tx, id)
	if err == nil && r.State != Forward {
		err = errs.New(errs.Conflict, "this list no longer waits: it is %s", r.State)
	}
	return r, err
}

// Releases lists what was put forward, the newest first.
func (s *Service) Releases(ctx context.Context, v authz.Viewer) (all []Release, err error) {
	defer errs.Wrap(&err, "msel.Releases")
	err = s.view(ctx, v, func(tx *db.Tx) error {
		all, err = db.Rows(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM msel_release ORDER BY put_at DESC, id DESC`)
		return err
	})
	return all, err
}

// Frozen gives a page of the copy that was put forward, in its order; after is how
// many rows are known.
func (s *Service) Frozen(ctx context.Context, v authz.Viewer, id string, after, limit int) (r Release, rows []Inject, err error) {
	defer errs.Wrap(&err, "msel.Frozen(%s)", errs.Clip(id))
	err = s.view(ctx, v, func(tx *db.Tx) error {
		if r, err = loadRelease(ctx, tx, id); err != nil {
			return err
		}
		rows, err = db.Rows(ctx, tx, scanFrozen, `SELECT body FROM msel_release_row WHERE release = $1 AND n > $2 ORDER BY n LIMIT $3`, id, after, limit)
		return err
	})
	return r, rows, err
}

// Released gives the release that stands, whole, for those who conduct it: it takes the
// transaction of the caller, who has asked who may.
//
// Errors: NotFound when none was released yet.
func (s *Service) Released(ctx context.Context, tx *db.Tx) (r Release, all []Inject, err error) {
	defer errs.Wrap(&err, "msel.Released")
	if r, err = lastRelease(ctx, tx); err != nil {
		return r, nil, err
	}
	all, err = db.Rows(ctx, tx, scanFrozen, `SELECT body FROM msel_release_row WHERE release = $1 ORDER BY n`, r.ID)
	return r, all, err
}

// ReleasedInject gives one inject of a release as it was released.
func (s *Service) ReleasedInject(ctx context.Context, tx *db.Tx, release, inject string) (Inject, error) {
	i, err := db.One(ctx, tx, scanFrozen, `SELECT body FROM msel_release_row WHERE release = $1 AND inject = $2`, release, inject)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "the release has no inject %q", errs.Clip(inject))
	}
	return i, err
}

func scanFrozen(sc db.Scanner) (i Inject, err error) {
	var body []byte
	if err = sc.Scan(&body); err != nil {
		return i, err
	}
	return i, strictjson.Loose(body, &i)
}

const releaseColumns = `id, number, state, digest, injects, plan, put_at, put_by, putter, ended_at, ended_by, reason`

func scanRelease(sc db.Scanner) (r Release, err error) {
	var plan []byte
	var put, ended int64
	if err = sc.Scan(&r.ID, &r.Number, &r.State, &r.Digest, &r.Injects, &plan, &put, &r.PutBy, &r.putter, &ended, &r.EndedBy, &r.Reason); err != nil {
		return r, err
	}
	r.PutAt, r.EndedAt = db.Time(put), db.Time(ended)
	return r, strictjson.Loose(plan, &r.Plan)
}

func loadRelease(ctx context.Context, tx *db.Tx, id string) (Release, error) {
	r, err := db.One(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM msel_release WHERE id = $1`, id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "there is no release %q here", errs.Clip(id))
	}
	return r, err
}

func lastRelease(ctx context.Context, tx *db.Tx) (Release, error) {
	r, err := db.One(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM msel_release WHERE state = $1 ORDER BY number DESC LIMIT 1`, string(Released))
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "no list was released yet")
	}
	return r, err
}

func endRelease(ctx context.Context, tx *db.Tx, r Release) error {
	_, err := tx.Exec(ctx, `UPDATE msel_release SET number = $1, state = $2, ended_at = $3, ended_by = $4, reason = $5 WHERE id = $6`, r.Number, string(r.State), db.Micros(r.EndedAt), r.EndedBy, r.Reason, r.ID)
	return err
}
