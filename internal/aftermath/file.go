package aftermath

import (
	"context"
	"slices"
	"strings"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
	"entente/internal/conduct"
	"entente/internal/lesson"
	"entente/internal/score"
)

// File makes the file in which a person carries the observations that they see to the
// live realm, after ENDEX with the figures of the exercise where they may read its
// report: words and numbers alone.
func (s *Service) File(ctx context.Context, v authz.Viewer) (b []byte, err error) {
	defer errs.Wrap(&err, "aftermath.File")
	all, err := s.Observations(ctx, v)
	if err != nil {
		return nil, err
	}
	name, figures := "", (*lesson.Figures)(nil)
	r, err := s.Report(ctx, v)
	switch {
	case err == nil:
		name = r.Name
		if r.Phase == conduct.Ended {
			figures = r.Measured()
		}
	case !errs.Is(err, errs.Denied):
		return nil, err
	}
	if len(all) == 0 && figures == nil {
		return nil, errs.New(errs.NotFound, "nobody has noticed anything yet, and figures are there after ENDEX")
	}
	now, err := s.c.Conduct.Now(ctx, s.eyes())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, t := range now.Teams {
		names[t.ID] = t.Name
	}
	said := make([]lesson.Said, len(all))
	for i, o := range all {
		said[i] = lesson.Said{About: names[o.Team], Text: o.Text}
	}
	if name == "" {
		if name, err = s.called(ctx, v.Realm()); err != nil {
			return nil, err
		}
	}
	return strictjson.Marshal(lesson.NewFile(string(v.Realm()), name, said, figures))
}

// called is what the plan calls the exercise, or its id where its plan is not here.
func (s *Service) called(ctx context.Context, realm ids.Realm) (name string, err error) {
	name = string(realm)
	if !s.c.Conduct.Directs() {
		return name, nil
	}
	return name, s.c.DB.Read(ctx, func(tx *db.Tx) error {
		released, _, err := s.c.List.Released(ctx, tx)
		if err == nil && released.Plan.Name != "" {
			name = released.Plan.Name
		}
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		return err
	})
}

// Measured is what the exercise has come to in figures; nil before STARTEX, and where
// it has no teams.
func (r Report) Measured() *lesson.Figures {
	if len(r.Clock) == 0 || len(r.Figures) == 0 {
		return nil
	}
	sent := map[string]bool{}
	for _, x := range r.Rows {
		if x.Sent != nil {
			sent[x.Inject] = true
		}
	}
	f := &lesson.Figures{Started: r.Clock[0].At, Length: r.Time, Injects: len(sent), All: r.Overall.carried()}
	names := map[string]bool{}
	for _, x := range r.Figures {
		t := x.carried()
		if t.Name == "" || names[t.Name] {
			t.Name = strings.TrimSpace(t.Name + " (" + x.Team + ")")
		}
		names[t.Name] = true
		if i := slices.IndexFunc(r.Scores, func(o score.TeamScore) bool { return o.Team == x.Team }); i >= 0 {
			add(&t, r.Scores[i].All)
			add(&f.All, r.Scores[i].All)
		}
		f.Teams = append(f.Teams, t)
	}
	return f
}

func (f Figure) carried() lesson.TeamFigures {
	return lesson.TeamFigures{Name: f.Name, Detect: f.Detect, Share: f.Share, Decide: f.Decide, Of: f.Of}
}

func add(t *lesson.TeamFigures, x score.Score) {
	t.Got, t.Graded, t.Gradable = t.Got+x.Got, t.Graded+x.Graded, t.Gradable+x.Gradable
	t.NGraded, t.NGradable = t.NGraded+x.NGraded, t.NGradable+x.NGradable
}

// Compare keeps the figures of earlier exercises that a person brings in a file, in
// place of those that were brought before; this exercise's own are left out. It needs
// exercise.conduct or exercise.grade at the node that conducts.
func (s *Service) Compare(ctx context.Context, who authz.Actor, realm ids.Realm, file []byte) (all []lesson.Measured, err error) {
	defer errs.Wrap(&err, "aftermath.Compare")
	if err := s.enter(who, realm, runs...); err != nil {
		return nil, err
	}
	if !s.c.Conduct.Directs() {
		return nil, errs.New(errs.Denied, "%s conducts this exercise; its node has the report", s.c.Conduct.Director())
	}
	if all, err = lesson.ReadFigures(file); err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(m lesson.Measured) bool { return m.Exercise == string(realm) })
	names := make([]string, len(all))
	rows := make([][]any, len(all))
	for i, m := range all {
		b, err := strictjson.Marshal(m)
		if err != nil {
			return nil, err
		}
		names[i], rows[i] = m.Name, []any{m.Exercise, db.Micros(m.Figures.Started), b}
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM aftermath_earlier`); err != nil {
			return err
		}
		if len(rows) > 0 {
			if _, err := tx.Insert(ctx, "aftermath_earlier", []string{"exercise", "started", "body"}, rows, ""); err != nil {
				return err
			}
		}
		if _, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "aftermath.compared", By: who, Body: map[string]any{"exercises": names}}); err != nil {
			return err
		}
		all, err = earlier(ctx, tx)
		return err
	})
	return all, err
}

func earlier(ctx context.Context, tx *db.Tx) ([]lesson.Measured, error) {
	all, err := db.Rows(ctx, tx, func(sc db.Scanner) (m lesson.Measured, err error) {
		var body []byte
		if err = sc.Scan(&body); err != nil {
			return m, err
		}
		return m, strictjson.Loose(body, &m)
	}, `SELECT body FROM aftermath_earlier ORDER BY started, exercise`)
	if all == nil {
		all = []lesson.Measured{}
	}
	return all, err
}
