package conduct

import (
	"time"

	"entente/internal/base/clock"
	"entente/internal/base/errs"
)

// Anchor is one setting of the exercise's clock: from At on it counts from Time.
type Anchor struct {
	At   time.Time `json:"at"`
	Time int64     `json:"us"`   // exercise time then, in microseconds since STARTEX
	Rate int64     `json:"rate"` // thousandths of exercise time for each real time
	Runs bool      `json:"runs"`
	Act  string    `json:"act"`
}

// What sets the clock.
const (
	ActStart  = "start" // STARTEX
	ActPause  = "pause" // PAUSEX
	ActResume = "resume"
	ActJump   = "jump"
	ActSpeed  = "speed"
	ActEnd    = "end" // ENDEX
)

// Clock is the exercise's clock: its settings, in their order. It is never set
// back, so that exercise time never runs backwards.
type Clock []Anchor

// Phase is what a clock does.
type Phase string

// The phases.
const (
	Waiting Phase = "waiting" // before STARTEX
	Running Phase = "running"
	Paused  Phase = "paused"
	Ended   Phase = "ended" // after ENDEX
)

const (
	realTime   = 1000 // thousandths
	minRate    = 100
	maxRate    = 60_000
	maxAnchors = 10_000
	maxTime    = 400 * 24 * time.Hour
)

// Phase tells what the clock does since its last setting.
func (c Clock) Phase() Phase {
	switch {
	case len(c) == 0:
		return Waiting
	case c[len(c)-1].Act == ActEnd:
		return Ended
	case c[len(c)-1].Runs:
		return Running
	}
	return Paused
}

// Time gives the exercise time at a real instant: 0 before STARTEX.
func (c Clock) Time(at time.Time) time.Duration {
	for i := len(c) - 1; i >= 0; i-- {
		if !at.Before(c[i].At) {
			t := c[i].time(at)
			if i+1 < len(c) {
				t = min(t, c[i+1].Time)
			}
			return time.Duration(t) * time.Microsecond
		}
	}
	return 0
}

func (a Anchor) time(at time.Time) int64 {
	if !a.Runs {
		return a.Time
	}
	return a.Time + at.Sub(a.At).Microseconds()*a.Rate/1000
}

// Instant gives when the clock shows an exercise time, if nobody sets it again;
// false while it stands before that.
func (c Clock) Instant(t time.Duration) (time.Time, bool) {
	if len(c) == 0 {
		return time.Time{}, false
	}
	a, us := c[len(c)-1], t.Microseconds()
	switch {
	case us <= a.Time:
		return a.At, true
	case !a.Runs:
		return time.Time{}, false
	}
	return a.At.Add(time.Duration(((us-a.Time)*1000+a.Rate-1)/a.Rate) * time.Microsecond), true
}

// set adds one setting. to is for a jump, rate for a speed.
func (c Clock) set(act string, now time.Time, to time.Duration, rate int64) (Clock, error) {
	phase := c.Phase()
	a := Anchor{At: now.UTC().Truncate(time.Microsecond), Rate: realTime, Act: act}
	if len(c) > 0 {
		last := c[len(c)-1]
		a.At = clock.Later(a.At, last.At)
		a.Time, a.Rate, a.Runs = last.time(a.At), last.Rate, last.Runs
	}
	if len(c) >= maxAnchors {
		return c, errs.New(errs.TooLarge, "the clock of an exercise is set at most %d times", maxAnchors)
	}
	switch {
	case phase == Ended:
		return c, errs.New(errs.Conflict, "the exercise has ended; its clock stands for good")
	case (act == ActStart) != (phase == Waiting):
		return c, errs.New(errs.Conflict, "an exercise starts once, and nothing else can be done with its clock before")
	case act == ActPause && phase == Paused, act == ActResume && phase == Running:
		return c, errs.New(errs.Conflict, "the clock does this already")
	case act == ActJump && to.Microseconds() <= a.Time:
		return c, errs.New(errs.Invalid, "the clock only jumps forward; what has happened has happened")
	case act == ActJump && to > maxTime:
		return c, errs.New(errs.Invalid, "an exercise lasts at most %d days", int(maxTime/(24*time.Hour)))
	case act == ActSpeed && (rate < minRate || rate > maxRate):
		return c, errs.New(errs.Invalid, "the clock runs from a tenth to sixty times as fast as real time")
	}
	switch act {
	case ActStart, ActResume:
		a.Runs = true
	case ActPause, ActEnd:
		a.Runs = false
	case ActJump:
		a.Time = to.Microseconds()
	case ActSpeed:
		a.Rate = rate
	default:
		return c, errs.New(errs.Unsupported, "the clock cannot %q", errs.Clip(act))
	}
	return append(c[:len(c):len(c)], a), nil
}

// check refuses a clock that no director's node could have made.
func (c Clock) check() error {
	again := Clock(nil)
	for _, a := range c {
		var err error
		if again, err = again.set(a.Act, a.At, time.Duration(a.Time)*time.Microsecond, a.Rate); err != nil {
			return err
		}
		if got := again[len(again)-1]; !got.At.Equal(a.At) || got.Time != a.Time || got.Rate != a.Rate || got.Runs != a.Runs {
			return errs.New(errs.Invalid, "the settings of the clock do not follow from each other")
		}
	}
	return nil
}
