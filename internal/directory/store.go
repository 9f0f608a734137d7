package directory

import (
	"context"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// stored is an entry as this node holds it.
type stored struct {
	held
	via     ids.Party
	knownAt time.Time
}

func scanEntry(s db.Scanner) (x stored, err error) {
	var at int64
	var body []byte
	if err = s.Scan(&x.via, &at, &body); err != nil {
		return x, err
	}
	x.knownAt = db.Time(at)
	x.held, err = open(body)
	return x, err
}

// load gives the entry of a party; errs.NotFound where it has told none.
func load(ctx context.Context, tx *db.Tx, p ids.Party) (stored, error) {
	x, err := db.One(ctx, tx, scanEntry, `SELECT via, known_at, body FROM directory_entry WHERE party = $1`, string(p))
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "%s has told no entry of the directory yet", errs.Clip(string(p)))
	}
	return x, err
}

func loadAll(ctx context.Context, tx *db.Tx) ([]stored, error) {
	return db.Rows(ctx, tx, scanEntry, `SELECT via, known_at, body FROM directory_entry ORDER BY party`)
}

func save(ctx context.Context, tx *db.Tx, h held, via ids.Party) error {
	_, err := tx.Exec(ctx, `INSERT INTO directory_entry (party, serial, via, known_at, body) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (party) DO UPDATE SET serial = excluded.serial, via = excluded.via, known_at = excluded.known_at, body = excluded.body`,
		string(h.Party), h.Serial, string(via), db.Micros(tx.Now), h.bytes)
	return err
}

// maxConflicts bounds how many documents under one serial are kept of a party: two
// prove that it signed otherwise than it said, and more prove nothing else.
const maxConflicts = 10

// saveConflict keeps a second document of one serial, and tells whether it is new here.
func saveConflict(ctx context.Context, tx *db.Tx, h held, via ids.Party) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM directory_conflict WHERE party = $1`, string(h.Party))
	if err != nil || n >= maxConflicts {
		return false, err
	}
	n, err = tx.Exec(ctx, `INSERT INTO directory_conflict (party, digest, serial, via, known_at, body) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
		string(h.Party), h.digest(), h.Serial, string(via), db.Micros(tx.Now), h.bytes)
	return n > 0, err
}

// Conflict is a document that a party's node signed under a serial that another
// of its entries has.
type Conflict struct {
	Party   ids.Party
	Serial  int64
	Digest  string // SHA-256, hex
	Via     ids.Party
	KnownAt time.Time
}

func conflicts(ctx context.Context, tx *db.Tx) ([]Conflict, error) {
	return db.Rows(ctx, tx, func(s db.Scanner) (c Conflict, err error) {
		var at int64
		err = s.Scan(&c.Party, &c.Serial, &c.Digest, &c.Via, &at)
		c.KnownAt = db.Time(at)
		return c, err
	}, `SELECT party, serial, digest, via, known_at FROM directory_conflict ORDER BY party, serial, digest`)
}

// stamp changes whenever any entry does, for what is built from all of them.
func stamp(ctx context.Context, tx *db.Tx) (s [2]int64, err error) {
	_, err = db.One(ctx, tx, func(sc db.Scanner) (struct{}, error) { return struct{}{}, sc.Scan(&s[0], &s[1]) },
		`SELECT count(*), coalesce(CAST(sum(serial) AS BIGINT), 0) FROM directory_entry`)
	return s, err
}

// Proposal is a change of our own entry that waits for a second person.
type Proposal struct {
	ID     string
	Serial int64 // of the entry that it was made from; 0 for none
	Person string
	Name   string
	At     time.Time
	Said   Said
}

func loadProposal(ctx context.Context, tx *db.Tx) (p Proposal, err error) {
	p, err = db.One(ctx, tx, func(s db.Scanner) (p Proposal, err error) {
		var at int64
		var body []byte
		if err = s.Scan(&p.ID, &p.Serial, &p.Person, &p.Name, &at, &body); err != nil {
			return p, err
		}
		p.At = db.Time(at)
		p.Said, err = readSaid(body)
		return p, err
	}, `SELECT id, serial, person, name, at, body FROM directory_proposal WHERE one = 1`)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "no change of the entry waits for a second person")
	}
	return p, err
}

func saveProposal(ctx context.Context, tx *db.Tx, p Proposal, body []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO directory_proposal (one, id, serial, person, name, at, body) VALUES (1,$1,$2,$3,$4,$5,$6)
		ON CONFLICT (one) DO UPDATE SET id = excluded.id, serial = excluded.serial, person = excluded.person, name = excluded.name, at = excluded.at, body = excluded.body`,
		p.ID, p.Serial, p.Person, p.Name, db.Micros(p.At), body)
	return err
}

func dropProposal(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM directory_proposal WHERE one = 1`)
	return err
}
