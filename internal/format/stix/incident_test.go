package stix

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/errs"
	"entente/internal/format/marking"
)

func incident() Incident {
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	return Incident{ID: "incident--018f3b5e-0000-7000-8000-000000000001", Created: at, Modified: at.Add(time.Hour), Name: "Ransomware", Description: "Two servers.", TLP: marking.Green,
		Labels: []string{`rsit:malicious-code="infected-system"`}, Determination: "confirmed", Status: "open",
		Scores:  []IncidentScore{{Name: "NCISS", Value: 62, Description: "medium"}},
		Events:  []IncidentEvent{{ID: "018f3b5e-0000-7000-8000-000000000002", Name: "occurred", Description: "The first host was encrypted", Status: "occurred", Start: at.Add(-time.Hour), TLP: marking.Amber}},
		Tasks:   []IncidentTask{{ID: "018f3b5e-0000-7000-8000-000000000003", Name: "Image two servers", Outcome: "successful", TLP: marking.Green}},
		Targets: []IncidentTarget{{ID: "018f3b5e-0000-7000-8000-000000000004", Name: "Hospital A", Sector: "health", TLP: marking.Green}},
		Related: []string{"indicator--018f3b5e-0000-7000-8000-000000000005"}}
}

func TestAnIncidentReadsAsItWasWritten(t *testing.T) {
	b, err := incident().Bundle()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadIncident(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(incident(), got); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{`"extension_type":"property-extension"`, `"determination":"confirmed"`, `"investigation_status":"open"`, `"event_refs":["event--`, `"task_refs":["task--`, `"extension_type":"new-sdo"`} {
		if !strings.Contains(string(b), name) {
			t.Errorf("the bundle has no %s", name)
		}
	}
}

func TestReadIncidentOfOthers(t *testing.T) {
	const plain = `{"type":"incident","spec_version":"2.1","id":"incident--018f3b5e-0000-7000-8000-000000000001","created":"2026-11-23T09:30:00.000Z","modified":"2026-11-23T09:30:00.000Z","name":"Phishing"`
	in, err := ReadIncident([]byte(plain + `,"object_marking_refs":["marking-definition--00000000-0000-4000-8000-000000000000"],"extensions":{"` + IncidentCore + `":{"extension_type":"property-extension","determination":"suspected","investigation_status":"new","event_refs":["event--018f3b5e-0000-7000-8000-000000000002"],"criticality":7}}}`))
	if err != nil || in.Name != "Phishing" || in.Determination != "suspected" || in.TLP != marking.None || len(in.Events) != 0 {
		t.Errorf("%+v, %v", in, err)
	}
	for name, b := range map[string]string{
		"none":        `{"type":"bundle","id":"bundle--018f3b5e-0000-7000-8000-000000000001","objects":[]}`,
		"two":         `[` + plain + `},` + strings.Replace(plain, "000000000001", "000000000009", 1) + `}]`,
		"no name":     strings.Replace(plain, `"name":"Phishing"`, `"x":1`, 1) + `}`,
		"no JSON":     `<incident/>`,
		"wrong types": plain + `,"extensions":{"` + IncidentCore + `":{"scores":"many"}}}`,
	} {
		if _, err := ReadIncident([]byte(b)); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
