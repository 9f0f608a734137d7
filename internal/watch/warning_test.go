package watch

import (
	"slices"
	"testing"
	"time"

	"entente/internal/base/ids"
)

func TestOfWarnings(t *testing.T) {
	now := time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)
	soon := now.Add(time.Hour)
	for name, c := range map[string]struct {
		of   Warning
		want []string
	}{
		"another's, not taken note of":   {Warning{Due: soon}, []string{"warning.acknowledge"}},
		"another's, nobody asks":         {Warning{}, []string{"warning.acknowledge"}},
		"another's, taken note of":       {Warning{Due: soon, Said: true}, nil},
		"ours, and there is time":        {Warning{Ours: true, Due: soon, Owing: []ids.Party{"EST"}}, nil},
		"ours, two have let it run out":  {Warning{Ours: true, Due: now, Owing: []ids.Party{"EST", "LVA"}}, []string{"warning.overdue", "warning.overdue"}},
		"ours, nobody asks":              {Warning{Ours: true, Owing: []ids.Party{"EST"}}, nil},
		"another's, others owe, not us":  {Warning{Due: now, Said: true, Owing: []ids.Party{"EST"}}, nil},
		"ours, everybody has taken note": {Warning{Ours: true, Due: now}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.of.ID = "w1"
			var got []string
			for _, n := range OfWarnings(now, []Warning{c.of}) {
				got = append(got, n.Kind)
				if n.Act == "" || n.Link != "/warnings/w1" {
					t.Errorf("%+v", n)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("it needs %v, want %v", got, c.want)
			}
		})
	}
}
