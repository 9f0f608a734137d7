package misp

import (
	"fmt"
	"strings"
	"testing"

	"entente/internal/base/strictjson"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
)

// convert reads one event and turns it into objects.
func convert(t testing.TB, text string) Result {
	t.Helper()
	var out Result
	n := 0
	if err := ReadEvents(strings.NewReader(text), strictjson.Default, func(ev Event) (err error) {
		n++
		out, err = Convert(ev)
		return err
	}); err != nil || n != 1 {
		t.Fatalf("%d events, %v", n, err)
	}
	return out
}

const attr = `{"uuid":"11111111-1111-4111-8111-%012d","type":"%s","category":"Network activity","to_ids":%v,"value":"%s","timestamp":"1700000000"%s}`

// event writes an event; more goes into it beside the attributes.
func event(more string, attributes ...string) string {
	return `{"Event":{"uuid":"3f1d7a52-7a7e-4c1e-9a5b-7d1f1a2b3c01","id":"7","info":"test","date":"2023-11-01","timestamp":1700000000,"published":true,"Orgc":{"uuid":"5a1f0c7e-31d5-4a62-9b53-0c6f9a8f7d11","name":"ORG"}` + more + `,"Attribute":[` + strings.Join(attributes, ",") + `]}}`
}

func find(t *testing.T, r Result, prefix string) *stix.Object {
	t.Helper()
	for _, o := range r.Objects {
		if strings.HasPrefix(o.ID, prefix) {
			return o
		}
	}
	t.Fatalf("no object %s among %d; problems %v", prefix, len(r.Objects), r.Problems)
	return nil
}

func markings(o *stix.Object) marking.Set {
	return stix.Markings(o, func(string) (*stix.Object, bool) { return nil, false })
}

func TestMarkingsOfAnEvent(t *testing.T) {
	t.Parallel()
	tags := func(names ...string) string {
		var all []string
		for _, n := range names {
			all = append(all, `{"name":"`+n+`"}`)
		}
		return `"Tag":[` + strings.Join(all, ",") + `]`
	}
	const group = `"SharingGroup":{"uuid":"22222222-2222-4222-8222-222222222222","name":"g"}`
	for name, c := range map[string]struct {
		event, attribute string
		tlp              marking.TLP
		unknown          bool
	}{
		"no tag stays unmarked":                  {``, ``, marking.None, false},
		"its tag":                                {`,` + tags("tlp:green"), ``, marking.Green, false},
		"white is clear":                         {`,` + tags("tlp:white"), ``, marking.Clear, false},
		"the stricter of two":                    {`,` + tags("tlp:green", "tlp:amber+strict"), ``, marking.AmberStrict, false},
		"a stricter attribute":                   {`,` + tags("tlp:green"), `,` + tags("tlp:red"), marking.Red, false},
		"a looser attribute":                     {`,` + tags("tlp:amber"), `,` + tags("tlp:green"), marking.Amber, false},
		"a level that is none":                   {`,` + tags("tlp:unclear"), ``, marking.None, true},
		"own organisation, marked":               {`,"distribution":"0",` + tags("tlp:green"), ``, marking.Red, false},
		"own organisation, unmarked":             {`,"distribution":"0"`, ``, marking.None, false},
		"own organisation, attribute":            {`,` + tags("tlp:green"), `,"distribution":0`, marking.Red, false},
		"a sharing group":                        {`,"distribution":"4",` + group + `,` + tags("tlp:green"), ``, marking.Green, true},
		"a sharing group without distribution 4": {`,"sharing_group_id":"9",` + tags("tlp:green"), ``, marking.Green, true},
		"all communities invents nothing":        {`,"distribution":"3"`, ``, marking.None, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := convert(t, event(c.event, fmt.Sprintf(attr, 1, "domain", true, "a.example", c.attribute)))
			if got := markings(find(t, r, "indicator--11111111")); got.TLP != c.tlp || (len(got.Unknown) > 0) != c.unknown {
				t.Errorf("marked %v, unknown %v", got.TLP, got.Unknown)
			}
		})
	}
}

func TestAttributesBecomeWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typ, value, want string }{
		{"domain", "evil.example", "[domain-name:value = 'evil.example']"},
		{"ip-dst", "198.51.100.7", "[ipv4-addr:value = '198.51.100.7']"},
		{"ip-src", "2001:db8::1", "[ipv6-addr:value = '2001:db8::1']"},
		{"ip-dst|port", "198.51.100.7|8080", "[ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port = 8080]"},
		{"md5", "AABBCCDDEEFF00112233445566778899", "[file:hashes.MD5 = 'aabbccddeeff00112233445566778899']"},
		{"filename|sha256", "a.exe|00", "[file:name = 'a.exe' AND file:hashes.'SHA-256' = '00']"},
		{"url", "http://a.example/it's", "[url:value = 'http://a.example/it\\'s']"},
		{"regkey|value", "HKLM\\\\x|y", "[windows-registry-key:key = 'HKLM\\\\x' AND windows-registry-key:values[*].data = 'y']"},
		{"AS", "AS64500", "[autonomous-system:number = 64500]"},
	} {
		r := convert(t, event("", fmt.Sprintf(attr, 1, c.typ, true, c.value, "")))
		o := find(t, r, "indicator--11111111")
		if !strings.Contains(string(o.Bytes), strings.NewReplacer(`\`, `\\`).Replace(c.want)) {
			t.Errorf("%s %s: %s", c.typ, c.value, o.Bytes)
		}
	}
	r := convert(t, event("", fmt.Sprintf(attr, 1, "domain", false, "a.example", ""), fmt.Sprintf(attr, 2, "strange-type", true, "v", ""), fmt.Sprintf(attr, 3, "vulnerability", false, "CVE-2026-1", ""),
		fmt.Sprintf(attr, 4, "yara", true, "rule x {}", ""), fmt.Sprintf(attr, 5, "domain", true, "gone.example", `,"deleted":true`)))
	for _, prefix := range []string{"x-misp-attribute--11111111-1111-4111-8111-000000000001", "x-misp-attribute--11111111-1111-4111-8111-000000000002", "vulnerability--", "indicator--11111111-1111-4111-8111-000000000004", "report--", "identity--"} {
		find(t, r, prefix)
	}
	if len(r.Problems) != 1 || r.Problems[0].Path != "Attribute[4]" || r.Attributes != 5 {
		t.Errorf("%d attributes, problems %v", r.Attributes, r.Problems)
	}
}

func TestObjectsReferencesGalaxiesAndSightings(t *testing.T) {
	t.Parallel()
	r := convert(t, event(`,"Object":[{"uuid":"44444444-4444-4444-8444-444444444444","name":"file","timestamp":"1700000000","Attribute":[`+fmt.Sprintf(attr, 7, "sha1", true, "00", `,"object_relation":"sha1"`)+`],
		"ObjectReference":[{"uuid":"55555555-5555-4555-8555-555555555555","referenced_uuid":"11111111-1111-4111-8111-000000000001","relationship_type":"Dropped By"},{"uuid":"66666666-6666-4666-8666-666666666666","referenced_uuid":"99999999-9999-4999-8999-999999999999","relationship_type":"x"}]}],
		"Galaxy":[{"type":"mitre-intrusion-set","GalaxyCluster":[{"uuid":"77777777-7777-4777-8777-777777777777","type":"mitre-intrusion-set","value":"APT-X","tag_name":"t"}]}],
		"ShadowAttribute":[{"uuid":"88888888-8888-4888-8888-888888888888","type":"domain","value":"p.example"}]`,
		fmt.Sprintf(attr, 1, "domain", true, "a.example", `,"Sighting":[{"uuid":"12121212-1212-4212-8212-121212121212","type":"0","date_sighting":"1700000001"},{"uuid":"13131313-1313-4313-8313-131313131313","type":"1","date_sighting":"1700000001"}]`)))
	for _, prefix := range []string{"x-misp-object--44444444", "relationship--55555555", "intrusion-set--", "sighting--12121212", "opinion--13131313"} {
		find(t, r, prefix)
	}
	if o := find(t, r, "relationship--55555555"); !strings.Contains(string(o.Bytes), `"dropped-by"`) {
		t.Errorf("%s", o.Bytes)
	}
	var paths []string
	for _, p := range r.Problems {
		paths = append(paths, p.Path)
	}
	if strings.Join(paths, " ") != "Object[0].ObjectReference[1] ShadowAttribute[0]" {
		t.Errorf("problems at %v", paths)
	}
}

func TestHostileB36LocalNumbersIdentifyNothing(t *testing.T) {
	t.Parallel()
	r := convert(t, event("", `{"id":"5","event_id":"999","type":"domain","value":"no-uuid.example","to_ids":true,"timestamp":"1700000000"}`))
	if len(r.Problems) != 1 || r.Attributes != 1 {
		t.Errorf("problems %v", r.Problems)
	}
	if err := ReadEvents(strings.NewReader(`{"Event":{"id":"7","info":"x","timestamp":"1"}}`), strictjson.Default, func(ev Event) error {
		_, err := Convert(ev)
		return err
	}); err == nil {
		t.Error("an event without UUID was taken")
	}
}

func TestTheSameEventGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	text := event(`,"Tag":[{"name":"tlp:green"}]`, fmt.Sprintf(attr, 1, "domain", true, "a.example", ""), fmt.Sprintf(attr, 2, "text", false, "hello", ""))
	a, b := convert(t, text), convert(t, strings.Replace(text, `"id":"7"`, `"id":"8"`, 1))
	if len(a.Objects) != len(b.Objects) {
		t.Fatal("another number of objects")
	}
	for i := range a.Objects {
		if a.Objects[i].Digest != b.Objects[i].Digest {
			t.Errorf("%s differs from %s", a.Objects[i].Bytes, b.Objects[i].Bytes)
		}
	}
}

func TestFormsOfADocument(t *testing.T) {
	t.Parallel()
	one := event("", fmt.Sprintf(attr, 1, "domain", true, "a.example", ""))
	bare := strings.TrimSuffix(strings.TrimPrefix(one, `{"Event":`), "}")
	for name, c := range map[string]struct {
		text string
		n    int
	}{"event": {one, 1}, "response": {`{"response":[` + one + `,` + one + `]}`, 2}, "list": {`[` + one + `]`, 1}, "bare": {bare, 1}, "nothing": {`{"response":[]}`, 0}} {
		n := 0
		if err := ReadEvents(strings.NewReader(c.text), strictjson.Default, func(Event) error { n++; return nil }); err != nil || n != c.n {
			t.Errorf("%s: %d events, %v", name, n, err)
		}
	}
	for name, text := range map[string]string{"cut": one[:40], "trailing": one + "x", "duplicate keys": `{"Event":{"uuid":"a","uuid":"b"}}`, "two cases": `{"Event":{"uuid":"a","UUID":"b"}}`, "twice": `{"Event":{},"Event":{}}`, "a number": `7`, "a list for an object": `{"Event":{"Tag":"x"}}`} {
		if err := ReadEvents(strings.NewReader(text), strictjson.Default, func(Event) error { return nil }); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func FuzzConvert(f *testing.F) {
	f.Add(event(`,"Tag":[{"name":"tlp:green"}]`, fmt.Sprintf(attr, 1, "domain", true, "a.example", "")))
	f.Add(`[{"Event":{"uuid":"3f1d7a52-7a7e-4c1e-9a5b-7d1f1a2b3c01","date":"2020-01-01"}}]`)
	f.Fuzz(func(t *testing.T, text string) {
		_ = ReadEvents(strings.NewReader(text), strictjson.Default, func(ev Event) error {
			r, err := Convert(ev)
			if err == nil && len(r.Objects) == 0 && len(r.Problems) == 0 {
				t.Error("an event vanished without a reason")
			}
			return nil
		})
	})
}
