package federation

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
)

// batch is what came up to one checkpoint.
type batch struct {
	entries []arrived
	note    []byte
}

// arrived is one entry with its objects, which wait in an unnamed file.
type arrived struct {
	ledger.Entry
	lines int64
	gone  bool
	spool *os.File // nil when there are none
}

func (b *batch) close() {
	for _, a := range b.entries {
		if a.spool != nil {
			_ = a.spool.Close() // it has no name any more; closing frees it
		}
	}
}

// maxSpool bounds what may wait for one batch, in bytes.
const maxSpool = 8 << 30

// readBatch reads entries with their objects up to a checkpoint, or an idle
// frame, which gives an empty batch.
func (t *tailer) readBatch(lines *lineReader, watchdog *time.Timer) (b batch, err error) {
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	for {
		f, err := nextFrame(lines, watchdog)
		if err != nil {
			if errors.Is(err, io.EOF) && len(b.entries) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return b, err
		}
		switch {
		case f.Idle && len(b.entries) == 0:
			return b, nil
		case f.Checkpoint != nil:
			b.note = []byte(f.Checkpoint.Note)
			return b, nil
		case f.Entry != nil && len(b.entries) < 1<<16:
			a, err := t.readEntry(lines, f.Entry, watchdog)
			b.entries = append(b.entries, a)
			if err != nil {
				return b, err
			}
		default:
			return b, errs.New(errs.Invalid, "the peer sent a frame out of place")
		}
	}
}

func nextFrame(lines *lineReader, watchdog *time.Timer) (frame, error) {
	letter, line, err := lines.next()
	if err != nil {
		return frame{}, err
	}
	watchdog.Reset(silence)
	if letter != 'F' {
		return frame{}, errs.New(errs.Invalid, "the peer sent an object out of place")
	}
	return parseFrame(line)
}

// readEntry reads one entry and puts its objects aside, unread.
func (t *tailer) readEntry(lines *lineReader, f *entryFrame, watchdog *time.Timer) (a arrived, err error) {
	a.Index, a.Statement = f.Index, f.Statement
	if a.Salt, err = parseSalt(f.Salt); err != nil {
		return a, err
	}
	var w *bufio.Writer
	var size int64
	for {
		letter, line, err := lines.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return a, err
		}
		watchdog.Reset(silence)
		if letter == 'F' {
			return a, t.endEntry(&a, line, w)
		}
		if letter != 'O' {
			return a, errs.New(errs.Invalid, "the peer sent a line of unknown kind")
		}
		if a.spool == nil {
			if a.spool, err = unnamedFile(t.s.spool); err != nil {
				return a, err
			}
			w = bufio.NewWriterSize(a.spool, 1<<16)
		}
		if size += int64(len(line)) + 4; size > maxSpool {
			return a, errs.New(errs.TooLarge, "one release of the peer is over %d bytes", int64(maxSpool))
		}
		if err := binary.Write(w, binary.BigEndian, uint32(len(line))); err != nil {
			return a, err
		}
		if _, err := w.Write(line); err != nil {
			return a, err
		}
		a.lines++
	}
}

func (t *tailer) endEntry(a *arrived, line []byte, w *bufio.Writer) error {
	f, err := parseFrame(line)
	if err != nil {
		return err
	}
	if f.End == nil || (f.End.Lines != a.lines && !f.End.Gone) {
		return errs.New(errs.Invalid, "the peer's objects do not end where it says")
	}
	if a.gone = f.End.Gone; w != nil {
		return w.Flush()
	}
	return nil
}

func unnamedFile(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "inbound-*")
	if err != nil {
		return nil, err
	}
	return f, os.Remove(f.Name())
}

// cargo reads the objects of an entry from the beginning.
func (a *arrived) cargo(f func([]byte) error) error {
	if a.spool == nil {
		return nil
	}
	if _, err := a.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReaderSize(a.spool, 1<<16)
	for range a.lines {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			return err
		}
		line := make([]byte, n)
		if _, err := io.ReadFull(r, line); err != nil {
			return err
		}
		if err := f(line); err != nil {
			return err
		}
	}
	return nil
}

// take is the recipient's one transaction: mirror the leaves and check them
// against the signed checkpoint, let the domains answer each statement, keep
// the answers, and cosign.
//
// A crash before its commit: nothing of the batch is here, and the next
// connection asks for it from the same size. After it: all is here and signed,
// and the receipt goes out with the next connection, if not with this one.
func (t *tailer) take(ctx context.Context, b batch) (err error) {
	defer errs.Wrap(&err, "federation.take(%s)", t.peer)
	s := t.s
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		key, err := s.parties.NodeKey(ctx, tx, t.peer)
		if err != nil {
			return err
		}
		before, err := ledger.Size(ctx, tx, t.pair())
		if err != nil {
			return err
		}
		entries := make([]ledger.Entry, len(b.entries))
		for i, a := range b.entries {
			entries[i] = a.Entry
		}
		if _, err := ledger.Mirror(ctx, tx, t.pair(), entries, b.note, key); err != nil {
			return err
		}
		for i := range b.entries {
			if b.entries[i].Index < before {
				continue // held and answered already
			}
			if err := t.answer(ctx, tx, &b.entries[i]); err != nil {
				return err
			}
		}
		_, err = ledger.Cosign(ctx, tx, t.pair(), s.key, cosigner(s.party))
		return err
	})
	return s.freeze(ctx, err)
}

// freeze keeps the evidence when two histories of one log were signed, stops
// the log and records it. It gives err back, or why freezing failed.
func (s *Service) freeze(ctx context.Context, err error) error {
	var fork *ledger.Fork
	if !errors.As(err, &fork) {
		return err
	}
	s.log.ErrorContext(ctx, "two histories of one log were signed; the log is frozen", slog.String("log", fork.Pair.Origin()), slog.Any("error", err))
	return errors.Join(err, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ledger.Freeze(ctx, tx, fork); err != nil {
			return err
		}
		_, err := s.journal.Append(ctx, tx, journal.Act{Realm: fork.Pair.Realm, Kind: "federation.fork-found", By: authz.System(s.party, "federation", authz.SystemFederate), About: fork.Pair.Origin(), Body: map[string]any{"why": fork.Why}})
		return err
	}))
}

// answer lets the domain take or refuse one statement and keeps the signed answer.
func (t *tailer) answer(ctx context.Context, tx *db.Tx, a *arrived) error {
	s := t.s
	st, err := ledger.ParseStatement(a.Statement)
	var out Outcome
	if err != nil {
		_, text := errs.Public(err)
		out = Outcome{Outcome: ledger.Refused, Reason: text}
	} else if first, err := ledger.EntryByStatement(ctx, tx, t.pair(), st.ID); err != nil || first.Index < a.Index {
		if err != nil {
			return err
		}
		out = Outcome{Outcome: ledger.Refused, Reason: fmt.Sprintf("this statement stands in the log already, as entry %d, and was answered there", first.Index)}
	} else if out, err = s.receive(ctx, tx, t.peer, t.realm, Inbound{Statement: st, Lines: a.lines, Gone: a.gone, Cargo: a.cargo}); err != nil {
		return err
	}
	leaf := a.Leaf()
	ack := ledger.Ack{Log: t.pair().Origin(), Index: a.Index, Leaf: leaf, Outcome: out.Outcome, Reason: out.Reason, Counts: out.Counts, At: tx.Now}
	if err := ledger.SaveAck(ctx, tx, t.pair(), ack, s.key); err != nil {
		return err
	}
	if out.Outcome != ledger.Refused && out.Outcome != ledger.Partial {
		return nil
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: t.realm, Kind: "federation.refused", By: authz.System(s.party, "federation", authz.SystemFederate), About: st.ID,
		Body: map[string]any{"from": t.peer, "kind": st.Kind, "index": a.Index, "outcome": out.Outcome, "reason": out.Reason, "counts": out.Counts}})
	return err
}
