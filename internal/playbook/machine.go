package playbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"entente/internal/base/errs"
	"entente/internal/format/cacao"
)

// machine is a run while its acts are folded. Each branch of a branching step is a
// frame; a frame stands at one step at a time and ends once, and a branching step
// goes on when the last of its frames has ended.
type machine struct {
	p      cacao.Playbook
	phase  Phase // "" before the first act
	ended  time.Time
	visits []*visit
	values map[string]string
	caught bool // the workflow_exception has been entered
}

type visit struct {
	Visit
	frame   *frame
	frames  int  // of its branches that have not ended
	broken  bool // one of them ended by a failure
	leaving bool // a while step whose condition no longer holds
}

// frame is one branch; of is the branching step's visit, nil for the workflow itself.
type frame struct{ of *visit }

func newMachine(p cacao.Playbook) *machine {
	return &machine{p: p, values: map[string]string{}}
}

// apply does one act, or says why it cannot be done. After an error the machine
// is of no use any more.
func (m *machine) apply(a Act) error {
	if err := a.check(); err != nil {
		return err
	}
	if (m.phase == "") != (a.Kind == Started) {
		return errs.New(errs.Conflict, "a run is started once, before everything else")
	}
	if m.phase != "" && m.phase != Running {
		return errs.New(errs.Conflict, "the run is over")
	}
	switch a.Kind {
	case Started:
		return m.start(a)
	case Cancelled:
		m.cancel(a)
		return nil
	}
	v, err := m.find(a)
	if err != nil {
		return err
	}
	if v.Waits == ForBranches {
		return errs.New(errs.Conflict, "this step waits for its branches; answer the steps that are open in them")
	}
	switch a.Kind {
	case Reported:
		return m.report(v, a)
	case Decided:
		return m.decide(v, a)
	case Skipped:
		return m.skip(v, a)
	}
	return fmt.Errorf("act %q is not known", a.Kind)
}

func (m *machine) start(a Act) error {
	for _, name := range slices.Sorted(maps.Keys(a.Values)) {
		v, ok := m.p.Variables[name]
		if !ok || v.Constant {
			return errs.New(errs.Invalid, "%s is no variable that a run can be given", errs.Clip(name))
		}
		if err := v.Fits(name, a.Values[name]); err != nil {
			return err
		}
	}
	values := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(m.p.Variables)) {
		v := m.p.Variables[name]
		given, ok := a.Values[name]
		switch {
		case ok:
			values[name] = given
		case v.Given:
			values[name] = v.Value
		case v.External:
			return errs.New(errs.Invalid, "the playbook needs a value of %s from outside; give one", errs.Clip(name))
		}
	}
	m.phase, m.values = Running, values
	return m.enter(&frame{}, m.p.Start, a.At)
}

func (m *machine) cancel(a Act) {
	for _, v := range m.visits {
		if v.State == Open {
			v.State, v.Waits, v.Closed = Halted, "", a.At
		}
	}
	m.phase, m.ended = Stopped, a.At
}

func (m *machine) report(v *visit, a Act) error {
	step := m.p.Steps[v.Step]
	if a.Status == Succeeded && step.Type.Decided() {
		return errs.New(errs.Conflict, "this step is decided: say which branch it takes")
	}
	for _, name := range slices.Sorted(maps.Keys(a.Values)) {
		if !slices.Contains(step.OutArgs, name) {
			return errs.New(errs.Invalid, "this step does not give a value of %s", errs.Clip(name))
		}
		of, _, _ := m.p.Variable(v.Step, name)
		if err := of.Fits(name, a.Values[name]); err != nil {
			return err
		}
	}
	v.say(a)
	for name, value := range a.Values {
		if v.Values == nil {
			v.Values = map[string]string{}
		}
		v.Values[name] = value
		if _, own, _ := m.p.Variable(v.Step, name); !own {
			m.values[name] = value
		}
	}
	switch {
	case !a.Status.Final():
		return nil
	case a.Status == Succeeded:
		return m.close(v, Done, a.At)
	}
	return m.close(v, Faulty, a.At)
}

func (v *visit) say(a Act) {
	v.Status, v.By, v.Text, v.Reference = cmp.Or(a.Status, v.Status), a.By, a.Text, a.Reference
}

// decide takes a branch of a condition.
func (m *machine) decide(v *visit, a Act) error {
	step := m.p.Steps[v.Step]
	into, err := branch(step, a.Branch)
	if err != nil {
		return err
	}
	v.say(a)
	v.Branch = a.Branch
	v.leaving = step.Type == cacao.While && a.Branch == "false"
	if into == "" {
		return m.close(v, Done, a.At)
	}
	if step.Type == cacao.While && !v.leaving {
		v.Rounds++
	}
	v.Waits, v.frames = ForBranches, 1
	return m.enter(&frame{v}, into, a.At)
}

// branch gives the first step of the branch that is named; "" where the
// condition has none for it.
func branch(s cacao.Step, name string) (string, error) {
	switch {
	case !s.Type.Decided():
		return "", errs.New(errs.Conflict, "there is nothing to decide at this step: report what came of it")
	case s.Type != cacao.Switch && name == "true":
		return s.OnTrue, nil
	case s.Type != cacao.Switch && name == "false":
		return s.OnFalse, nil
	}
	for _, c := range s.Cases {
		if s.Type == cacao.Switch && c.Key == name {
			return c.Step, nil
		}
	}
	return "", errs.New(errs.Invalid, "the step has no branch %q", errs.Clip(name))
}

// skip passes a step over. What goes on by success or failure only cannot be
// passed over: neither would be true.
func (m *machine) skip(v *visit, a Act) error {
	s := m.p.Steps[v.Step]
	if s.OnSuccess != "" || s.OnFailure != "" {
		return errs.New(errs.Conflict, "this step goes on by success or by failure and cannot be skipped; report which it was")
	}
	v.say(a)
	return m.close(v, Omitted, a.At)
}
