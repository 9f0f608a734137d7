package intel

import (
	"strings"
	"testing"

	"entente/internal/format/marking"
	"entente/internal/format/stix"
	"entente/internal/policy"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	obj := func(modified, name string) *stix.Object {
		o, err := stix.Parse([]byte(`{"type":"indicator","spec_version":"2.1","id":"indicator--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0a02","created":"2026-01-01T00:00:00.000Z","modified":"` + modified + `","name":"` + name + `","pattern":"[domain-name:value = 'a.example']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}`))
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	const old, mid, late = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"
	have := func(o *stix.Object, latest, gone bool) held {
		return held{added: 1, version: o.Version, digest: o.Digest, latest: latest, gone: gone, lot: 1, class: Class{Class: policy.Class{Origin: "CZE", TLP: marking.Amber}}}
	}
	one := obj(mid, "one")
	for name, c := range map[string]struct {
		offered     *stix.Object
		tlp         marking.TLP
		origin      string
		lot         int64
		bySignature bool
		have        []held
		want        verdictKind
		latest      bool
		reason      string
	}{
		"new":                                {one, marking.Amber, "CZE", 2, false, nil, store, true, ""},
		"same bytes":                         {one, marking.Amber, "EST", 2, true, []held{have(one, true, false)}, duplicate, false, ""},
		"same version, other bytes":          {obj(mid, "two"), marking.Amber, "CZE", 2, true, []held{have(one, true, false)}, conflict, false, "other content"},
		"recalled comes again":               {one, marking.Amber, "CZE", 2, true, []held{have(one, true, true)}, refused, false, "recalled"},
		"later, by its origin":               {obj(late, "one"), marking.Amber, "CZE", 2, false, []held{have(one, true, false)}, store, true, ""},
		"later, by another":                  {obj(late, "one"), marking.Amber, "EST", 2, true, []held{have(one, true, false)}, refused, false, "belongs to CZE"},
		"older, by import":                   {obj(old, "one"), marking.Amber, "CZE", 2, false, []held{have(one, true, false)}, refused, false, "older"},
		"older, in the same lot":             {obj(old, "one"), marking.Amber, "CZE", 1, false, []held{have(one, true, false)}, store, false, ""},
		"older, arriving late by release":    {obj(old, "one"), marking.Amber, "CZE", 2, true, []held{have(one, true, false)}, store, false, ""},
		"later and looser, by import":        {obj(late, "one"), marking.Green, "CZE", 2, false, []held{have(one, true, false)}, refused, false, "loosen"},
		"later and looser, signed by origin": {obj(late, "one"), marking.Green, "CZE", 2, true, []held{have(one, true, false)}, store, true, ""},
		"later and stricter, by import":      {obj(late, "one"), marking.Red, "CZE", 2, false, []held{have(one, true, false)}, store, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judge(c.offered, c.tlp, "CZE", c.lot, c.bySignature, c.have)
			if c.origin != "CZE" {
				got = judge(c.offered, c.tlp, "EST", c.lot, c.bySignature, c.have)
			}
			if got.kind != c.want || got.latest != c.latest || !strings.Contains(got.reason, c.reason) || (got.reason == "") != (c.reason == "") {
				t.Errorf("judged %+v", got)
			}
		})
	}
}

func TestVersionsAreComparedAsMoments(t *testing.T) {
	t.Parallel()
	if before("2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.123Z") || !before("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.001Z") {
		t.Error("versions are compared as text")
	}
}
