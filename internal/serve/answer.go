package serve

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// answer is the ResponseWriter of a request and what the log will say of it.
type answer struct {
	http.ResponseWriter
	r      *http.Request
	log    *slog.Logger
	id     string
	route  string // the pattern, never the path: a path may hold a secret
	who    authz.Actor
	watch  clock.Stopwatch
	status int
	bytes  int64
	isSlow bool
	taken  bool // a handler has the request, and with it the body
	ctl    *http.ResponseController

	observe func(route string, status int, took time.Duration)
}

// linger is how long what is left of a refused body is still taken in.
const linger = 250 * time.Millisecond

func (rt *Router) begin(w http.ResponseWriter, r *http.Request) *answer {
	return &answer{ResponseWriter: w, r: r, log: rt.opt.Log, id: ids.New(), watch: clock.Start(), ctl: http.NewResponseController(w), observe: rt.opt.Observe}
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader implements http.ResponseWriter; the first call counts.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if a.isSlow {
		_ = a.ctl.SetWriteDeadline(clock.System{}.Now().Add(stall)) // a connection without deadlines is a test's
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// slow lifts the time for the whole answer; each write has its own from now on.
func (a *answer) slow() {
	a.isSlow = true
	_ = a.ctl.SetWriteDeadline(time.Time{}) // a connection without deadlines is a test's
	if a.r.ContentLength == 0 {
		a.readWithin(0)
	}
}

// readWithin gives the next read of the connection a time of its own; 0 takes
// all limits off. A limit that passes ends the request's context.
func (a *answer) readWithin(d time.Duration) {
	var until time.Time
	if d > 0 {
		until = clock.System{}.Now().Add(d)
	}
	_ = a.ctl.SetReadDeadline(until) // a connection without deadlines is a test's
}

// hangUp ends the connection after this answer, without waiting for the rest
// of a body that was refused; lingering keeps the answer from being lost.
func (a *answer) hangUp() {
	a.Header().Set("Connection", "close")
	a.readWithin(linger)
}

// fail writes an error's answer, unless one was begun, and logs internal
// causes: here and nowhere else.
func (a *answer) fail(err error, write ProblemWriter) {
	p := ProblemOf(err)
	p.Instance = "request:" + a.id
	if p.Status == http.StatusInternalServerError && a.r.Context().Err() == nil {
		a.log.ErrorContext(a.r.Context(), "request failed", slog.String("request", a.id), slog.String("route", a.route), slog.Any("error", err))
	}
	if !a.taken && a.r.ContentLength != 0 {
		a.hangUp()
	}
	if a.status == 0 {
		write(a, a.r, p)
	}
}

// end answers a panic and writes the one line of the access log.
func (a *answer) end() {
	if cause := recover(); cause != nil {
		if cause == http.ErrAbortHandler { //nolint:errorlint // the sentinel itself is what is thrown
			panic(cause)
		}
		a.log.ErrorContext(a.r.Context(), "handler panicked", slog.String("request", a.id), slog.String("route", a.route), slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
		a.hangUp()
		if a.status == 0 {
			p := ProblemOf(errs.New(errs.Internal, "something failed inside this node; its log has the cause"))
			p.Instance = "request:" + a.id
			WriteProblem(a, a.r, p)
		}
	}
	took := a.watch.Elapsed()
	if a.observe != nil {
		a.observe(a.route, a.status, took)
	}
	a.log.InfoContext(a.r.Context(), "request", slog.String("request", a.id), slog.String("method", errs.Clip(a.r.Method)), slog.String("route", a.route),
		slog.Int("status", a.status), slog.Int64("bytes", a.bytes), slog.Duration("took", took), slog.String("who", a.who.Name), slog.String("from", remote(a.r)))
}
