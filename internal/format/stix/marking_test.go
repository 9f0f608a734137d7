package stix

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
)

var (
	tlpGreen = marking.TLPRef(marking.Green)
	tlpAmber = marking.TLPRef(marking.Amber)
	tlpRed   = marking.TLPRef(marking.Red)
)

func nobody(string) (*Object, bool) { return nil, false }

func mustParse(t testing.TB, p map[string]any) *Object {
	t.Helper()
	o, err := parseMap(t, p)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestHostileB27DanglingMarkingsAreTheMostRestrictive: what a reference means
// cannot be told, so nothing with it leaves, however loose the rest is.
func TestHostileB27DanglingMarkingsAreTheMostRestrictive(t *testing.T) {
	t.Parallel()
	dangling := "marking-definition--" + uuidC
	statement := mustParse(t, example("marking-definition"))
	vendor := mustParse(t, with(with(example("marking-definition"), "definition_type", "x-vendor"), "definition", map[string]any{"x-vendor": "level 3"}))
	badTLP := mustParse(t, with(with(example("marking-definition"), "definition_type", "tlp"), "definition", map[string]any{"tlp": "unclear"}))
	liar := mustParse(t, with(with(with(example("marking-definition"), "id", tlpRed), "definition_type", "tlp"), "definition", map[string]any{"tlp": "white"}))
	lookup := func(o *Object) func(string) (*Object, bool) {
		return func(string) (*Object, bool) { return o, o != nil }
	}
	for _, c := range []struct {
		name       string
		refs       []string
		granular   string
		lookup     *Object
		want       marking.Set
		releasable bool
	}{
		{"no marking", nil, "", nil, marking.Set{}, false},
		{"known", []string{tlpGreen}, "", nil, marking.Set{TLP: marking.Green}, true},
		{"the stricter of two", []string{tlpRed, tlpGreen}, "", nil, marking.Set{TLP: marking.Red}, true},
		{"a granular one counts", []string{tlpGreen}, tlpRed, nil, marking.Set{TLP: marking.Red}, true},
		{"a granular one alone", nil, tlpAmber, nil, marking.Set{TLP: marking.Amber}, true},
		{"dangling", []string{dangling}, "", nil, marking.Set{Unknown: []string{dangling}}, false},
		{"dangling beside a known one", []string{tlpGreen, dangling}, "", nil, marking.Set{TLP: marking.Green, Unknown: []string{dangling}}, false},
		{"dangling granular", []string{tlpGreen}, dangling, nil, marking.Set{TLP: marking.Green, Unknown: []string{dangling}}, false},
		{"a statement is no TLP", []string{dangling}, "", statement, marking.Set{Statements: []string{"© us"}}, false},
		{"a scheme of another's", []string{tlpGreen, dangling}, "", vendor, marking.Set{TLP: marking.Green, Unknown: []string{dangling}}, false},
		{"a TLP that is none", []string{tlpGreen, dangling}, "", badTLP, marking.Set{TLP: marking.Green, Unknown: []string{dangling}}, false},
		{"a definition that lies about a fixed id", []string{tlpRed}, "", liar, marking.Set{TLP: marking.Red}, true},
		{"what is found is no definition", []string{dangling}, "", mustParse(t, example("tool")), marking.Set{Unknown: []string{dangling}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := example("tool")
			if c.refs != nil {
				p["object_marking_refs"] = c.refs
			}
			if c.granular != "" {
				p["granular_markings"] = []any{map[string]any{"selectors": []string{"name"}, "marking_ref": c.granular}}
			}
			got := Markings(mustParse(t, p), lookup(c.lookup))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if got.Releasable() != c.releasable {
				t.Errorf("may leave: %v", got.Releasable())
			}
		})
	}
	if !WellKnown(tlpRed) || WellKnown(dangling) {
		t.Error("well-known definitions are not told from others")
	}
	if d := cmp.Diff(marking.Set{TLP: marking.Red}, Markings(mustParse(t, with(example("tool"), "object_marking_refs", []string{tlpRed})), lookup(liar))); d != "" {
		t.Errorf("a stored definition loosened a fixed id: %s", d)
	}
}

func TestMarkingDefinitionsOfOthersMeanWhatTheySay(t *testing.T) {
	t.Parallel()
	ext := func(name string, v any) map[string]any {
		p := with(with(example("marking-definition"), "definition_type", nil), "definition", nil)
		p["extensions"] = map[string]any{"extension-definition--" + uuidB: map[string]any{"extension_type": "property-extension", name: v}}
		return p
	}
	tlp1 := func(level string) map[string]any {
		return with(with(example("marking-definition"), "definition_type", "tlp"), "definition", map[string]any{"tlp": level})
	}
	for _, c := range []struct {
		p    map[string]any
		want marking.Set
		ok   bool
	}{
		{tlp1("white"), marking.Set{TLP: marking.Clear}, true},
		{tlp1("amber"), marking.Set{TLP: marking.Amber}, true},
		{tlp1("red"), marking.Set{TLP: marking.Red}, true},
		{tlp1(""), marking.Set{}, false},
		{tlp1("purple"), marking.Set{}, false},
		{ext("tlp_2_0", "amber+strict"), marking.Set{TLP: marking.AmberStrict}, true},
		{ext("tlp_2_0", "unclear"), marking.Set{}, false},
		{ext("tlp_2_0", []string{"clear"}), marking.Set{}, false},
		{ext("pap", "red"), marking.Set{PAP: marking.PAPRed}, true},
		{ext("pap", ""), marking.Set{}, false},
		{ext("other", "clear"), marking.Set{}, false},
		{example("marking-definition"), marking.Set{Statements: []string{"© us"}}, true},
	} {
		o := mustParse(t, c.p)
		if o.defined != c.ok || (c.ok && !cmp.Equal(o.definite, c.want)) {
			t.Errorf("%s means %+v, %v", o.Bytes, o.definite, o.defined)
		}
	}
}

func granular(selectors ...string) []any {
	return []any{map[string]any{"selectors": selectors, "marking_ref": tlpRed}}
}

func TestHostileB28GranularSelectors(t *testing.T) {
	t.Parallel()
	p := example("attack-pattern")
	p["external_references"] = []any{map[string]any{"source_name": "a", "url": "https://example.com"}, map[string]any{"source_name": "b"}}
	p["aliases"] = []string{"x", "y"}
	p["x_odd.name"] = 1
	for _, ok := range []string{"name", "aliases", "aliases.[0]", "aliases.[1]", "external_references.[0].url", "external_references.[1]", "created"} {
		o := mustParse(t, with(p, "granular_markings", granular(ok)))
		if d := cmp.Diff([]Granular{{Selectors: []string{ok}, Ref: tlpRed}}, o.Granular); d != "" {
			t.Error(d)
		}
	}
	mustParse(t, with(p, "granular_markings", []any{map[string]any{"selectors": []string{"name"}, "lang": "cs"}}))
	for _, bad := range []string{
		"", ".", "[0]", "nothing", "name.x", "name.[0]", "aliases.[2]", "aliases.[-1]", "aliases.[01]", "aliases.0", "aliases.[999999999999]", "aliases.[0", "aliases[0]", "aliases.[]",
		"external_references.url", "external_references.[0].nothing", "external_references.[0].url.x", "..name", "name.", strings.Repeat("name.", 5000), "granular_markings", strings.Repeat("Ж", 5000),
	} {
		mustRefuse(t, with(p, "granular_markings", granular(bad)), errs.Invalid, "granular_markings")
		mustRefuse(t, with(p, "granular_markings", granular("name", bad)), errs.Invalid, "granular_markings")
	}
	for _, bad := range []any{
		"x", 7, map[string]any{}, []any{7}, []any{map[string]any{}}, granular(),
		[]any{map[string]any{"selectors": []string{"name"}}},
		[]any{map[string]any{"selectors": "name", "marking_ref": tlpRed}},
		[]any{map[string]any{"selectors": []any{7}, "marking_ref": tlpRed}},
		[]any{map[string]any{"selectors": []string{"name"}, "marking_ref": "identity--" + uuidB}},
		[]any{map[string]any{"selectors": []string{"name"}, "marking_ref": 7}},
		[]any{map[string]any{"selectors": []string{"name"}, "lang": 7}},
	} {
		mustRefuse(t, with(p, "granular_markings", bad), errs.Invalid, "granular_markings")
	}
	self := example("marking-definition")
	self["granular_markings"] = []any{map[string]any{"selectors": []string{"name"}, "marking_ref": self["id"]}}
	mustRefuse(t, self, errs.Invalid, "granular_markings")
	mustRefuse(t, with(p, "granular_markings", granular(strings.Fields(strings.Repeat("name ", 10_000))...)), errs.TooLarge, "selectors")
	var each []any
	for range 10_000 {
		each = append(each, granular("name")[0])
	}
	mustRefuse(t, with(p, "granular_markings", each), errs.TooLarge, "selectors")
}

// TestHostileB28SelectorsIntoMuchAreBounded: a thousand selectors that each go
// to the end of the largest list are many times the object's size.
func TestHostileB28SelectorsIntoMuchAreBounded(t *testing.T) {
	t.Parallel()
	list := make([]string, 199_000)
	for i := range list {
		list[i] = "0123456789012345678901234"
	}
	p := with(example("tool"), "x_list", list)
	var selectors []string
	for i := range 1000 {
		selectors = append(selectors, fmt.Sprintf("x_list.[%d]", 198_999-i))
	}
	mustRefuse(t, with(p, "granular_markings", granular(selectors...)), errs.TooLarge, "selectors")
	mustParse(t, with(p, "granular_markings", granular(selectors[:10]...)))
}

// TestHostileB23Times: a version that cannot be is no version.
func TestHostileB23Times(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ created, modified, says string }{
		{"2026-01-02T03:04:05.000Z", "2026-01-02T03:04:04.999Z", "before created"},
		{"2026-01-02T03:04:05.000Z", "9999-01-01T00:00:00Z", "year"},
		{"2026-01-02T03:04:05.000Z", "9999-12-31T23:59:59.999Z", "year"},
		{"9999-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "year"},
		{"0000-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "year"},
		{"2026-01-02T03:04:05.000Z", "10000-01-01T00:00:00Z", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-02-30T00:00:00Z", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-01-02T24:00:00Z", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-01-02T23:59:61Z", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-01-02 03:04:05Z", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-01-02t03:04:05z", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05,5Z", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05+00:00", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05", "modified"},
		{"2026-01-02T03:04:05.000Z", "2026-1-2T3:4:5Z", "modified"},
		{"2026-01-02T03:04:05.000Z", "２026-01-02T03:04:05Z", "modified"},
		{"2026-01-02T03:04:05.000Z", strings.Repeat("Ж", 9000), "modified"},
	} {
		mustRefuse(t, with(with(example("tool"), "created", c.created), "modified", c.modified), errs.Invalid, c.says)
	}
	o := mustParse(t, with(with(example("tool"), "created", "2026-01-02T03:04:05Z"), "modified", "2026-01-02T03:04:05.123456789Z"))
	if o.Version != "2026-01-02T03:04:05.123456789Z" || !o.Modified.Equal(time.Date(2026, 1, 2, 3, 4, 5, 123456789, time.UTC)) {
		t.Errorf("read as %q, %v", o.Version, o.Modified)
	}
}

func TestWithMarkingAddsAndKeeps(t *testing.T) {
	t.Parallel()
	p := with(example("indicator"), "x_weight", 1.5)
	plain := mustParse(t, p)
	before := string(plain.Bytes)
	marked, err := WithMarking(plain, tlpAmber, marking.PAPRef(marking.PAPRed))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := strictjson.Marshal(with(p, "object_marking_refs", []string{tlpAmber, marking.PAPRef(marking.PAPRed)}))
	if string(marked.Bytes) != string(want) {
		t.Errorf("marked\n%s\nwant\n%s", marked.Bytes, want)
	}
	if d := cmp.Diff(marking.Set{TLP: marking.Amber, PAP: marking.PAPRed}, Markings(marked, nobody)); d != "" {
		t.Error(d)
	}
	again, err := Parse(marked.Bytes)
	if err != nil || again.Digest != marked.Digest || string(again.Bytes) != string(marked.Bytes) {
		t.Errorf("it does not read back as itself: %v", err)
	}
	if string(plain.Bytes) != before || len(plain.MarkingRefs) != 0 || plain.Digest == marked.Digest {
		t.Error("the original was changed")
	}
	dangling := "marking-definition--" + uuidC
	more, err := WithMarking(mustParse(t, with(p, "object_marking_refs", []string{dangling})), tlpRed)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{dangling, tlpRed}, more.MarkingRefs); d != "" {
		t.Errorf("what was there did not stay: %s", d)
	}
	for _, bad := range []string{"", "identity--" + uuidB, "marking-definition--x", "\xff", `marking-definition--" `} {
		if _, err := WithMarking(plain, bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("marked with %q: %v", bad, err)
		}
	}
}
