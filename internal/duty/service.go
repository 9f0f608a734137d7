package duty

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/party"
)

// Config is what a Service needs.
type Config struct {
	DB         *db.DB
	Journal    *journal.Journal
	Parties    *party.Service
	Agreements *agreement.Service
	Exchange   Exchange
	Key        sign.Key  // the node's
	Party      ids.Party // this node's own
}

// Service is the obligations of one node and the acts on them.
type Service struct{ c Config }

// New gives the service.
func New(c Config) *Service { return &Service{c: c} }

type statementBody struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
}

const kindStated = "duty.stated"

// maxStatements bounds what is held of one party about one agreement, so that none
// can keep another from stating anything.
const maxStatements = 20_000

// Call is a call for a duty.
type Call struct {
	Provision string
	Owed      []ids.Party // on whom; empty for everybody else that has the duty
	Told      []ids.Party // who hears of it besides those and the depositary; empty for all parties
	From      time.Time   // on ourselves alone: since when we know the cause; zero for now
	Text      string
}

// Call opens the clock of a duty that is called for: on others, or on ourselves
// when the cause lies with us (an incident of our own that is to be reported).
//
// Errors: NotFound for a provision that is not in force; Conflict for one that is
// not called for by people; Invalid for parties that do not have the duty.
func (s *Service) Call(ctx context.Context, who authz.Actor, realm ids.Realm, id string, c Call) (all []Obligation, err error) {
	defer errs.Wrap(&err, "duty.Call(%s)", errs.Clip(id))
	if err := who.May(authz.DutyAnswer); err != nil {
		return nil, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) (err error) {
		all, err = s.CallIn(ctx, tx, who, realm, id, c)
		return err
	})
	return all, err
}

// CallIn is Call within the act of another domain, which has judged who may.
func (s *Service) CallIn(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string, c Call) (all []Obligation, err error) {
	err = s.write(ctx, tx, who, realm, id, func(tx *db.Tx, a agreement.Agreement, _ []Obligation) (st Statement, err error) {
		e, err := standing(a, c.Provision, tx.Now)
		if err != nil {
			return st, err
		}
		if entry, _ := clause.EntryOf(e.Provision.Kind); entry.Effect != clause.Called || e.Provision.Kind == clause.Recall {
			return st, errs.New(errs.Conflict, "nobody calls for %s by hand: its clock runs by itself", e.Provision.ID)
		}
		st = Statement{Act: Called, Digest: e.Digest, Provision: e.Provision.ID, Owed: slices.Clone(c.Owed), From: c.From, Text: c.Text}
		if len(st.Owed) == 0 {
			st.Owed = slices.DeleteFunc(slices.Clone(e.Owes), func(p ids.Party) bool { return p == s.c.Party || !e.Owed(p, tx.Now) })
		}
		slices.Sort(st.Owed)
		for _, p := range st.Owed {
			if !e.Owed(p, tx.Now) {
				return st, errs.New(errs.Invalid, "%s does not have this duty", errs.Clip(string(p)))
			}
		}
		return st, nil
	}, func(st *Statement, a agreement.Agreement) error {
		st.Told = circle(a, c.Told, *st, tx.Now)
		if st.From.IsZero() {
			st.From = st.At
		}
		st.Call = st.callID()
		if e, err := standing(a, st.Provision, st.At); err != nil || !mayCall(e, *st) {
			return errs.New(errs.Invalid, "a call on others runs from now; a call on ourselves is made apart, from a moment under this agreement that is past")
		}
		return nil
	}, func(st Statement, now []Obligation) {
		for _, o := range now {
			if o.Call == st.Call {
				all = append(all, o)
			}
		}
	})
	return all, err
}

// circle lists who hears of a call that is for some: they, who makes it, who owes
// it, and the depositary, who hands it on; nobody in particular where that is all.
func circle(a agreement.Agreement, some []ids.Party, st Statement, now time.Time) []ids.Party {
	if len(some) == 0 {
		return nil
	}
	told := slices.Concat(some, st.Owed, []ids.Party{st.Party, a.Depositary})
	told = slices.Compact(slices.Sorted(slices.Values(slices.DeleteFunc(told, func(p ids.Party) bool { return p == "" }))))
	if !slices.ContainsFunc(a.Others(st.Party, now), func(p ids.Party) bool { return !slices.Contains(told, p) }) {
		return nil
	}
	return told
}

// standing gives the duty of a provision in force at a moment.
func standing(a agreement.Agreement, provision string, now time.Time) (agreement.Engagement, error) {
	for _, e := range a.Engagements(now) {
		if e.Provision.ID == provision && !now.Before(e.Since) && (e.Until.IsZero() || now.Before(e.Until)) {
			return e, nil
		}
	}
	return agreement.Engagement{}, errs.New(errs.NotFound, "the agreement has no duty %q in force", errs.Clip(provision))
}

// Met states that we have met an obligation of ours, and how.
func (s *Service) Met(ctx context.Context, who authz.Actor, realm ids.Realm, id, obligation, text, reference string) (Obligation, error) {
	return s.state(ctx, who, realm, id, obligation, Statement{Act: Met, Text: text, Reference: reference})
}

// Excuse lets another party off an obligation, with the reason.
func (s *Service) Excuse(ctx context.Context, who authz.Actor, realm ids.Realm, id, obligation, reason string) (Obligation, error) {
	return s.state(ctx, who, realm, id, obligation, Statement{Act: Excused, Text: reason})
}

// Contest says that an obligation, which another party says it has met, is not.
func (s *Service) Contest(ctx context.Context, who authz.Actor, realm ids.Realm, id, obligation, reason string) (Obligation, error) {
	return s.state(ctx, who, realm, id, obligation, Statement{Act: Contested, Text: reason})
}

func (s *Service) state(ctx context.Context, who authz.Actor, realm ids.Realm, id, obligation string, st Statement) (out Obligation, err error) {
	defer errs.Wrap(&err, "duty.state(%s, %s)", st.Act, errs.Clip(obligation))
	if err := who.May(authz.DutyAnswer); err != nil {
		return out, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.stateIn(ctx, tx, who, realm, id, obligation, st)
		return err
	})
	return out, err
}

// MetIn is Met, of what a call asks of us, within the act of another domain, which
// has judged who may. A call that is not known here, or is settled, is no error.
func (s *Service) MetIn(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id, call, text, reference string) error {
	_, err := s.stateIn(ctx, tx, who, realm, id, calledID(call, s.c.Party), Statement{Act: Met, Text: text, Reference: reference})
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Conflict) {
		return nil
	}
	return err
}

func (s *Service) stateIn(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id, obligation string, st Statement) (out Obligation, err error) {
	var earliest time.Time
	err = s.write(ctx, tx, who, realm, id, func(tx *db.Tx, _ agreement.Agreement, all []Obligation) (Statement, error) {
		i := slices.IndexFunc(all, func(o Obligation) bool { return o.ID == obligation })
		if i < 0 {
			return st, errs.New(errs.NotFound, "there is no obligation %q here that was not settled long ago", errs.Clip(obligation))
		}
		o := all[i]
		if err := s.may(st.Act, o, tx.Now); err != nil {
			return st, err
		}
		earliest = clock.Later(o.From, o.MetAt)
		st.Digest, st.Provision, st.Call, st.Period, st.Owed = o.Term.Digest, o.Term.Provision.ID, o.Call, o.Period, []ids.Party{o.Owed}
		st.Told = o.Told
		return st, nil
	}, func(st *Statement, _ agreement.Agreement) error {
		if st.At.Before(earliest) {
			st.At = earliest // another party's clock is ahead of ours
		}
		return nil
	}, func(_ Statement, now []Obligation) {
		out = now[slices.IndexFunc(now, func(o Obligation) bool { return o.ID == obligation })]
	})
	return out, err
}

// may tells whether we may say something of an obligation.
func (s *Service) may(act Act, o Obligation, now time.Time) error {
	state := o.StateAt(now)
	judge := slices.Contains(o.Judge, s.c.Party)
	switch {
	case act == Met && o.Owed != s.c.Party:
		return errs.New(errs.Denied, "only %s can say that it has met this", o.Owed)
	case act == Met && !o.Open(now):
		return errs.New(errs.Conflict, "this is settled already")
	case act == Met && now.Before(o.From):
		return errs.New(errs.Conflict, "its period has not begun")
	case act != Met && !judge:
		return errs.New(errs.Denied, "whether %s has met this is for %s to say", o.Owed, join(o.Judge))
	case act == Excused && !o.Open(now):
		return errs.New(errs.Conflict, "this is settled already")
	case act == Contested && (state == Forgiven || state == Disputed || o.MetAt.IsZero()):
		return errs.New(errs.Conflict, "nothing stands to be contested")
	}
	return nil
}

// write is one act: load, rule, save, record.
func (s *Service) write(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string,
	rule func(*db.Tx, agreement.Agreement, []Obligation) (Statement, error), date func(*Statement, agreement.Agreement) error, done func(Statement, []Obligation)) error {
	a, err := s.c.Agreements.Load(ctx, tx, realm, id)
	if err != nil {
		return err
	}
	said, err := load(ctx, tx, id)
	if err != nil {
		return err
	}
	st, err := rule(tx, a, obligations(a, said, tx.Now.Add(-memory), tx.Now, tx.Now))
	if err != nil {
		return err
	}
	st.V, st.Realm, st.Agreement, st.Party, st.By, st.At = 1, realm, a.ID, s.c.Party, nameOf(who), tx.Now
	if err := date(&st, a); err != nil {
		return err
	}
	if err := st.check(); err != nil {
		return err
	}
	b, err := strictjson.Marshal(st)
	if err != nil {
		return err
	}
	x := stated{Statement: st, bytes: b, signature: s.c.Key.Sign(statementContext, b)}
	if err := s.keep(ctx, tx, who, a, x, slices.DeleteFunc(a.Others(s.c.Party, tx.Now), func(p ids.Party) bool { return !x.isFor(p) })); err != nil {
		return err
	}
	said = append(said, x)
	slices.SortFunc(said, compare)
	done(st, obligations(a, said, tx.Now.Add(-memory), clock.Later(tx.Now, st.At), tx.Now))
	return nil
}

// nameOf is how a statement names a person.
func nameOf(who authz.Actor) string {
	if name := errs.Clip(who.Name); clause.Line(name) {
		return name
	}
	return who.Person
}

// keep stores a statement and tells an audience.
func (s *Service) keep(ctx context.Context, tx *db.Tx, who authz.Actor, a agreement.Agreement, x stated, audience []ids.Party) error {
	n, err := counted(ctx, tx, a.ID, x.Party)
	if err != nil {
		return err
	}
	if n >= maxStatements {
		return errs.New(errs.TooLarge, "a party states up to %d things about the duties of one agreement", maxStatements)
	}
	fresh, err := save(ctx, tx, x)
	if err != nil || !fresh {
		return err
	}
	_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: kindStated, By: who, About: a.ID, Audience: audience, Body: statementBody{Statement: x.bytes, Signature: x.signature}})
	return err
}
