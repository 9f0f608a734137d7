package journal

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/clock"
	"entente/internal/base/db"
)

// follower makes one that notes what it handles, in the database and in order.
func follower(t *testing.T, d *db.DB, j *Journal, name string, handle Handler) *Follower {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS probe_seen (follower TEXT, seq BIGINT, PRIMARY KEY (follower, seq))`)
		return err
	})
	return &Follower{Name: name, DB: d, Bell: j.Bell(), Log: slog.New(slog.DiscardHandler), Handle: func(ctx context.Context, tx *db.Tx, e Entry) error {
		if _, err := tx.Exec(ctx, `INSERT INTO probe_seen (follower, seq) VALUES ($1, $2)`, name, e.Seq); err != nil {
			return err // it was handled before, and that stands
		}
		if handle == nil {
			return nil
		}
		return handle(ctx, tx, e)
	}}
}

func seen(t *testing.T, d *db.DB, name string) (all []int64, cursor int64) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		if all, err = db.Rows(ctx, tx, func(s db.Scanner) (n int64, err error) { return n, s.Scan(&n) }, `SELECT seq FROM probe_seen WHERE follower = $1 ORDER BY seq`, name); err != nil {
			return err
		}
		cursor, err = Cursor(ctx, tx, name)
		return err
	})
	return all, cursor
}

func upTo(n int64) (all []int64) {
	for i := range n {
		all = append(all, i+1)
	}
	return all
}

func check(t *testing.T, d *db.DB, name string, want int64) {
	t.Helper()
	all, cursor := seen(t, d, name)
	if diff := cmp.Diff(upTo(want), all); diff != "" || cursor != want {
		t.Errorf("%s: cursor %d, want %d; %s", name, cursor, want, diff)
	}
}

func TestFollowerSteps(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		j := New()
		f := follower(t, d, j, "probe", nil)
		f.holder = "one"
		if moved, err := f.step(ctx); moved || err != nil {
			t.Error("an empty journal:", moved, err)
		}
		const n = batchSize + 6
		grow(t, d, j, n)
		for i, want := range []int64{batchSize, n} {
			if moved, err := f.step(ctx); !moved || err != nil {
				t.Fatal(i, moved, err)
			}
			check(t, d, "probe", want)
		}
		if moved, err := f.step(ctx); moved || err != nil {
			t.Error("at the end:", moved, err)
		}
	})
}

// TestFailureLeavesNothing fails in the middle of a batch: neither the effects
// of the entries before it nor the cursor may stand.
func TestFailureLeavesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, _ *clock.Fixed) {
		j := New()
		grow(t, d, j, 5)
		broken := true
		f := follower(t, d, j, "probe", func(_ context.Context, _ *db.Tx, e Entry) error {
			if broken && e.Seq == 4 {
				return errStop
			}
			return nil
		})
		f.holder = "one"
		if moved, err := f.step(ctx); moved || !errors.Is(err, errStop) {
			t.Error(moved, err)
		}
		check(t, d, "probe", 0)
		broken = false
		if moved, err := f.step(ctx); !moved || err != nil {
			t.Error(moved, err)
		}
		check(t, d, "probe", 5)
	})
}

// TestOneFollowsAtATime gives two processes of a party the same follower.
func TestOneFollowsAtATime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		j := New()
		grow(t, d, j, 1)
		one, two, other := follower(t, d, j, "probe", nil), follower(t, d, j, "probe", nil), follower(t, d, j, "other", nil)
		one.holder, two.holder, other.holder = "one", "two", "other"
		step := func(f *Follower, want bool) {
			t.Helper()
			if moved, err := f.step(ctx); moved != want || err != nil {
				t.Errorf("%s as %s: moved %v, %v", f.Name, f.holder, moved, err)
			}
		}
		step(one, true)
		grow(t, d, j, 1)
		step(two, false) // one holds the lease
		step(other, true)
		c.Advance(leaseTime - time.Second)
		step(two, false)
		step(one, true) // which renews it
		grow(t, d, j, 1)
		c.Advance(leaseTime)
		step(two, false)
		c.Advance(time.Second)
		step(two, true) // one is silent for longer than its lease
		grow(t, d, j, 1)
		step(one, false)
		step(two, true)
		step(other, true)
		check(t, d, "probe", 4)
		check(t, d, "other", 4)
	})
}

// TestRunFollowsToTheEnd runs two processes while the journal grows,
// stumbling over every tenth entry the first time.
func TestRunFollowsToTheEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.DB, c *clock.Fixed) {
		j := New()
		const n = 40
		done := make(chan struct{})
		var stumbled sync.Map
		handle := func(_ context.Context, tx *db.Tx, e Entry) error {
			if _, again := stumbled.LoadOrStore(e.Seq, true); e.Seq%10 == 0 && !again {
				return errStop
			}
			if e.Seq == n {
				tx.AfterCommit(func() { close(done) })
			}
			return nil
		}
		running, cancel := context.WithCancel(ctx)
		ended := make(chan error, 2)
		for range 2 {
			f := follower(t, d, j, "probe", handle)
			go func() { ended <- f.Run(running) }()
		}
		grow(t, d, j, n)
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Error("the follower did not come to the end")
		}
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error("an orderly end:", err)
			}
		}
		check(t, d, "probe", n)
	})
}

func TestBell(t *testing.T) {
	t.Parallel()
	b := NewBell()
	first, second := b.Wait(), b.Wait()
	b.Ring()
	for _, ch := range []<-chan struct{}{first, second} {
		select {
		case <-ch:
		default:
			t.Error("one who waited was not woken")
		}
	}
	select {
	case <-b.Wait():
		t.Error("an old ring wakes a new one who waits")
	default:
	}
	b.Ring() // nobody waits; nothing happens
}
