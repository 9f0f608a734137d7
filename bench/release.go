package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"entente/internal/agreement"
	"entente/internal/app"
	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/intel"
	"entente/internal/policy"
	"entente/internal/release"
)

const releaseRounds = 400

// benchRelease measures, between two whole nodes on this machine, the time from
// the call that releases one object until the giver holds the recipient's
// verified receipt for it.
func benchRelease(ctx context.Context, s settings) ([]figure, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	cze, err := startPair(ctx, g, s)
	if err != nil {
		return nil, err
	}
	var times []time.Duration
	for i := range releaseRounds {
		took, err := oneRelease(ctx, cze)
		if err != nil {
			return nil, err
		}
		if i >= releaseRounds/10 { // the first ones warm up
			times = append(times, took)
		}
	}
	slices.Sort(times)
	p50, p99 := times[len(times)/2], times[len(times)*99/100]
	stop()
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	return []figure{{Name: "release to receipt, one object", Limit: "p50 under 50 ms, p99 under 250 ms", Reached: p50 < 50*time.Millisecond && p99 < 250*time.Millisecond,
		Values: map[string]float64{"rounds": float64(len(times)), "p50_ms": ms(p50), "p99_ms": ms(p99), "max_ms": ms(times[len(times)-1])}}}, nil
}

// startPair runs HUB and CZE under an agreement, and gives CZE.
func startPair(ctx context.Context, g *errgroup.Group, s settings) (*app.Node, error) {
	hub, err := startBenchNode(ctx, g, s, "HUB")
	if err != nil {
		return nil, err
	}
	cze, err := startBenchNode(ctx, g, s, "CZE")
	if err != nil {
		return nil, err
	}
	return cze, befriend(ctx, hub, cze)
}

func startBenchNode(ctx context.Context, g *errgroup.Group, s settings, code ids.Party) (*app.Node, error) {
	dir := filepath.Join(s.dir, string(code))
	cfg := app.DefaultConfig()
	cfg.Party, cfg.Name, cfg.PrivatePeers = code, "Bench "+string(code), true
	var err error
	if cfg.Listen, err = freeAddress(); err != nil {
		return nil, err
	}
	if cfg.PeerListen, err = freeAddress(); err != nil {
		return nil, err
	}
	if _, err := app.Init(ctx, dir, cfg, s.log); err != nil {
		return nil, err
	}
	n, err := app.Open(ctx, dir, "bench", s.log)
	if err != nil {
		return nil, err
	}
	if err := n.Listen(); err != nil {
		return nil, err
	}
	g.Go(func() error {
		defer n.Close()
		return n.Run(ctx)
	})
	return n, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func everyone(n *app.Node) authz.Actor {
	return authz.Person(n.Config.Party, "bench", "bench", "bench", "", authz.Grants(authz.Roles()...))
}

// befriend links two nodes and brings an agreement into force.
func befriend(ctx context.Context, a, b *app.Node) error {
	inv, err := a.Federation.Invite(ctx, everyone(a))
	if err != nil {
		return err
	}
	if _, err := b.Federation.Accept(ctx, everyone(b), inv.Text, fmt.Sprint(join(sign.Words(inv.Key)))); err != nil {
		return err
	}
	draft, err := a.Agreements.Draft(ctx, everyone(a), agreement.NewDraft{Realm: ids.Live, Template: "bilateral-exchange", Title: "Bench", Parties: []ids.Party{b.Config.Party}})
	if err != nil {
		return err
	}
	if _, err := a.Agreements.Propose(ctx, everyone(a), ids.Live, draft.ID); err != nil {
		return err
	}
	if _, err := a.Agreements.Sign(ctx, everyone(a), ids.Live, draft.ID, "", ""); err != nil {
		return err
	}
	if err := until(ctx, b, func() bool {
		_, err := b.Agreements.Sign(ctx, everyone(b), ids.Live, draft.ID, "", "")
		return err == nil
	}); err != nil {
		return err
	}
	for _, n := range []*app.Node{a, b} {
		if err := until(ctx, n, func() bool {
			now, err := n.Agreements.Get(ctx, everyone(n).In(ids.Live), draft.ID)
			return err == nil && now.StateAt(clock.System{}.Now()) == agreement.InForce
		}); err != nil {
			return err
		}
	}
	return nil
}

func join(words []string) string {
	var b bytes.Buffer
	for _, w := range words {
		b.WriteString(w + " ")
	}
	return b.String()
}

// until waits for something to be so, looking after each act of the node.
func until(ctx context.Context, n *app.Node, so func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		ring := n.Journal.Bell().Wait()
		if so() {
			return nil
		}
		select {
		case <-ring:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func oneRelease(ctx context.Context, cze *app.Node) (time.Duration, error) {
	lot, err := cze.Intel.Import(ctx, everyone(cze), intel.ImportInput{Realm: ids.Live, Name: "one"}, bytes.NewReader(indicators(1)))
	if err != nil {
		return 0, err
	}
	pair := ledger.Pair{From: "CZE", To: "HUB", Realm: ids.Live}
	var before int64
	if err := cze.DB.Read(ctx, func(tx *db.Tx) (err error) {
		before, err = ledger.Size(ctx, tx, pair)
		return err
	}); err != nil {
		return 0, err
	}
	watch := clock.Start()
	if _, err := cze.Releases.Make(ctx, everyone(cze), ids.Live, release.Ask{Select: intel.Selection{Lot: lot.Key}, To: []ids.Party{"HUB"}, Onward: policy.Onward{}}); err != nil {
		return 0, err
	}
	err = until(ctx, cze, func() bool {
		var size int64
		err := cze.DB.Read(ctx, func(tx *db.Tx) (err error) {
			size, err = ledger.CosignedSize(ctx, tx, pair)
			return err
		})
		return err == nil && size > before
	})
	return watch.Elapsed(), err
}
