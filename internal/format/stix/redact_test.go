package stix_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"entente/internal/base/errs"
	"entente/internal/format/marking"
	"entente/internal/format/stix"
)

const (
	reportID = "report--11111111-1111-4111-8111-111111111111"
	maliceID = "malware--22222222-2222-4222-8222-222222222222"
	otherID  = "indicator--33333333-3333-4333-8333-333333333333"
	newID    = "report--44444444-4444-4444-8444-444444444444"
	newMal   = "malware--55555555-5555-4555-8555-555555555555"
	amberRef = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
	greenRef = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
)

const reportText = `{"type":"report","spec_version":"2.1","id":"` + reportID + `","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-02T00:00:00.000Z",
"name":"Town halls","description":"Names a victim","published":"2026-01-01T00:00:00Z","confidence":40,"object_refs":["` + maliceID + `","` + otherID + `"],
"external_references":[{"source_name":"case file","url":"https://intranet.example/1"}],
"object_marking_refs":["` + greenRef + `"],
"granular_markings":[{"selectors":["description"],"marking_ref":"` + amberRef + `"},{"selectors":["external_references.[0].url","name"],"marking_ref":"` + amberRef + `"}]}`

func parse(t *testing.T, text string) *stix.Object {
	t.Helper()
	o, err := stix.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestRedactLeavesNothingOfWhatWasLeftOut(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	o := parse(t, reportText)
	c, err := o.Redact(stix.Redaction{Drop: []string{"description", "external_references"}, IDs: map[string]string{reportID: newID, maliceID: newMal}, At: at})
	if err != nil {
		t.Fatal(err)
	}
	text := string(c.Bytes)
	for _, gone := range []string{"victim", "intranet", "external_references", "description", reportID, maliceID, "2026-01-02"} {
		if strings.Contains(text, gone) {
			t.Errorf("the copy still tells %q: %s", gone, text)
		}
	}
	if c.ID != newID || !c.Created.Equal(at) || !c.Modified.Equal(at) {
		t.Errorf("id %s, created %s, modified %s", c.ID, c.Created, c.Modified)
	}
	if want := []string{newMal, otherID}; !slices.Contains(c.Refs, want[0]) || !slices.Contains(c.Refs, want[1]) {
		t.Errorf("references are %v, want the copy's and the untouched one", c.Refs)
	}
	if len(c.Granular) != 1 || !slices.Equal(c.Granular[0].Selectors, []string{"name"}) {
		t.Errorf("granular markings are %v, want the one on the name", c.Granular)
	}
	if !strings.Contains(text, `"confidence":40`) {
		t.Error("what was not named is changed")
	}
}

func TestRedactLoosensTheMarkingOnlyByWhatIsGone(t *testing.T) {
	nameless := strings.ReplaceAll(reportText, `,"name"]`, `]`)
	for _, c := range []struct {
		text string
		drop []string
		want marking.TLP
	}{
		{reportText, []string{"description"}, marking.Amber},
		{reportText, []string{"description", "external_references"}, marking.Amber},
		{nameless, []string{"description"}, marking.Amber},
		{nameless, []string{"description", "external_references"}, marking.Green},
	} {
		o, err := parse(t, c.text).Redact(stix.Redaction{Drop: c.drop, IDs: map[string]string{reportID: newID}, At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		if got := stix.Markings(o, func(string) (*stix.Object, bool) { return nil, false }).TLP; got != c.want {
			t.Errorf("without %v it is tlp:%s, want tlp:%s", c.drop, got, c.want)
		}
	}
}

func TestRedactRefusesWhatTheTypeNeeds(t *testing.T) {
	o := parse(t, reportText)
	for _, name := range []string{"name", "object_refs", "published", "id", "object_marking_refs", "granular_markings", "created"} {
		if _, err := o.Redact(stix.Redaction{Drop: []string{name}, IDs: map[string]string{reportID: newID}, At: time.Now()}); !errs.Is(err, errs.Invalid) {
			t.Errorf("without %q: %v, want errs.Invalid", name, err)
		}
	}
	if got, want := o.Omissible(), []string{"confidence", "description", "external_references"}; !slices.Equal(got, want) {
		t.Errorf("it offers %v, want %v", got, want)
	}
}
