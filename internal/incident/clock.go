package incident

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/clause"
)

// Obligation says whether the clocks of NIS2 run for an incident.
type Obligation struct {
	Applies bool   `json:"applies"`
	Text    string `json:"text"` // why; may be empty
	Written
}

func (o *Obligation) check() error {
	if !plain(o.Text, maxText) {
		return badText()
	}
	return nil
}

// The steps of Article 23(4) of Directive (EU) 2022/2555 (NIS2), in their order.
const (
	EarlyWarning = "early-warning"
	Notification = "notification"
	FinalReport  = "final-report"
)

// Step says that a step was done, when, and by what.
type Step struct {
	Step      string    `json:"step"`
	At        time.Time `json:"at"`
	Reference string    `json:"reference"` // such as a number of the authority; may be empty
	Text      string    `json:"text"`      // may be empty
	Written
}

func (s *Step) check() error {
	if !slices.Contains([]string{EarlyWarning, Notification, FinalReport}, s.Step) || s.At.IsZero() {
		return errs.New(errs.Invalid, "say which step was done, and when")
	}
	if s.Reference != "" && !clause.Line(s.Reference) || !plain(s.Text, maxText) {
		return badText()
	}
	return nil
}

// Clock is one step with its time.
type Clock struct {
	Step        string
	From        time.Time
	Due         time.Time
	Provisional bool      // it runs from a step that is not done yet, at the latest moment for that
	Done        time.Time // zero while it is not
	By          string
	Reference   string
	Text        string
}

// Soon is the moment from which an open clock asks for attention: when a quarter
// of its time is left, a week at most.
func (c Clock) Soon() time.Time { return c.Due.Add(-min(c.Due.Sub(c.From)/4, 7*24*time.Hour)) }

// Late tells that the clock ran out before the step was done. A provisional clock
// has not begun.
func (c Clock) Late(now time.Time) bool {
	if c.Done.IsZero() {
		return !c.Provisional && !now.Before(c.Due)
	}
	return c.Done.After(c.Due)
}

// Clocks gives the clocks of NIS2, Article 23(4): an early warning within 24 hours
// and a notification within 72 hours of becoming aware, a final report within one
// month of the notification. None run while the person has not said that they do,
// or since when the incident is known. The first statement of a step counts.
func (i Incident) Clocks() []Clock {
	if !i.Obliged || i.Aware.IsZero() {
		return nil
	}
	warn := Clock{Step: EarlyWarning, From: i.Aware, Due: i.Aware.Add(24 * time.Hour)}
	notify := Clock{Step: Notification, From: i.Aware, Due: i.Aware.Add(72 * time.Hour)}
	for _, c := range []*Clock{&warn, &notify} {
		c.settle(i.Steps)
	}
	final := Clock{Step: FinalReport, From: notify.Done}
	if notify.Done.IsZero() {
		final.From, final.Provisional = notify.Due, true
	}
	final.Due = clause.Span{Months: 1}.After(final.From, 1)
	final.settle(i.Steps)
	return []Clock{warn, notify, final}
}

func (c *Clock) settle(steps []Entry) {
	for _, e := range steps {
		if s := e.Body.(*Step); s.Step == c.Step && c.Done.IsZero() {
			c.Done, c.By, c.Reference, c.Text = s.At, e.By, s.Reference, s.Text
		}
	}
}
