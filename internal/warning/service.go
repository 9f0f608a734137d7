package warning

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/policy"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Matters *matter.Service
	Party   ids.Party // this node's own
}

// Service is the warnings of one node and the acts on them.
type Service struct{ c Config }

// New gives the service and registers its kind of matters.
func New(c Config) *Service {
	s := &Service{c: c}
	c.Matters.Register(matter.Domain{Kind: Kind, Acts: Acts(), Check: check, Settled: settled})
	return s
}

// check refuses a statement that this node cannot read.
func check(st matter.Statement) error {
	if st.Act == matter.ActInvited {
		return st.Decode(&struct{}{})
	}
	_, err := decode(st.Act, st.Body)
	return err
}

// settled tells that the warning has been ended.
func settled(m matter.Matter) bool {
	w, err := Fold(m)
	return err == nil && !w.Open()
}

// NewWarning is what a warning begins with.
type NewWarning struct {
	Agreement string
	Provision string // of that agreement; it shares incidents
	To        []ids.Party
	TLP       marking.TLP
	Text      Text
}

// Bases lists what a warning can rest on: the provisions in force that share
// incidents. It needs warning.read.
func (s *Service) Bases(ctx context.Context, v authz.Viewer) (all []matter.Basis, err error) {
	defer errs.Wrap(&err, "warning.Bases")
	if err := v.May(authz.WarningRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.c.Matters.Bases(ctx, tx, v.Realm(), policy.Share)
		return err
	})
	return all, err
}

// Issue warns other parties. It needs warning.issue.
//
// Errors: NotFound where no such provision in force shares incidents; Denied where
// policy does not let the marking go to one of the parties; Invalid for a text that
// nobody could have meant, and for a time that has passed.
func (s *Service) Issue(ctx context.Context, who authz.Actor, realm ids.Realm, n NewWarning) (v View, err error) {
	defer errs.Wrap(&err, "warning.Issue")
	if err := who.May(authz.WarningIssue); err != nil {
		return v, err
	}
	n.Text.Rev, n.Text.Why = 1, ""
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		bases, err := s.c.Matters.Bases(ctx, tx, realm, policy.Share)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(bases, func(b matter.Basis) bool { return b.Agreement == n.Agreement && b.Provision.ID == n.Provision }) {
			return errs.New(errs.NotFound, "no provision %q in force shares incidents, which a warning rests on", errs.Clip(n.Provision))
		}
		if err := n.Text.sound(tx); err != nil {
			return err
		}
		id, seed := matter.NewID(Kind, s.c.Party)
		if _, err := s.c.Matters.Open(ctx, tx, who, realm, matter.Opening{Kind: Kind, ID: id, Seed: seed, Agreement: n.Agreement, Provision: n.Provision, To: n.To, TLP: n.TLP, Act: ActIssued, Body: &n.Text}); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}

// sound refuses a text of ours that asks for what cannot be done.
func (t *Text) sound(tx *db.Tx) error {
	if err := t.check(); err != nil {
		return err
	}
	if !t.Due.IsZero() && !t.Due.After(tx.Now) {
		return errs.New(errs.Invalid, "the others cannot acknowledge a warning until a time that has passed")
	}
	return nil
}

// Acknowledge says that our party has acknowledged the text that stands, and
// whether it is affected; later words follow earlier ones. It needs
// warning.acknowledge.
//
// Errors: NotFound; Denied for a warning of our own; Conflict for one that is ended.
func (s *Service) Acknowledge(ctx context.Context, who authz.Actor, realm ids.Realm, id string, affected Affected, words string) (View, error) {
	return s.act(ctx, who, authz.WarningAck, realm, id, ActAcknowledged, func(_ *db.Tx, w Warning) (body, error) {
		if w.Owner == s.c.Party {
			return nil, errs.New(errs.Denied, "we issued this warning ourselves; those whom it warns acknowledge it")
		}
		return &Acknowledged{Rev: w.Latest().Rev, Affected: affected, Words: words}, nil
	})
}

// Update brings the next text of a warning of ours. It needs warning.issue.
func (s *Service) Update(ctx context.Context, who authz.Actor, realm ids.Realm, id string, t Text) (View, error) {
	return s.act(ctx, who, authz.WarningIssue, realm, id, ActUpdated, func(tx *db.Tx, w Warning) (body, error) {
		t.Rev = w.Latest().Rev + 1
		return &t, errOr(s.ours(w), t.sound(tx))
	})
}

// End ends a warning of ours. It needs warning.issue.
func (s *Service) End(ctx context.Context, who authz.Actor, realm ids.Realm, id, reason string) (View, error) {
	return s.act(ctx, who, authz.WarningIssue, realm, id, ActEnded, func(_ *db.Tx, w Warning) (body, error) {
		return &Ended{Reason: reason}, s.ours(w)
	})
}

func errOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (s *Service) ours(w Warning) error {
	if w.Owner != s.c.Party {
		return errs.New(errs.Denied, "only %s, who issued this warning, can change or end it", w.Owner)
	}
	return nil
}

// act is one act on a warning: load, rule, save, record.
func (s *Service) act(ctx context.Context, who authz.Actor, may authz.Act, realm ids.Realm, id, verb string, rule func(tx *db.Tx, w Warning) (body, error)) (v View, err error) {
	defer errs.Wrap(&err, "warning.%s(%s)", verb, errs.Clip(id))
	if err := who.May(may); err != nil {
		return v, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		m, w, err := s.seen(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		if !w.Open() {
			return errs.New(errs.Conflict, "the warning has been ended")
		}
		b, err := rule(tx, w)
		if err != nil {
			return err
		}
		if err := b.check(); err != nil {
			return err
		}
		tlp, err := marking.ParseTLP(w.TLP)
		if err != nil {
			return err
		}
		if _, err := s.c.Matters.State(ctx, tx, who, m, verb, tlp, b); err != nil {
			return err
		}
		v, err = s.view(ctx, tx, who.In(realm), id)
		return err
	})
	return v, err
}
