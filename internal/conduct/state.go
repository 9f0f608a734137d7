package conduct

import (
	"cmp"
	"slices"
	"time"

	"entente/internal/msel"
)

// State is what became of an inject for one team.
type State string

// The states. Late is not stored: it follows from the time.
const (
	Planned   State = "planned"
	Ready     State = "ready" // due, and for a controller to play
	Sent      State = "sent"
	Seen      State = "seen"
	Answered  State = "answered"
	Late      State = "late" // no answer in time
	Held      State = "held"
	Skipped   State = "skipped"
	Cancelled State = "cancelled"
)

// States lists them in the order of their life.
func States() []State {
	return []State{Planned, Ready, Sent, Seen, Answered, Late, Held, Skipped, Cancelled}
}

// Event is one thing that happened to an inject.
type Event struct {
	ID        string        `json:"id"`
	Inject    string        `json:"inject"`
	Team      string        `json:"team"` // "" is all teams
	Kind      string        `json:"kind"`
	Criterion string        `json:"criterion"`
	Time      time.Duration `json:"-"`
	At        time.Time     `json:"at"`
	By        string        `json:"by"`
	Note      string        `json:"note"`
}

// The kinds of events, besides the names of states.
const (
	eventFreed  = "freed" // no longer held
	eventMet    = "met"
	eventMissed = "missed"
)

const none = time.Duration(-1000) // no time; -1 µs as it is stored

// Cell is one inject for one team.
type Cell struct {
	Inject   string
	Team     string
	State    State
	Sent     time.Duration
	Seen     time.Duration
	Answered time.Duration
	Why      string // of the last act by hand
	Met      map[string]time.Duration
	Missed   map[string]time.Duration
}

// Fold tells what events come to for one team. Their order of arrival is of no
// consequence: acts by hand count by when they were done, and of what players do
// the first counts.
func Fold(inject, team string, events []Event) Cell {
	c := Cell{Inject: inject, Team: team, State: Planned, Sent: none, Seen: none, Answered: none, Met: map[string]time.Duration{}, Missed: map[string]time.Duration{}}
	of := slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.Inject != inject || e.Team != "" && e.Team != team })
	slices.SortFunc(of, func(a, b Event) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	for _, e := range of {
		switch e.Kind {
		case string(Sent):
			c.Sent = earliest(c.Sent, e.Time)
		case string(Seen):
			c.Seen = earliest(c.Seen, e.Time)
		case string(Answered):
			c.Answered = earliest(c.Answered, e.Time)
		case eventMet:
			first(c.Met, e)
		case eventMissed:
			first(c.Missed, e)
		case eventFreed:
			c.State, c.Why = Planned, ""
		case string(Ready), string(Held), string(Skipped), string(Cancelled):
			c.State, c.Why = State(e.Kind), e.Note
		}
	}
	if c.Sent != none {
		c.State = progress(c.Seen, c.Answered)
	}
	return c
}

// progress is the state of what has been sent.
func progress(seen, answered time.Duration) State {
	switch {
	case answered != none:
		return Answered
	case seen != none:
		return Seen
	}
	return Sent
}

func earliest(a, b time.Duration) time.Duration {
	if a == none {
		return b
	}
	return min(a, b)
}

func first(of map[string]time.Duration, e Event) {
	if t, ok := of[e.Criterion]; !ok || e.Time < t {
		of[e.Criterion] = e.Time
	}
}

// Past is what is known of injects, by inject and team.
type Past map[string]map[string]Cell

// Due tells when an inject is to go to a team: at its own time, and not before
// what it waits for. A dependency on an inject that the same team has counts for
// that team by what became of it there; on any other inject, by whichever team was
// first. False as long as that is not known, and where a hand alone sends it.
func Due(in msel.Inject, team string, past Past) (time.Duration, bool) {
	own := time.Duration(0)
	if in.At != nil {
		own = time.Duration(*in.At)
	}
	if len(in.After) == 0 {
		return own, in.At != nil
	}
	found, when := 0, none
	for _, d := range in.After {
		t := since(d, team, past[d.Inject])
		if t == none {
			continue
		}
		found++
		if t += time.Duration(d.Delay); in.Any {
			when = earliest(when, t)
		} else {
			when = max(when, t)
		}
	}
	if found == 0 || !in.Any && found < len(in.After) {
		return 0, false
	}
	return max(own, when), true
}

// since gives from when a dependency is fulfilled; none while it is not.
func since(d msel.Dependency, team string, cells map[string]Cell) time.Duration {
	if c, ok := cells[team]; ok {
		return c.since(d)
	}
	when := none
	for _, c := range cells {
		if t := c.since(d); t != none {
			when = earliest(when, t)
		}
	}
	return when
}

func (c Cell) since(d msel.Dependency) time.Duration {
	pick := func(of map[string]time.Duration) time.Duration {
		when := none
		for criterion, t := range of {
			if d.Criterion == "" || d.Criterion == criterion {
				when = earliest(when, t)
			}
		}
		return when
	}
	switch d.On {
	case msel.OnSent:
		return c.Sent
	case msel.OnSeen:
		return c.Seen
	case msel.OnAnswer:
		return c.Answered
	case msel.OnMet:
		return pick(c.Met)
	case msel.OnMissed:
		return pick(c.Missed)
	}
	return none
}
