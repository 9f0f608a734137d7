package party

import (
	"context"
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
	Office  Office // zero for the node key
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
	add := func(o Office, k OfficeKey) {
		at, ok := seen[keyID{p.Party, o.ID, k.Key}]
		if !ok {
			at.known = p.KnownAt // it was here before these times were kept
		}
		all = append(all, Key{Party: p, Office: o, Key: k.Key, KnownAt: at.known, Since: k.Since, Retired: k.Until, RetiredKnownAt: at.retired})
	}
	add(Office{}, OfficeKey{Key: p.Node})
	for _, o := range p.Offices {
		keys := o.Keys()
		for i := len(keys) - 1; i >= 0; i-- {
			add(o, keys[i])
		}
	}
	return all
}

// keyID names a key in its place; office is "" for the node key.
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
	put := func(office string, k OfficeKey) error {
		var retired int64
		if k.Retired() {
			retired = db.Micros(at)
		}
		_, err := tx.Exec(ctx, `INSERT INTO party_key (party, office, key, known_at, retired_known_at) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (party, office, key) DO UPDATE SET retired_known_at = CASE WHEN party_key.retired_known_at = 0 THEN excluded.retired_known_at ELSE party_key.retired_known_at END`,
			string(c.Party), office, k.Key.String(), db.Micros(at), retired)
		return err
	}
	if err := put("", OfficeKey{Key: c.Node}); err != nil {
		return err
	}
	for _, o := range c.Offices {
		for _, k := range o.Keys() {
			if err := put(o.ID, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkForeign answers errs.Conflict when a key that a card adds is known here
// as somebody else's, or as another office's. An office key that has not proved
// itself blocks nobody: anyone can write a public key on a card.
func checkForeign(ctx context.Context, tx *db.Tx, before, c Card) error {
	for _, o := range c.Offices {
		var had []OfficeKey
		if was, err := before.Office(o.ID); err == nil {
			had = was.Keys()
		}
		for _, k := range o.Keys()[len(had):] {
			holders, err := db.Rows(ctx, tx, func(sc db.Scanner) (id keyID, err error) { return id, sc.Scan(&id.party, &id.office) },
				`SELECT party, office FROM party_key WHERE key = $1 UNION SELECT code, '' FROM party_party WHERE node = $1`, k.Key.String())
			if err != nil {
				return err
			}
			for _, h := range holders {
				if h.party == c.Party && h.office == o.ID {
					continue
				}
				held, err := load(ctx, tx, h.party)
				if err != nil {
					return err
				}
				if h.office == "" || held.proved(h.office, k.Key) {
					return errs.New(errs.Conflict, "the new key of office %s of %s is known here as a key of %s; no key changes hands", o.ID, c.Party, h.party)
				}
			}
		}
	}
	return nil
}

// proved tells whether a key has proved to be an office's.
func (c Card) proved(office string, key sign.PublicKey) bool {
	o, err := c.Office(office)
	if err != nil {
		return false
	}
	for _, k := range o.Keys() {
		if k.Key == key {
			return !k.Since.IsZero()
		}
	}
	return false
}
