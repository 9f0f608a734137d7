package cexf

import (
	"slices"
	"strconv"
)

// Need is what has to be over before a step can begin.
type Need struct {
	Inject string // whose
	Result string // by which of its evaluations; empty for any end
}

// Needs lists what a step waits for: the inject that it requires, and each one that
// names it as following. With none it begins by its trigger alone.
func (s Scenario) Needs(inject string) (all []Need) {
	add := func(n Need) {
		if !slices.ContainsFunc(all, func(x Need) bool { return x.Inject == n.Inject }) {
			all = append(all, n)
		}
	}
	for _, x := range s.Flow {
		if r := x.Requirements; x.Inject == inject && r != nil && r.Inject != "" {
			n := Need{Inject: r.Inject}
			if s.hasResult(r.Inject, r.Resolution) {
				n.Result = r.Resolution
			}
			add(n)
		}
	}
	for _, x := range s.Flow {
		if slices.Contains(x.Sequence.Followed, inject) {
			add(Need{Inject: x.Inject})
		}
	}
	return all
}

func (s Scenario) hasResult(inject, result string) bool {
	i := slices.IndexFunc(s.Injects, func(x Inject) bool { return x.UUID == inject })
	return i >= 0 && slices.ContainsFunc(s.Injects[i].Evaluations, func(e Evaluation) bool { return e.Result == result })
}

// Order gives the injects of the flow so that each comes after what it waits for,
// and else as the file has them. Of a loop it names one inject, and leaves its
// members out.
func (s Scenario) Order() (order []string, loop string) {
	const underway, done = 1, 2
	state := map[string]int{}
	var visit func(id string) bool
	visit = func(id string) bool {
		switch state[id] {
		case underway:
			loop = id
			return false
		case done:
			return true
		}
		state[id] = underway
		for _, n := range s.Needs(id) {
			if !visit(n.Inject) {
				return false
			}
		}
		state[id] = done
		order = append(order, id)
		return true
	}
	for _, x := range s.Flow {
		if !visit(x.Inject) {
			return order, loop
		}
	}
	return order, ""
}

func text(p any) string {
	if n, ok := p.(int); ok {
		return strconv.Itoa(n)
	}
	s, _ := p.(string) // there is no third kind
	return s
}
