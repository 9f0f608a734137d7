package playbook

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/strictjson"
	"entente/internal/format/cacao"
)

// Run is one following of a version, as lists show it.
type Run struct {
	ID        string
	Realm     ids.Realm
	Version   Version // which one is followed
	Title     string
	Incident  string // id of the incident it is about, "" without
	Phase     Phase
	StartedAt time.Time
	StartedBy string
	EndedAt   time.Time // zero: it runs
	Open      int64     // steps that wait for somebody
	Due       time.Time // the earliest end of an open step's time; zero without one
	Acts      int64     // recorded so far
}

// Following is one run with all that it follows from and amounts to.
type Following struct {
	Run
	Playbook cacao.Playbook
	Record   []Act
	Progress Progress
}

// NewRun is what a run begins with.
type NewRun struct {
	Title    string            // "" for the playbook's name
	Incident string            // id, may be empty
	Values   map[string]string // of variables of the playbook that are not constant
}

// Start begins a run of a version.
//
// Errors: Conflict for a version that is revoked or not valid now; Invalid for a
// value that is missing or of another type.
func (s *Service) Start(ctx context.Context, who authz.Actor, realm ids.Realm, id string, n NewRun) (f Following, err error) {
	defer errs.Wrap(&err, "playbook.Start(%s)", errs.Clip(id))
	if err := who.May(authz.PlaybookRun); err != nil {
		return f, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		x, p, _, err := s.version(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		if err := startable(x, p, tx.Now); err != nil {
			return err
		}
		if n.Title = strings.TrimSpace(n.Title); n.Title == "" {
			n.Title = titleOf(p.Name)
		}
		if len(n.Title) > MaxTitle || !plain(n.Title, false) || len(n.Incident) > MaxReference || !plain(n.Incident, false) {
			return errs.New(errs.Invalid, "a title or the id of an incident is one line of up to %d bytes", MaxTitle)
		}
		f = Following{Playbook: p, Run: Run{ID: ids.New(), Realm: realm, Version: x, Title: n.Title, Incident: n.Incident, StartedAt: tx.Now, StartedBy: who.Name}}
		return s.record(ctx, tx, who, &f, Act{Kind: Started, Values: n.Values})
	})
	return f, err
}

// titleOf makes a run's title of a playbook's name.
func titleOf(name string) string {
	title := errs.Clip(name)
	for len(title) > MaxTitle {
		_, size := utf8.DecodeLastRuneInString(title)
		title = title[:len(title)-size]
	}
	return title
}

// startable tells whether a run of a version may begin.
func startable(x Version, p cacao.Playbook, now time.Time) error {
	switch {
	case !x.RevokedAt.IsZero():
		return errs.New(errs.Conflict, "this version was revoked here: %s", errs.Clip(x.RevokedWhy))
	case p.Revoked:
		return errs.New(errs.Conflict, "its author has revoked this version")
	case now.Before(p.ValidFrom):
		return errs.New(errs.Conflict, "it is valid from %s on", p.ValidFrom.Format(time.RFC3339))
	case !p.ValidUntil.IsZero() && !now.Before(p.ValidUntil):
		return errs.New(errs.Conflict, "it was valid until %s; import a version that is valid", p.ValidUntil.Format(time.RFC3339))
	}
	return nil
}

// Answer is what somebody says of an open step. Visit may be zero for the one
// that is open.
type Answer struct {
	Step      string
	Visit     int
	Status    Status // of a report
	Branch    string // of a decision
	Text      string
	Reference string
	Values    map[string]string
}

// Report records what became of a step.
func (s *Service) Report(ctx context.Context, who authz.Actor, realm ids.Realm, run string, a Answer) (Following, error) {
	return s.act(ctx, who, realm, run, Act{Kind: Reported, Step: a.Step, Visit: a.Visit, Status: a.Status, Text: a.Text, Reference: a.Reference, Values: a.Values})
}

// Decide records which branch a condition takes, and why.
func (s *Service) Decide(ctx context.Context, who authz.Actor, realm ids.Realm, run string, a Answer) (Following, error) {
	return s.act(ctx, who, realm, run, Act{Kind: Decided, Step: a.Step, Visit: a.Visit, Branch: a.Branch, Text: a.Text, Reference: a.Reference})
}

// Skip records that a step is not done, and why.
func (s *Service) Skip(ctx context.Context, who authz.Actor, realm ids.Realm, run string, a Answer) (Following, error) {
	return s.act(ctx, who, realm, run, Act{Kind: Skipped, Step: a.Step, Visit: a.Visit, Text: a.Text, Reference: a.Reference})
}

// Cancel ends a run before its end, with the reason.
func (s *Service) Cancel(ctx context.Context, who authz.Actor, realm ids.Realm, run, reason string) (Following, error) {
	return s.act(ctx, who, realm, run, Act{Kind: Cancelled, Text: reason})
}

func (s *Service) act(ctx context.Context, who authz.Actor, realm ids.Realm, run string, a Act) (f Following, err error) {
	defer errs.Wrap(&err, "playbook.act(%s, %s)", a.Kind, errs.Clip(run))
	if err := who.May(authz.PlaybookRun); err != nil {
		return f, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if f, err = s.follow(ctx, tx, who.In(realm), run); err != nil {
			return err
		}
		return s.record(ctx, tx, who, &f, a)
	})
	return f, err
}

// record is one act in a run: rule, save, record.
func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, f *Following, a Act) error {
	if len(f.Record) >= maxActs {
		return errs.New(errs.TooLarge, "a run takes up to %d acts", maxActs)
	}
	a.N, a.At, a.Person, a.By, a.Text = len(f.Record)+1, tx.Now, who.Person, who.Name, strings.TrimSpace(a.Text)
	if a.Visit == 0 && a.Step != "" { // what is recorded says which one it was
		if i := slices.IndexFunc(f.Progress.Visits, func(v Visit) bool { return v.Step == a.Step && v.State == Open }); i >= 0 {
			a.Visit = f.Progress.Visits[i].N
		}
	}
	m, err := replay(f.Playbook, append(slices.Clip(f.Record), a))
	if err != nil {
		return err
	}
	f.Record, f.Progress = append(f.Record, a), m.progress()
	f.Phase, f.EndedAt, f.Due, f.Acts, f.Open = f.Progress.Phase, f.Progress.Ended, f.Progress.Due(), int64(a.N), 0
	for _, v := range f.Progress.Open() {
		if v.Waits != ForBranches {
			f.Open++
		}
	}
	body, err := strictjson.Marshal(a)
	if err != nil {
		return err
	}
	if err := saveRun(ctx, tx, f.Run, a.N, body); err != nil {
		return err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: f.Realm, Kind: "playbook." + string(a.Kind), By: who, About: f.ID,
		Body: struct {
			Act    Act    `json:"act"`
			Digest string `json:"digest"` // of the playbook
			Phase  Phase  `json:"phase"`  // after it
		}{a, f.Version.Digest, f.Phase}})
	return err
}
