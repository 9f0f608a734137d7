package rest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"entente/internal/base/authz"
	"entente/internal/base/errs"
)

// The rows of the hostile-input checklist, part A, that concern JSON, against
// a running node. Those that concern the transport are in serve.

// refused sends a body that must be refused with 4xx as JSON, of which the
// answer repeats little, and after which the node is as before.
func (n *node) refused(name string, body []byte) {
	n.Helper()
	res := n.admin.send("POST", "/users", bytes.NewReader(body))
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(res.Body); err != nil {
		n.Error(err)
	}
	if res.StatusCode != 400 && res.StatusCode != 413 {
		n.Errorf("%s: status %d: %.300s", name, res.StatusCode, &answer)
	}
	if answer.Len() > 256+400 {
		n.Errorf("%s: the answer has %d bytes: %.500s", name, answer.Len(), &answer)
	}
	if res.Header.Get("Content-Type") != "application/problem+json" {
		n.Errorf("%s: %s", name, &answer)
	}
	n.unchanged(name)
}

func (n *node) unchanged(name string) {
	n.Helper()
	all, err := n.acc.ListUsers(context.Background(), authz.System("CZE", "test", authz.UserManage))
	if err != nil || len(all) != 1 {
		n.Errorf("%s: %d users, %v", name, len(all), err)
	}
	n.admin.do("GET", "/health", nil, 200, nil)
}

// with puts a value in the place of one member of a good request.
func with(member string) []byte {
	return []byte(`{"name":"b","roles":["duty"],"password":"` + password + `",` + member + `}`)
}

func TestHostileA07Depth(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	n.refused("arrays", with(`"display":`+strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000)))
	n.refused("objects", with(`"display":`+strings.Repeat(`{"a":`, 10_000)+"1"+strings.Repeat("}", 10_000)))
	n.refused("65 levels", []byte(strings.Repeat("[", 65)+strings.Repeat("]", 65)))
	n.refused("never closed", with(`"display":`+strings.Repeat("[", 100_000)))
}

func TestHostileA08Counts(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	n.refused("elements", with(`"x":[`+strings.Repeat("1,", 400_000)+`1]`))
	var keys strings.Builder
	for i := range 80_000 {
		fmt.Fprintf(&keys, `"k%d":1,`, i)
	}
	n.refused("keys", with(`"x":{`+keys.String()+`"z":1}`))
	n.refused("roles", []byte(`{"name":"b","password":"`+password+`","roles":[`+strings.Repeat(`"duty",`, 100_000)+`"duty"]}`))
}

func TestHostileA09DuplicateKeys(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	n.refused("plain", with(`"roles":["admin"]`))
	n.refused("escaped", with(`"r\u006fles":["admin"]`))
	n.refused("nested", with(`"x":{"tlp":"RED","tlp":"CLEAR"}`))
}

func TestHostileA10CaseVariantKeys(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	n.refused("both", with(`"Roles":["admin"]`))
	n.refused("alone", []byte(`{"NAME":"b","roles":["duty"],"password":"`+password+`"}`))
	n.refused("long s", []byte(`{"name":"b","role\u017f":["duty"],"password":"`+password+`"}`))
	n.refused("tlp", with(`"x":{"tlp":"RED","TLP":"CLEAR"}`))
}

func TestHostileA11Unicode(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	for name, s := range map[string]string{"invalid": "\xff", "cut short": "\xe2\x82", "raw surrogate": "\xed\xa0\x80", "lone surrogate": `\ud800`, "low first": `\udc00\ud800`} {
		n.refused(name, with(`"display":"`+s+`"`))
		n.refused(name+" in a key", with(`"`+s+`":1`))
	}
}

func TestHostileA12Encodings(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	good := string(with(`"display":"x"`))
	n.refused("byte order mark", []byte("\ufeff"+good))
	n.refused("overlong", with("\"display\":\"\xc0\xaf\""))
	n.refused("overlong quote", []byte(strings.Replace(good, `"name"`, "\xc0\xa2name\"", 1)))
	var utf16 []byte
	for _, b := range []byte(good) {
		utf16 = append(utf16, b, 0)
	}
	n.refused("UTF-16", utf16)
	n.refused("UTF-16 with mark", append([]byte{0xff, 0xfe}, utf16...))
	n.refused("UTF-7", []byte(`+AHsAIgBu-`))
}

func TestHostileA13HiddenCharacters(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	for _, s := range []string{`\u0000`, `\u0007`, `\u001b[31m`, `\r\nSet-Cookie: x`, `\u202eadmin`, `a\u200bb`, `\u2066x\u2069`, `\ufeffx`, "a\x01b", "a\x00b", `\u0085x`} {
		n.refused("display "+s, with(`"display":"`+s+`"`))
		n.refused("name "+s, []byte(`{"name":"x`+s+`","roles":["duty"],"password":"`+password+`"}`))
		n.refused("key "+s, with(`"x`+s+`":1`))
	}
}

func TestHostileA14Numbers(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	for _, number := range []string{"1e400", "-1e400", "9007199254740993", "1e3", "1.5", "1.0", "-1", "01", "+1", "0x10", "NaN", "Infinity", "1_000", strings.Repeat("9", 500_000), "0." + strings.Repeat("1", 500_000), `"30"`, "true", "null"} {
		if number == "1e3" || number == "1.0" {
			continue // another spelling of a good number is a number; see below
		}
		res := n.admin.send("POST", "/tokens", strings.NewReader(`{"label":"x","kind":"full","expires_days":`+number+`}`))
		var answer bytes.Buffer
		_, _ = answer.ReadFrom(res.Body)
		if res.StatusCode != 400 && res.StatusCode != 413 || answer.Len() > 256+400 {
			t.Errorf("%.40s: %d, %d bytes: %.400s", number, res.StatusCode, answer.Len(), &answer)
		}
	}
	for _, number := range []string{"1e3", "401"} { // beyond the limit however it is spelt
		n.admin.do("POST", "/tokens", `{"label":"x","kind":"full","expires_days":`+number+`}`, 400, nil)
	}
}

func TestHostileA15TrailingData(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	good := string(with(`"display":"x"`))
	for _, tail := range []string{"{}", good, "x", "\x00", ",", "]", "null"} {
		n.refused("tail "+tail, []byte(good+tail))
	}
	n.admin.do("POST", "/users", good+" \r\n\t", 200, nil)
}

func TestHostileA16UnknownMembers(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	n.refused("unknown", with(`"note":"x"`))
	n.refused("deep", with(`"x":{"y":[{"z":1}]}`))
	n.refused("proto", with(`"__proto__":{"roles":["admin"]}`))
	p := n.admin.do("POST", "/users", string(with(`"`+strings.Repeat("k", 100_000)+`":1`)), 400, nil)
	if len(p.Detail) > errs.MaxEcho+100 {
		t.Errorf("the answer repeats %d bytes", len(p.Detail))
	}
}

func TestHostileA17WrongTypes(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	for _, body := range []string{
		`null`, `[]`, `"x"`, `1`, `true`, ``, ` `, `{`, `{"name":}`, `{"name":["b"],"roles":["duty"],"password":"x"}`, `{"name":{"a":1},"roles":["duty"],"password":"x"}`,
		`{"name":"b","roles":"duty","password":"x"}`, `{"name":"b","roles":{"0":"duty"},"password":"x"}`, `{"name":"b","roles":[["duty"]],"password":"x"}`, `{"name":"b","roles":[1],"password":"x"}`,
		`{"name":"b","roles":null,"password":"` + password + `"}`, `{"name":null,"roles":["duty"],"password":"` + password + `"}`, `{"name":"b","roles":["duty"],"invite":"yes"}`,
	} {
		n.refused("body "+body, []byte(body))
	}
	// The same for the password at sign-in (row 61).
	for _, pw := range []string{`[]`, `{}`, `1`, `null`, `true`, `[""]`} {
		(&client{node: n}).do("POST", "/session", `{"user":"eva","password":`+pw+`}`, 400, nil)
	}
	(&client{node: n}).do("POST", "/session", `{"user":"eva","password":""}`, 401, nil)
	(&client{node: n}).do("POST", "/session", `{"user":"eva","password":"`+strings.Repeat("a", 900_000)+`"}`, 400, nil)
}

func TestHostileA18Confusables(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	for _, name := range []string{"EVA", " eva ", "Eva"} {
		n.admin.do("POST", "/users", map[string]any{"name": name, "roles": []string{"duty"}, "password": password}, 409, nil)
	}
	for _, name := range []string{"еva", "ｅva", "eva\u0301", "e\u0301va", "éva", "eνa", "eva\u200d", "𝐞va", "eva\u2060"} {
		n.admin.do("POST", "/users", map[string]any{"name": name, "roles": []string{"duty"}, "password": password}, 400, nil)
	}
	n.unchanged("confusables")
}

func TestHostileA20Polyglot(t *testing.T) {
	t.Parallel()
	n := newNode(t)
	for name, body := range map[string]string{
		"YAML":     "name: b\nroles: [duty]\npassword: " + password + "\n",
		"YAML tag": "!!python/object/apply:os.system ['id']",
		"XML":      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><name>&e;</name>`,
		"form":     "name=b&roles=duty&password=x",
		"URL":      "http://127.0.0.1/",
		"comment":  `{"name":"b",/* */"roles":["duty"],"password":"x"}`,
		"JSON5":    `{name:'b',roles:['duty'],password:'x',}`,
		"JSONP":    `cb({"name":"b"})`,
		"prefix":   `)]}',` + "\n" + `{"name":"b"}`,
	} {
		n.refused(name, []byte(body))
	}
}
