package assist

import (
	"context"
	"slices"
	"time"

	"entente/internal/agreement"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/duty"
	"entente/internal/expert"
	"entente/internal/format/marking"
	"entente/internal/match"
	"entente/internal/matter"
)

// Pool is the node's own experts, as this domain needs them.
type Pool interface {
	// Candidates gives the people as matching sees them; their ids stay here.
	Candidates(ctx context.Context, tx *db.Tx, realm ids.Realm, span match.Window) ([]match.Person, error)
	// Pseudonym names a person within one matter.
	Pseudonym(expert, matter string) string
	// Disclose gives who a person is, and journals that it did.
	Disclose(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, expert, matter string) (expert.FullCard, error)
	// Hold gives a person to a matter; errs.Conflict when the time is taken.
	Hold(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, expert, matter string, from, to time.Time) error
	// Drop gives a person free of a matter.
	Drop(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, expert, matter string) error
}

// Config is what a Service needs.
type Config struct {
	DB         *db.DB
	Journal    *journal.Journal
	Matters    *matter.Service
	Agreements *agreement.Service
	Duties     *duty.Service
	Pool       Pool
	Key        sign.Key  // the node's
	Party      ids.Party // this node's own
	Alone      bool      // who wrote a request may authorise it too
}

// Service is the assistance that one node asks for and gives.
type Service struct {
	c    Config
	seal sealKey
}

// New gives the service, and registers its matters.
func New(c Config) (*Service, error) {
	secret := c.Key.Sign("assist-seal/v1", nil) // known to whoever has the key, and to nobody else
	key, err := newSealKey(secret[:])
	if err != nil {
		return nil, err
	}
	s := &Service{c: c, seal: key}
	c.Matters.Register(matter.Domain{Kind: Kind, Check: check, Took: s.took, Settled: settled, Acts: []string{ActLodged, ActAcknowledged, ActTriaged, ActOffered, ActUnoffered, ActAccepted, ActHeld, ActDeclined,
		ActRefused, ActDeployed, ActNoted, ActShifted, ActRegistered, ActHanded, ActHandedOver, ActDemobilised, ActCosted, ActClosed, ActReported, ActLearned, ActWithdrawn}})
	return s, nil
}

// settled tells that nobody has anything to do about a request: it was taken back,
// or it is closed and reported.
func settled(m matter.Matter) bool {
	c, err := Fold(m)
	return err == nil && (c.State == Withdrawn || c.State == Reported)
}

var errNoCase = errs.New(errs.NotFound, "there is no such request for assistance here")

func (s *Service) load(ctx context.Context, tx *db.Tx, realm ids.Realm, id string) (matter.Matter, Case, error) {
	m, err := s.c.Matters.Load(ctx, tx, realm, Kind, id)
	if errs.Is(err, errs.NotFound) {
		return m, Case{}, errNoCase
	}
	if err != nil {
		return m, Case{}, err
	}
	c, err := Fold(m)
	if err != nil {
		return m, c, err
	}
	one := []Case{c}
	err = missions(ctx, tx, realm, one)
	return m, one[0], err
}

// loadSeen is load for somebody whose ceiling lets him read all that was stated.
func (s *Service) loadSeen(ctx context.Context, tx *db.Tx, v authz.Viewer, id string) (matter.Matter, Case, error) {
	m, c, err := s.load(ctx, tx, v.Realm(), id)
	if err == nil && !m.ReadableBy(v) {
		return matter.Matter{}, Case{}, errNoCase
	}
	return m, c, err
}

// act states one thing about a request as one act of a person. after names the
// moment of what it answers.
func (s *Service) act(ctx context.Context, who authz.Actor, may authz.Act, realm ids.Realm, id, verb string, do func(tx *db.Tx, m matter.Matter, c Case) (body any, after time.Time, err error)) (c Case, err error) {
	defer errs.Wrap(&err, "assist.%s(%s)", verb, errs.Clip(id))
	if err := who.May(may); err != nil {
		return c, err
	}
	err = s.c.DB.Write(ctx, func(tx *db.Tx) error {
		m, before, err := s.loadSeen(ctx, tx, who.In(realm), id)
		if err != nil {
			return err
		}
		body, after, err := do(tx, m, before)
		if err != nil {
			return err
		}
		c, err = s.state(ctx, tx, who, realm, id, after, verb, body)
		return err
	})
	return c, err
}

// state signs a statement and judges it by the fold that every node makes: what
// would count for nothing is not stated, and its reason is the error.
func (s *Service) state(ctx context.Context, tx *db.Tx, who authz.Actor, realm ids.Realm, id string, after time.Time, verb string, body any) (c Case, err error) {
	m, before, err := s.load(ctx, tx, realm, id)
	if err != nil {
		return c, err
	}
	tlp, err := marking.ParseTLP(before.Request.TLP)
	if err != nil {
		return c, err
	}
	x, err := s.c.Matters.Answer(ctx, tx, who, m, after, verb, tlp, body)
	if err != nil {
		return c, err
	}
	if _, c, err = s.load(ctx, tx, realm, id); err != nil {
		return c, err
	}
	if i := slices.IndexFunc(c.Void, func(v Void) bool { return v.digest == x.Digest() }); i >= 0 {
		return c, c.Void[i].err()
	}
	return c, nil
}

// last is the latest moment of what was stated about an offer; zero for none.
func (c Case) last(offer string) time.Time {
	if o := c.offer(offer); o != nil {
		return o.last
	}
	return time.Time{}
}

// Get gives one request with all that became of it.
func (s *Service) Get(ctx context.Context, v authz.Viewer, id string) (c Case, err error) {
	defer errs.Wrap(&err, "assist.Get(%s)", errs.Clip(id))
	if err := v.May(authz.AssistRead); err != nil {
		return c, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		_, c, err = s.loadSeen(ctx, tx, v, id)
		return err
	})
	return c, err
}

// List gives every request that this node holds, the last lodged first.
func (s *Service) List(ctx context.Context, v authz.Viewer) (all []Case, err error) {
	defer errs.Wrap(&err, "assist.List")
	if err := v.May(authz.AssistRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		matters, err := s.c.Matters.LoadAll(ctx, tx, v.Realm(), Kind)
		if err == nil {
			all, err = list(ctx, tx, v, matters)
		}
		return err
	})
	return all, err
}

// Pending lists the requests about which something is left to be done, newest
// first.
func (s *Service) Pending(ctx context.Context, v authz.Viewer) (all []Case, err error) {
	defer errs.Wrap(&err, "assist.Pending")
	if err := v.May(authz.AssistRead); err != nil {
		return nil, err
	}
	err = s.c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = s.pending(ctx, tx, v)
		return err
	})
	return all, err
}

func (s *Service) pending(ctx context.Context, tx *db.Tx, v authz.Viewer) ([]Case, error) {
	matters, err := s.c.Matters.LoadOpen(ctx, tx, v.Realm(), Kind)
	if err != nil {
		return nil, err
	}
	return list(ctx, tx, v, matters)
}

// list folds what a viewer may see.
func list(ctx context.Context, tx *db.Tx, v authz.Viewer, matters []matter.Matter) ([]Case, error) {
	all := []Case{}
	for _, m := range matters {
		if !m.ReadableBy(v) {
			continue
		}
		c, err := Fold(m)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(x, y Case) int { return y.Lodged.Compare(x.Lodged) })
	return all, missions(ctx, tx, v.Realm(), all)
}

// People gives who the held experts of a request of ours are, by offer.
//
// Errors: Denied at every other party than the one that asked.
func (s *Service) People(ctx context.Context, v authz.Viewer, id string) (all []Disclosed, err error) {
	defer errs.Wrap(&err, "assist.People(%s)", errs.Clip(id))
	if err := v.May(authz.AssistDeploy); err != nil {
		return nil, err
	}
	c, err := s.Get(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if c.Owner != s.c.Party {
		return nil, errs.New(errs.Denied, "who the people are, the party that asked alone is told")
	}
	all = []Disclosed{}
	for _, o := range c.Offers {
		for _, k := range o.Cards {
			cards, err := s.seal.open(k.Sealed, sealInfo(c.ID, o.Party, o.ID))
			if err != nil {
				return nil, err
			}
			for _, d := range cards {
				d.Party, d.Offer = o.Party, o.ID
				all = append(all, d)
			}
		}
	}
	return all, nil
}
