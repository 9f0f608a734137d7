package aftermath

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/conduct"
)

func at(ms int64) *int64 { return &ms }

// TestSharingCountsWhatWasAskedFor: where an inject's criterion asks for a release, the
// act that met it counts; else the first release after it.
func TestSharingCountsWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{Inject: "asked", Team: "cze", Sent: at(0), Seen: at(10)},
		{Inject: "missed", Team: "cze", Sent: at(100)},
		{Inject: "free", Team: "cze", Sent: at(200), Seen: at(230)},
		{Inject: "late", Team: "cze", Sent: at(900)},
		{Inject: "unsent", Team: "cze"},
		{Inject: "free", Team: "hub", Sent: at(200)},
	}
	did := acts{releases: []int64{50, 250}, decisions: []int64{300}, asked: map[string]*int64{"asked": at(250), "missed": nil}}
	s := gather("cze", rows, did)
	if diff := cmp.Diff(spans{detect: []int64{10, 30}, share: []int64{250, 50}, decide: []int64{300, 200, 100}}, s, cmp.AllowUnexported(spans{})); diff != "" {
		t.Error(diff)
	}
	f := s.of(Figure{})
	if *f.Detect != 20 || *f.Share != 150 || *f.Decide != 200 || f.Of != [3]int{2, 2, 3} {
		t.Errorf("%+v", f)
	}
}

func TestAReleaseThatReachesNobodyIsNotSharing(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"objects":3,"parties":{"HUB":{"released":0,"refused":3}}}`:                                  false,
		`{"objects":3,"parties":{"HUB":{"released":0,"refused":3},"POL":{"released":1,"refused":2}}}`: true,
		`{"left_out":"too long"}`: false,
	} {
		if reached(conduct.Observed{Body: []byte(body)}) != want {
			t.Errorf("%s is not %v", body, want)
		}
	}
}
