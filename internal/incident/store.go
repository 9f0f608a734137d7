package incident

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/matter"
)

// held is all that this node holds of an incident.
type held struct {
	id       string
	realm    ids.Realm
	owner    ids.Party
	seed     string
	opened   time.Time
	sharedAt time.Time
	own      []ownEntry
	matter   matter.Matter // zero while it is ours alone
	names    map[string]string
}

// ownEntry is a row of ours.
type ownEntry struct {
	Entry
	shared int64 // number of the statement that it became
}

func (h held) isShared() bool { return !h.sharedAt.IsZero() }

func scanHeld(sc db.Scanner) (h held, err error) {
	var realm, owner string
	var opened, shared int64
	err = sc.Scan(&h.id, &realm, &owner, &h.seed, &opened, &shared)
	h.realm, h.owner, h.opened, h.sharedAt = ids.Realm(realm), ids.Party(owner), db.Time(opened), db.Time(shared)
	return h, err
}

const heldColumns = `id, realm, owner, seed, opened_at, shared_at`

// load gives an incident; errs.NotFound where there is none here.
func (s *Service) load(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (h held, err error) {
	rows, err := db.Rows(ctx, tx, scanHeld, `SELECT `+heldColumns+` FROM incident_incident WHERE id = $1 AND realm = $2`, id, string(realm))
	if err != nil {
		return h, err
	}
	if len(rows) == 0 {
		return h, errs.New(errs.NotFound, "there is no such incident here")
	}
	h = rows[0]
	own, err := s.ownEntries(ctx, tx, `WHERE incident = $1`, id)
	if err != nil {
		return h, err
	}
	h.own = own[id]
	if h.isShared() {
		if h.matter, err = s.c.Matters.Load(ctx, tx, realm, Domain, id); err != nil {
			return h, err
		}
	}
	h.names, err = names(ctx, tx, id)
	return h, err
}

// loadAll gives all incidents of a realm, without the names of entities.
func (s *Service) loadAll(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]held, error) {
	rows, err := db.Rows(ctx, tx, scanHeld, `SELECT `+heldColumns+` FROM incident_incident WHERE realm = $1 ORDER BY id`, string(realm))
	if err != nil {
		return nil, err
	}
	own, err := s.ownEntries(ctx, tx, `WHERE incident IN (SELECT id FROM incident_incident WHERE realm = $1)`, string(realm))
	if err != nil {
		return nil, err
	}
	matters, err := s.c.Matters.LoadAll(ctx, tx, realm, Domain)
	return join(rows, own, matters), err
}

// loadPending is loadAll without the shared ones that are closed, unless clocks of
// ours run for them.
func (s *Service) loadPending(ctx context.Context, tx *db.Tx, realm ids.Realm) ([]held, error) {
	rows, err := db.Rows(ctx, tx, scanHeld, `SELECT `+heldColumns+` FROM incident_incident WHERE realm = $1 ORDER BY id`, string(realm))
	if err != nil {
		return nil, err
	}
	own, err := s.ownEntries(ctx, tx, `WHERE incident IN (SELECT id FROM incident_incident WHERE realm = $1)`, string(realm))
	if err != nil {
		return nil, err
	}
	matters, err := s.c.Matters.LoadOpen(ctx, tx, realm, Domain)
	if err != nil {
		return nil, err
	}
	all := join(rows, own, matters)
	for i := range all {
		if h := &all[i]; h.isShared() && h.matter.ID == "" && h.obliged() {
			if h.matter, err = s.c.Matters.Load(ctx, tx, realm, Domain, h.id); err != nil {
				return nil, err
			}
		}
	}
	return slices.DeleteFunc(all, func(h held) bool { return h.isShared() && h.matter.ID == "" }), nil
}

// obliged tells that somebody has said whether the clocks of NIS2 run.
func (h held) obliged() bool {
	return slices.ContainsFunc(h.own, func(e ownEntry) bool { return e.Act == Obliged })
}

// join puts together what is held of each incident.
func join(rows []held, own map[string][]ownEntry, matters []matter.Matter) []held {
	by := make(map[string]matter.Matter, len(matters))
	for _, m := range matters {
		by[m.ID] = m
	}
	for i := range rows {
		rows[i].own, rows[i].matter = own[rows[i].id], by[rows[i].id]
	}
	return rows
}

func (s *Service) ownEntries(ctx context.Context, tx *db.Tx, where, arg string) (map[string][]ownEntry, error) {
	out := map[string][]ownEntry{}
	err := db.Each(ctx, tx, func(sc db.Scanner) error {
		var incident, tlp string
		var at int64
		var body []byte
		e := ownEntry{Entry: Entry{Party: s.c.Party, Ours: true}}
		if err := sc.Scan(&incident, &e.Ref, &e.Act, &tlp, &e.By, &at, &body, &e.shared); err != nil {
			return err
		}
		e.At, e.Known = db.Time(at), db.Time(at)
		if err := e.TLP.UnmarshalText([]byte(tlp)); err != nil {
			return err
		}
		var err error
		e.Body, err = decode(e.Act, body)
		out[incident] = append(out[incident], e)
		return err
	}, `SELECT incident, id, act, tlp, by_name, at, body, shared FROM incident_entry `+where, arg)
	return out, err
}

// begin makes the row of an incident.
func begin(ctx context.Context, tx *db.Tx, h held) error {
	_, err := tx.Exec(ctx, `INSERT INTO incident_incident (id, realm, owner, seed, opened_at, shared_at) VALUES ($1,$2,$3,$4,$5,$6)`,
		h.id, string(h.realm), string(h.owner), h.seed, db.Micros(h.opened), db.Micros(h.sharedAt))
	return err
}

// setShared notes since when others have it.
func setShared(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE incident_incident SET shared_at = $1 WHERE id = $2`, db.Micros(tx.Now), id)
	return err
}

// keepOwn keeps an entry that is ours alone.
func keepOwn(ctx context.Context, tx *db.Tx, incident string, e Entry) error {
	b, err := strictjson.Marshal(e.Body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO incident_entry (incident, id, act, tlp, by_name, at, body, shared) VALUES ($1,$2,$3,$4,$5,$6,$7,0)`,
		incident, e.Ref, e.Act, e.TLP.String(), e.By, db.Micros(e.At), b)
	return err
}

// becameShared notes the number of the statement that an entry of ours became.
func becameShared(ctx context.Context, tx *db.Tx, incident, entry string, n int64) error {
	_, err := tx.Exec(ctx, `UPDATE incident_entry SET shared = $1 WHERE incident = $2 AND id = $3`, n, incident, entry)
	return err
}

func names(ctx context.Context, tx *db.Tx, incident string) (map[string]string, error) {
	out := map[string]string{}
	err := db.Each(ctx, tx, func(sc db.Scanner) error {
		var alias, name string
		err := sc.Scan(&alias, &name)
		out[alias] = name
		return err
	}, `SELECT alias, name FROM incident_name WHERE incident = $1`, incident)
	return out, err
}

func keepName(ctx context.Context, tx *db.Tx, incident, alias, name string) error {
	_, err := tx.Exec(ctx, `INSERT INTO incident_name (incident, alias, name) VALUES ($1,$2,$3) ON CONFLICT (incident, alias) DO UPDATE SET name = excluded.name`, incident, alias, name)
	return err
}

// remind notes that people were told of a clock at a stage, once.
func remind(ctx context.Context, tx *db.Tx, incident, step, stage string) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO incident_reminder (incident, step, stage, at) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING`, incident, step, stage, db.Micros(tx.Now))
	return n > 0, err
}

// entries gives what counts, in the order of the fold, up to a ceiling.
func (h held) entries(ceiling marking.TLP) ([]Entry, error) {
	var all []Entry
	for _, x := range h.matter.Said {
		e, err := entryOf(x)
		if err != nil {
			return nil, err
		}
		if e.Body != nil {
			all = append(all, e)
		}
	}
	for _, e := range h.own {
		if e.shared == 0 {
			all = append(all, e.Entry)
		}
	}
	all = slices.DeleteFunc(all, func(e Entry) bool { return e.TLP > ceiling })
	slices.SortStableFunc(all, order)
	return all, nil
}

// entryOf reads a statement; one that brings others in has no body of ours.
func entryOf(x matter.Said) (e Entry, err error) {
	e = Entry{Ref: refOf(x.Party, x.N), Act: x.Act, Party: x.Party, By: x.By, At: x.At, Known: x.Known}
	if e.TLP, err = marking.ParseTLP(x.TLP); err != nil || x.Act == matter.ActInvited {
		return e, err
	}
	e.Body, err = decode(x.Act, jsontext.Value(x.Body))
	return e, err
}

func refOf(p ids.Party, n int64) string { return fmt.Sprint(p, ":", n) }
