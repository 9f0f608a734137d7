package expert

import (
	"context"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/match"
	"entente/internal/party"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Parties *party.Service
	Party   ids.Party // this node's own
	Secret  []byte    // known to this node alone: pseudonyms follow from it
}

// Service is the pool of one node and the acts on it.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

// Bounds of a pool.
const (
	maxPool    = 5_000
	maxWindows = 200 // of one person that have not ended
)

// Add takes a person into the pool.
//
// Errors: Invalid for a profile that says what it cannot; TooLarge for a full pool.
func (s *Service) Add(ctx context.Context, who authz.Actor, realm ids.Realm, p Profile) (e Expert, err error) {
	defer errs.Wrap(&err, "expert.Add")
	if err := who.May(authz.ExpertManage); err != nil {
		return e, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		e, err = s.add(ctx, tx, who, realm, p)
		return err
	})
	return e, err
}

func (s *Service) add(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, p Profile) (e Expert, err error) {
	n, err := counted(ctx, tx, realm)
	if err != nil {
		return e, err
	}
	if n >= maxPool {
		return e, errs.New(errs.TooLarge, "a pool has up to %d people", maxPool)
	}
	e = Expert{ID: ids.New(), Realm: realm, State: Active, Added: tx.Now}
	if err := e.change(p, 0); err != nil {
		return e, err
	}
	if err := s.ownOffice(ctx, tx, e.Profile.Office); err != nil {
		return e, err
	}
	return e, s.keep(ctx, tx, who, &e, "expert.added", nil)
}

// ownOffice refuses what is no office of our own party.
func (s *Service) ownOffice(ctx context.Context, tx *db.Tx, id string) error {
	self, err := s.c.Parties.Known(ctx, tx, s.c.Party)
	if err != nil {
		return err
	}
	if _, err := self.Office(id); err != nil {
		return errs.New(errs.Invalid, "%q is not an office of %s", errs.Clip(id), s.c.Party)
	}
	return nil
}

// keep saves a person at the next version and records the act. The journal names
// people by id: it is read by more than may see the pool, and nothing is ever
// erased from it.
func (s *Service) keep(ctx context.Context, tx *db.Tx, who authz.Actor, e *Expert, kind string, more map[string]any) error {
	e.Version++
	e.Changed = tx.Now
	if err := save(ctx, tx, *e); err != nil {
		return err
	}
	if more == nil {
		more = map[string]any{}
	}
	more["version"] = e.Version
	return s.record(ctx, tx, who, e.Realm, kind, e.ID, more)
}

func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, kind, about string, body map[string]any) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: kind, By: who, About: about, Body: body})
	return err
}

// act is one act on a person: load, rule, save, record.
func (s *Service) act(ctx context.Context, who authz.Actor, may authz.Act, realm ids.Realm, id, kind string, rule func(*db.Tx, *Expert) (map[string]any, error)) (e Expert, err error) {
	defer errs.Wrap(&err, "%s(%s)", kind, errs.Clip(id))
	if err := who.May(may); err != nil {
		return e, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if e, err = load(ctx, tx, realm, id); err != nil {
			return err
		}
		more, err := rule(tx, &e)
		if err != nil {
			return err
		}
		return s.keep(ctx, tx, who, &e, kind, more)
	})
	return e, err
}

// Change puts a profile in place of the one at a version. Where skills, languages,
// certificates or clearance become others, they are attested no more.
//
// Errors: Conflict when the profile was changed since that version.
func (s *Service) Change(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, p Profile) (Expert, error) {
	return s.act(ctx, who, authz.ExpertManage, realm, id, "expert.changed", func(tx *db.Tx, e *Expert) (map[string]any, error) {
		attested := e.Attested != nil
		if err := e.change(p, version); err != nil {
			return nil, err
		}
		return map[string]any{"attestation_ended": attested && e.Attested == nil}, s.ownOffice(ctx, tx, e.Profile.Office)
	})
}

// Attest says that an own office holds skills, languages, certificates and clearance
// of a profile, as they stand at a version, for true. Without an office it is the one
// that releases the person.
//
// Errors: Conflict when the profile was changed since that version.
func (s *Service) Attest(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, office string) (Expert, error) {
	return s.act(ctx, who, authz.ExpertAttest, realm, id, "expert.attested", func(tx *db.Tx, e *Expert) (map[string]any, error) {
		if err := e.seen(version); err != nil {
			return nil, err
		}
		if office == "" {
			office = e.Profile.Office
		}
		if err := s.ownOffice(ctx, tx, office); err != nil {
			return nil, err
		}
		digest, err := e.Profile.digest()
		e.Attested = &Attestation{Office: office, Person: who.Person, Name: errs.Clip(who.Name), At: tx.Now, Digest: digest}
		return map[string]any{"office": office}, err
	})
}

// Withdraw keeps a person from being offered. Holds that stand go on.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64) (Expert, error) {
	return s.turn(ctx, who, realm, id, version, Active, Withdrawn, "expert.withdrawn")
}

// Readmit lets a withdrawn person be offered again.
func (s *Service) Readmit(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64) (Expert, error) {
	return s.turn(ctx, who, realm, id, version, Withdrawn, Active, "expert.readmitted")
}

func (s *Service) turn(ctx context.Context, who authz.Actor, realm ids.Realm, id string, version int64, from, to State, kind string) (Expert, error) {
	return s.act(ctx, who, authz.ExpertManage, realm, id, kind, func(_ *db.Tx, e *Expert) (map[string]any, error) {
		if err := e.seen(version); err != nil {
			return nil, err
		}
		switch {
		case e.State == from:
		case to == Withdrawn:
			return nil, errs.New(errs.Conflict, "the expert is withdrawn already")
		default:
			return nil, errs.New(errs.Conflict, "the expert is in the pool already")
		}
		e.State = to
		return nil, nil
	})
}

// Remove erases a person's data: profile, attestation, exercises, windows. That
// somebody was in the pool, and for what matters held, stays under the id.
//
// Errors: Conflict while the person is held for a matter that has not ended.
func (s *Service) Remove(ctx context.Context, who authz.Actor, realm ids.Realm, id string) error {
	_, err := s.act(ctx, who, authz.ExpertManage, realm, id, "expert.removed", func(tx *db.Tx, e *Expert) (map[string]any, error) {
		holds, err := holdsOf(ctx, tx, id, db.Micros(tx.Now))
		if err != nil {
			return nil, err
		}
		if len(holds) > 0 {
			return nil, errs.New(errs.Conflict, "the expert is held for a matter until %s; give the expert free there first", holds[len(holds)-1].To.Format(time.RFC3339))
		}
		if _, err := dropWindow(ctx, tx, id, ""); err != nil {
			return nil, err
		}
		*e = Expert{ID: e.ID, Realm: e.Realm, Version: e.Version, State: Removed, Added: e.Added}
		return nil, nil
	})
	return err
}

// NoteExercise adds an exercise to a person's history.
func (s *Service) NoteExercise(ctx context.Context, who authz.Actor, realm ids.Realm, id string, x PastExercise) (Expert, error) {
	return s.act(ctx, who, authz.ExpertManage, realm, id, "expert.exercise-noted", func(_ *db.Tx, e *Expert) (map[string]any, error) {
		if len(e.Exercises) >= maxWindows {
			return nil, errs.New(errs.TooLarge, "a profile notes up to %d exercises", maxWindows)
		}
		e.Exercises = append(e.Exercises, x)
		return map[string]any{"day": x.Day}, x.check()
	})
}

// AddWindow notes a time of standby or absence. Times of one kind may overlap: they
// count as one. It does not touch the profile's version.
func (s *Service) AddWindow(ctx context.Context, who authz.Actor, realm ids.Realm, id, kind string, span match.Window, note string) (w Window, err error) {
	defer errs.Wrap(&err, "expert.AddWindow(%s)", errs.Clip(id))
	w = Window{ID: ids.New(), Expert: id, Kind: kind, Note: note, Window: match.Window{From: span.From.UTC(), To: span.To.UTC()}}
	err = s.windows(ctx, who, realm, id, func(tx *db.Tx) error {
		if err := w.check(); err != nil {
			return err
		}
		open, err := windowsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(open) >= maxWindows {
			return errs.New(errs.TooLarge, "a person has up to %d times of standby and absence that have not ended", maxWindows)
		}
		if err := saveWindow(ctx, tx, realm, w); err != nil {
			return err
		}
		return s.record(ctx, tx, who, realm, "expert.window-added", id, map[string]any{"window": w.ID, "kind": w.Kind, "from": w.From, "to": w.To})
	})
	return w, err
}

// RemoveWindow takes a time of standby or absence away.
func (s *Service) RemoveWindow(ctx context.Context, who authz.Actor, realm ids.Realm, id, window string) (err error) {
	defer errs.Wrap(&err, "expert.RemoveWindow(%s)", errs.Clip(id))
	return s.windows(ctx, who, realm, id, func(tx *db.Tx) error {
		n, err := dropWindow(ctx, tx, id, window)
		if err != nil {
			return err
		}
		if n == 0 || window == "" {
			return errs.New(errs.NotFound, "there is no such time of standby or absence")
		}
		return s.record(ctx, tx, who, realm, "expert.window-removed", id, map[string]any{"window": window})
	})
}

func (s *Service) windows(ctx context.Context, who authz.Actor, realm ids.Realm, id string, do func(*db.Tx) error) error {
	if err := who.May(authz.ExpertManage); err != nil {
		return err
	}
	return s.c.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := load(ctx, tx, realm, id); err != nil {
			return err
		}
		return do(tx)
	})
}
