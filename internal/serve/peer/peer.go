// Package peer is what other nodes may call. It knows who calls by the pinned
// key of the TLS connection and by nothing else: no header, query or body can
// make a caller somebody.
package peer

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/serve"
)

const (
	maxJoin    = 1 << 16
	maxReceipt = 4 << 20
	maxWait    = 60 * time.Second
)

// Routes adds what peers may call. Joining is open to whoever can show an
// invitation, and cards are open; everything else to nodes whose key is pinned.
func Routes(rt *serve.Router, f *federation.Service) {
	h := &handler{f: f, closing: rt.Closing()}
	rt.Handle("POST /peer/v1/join", serve.Public("a one-time invitation is checked inside, against the TLS key").Body(maxJoin, "application/json"), h.join)
	rt.Handle("GET /peer/v1/card", serve.Public("a card is signed, and goes with every invitation"), h.card)
	rt.Handle("GET /peer/v1/card/yours", serve.Public("a party gets its own card, by a TLS key that it has or had"), h.yours)
	rt.Handle("GET /peer/v1/log/{realm}", serve.Peers().Slow(), h.log)
	rt.Handle("POST /peer/v1/log/{realm}/receipt", serve.Peers().Body(maxReceipt, "application/json"), h.receipt)
}

// Identify gives the node behind a connection, for the router.
func Identify(f *federation.Service) func(r *http.Request) (ids.Party, error) {
	return func(r *http.Request) (ids.Party, error) {
		if r.TLS == nil {
			return "", errs.New(errs.Unauthenticated, "this port speaks TLS only")
		}
		key, err := sign.PeerKey(*r.TLS)
		if err != nil {
			return "", err
		}
		return f.PeerByKey(r.Context(), key)
	}
}

type handler struct {
	f       *federation.Service
	closing <-chan struct{} // streams end when the server stops
}

func (h *handler) join(w http.ResponseWriter, r *http.Request, _ serve.Caller) error {
	if r.TLS == nil {
		return errs.New(errs.Unauthenticated, "this port speaks TLS only")
	}
	key, err := sign.PeerKey(*r.TLS)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if err := h.f.Join(r.Context(), key, b); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// card shows this node's own card, by which a peer that knows an earlier one
// finds out about a later link key.
func (h *handler) card(w http.ResponseWriter, r *http.Request, _ serve.Caller) error {
	card, err := h.f.OwnCard(r.Context())
	if err != nil {
		return err
	}
	return writeCard(w, card)
}

// yours shows the caller its own card as this node holds it.
func (h *handler) yours(w http.ResponseWriter, r *http.Request, _ serve.Caller) error {
	if r.TLS == nil {
		return errs.New(errs.Unauthenticated, "this port speaks TLS only")
	}
	key, err := sign.PeerKey(*r.TLS)
	if err != nil {
		return err
	}
	card, err := h.f.CardOf(r.Context(), key)
	if err != nil {
		return err
	}
	return writeCard(w, card)
}

func writeCard(w http.ResponseWriter, card []byte) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(card)
	return err
}

// log streams the caller's log from the size that it holds.
func (h *handler) log(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	realm, err := ids.ParseRealm(r.PathValue("realm"))
	if err != nil {
		return err
	}
	under, err := sign.PeerKey(*r.TLS)
	if err != nil {
		return err
	}
	in := federation.StreamInput{To: c.Peer, Under: under, Realm: realm, Follow: r.URL.Query().Get("follow") == "1"}
	if in.From, err = number(r, "from"); err != nil {
		return err
	}
	wait, err := number(r, "wait")
	if err != nil {
		return err
	}
	in.Wait = min(time.Duration(wait)*time.Second, maxWait)
	w.Header().Set("Content-Type", "application/x-entente-log")
	w.WriteHeader(http.StatusOK)
	rc := http.NewResponseController(w)
	if err := rc.Flush(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go func() {
		select {
		case <-h.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	return h.f.Stream(ctx, in, w, rc.Flush)
}

func (h *handler) receipt(w http.ResponseWriter, r *http.Request, c serve.Caller) error {
	realm, err := ids.ParseRealm(r.PathValue("realm"))
	if err != nil {
		return err
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var rec federation.Receipt
	if err := strictjson.Decode(b, &rec, strictjson.Large); err != nil {
		return err
	}
	if err := h.f.TakeReceipt(r.Context(), c.Peer, realm, rec); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func number(r *http.Request, name string) (int64, error) {
	s := r.URL.Query().Get(name)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, errs.New(errs.Invalid, "%s must be a number that is not negative", name)
	}
	return n, nil
}
