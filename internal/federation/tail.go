package federation

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
)

const (
	silence  = 3 * idleEvery // a stream that says nothing for so long is dead
	pollWait = 25 * time.Second
	// pollsBeforeStream is how many long polls follow before a stream is tried again.
	pollsBeforeStream = 50
	maxBackoff        = 30 * time.Second
)

// errSilent is why a stream on which nothing was heard was given up.
var errSilent = errs.New(errs.Busy, "the peer has said nothing for %s", silence)

// tailer follows one peer's log to us.
type tailer struct {
	s     *Service
	peer  ids.Party
	realm ids.Realm
	poll  bool // the stream gave nothing: ask again and again instead
}

// run tails until ctx ends, whatever happens to the link.
func (t *tailer) run(ctx context.Context) {
	var backoff time.Duration
	polls := 0
	for ctx.Err() == nil {
		moved, err := t.once(ctx)
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, errSilent) && !moved {
			// Something on the way holds the stream back: long polls get through.
			t.poll, polls = true, 0
		}
		if moved {
			backoff = 0
			if polls++; t.poll && polls == pollsBeforeStream {
				t.poll, polls = false, 0 // it may have been mended
			}
			if err == nil {
				continue
			}
		}
		if err != nil {
			_, text := errs.Public(err)
			var ue *url.Error
			if errors.As(err, &ue) {
				text = "cannot reach the peer: " + errs.Clip(ue.Err.Error())
			}
			t.s.setLink(t.peer, "unreachable", text)
			t.s.log.WarnContext(ctx, "link to peer is down", slog.String("peer", string(t.peer)), slog.Any("error", err))
		}
		backoff = min(max(2*backoff, 100*time.Millisecond), maxBackoff)
		clock.Wait(ctx, nil, backoff)
	}
}

// once opens the log and takes batches until the connection ends. moved tells
// whether anything was heard.
func (t *tailer) once(ctx context.Context) (moved bool, err error) {
	s := t.s
	var peer Peer
	var size int64
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		if peer, err = s.loadPeer(ctx, tx, t.peer); err != nil {
			return err
		}
		size, err = ledger.Size(ctx, tx, t.pair())
		return err
	}); err != nil {
		return false, err
	}
	client, under, err := t.reach(ctx, peer)
	if err != nil {
		return false, err
	}
	defer client.CloseIdleConnections()
	if err := t.sendReceipts(ctx, client, peer); err != nil {
		return false, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(silence, func() { cancel(errSilent) })
	defer watchdog.Stop()
	q := url.Values{"from": {fmt.Sprint(size)}, "follow": {"1"}}
	if t.poll {
		q = url.Values{"from": {fmt.Sprint(size)}, "wait": {fmt.Sprint(int(pollWait.Seconds()))}}
	}
	resp, err := t.get(ctx, client, peer, q)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return false, cause
		}
		return false, err
	}
	defer func() { _ = resp.Body.Close() }() // the tail is read as far as it goes
	s.setLink(t.peer, "connected", "")
	lines := &lineReader{r: bufio.NewReaderSize(resp.Body, 1<<16)}
	for {
		b, err := t.readBatch(lines, watchdog)
		if err != nil {
			if cause := context.Cause(ctx); cause != nil {
				return moved, cause
			}
			if errors.Is(err, io.EOF) {
				return moved, nil
			}
			return moved, err
		}
		moved = true
		if err := s.db.Read(ctx, func(tx *db.Tx) error { return s.stillOpens(ctx, tx, t.peer, under()) }); err != nil {
			b.close()
			return moved, err
		}
		if len(b.entries) > 0 {
			watchdog.Stop() // taking a large release is not the peer's silence
			err := t.take(ctx, b)
			b.close()
			watchdog.Reset(silence)
			if err != nil {
				return moved, err
			}
			if err := t.sendReceipts(ctx, client, peer); err != nil {
				return moved, err
			}
		}
	}
}

func (t *tailer) pair() ledger.Pair {
	return ledger.Pair{From: t.peer, To: t.s.party, Realm: t.realm}
}

func (t *tailer) get(ctx context.Context, client *http.Client, peer Peer, q url.Values) (*http.Response, error) {
	u := url.URL{Scheme: "https", Host: peer.Address, Path: "/peer/v1/log/" + string(t.realm), RawQuery: q.Encode()}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		err := problemOf(resp)
		_ = resp.Body.Close() // its content is in err
		return nil, err
	}
	return resp, nil
}
