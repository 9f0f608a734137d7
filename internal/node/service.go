package node

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/federation"
)

// Count is a figure that a domain keeps, read when figures are asked for.
type Count struct {
	Name string // as in "objects"
	Help string
	Read func(ctx context.Context, tx *db.Tx) (int64, error)
}

// Config is what a Service needs.
type Config struct {
	DB        *db.DB
	Journal   *journal.Journal
	Clock     clock.Clock
	Log       *slog.Logger
	Ring      *Ring // what the log said last
	Party     ids.Party
	Version   string
	Dir       string // the node's folder
	Followers []string
	TLSCert   string // PEM file; "" when a proxy ends TLS, or the port is on loopback
	Held      bool   // the node was restored and nobody has compared its logs yet
	Peers     func(ctx context.Context, v authz.Viewer) ([]federation.PeerView, error)
	Counts    []Count

	Daily          string // "hh:mm" UTC at which a backup is made each day; "" means never
	Keep           int    // how many backups stay after a daily one; 0 means all
	PassphraseFile string // file with the passphrase of daily backups
	Work           int    // log2 of scrypt's cost; 0 means age's own
}

// Service has one method per act.
type Service struct {
	Config
	started  time.Time
	registry *prometheus.Registry
	requests *prometheus.HistogramVec

	base   context.Context // of work that outlives its request; ended by Run
	cancel context.CancelFunc
	work   sync.WaitGroup
	backup sync.Mutex // one backup at a time

	mu         sync.Mutex
	checking   bool   // guarded by mu
	making     bool   // guarded by mu
	backupFail string // guarded by mu: why the last daily backup was not made
}

// New gives the service. Nothing runs until Run.
func New(c Config) *Service {
	s := &Service{Config: c, started: c.Clock.Now()}
	s.base, s.cancel = context.WithCancel(context.Background())
	s.metrics()
	return s
}

// Run makes daily backups until ctx ends, and then waits for work under way.
func (s *Service) Run(ctx context.Context) error {
	defer s.work.Wait()
	defer s.cancel()
	s.daily(ctx)
	return nil
}

// eyes read what health and figures are made of, whoever asks for them.
func (s *Service) eyes(realm ids.Realm) authz.Viewer {
	return authz.System(s.Party, "node", authz.JournalRead, authz.LedgerRead, authz.PeerRead).In(realm)
}

func (s *Service) record(ctx context.Context, by authz.Actor, kind, about string, body any) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kind, By: by, About: about, Body: body})
		return err
	})
}

func (s *Service) backups() string { return filepath.Join(s.Dir, "backups") }
