package matter

import (
	"context"
	"fmt"
	"slices"

	"entente/internal/base/authz"
	"entente/internal/base/clock"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/federation"
	"entente/internal/format/marking"
)

// Kinds tells federation what the registered domains hear and say.
func (s *Service) Kinds() map[string]federation.Kind {
	kinds := map[string]federation.Kind{}
	for _, d := range s.domains {
		for _, act := range append(slices.Clone(d.Acts), ActInvited) {
			kinds[fmt.Sprint(d.Kind, ".", act)] = federation.Kind{Receive: s.receive}
		}
	}
	return kinds
}

// receive takes what the node of another party stated, from the centre, or at the
// centre from the party itself. What the domain's fold makes nothing of is kept
// all the same: it counts for nothing, in the same way at every node.
func (s *Service) receive(ctx context.Context, tx *db.Tx, in federation.Inbound) (out federation.Outcome, err error) {
	var body statementBody
	if err := strictjson.Decode(in.Statement.Body, &body, strictjson.Default); err != nil {
		return out, err
	}
	x, err := Parse(body.Statement, body.Signature)
	if err != nil {
		return out, err
	}
	if x.Party == s.c.Party || x.Realm != in.Statement.Realm || in.Statement.Kind != fmt.Sprint(x.Kind, ".", x.Act) {
		return out, errs.New(errs.Denied, "the statement names %s, realm %s and act %s, and cannot come this way", x.Party, x.Realm, x.Act)
	}
	if err := s.known(x.Statement); err != nil {
		return out, err
	}
	if err := s.verify(ctx, tx, x); err != nil {
		return out, err
	}
	m, err := s.Load(ctx, tx, x.Realm, x.Kind, x.Matter)
	switch {
	case errs.Is(err, errs.NotFound) && x.Opens():
		m, err = s.opened(ctx, tx, x, body)
	case errs.Is(err, errs.NotFound):
		return out, errs.New(errs.NotFound, "this node has not heard of the matter that the statement is about")
	}
	if err != nil {
		return out, err
	}
	if err := s.way(m, x, in.Statement.From); err != nil {
		return out, err
	}
	tlp, _ := marking.ParseTLP(x.TLP)
	if err := s.permit(ctx, tx, x.Realm, x.Party, s.c.Party, tlp, clock.Earlier(x.At, tx.Now)); err != nil {
		return out, err
	}
	return federation.Outcome{Outcome: ledger.Accepted}, s.keep(ctx, tx, authz.System(s.c.Party, "federation", authz.SystemFederate), m, x)
}

func (s *Service) verify(ctx context.Context, tx *db.Tx, x Said) error {
	key, err := s.c.Parties.NodeKey(ctx, tx, x.Party)
	if err != nil {
		return err
	}
	if err := sign.Verify(key, statementContext, x.Bytes, x.Signature); err != nil {
		return errs.New(errs.Denied, "the statement is not signed by the node of %s", x.Party)
	}
	return nil
}

// opened checks an opening: its agreement binds its owner, us, and whoever else it
// names, and has the provision that it rests on.
func (s *Service) opened(ctx context.Context, tx *db.Tx, x Said, body statementBody) (Matter, error) {
	a, err := s.c.Agreements.Load(ctx, tx, x.Realm, x.Terms.Agreement)
	if err != nil {
		return Matter{}, err
	}
	bound := a.BoundAt(clock.Earlier(x.At, tx.Now))
	for _, p := range append([]ids.Party{x.Party, s.c.Party}, x.Terms.To...) {
		if !slices.Contains(bound, p) {
			return Matter{}, errs.New(errs.Denied, "the agreement that this rests on did not bind %s at that time", errs.Clip(string(p)))
		}
	}
	if err := s.room(ctx, tx, x.Realm, x.Party); err != nil {
		return Matter{}, err
	}
	if !has(a, x.Terms.Provision) {
		return Matter{}, errs.New(errs.Denied, "the agreement has no provision %q that this could rest on", errs.Clip(x.Terms.Provision))
	}
	m := assemble([]Said{x}, centreOf(a.Depositary, x.Party, x.Terms.To))
	if m.TakesPart(s.c.Party) {
		return m, nil
	}
	under, err := Parse(body.Under, body.Invited)
	if err != nil || under.Act != ActInvited || under.Party != x.Party || under.Matter != x.Matter || !slices.Contains(under.Terms.To, s.c.Party) {
		return Matter{}, errs.New(errs.Denied, "nobody has brought %s into this matter", s.c.Party)
	}
	return m, s.verify(ctx, tx, under)
}

// way demands that a statement comes along the star, from a party that takes part.
func (s *Service) way(m Matter, x Said, from ids.Party) error {
	if m.Centre == s.c.Party && from != x.Party || m.Centre != s.c.Party && from != m.Centre {
		return errs.New(errs.Denied, "statements about this matter come by way of %s", m.Centre)
	}
	if !m.TakesPart(x.Party) {
		return errs.New(errs.Denied, "%s does not take part in this matter", errs.Clip(string(x.Party)))
	}
	if x.Act == ActInvited && x.Party != m.Owner {
		return errs.New(errs.Denied, "only %s, whose matter this is, brings others in", m.Owner)
	}
	return nil
}
