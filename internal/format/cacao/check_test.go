package cacao

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/format/marking"
)

// small is a playbook with every member that is required, and one of each form
// that the tests change.
const small = `{"type":"playbook","spec_version":"cacao-2.0","id":"playbook--11111111-1111-4111-8111-111111111111","name":"Small","created_by":"identity--22222222-2222-4222-8222-222222222222",
"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","markings":["marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
"playbook_variables":{"__host__":{"type":"ipv4-addr","value":"192.0.2.7"},"__count__":{"type":"integer"},"__fixed__":{"type":"string","value":"x","constant":true}},
"workflow_start":"start--00000000-0000-4000-8000-000000000001",
"workflow":{
"start--00000000-0000-4000-8000-000000000001":{"type":"start","on_completion":"action--00000000-0000-4000-8000-000000000002"},
"action--00000000-0000-4000-8000-000000000002":{"type":"action","name":"Look","commands":[{"type":"manual","command":"Look at __host__:value"}],"agent":"group--00000000-0000-4000-8000-00000000000a","timeout":60000,"out_args":["__count__"],"on_completion":"end--00000000-0000-4000-8000-000000000003"},
"end--00000000-0000-4000-8000-000000000003":{"type":"end"}},
"agent_definitions":{"group--00000000-0000-4000-8000-00000000000a":{"type":"group","name":"Team","contact":{"email":{"desk":"team@example.org"},"phone":{"desk":"+420 1"}}}}}`

func rules(t *testing.T, text string) (refused, warned []string) {
	t.Helper()
	_, found, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return summary(found)
}

func TestASoundPlaybookIsRead(t *testing.T) {
	t.Parallel()
	p, found, err := Parse([]byte(small))
	if err != nil || len(found) != 0 {
		t.Fatalf("found %v, %v", found, err)
	}
	s := p.Steps["action--00000000-0000-4000-8000-000000000002"]
	if s.Timeout != time.Minute || s.Commands[0].Type != Manual || !slices.Equal(s.Uses(), []string{"__host__"}) || p.Marking.TLP != marking.Green {
		t.Errorf("read %+v, marked %v", s, p.Marking)
	}
	if a := p.Agents[s.Agent]; !slices.Equal(a.Contact, []string{"team@example.org", "+420 1"}) {
		t.Errorf("the agent is %+v", a)
	}
}

func TestWhatIsWrongIsFound(t *testing.T) {
	t.Parallel()
	const act = "/workflow/action"
	for _, c := range []struct{ name, from, to, want string }{
		{"another type", `"type":"playbook"`, `"type":"bundle"`, "type /type"},
		{"another version", `cacao-2.0`, `cacao-1.1`, "type /spec_version"},
		{"an id of another form", `playbook--1111`, `playbook--XX11`, "id /id"},
		{"no author", `"created_by":"identity--22222222-2222-4222-8222-222222222222",`, ``, "required /created_by"},
		{"a name without end", `"Small"`, `"` + strings.Repeat("x", 2000) + `"`, "limit /name"},
		{"an empty name", `"Small"`, `""`, "required /name"},
		{"a name that is none", `"Small"`, `7`, "form /name"},
		{"a time without zone", `"2026-01-01T00:00:00.000Z","modified"`, `"2026-01-01T00:00:00.000","modified"`, "time /created"},
		{"a time elsewhere", `"2026-01-01T00:00:00.000Z","modified"`, `"2026-01-01T00:00:00+01:00","modified"`, "time /created"},
		{"changed before made", `"modified":"2026`, `"modified":"2025`, "time /modified"},
		{"an unknown step type", `"type":"action"`, `"type":"approval"`, "type " + act + "/type"},
		{"a type that its id denies", `"type":"action"`, `"type":"parallel","next_steps":["end--00000000-0000-4000-8000-000000000003"]`, "id " + act},
		{"an unknown command", `"type":"manual"`, `"type":"telnet"`, "command " + act + "/commands/0/type"},
		{"a command without text", `,"command":"Look at __host__:value"`, ``, "required " + act + "/commands/0/command"},
		{"a command in bad base64", `"command":"Look at __host__:value"`, `"command_b64":"%%"`, "form " + act + "/commands/0/command_b64"},
		{"an action of no commands", `"commands":[{"type":"manual","command":"Look at __host__:value"}]`, `"commands":[ ]`, "required " + act + "/commands"},
		{"no agent", `"agent":"group--00000000-0000-4000-8000-00000000000a",`, ``, "required " + act + "/agent"},
		{"an agent that is not there", `"agent":"group--00000000-0000-4000-8000-00000000000a"`, `"agent":"group--00000000-0000-4000-8000-00000000000b"`, "reference " + act + "/agent"},
		{"a target that is not there", `"timeout":60000`, `"targets":["group--00000000-0000-4000-8000-00000000000b"]`, "reference " + act + "/targets/0"},
		{"a marking that is not there", `bab4a63c`, `bab4a63d`, "reference /markings"},
		{"a timeout below nothing", `60000`, `-1`, "time " + act + "/timeout"},
		{"a timeout beyond counting", `60000`, `9007199254740991`, "time " + act + "/timeout"},
		{"a variable without underscores", `"__count__":{"type":"integer"}`, `"__count__":{"type":"integer"},"count":{"type":"integer"}`, "variable /playbook_variables/count"},
		{"a variable of an unknown type", `"integer"`, `"number"`, "variable /playbook_variables/__count__"},
		{"a value of another type", `192.0.2.7`, `192.0.2.777`, "variable /playbook_variables/__host__"},
		{"an answer into no variable", `["__count__"]`, `["__counts__"]`, "variable " + act},
		{"an answer into a constant", `["__count__"]`, `["__fixed__"]`, "variable " + act},
		{"an address that runs a command", "team@example.org", "team@example.org;`id`", "email /agent_definitions/group/contact/email/desk"},
		{"an address with a name", "team@example.org", "Team <team@example.org>", "email /agent_definitions/group/contact/email/desk"},
		{"two ways on", `"on_completion":"end--`, `"on_failure":"end--00000000-0000-4000-8000-000000000003","on_completion":"end--`, "end " + act},
		{"a branch that does not end", `,"on_completion":"end--00000000-0000-4000-8000-000000000003"`, ``, "end " + act},
		{"an end that leads on", `"type":"end"`, `"type":"end","on_completion":"action--00000000-0000-4000-8000-000000000002"`, "end /workflow/end"},
		{"a step that leads nowhere", `"on_completion":"end--00000000-0000-4000-8000-000000000003"`, `"on_completion":"end--00000000-0000-4000-8000-000000000004"`, "reference " + act},
		{"a start that is not there", `"workflow_start":"start--00000000-0000-4000-8000-000000000001"`, `"workflow_start":"start--00000000-0000-4000-8000-000000000009"`, "reference /workflow_start"},
		{"a loop", `"on_completion":"end--00000000-0000-4000-8000-000000000003"`, `"on_completion":"action--00000000-0000-4000-8000-000000000002"`, "loop " + act},
		{"a workflow that is a list", `"workflow":{`, `"workflow":[],"old":{`, "form /workflow"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(small, c.from, c.to, 1)
			if text == small {
				t.Fatal("the case changes nothing")
			}
			if refused, _ := rules(t, text); !slices.Contains(refused, c.want) {
				t.Errorf("refused by %q, want %q", refused, c.want)
			}
		})
	}
}

func TestWhatIsDoubtfulIsWarnedOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, from, to, want string }{
		{"no marking", `"markings":["marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],`, ``, "marking /markings"},
		{"signatures", `"workflow_start"`, `"signatures":[{"type":"jss"}],"workflow_start"`, "signature /signatures"},
		{"revoked", `"workflow_start"`, `"revoked":true,"workflow_start"`, "validity /revoked"},
		{"a variable that is not there", `__host__:value`, `__guest__:value`, "variable /workflow/action"},
		{"a command that hides its order", `Look at`, "Look\u202eat", "hidden /workflow/action/commands/0/command"},
		{"a command that writes over itself", `Look at`, `Look\rat`, "hidden /workflow/action/commands/0/command"},
		{"an agent of another kind", `"group--00000000-0000-4000-8000-00000000000a":{"type":"group"`, `"robot--00000000-0000-4000-8000-00000000000a":{"type":"robot","name":"R"},"group--00000000-0000-4000-8000-00000000000a":{"type":"group"`, "type /agent_definitions/robot/type"},
		{"a step that nothing leads to", `{"type":"end"}`, `{"type":"end"},"end--00000000-0000-4000-8000-000000000007":{"type":"end"}`, "unused /workflow/end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(small, c.from, c.to, 1)
			refused, warned := rules(t, text)
			if len(refused) > 0 || !slices.Contains(warned, c.want) {
				t.Errorf("refused by %q, warned of %q, want %q", refused, warned, c.want)
			}
		})
	}
}

// workflow makes a playbook of steps that are written as "id": members.
func workflow(steps map[string]string) string {
	var b strings.Builder
	b.WriteString(`{"type":"playbook","spec_version":"cacao-2.0","id":"playbook--11111111-1111-4111-8111-111111111111","name":"W","created_by":"identity--22222222-2222-4222-8222-222222222222","created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","workflow_start":"` + sid("start", 1) + `","workflow":{`)
	n := 0
	for id, members := range steps {
		if n++; n > 1 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `%q:{"type":%q%s}`, id, prefix(id), members)
	}
	b.WriteString(`},"agent_definitions":{"group--00000000-0000-4000-8000-00000000000a":{"type":"group","name":"Team"}}}`)
	return b.String()
}

func sid(of string, n int) string { return fmt.Sprintf("%s--00000000-0000-4000-8000-%012d", of, n) }

func action(next string) string {
	return `,"commands":[{"type":"manual","command":"x"}],"agent":"group--00000000-0000-4000-8000-00000000000a"` + next
}

func on(how, to string) string { return fmt.Sprintf(`,%q:%q`, how, to) }

func TestBranchesThatWouldMeetAreRefused(t *testing.T) {
	t.Parallel()
	start, end := sid("start", 1), sid("end", 2)
	par, a, b, x := sid("parallel", 3), sid("action", 4), sid("action", 5), sid("action", 6)
	next := func(ids ...string) string { return `,"next_steps":["` + strings.Join(ids, `","`) + `"]` }
	for _, c := range []struct {
		name  string
		steps map[string]string
		want  []string
	}{
		{"branches that end apart", map[string]string{start: on("on_completion", par), par: next(a, b) + on("on_completion", x), a: action(on("on_completion", end)), b: action(on("on_completion", end)), x: action(on("on_completion", end)), end: ""}, nil},
		{"two branches into one step", map[string]string{start: on("on_completion", par), par: next(a, b), a: action(on("on_completion", x)), b: action(on("on_completion", x)), x: action(on("on_completion", end)), end: ""}, []string{"join /workflow/action"}},
		{"a branch into what follows", map[string]string{start: on("on_completion", par), par: next(a, b) + on("on_completion", x), a: action(on("on_completion", x)), b: action(on("on_completion", end)), x: action(on("on_completion", end)), end: ""}, []string{"join /workflow/action"}},
		{"the same branch twice", map[string]string{start: on("on_completion", par), par: next(a, a), a: action(on("on_completion", end)), end: ""}, []string{"join /workflow/action"}},
		{"a branch back to its parallel step", map[string]string{start: on("on_completion", par), par: next(a, b), a: action(on("on_completion", par)), b: action(on("on_completion", end)), end: ""}, []string{"loop /workflow/parallel"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if refused, _ := rules(t, workflow(c.steps)); !slices.Equal(refused, c.want) {
				t.Errorf("refused by %q, want %q", refused, c.want)
			}
		})
	}
}

func TestHostileSizes(t *testing.T) {
	t.Parallel()
	chain := func(n int) map[string]string {
		steps := map[string]string{sid("start", 1): on("on_completion", sid("action", 2)), sid("end", 0): ""}
		for i := 2; i <= n; i++ {
			to := sid("action", i+1)
			if i == n {
				to = sid("end", 0)
			}
			steps[sid("action", i)] = action(on("on_completion", to))
		}
		return steps
	}
	if refused, _ := rules(t, workflow(chain(900))); len(refused) > 0 {
		t.Errorf("900 steps are refused by %q", refused)
	}
	for name, text := range map[string]string{
		"10,000 steps":   workflow(chain(10_000)),
		"depth":          strings.Replace(small, `"Small"`, strings.Repeat("[", 100)+strings.Repeat("]", 100), 1),
		"a long text":    strings.Replace(small, `"Small"`, `"`+strings.Repeat("x", 2<<20)+`"`, 1),
		"too many bytes": small + strings.Repeat(" ", 5<<20),
		"many elements":  strings.Replace(small, `"Small"`, `"Small","labels":[`+strings.Repeat(`"x",`, 3000)+`"x"]`, 1),
	} {
		if _, _, err := Parse([]byte(text)); !errs.Is(err, errs.TooLarge) {
			t.Errorf("%s: %v, want too large", name, err)
		}
	}
	for name, text := range map[string]string{
		"a name twice": strings.Replace(small, `"name":"Small"`, `"name":"Small","Name":"Other"`, 1),
		"a list":       `[]`, "nothing": ``, "half": small[:len(small)/2],
	} {
		if _, _, err := Parse([]byte(text)); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	wide := map[string]string{sid("start", 1): on("on_completion", sid("parallel", 2)), sid("end", 0): ""}
	var ids []string
	for i := range 150 {
		ids = append(ids, sid("action", 100+i))
		wide[sid("action", 100+i)] = action(on("on_completion", sid("end", 0)))
	}
	wide[sid("parallel", 2)] = `,"next_steps":["` + strings.Join(ids, `","`) + `"]`
	if refused, _ := rules(t, workflow(wide)); !slices.Contains(refused, "limit /workflow/parallel") {
		t.Errorf("150 branches are refused by %q", refused)
	}
}

// TestTheMostTangledIsRead checks the worst that the limits let in: the test's
// own limit of time is what it must not reach.
func TestTheMostTangledIsRead(t *testing.T) {
	t.Parallel()
	const n = 950
	steps := map[string]string{sid("start", 1): on("on_completion", sid("switch-condition", 2)), sid("end", 0): ""}
	for i := 2; i < n; i++ {
		var cases []string
		for k := 1; k <= 4 && i+k < n; k++ {
			cases = append(cases, fmt.Sprintf(`"%d":%q`, k, sid("switch-condition", i+k)))
		}
		cases = append(cases, fmt.Sprintf(`"default":%q`, sid("end", 0)))
		steps[sid("switch-condition", i)] = `,"switch":"x","cases":{` + strings.Join(cases, ",") + `}`
	}
	if refused, _ := rules(t, workflow(steps)); len(refused) > 0 {
		t.Errorf("it is refused by %q", refused)
	}
}

func TestValuesAreOfTheirType(t *testing.T) {
	t.Parallel()
	for of, values := range map[string][2][]string{
		"bool": {{"true", "false"}, {"yes", "", "True"}}, "integer": {{"0", "-7"}, {"1.5", "x", ""}}, "float": {{"1.5", "1e3"}, {"NaN", "Inf", "1,5"}},
		"ipv4-addr": {{"192.0.2.1", "192.0.2.0/24"}, {"2001:db8::1", "1.2.3", "1.2.3.4.5"}}, "ipv6-addr": {{"2001:db8::1"}, {"192.0.2.1", "fe80::1%eth0"}},
		"mac-addr": {{"00:1B:44:11:3a:b7"}, {"00:1B:44:11:3a"}}, "md5-hash": {{strings.Repeat("ab", 16)}, {strings.Repeat("ab", 32), "xy"}},
		"sha256-hash": {{strings.Repeat("ab", 32)}, {strings.Repeat("ab", 16)}}, "uri": {{"https://example.org/x"}, {"example", ""}},
		"uuid": {{"11111111-1111-4111-8111-111111111111"}, {"{11111111-1111-4111-8111-111111111111}", "x"}}, "dictionary": {{`{"a":1}`}, {`[1]`, `{"a":1,"A":2}`, `x`}},
		"hexstring": {{"", "00ff"}, {"0", "zz"}}, "string": {{"", "x"}, {"\xff"}},
	} {
		for _, good := range values[0] {
			if err := (Variable{Type: of}).Fits("__x__", good); err != nil {
				t.Errorf("%s %q: %v", of, good, err)
			}
		}
		for _, bad := range values[1] {
			if err := (Variable{Type: of}).Fits("__x__", bad); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s %q: %v, want invalid", of, bad, err)
			}
		}
	}
	if err := (Variable{Type: "string"}).Fits("__x__", strings.Repeat("x", MaxValue+1)); !errs.Is(err, errs.TooLarge) {
		t.Errorf("a long value: %v", err)
	}
}

func TestMarkingsNeverLoosen(t *testing.T) {
	t.Parallel()
	mark := func(ids, definitions string) marking.Set {
		text := strings.Replace(small, `"markings":["marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]`, `"markings":[`+ids+`],"data_marking_definitions":{`+definitions+`}`, 1)
		p, _, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return p.Marking
	}
	const id = `"marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"`
	if m := mark(id, id+`:{"type":"marking-tlp","tlpv2_level":"TLP:CLEAR"}`); m.TLP != marking.Green {
		t.Errorf("what its id says is green and its level clear is %s", m.TLP)
	}
	if m := mark(id, id+`:{"type":"marking-tlp","tlpv2_level":"TLP:AMBER+STRICT"}`); m.TLP != marking.AmberStrict {
		t.Errorf("what its id says is green and its level amber+strict is %s", m.TLP)
	}
	if m := mark(`"marking-iep--00000000-0000-4000-8000-000000000001"`, `"marking-iep--00000000-0000-4000-8000-000000000001":{"type":"marking-iep","name":"x"}`); len(m.Unknown) != 1 || m.Releasable() {
		t.Errorf("an IEP marking gives %+v", m)
	}
}
