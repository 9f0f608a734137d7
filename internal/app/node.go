package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sync/errgroup"

	"entente/internal/account"
	"entente/internal/aftermath"
	"entente/internal/agreement"
	"entente/internal/alert"
	"entente/internal/assist"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/sign"
	"entente/internal/conduct"
	"entente/internal/crisis"
	"entente/internal/directory"
	"entente/internal/duty"
	"entente/internal/exercise"
	"entente/internal/expert"
	"entente/internal/federation"
	"entente/internal/incident"
	"entente/internal/intel"
	"entente/internal/lesson"
	"entente/internal/matter"
	"entente/internal/msel"
	"entente/internal/node"
	"entente/internal/notify"
	"entente/internal/party"
	"entente/internal/playbook"
	"entente/internal/reaction"
	"entente/internal/release"
	"entente/internal/report"
	"entente/internal/schema"
	"entente/internal/score"
	"entente/internal/serve"
	"entente/internal/situation"
	"entente/internal/template"
	"entente/internal/training"
	"entente/internal/warning"
)

// Node is one party's node, built and ready to run.
type Node struct {
	Config     Config
	Version    string
	DB         *db.DB
	Journal    *journal.Journal
	Accounts   *account.Service
	Parties    *party.Service
	Templates  *template.Service
	Agreements *agreement.Service
	Duties     *duty.Service
	Matters    *matter.Service
	Playbooks  *playbook.Service
	Msel       *msel.Service
	Directory  *directory.Service
	Assists    *assist.Service
	Experts    *expert.Service
	Trainings  *training.Service
	Incidents  *incident.Service
	Crises     *crisis.Service
	Warnings   *warning.Service
	Alerts     *alert.Service
	Situations *situation.Service
	Conduct    *conduct.Service
	Reactions  *reaction.Service
	Scores     *score.Service
	Aftermath  *aftermath.Service
	Lessons    *lesson.Service
	Intel      *intel.Service
	Releases   *release.Service
	Federation *federation.Service
	Reports    *report.Service
	Notify     *notify.Service
	Care       *node.Service
	Exercises  *exercise.Service

	dir      string
	local    *dial.Local                                        // how a realm's nodes find those of simulated parties; nil in the live realm
	realms   *realms                                            // the realms that this node keeps; nil in a realm
	entry    entry                                              // who conducts, and who plays in which team; none in the live realm
	cast     func(ctx context.Context) ([]notify.Person, error) // who is in a realm; nil in the live one
	held     bool                                               // restored, and nobody has compared its logs yet
	log      *slog.Logger
	clock    clock.Clock
	key      sign.Key
	lock     *os.File
	api      *serve.Router
	peers    *serve.Router
	console  *http.Server
	peerSrv  *http.Server
	consoleL net.Listener
	peerL    net.Listener
}

// Open builds the node of a folder that Init has made. Nothing runs until Run.
func Open(ctx context.Context, dir, version string, log *slog.Logger) (*Node, error) {
	return OpenBy(ctx, clock.System{}, dir, version, log)
}

// OpenBy builds a node that goes by a clock other than the machine's.
func OpenBy(ctx context.Context, c clock.Clock, dir, version string, log *slog.Logger) (*Node, error) {
	cfg, err := LoadConfig(dir)
	if err != nil {
		return nil, err
	}
	return open(ctx, place{dir: dir, cfg: cfg, version: version, log: log, clock: c})
}

// place is where a node stands: its folder and, for one that is a party's in an
// exercise, its realm and whom it finds within this process.
type place struct {
	dir     string
	cfg     Config
	version string
	log     *slog.Logger
	clock   clock.Clock
	realm   ids.Realm // "" is the live realm
	local   *dial.Local
	cast    func(ctx context.Context) ([]notify.Person, error)
	entry   entry
}

func open(ctx context.Context, p place) (_ *Node, err error) {
	ring := node.NewRing()
	log := slog.New(node.Tee(p.log.Handler(), ring))
	dir, c := p.dir, p.clock
	n := &Node{Config: p.cfg, Version: p.version, dir: dir, local: p.local, cast: p.cast, entry: p.entry, log: log, clock: c}
	defer func() {
		if err != nil {
			n.Close()
		}
	}()
	if n.lock, err = lockFolder(dir); err != nil {
		return nil, err
	}
	if n.held, err = node.Held(dir); err != nil {
		return nil, err
	}
	if n.DB, err = db.Open(ctx, p.cfg.database(dir), db.Options{Clock: c, Log: log, Realm: p.realm}); err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, schema.Files); err != nil {
		return nil, err
	}
	keys, err := sign.OpenRing(filepath.Join(dir, "keys"))
	if err != nil {
		return nil, err
	}
	if err := keys.Check(); err != nil {
		return nil, err
	}
	if n.key, err = keys.Key("node"); err != nil {
		return nil, err
	}
	if err := n.build(dir, keys); err != nil {
		return nil, err
	}
	n.care(dir, ring)
	if n.Realm() == ids.Live {
		n.realms = &realms{of: n, open: map[ids.Realm]*world{}}
	}
	if err := n.Intel.Recover(ctx); err != nil {
		return n, err
	}
	if err := n.Matters.Recover(ctx); err != nil {
		return n, err
	}
	return n, n.Releases.Recover(ctx)
}

// Realm is the one realm in which this node acts.
func (n *Node) Realm() ids.Realm { return n.DB.Realm() }

// lockFolder takes the folder for this process: two nodes on one database would
// each believe to be the only writer.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close() // nothing was written
		return nil, errs.New(errs.Conflict, "a node is running in %s already", dir)
	}
	return f, nil
}

// Close gives everything back. It may be called on a node that was only partly
// built.
func (n *Node) Close() {
	for _, l := range []net.Listener{n.consoleL, n.peerL} {
		if l != nil {
			_ = l.Close() // Run has closed it, or nobody has used it
		}
	}
	if n.DB != nil {
		if err := n.DB.Close(); err != nil {
			n.log.Error("closing the database", slog.Any("error", err)) //nolint:sloglint // there is no context any more
		}
	}
	if n.lock != nil {
		_ = n.lock.Close() // which unlocks it
	}
}

// Run serves and follows until ctx ends or a part fails for good.
func (n *Node) Run(ctx context.Context) error {
	if n.console == nil {
		if err := n.Listen(); err != nil {
			return err
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serve.Run(ctx, n.console, n.consoleL) })
	g.Go(func() error { return n.Care.Run(ctx) })
	if n.held {
		// Its peers may know more of its logs than it does itself: it neither
		// signs nor answers them until somebody has compared.
		n.log.WarnContext(ctx, "this node was restored and is held: compare its logs with its peers', then run entente node resume")
		return g.Wait()
	}
	g.Go(func() error { return serve.Run(ctx, n.peerSrv, n.peerL) })
	g.Go(func() error { return n.realms.run(ctx) })
	n.work(ctx, g)
	return g.Wait()
}

// work is what a node does by itself, in whichever realm.
func (n *Node) work(ctx context.Context, g *errgroup.Group) {
	g.Go(func() error { return n.Federation.Run(ctx) })
	g.Go(func() error { return n.Duties.Run(ctx, n.log) })
	g.Go(func() error { return n.Directory.Run(ctx, n.log) })
	g.Go(func() error { return n.Incidents.Run(ctx, n.log) })
	g.Go(func() error { return n.Crises.Run(ctx, n.log) })
	g.Go(func() error { return n.Warnings.Run(ctx, n.log) })
	g.Go(func() error { return n.Trainings.Run(ctx, n.log) })
	g.Go(func() error { return n.Lessons.Run(ctx, n.log) })
	g.Go(func() error { return n.Conduct.Run(ctx, n.log) })
	g.Go(func() error { return n.Reactions.Run(ctx) })
	g.Go(func() error { return n.Scores.Run(ctx, n.log) })
	g.Go(func() error { return n.Notify.Run(ctx) })
	for _, f := range n.followers() {
		g.Go(func() error { return f.Run(ctx) })
	}
}

// followers are what happens after an act, each with its own cursor.
func (n *Node) followers() []*journal.Follower {
	mk := func(name string, h journal.Handler) *journal.Follower {
		return &journal.Follower{Name: name, DB: n.DB, Bell: n.Journal.Bell(), Log: n.log, Handle: h, Alone: n.DB.Engine() == "sqlite"}
	}
	all := []*journal.Follower{mk("sequencer", n.Federation.Sequence), mk("notify", n.Notify.Follow), mk("directory", n.Directory.Follow), mk("training", n.Trainings.Follow)}
	if n.Config.PassOn {
		all = append(all, mk("onward", n.Releases.PassOn))
	}
	if n.Realm() != ids.Live {
		all = append(all, mk("conduct", n.Conduct.Follow), mk("score", n.Scores.Follow))
	}
	return all
}

func (n *Node) followerNames() []string {
	var names []string
	for _, f := range n.followers() {
		names = append(names, f.Name)
	}
	return names
}
