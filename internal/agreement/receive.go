package agreement

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/journal"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/party"
)

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	kinds := map[string]federation.Kind{kindProposed: {Receive: s.receiveProposal}}
	for _, act := range []string{actSign, actSuspend, actResume, actTerminate, actWithdraw} {
		kinds["agreement."+act] = federation.Kind{Receive: s.receiveStatement}
	}
	return kinds
}

// receiveProposal takes an instrument that names us as a party. Nothing comes
// into force by it: signing is always an act of our own office.
func (s *Service) receiveProposal(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	st := in.Statement
	var body proposalBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	a := Agreement{body: body.Instrument, Proposed: tx.Now}
	if a.Instrument, a.Digest, err = parseInstrument(a.body); err != nil {
		return out, err
	}
	if a.Realm != st.Realm || a.Depositary != st.From {
		return out, errs.New(errs.Denied, "only its depositary %s can propose this agreement, in its own realm", a.Depositary)
	}
	if err := a.checkTemplate(); err != nil {
		return out, err
	}
	out = federation.Outcome{Outcome: ledger.Accepted}
	have, err := load(ctx, tx, a.Realm, a.ID)
	switch {
	case err == nil && have.Digest == a.Digest:
		return out, nil
	case err == nil:
		return out, errs.New(errs.Conflict, "an agreement of this id with another text is held here")
	case !errs.Is(err, errs.NotFound):
		return out, err
	}
	if err := s.checkCards(ctx, tx, a.Instrument, st.From); err != nil {
		return out, err
	}
	if err := insertInstrument(ctx, tx, a); err != nil {
		return out, err
	}
	who := authz.System(s.party, "federation", authz.SystemFederate)
	if _, err := s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: "agreement.received", By: who, About: a.ID, Body: map[string]any{"title": a.Title, "from": st.From, "digest": a.DigestText()}}); err != nil {
		return out, err
	}
	early, err := takeWaiting(ctx, tx, a.ID)
	if err != nil {
		return out, err
	}
	for _, w := range early {
		// What would be refused now is dropped: it was never worth more than its
		// place in the queue.
		mayBring := w.from == w.Party || w.from == a.Depositary
		if !mayBring || w.Party == s.party {
			continue
		}
		switch err := s.verify(ctx, tx, a, w.signed); {
		case err == nil:
			if err := s.keep(ctx, tx, a, w.signed); err != nil {
				return out, err
			}
		case errs.KindOf(err) == errs.Internal:
			return out, err
		}
	}
	return out, nil
}

// checkCards holds the cards in the instrument against what this node knows:
// our own must be ours, a known party's under its pinned key; strangers are
// introduced by the depositary.
func (s *Service) checkCards(ctx context.Context, tx *db.Tx, in Instrument, from ids.Party) error {
	self, err := s.parties.Known(ctx, tx, s.party)
	if err != nil {
		return err
	}
	mine, err := in.card(s.party)
	if err != nil {
		return err
	}
	if mine.Node != self.Node || !sameOffices(mine, self.Card) {
		return errs.New(errs.Conflict, "the instrument holds another card of %s than the present one; propose it anew", s.party)
	}
	for _, m := range in.Parties {
		if m.Code == s.party {
			continue
		}
		code, _, err := s.parties.Introduce(ctx, tx, m.Card, from)
		if err != nil {
			return err
		}
		known, err := s.parties.Known(ctx, tx, code)
		if err != nil {
			return err
		}
		card, err := in.card(code)
		if err != nil || card.Serial < known.Serial && !sameOffices(card, known.Card) {
			return errs.New(errs.Conflict, "the instrument holds an older card of %s than the one known here; propose it anew", code)
		}
	}
	return nil
}

// sameOffices tells whether two cards of a party have the same offices with the
// same powers under the same keys; what else changed does not touch what they sign.
func sameOffices(a, b party.Card) bool {
	return slices.EqualFunc(a.Offices, b.Offices, func(a, b party.Office) bool {
		return a.ID == b.ID && a.Key == b.Key && slices.Equal(a.Powers, b.Powers)
	})
}

// receiveStatement takes what an office of another party signed, from that
// party itself or from the depositary, who hands everything on. A statement
// that overtakes its instrument waits for it.
func (s *Service) receiveStatement(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	var body statementBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	st, err := parseStatement(body.Statement, body.Signature)
	if err != nil {
		return out, err
	}
	if st.Party == s.party {
		return out, errs.New(errs.Denied, "nobody states anything for %s but its own offices", s.party)
	}
	if in.Statement.Kind != "agreement."+st.Act {
		return out, errs.New(errs.Invalid, "the statement says %q and came as %s", st.Act, errs.Clip(in.Statement.Kind))
	}
	out = federation.Outcome{Outcome: ledger.Accepted}
	a, err := load(ctx, tx, in.Statement.Realm, st.Agreement)
	if errs.Is(err, errs.NotFound) {
		return out, saveWaiting(ctx, tx, st, in.Statement.From)
	}
	if err != nil {
		return out, err
	}
	if st.Party != in.Statement.From && in.Statement.From != a.Depositary {
		return out, errs.New(errs.Denied, "statements of %s come from itself or from the depositary %s", st.Party, a.Depositary)
	}
	if a.holds(st) {
		return out, nil // it was verified when it came, by what was known then
	}
	if len(body.Card) > 0 {
		code, _, err := s.parties.Introduce(ctx, tx, body.Card, in.Statement.From)
		if err == nil && code != st.Party {
			err = errs.New(errs.Denied, "the statement of %s comes with a card of %s", st.Party, code)
		}
		if err != nil {
			return out, err
		}
	}
	if err := s.verify(ctx, tx, a, st); err != nil {
		return out, err
	}
	return out, s.keep(ctx, tx, a, st)
}

// verify checks a statement of which this node hears now: that it is about the
// instrument, and that it is signed by the key that the office had at its date.
//
// When that key was retired meanwhile, whoever has it could have dated the
// statement back. Then what opens is refused, and what closes is taken.
func (s *Service) verify(ctx context.Context, tx *db.Tx, a Agreement, st signed) error {
	first, err := st.isAbout(a.Instrument, a.DigestText())
	if err != nil {
		return err
	}
	key, doubt, err := s.parties.SigningKey(ctx, tx, st.Party, st.Office, first, st.At)
	if err != nil {
		return err
	}
	if err := sign.Verify(key, statementContext, st.bytes, st.signature); err != nil {
		return errs.New(errs.Denied, "the signature of office %s of %s does not verify by the key that it had at %s", errs.Clip(st.Office), st.Party, st.At.Format(time.RFC3339))
	}
	if doubt && st.opens() {
		return errs.New(errs.Denied, "office %s of %s has retired the key of this signature since; whether it was made before cannot be told, so it must be stated anew", errs.Clip(st.Office), st.Party)
	}
	return nil
}

// keep stores a verified statement and, where we are the depositary, hands it
// on to the parties other than the one that made it. What does not fit the
// state by now is kept all the same: the fold decides, in the same way at every
// party.
func (s *Service) keep(ctx context.Context, tx *db.Tx, a Agreement, st signed) error {
	fresh, err := saveStatement(ctx, tx, st)
	if err != nil || !fresh {
		return err
	}
	var audience []ids.Party
	if a.Depositary == s.party {
		audience = slices.DeleteFunc(a.others(s.party), func(p ids.Party) bool { return p == st.Party })
	}
	body, err := s.body(ctx, tx, a, st)
	if err != nil {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: a.Realm, Kind: "agreement." + st.Act, By: authz.System(s.party, "federation", authz.SystemFederate), About: a.ID,
		Audience: audience, Body: body})
	return err
}

// body is how a statement travels: with the card of its party where that is a
// later one than the instrument holds, for whoever has no link with the party.
func (s *Service) body(ctx context.Context, tx *db.Tx, a Agreement, st signed) (b statementBody, err error) {
	b = statementBody{Statement: st.bytes, Signature: st.signature}
	known, err := s.parties.Known(ctx, tx, st.Party)
	if err != nil {
		return b, err
	}
	card, err := a.card(st.Party)
	if err != nil {
		return b, err
	}
	if known.Serial > card.Serial {
		b.Card, err = s.parties.CardJSON(ctx, tx, st.Party)
	}
	return b, err
}
