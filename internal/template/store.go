package template

import (
	"context"
	"fmt"
	"slices"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/clause"
)

func load(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Decided, error) {
	body, err := db.Value[[]byte](ctx, tx, `SELECT body FROM template_deed WHERE id = $1 AND realm = $2`, id, string(realm))
	if errs.Is(err, errs.NotFound) {
		return Decided{}, errs.New(errs.NotFound, "there is no deed %q here", errs.Clip(id))
	}
	if err != nil {
		return Decided{}, err
	}
	d, err := open(body)
	if err != nil {
		return d, err
	}
	return d, d.loadStatements(ctx, tx)
}

func loadAll(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]Decided, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (d Decided, err error) {
		var body []byte
		if err = sc.Scan(&body); err != nil {
			return d, err
		}
		return open(body)
	}, `SELECT body FROM template_deed WHERE realm = $1 ORDER BY created DESC, id`, string(realm))
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

// loadStatements reads what was stated about a deed, and the decision on it.
func (d *Decided) loadStatements(ctx context.Context, tx *db.Tx) (err error) {
	d.statements, err = db.Rows(ctx, tx, func(sc db.Scanner) (s stated, err error) {
		var body, sig []byte
		if err = sc.Scan(&body, &sig); err != nil {
			return s, err
		}
		copy(s.signature[:], sig)
		return parseStatement(body, s.signature)
	}, `SELECT body, signature FROM template_statement WHERE deed = $1`, d.ID)
	slices.SortFunc(d.statements, compareStated)
	if err != nil {
		return err
	}
	return d.loadDecision(ctx, tx)
}

func insertDeed(ctx context.Context, tx *db.Tx, d Decided) error {
	if _, err := tx.Exec(ctx, `INSERT INTO template_deed (id, realm, created, generation, body) VALUES ($1,$2,$3,$4,$5)`,
		d.ID, string(d.Realm), db.Micros(d.Created), d.Sealed.Digest, d.body); err != nil {
		return err
	}
	return remember(ctx, tx, d.Sealed)
}

func saveStatement(ctx context.Context, tx *db.Tx, s stated) (fresh bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO template_statement (deed, digest, body, signature) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING`,
		s.Deed, clause.Digest(s.bytes), s.bytes, s.signature[:])
	return n > 0, err
}

// remember keeps the text of a generation by its digest.
func remember(ctx context.Context, tx *db.Tx, s Sealed) error {
	_, err := tx.Exec(ctx, `INSERT INTO template_generation (digest, body) VALUES ($1,$2) ON CONFLICT DO NOTHING`, s.Digest, s.Bytes)
	return err
}

// Remember keeps a generation that came with an agreement, and gives it.
//
// Errors: those of clause.Open.
func (s *Service) Remember(ctx context.Context, tx *db.Tx, body []byte) (g Sealed, err error) {
	if g.Generation, g.Digest, err = clause.Open(body); err != nil {
		return g, err
	}
	g.Bytes = body
	if _, err := shippedByDigest(g.Digest); err == nil {
		return g, nil
	}
	return g, remember(ctx, tx, g)
}

// ByDigest gives a generation that this node has the text of.
func (s *Service) ByDigest(ctx context.Context, tx *db.Tx, digest string) (g Sealed, err error) {
	if g, err = shippedByDigest(digest); !errs.Is(err, errs.NotFound) {
		return g, err
	}
	body, err := db.Value[[]byte](ctx, tx, `SELECT body FROM template_generation WHERE digest = $1`, digest)
	if errs.Is(err, errs.NotFound) {
		return g, errs.New(errs.NotFound, "there is no generation with this digest here")
	}
	if err != nil {
		return g, err
	}
	g.Bytes = body
	if g.Generation, g.Digest, err = clause.Open(body); err == nil && g.Digest != digest {
		err = fmt.Errorf("a generation in the database is not the one that was stored")
	}
	return g, err
}
