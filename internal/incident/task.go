package incident

import (
	"entente/internal/base/errs"
	"entente/internal/base/ids"
)

// mayAnswer tells whether a party can say this of a task: who it was given to
// accepts, does or declines it; who gave it withdraws it. What is done or
// withdrawn stays so.
func (t GivenTask) mayAnswer(p ids.Party, s TaskState) error {
	switch {
	case t.State == Done || t.State == Withdrawn:
		return errs.New(errs.Conflict, "this task is settled already")
	case s == Withdrawn && p != t.Entry.Party:
		return errs.New(errs.Denied, "only %s, who gave this task, withdraws it", t.Entry.Party)
	case s != Withdrawn && p != t.Task.Party:
		return errs.New(errs.Denied, "only %s, whom this task was given to, answers it", t.Task.Party)
	}
	return nil
}

// Open tells that a task still waits for its party.
func (t GivenTask) Open() bool { return t.State == Given || t.State == Accepted }
