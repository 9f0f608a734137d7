package clock

import (
	"context"
	"log/slog"
	"time"
)

// Wait waits until ring rings, d has passed by the machine's time, or ctx ends, and
// tells whether ctx goes on. A nil ring never rings.
func Wait(ctx context.Context, ring <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-ring:
	case <-timer.C:
	}
	return ctx.Err() == nil
}

// Regularly does something at once, and again whenever d has passed, until ctx ends.
// What fails is logged under the words given, and tried the next time.
func Regularly(ctx context.Context, log *slog.Logger, d time.Duration, failed string, do func(ctx context.Context) error) error {
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, failed, slog.Any("error", err)) //nolint:sloglint // the caller's words are constants
		}
		if !Wait(ctx, nil, d) {
			return nil
		}
	}
}
