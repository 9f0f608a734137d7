package duty

import (
	"context"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
)

// Kinds tells federation what this domain hears and says.
func (s *Service) Kinds() map[string]federation.Kind {
	return map[string]federation.Kind{kindStated: {Receive: s.receive}}
}

// receive takes what the node of another party stated, from that party or from
// the depositary, who hands everything on. What does not fit an obligation is
// kept all the same: it counts for nothing, in the same way at every party.
func (s *Service) receive(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	var body statementBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	st, err := parse(body.Statement, body.Signature)
	if err != nil {
		return out, err
	}
	if st.Party == s.c.Party || st.Realm != in.Statement.Realm {
		return out, errs.New(errs.Denied, "the statement names %s and realm %s, and cannot come this way", st.Party, st.Realm)
	}
	a, err := s.c.Agreements.Load(ctx, tx, st.Realm, st.Agreement)
	if err != nil {
		return out, err
	}
	if st.Party != in.Statement.From && in.Statement.From != a.Depositary {
		return out, errs.New(errs.Denied, "statements of %s come from itself or from the depositary %s", errs.Clip(string(st.Party)), a.Depositary)
	}
	if !slices.Contains(a.Everybody(), st.Party) {
		return out, errs.New(errs.Denied, "%s is not a party to this agreement", errs.Clip(string(st.Party)))
	}
	key, err := s.c.Parties.NodeKey(ctx, tx, st.Party)
	if err != nil {
		return out, err
	}
	if err := sign.Verify(key, statementContext, st.bytes, st.signature); err != nil {
		return out, errs.New(errs.Denied, "the statement is not signed by the node of %s", st.Party)
	}
	if !st.isFor(s.c.Party) {
		return out, errs.New(errs.Denied, "the statement is not for %s", s.c.Party)
	}
	var audience []ids.Party
	if a.Depositary == s.c.Party {
		audience = slices.DeleteFunc(a.Others(s.c.Party, tx.Now), func(p ids.Party) bool { return p == st.Party || !st.isFor(p) })
	}
	out = federation.Outcome{Outcome: ledger.Accepted}
	return out, s.keep(ctx, tx, authz.System(s.c.Party, "federation", authz.SystemFederate), a, st, audience)
}
