package watch

import (
	"testing"
	"time"
)

func TestOfIncidents(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	clock := func(soon, due time.Duration) []IncidentClock {
		return []IncidentClock{{Step: "notification", From: now.Add(-time.Hour), Soon: now.Add(soon), Due: now.Add(due)}}
	}
	for name, c := range map[string]struct {
		of   Incident
		want string
		sev  Severity
	}{
		"ours, quiet":             {Incident{}, "", ""},
		"theirs, unanswered":      {Incident{Owner: "CZE", Came: now.Add(-time.Hour)}, "incident.new", Act},
		"theirs, answered":        {Incident{Owner: "CZE", Came: now.Add(-time.Hour), Said: true}, "", ""},
		"a clock with time":       {Incident{Clocks: clock(time.Minute, time.Hour)}, "", ""},
		"a clock from its moment": {Incident{Clocks: clock(0, time.Hour)}, "incident.notification", Act},
		"a clock at its end":      {Incident{Clocks: clock(-time.Hour, 0)}, "incident.notification-lapsed", Broken},
		"a task":                  {Incident{Tasks: []IncidentTask{{Ref: "CZE:2", By: "CZE", At: now}}}, "incident.task", Act},
	} {
		t.Run(name, func(t *testing.T) {
			c.of.ID = "i1"
			needs := OfIncidents(now, []Incident{c.of})
			if c.want == "" {
				if len(needs) > 0 {
					t.Errorf("it needs somebody: %+v", needs)
				}
				return
			}
			if len(needs) != 1 || needs[0].Kind != c.want || needs[0].Severity != c.sev {
				t.Errorf("needs %+v, want %s, %s", needs, c.want, c.sev)
			}
		})
	}
}
