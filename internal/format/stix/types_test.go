package stix

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"entente/internal/base/errs"
	"entente/internal/base/strictjson"
)

const (
	uuidA = "6f1a3c1e-0b7a-4c2b-9d4e-5a1c2b3d4e5f"
	uuidB = "7a2b4d2f-1c8b-4d3c-8e5f-6b2d3c4e5f60"
	uuidC = "8b3c5e30-2d9c-4e4d-9f60-7c3e4d5f6071"
)

// minimal holds, for every type, the least that makes a valid object of it
// beside the common properties.
var minimal = map[string]map[string]any{
	"attack-pattern":   {"name": "phishing"},
	"campaign":         {"name": "c"},
	"course-of-action": {"name": "patch"},
	"grouping":         {"context": "suspicious-activity", "object_refs": []string{"indicator--" + uuidB}},
	"identity":         {"name": "CERT"},
	"incident":         {"name": "outage"},
	"indicator":        {"pattern": "[mutex:name = 'x']", "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z"},
	"infrastructure":   {"name": "c2"},
	"intrusion-set":    {"name": "i"},
	"location":         {"country": "CZ"},
	"malware":          {"is_family": false},
	"malware-analysis": {"product": "sandbox", "result": "malicious"},
	"note":             {"content": "text", "object_refs": []string{"indicator--" + uuidB}},
	"observed-data":    {"first_observed": "2026-01-01T00:00:00Z", "last_observed": "2026-01-01T00:00:00Z", "number_observed": 1, "object_refs": []string{"url--" + uuidB}},
	"opinion":          {"opinion": "agree", "object_refs": []string{"indicator--" + uuidB}},
	"report":           {"name": "r", "published": "2026-01-01T00:00:00Z", "object_refs": []string{"indicator--" + uuidB}},
	"threat-actor":     {"name": "t"},
	"tool":             {"name": "t"},
	"vulnerability":    {"name": "CVE-2026-1"},

	"relationship": {"relationship_type": "uses", "source_ref": "campaign--" + uuidB, "target_ref": "tool--" + uuidC},
	"sighting":     {"sighting_of_ref": "indicator--" + uuidB},

	"artifact":             {"payload_bin": "VGVzdA=="},
	"autonomous-system":    {"number": 64496},
	"directory":            {"path": "/tmp"},
	"domain-name":          {"value": "example.com"},
	"email-addr":           {"value": "a@example.com"},
	"email-message":        {"is_multipart": false},
	"file":                 {"name": "a.exe"},
	"ipv4-addr":            {"value": "192.0.2.1"},
	"ipv6-addr":            {"value": "2001:db8::1"},
	"mac-addr":             {"value": "00:00:5e:00:53:01"},
	"mutex":                {"name": "m"},
	"network-traffic":      {"protocols": []string{"tcp"}, "src_ref": "ipv4-addr--" + uuidB},
	"process":              {"pid": 7},
	"software":             {"name": "s"},
	"url":                  {"value": "https://example.com/"},
	"user-account":         {"user_id": "u"},
	"windows-registry-key": {"key": "HKEY_LOCAL_MACHINE\\foo"},
	"x509-certificate":     {"serial_number": "1"},

	"marking-definition":   {"name": "m", "definition_type": "statement", "definition": map[string]any{"statement": "© us"}},
	"language-content":     {"object_ref": "campaign--" + uuidB, "contents": map[string]any{"cs": map[string]any{"name": "k"}}},
	"extension-definition": {"name": "e", "schema": "https://example.com/", "version": "1.0", "extension_types": []string{"property-extension"}},
}

// example builds a valid minimal object of a type.
func example(typ string) map[string]any {
	p := map[string]any{"type": typ, "id": typ + "--" + uuidA, "spec_version": "2.1"}
	if specs[typ].family != sco {
		p["created"] = "2026-01-02T03:04:05.000Z"
		if typ != "marking-definition" {
			p["modified"] = "2026-01-02T03:04:05.000Z"
		}
	}
	if typ == "extension-definition" {
		p["created_by_ref"] = "identity--" + uuidB
	}
	maps.Copy(p, minimal[typ])
	return p
}

// with gives a copy with one property set, or taken away for nil.
func with(p map[string]any, name string, v any) map[string]any {
	p = maps.Clone(p)
	if p[name] = v; v == nil {
		delete(p, name)
	}
	return p
}

func parseMap(t testing.TB, p map[string]any) (*Object, error) {
	t.Helper()
	b, err := strictjson.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(b)
}

// mustRefuse checks that properties make no object, and that the reason names
// what is wrong.
func mustRefuse(t testing.TB, p map[string]any, kind errs.Kind, says string) {
	t.Helper()
	o, err := parseMap(t, p)
	if err == nil {
		t.Errorf("taken: %s", clip(o.Bytes))
		return
	}
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), says) {
		t.Errorf("refused as %s: %v; want %s and %q", errs.KindOf(err), err, kind, says)
	}
}

func clip(b []byte) string { return errs.Clip(string(b)) }

func TestEveryTypeHasAValidMinimalExample(t *testing.T) {
	t.Parallel()
	if len(minimal) != len(specs) {
		t.Errorf("%d examples for %d types", len(minimal), len(specs))
	}
	for typ, s := range specs {
		t.Run(typ, func(t *testing.T) {
			t.Parallel()
			o, err := parseMap(t, example(typ))
			if err != nil {
				t.Fatal(err)
			}
			if o.Type != typ || o.ID != typ+"--"+uuidA || o.Category() != s.category {
				t.Errorf("read as %s %s, %s", o.Type, o.ID, o.Category())
			}
			if (o.Version == "") != (s.family == sco) {
				t.Errorf("its version is %q", o.Version)
			}
			if o.Name() == "" {
				t.Error("a person can call it nothing")
			}
		})
	}
}

func TestMissingOrMalformedRequiredPropertyIsRefused(t *testing.T) {
	t.Parallel()
	wrong := map[string][]any{
		"s": {"", 7, []string{"a"}, map[string]any{"a": 1}, true},
		"t": {"", "yesterday", "2026-01-01", 7, "2026-13-01T00:00:00Z", "2026-01-01T00:00:00+02:00", []string{"a"}},
		"b": {"true", 1, []bool{true}},
		"i": {"1", 1.5, []int{1}, true},
		"r": {"", "x", 7, "indicator--" + uuidA[:35], "Indicator--" + uuidA, "indicator--" + strings.Repeat("g", 36), "indicator--7", []string{"indicator--" + uuidA}},
		"R": {[]string{}, "indicator--" + uuidA, []int{1}, []string{"x"}, map[string]any{}},
		"l": {[]string{}, "x", []int{1}, 7},
		"o": {map[string]any{}, "x", []string{"x"}, 7},
	}
	for typ, s := range specs {
		t.Run(typ, func(t *testing.T) {
			t.Parallel()
			p := example(typ)
			for req := range strings.FieldsSeq(s.required) {
				name, form, _ := strings.Cut(req, ":")
				mustRefuse(t, with(p, name, nil), errs.Invalid, name)
				for _, v := range wrong[form] {
					mustRefuse(t, with(p, name, v), errs.Invalid, name)
				}
			}
			for _, name := range []string{"type", "id"} {
				mustRefuse(t, with(p, name, nil), errs.Invalid, name)
				mustRefuse(t, with(p, name, []string{"a"}), errs.Invalid, name)
			}
			if s.family != sco {
				mustRefuse(t, with(p, "created", nil), errs.Invalid, "created")
			}
			if s.family != sco && typ != "marking-definition" {
				mustRefuse(t, with(p, "modified", nil), errs.Invalid, "modified")
			}
		})
	}
}

func TestWhatARequiredListCannotSay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ, property string
		value         any
		says          string
	}{
		{"observed-data", "object_refs", nil, "object_refs"},
		{"observed-data", "last_observed", "2025-12-31T23:59:59Z", "last_observed"},
		{"observed-data", "number_observed", 0, "number_observed"},
		{"file", "name", nil, "hashes or name"},
		{"location", "country", nil, "region"},
		{"artifact", "payload_bin", nil, "payload_bin"},
		{"network-traffic", "src_ref", nil, "src_ref"},
		{"marking-definition", "definition", nil, "definition"},
		{"marking-definition", "modified", "2026-01-02T03:04:05Z", "no versions"},
		{"indicator", "valid_until", "2026-01-01T00:00:00Z", "valid_until"},
		{"relationship", "source_ref", "x", "source_ref"},
		{"identity", "confidence", "high", "confidence"},
		{"identity", "confidence", 101, "confidence"},
		{"identity", "confidence", -1, "confidence"},
		{"identity", "confidence", 50.5, "confidence"},
		{"identity", "revoked", "yes", "revoked"},
		{"identity", "labels", []string{}, "labels"},
		{"identity", "labels", []int{1}, "labels"},
		{"identity", "extensions", []string{"x"}, "extensions"},
		{"identity", "external_references", "x", "external_references"},
		{"identity", "created_by_ref", "tool--" + uuidB, "created_by_ref"},
		{"identity", "created_by_ref", "identity--x", "created_by_ref"},
		{"identity", "object_marking_refs", []string{"identity--" + uuidB}, "object_marking_refs"},
		{"identity", "object_marking_refs", "marking-definition--" + uuidB, "object_marking_refs"},
		{"identity", "object_marking_refs", []string{"marking-definition--x"}, "object_marking_refs"},
		{"marking-definition", "object_marking_refs", []string{"marking-definition--" + uuidA}, "itself"},
		{"identity", "spec_version", "2.2", "spec_version"},
		{"identity", "spec_version", 2.1, "spec_version"},
		{"identity", "type", "Identity", "type"},
		{"identity", "type", "tool", "id"},
		{"identity", "id", "identity--" + strings.ReplaceAll(uuidA, "-", "0"), "id"},
		{"identity", "id", "identity--" + uuidA + "0", "id"},
		{"identity", "id", "identity", "id"},
		{"identity", "id", strings.Repeat("Ж", 4000), "id"},
		{"identity", "x_friend_ref", nil, ""},
		{"report", "object_refs", []string{"not an id"}, "object_refs"},
	} {
		t.Run(fmt.Sprintf("%s %s %v", c.typ, c.property, clip(fmt.Append(nil, c.value))), func(t *testing.T) {
			t.Parallel()
			p := with(example(c.typ), c.property, c.value)
			if c.says == "" {
				if _, err := parseMap(t, p); err != nil {
					t.Error(err)
				}
				return
			}
			mustRefuse(t, p, errs.Invalid, c.says)
		})
	}
	mustRefuse(t, map[string]any{"type": "bundle", "id": "bundle--" + uuidA}, errs.Invalid, "bundle")
}

func TestCustomObjects(t *testing.T) {
	t.Parallel()
	for _, p := range []map[string]any{
		{"type": "x-acme-thing", "id": "x-acme-thing--" + uuidA, "spec_version": "2.1", "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z"},
		{"type": "x-acme-observable", "id": "x-acme-observable--" + uuidA, "value": 1}, // no versions: an observable
	} {
		o, err := parseMap(t, p)
		if err != nil {
			t.Errorf("%v: %v", p, err)
			continue
		}
		want, _ := strictjson.Marshal(p)
		if string(o.Bytes) != string(want) || o.Category() != "ttp" {
			t.Errorf("read as %s, %s", o.Bytes, o.Category())
		}
	}
}
