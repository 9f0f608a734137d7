package msel

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Which says which rows are listed; an empty field asks for all.
type Which struct {
	Storyline, Phase, Control string
	Type                      Type
	Channel                   Channel
	Status                    Status
	Team, Objective           string // ids; of a team: also what goes to every team
	Text                      string // stands in the row's texts, in any letters
	ByNumber                  bool   // by number; otherwise by time
	After                     string // where the page before ended
	Limit                     int    // 0 for a hundred
}

// Listed is one page of the list.
type Listed struct {
	Rows    []Row
	Total   int64  // of all pages
	Next    string // where the next page begins; "" on the last one
	List    int64  // of which state of the list
	Deleted bool   // a deletion can be undone
}

// List gives a page of the rows that are asked for.
func (s *Service) List(ctx context.Context, v authz.Viewer, w Which) (l Listed, err error) {
	defer errs.Wrap(&err, "msel.List")
	if w.Limit <= 0 {
		w.Limit = 100
	}
	err = s.view(ctx, v, func(tx *db.Tx) error {
		p, err := loadPlan(ctx, tx)
		if err != nil {
			return err
		}
		l.List = p.List
		n, err := db.Value[int64](ctx, tx, `SELECT COUNT(*) FROM msel_deleted`)
		if err != nil {
			return err
		}
		l.Deleted = n > 0
		args, where := w.where()
		if l.Total, err = db.Value[int64](ctx, tx, `SELECT COUNT(*) FROM msel_inject i WHERE `+where, args...); err != nil {
			return err
		}
		order := inOrder
		if w.ByNumber {
			order = ` ORDER BY i.place, i.id`
		}
		if w.After != "" {
			after, err := w.after(&args)
			if err != nil {
				return err
			}
			where += ` AND ` + after
		}
		args = append(args, w.Limit+1)
		l.Rows, err = db.Rows(ctx, tx, scanRow, `SELECT `+injectColumns+` FROM msel_inject i WHERE `+where+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
		if err == nil && len(l.Rows) > w.Limit {
			l.Rows = l.Rows[:w.Limit]
			l.Next = l.Rows[w.Limit-1].cursor()
		}
		return err
	})
	return l, err
}

// cursor is where a page ends: time, place and id. No place has a blank.
func (r Row) cursor() string { return fmt.Sprintf("%d %s %s", r.seconds(), place(r.Number), r.ID) }

func (w Which) after(args *[]any) (string, error) {
	part := strings.Split(w.After, " ")
	if len(part) != 3 {
		return "", errs.New(errs.Invalid, "before: use the next of the page before")
	}
	at, err := strconv.ParseInt(part[0], 10, 64)
	if err != nil {
		return "", errs.New(errs.Invalid, "before: use the next of the page before")
	}
	n := len(*args)
	if w.ByNumber {
		*args = append(*args, part[1], part[2])
		return fmt.Sprintf(`(i.place, i.id) > ($%d, $%d)`, n+1, n+2), nil
	}
	*args = append(*args, at, part[1], part[2])
	return fmt.Sprintf(`(i.at, i.place, i.id) > ($%d, $%d, $%d)`, n+1, n+2, n+3), nil
}

func (w Which) where() (args []any, where string) {
	conds := []string{`1 = 1`}
	add := func(cond string, arg any) {
		args = append(args, arg)
		conds = append(conds, fmt.Sprintf(cond, len(args)))
	}
	for _, x := range []struct{ column, value string }{{"storyline", w.Storyline}, {"phase", w.Phase}, {"controller", w.Control}, {"type", string(w.Type)}, {"channel", string(w.Channel)}, {"status", string(w.Status)}} {
		if x.value != "" {
			add(`i.`+x.column+` = $%d`, x.value)
		}
	}
	if w.Team != "" {
		add(`i.id IN (SELECT inject FROM msel_link WHERE kind = 'team' AND value IN ($%d, '`+everybody+`'))`, w.Team)
	}
	if w.Objective != "" {
		add(`i.id IN (SELECT inject FROM msel_link WHERE kind = 'objective' AND value = $%d)`, w.Objective)
	}
	if w.Text != "" {
		add(`i.id IN (SELECT inject FROM msel_words WHERE words LIKE $%d ESCAPE '!')`, "%"+literal.Replace(strings.ToLower(w.Text))+"%")
	}
	return args, strings.Join(conds, " AND ")
}

var literal = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Get gives one row.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (r Row, err error) {
	defer errs.Wrap(&err, "msel.Get(%s)", errs.Clip(id))
	err = s.view(ctx, v, func(tx *db.Tx) error {
		r, err = loadRow(ctx, tx, id)
		return err
	})
	return r, err
}
