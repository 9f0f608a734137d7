package expert

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/match"
)

// horizon is how far ahead, and memory how far back, windows and holds are read with
// a person.
const (
	horizon = 400 * 24 * time.Hour
	memory  = 90 * 24 * time.Hour
)

// Listed is a person with what is noted of the time around now.
type Listed struct {
	Expert
	Windows []Window
	Holds   []Hold
	Worked  time.Duration // within the days of the limit, up to now; 0 without a limit
}

// Standby tells whether a person is on standby at a moment: not away, and not held.
func (l Listed) Standby(at time.Time) bool {
	on := false
	for _, w := range l.Windows {
		if within := !at.Before(w.From) && at.Before(w.To); within && w.Kind == Away {
			return false
		} else if within {
			on = true
		}
	}
	for _, h := range l.Holds {
		if !at.Before(h.From) && at.Before(h.To) {
			return false
		}
	}
	return on && l.State == Active
}

// mayRead lets through who may see people. The pool bears no marking, so a reader
// with a ceiling sees none of it.
func mayRead(v authz.Viewer) error {
	if err := v.May(authz.ExpertRead); err != nil {
		return err
	}
	if v.Actor().Ceiling != "" {
		return errs.New(errs.Denied, "the pool of experts bears no marking, and is not for readers with a ceiling")
	}
	return nil
}

// List gives the pool of a realm, in the order in which people came, with windows and
// holds that touch a span. A zero span is from 90 days ago to 400 days ahead.
func (s *Service) List(ctx context.Context, v authz.Viewer, span match.Window) (all []Listed, err error) {
	defer errs.Wrap(&err, "expert.List")
	if err := mayRead(v); err != nil {
		return nil, err
	}
	if span != (match.Window{}) {
		if err := checkSpan(span); err != nil {
			return nil, err
		}
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = listed(ctx, tx, v.Realm(), span)
		return err
	})
	return all, err
}

func listed(ctx context.Context, tx *db.Tx, realm ids.Realm, span match.Window) ([]Listed, error) {
	if span == (match.Window{}) {
		span = match.Window{From: tx.Now.Add(-memory), To: tx.Now.Add(horizon)}
	}
	people, err := loadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	windows, err := windowsIn(ctx, tx, realm, span)
	if err != nil {
		return nil, err
	}
	holds, err := holdsIn(ctx, tx, realm, span)
	if err != nil {
		return nil, err
	}
	past, err := holdsIn(ctx, tx, realm, match.Window{From: tx.Now.Add(-memory), To: tx.Now})
	if err != nil {
		return nil, err
	}
	all := make([]Listed, len(people))
	for i, e := range people {
		all[i] = Listed{Expert: e, Windows: windows[e.ID], Holds: holds[e.ID]}
		if l := e.Profile.Limit; l.Hours > 0 {
			all[i].Worked = worked(past[e.ID], match.Window{From: tx.Now.AddDate(0, 0, -l.Days), To: tx.Now})
		}
	}
	return all, nil
}

// Get gives one person.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (l Listed, err error) {
	defer errs.Wrap(&err, "expert.Get(%s)", errs.Clip(id))
	if err := mayRead(v); err != nil {
		return l, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		if l.Expert, err = load(ctx, tx, v.Realm(), id); err != nil {
			return err
		}
		if l.Windows, err = windowsOf(ctx, tx, id); err != nil {
			return err
		}
		if l.Holds, err = holdsOf(ctx, tx, id, db.Micros(tx.Now.Add(-memory))); err != nil {
			return err
		}
		if n := l.Profile.Limit; n.Hours > 0 {
			l.Worked = worked(l.Holds, match.Window{From: tx.Now.AddDate(0, 0, -n.Days), To: tx.Now})
		}
		return nil
	})
	return l, err
}

// Candidates gives the active people of a realm as matching sees them, for work within
// a span. Their ids are those of this node, and must not leave it.
func (s *Service) Candidates(ctx context.Context, tx *db.Tx, realm ids.Realm, span match.Window) (all []match.Person, err error) {
	defer errs.Wrap(&err, "expert.Candidates")
	if err := checkSpan(span); err != nil {
		return nil, err
	}
	people, err := loadAll(ctx, tx, realm)
	if err != nil {
		return nil, err
	}
	windows, err := windowsIn(ctx, tx, realm, span)
	if err != nil {
		return nil, err
	}
	holds, err := holdsIn(ctx, tx, realm, match.Window{From: span.From.Add(-memory), To: span.To})
	if err != nil {
		return nil, err
	}
	for _, e := range people {
		if e.State == Active {
			all = append(all, e.candidate(s.c.Party, span.From, tx.Now, windows[e.ID], holds[e.ID]))
		}
	}
	return all, nil
}
