package playbook

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
)

// Record is what is given away of a run: which playbook, what became of each
// step, and every act. It is written as canonical JSON (RFC 8785). It bears no
// signature; the journal of the node holds each act.
type Record struct {
	V        int       `json:"v"`
	Run      string    `json:"run"`
	Realm    ids.Realm `json:"realm"`
	Party    ids.Party `json:"party"` // whose run it is
	Title    string    `json:"title"`
	Incident string    `json:"incident,omitempty"`
	Playbook struct {
		ID       string    `json:"id"`
		Modified time.Time `json:"modified"`
		Name     string    `json:"name"`
		Digest   string    `json:"digest"` // SHA-256 of its file, hex
		TLP      string    `json:"tlp"`    // "" for unmarked
	} `json:"playbook"`
	Progress
	Acts []Act `json:"acts"`
}

// ExportRun writes the record of a run.
func (s *Service) ExportRun(ctx context.Context, v authz.Viewer, id string) (b []byte, err error) {
	f, err := s.Run(ctx, v, id)
	if err != nil {
		return nil, err
	}
	r := Record{V: 1, Run: f.ID, Realm: f.Realm, Party: s.c.Party, Title: f.Title, Incident: f.Incident, Progress: f.Progress, Acts: f.Record}
	x := f.Version
	r.Playbook.ID, r.Playbook.Modified, r.Playbook.Name, r.Playbook.Digest, r.Playbook.TLP = x.Playbook, x.Modified, x.Name, x.Digest, x.TLP.String()
	return strictjson.Marshal(r)
}

// Export gives a playbook as the bytes that came.
func (s *Service) Export(ctx context.Context, v authz.Viewer, id string) (x Version, b []byte, err error) {
	defer errs.Wrap(&err, "playbook.Export(%s)", errs.Clip(id))
	if err := v.May(authz.PlaybookRead); err != nil {
		return x, nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if x, err = loadVersion(ctx, tx, v, id); err != nil {
			return err
		}
		b, err = loadBody(ctx, tx, id)
		return err
	})
	return x, b, err
}
