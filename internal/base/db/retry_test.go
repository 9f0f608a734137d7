package db

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

// errRace stands for what an engine says when a transaction lost a race.
var errRace = errors.New("lost a race")

// racing gives a database on which errRace counts as a lost race.
func racing(t *testing.T) *DB {
	t.Helper()
	d, err := Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "node.db"), Options{Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	own := d.engine.classify
	d.engine.classify = func(err error) meaning {
		if errors.Is(err, errRace) {
			return retry
		}
		return own(err)
	}
	return d
}

func TestLostRaceRunsAgain(t *testing.T) {
	t.Parallel()
	d := racing(t)
	runs, heard := 0, 0
	err := d.Write(context.Background(), func(tx *Tx) error {
		tx.AfterCommit(func() { heard++ })
		if _, err := tx.Exec(context.Background(), `CREATE TABLE probe (id BIGINT)`); err != nil {
			return err // it would exist if the attempt before had left it
		}
		if runs++; runs < 4 {
			return errRace
		}
		return nil
	})
	if err != nil || runs != 4 || heard != 1 {
		t.Errorf("%d runs, heard %d times, %v", runs, heard, err)
	}
}

func TestLostRacesEndAsBusy(t *testing.T) {
	t.Parallel()
	d := racing(t)
	runs := 0
	err := d.Write(context.Background(), func(*Tx) error { runs++; return errRace })
	if !errs.Is(err, errs.Busy) || runs != maxAttempts {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestRetryHearsTheContext(t *testing.T) {
	t.Parallel()
	d := racing(t)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	runs := 0
	err := d.Write(ctx, func(*Tx) error { runs++; return errRace })
	if !errors.Is(err, context.DeadlineExceeded) || runs == maxAttempts {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestPostgresCodes(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]meaning{"40001": retry, "40P01": retry, "23505": unique, "53100": full, "42601": other} {
		if got := classifyPostgres(&pgconn.PgError{Code: code}); got != want {
			t.Errorf("%s means %d, want %d", code, got, want)
		}
	}
	if classifyPostgres(errStopped) != other || classifySQLite(errStopped) != other {
		t.Error("an error of no engine has a meaning")
	}
}

var errStopped = errors.New("stopped")
