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
	"entente/internal/clause"
	"entente/internal/party"
)

// fileForm names the form of an agreement's file and its version.
const fileForm = "entente-agreement/2"

// file is an agreement in one file: the versions that were concluded, or while
// none is, the one on the table or our draft; the generations that they were made
// from, every statement about them with its signature, and the later cards of
// parties whose offices got new keys. It is canonical JSON (RFC 8785) and one
// line break.
type file struct {
	Form        string           `json:"form"`
	Digest      string           `json:"digest"` // hex, of the version to show
	Versions    []fileVersion    `json:"versions"`
	Generations []jsontext.Value `json:"generations"`
	Statements  []fileStatement  `json:"statements"`
	Cards       []jsontext.Value `json:"cards"`
}

// fileVersion is a version with its author's signature; a draft has none.
type fileVersion struct {
	Instrument jsontext.Value `json:"instrument"`
	Signature  sign.Signature `json:"signature,omitzero"`
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
		a, err := s.Load(ctx, tx, v.Realm(), id)
		if err == nil {
			b, err = s.File(ctx, tx, a)
		}
		return err
	})
	return b, err
}

// File is Export within the caller's act.
func (s *Service) File(ctx context.Context, tx *db.Tx, a Agreement) ([]byte, error) {
	f := file{Form: fileForm, Digest: a.DigestText(), Versions: []fileVersion{}, Generations: []jsontext.Value{}, Statements: []fileStatement{}, Cards: []jsontext.Value{}}
	seen := map[string]bool{}
	for _, x := range a.told(tx.Now) {
		f.Versions = append(f.Versions, fileVersion{Instrument: x.body, Signature: x.signature})
		if seen[x.GenerationDigest] {
			continue
		}
		seen[x.GenerationDigest] = true
		g, err := s.templates.ByDigest(ctx, tx, x.GenerationDigest)
		if err != nil {
			return nil, err
		}
		f.Generations = append(f.Generations, g.Bytes)
	}
	if err := s.fileStatements(ctx, tx, a, &f); err != nil {
		return nil, err
	}
	b, err := strictjson.Marshal(f)
	return append(b, '\n'), err
}

// told lists the versions that a file holds, by their dates.
func (a Agreement) told(t time.Time) []Version {
	f := a.foldAt(t)
	var out []Version
	for _, c := range f.concluded {
		out = append(out, c.Version)
	}
	if len(out) == 0 {
		out = append(out, a.Version)
	}
	slices.SortFunc(out, compareVersions)
	return out
}

// fileStatements adds what was stated about the versions of a file.
func (s *Service) fileStatements(ctx context.Context, tx *db.Tx, a Agreement, f *file) error {
	told := a.told(tx.Now)
	later := map[ids.Party]bool{}
	for _, st := range a.statements {
		i := slices.IndexFunc(told, func(v Version) bool { return v.DigestText() == st.Digest })
		if i < 0 {
			continue
		}
		f.Statements = append(f.Statements, fileStatement{Statement: st.bytes, Signature: st.signature})
		with, err := s.body(ctx, tx, told[i], st)
		if err != nil {
			return err
		}
		if len(with.Card) > 0 && !later[st.Party] {
			later[st.Party] = true
			f.Cards = append(f.Cards, with.Card)
		}
	}
	return nil
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
	By     string    `json:"by"` // the person, as the party's node knows him
	// Prepared is the person who looked at it before, where two must.
	Prepared string `json:"prepared,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Key      string `json:"key"` // fingerprint
	// Retired is when the key was replaced. Whoever had it then could have dated
	// a statement back; only a node that had it before can tell.
	Retired *time.Time `json:"retired,omitempty"`
}

// VerifyFile checks a file that Export made and tells what it proves, as of a
// moment. Nothing is asked of anybody: the cards in the file name the keys, and
// whether these are the parties' own is for people to compare.
//
// A file proves what it holds. That nothing was stated later it cannot prove.
func VerifyFile(b []byte, at time.Time) (Verified, error) {
	a, v, err := OpenFile(b)
	if err != nil {
		return v, err
	}
	v.State = a.StateAt(at)
	for _, s := range a.Signatures(at) {
		c := a.cards[s.Party]
		v.Parties = append(v.Parties, VerifiedOne{Party: s.Party, Name: c.Name, Node: sign.Fingerprint(c.Node), Signed: s.Signed})
	}
	return v, nil
}

// OpenFile checks a file as VerifyFile does and gives the agreement in it.
func OpenFile(b []byte) (a Agreement, v Verified, err error) {
	text, ok := strings.CutSuffix(string(b), "\n")
	var f file
	if !ok {
		return a, v, errs.New(errs.Invalid, "it does not end with one line break after canonical JSON")
	}
	if err := strictjson.Exact([]byte(text), &f, strictjson.Default); err != nil {
		return a, v, err
	}
	if f.Form != fileForm {
		return a, v, errs.New(errs.Unsupported, "it is of form %q; this program knows %s", errs.Clip(f.Form), fileForm)
	}
	if a, err = f.open(); err != nil {
		return a, v, err
	}
	if a.cards, err = f.latest(a); err != nil {
		return a, v, err
	}
	v = Verified{ID: a.ID, Title: a.Title, Template: a.Template, Generation: a.Generation, Realm: a.Realm, Digest: f.Digest, Depositary: a.Depositary, Stated: []Stated{}}
	for _, fs := range f.Statements {
		st, stated, err := fs.check(a, a.cards)
		if err != nil {
			return a, v, err
		}
		a.statements = append(a.statements, st)
		v.Stated = append(v.Stated, stated)
	}
	if !slices.IsSortedFunc(a.statements, compareSigned) {
		return a, v, errs.New(errs.Invalid, "its statements are not in their order")
	}
	return a, v, nil
}

// NodeKey gives the node key of a party to an agreement that came in a file.
func (a Agreement) NodeKey(p ids.Party) (sign.PublicKey, error) {
	c, ok := a.cards[p]
	if !ok {
		return sign.PublicKey{}, errs.New(errs.Denied, "%s is not a party to this agreement", errs.Clip(string(p)))
	}
	return c.Node, nil
}

// open checks every version of a file against its author's signature and the
// generation that it was made from. The one whose digest the file names is shown.
func (f file) open() (a Agreement, err error) {
	generations := map[string]clause.Generation{}
	for _, b := range f.Generations {
		g, digest, err := clause.Open(b)
		if err != nil {
			return a, err
		}
		generations[digest] = g
	}
	used := map[string]bool{}
	for _, fv := range f.Versions {
		var v Version
		if fv.Signature == (sign.Signature{}) {
			v, err = draftVersion(fv.Instrument)
		} else if v, err = openVersion(fv.Instrument, fv.Signature); err == nil {
			v.KnownAt = v.Created
		}
		if err != nil {
			return a, err
		}
		g, ok := generations[v.GenerationDigest]
		if !ok {
			return a, errs.New(errs.Denied, "the generation of version %d is not in the file", v.Round)
		}
		used[v.GenerationDigest] = true
		if err := v.checkGeneration(g, v.GenerationDigest); err != nil {
			return a, err
		}
		if len(a.Versions) > 0 && (v.ID != a.Versions[0].ID || v.Depositary != a.Versions[0].Depositary || v.Realm != a.Versions[0].Realm) {
			return a, errs.New(errs.Denied, "its versions are of different agreements")
		}
		a.Versions = append(a.Versions, v)
	}
	if len(used) != len(f.Generations) || !slices.IsSortedFunc(a.Versions, compareVersions) {
		return a, errs.New(errs.Invalid, "it holds a generation that no version was made from, or versions out of their order")
	}
	a.Version, err = a.Find(f.Digest)
	if err != nil {
		return a, errs.New(errs.Denied, "the instrument is not the one whose digest stands beside it")
	}
	return a, nil
}

// latest gives for each party its latest card in the file. A later card is one
// only under the node key of the card before it, and with a higher serial.
func (f file) latest(a Agreement) (map[ids.Party]party.Card, error) {
	cards := map[ids.Party]party.Card{}
	for _, v := range a.Versions {
		for _, m := range v.Parties {
			c, err := v.card(m.Code)
			if err != nil {
				return nil, err
			}
			have, ok := cards[c.Party]
			if ok && have.Node != c.Node {
				return nil, errs.New(errs.Denied, "a card of %s in it does not follow the one that the instrument holds", c.Party)
			}
			if !ok || c.Serial > have.Serial {
				cards[c.Party] = c
			}
		}
	}
	for _, b := range f.Cards {
		c, err := party.OpenCard(b)
		if err != nil {
			return nil, err
		}
		first, ok := cards[c.Party]
		if !ok || c.Node != first.Node || c.Serial <= first.Serial || c.Follows(first) != nil {
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
	about, err := a.Find(st.Digest)
	if err != nil {
		return st, out, errs.New(errs.Denied, "a statement in it is about a version that is not")
	}
	first, err := st.isAbout(about, cards[st.Party])
	if err != nil {
		return st, out, err
	}
	key, err := cards[st.Party].SigningKey(st.Office, first, st.At)
	if err != nil {
		return st, out, err
	}
	if err := sign.Verify(key.Key, statementContext, st.bytes, st.signature); err != nil {
		return st, out, errs.New(errs.Denied, "the signature of office %s of %s, dated %s, does not verify", errs.Clip(st.Office), st.Party, st.At.Format(time.RFC3339))
	}
	out = Stated{At: st.At, Act: st.Act, Party: st.Party, Office: st.Office, By: st.By, Prepared: st.Prepared, Reason: st.Reason, Key: sign.Fingerprint(key.Key)}
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
		line += ", given by " + errs.Clip(s.By)
		if s.Prepared != "" {
			line += ", prepared by " + errs.Clip(s.Prepared)
		}
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
