package playbook

import (
	"fmt"
	"slices"
	"time"

	"entente/internal/format/cacao"
)

// enter goes on at a step, and through what waits for nobody.
func (m *machine) enter(f *frame, id string, at time.Time) error {
	s := m.p.Steps[id]
	switch s.Type {
	case cacao.Start:
		return m.enter(f, s.After(true), at)
	case cacao.End:
		return m.leave(f, true, at)
	}
	v := &visit{Visit: Visit{Step: id, N: 1, State: Open}, frame: f}
	for _, o := range m.visits {
		if o.Step == id {
			v.N++
			if o.State == Open {
				return fmt.Errorf("step %s of playbook %s is open twice", id, m.p.ID) // the check of the format excludes it
			}
		}
	}
	m.visits = append(m.visits, v)
	v.clock(s, at)
	switch {
	case s.Type.Answered():
		v.Waits = ForReport
		return nil
	case s.Type.Decided():
		v.Waits = ForDecision
		return nil
	case s.Type != cacao.Parallel:
		return fmt.Errorf("step %s has the type %q, which nothing follows", id, s.Type)
	}
	v.Waits, v.frames = ForBranches, len(s.Next)
	for _, to := range s.Next {
		if err := m.enter(&frame{v}, to, at); err != nil {
			return err
		}
	}
	return nil
}

// clock begins a step's time, and that of each new round of a while step.
func (v *visit) clock(s cacao.Step, at time.Time) {
	if v.Opened.IsZero() {
		v.Opened = at
	}
	v.Starts, v.Due = at.Add(s.Delay), time.Time{}
	if s.Timeout > 0 {
		v.Due = v.Starts.Add(s.Timeout)
	}
}

// close ends a visit and goes on after it.
func (m *machine) close(v *visit, state State, at time.Time) error {
	v.State, v.Waits, v.Closed = state, "", at
	if next := m.p.Steps[v.Step].After(state != Faulty); next != "" {
		return m.enter(v.frame, next, at)
	}
	return m.leave(v.frame, state != Faulty, at)
}

// leave ends a frame: by reaching an end, or by a failure that nothing took up.
func (m *machine) leave(f *frame, ok bool, at time.Time) error {
	v := f.of
	if v == nil {
		return m.finish(ok, at)
	}
	v.frames--
	v.broken = v.broken || !ok
	s := m.p.Steps[v.Step]
	switch {
	case v.frames > 0:
		return nil
	case v.broken:
		return m.close(v, Faulty, at)
	case s.Type == cacao.While && !v.leaving:
		v.Waits = ForDecision
		v.clock(s, at)
		return nil
	}
	return m.close(v, Done, at)
}

// finish ends the run. A failure is taken up once by the workflow's exception.
func (m *machine) finish(ok bool, at time.Time) error {
	if !ok && m.p.Exception != "" && !m.caught {
		m.caught = true
		return m.enter(&frame{}, m.p.Exception, at)
	}
	if slices.ContainsFunc(m.visits, func(v *visit) bool { return v.State == Open }) {
		return fmt.Errorf("playbook %s would end while a step is open", m.p.ID)
	}
	m.phase, m.ended = Ended, at
	if !ok || m.caught {
		m.phase = Broken // the exception's steps were followed, and yet it failed
	}
	return nil
}
