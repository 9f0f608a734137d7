package cexf

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"entente/internal/base/strictjson"
)

const dir = "../../../../shared/data/cexf"

// files gives the scenarios that others wrote.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(dir + "/*.json")
	if err != nil || len(names) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatalf("the scenarios are not there: %v", err)
		}
		t.Skip("no ../shared/data/cexf beside the project")
	}
	all := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = b
	}
	return all
}

// TestEveryScenarioComesBackWhole: what is read of a file is written as it was, in
// both dialects, member by member.
func TestEveryScenarioComesBackWhole(t *testing.T) {
	t.Parallel()
	steps := 0
	for name, b := range files(t) {
		s, r, err := Read(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := SkillAegis
		if strings.HasPrefix(name, "cexf__") {
			want = Published
		}
		if r.Dialect != want {
			t.Errorf("%s is of the dialect %s, not %s", name, want, r.Dialect)
		}
		got, err := Write(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		whole, err := strictjson.Canonical(b)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(whole) {
			at := 0
			for at < min(len(got), len(whole)) && got[at] == whole[at] {
				at++
			}
			t.Errorf("%s came back otherwise from byte %d:\n%.200s\n%.200s", name, at, got[max(0, at-60):], whole[max(0, at-60):])
		}
		if order, loop := s.Order(); loop != "" || len(order) != len(s.Flow) {
			t.Errorf("%s: %d of %d steps are in order, loop %q", name, len(order), len(s.Flow), loop)
		}
		if r.Refused() {
			t.Errorf("%s is refused: %+v", name, r.Findings)
		}
		steps += len(s.Flow)
	}
	if steps < 50 {
		t.Errorf("only %d steps were read", steps)
	}
}

// TestThePublishedSampleIsReadByAllItsFields: what runners leave out counts here.
func TestThePublishedSampleIsReadByAllItsFields(t *testing.T) {
	t.Parallel()
	s, r, err := Read(files(t)["cexf__misp-01.json"])
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Path == "/exercise/uuid" && !f.Refuses }) {
		t.Errorf("nothing is said about the UUID that is none: %+v", r.Findings)
	}
	if *s.Exercise.Duration != "7200" || len(s.Payloads) != 2 || s.Payloads[1].Type != "tcp_connection" {
		t.Errorf("%+v", s.Exercise)
	}
	second := s.Flow[1].Inject
	if got := s.Needs(second); len(got) != 1 || got[0].Inject != s.Flow[0].Inject {
		t.Errorf("the second step waits for %+v", got)
	}
	if !slices.Equal(s.Flow[1].Sequence.Trigger.All, []string{ByResult}) {
		t.Errorf("triggers %q", s.Flow[1].Sequence.Trigger.All)
	}
	if i := slices.IndexFunc(s.Injects[0].Evaluations, func(e Evaluation) bool { return e.Parameters.Any }); i < 0 {
		t.Error("the alternative is not read as one")
	}
}

const small = `{"exercise":{"uuid":"11111111-1111-4111-8111-111111111111","name":"n","namespace":"x","description":"d","version":"1"},"inject_payloads":[],
"injects":[{"uuid":"aaaaaaaa-1111-4111-8111-111111111111","name":"a","action":"","target_tool":"MISP","inject_evaluation":[{"result":"r","score_range":[0,10],"parameters":[]}]},{"uuid":"bbbbbbbb-1111-4111-8111-111111111111","name":"b","action":"","target_tool":"MISP"}],
"inject_flow":[{"inject_uuid":"aaaaaaaa-1111-4111-8111-111111111111","requirements":{},"sequence":{"trigger":["startex"]},"timing":{"triggered_at":null}},{"inject_uuid":"bbbbbbbb-1111-4111-8111-111111111111","requirements":{"inject_uuid":"aaaaaaaa-1111-4111-8111-111111111111","resolution_requirement":"r"},"sequence":{"trigger":["manual"]},"timing":{"triggered_at":60}}]}`

// TestWhatCannotBePlayedIsRefused: each change of a sound file is found.
func TestWhatCannotBePlayedIsRefused(t *testing.T) {
	t.Parallel()
	s, r, err := Read([]byte(small))
	if err != nil || r.Refused() {
		t.Fatalf("%v %+v", err, r)
	}
	if got := s.Needs(s.Flow[1].Inject); len(got) != 1 || got[0].Result != "r" {
		t.Errorf("the second step waits for %+v", got)
	}
	if at, ok := s.Flow[1].Timing.At.Span(); !ok || at != time.Minute {
		t.Errorf("it begins at %s", at)
	}
	for _, c := range []struct{ what, from, to, path string }{
		{"a step of no inject", `{"inject_uuid":"bbbbbbbb`, `{"inject_uuid":"cccccccc`, "/inject_flow/1/inject_uuid"},
		{"a loop", `"requirements":{},"sequence":{"trigger":["startex"]}`, `"requirements":{"inject_uuid":"bbbbbbbb-1111-4111-8111-111111111111"},"sequence":{"trigger":["startex"]}`, "/inject_flow"},
		{"a loop by what follows", `{"trigger":["manual"]}`, `{"trigger":["manual"],"followed_by":["aaaaaaaa-1111-4111-8111-111111111111"]}`, "/inject_flow"},
		{"a payload that is not there", `"name":"b",`, `"name":"b","action_payload_resource_uuid":"x",`, "/injects/1/action_payload_resource_uuid"},
		{"the same UUID twice", `"uuid":"bbbbbbbb-1111-4111-8111-111111111111","name"`, `"uuid":"aaaaaaaa-1111-4111-8111-111111111111","name"`, "/injects/1/uuid"},
		{"a range the wrong way round", `[0,10]`, `[10,0]`, "/injects/0/inject_evaluation/0/score_range"},
		{"a comparison that nobody knows", `"parameters":[]`, `"parameters":[{".a":{"comparison":"like","values":["x"]}}]`, "/injects/0/inject_evaluation/0/parameters/0"},
		{"a path that is none", `"parameters":[]`, `"parameters":[{".a[":{"comparison":"equals","values":["x"]}}]`, "/injects/0/inject_evaluation/0/parameters/0"},
		{"a pattern that is none", `"parameters":[]`, `"parameters":[{".a":{"comparison":"regex","values":["("]}}]`, "/injects/0/inject_evaluation/0/parameters/0"},
		{"a strategy that nobody knows", `"score_range"`, `"evaluation_strategy":"guess","score_range"`, "/injects/0/inject_evaluation/0/evaluation_strategy"},
		{"another way to join", `"name":"a",`, `"name":"a","inject_evaluation_join_type":"XOR",`, "/injects/0/inject_evaluation_join_type"},
	} {
		_, r, err := Read([]byte(strings.Replace(small, c.from, c.to, 1)))
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
		} else if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Refuses && f.Path == c.path }) {
			t.Errorf("%s: found %+v", c.what, r.Findings)
		}
	}
	for _, bad := range []string{``, `[]`, `{}`, `{"exercise":{},"inject_flow":[],"injects":[]}`, strings.Replace(small, "60", "-1", 1), strings.Replace(small, "60", "1e300", 1), strings.Replace(small, `"parameters":[]`, `"parameters":{"XOR":[]}`, 1)} {
		if _, _, err := Read([]byte(bad)); err == nil {
			t.Errorf("%.60s was read", bad)
		}
	}
	with := strings.Replace(small, `"version":"1"`, `"version":"1","colour":"red"`, 1)
	s, r, err = Read([]byte(with))
	if err != nil || r.Refused() || len(r.Findings) != 1 {
		t.Fatalf("%v %+v", err, r)
	}
	if b, err := Write(s); err != nil || !strings.Contains(string(b), `"colour":"red"`) {
		t.Errorf("what is not known is lost: %s %v", b, err)
	}
}

// TestJudging: each comparison on what paths find, as those who write scenarios
// expect it, with a reason that says what was found.
func TestJudging(t *testing.T) {
	t.Parallel()
	var data any
	if err := json.Unmarshal([]byte(`{"Event":{"info":"A Phishing mail to the CEO","published":true,"distribution":"0","Attribute":[{"type":"ip-dst","value":"1.2.3.4","to_ids":false},{"type":"domain","value":"evil.example","to_ids":true}],"Tag":[{"name":"tlp:green"},{"name":"tlp:amber"},{"name":"x"}],"user":"ada@example.org"}}`), &data); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, condition string
		want            bool
	}{
		{".Event.info", `{"comparison":"contains","values":["phishing","ceo"]}`, true},
		{".Event.info", `{"comparison":"contains","values":["phish"]}`, false}, // words, not parts of words
		{".Event.info", `{"comparison":"regex","values":[".*[pP]hishing.*"]}`, true},
		{".Event.info", `{"comparison":"regex","values":["[pP]hishing"]}`, false}, // the whole text
		{".Event.distribution", `{"comparison":"equals","values":["0"]}`, true},
		{".Event.distribution", `{"comparison":"equals_any","values":["1","0"]}`, true},
		{".Event.distribution", `{"comparison":"equals_any","values":["1","4"]}`, false},
		{".Event.published", `{"comparison":"is","values":[1]}`, true},
		{".Event.published", `{"comparison":"equals","values":["true"]}`, true},
		{".Event.published", `{"comparison":"equals","values":["false"]}`, false},
		{"Event.published", `{"comparison":"equals","values":["1"]}`, true}, // as the published sample writes paths
		{"Event.Tag.{n}.name", `{"comparison":"contains","values":["tlp:green"],"extract_type":"all"}`, true},
		{".Event.Attribute[].value", `{"comparison":"contains","values":["1.2.3.4","evil.example"],"extract_type":"all"}`, true},
		{".Event.Attribute[].value", `{"comparison":"contains","values":["1.2.3.4","good.example"],"extract_type":"all"}`, false},
		{".Event.Attribute[].value", `{"comparison":"equals","values":["evil.example","1.2.3.4"],"extract_type":"all"}`, true},
		{".Event.Attribute[].value", `{"comparison":"equals","values":["1.2.3.4"],"extract_type":"all"}`, false},
		{".Event.Attribute[].value", `{"comparison":"contains-regex","values":["evil\\..*"],"extract_type":"all"}`, true},
		{".Event.Attribute[].value", `{"comparison":"equals-regex","values":["1\\..*"],"extract_type":"all"}`, false}, // every one, not the first alone
		{".Event.Attribute[].value", `{"comparison":"equals-regex","values":["1\\..*","evil.*"],"extract_type":"all"}`, true},
		{".Event.Tag[].name", `{"comparison":"count","values":[">=3"],"extract_type":"all"}`, true},
		{".Event.Tag[].name | select(contains(\"tlp:\"))", `{"comparison":"count","values":["2"],"extract_type":"all"}`, true},
		{".Event.Tag[].name", `{"comparison":"count","values":["<3"],"extract_type":"all"}`, false},
		{".Event.Tag", `{"comparison":"count","values":["=3"]}`, true},
		{".Event.Attribute | map(select(.to_ids == false)) | length", `{"comparison":"equals","values":["1"]}`, true},
		{".Event.missing", `{"comparison":"equals","values":["x"]}`, false},
		{".Event.info.deeper", `{"comparison":"equals","values":["x"]}`, false},
		{".Event.missing[]?", `{"comparison":"count","values":["0"],"extract_type":"all"}`, true},
		{".Event.Attribute[] | select(.type == \"sha1\").value", `{"comparison":"contains","values":["x"],"extract_type":"all"}`, false},
		{".Event.user", `{"comparison":"equals","values":["{{user}}"]}`, true},
		{".Event.user", `{"comparison":"equals","values":["{{somebody}}"]}`, false},
		{".Event.Tag", `{"comparison":"count","values":["many"]}`, false},
	} {
		e := Evaluation{Result: "r", Range: []float64{0, 1}, Parameters: Parameters{Groups: []map[string]jsontext.Value{{c.path: jsontext.Value(c.condition)}}}}
		got, why, err := e.Judge(t.Context(), data, map[string]string{"user": "ada@example.org"})
		if err != nil || got != c.want || len(why) != 1 || why[0].Holds != got || why[0].Text == "" {
			t.Errorf("%s %s: %v %+v %v", c.path, c.condition, got, why, err)
		}
	}
}

// TestConditionsJoin: all of a group, all groups or one of them; an evaluation without
// conditions holds for nobody, and a failed one never counts as done.
func TestConditionsJoin(t *testing.T) {
	t.Parallel()
	yes, no := jsontext.Value(`{"comparison":"equals","values":["1"]}`), jsontext.Value(`{"comparison":"equals","values":["2"]}`)
	group := func(all ...jsontext.Value) map[string]jsontext.Value {
		g := map[string]jsontext.Value{}
		for i, v := range all {
			g[[]string{".a", ".b"}[i]] = v
		}
		return g
	}
	data := map[string]any{"a": "1", "b": "1"}
	for i, c := range []struct {
		any    bool
		groups []map[string]jsontext.Value
		want   bool
	}{
		{false, nil, false},
		{false, []map[string]jsontext.Value{{}}, false},
		{false, []map[string]jsontext.Value{group(yes, yes)}, true},
		{false, []map[string]jsontext.Value{group(yes, no)}, false},
		{false, []map[string]jsontext.Value{group(yes), group(no)}, false},
		{true, []map[string]jsontext.Value{group(yes), group(no)}, true},
		{true, []map[string]jsontext.Value{group(no), group(no)}, false},
		{true, nil, false},
	} {
		e := Evaluation{Range: []float64{0, 1}, Parameters: Parameters{Any: c.any, Groups: c.groups}}
		if got, _, err := e.Judge(t.Context(), data, nil); err != nil || got != c.want {
			t.Errorf("case %d: %v %v", i, got, err)
		}
	}
	script := "python"
	if _, _, err := (Evaluation{Strategy: &script}).Judge(t.Context(), data, nil); err == nil {
		t.Error("a script was judged as conditions")
	}
}

// TestAPathThatNeverEndsIsStopped: whoever judges bounds how long a path may run.
func TestAPathThatNeverEndsIsStopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	e := Evaluation{Range: []float64{0, 1}, Parameters: Parameters{Groups: []map[string]jsontext.Value{{".a | until(false; .)": jsontext.Value(`{"comparison":"equals","values":["1"]}`)}}}}
	if _, _, err := e.Judge(ctx, map[string]any{"a": "1"}, nil); err == nil {
		t.Error("a path without an end was followed to it")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, _, err := Read(b)
		if err != nil {
			return
		}
		out, err := Write(s)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if _, _, err := Read(out); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}
