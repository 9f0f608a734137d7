package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"sync"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
)

// own begins the kinds of this domain. Of them nobody is notified, or one notice
// would be the cause of the next.
const own = "notify."

// Person is an account as far as notifications need it.
type Person struct {
	ID      string
	Name    string // canonical
	Display string
	Roles   []authz.Role
	Actor   authz.Actor // whose acts say what the person may hear of
	Away    bool        // disabled, or a machine: nothing is sent
}

// Key is the OpenPGP key that is known of an address outside the accounts.
type Key struct {
	Armor string // empty for none
	Spent bool   // not to be used any more, whatever it says itself
}

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Party   ids.Party // this node's own
	Origin  string    // the console's address as browsers know it; "" leaves paths in messages
	Seal    []byte    // makes secrets of webhooks and of acknowledgements, away from the database
	People  func(ctx context.Context, tx *db.Tx) ([]Person, error)
	// KeyOf, when set, gives the OpenPGP key of an address outside the accounts.
	KeyOf func(ctx context.Context, tx *db.Tx, address string) (Key, error)
	Mail  MailConfig // how mail is set up, for administrators to see; zero where it is not
	Log   *slog.Logger
}

// Service is the notifications and alarms of one node and the acts on them.
type Service struct {
	c        Config
	words    map[string]words
	holder   string // this process, in leases
	bell     *journal.Bell
	mu       sync.Mutex
	channels map[carried]Channel
}

// carried names a channel: what of which realm it carries.
type carried struct {
	realm ids.Realm
	road  Road
}

// New gives the service. It sends nothing until it has channels; see Carry.
func New(c Config) (*Service, error) {
	w, err := readWords()
	if err != nil {
		return nil, err
	}
	return &Service{c: c, words: w, holder: ids.New(), bell: journal.NewBell(), channels: map[carried]Channel{}}, nil
}

// Carry gives a realm its channel for a road, ByMail or ByWebhook. An exercise
// gives its realm a channel that keeps everything within it; a realm without one
// tells nobody outside the console.
func (s *Service) Carry(realm ids.Realm, road Road, c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[carried{realm, road}] = c
}

func (s *Service) channel(realm ids.Realm, road Road) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channels[carried{realm, road}]
}

// mac derives what is secret from the node's own key, so that the database
// alone gives nobody anything.
func (s *Service) mac(purpose, about string) []byte {
	m := hmac.New(sha256.New, s.c.Seal)
	m.Write([]byte(purpose + "/" + about))
	return m.Sum(nil)
}

// hookSecret is the secret of a person's webhook, by the mark that is stored.
func (s *Service) hookSecret(person, mark string) string {
	return hookPrefix + base64.StdEncoding.EncodeToString(s.mac("webhook/v1", person+"/"+mark))
}

// system is who acts where no person does.
func (s *Service) system() authz.Actor { return authz.System(s.c.Party, "notify") }

// record journals an act. Arrangements belong to the node and stand in the live realm.
func (s *Service) record(ctx context.Context, tx *db.Tx, by authz.Actor, realm ids.Realm, kind, about string, body any) error {
	_, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: realm, Kind: own + kind, By: by, About: about, Body: body})
	return err
}

// people lists the accounts by id.
func (s *Service) people(ctx context.Context, tx *db.Tx) (map[string]Person, error) {
	all, err := s.c.People(ctx, tx)
	if err != nil {
		return nil, err
	}
	by := make(map[string]Person, len(all))
	for _, p := range all {
		by[p.ID] = p
	}
	return by, nil
}

const lookEvery = time.Second

// Run climbs and sends until ctx ends. What fell due while the node stood still
// is done when it comes back.
func (s *Service) Run(ctx context.Context) error {
	for {
		ring := s.bell.Wait() // taken before looking, so that nothing is missed
		if err := s.Turn(ctx); err != nil && ctx.Err() == nil {
			s.c.Log.ErrorContext(ctx, "notifications were not looked at", slog.Any("error", err))
		}
		if !clock.Wait(ctx, ring, lookEvery) {
			return nil
		}
	}
}

// Turn takes every step that is due and sends everything that is due, once.
func (s *Service) Turn(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "notify.Turn")
	if err := s.climb(ctx); err != nil {
		return err
	}
	return s.sendDue(ctx)
}
