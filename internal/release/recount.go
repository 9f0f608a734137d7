package release

import (
	"context"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/policy"
)

// Recover sums the releases that were made before there were sums, from what is
// kept of each: the decisions of what went out, and for what came in the
// sender's statement, decided again by the rules of its moment.
func (s *Service) Recover(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "release.Recover")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		have, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM (SELECT release FROM release_flow LIMIT 1) t`)
		if err != nil || have > 0 {
			return err
		}
		rels, err := db.Rows(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release_release ORDER BY at, id`)
		if err != nil {
			return err
		}
		for _, r := range rels {
			if err := s.sumAgain(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) sumAgain(ctx context.Context, tx *db.Tx, r Release) error {
	if r.Direction == "in" {
		f, err := s.receivedFlow(ctx, tx, r)
		if err != nil {
			return err
		}
		return f.save(ctx, tx, r, r.Peer)
	}
	deliveries, err := db.Rows(ctx, tx, scanDelivery, `SELECT release, party, statement, released, refused, decisions FROM release_delivery WHERE release = $1 ORDER BY party`, r.ID)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		if err := flowOf(d).save(ctx, tx, r, d.Party); err != nil {
			return err
		}
	}
	return nil
}

// receivedFlow sums a release of another party as its arrival did. What became
// of a part is what is kept of it: where the rules would say otherwise now, the
// part counts as it went then, without a reason.
func (s *Service) receivedFlow(ctx context.Context, tx *db.Tx, r Release) (*flow, error) {
	e, err := ledger.EntryByStatement(ctx, tx, ledger.Pair{From: r.Peer, To: s.party, Realm: r.Realm}, r.ID)
	if err != nil {
		return nil, err
	}
	st, err := ledger.ParseStatement(e.Statement)
	if err != nil {
		return nil, err
	}
	var body sentBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Large); err != nil {
		return nil, err
	}
	rules, err := s.agreements.Rules(ctx, tx, r.Realm, r.At)
	if err != nil {
		return nil, err
	}
	var arrivals []*arrival
	items := map[*arrival][]item{}
	for _, sp := range body.Parts {
		a := &arrival{sent: sp}
		if a.part.PartStatement, err = parsePart(sp.Statement); err != nil {
			return nil, err
		}
		if a.class, err = a.part.class(); err != nil {
			return nil, err
		}
		taken, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM release_parcel WHERE release = $1 AND part = $2`, r.ID, a.part.ID)
		if err != nil {
			return nil, err
		}
		a.decision = policy.Decide(policy.Query{From: r.Peer, To: s.party, At: r.At, Class: a.class, Relayed: a.part.Origin != r.Peer}, rules)
		if a.decision.Permit != (taken > 0) {
			a.decision = policy.Decision{To: s.party, Permit: taken > 0}
		}
		if taken == 0 {
			a.why = "refused then"
		} else if items[a], err = itemsOf(ctx, tx, sp, a.part.ID); err != nil {
			return nil, err
		}
		arrivals = append(arrivals, a)
	}
	return arrivedFlow(arrivals, items), nil
}

// itemsOf gives the objects of a part that were sent.
func itemsOf(ctx context.Context, tx *db.Tx, sp sentPart, part string) ([]item, error) {
	all, err := loadItems(ctx, tx, part)
	if err != nil || len(sp.Items) == 0 {
		return all, err
	}
	sent := map[int64]bool{}
	for _, it := range sp.Items {
		sent[it.Index] = true
	}
	var some []item
	for _, it := range all {
		if sent[it.idx] {
			some = append(some, it)
		}
	}
	return some, nil
}
