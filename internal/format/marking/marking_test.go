package marking

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
)

func TestParseTLP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want TLP
	}{
		{"", None}, {"clear", Clear}, {"white", Clear}, {"TLP:CLEAR", Clear}, {"tlp:white", Clear}, {" tlp:green ", Green},
		{"Amber", Amber}, {"tlp:amber+strict", AmberStrict}, {"TLP:AMBER+STRICT", AmberStrict}, {"amber-strict", AmberStrict},
		{"tlp:amber_strict", AmberStrict}, {"amber strict", AmberStrict}, {"TLP:RED", Red},
	} {
		if got, err := ParseTLP(c.in); err != nil || got != c.want {
			t.Errorf("ParseTLP(%q) = %v, %v, want %v", c.in, got, err, c.want)
		}
	}
	for _, in := range []string{" ", "tlp:", "tlp:unclear", "tlp:ex:chr", "tlp:tlp:red", "TLP:2.0", "unmarked", "red green", "rеd", "clear\x00", strings.Repeat("Ж", 5000)} {
		got, err := ParseTLP(in)
		if !errs.Is(err, errs.Invalid) || got != None {
			t.Errorf("ParseTLP(%q) = %v, %v, want a refusal", errs.Clip(in), got, err)
			continue
		}
		if n := strings.Count(err.Error(), "Ж") * 2; n > errs.MaxEcho {
			t.Errorf("the error repeats %d bytes of the input", n)
		}
	}
}

func TestParsePAP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want PAP
	}{{"", PAPNone}, {"PAP:WHITE", PAPClear}, {"pap:clear", PAPClear}, {"green", PAPGreen}, {"Pap:Amber", PAPAmber}, {"pap:red", PAPRed}} {
		if got, err := ParsePAP(c.in); err != nil || got != c.want {
			t.Errorf("ParsePAP(%q) = %v, %v, want %v", c.in, got, err, c.want)
		}
	}
	for _, in := range []string{"pap:", " ", "pap:amber+strict", "tlp:red", "pap:blue"} {
		if got, err := ParsePAP(in); !errs.Is(err, errs.Invalid) || got != PAPNone {
			t.Errorf("ParsePAP(%q) = %v, %v, want a refusal", in, got, err)
		}
	}
}

func TestTextFormsRoundTrip(t *testing.T) {
	t.Parallel()
	for l := None; l <= Red; l++ {
		b, _ := l.MarshalText()
		var back TLP
		if err := back.UnmarshalText(b); err != nil || back != l {
			t.Errorf("%v comes back as %v, %v", l, back, err)
		}
		if parsed, err := ParseTLP(l.String()); err != nil || parsed != l {
			t.Errorf("%v is parsed as %v, %v", l, parsed, err)
		}
	}
	for l := PAPNone; l <= PAPRed; l++ {
		b, _ := l.MarshalText()
		var back PAP
		if err := back.UnmarshalText(b); err != nil || back != l {
			t.Errorf("%v comes back as %v, %v", l, back, err)
		}
	}
	var tl TLP
	var p PAP
	for _, in := range []string{"RED", "tlp:red", "white", "unknown"} { // stored text is exact
		if tl.UnmarshalText([]byte(in)) == nil || p.UnmarshalText([]byte(in)) == nil {
			t.Errorf("%q was taken", in)
		}
	}
	if TLP(99).String() != "unknown" || PAP(99).String() != "unknown" {
		t.Error("a level that does not exist has a name")
	}
}

// TestHostileB29TLP1NeverLoosens: what TLP 1 said is at least as strict in 2.0,
// whichever way it came, and stays so when it is written and read again.
func TestHostileB29TLP1NeverLoosens(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		word, v1, v2 string
		atLeast      TLP
	}{
		{"white", "613f2e26-407d-48c7-9eca-b8e91df99dc9", "94868c89-83c2-464b-929b-a1a8aa3c8487", Clear},
		{"green", "34098fce-860f-48ae-8e50-ebd3cc5e41da", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Green},
		{"amber", "f88d31f6-486f-44da-b317-01333bde0b82", "55d920b0-5e8b-4f79-9ee9-91f868d9b421", Amber},
		{"red", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "e828b379-4e03-4974-9ac4-e53a884c97c1", Red},
		{"amber+strict", "", "939a9414-2ddd-4d32-a0cd-375ea402b003", AmberStrict},
	} {
		var levels []TLP
		for _, u := range []string{c.v1, c.v2} {
			if u == "" {
				continue
			}
			s, ok := ByRef("marking-definition--" + u)
			if !ok {
				t.Errorf("%s: the definition %s is not known", c.word, u)
			}
			levels = append(levels, s.TLP)
		}
		for _, tag := range []string{"tlp:" + c.word, "TLP:" + strings.ToUpper(c.word)} {
			s, ok := ByTag(tag)
			if !ok || len(s.Unknown) > 0 {
				t.Errorf("ByTag(%q) = %+v, %v", tag, s, ok)
			}
			levels = append(levels, s.TLP)
		}
		for _, l := range levels {
			if l < c.atLeast {
				t.Errorf("%s is read as %v", c.word, l)
			}
			back, ok := ByRef(TLPRef(l))
			if !ok || back.TLP != l {
				t.Errorf("%v is written as %s, which reads as %v", l, TLPRef(l), back.TLP)
			}
		}
	}
	if !slices.IsSorted([]TLP{None, Clear, Green, Amber, AmberStrict, Red}) {
		t.Error("the levels are not in the order of their strictness")
	}
}

func TestRefsAreKnownAndDistinct(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"": true}
	for l := Clear; l <= Red; l++ {
		if r := TLPRef(l); seen[r] {
			t.Errorf("%v has the reference %q, as another has", l, r)
		} else {
			seen[r] = true
		}
	}
	for l := PAPClear; l <= PAPRed; l++ {
		r := PAPRef(l)
		if s, ok := ByRef(r); !ok || s.PAP != l || s.TLP != None || seen[r] {
			t.Errorf("%v has the reference %q, which means %+v", l, r, s)
		}
		seen[r] = true
	}
	if TLPRef(None) != "" || PAPRef(PAPNone) != "" {
		t.Error("nothing marked has a reference")
	}
	if _, ok := ByRef("marking-definition--00000000-0000-4000-8000-000000000000"); ok {
		t.Error("an id of nobody's is known")
	}
}

func TestByTag(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tag  string
		want Set
		ok   bool
	}{
		{"tlp:red", Set{TLP: Red}, true},
		{" PAP:AMBER", Set{PAP: PAPAmber}, true},
		{"tlp:unclear", Set{Unknown: []string{"tlp:unclear"}}, true},
		{"TLP:EX:CHR", Set{Unknown: []string{"TLP:EX:CHR"}}, true},
		{"tlp:", Set{Unknown: []string{"tlp:"}}, true},
		{"pap:purple", Set{Unknown: []string{"pap:purple"}}, true},
		{"type:OSINT", Set{}, false},
		{"tlp", Set{}, false},
		{"", Set{}, false},
	} {
		got, ok := ByTag(c.tag)
		if d := cmp.Diff(c.want, got); d != "" || ok != c.ok {
			t.Errorf("ByTag(%q) ok=%v: %s", c.tag, ok, d)
		}
		if len(got.Unknown) > 0 && got.Releasable() {
			t.Errorf("%q may leave", c.tag)
		}
	}
}

func TestJoinIsTheMostRestrictive(t *testing.T) {
	t.Parallel()
	sets := []Set{
		{}, {TLP: Clear}, {TLP: Green, PAP: PAPRed}, {TLP: AmberStrict}, {TLP: Red, PAP: PAPClear},
		{Unknown: []string{"tlp:unclear"}}, {TLP: Clear, Unknown: []string{"x", "y"}, Statements: []string{"© us"}}, {Statements: []string{"© us", "ask first"}},
	}
	sorted := func(s Set) Set {
		s.Unknown, s.Statements = slices.Sorted(slices.Values(s.Unknown)), slices.Sorted(slices.Values(s.Statements))
		return s
	}
	for _, a := range sets {
		for _, b := range sets {
			ab, ba := a.Join(b), b.Join(a)
			if d := cmp.Diff(sorted(ab), sorted(ba)); d != "" {
				t.Errorf("%+v and %+v join differently by order: %s", a, b, d)
			}
			if ab.TLP < max(a.TLP, b.TLP) || ab.PAP < max(a.PAP, b.PAP) {
				t.Errorf("%+v joined with %+v is looser: %+v", a, b, ab)
			}
			if ab.Releasable() && (len(a.Unknown) > 0 || len(b.Unknown) > 0) {
				t.Errorf("%+v joined with %+v may leave", a, b)
			}
			if d := cmp.Diff(sorted(ab), sorted(ab.Join(b))); d != "" {
				t.Errorf("joining the same again changes: %s", d)
			}
		}
	}
}

func TestJoinKeepsItsOperandsAsTheyWere(t *testing.T) {
	t.Parallel()
	base := Set{TLP: Amber, Unknown: append(make([]string, 0, 8), "a"), Statements: append(make([]string, 0, 8), "s")}
	one := base.Join(Set{Unknown: []string{"b"}, Statements: []string{"t"}})
	two := base.Join(Set{Unknown: []string{"c"}, Statements: []string{"u"}})
	if d := cmp.Diff(Set{TLP: Amber, Unknown: []string{"a", "b"}, Statements: []string{"s", "t"}}, one); d != "" {
		t.Errorf("a later join changed an earlier result: %s", d)
	}
	if d := cmp.Diff([]string{"a", "c"}, two.Unknown); d != "" {
		t.Error(d)
	}
}

func TestReleasable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		set  Set
		want bool
	}{
		{Set{}, false}, {Set{PAP: PAPClear}, false}, {Set{Statements: []string{"free for all"}}, false},
		{Set{TLP: Clear}, true}, {Set{TLP: Red}, true}, {Set{TLP: Clear, Unknown: []string{"x"}}, false},
	} {
		if got := c.set.Releasable(); got != c.want {
			t.Errorf("%+v: Releasable = %v", c.set, got)
		}
	}
}
