package agreement

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/policy"
)

func scanInstrument(s db.Scanner) (a Agreement, err error) {
	var proposed int64
	var digest []byte
	if err = s.Scan(&proposed, &digest, &a.body); err != nil {
		return a, err
	}
	a.Proposed, a.Digest = db.Time(proposed), sha256.Sum256(a.body)
	if !bytes.Equal(digest, a.Digest[:]) {
		return a, fmt.Errorf("an instrument in the database is not the one that was stored")
	}
	return a, strictjson.Decode(a.body, &a.Instrument, strictjson.Default) // parseInstrument had checked it when it was stored
}

func scanStatement(s db.Scanner) (st signed, err error) {
	var body, sig []byte
	var at int64
	if err = s.Scan(&at, &body, &sig); err != nil {
		return st, err
	}
	copy(st.signature[:], sig)
	st, err = parseStatement(body, st.signature)
	st.knownAt = db.Time(at)
	return st, err
}

// load gives one agreement with its statements.
func load(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Agreement, error) {
	a, err := db.One(ctx, tx, scanInstrument, `SELECT proposed, digest, body FROM agreement_instrument WHERE id = $1 AND realm = $2`, id, string(realm))
	if errs.Is(err, errs.NotFound) {
		return a, errs.New(errs.NotFound, "there is no agreement %q here", errs.Clip(id))
	}
	if err != nil {
		return a, err
	}
	return a, a.loadStatements(ctx, tx)
}

func (a *Agreement) loadStatements(ctx context.Context, tx *db.Tx) (err error) {
	a.statements, err = db.Rows(ctx, tx, scanStatement, `SELECT known_at, body, signature FROM agreement_statement WHERE agreement = $1`, a.ID)
	a.order()
	return err
}

func loadAll(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]Agreement, error) {
	all, err := db.Rows(ctx, tx, scanInstrument, `SELECT proposed, digest, body FROM agreement_instrument WHERE realm = $1 ORDER BY created DESC, id`, string(realm))
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := all[i].loadStatements(ctx, tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func insertInstrument(ctx context.Context, tx *db.Tx, a Agreement) error {
	_, err := tx.Exec(ctx, `INSERT INTO agreement_instrument (id, realm, created, proposed, digest, body) VALUES ($1,$2,$3,$4,$5,$6)`,
		a.ID, string(a.Realm), db.Micros(a.Created), db.Micros(a.Proposed), a.Digest[:], a.body)
	return err
}

// saveStatement keeps a verified statement; the same one again changes nothing.
func saveStatement(ctx context.Context, tx *db.Tx, s signed) (fresh bool, err error) {
	digest := sha256.Sum256(s.bytes)
	n, err := tx.Exec(ctx, `INSERT INTO agreement_statement (agreement, digest, known_at, body, signature) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`,
		s.Agreement, digest[:], db.Micros(tx.Now), s.bytes, s.signature[:])
	return n > 0, err
}

// maxWaiting bounds what one peer may leave waiting for instruments that never
// come.
const maxWaiting = 200

func saveWaiting(ctx context.Context, tx *db.Tx, s signed, from ids.Party) error {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM agreement_waiting WHERE party = $1`, string(from))
	if err != nil {
		return err
	}
	if n >= maxWaiting {
		return errs.New(errs.NotFound, "there is no agreement %q here", errs.Clip(s.Agreement))
	}
	// Nothing of it is verified yet, so what is the same counts signature and
	// bringer too: a forged copy must not take the place of the genuine one.
	digest := sha256.Sum256(slices.Concat(s.bytes, s.signature[:], []byte(from)))
	_, err = tx.Exec(ctx, `INSERT INTO agreement_waiting (agreement, digest, party, body, signature) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`,
		s.Agreement, digest[:], string(from), s.bytes, s.signature[:])
	return err
}

// waiting is a statement that came before its instrument, with who brought it.
type waiting struct {
	signed
	from ids.Party
}

// takeWaiting gives what has waited for an instrument, and forgets it.
func takeWaiting(ctx context.Context, tx *db.Tx, id string) ([]waiting, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (w waiting, err error) {
		var body, sig []byte
		if err = sc.Scan(&w.from, &body, &sig); err != nil {
			return w, err
		}
		copy(w.signature[:], sig)
		w.signed, err = parseStatement(body, w.signature)
		return w, err
	}, `SELECT party, body, signature FROM agreement_waiting WHERE agreement = $1 ORDER BY digest`, id)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM agreement_waiting WHERE agreement = $1`, id)
	return all, err
}

// Rules compiles every agreement of the realm that was in force at a moment, as
// far as this node knows them.
func (s *Service) Rules(ctx context.Context, tx *db.Tx, realm ids.Realm, at time.Time) ([]policy.Rule, error) {
	all, err := loadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	var rules []policy.Rule
	for _, a := range all {
		if a.StateAt(at) == InForce {
			rules = append(rules, a.rules()...)
		}
	}
	return rules, nil
}

// List lists the agreements of the viewer's realm, newest first.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []Agreement, err error) {
	defer errs.Wrap(&err, "agreement.List")
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = loadAll(ctx, tx, v.Realm())
		return err
	})
	return all, err
}

// Get gives one agreement.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (a Agreement, err error) {
	defer errs.Wrap(&err, "agreement.Get(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return a, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err = load(ctx, tx, v.Realm(), id)
		return err
	})
	return a, err
}
