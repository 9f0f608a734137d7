package training

import (
	"context"
	"slices"
	"time"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
	"entente/internal/base/journal"
	"entente/internal/clause"
)

// place is where the tasks of a course are done: on this node, or in a practice realm.
type place struct {
	closed  *errs.Phrase // why nothing can be done there now
	may     func(authz.Act) error
	entries func(journal.Filter) ([]journal.Entry, error)
}

// missing says of one step why it is not done.
func (p place) missing(ctx context.Context, person string, step Step, since time.Time) (errs.Phrase, clause.Text, error) {
	if p.closed != nil {
		return *p.closed, nil, nil
	}
	if len(step.Acts) > 0 && !slices.ContainsFunc(step.Acts, func(a authz.Act) bool { return p.may(a) == nil }) {
		return errs.Say("your roles do not let you do this; ask an administrator for one that does"), nil, nil
	}
	last, lacks, err := p.nearest(ctx, person, step, since)
	switch {
	case err != nil:
		return errs.Phrase{}, nil, err
	case last == nil:
		return errs.Say("the journal has nothing of the kind by you since %s", since.UTC().Format(clockTime)), nil, nil
	case lacks == nil:
		return errs.Say("the journal has it; it will be ticked off in a moment"), nil, nil
	}
	return errs.Say("what you did at %s is of the kind, but lacks something", last.At.UTC().Format(clockTime)), lacks, nil
}

const clockTime = "15:04:05 UTC"

// near is how many of a person's newest entries of a kind are looked at.
const near = 50

// nearest gives the newest entry of a person that is of a step's kinds, and what it
// lacks.
func (p place) nearest(ctx context.Context, person string, step Step, since time.Time) (last *journal.Entry, lacks clause.Text, err error) {
	for _, kind := range step.Kinds {
		all, err := p.entries(journal.Filter{Person: person, Kind: kind, Since: since, Newest: true, Limit: near})
		if err != nil {
			return nil, nil, err
		}
		for _, e := range all {
			if e.Person != person || last != nil && last.Seq > e.Seq {
				continue
			}
			ok, why, err := step.lacks(ctx, e)
			if err != nil {
				return nil, nil, err
			}
			if ok {
				return &e, nil, nil
			}
			last, lacks = &e, why
		}
	}
	return last, lacks, nil
}
