package notify

import (
	"cmp"
	"slices"
	"time"

	"entente/internal/base/errs"
)

// Override changes for a time who is on call by one plan, a rotation or a
// schedule: it adds a person, removes one, or puts one in another's place. With
// Whole it takes the place of the whole plan, and its shifts alone count.
type Override struct {
	ID     string    `json:"id"`
	Plan   string    `json:"plan"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Add    string    `json:"add"`
	Remove string    `json:"remove"`
	Whole  bool      `json:"whole"`
	Shifts []Stint   `json:"shifts"`
	By     string    `json:"by"` // whose act it was, by name
}

// Stint is one person's time in an override of a whole plan.
type Stint struct {
	Person string    `json:"person"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// maxOverride is how long an override may run.
const maxOverride = 366 * 24 * time.Hour

// check holds for every stored override.
func (o Override) check() error {
	if !o.From.Before(o.To) || o.To.Sub(o.From) > maxOverride {
		return errs.New(errs.Invalid, "an override runs from a moment to a later one, for a year at most")
	}
	if !o.Whole {
		if o.Add == "" && o.Remove == "" || o.Add == o.Remove || len(o.Shifts) > 0 {
			return errs.New(errs.Invalid, "an override adds a person, removes one, or puts one in the place of another")
		}
		return nil
	}
	if o.Add != "" || o.Remove != "" || len(o.Shifts) > maxHours {
		return errs.New(errs.Invalid, "what takes the place of a whole plan has shifts of its own, %d at most", maxHours)
	}
	for _, s := range o.Shifts {
		if s.Person == "" || !s.From.Before(s.To) || s.From.Before(o.From) || s.To.After(o.To) {
			return errs.New(errs.Invalid, "each shift has a person and lies within the time of the override")
		}
	}
	return nil
}

func (o Override) runs(at time.Time) bool { return !at.Before(o.From) && at.Before(o.To) }

// Board is everything that says who is on call.
type Board struct {
	Rotations []Rotation
	Schedules []Schedule
	Overrides []Override // by their beginnings
}

// Shift is a time in which the same people are on call.
type Shift struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	People []string  `json:"people"`
}

// OnCall lists who is on call at a moment by a plan, each person once. A whole
// override that runs is all that counts; else overrides change the plan's own.
func (b Board) OnCall(plan string, at time.Time) []string {
	var people []string
	add := func(p string) {
		if p != "" && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	whole := false
	for _, o := range b.Overrides {
		if o.Plan == plan && o.Whole && o.runs(at) {
			whole = true
			for _, s := range o.Shifts {
				if !at.Before(s.From) && at.Before(s.To) {
					add(s.Person)
				}
			}
		}
	}
	if whole {
		return people
	}
	for _, r := range b.Rotations {
		if r.ID == plan {
			add(r.person(at))
		}
	}
	for _, s := range b.Schedules {
		if s.ID != plan {
			continue
		}
		for _, t := range s.at(at) {
			if t.Kind == "person" {
				add(t.ID)
				continue
			}
			for _, p := range b.OnCall(t.ID, at) {
				add(p)
			}
		}
	}
	for _, o := range b.Overrides {
		if o.Plan != plan || o.Whole || !o.runs(at) {
			continue
		}
		i := slices.Index(people, o.Remove)
		if i >= 0 {
			people = slices.Delete(people, i, i+1)
		}
		if o.Remove == "" || i >= 0 {
			add(o.Add)
		}
	}
	return people
}

// Shifts divides a span into the times in which the same people are on call by
// a plan, without gap. Times in which nobody is are among them.
func (b Board) Shifts(plan string, from, to time.Time) (all []Shift) {
	edges := append(b.edges(plan, from, to), from)
	slices.SortFunc(edges, time.Time.Compare)
	edges = slices.CompactFunc(edges, time.Time.Equal)
	for _, t := range edges {
		if t.Before(from) || !t.Before(to) {
			continue
		}
		people := b.OnCall(plan, t)
		if n := len(all); n > 0 {
			if slices.Equal(all[n-1].People, people) {
				continue
			}
			all[n-1].To = t
		}
		all = append(all, Shift{From: t, To: to, People: people})
	}
	return all
}

// edges lists the moments at which a plan may change hands within a span.
func (b Board) edges(plan string, from, to time.Time) (all []time.Time) {
	for _, r := range b.Rotations {
		if r.ID == plan {
			all = append(all, r.edges(from, to)...)
		}
	}
	for _, s := range b.Schedules {
		if s.ID != plan {
			continue
		}
		all = append(all, s.edges(from, to)...)
		for _, h := range s.Hours {
			if h.Who.Kind == "rotation" {
				all = append(all, b.edges(h.Who.ID, from, to)...)
			}
		}
	}
	for _, o := range b.Overrides {
		if o.Plan == plan {
			all = append(all, o.From, o.To)
			for _, s := range o.Shifts {
				all = append(all, s.From, s.To)
			}
		}
	}
	return all
}

// Next gives the shift that follows the one that runs at a moment; the zero
// Shift when none does within two months.
func (b Board) Next(plan string, at time.Time) Shift {
	const ahead = 62 * 24 * time.Hour
	if all := b.Shifts(plan, at, at.Add(ahead)); len(all) > 1 {
		return all[1]
	}
	return Shift{}
}

// sortOverrides puts overrides in the order in which they count.
func sortOverrides(all []Override) {
	slices.SortFunc(all, func(x, y Override) int { return cmp.Or(x.From.Compare(y.From), cmp.Compare(x.ID, y.ID)) })
}
