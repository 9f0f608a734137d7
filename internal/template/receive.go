package template

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
	kinds := map[string]federation.Kind{kindCirculated: {Receive: s.receiveDeed}}
	for _, act := range []string{actApprove, actObject, actWithdraw} {
		kinds["template."+act] = federation.Kind{Receive: s.receiveStatement}
	}
	return kinds
}

// receiveDeed takes a deed that names us as a member. Approving it is always an
// act of our own office.
func (s *Service) receiveDeed(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	st := in.Statement
	var body circulatedBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	d, err := open(body.Deed)
	if err != nil {
		return out, err
	}
	if d.Realm != st.Realm || d.Secretary != st.From {
		return out, errs.New(errs.Denied, "only its secretary %s can circulate this deed, in its own realm", d.Secretary)
	}
	out = federation.Outcome{Outcome: ledger.Accepted}
	have, err := load(ctx, tx, d.Realm, d.ID)
	switch {
	case err == nil && have.Digest == d.Digest:
		return out, nil
	case err == nil:
		return out, errs.New(errs.Conflict, "a deed of this id with another text is held here")
	case !errs.Is(err, errs.NotFound):
		return out, err
	}
	if err := s.checkCards(ctx, tx, d, st.From); err != nil {
		return out, err
	}
	if err := insertDeed(ctx, tx, d); err != nil {
		return out, err
	}
	_, err = s.journal.Append(ctx, tx, journal.Act{Realm: d.Realm, Kind: "template.received", By: authz.System(s.party, "federation", authz.SystemFederate), About: d.ID,
		Body: map[string]any{"body": d.Body, "from": st.From, "template": d.Sealed.Template, "number": d.Sealed.Number}})
	return out, err
}

// checkCards holds the cards of the members against what this node knows.
func (s *Service) checkCards(ctx context.Context, tx *db.Tx, d Decided, from ids.Party) error {
	self, err := s.parties.Known(ctx, tx, s.party)
	if err != nil {
		return err
	}
	mine, err := d.card(s.party)
	if err != nil {
		return err
	}
	if mine.Node != self.Node || self.Follows(mine) != nil {
		return errs.New(errs.Conflict, "the deed holds another card of %s than its own; circulate it anew", s.party)
	}
	for _, m := range d.Members {
		if m.Code == s.party {
			continue
		}
		if _, _, err := s.parties.Introduce(ctx, tx, m.Card, from); err != nil {
			return err
		}
	}
	return nil
}

// receiveStatement takes what an office of another member signed, from that
// member or from the secretary, who hands everything on. A deed reaches a member
// before any statement about it: both come by the secretary's log, and a member
// that answers directly is asked again by the secretary's copy.
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
	if in.Statement.Kind != "template."+st.Act {
		return out, errs.New(errs.Invalid, "the statement says %q and came as %s", st.Act, errs.Clip(in.Statement.Kind))
	}
	d, err := load(ctx, tx, in.Statement.Realm, st.Deed)
	if err != nil {
		return out, err
	}
	if st.Party != in.Statement.From && in.Statement.From != d.Secretary {
		return out, errs.New(errs.Denied, "statements of %s come from itself or from the secretary %s", st.Party, d.Secretary)
	}
	out = federation.Outcome{Outcome: ledger.Accepted}
	if err := s.parties.Accompany(ctx, tx, body.Card, st.Party, in.Statement.From); err != nil {
		return out, err
	}
	if err := s.verify(ctx, tx, d, st); err != nil {
		return out, err
	}
	var audience []ids.Party
	if d.Secretary == s.party {
		audience = slices.DeleteFunc(d.others(s.party), func(p ids.Party) bool { return p == st.Party })
	}
	return out, s.keep(ctx, tx, authz.System(s.party, "federation", authz.SystemFederate), &d, st, audience)
}

// verify checks that a statement is about the deed and that its office signed it.
// An approval opens; what ends the deed closes.
func (s *Service) verify(ctx context.Context, tx *db.Tx, d Decided, st stated) error {
	if _, err := d.card(st.Party); err != nil {
		return err
	}
	of, err := s.parties.Known(ctx, tx, st.Party)
	if err != nil {
		return err
	}
	first, err := st.isAbout(d, of.Card)
	if err != nil {
		return err
	}
	return s.parties.Attested(ctx, tx, party.Attestation{Party: st.Party, Office: st.Office, First: first, At: st.At, Context: statementContext, Bytes: st.bytes, Signature: st.signature, Opens: st.Act == actApprove})
}

// keep stores a verified statement and tells an audience.
func (s *Service) keep(ctx context.Context, tx *db.Tx, who authz.Actor, d *Decided, st stated, audience []ids.Party) error {
	before, _ := d.State()
	fresh, err := saveStatement(ctx, tx, st)
	if err != nil || !fresh {
		return err
	}
	d.statements = append(d.statements, st)
	slices.SortFunc(d.statements, compareStated)
	card, err := d.card(st.Party)
	if err != nil {
		return err
	}
	body := statementBody{Statement: st.bytes, Signature: st.signature}
	if body.Card, err = s.parties.Later(ctx, tx, st.Party, card.Serial); err != nil {
		return err
	}
	if _, err := s.journal.Append(ctx, tx, journal.Act{Realm: d.Realm, Kind: "template." + st.Act, By: who, About: d.ID, Audience: audience, Body: body}); err != nil {
		return err
	}
	if after, _ := d.State(); after == Published && before != Published {
		_, err = s.journal.Append(ctx, tx, journal.Act{Realm: d.Realm, Kind: "template.published", By: who, About: d.ID, Body: map[string]any{"digest": d.Sealed.Digest, "template": d.Sealed.Template, "number": d.Sealed.Number}})
	}
	return err
}
