package template

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
)

// Draft is a generation that a person works on. Nobody else sees it before it is
// circulated, and it need not be sound until then.
type Draft struct {
	ID         string            `json:"id"`
	Body       string            `json:"body"`    // the name of the body that is to decide on it
	Members    []ids.Party       `json:"members"` // the others; our own is always one
	Generation clause.Generation `json:"generation"`
	Updated    time.Time         `json:"updated,omitzero"`
}

// Problem tells what keeps a draft from being circulated; nil when nothing does.
func (d Draft) Problem() error {
	if !clause.Line(d.Body) {
		return errs.New(errs.Invalid, "name the body that decides on it")
	}
	if len(d.Members) == 0 {
		return errs.New(errs.Invalid, "name the other members of the body")
	}
	return d.Generation.Check()
}

const maxDraft = 1 << 20 // bytes

// SaveDraft keeps a draft as it is; without an id it is a new one.
func (s *Service) SaveDraft(ctx context.Context, who authz.Actor, realm ids.Realm, d Draft) (_ Draft, err error) {
	defer errs.Wrap(&err, "template.SaveDraft(%s)", errs.Clip(d.ID))
	if err := who.May(authz.AgreementDraft); err != nil {
		return d, err
	}
	kind := "template.changed"
	if d.ID == "" {
		d.ID, kind = ids.New(), "template.drafted"
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if kind == "template.changed" {
			if _, err := loadDraft(ctx, tx, realm, d.ID); err != nil {
				return err
			}
		}
		d.Updated = tx.Now
		b, err := strictjson.Marshal(d)
		if err != nil {
			return err
		}
		if len(b) > maxDraft {
			return errs.New(errs.TooLarge, "a draft has up to %d bytes", maxDraft)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO template_draft (id, realm, updated, body) VALUES ($1,$2,$3,$4) ON CONFLICT (id) DO UPDATE SET updated = excluded.updated, body = excluded.body`,
			d.ID, string(realm), db.Micros(d.Updated), b); err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: kind, By: who, About: d.ID, Body: map[string]any{"template": d.Generation.Template, "number": d.Generation.Number}})
		return err
	})
	return d, err
}

// DiscardDraft removes a draft.
func (s *Service) DiscardDraft(ctx context.Context, who authz.Actor, realm ids.Realm, id string) (err error) {
	defer errs.Wrap(&err, "template.DiscardDraft(%s)", errs.Clip(id))
	if err := who.May(authz.AgreementDraft); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := loadDraft(ctx, tx, realm, id); err != nil {
			return err
		}
		return s.dropDraft(ctx, tx, who, realm, id, "template.discarded")
	})
}

func (s *Service) dropDraft(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id, kind string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM template_draft WHERE id = $1`, id); err != nil || kind == "" {
		return err
	}
	_, err := s.journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: kind, By: who, About: id})
	return err
}

func scanDraft(sc db.Scanner) (d Draft, err error) {
	var body []byte
	if err = sc.Scan(&body); err != nil {
		return d, err
	}
	return d, strictjson.Decode(body, &d, strictjson.Default)
}

func loadDraft(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (Draft, error) {
	d, err := db.One(ctx, tx, scanDraft, `SELECT body FROM template_draft WHERE id = $1 AND realm = $2`, id, string(realm))
	if errs.Is(err, errs.NotFound) {
		return d, errs.New(errs.NotFound, "there is no draft %q here", errs.Clip(id))
	}
	return d, err
}

// Drafts lists the drafts of the viewer's realm, the latest first.
func (s *Service) Drafts(ctx context.Context, v authz.Viewer) (all []Draft, err error) {
	defer errs.Wrap(&err, "template.Drafts")
	if err := v.May(authz.AgreementDraft); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err = db.Rows(ctx, tx, scanDraft, `SELECT body FROM template_draft WHERE realm = $1 ORDER BY updated DESC, id`, string(v.Realm()))
		return err
	})
	return all, err
}

// GetDraft gives one draft.
func (s *Service) GetDraft(ctx context.Context, v authz.Viewer, id string) (d Draft, err error) {
	defer errs.Wrap(&err, "template.GetDraft(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementDraft); err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { d, err = loadDraft(ctx, tx, v.Realm(), id); return err })
	return d, err
}
