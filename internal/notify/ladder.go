package notify

import (
	"time"
	"unicode/utf8"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
)

// Ladder is the order in which people are called out until somebody answers.
type Ladder struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name"`
	Repeat int    `json:"repeat"` // how often the whole is done again, 0 to 5
	Steps  []Step `json:"steps"`
}

// Step tells people and waits.
type Step struct {
	Wait    int      `json:"wait"` // minutes before the next step
	All     bool     `json:"all"`  // everybody whom it told must acknowledge
	Targets []Target `json:"targets"`
}

// Trigger raises an alarm when something of a kind is journalled.
type Trigger struct {
	ID     string `json:"id,omitempty"`
	Kinds  string `json:"kinds"` // "duty.lapsed", or "agreement." for all of a domain
	Ladder string `json:"ladder"`
}

const (
	maxSteps   = 20
	maxRepeat  = 5
	maxWait    = 24 * 60
	maxTargets = 20
	maxName    = 100
)

// checkName holds for the names of plans.
func checkName(s string) error {
	if s == "" || utf8.RuneCountInString(s) > maxName || errs.Clip(s) != s {
		return errs.New(errs.Invalid, "give a name of 1 to %d characters on one line", maxName)
	}
	return nil
}

// check holds for every stored ladder.
func (l Ladder) check() error {
	if err := checkName(l.Name); err != nil {
		return err
	}
	if len(l.Steps) == 0 || len(l.Steps) > maxSteps || l.Repeat < 0 || l.Repeat > maxRepeat {
		return errs.New(errs.Invalid, "a ladder has 1 to %d steps and is repeated 0 to %d times", maxSteps, maxRepeat)
	}
	for _, s := range l.Steps {
		if s.Wait < 1 || s.Wait > maxWait {
			return errs.New(errs.Invalid, "a step waits 1 to %d minutes", maxWait)
		}
		if len(s.Targets) == 0 || len(s.Targets) > maxTargets {
			return errs.New(errs.Invalid, "a step tells 1 to %d persons, rotations, schedules or roles", maxTargets)
		}
		for _, t := range s.Targets {
			switch t.Kind {
			case "person", "rotation", "schedule":
			case "role":
				if _, err := authz.ParseRole(t.ID); err != nil {
					return err
				}
			default:
				return errs.New(errs.Invalid, "a step tells persons, rotations, schedules and roles, not %q", errs.Clip(t.Kind))
			}
		}
	}
	return nil
}

// rungs is how many steps the ladder has with its repetitions.
func (l Ladder) rungs() int { return len(l.Steps) * (1 + l.Repeat) }

// step is the step of a rung; rungs are numbered from 0.
func (l Ladder) step(rung int) Step { return l.Steps[rung%len(l.Steps)] }

// wait is how long a step waits for an answer.
func (s Step) wait() time.Duration { return time.Duration(s.Wait) * time.Minute }

// check holds for every stored trigger.
func (t Trigger) check() error {
	if err := checkKinds(t.Kinds); err != nil {
		return err
	}
	if t.Ladder == "" {
		return errs.New(errs.Invalid, "name the ladder that the alarm climbs")
	}
	return nil
}
