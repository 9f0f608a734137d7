package duty

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/sign"
	"entente/internal/base/strictjson"
	"entente/internal/clause"
)

// Statement is what a party's node signs about an obligation.
type Statement struct {
	V         int         `json:"v"`
	Realm     ids.Realm   `json:"realm"`
	Agreement string      `json:"agreement"`
	Digest    string      `json:"digest"` // of the version that has the provision, hex
	Provision string      `json:"provision"`
	Act       Act         `json:"act"`
	Party     ids.Party   `json:"party"`           // who states it
	Call      string      `json:"call,omitempty"`  // UUID; of a duty that is called for
	Period    int64       `json:"period,omitzero"` // 1 and up; of a duty that comes again and again
	Owed      []ids.Party `json:"owed"`            // by whom: of a call all that it is made on, else exactly one
	From      time.Time   `json:"from,omitzero"`   // of a call: from when its clock runs
	Told      []ids.Party `json:"told,omitempty"`  // of a call that is not for all parties, and of what is stated of it: for whom
	Text      string      `json:"text"`            // what is called for, how it was met, why not
	Reference string      `json:"reference"`       // of what it was met by, such as a release; may be empty
	By        string      `json:"by"`              // the person, as the party's node knows him
	At        time.Time   `json:"at"`
}

// Act is what a statement does.
type Act string

// The acts.
const (
	Called    Act = "called"    // opens the clock of a duty that is called for
	Met       Act = "met"       // by who owes it
	Excused   Act = "excused"   // by who it is owed to
	Contested Act = "contested" // it was not met, by who it is owed to
)

var acts = []Act{Called, Met, Excused, Contested}

const (
	statementContext = "duty/v1" // separates these signatures from every other use of a key
	maxText          = 500       // bytes
	maxReference     = 200       // bytes
	maxPeriod        = 1_000_000
	maxTold          = 66 // whom a matter may name, its owner, and the depositary
)

// stated is a statement with its exact bytes and signature.
type stated struct {
	Statement
	bytes     []byte
	signature sign.Signature
}

// parse reads a statement as it came.
func parse(b []byte, sig sign.Signature) (s stated, err error) {
	s.bytes, s.signature = b, sig
	if err := strictjson.Exact(b, &s.Statement, strictjson.Default); err != nil {
		return s, err
	}
	return s, s.check()
}

// check refuses what no party could have meant.
func (s Statement) check() error {
	if s.V != 1 || !slices.Contains(acts, s.Act) {
		return errs.New(errs.Unsupported, "this node does not know statements of version %d with the act %q", s.V, errs.Clip(string(s.Act)))
	}
	if _, err := ids.ParseRealm(string(s.Realm)); err != nil {
		return err
	}
	if _, err := ids.Parse(s.Agreement); err != nil {
		return err
	}
	called := s.Call != ""
	if called == (s.Period != 0) || s.Period < 0 || s.Period > maxPeriod || s.Act == Called && !called {
		return errs.New(errs.Invalid, "a statement is about a call or about a period of a duty, not both")
	}
	if called {
		if _, err := ids.Parse(s.Call); err != nil {
			return err
		}
	}
	if len(s.Owed) == 0 || s.Act != Called && len(s.Owed) != 1 || !slices.IsSorted(s.Owed) || len(slices.Compact(slices.Clone(s.Owed))) != len(s.Owed) {
		return errs.New(errs.Invalid, "say who owes it: each party once, in the order of the alphabet")
	}
	if err := s.checkTold(); err != nil {
		return err
	}
	if s.Act == Called && s.Call != s.callID() {
		return errs.New(errs.Invalid, "a call is named after who makes it, what for and when")
	}
	if s.From.IsZero() == (s.Act == Called) || s.From.After(s.At) {
		return errs.New(errs.Invalid, "a call has a moment from which its clock runs, which is not after its own date")
	}
	if strings.TrimSpace(s.Text) == "" || len(s.Text) > maxText || !clause.Plain(s.Text) {
		return errs.New(errs.Invalid, "say in 1 to %d bytes of visible characters what it is about; the other parties read it", maxText)
	}
	if len(s.Reference) > maxReference || s.Reference != "" && !clause.Line(s.Reference) || !clause.Line(s.By) {
		return errs.New(errs.Invalid, "a reference is one line of up to %d bytes", maxReference)
	}
	return nil
}

func (s Statement) checkTold() error {
	if len(s.Told) == 0 {
		return nil
	}
	lacks := func(p ids.Party) bool { return !slices.Contains(s.Told, p) }
	if s.Call == "" || len(s.Told) > maxTold || !slices.IsSorted(s.Told) || len(slices.Compact(slices.Clone(s.Told))) != len(s.Told) || lacks(s.Party) || slices.ContainsFunc(s.Owed, lacks) {
		return errs.New(errs.Invalid, "a call that is not for all parties names who hears of it: who makes it, who owes it, and whoever else, each once, in the order of the alphabet")
	}
	return nil
}

// isFor tells whether a party hears of the statement.
func (s Statement) isFor(p ids.Party) bool { return len(s.Told) == 0 || slices.Contains(s.Told, p) }

// obligation names what a statement is about for one party that owes it; the same
// at every node.
func (s Statement) obligation(owed ids.Party) string {
	if s.Call != "" {
		return calledID(s.Call, owed)
	}
	return periodicID(s.Agreement, s.Digest, s.Provision, s.Period, owed)
}

// callID names a call after its agreement, party, provision and date, so that no
// other party can make one of the same name and take its place.
func (s Statement) callID() string {
	return ids.Named(uuid.MustParse(s.Agreement), strings.Join([]string{"call", string(s.Party), s.Provision, s.At.UTC().Format(time.RFC3339Nano)}, "/"))
}

func calledID(call string, owed ids.Party) string {
	return ids.Named(uuid.MustParse(call), "obligation/"+string(owed))
}

func compare(x, y stated) int {
	if c := x.At.Compare(y.At); c != 0 {
		return c
	}
	return bytes.Compare(x.bytes, y.bytes)
}
