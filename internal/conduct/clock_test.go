package conduct

import (
	"math/rand/v2"
	"testing"
	"time"

	"entente/internal/base/errs"
)

var morning = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// wander sets a clock at random, as controllers would, and gives when it was last set.
func wander(r *rand.Rand) (Clock, time.Time) {
	now := morning
	c, _ := Clock(nil).set(ActStart, now, 0, 0)
	acts := []string{ActPause, ActResume, ActJump, ActSpeed}
	for range r.IntN(30) {
		now = now.Add(time.Duration(r.Int64N(int64(2 * time.Hour))))
		to := c.Time(now) + time.Duration(r.Int64N(int64(time.Hour))-int64(time.Minute))
		if next, err := c.set(acts[r.IntN(len(acts))], now, to, 50+r.Int64N(61_000)); err == nil {
			c = next
		}
	}
	return c, now
}

// TestExerciseTimeNeverRunsBackwards looks at random clocks at random instants.
func TestExerciseTimeNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		c, last := wander(r)
		before, at := c.Time(morning.Add(-time.Hour)), morning.Add(-time.Hour)
		for at.Before(last.Add(time.Hour)) {
			at = at.Add(time.Duration(1 + r.Int64N(int64(7*time.Minute))))
			now := c.Time(at)
			if now < before {
				t.Fatalf("seed %d: at %s it is %s, after %s", seed, at, now, before)
			}
			before = now
		}
		if err := c.check(); err != nil {
			t.Fatalf("seed %d: its own settings are refused: %v", seed, err)
		}
	}
}

// TestWhenAnInjectIsDue holds Instant to be the first moment at which the clock
// shows a time.
func TestWhenAnInjectIsDue(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		c, last := wander(r)
		want := c.Time(last) + time.Duration(r.Int64N(int64(3*time.Hour))).Truncate(time.Microsecond)
		at, ok := c.Instant(want)
		if c.Phase() == Paused {
			if ok && want > c.Time(last) {
				t.Fatalf("seed %d: a clock that stands comes to %s", seed, want)
			}
			continue
		}
		if !ok || c.Time(at) < want || want > c.Time(last) && c.Time(at.Add(-time.Microsecond)) >= want {
			t.Fatalf("seed %d: %s is due at %s, when it is %s", seed, want, at, c.Time(at))
		}
	}
}

// TestAPauseConservesExerciseTime pauses a clock for any length: what is due
// afterwards is as far away in exercise time as before.
func TestAPauseConservesExerciseTime(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		c, last := wander(r)
		if c.Phase() != Running {
			continue
		}
		due, _ := c.Instant(c.Time(last) + time.Hour)
		pause := last.Add(time.Duration(r.Int64N(int64(time.Hour)))).Truncate(time.Microsecond)
		length := time.Duration(r.Int64N(int64(24 * time.Hour))).Truncate(time.Microsecond)
		paused, err := c.set(ActPause, pause, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := paused.Time(pause), paused.Time(pause.Add(length)); a != b {
			t.Fatalf("seed %d: a paused clock goes from %s to %s", seed, a, b)
		}
		again, err := paused.set(ActResume, pause.Add(length), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		later, ok := again.Instant(c.Time(last) + time.Hour)
		if pause.Before(due) && (!ok || later.Sub(due.Add(length)).Abs() > time.Millisecond) {
			t.Fatalf("seed %d: due at %s, after a pause of %s at %s", seed, due, length, later)
		}
	}
}

func TestHowAClockIsSet(t *testing.T) {
	t.Parallel()
	c, err := Clock(nil).set(ActPause, morning, 0, 0)
	if !errs.Is(err, errs.Conflict) {
		t.Error("paused before STARTEX:", err)
	}
	if c, err = c.set(ActStart, morning, 0, 0); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		act  string
		to   time.Duration
		rate int64
		kind errs.Kind
	}{
		{ActStart, 0, 0, errs.Conflict}, {ActResume, 0, 0, errs.Conflict}, {ActJump, 30 * time.Minute, 0, errs.Invalid}, {ActJump, time.Hour, 0, errs.Invalid}, {ActJump, 500 * 24 * time.Hour, 0, errs.Invalid},
		{ActSpeed, 0, 99, errs.Invalid}, {ActSpeed, 0, 60_001, errs.Invalid}, {"rewind", 0, 0, errs.Unsupported},
	} {
		if _, err := c.set(x.act, morning.Add(time.Hour), x.to, x.rate); !errs.Is(err, x.kind) {
			t.Errorf("%s to %s at %d: %v, want %s", x.act, x.to, x.rate, err, x.kind)
		}
	}
	fast, _ := c.set(ActSpeed, morning.Add(time.Hour), 0, 60_000)
	if got := fast.Time(morning.Add(61 * time.Minute)); got != 2*time.Hour {
		t.Errorf("a minute at sixty times is an hour, and it is %s", got)
	}
	ended, _ := fast.set(ActEnd, morning.Add(61*time.Minute), 0, 0)
	if _, err := ended.set(ActResume, morning.Add(2*time.Hour), 0, 0); !errs.Is(err, errs.Conflict) {
		t.Error("resumed after ENDEX:", err)
	}
	forged := append(Clock{}, fast...)
	forged[1].Time = 0
	if forged.check() == nil {
		t.Error("settings that set the clock back are taken")
	}
}
