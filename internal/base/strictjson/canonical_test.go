package strictjson_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gowebpki/jcs"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

var canonical = []struct{ name, in, want string }{
	{"names are sorted", `{"b":1,"a":2,"aa":3,"":4}`, `{"":4,"a":2,"aa":3,"b":1}`},
	{"within objects in lists too", `[{"z":[{"y":1,"x":2}]}]`, `[{"z":[{"x":2,"y":1}]}]`},
	{"by UTF-16 code units", "{\"\ufb33\":1,\"\U0001f600\":2}", "{\"\U0001f600\":2,\"\ufb33\":1}"},
	{"white space goes", " { \"a\" : [ 1 , 2 ] } \n", `{"a":[1,2]}`},
	{"needless escapes go", `"\u0041\/\u00e9"`, `"A/é"`},
	{"needed escapes are the short ones", `"\u0008\u000c\u000a\u000d\u0009\u0022\u005c\u001f"`, `"\b\f\n\r\t\"\\\u001f"`},
	{"line separators stay text", `"\u2028"`, "\"\u2028\""},
	{"numbers as ECMAScript writes them", `[1.0,1e1,1E21,1e-7,0.000001,4.50,333333333.33333329,1e23]`, `[1,10,1e+21,1e-7,0.000001,4.5,333333333.3333333,1e+23]`},
	{"the rest", `[null,true,false,{},[],""]`, `[null,true,false,{},[],""]`},
}

func TestCanonicalForm(t *testing.T) {
	t.Parallel()
	for _, c := range canonical {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := strictjson.Canonical([]byte(c.in))
			if err != nil || string(got) != c.want {
				t.Fatalf("Canonical = %s, %v\nwant %s", got, err, c.want)
			}
			other, err := jcs.Transform([]byte(c.in))
			if c.in[0] != '[' && c.in[0] != '{' && strings.TrimSpace(c.in)[0] != '{' {
				return // the other implementation takes objects and lists only
			}
			if err != nil || !bytes.Equal(got, other) {
				t.Errorf("another implementation of RFC 8785 gives %s, %v", other, err)
			}
		})
	}
}

func TestCanonicalLeavesItsInputAlone(t *testing.T) {
	t.Parallel()
	in := []byte(`{"b":1,"a":2}`)
	if _, err := strictjson.Canonical(in); err != nil || string(in) != `{"b":1,"a":2}` {
		t.Fatalf("the input is now %s, %v", in, err)
	}
	if _, err := strictjson.Canonical([]byte(`{"a":`)); !errs.Is(err, errs.Invalid) {
		t.Errorf("Canonical of half a document = %v", err)
	}
}

func TestMarshalGivesCanonicalForm(t *testing.T) {
	t.Parallel()
	got, err := strictjson.Marshal(map[string]any{"b": 1.0, "a": "é\u2028<", "c": []int{1}})
	if want := "{\"a\":\"é\u2028<\",\"b\":1,\"c\":[1]}"; err != nil || string(got) != want {
		t.Fatalf("Marshal = %s, %v, want %s", got, err, want)
	}
	if _, err := strictjson.Marshal(map[string]any{"a": "\xff"}); err == nil {
		t.Error("bad UTF-8 was written")
	}
	if _, err := strictjson.Marshal(func() {}); err == nil {
		t.Error("a function was written")
	}
}

// picky refuses every text with an error of ours that repeats it.
type picky string

func (p *picky) UnmarshalText(b []byte) error {
	return errs.New(errs.Invalid, "%q is none", errs.Clip(string(b)))
}

func TestDecodeGivesOurOwnReason(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"k", strings.Repeat(marker, 500)} {
		var into map[string]picky
		err := strictjson.Decode([]byte(`{"`+key+`":"`+strings.Repeat(marker, 500)+`"}`), &into, strictjson.Default)
		if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "is none") {
			t.Errorf("Decode = %v", err)
			continue
		}
		repeatsLittle(t, err)
	}
}

// FuzzCheck holds strictjson against two other readers: what passes must mean
// the same to both, and the canonical form must be one.
func FuzzCheck(f *testing.F) {
	for _, c := range canonical {
		f.Add([]byte(c.in))
	}
	for _, s := range []string{simpleIndicator, `{"tlp":1,"TLP":2}`, `["\ud800"]`, `[-0]`, `9007199254740993`, `{"a":1}x`, "\xef\xbb\xbf{}", `{"a" 1}`, `[1}`, `{"\u202e":1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := strictjson.Check(data, strictjson.Default)
		if err != nil {
			if k := errs.KindOf(err); k != errs.Invalid && k != errs.TooLarge {
				t.Fatalf("Check gives an error of kind %s: %v", k, err)
			}
			repeatsLittle(t, err)
			return
		}
		if !jsontext.Value(data).IsValid() {
			t.Fatalf("passed, and is no valid JSON: %q", data)
		}
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatalf("passed, and another reader refuses it: %v", err)
		}
		once, err := strictjson.Canonical(data)
		if err != nil {
			t.Fatal(err)
		}
		if err := strictjson.Check(once, strictjson.Large); err != nil {
			t.Fatalf("the canonical form %q does not pass: %v", once, err)
		}
		twice, err := strictjson.Canonical(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("canonical is %q, and then %q, %v", once, twice, err)
		}
		again, err := strictjson.Marshal(v)
		if err != nil || !bytes.Equal(once, again) {
			t.Fatalf("canonical is %q, decoded and written again %q, %v", once, again, err)
		}
	})
}

func TestChecksRunningAtOnceDoNotMix(t *testing.T) {
	t.Parallel()
	good := []byte(`{"a":{"b":[1,2,{"c":"d"}]},"e":1}`)
	bad := []byte(`{"a":{"b":[1,2,{"c":"d","C":1}]}}`)
	done := make(chan error)
	for range 4 {
		go func() {
			var err error
			for range 500 {
				if e := strictjson.Check(good, strictjson.Default); e != nil {
					err = e
				}
				if strictjson.Check(bad, strictjson.Default) == nil {
					err = errors.New("the bad one passed")
				}
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestExactTakesOneFormAlone(t *testing.T) {
	t.Parallel()
	type thing struct {
		A int    `json:"a"`
		B string `json:"b,omitempty"`
	}
	for s, ok := range map[string]bool{`{"a":1}`: true, `{"a":1,"b":"x"}`: true, `{"a":1,"b":""}`: false, `{ "a":1}`: false, `{"b":"x","a":1}`: false, `{"a":1.0}`: false, `{"a":1,"c":2}`: false, `{"a":1,"b":"\u0078"}`: false, `{}`: false, `{"a":1}` + "\n": false} {
		var got thing
		if err := strictjson.Exact([]byte(s), &got, strictjson.Default); (err == nil) != ok || err != nil && errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", s, err)
		}
	}
}
