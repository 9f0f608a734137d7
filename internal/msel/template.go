package msel

import (
	"context"
	_ "embed" // shipped.json
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// Template is an inject to begin from. What is of one list alone (id, number, time,
// teams, dependencies) is not in it.
type Template struct {
	ID      string
	Name    string
	Shipped bool // it comes with the system
	Inject  Inject
	At      time.Time
	By      string
}

//go:embed shipped.json
var shipped []byte

// Shipped gives the templates that come with the system.
func Shipped() (all []Template, err error) {
	var file []struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Inject Inject `json:"inject"`
	}
	if err := strictjson.Decode(shipped, &file, strictjson.Default); err != nil {
		return nil, err
	}
	for _, x := range file {
		all = append(all, Template{ID: x.ID, Name: x.Name, Shipped: true, Inject: x.Inject.plain()})
	}
	return all, nil
}

// Templates lists the templates: those of the system, then those of the planners, by name.
func (s *Service) Templates(ctx context.Context, v authz.Viewer) (all []Template, err error) {
	defer errs.Wrap(&err, "msel.Templates")
	err = s.view(ctx, v, func(tx *db.Tx) error {
		if all, err = Shipped(); err != nil {
			return err
		}
		own, err := db.Rows(ctx, tx, func(sc db.Scanner) (t Template, err error) {
			var body []byte
			var at int64
			if err = sc.Scan(&t.ID, &t.Name, &body, &at, &t.By); err != nil {
				return t, err
			}
			t.At = db.Time(at)
			return t, strictjson.Loose(body, &t.Inject)
		}, `SELECT id, name, body, changed_at, changed_by FROM msel_template ORDER BY name`)
		all = append(all, own...)
		return err
	})
	return all, err
}

// SaveTemplate keeps a row as a template under a name; a template of that name is replaced.
func (s *Service) SaveTemplate(ctx context.Context, who authz.Actor, realm ids.Realm, inject, name string) (t Template, err error) {
	defer errs.Wrap(&err, "msel.SaveTemplate")
	err = s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		if err := line("name", name, true); err != nil {
			return err
		}
		r, err := loadRow(ctx, tx, inject)
		if err != nil {
			return err
		}
		i := r.Inject
		i.ID, i.Number, i.Status, i.At, i.To, i.After, i.Any, i.Scenario = "", "", Planned, nil, nil, nil, false, nil
		body, err := strictjson.Marshal(i)
		if err != nil {
			return err
		}
		t = Template{Name: name, Inject: i, At: tx.Now, By: who.Name}
		if t.ID, err = db.Value[string](ctx, tx, `INSERT INTO msel_template (id, name, body, changed_at, changed_by) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (name) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at, changed_by = excluded.changed_by RETURNING id`,
			ids.New(), name, body, db.Micros(tx.Now), who.Name); err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.template-saved", t.ID, map[string]any{"name": name})
	})
	return t, err
}

// DeleteTemplate removes a template of the planners.
func (s *Service) DeleteTemplate(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (err error) {
	defer errs.Wrap(&err, "msel.DeleteTemplate(%s)", errs.Clip(id))
	return s.act(ctx, who, authz.ExercisePlan, realm, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM msel_template WHERE id = $1`, id)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "there is no such template of the planners")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, who, "msel.template-deleted", id, nil)
	})
}
