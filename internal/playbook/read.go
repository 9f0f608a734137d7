package playbook

import (
	"context"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Which says which runs are listed, the newest first.
type Which struct {
	Version  string // of one version; "" for all
	Incident string // about one incident; "" for all
	Running  bool   // those that run
	Before   string // id of the last run that is known; "" for the first page
	Limit    int    // 0 for a hundred
}

// Runs lists runs, the newest first. A run of a playbook that the viewer may not
// read is not listed.
func (s *Service) Runs(ctx context.Context, v authz.Viewer, w Which) (all []Run, err error) {
	defer errs.Wrap(&err, "playbook.Runs")
	if err := v.May(authz.PlaybookRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = listRuns(ctx, tx, v, w)
		return err
	})
	return all, err
}

// RunsAbout lists the runs about an incident, the newest first, up to five hundred.
func (s *Service) RunsAbout(ctx context.Context, v authz.Viewer, incident string) ([]Run, error) {
	if incident == "" {
		return nil, errs.New(errs.Invalid, "say which incident")
	}
	return s.Runs(ctx, v, Which{Incident: incident, Limit: 500})
}

// Run gives one run with its playbook, its record and where it stands.
func (s *Service) Run(ctx context.Context, v authz.Viewer, id string) (f Following, err error) {
	defer errs.Wrap(&err, "playbook.Run(%s)", errs.Clip(id))
	if err := v.May(authz.PlaybookRead); err != nil {
		return f, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		f, err = s.follow(ctx, tx, v, id)
		return err
	})
	return f, err
}

// follow loads a run and folds its acts.
func (s *Service) follow(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (f Following, err error) {
	if f.Run, err = loadRun(ctx, tx, v, id); err != nil {
		return f, err
	}
	if _, f.Playbook, _, err = s.version(ctx, tx, v, f.Version.ID); err != nil {
		return f, err
	}
	if f.Record, err = loadActs(ctx, tx, id); err != nil {
		return f, err
	}
	m, err := replay(f.Playbook, f.Record)
	if err != nil {
		return f, err
	}
	f.Progress = m.progress()
	return f, nil
}
