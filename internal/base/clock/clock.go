// Package clock is the only reader of the machine's time, and says which of two moments comes first.
package clock

import (
	"sync"
	"sync/atomic"
	"time"
)

// Clock tells the time. All product code is handed one.
type Clock interface {
	// Now is the present moment in UTC, with microseconds at most, which is
	// what every store keeps.
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Fixed is a clock that moves only when it is told to. It is safe for use by
// several goroutines.
type Fixed struct {
	mu sync.Mutex
	at time.Time
}

// NewFixed gives a clock that stands at t.
func NewFixed(t time.Time) *Fixed { return &Fixed{at: t.UTC().Truncate(time.Microsecond)} }

// Now implements Clock.
func (f *Fixed) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

// Set moves the clock to t, forwards or backwards.
func (f *Fixed) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = t.UTC().Truncate(time.Microsecond)
}

// Advance moves the clock by d.
func (f *Fixed) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = f.at.Add(d)
}

// Ahead is the machine's clock, put forward by as much as it is told. It is safe for use
// by several goroutines.
type Ahead struct{ by atomic.Int64 }

// Now implements Clock.
func (a *Ahead) Now() time.Time { return System{}.Now().Add(time.Duration(a.by.Load())) }

// Skip puts it forward by d.
func (a *Ahead) Skip(d time.Duration) { a.by.Add(int64(d)) }

// Stopwatch measures how long something takes, for logs and metrics; it has no
// part in any decision.
type Stopwatch struct{ start time.Time }

// Start gives a running stopwatch.
func Start() Stopwatch { return Stopwatch{time.Now()} }

// Elapsed is the time since Start.
func (s Stopwatch) Elapsed() time.Duration { return time.Since(s.start) }

// Earlier gives the earlier of two moments.
func Earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Later gives the later of two moments.
func Later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
