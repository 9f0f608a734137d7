package federation

import (
	"context"
	"sync"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
)

// Run tails every peer's log until ctx ends, and takes up and lets go of peers
// as they join and leave.
func (s *Service) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	running := map[ids.Party]context.CancelFunc{}
	for {
		changed := s.joined.Wait()
		var now []ids.Party
		if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			now, err = s.PeerCodes(ctx, tx)
			return err
		}); err != nil && ctx.Err() == nil {
			return err
		}
		s.reconcile(ctx, now, running, &wg)
		if !clock.Wait(ctx, changed, 5*time.Second) { // another process of this party may have changed the set
			return nil
		}
	}
}

func (s *Service) reconcile(ctx context.Context, now []ids.Party, running map[ids.Party]context.CancelFunc, wg *sync.WaitGroup) {
	here := map[ids.Party]bool{}
	for _, p := range now {
		here[p] = true
		if running[p] != nil {
			continue
		}
		tctx, cancel := context.WithCancel(ctx)
		running[p] = cancel
		t := &tailer{s: s, peer: p, realm: s.db.Realm()}
		wg.Go(func() {
			defer cancel()
			t.run(tctx)
		})
	}
	for p, cancel := range running {
		if !here[p] {
			cancel()
			delete(running, p)
		}
	}
}
