package stix

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// TestUnknownPropertiesAndExtensionsStayByteExact: what this system does not
// know is handed on as it came, in canonical form.
func TestUnknownPropertiesAndExtensionsStayByteExact(t *testing.T) {
	t.Parallel()
	const canon = `{"\u0001odd":"\u0001","created":"2026-01-01T00:00:00Z","extensions":{"extension-definition--` + uuidB + `":{"extension_type":"property-extension","rank":5,"toxicity":[8,null,{"z":1.5e-7}]}},"id":"tool--` + uuidA + `","modified":"2026-01-01T00:00:00Z","name":"t","spec_version":"2.1","type":"tool","x_big":"9007199254740993","x_deep":{"a":[[[[{"b":"\"\\é"}]]]]},"x_ref":"not an id","ž":"😀"}`
	if _, err := Parse([]byte(canon)); !errs.Is(err, errs.Invalid) {
		t.Errorf("a control character in a name: %v", err)
	}
	in := strings.Replace(canon, `"\u0001odd":"\u0001",`, ``, 1)
	for name, form := range map[string]string{
		"canonical":     in,
		"with spaces":   strings.ReplaceAll(strings.ReplaceAll(in, `,"`, ",\n \""), `":`, `" : `),
		"other numbers": strings.Replace(strings.Replace(in, `5,"tox`, `5.0,"tox`, 1), `1.5e-7`, `0.00000015`, 1),
		"other escapes": strings.Replace(in, `"ž":"😀"`, `"\u017e":"\ud83d\ude00"`, 1),
		"another order": `{"x_ref":"not an id",` + strings.Replace(in, `,"x_ref":"not an id"`, ``, 1)[1:],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, err := Parse([]byte(form))
			if err != nil {
				t.Fatal(err)
			}
			if string(o.Bytes) != in {
				t.Errorf("kept as\n%s\nwant\n%s", o.Bytes, in)
			}
			if o.Digest != sha256.Sum256([]byte(in)) {
				t.Error("the digest is not that of the canonical bytes")
			}
		})
	}
}

func TestRefsAreFoundHoweverDeep(t *testing.T) {
	t.Parallel()
	id := func(typ string) string { return typ + "--" + uuidB }
	p := example("report")
	p["created_by_ref"] = id("identity")
	p["object_refs"] = []string{id("tool"), id("malware"), id("tool")}
	p["description"] = "see tool--" + uuidC + " and a_ref"
	p["extensions"] = map[string]any{"extension-definition--" + uuidB: map[string]any{"deep": []any{map[string]any{"inner_ref": id("url"), "more": []any{[]any{map[string]any{"other_refs": []string{id("file")}}}}}}}}
	p["x_list_ref"] = []string{id("campaign")} // a list is no reference
	p["x_other_refs"] = []any{id("note"), 7, "free text"}
	p["external_references"] = []any{map[string]any{"source_name": "a", "external_id": "tool--" + uuidC}}
	got := mustParse(t, p).Refs
	slices.Sort(got)
	want := []string{id("file"), id("identity"), id("malware"), id("note"), id("tool"), id("url")}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for name, v := range map[string]any{"sample_refs": []string{"x"}, "host_vm_ref": "x--y", "resolves_to_ref": "", "y_refs": []any{[]any{"x"}}} {
		mustRefuse(t, with(example("malware"), name, v), errs.Invalid, name)
	}
	old := map[string]any{"type": "observed-data", "id": "observed-data--" + uuidA, "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z", "first_observed": "2026-01-01T00:00:00Z", "last_observed": "2026-01-01T00:00:00Z", "number_observed": 1,
		"objects": map[string]any{"0": map[string]any{"type": "domain-name", "value": "example.com", "resolves_to_refs": []string{"1"}}}}
	if o := mustParse(t, old); len(o.Refs) != 0 {
		t.Errorf("a 2.0 observable's local keys are taken for ids: %v", o.Refs)
	}
}

// TestUpgradeFromSTIX20OnlyAdds: every member of the 2.0 object is in the 2.1
// object, byte for byte.
func TestUpgradeFromSTIX20OnlyAdds(t *testing.T) {
	t.Parallel()
	for typ, want := range map[string][]string{
		"indicator":          {"pattern_type", "spec_version"},
		"malware":            {"is_family", "spec_version"},
		"tool":               {"spec_version"},
		"relationship":       {"spec_version"},
		"marking-definition": {"spec_version"},
	} {
		p := with(with(with(example(typ), "spec_version", nil), "pattern_type", nil), "is_family", nil)
		o := mustParse(t, p)
		var added []string
		for _, m := range o.members {
			if _, was := p[m.name]; !was {
				added = append(added, m.name)
			}
		}
		if d := cmp.Diff(want, added); d != "" {
			t.Errorf("%s: %s", typ, d)
		}
		if !slices.IsSortedFunc(o.members, func(a, b member) int { return strings.Compare(a.name, b.name) }) {
			t.Errorf("%s: not in canonical order: %s", typ, o.Bytes)
		}
		again, err := Parse(o.Bytes)
		if err != nil || !bytes.Equal(again.Bytes, o.Bytes) || again.Digest != o.Digest {
			t.Errorf("%s: the upgraded object does not read as itself: %v", typ, err)
		}
	}
	for _, typ := range []string{"url", "file"} { // 2.1 does not require a version of observables
		if o := mustParse(t, with(example(typ), "spec_version", nil)); bytes.Contains(o.Bytes, []byte("spec_version")) {
			t.Errorf("%s: added to: %s", typ, o.Bytes)
		}
	}
	mustRefuse(t, with(example("indicator"), "pattern_type", nil), errs.Invalid, "pattern_type") // it says that it is 2.1
}

// TestSCOIDMatchesKnownIDs: ids of observables from the text of STIX 2.1 and
// from published examples.
func TestSCOIDMatchesKnownIDs(t *testing.T) {
	t.Parallel()
	for id, p := range map[string]map[string]any{
		"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4":         {"value": "198.51.100.3"},
		"ipv4-addr--679c6c82-b4be-52e2-9c7a-198689f6f77b":         {"value": "127.0.0.1"},
		"ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26":         {"value": "2001:db8::1"},
		"domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7":       {"value": "example.com"},
		"autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff": {"number": 15139},
	} {
		typ, _, _ := strings.Cut(id, "--")
		got, err := SCOID(typ, p)
		if err != nil || got != id {
			t.Errorf("SCOID(%s, %v) = %s, %v, want %s", typ, p, got, err, id)
		}
	}
	a, _ := SCOID("file", map[string]any{"name": "a", "hashes": map[string]any{"MD5": "0"}})
	b, _ := SCOID("file", map[string]any{"hashes": map[string]any{"MD5": "0"}, "name": "a"})
	c, _ := SCOID("file", map[string]any{"name": "a"})
	if a != b || a == c || checkID(a) != nil {
		t.Errorf("%s, %s, %s", a, b, c)
	}
	if _, err := SCOID("file", map[string]any{"name": "\xff"}); err == nil {
		t.Error("an id was made of bad UTF-8")
	}
}

func TestMakeChecksLikeAnyOther(t *testing.T) {
	t.Parallel()
	if o, err := Make(example("tool")); err != nil || o.ID != "tool--"+uuidA {
		t.Errorf("%v", err)
	}
	if _, err := Make(with(example("tool"), "name", nil)); !errs.Is(err, errs.Invalid) {
		t.Errorf("made without a name: %v", err)
	}
	if _, err := Make(map[string]any{"x": func() {}}); err == nil {
		t.Error("a function was made an object")
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]map[string]any{
		"phishing":                example("attack-pattern"),
		"example.com":             example("domain-name"),
		"[mutex:name = 'x']":      example("indicator"),
		"campaign uses tool":      example("relationship"),
		"HKEY_LOCAL_MACHINE\\foo": example("windows-registry-key"),
		"abcd":                    with(with(example("file"), "name", nil), "hashes", map[string]any{"MD5": "abcd"}),
		"location--" + uuidA:      example("location"),
	} {
		if got := mustParse(t, p).Name(); got != want {
			t.Errorf("it is called %q, want %q", got, want)
		}
	}
}

// TestPublishedExamplesParse: every object of the examples that OASIS and
// others publish is taken.
func TestPublishedExamplesParse(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/data/stix-examples/*.json")
	if len(files) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the real data is missing")
		}
		t.Skip("the real data is not beside the project")
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			r, err := os.Open(f)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = r.Close() }()
			sum, err := ReadBundle(r, strictjson.Default, func(_ int, objs []*Object, bad *ObjectError) error {
				if bad != nil {
					t.Errorf("object %d %s: %s", bad.Index, bad.ID, bad.Reason)
					return nil
				}
				again, err := Parse(objs[0].Bytes)
				if err != nil || again.Digest != objs[0].Digest {
					t.Errorf("%s does not read back as itself: %v", objs[0].ID, err)
				}
				return nil
			})
			if err != nil || sum.Good == 0 {
				t.Errorf("%+v, %v", sum, err)
			}
		})
	}
}
