package template

import (
	"bytes"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
	"entente/internal/party"
)

// Deed is what a body decides on: one generation, and who decides. It is one
// canonical document (RFC 8785), known by its digest.
type Deed struct {
	V          int            `json:"v"`
	ID         string         `json:"id"`
	Realm      ids.Realm      `json:"realm"`
	Body       string         `json:"body"` // its name
	Secretary  ids.Party      `json:"secretary"`
	Members    []Member       `json:"members"`
	Generation jsontext.Value `json:"generation"`
	Created    time.Time      `json:"created"`
}

// Member is a party of the body with its card: the offices that decide for it.
type Member struct {
	Code ids.Party      `json:"code"`
	Card jsontext.Value `json:"card"`
}

// The acts that an office states about a deed.
const (
	actApprove  = "approved"
	actObject   = "objected"
	actWithdraw = "withdrawn"
)

// statementContext separates these signatures from every other use of a key.
const statementContext = "template/v1"

const (
	maxMembers = 64
	maxReason  = 500 // bytes
)

// Statement is what an office of a member signs about a deed.
type Statement struct {
	V      int       `json:"v"`
	Deed   string    `json:"deed"`
	Digest string    `json:"digest"` // of the deed, hex
	Act    string    `json:"act"`
	Party  ids.Party `json:"party"`
	Office string    `json:"office"`
	By     string    `json:"by"` // the person, as the member's node knows him
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// stated is a statement with its exact bytes and signature.
type stated struct {
	Statement
	bytes     []byte
	signature sign.Signature
}

// State is where a deed stands.
type State string

// The states.
const (
	Drafted    State = "draft"
	Circulated State = "circulated"
	Published  State = "published"
	Objected   State = "objected"
	Withdrawn  State = "withdrawn"
)

// Decided is a deed with its generation and everything that was stated about it.
type Decided struct {
	Deed
	Sealed Sealed
	Digest string // of the deed, hex
	// Decision is that of a crisis body; nil where the members approve one by one.
	Decision *BodyDecision

	body       []byte
	statements []stated // by their dates, then by bytes
}

// open reads a deed as it came and checks what can be checked without knowing
// anybody.
func open(b []byte) (d Decided, err error) {
	d.body, d.Digest = b, clause.Digest(b)
	if err := strictjson.Exact(b, &d.Deed, strictjson.Default); err != nil {
		return d, err
	}
	if d.V != 1 {
		return d, errs.New(errs.Unsupported, "deed of version %d; this node reads version 1", d.V)
	}
	if _, err := ids.Parse(d.ID); err != nil {
		return d, err
	}
	if _, err := ids.ParseRealm(string(d.Realm)); err != nil {
		return d, err
	}
	if !clause.Line(d.Body) || len(d.Members) < 2 || len(d.Members) > maxMembers {
		return d, errs.New(errs.Invalid, "a body has a name on one line and 2 to %d members", maxMembers)
	}
	seen := map[ids.Party]bool{}
	for _, m := range d.Members {
		card, err := party.OpenCard(m.Card)
		if err != nil {
			return d, err
		}
		if card.Party != m.Code || seen[m.Code] {
			return d, errs.New(errs.Invalid, "the members of the body do not fit their cards")
		}
		seen[m.Code] = true
	}
	if !seen[d.Secretary] {
		return d, errs.New(errs.Invalid, "the secretary is not a member of the body")
	}
	d.Sealed.Bytes = d.Deed.Generation
	d.Sealed.Generation, d.Sealed.Digest, err = clause.Open(d.Sealed.Bytes)
	return d, err
}

func (d Decided) codes() []ids.Party {
	out := make([]ids.Party, len(d.Members))
	for i, m := range d.Members {
		out[i] = m.Code
	}
	return out
}

func (d Decided) others(p ids.Party) []ids.Party {
	return slices.DeleteFunc(d.codes(), func(c ids.Party) bool { return c == p })
}

func (d Decided) card(code ids.Party) (party.Card, error) {
	i := slices.IndexFunc(d.Members, func(m Member) bool { return m.Code == code })
	if i < 0 {
		return party.Card{}, errs.New(errs.Denied, "%s is not a member of this body", errs.Clip(string(code)))
	}
	return party.OpenCard(d.Members[i].Card)
}

// parseStatement reads a statement as it came.
func parseStatement(b []byte, sig sign.Signature) (s stated, err error) {
	s.bytes, s.signature = b, sig
	if err := strictjson.Exact(b, &s.Statement, strictjson.Default); err != nil {
		return s, err
	}
	if s.V != 1 || !slices.Contains([]string{actApprove, actObject, actWithdraw}, s.Act) {
		return s, errs.New(errs.Unsupported, "this node does not know statements of version %d with the act %q", s.V, errs.Clip(s.Act))
	}
	if len(s.Reason) > maxReason || !clause.Plain(s.Reason) || !clause.Line(s.By) {
		return s, errs.New(errs.Invalid, "the reason is over %d bytes or holds characters that cannot be seen", maxReason)
	}
	return s, nil
}

// isAbout checks a statement against its deed, and gives the key that its office,
// or the one in whose place it has come since by the party's latest card, had when
// the deed was made.
func (s stated) isAbout(d Decided, now party.Card) (first sign.PublicKey, err error) {
	if s.Deed != d.ID || s.Digest != d.Digest {
		return first, errs.New(errs.Denied, "the statement is about another text than the one that this node holds")
	}
	if s.Act == actWithdraw && s.Party != d.Secretary {
		return first, errs.New(errs.Denied, "only the secretary %s can withdraw it", d.Secretary)
	}
	card, err := d.card(s.Party)
	if err != nil {
		return first, err
	}
	office, err := now.ActsAs(card, s.Office, s.At)
	if err != nil {
		return first, err
	}
	if !office.May(party.PowerSign) {
		return first, errs.New(errs.Denied, "office %s of %s has no power to sign", errs.Clip(s.Office), s.Party)
	}
	return office.Key, nil
}

func compareStated(x, y stated) int {
	if c := x.At.Compare(y.At); c != 0 {
		return c
	}
	return bytes.Compare(x.bytes, y.bytes)
}

// Position is what one member has said.
type Position struct {
	Party    ids.Party
	Approved bool
	Objected bool
	Office   string
	By       string
	Reason   string
	At       time.Time
}

// fold walks the statements in their order. What comes after the end changes
// nothing. The decision of a body ends it whatever they say.
func (d Decided) fold() (state State, by map[ids.Party]stated, at time.Time) {
	state, by, at = Circulated, map[ids.Party]stated{}, d.Created
	for _, s := range d.statements {
		if state != Circulated {
			break
		}
		switch s.Act {
		case actApprove:
			by[s.Party] = s
			if len(by) == len(d.Members) {
				state, at = Published, s.At
			}
		case actObject:
			by[s.Party] = s
			state, at = Objected, s.At
		case actWithdraw:
			state, at = Withdrawn, s.At
		}
	}
	if d.Decision != nil {
		state, at = Published, d.Decision.At
	}
	return state, by, at
}

// State gives where the deed stands, and since when.
func (d Decided) State() (State, time.Time) {
	state, _, at := d.fold()
	return state, at
}

// Positions lists what each member has said.
func (d Decided) Positions() []Position {
	_, by, _ := d.fold()
	var out []Position
	for _, code := range d.codes() {
		s, ok := by[code]
		out = append(out, Position{Party: code, Approved: ok && s.Act == actApprove, Objected: ok && s.Act == actObject, Office: s.Office, By: s.By, Reason: s.Reason, At: s.At})
	}
	return out
}
