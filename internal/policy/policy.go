// Package policy answers one question: may this class of objects go to this
// party, and with which handling. It is pure: the answer follows from the
// query and the rules, which are the provisions of the agreements in force, so
// that a decision can be replayed at any time and comes out the same in the
// page, the API, TAXII and the command line.
//
// It fails closed. Every answer has at least one reason, in words for a person,
// with the provision that says so wherever there is one.
package policy

import (
	"fmt"
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

// The categories of information that agreements speak of. Context is what only
// connects or explains (identities, locations, marking definitions,
// relationships): it may go wherever any category may.
const (
	Indicator     = "indicator"
	Actor         = "actor"
	TTP           = "ttp"
	Malware       = "malware"
	Vulnerability = "vulnerability"
	Report        = "report"
	Incident      = "incident"
	Context       = "context"
)

// Categories lists those that an agreement can name.
func Categories() []string {
	return []string{Indicator, Actor, TTP, Malware, Vulnerability, Report, Incident}
}

// Onward says whether a recipient may pass something on. To empty with Allowed
// means: to every party with which the recipient has an agreement for it.
type Onward struct {
	Allowed bool        `json:"allowed"`
	To      []ids.Party `json:"to"`
}

// permits tells whether the condition lets a party have it.
func (o Onward) permits(p ids.Party) bool {
	return o.Allowed && (len(o.To) == 0 || slices.Contains(o.To, p))
}

// within narrows the condition by another.
func (o Onward) within(bound Onward) Onward {
	if !o.Allowed || !bound.Allowed {
		return Onward{}
	}
	switch {
	case len(o.To) == 0:
		return Onward{Allowed: true, To: slices.Clone(bound.To)}
	case len(bound.To) == 0:
		return Onward{Allowed: true, To: slices.Clone(o.To)}
	}
	both := slices.DeleteFunc(slices.Clone(o.To), func(p ids.Party) bool { return !slices.Contains(bound.To, p) })
	return Onward{Allowed: len(both) > 0, To: both}
}

// Class is all that a decision depends on in an object: objects that agree in
// it get one decision per party, however many they are. Onward is the
// condition under which the holder has it: for the holder's own objects the one
// he asks for, for another's the one that their origin signed.
type Class struct {
	Origin   ids.Party   `json:"origin"`
	Realm    ids.Realm   `json:"realm"`
	Category string      `json:"category"`
	TLP      marking.TLP `json:"tlp"`
	PAP      marking.PAP `json:"pap"`
	Unknown  bool        `json:"unknown"`
	Onward   Onward      `json:"onward"`
}

// Citation names a provision of an agreement in force.
type Citation struct {
	Agreement  string `json:"agreement"`
	Title      string `json:"title"`
	Template   string `json:"template"`
	Generation int    `json:"generation"`
	Digest     string `json:"digest"` // hex, of the instrument as signed
	Clause     string `json:"clause"`
	Provision  string `json:"provision"`
	Text       string `json:"text"`
	// Decision is that of a body by which the provision runs otherwise for a period;
	// nil for none.
	Decision *DecisionCited `json:"decision,omitempty"`
}

// DecisionCited names the decision of a body.
type DecisionCited struct {
	Proposal string    `json:"proposal"`
	Rev      int       `json:"rev"`
	Body     string    `json:"body" doc:"Name of the body"`
	Title    string    `json:"title"`
	Until    time.Time `json:"until"`
}

// Kind is what a rule rules on.
type Kind string

// The kinds. An agreement gives one Share rule for each direction that it
// opens, and with it a Ceiling and an OnwardRelease rule.
const (
	Share         Kind = "share"
	Ceiling       Kind = "ceiling"
	OnwardRelease Kind = "onward"
	Handle        Kind = "handling"
)

// Rule is one provision in force, compiled. It concerns what any party of From
// gives to any other of To.
type Rule struct {
	Citation   Citation
	Kind       Kind
	Realm      ids.Realm
	From, To   []ids.Party
	Categories []string    // Share: what may be given
	TLP        marking.TLP // Ceiling: the strictest level that may be given; OnwardRelease: that may be passed on
	PAP        marking.PAP // Ceiling: the strictest level that may be given; zero sets none
	Terms      Terms       // Handle
	Onward     Onward      // OnwardRelease: what the recipient may do
}

func (r Rule) concerns(kind Kind, from, to ids.Party, realm ids.Realm) bool {
	return r.Kind == kind && r.Realm == realm && from != to && slices.Contains(r.From, from) && slices.Contains(r.To, to)
}

// Query is one question. Relayed says that From is not the origin and that the
// agreement between origin and From is not known here: then the origin's
// signature under its onward condition stands in for it.
type Query struct {
	From, To ids.Party
	At       time.Time
	Class    Class
	Relayed  bool
}

// Terms is what an agreement says of handling beyond markings. The zero value of
// each says nothing.
type Terms struct {
	Encrypt     string `json:"encrypt,omitempty"`     // "must", "may"
	Attribution string `json:"attribution,omitempty"` // "must-not", "may", "must"
	Retention   string `json:"retention,omitempty"`   // ISO 8601 duration from receipt
}

// Handling is how the recipient must treat what it gets.
type Handling struct {
	TLP    marking.TLP `json:"tlp"`
	PAP    marking.PAP `json:"pap"`
	Onward Onward      `json:"onward"`
	Terms  []Terms     `json:"terms,omitempty"` // of each agreement under which it goes; all hold
}

// Reason is one ground of a decision. Phrase is its text before the words were
// put in; decisions from before there were phrases have none.
type Reason struct {
	Code     string      `json:"code"`
	Text     string      `json:"text"`
	Phrase   errs.Phrase `json:"phrase,omitzero"`
	Citation Citation    `json:"citation"`
}

// Because writes a reason.
func Because(code string, c Citation, format string, args ...any) Reason {
	return Reason{Code: code, Text: fmt.Sprintf(format, args...), Phrase: errs.Say(format, args...), Citation: c}
}

// Decision is the answer. A refusal has no handling.
type Decision struct {
	Permit   bool      `json:"permit"`
	To       ids.Party `json:"to"`
	Handling Handling  `json:"handling"`
	Reasons  []Reason  `json:"reasons"`
}
