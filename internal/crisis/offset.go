package crisis

import "time"

// Offset bounds how far a member's clock is ahead of the hub's. What a member
// states at its time n, knowing a record of the hub's time before, and what the hub
// records at its time after, was made at a hub time in between: the clock is ahead
// by at least n-after and at most n-before. Each statement narrows the bounds.
type Offset struct {
	Known   bool
	Least   time.Duration // negative where the member's clock can be behind
	Most    time.Duration
	Stepped bool // two statements contradict each other: one of the clocks was set
}

func (o *Offset) narrow(made, before, after time.Time) {
	least, most := made.Sub(after), made.Sub(before)
	if least > most {
		least, most = most, least // no clock can do this; the width is what it is wrong by
		o.Stepped = true
	}
	if !o.Known || least > o.Most || most < o.Least {
		o.Stepped = o.Stepped || o.Known
		o.Known, o.Least, o.Most = true, least, most
		return
	}
	o.Least, o.Most = max(o.Least, least), min(o.Most, most)
}

// Between gives the hub's times at which a moment of the member's clock can have
// been.
func (o Offset) Between(made time.Time) (first, last time.Time) {
	return made.Add(-o.Most), made.Add(-o.Least)
}
