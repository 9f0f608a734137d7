package stix

import (
	"bufio"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPatternValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern string
		want    []Observable
	}{
		{`[domain-name:value = 'Example.COM.']`, []Observable{{"domain", "example.com"}}},
		{`[ipv4-addr:value = '198.51.100.7/32' OR ipv6-addr:value = '2001:DB8:0::1']`, []Observable{{"ip", "198.51.100.7/32"}, {"ip", "2001:db8::1"}}},
		{`[ipv4-addr:value = '198.51.100.7/24']`, []Observable{{"ip", "198.51.100.0/24"}}},
		{`[ipv6-addr:value = '::ffff:192.0.2.1']`, []Observable{{"ip", "192.0.2.1"}}},
		{`[url:value IN ('http://a/', 'http://b/')]`, []Observable{{"url", "http://a/"}, {"url", "http://b/"}}},
		{`[file:hashes.'SHA-256' = 'AB' AND file:name = 'a.exe']`, []Observable{{"hash", "ab"}, {"file", "a.exe"}}},
		{`[file:hashes.MD5 = 'AB']`, []Observable{{"hash", "ab"}}},
		{`[domain-name:value LIKE '%.com']`, nil},
		{`[domain-name:value MATCHES '^a']`, nil},
		{`[domain-name:value != 'a.com']`, nil},
		{`[ipv4-addr:value ISSUBSET '198.51.100.0/24']`, nil},
		{`[domain-name:value NOT = 'a.com']`, []Observable{{"domain", "a.com"}}}, // who searches for it wants to see the indicator
		{`[mutex:name = 'it\'s \\ here']`, []Observable{{"mutex", `it's \ here`}}},
		{`[file:name = 'domain-name:value = \'x.com\'']`, []Observable{{"file", "domain-name:value = 'x.com'"}}},
		{`[email-message:from_ref.value = 'A@b.cz']`, []Observable{{"value", "A@b.cz"}}},
		{`[domain-name:resolves_to_refs[*].value = '1.2.3.4' AND domain-name:value='b.cz']`, []Observable{{"domain", "b.cz"}}},
		{`[x-custom:thing = 'a']`, nil},
		{`([domain-name:value = 'a.cz'] FOLLOWEDBY [url:value = 'http://b/']) WITHIN 300 SECONDS`, []Observable{{"domain", "a.cz"}, {"url", "http://b/"}}},
		{`[domain-name:value = 'a.cz'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'`, []Observable{{"domain", "a.cz"}}},
		{`[domain-name:value = 'cut`, nil},
		{`[domain-name:value = `, nil},
		{``, nil},
		{`'`, nil},
		{`[file:hashes.'`, nil},
		{`[a:b[`, nil},
		{`\`, nil},
	} {
		if d := cmp.Diff(c.want, patternValues(c.pattern)); d != "" {
			t.Errorf("%s: %s", c.pattern, d)
		}
	}
}

// TestPatternExamplesOfTheStandard: a simple equality with a value that this
// system searches by is never missed.
func TestPatternExamplesOfTheStandard(t *testing.T) {
	t.Parallel()
	plain := regexp.MustCompile(`(?:ipv4-addr|ipv6-addr|domain-name|url|email-addr|mac-addr):value = '([^'\\]*)'|file:hashes\.(?:'[^']*'|\w+) = '([^'\\]*)'|(?:file|mutex):name = '([^'\\]*)'`)
	sc := bufio.NewScanner(dataFile(t, "patterns/spec_examples.txt"))
	lines, values := 0, 0
	for sc.Scan() {
		lines++
		found := map[string]bool{}
		for _, o := range patternValues(sc.Text()) {
			found[o.Value] = true
		}
		for _, m := range plain.FindAllStringSubmatch(sc.Text(), -1) {
			values++
			want := m[1] + m[2] + m[3]
			if !found[want] && !found[strings.ToLower(want)] && !found[normal("ip", want)] {
				t.Errorf("%s: %q is not found in %v", sc.Text(), want, found)
			}
		}
	}
	if sc.Err() != nil || lines < 20 || values < 13 {
		t.Errorf("%d lines, %d values, %v", lines, values, sc.Err())
	}
}

// TestHostileB32LargeAndDeepPatterns: reading takes linear time at any size.
// The bound is generous; what it catches is quadratic.
func TestHostileB32LargeAndDeepPatterns(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]string{
		"a megabyte of one value":    `[url:value = '` + strings.Repeat("x", 1<<20) + `']`,
		"a megabyte of comparisons":  `[` + strings.Repeat("url:value = 'x' OR ", 1<<20/19) + `url:value = 'x']`,
		"10,000 parentheses":         strings.Repeat("(", 10_000) + `[url:value = 'x']` + strings.Repeat(")", 10_000),
		"10,000 brackets":            strings.Repeat("[", 10_000) + `url:value = 'x'` + strings.Repeat("]", 10_000),
		"only closing":               strings.Repeat(")", 1<<20),
		"colons":                     strings.Repeat(":", 1<<20),
		"open indices":               strings.Repeat("a:b[", 1<<18),
		"open indices, long":         "a:b" + strings.Repeat("[             ", 1<<16),
		"quotes":                     strings.Repeat("'", 1<<20),
		"quotes within a path":       "a:" + strings.Repeat(".'", 1<<19),
		"backslashes":                `[url:value = '` + strings.Repeat(`\`, 1<<20),
		"just under what is read":    `[` + strings.Repeat("a:b[", maxPattern/4-1),
		"a regular expression bomb":  `[url:value MATCHES '(a+)+$']`,
		"nested counted repetitions": `[url:value MATCHES '((a{0,100}){0,100}){0,100}']`,
		"invalid UTF-8":              "[url:value = '\xff\xfe']",
		"NUL":                        "[url:value = '\x00']",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			for range 10 {
				if got := patternValues(p); len(got) > maxPatternValues {
					t.Fatalf("%d values", len(got))
				}
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("it took %v", took/10)
			}
		})
	}
	// Such an indicator is kept and handed on as it is.
	big := `[url:value = '` + strings.Repeat("x", 1<<20) + `']`
	o := mustParse(t, with(example("indicator"), "pattern", big))
	if s, _ := o.text("pattern"); s != big {
		t.Error("the pattern changed")
	}
}

func TestObservables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    map[string]any
		want []Observable
	}{
		{example("domain-name"), []Observable{{"domain", "example.com"}}},
		{example("ipv4-addr"), []Observable{{"ip", "192.0.2.1"}}},
		{example("autonomous-system"), []Observable{{"asn", "64496"}}},
		{example("vulnerability"), []Observable{{"cve", "cve-2026-1"}}},
		{with(example("file"), "hashes", map[string]any{"MD5": "AB", "x": 7}), []Observable{{"file", "a.exe"}, {"hash", "ab"}}},
		{with(example("x509-certificate"), "hashes", map[string]any{"SHA-1": "AB"}), []Observable{{"hash", "ab"}}},
		{with(with(example("indicator"), "pattern_type", "yara"), "pattern", "rule x { condition: true }"), nil},
		{example("tool"), nil},
		{with(example("user-account"), "user_id", nil), nil},
	} {
		if d := cmp.Diff(c.want, mustParse(t, c.p).Observables()); d != "" {
			t.Errorf("%v: %s", c.p["type"], d)
		}
	}
}

func FuzzPatternValues(f *testing.F) {
	for _, s := range []string{`[domain-name:value = 'a.cz']`, `[file:hashes.'SHA-256' IN ('a','b')]`, `([a:b[*].c != 'x'])`, `'\`, `a:.'`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, p string) {
		for _, o := range patternValues(p) {
			if o.Kind == "" || o.Value == "" {
				t.Fatalf("%+v", o)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(simpleIndicator))
	for _, s := range []string{
		`{"type":"tool","id":"tool--` + uuidA + `","created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","name":"\u00e9\\\"","x_refs":[["x"]],"labels":["a"]}`,
		`{"type":"x-a","id":"x-a--` + uuidA + `","granular_markings":[{"selectors":["x.[0].y"],"lang":"cs"}],"x":[{"y":-1.5e3}]}`,
		`{"type":"marking-definition","id":"marking-definition--` + uuidA + `","created":"2026-01-01T00:00:00Z","extensions":{"a":{"pap":"red"}}}`,
		`{"type":"url","id":"url--` + uuidA + `","value":"x","object_marking_refs":["` + tlpRed + `"]}`, `[]`, `{}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := Parse(data)
		if err != nil {
			return
		}
		again, err := Parse(o.Bytes)
		if err != nil {
			t.Fatalf("what was taken is refused: %v\n%s", err, o.Bytes)
		}
		if again.Digest != o.Digest || string(again.Bytes) != string(o.Bytes) || !cmp.Equal(again.Refs, o.Refs) || again.Version != o.Version {
			t.Fatalf("it does not read back as itself:\n%s\n%s", o.Bytes, again.Bytes)
		}
		_, _, _ = o.Name(), o.Observables(), o.Category()
		before := Markings(o, nobody)
		if marked, err := WithMarking(o, tlpRed); err == nil {
			after := Markings(marked, nobody)
			if after.TLP < before.TLP || len(after.Unknown) < len(before.Unknown) {
				t.Fatalf("marking it loosened it: %+v, %+v", before, after)
			}
		}
	})
}
