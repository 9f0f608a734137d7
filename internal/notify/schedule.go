package notify

import (
	"slices"
	"time"

	"entente/internal/base/errs"
)

// Schedule says who is on call on which days at which hours.
type Schedule struct {
	ID    string  `json:"id,omitempty"`
	Name  string  `json:"name"`
	Zone  string  `json:"zone"`
	Hours []Hours `json:"hours"`
}

// Hours put somebody on call on days of the week, from a time of day to
// another; to the next day when that is not later.
type Hours struct {
	Days []int  `json:"days"` // 1 Monday to 7 Sunday, of the beginning
	From string `json:"from"` // hh:mm
	To   string `json:"to"`
	Who  Target `json:"who"` // a person or a rotation
}

// Target is whom a step tells or a schedule puts on call.
type Target struct {
	Kind string `json:"kind"` // person, rotation, schedule, role
	ID   string `json:"id"`
}

const maxHours = 50

// check holds for every stored schedule.
func (s Schedule) check() error {
	if err := checkName(s.Name); err != nil {
		return err
	}
	if _, err := zone(s.Zone); err != nil {
		return err
	}
	if len(s.Hours) == 0 || len(s.Hours) > maxHours {
		return errs.New(errs.Invalid, "give a schedule 1 to %d lines of hours", maxHours)
	}
	for _, h := range s.Hours {
		for _, t := range []string{h.From, h.To} {
			if _, err := clockTime(t); err != nil {
				return err
			}
		}
		if len(h.Days) == 0 || slices.ContainsFunc(h.Days, func(d int) bool { return d < 1 || d > 7 }) {
			return errs.New(errs.Invalid, "days of the week are 1 (Monday) to 7 (Sunday); name at least one")
		}
		if h.Who.ID == "" || h.Who.Kind != "person" && h.Who.Kind != "rotation" {
			return errs.New(errs.Invalid, "a schedule puts persons and rotations on call")
		}
	}
	return nil
}

// span gives the hours that begin on a day, counted on from another; none when
// that day is not one of theirs.
func (h Hours) span(loc *time.Location, y int, m time.Month, d int) (from, to time.Time, ok bool) {
	if !slices.Contains(h.Days, weekday(time.Date(y, m, d, 12, 0, 0, 0, time.UTC))) {
		return from, to, false
	}
	begin, end := minutes(h.From), minutes(h.To)
	last := d
	if end <= begin {
		last++
	}
	return civil(loc, y, m, d, begin), civil(loc, y, m, last, end), true
}

// at lists whom the schedule puts on call at a moment.
func (s Schedule) at(at time.Time) (all []Target) {
	loc := known(s.Zone)
	y, m, d := at.In(loc).Date()
	for _, h := range s.Hours {
		for _, day := range []int{d - 1, d} {
			if from, to, ok := h.span(loc, y, m, day); ok && !at.Before(from) && at.Before(to) {
				all = append(all, h.Who)
				break
			}
		}
	}
	return all
}

// edges lists when hours begin and end within a span.
func (s Schedule) edges(from, to time.Time) (all []time.Time) {
	loc := known(s.Zone)
	y, m, d := from.In(loc).Date()
	for day := d - 1; civil(loc, y, m, day, 0).Before(to); day++ {
		for _, h := range s.Hours {
			if begin, end, ok := h.span(loc, y, m, day); ok {
				all = append(all, begin, end)
			}
		}
	}
	return all
}
