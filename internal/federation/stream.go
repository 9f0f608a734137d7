package federation

import (
	"bufio"
	"context"
	"io"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
)

const (
	idleEvery = 15 * time.Second
	maxBatch  = 256 // entries before a checkpoint
)

// StreamInput says what a peer wants of its log.
type StreamInput struct {
	To     ids.Party
	Under  sign.PublicKey // the link key under which the peer called
	Realm  ids.Realm
	From   int64         // the size that the peer holds
	Follow bool          // stay, and push what comes; otherwise answer one batch
	Wait   time.Duration // when not following: how long to wait for a first entry
}

// Stream writes the peer's log from the size that it holds: what there is, then
// what comes, as soon as it is sealed. flush pushes what was written so far onto
// the wire. A peer that reads slowly is written to slowly; nothing piles up.
func (s *Service) Stream(ctx context.Context, in StreamInput, w io.Writer, flush func() error) (err error) {
	defer errs.Wrap(&err, "federation.Stream(%s)", in.To)
	if in.Realm != s.db.Realm() {
		return errs.New(errs.NotFound, "there is no realm %q here", in.Realm)
	}
	out := &frameWriter{w: bufio.NewWriterSize(w, 1<<16)}
	pair := ledger.Pair{From: s.party, To: in.To, Realm: in.Realm}
	push := func() error {
		if out.err == nil {
			out.err = out.w.Flush()
		}
		if out.err != nil {
			return out.err
		}
		return flush()
	}
	var waited time.Duration
	for {
		news := s.sealed.Wait()
		n, err := s.writeBatch(ctx, pair, in, out)
		if err != nil {
			return err
		}
		if n > in.From {
			in.From = n
			if err := push(); err != nil || !in.Follow {
				return err
			}
			continue
		}
		pause := idleEvery
		if !in.Follow {
			if pause = min(in.Wait-waited, time.Second); pause <= 0 {
				out.frame(frame{Idle: true})
				return push()
			}
		}
		timer := time.NewTimer(min(pause, time.Second))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-news:
		case <-timer.C:
			if waited += min(pause, time.Second); in.Follow && waited >= idleEvery {
				waited = 0
				out.frame(frame{Idle: true})
				if err := push(); err != nil {
					return err
				}
			}
		}
		timer.Stop()
	}
}

// writeBatch writes the entries from a size up to a checkpoint and the
// checkpoint, from one snapshot, and gives the new size. A peer whose key was
// retired meanwhile gets nothing more.
func (s *Service) writeBatch(ctx context.Context, pair ledger.Pair, in StreamInput, out *frameWriter) (size int64, err error) {
	from, began := in.From, s.turn(in.To)
	changed := func() bool { return s.turn(in.To) != began }
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.stillOpens(ctx, tx, in.To, in.Under); err != nil {
			return err
		}
		cp, err := ledger.CheckpointAfter(ctx, tx, pair, from, maxBatch)
		if err != nil {
			return err
		}
		if size = cp.Size; size <= from {
			return nil
		}
		entries, err := ledger.Entries(ctx, tx, pair, from, int(size-from))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := s.writeEntry(ctx, tx, e, changed, out); err != nil {
				return err
			}
		}
		out.frame(frame{Checkpoint: &checkpointFrame{Note: string(cp.Note)}})
		return out.err
	})
	return size, err
}

// writeEntry writes an entry and what it carries. When an agreement of the peer
// came to stand otherwise since the snapshot was taken, it stops before the next
// object: the peer keeps nothing of what it got, asks again, and is answered by
// what is agreed then.
func (s *Service) writeEntry(ctx context.Context, tx *db.Tx, e ledger.Entry, changed func() bool, out *frameWriter) error {
	out.frame(frame{Entry: &entryFrame{Index: e.Index, Salt: salt64(e.Salt[:]), Statement: jsontext.Value(e.Statement)}})
	st, err := ledger.ParseStatement(e.Statement)
	if err != nil {
		return err
	}
	var end endFrame
	if kind := s.kinds[st.Kind]; kind.Cargo != nil {
		err := kind.Cargo(ctx, tx, st, func(line []byte) error {
			if changed() {
				return errs.New(errs.Busy, "what is agreed with %s changed while objects were on their way; they are decided on again", st.To)
			}
			end.Lines++
			out.line('O', line)
			return out.err
		})
		switch {
		case errs.Is(err, errs.Conflict):
			end.Gone = true
		case err != nil:
			return err
		}
	}
	out.frame(frame{End: &end})
	return out.err
}
