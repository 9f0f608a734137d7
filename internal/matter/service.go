package matter

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/format/marking"
	"entente/internal/party"
)

// Domain is how one kind of matter is dealt with. app registers it before
// anything runs.
type Domain struct {
	Kind string
	// Acts lists what can be stated, as second words of journal kinds; the first
	// one opens. ActInvited is there by itself.
	Acts []string
	// Check refuses a body that this node cannot read. It is pure: what it
	// passes is kept, and counts for as much as the domain's fold says.
	Check func(s Statement) error
	// Took hears of every statement that was kept, ours and others', within the
	// same transaction; what it states in answer travels after it. May be nil.
	Took func(ctx context.Context, tx *db.Tx, m Matter, s Said) error
	// Settled tells that nothing is left to be done about a matter, until
	// something further is stated. It is pure. May be nil: nothing ever is.
	Settled func(m Matter) bool
}

// Config is what a Service needs.
type Config struct {
	DB         *db.DB
	Journal    *journal.Journal
	Parties    *party.Service
	Agreements *agreement.Service
	Key        sign.Key  // the node's
	Party      ids.Party // this node's own
}

// Service keeps the matters of one node. It checks what a party may state at
// all; who of this party's people may, is for the domains to say.
type Service struct {
	c       Config
	domains map[string]Domain
}

// New gives the service.
func New(c Config) *Service { return &Service{c: c, domains: map[string]Domain{}} }

// Register adds a domain.
func (s *Service) Register(d Domain) { s.domains[d.Kind] = d }

// statementBody is how a statement travels. Under is the invitation of the owner
// that let the recipient in, with an opening that does not name it.
type statementBody struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
	Under     jsontext.Value `json:"under,omitempty"`
	Invited   sign.Signature `json:"invited,omitzero"`
}

// Opening is a new matter. ID and Seed come from NewID.
type Opening struct {
	Kind, ID, Seed string
	Agreement      string
	Provision      string // of that agreement, in force
	To             []ids.Party
	TLP            marking.TLP
	Act            string
	Body           any
}

// Open begins a matter within the caller's act.
//
// Errors: NotFound for an agreement or provision that is not in force; Denied
// where policy does not let this marking go to a party; Invalid for parties that
// the agreement does not bind, or that cannot be reached; TooLarge where too many
// of ours are open.
func (s *Service) Open(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, o Opening) (Matter, error) {
	a, err := s.c.Agreements.Load(ctx, tx, realm, o.Agreement)
	if err != nil {
		return Matter{}, err
	}
	to := slices.Compact(slices.Sorted(slices.Values(o.To)))
	if err := s.basis(a, o.Provision, to, tx.Now); err != nil {
		return Matter{}, err
	}
	if err := s.room(ctx, tx, realm, s.c.Party); err != nil { // the others would refuse it
		return Matter{}, err
	}
	st := Statement{V: 1, Realm: realm, Kind: o.Kind, Matter: o.ID, N: 1, Act: o.Act, TLP: o.TLP.String(), At: tx.Now, Terms: &Terms{Seed: o.Seed, Agreement: a.ID, Provision: o.Provision, To: to}}
	m := Matter{ID: o.ID, Realm: realm, Kind: o.Kind, Owner: s.c.Party, Agreement: a.ID, Centre: centreOf(a.Depositary, s.c.Party, to), Parties: append([]ids.Party{s.c.Party}, to...)}
	said, err := s.state(ctx, tx, who, m, st, o.Body)
	if err != nil {
		return Matter{}, err
	}
	return assemble([]Said{said}, m.Centre), nil
}

// centreOf tells who hands on.
func centreOf(depositary, owner ids.Party, to []ids.Party) ids.Party {
	if slices.Contains(to, depositary) {
		return depositary
	}
	return owner
}

// basis demands that an agreement with the provision binds us and all others.
func (s *Service) basis(a agreement.Agreement, provision string, to []ids.Party, now time.Time) error {
	bound := a.BoundAt(now)
	if !slices.Contains(bound, s.c.Party) || !has(a, provision) {
		return errs.New(errs.NotFound, "no agreement with provision %q is in force that binds %s", errs.Clip(provision), s.c.Party)
	}
	for _, p := range to {
		if !slices.Contains(bound, p) {
			return errs.New(errs.Invalid, "%s is not bound by this agreement now", errs.Clip(string(p)))
		}
	}
	return nil
}

func has(a agreement.Agreement, provision string) bool {
	return slices.ContainsFunc(a.Clauses, func(c clause.Clause) bool {
		return slices.ContainsFunc(c.Provisions, func(p clause.Provision) bool { return p.ID == provision })
	})
}

// State adds a statement of ours to a matter within the caller's act. The body is
// marshalled canonically.
//
// Errors: NotFound; Denied where policy does not let this marking go to everybody
// who takes part.
func (s *Service) State(ctx context.Context, tx *db.Tx, who authz.Actor, m Matter, act string, tlp marking.TLP, body any) (Said, error) {
	st := Statement{V: 1, Realm: m.Realm, Kind: m.Kind, Matter: m.ID, Act: act, TLP: tlp.String()}
	st.N, st.At = m.next(s.c.Party, tx.Now)
	return s.state(ctx, tx, who, m, st, body)
}

// Answer is State, dated after a moment too: after what the statement answers, so
// that an answer never comes before its question when another's clock is ahead.
func (s *Service) Answer(ctx context.Context, tx *db.Tx, who authz.Actor, m Matter, after time.Time, act string, tlp marking.TLP, body any) (Said, error) {
	st := Statement{V: 1, Realm: m.Realm, Kind: m.Kind, Matter: m.ID, Act: act, TLP: tlp.String()}
	st.N, st.At = m.next(s.c.Party, tx.Now)
	if !st.At.After(after) {
		st.At = after.Add(time.Microsecond)
	}
	return s.state(ctx, tx, who, m, st, body)
}

// Invite brings further parties into a matter of ours. What was stated before goes
// to them as far as policy lets each maker give it to them.
func (s *Service) Invite(ctx context.Context, tx *db.Tx, who authz.Actor, m Matter, to []ids.Party, tlp marking.TLP, body any) (Said, error) {
	if m.Owner != s.c.Party {
		return Said{}, errs.New(errs.Denied, "only %s, whose matter this is, brings others in", m.Owner)
	}
	a, err := s.c.Agreements.Load(ctx, tx, m.Realm, m.Agreement)
	if err != nil {
		return Said{}, err
	}
	to = slices.Compact(slices.Sorted(slices.Values(to)))
	to = slices.DeleteFunc(to, m.TakesPart)
	if len(to) == 0 {
		return Said{}, errs.New(errs.Conflict, "they all take part already")
	}
	if err := s.basis(a, m.Provision, to, tx.Now); err != nil {
		return Said{}, err
	}
	st := Statement{V: 1, Realm: m.Realm, Kind: m.Kind, Matter: m.ID, Act: ActInvited, TLP: tlp.String(), Terms: &Terms{To: to}}
	st.N, st.At = m.next(s.c.Party, tx.Now)
	m.Parties = append(slices.Clone(m.Parties), to...)
	return s.state(ctx, tx, who, m, st, body)
}

// state signs a statement, keeps it, and sends it on its way.
func (s *Service) state(ctx context.Context, tx *db.Tx, who authz.Actor, m Matter, st Statement, body any) (x Said, err error) {
	if !m.TakesPart(s.c.Party) {
		return x, errs.New(errs.NotFound, "there is no such matter here")
	}
	st.Party, st.By = s.c.Party, NameOf(who)
	if st.Body, err = strictjson.Marshal(body); err != nil {
		return x, err
	}
	if err := st.check(); err != nil {
		return x, err
	}
	if err := s.known(st); err != nil {
		return x, err
	}
	tlp, _ := marking.ParseTLP(st.TLP)
	for _, p := range m.Parties {
		if err := s.permit(ctx, tx, st.Realm, s.c.Party, p, tlp, tx.Now); err != nil {
			return x, err
		}
	}
	x = Said{Statement: st, Known: tx.Now}
	if x.Bytes, err = strictjson.Marshal(st); err != nil {
		return x, err
	}
	x.Signature = s.c.Key.Sign(statementContext, x.Bytes)
	return x, s.keep(ctx, tx, who, m, x)
}

// known demands that the domain can read the statement.
func (s *Service) known(st Statement) error {
	d, ok := s.domains[st.Kind]
	if !ok || st.Act != ActInvited && !slices.Contains(d.Acts, st.Act) || st.Opens() != (st.Act == d.Acts[0]) {
		return errs.New(errs.Unsupported, "this node does not know %s.%s", errs.Clip(st.Kind), errs.Clip(st.Act))
	}
	return d.Check(st)
}

// NameOf is how a statement names a person.
func NameOf(who authz.Actor) string {
	if name := errs.Clip(who.Name); clause.Line(name) {
		return name
	}
	return who.Person
}

// keep stores a statement, journals it for whoever is next on its way, and tells
// the domain.
func (s *Service) keep(ctx context.Context, tx *db.Tx, who authz.Actor, m Matter, x Said) error {
	fresh, err := save(ctx, tx, m.Centre, x)
	if err != nil || !fresh {
		return err
	}
	if m, err = s.Load(ctx, tx, x.Realm, x.Kind, x.Matter); err != nil {
		return err
	}
	if err := s.stand(ctx, tx, m); err != nil {
		return err
	}
	if m.Centre == s.c.Party && x.Act == ActInvited {
		if err := s.catchUp(ctx, tx, who, m, x); err != nil {
			return err
		}
	}
	if err := s.record(ctx, tx, who, x, s.audience(m, x), nil); err != nil {
		return err
	}
	if d := s.domains[x.Kind]; d.Took != nil {
		return d.Took(ctx, tx, m, x)
	}
	return nil
}

// audience lists whom this node tells of a statement.
func (s *Service) audience(m Matter, x Said) []ids.Party {
	switch {
	case m.Centre == s.c.Party:
		return slices.DeleteFunc(slices.Clone(m.Parties), func(p ids.Party) bool { return p == x.Party || p == s.c.Party })
	case x.Party == s.c.Party:
		return []ids.Party{m.Centre}
	}
	return nil
}

// catchUp hands what was stated before an invitation to whom it brings in, each
// statement only where policy lets its maker give it to them.
func (s *Service) catchUp(ctx context.Context, tx *db.Tx, who authz.Actor, m Matter, invitation Said) error {
	for _, x := range m.Said {
		if x.Digest() == invitation.Digest() {
			continue
		}
		tlp, _ := marking.ParseTLP(x.TLP)
		var to []ids.Party
		for _, p := range invitation.Terms.To {
			switch err := s.permit(ctx, tx, x.Realm, x.Party, p, tlp, tx.Now); {
			case err == nil:
				to = append(to, p)
			case !errs.Is(err, errs.Denied):
				return err
			}
		}
		var under *Said
		if x.Opens() {
			under = &invitation
		}
		if len(to) > 0 {
			if err := s.record(ctx, tx, who, x, to, under); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) record(ctx context.Context, tx *db.Tx, who authz.Actor, x Said, audience []ids.Party, under *Said) error {
	body := statementBody{Statement: x.Bytes, Signature: x.Signature}
	if under != nil {
		body.Under, body.Invited = under.Bytes, under.Signature
	}
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: x.Realm, Kind: fmt.Sprint(x.Kind, ".", x.Act), By: who, About: x.Matter, Audience: audience, Body: body})
	return err
}
