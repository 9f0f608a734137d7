package cacao

import (
	"cmp"
	"maps"
	"slices"

	"entente/internal/base/errs"
)

// Edge leads from a step to another.
type Edge struct {
	To  string // step id
	How string // completion, success, failure; branches: branch, true, false, case
	Key string // of a case
}

// On gives the edges by which the step goes on after itself and its branches.
func (s Step) On() (all []Edge) {
	for _, e := range []Edge{{s.OnCompletion, "completion", ""}, {s.OnSuccess, "success", ""}, {s.OnFailure, "failure", ""}} {
		if e.To != "" {
			all = append(all, e)
		}
	}
	return all
}

// Into gives the edges into the step's branches.
func (s Step) Into() (all []Edge) {
	for _, to := range s.Next {
		all = append(all, Edge{to, "branch", ""})
	}
	for _, e := range []Edge{{s.OnTrue, "true", ""}, {s.OnFalse, "false", ""}} {
		if e.To != "" {
			all = append(all, e)
		}
	}
	for _, c := range s.Cases {
		all = append(all, Edge{c.Step, "case", c.Key})
	}
	return all
}

// Edges gives all edges of the step, its branches first.
func (s Step) Edges() []Edge { return append(s.Into(), s.On()...) }

// After names the step that follows when this one, with its branches, is done
// or has failed; "" when its branch ends here.
func (s Step) After(ok bool) string {
	if ok {
		return cmp.Or(s.OnSuccess, s.OnCompletion)
	}
	return cmp.Or(s.OnFailure, s.OnCompletion)
}

// flow checks that the workflow can be followed to its end: every branch ends,
// nothing comes round but by a while step, and no step would be done twice.
func (c *checker) flow(p Playbook) {
	edges := 0
	for id, s := range p.Steps {
		edges += len(s.Edges())
		if s.Type == End && len(s.Edges()) > 0 {
			c.refuse(under("/workflow", id), "end", errs.Say("an end step leads nowhere"))
		}
		if !s.Type.Branches() && s.Type != End && len(s.On()) == 0 {
			c.refuse(under("/workflow", id), "end", errs.Say("its branch does not end: nothing follows, and it is no end step"))
		}
	}
	if edges > maxEdges {
		c.refuse("/workflow", "limit", errs.Say("the workflow has more than %d connections", maxEdges))
	}
	if !c.sound() {
		return
	}
	w := walk{p: p, state: map[string]int{}}
	for _, from := range []string{p.Start, p.Exception} {
		if from != "" {
			w.visit(from)
		}
	}
	for _, id := range w.loops {
		c.refuse(under("/workflow", id), "loop", errs.Say("the workflow comes back to this step; only a while step repeats, each time its branch reaches an end step"))
	}
	for _, id := range slices.Sorted(maps.Keys(p.Steps)) {
		if w.state[id] == 0 {
			c.warn(under("/workflow", id), "unused", errs.Say("nothing leads to this step"))
		}
	}
	if !c.sound() {
		return
	}
	r := newReacher(p)
	for _, id := range r.ids {
		if p.Steps[id].Type.Branches() {
			c.regions(p, p.Steps[id], r)
		}
	}
}

// walk goes through the graph in depth; a step that is met while it is open
// closes a loop.
type walk struct {
	p     Playbook
	state map[string]int // 0 unseen, 1 open, 2 left
	loops []string
}

func (w *walk) visit(id string) {
	w.state[id] = 1
	for _, e := range w.p.Steps[id].Edges() {
		switch w.state[e.To] {
		case 0:
			w.visit(e.To)
		case 1:
			if !slices.Contains(w.loops, e.To) {
				w.loops = append(w.loops, e.To)
			}
		}
	}
	w.state[id] = 2
}

// reacher answers which steps can come from one. End steps are left out: they
// take no time, and may be shared.
type reacher struct {
	ids  []string
	at   map[string]int
	next [][]int
}

func newReacher(p Playbook) *reacher {
	r := &reacher{ids: slices.Sorted(maps.Keys(p.Steps)), at: map[string]int{}}
	for i, id := range r.ids {
		r.at[id] = i
	}
	r.next = make([][]int, len(r.ids))
	for i, id := range r.ids {
		for _, e := range p.Steps[id].Edges() {
			if p.Steps[e.To].Type != End {
				r.next[i] = append(r.next[i], r.at[e.To])
			}
		}
	}
	return r
}

// mark marks what can come from a step, and calls met for what was marked
// before with another mark.
func (r *reacher) mark(p Playbook, from string, seen []int, mark int, met func(id string)) {
	if p.Steps[from].Type == End {
		return
	}
	next := []int{r.at[from]}
	for len(next) > 0 {
		i := next[len(next)-1]
		next = next[:len(next)-1]
		switch seen[i] {
		case mark:
			continue
		case 0:
		default:
			met(r.ids[i])
		}
		seen[i] = mark
		next = append(next, r.next[i]...)
	}
}

// regions checks that what a branching step leads to is told apart: the steps
// of one parallel branch from those of another, and those of all branches from
// what comes after. Otherwise a step would be open twice, or be done twice.
func (c *checker) regions(p Playbook, s Step, r *reacher) {
	seen := make([]int, len(r.ids))
	for i, e := range s.Into() {
		r.mark(p, e.To, seen, i+1, func(id string) {
			if s.Type == Parallel {
				c.refuse(under("/workflow", id), "join", errs.Say("two branches of the parallel step %s lead here, so that it would be open twice; let each branch reach an end step, and go on by its on_completion", s.ID))
			}
		})
	}
	for _, e := range s.On() {
		r.mark(p, e.To, seen, -1, func(id string) {
			c.refuse(under("/workflow", id), "join", errs.Say("a branch of the step %s leads here, and so does what follows that step: it would be done twice; let the branch reach an end step", s.ID))
		})
	}
}
