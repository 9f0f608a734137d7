package incident

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/marking"
	"entente/internal/matter"
)

// Releases tells what became of objects that incidents link.
type Releases interface {
	// Given tells to whom this node has released an object, and when, and whether
	// the object is here.
	Given(ctx context.Context, v authz.Viewer, object string) (here bool, to map[ids.Party]time.Time, err error)
}

// Config is what a Service needs. Met and Releases may be nil: then no duty is
// stated to be met, and of linked objects nothing is known.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Matters *matter.Service
	Party   ids.Party // this node's own
	// Met states, within the caller's act, that a duty to report was met.
	Met      func(ctx context.Context, tx *db.Tx, who authz.Actor, m Duty) error
	Releases Releases
}

// Duty is a duty to report that sharing an incident meets.
type Duty struct {
	Realm     ids.Realm
	Agreement string
	Provision string
	To        []ids.Party
	Since     time.Time // since when its cause is known
	Text      string    // how it was met; those to whom it goes read it
	Reference string    // the incident's id
}

// Service is the incidents of one node and the acts on them.
type Service struct{ c Config }

// New gives the service and registers its kind of matters.
func New(c Config) *Service {
	s := &Service{c: c}
	c.Matters.Register(matter.Domain{Kind: Domain, Acts: Acts, Check: check, Took: s.took, Settled: settled})
	return s
}

// settled tells that all who take part see the incident closed.
func settled(m matter.Matter) bool {
	entries, err := held{id: m.ID, matter: m}.entries(marking.Red)
	return err == nil && Fold(m.ID, entries).State == ClosedState
}

// check refuses a statement that this node cannot read.
func check(st matter.Statement) error {
	if st.Act == matter.ActInvited {
		return st.Decode(&struct{}{})
	}
	_, err := decode(st.Act, st.Body)
	return err
}

// took makes the row of an incident that another party has shared with us.
func (s *Service) took(ctx context.Context, tx *db.Tx, m matter.Matter, x matter.Said) error {
	if !x.Opens() || m.Owner == s.c.Party {
		return nil
	}
	return begin(ctx, tx, held{id: m.ID, realm: m.Realm, owner: m.Owner, opened: m.Opened, sharedAt: tx.Now})
}

// Words is how an entry is written: its marking, and whether it stays ours.
type Words struct {
	TLP  marking.TLP // None: that of the incident
	Ours bool        // of a shared incident; of one that is not, nothing leaves anyway
}

// Open begins an incident of our own. Nothing of it leaves. It needs
// incident.write.
func (s *Service) Open(ctx context.Context, who authz.Actor, realm ids.Realm, tlp marking.TLP, d Description) (v View, err error) {
	defer errs.Wrap(&err, "incident.Open")
	if err := who.May(authz.IncidentWrite); err != nil {
		return v, err
	}
	d.State = Open
	id, seed := matter.NewID(Domain, s.c.Party)
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		h := held{id: id, realm: realm, owner: s.c.Party, seed: seed, opened: tx.Now}
		if err := begin(ctx, tx, h); err != nil {
			return err
		}
		if err := s.sayOurs(ctx, tx, who, h, Opened, tlp, &d); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}

// act is one act on an incident: load, rule, save, record. rule sees the incident
// as all see it, with what is ours.
func (s *Service) act(ctx context.Context, who authz.Actor, realm ids.Realm, id string, w Words, act string, body Body, rule func(tx *db.Tx, h held, i Incident) error) (v View, err error) {
	defer errs.Wrap(&err, "incident.%s(%s)", act, errs.Clip(id))
	if err := who.May(authz.IncidentWrite); err != nil {
		return v, err
	}
	ceiling, err := ceilingOf(who)
	if err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		h, i, err := s.find(ctx, tx, realm, id, ceiling)
		if err != nil {
			return err
		}
		if i.State == ClosedState && act != Reopened && act != Obliged && act != Informed {
			return errs.New(errs.Conflict, "the incident is closed; take it up again first")
		}
		if ownersOnly(act) && h.owner != s.c.Party {
			return errs.New(errs.Denied, "only %s, whose incident this is, can say that", h.owner)
		}
		if rule != nil {
			if err := rule(tx, h, i); err != nil {
				return err
			}
		}
		if w.TLP == marking.None {
			w.TLP = i.TLP
		}
		if w.TLP > ceiling {
			return errs.New(errs.Denied, "this marking is above what you may read yourself")
		}
		if !h.isShared() || w.Ours || act == Obliged || act == Informed {
			err = s.sayOurs(ctx, tx, who, h, act, w.TLP, body)
		} else {
			_, err = s.c.Matters.State(ctx, tx, who, h.matter, act, w.TLP, body)
		}
		if err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}

// sayOurs keeps an entry that nobody else gets, and journals that it was made.
func (s *Service) sayOurs(ctx context.Context, tx *db.Tx, who authz.Actor, h held, act string, tlp marking.TLP, body Body) error {
	if tlp == marking.None {
		return errs.New(errs.Invalid, "an incident is marked by a level of the Traffic Light Protocol")
	}
	if h.isShared() && !mayStayOurs(act) {
		return errs.New(errs.Conflict, "what all parties see of a shared incident cannot stay ours")
	}
	e := Entry{Ref: ids.New(), Act: act, By: matter.NameOf(who), At: tx.Now, TLP: tlp, Body: body}
	for _, x := range h.own { // acts of one transaction, and of a clock that was set back, keep their order
		if !x.At.Before(e.At) {
			e.At = x.At.Add(time.Microsecond)
		}
	}
	if err := fits(act, body); err != nil {
		return err
	}
	if err := keepOwn(ctx, tx, h.id, e); err != nil {
		return err
	}
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: h.realm, Kind: Domain + "." + act, By: who, About: h.id, Body: map[string]string{"entry": e.Ref}})
	return err
}

// find loads an incident and folds it as far as a ceiling lets a person see.
func (s *Service) find(ctx context.Context, tx *db.Tx, realm ids.Realm, id string, ceiling marking.TLP) (h held, i Incident, err error) {
	if h, err = s.load(ctx, tx, realm, id); err != nil {
		return h, i, err
	}
	entries, err := h.entries(ceiling)
	if err != nil {
		return h, i, err
	}
	if !slices.ContainsFunc(entries, opens(h)) {
		return h, i, errs.New(errs.NotFound, "there is no such incident here")
	}
	return h, Fold(id, entries), nil
}

// opens tells which entry an incident is seen by: the opening that all see, or
// while it is ours alone our own.
func opens(h held) func(Entry) bool {
	return func(e Entry) bool { return e.Act == Opened && e.Ours != h.isShared() }
}

// ceilingOf is the strictest level that somebody may read.
func ceilingOf(who authz.Actor) (marking.TLP, error) {
	if who.Ceiling == "" {
		return marking.Red, nil
	}
	tlp, err := marking.ParseTLP(who.Ceiling)
	if err != nil || tlp == marking.None {
		return tlp, errs.New(errs.Denied, "this account's ceiling %q is not a TLP level", errs.Clip(who.Ceiling))
	}
	return tlp, nil
}
