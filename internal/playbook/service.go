package playbook

import (
	"bytes"
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
	"entente/internal/format/cacao"
	"entente/internal/format/marking"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Party   ids.Party // this node's own
}

// Service is the playbooks of one node and the acts on them.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// Version is one version of a playbook, as lists show it.
type Version struct {
	ID          string
	Realm       ids.Realm
	Playbook    string // its own id, "playbook--" and a UUID
	Modified    time.Time
	Digest      string // SHA-256 of its bytes, hex
	Name        string
	Description string
	TLP         marking.TLP // None: unmarked, never clear
	Unknown     bool        // it bears a marking that cannot be told
	Steps       int64
	ImportedAt  time.Time
	ImportedBy  string
	RevokedAt   time.Time // zero: it stands
	RevokedBy   string
	RevokedWhy  string
}

// sees tells whether somebody with a ceiling may read what is so marked: under
// a ceiling, nothing above it, nothing unmarked and nothing of unknown marking.
func sees(who authz.Actor, tlp marking.TLP, unknown bool) bool {
	if who.Ceiling == "" {
		return true
	}
	ceiling, err := marking.ParseTLP(who.Ceiling)
	return err == nil && tlp != marking.None && !unknown && tlp <= ceiling
}

// Check says what is found in a playbook; nothing is kept. Errors: Invalid or
// TooLarge for what cannot be read at all.
func (s *Service) Check(_ context.Context, v authz.Viewer, b []byte) (p cacao.Playbook, found []cacao.Finding, err error) {
	if err := v.May(authz.PlaybookRead); err != nil {
		return p, nil, err
	}
	return cacao.Parse(b)
}

// Import keeps a version of a playbook. The same one again gives what is kept.
//
// Errors: Invalid for what cannot be followed; Conflict when another content is
// kept under the same id and modified.
func (s *Service) Import(ctx context.Context, who authz.Actor, realm ids.Realm, b []byte) (v Version, err error) {
	defer errs.Wrap(&err, "playbook.Import")
	if err := who.May(authz.PlaybookManage); err != nil {
		return v, err
	}
	p, found, err := cacao.Parse(b)
	if err != nil {
		return v, err
	}
	if err := refusal(found); err != nil {
		return v, err
	}
	if !sees(who, p.Marking.TLP, len(p.Marking.Unknown) > 0) {
		return v, errs.New(errs.Denied, "it is marked above what you may read")
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		known, body, err := sameVersion(ctx, tx, realm, p.ID, p.Modified)
		if err == nil {
			v = known
			return same(body, b)
		}
		if !errs.Is(err, errs.NotFound) {
			return err
		}
		v = Version{ID: ids.New(), Realm: realm, Playbook: p.ID, Modified: p.Modified, Digest: p.Digest(), Name: p.Name, Description: p.Description,
			TLP: p.Marking.TLP, Unknown: len(p.Marking.Unknown) > 0, Steps: int64(len(p.Steps)), ImportedAt: tx.Now, ImportedBy: who.Name}
		if err := saveVersion(ctx, tx, v, p.Bytes); err != nil {
			return err
		}
		_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "playbook.imported", By: who, About: v.ID, Body: map[string]string{"playbook": v.Playbook, "digest": v.Digest, "name": v.Name}})
		return err
	})
	return v, err
}

// refusal words what refuses a playbook.
func refusal(found []cacao.Finding) error {
	n, first := 0, cacao.Finding{}
	for _, f := range found {
		if !f.Refuses {
			continue
		}
		if n++; n == 1 {
			first = f
		}
	}
	if n == 0 {
		return nil
	}
	return errs.New(errs.Invalid, "it cannot be followed (faults: %d); the first, at %s: %s", n, first.Path, first.Text)
}

// same tells whether two files are the same JSON value.
func same(a, b []byte) error {
	x, err := strictjson.Canonical(a)
	if err != nil {
		return err
	}
	y, err := strictjson.Canonical(b)
	if err != nil {
		return err
	}
	if !bytes.Equal(x, y) {
		return errs.New(errs.Conflict, "this version is kept here with other content; who changed it must give it another modified")
	}
	return nil
}

// Revoke ends the use of a version: no run of it can be started any more. Runs
// that have begun go on.
func (s *Service) Revoke(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (v Version, err error) {
	defer errs.Wrap(&err, "playbook.Revoke(%s)", errs.Clip(id))
	if err := who.May(authz.PlaybookManage); err != nil {
		return v, err
	}
	if reason == "" || len(reason) > MaxText || !plain(reason, true) {
		return v, errs.New(errs.Invalid, "say in up to %d bytes of visible characters why", MaxText)
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if v, err = loadVersion(ctx, tx, who.In(realm), id); err != nil {
			return err
		}
		if !v.RevokedAt.IsZero() {
			return errs.New(errs.Conflict, "it is revoked already")
		}
		v.RevokedAt, v.RevokedBy, v.RevokedWhy = tx.Now, who.Name, reason
		if err := revokeVersion(ctx, tx, v); err != nil {
			return err
		}
		_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: "playbook.revoked", By: who, About: v.ID, Body: map[string]string{"playbook": v.Playbook, "digest": v.Digest, "reason": reason}})
		return err
	})
	return v, err
}

// List gives the versions that are kept, by name, the newest of each first.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []Version, err error) {
	defer errs.Wrap(&err, "playbook.List")
	if err := v.May(authz.PlaybookRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = listVersions(ctx, tx, v)
		return err
	})
	return all, err
}

// Get gives one version, with what it says and what was found in it.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (x Version, p cacao.Playbook, found []cacao.Finding, err error) {
	defer errs.Wrap(&err, "playbook.Get(%s)", errs.Clip(id))
	if err := v.May(authz.PlaybookRead); err != nil {
		return x, p, nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		x, p, found, err = s.version(ctx, tx, v, id)
		return err
	})
	return x, p, found, err
}

// version loads a version and reads its bytes, which are still those that came.
func (s *Service) version(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (x Version, p cacao.Playbook, found []cacao.Finding, err error) {
	if x, err = loadVersion(ctx, tx, v, id); err != nil {
		return x, p, nil, err
	}
	body, err := loadBody(ctx, tx, id)
	if err != nil {
		return x, p, nil, err
	}
	p, found, err = cacao.Parse(body)
	return x, p, found, err
}
