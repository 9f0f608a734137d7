package conduct

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/msel"
)

// TestEventsComeInAnyOrder folds random events in two orders: the states are the
// same, and so is what is due.
func TestEventsComeInAnyOrder(t *testing.T) {
	t.Parallel()
	kinds := []string{"sent", "seen", "answered", "held", "freed", "skipped", "ready", "met", "missed"}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 1))
		var events []Event
		for i := range r.IntN(20) {
			at := time.Duration(r.IntN(1000)) * time.Second
			events = append(events, Event{ID: fmt.Sprintf("%04d", i), Inject: "a", Team: []string{"", "t1", "t2"}[r.IntN(3)], Kind: kinds[r.IntN(len(kinds))], Criterion: []string{"c1", "c2"}[r.IntN(2)],
				Time: at, At: morning.Add(at)})
		}
		next := msel.Inject{ID: "b", Any: r.IntN(2) == 0}
		for range 1 + r.IntN(3) {
			next.After = append(next.After, msel.Dependency{Inject: "a", On: []msel.On{msel.OnSent, msel.OnSeen, msel.OnAnswer, msel.OnMet, msel.OnMissed}[r.IntN(5)], Criterion: []string{"", "c1"}[r.IntN(2)], Delay: msel.Of(int64(r.IntN(60)))})
		}
		tell := func() (out []any) {
			past := Past{"a": {"t1": Fold("a", "t1", events), "t2": Fold("a", "t2", events)}}
			for _, team := range []string{"t1", "t2", "t3"} {
				due, ok := Due(next, team, past)
				out = append(out, past["a"][team], due, ok)
			}
			return out
		}
		want := tell()
		r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		if diff := cmp.Diff(want, tell()); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func TestWhatAnInjectWaitsFor(t *testing.T) {
	t.Parallel()
	min := func(n int64) time.Duration { return time.Duration(n) * time.Minute }
	cell := func(sent, answered time.Duration, met map[string]time.Duration) Cell {
		return Cell{Sent: sent, Seen: none, Answered: answered, Met: met}
	}
	ten := msel.Span(min(10))
	past := Past{"a": {"t1": cell(min(1), min(20), nil), "t2": cell(min(2), none, map[string]time.Duration{"c1": min(7)})}}
	on := func(o msel.On, criterion string, delay msel.Span) msel.Dependency {
		return msel.Dependency{Inject: "a", On: o, Criterion: criterion, Delay: delay}
	}
	for name, c := range map[string]struct {
		in   msel.Inject
		team string
		want time.Duration
		ok   bool
	}{
		"its own time":                        {msel.Inject{At: &ten}, "t1", min(10), true},
		"a hand alone":                        {msel.Inject{}, "t1", 0, false},
		"the team's own answer, with a delay": {msel.Inject{After: []msel.Dependency{on(msel.OnAnswer, "", msel.Span(min(5)))}}, "t1", min(25), true},
		"an answer that has not come":         {msel.Inject{After: []msel.Dependency{on(msel.OnAnswer, "", 0)}}, "t2", 0, false},
		"whichever team was first":            {msel.Inject{After: []msel.Dependency{on(msel.OnAnswer, "", 0)}}, "t3", min(20), true},
		"never before its own time":           {msel.Inject{At: &ten, After: []msel.Dependency{on(msel.OnSent, "", 0)}}, "t1", min(10), true},
		"all of them":                         {msel.Inject{After: []msel.Dependency{on(msel.OnSent, "", 0), on(msel.OnMet, "c1", 0)}}, "t2", min(7), true},
		"all of them, and one has not come":   {msel.Inject{After: []msel.Dependency{on(msel.OnSent, "", 0), on(msel.OnMet, "c1", 0)}}, "t1", 0, false},
		"any of them":                         {msel.Inject{Any: true, After: []msel.Dependency{on(msel.OnAnswer, "", 0), on(msel.OnSent, "", 0)}}, "t2", min(2), true},
		"another criterion":                   {msel.Inject{After: []msel.Dependency{on(msel.OnMet, "c2", 0)}}, "t2", 0, false},
	} {
		if got, ok := Due(c.in, c.team, past); got != c.want || ok != c.ok {
			t.Errorf("%s: %s, %v, want %s, %v", name, got, ok, c.want, c.ok)
		}
	}
}
