package notify

import (
	"time"

	"entente/internal/base/errs"
)

// Turn is the measure of a rotation's shifts.
type Turn string

// The turns. Hours are elapsed ones; days and weeks end at the rotation's time
// of day, also when the clocks change in between.
const (
	Hourly Turn = "hourly"
	Daily  Turn = "daily"
	Weekly Turn = "weekly"
)

// Rotation is people who take turns.
type Rotation struct {
	ID     string   `json:"id,omitempty"`
	Name   string   `json:"name"`
	Turn   Turn     `json:"turn"`
	Length int      `json:"length"` // of a shift, in turns
	Start  string   `json:"start"`  // of the first shift, by the zone's clocks: 2026-11-25T08:00
	Zone   string   `json:"zone"`
	People []string `json:"people"` // account ids, in their order
}

const (
	startForm = "2006-01-02T15:04"
	maxLength = 1000
	maxPeople = 100
)

// check holds for every stored rotation.
func (r Rotation) check() error {
	if err := checkName(r.Name); err != nil {
		return err
	}
	if r.Turn != Hourly && r.Turn != Daily && r.Turn != Weekly {
		return errs.New(errs.Invalid, "a rotation turns hourly, daily or weekly, not %q", errs.Clip(string(r.Turn)))
	}
	if r.Length < 1 || r.Length > maxLength {
		return errs.New(errs.Invalid, "a shift is 1 to %d turns long", maxLength)
	}
	if len(r.People) == 0 || len(r.People) > maxPeople {
		return errs.New(errs.Invalid, "name 1 to %d people", maxPeople)
	}
	if _, err := time.Parse(startForm, r.Start); err != nil {
		return errs.New(errs.Invalid, "%q is not a moment such as 2026-11-25T08:00", errs.Clip(r.Start))
	}
	_, err := zone(r.Zone)
	return err
}

// begin gives when shift n begins; shifts are numbered from 0.
func (r Rotation) begin(n int) time.Time {
	start, err := time.Parse(startForm, r.Start)
	if err != nil {
		return time.Time{}
	}
	loc, minute := known(r.Zone), start.Hour()*60+start.Minute()
	y, m, d := start.Date()
	switch r.Turn {
	case Hourly:
		return civil(loc, y, m, d, minute).Add(time.Duration(n*r.Length) * time.Hour)
	case Weekly:
		n *= 7
	}
	return civil(loc, y, m, d+n*r.Length, minute)
}

// turn is the mean length of a shift.
func (r Rotation) turn() time.Duration {
	d := time.Duration(r.Length) * time.Hour
	switch r.Turn {
	case Daily:
		d *= 24
	case Weekly:
		d *= 24 * 7
	}
	return d
}

// shift gives the number of the shift that runs at a moment; -1 before the first.
func (r Rotation) shift(at time.Time) int {
	if at.Before(r.begin(0)) {
		return -1
	}
	n := int(at.Sub(r.begin(0)) / r.turn())
	for n > 0 && r.begin(n).After(at) {
		n--
	}
	for !r.begin(n + 1).After(at) {
		n++
	}
	return n
}

// person is whose turn it is; empty before the first shift.
func (r Rotation) person(at time.Time) string {
	n := r.shift(at)
	if n < 0 || len(r.People) == 0 {
		return ""
	}
	return r.People[n%len(r.People)]
}

// edges lists when shifts begin within a span.
func (r Rotation) edges(from, to time.Time) (all []time.Time) {
	for n := max(0, r.shift(from)); ; n++ {
		t := r.begin(n)
		if !t.Before(to) {
			return all
		}
		if t.After(from) {
			all = append(all, t)
		}
	}
}
