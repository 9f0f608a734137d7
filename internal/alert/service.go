package alert

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/crisis"
	"entente/internal/format/marking"
	"entente/internal/matter"
	"entente/internal/policy"
)

// Decisions tells which levels decisions have set.
type Decisions interface {
	Alerts(ctx context.Context, v authz.Viewer) ([]crisis.Alert, error)
	Get(ctx context.Context, v authz.Viewer, id string) (crisis.View, error)
}

// Config is what a Service needs.
type Config struct {
	DB        *db.DB
	Matters   *matter.Service
	Decisions Decisions
	Party     ids.Party // this node's own
}

// Service is the alert levels that one node knows.
type Service struct{ c Config }

// New gives the service and registers its kind of matters.
func New(c Config) *Service {
	s := &Service{c: c}
	c.Matters.Register(matter.Domain{Kind: Kind, Acts: []string{ActStated, ActRestated}, Check: check, Settled: settled})
	return s
}

// Under is an agreement under which others are to be told.
type Under struct {
	Agreement string      `json:"agreement" format:"uuid"`
	Provision string      `json:"provision" maxLength:"300" doc:"One that shares incidents"`
	To        []ids.Party `json:"to,omitempty" maxItems:"64" doc:"Absent: everybody else who is bound"`
}

// NewLevel is what our party states of itself.
type NewLevel struct {
	Level     string
	Criterion string
	Scheme    string
	Value     string
	TLP       marking.TLP
	Under     []Under // besides those under which we have told others before
}

// Told tells how far a level went.
type Told struct {
	Own    Own         `json:"own"`
	To     []ids.Party `json:"to" doc:"Who is told, in the order of the alphabet"`
	Untold []Untold    `json:"untold" doc:"Agreements under which it could not be told"`
}

// Untold is an agreement under which a level did not go.
type Untold struct {
	Agreement string `json:"agreement"`
	Why       string `json:"why"`
}

// State states our own level, under each agreement under which we have stated one
// before and under those that are named. Where an earlier one no longer lets it go
// (it is suspended, or the marking is above its ceiling) it is left out and listed.
// It needs alert.state.
//
// Errors: Invalid where it would go to nobody; NotFound where a provision that is
// named does not share incidents; Denied where policy does not let the marking go to
// somebody who is named.
func (s *Service) State(ctx context.Context, who authz.Actor, realm ids.Realm, n NewLevel) (out Told, err error) {
	defer errs.Wrap(&err, "alert.State")
	if err := who.May(authz.AlertState); err != nil {
		return out, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		out = Told{To: []ids.Party{}, Untold: []Untold{}}
		l := Level{Level: n.Level, Since: tx.Now, Criterion: n.Criterion, Scheme: n.Scheme, Value: n.Value}
		if err := l.check(); err != nil {
			return err
		}
		bases, err := s.c.Matters.Bases(ctx, tx, realm, policy.Share)
		if err != nil {
			return err
		}
		had, err := s.restate(ctx, tx, who, realm, n, l, &out)
		if err != nil {
			return err
		}
		for _, u := range n.Under {
			if err := s.state(ctx, tx, who, realm, n, l, u, bases, had, &out); err != nil {
				return err
			}
		}
		if len(out.To) == 0 {
			if len(out.Untold) > 0 {
				return errs.New(errs.Denied, "the alert level can be told to nobody now: %s", out.Untold[0].Why)
			}
			return errs.New(errs.Invalid, "name an agreement under which the others are told our alert level")
		}
		out.To = slices.Compact(slices.Sorted(slices.Values(out.To)))
		out.Own = Own{Level: l, Party: s.c.Party, By: matter.NameOf(who), TLP: n.TLP.String()}
		return nil
	})
	return out, err
}

// restate states a level in every matter of ours that there is, and gives them by
// agreement.
func (s *Service) restate(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, n NewLevel, l Level, out *Told) (map[string]matter.Matter, error) {
	all, err := s.c.Matters.LoadAll(ctx, tx, realm, Kind)
	if err != nil {
		return nil, err
	}
	had := map[string]matter.Matter{}
	for _, m := range all {
		if m.Owner != s.c.Party {
			continue
		}
		had[m.Agreement] = m
		if err := s.permitted(ctx, tx, m, n.TLP); errs.Is(err, errs.Denied) {
			if slices.ContainsFunc(n.Under, func(u Under) bool { return u.Agreement == m.Agreement }) {
				return nil, err // somebody asked for it by name
			}
			out.Untold = append(out.Untold, Untold{Agreement: m.Agreement, Why: errs.Clip(err.Error())})
			continue
		} else if err != nil {
			return nil, err
		}
		if _, err := s.c.Matters.State(ctx, tx, who, m, ActRestated, n.TLP, &l); err != nil {
			return nil, err
		}
		out.To = append(out.To, m.Parties[1:]...)
	}
	return had, nil
}

func (s *Service) permitted(ctx context.Context, tx *db.Tx, m matter.Matter, tlp marking.TLP) error {
	for _, p := range m.Parties[1:] {
		if err := s.c.Matters.Permits(ctx, tx, m.Realm, p, tlp); err != nil {
			return err
		}
	}
	return nil
}

// state tells others under an agreement that is named: it opens our matter there, or
// brings those into it who are not in it yet.
func (s *Service) state(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, n NewLevel, l Level, u Under, bases []matter.Basis, had map[string]matter.Matter, out *Told) error {
	i := slices.IndexFunc(bases, func(b matter.Basis) bool { return b.Agreement == u.Agreement && b.Provision.ID == u.Provision })
	if i < 0 {
		return errs.New(errs.NotFound, "no provision %q in force shares incidents, which an alert level rests on", errs.Clip(u.Provision))
	}
	if len(u.To) == 0 {
		u.To = bases[i].Parties
	}
	m, ok := had[u.Agreement]
	if !ok {
		id, seed := matter.NewID(Kind, s.c.Party)
		m, err := s.c.Matters.Open(ctx, tx, who, realm, matter.Opening{Kind: Kind, ID: id, Seed: seed, Agreement: u.Agreement, Provision: u.Provision, To: u.To, TLP: n.TLP, Act: ActStated, Body: &l})
		had[u.Agreement] = m
		out.To = append(out.To, u.To...)
		return err
	}
	fresh := slices.DeleteFunc(slices.Clone(u.To), m.TakesPart)
	if len(fresh) == 0 {
		return nil
	}
	out.To = append(out.To, fresh...)
	m, err := s.c.Matters.Load(ctx, tx, realm, Kind, m.ID) // with what was just stated
	if err != nil {
		return err
	}
	_, err = s.c.Matters.Invite(ctx, tx, who, m, fresh, n.TLP, struct{}{})
	return err
}
