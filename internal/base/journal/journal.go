// Package journal is the node's own record of every act: append-only and
// hash-chained, so that a change of history shows. It is at once the audit
// trail, the outbox towards other nodes and the feed of everything that
// follows from an act.
//
// An act appends its entry in its own transaction: either both stand or
// neither. Followers (see Follow) read on with a cursor of their own; a crash
// loses nothing, and a replay must be harmless to them.
package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// Entry is one act. Kind is "domain.what-happened". Audience names the other
// parties whom the act concerns: to each of them the sequencer gives one leaf.
type Entry struct {
	Seq      int64
	ID       string
	Realm    ids.Realm
	At       time.Time
	Kind     string
	Person   string
	Name     string
	Via      string
	About    string
	Audience []ids.Party
	Body     jsontext.Value // canonical JSON (RFC 8785)
	Prev     [sha256.Size]byte
	Hash     [sha256.Size]byte
}

// Act is what the caller of Append says; the journal adds number, id, time and
// chain.
type Act struct {
	Realm    ids.Realm
	Kind     string
	By       authz.Actor
	About    string
	Audience []ids.Party
	Body     any
}

// Journal appends to the one journal of a node and wakes its followers.
type Journal struct {
	bell *Bell
}

// New gives the journal of a database.
func New() *Journal { return &Journal{bell: NewBell()} }

// Bell rings after each commit that appended something.
func (j *Journal) Bell() *Bell { return j.bell }

// Append writes the act at the end of the chain, within the act's own
// transaction.
func (j *Journal) Append(ctx context.Context, tx *db.Tx, a Act) (e Entry, err error) {
	defer errs.Wrap(&err, "journal.Append(%s)", a.Kind)
	if a.Realm == "" || a.Kind == "" || a.By.Person == "" {
		return e, fmt.Errorf("an entry needs a realm, a kind and an actor")
	}
	if a.Realm != tx.Realm {
		return e, errs.New(errs.NotFound, "there is no realm %q here", a.Realm) // a fault of ours, and never a row
	}
	body, err := canonical(a.Body)
	if err != nil {
		return e, err
	}
	var prev []byte
	e, err = db.One(ctx, tx, func(s db.Scanner) (e Entry, err error) { return e, s.Scan(&e.Seq, &prev) },
		`UPDATE journal_head SET seq = seq + 1 WHERE one = 1 RETURNING seq, hash`)
	if err != nil {
		return e, err
	}
	copy(e.Prev[:], prev)
	e.ID, e.Realm, e.At, e.Kind = ids.New(), a.Realm, tx.Now, a.Kind
	e.Person, e.Name, e.Via, e.About = a.By.Person, a.By.Name, a.By.Via, a.About
	e.Audience, e.Body = a.Audience, body
	if e.Hash, err = e.sum(); err != nil {
		return e, err
	}
	if _, err = tx.Exec(ctx, `UPDATE journal_head SET hash = $1 WHERE one = 1`, e.Hash[:]); err != nil {
		return e, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO journal_entry (seq, id, realm, at, kind, person, name, via, about, audience, body, prev, hash)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`,
		e.Seq, e.ID, string(e.Realm), db.Micros(e.At), e.Kind, e.Person, e.Name, e.Via, e.About,
		joinParties(e.Audience), []byte(e.Body), e.Prev[:], e.Hash[:])
	tx.AfterCommit(j.bell.Ring)
	return e, err
}

// sum is the chain's hash: SHA-256 over the previous hash and the canonical
// JSON of everything else in the entry.
func (e *Entry) sum() (h [sha256.Size]byte, err error) {
	line, err := canonical(struct {
		Seq      int64          `json:"seq"`
		ID       string         `json:"id"`
		Realm    ids.Realm      `json:"realm"`
		At       int64          `json:"at"`
		Kind     string         `json:"kind"`
		Person   string         `json:"person"`
		Name     string         `json:"name"`
		Via      string         `json:"via"`
		About    string         `json:"about"`
		Audience string         `json:"audience"`
		Body     jsontext.Value `json:"body"`
		Prev     string         `json:"prev"`
	}{e.Seq, e.ID, e.Realm, db.Micros(e.At), e.Kind, e.Person, e.Name, e.Via, e.About, joinParties(e.Audience), e.Body, hex.EncodeToString(e.Prev[:])})
	if err != nil {
		return h, err
	}
	return sha256.Sum256(line), nil
}

func canonical(v any) (jsontext.Value, error) {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	val := jsontext.Value(b)
	return val, val.Canonicalize()
}

func joinParties(ps []ids.Party) string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = string(p)
	}
	return strings.Join(parts, " ")
}

func splitParties(s string) []ids.Party {
	var ps []ids.Party
	for p := range strings.FieldsSeq(s) {
		ps = append(ps, ids.Party(p))
	}
	return ps
}
