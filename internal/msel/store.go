package msel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// Standing is a plan as it stands.
type Standing struct {
	Plan
	Version   int64     // 0: nobody has written it yet
	List      int64     // grows with each change of the list
	ChangedAt time.Time //
	ChangedBy string    //
}

// Row is one inject as it stands in the list.
type Row struct {
	Inject
	Version   int64
	Digest    string // SHA-256 of its canonical JSON, hex
	ChangedAt time.Time
	ChangedBy string
}

func loadPlan(ctx context.Context, tx *db.Tx) (p Standing, err error) {
	p, err = db.One(ctx, tx, func(sc db.Scanner) (p Standing, err error) {
		var body []byte
		var at int64
		if err = sc.Scan(&p.Version, &p.List, &body, &at, &p.ChangedBy); err != nil {
			return p, err
		}
		p.ChangedAt = db.Time(at)
		return p, strictjson.Loose(body, &p.Plan)
	}, `SELECT version, list, body, changed_at, changed_by FROM msel_plan WHERE one = 1`)
	if errs.Is(err, errs.NotFound) {
		return unwritten(), nil
	}
	return p, err
}

// unwritten is a plan that nobody has written yet.
func unwritten() Standing { return Standing{Plan: Plan{Stage: Initiation, Language: "en"}} }

func savePlan(ctx context.Context, tx *db.Tx, p Standing) error {
	body, err := strictjson.Marshal(p.Plan)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO msel_plan (one, version, list, body, changed_at, changed_by) VALUES (1,$1,$2,$3,$4,$5)
		ON CONFLICT (one) DO UPDATE SET version = excluded.version, list = excluded.list, body = excluded.body, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		p.Version, p.List, body, db.Micros(p.ChangedAt), p.ChangedBy)
	return err
}

// bump counts a change of the list.
func bump(ctx context.Context, tx *db.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE msel_plan SET list = list + 1 WHERE one = 1`)
	if err != nil || n > 0 {
		return err
	}
	p, err := loadPlan(ctx, tx)
	if err != nil {
		return err
	}
	p.List = 1
	return savePlan(ctx, tx, p)
}

const injectColumns = `i.version, i.digest, i.changed_at, i.changed_by, i.body`

func scanRow(sc db.Scanner) (r Row, err error) {
	var body []byte
	var at int64
	if err = sc.Scan(&r.Version, &r.Digest, &at, &r.ChangedBy, &body); err != nil {
		return r, err
	}
	r.ChangedAt = db.Time(at)
	return r, strictjson.Loose(body, &r.Inject)
}

func loadRow(ctx context.Context, tx *db.Tx, id string) (Row, error) {
	r, err := db.One(ctx, tx, scanRow, `SELECT `+injectColumns+` FROM msel_inject i WHERE i.id = $1`, id)
	if errs.Is(err, errs.NotFound) {
		return r, errs.New(errs.NotFound, "there is no inject %q in the list", errs.Clip(id))
	}
	return r, err
}

// inOrder is how a list is told, and conducted where times are equal.
const inOrder = ` ORDER BY i.at, i.place, i.id`

func allRows(ctx context.Context, tx *db.Tx) ([]Row, error) {
	return db.Rows(ctx, tx, scanRow, `SELECT `+injectColumns+` FROM msel_inject i`+inOrder)
}

// never is the time of what has none: it comes last.
const never = math.MaxInt64

func (i Inject) seconds() int64 {
	if i.At == nil {
		return never
	}
	return i.At.Seconds()
}

// place writes a number so that 2.9 comes before 2.14.
func place(number string) string {
	var b strings.Builder
	for rest := number; rest != ""; {
		n := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if n == 0 {
			b.WriteByte(rest[0])
			rest = rest[1:]
			continue
		}
		fmt.Fprintf(&b, "%s%s", strings.Repeat("0", max(0, 32-n)), rest[:n])
		rest = rest[n:]
	}
	return b.String()
}

// digest is the canonical JSON of a row, and its SHA-256.
func (i Inject) digest() (body []byte, sum string, err error) {
	if body, err = strictjson.Marshal(i); err != nil {
		return nil, "", err
	}
	h := sha256.Sum256(body)
	return body, hex.EncodeToString(h[:]), nil
}

// words are the texts by which a row is found.
func (i Inject) words() string {
	return strings.ToLower(strings.Join([]string{i.Number, i.Title, i.From, i.As, i.Expected, i.Remarks, string(i.Payload)}, "\n"))
}

// everybody stands for every team; no team has this id.
const everybody = "*"

// maxWords bounds what of a row is searched: a file's content would be no words.
const maxWords = 4000

var injectNames = []string{"id", "number", "place", "at", "storyline", "phase", "type", "channel", "status", "controller", "digest", "version", "changed_at", "changed_by", "body"}

// saveRows keeps rows as new ones or in place of those with the same ids.
func saveRows(ctx context.Context, tx *db.Tx, rows []Row) error {
	var values, links, texts [][]any
	for n := range rows {
		r := &rows[n]
		body, sum, err := r.digest()
		if err != nil {
			return err
		}
		r.Digest = sum
		words := r.words()
		if len(words) > maxWords {
			words = strings.ToValidUTF8(words[:maxWords], "")
		}
		values = append(values, []any{r.ID, r.Number, place(r.Number), r.seconds(), r.Storyline, r.Phase, string(r.Type), string(r.Channel), string(r.Status), r.Control,
			sum, r.Version, db.Micros(r.ChangedAt), r.ChangedBy, body})
		texts = append(texts, []any{r.ID, words})
		if len(r.To) == 0 {
			links = append(links, []any{"team", everybody, r.ID})
		}
		for _, t := range r.To {
			links = append(links, []any{"team", t, r.ID})
		}
		for _, o := range r.Tests {
			links = append(links, []any{"objective", o, r.ID})
		}
		if r.Version > 1 {
			if _, err := tx.Exec(ctx, `DELETE FROM msel_link WHERE inject = $1`, r.ID); err != nil {
				return err
			}
		}
	}
	set := make([]string, 0, len(injectNames))
	for _, name := range injectNames[1:] {
		set = append(set, name+" = excluded."+name)
	}
	if _, err := tx.Insert(ctx, "msel_inject", injectNames, values, `ON CONFLICT (id) DO UPDATE SET `+strings.Join(set, ", ")); err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, "msel_words", []string{"inject", "words"}, texts, `ON CONFLICT (inject) DO UPDATE SET words = excluded.words`); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, "msel_link", []string{"kind", "value", "inject"}, links, "")
	return err
}

func removeRow(ctx context.Context, tx *db.Tx, id string) error {
	for _, from := range []string{`msel_link WHERE inject`, `msel_words WHERE inject`, `msel_inject WHERE id`} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+from+` = $1`, id); err != nil {
			return err
		}
	}
	return nil
}

func deletedRows(ctx context.Context, tx *db.Tx) ([]Row, error) {
	return db.Rows(ctx, tx, func(sc db.Scanner) (r Row, err error) {
		var body []byte
		if err = sc.Scan(&r.Version, &body); err != nil {
			return r, err
		}
		return r, strictjson.Loose(body, &r.Inject)
	}, `SELECT version, body FROM msel_deleted ORDER BY id`)
}
