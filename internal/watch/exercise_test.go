package watch

import (
	"testing"
	"time"
)

func TestOfExercises(t *testing.T) {
	t.Parallel()
	starts := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		of   Exercise
		want string
	}{
		"we are invited":           {Exercise{Invited: true}, "exercise.invited"},
		"a second person confirms": {Exercise{Waits: true}, "exercise.confirm"},
		"it runs":                  {Exercise{}, ""},
		"its realm cannot be made": {Exercise{Waits: true, Trouble: "the disk is full"}, "exercise.trouble"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.of.ID, c.of.Starts = "x1", starts
			needs := OfExercises([]Exercise{c.of})
			if c.want == "" {
				if len(needs) != 0 {
					t.Errorf("it needs %+v", needs)
				}
				return
			}
			if len(needs) != 1 || needs[0].Kind != c.want || needs[0].Link != "/exercises/x1" || needs[0].Act == "" || needs[0].Detail != c.of.Trouble || needs[0].Due.IsZero() != (c.of.Trouble != "") {
				t.Errorf("it needs %+v", needs)
			}
		})
	}
}
