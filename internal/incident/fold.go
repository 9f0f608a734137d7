package incident

import (
	"slices"
	"strings"
	"time"

	"entente/internal/base/ids"
	"entente/internal/format/marking"
)

// State is where an incident stands.
type State string

// The states, in their order.
const (
	Open        State = "open"
	Contained   State = "contained"
	Eradicated  State = "eradicated"
	Recovered   State = "recovered"
	ClosedState State = "closed"
)

// States lists them.
var States = []State{Open, Contained, Eradicated, Recovered, ClosedState}

// Incident is what follows from entries.
type Incident struct {
	ID    string
	Owner ids.Party
	TLP   marking.TLP // of its description
	Description
	Opened     time.Time
	StateAt    time.Time // since when it stands so
	Tasks      []GivenTask
	Judgements []Assessment // as they were made; none replaces another
	Entries    []Entry      // all that counts, by the moments they are about
	Obliged    bool         // the clocks of NIS2 run
	Steps      []Entry      // of NIS2 that were done
}

// GivenTask is a task with what became of it.
type GivenTask struct {
	Entry
	Task
	State   TaskState
	Answers []Entry
}

// Assessment is a judgement with who made it.
type Assessment struct {
	Entry
	Judgement
}

// Severity gives the judgement that counts most: the owner's last, else the last
// of all. ok is false when nobody has judged.
func (i Incident) Severity() (j Assessment, ok bool) {
	for _, x := range i.Judgements {
		if !ok || x.Party == i.Owner || j.Party != i.Owner {
			j, ok = x, true
		}
	}
	return j, ok
}

// Fold makes an incident of its entries, which come in the order of their dates,
// the opening first. It is pure: the same entries give the same incident. What an
// entry's party may not say changes nothing. Entries that are ours alone never
// change what all see once the incident is shared.
func Fold(id string, entries []Entry) Incident {
	open := entries[0]
	if i := slices.IndexFunc(entries, func(e Entry) bool { return e.Act == Opened && !e.Ours }); i >= 0 {
		open = entries[i]
	}
	f := folder{shared: !open.Ours, out: Incident{ID: id, Owner: open.Party, TLP: open.TLP, Opened: open.When(), StateAt: open.At}}
	f.out.Description = *open.Body.(*Description)
	for _, e := range entries {
		f.take(e)
	}
	for _, e := range entries { // an answer counts although its maker's clock is behind the question's
		f.answer(e)
	}
	slices.SortStableFunc(f.out.Entries, func(x, y Entry) int { return x.When().Compare(y.When()) })
	return f.out
}

type folder struct {
	shared bool
	out    Incident
}

func (f *folder) take(e Entry) {
	if ownersOnly(e.Act) && (e.Party != f.out.Owner || f.shared && e.Ours) || e.Act == Opened && f.shared && e.Ours {
		return
	}
	switch b := e.Body.(type) {
	case *Description:
		if e.Act == Described {
			state := f.out.State
			f.out.Description, f.out.TLP = *b, e.TLP
			f.out.State = state
		}
	case *Change:
		if b.State != f.out.State {
			f.out.State, f.out.StateAt = b.State, e.At
		}
	case *Task:
		f.out.Tasks = append(f.out.Tasks, GivenTask{Entry: e, Task: *b, State: Given})
	case *Judgement:
		f.out.Judgements = append(f.out.Judgements, Assessment{Entry: e, Judgement: *b})
	case *Obligation:
		f.out.Obliged = b.Applies
	case *Step:
		f.out.Steps = append(f.out.Steps, e)
	case *Answer:
		return
	}
	f.out.Entries = append(f.out.Entries, e)
}

// answer applies what was said about a task.
func (f *folder) answer(e Entry) {
	b, ok := e.Body.(*Answer)
	if !ok {
		return
	}
	i := slices.IndexFunc(f.out.Tasks, func(t GivenTask) bool { return t.Ref == b.Task })
	if i < 0 || f.out.Tasks[i].mayAnswer(e.Party, b.State) != nil {
		return
	}
	t := &f.out.Tasks[i]
	t.State, t.Answers = b.State, append(t.Answers, e)
	f.out.Entries = append(f.out.Entries, e)
}

// order sorts entries as a fold takes them.
func order(x, y Entry) int {
	if c := x.At.Compare(y.At); c != 0 {
		return c
	}
	return strings.Compare(x.Ref, y.Ref)
}

// Of gives the bodies of one act with their entries.
func Of[T any](i Incident, act string) (all []T, entries []Entry) {
	for _, e := range i.Entries {
		if b, ok := any(e.Body).(*T); ok && e.Act == act {
			all, entries = append(all, *b), append(entries, e)
		}
	}
	return all, entries
}
