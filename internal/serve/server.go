package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits of every server: a header within ten seconds and 32 KiB, a whole
// request within thirty seconds and its answer within a minute (routes whose
// rule is Slow: per read and write), two minutes of silence between requests.
const (
	headerTime    = 10 * time.Second
	requestTime   = 30 * time.Second
	answerTime    = time.Minute
	idleTime      = 2 * time.Minute
	maxHeader     = 32 << 10
	shutdownGrace = 5 * time.Second
)

// NewServer gives a server with all limits set. TLS is the caller's to add.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ConnContext:       guardContext,
		ConnState:         guardState,
	}
	if c, ok := h.(interface{ Close() }); ok {
		srv.RegisterOnShutdown(c.Close)
	}
	return srv
}

// Run serves on l, with TLS when the server has a TLSConfig, until ctx ends.
// Then it takes no more requests and gives those under way five seconds.
func Run(ctx context.Context, srv *http.Server, l net.Listener) error {
	done := make(chan error, 1)
	go func() {
		if srv.TLSConfig != nil {
			done <- srv.ServeTLS(l, "", "")
			return
		}
		done <- srv.Serve(Guard(l))
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	err := srv.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		return errors.Join(err, served)
	}
	return err
}
