package notify

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"entente/internal/base/authz"
	"entente/internal/base/db"
	"entente/internal/base/errs"
)

// ladder arranges: bob, then the rotation of ada and mia, then every analyst.
func (w *world) ladderOf(change func(*Ladder)) Ladder {
	w.t.Helper()
	r, err := w.SaveRotation(ctx, w.who("ada"), Rotation{Name: "Duty", Turn: Weekly, Length: 1, Start: "2026-11-23T08:00", Zone: "Europe/Prague", People: []string{"ada", "mia"}})
	w.must(err)
	l := Ladder{Name: "Standard", Steps: []Step{
		{Wait: 5, Targets: []Target{{"person", "bob"}}}, {Wait: 10, Targets: []Target{{"rotation", r.ID}}}, {Wait: 15, Targets: []Target{{"role", "analyst"}}}}}
	change(&l)
	l, err = w.SaveLadder(ctx, w.who("ada"), l)
	w.must(err)
	for _, p := range []string{"ada", "bob", "eva", "mia"} {
		w.set(p, func(s *Settings) { s.QuietFrom, s.QuietTo = "00:00", "23:59" })
	}
	return l
}

func (w *world) raise() Alarm {
	w.t.Helper()
	a, err := w.RaiseByHand(ctx, w.who("eva"), live, "The line is dead", "")
	w.must(err)
	return a
}

func (w *world) alarm(id string) Alarm {
	w.t.Helper()
	a, err := w.Alarm(ctx, w.who("eva").In(live), id)
	w.must(err)
	return a
}

// called lists who was sent an alarm since the last look.
func (w *world) called() string {
	w.t.Helper()
	w.turn()
	var to []string
	for _, m := range w.mail.take() {
		if m.Form == FormAlarm {
			to = append(to, strings.TrimSuffix(m.To, "@example.org"))
		}
	}
	return strings.Join(to, " ")
}

func TestAnAlarmClimbsUntilSomebodyAnswers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ladderOf(func(*Ladder) {})
		a := w.raise()
		for _, s := range []struct {
			after time.Duration
			want  string
		}{{0, "bob"}, {5*time.Minute - time.Second, ""}, {time.Second, "ada"}, {10 * time.Minute, "eva"}} {
			w.clock.Advance(s.after)
			if got := w.called(); got != s.want {
				t.Errorf("after %s called were %q, want %q", s.after, got, s.want)
			}
		}
		got, err := w.Acknowledge(ctx, w.who("mia"), live, a.ID) // anybody may
		if err != nil || got.State != Acknowledged || got.AckedBy != "mia" || !got.Next.IsZero() {
			t.Fatalf("%+v, %v", got, err)
		}
		_, err = w.Acknowledge(ctx, w.who("bob"), live, a.ID)
		wantKind(t, err, errs.Conflict)
		w.clock.Advance(day)
		if got := w.called(); got != "" {
			t.Errorf("after the answer called were %q", got)
		}
		f, err := w.Figures(ctx, w.who("eva").In(live), 30*day)
		if want := (Figures{Raised: 1, Acknowledged: 1, Median: 15 * time.Minute, Tenth: 15 * time.Minute}); err != nil || f != want {
			t.Errorf("figures %+v, %v", f, err)
		}
		_, err = w.Close(ctx, w.who("bob"), live, a.ID, "")
		wantKind(t, err, errs.Invalid)
		if got, err := w.Close(ctx, w.who("bob"), live, a.ID, "mended"); err != nil || got.State != Closed {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAfterAStandstillEachStepIsTakenOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ladderOf(func(l *Ladder) { l.Repeat = 5 })
		a := w.raise()
		if got := w.called(); got != "bob" {
			t.Fatalf("called were %q", got)
		}
		w.clock.Advance(3 * day) // the node stood still: long enough for every repetition
		if got := w.called(); got != "ada" {
			t.Errorf("after three days called were %q, want the one next step", got)
		}
		if got := w.called(); got != "" {
			t.Errorf("at once after it called were %q", got)
		}
		w.clock.Advance(10 * time.Minute)
		if got := w.called(); got != "eva" {
			t.Errorf("ten minutes later called were %q", got)
		}
		if a = w.alarm(a.ID); a.Rung != 3 {
			t.Errorf("its rung is %d", a.Rung)
		}
	})
}

func TestAStepOfTheClockLosesNoStep(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ladderOf(func(*Ladder) {})
		w.raise()
		if got := w.called(); got != "bob" {
			t.Fatalf("called were %q", got)
		}
		w.clock.Advance(-2 * day)
		if got := w.called(); got != "" {
			t.Errorf("when the clock was put back called were %q", got)
		}
		w.clock.Advance(5 * time.Minute)
		if got := w.called(); got != "ada" {
			t.Errorf("five minutes later called were %q", got)
		}
	})
}

func TestEverybodyOfAStepMustAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ladderOf(func(l *Ladder) {
			l.Steps = []Step{{Wait: 5, All: true, Targets: []Target{{"person", "ada"}, {"person", "bob"}}}, {Wait: 5, Targets: []Target{{"person", "mia"}}}}
		})
		a := w.raise()
		if got := w.called(); got != "ada bob" && got != "bob ada" {
			t.Fatalf("called were %q", got)
		}
		_, err := w.Acknowledge(ctx, w.who("eva"), live, a.ID)
		wantKind(t, err, errs.Conflict)
		got, err := w.Acknowledge(ctx, w.who("ada"), live, a.ID)
		if err != nil || got.State != Open {
			t.Fatalf("after one of two: %+v, %v", got, err)
		}
		_, err = w.Acknowledge(ctx, w.who("ada"), live, a.ID)
		wantKind(t, err, errs.Conflict)
		got, err = w.Acknowledge(ctx, w.who("bob"), live, a.ID)
		if err != nil || got.State != Acknowledged {
			t.Errorf("after both: %+v, %v", got, err)
		}
		b := w.raise()
		w.turn()
		_, err = w.Acknowledge(ctx, w.who("ada"), live, b.ID)
		w.must(err)
		w.mail.take()
		w.clock.Advance(5 * time.Minute)
		if got := w.called(); got != "mia" {
			t.Errorf("bob did not answer, and called were %q", got)
		}
	})
}

func TestALadderEndsAndAStepWithoutAnybodyIsPassed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ladderOf(func(l *Ladder) {
			l.Repeat, l.Steps = 1, []Step{{Wait: 5, Targets: []Target{{"role", "legal"}}}, {Wait: 5, Targets: []Target{{"person", "bob"}}}}
		})
		a := w.raise()
		if got := w.called(); got != "bob" {
			t.Errorf("called were %q", got)
		}
		w.clock.Advance(5 * time.Minute)
		if got := w.called(); got != "bob" {
			t.Errorf("in the second round called were %q", got)
		}
		w.clock.Advance(5 * time.Minute)
		if got := w.called(); got != "" {
			t.Errorf("at its end called were %q", got)
		}
		if a = w.alarm(a.ID); a.State != Open || !a.Next.IsZero() || a.Rung != 4 {
			t.Errorf("at its end it is %+v", a)
		}
	})
}

func TestTheAddressInAMessageAcknowledgesAndNothingElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ladderOf(func(*Ladder) {})
		a := w.raise()
		w.turn()
		m := w.mail.take()[0]
		token := strings.TrimPrefix(m.Ack, "https://node.example/ack/")
		if strings.Contains(strings.Join(m.paragraphs(), ""), "line is dead") {
			t.Error("the text of the alarm leaves the node")
		}
		for _, bad := range []string{"", "x", token + "A", token[:len(token)-1], strings.Replace(token, ".", "..", 1), a.ID + token[36:]} {
			_, err := w.AcknowledgeByToken(ctx, bad)
			wantKind(t, err, errs.NotFound)
		}
		for range 2 { // a mail program opens it, and opens it again
			if st, err := w.LookByToken(ctx, token); err != nil || st.State != Open {
				t.Fatalf("%+v, %v", st, err)
			}
		}
		if st, err := w.AcknowledgeByToken(ctx, token); err != nil || st.State != Acknowledged {
			t.Fatalf("%+v, %v", st, err)
		}
		_, err := w.AcknowledgeByToken(ctx, token)
		wantKind(t, err, errs.Conflict)
		if got := w.alarm(a.ID); got.AckedBy != "bob" {
			t.Errorf("it was acknowledged by %s", got.AckedBy)
		}
		w.raise()
		w.turn()
		token = strings.TrimPrefix(w.mail.take()[0].Ack, "https://node.example/ack/")
		p := w.people["bob"]
		p.Away = true
		w.people["bob"] = p
		_, err = w.AcknowledgeByToken(ctx, token)
		wantKind(t, err, errs.NotFound)
		p.Away = false
		w.people["bob"] = p
		w.clock.Advance(ackLife + time.Hour)
		_, err = w.LookByToken(ctx, token)
		wantKind(t, err, errs.NotFound)
	})
}

func TestAKindRaisesAnAlarmOnceUntilItIsClosed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.happen("duty.lapsed", "old")
		l := w.ladderOf(func(*Ladder) {})
		_, err := w.SaveTrigger(ctx, w.who("ada"), Trigger{Kinds: "duty.lapsed", Ladder: l.ID})
		w.must(err)
		w.clock.Advance(time.Second)
		w.happen("duty.lapsed", "o1")
		w.happen("duty.lapsed", "o1")
		w.happen("duty.lapsed", "o2")
		w.happen("duty.soon", "o3")
		w.again()
		all, err := w.Alarms(ctx, w.who("eva").In(live), day)
		w.must(err)
		var about []string
		for _, a := range all {
			about = append(about, a.Title+" "+a.About)
		}
		if diff := cmp.Diff([]string{"duty.lapsed o2", "duty.lapsed o1"}, about); diff != "" {
			t.Error(diff)
		}
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := w.Raise(ctx, tx, w.who("ada"), NewAlarm{Realm: live, Title: "duty.lapsed", Ladder: "no such"})
			wantKind(t, err, errs.NotFound)
			return nil
		}))
	})
}

func TestAnAlarmOfAnActThatOneMayNotHearOfNamesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.ladderOf(func(*Ladder) {})
		_, err := w.SaveTrigger(ctx, w.who("mia"), Trigger{Kinds: "account.", Ladder: l.ID})
		w.must(err)
		w.clock.Advance(time.Second)
		w.happen("account.created", "8c7f0c2a-0000-7000-8000-000000000001")
		w.turn()
		m := w.mail.take()[0] // to bob, who does not manage accounts
		if m.Lines[0].Kind != AlarmOther || strings.Contains(strings.Join(append(m.paragraphs(), m.Subject), ""), "account") {
			t.Errorf("bob is told %+v", m)
		}
		for who, want := range map[string]string{"bob": AlarmOther, "mia": "account.created"} {
			all, err := w.Alarms(ctx, w.who(who).In(live), day)
			if err != nil || all[0].Title != want || (all[0].About == "") != (want == AlarmOther) {
				t.Errorf("%s sees %+v, %v", who, all, err)
			}
		}
		a, err := w.Acknowledge(ctx, w.who("bob"), live, w.latest())
		if err != nil || a.State != Acknowledged || a.Title != AlarmOther {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

// latest gives the id of the newest alarm.
func (w *world) latest() string {
	w.t.Helper()
	all, err := w.Alarms(ctx, w.who("mia").In(live), day)
	w.must(err)
	return all[0].ID
}

func TestWhoMayArrangeWhat(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.ladderOf(func(*Ladder) {})
		rotation := l.Steps[1].Targets[0].ID
		_, err := w.SaveLadder(ctx, w.who("eva"), l)
		wantKind(t, err, errs.Denied)
		l.Steps[0].Targets = []Target{{"person", "nobody"}}
		_, err = w.SaveLadder(ctx, w.who("ada"), l)
		wantKind(t, err, errs.Invalid)
		l.ID = rotation
		_, err = w.SaveLadder(ctx, w.who("ada"), l)
		wantKind(t, err, errs.NotFound)
		wantKind(t, w.Remove(ctx, w.who("ada"), rotation), errs.Conflict)

		now := w.clock.Now()
		o := Override{Plan: rotation, From: now, To: now.Add(time.Hour), Remove: "ada", Add: "bob"}
		_, err = w.AddOverride(ctx, w.who("eva"), o)
		wantKind(t, err, errs.Denied)
		o.Add = "eva" // one takes a shift oneself
		o, err = w.AddOverride(ctx, w.who("eva"), o)
		w.must(err)
		duty, err := w.OnCall(ctx, w.who("eva").In(live), now, now.Add(7*day))
		if err != nil || !cmp.Equal(duty[0].Now, []string{"eva"}) || !duty[0].Until.Equal(now.Add(time.Hour)) || len(duty[0].Override) != 1 {
			t.Errorf("on call is %+v, %v", duty, err)
		}
		w.must(w.DropOverride(ctx, w.who("ada"), o.ID))
		wantKind(t, w.DropOverride(ctx, w.who("ada"), o.ID), errs.NotFound)
		_, err = w.AddOverride(ctx, w.who("ada"), Override{Plan: rotation, From: now.Add(-time.Hour), To: now.Add(-time.Minute), Add: "bob"})
		wantKind(t, err, errs.Invalid)

		nobody := authz.Person("CZE", "m", "m", "test", "", authz.Grants(authz.Consumer))
		_, err = w.Alarms(ctx, nobody.In(live), day)
		wantKind(t, err, errs.Denied)
		a := w.raise()
		_, err = w.Alarm(ctx, w.who("ada").In("exercise-1"), a.ID)
		wantKind(t, err, errs.NotFound)
		_, err = w.Acknowledge(ctx, w.who("ada"), "exercise-1", a.ID)
		wantKind(t, err, errs.NotFound)
	})
}
