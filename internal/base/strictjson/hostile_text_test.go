package strictjson_test

import (
	"strings"
	"testing"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

func TestHostileA11BadUnicode(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(marker, 5_000)
	refuse(t, strictjson.Default,
		refused{"a stray byte in a value", "{\"a\":\"" + long + "\xff\"}", errs.Invalid},
		refused{"a stray byte in a name", "{\"" + long + "\xff\":1}", errs.Invalid},
		refused{"a sequence cut short", "[\"\xe2\x82\"]", errs.Invalid},
		refused{"lone high surrogate, escaped", `["\ud800"]`, errs.Invalid},
		refused{"lone low surrogate, escaped", `["\udc00"]`, errs.Invalid},
		refused{"surrogates in the wrong order", `["\udc00\ud800"]`, errs.Invalid},
		refused{"high surrogate in a name", `{"\ud800":1}`, errs.Invalid},
		refused{"surrogate in raw bytes", "[\"\xed\xa0\x80\"]", errs.Invalid},
		refused{"beyond Unicode", "[\"\xf4\x90\x80\x80\"]", errs.Invalid},
	)
	if err := strictjson.Check([]byte(`["\ud83d\ude00","\ufffd"]`), strictjson.Default); err != nil {
		t.Errorf("a proper pair is text: %v", err)
	}
}

func TestHostileA12OtherEncodings(t *testing.T) {
	t.Parallel()
	refuse(t, strictjson.Default,
		refused{"overlong slash", "[\"\xc0\xaf\"]", errs.Invalid},
		refused{"overlong quote", "[\"\xe0\x80\xa2\"]", errs.Invalid},
		refused{"UTF-8 byte order mark", "\xef\xbb\xbf{}", errs.Invalid},
		refused{"UTF-16 big endian", "\xfe\xff\x00{\x00}", errs.Invalid},
		refused{"UTF-16 little endian", "\xff\xfe{\x00}\x00", errs.Invalid},
		refused{"UTF-16 without a mark", "\x00{\x00}", errs.Invalid},
		refused{"UTF-32", "{\x00\x00\x00}\x00\x00\x00", errs.Invalid},
	)
}

func TestHostileA13ControlsAndInvisibles(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(marker, 500)
	refuse(t, strictjson.Default,
		refused{"raw NUL in a value", "[\"a\x00b\"]", errs.Invalid},
		refused{"raw newline in a value", "[\"a\nb\"]", errs.Invalid},
		refused{"NUL in a name", `{"a\u0000b":1}`, errs.Invalid},
		refused{"escape sequence in a name", `{"\u001b[31m":1}`, errs.Invalid},
		refused{"right-to-left override in a name", "{\"tlp\u202e\":1}", errs.Invalid},
		refused{"right-to-left override, escaped", `{"tlp\u202e":1}`, errs.Invalid},
		refused{"zero width space in a name", "{\"t\u200blp\":1}", errs.Invalid},
		refused{"byte order mark in a name", "{\"\ufefftlp\":1}", errs.Invalid},
		refused{"soft hyphen in a name", "{\"t\u00adlp\":1}", errs.Invalid},
		refused{"after much else", "{\"" + long + "\u202e\":1}", errs.Invalid},
		refused{"below a name with a delete", "{\"\x7f\":{\"a\":1,\"a\":2}}", errs.Invalid},
	)
	// In values they are evidence, and kept; who shows them escapes them.
	if err := strictjson.Check([]byte(`{"name":"gpj.\u202eexe","nul":"\u0000"}`), strictjson.Default); err != nil {
		t.Errorf("a value may hold them, escaped: %v", err)
	}
}

func TestHostileA14Numbers(t *testing.T) {
	t.Parallel()
	refuse(t, strictjson.Default,
		refused{"beyond a double", `[1e400]`, errs.Invalid},
		refused{"beyond a double, negative", `[-1e400]`, errs.Invalid},
		refused{"negative zero", `[-0]`, errs.Invalid},
		refused{"negative zero with a fraction", `[-0.0]`, errs.Invalid},
		refused{"negative that becomes zero", `[-1e-400]`, errs.Invalid},
		refused{"an integer that rounds", `[9007199254740993]`, errs.Invalid},
		refused{"the first that is not safe", `[9007199254740992]`, errs.Invalid},
		refused{"negative integer that rounds", `[-9007199254740993]`, errs.Invalid},
		refused{"a megabyte of digits", `[` + strings.Repeat("7", 1<<20) + `]`, errs.Invalid},
		refused{"a megabyte of fraction", `[0.` + strings.Repeat("7", 1<<20) + `]`, errs.Invalid},
		refused{"a megabyte of exponent", `[1e` + strings.Repeat("7", 1<<20) + `]`, errs.Invalid},
		refused{"one that rounds, with an exponent", `[1e17]`, errs.Invalid},
		refused{"one that rounds, with a fraction", `[9007199254740993.0]`, errs.Invalid},
		refused{"leading zero", `[01]`, errs.Invalid},
		refused{"hexadecimal", `[0x10]`, errs.Invalid},
		refused{"not a number", `[NaN]`, errs.Invalid},
		refused{"plus sign", `[+1]`, errs.Invalid},
		refused{"under a long name", `{"` + strings.Repeat(marker, 999) + `":1e400}`, errs.Invalid},
	)
	for _, in := range []string{`9007199254740991`, `-9007199254740991`, `0`, `0.0`, `1e300`, `1e15`, `1e21`, `1.5`, `-12.25E-2`} {
		if err := strictjson.Check([]byte(in), strictjson.Default); err != nil {
			t.Errorf("%s: %v", in, err)
		}
	}
	err := strictjson.Check([]byte(`[`+strings.Repeat("7", 1<<20)+`]`), strictjson.Default)
	if n := strings.Count(err.Error(), "7"); n > 64 {
		t.Errorf("the error repeats %d digits", n)
	}
}

func TestHostileA15TrailingData(t *testing.T) {
	t.Parallel()
	refuse(t, strictjson.Default,
		refused{"a second value", `{"a":1}{"a":2}`, errs.Invalid},
		refused{"a second value on a new line", "1\n2", errs.Invalid},
		refused{"a bracket", `{}]`, errs.Invalid},
		refused{"a comma", `{},`, errs.Invalid},
		refused{"NUL", "{}\x00", errs.Invalid},
		refused{"much text", `{}` + strings.Repeat(marker, 9_000), errs.Invalid},
		refused{"a comment", `{} // fine`, errs.Invalid},
		refused{"nothing at all", ``, errs.Invalid},
		refused{"space only", "  \n", errs.Invalid},
		refused{"cut short", `{"` + strings.Repeat(marker, 900), errs.Invalid},
		refused{"cut after a name", `{"` + strings.Repeat(marker, 900) + `"`, errs.Invalid},
		refused{"cut within a list", `[1,`, errs.Invalid},
		refused{"trailing comma in a list", `[1,]`, errs.Invalid},
		refused{"trailing comma in an object", `{"a":1,}`, errs.Invalid},
		refused{"a colon missing", `{"a" 1}`, errs.Invalid},
		refused{"a name that is no string", `{1:2}`, errs.Invalid},
		refused{"mismatched", `[1}`, errs.Invalid},
	)
	if err := strictjson.Check([]byte(" {} \r\n\t"), strictjson.Default); err != nil {
		t.Errorf("white space may follow: %v", err)
	}
}

// agreement stands for a document that is read strictly.
type agreement struct {
	Title string `json:"title"`
	Count int    `json:"count"`
	Who   struct {
		Code string `json:"code"`
	} `json:"who"`
	List []string          `json:"list"`
	Free map[string]string `json:"free"`
}

func TestHostileA16UnknownMembers(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"unknown":                `{"title":"a","owner":"CZE"}`,
		"in another letter case": `{"Title":"a"}`,
		"nested":                 `{"who":{"code":"A","role":"admin"}}`,
		"very long":              `{"` + strings.Repeat(marker, 5_000) + `":1}`,
	} {
		var a agreement
		err := strictjson.Decode([]byte(in), &a, strictjson.Default)
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: Decode = %v, want a refusal", name, err)
			continue
		}
		repeatsLittle(t, err)
	}
	var a agreement
	if err := strictjson.DecodeLoose([]byte(`{"title":"a","owner":"CZE"}`), &a); err != nil || a.Title != "a" {
		t.Errorf("DecodeLoose = %+v, %v; it reads what is known", a, err)
	}
}

func TestHostileA17WrongTypes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(marker, 5_000)
	for name, in := range map[string]string{
		"list for string":          `{"title":["a"]}`,
		"object for string":        `{"title":{"a":"` + long + `"}}`,
		"number for string":        `{"title":7}`,
		"string for number":        `{"count":"` + long + `"}`,
		"fraction for integer":     `{"count":1.5}`,
		"list for object":          `{"who":[]}`,
		"object for list":          `{"list":{}}`,
		"number within a list":     `{"list":["a",1]}`,
		"list for the whole":       `[]`,
		"string for the whole":     `"` + long + `"`,
		"wrong under a long name":  `{"free":{"` + long + `":1}}`,
		"wrong under an invisible": `{"free":{"\u007f":1}}`,
	} {
		var a agreement
		err := strictjson.Decode([]byte(in), &a, strictjson.Default)
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: Decode = %v, want a refusal", name, err)
			continue
		}
		repeatsLittle(t, err)
	}
}
