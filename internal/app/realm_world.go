package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/dial"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/exercise"
	"entente/internal/federation"
	"entente/internal/serve"
)

// world is what runs of one realm at this node.
type world struct {
	own       *Node
	simulated []*Node
	halt      func()      // ends what runs, and waits; the databases stay open
	failed    func() bool // a part of it has failed for good, and the rest stopped
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
	if e.Practice != nil && e.State != exercise.Opening && !r.kept(e) {
		return nil, errs.New(errs.Conflict, "the folder of this practice realm is not here: it was made by another process of ours, or the node was restored without it; end it, and open another one")
	}
	if e.State != exercise.Opening && !r.kept(e) {
		return nil, errs.New(errs.Conflict, "the folder of this realm is not here: it was made by another process of ours, or the node was restored without it; seal the exercise, or bring the folder back")
	}
	w := &world{}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	cfg := r.of.Config
	cfg.Mail, cfg.OIDC, cfg.BackupDaily, cfg.PassOn = nil, nil, "", e.Director == cfg.Party || cfg.PassOn
	if e.Practice != nil {
		cfg.SecondPerson = "" // there is nobody else in it
	}
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
				_ = g.Wait() // the first error is the one to report
				return err
			}
			srv := serve.NewServer(n.peers, n.log)
			srv.TLSConfig = n.peerTLS()
			g.Go(func() error { return serve.Run(ctx, srv, l) })
		}
		n.work(ctx, g)
	}
	if e.Practice != nil {
		g.Go(func() error { return r.watch(ctx, e, w.own) })
	}
	w.failed = func() bool { return ctx.Err() != nil }
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
		at.entry.actor, at.entry.own = w.actor, func() *Node { return w.own }
		for _, s := range e.Simulated {
			at.entry.simulated = append(at.entry.simulated, s.Code)
		}
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

func (w *world) close() {
	for _, n := range w.simulated {
		n.Close()
	}
	if w.own != nil {
		w.own.Close()
	}
}
