package strictjson_test

import (
	"fmt"
	"strings"
	"testing"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

// refused is an input that must not pass, and the kind of its error.
type refused struct {
	name string
	in   string
	kind errs.Kind
}

// marker fills hostile inputs: how often it stands in an error text is how much
// of the input was repeated. No sentence of ours holds it.
const marker = "Ж"

func refuse(t *testing.T, lim strictjson.Limits, cases ...refused) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := strictjson.Check([]byte(c.in), lim)
			if !errs.Is(err, c.kind) {
				t.Fatalf("Check = %v (%s), want %s", err, errs.KindOf(err), c.kind)
			}
			repeatsLittle(t, err)
		})
	}
}

// repeatsLittle checks the rule of all rows: no error text holds more than
// errs.MaxEcho bytes of the input, nor anything that a terminal would act on.
func repeatsLittle(t *testing.T, err error) {
	t.Helper()
	_, text := errs.Public(err)
	if n := strings.Count(text, marker) * len(marker); n > errs.MaxEcho {
		t.Errorf("the error text repeats %d bytes of the input", n)
	}
	if len(text) > errs.MaxEcho+160 {
		t.Errorf("the error text has %d bytes", len(text))
	}
	for _, r := range text {
		if r < ' ' || r == 0x7f || r == 0x202e || r == 0x200b {
			t.Errorf("the error text holds %U as it is: %q", r, text)
		}
	}
}

func TestHostileA07Nesting(t *testing.T) {
	t.Parallel()
	nest := func(open, closing string, n int) string {
		return strings.Repeat(open, n) + "1" + strings.Repeat(closing, n)
	}
	refuse(t, strictjson.Default,
		refused{"arrays 10,000 deep", nest("[", "]", 10_000), errs.TooLarge},
		refused{"objects 10,000 deep", nest(`{"`+marker+`":`, "}", 10_000), errs.TooLarge},
		refused{"one deeper than the limit", nest("[", "]", 65), errs.TooLarge},
		refused{"never closed", strings.Repeat("[", 10_000), errs.TooLarge},
	)
	if err := strictjson.Check([]byte(nest("[", "]", 64)), strictjson.Default); err != nil {
		t.Errorf("64 deep is within the limit: %v", err)
	}
}

func TestHostileA08Counts(t *testing.T) {
	t.Parallel()
	var keys strings.Builder
	keys.WriteString(`{"k":0`)
	for i := range 1_000_000 {
		fmt.Fprintf(&keys, `,"k%d":0`, i)
	}
	keys.WriteString("}")
	refuse(t, strictjson.Default,
		refused{"a million keys", keys.String(), errs.TooLarge},
		refused{"a million elements", "[" + strings.Repeat("0,", 1_000_000) + "0]", errs.TooLarge},
		refused{"elements in many lists", "[" + strings.Repeat("["+strings.Repeat("0,", 60)+"0],", 10_000) + "0]", errs.TooLarge},
		refused{"the same under a long name", `{"` + strings.Repeat(marker, 9_000) + `":[` + strings.Repeat("0,", 1_000_000) + "0]}", errs.TooLarge},
	)
	small := strictjson.Limits{Bytes: 40, Depth: 4, Members: 2, Elements: 3, Values: 8, String: 5}
	refuse(t, small,
		refused{"one byte too many", strings.Repeat(" ", 40) + "1", errs.TooLarge},
		refused{"one member too many", `{"a":1,"b":2,"c":3}`, errs.TooLarge},
		refused{"one element too many", `[1,2,3,4]`, errs.TooLarge},
		refused{"one value too many", `[[1,2],[3,4],[5,6]]`, errs.TooLarge},
		refused{"a string too long", `["123456"]`, errs.TooLarge},
		refused{"a name too long", `{"123456":1}`, errs.TooLarge},
	)
	for _, in := range []string{strings.Repeat(" ", 39) + "1", `{"a":1,"b":2}`, `[1,2,3]`, `[[1,2],[3,4],5]`, `["12345"]`, `["éé1"]`, `["\u00e9\u00e91"]`} {
		if err := strictjson.Check([]byte(in), small); err != nil {
			t.Errorf("%s is just within the limits: %v", in, err)
		}
	}
}

func TestHostileA09DuplicateNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(marker, 5_000)
	many := make([]string, 40)
	for i := range many {
		many[i] = fmt.Sprintf(`"name%d":%d`, i, i)
	}
	list := strings.Join(many, ",")
	refuse(t, strictjson.Default,
		refused{"marking twice", `{"tlp":"RED","tlp":"CLEAR"}`, errs.Invalid},
		refused{"escaped the second time", `{"tlp":"RED","\u0074lp":"CLEAR"}`, errs.Invalid},
		refused{"deep inside", `{"a":[{"b":{"x":1,"y":2,"x":3}}]}`, errs.Invalid},
		refused{"the empty name", `{"":1,"":2}`, errs.Invalid},
		refused{"a long name", `{"` + long + `":1,"` + long + `":2}`, errs.Invalid},
		refused{"a long name under a long name", `{"` + long + `":{"` + long + `":1,"` + long + `":2}}`, errs.Invalid},
		refused{"the first of many", `{` + list + `,"name0":1}`, errs.Invalid},
		refused{"the last of many", `{` + list + `,"name39":1}`, errs.Invalid},
	)
	for _, in := range []string{`{"a":{"x":1},"b":{"x":1},"x":1}`, `[{"x":1},{"x":2}]`, `{` + list + `}`} {
		if err := strictjson.Check([]byte(in), strictjson.Default); err != nil {
			t.Errorf("the same name in different objects is no fault: %v", err)
		}
	}
}

func TestHostileA10NamesInTwoLetterCases(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 40 {
		fmt.Fprintf(&many, `"name%d":%d,`, i, i)
	}
	refuse(t, strictjson.Default,
		refused{"marking", `{"tlp":"RED","TLP":"CLEAR"}`, errs.Invalid},
		refused{"upper first", `{"TLP":"RED","tlp":"CLEAR"}`, errs.Invalid},
		refused{"Kelvin sign", "{\"k\":1,\"\u212a\":2}", errs.Invalid},
		refused{"long s", "{\"s\":1,\"\u017f\":2}", errs.Invalid},
		refused{"beyond ASCII", `{"é":1,"É":2}`, errs.Invalid},
		refused{"escaped", `{"tlp":1,"\u0054LP":2}`, errs.Invalid},
		refused{"among many", `{` + many.String() + `"NAME7":1}`, errs.Invalid},
		refused{"long", `{"a` + strings.Repeat(marker, 3_000) + `":1,"A` + strings.Repeat(marker, 3_000) + `":2}`, errs.Invalid},
	)
}
