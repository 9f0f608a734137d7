package node

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

const (
	lookEvery  = 20 * time.Second // how exactly the hour is met
	retryAfter = 15 * time.Minute // between tries that failed
)

// ParseDaily checks a time of day, "hh:mm".
func ParseDaily(s string) (hour, minute int, err error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, 0, errs.New(errs.Invalid, "backup_daily %q is no time of day such as 02:30 (UTC)", errs.Clip(s))
	}
	return t.Hour(), t.Minute(), nil
}

// Due tells whether a daily backup is to be made: the time of day has passed
// since the last one. One that was missed while the node stood still is made
// up for at once.
func Due(now, last time.Time, hour, minute int) bool {
	now = now.UTC()
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, time.UTC)
	if at.After(now) {
		at = at.AddDate(0, 0, -1)
	}
	return last.Before(at)
}

// daily makes the daily backups until ctx ends.
func (s *Service) daily(ctx context.Context) {
	hour, minute, err := ParseDaily(s.Daily)
	if s.Daily == "" || err != nil {
		<-ctx.Done()
		return
	}
	var tried time.Time
	for ctx.Err() == nil {
		now := s.Clock.Now()
		held, err := s.list()
		if err == nil && (len(held) == 0 || Due(now, held[0].At, hour, minute)) && now.Sub(tried) >= retryAfter {
			tried = now
			err = s.scheduled(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "the daily backup was not made", slog.Any("error", err))
		}
		clock.Wait(ctx, nil, lookEvery)
	}
}

// scheduled makes one backup and removes those that are too many.
func (s *Service) scheduled(ctx context.Context) error {
	who := authz.System(s.Party, "backup", authz.NodeManage)
	err := func() error {
		b, err := os.ReadFile(s.PassphraseFile)
		if err != nil {
			return errs.New(errs.Invalid, "the file of backup_passphrase_file cannot be read")
		}
		if _, err := s.Backup(ctx, who, strings.TrimRight(string(b), "\r\n")); err != nil {
			return err
		}
		held, err := s.list()
		for i, old := range held {
			if err == nil && s.Keep > 0 && i >= s.Keep {
				err = s.DeleteBackup(ctx, who, old.Name)
			}
		}
		return err
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backupFail = ""
	if err != nil {
		_, s.backupFail = errs.Public(err)
	}
	return err
}
