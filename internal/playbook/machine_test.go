package playbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/format/cacao"
)

// play does acts that are written as "word step", where word is a status, a
// branch or "skip", each a minute after the one before.
func play(t *testing.T, p cacao.Playbook, acts ...string) (*machine, error) {
	t.Helper()
	m := newMachine(p)
	if err := m.apply(Act{N: 1, Kind: Started, At: start}); err != nil {
		return m, err
	}
	for i, line := range acts {
		word, id, _ := strings.Cut(line, " ")
		a := Act{N: i + 2, At: start.Add(time.Duration(i+1) * time.Minute), By: "Ada", Step: id, Text: "said"}
		switch {
		case word == "skip":
			a.Kind = Skipped
		case word == "cancel":
			a.Kind = Cancelled
		case slices.Contains(Statuses(), Status(word)):
			a.Kind, a.Status = Reported, Status(word)
		default:
			a.Kind, a.Branch = Decided, word
		}
		if err := m.apply(a); err != nil {
			return m, fmt.Errorf("act %d: %w", i+1, err)
		}
	}
	return m, nil
}

// stands writes where a run stands: its phase, then each visit with its state.
func stands(m *machine) string {
	out := []string{string(m.phase)}
	for _, v := range m.visits {
		kind, n, _ := strings.Cut(v.Step, "--00000000-0000-4000-8000-")
		out = append(out, fmt.Sprintf("%s%s:%s", strings.TrimSuffix(kind, "-condition"), strings.TrimLeft(n, "0"), v.State))
	}
	return strings.Join(out, " ")
}

var (
	s1, e9          = sid(cacao.Start, 1), sid(cacao.End, 9)
	a2, a3, a4, a5  = sid(cacao.Action, 2), sid(cacao.Action, 3), sid(cacao.Action, 4), sid(cacao.Action, 5)
	p6, i6, w6, sw6 = sid(cacao.Parallel, 6), sid(cacao.If, 6), sid(cacao.While, 6), sid(cacao.Switch, 6)
	done            = to("on_completion", e9)
)

const ok = "successfully_executed "

func TestRuns(t *testing.T) {
	t.Parallel()
	begin := func(id string) string { return step(cacao.Start, 1, to("on_completion", id)) }
	end := step(cacao.End, 9, "")
	act := func(n int, on string) string { return step(cacao.Action, n, on) }
	parallel := book("", begin(p6), step(cacao.Parallel, 6, `"next_steps":["`+a2+`","`+a3+`","`+e9+`"],`+to("on_completion", a4)), act(2, done), act(3, done), act(4, done), end)
	iff := book("", begin(i6), step(cacao.If, 6, `"condition":"x",`+to("on_true", a2)+`,`+to("on_completion", a3)), act(2, done), act(3, done), end)
	while := book("", begin(w6), step(cacao.While, 6, `"condition":"x",`+to("on_true", a2)+`,`+to("on_completion", a3)), act(2, done), act(3, done), end)
	sw := book("", begin(sw6), step(cacao.Switch, 6, `"switch":"x","cases":{"a":"`+a2+`","default":"`+e9+`"},`+to("on_completion", a3)), act(2, done), act(3, done), end)
	split := book("", begin(a2), act(2, to("on_success", a3)+","+to("on_failure", a4)), act(3, done), act(4, done), end)
	bare := book("", begin(a2), act(2, to("on_success", a3)), act(3, done), end)
	caught := book(to("workflow_exception", a4), begin(a2), act(2, to("on_success", a3)), act(3, done), act(4, done), end)
	inner := book("", begin(p6), step(cacao.Parallel, 6, `"next_steps":["`+a2+`","`+a3+`"],`+to("on_success", a4)+","+to("on_failure", a5)), act(2, to("on_success", e9)), act(3, done), act(4, done), act(5, done), end)
	other := book("", begin(sid(cacao.PlaybookAction, 2)), step(cacao.PlaybookAction, 2, `"playbook_id":"playbook--33333333-3333-4333-8333-333333333333",`+done), end)
	for _, c := range []struct {
		name, text string
		acts       []string
		want       string
	}{
		{"nothing to do", book("", begin(e9), end), nil, "ended"},
		{"a failure goes on by on_completion", book("", begin(a2), act(2, to("on_completion", a3)), act(3, done), end), []string{"failed " + a2, ok + a3}, "ended action2:failed action3:done"},
		{"success goes its way", split, []string{ok + a2, ok + a3}, "ended action2:done action3:done"},
		{"failure goes its way", split, []string{"timeout_error " + a2, ok + a4}, "ended action2:failed action4:done"},
		{"a failure that nothing takes up", bare, []string{"failed " + a2}, "failed action2:failed"},
		{"a failure that the exception takes up", caught, []string{"failed " + a2, ok + a4}, "failed action2:failed action4:done"},
		{"progress leaves it open", bare, []string{"ongoing " + a2, "await_user_input " + a2}, "running action2:open"},
		{"a skipped step goes on", book("", begin(a2), act(2, to("on_completion", a3)), act(3, done), end), []string{"skip " + a2}, "running action2:skipped action3:open"},
		{"a parallel step waits for all", parallel, []string{ok + a3}, "running parallel6:open action2:open action3:done"},
		{"and goes on when all have ended", parallel, []string{ok + a3, "failed " + a2}, "running parallel6:done action2:failed action3:done action4:open"},
		{"a branch that breaks fails it, after the others", inner, []string{"failed " + a2}, "running parallel6:open action2:failed action3:open"},
		{"and then its failure goes on", inner, []string{"failed " + a2, ok + a3}, "running parallel6:failed action2:failed action3:done action5:open"},
		{"a condition that holds", iff, []string{"true " + i6, ok + a2}, "running if6:done action2:done action3:open"},
		{"a condition that does not", iff, []string{"false " + i6}, "running if6:done action3:open"},
		{"a loop of two rounds", while, []string{"true " + w6, ok + a2, "true " + w6, ok + a2, "false " + w6, ok + a3}, "ended while6:done action2:done action2:done action3:done"},
		{"a case", sw, []string{"a " + sw6}, "running switch6:open action2:open"},
		{"another case", sw, []string{"default " + sw6}, "running switch6:done action3:open"},
		{"a condition that cannot be told", iff, []string{"exception_condition_error " + i6}, "running if6:failed action3:open"},
		{"another playbook is followed", other, []string{ok + sid(cacao.PlaybookAction, 2)}, "ended playbook-action2:done"},
		{"a run is cancelled", parallel, []string{ok + a2, "cancel"}, "cancelled parallel6:stopped action2:done action3:stopped"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := play(t, read(t, c.text), c.acts...)
			if err != nil {
				t.Fatal(err)
			}
			if got := stands(m); got != c.want {
				t.Errorf("it stands at %q\nwant          %q", got, c.want)
			}
		})
	}
	for _, c := range []struct {
		name, text string
		acts       []string
		want       errs.Kind
	}{
		{"a step that is not open", parallel, []string{ok + a4}, errs.Conflict},
		{"a step that is done", parallel, []string{ok + a2, ok + a2}, errs.Conflict},
		{"a step that is not there", parallel, []string{ok + sid(cacao.Action, 77)}, errs.NotFound},
		{"a step that waits for its branches", parallel, []string{ok + p6}, errs.Conflict},
		{"a skip of what waits for its branches", parallel, []string{"skip " + p6}, errs.Conflict},
		{"success of a condition", iff, []string{ok + i6}, errs.Conflict},
		{"a decision where there is none", parallel, []string{"true " + a2}, errs.Conflict},
		{"a case that is not there", sw, []string{"b " + sw6}, errs.Invalid},
		{"a skip that would be success or failure", split, []string{"skip " + a2}, errs.Conflict},
		{"an act after the end", bare, []string{"failed " + a2, ok + a3}, errs.Conflict},
		{"a cancelled run", bare, []string{"cancel", ok + a2}, errs.Conflict},
	} {
		t.Run("refused: "+c.name, func(t *testing.T) {
			t.Parallel()
			_, err := play(t, read(t, c.text), c.acts...)
			wantKind(t, err, c.want)
		})
	}
}

func TestClocksOfSteps(t *testing.T) {
	t.Parallel()
	p := read(t, book("", step(cacao.Start, 1, to("on_completion", a2)), step(cacao.Action, 2, `"delay":60000,"timeout":120000,`+to("on_completion", w6)),
		step(cacao.While, 6, `"condition":"x","timeout":30000,`+to("on_true", a3)), step(cacao.Action, 3, done), step(cacao.End, 9, "")))
	m, err := play(t, p)
	if err != nil {
		t.Fatal(err)
	}
	if v := m.visits[0]; !v.Starts.Equal(start.Add(time.Minute)) || !v.Due.Equal(start.Add(3*time.Minute)) || !m.progress().Due().Equal(v.Due) {
		t.Errorf("it starts at %s and is due at %s", v.Starts, v.Due)
	}
	if m, err = play(t, p, ok+a2, "true "+w6, ok+a3); err != nil {
		t.Fatal(err)
	}
	if v := m.visits[1]; v.Rounds != 1 || !v.Due.Equal(start.Add(3*time.Minute+30*time.Second)) || !v.Opened.Equal(start.Add(time.Minute)) {
		t.Errorf("after a round the loop's clock is %s (rounds: %d, opened %s)", v.Due, v.Rounds, v.Opened)
	}
}

func TestValuesAreRecordedWithTheirType(t *testing.T) {
	t.Parallel()
	p := read(t, book(`"playbook_variables":{"__host__":{"type":"ipv4-addr","external":true},"__count__":{"type":"integer","value":"0"},"__fixed__":{"type":"string","value":"x","constant":true}}`,
		step(cacao.Start, 1, to("on_completion", a2)), step(cacao.Action, 2, `"step_variables":{"__own__":{"type":"bool"}},"out_args":["__count__","__own__"],`+done), step(cacao.End, 9, "")))
	begin := func(values map[string]string) (*machine, error) {
		m := newMachine(p)
		return m, m.apply(Act{Kind: Started, At: start, Values: values})
	}
	for name, values := range map[string]map[string]string{
		"none of what comes from outside": nil, "one of another type": {"__host__": "x"}, "a constant": {"__host__": "192.0.2.1", "__fixed__": "y"}, "one that is not there": {"__host__": "192.0.2.1", "__x__": "y"},
	} {
		if _, err := begin(values); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m, err := begin(map[string]string{"__host__": "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	give := func(values map[string]string, s Status) error {
		return m.apply(Act{Kind: Reported, At: start, Step: a2, Status: s, Text: "said", Values: values})
	}
	wantKind(t, give(map[string]string{"__count__": "many"}, Ongoing), errs.Invalid)
	wantKind(t, give(map[string]string{"__host__": "192.0.2.2"}, Ongoing), errs.Invalid)
	if err := give(map[string]string{"__count__": "3"}, Ongoing); err != nil {
		t.Fatal(err)
	}
	if err := give(map[string]string{"__own__": "true"}, Succeeded); err != nil {
		t.Fatal(err)
	}
	out := m.progress()
	if diff := cmp.Diff(map[string]string{"__host__": "192.0.2.1", "__count__": "3", "__fixed__": "x"}, out.Values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"__count__": "3", "__own__": "true"}, out.Visits[0].Values); diff != "" {
		t.Error(diff)
	}
}

func TestTwoPeopleDoNotAnswerTwoRounds(t *testing.T) {
	t.Parallel()
	p := read(t, book("", step(cacao.Start, 1, to("on_completion", w6)), step(cacao.While, 6, `"condition":"x",`+to("on_true", a2)), step(cacao.Action, 2, done), step(cacao.End, 9, "")))
	m, err := play(t, p, "true "+w6, ok+a2, "true "+w6)
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, m.apply(Act{Kind: Reported, At: start, Step: a2, Visit: 1, Status: Succeeded, Text: "late"}), errs.Conflict)
	if err := m.apply(Act{Kind: Reported, At: start, Step: a2, Visit: 2, Status: Succeeded, Text: "said"}); err != nil {
		t.Error(err)
	}
}

func TestWhatAnActSaysIsBounded(t *testing.T) {
	t.Parallel()
	p := read(t, book("", step(cacao.Start, 1, to("on_completion", a2)), step(cacao.Action, 2, done), step(cacao.End, 9, "")))
	for name, a := range map[string]Act{
		"no text":          {Status: Succeeded},
		"a long text":      {Status: Succeeded, Text: strings.Repeat("x", MaxText+1)},
		"a hidden text":    {Status: Succeeded, Text: "a\u202eb"},
		"a long reference": {Status: Succeeded, Text: "x", Reference: strings.Repeat("x", MaxReference+1)},
		"two lines":        {Status: Succeeded, Text: "x", Reference: "a\nb"},
		"an unknown word":  {Status: "done", Text: "x"},
	} {
		m, err := play(t, p)
		if err != nil {
			t.Fatal(err)
		}
		a.Kind, a.Step, a.At = Reported, a2, start
		if err := m.apply(a); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
