package journal

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/ids"
)

// Bell wakes whoever waits for something to have happened. A ring that nobody
// hears is lost, so whoever waits must first look.
type Bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// NewBell gives a silent bell.
func NewBell() *Bell { return &Bell{ch: make(chan struct{})} }

// Ring wakes everyone who waits now.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.ch)
	b.ch = make(chan struct{})
}

// Wait gives a channel that the next Ring closes. Take it before looking.
func (b *Bell) Wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ch
}

// Handler does what follows from an entry, within the transaction that also
// moves the cursor: it has happened exactly when the cursor has passed.
type Handler func(ctx context.Context, tx *db.Tx, e Entry) error

const (
	leaseTime  = 10 * time.Second
	pollTime   = time.Second
	batchSize  = 64
	maxBackoff = 15 * time.Second
)

// Follower reads the journal on behalf of one named purpose. Exactly one
// process of a party follows at a time: it holds a lease.
type Follower struct {
	Name   string
	DB     *db.DB
	Bell   *Bell
	Log    *slog.Logger
	Handle Handler
	Alone  bool // no other process can use this database: no lease is waited for

	holder string
}

// Run follows until ctx ends. An entry whose handler fails is tried again, a
// little later each time; entries behind it wait, since order matters.
func (f *Follower) Run(ctx context.Context) error {
	f.holder = ids.New()
	var backoff time.Duration
	for {
		ring := f.Bell.Wait()
		moved, err := f.step(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			backoff = min(max(2*backoff, 50*time.Millisecond), maxBackoff)
			f.Log.ErrorContext(ctx, "follower stopped at an entry and will try again", slog.String("follower", f.Name), slog.Duration("in", backoff), slog.Any("error", err))
			ring = nil
		case moved:
			backoff = 0
			continue
		}
		if !clock.Wait(ctx, ring, max(pollTime, backoff)) {
			return nil
		}
	}
}

// step handles one batch. A crash before its commit leaves the cursor where it
// was and the batch undone; a crash after it has lost nothing.
func (f *Follower) step(ctx context.Context) (moved bool, err error) {
	var waiting bool
	if err := f.DB.Read(ctx, func(tx *db.Tx) error {
		waiting, err = f.mayMove(ctx, tx)
		return err
	}); err != nil || !waiting {
		return false, err
	}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		moved = false
		cursor, mine, err := f.lease(ctx, tx)
		if err != nil || !mine {
			return err
		}
		batch, err := db.Rows(ctx, tx, scan, `SELECT `+columns+` FROM journal_entry WHERE seq > $1 ORDER BY seq LIMIT $2`, cursor, batchSize)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, e := range batch {
			if err := f.Handle(ctx, tx, e); err != nil {
				return err
			}
		}
		moved = true
		_, err = tx.Exec(ctx, `UPDATE journal_follower SET cursor = $1 WHERE name = $2`, batch[len(batch)-1].Seq, f.Name)
		return err
	})
	return moved, err
}

// mayMove looks, without writing, whether there is anything to do.
func (f *Follower) mayMove(ctx context.Context, tx *db.Tx) (bool, error) {
	head, err := db.Value[int64](ctx, tx, `SELECT seq FROM journal_head WHERE one = 1`)
	if err != nil {
		return false, err
	}
	cursors, err := db.Rows(ctx, tx, func(s db.Scanner) (c int64, err error) { return c, s.Scan(&c) },
		`SELECT cursor FROM journal_follower WHERE name = $1`, f.Name)
	return len(cursors) == 0 || cursors[0] < head, err
}

// lease takes or renews the right to follow, and gives the cursor.
func (f *Follower) lease(ctx context.Context, tx *db.Tx) (cursor int64, mine bool, err error) {
	if _, err := tx.Exec(ctx, `INSERT INTO journal_follower (name, cursor, holder, lease_until) VALUES ($1, 0, '', 0) ON CONFLICT (name) DO NOTHING`, f.Name); err != nil {
		return 0, false, err
	}
	n, err := tx.Exec(ctx, `UPDATE journal_follower SET holder = $1, lease_until = $2 WHERE name = $3 AND (holder = $1 OR lease_until < $4 OR $5)`,
		f.holder, db.Micros(tx.Now.Add(leaseTime)), f.Name, db.Micros(tx.Now), f.Alone)
	if err != nil || n == 0 {
		return 0, false, err
	}
	cursor, err = db.Value[int64](ctx, tx, `SELECT cursor FROM journal_follower WHERE name = $1`, f.Name)
	return cursor, true, err
}

// Cursor tells how far a follower has come.
func Cursor(ctx context.Context, tx *db.Tx, name string) (int64, error) {
	c, err := db.Rows(ctx, tx, func(s db.Scanner) (c int64, err error) { return c, s.Scan(&c) },
		`SELECT cursor FROM journal_follower WHERE name = $1`, name)
	if err != nil || len(c) == 0 {
		return 0, err
	}
	return c[0], nil
}

// Behind tells how many entries a follower has not handled, and since when the
// oldest of them waits; the zero time when there is none.
func Behind(ctx context.Context, tx *db.Tx, name string) (n int64, since time.Time, err error) {
	at, err := Cursor(ctx, tx, name)
	if err != nil {
		return 0, since, err
	}
	head, err := db.Value[int64](ctx, tx, `SELECT seq FROM journal_head WHERE one = 1`)
	if err != nil || head <= at {
		return 0, since, err
	}
	us, err := db.Value[int64](ctx, tx, `SELECT at FROM journal_entry WHERE seq = $1`, at+1)
	return head - at, db.Time(us), err
}
