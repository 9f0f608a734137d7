package main

import (
	"bytes"
	"errors"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// testdata/decision.json was made by nodes (ENTENTE_SAMPLE=1 go test -run
// TestACertificateHolds ./internal/crisis).
func sample(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/decision.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestThisProgramIsSecond holds the program to what makes it worth having: it shares
// no code with the nodes, and one person can read it in an evening.
func TestThisProgramIsSecond(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(src)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
				lines++
			}
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			first, _, _ := strings.Cut(imp, "/")
			if first == "entente" || strings.Contains(first, ".") && !strings.HasPrefix(imp, "golang.org/x/") {
				t.Errorf("%s imports %s; only the standard library and golang.org/x may be here", name, imp)
			}
		}
	}
	if lines > 1000 {
		t.Errorf("the program has %d lines, and may have 1,000", lines)
	}
}

func TestTheSampleHolds(t *testing.T) {
	f, err := verify(sample(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.conclusion["outcome"] != "adopted" || len(f.received) == 0 || f.records == 0 || f.offices != 2 {
		t.Errorf("it proves %+v", f.conclusion)
	}
}

// TestEveryByteCounts changes one byte after the other, and a bit of each; nothing
// passes.
func TestEveryByteCounts(t *testing.T) {
	b := sample(t)
	step := 211
	if os.Getenv("ENTENTE_EVERY_BYTE") != "" { // some minutes
		step = 1
	}
	for i := 0; i < len(b); i += step {
		for _, to := range []byte{b[i] ^ 1, b[i] ^ 0x20} {
			changed := bytes.Clone(b)
			changed[i] = to
			if _, err := verify(changed, nil); err == nil {
				t.Fatalf("byte %d (%q) was changed to %q, and nobody noticed", i, b[max(0, i-30):min(len(b), i+30)], to)
			}
		}
		if i%(3*step) == 0 {
			if _, err := verify(append(bytes.Clone(b[:i]), b[i+1:]...), nil); err == nil {
				t.Fatalf("byte %d was left out, and nobody noticed", i)
			}
		}
	}
}

func TestUnusableInput(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100) + `{}` + strings.Repeat(`}`, 100)
	for name, tc := range map[string]struct {
		file   string
		unsure bool
		says   string
	}{
		"nothing":        {"", true, "not JSON"},
		"no object":      {"[]\n", false, "not an object"},
		"deep":           {deep + "\n", true, "nested deeper"},
		"another form":   {`{"cards":[],"conclusion":{},"form":"x/9","matter":{},"proofs":[]}` + "\n", true, "form"},
		"too much":       {`{"cards":[],"conclusion":{},"extra":1,"form":"x/9","matter":{},"proofs":[]}` + "\n", true, "extra"},
		"spaces":         {`{"cards": []}` + "\n", false, "canonical"},
		"name twice":     {`{"cards":[],"cards":[]}` + "\n", false, "canonical"},
		"half a number":  {`{"a":1.5}` + "\n", true, "whole numbers"},
		"null":           {`{"a":null}` + "\n", true, "null"},
		"letter case":    {`{"Cards":[]}` + "\n", true, "Cards"},
		"bad UTF-8":      {"{\"a\":\"\xff\"}\n", false, "canonical"},
		"no line break":  {`{"cards":[],"conclusion":{},"form":"entente-decision/1","matter":{},"proofs":[]}`, false, "line break"},
		"two values":     {"{}{}\n", false, "canonical"},
		"no statements":  {`{"cards":[],"conclusion":{},"form":"entente-decision/1","matter":{"agreement":"x","statements":[]},"proofs":[]}` + "\n", false, "no statement"},
		"escaped letter": {`{"a":"\u0061"}` + "\n", false, "canonical"},
	} {
		_, err := verify([]byte(tc.file), nil)
		var r refusal
		if !errors.As(err, &r) || r.unsure != tc.unsure || !strings.Contains(r.text, tc.says) {
			t.Errorf("%s: %v (cannot judge: %v)", name, err, r.unsure)
		}
	}
}

func TestTheCommandLine(t *testing.T) {
	key := strings.Repeat("0", 64)
	for _, tc := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"testdata/decision.json"}, 0, "VALID"},
		{[]string{"testdata/decision.json", "--key", "EST=" + key}, 1, "EST"},
		{[]string{"--key=XXX=" + key, "testdata/decision.json"}, 1, "XXX"},
		{[]string{"testdata/decision.json", "--key", "EST=12"}, 2, "usage"},
		{[]string{"testdata/decision.json", "another"}, 2, "usage"},
		{nil, 2, "usage"},
		{[]string{"testdata/none.json"}, 2, "CANNOT JUDGE"},
		{[]string{"verify_test.go"}, 2, "CANNOT JUDGE"},
	} {
		var out bytes.Buffer
		if status := run(tc.args, &out, &out); status != tc.status || !strings.Contains(out.String(), tc.says) {
			t.Errorf("%q: %d, %s", tc.args, status, out.String())
		}
	}
}

// FuzzVerify feeds what nobody would send: it is refused, and nothing fails.
func FuzzVerify(f *testing.F) {
	b := sample(f)
	f.Add(b)
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, changed []byte) {
		got, err := verify(changed, nil)
		if err == nil && !bytes.Equal(changed, b) {
			t.Errorf("another file passes: %v", got.conclusion)
		}
		if err != nil && strings.Contains(err.Error(), "this program failed") {
			t.Error(err)
		}
	})
}

func TestSpans(t *testing.T) {
	from := time.Date(2027, 1, 31, 10, 0, 0, 0, time.UTC)
	for span, want := range map[string]string{"PT4H": "2027-01-31T14:00:00Z", "P1M": "2027-02-28T10:00:00Z", "P1Y": "2028-01-31T10:00:00Z", "P1W1DT1M": "2027-02-08T10:01:00Z"} {
		if got := spanAfter(span, from).Format(time.RFC3339); got != want {
			t.Errorf("%s after %s is %s, want %s", span, from, got, want)
		}
	}
}
