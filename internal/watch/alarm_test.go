package watch

import (
	"testing"
	"time"
)

func TestAlarmsAreSaidByHowTheyStand(t *testing.T) {
	at := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	needs := OfAlarms([]Alarm{{ID: "a", Raised: at, Next: at.Add(time.Minute)}, {ID: "b", Raised: at}, {ID: "c", Raised: at, Answered: true}})
	for i, want := range []struct {
		kind     string
		severity Severity
		due      bool
	}{{"alarm.open", Broken, true}, {"alarm.unanswered", Broken, false}, {"alarm.answered", Act, false}} {
		if n := needs[i]; n.Kind != want.kind || n.Severity != want.severity || n.Due.IsZero() == want.due {
			t.Errorf("need %d is %+v", i, n)
		}
	}
}

func TestMessagesThatWereGivenUpAreOneLine(t *testing.T) {
	at := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	needs := OfUndelivered([]Undelivered{{ID: "1", Person: "bob", At: at}, {ID: "2", Person: "eva", At: at.Add(-time.Hour)}})
	if len(needs) != 1 || needs[0].Count != 2 || !needs[0].Since.Equal(at.Add(-time.Hour)) {
		t.Errorf("%+v", needs)
	}
	if OfUndelivered(nil) != nil {
		t.Error("nothing was given up, and it is a need")
	}
}
