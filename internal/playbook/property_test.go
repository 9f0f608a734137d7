package playbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"entente/internal/format/cacao"
)

// maker draws a playbook of sequences, parallel steps, conditions, loops and
// switches within each other.
type maker struct {
	t     *rapid.T
	n     int
	steps []string
}

func (m *maker) id(of cacao.StepType) (string, int) {
	m.n++
	return sid(of, m.n), m.n
}

func (m *maker) add(of cacao.StepType, n int, members ...string) {
	m.steps = append(m.steps, step(of, n, strings.Join(members, ",")))
}

func (m *maker) end() string {
	id, n := m.id(cacao.End)
	m.add(cacao.End, n)
	return id
}

// sequence makes a branch that reaches an end of its own, and gives its first step.
func (m *maker) sequence(depth int) string {
	next := m.end()
	for range rapid.IntRange(0, 3).Draw(m.t, "length") {
		next = m.one(depth, next)
	}
	return next
}

// on draws how a step goes on.
func (m *maker) on(next string, mayFail bool) string {
	switch rapid.IntRange(0, 3).Draw(m.t, "on") {
	case 0:
		return to("on_success", next) + "," + to("on_failure", m.end())
	case 1:
		if mayFail {
			return to("on_success", next) // a failure breaks the branch
		}
	}
	return to("on_completion", next)
}

func (m *maker) one(depth int, next string) string {
	kinds := []cacao.StepType{cacao.Action}
	if depth > 0 {
		kinds = []cacao.StepType{cacao.Action, cacao.Parallel, cacao.If, cacao.While, cacao.Switch}
	}
	kind := rapid.SampledFrom(kinds).Draw(m.t, "kind")
	id, n := m.id(kind)
	on := m.on(next, true)
	switch kind {
	case cacao.Action:
		m.add(kind, n, on)
	case cacao.Parallel:
		var all []string
		for range rapid.IntRange(1, 3).Draw(m.t, "branches") {
			all = append(all, `"`+m.sequence(depth-1)+`"`)
		}
		m.add(kind, n, on, `"next_steps":[`+strings.Join(all, ",")+`]`)
	case cacao.If, cacao.While:
		members := []string{on, `"condition":"x"`, to("on_true", m.sequence(depth-1))}
		if rapid.Bool().Draw(m.t, "false") {
			members = append(members, to("on_false", m.sequence(depth-1)))
		}
		m.add(kind, n, members...)
	case cacao.Switch:
		m.add(kind, n, on, fmt.Sprintf(`"switch":"x","cases":{"a":%q,"default":%q}`, m.sequence(depth-1), m.sequence(depth-1)))
	}
	return id
}

func (m *maker) book() string {
	m.n = 1
	first := m.sequence(2)
	head := ""
	if rapid.Bool().Draw(m.t, "exception") {
		head = to("workflow_exception", m.sequence(0))
	}
	m.add(cacao.Start, 1, to("on_completion", first))
	return book(head, m.steps...)
}

// TestAnyOrderOfActsEndsTheRun follows playbooks in any legal order: no step is
// ever open twice, no run ends while a step is open, and every run ends.
func TestAnyOrderOfActsEndsTheRun(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := (&maker{t: t}).book()
		p, found, err := cacao.Parse([]byte(text))
		if err != nil || cacao.Refused(found) {
			t.Fatalf("what was made is refused: %v, %v", found, err)
		}
		acts := []Act{{Kind: Started, At: start}}
		rounds := map[string]int{}
		for n := 0; ; n++ {
			m, err := replay(p, acts)
			if err != nil {
				t.Fatal(err)
			}
			now := m.progress()
			open := now.Open()
			checkOpen(t, p, now, open)
			if now.Phase != Running {
				break
			}
			if n > 2000 {
				t.Fatal("it does not end")
			}
			open = slices.DeleteFunc(open, func(v Visit) bool { return v.Waits == ForBranches })
			if len(open) == 0 {
				t.Fatal("it runs, and nothing can be answered")
			}
			v := rapid.SampledFrom(open).Draw(t, "which")
			acts = append(acts, answer(t, p.Steps[v.Step], v, rounds, start.Add(time.Duration(n)*time.Second)))
		}
	})
}

// checkOpen holds what must hold at every moment.
func checkOpen(t *rapid.T, p cacao.Playbook, now Progress, open []Visit) {
	seen := map[string]bool{}
	for _, v := range open {
		if seen[v.Step] {
			t.Fatalf("%s is open twice", v.Step)
		}
		seen[v.Step] = true
		if now.Phase != Running {
			t.Fatalf("the run is %s while %s is open", now.Phase, v.Step)
		}
	}
	for _, v := range open {
		if v.Waits != ForBranches {
			continue
		}
		within := 0
		for _, e := range p.Steps[v.Step].Into() {
			within += len(slices.DeleteFunc(slices.Clone(open), func(o Visit) bool { return !reaches(p, e.To, o.Step) }))
		}
		if within == 0 {
			t.Fatalf("%s waits for branches of which none is open", v.Step)
		}
	}
}

func reaches(p cacao.Playbook, from, to string) bool {
	if from == to {
		return true
	}
	return slices.ContainsFunc(p.Steps[from].Edges(), func(e cacao.Edge) bool { return reaches(p, e.To, to) })
}

// answer draws a legal act on an open step; a loop is left after two rounds.
func answer(t *rapid.T, s cacao.Step, v Visit, rounds map[string]int, at time.Time) Act {
	a := Act{Kind: Reported, At: at, Step: v.Step, Visit: v.N, Text: "said"}
	words := []string{"fail", "skip"}
	if s.OnSuccess != "" || s.OnFailure != "" {
		words = []string{"fail"}
	}
	switch s.Type {
	case cacao.Action:
		words = append(words, "done", "done", "done", "ongoing")
	case cacao.Switch:
		words = append(words, "a", "default")
	default:
		words = append(words, "false", "true", "true")
	}
	word := rapid.SampledFrom(words).Draw(t, "word")
	if rounds[v.Step]++; rounds[v.Step] > 2 && (word == "true" || word == "ongoing") {
		word = "fail"
	}
	switch word {
	case "fail":
		a.Status = Failed
	case "done":
		a.Status = Succeeded
	case "ongoing":
		a.Status = Ongoing
	case "skip":
		a.Kind = Skipped
	default:
		a.Kind, a.Branch = Decided, word
	}
	return a
}
