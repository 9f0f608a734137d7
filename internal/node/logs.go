package node

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
)

// LogRoute is the route by which the log is read. What it says of itself is
// not kept, or whoever follows the log would see little else.
const LogRoute = "GET /api/v1/node/logs"

const (
	ringSize = 2000
	maxText  = 4000 // bytes of a message or value that are kept
	maxAttrs = 40
)

// Record is one line of the log.
type Record struct {
	Seq     int64 // counts from 1 since the node was started
	At      time.Time
	Level   slog.Level
	Message string
	Attrs   []Attr
}

// Attr is a named value of a line, as text.
type Attr struct{ Key, Value string }

// Ring keeps the last lines of the log in memory. It is safe for use by
// several goroutines.
type Ring struct {
	mu   sync.Mutex
	all  []Record // guarded by mu; seq n is at (n-1) % ringSize
	last int64    // guarded by mu
}

// NewRing gives an empty one.
func NewRing() *Ring { return &Ring{} }

func (r *Ring) add(rec Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	rec.Seq = r.last
	if len(r.all) < ringSize {
		r.all = append(r.all, rec)
		return
	}
	r.all[(r.last-1)%ringSize] = rec
}

// After gives the newest records of a level or above that came after a number,
// oldest first, at most limit.
func (r *Ring) After(seq int64, level slog.Level, limit int) []Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Record
	for n := r.last; n > seq && n > r.last-int64(len(r.all)) && len(out) < limit; n-- {
		if rec := r.all[(n-1)%ringSize]; rec.Level >= level {
			out = append(out, rec)
		}
	}
	slices.Reverse(out)
	return out
}

// Tee gives a handler that writes to next and keeps what it wrote in the ring.
func Tee(next slog.Handler, r *Ring) slog.Handler { return tee{next: next, ring: r} }

type tee struct {
	next   slog.Handler
	ring   *Ring
	attrs  []Attr
	prefix string
}

// Enabled implements slog.Handler: what next does not write is not kept.
func (t tee) Enabled(ctx context.Context, l slog.Level) bool { return t.next.Enabled(ctx, l) }

// Handle implements slog.Handler.
func (t tee) Handle(ctx context.Context, rec slog.Record) error {
	kept := Record{At: rec.Time.UTC(), Level: rec.Level, Message: short(rec.Message), Attrs: slices.Clone(t.attrs)}
	own := false
	rec.Attrs(func(a slog.Attr) bool {
		own = own || a.Key == "route" && a.Value.String() == LogRoute
		kept.Attrs = flatten(kept.Attrs, t.prefix, a)
		return len(kept.Attrs) < maxAttrs
	})
	if !own || rec.Level > slog.LevelInfo {
		t.ring.add(kept)
	}
	return t.next.Handle(ctx, rec)
}

// WithAttrs implements slog.Handler.
func (t tee) WithAttrs(attrs []slog.Attr) slog.Handler {
	t.next = t.next.WithAttrs(attrs)
	t.attrs = slices.Clone(t.attrs)
	for _, a := range attrs {
		t.attrs = flatten(t.attrs, t.prefix, a)
	}
	return t
}

// WithGroup implements slog.Handler.
func (t tee) WithGroup(name string) slog.Handler {
	t.next = t.next.WithGroup(name)
	if name != "" {
		t.prefix += name + "."
	}
	return t
}

// secretive names attributes whose value is never kept, should a line ever
// carry one by mistake.
var secretive = []string{"password", "passphrase", "secret", "token", "authorization", "cookie"}

func flatten(to []Attr, prefix string, a slog.Attr) []Attr {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, in := range v.Group() {
			to = flatten(to, prefix, in)
		}
		return to
	}
	text := short(v.String())
	if slices.ContainsFunc(secretive, func(s string) bool { return strings.Contains(strings.ToLower(a.Key), s) }) {
		text = "(withheld)"
	}
	return append(to, Attr{prefix + a.Key, text})
}

func short(s string) string {
	if len(s) > maxText {
		s = s[:maxText] + "…"
	}
	return strings.ToValidUTF8(s, "�")
}

// Logs reads the last lines of the log. It needs authz.NodeRead.
func (s *Service) Logs(_ context.Context, v authz.Viewer, after int64, level slog.Level, limit int) (_ []Record, err error) {
	defer errs.Wrap(&err, "node.Logs")
	if err := v.May(authz.NodeRead); err != nil {
		return nil, err
	}
	return s.Ring.After(after, level, limit), nil
}
