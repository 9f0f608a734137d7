package notify

import (
	"errors"
	"testing"
	"time"

	"entente/internal/base/errs"
)

// urgentFor gives bob one delivery that is due.
func urgentFor(w *world) {
	w.t.Helper()
	w.set("bob", func(s *Settings) { s.Rules = []Rule{{Kinds: "duty.", By: ByMail, Urgent: true}} })
	w.happen("duty.lapsed", "")
}

func TestFailuresAreTriedAgainAndGivenUpAfterADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		urgentFor(w)
		w.mail.breakDown(errs.New(errs.Busy, "the webhook answered with status %d", 503))
		begun := w.clock.Now()
		tries := int64(0)
		for w.clock.Now().Sub(begun) < 3*day {
			w.turn()
			all, err := w.Log(ctx, w.who("bob").In(live), false, 1)
			w.must(err)
			d := all[0]
			if d.State == failed {
				if d.Reason.String() != "the webhook answered with status 503" || !d.Next.IsZero() {
					t.Errorf("given up as %+v", d)
				}
				break
			}
			if d.Tries != tries+1 || !d.Next.After(w.clock.Now()) || d.Next.Sub(w.clock.Now()) > mostWait {
				t.Fatalf("after %d attempts: %+v", tries, d)
			}
			tries = d.Tries
			w.clock.Set(d.Next)
		}
		if took := w.clock.Now().Sub(begun); took < 22*time.Hour || took > giveUp || tries > 40 {
			t.Errorf("given up after %s and %d attempts", took, tries)
		}
		fails, err := w.Failures(ctx, w.who("ada").In(live), begun)
		if err != nil || len(fails) != 1 {
			t.Errorf("the watch sees %d, %v", len(fails), err)
		}
		_, err = w.Failures(ctx, w.who("eva").In(live), begun)
		wantKind(t, err, errs.Denied)
	})
}

func TestWhatIsRefusedForGoodIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		urgentFor(w)
		w.mail.breakDown(errs.New(errs.Invalid, "this OpenPGP key has expired; give a new one"))
		w.turn()
		all, err := w.Log(ctx, w.who("bob").In(live), false, 1)
		if err != nil || all[0].State != failed || all[0].Tries != 1 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestAnInnerFailureShowsNothingOfItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		urgentFor(w)
		w.mail.breakDown(errors.New("password hunter2 is wrong"))
		w.turn()
		all, err := w.Log(ctx, w.who("bob").In(live), false, 1)
		if err != nil || all[0].State != waiting || all[0].Reason.String() != "sending failed inside this node; its log has the cause" {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestOfTwoProcessesOneSends(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		urgentFor(w)
		batch, err := w.claim(ctx) // this one falls silent while it sends
		if err != nil || len(batch) != 1 {
			t.Fatal(batch, err)
		}
		other := w.another()
		w.must(other.sendDue(ctx))
		if got := w.mail.take(); len(got) > 0 {
			t.Error("sent under another's lease")
		}
		w.clock.Advance(leaseTime)
		w.must(other.sendDue(ctx))
		got := w.mail.take()
		if len(got) != 1 {
			t.Fatalf("%d sent after the lease", len(got))
		}
		// The first comes back: it sends a second time, under the same id, and
		// what it notes does not undo what the other has noted.
		w.must(w.attempt(ctx, batch[0]))
		if again := w.mail.take(); len(again) != 1 || again[0].ID != got[0].ID {
			t.Errorf("the second sending is %+v", again)
		}
		all, err := w.Log(ctx, w.who("bob").In(live), false, 1)
		if err != nil || all[0].State != sent || all[0].Tries != 1 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestALeaseFromTheFutureDoesNotHoldForEver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		urgentFor(w)
		w.clock.Advance(30 * day)
		if _, err := w.claim(ctx); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(-30 * day)
		w.turn()
		if got := w.mail.take(); len(got) != 1 {
			t.Errorf("%d sent after the clock was put back", len(got))
		}
	})
}

func TestTestsAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, err := w.Test(ctx, w.who("bob"), ByMail)
		wantKind(t, err, errs.Conflict)
		w.set("bob", func(*Settings) {})
		for range maxTests {
			_, err := w.Test(ctx, w.who("bob"), ByMail)
			w.must(err)
		}
		_, err = w.Test(ctx, w.who("bob"), ByMail)
		wantKind(t, err, errs.Busy)
		w.turn()
		if got := w.mail.take(); len(got) != maxTests || got[0].Text[0] != "This is a test. It reaches you." {
			t.Errorf("%d tests came", len(got))
		}
	})
}
