// Package schema holds what we write against the JSON schemas that others
// wrote for STIX 2.1.
package schema

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"entente/internal/base/strictjson"
	"entente/internal/format/misp"
	"entente/internal/format/stix"
)

const data = "../../../shared/data/"

// schemas compiles one schema per STIX type, each under the id that it states.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	files, err := filepath.Glob(data + "stix-schemas/*/*.json")
	if err != nil || len(files) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the schemas are missing")
		}
		t.Skip("the schemas are not beside the project")
	}
	c := jsonschema.NewCompiler()
	ids := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(f, err)
		}
		id, _ := doc.(map[string]any)["$id"].(string)
		if err := c.AddResource(id, doc); err != nil {
			t.Fatal(f, err)
		}
		ids[strings.TrimSuffix(filepath.Base(f), ".json")] = id
	}
	out := map[string]*jsonschema.Schema{}
	for name, id := range ids {
		if strings.Contains(id, "/common/") && name != "marking-definition" && name != "language-content" && name != "extension-definition" {
			continue
		}
		s, err := c.Compile(id)
		if err != nil {
			t.Fatal(name, err)
		}
		out[name] = s
	}
	return out
}

// check validates objects of types that have a schema, and counts faults by
// their text.
type check struct {
	schemas map[string]*jsonschema.Schema
	seen    int
	faults  map[string]int
}

func (c *check) object(o *stix.Object) {
	s := c.schemas[o.Type]
	if s == nil {
		return
	}
	c.seen++
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(o.Bytes))
	if err == nil {
		err = s.Validate(doc)
	}
	var ve *jsonschema.ValidationError
	if errors.As(err, &ve) {
		for len(ve.Causes) > 0 {
			ve = ve.Causes[0]
		}
		c.faults[o.Type+" "+strings.Join(ve.InstanceLocation, "/")+": "+ve.Error()]++
	} else if err != nil {
		c.faults[err.Error()]++
	}
}

func (c *check) report(t *testing.T, least int) {
	t.Helper()
	if c.seen < least {
		t.Errorf("only %d objects were checked, want %d", c.seen, least)
	}
	var lines []string
	for f, n := range c.faults {
		lines = append(lines, strings.ReplaceAll(f, "\n", " ")+" ×"+strings.Repeat("i", min(n, 5)))
	}
	sort.Strings(lines)
	for _, l := range lines[:min(len(lines), 20)] {
		t.Error(l)
	}
}

func TestUpgradedATTACKFitsTheSchemas(t *testing.T) {
	t.Parallel()
	c := &check{schemas: schemas(t), faults: map[string]int{}}
	f, err := os.Open(data + "attack/enterprise-attack.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := stix.ReadBundle(f, strictjson.Default, func(_ int, objs []*stix.Object, bad *stix.ObjectError) error {
		if bad != nil {
			t.Errorf("%s: %s", bad.ID, bad.Reason)
			return nil
		}
		c.object(objs[0])
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	c.report(t, 22_000)
}

func TestConvertedMISPEventsFitTheSchemas(t *testing.T) {
	t.Parallel()
	c := &check{schemas: schemas(t), faults: map[string]int{}}
	files, err := filepath.Glob(data + "misp-events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no events", err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		err = misp.ReadEvents(f, strictjson.Default, func(ev misp.Event) error {
			r, err := misp.Convert(ev)
			for _, o := range r.Objects {
				c.object(o)
			}
			return err
		})
		_ = f.Close()
		if err != nil {
			t.Fatal(name, err)
		}
	}
	c.report(t, 2000)
}

// TestTheSchemasBite shows that a fault would be seen.
func TestTheSchemasBite(t *testing.T) {
	t.Parallel()
	s := schemas(t)["indicator"]
	for _, text := range []string{`{"type":"indicator","spec_version":"2.1"}`, `{"type":"indicator","spec_version":"2.1","id":"indicator--0f6a0f6e-6f0e-4a9d-8f3e-8f2f1c1e0a02","created":"yesterday","modified":"2026-01-01T00:00:00Z","pattern":"[a:b = 1]","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}`} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(doc) == nil {
			t.Errorf("%s fits", text)
		}
	}
}
