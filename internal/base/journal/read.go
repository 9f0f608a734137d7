package journal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

const columns = `seq, id, realm, at, kind, person, name, via, about, audience, body, prev, hash`

func scan(s db.Scanner) (e Entry, err error) {
	var at int64
	var audience string
	var body, prev, hash []byte
	err = s.Scan(&e.Seq, &e.ID, &e.Realm, &at, &e.Kind, &e.Person, &e.Name, &e.Via, &e.About, &audience, &body, &prev, &hash)
	e.At, e.Audience, e.Body = db.Time(at), splitParties(audience), body
	copy(e.Prev[:], prev)
	copy(e.Hash[:], hash)
	return e, err
}

// Filter narrows a reading of the journal. Zero fields do not narrow.
type Filter struct {
	After  int64  // entries with a greater number
	Before int64  // entries with a smaller number; newest first when set or when Newest is true
	Newest bool   // newest first
	About  string // entries about this id
	Kind   string // this kind exactly, or with a dot at its end every kind that begins so
	Person string // by this person, by id or by the name that the entry shows
	Since  time.Time
	Until  time.Time // before this moment
	Limit  int       // at most 1000; 0 means 100
}

// List reads entries of the viewer's realm.
func List(ctx context.Context, tx *db.Tx, v authz.Viewer, f Filter) ([]Entry, error) {
	if err := v.May(authz.JournalRead); err != nil {
		return nil, err
	}
	args := []any{string(v.Realm()), f.After}
	q := `SELECT ` + columns + ` FROM journal_entry WHERE realm = $1 AND seq > $2`
	add := func(cond string, val any) {
		args = append(args, val)
		q += fmt.Sprintf(" AND %s $%d", cond, len(args))
	}
	if f.Before > 0 {
		add("seq <", f.Before)
	}
	if f.About != "" {
		add("about =", f.About)
	}
	switch {
	case strings.HasSuffix(f.Kind, "."):
		add(fmt.Sprintf("substr(kind, 1, %d) =", len(f.Kind)), f.Kind)
	case f.Kind != "":
		add("kind =", f.Kind)
	}
	if f.Person != "" {
		args = append(args, f.Person)
		q += fmt.Sprintf(" AND (person = $%d OR name = $%d)", len(args), len(args))
	}
	if !f.Since.IsZero() {
		add("at >=", db.Micros(f.Since))
	}
	if !f.Until.IsZero() {
		add("at <", db.Micros(f.Until))
	}
	if f.Newest || f.Before > 0 {
		q += " ORDER BY seq DESC"
	} else {
		q += " ORDER BY seq"
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	args = append(args, min(limit, 1000))
	q += fmt.Sprintf(" LIMIT $%d", len(args))
	return db.Rows(ctx, tx, scan, q, args...)
}

// Verify recomputes the whole chain and names the first entry that does not
// fit. It gives how many entries stand.
func Verify(ctx context.Context, tx *db.Tx) (n int64, err error) {
	var last Entry
	err = db.Each(ctx, tx, func(s db.Scanner) error {
		e, err := scan(s)
		if err != nil {
			return err
		}
		if e.Seq != last.Seq+1 {
			return errs.New(errs.Conflict, "journal entry %d is missing", last.Seq+1)
		}
		if e.Prev != last.Hash {
			return errs.New(errs.Conflict, "journal entry %d does not continue entry %d", e.Seq, last.Seq)
		}
		sum, err := e.sum()
		if err != nil {
			return err
		}
		if sum != e.Hash {
			return errs.New(errs.Conflict, "journal entry %d was changed after it was written", e.Seq)
		}
		last = e
		return nil
	}, `SELECT `+columns+` FROM journal_entry ORDER BY seq`)
	if err != nil {
		return last.Seq, err
	}
	head, err := db.One(ctx, tx, func(s db.Scanner) (h Entry, err error) {
		var hash []byte
		err = s.Scan(&h.Seq, &hash)
		copy(h.Hash[:], hash)
		return h, err
	}, `SELECT seq, hash FROM journal_head WHERE one = 1`)
	switch {
	case err != nil:
	case head.Seq != last.Seq:
		err = errs.New(errs.Conflict, "the journal ends at entry %d and should end at %d", last.Seq, head.Seq)
	case head.Hash != last.Hash:
		err = errs.New(errs.Conflict, "journal entry %d is not the one that was written last", last.Seq)
	}
	return last.Seq, err
}
