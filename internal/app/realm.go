package app

import (
	"context"
	"crypto/tls"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"entente/internal/account"
	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/exercise"
	"entente/internal/federation"
	"entente/internal/notify"
	"entente/internal/serve"
	"entente/internal/serve/rest"
)

// realms keeps, for a node in the live realm, its nodes in the realms of exercises:
// one for its own party in each and, where it conducts, one for each party that is
// simulated. Each is a whole node with a database, keys and logs of its own; none
// knows of another realm, or of this one.
type realms struct {
	of *Node

	mu   sync.RWMutex
	open map[ids.Realm]*world
}

// world is what runs of one realm at this node.
type world struct {
	own       *Node
	simulated []*Node
	halt      func() // ends what runs, and waits; the databases stay open
}

func (w *world) nodes() []*Node { return append([]*Node{w.own}, w.simulated...) }

// actor gives the node of a simulated party, or nil.
func (w *world) actor(p ids.Party) *Node {
	for _, n := range w.simulated {
		if n.Config.Party == p {
			return n
		}
	}
	return nil
}

const exerciseDomain = ".exercise.invalid" // of TLS server names; RFC 6761 §6.4 keeps it from being anybody's

// serverName is what a handshake asks for, so that the node of the right realm
// answers on the one port for peers.
func serverName(realm ids.Realm) string {
	if realm == ids.Live {
		return ""
	}
	return string(realm) + exerciseDomain
}

// tlsName stands in a node's certificate.
func tlsName(party ids.Party, realm ids.Realm) string {
	if realm == ids.Live {
		return "entente/" + string(party)
	}
	return "entente/" + string(party) + "/" + string(realm)
}

// realmNamed is the realm that a certificate says to be of.
func realmNamed(name string) ids.Realm {
	parts := strings.Split(name, "/")
	if len(parts) == 3 && parts[0] == "entente" {
		return ids.Realm(parts[2])
	}
	return ids.Live
}

func (r *realms) find(realm ids.Realm) *world {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.open[realm]
}

// In gives our own node in the realm of an exercise, or nil where none is open.
func (n *Node) In(realm ids.Realm) *Node {
	if w := n.realms.find(realm); w != nil {
		return w.own
	}
	return nil
}

// api gives what answers people in a realm, or nil.
func (r *realms) api(realm ids.Realm) http.Handler {
	if w := r.find(realm); w != nil {
		return w.own.api
	}
	return nil
}

// tls gives how the node of the realm that is asked for answers; a realm that is not
// open here gets no handshake.
func (r *realms) tls(hello *tls.ClientHelloInfo) (*tls.Config, error) {
	realm, named := strings.CutSuffix(hello.ServerName, exerciseDomain)
	if !named {
		return nil, nil // the live node's own
	}
	if w := r.find(ids.Realm(realm)); w != nil {
		return w.own.peerTLS(), nil
	}
	return nil, errs.New(errs.NotFound, "there is no realm %q here", errs.Clip(realm))
}

// peerPort answers other nodes in the realm whose handshake they have made.
type peerPort struct {
	live   *serve.Router
	realms *realms
}

// ServeHTTP implements http.Handler.
func (p *peerPort) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil {
		if realm, named := strings.CutSuffix(r.TLS.ServerName, exerciseDomain); named {
			there := p.realms.find(ids.Realm(realm))
			if there == nil { // it was sealed since the handshake
				http.Error(w, "this realm is closed", http.StatusNotFound)
				return
			}
			there.own.peers.ServeHTTP(w, r)
			return
		}
	}
	p.live.ServeHTTP(w, r)
}

// Close ends the live node's streams; those of a realm end with it.
func (p *peerPort) Close() { p.live.Close() }

// members lets the people of the live node into a realm, as what they are there.
type members struct {
	accounts  *account.Service
	exercises *exercise.Service
	realm     ids.Realm
}

// Authenticate implements serve.Authenticator. A credential that changes nothing
// in the live realm changes nothing in this one.
func (m members) Authenticate(ctx context.Context, c account.Credentials) (account.Identity, error) {
	id, err := m.accounts.Authenticate(ctx, c)
	if err != nil {
		return id, err
	}
	_, member, err := m.exercises.Entry(ctx, m.realm, id.User.ID)
	if err != nil {
		return account.Identity{}, err
	}
	acts := member.Acts()
	if live := id.Actor.Acts(); len(authz.ReadOnly(live)) == len(live) {
		acts = authz.ReadOnly(acts)
	}
	id.User.Roles = member.Roles
	id.Actor = authz.Person(id.Actor.Party, id.Actor.Person, id.Actor.Name, id.Actor.Via, id.Actor.Ceiling, acts)
	return id, nil
}

// run does what the exercises' rows want done, until ctx ends; then it closes all
// realms.
func (r *realms) run(ctx context.Context) error {
	defer r.closeAll()
	for {
		news := r.of.Journal.Bell().Wait()
		if err := r.look(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		timer := time.NewTimer(2 * time.Second) // the other party may be back, another process may have changed a row
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-news:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// look goes once through the exercises. What fails is said to people, and tried
// again.
func (r *realms) look(ctx context.Context) error {
	wanted, err := r.of.Exercises.Wanted(ctx)
	if err != nil {
		return err
	}
	for _, e := range wanted {
		trouble := ""
		if err := r.keep(ctx, e); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			_, trouble = errs.Public(err)
			r.of.log.WarnContext(ctx, "a realm is not as it should be", slog.String("exercise", e.ID), slog.Any("error", err))
		}
		if trouble != e.Trouble {
			if err := r.of.Exercises.Failed(ctx, e.ID, trouble); err != nil {
				return err
			}
		}
	}
	return nil
}

// keep brings one exercise a step on. A crash at any point is met again from the
// beginning of the step.
func (r *realms) keep(ctx context.Context, e exercise.Exercise) error {
	if e.State == exercise.Sealing {
		return r.seal(ctx, e)
	}
	w := r.find(e.Realm())
	if w == nil {
		var err error
		if w, err = r.start(ctx, e); err != nil {
			return err
		}
	}
	if e.State == exercise.Opening {
		if e.Invitation != "" {
			if err := w.own.join(ctx, e.Invitation); err != nil {
				return err
			}
		}
		if err := r.of.Exercises.Opened(ctx, e.ID, w.own.key.Public()); err != nil {
			return err
		}
		if e.Director != r.of.Config.Party {
			return r.of.Exercises.Joined(ctx, e.ID, w.own.key.Public())
		}
		return nil
	}
	if e.Director == r.of.Config.Party {
		for _, p := range e.ToInvite() {
			inv, err := w.own.Federation.Invite(ctx, w.own.stager())
			if err != nil {
				return err
			}
			if err := r.of.Exercises.InvitedBy(ctx, e.ID, p, inv.Text); err != nil {
				return err
			}
		}
	}
	return r.stage(ctx, e, w)
}

func (r *realms) folder(e exercise.Exercise) string {
	return filepath.Join(r.of.dir, "exercises", e.ID)
}

// start opens the nodes of a realm and runs them.
func (r *realms) start(ctx context.Context, e exercise.Exercise) (*world, error) {
	local := &dial.Local{}
	w, err := r.assemble(ctx, e, local)
	if err != nil {
		return nil, err
	}
	if err := r.launch(ctx, e, w, local); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// assemble opens the nodes of a realm, making those that are not there yet.
func (r *realms) assemble(ctx context.Context, e exercise.Exercise, local *dial.Local) (_ *world, err error) {
	defer errs.Wrap(&err, "app.realm(%s)", e.ID)
	w := &world{}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	cfg := r.of.Config
	cfg.Mail, cfg.OIDC, cfg.BackupDaily, cfg.PassOn = nil, nil, "", e.Director == cfg.Party || cfg.PassOn
	if cfg.PeerAddress == "" {
		cfg.PeerAddress = cfg.PeerListen
	}
	if w.own, err = r.openAt(ctx, e, cfg, w, local); err != nil {
		return nil, err
	}
	if err := w.own.routers(serve.Options{Auth: members{r.of.Accounts, r.of.Exercises, e.Realm()}, Home: e.Realm()}, r.entry(e)); err != nil {
		return nil, err
	}
	if e.Director == cfg.Party {
		for _, s := range e.Simulated {
			c := cfg
			c.Party, c.Name, c.Kind, c.PassOn = s.Code, s.Name, s.Kind, false
			c.PeerAddress = strings.ToLower(string(s.Code)) + ".simulated" + exerciseDomain + ":1"
			n, err := r.openAt(ctx, e, c, w, local)
			if err != nil {
				return nil, err
			}
			w.simulated = append(w.simulated, n)
			if err := n.routers(serve.Options{Auth: nobody{}, Home: e.Realm()}, nil); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

// launch runs the nodes of a world until it is stopped.
func (r *realms) launch(ctx context.Context, e exercise.Exercise, w *world, local *dial.Local) error {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	g, ctx := errgroup.WithContext(ctx)
	// The conducting node answers the parties that it simulates within this process.
	for _, n := range w.nodes() {
		if n != w.own || len(w.simulated) > 0 {
			l, err := local.Listen(n.Config.PeerAddress)
			if err != nil {
				cancel()
				return err
			}
			srv := serve.NewServer(n.peers, n.log)
			srv.TLSConfig = n.peerTLS()
			g.Go(func() error { return serve.Run(ctx, srv, l) })
		}
		n.work(ctx, g)
	}
	w.halt = func() {
		cancel()
		w.own.api.Close()
		w.own.peers.Close()
		if err := g.Wait(); err != nil {
			r.of.log.Error("a realm ended badly", slog.String("exercise", e.ID), slog.Any("error", err)) //nolint:sloglint // there is no context any more
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[e.Realm()] = w
	return nil
}

// openAt opens the node of one party in a realm, and makes it first where there is
// none. What an interrupted making leaves is no node, and is made anew.
func (r *realms) openAt(ctx context.Context, e exercise.Exercise, cfg Config, w *world, local *dial.Local) (*Node, error) {
	dir := filepath.Join(r.folder(e), string(cfg.Party))
	at := place{dir: dir, cfg: cfg, version: r.of.Version, log: r.of.log.With(slog.String("realm", e.ID), slog.String("party", string(cfg.Party))), clock: r.of.clock, realm: e.Realm(), local: local, cast: r.castOf(e), entry: entry{director: e.Director, realm: e.Realm(), exercises: r.of.Exercises}}
	if e.Director == cfg.Party {
		at.entry.actor = w.actor
	}
	if r.of.DB.Engine() == "postgres" {
		address, err := r.of.DB.Beside(ctx, besideName(e, cfg.Party))
		if err != nil {
			return nil, err
		}
		at.cfg.Database = address
	}
	for _, d := range []string{dir, filepath.Join(dir, "keys"), filepath.Join(dir, "spool")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, errs.New(errs.Busy, "folder %s cannot be made: %s", d, reason(err))
		}
	}
	n, err := open(ctx, at)
	if err != nil {
		return nil, err
	}
	if err := n.found(ctx); err != nil {
		n.Close()
		return nil, err
	}
	return n, nil
}

// entry tells what our people are in a realm.
func (r *realms) entry(e exercise.Exercise) rest.Entry {
	return func(ctx context.Context, person string) (exercise.Exercise, exercise.Member, error) {
		return r.of.Exercises.Entry(ctx, e.Realm(), person)
	}
}

// nobody is who may enter a simulated party's node: scripts play it, people do not.
type nobody struct{}

// Authenticate implements serve.Authenticator.
func (nobody) Authenticate(context.Context, account.Credentials) (account.Identity, error) {
	return account.Identity{}, errs.New(errs.Unauthenticated, "nobody signs in at a simulated party")
}

// found makes the party of a realm's node, once.
func (n *Node) found(ctx context.Context) error {
	err := n.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := n.Parties.Known(ctx, tx, n.Config.Party)
		return err
	})
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	return n.founding(ctx, authz.System(n.Config.Party, "realms", authz.SystemBootstrap, authz.PartyManage))
}

// join links this realm's node with the conducting party's, once. The invitation
// came by the live realm, whose signature stands for the words.
func (n *Node) join(ctx context.Context, invitation string) error {
	inv, err := federation.ReadInvitation(invitation)
	if err != nil {
		return err
	}
	var peers []ids.Party
	if err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		peers, err = n.Federation.PeerCodes(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	if slices.Contains(peers, inv.Party) {
		return nil
	}
	_, err = n.Federation.Accept(ctx, n.stager(), invitation, strings.Join(sign.Words(inv.Key), " "))
	return err
}

// close ends a realm's nodes here; what they hold stays.
func (r *realms) close(realm ids.Realm) {
	if w := r.take(realm); w != nil {
		w.halt()
		w.close()
	}
}

// take removes a realm from those that can be entered.
func (r *realms) take(realm ids.Realm) *world {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.open[realm]
	delete(r.open, realm)
	return w
}

func (w *world) close() {
	for _, n := range w.simulated {
		n.Close()
	}
	if w.own != nil {
		w.own.Close()
	}
}

func (r *realms) closeAll() {
	r.mu.RLock()
	all := slices.Collect(maps.Keys(r.open))
	r.mu.RUnlock()
	for _, realm := range all {
		r.close(realm)
	}
}

// castOf gives notifications in a realm those of our people who are in it.
func (r *realms) castOf(e exercise.Exercise) func(ctx context.Context) ([]notify.Person, error) {
	return func(ctx context.Context) ([]notify.Person, error) {
		all, err := r.of.Exercises.Cast(ctx, e.ID)
		out := make([]notify.Person, len(all))
		for i, m := range all {
			out[i] = notify.Person{ID: m.Person, Name: m.Name, Display: m.Name, Roles: m.Roles, Actor: authz.Person(r.of.Config.Party, m.Person, m.Name, "notify", "", m.Acts())}
		}
		return out, err
	}
}
