package agreement

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/format/marking"
	"entente/internal/policy"
)

// State is where an agreement stands at a moment.
type State string

// The states.
const (
	Draft      State = "draft"
	Proposed   State = "proposed"  // some signatures are missing
	Signed     State = "signed"    // all have signed, the date has not come
	InForce    State = "in-force"  //
	Suspended  State = "suspended" // by one party or several
	Terminated State = "terminated"
	Withdrawn  State = "withdrawn" // taken back before it came into force
)

// Agreement is an instrument with everything that was stated about it.
type Agreement struct {
	Instrument
	Digest   [sha256.Size]byte
	Proposed time.Time // zero for a draft

	statements []signed // by their dates, then by bytes
	body       []byte
}

// DigestText is the digest in hex.
func (a Agreement) DigestText() string { return hex.EncodeToString(a.Digest[:]) }

// order makes the fold the same at every party, whatever came first and
// whatever its clock says: it goes by what was signed alone.
func (a *Agreement) order() {
	slices.SortFunc(a.statements, compareSigned)
}

func compareSigned(x, y signed) int {
	if c := x.At.Compare(y.At); c != 0 {
		return c
	}
	return slices.Compare(x.bytes, y.bytes)
}

// holds tells whether a statement, with this signature, is here already.
func (a Agreement) holds(st signed) bool {
	return slices.ContainsFunc(a.statements, func(have signed) bool {
		return bytes.Equal(have.bytes, st.bytes) && have.signature == st.signature
	})
}

// next dates a new statement of a party: now, and after all that it has stated
// before, so that the order of its own acts stands even when its clock was set
// back.
func (a Agreement) next(p ids.Party, now time.Time) time.Time {
	for _, s := range a.statements {
		if s.Party == p && !s.At.Before(now) {
			now = s.At.Add(time.Microsecond)
		}
	}
	return now
}

// fold is what the statements up to a moment come to.
type fold struct {
	signedBy   map[ids.Party]signed
	suspended  map[ids.Party]bool
	terminated bool
	withdrawn  bool
}

// complete tells whether every party has signed.
func (f fold) complete(a Agreement) bool { return len(f.signedBy) == len(a.Parties) }

func (a Agreement) foldAt(t time.Time) fold {
	f := fold{signedBy: map[ids.Party]signed{}, suspended: map[ids.Party]bool{}}
	for _, s := range a.statements {
		if s.from().After(t) {
			continue
		}
		switch s.Act {
		case actSign:
			if _, again := f.signedBy[s.Party]; !again {
				f.signedBy[s.Party] = s
			}
		case actSuspend:
			f.suspended[s.Party] = true
		case actResume:
			delete(f.suspended, s.Party)
		case actTerminate:
			f.terminated = true
		case actWithdraw:
			// Only the depositary can; what crossed with the last signature ends
			// the agreement all the same, for a consent that was taken back must
			// not come to life.
			if s.Party == a.Depositary && f.complete(a) {
				f.terminated = true
			} else if s.Party == a.Depositary {
				f.withdrawn = true
			}
		}
	}
	return f
}

// StateAt answers where the agreement stood, or stands, at a moment.
func (a Agreement) StateAt(t time.Time) State {
	f := a.foldAt(t)
	switch {
	case f.withdrawn:
		return Withdrawn
	case a.Proposed.IsZero():
		return Draft
	case f.terminated:
		return Terminated
	case !f.complete(a):
		return Proposed
	case len(f.suspended) > 0:
		return Suspended
	case t.Before(a.EffectiveFrom):
		return Signed
	}
	return InForce
}

// may checks whether a party can make an act at a moment.
func (a Agreement) may(act string, p ids.Party, t time.Time) error {
	state, f := a.StateAt(t), a.foldAt(t)
	_, has := f.signedBy[p]
	ok := false
	switch act {
	case actSign:
		if has {
			return errs.New(errs.Conflict, "%s has signed already", p)
		}
		ok = state == Proposed
	case actSuspend:
		ok = (state == InForce || state == Signed || state == Suspended) && !f.suspended[p]
	case actResume:
		if state == Suspended && !f.suspended[p] {
			return errs.New(errs.Denied, "another party has suspended it; only that party can take this back")
		}
		ok = state == Suspended
	case actTerminate:
		ok = state == InForce || state == Signed || state == Suspended
	case actWithdraw:
		if p != a.Depositary {
			return errs.New(errs.Denied, "only its proposer %s can withdraw it", a.Depositary)
		}
		ok = state == Proposed || state == Draft
	}
	if !ok {
		return errs.New(errs.Conflict, "the agreement is %s, so it cannot be %s now", state, act)
	}
	return nil
}

// rules compiles the provisions.
func (a Agreement) rules() []policy.Rule {
	var out []policy.Rule
	all := a.codes()
	others := slices.DeleteFunc(slices.Clone(all), func(p ids.Party) bool { return p == a.Depositary })
	for _, c := range a.Clauses {
		for _, p := range c.Provisions {
			tlp, _ := marking.ParseTLP(p.TLP) // Provision.check has parsed it where it counts
			r := policy.Rule{Kind: p.Kind, Realm: a.Realm, From: all, To: all, Categories: p.Categories, TLP: tlp, Onward: policy.Onward{Allowed: p.Allowed, To: p.To},
				Citation: policy.Citation{Agreement: a.ID, Title: a.Title, Template: a.Template, Generation: a.Generation, Digest: a.DigestText(), Clause: c.ID, Provision: p.ID, Text: c.Text}}
			switch p.Direction {
			case "to-depositary":
				r.From, r.To = others, []ids.Party{a.Depositary}
			case "from-depositary":
				r.From, r.To = []ids.Party{a.Depositary}, others
			}
			out = append(out, r)
		}
	}
	return out
}

// Signature is one party's signature, or that it is missing.
type Signature struct {
	Party  ids.Party
	Signed bool
	Office string
	At     time.Time
}

// Signatures lists the parties with what they have signed by a moment.
func (a Agreement) Signatures(t time.Time) []Signature {
	f := a.foldAt(t)
	var out []Signature
	for _, code := range a.codes() {
		s, ok := f.signedBy[code]
		out = append(out, Signature{Party: code, Signed: ok, Office: s.Office, At: s.At})
	}
	return out
}

// Suspensions lists the suspensions that stand at a moment, by party.
func (a Agreement) Suspensions(t time.Time) []Event {
	var out []Event
	for _, code := range a.codes() {
		standing := Event{}
		for _, s := range a.statements {
			switch {
			case s.Party != code || s.from().After(t):
			case s.Act == actSuspend:
				standing = Event{At: s.At, Kind: s.Act, Party: s.Party, Office: s.Office, Reason: s.Reason}
			case s.Act == actResume:
				standing = Event{}
			}
		}
		if standing.Kind != "" {
			out = append(out, standing)
		}
	}
	return out
}

// Event is one line of an agreement's history.
type Event struct {
	At     time.Time
	Kind   string
	Party  ids.Party
	Office string
	Reason string
}

// History lists what was stated, in order.
func (a Agreement) History() []Event {
	out := []Event{{At: a.Created, Kind: "drafted", Party: a.Depositary}}
	if !a.Proposed.IsZero() {
		out = append(out, Event{At: a.Proposed, Kind: "proposed", Party: a.Depositary})
	}
	for _, s := range a.statements {
		out = append(out, Event{At: s.At, Kind: s.Act, Party: s.Party, Office: s.Office, Reason: s.Reason})
	}
	return out
}
