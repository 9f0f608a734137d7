package node

import (
	"context"
	"log/slog"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
)

const kindChecked = "node.checked"

// Checked is what came of verifying all that the node stores.
type Checked struct {
	At      time.Time `json:"-"`
	Logs    int       `json:"logs"`
	Entries int64     `json:"entries"`
	Journal int64     `json:"journal"`
	Problem string    `json:"problem,omitempty"` // the first place that does not fit; "" when all fits
}

// StartCheck verifies, in the background, the database's structure, every log
// from end to end and the journal's chain; Health tells what came of it, and
// the journal keeps it. It needs authz.NodeManage.
//
// Errors: Busy while one runs.
func (s *Service) StartCheck(ctx context.Context, who authz.Actor) (err error) {
	defer errs.Wrap(&err, "node.StartCheck")
	if err := who.May(authz.NodeManage); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.checking {
		return errs.New(errs.Busy, "a verification is running already; its result will stand under health")
	}
	s.checking = true
	s.work.Go(func() {
		c := s.check(s.base)
		if s.base.Err() == nil {
			if err := s.record(s.base, who, kindChecked, string(s.Party), c); err != nil {
				s.Log.ErrorContext(s.base, "the result of a verification was not recorded", slog.Any("error", err))
			}
		}
		s.mu.Lock()
		s.checking = false
		s.mu.Unlock()
	})
	return nil
}

func (s *Service) check(ctx context.Context) (c Checked) {
	err := s.DB.Integrity(ctx)
	if err != nil {
		return failed(c, err)
	}
	var pairs []ledger.Pair
	if err := s.DB.Read(ctx, func(tx *db.Tx) error {
		pairs, err = ledger.Pairs(ctx, tx)
		return err
	}); err != nil {
		return failed(c, err)
	}
	for _, p := range pairs {
		if err := s.DB.Read(ctx, func(tx *db.Tx) error {
			n, err := ledger.Fsck(ctx, tx, p)
			c.Entries += n
			return err
		}); err != nil {
			return failed(c, err)
		}
		c.Logs++
	}
	if err := s.DB.Read(ctx, func(tx *db.Tx) error {
		c.Journal, err = journal.Verify(ctx, tx)
		return err
	}); err != nil {
		return failed(c, err)
	}
	return c
}

func failed(c Checked, err error) Checked {
	c.Problem = errs.Clip(err.Error())
	return c
}

// lastCheck gives the newest result in the journal.
func (s *Service) lastCheck(ctx context.Context) (c Checked, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		last, err := journal.List(ctx, tx, s.eyes(tx.Realm), journal.Filter{Newest: true, Kind: kindChecked, Limit: 1})
		if err != nil || len(last) == 0 {
			return err
		}
		c.At = last[0].At
		return json.Unmarshal(last[0].Body, &c)
	})
	return c, err
}

// VerifyJournal recomputes the journal's chain and gives how many entries
// stand. It needs authz.JournalRead.
//
// Errors: Conflict that names the first entry that does not fit.
func (s *Service) VerifyJournal(ctx context.Context, v authz.Viewer) (n int64, err error) {
	defer errs.Wrap(&err, "node.VerifyJournal")
	if err := v.May(authz.JournalRead); err != nil {
		return 0, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		n, err = journal.Verify(ctx, tx)
		return err
	})
	return n, err
}
