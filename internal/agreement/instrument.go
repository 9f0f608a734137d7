package agreement

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/party"
	"entente/internal/policy"
)

// Instrument is what is signed: one canonical document (RFC 8785), one digest.
type Instrument struct {
	V             int            `json:"v"`
	ID            string         `json:"id"`
	Template      string         `json:"template"`
	Generation    int            `json:"generation"`
	Title         string         `json:"title"`
	Realm         ids.Realm      `json:"realm"`
	Depositary    ids.Party      `json:"depositary"`
	Parties       []Member       `json:"parties"`
	Params        jsontext.Value `json:"params"`
	Clauses       []Clause       `json:"clauses"`
	EffectiveFrom time.Time      `json:"effective_from"`
	Created       time.Time      `json:"created"`
}

// Member is a party to an instrument with its card at that time: the offices
// and keys that can sign for it.
type Member struct {
	Code ids.Party      `json:"code"`
	Card jsontext.Value `json:"card"`
}

// What bounds an instrument: its title, a clause's text, an id and a reason in
// bytes, the others in number.
const (
	maxTitle   = 300
	maxText    = 20_000
	maxID      = 50
	maxReason  = 500
	maxMembers = 64
	maxClauses = 200
)

// plain tells whether a text shows what it holds: no control characters but
// line breaks, and none that are invisible or turn the direction of writing.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r == utf8.RuneError || r != '\n' && unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
	})
}

// parseInstrument reads an instrument as it came and checks everything that can
// be checked without knowing anybody: its form, its cards, its provisions.
func parseInstrument(b []byte) (in Instrument, digest [sha256.Size]byte, err error) {
	if err := strictjson.Decode(b, &in, strictjson.Default); err != nil {
		return in, digest, err
	}
	if canon, err := strictjson.Marshal(in); err != nil || string(canon) != string(b) {
		return in, digest, errs.New(errs.Invalid, "the instrument is not in its canonical form")
	}
	return in, sha256.Sum256(b), in.check()
}

func (in Instrument) check() error {
	if in.V != 1 {
		return errs.New(errs.Unsupported, "instrument of version %d; this node reads version 1", in.V)
	}
	if _, err := ids.Parse(in.ID); err != nil {
		return err
	}
	if _, err := ids.ParseRealm(string(in.Realm)); err != nil {
		return err
	}
	if in.Title == "" || len(in.Title) > maxTitle || strings.Contains(in.Title, "\n") || !plain(in.Title) {
		return errs.New(errs.Invalid, "give the agreement a title of 1 to %d bytes on one line, in visible characters", maxTitle)
	}
	if err := checkDate(in.EffectiveFrom); err != nil {
		return err
	}
	if len(in.Parties) < 2 || len(in.Parties) > maxMembers || !slices.ContainsFunc(in.Parties, func(m Member) bool { return m.Code == in.Depositary }) {
		return errs.New(errs.Invalid, "an agreement has 2 to %d parties, its depositary among them", maxMembers)
	}
	seen := map[ids.Party]bool{}
	for _, m := range in.Parties {
		card, err := party.OpenCard(m.Card)
		if err != nil {
			return err
		}
		if card.Party != m.Code || seen[m.Code] {
			return errs.New(errs.Invalid, "the parties of the instrument do not fit their cards")
		}
		seen[m.Code] = true
	}
	return checkClauses(in.Clauses)
}

// checkDate keeps to years that RFC 3339 can write.
func checkDate(t time.Time) error {
	if y := t.Year(); y < 1970 || y > 9998 {
		return errs.New(errs.Invalid, "the date of entry into force is not one of this age")
	}
	return nil
}

func checkClauses(clauses []Clause) error {
	if len(clauses) == 0 || len(clauses) > maxClauses {
		return errs.New(errs.Invalid, "an agreement has 1 to %d clauses", maxClauses)
	}
	seen := map[string]bool{}
	fresh := func(id string) bool {
		ok := id != "" && len(id) <= maxID && plain(id) && !seen[id]
		seen[id] = true
		return ok
	}
	for _, c := range clauses {
		if !fresh("clause "+c.ID) || c.ID == "" || len(c.Title) > maxTitle || len(c.Text) > maxText || !plain(c.Title) || !plain(c.Text) {
			return errs.New(errs.Invalid, "clause %q has no id of its own, is too long, or holds characters that cannot be seen", errs.Clip(c.ID))
		}
		for _, p := range c.Provisions {
			if !fresh(p.ID) {
				return errs.New(errs.Invalid, "provision %q has no id of its own", errs.Clip(p.ID))
			}
			if err := p.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

// check refuses a provision that this node could not carry out to the letter.
func (p Provision) check() error {
	if strange := p.strange(); strange != "" {
		return errs.New(errs.Unsupported, "provision %s of kind %s says %q, which this node would not carry out", errs.Clip(p.ID), errs.Clip(string(p.Kind)), strange)
	}
	switch p.Kind {
	case policy.Share:
		for _, c := range p.Categories {
			if !slices.Contains(policy.Categories(), c) {
				return errs.New(errs.Unsupported, "provision %s names the category %q, which this node does not know", p.ID, errs.Clip(c))
			}
		}
		if len(p.Categories) > 0 && slices.Contains([]string{"both", "to-depositary", "from-depositary"}, p.Direction) {
			return nil
		}
	case policy.Ceiling, policy.OnwardRelease:
		if tlp, err := marking.ParseTLP(p.TLP); err == nil && tlp != marking.None && tlp.String() == p.TLP {
			return nil
		}
	default:
		return errs.New(errs.Unsupported, "provision %s is of kind %q, which this node cannot carry out", errs.Clip(p.ID), errs.Clip(string(p.Kind)))
	}
	return errs.New(errs.Invalid, "provision %s is not complete", errs.Clip(p.ID))
}

// strange names what a provision says that its kind gives no effect to: a
// reader would believe it.
func (p Provision) strange() string {
	switch {
	case len(p.Takes) > 0:
		return "takes"
	case p.Kind != policy.Share && len(p.Categories) > 0:
		return "categories"
	case p.Kind != policy.Share && p.Direction != "":
		return "direction"
	case p.Kind == policy.Share && p.TLP != "":
		return "tlp"
	case p.Kind != policy.OnwardRelease && p.Allowed:
		return "allowed"
	case p.Kind != policy.OnwardRelease && len(p.To) > 0:
		return "to"
	}
	for _, code := range p.To {
		if _, err := ids.ParseParty(string(code)); err != nil {
			return "to"
		}
	}
	return ""
}

// card gives the card of a party to the instrument; check has opened it once.
func (in Instrument) card(code ids.Party) (party.Card, error) {
	i := slices.IndexFunc(in.Parties, func(m Member) bool { return m.Code == code })
	if i < 0 {
		return party.Card{}, errs.New(errs.Denied, "%s is not a party to this agreement", errs.Clip(string(code)))
	}
	return party.OpenCard(in.Parties[i].Card)
}

func (in Instrument) codes() []ids.Party {
	out := make([]ids.Party, len(in.Parties))
	for i, m := range in.Parties {
		out[i] = m.Code
	}
	return out
}

// The acts that an office states about an instrument.
const (
	actSign      = "signed"
	actSuspend   = "suspended"
	actResume    = "resumed"
	actTerminate = "terminated"
	actWithdraw  = "withdrawn"
)

// statementContext separates these signatures from every other use of a key.
const statementContext = "agreement/v1"

// Statement is what an office signs: one act on the instrument of one digest.
type Statement struct {
	V         int       `json:"v"`
	Agreement string    `json:"agreement"`
	Digest    string    `json:"digest"` // hex
	Act       string    `json:"act"`
	Party     ids.Party `json:"party"`
	Office    string    `json:"office"`
	Reason    string    `json:"reason"`
	At        time.Time `json:"at"`
}

// signed is a statement with its exact bytes, signature, and the moment from
// which this node counts it: its own date, or its arrival when that was earlier
// than a clock ahead of ours claims.
type signed struct {
	Statement
	bytes     []byte
	signature sign.Signature
	knownAt   time.Time
}

func (s signed) from() time.Time {
	if s.knownAt.Before(s.At) {
		return s.knownAt
	}
	return s.At
}

// isAbout checks a statement against its instrument: the digest, the office and
// its power. It gives the key that the office had when the instrument was made.
func (s signed) isAbout(in Instrument, digest string) (first sign.PublicKey, err error) {
	if s.Agreement != in.ID || s.Digest != digest {
		return first, errs.New(errs.Denied, "the statement is about another text than the instrument that this node holds")
	}
	card, err := in.card(s.Party)
	if err != nil {
		return first, err
	}
	office, err := card.Office(s.Office)
	if err != nil {
		return first, err
	}
	if !office.May(party.PowerSign) {
		return first, errs.New(errs.Denied, "office %s of %s has no power to sign", errs.Clip(s.Office), s.Party)
	}
	return office.Key, nil
}

// opens tells whether the act lets something flow that did not: what is in
// doubt must not.
func (s signed) opens() bool { return s.Act == actSign || s.Act == actResume }

// parseStatement reads a statement as it came.
func parseStatement(b []byte, sig sign.Signature) (s signed, err error) {
	s.bytes, s.signature = b, sig
	if err := strictjson.Decode(b, &s.Statement, strictjson.Default); err != nil {
		return s, err
	}
	if canon, err := strictjson.Marshal(s.Statement); err != nil || string(canon) != string(b) {
		return s, errs.New(errs.Invalid, "the statement is not in its canonical form")
	}
	if s.V != 1 || !slices.Contains([]string{actSign, actSuspend, actResume, actTerminate, actWithdraw}, s.Act) {
		return s, errs.New(errs.Unsupported, "this node does not know statements of version %d with the act %q", s.V, errs.Clip(s.Act))
	}
	if len(s.Reason) > maxReason || !plain(s.Reason) {
		return s, errs.New(errs.Invalid, "the reason is over %d bytes or holds characters that cannot be seen", maxReason)
	}
	return s, nil
}
