package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/merkle"
	"entente/internal/base/strictjson"
	"entente/internal/intel"
	"entente/internal/policy"
)

// Release is one act: "out" (own objects, or a person's choice), "onward"
// (passed on by standing rule) or "in" (received from Peer).
type Release struct {
	ID        string
	Realm     ids.Realm
	At        time.Time
	Direction string
	Peer      ids.Party
	Person    string
	Name      string
	Objects   int64
}

// Delivery is what one party was to get of a release, and why.
type Delivery struct {
	Release   string
	Party     ids.Party
	Statement string // journal id, which is the statement's id in the pair's log; empty when nothing went
	Released  int64
	Refused   int64
	Rows      []Row
}

// item is the place of one object in a part.
type item struct {
	part   string
	idx    int64
	added  int64 // row in intel; 0 when this node does not hold it
	digest [sha256.Size]byte
	proof  []byte // JSON sentItem; empty when the whole part is here
}

const releaseColumns = `id, realm, at, direction, peer, person, name, objects`

func saveRelease(ctx context.Context, tx *db.Tx, r Release) error {
	_, err := tx.Exec(ctx, `INSERT INTO release_release (`+releaseColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		r.ID, string(r.Realm), db.Micros(r.At), r.Direction, string(r.Peer), r.Person, r.Name, r.Objects)
	return err
}

func scanRelease(s db.Scanner) (r Release, err error) {
	var at int64
	err = s.Scan(&r.ID, &r.Realm, &at, &r.Direction, &r.Peer, &r.Person, &r.Name, &r.Objects)
	r.At = db.Time(at)
	return r, err
}

// saveDelivery keeps what one party gets of a release, with its sums.
func saveDelivery(ctx context.Context, tx *db.Tx, r Release, d Delivery) error {
	rows, err := strictjson.Marshal(d.Rows)
	if err != nil {
		return err
	}
	if err := flowOf(d).save(ctx, tx, r, d.Party); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO release_delivery (release, party, statement, released, refused, decisions) VALUES ($1,$2,$3,$4,$5,$6)`,
		d.Release, string(d.Party), d.Statement, d.Released, d.Refused, rows)
	return err
}

func scanDelivery(s db.Scanner) (d Delivery, err error) {
	var rows []byte
	if err = s.Scan(&d.Release, &d.Party, &d.Statement, &d.Released, &d.Refused, &rows); err != nil {
		return d, err
	}
	return d, strictjson.Decode(rows, &d.Rows, strictjson.Default)
}

func saveParcel(ctx context.Context, tx *db.Tx, release string, party ids.Party, p parcel) error {
	idx := make([]int64, len(p.items))
	for i, it := range p.items {
		idx[i] = it.idx
	}
	b, err := strictjson.Marshal(idx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO release_parcel (release, party, part, items) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING`, release, string(party), p.ID, b)
	return err
}

// savePart stores a part with its items. A part that is here already, because
// it came by another way too, keeps its first form.
func savePart(ctx context.Context, tx *db.Tx, p signedPart, items []item) error {
	card, seed := p.card, p.seed
	if card == nil {
		card = []byte{}
	}
	if seed == nil {
		seed = []byte{}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO release_part (id, realm, origin, release, objects, statement, signature, seed, card) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT DO NOTHING`,
		p.ID, string(p.Realm), string(p.Origin), p.Release, p.Objects, p.statement, p.signature[:], seed, card); err != nil {
		return err
	}
	rows := make([][]any, len(items))
	for i, it := range items {
		proof := it.proof
		if proof == nil {
			proof = []byte{}
		}
		rows[i] = []any{it.part, it.idx, it.added, it.digest[:], proof}
	}
	_, err := tx.Insert(ctx, "release_item", []string{"part", "idx", "added", "digest", "proof"}, rows, "ON CONFLICT DO NOTHING")
	return err
}

func loadPart(ctx context.Context, tx *db.Tx, id string) (signedPart, error) {
	p, err := db.One(ctx, tx, func(s db.Scanner) (p signedPart, err error) {
		var signature []byte
		err = s.Scan(&p.statement, &signature, &p.seed, &p.card)
		copy(p.signature[:], signature)
		return p, err
	}, `SELECT statement, signature, seed, card FROM release_part WHERE id = $1`, id)
	if err != nil {
		return p, err
	}
	p.PartStatement, err = parsePart(p.statement)
	return p, err
}

const itemColumns = `part, idx, added, digest, proof`

func scanItem(s db.Scanner) (it item, err error) {
	var digest []byte
	err = s.Scan(&it.part, &it.idx, &it.added, &digest, &it.proof)
	copy(it.digest[:], digest)
	return it, err
}

func loadItems(ctx context.Context, tx *db.Tx, part string) ([]item, error) {
	return db.Rows(ctx, tx, scanItem, `SELECT `+itemColumns+` FROM release_item WHERE part = $1 ORDER BY idx`, part)
}

// placesOf finds, for rows of one class, their place in a part of their origin
// that carries exactly that class's onward condition.
func placesOf(ctx context.Context, tx *db.Tx, class policy.Class, rows []intel.Picked) (map[int64]item, error) {
	added := make([]int64, len(rows))
	for i, r := range rows {
		added[i] = r.Added
	}
	args := []any{string(class.Origin)}
	in := db.In(&args, added)
	items, err := db.Rows(ctx, tx, scanItem, `SELECT i.part, i.idx, i.added, i.digest, i.proof FROM release_item i JOIN release_part p ON p.id = i.part WHERE p.origin = $1 AND i.added IN `+in+` ORDER BY i.part`, args...)
	if err != nil {
		return nil, err
	}
	fits := map[string]bool{}
	places := make(map[int64]item, len(items))
	for _, it := range items {
		ok, seen := fits[it.part]
		if !seen {
			p, err := loadPart(ctx, tx, it.part)
			if err != nil {
				return nil, err
			}
			c, err := p.class()
			if err != nil {
				return nil, err
			}
			ok = onwardKey(c.Onward) == onwardKey(class.Onward)
			fits[it.part] = ok
		}
		if _, taken := places[it.added]; ok && !taken {
			places[it.added] = it
		}
	}
	return places, nil
}

// proofsOf gives the proof of each item's place in its part: computed where the
// whole part is here, kept as it came otherwise.
func proofsOf(ctx context.Context, tx *db.Tx, p signedPart, items []item) ([]sentItem, error) {
	out := make([]sentItem, 0, len(items))
	var prover *merkle.Prover
	if len(p.seed) > 0 {
		var digests [][sha256.Size]byte
		all, err := loadItems(ctx, tx, p.ID)
		if err != nil {
			return nil, err
		}
		if int64(len(all)) != p.Objects {
			return nil, errs.New(errs.Conflict, "part %s should have %d items and has %d here", p.ID, p.Objects, len(all))
		}
		for _, it := range all {
			digests = append(digests, it.digest)
		}
		if prover, err = merkle.NewProver(p.seed, digests); err != nil {
			return nil, err
		}
	}
	for _, it := range items {
		if prover == nil {
			var kept sentItem
			if err := strictjson.Decode(it.proof, &kept, strictjson.Default); err != nil {
				return nil, err
			}
			out = append(out, kept)
			continue
		}
		path, err := prover.Prove(it.idx)
		if err != nil {
			return nil, err
		}
		salt := merkle.Salt(p.seed, it.idx)
		out = append(out, sentItem{Index: it.idx, Salt: hex.EncodeToString(salt[:]), Path: hexes(path)})
	}
	return out, nil
}

func hexes(path []tlog.Hash) []string {
	out := make([]string, len(path))
	for i, h := range path {
		out[i] = hex.EncodeToString(h[:])
	}
	return out
}
