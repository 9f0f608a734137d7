package agreement

import (
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

// The acts that an office states about an agreement.
const (
	actSign      = "signed"
	actDecline   = "declined"
	actWithdraw  = "withdrawn"
	actSuspend   = "suspended"
	actResume    = "resumed"
	actTerminate = "terminated"
	actNotice    = "noticed"
	actRetract   = "retracted"
	actRenew     = "renewed"
)

var acts = []string{actSign, actDecline, actWithdraw, actSuspend, actResume, actTerminate, actNotice, actRetract, actRenew}

// statementContext separates these signatures from every other use of a key.
const statementContext = "agreement/v2"

// Statement is what an office signs: one act on the version of one digest.
type Statement struct {
	V         int       `json:"v"`
	Agreement string    `json:"agreement"`
	Digest    string    `json:"digest"` // of the version, hex
	Act       string    `json:"act"`
	Party     ids.Party `json:"party"`
	Office    string    `json:"office"`
	By        string    `json:"by"`                 // the person, as the party's node knows him
	Prepared  string    `json:"prepared,omitempty"` // the person who looked at it before, where two must
	Reason    string    `json:"reason"`
	At        time.Time `json:"at"`
	// Authority is a signed delegation, where the office has no power of its own.
	Authority jsontext.Value `json:"authority,omitempty"`
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

// opens tells whether the act lets something flow that did not, or lets it flow
// longer: what is in doubt must not.
func (s signed) opens() bool {
	return slices.Contains([]string{actSign, actResume, actRetract, actRenew}, s.Act)
}

// parseStatement reads a statement as it came.
func parseStatement(b []byte, sig sign.Signature) (s signed, err error) {
	s.bytes, s.signature = b, sig
	if err := strictjson.Exact(b, &s.Statement, strictjson.Default); err != nil {
		return s, err
	}
	if s.V != 2 || !slices.Contains(acts, s.Act) {
		return s, errs.New(errs.Unsupported, "this node does not know statements of version %d with the act %q", s.V, errs.Clip(s.Act))
	}
	if len(s.Reason) > maxReason || !clause.Plain(s.Reason) {
		return s, errs.New(errs.Invalid, "the reason is over %d bytes or holds characters that cannot be seen", maxReason)
	}
	if !clause.Line(s.By) || s.Prepared != "" && !clause.Line(s.Prepared) {
		return s, errs.New(errs.Invalid, "the statement does not name who made it")
	}
	return s, nil
}

// isAbout checks a statement against the version that it is about: the digest,
// the office and its power, the second person where the text asks for one. It
// gives the key that the office had when the version was made. now is the latest
// card of its party: an office that has taken the place of one that stands in the
// version states what that one could, but for signing, which is for an office of
// the text.
func (s signed) isAbout(v Version, now party.Card) (first sign.PublicKey, err error) {
	if s.Agreement != v.ID || s.Digest != v.DigestText() {
		return first, errs.New(errs.Denied, "the statement is about another text than the instrument that this node holds")
	}
	card, err := v.card(s.Party)
	if err != nil {
		return first, err
	}
	office, err := now.ActsAs(card, s.Office, s.At)
	if err != nil {
		return first, err
	}
	if s.Act == actSign && office.ID != s.Office {
		return first, errs.New(errs.Denied, "office %s of %s has come in the place of %s since this text was made; propose it anew, so that it names who signs", errs.Clip(s.Office), s.Party, office.ID)
	}
	rule := v.governs(clause.Offices)
	if !office.May(party.PowerSign) {
		if err := s.delegated(v.Instrument, card, now, rule); err != nil {
			return first, err
		}
	}
	if s.Act == actSign && rule.FourEyes && (s.Prepared == "" || s.Prepared == s.By) {
		return first, errs.New(errs.Denied, "this agreement asks that a second person confirms each signature, and that of office %s of %s names none", errs.Clip(s.Office), s.Party)
	}
	return office.Key, nil
}

// Delegation is the power to sign one agreement that an office gives to another
// of its party.
type Delegation struct {
	V         int       `json:"v"`
	Agreement string    `json:"agreement"`
	Party     ids.Party `json:"party"`
	From      string    `json:"from"` // office
	To        string    `json:"to"`   // office
	At        time.Time `json:"at"`
	Until     time.Time `json:"until"`
}

// signedDelegation is how a delegation travels.
type signedDelegation struct {
	Delegation jsontext.Value `json:"delegation"`
	Signature  sign.Signature `json:"signature"`
}

const delegationContext = "agreement-delegation/v1"

// delegated checks the proof of an office without a power of its own.
func (s signed) delegated(in Instrument, card, now party.Card, rule clause.Provision) error {
	if len(s.Authority) == 0 {
		return errs.New(errs.Denied, "office %s of %s has no power to sign", errs.Clip(s.Office), s.Party)
	}
	if !rule.Delegation {
		return errs.New(errs.Denied, "this agreement does not let an office delegate its signature")
	}
	var sd signedDelegation
	var d Delegation
	if err := strictjson.Decode(s.Authority, &sd, strictjson.Default); err != nil {
		return err
	}
	if err := strictjson.Decode(sd.Delegation, &d, strictjson.Default); err != nil {
		return err
	}
	if d.V != 1 || d.Agreement != in.ID || d.Party != s.Party || d.To != s.Office || s.At.Before(d.At) || s.At.After(d.Until) {
		return errs.New(errs.Denied, "the delegation is for another agreement, office or time than this signature of office %s of %s", errs.Clip(s.Office), s.Party)
	}
	from, err := now.ActsAs(card, d.From, d.At)
	if err != nil {
		return err
	}
	if !from.May(party.PowerSign) {
		return errs.New(errs.Denied, "office %s of %s has no power to sign", errs.Clip(d.From), s.Party)
	}
	key, err := now.SigningKey(d.From, from.Key, d.At)
	if err != nil {
		return err
	}
	if err := sign.Verify(key.Key, delegationContext, sd.Delegation, sd.Signature); err != nil {
		return errs.New(errs.Denied, "the delegation to office %s of %s is not signed by the office that gives it", errs.Clip(s.Office), s.Party)
	}
	return nil
}
