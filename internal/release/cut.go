package release

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"maps"
	"slices"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/merkle"
	"entente/internal/intel"
	"entente/internal/policy"
)

// cutter cuts the picked objects into parts. A part is made once, however many
// recipients get it.
type cutter struct {
	s       *Service
	tx      *db.Tx
	realm   ids.Realm
	release string
	all     map[intel.ClassID]intel.Class
	byClass map[intel.ClassID][]intel.Picked
	own     map[ownKey]signedPart
	foreign map[intel.ClassID][]foreignPart
}

// ownKey is what decides whether two recipients share a part.
type ownKey struct {
	class  intel.ClassID
	onward string
}

func newCutter(s *Service, tx *db.Tx, realm ids.Realm, release string, pl plan) *cutter {
	c := &cutter{s: s, tx: tx, realm: realm, release: release, all: pl.all, byClass: map[intel.ClassID][]intel.Picked{}, own: map[ownKey]signedPart{}, foreign: map[intel.ClassID][]foreignPart{}}
	for _, p := range pl.picked {
		c.byClass[p.Class] = append(c.byClass[p.Class], p)
	}
	return c
}

// ownPart makes, signs and stores the part of one class of our own objects.
func (c *cutter) ownPart(ctx context.Context, id intel.ClassID, row Row) (signedPart, error) {
	onward := row.Decision.Handling.Onward
	key := ownKey{id, onwardKey(onward)}
	if p, ok := c.own[key]; ok {
		return p, nil
	}
	seed := make([]byte, 32)
	_, _ = rand.Read(seed) // crypto/rand never fails
	tree := merkle.NewBuilder(seed)
	for _, p := range c.byClass[id] {
		tree.Add(p.Digest)
	}
	root := tree.Root()
	class := row.Class
	part, err := signPart(PartStatement{
		V: 1, ID: ids.New(), Origin: c.s.party, Realm: c.realm, Release: c.release, Category: class.Category, TLP: class.TLP.String(), PAP: class.PAP.String(),
		Onward: onward.Allowed, OnwardTo: onward.To, Objects: int64(len(c.byClass[id])), Root: hex.EncodeToString(root[:]), At: c.tx.Now,
	}, seed, c.s.key)
	if err != nil {
		return part, err
	}
	items := make([]item, len(c.byClass[id]))
	for i, p := range c.byClass[id] {
		items[i] = item{part: part.ID, idx: int64(i), added: p.Added, digest: p.Digest}
	}
	if err := savePart(ctx, c.tx, part, items); err != nil {
		return part, err
	}
	c.own[key] = part
	return part, nil
}

func onwardKey(o policy.Onward) string {
	if !o.Allowed {
		return "no"
	}
	k := "yes"
	for _, p := range o.To {
		k += " " + string(p)
	}
	return k
}

// parcel is what one recipient gets of one part: all of it, or the items named.
type parcel struct {
	signedPart
	cites []cite
	items []item // empty: the whole part
}

// foreignPart is what this node holds of a part of another origin.
type foreignPart struct {
	signedPart
	picked []item
	whole  bool
}

// parcels gives the journal body for one recipient: every part that it may
// have, in the order in which the cargo will follow.
func (c *cutter) parcels(ctx context.Context, party ids.Party, rows map[intel.ClassID]Row) (sentBody, []parcel, error) {
	var out []parcel
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		row := rows[id]
		if !row.Decision.Permit {
			continue
		}
		cites := citesOf(row.Decision)
		if row.Class.Origin == c.s.party {
			p, err := c.ownPart(ctx, id, row)
			if err != nil {
				return sentBody{}, nil, err
			}
			out = append(out, parcel{signedPart: p, cites: cites})
			continue
		}
		parts, err := c.foreignParts(ctx, id)
		if err != nil {
			return sentBody{}, nil, err
		}
		for _, fp := range parts {
			p := parcel{signedPart: fp.signedPart, cites: cites}
			if !fp.whole {
				p.items = fp.picked
			}
			out = append(out, p)
		}
	}
	body := sentBody{Release: c.release}
	for _, p := range out {
		sp, err := c.sent(ctx, p)
		if err != nil {
			return sentBody{}, nil, err
		}
		body.Objects += sp.objects(p.PartStatement)
		body.Parts = append(body.Parts, sp)
	}
	return body, out, nil
}

func citesOf(d policy.Decision) []cite {
	out := []cite{}
	for _, r := range d.Reasons {
		c := cite{r.Citation.Agreement, r.Citation.Provision, r.Citation.Digest}
		if c.Agreement != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// foreignParts finds through which parts of their origin the picked objects of
// a class came here. An object that came by several parts goes on by the first.
func (c *cutter) foreignParts(ctx context.Context, id intel.ClassID) ([]foreignPart, error) {
	if parts, ok := c.foreign[id]; ok {
		return parts, nil
	}
	class := c.all[id].Class
	byPart := map[string]*foreignPart{}
	var order []string
	for rest := c.byClass[id]; len(rest) > 0; {
		chunk := rest[:min(len(rest), 500)]
		rest = rest[len(chunk):]
		places, err := placesOf(ctx, c.tx, class, chunk)
		if err != nil {
			return nil, err
		}
		for _, p := range chunk {
			it, ok := places[p.Added]
			if !ok {
				return nil, errs.New(errs.Conflict, "object %s of %s came without a part that its origin signed for this condition; it cannot go on", p.Object, class.Origin)
			}
			if byPart[it.part] == nil {
				sp, err := loadPart(ctx, c.tx, it.part)
				if err != nil {
					return nil, err
				}
				byPart[it.part] = &foreignPart{signedPart: sp}
				order = append(order, it.part)
			}
			byPart[it.part].picked = append(byPart[it.part].picked, it)
		}
	}
	parts := make([]foreignPart, 0, len(order))
	for _, name := range order {
		fp := byPart[name]
		slices.SortFunc(fp.picked, func(a, b item) int { return int(a.idx - b.idx) })
		fp.whole = int64(len(fp.picked)) == fp.Objects && len(fp.seed) > 0
		parts = append(parts, *fp)
	}
	c.foreign[id] = parts
	return parts, nil
}

// sent writes a parcel as it travels.
func (c *cutter) sent(ctx context.Context, p parcel) (sentPart, error) {
	sp := sentPart{Statement: p.statement, Signature: p.signature, Cites: p.cites, Items: []sentItem{}}
	if len(p.card) > 0 {
		sp.Card = p.card
	}
	if len(p.items) == 0 {
		sp.Seed = hex.EncodeToString(p.seed)
		return sp, nil
	}
	proofs, err := proofsOf(ctx, c.tx, p.signedPart, p.items)
	sp.Items = proofs
	return sp, err
}
