package playbook

import (
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/format/cacao"
)

// Phase is where a run stands.
type Phase string

// The phases. Only a running one takes acts.
const (
	Running Phase = "running"
	Ended   Phase = "ended"
	Broken  Phase = "failed" // a failure that no step took up
	Stopped Phase = "cancelled"
)

// State is where one visit of a step stands.
type State string

// The states.
const (
	Open    State = "open"
	Done    State = "done"
	Faulty  State = "failed"
	Omitted State = "skipped"
	Halted  State = "stopped" // the run was cancelled while it was open
)

// Wait says what an open visit waits for.
type Wait string

// What is waited for: somebody's report, somebody's decision, or the ends of branches.
const (
	ForReport   Wait = "report"
	ForDecision Wait = "decision"
	ForBranches Wait = "branches"
)

// Visit is one opening of a step. A while step stays one visit over all its rounds;
// the steps in it are visited anew in each.
type Visit struct {
	Step      string            `json:"step"`
	N         int               `json:"n"` // from 1, of this step
	State     State             `json:"state"`
	Waits     Wait              `json:"waits,omitempty"`
	Opened    time.Time         `json:"opened"`
	Starts    time.Time         `json:"starts"`       // after its delay
	Due       time.Time         `json:"due,omitzero"` // after its timeout; zero without one
	Closed    time.Time         `json:"closed,omitzero"`
	Rounds    int               `json:"rounds,omitzero"`  // of a while step
	Branch    string            `json:"branch,omitempty"` // the last that was decided
	Status    Status            `json:"status,omitempty"` // the last that was reported
	By        string            `json:"by,omitempty"`     // of the last act on it
	Text      string            `json:"text,omitempty"`
	Reference string            `json:"reference,omitempty"`
	Values    map[string]string `json:"values,omitempty"` // what it gave
}

// Progress is where a run stands after its acts.
type Progress struct {
	Phase  Phase             `json:"phase"`
	Ended  time.Time         `json:"ended,omitzero"`
	Visits []Visit           `json:"visits"` // in the order of their opening
	Values map[string]string `json:"values"` // of the playbook's variables that have one
}

// Open gives the visits that are open.
func (p Progress) Open() []Visit {
	return slices.DeleteFunc(slices.Clone(p.Visits), func(v Visit) bool { return v.State != Open })
}

// Due gives the earliest moment at which an open step's time is up; zero without one.
func (p Progress) Due() (due time.Time) {
	for _, v := range p.Open() {
		if !v.Due.IsZero() && (due.IsZero() || v.Due.Before(due)) {
			due = v.Due
		}
	}
	return due
}

// replay folds the acts of a run. It fails only if they are not acts on this playbook.
func replay(p cacao.Playbook, acts []Act) (*machine, error) {
	m := newMachine(p)
	for _, a := range acts {
		if err := m.apply(a); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// progress gives what the fold amounts to.
func (m *machine) progress() Progress {
	out := Progress{Phase: m.phase, Ended: m.ended, Visits: make([]Visit, len(m.visits)), Values: m.values}
	for i, v := range m.visits {
		out.Visits[i] = v.Visit
	}
	return out
}

// find gives the open visit that an act is about. Without a number it is the one
// that is open; with one it must be that very one, so that two people who answer
// the same step do not answer two rounds of it.
func (m *machine) find(a Act) (*visit, error) {
	i := slices.IndexFunc(m.visits, func(v *visit) bool {
		return v.Step == a.Step && v.State == Open && (a.Visit == 0 || v.N == a.Visit)
	})
	if i >= 0 {
		return m.visits[i], nil
	}
	if m.p.Steps[a.Step].ID == "" {
		return nil, errs.New(errs.NotFound, "the playbook has no step %q", errs.Clip(a.Step))
	}
	return nil, errs.New(errs.Conflict, "this step is not open now; somebody may have answered it already")
}
