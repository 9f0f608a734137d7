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

func scanVersion(s db.Scanner) (v Version, err error) {
	var known int64
	var digest, body, sig []byte
	if err = s.Scan(&known, &digest, &body, &sig); err != nil {
		return v, err
	}
	v.body, v.Digest, v.KnownAt = body, sha256.Sum256(body), db.Time(known)
	if !bytes.Equal(digest, v.Digest[:]) {
		return v, fmt.Errorf("an instrument in the database is not the one that was stored")
	}
	copy(v.signature[:], sig)
	return v, strictjson.Decode(body, &v.Instrument, strictjson.Default) // it was checked when it was stored
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

// bare gives an agreement without asking who supersedes it.
func bare(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (a Agreement, err error) {
	a.Versions, err = db.Rows(ctx, tx, scanVersion, `SELECT known_at, digest, body, signature FROM agreement_version WHERE agreement = $1 AND realm = $2`, id, string(realm))
	if err != nil {
		return a, err
	}
	if len(a.Versions) == 0 {
		return a, errs.New(errs.NotFound, "there is no agreement %q here", errs.Clip(id))
	}
	if a.statements, err = db.Rows(ctx, tx, scanStatement, `SELECT known_at, body, signature FROM agreement_statement WHERE agreement = $1`, id); err != nil {
		return a, err
	}
	a.order()
	a.choose(tx.Now)
	return a, nil
}

// Load gives one agreement with its statements and what takes its place.
func (s *Service) Load(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Agreement, error) {
	a, err := bare(ctx, tx, realm, id)
	a.us = s.party
	if err != nil {
		return a, err
	}
	later, err := db.Rows(ctx, tx, func(sc db.Scanner) (id string, err error) { return id, sc.Scan(&id) }, `SELECT later FROM agreement_succession WHERE earlier = $1 ORDER BY later`, id)
	for _, l := range later {
		other, err := bare(ctx, tx, realm, l)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return a, err
		}
		a.Heed(other)
	}
	return a, err
}

// LoadAll gives every agreement of a realm within the caller's act.
func (s *Service) LoadAll(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]Agreement, error) {
	versions, err := db.Rows(ctx, tx, scanVersion, `SELECT known_at, digest, body, signature FROM agreement_version WHERE realm = $1`, string(realm))
	if err != nil {
		return nil, err
	}
	said, err := db.Rows(ctx, tx, scanStatement, `SELECT s.known_at, s.body, s.signature FROM agreement_statement s WHERE s.agreement IN (SELECT agreement FROM agreement_version WHERE realm = $1)`, string(realm))
	if err != nil {
		return nil, err
	}
	byID := map[string]*Agreement{}
	for _, v := range versions {
		if byID[v.ID] == nil {
			byID[v.ID] = &Agreement{us: s.party}
		}
		byID[v.ID].Versions = append(byID[v.ID].Versions, v)
	}
	for _, st := range said {
		byID[st.Agreement].statements = append(byID[st.Agreement].statements, st)
	}
	all := make([]Agreement, 0, len(byID))
	for _, a := range byID {
		a.order()
		a.choose(tx.Now)
		all = append(all, *a)
	}
	for i := range all {
		for j := range all {
			if i != j {
				all[i].Heed(all[j])
			}
		}
	}
	slices.SortFunc(all, func(x, y Agreement) int {
		if c := y.Versions[0].Created.Compare(x.Versions[0].Created); c != 0 {
			return c
		}
		return bytes.Compare([]byte(x.ID), []byte(y.ID))
	})
	return all, nil
}

// Heed marks an agreement as superseded from when another comes into force that
// names it and has all its parties. What the other one's end would mean later
// changes nothing: an agreement does not come back.
func (a *Agreement) Heed(other Agreement) {
	if !slices.ContainsFunc(other.Versions, func(v Version) bool { return slices.Contains(v.Supersedes, a.ID) }) {
		return
	}
	for _, c := range other.foldAt(endOfTime).concluded {
		if !slices.Contains(c.Supersedes, a.ID) || !covers(c.codes(), *a) {
			continue
		}
		if f := other.foldAt(c.force); f.end != "" && !f.endedAt.After(c.force) {
			continue // it ended before its date came
		}
		if a.supersede.IsZero() || c.force.Before(a.supersede) || c.force.Equal(a.supersede) && other.ID < a.by {
			a.supersede, a.by = c.force, other.ID
		}
	}
}

func insertVersion(ctx context.Context, tx *db.Tx, v Version) error {
	if _, err := tx.Exec(ctx, `INSERT INTO agreement_version (agreement, digest, realm, created, known_at, body, signature) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		v.ID, v.Digest[:], string(v.Realm), db.Micros(v.Created), db.Micros(v.KnownAt), v.body, v.signature[:]); err != nil {
		return err
	}
	for _, earlier := range v.Supersedes {
		if _, err := tx.Exec(ctx, `INSERT INTO agreement_succession (later, earlier) VALUES ($1,$2) ON CONFLICT DO NOTHING`, v.ID, earlier); err != nil {
			return err
		}
	}
	return nil
}

// dropDraft removes our own version that nobody else has seen.
func dropDraft(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM agreement_version WHERE agreement = $1 AND known_at = 0`, id)
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

// waiting is a statement that came before its version, with who brought it.
type waiting struct {
	signed
	from ids.Party
}

// takeWaiting gives what has waited for a version of an agreement, and forgets
// it.
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
// far as this node knows them, under the measures that it decided by then. Of two
// measures the later one holds.
func (s *Service) Rules(ctx context.Context, tx *db.Tx, realm ids.Realm, at time.Time) ([]policy.Rule, error) {
	all, err := s.LoadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	var rules []policy.Rule
	for _, a := range all {
		rules = append(rules, a.rulesAt(at)...)
	}
	measures, err := s.Measures(ctx, tx, realm, at)
	for _, m := range measures {
		rules = m.under(rules)
	}
	return rules, err
}

// List lists the agreements of the viewer's realm, newest first.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []Agreement, err error) {
	defer errs.Wrap(&err, "agreement.List")
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = s.LoadAll(ctx, tx, v.Realm())
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
		a, err = s.Load(ctx, tx, v.Realm(), id)
		return err
	})
	return a, err
}
