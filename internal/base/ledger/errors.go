package ledger

import (
	"errors"

	"entente/internal/base/errs"
)

// ErrFork is what every *Fork is: two histories of one log were signed.
var ErrFork = errors.New("two histories of one log were signed")

// Fork is the evidence that somebody signed two histories of one log. Whoever
// meets one calls Freeze with it, in a new transaction.
type Fork struct {
	Pair   Pair
	Ours   []byte // the checkpoint that we hold, empty when we hold none
	Theirs []byte // the checkpoint that was shown to us
	Why    string
}

// Error says which log and what disagrees.
func (f *Fork) Error() string {
	return "log " + f.Pair.Origin() + " is forked: " + f.Why
}

// Unwrap lets a Fork be ErrFork, and a conflict for the outside.
func (f *Fork) Unwrap() []error { return []error{ErrFork, errs.New(errs.Conflict, "%s", f.Error())} }

// Broken is fatal: what this node's own database holds of a log does not fit
// together. Nothing was signed. The node must not go on with this log; an
// operator finds the place with Fsck and restores from a good copy.
type Broken struct {
	Log  string
	Text string
}

// Error names the log and the place.
func (b *Broken) Error() string {
	return "log " + b.Log + " does not add up in our own database: " + b.Text
}
