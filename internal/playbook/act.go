package playbook

import (
	"slices"
	"time"
	"unicode/utf8"

	"entente/internal/base/errs"
	"entente/internal/format/cacao"
)

// ActKind is what somebody did in a run.
type ActKind string

// The kinds of acts, which are also the kinds of their journal entries.
const (
	Started   ActKind = "started"
	Reported  ActKind = "reported"  // what became of a step
	Decided   ActKind = "decided"   // which branch a condition takes
	Skipped   ActKind = "skipped"   // a step that was not done on purpose
	Cancelled ActKind = "cancelled" // the whole run
)

// Status says how the work on a step stands. The words are those with which
// executors of CACAO report, so that their reports can be taken over as they are.
type Status string

// The statuses.
const (
	Succeeded  Status = "successfully_executed"
	Failed     Status = "failed"
	Ongoing    Status = "ongoing"          // it stays open
	Awaiting   Status = "await_user_input" // it stays open
	ServerSide Status = "server_side_error"
	ClientSide Status = "client_side_error"
	TimedOut   Status = "timeout_error"
	Exception  Status = "exception_condition_error"
)

// Statuses lists them in the order in which pages offer them.
func Statuses() []Status {
	return []Status{Succeeded, Failed, TimedOut, ServerSide, ClientSide, Exception, Ongoing, Awaiting}
}

// Final tells that the status closes a step.
func (s Status) Final() bool { return s != Ongoing && s != Awaiting }

// Act is one thing that somebody did in a run. The acts of a run, in their order,
// are the run.
type Act struct {
	N         int               `json:"n"` // from 1
	Kind      ActKind           `json:"kind"`
	At        time.Time         `json:"at"`
	Person    string            `json:"person"` // account
	By        string            `json:"by"`     // the name that is shown
	Step      string            `json:"step,omitempty"`
	Visit     int               `json:"visit,omitzero"` // which opening of the step, from 1; a loop opens it again
	Status    Status            `json:"status,omitempty"`
	Branch    string            `json:"branch,omitempty"` // true, false, or the key of a case
	Text      string            `json:"text,omitempty"`
	Reference string            `json:"reference,omitempty"` // of what it was done with: a ticket, a release, another run
	Values    map[string]string `json:"values,omitempty"`    // of variables, by name
}

// Limits of what an act says, in bytes.
const (
	MaxText      = 2000
	MaxReference = 200
	MaxTitle     = 200
	maxActs      = 5000
)

// check holds an act to its form; what it means is for the run to say.
func (a Act) check() error {
	switch {
	case a.Kind == Reported && !slices.Contains(Statuses(), a.Status):
		return errs.New(errs.Invalid, "%q is no status; use one of %v", errs.Clip(string(a.Status)), Statuses())
	case a.Kind != Started && a.Text == "":
		return errs.New(errs.Invalid, "say in a few words what came of it, or why")
	case len(a.Text) > MaxText || !plain(a.Text, true):
		return errs.New(errs.Invalid, "a text has up to %d bytes of visible characters", MaxText)
	case len(a.Reference) > MaxReference || !plain(a.Reference, false):
		return errs.New(errs.Invalid, "a reference is one line of up to %d bytes", MaxReference)
	}
	return nil
}

// plain takes text without characters that cannot be seen.
func plain(s string, lines bool) bool {
	return utf8.ValidString(s) && !slices.ContainsFunc([]rune(s), func(r rune) bool {
		return cacao.Hidden(r) || !lines && (r == '\n' || r == '\t')
	})
}
