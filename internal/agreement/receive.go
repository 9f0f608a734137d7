package agreement

import (
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
	"entente/internal/party"
)

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	kinds := map[string]federation.Kind{kindProposed: {Receive: s.receiveOffer}, kindCountered: {Receive: s.receiveOffer}, kindCommented: {Receive: s.receiveComment}}
	for _, act := range acts {
		kinds["agreement."+act] = federation.Kind{Receive: s.receiveStatement}
	}
	return kinds
}

// receiveOffer takes a version of an agreement: the first one, a
// counter-proposal, an amendment. Nothing comes into force by it: signing is
// always an act of our own office.
func (s *Service) receiveOffer(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	st := in.Statement
	var body offerBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	v, err := openVersion(body.Instrument, body.Signature)
	if err != nil {
		return out, err
	}
	v.KnownAt = tx.Now
	out = federation.Outcome{Outcome: ledger.Accepted}
	a, err := s.Load(ctx, tx, v.Realm, v.ID)
	if known := err == nil; !known && !errs.Is(err, errs.NotFound) {
		return out, err
	}
	if err := s.mayOffer(a, v, st); err != nil {
		return out, err
	}
	if have, err := a.Find(v.DigestText()); err == nil && !have.IsDraft() {
		return out, nil
	}
	g, err := s.templates.Remember(ctx, tx, body.Generation)
	if err != nil {
		return out, err
	}
	if err := v.checkGeneration(g.Generation, g.Digest); err != nil {
		return out, err
	}
	if err := s.checkCards(ctx, tx, a, v.Instrument, st.From); err != nil {
		return out, err
	}
	if err := s.keepVersion(ctx, tx, a, v, st.From); err != nil {
		return out, err
	}
	return out, s.heedWaiting(ctx, tx, v)
}

// mayOffer holds a version to whom it may come from: a first text from its
// depositary; an answer from its author or the depositary, who hands it on; and
// the author must have been asked.
func (s *Service) mayOffer(a Agreement, v Version, st ledger.Statement) error {
	if v.Realm != st.Realm || st.Kind == kindProposed != (v.Round == 1) || v.Author == s.party {
		return errs.New(errs.Denied, "the instrument came in another realm, as another kind or from another author than it says")
	}
	if len(a.Versions) == 0 {
		if v.Depositary != st.From {
			return errs.New(errs.Denied, "only its depositary %s can propose this agreement, in its own realm", v.Depositary)
		}
		if _, err := v.card(s.party); err != nil {
			return err
		}
		return nil
	}
	if v.Depositary != a.Depositary || st.From != v.Author && st.From != a.Depositary {
		return errs.New(errs.Denied, "an answer to this agreement comes from its author or from the depositary %s", a.Depositary)
	}
	if v.Round == 1 {
		for _, have := range a.Versions {
			if have.Round == 1 && have.Digest != v.Digest && !have.IsDraft() {
				return errs.New(errs.Conflict, "an agreement of this id with another text is held here")
			}
		}
	}
	if !slices.Contains(append(a.Everybody(), v.Depositary), v.Author) {
		return errs.New(errs.Denied, "%s is not a party to this agreement", v.Author)
	}
	return nil
}

// keepVersion stores a version that was checked and, where we are the
// depositary, hands it on to the parties other than its author.
func (s *Service) keepVersion(ctx context.Context, tx *db.Tx, a Agreement, v Version, from ids.Party) error {
	if err := insertVersion(ctx, tx, v); err != nil {
		return err
	}
	who := authz.System(s.party, "federation", authz.SystemFederate)
	if v.Depositary != s.party {
		_, err := s.journal.Append(ctx, tx, journal.Act{Realm: v.Realm, Kind: "agreement.received", By: who, About: v.ID, Body: map[string]any{"title": v.Title, "from": from, "digest": v.DigestText(), "round": v.Round}})
		return err
	}
	audience := without(append(a.Others(s.party, tx.Now), v.codes()...), s.party)
	return s.offer(ctx, tx, who, v, slices.DeleteFunc(audience, func(p ids.Party) bool { return p == v.Author }))
}

// heedWaiting takes what had waited for a version. What would be refused now is
// dropped: it was never worth more than its place in the queue.
func (s *Service) heedWaiting(ctx context.Context, tx *db.Tx, v Version) error {
	early, err := takeWaiting(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	for _, w := range early {
		if mayBring := w.from == w.Party || w.from == v.Depositary; !mayBring || w.Party == s.party {
			continue
		}
		if w.Digest != v.DigestText() {
			if err := saveWaiting(ctx, tx, w.signed, w.from); err != nil && !errs.Is(err, errs.NotFound) {
				return err
			}
			continue
		}
		switch err := s.verify(ctx, tx, v, w.signed); {
		case err == nil:
			if err := s.keep(ctx, tx, v, w.signed); err != nil {
				return err
			}
		case errs.KindOf(err) == errs.Internal:
			return err
		}
	}
	return nil
}

// checkCards holds the cards in the instrument against what this node knows:
// our own must be ours, a known party's under its pinned key; strangers are
// introduced by the depositary.
//
// A version that was concluded before we came to the agreement does not name us.
func (s *Service) checkCards(ctx context.Context, tx *db.Tx, a Agreement, in Instrument, from ids.Party) error {
	self, err := s.parties.Known(ctx, tx, s.party)
	if err != nil {
		return err
	}
	past := !slices.Contains(in.codes(), s.party)
	if !past {
		mine, err := in.card(s.party)
		if err != nil {
			return err
		}
		if mine.Node != self.Node || !sameOffices(mine, self.Card) {
			return errs.New(errs.Conflict, "the instrument holds another card of %s than the present one; propose it anew", s.party)
		}
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
		if err != nil || !past && card.Serial < known.Serial && !sameOffices(card, known.Card) {
			return errs.New(errs.Conflict, "the instrument holds an older card of %s than the one known here; propose it anew", code)
		}
	}
	return nil
}

// sameOffices tells whether two cards of a party have the same offices with the
// same powers under the same keys; what else changed does not touch what they sign.
func sameOffices(a, b party.Card) bool {
	return slices.EqualFunc(a.Offices, b.Offices, func(a, b party.Office) bool {
		return a.ID == b.ID && a.Key == b.Key && slices.Equal(a.Powers, b.Powers) && a.Succeeded == b.Succeeded
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
	a, err := s.Load(ctx, tx, in.Statement.Realm, st.Agreement)
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
	v, err := a.Find(st.Digest)
	if err != nil {
		return out, saveWaiting(ctx, tx, st, in.Statement.From)
	}
	if err := s.parties.Accompany(ctx, tx, body.Card, st.Party, in.Statement.From); err != nil {
		return out, err
	}
	if err := s.verify(ctx, tx, v, st); err != nil {
		return out, err
	}
	return out, s.keep(ctx, tx, v, st)
}

// verify checks a statement of which this node hears now: that it is about the
// instrument, and that its office signed it.
func (s *Service) verify(ctx context.Context, tx *db.Tx, v Version, st signed) error {
	if _, err := v.card(st.Party); err != nil {
		return err
	}
	of, err := s.parties.Known(ctx, tx, st.Party)
	if err != nil {
		return err
	}
	first, err := st.isAbout(v, of.Card)
	if err != nil {
		return err
	}
	return s.parties.Attested(ctx, tx, party.Attestation{Party: st.Party, Office: st.Office, First: first, At: st.At, Context: statementContext, Bytes: st.bytes, Signature: st.signature, Opens: st.opens()})
}

// keep stores a verified statement and, where we are the depositary, hands it
// on to the parties other than the one that made it. What does not fit the
// state by now is kept all the same: the fold decides, in the same way at every
// party.
func (s *Service) keep(ctx context.Context, tx *db.Tx, v Version, st signed) error {
	a, err := bare(ctx, tx, v.Realm, v.ID)
	if err != nil {
		return err
	}
	s.turned(tx, a.Everybody())
	var audience []ids.Party
	if v.Depositary == s.party {
		audience = slices.DeleteFunc(a.Others(s.party, tx.Now), func(p ids.Party) bool { return p == st.Party })
	}
	fresh, err := saveStatement(ctx, tx, st)
	if err != nil || !fresh {
		return err
	}
	body, err := s.body(ctx, tx, v, st)
	if err != nil {
		return err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: v.Realm, Kind: "agreement." + st.Act, By: authz.System(s.party, "federation", authz.SystemFederate), About: v.ID,
		Audience: audience, Body: body})
	return err
}

// body is how a statement travels: with the card of its party where that is a
// later one than the instrument holds, for whoever has no link with the party.
func (s *Service) body(ctx context.Context, tx *db.Tx, v Version, st signed) (b statementBody, err error) {
	b = statementBody{Statement: st.bytes, Signature: st.signature}
	card, err := v.card(st.Party)
	if err != nil {
		return b, err
	}
	b.Card, err = s.parties.Later(ctx, tx, st.Party, card.Serial)
	return b, err
}
