package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"entente/internal/agreement"
	"entente/internal/app"
	"entente/internal/base/clock"
	"entente/internal/base/ids"
	"entente/internal/intel"
)

const (
	changeRounds = 50
	changeChunk  = 100_000 // objects of one import
)

// benchChange measures what a draft of an agreement would change for all that a
// node holds: the question that is asked before a signature.
func benchChange(ctx context.Context, s settings) ([]figure, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	cze, err := startPair(ctx, g, s)
	if err != nil {
		return nil, err
	}
	for left := s.n; left > 0; left -= changeChunk {
		if _, err := cze.Intel.Import(ctx, analyst, intel.ImportInput{Realm: ids.Live, Name: "generated"}, bytes.NewReader(indicators(min(left, changeChunk)))); err != nil {
			return nil, err
		}
	}
	draft, err := cze.Agreements.Draft(ctx, analyst, agreement.NewDraft{Realm: ids.Live, Template: "memorandum", Title: "Bench", Parties: []ids.Party{"HUB"}})
	if err != nil {
		return nil, err
	}
	times, objects, err := askChanges(ctx, cze, draft.ID)
	if err != nil {
		return nil, err
	}
	stop()
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	slices.Sort(times)
	p50, worst := times[len(times)/2], times[len(times)-1]
	return []figure{{Name: "what a draft would change, over all that is held", Limit: "each under 1 s", Reached: worst < time.Second && objects >= s.n,
		Values: map[string]float64{"objects": float64(objects), "rounds": float64(len(times)), "p50_ms": ms(p50), "max_ms": ms(worst)}}}, nil
}

func askChanges(ctx context.Context, n *app.Node, id string) (times []time.Duration, objects int, err error) {
	for range changeRounds {
		watch := clock.Start()
		c, err := n.Releases.WouldChange(ctx, analyst.In(ids.Live), id, "")
		if err != nil {
			return nil, 0, err
		}
		times, objects = append(times, watch.Elapsed()), c.Objects
	}
	return times, objects, nil
}
