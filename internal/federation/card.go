package federation

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/party"
)

const (
	maxCard     = 1 << 20 // bytes
	cardTimeout = 20 * time.Second
)

// errStranger is why a connection was ended before anything was sent.
var errStranger = errors.New("the other end shows a key that is not known")

// The two cards that a node asks another for, without having to be known there.
const (
	pathCard  = "/peer/v1/card"       // the answering node's own
	pathYours = "/peer/v1/card/yours" // the asking node's, as the answering one holds it
)

// OwnCard gives this node's card as it travels.
func (s *Service) OwnCard(ctx context.Context) (card []byte, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		card, err = s.parties.CardJSON(ctx, tx, s.party)
		return err
	})
	return card, err
}

// CardOf gives a peer its own card as this node holds it. The peer is known by
// any link key that it ever had: a node that was restored has an old one, and
// finds out by this.
func (s *Service) CardOf(ctx context.Context, key sign.PublicKey) (card []byte, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		peers, err := s.peers(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range peers {
			if _, ok := p.card.LinkKey(key); ok {
				card, err = s.parties.CardJSON(ctx, tx, p.Party)
				return err
			}
		}
		return errs.New(errs.Unauthenticated, "this node has no link with the node that calls")
	})
	return card, err
}

// meet asks the node at an address for its card. The card counts when it carries
// on from the known one and names the key that the connection was made under:
// then the caller may connect under it. An earlier card never does, or whoever
// has a retired key would show that. It is not learned here: it stands in the
// node's log too, and there in its place among what the keys before it signed.
func (s *Service) meet(ctx context.Context, address string, known party.Card) (c party.Card, card []byte, err error) {
	var shown sign.PublicKey
	client, err := s.client(func(k sign.PublicKey) error { shown = k; return nil })
	if err != nil {
		return c, nil, err
	}
	defer client.CloseIdleConnections()
	if card, err = getCard(ctx, client, address, pathCard); err != nil {
		return c, nil, err
	}
	if c, err = party.OpenCard(card); err != nil {
		return c, nil, err
	}
	if c.Party != known.Party || c.Node != known.Node || c.Serial <= known.Serial || !c.Opens(shown, s.clock.Now()) {
		return c, nil, errs.New(errs.Denied, "the node at %s does not have the key of %s", errs.Clip(address), known.Party)
	}
	return c, card, c.Follows(known)
}

func getCard(ctx context.Context, client *http.Client, address, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, cardTimeout)
	defer cancel()
	u := url.URL{Scheme: "https", Host: address, Path: path}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errs.New(errs.Invalid, "the address %q cannot be called", errs.Clip(address))
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // it is read to the end, or not wanted
	if resp.StatusCode != http.StatusOK {
		return nil, problemOf(resp)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxCard+1))
	if err == nil && len(b) > maxCard {
		err = errs.New(errs.TooLarge, "a card has at most %d bytes", maxCard)
	}
	return b, err
}

// reach gives a client for a peer that proves to be it by a link key of its
// card, or of a later card that it shows, and tells which key that was.
func (t *tailer) reach(ctx context.Context, peer Peer) (client *http.Client, used func() sign.PublicKey, err error) {
	s := t.s
	card := peer.card
	var shown sign.PublicKey
	if client, err = s.client(func(k sign.PublicKey) error {
		if !card.Opens(k, s.clock.Now()) {
			return errStranger
		}
		shown = k
		return nil
	}); err != nil {
		return nil, nil, err
	}
	used = func() sign.PublicKey { return shown }
	mine, err := getCard(ctx, client, peer.Address, pathYours)
	if errors.Is(err, errStranger) {
		later, _, merr := s.meet(ctx, peer.Address, peer.card)
		if merr != nil {
			return nil, nil, merr
		}
		card = later
		mine, err = getCard(ctx, client, peer.Address, pathYours)
	}
	switch {
	case err == nil:
		// What it says of us is its word alone: a wrong one must not cut the link.
		if err := s.parties.Regain(ctx, mine, peer.Party); err != nil {
			s.log.ErrorContext(ctx, "a peer holds another card of this party than this node", slog.String("peer", string(peer.Party)), slog.Any("error", err))
		}
		return client, used, nil
	case errs.Is(err, errs.Busy):
		return client, used, nil // it does not answer that, or not now; the log says more
	}
	client.CloseIdleConnections()
	return nil, nil, err
}

// stillOpens answers errs.Unauthenticated once a key that a connection was made
// under has been retired, or the link was parted, so that no stream outlives
// either. A key that is not on the card yet is that of a later card, see meet.
func (s *Service) stillOpens(ctx context.Context, tx *db.Tx, p ids.Party, key sign.PublicKey) error {
	peer, err := s.loadPeer(ctx, tx, p)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if _, ok := peer.card.LinkKey(key); err != nil || ok && !peer.card.Opens(key, tx.Now) {
		return errs.New(errs.Unauthenticated, "%s is no peer under this key any more", p)
	}
	return nil
}
