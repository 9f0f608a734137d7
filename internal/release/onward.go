package release

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/intel"
	"entente/internal/policy"
)

// PassOn is the follower of a node that passes on what it receives (a hub): for
// each release received it asks policy, party by party, and lets further what
// the origin's condition, the agreement with the origin and the agreement with
// the recipient permit together. What stops here is on record with the
// provision that stops it.
//
// It runs once for each entry, in the transaction that moves its cursor, so a
// release is passed on exactly once.
func (s *Service) PassOn(ctx context.Context, tx *db.Tx, e journal.Entry) (err error) {
	defer errs.Wrap(&err, "release.PassOn(%s)", e.About)
	if e.Kind != "release.received" {
		return nil
	}
	who := authz.System(s.party, "onward", authz.SystemOnward, authz.ReleaseMake, authz.ReleasePreview, authz.IntelRead)
	pl, from, err := s.onwardPlan(ctx, tx, who.In(e.Realm), e.About)
	if err != nil || len(pl.picked) == 0 || len(pl.Parties) == 0 {
		return err
	}
	total := 0
	for _, v := range pl.Parties {
		total += v.Released
	}
	if total > 0 {
		_, err = s.record(ctx, tx, who, e.Realm, pl, "onward")
		return err
	}
	return s.withhold(ctx, tx, who, e, from, pl)
}

// withhold records that nothing of a received release may go on, and why.
func (s *Service) withhold(ctx context.Context, tx *db.Tx, who authz.Actor, e journal.Entry, from ids.Party, pl plan) error {
	id := ids.New()
	rel := Release{ID: id, Realm: e.Realm, At: tx.Now, Direction: "withheld", Peer: from, Person: who.Person, Name: who.Name, Objects: int64(pl.Objects)}
	if err := saveRelease(ctx, tx, rel); err != nil {
		return err
	}
	for _, v := range pl.Parties {
		if err := saveDelivery(ctx, tx, rel, Delivery{Release: id, Party: v.Party, Refused: int64(v.Refused), Rows: v.Rows}); err != nil {
			return err
		}
	}
	_, err := s.journal.Append(ctx, tx, journal.Act{Realm: e.Realm, Kind: "release.withheld", By: who, About: id, Body: summary(pl)})
	return err
}

// onwardPlan decides, for every peer that neither sent a received release nor
// began it, what of it may go on.
func (s *Service) onwardPlan(ctx context.Context, tx *db.Tx, v authz.Viewer, received string) (pl plan, from ids.Party, err error) {
	rel, err := db.One(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release_release WHERE id = $1 AND direction = 'in'`, received)
	if err != nil {
		return pl, "", err
	}
	added, err := db.Rows(ctx, tx, func(sc db.Scanner) (at int64, err error) { return at, sc.Scan(&at) },
		`SELECT i.added FROM release_item i JOIN release_parcel c ON c.part = i.part WHERE c.release = $1 AND i.added <> 0 ORDER BY i.added`, received)
	if err != nil {
		return pl, "", err
	}
	if pl.picked, pl.all, err = intel.PickRows(ctx, tx, v, added, false); err != nil {
		return pl, "", err
	}
	// What was ours or another's before this release brought it again goes by its own origin's word.
	pl.picked = slices.DeleteFunc(pl.picked, func(p intel.Picked) bool { return pl.all[p.Class].Origin == s.party })
	counts := map[intel.ClassID]int{}
	origins := map[ids.Party]bool{}
	for _, p := range pl.picked {
		counts[p.Class]++
		origins[pl.all[p.Class].Origin] = true
	}
	rules, err := s.agreements.Rules(ctx, tx, v.Realm(), tx.Now)
	if err != nil {
		return pl, "", err
	}
	peers, err := s.parties.Peers(ctx, tx)
	if err != nil {
		return pl, "", err
	}
	pl.At, pl.Objects, pl.rows = tx.Now, len(pl.picked), map[ids.Party]map[intel.ClassID]Row{}
	for _, party := range peers {
		if party == rel.Peer || (len(origins) == 1 && origins[party]) {
			continue
		}
		view := PartyView{Party: party, Name: string(party)}
		pl.rows[party] = map[intel.ClassID]Row{}
		for id, n := range counts {
			class := pl.all[id].Class
			row := Row{Class: class, Count: n, Decision: policy.Decide(policy.Query{From: s.party, To: party, At: tx.Now, Class: class}, rules)}
			if row.Decision.Permit {
				view.Released += n
			} else {
				view.Refused += n
			}
			view.Rows = append(view.Rows, row)
			pl.rows[party][id] = row
		}
		pl.Parties = append(pl.Parties, view)
	}
	return pl, rel.Peer, nil
}
