package party

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
)

// Key is one key that this node goes by: its own ones and those of every party
// that it knows.
type Key struct {
	Party   Party
	Office  Office // zero for a node or link key
	Link    bool   // a link key
	Key     sign.PublicKey
	KnownAt time.Time // made here, or pinned here
	Since   time.Time // in use since; zero when that was before it was known
	Retired time.Time // zero while it is in use
	// RetiredKnownAt is when this node came to know that it was retired.
	RetiredKnownAt time.Time
}

// Keys lists every key, this node's own first, for each party the node key and
// then the offices', the key in use before those that it replaced.
func (s *Service) Keys(ctx context.Context, v authz.Viewer) (all []Key, err error) {
	defer errs.Wrap(&err, "party.Keys")
	if err := v.May(authz.KeyRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		parties, err := listAll(ctx, tx, s.party)
		if err != nil {
			return err
		}
		seen, err := keyTimes(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range parties {
			all = append(all, keysOf(p, seen)...)
		}
		return nil
	})
	return all, err
}

func keysOf(p Party, seen map[keyID]keySeen) (all []Key) {
	add := func(place string, k Key) {
		at, ok := seen[keyID{p.Party, place, k.Key}]
		if !ok {
			at.known = p.KnownAt // it was here before these times were kept
		}
		k.Party, k.KnownAt, k.RetiredKnownAt = p, at.known, at.retired
		all = append(all, k)
	}
	add("", Key{Key: p.Node})
	for _, k := range slices.Backward(p.LinkKeys()[1:]) {
		add(linkPlace, Key{Link: true, Key: k.Key, Since: k.Since, Retired: k.Until})
	}
	for _, o := range p.Offices {
		for _, k := range slices.Backward(o.Keys()) {
			add(o.ID, Key{Office: o, Key: k.Key, Since: k.Since, Retired: k.Until})
		}
	}
	return all
}

// keyID names a key in its place, see placed.
type keyID struct {
	party  ids.Party
	office string
	key    sign.PublicKey
}

// keySeen is when this node came to know a key, and that it was retired.
type keySeen struct{ known, retired time.Time }

func keyTimes(ctx context.Context, tx *db.Tx) (map[keyID]keySeen, error) {
	type row struct {
		keyID
		keySeen
	}
	rows, err := db.Rows(ctx, tx, func(sc db.Scanner) (r row, err error) {
		var key string
		var known, retired int64
		if err = sc.Scan(&r.party, &r.office, &key, &known, &retired); err != nil {
			return r, err
		}
		r.known, r.keySeen.retired = db.Time(known), db.Time(retired)
		r.key, err = sign.ParsePublic(key)
		return r, err
	}, `SELECT party, office, key, known_at, retired_known_at FROM party_key`)
	if err != nil {
		return nil, err
	}
	all := make(map[keyID]keySeen, len(rows))
	for _, r := range rows {
		all[r.keyID] = r.keySeen
	}
	return all, nil
}

// recordKeys keeps when the keys of a card came to be known; what is on record
// stays.
func recordKeys(ctx context.Context, tx *db.Tx, c Card, at time.Time) error {
	for _, k := range c.placed() {
		var retired int64
		if k.retired {
			retired = db.Micros(at)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO party_key (party, office, key, known_at, retired_known_at) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (party, office, key) DO UPDATE SET retired_known_at = CASE WHEN party_key.retired_known_at = 0 THEN excluded.retired_known_at ELSE party_key.retired_known_at END`,
			string(c.Party), k.place, k.key.String(), db.Micros(at), retired); err != nil {
			return err
		}
	}
	return nil
}

// checkForeign answers errs.Conflict when a key that a card adds is known here
// as somebody else's, or in another place. A key that has not proved itself
// blocks nobody: anyone can write a public key on a card.
func checkForeign(ctx context.Context, tx *db.Tx, before, c Card) error {
	had := map[placed]bool{}
	if before.Party != "" {
		for _, k := range before.placed() {
			had[placed{place: k.place, key: k.key}] = true
		}
	}
	for _, k := range c.placed()[1:] {
		if had[placed{place: k.place, key: k.key}] {
			continue
		}
		holders, err := db.Rows(ctx, tx, func(sc db.Scanner) (id keyID, err error) { return id, sc.Scan(&id.party, &id.office) },
			`SELECT party, office FROM party_key WHERE key = $1 UNION SELECT code, '' FROM party_party WHERE node = $1`, k.key.String())
		if err != nil {
			return err
		}
		for _, h := range holders {
			if h.party == c.Party && h.office == k.place {
				continue
			}
			held, err := load(ctx, tx, h.party)
			if err != nil {
				return err
			}
			if h.office == "" || held.proved(h.office, k.key) {
				return errs.New(errs.Conflict, "a new key of %s is known here as a key of %s; no key changes hands", c.Party, h.party)
			}
		}
	}
	return nil
}

// proved tells whether a key has proved to stand in its place.
func (c Card) proved(place string, key sign.PublicKey) bool {
	return slices.ContainsFunc(c.placed(), func(k placed) bool { return k.place == place && k.key == key && k.proved })
}
