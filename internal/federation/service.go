package federation

import (
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/party"
)

// Config is what a Service needs.
type Config struct {
	DB      *db.DB
	Journal *journal.Journal
	Party   ids.Party
	Key     sign.Key // the node's key: TLS, checkpoints, cosignatures, answers
	Address string   // host:port under which peers reach this node
	Parties *party.Service
	Kinds   map[string]Kind
	Client  func(trust func(sign.PublicKey) error) (*http.Client, error) // the one outbound dialer, for peers
	Clock   clock.Clock
	Log     *slog.Logger
	Spool   string // folder for what arrives before it is taken
	// Turn counts, for a party, how often what is agreed with it came to stand
	// otherwise; nil for never.
	Turn func(p ids.Party) int64
}

// Service is this node's side of every link.
type Service struct {
	db      *db.DB
	journal *journal.Journal
	party   ids.Party
	key     sign.Key
	address string
	parties *party.Service
	kinds   map[string]Kind
	client  func(trust func(sign.PublicKey) error) (*http.Client, error)
	clock   clock.Clock
	log     *slog.Logger
	spool   string
	turn    func(p ids.Party) int64

	sealed *journal.Bell // rings when one of our logs has grown
	joined *journal.Bell // rings when the set of peers has changed

	mu    sync.Mutex
	links map[ids.Party]Link // guarded by mu
}

// Link is how the connection to a peer stands, as far as this process knows.
type Link struct {
	State string // "connected", "unreachable", "never"
	Since time.Time
	Error string
}

// New gives the service. Nothing runs until Run.
func New(c Config) *Service {
	if c.Spool == "" {
		c.Spool = os.TempDir()
	}
	if c.Turn == nil {
		c.Turn = func(ids.Party) int64 { return 0 }
	}
	return &Service{
		turn: c.Turn,
		db:   c.DB, journal: c.Journal, party: c.Party, key: c.Key, address: c.Address, parties: c.Parties, kinds: c.Kinds,
		client: c.Client, clock: c.Clock, log: c.Log, spool: c.Spool,
		sealed: journal.NewBell(), joined: journal.NewBell(), links: map[ids.Party]Link{},
	}
}

func (s *Service) setLink(p ids.Party, state, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.links[p]; l.State != state || l.Error != text {
		s.links[p] = Link{State: state, Since: s.clock.Now(), Error: text}
	}
}

func (s *Service) link(p ids.Party) Link {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.links[p]; ok {
		return l
	}
	return Link{State: "never"}
}
