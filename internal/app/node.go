package app

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

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
	"entente/internal/format/marking"
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
	"entente/internal/serve/peer"
	"entente/internal/serve/rest"
	"entente/internal/serve/taxii"
	"entente/internal/situation"
	"entente/internal/template"
	"entente/internal/training"
	"entente/internal/warning"
	"entente/web"
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

// build makes the domains, lowest first.
func (n *Node) build(dir string, keys *sign.Ring) error {
	code := n.Config.Party
	n.Journal = journal.New()
	provider, err := n.Config.provider()
	if err != nil {
		return err
	}
	accounts, err := keys.Key("accounts")
	if err != nil {
		return err
	}
	seal := accounts.Sign("account-seal/v1", nil)
	n.Accounts = account.New(n.DB, n.Journal, account.Config{Party: code, Seal: seal[:], Origin: n.Config.origin(), Provider: provider, Fresh: time.Duration(n.Config.FreshMinutes) * time.Minute})
	notices := accounts.Sign("notify-seal/v1", nil)
	if err := n.notifications(dir, notices[:]); err != nil {
		return err
	}
	n.Parties = party.New(party.Config{DB: n.DB, Journal: n.Journal, Keys: keys, Party: code,
		Held: n.held, Overlap: time.Duration(n.Config.LinkOverlapHours) * time.Hour, Peers: func(ctx context.Context, tx *db.Tx) ([]ids.Party, error) { return n.Federation.PeerCodes(ctx, tx) }})
	n.Templates = template.New(template.Config{DB: n.DB, Journal: n.Journal, Party: code, Parties: n.Parties})
	n.Agreements = agreement.New(agreement.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Parties: n.Parties, Templates: n.Templates})
	went := &exchange{}
	n.Duties = duty.New(duty.Config{Exchange: went, DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Parties: n.Parties, Agreements: n.Agreements})
	pseudonyms := accounts.Sign("expert-pseudonym/v1", nil)
	n.Experts = expert.New(expert.Config{DB: n.DB, Journal: n.Journal, Party: code, Parties: n.Parties, Secret: pseudonyms[:]})
	if n.Trainings, err = training.New(n.trainingConfig()); err != nil {
		return err
	}
	n.Directory = directory.New(n.directoryConfig())
	n.Playbooks = playbook.New(playbook.Config{DB: n.DB, Journal: n.Journal, Party: code})
	n.Msel = msel.New(msel.Config{DB: n.DB, Journal: n.Journal, Party: code, Cast: msel.Cast{Conducts: n.entry.director, Simulated: n.entry.simulated}, Company: n.entry})
	n.Matters = matter.New(matter.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Parties: n.Parties, Agreements: n.Agreements})
	if n.Assists, err = assist.New(assist.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Matters: n.Matters, Agreements: n.Agreements, Duties: n.Duties, Pool: n.Experts, Alone: n.Config.AssistAlone}); err != nil {
		return err
	}
	n.Intel = intel.New(n.DB, n.Journal, code, n.log)
	others := &addressees{parties: n.Parties}
	n.Incidents = incident.New(incident.Config{DB: n.DB, Journal: n.Journal, Party: code, Matters: n.Matters, Met: n.met, Releases: &given{n}})
	n.Exercises = exercise.New(exercise.Config{DB: n.DB, Journal: n.Journal, Party: code, Bases: n.Matters.Bases, Person: personNamed})
	n.Crises = crisis.New(crisis.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Matters: n.Matters, Agreements: n.Agreements, Parties: n.Parties, Effects: n.effects()})
	n.Warnings = warning.New(warning.Config{DB: n.DB, Journal: n.Journal, Party: code, Matters: n.Matters})
	n.Alerts = alert.New(alert.Config{DB: n.DB, Party: code, Matters: n.Matters, Decisions: n.Crises})
	n.Situations = situation.New(situation.Config{Clock: n.clock, Parties: n.Parties, Alerts: n.Alerts, Warnings: n.Warnings, Incidents: n.Incidents, Assists: n.Assists, Crises: n.Crises})
	n.Conduct = conduct.New(conduct.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Party: code, Director: n.entry.director, List: n.Msel, Teams: n.entry, Doers: n.entry.doers()})
	n.Reactions = reaction.New(reaction.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Party: code, Conduct: n.Conduct, Players: n.entry.puppets(), Log: n.log})
	n.Scores = score.New(score.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Conduct: n.Conduct, Party: code, Reach: dial.Policy{Loopback: n.Config.PrivatePeers, Private: n.Config.PrivatePeers}})
	n.Aftermath = aftermath.New(aftermath.Config{DB: n.DB, Journal: n.Journal, Party: code, Conduct: n.Conduct, Scores: n.Scores, List: n.Msel})
	n.Lessons = lesson.New(lesson.Config{DB: n.DB, Journal: n.Journal, Party: code})
	second, err := marking.ParseTLP(n.Config.SecondPerson)
	if err != nil {
		return err
	}
	n.Releases = release.New(release.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Agreements: n.Agreements, Parties: others, SecondPerson: second, Log: n.log})
	went.releases = n.Releases
	near := dial.Policy{Loopback: n.Config.PrivatePeers, Private: n.Config.PrivatePeers}
	// A client lives for one attempt; the key that it shows is read as it begins.
	peers := dial.Peers(dial.Dialer{Policy: near, Local: n.local}, func() (sign.Key, error) { return n.Parties.LinkKey(context.Background()) }, n.tlsName(), serverName(n.Realm()), n.clock)
	address := n.Config.PeerAddress
	if address == "" {
		address = n.Config.PeerListen
	}
	n.Federation = federation.New(federation.Config{DB: n.DB, Journal: n.Journal, Party: code, Key: n.key, Address: address, Parties: n.Parties,
		Kinds: n.kinds(), Client: peers, Clock: n.clock, Log: n.log, Spool: filepath.Join(dir, "spool"), Turn: n.Agreements.Turn})
	others.federation = n.Federation
	n.Reports = report.New(report.Config{DB: n.DB, Journal: n.Journal, Clock: n.clock, Party: code, Intel: n.Intel, Releases: n.Releases, Agreements: n.Agreements, Peers: n.Federation, Parties: n.Parties, Crises: n.Crises})
	return nil
}

// kinds is what federation carries, and who takes it.
func (n *Node) kinds() map[string]federation.Kind {
	kinds := n.Releases.Kinds()
	maps.Copy(kinds, n.Agreements.Kinds())
	maps.Copy(kinds, n.Templates.Kinds())
	maps.Copy(kinds, n.Duties.Kinds())
	maps.Copy(kinds, n.Matters.Kinds())
	maps.Copy(kinds, n.Directory.Kinds())
	maps.Copy(kinds, n.Exercises.Kinds())
	maps.Copy(kinds, n.Conduct.Kinds())
	maps.Copy(kinds, n.Scores.Kinds())
	maps.Copy(kinds, n.Aftermath.Kinds())
	kinds[party.KindCard] = federation.Kind{Receive: n.receiveCard}
	return kinds
}

// care makes what answers for the node itself.
func (n *Node) care(dir string, ring *node.Ring) {
	n.Care = node.New(node.Config{
		DB: n.DB, Journal: n.Journal, Clock: n.clock, Log: n.log, Ring: ring, Party: n.Config.Party, Version: n.Version, Dir: dir,
		Followers: n.followerNames(), TLSCert: n.Config.TLSCert, Held: n.held, Peers: n.Federation.Peers,
		Daily: n.Config.BackupDaily, Keep: n.Config.BackupKeep, PassphraseFile: n.Config.BackupPassphraseFile,
		Counts: []node.Count{
			{Name: "objects", Help: "Versions of objects that are stored.", Read: intel.Stored},
			{Name: "releases", Help: "Releases that this node made or received.", Read: release.Stored},
			{Name: "sessions", Help: "Browsers that are signed in.", Read: account.OpenSessions},
		},
	})
}

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

// Listen opens both ports, so that whoever waits for the node finds it; a held
// node has no port for peers.
func (n *Node) Listen() (err error) {
	if n.consoleL, err = listen(n.Config.Listen); err != nil {
		return errs.New(errs.Conflict, "cannot listen on %s: %s", n.Config.Listen, reason(err))
	}
	if n.held {
		return n.servers()
	}
	if n.peerL, err = listen(n.Config.PeerListen); err != nil {
		return errs.New(errs.Conflict, "cannot listen on %s: %s", n.Config.PeerListen, reason(err))
	}
	return n.servers()
}

func listen(address string) (net.Listener, error) {
	var lc net.ListenConfig
	return lc.Listen(context.Background(), "tcp", address) // it answers at once; nothing could be cancelled
}

func reason(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	return err.Error()
}

// routers builds what answers people and tools, and what answers other nodes.
func (n *Node) routers(opt serve.Options, entry rest.Entry) error {
	opt.Log, opt.BehindTLS, opt.Observe = n.log, n.Config.BehindProxy, n.Care.Observe
	n.api = serve.NewRouter(opt)
	if err := rest.Add(n.api, rest.Deps{
		Version: n.Version, Party: rest.MeParty{Code: n.Config.Party, Name: n.Config.Name}, Followers: n.followerNames(), MaxImport: n.Config.MaxImport,
		DB: n.DB, Journal: n.Journal, Clock: n.clock, Accounts: n.Accounts, Credentials: n.Accounts, Parties: n.Parties, Keys: n.Parties, Templates: n.Templates, Agreements: n.Agreements, Duties: n.Duties, Assists: n.Assists, Incidents: n.Incidents, Crises: n.Crises, Warnings: n.Warnings, Alerts: n.Alerts, Situations: n.Situations, Conduct: n.Conduct, Reactions: n.Reactions, Scores: n.Scores, Aftermath: n.Aftermath, Lessons: n.Lessons, Experts: n.Experts, Trainings: n.Trainings, Directory: n.Directory, Playbooks: n.Playbooks, Msel: n.Msel, Intel: n.Intel, Redactions: n.Intel,
		Releases: n.Releases, Drafts: n.Releases, Changes: n.Releases, Receipts: n.Releases, Federation: n.Federation, Care: n.Care, Reports: n.Reports, Notify: n.Notify, Exercises: n.Exercises, Entry: entry,
	}); err != nil {
		return err
	}
	taxii.New(taxii.Config{Party: n.Config.Party, Name: n.Config.Name, Intel: n.Intel, Released: n.Releases.Released, Key: n.taxiiKey(), MaxBody: n.Config.MaxImport}).Routes(n.api)
	n.peers = serve.NewRouter(serve.Options{Log: n.log, Peer: peer.Identify(n.Federation)})
	peer.Routes(n.peers, n.Federation)
	return nil
}

// servers builds what answers on the two ports.
func (n *Node) servers() error {
	if err := n.routers(serve.Options{Auth: n.Accounts, Realms: n.realms.api}, nil); err != nil {
		return err
	}
	if err := n.api.Console(web.Files()); err != nil {
		return err
	}
	n.console = serve.NewServer(n.api, n.log)
	if n.Config.TLSCert != "" {
		cert, err := tls.LoadX509KeyPair(n.Config.TLSCert, n.Config.TLSKey)
		if err != nil {
			return errs.New(errs.Invalid, "tls_cert and tls_key cannot be used: %s", err)
		}
		n.console.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}
	}
	n.peerSrv = serve.NewServer(&peerPort{live: n.peers, realms: n.realms}, n.log)
	n.peerSrv.TLSConfig = n.peerTLS()
	n.peerSrv.TLSConfig.GetConfigForClient = n.realms.tls
	return nil
}

// peerTLS is how this node answers other nodes of its realm. Any key may knock: the
// router asks for a pinned one on every route but join. A certificate that says to
// be of another realm is refused before anything is said.
func (n *Node) peerTLS() *tls.Config {
	cfg := sign.ServerConfig(tls.Certificate{}, func(sign.PublicKey) error { return nil })
	cfg.Certificates, cfg.GetCertificate = nil, n.certificate
	known := cfg.VerifyConnection
	cfg.VerifyConnection = func(state tls.ConnectionState) error {
		if realm := realmNamed(sign.PeerName(state)); realm != n.Realm() {
			return errs.New(errs.Denied, "a node of realm %q has no business in realm %q", errs.Clip(string(realm)), n.Realm())
		}
		return known(state)
	}
	return cfg
}

// certificate shows the link key of the moment to whoever calls, so that a new
// one counts without a restart.
func (n *Node) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	key, err := n.Parties.LinkKey(hello.Context())
	if err != nil {
		n.log.ErrorContext(hello.Context(), "no key to answer peers with", slog.Any("error", err))
		return nil, err
	}
	cert, err := key.Certificate(n.tlsName(), n.clock)
	return &cert, err
}

// tlsName stands in this node's certificate; peers look at the key alone.
func (n *Node) tlsName() string { return tlsName(n.Config.Party, n.Realm()) }

// taxiiKey seals TAXII continuations: the same in every process of the party,
// and known to nobody else.
func (n *Node) taxiiKey() []byte {
	s := n.key.Sign("taxii-next/v1", nil)
	return s[:]
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
