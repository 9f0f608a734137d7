package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/party"
)

// fileForm names the form of an agreement's file and its version.
const fileForm = "entente-agreement/1"

// file is an agreement in one file: the instrument as signed, every statement
// with its signature, and the later cards of parties whose offices got new keys.
// It is canonical JSON (RFC 8785) and one line break.
type file struct {
	Form       string           `json:"form"`
	Digest     string           `json:"digest"` // hex, of the instrument
	Instrument jsontext.Value   `json:"instrument"`
	Statements []fileStatement  `json:"statements"`
	Cards      []jsontext.Value `json:"cards"`
}

type fileStatement struct {
	Statement jsontext.Value `json:"statement"`
	Signature sign.Signature `json:"signature"`
}

// Export gives an agreement as a file that Verify checks without a node. Every
// party that holds the same statements gives the same bytes.
func (s *Service) Export(ctx context.Context, v authz.Viewer, id string) (b []byte, err error) {
	defer errs.Wrap(&err, "agreement.Export(%s)", errs.Clip(id))
	if err := v.May(authz.AgreementRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := load(ctx, tx, v.Realm(), id)
		if err != nil {
			return err
		}
		f := file{Form: fileForm, Digest: a.DigestText(), Instrument: a.body, Statements: []fileStatement{}, Cards: []jsontext.Value{}}
		later := map[ids.Party]bool{}
		for _, st := range a.statements {
			f.Statements = append(f.Statements, fileStatement{Statement: st.bytes, Signature: st.signature})
			with, err := s.body(ctx, tx, a, st)
			if err != nil {
				return err
			}
			if len(with.Card) > 0 && !later[st.Party] {
				later[st.Party] = true
				f.Cards = append(f.Cards, with.Card)
			}
		}
		if b, err = strictjson.Marshal(f); err == nil {
			b = append(b, '\n')
		}
		return err
	})
	return b, err
}

// Verified is what a file proves.
type Verified struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Template   string        `json:"template"`
	Generation int           `json:"generation"`
	Realm      ids.Realm     `json:"realm"`
	Digest     string        `json:"digest"`
	Depositary ids.Party     `json:"depositary"`
	State      State         `json:"state"` // by what the file holds, at the moment that was asked about
	Parties    []VerifiedOne `json:"parties"`
	Stated     []Stated      `json:"stated"` // in order of their dates
}

// VerifiedOne is a party to the agreement, with the key by which it is known.
type VerifiedOne struct {
	Party  ids.Party `json:"party"`
	Name   string    `json:"name"`
	Node   string    `json:"node"` // fingerprint of the node key that signed its card
	Signed bool      `json:"signed"`
}

// Stated is one statement whose signature verifies.
type Stated struct {
	At     time.Time `json:"at"`
	Act    string    `json:"act"`
	Party  ids.Party `json:"party"`
	Office string    `json:"office"`
	Reason string    `json:"reason,omitempty"`
	Key    string    `json:"key"` // fingerprint
	// Retired is when the key was replaced. Whoever had it then could have dated
	// a statement back; only a node that had it before can tell.
	Retired *time.Time `json:"retired,omitempty"`
}

// VerifyFile checks a file that Export made and tells what it proves, as of a
// moment. Nothing is asked of anybody: the cards in the file name the keys, and
// whether these are the parties' own is for people to compare.
//
// A file proves what it holds. That nothing was stated later it cannot prove.
func VerifyFile(b []byte, at time.Time) (v Verified, err error) {
	text, ok := strings.CutSuffix(string(b), "\n")
	var f file
	if !ok {
		return v, errs.New(errs.Invalid, "it does not end with one line break after canonical JSON")
	}
	if err := strictjson.Decode([]byte(text), &f, strictjson.Default); err != nil {
		return v, err
	}
	if canon, err := strictjson.Marshal(f); err != nil || string(canon) != text {
		return v, errs.New(errs.Invalid, "it is not canonical JSON; something was changed or reformatted")
	}
	if f.Form != fileForm {
		return v, errs.New(errs.Unsupported, "it is of form %q; this program knows %s", errs.Clip(f.Form), fileForm)
	}
	a := Agreement{body: f.Instrument}
	if a.Instrument, a.Digest, err = parseInstrument(a.body); err != nil {
		return v, err
	}
	if a.DigestText() != f.Digest {
		return v, errs.New(errs.Denied, "the instrument is not the one whose digest stands beside it")
	}
	cards, err := f.latest(a.Instrument)
	if err != nil {
		return v, err
	}
	v = Verified{ID: a.ID, Title: a.Title, Template: a.Template, Generation: a.Generation, Realm: a.Realm, Digest: f.Digest, Depositary: a.Depositary, Stated: []Stated{}}
	for _, fs := range f.Statements {
		st, stated, err := fs.check(a, cards)
		if err != nil {
			return v, err
		}
		a.statements = append(a.statements, st)
		v.Stated = append(v.Stated, stated)
	}
	if !slices.IsSortedFunc(a.statements, compareSigned) {
		return v, errs.New(errs.Invalid, "its statements are not in their order")
	}
	if len(a.statements) > 0 {
		a.Proposed = a.Created
	}
	v.State = a.StateAt(at)
	for _, s := range a.Signatures(at) {
		c := cards[s.Party]
		v.Parties = append(v.Parties, VerifiedOne{Party: s.Party, Name: c.Name, Node: sign.Fingerprint(c.Node), Signed: s.Signed})
	}
	return v, nil
}

// latest gives for each party its latest card in the file. A later card is one
// only under the node key of the instrument's card, and with a higher serial.
func (f file) latest(in Instrument) (map[ids.Party]party.Card, error) {
	cards := map[ids.Party]party.Card{}
	for _, m := range in.Parties {
		c, err := in.card(m.Code)
		if err != nil {
			return nil, err
		}
		cards[m.Code] = c
	}
	for _, b := range f.Cards {
		c, err := party.OpenCard(b)
		if err != nil {
			return nil, err
		}
		first, ok := cards[c.Party]
		if !ok || c.Node != first.Node || c.Serial <= first.Serial {
			return nil, errs.New(errs.Denied, "a card of %s in it does not follow the one that the instrument holds", c.Party)
		}
		cards[c.Party] = c
	}
	return cards, nil
}

// check verifies one statement by the key that its office had at its date.
func (fs fileStatement) check(a Agreement, cards map[ids.Party]party.Card) (st signed, out Stated, err error) {
	if st, err = parseStatement(fs.Statement, fs.Signature); err != nil {
		return st, out, err
	}
	st.knownAt = st.At // its own date counts: when it was first heard of is not in a file
	first, err := st.isAbout(a.Instrument, a.DigestText())
	if err != nil {
		return st, out, err
	}
	office, err := cards[st.Party].Office(st.Office)
	if err != nil {
		return st, out, err
	}
	if !slices.ContainsFunc(office.Keys(), func(k party.OfficeKey) bool { return k.Key == first }) {
		return st, out, errs.New(errs.Denied, "office %s of %s has other keys in the later card", errs.Clip(st.Office), st.Party)
	}
	key, err := office.KeyAt(st.At)
	if err != nil {
		return st, out, err
	}
	if err := sign.Verify(key.Key, statementContext, st.bytes, st.signature); err != nil {
		return st, out, errs.New(errs.Denied, "the signature of office %s of %s, dated %s, does not verify", errs.Clip(st.Office), st.Party, st.At.Format(time.RFC3339))
	}
	out = Stated{At: st.At, Act: st.Act, Party: st.Party, Office: st.Office, Reason: st.Reason, Key: sign.Fingerprint(key.Key)}
	if key.Retired() {
		out.Retired = &key.Until
	}
	return st, out, nil
}

// Lines says what a file proves, a line each.
func (v Verified) Lines() []string {
	lines := []string{
		fmt.Sprintf("verifies: %s", errs.Clip(v.Title)),
		fmt.Sprintf("%s, generation %d, realm %s, depositary %s, digest %s", errs.Clip(v.Template), v.Generation, v.Realm, v.Depositary, v.Digest),
		fmt.Sprintf("by what this file holds it is %s", v.State),
	}
	for _, p := range v.Parties {
		did := "has not signed"
		if p.Signed {
			did = "has signed"
		}
		lines = append(lines, fmt.Sprintf("%s (%s) %s; its node key: %s", p.Party, errs.Clip(p.Name), did, p.Node))
	}
	for _, s := range v.Stated {
		line := fmt.Sprintf("%s %s by office %s of %s: %s", s.At.Format(time.RFC3339), s.Act, errs.Clip(s.Office), s.Party, s.Key)
		if s.Reason != "" {
			line += ": " + errs.Clip(s.Reason)
		}
		if s.Retired != nil {
			line += fmt.Sprintf(" (this key was replaced at %s; that the date is true cannot be told from a file)", s.Retired.Format(time.RFC3339))
		}
		lines = append(lines, line)
	}
	return append(lines, "compare the fingerprints with what the parties tell you by another way; what was stated later is not in this file")
}

// SigningKey gives the key under which a statement of the history counts, as
// this node knows its office.
func (s *Service) SigningKey(ctx context.Context, v authz.Viewer, p ids.Party, office string, at time.Time) (k sign.PublicKey, err error) {
	defer errs.Wrap(&err, "agreement.SigningKey(%s)", p)
	if err := v.May(authz.AgreementRead); err != nil {
		return k, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		known, err := s.parties.Known(ctx, tx, p)
		if err != nil {
			return err
		}
		o, err := known.Office(office)
		if err != nil {
			return err
		}
		key, err := o.KeyAt(at)
		k = key.Key
		return err
	})
	return k, err
}
