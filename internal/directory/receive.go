package directory

import (
	"bytes"
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
)

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	return map[string]federation.Kind{kindEntry: {Receive: s.receive}, kindTold: {Receive: s.receiveTold}}
}

// receive takes the entry of another party, from that party or from a node that
// hands it on. The signature by the pinned node key decides, and no more than it:
// nobody can change the entry of another.
func (s *Service) receive(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	var body entryBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	if in.Statement.Realm != tx.Realm {
		return out, errs.New(errs.Denied, "entries of the directory are told in the live realm alone")
	}
	h, err := open(body.Document)
	if err != nil {
		return out, err
	}
	if h.Party == s.c.Party {
		return out, errs.New(errs.Denied, "the entry of %s is written at its own node only", s.c.Party)
	}
	from := in.Statement.From
	key, err := s.c.Parties.NodeKey(ctx, tx, h.Party)
	if errs.Is(err, errs.NotFound) && len(body.Card) > 0 {
		code, pinned, ierr := s.c.Parties.Introduce(ctx, tx, body.Card, from)
		if ierr != nil {
			return out, ierr
		}
		if code != h.Party {
			return out, errs.New(errs.Invalid, "the card that came with the entry is of another party")
		}
		key, err = pinned, nil
	}
	if err != nil {
		return out, err
	}
	if err := h.verify(key); err != nil {
		return out, err
	}
	return s.take(ctx, tx, h, from)
}

// take keeps a verified entry that is later than the one held here. Two that
// differ under one serial are kept as a conflict: the first stays, until the party
// signs a later one.
func (s *Service) take(ctx context.Context, tx *db.Tx, h held, from ids.Party) (out federation.Outcome, err error) {
	who := authz.System(s.c.Party, "federation", authz.SystemFederate)
	now, err := load(ctx, tx, h.Party)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return out, err
	}
	switch {
	case h.Serial < now.Serial, bytes.Equal(h.bytes, now.bytes):
		return federation.Outcome{Outcome: ledger.Accepted}, nil // nothing new
	case h.Serial == now.Serial:
		fresh, err := saveConflict(ctx, tx, h, from)
		if err != nil || !fresh {
			return federation.Outcome{Outcome: ledger.Refused, Reason: reasonConflict}, err
		}
		_, err = s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: "directory.conflict-found", By: who, About: string(h.Party), Body: map[string]any{"serial": h.Serial, "digest": h.digest(), "held": now.digest(), "from": from}})
		return federation.Outcome{Outcome: ledger.Refused, Reason: reasonConflict}, err
	}
	if err := save(ctx, tx, h, from); err != nil {
		return out, err
	}
	act := journal.Act{Realm: tx.Realm, Kind: kindEntry, By: who, About: string(h.Party), Body: entryBody{Document: h.bytes}}
	if s.c.HandOn {
		if act.Audience, act.Body, err = s.handOn(ctx, tx, h, from); err != nil {
			return out, err
		}
	}
	_, err = s.c.Journal.Append(ctx, tx, act)
	return federation.Outcome{Outcome: ledger.Accepted}, err
}

const reasonConflict = "this node holds another entry of that party under the same serial, which stays; both are on record"

// handOn gives what is told to the other peers of a new entry, and to whom.
func (s *Service) handOn(ctx context.Context, tx *db.Tx, h held, from ids.Party) ([]ids.Party, entryBody, error) {
	peers, err := s.peers(ctx, tx)
	if err != nil {
		return nil, entryBody{}, err
	}
	card, err := s.c.Parties.CardJSON(ctx, tx, h.Party)
	return slices.DeleteFunc(peers, func(p ids.Party) bool { return p == from || p == h.Party }), entryBody{Document: h.bytes, Card: card}, err
}

// Tell gives a new peer our entry, and where this node hands entries on those of
// the others, within the follower's transaction. Doing it twice is harmless.
func (s *Service) Tell(ctx context.Context, tx *db.Tx, peer ids.Party) (err error) {
	defer errs.Wrap(&err, "directory.Tell(%s)", peer)
	all, err := loadAll(ctx, tx)
	if err != nil {
		return err
	}
	who := authz.System(s.c.Party, "directory", authz.SystemFederate)
	for _, x := range all {
		body := entryBody{Document: x.bytes}
		switch {
		case x.Party == peer, x.Party != s.c.Party && !s.c.HandOn:
			continue
		case x.Party != s.c.Party:
			if body.Card, err = s.c.Parties.CardJSON(ctx, tx, x.Party); err != nil {
				return err
			}
		}
		if _, err := s.c.Journal.Append(ctx, tx, journal.Act{Realm: tx.Realm, Kind: kindEntry, By: who, About: string(x.Party), Audience: []ids.Party{peer}, Body: body}); err != nil {
			return err
		}
	}
	return nil
}

// Follow tells new peers what they missed: a follower of the journal.
func (s *Service) Follow(ctx context.Context, tx *db.Tx, e journal.Entry) error {
	if e.Kind != "federation.peer-joined" {
		return nil
	}
	code, err := ids.ParseParty(e.About)
	if err != nil {
		return err
	}
	return s.Tell(ctx, tx, code)
}
