package watch

import (
	"slices"
	"testing"
	"time"

	"entente/internal/base/ids"
)

func TestOfCrises(t *testing.T) {
	now := time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)
	soon := now.Add(time.Hour)
	for name, c := range map[string]struct {
		of   Crisis
		want []string
	}{
		"nothing for us":              {Crisis{}, nil},
		"before us":                   {Crisis{Ours: true, Expires: soon}, []string{"crisis.stand"}},
		"before us, for practice":     {Crisis{Ours: true, Rehearsal: true, Expires: soon}, []string{"crisis.rehearse"}},
		"before us, and stood on":     {Crisis{Ours: true, Stood: true, Expires: soon}, nil},
		"before us, run out":          {Crisis{Ours: true, Expires: now}, nil},
		"proposed, and we chair":      {Crisis{Chair: true}, []string{"crisis.put"}},
		"we chair, and two lack it":   {Crisis{Chair: true, Expires: soon, Unreached: []ids.Party{"EST", "LVA"}}, []string{"crisis.unreached", "crisis.unreached"}},
		"two lack it, another chairs": {Crisis{Expires: soon, Unreached: []ids.Party{"EST", "LVA"}}, nil},
		"it contradicts itself":       {Crisis{Ours: true, Expires: soon, Doubt: "two records of number 4"}, []string{"crisis.doubtful"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.of.ID = "c1"
			var got []string
			for _, n := range OfCrises(now, []Crisis{c.of}) {
				got = append(got, n.Kind)
				if n.Kind == "crisis.stand" && !n.Due.Equal(soon) || n.Act == "" {
					t.Errorf("%+v", n)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("it needs %v, want %v", got, c.want)
			}
		})
	}
}
