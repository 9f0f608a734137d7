package account

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// Wait is an errs.Busy error that says how long to wait.
type Wait struct {
	After time.Duration // rounded up to whole seconds
	err   error
}

// Error gives the user's text.
func (w *Wait) Error() string { return w.err.Error() }

// Unwrap gives the errs.Busy error.
func (w *Wait) Unwrap() error { return w.err }

// RetryAfter is how long to wait before the next try.
func (w *Wait) RetryAfter() time.Duration { return w.After }

// limit says how many failures are free, how the lock-out grows and when all
// is forgotten.
type limit struct {
	what         string
	free         int64
	first, most  time.Duration
	forgiveAfter time.Duration
	forgiving    bool // a success wipes out all failures before it
}

var (
	nameLimit    = limit{what: "this name", free: 5, first: 15 * time.Second, most: 15 * time.Minute, forgiveAfter: 24 * time.Hour, forgiving: true}
	addressLimit = limit{what: "your address", free: 30, first: 15 * time.Second, most: 15 * time.Minute, forgiveAfter: time.Hour}
)

// lock is how long the source must wait after its n-th failure in a row.
func (l limit) lock(n int64) time.Duration {
	if n < l.free {
		return 0
	}
	return min(l.first<<min(n-l.free, 20), l.most)
}

// throttled is what is known of one source of failures.
type throttled struct {
	failures    int64
	until, last time.Time
}

// counter is one thing that failures are counted by.
type counter struct {
	limit
	source string
}

// counters are those of an attempt. Only a name in its canonical form has one;
// anything else cannot be anybody's name.
func counters(name, address string) (all []counter) {
	if name != "" {
		all = append(all, counter{nameLimit, "name:" + name})
	}
	if a := network(address); a != "" {
		all = append(all, counter{addressLimit, "from:" + a})
	}
	return all
}

// network is the remote end that is counted as one: an IPv4 address, or the
// /64 of an IPv6 address.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return p.String()
}

// reserve counts an attempt as failed before the password is looked at, so
// that a hundred attempts at once count as a hundred. pardon takes it back.
// It answers a *Wait when one of the sources is locked out, and counts nothing.
func reserve(ctx context.Context, tx *db.Tx, name, address string) error {
	all := counters(name, address)
	state := make([]throttled, len(all))
	for i, c := range all {
		t, err := c.load(ctx, tx)
		if err != nil {
			return err
		}
		if left := t.until.Sub(tx.Now); left > 0 {
			left = (left + time.Second - 1).Truncate(time.Second)
			return &Wait{After: left, err: errs.New(errs.Busy, "too many failed sign-ins for %s; try again in %s", c.what, left)}
		}
		state[i] = t
	}
	for i, c := range all {
		t := state[i]
		t.failures++
		t.last = tx.Now
		if d := c.lock(t.failures); d > 0 {
			t.until = tx.Now.Add(d)
		}
		if err := c.save(ctx, tx, t); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `DELETE FROM account_throttle WHERE last < $1`, db.Micros(tx.Now.Add(-nameLimit.forgiveAfter)))
	return err
}

// pardon ends an attempt that succeeded: the name starts afresh, the address
// is given this one attempt back and no more, so that an own account does not
// help to guess at others.
func pardon(ctx context.Context, tx *db.Tx, name, address string) error {
	for _, c := range counters(name, address) {
		t, err := c.load(ctx, tx)
		if err != nil {
			return err
		}
		t.failures = max(0, t.failures-1)
		if c.forgiving {
			t.failures = 0
		}
		t.until = time.Time{}
		if d := c.lock(t.failures); d > 0 {
			t.until = t.last.Add(d)
		}
		if err := c.save(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

func (c counter) load(ctx context.Context, tx *db.Tx) (throttled, error) {
	t, err := db.One(ctx, tx, func(s db.Scanner) (t throttled, err error) {
		var until, last int64
		err = s.Scan(&t.failures, &until, &last)
		t.until, t.last = db.Time(until), db.Time(last)
		return t, err
	}, `SELECT failures, until, last FROM account_throttle WHERE source = $1`, c.source)
	switch {
	case errs.Is(err, errs.NotFound):
		return throttled{}, nil
	case err != nil:
		return t, fmt.Errorf("throttle: %w", err)
	case tx.Now.Sub(t.last) > c.forgiveAfter:
		return throttled{}, nil
	}
	return t, nil
}

func (c counter) save(ctx context.Context, tx *db.Tx, t throttled) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_throttle (source, failures, until, last) VALUES ($1,$2,$3,$4)
		ON CONFLICT (source) DO UPDATE SET failures = excluded.failures, until = excluded.until, last = excluded.last`,
		c.source, t.failures, db.Micros(t.until), db.Micros(t.last))
	return err
}
