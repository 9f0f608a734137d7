package incident

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
)

// Domain is the kind of an incident's matter, and the first word of its journal
// kinds.
const Domain = "incident"

// The acts, as second words of journal kinds.
const (
	Opened      = "opened"
	Described   = "described" // by its owner: what it is about
	Noted       = "noted"
	Timed       = "timed" // something that happened, for the timeline
	Tasked      = "tasked"
	TaskChanged = "task-changed"
	Affected    = "affected"
	Evidenced   = "evidenced"
	Linked      = "linked"
	Judged      = "judged"   // severity
	Changed     = "changed"  // state, by its owner
	Reported    = "reported" // situation report
	Closed      = "closed"
	Reopened    = "reopened"
	Obliged     = "obliged"  // whether the clocks of NIS2 run; ours alone
	Informed    = "informed" // that a step of NIS2 was done; ours alone
)

// Acts lists what can be stated to others; the first one opens.
var Acts = []string{Opened, Described, Noted, Timed, Tasked, TaskChanged, Affected, Evidenced, Linked, Judged, Changed, Reported, Closed, Reopened}

// Entry is one thing that was said about an incident.
type Entry struct {
	Ref   string // "CZE:5" of a statement, a UUID of an entry of ours
	Act   string
	Party ids.Party
	By    string // the person
	At    time.Time
	Known time.Time // since when this node knows it
	TLP   marking.TLP
	Ours  bool // nobody else has it
	Body  Body
}

// When is the moment that an entry is about: that of the event, else that at
// which it was written first.
func (e Entry) When() time.Time {
	if t, ok := e.Body.(*Event); ok {
		return t.At
	}
	if made := e.Body.made(); !made.IsZero() {
		return made
	}
	return e.At
}

// Body is what an entry says, one type for each act.
type Body interface {
	check() error
	made() time.Time
	writtenAt(t time.Time)
}

// Written is when an entry was written that was shared later.
type Written struct {
	Made time.Time `json:"made,omitzero"`
}

func (w *Written) made() time.Time       { return w.Made }
func (w *Written) writtenAt(t time.Time) { w.Made = t }

// bodies makes an empty body for each act.
var bodies = map[string]func() Body{
	Opened:      func() Body { return new(Description) },
	Described:   func() Body { return new(Description) },
	Noted:       func() Body { return new(Note) },
	Timed:       func() Body { return new(Event) },
	Tasked:      func() Body { return new(Task) },
	TaskChanged: func() Body { return new(Answer) },
	Affected:    func() Body { return new(Entity) },
	Evidenced:   func() Body { return new(Evidence) },
	Linked:      func() Body { return new(Link) },
	Judged:      func() Body { return new(Judgement) },
	Changed:     func() Body { return new(Change) },
	Reported:    func() Body { return new(Report) },
	Closed:      func() Body { return new(Change) },
	Reopened:    func() Body { return new(Change) },
	Obliged:     func() Body { return new(Obligation) },
	Informed:    func() Body { return new(Step) },
}

// decode reads the body of an act strictly.
func decode(act string, b jsontext.Value) (Body, error) {
	fresh, ok := bodies[act]
	if !ok {
		return nil, errs.New(errs.Unsupported, "this node does not know the act %q of an incident", errs.Clip(act))
	}
	body := fresh()
	if err := strictjson.Decode(b, body, strictjson.Default); err != nil {
		return nil, err
	}
	return body, fits(act, body)
}

// fits demands that a body is one that the act can have.
func fits(act string, body Body) error {
	if c, ok := body.(*Change); ok && (c.State == ClosedState) != (act == Closed) {
		return errs.New(errs.Invalid, "an incident is closed by closing it, and by nothing else")
	}
	return body.check()
}

// ownersOnly tells that an act counts by the owner alone.
func ownersOnly(act string) bool {
	return slices.Contains([]string{Described, Changed, Closed, Reopened}, act)
}

// mayStayOurs tells that an entry of a shared incident can be ours alone: it
// changes nothing that all see.
func mayStayOurs(act string) bool { return act != Opened && !ownersOnly(act) }
