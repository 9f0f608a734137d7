package matter

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/agreement"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ledger"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
)

// Packed is a matter as a domain puts it into a file that is checked without a
// node: every statement held, by dates, and the file of the agreement, which has
// the parties' keys and says whom it bound when.
type Packed struct {
	Agreement  string            `json:"agreement"`
	Statements []PackedStatement `json:"statements"`
}

// PackedStatement is a statement with its signature.
type PackedStatement struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
}

// Pack gives a matter as it is held here.
func (s *Service) Pack(ctx context.Context, tx *db.Tx, m Matter) (p Packed, err error) {
	a, err := s.c.Agreements.Load(ctx, tx, m.Realm, m.Agreement)
	if err != nil {
		return p, err
	}
	b, err := s.c.Agreements.File(ctx, tx, a)
	if err != nil {
		return p, err
	}
	p = Packed{Agreement: string(b), Statements: []PackedStatement{}}
	for _, x := range m.Said {
		p.Statements = append(p.Statements, PackedStatement{Statement: x.Bytes, Signature: x.Signature})
	}
	return p, nil
}

// Open checks every signature, and whom the agreement bound, as a node does when
// statements come in.
//
// Errors: Denied or Invalid for what no node would have taken.
func (p Packed) Open() (m Matter, a agreement.Agreement, err error) {
	if a, _, err = agreement.OpenFile([]byte(p.Agreement)); err != nil {
		return m, a, err
	}
	var said []Said
	for _, ps := range p.Statements {
		x, err := Parse(ps.Statement, ps.Signature)
		if err != nil {
			return m, a, err
		}
		key, err := a.NodeKey(x.Party)
		if err != nil {
			return m, a, err
		}
		if err := sign.Verify(key, statementContext, x.Bytes, x.Signature); err != nil {
			return m, a, errs.New(errs.Denied, "a statement in it is not signed by the node of %s", x.Party)
		}
		x.Known = x.At
		said = append(said, x)
	}
	if len(said) == 0 || !said[0].Opens() {
		return m, a, errs.New(errs.Invalid, "it does not begin with the statement that opened the matter")
	}
	open := said[0]
	m = assemble(slices.Clone(said), centreOf(a.Depositary, open.Party, open.Terms.To))
	if !slices.EqualFunc(m.Said, said, func(x, y Said) bool { return x.Digest() == y.Digest() }) {
		return m, a, errs.New(errs.Invalid, "its statements are not in their order")
	}
	return m, a, m.consistent(a)
}

// consistent demands that all statements are about one matter under the agreement,
// by parties that it bound when they came in, each number once.
func (m Matter) consistent(a agreement.Agreement) error {
	if open := m.Opening(); m.Agreement != a.ID || m.Realm != a.Realm || !has(a, m.Provision) || !slices.Contains(a.BoundAt(open.At), m.Owner) {
		return errs.New(errs.Denied, "the agreement in it is not the one that the matter rests on")
	}
	for i, x := range m.Said {
		if x.Matter != m.ID || x.Kind != m.Kind || x.Realm != m.Realm || i > 0 && x.Opens() || !m.TakesPart(x.Party) {
			return errs.New(errs.Denied, "a statement in it is about another matter, or of a party that takes no part")
		}
		if slices.ContainsFunc(m.Said[:i], func(y Said) bool { return y.Party == x.Party && y.N == x.N }) {
			return errs.New(errs.Conflict, "two statements in it bear the same number of %s", x.Party)
		}
		if x.Terms == nil {
			continue
		}
		if x.Party != m.Owner {
			return errs.New(errs.Denied, "only %s, whose matter this is, brings others in", m.Owner)
		}
		for _, p := range x.Terms.To {
			if !slices.Contains(a.BoundAt(x.At), p) {
				return errs.New(errs.Denied, "the agreement did not bind %s when it was brought in", p)
			}
		}
	}
	return nil
}

// Carried gives the digest of the statement about a matter that an entry of a pair
// log carries.
func Carried(entry []byte) (digest string, err error) {
	st, err := ledger.ParseStatement(entry)
	if err != nil {
		return "", err
	}
	var body statementBody
	if err := strictjson.Decode(st.Body, &body, strictjson.Default); err != nil {
		return "", err
	}
	return clause.Digest(body.Statement), nil
}
