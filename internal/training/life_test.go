package training

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"entente/internal/base/db"
	"entente/internal/base/errs"
	"entente/internal/base/ids"
	"entente/internal/expert"
	"entente/internal/match"
)

func TestACourseIsPassedByReadingAnsweringAndDoing(t *testing.T) {
	each(t, func(w *world) {
		w.put(small(1))
		_, err := w.ReadLesson(ctx, ada, ids.Live, "small", "begin")
		w.want(errs.Conflict, err) // not begun
		v, err := w.Enrol(ctx, ada, ids.Live, "small")
		w.must(err)
		if v.Steps[0].State != "open" || v.Steps[1].State != "locked" || v.Steps[1].Text != nil {
			t.Errorf("at first: %+v", v.Steps)
		}
		_, err = w.Enrol(ctx, ada, ids.Live, "small")
		w.want(errs.Conflict, err)
		_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "say", Answer{Text: "x"})
		w.want(errs.Conflict, err) // the lesson before it
		w.clock.Advance(time.Minute)
		w.does(ada, "release.made", map[string]any{"objects": 7}) // before the task began
		w.clock.Advance(time.Minute)

		_, err = w.ReadLesson(ctx, ada, ids.Live, "small", "begin")
		w.must(err)
		_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"a"}})
		w.must(err)
		_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"b", "a", "c"}})
		w.must(err)
		_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"a", "c"}})
		w.want(errs.Conflict, err) // no attempts left
		v, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "say", Answer{Text: "Other  word"})
		w.must(err)
		if q := v.Steps[1]; !q.Failed || q.Points != 2 || q.State != "open" || !q.Questions[1].Right || q.Questions[0].Right {
			t.Errorf("with 2 of 4 points: %+v", q)
		}
		v, err = w.Again(ctx, ada, ids.Live, "small", "ask")
		w.must(err)
		if q := v.Steps[1]; q.Sitting != 2 || q.Questions[0].Over || q.Questions[0].Why != nil {
			t.Errorf("the second sitting: %+v", q)
		}
		for _, want := range []string{"HINT-FREE", "HINT-DEAR"} {
			v, err = w.Hint(ctx, ada, ids.Live, "small", "ask", "pick")
			w.must(err)
			if h := v.Steps[1].Questions[0].Hints; h[len(h)-1]["en"] != want {
				t.Errorf("hints %v, want %s last", h, want)
			}
		}
		_, err = w.Hint(ctx, ada, ids.Live, "small", "ask", "pick")
		w.want(errs.Conflict, err)
		_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"a", "c"}})
		w.must(err) // 1 of 3 after a hint that costs 2
		v, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "say", Answer{Text: "SECRET-WORD"})
		w.must(err)
		if q := v.Steps[1]; !q.Failed || q.Points != 3 {
			t.Errorf("with a dear hint: %+v", q)
		}
		_, err = w.Again(ctx, ada, ids.Live, "small", "ask")
		w.must(err)
		_, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"a", "c"}})
		w.must(err)
		v, err = w.Answer(ctx, ada, ids.Live, "small", "ask", "say", Answer{Text: "secret-word"})
		w.must(err)
		if v.Steps[1].State != "passed" || v.Steps[2].State != "open" {
			t.Fatalf("after the quiz: %+v", v.Steps)
		}
		w.tasks()
	})
}

// tasks does the small course's task, and looks at what is told on the way.
func (w *world) tasks() {
	w.Helper()
	step := func(i int) StepView { return w.course(ada).Steps[2].Tasks[i] }
	if why := step(0).Why; why == nil || !strings.Contains(why.String(), "nothing of the kind by you since") {
		w.Errorf("nothing was done: %v", why)
	}
	w.clock.Advance(time.Minute)
	w.does(duty, "release.made", map[string]any{"objects": 9}) // somebody else
	if step(0).Done != nil {
		w.Error("what another person did counts")
	}
	w.does(ada, "release.made", map[string]any{"objects": 1})
	if s := step(0); s.Done != nil || s.Lacks["en"] != "Two objects are needed." {
		w.Errorf("too little was done: %+v", s)
	}
	w.does(ada, "release.made", map[string]any{"objects": 2})
	if s := step(0); s.Done == nil || s.Done.Kind != "release.made" {
		w.Errorf("it was done: %+v", s)
	}
	w.does(ada, "release.drafted", map[string]any{})
	v := w.course(ada)
	if v.State != "passed" || v.Certificate == nil || v.Certificate.Expired || !v.Certificate.Expires.Equal(v.Certificate.Issued.AddDate(1, 0, 0)) {
		w.Errorf("at the end: %+v", v.Brief)
	}
	kinds, text := w.entries()
	for _, k := range []string{"training.course-put", "training.enrolled", "training.answered", "training.hinted", "training.repeated", "training.ticked", "training.passed", "training.certified"} {
		if !slices.Contains(kinds, k) {
			w.Errorf("the journal has no %s: %v", k, kinds)
		}
	}
	if strings.Contains(strings.ToLower(text), "word") || strings.Contains(text, `"choices"`) {
		w.Errorf("the journal says what was answered: %s", text)
	}
}

func TestWhoMayNotDoATaskIsToldSo(t *testing.T) {
	each(t, func(w *world) {
		w.put(small(1))
		_, err := w.Enrol(ctx, ben, ids.Live, "small")
		w.must(err)
		_, err = w.ReadLesson(ctx, ben, ids.Live, "small", "begin")
		w.must(err)
		_, err = w.Answer(ctx, ben, ids.Live, "small", "ask", "pick", Answer{Choices: []string{"a", "c"}})
		w.must(err)
		v, err := w.Answer(ctx, ben, ids.Live, "small", "ask", "say", Answer{Text: "secret-word"})
		w.must(err)
		if why := v.Steps[2].Tasks[0].Why; why == nil || !strings.HasPrefix(why.String(), "your roles do not let you") {
			t.Errorf("a pool manager is told: %v", why)
		}
	})
}

func TestANewerVersionDoesNotTouchWhatHasBegun(t *testing.T) {
	each(t, func(w *world) {
		one := w.put(small(1))
		_, err := w.Enrol(ctx, ada, ids.Live, "small")
		w.must(err)
		next := small(2)
		next.Lessons = next.Lessons[:1]
		two := w.put(next)
		if v := w.course(ada); v.Digest != one.Digest || !v.Newer || len(v.Steps) != 3 {
			t.Errorf("she is in version %d, newer %v", v.Version, v.Newer)
		}
		if v := w.course(duty); v.Digest != two.Digest || v.Newer {
			t.Errorf("another begins version %d", v.Version)
		}
		_, err = w.Put(ctx, director, ids.Live, mustJSON(t, small(1)))
		w.want(errs.Conflict, err)
		v, err := w.Enrol(ctx, ada, ids.Live, "small") // by her own choice
		w.must(err)
		if v.Version != 2 || v.Steps[0].State != "open" {
			t.Errorf("begun anew: %+v", v.Brief)
		}
		w.must(w.Withdraw(ctx, director, ids.Live, "small"))
		for who, want := range map[string]int{ada.Person: 2, duty.Person: 1} {
			all, err := w.List(ctx, as(strings.TrimPrefix(who, "p-"), "duty").In(ids.Live))
			w.must(err)
			if len(all) != want {
				t.Errorf("%s sees %d courses after it was withdrawn, want %d", who, len(all), want)
			}
		}
		v, err = w.ReadLesson(ctx, ada, ids.Live, "small", "begin")
		w.must(err)
		if v.State != "passed" {
			t.Errorf("a course that was withdrawn is ended: %+v", v.Brief)
		}
		_, err = w.Enrol(ctx, duty, ids.Live, "small")
		w.want(errs.NotFound, err)
	})
}

func TestACertificateIsRenewedAndExpires(t *testing.T) {
	each(t, func(w *world) {
		w.put(small(1))
		first := w.pass(ada)
		_, err := w.Enrol(ctx, ada, ids.Live, "small")
		w.want(errs.Conflict, err)
		w.clock.Advance(first.Expires.Add(-renewal + time.Hour).Sub(w.clock.Now()))
		if v := w.course(ada); !v.Renewable || !v.Certificate.Expiring {
			t.Errorf("90 days before its end: %+v", v.Brief)
		}
		second := w.pass(ada)
		if second.ID == first.ID || !second.Expires.After(first.Expires) {
			t.Errorf("renewed until %s", second.Expires)
		}
		w.clock.Advance(second.Expires.Sub(w.clock.Now()))
		if v := w.course(ada); !v.Certificate.Expired || v.Certificate.Expiring {
			t.Errorf("at its end: %+v", v.Certificate)
		}
	})
}

// TestPeopleAreToldOfACertificateThatExpiresSoon once, and not of one that was renewed.
func TestPeopleAreToldOfACertificateThatExpiresSoon(t *testing.T) {
	each(t, func(w *world) {
		told := func(want int) {
			w.Helper()
			w.must(w.Remind(ctx))
			w.must(w.db.Read(ctx, func(tx *db.Tx) error {
				n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM journal_entry WHERE kind = 'training.expiring'`)
				if n != want {
					w.Errorf("told %d times, not %d", n, want)
				}
				return err
			}))
		}
		w.put(small(1))
		first := w.pass(ada)
		told(0)
		w.clock.Advance(first.Expires.Add(-renewal + time.Hour).Sub(w.clock.Now()))
		told(1)
		told(1)
		second := w.pass(ada)
		told(1)
		w.clock.Advance(second.Expires.Add(-time.Hour).Sub(w.clock.Now()))
		told(2)
	})
}

func TestACertificateIsCheckedWithoutANode(t *testing.T) {
	each(t, func(w *world) {
		w.put(small(1))
		h := w.pass(ada)
		_, file, err := w.Certificate(ctx, ada.In(ids.Live), h.ID)
		w.must(err)
		c, key, err := Verify(file)
		w.must(err)
		if key != w.key.Public() || c.Name != "Ada Lovelace" || c.Points != 5 || c.Of != 5 || c.Party != "CZE" || c.Skills[0].Code != "log-analysis" {
			t.Errorf("it says %+v", c)
		}
		for _, bad := range []string{strings.Replace(string(file), "Ada Lovelace", "Eve Lovelace", 1), strings.Replace(string(file), ":5", ": 5", 1), string(file) + " ", strings.Replace(string(file), "entente-training/1", "entente-training/2", 1)} {
			if _, _, err := Verify([]byte(bad)); err == nil {
				t.Errorf("it verifies: %s", bad)
			}
		}
		_, _, err = w.Certificate(ctx, as("eve").In(ids.Live), h.ID)
		w.want(errs.NotFound, err)
		_, _, err = w.Certificate(ctx, ben.In(ids.Live), h.ID) // the pool manager
		w.must(err)
	})
}

func TestACertificateIsNotedInAProfileAndCountsUntilItEnds(t *testing.T) {
	each(t, func(w *world) {
		w.put(small(1))
		h := w.pass(ada)
		p, err := w.pool.Add(ctx, ben, ids.Live, expert.Profile{Name: "Ada", Office: "csirt", Skills: []expert.Skill{{Code: "log-analysis", Level: 1}}})
		w.must(err)
		p, err = w.pool.Attest(ctx, director, ids.Live, p.ID, p.Version, "")
		w.must(err)
		_, err = w.Bind(ctx, ada, ids.Live, h.ID, p.ID)
		w.want(errs.Denied, err)
		_, err = w.Bind(ctx, ben, ids.Live, h.ID, "nobody")
		w.want(errs.NotFound, err)
		_, err = w.Bind(ctx, ben, ids.Live, h.ID, p.ID)
		w.must(err)
		_, err = w.pool.AddWindow(ctx, ben, ids.Live, p.ID, expert.Standby, match.Window{From: start, To: start.Add(24 * time.Hour)}, "")
		w.must(err)
		l, err := w.pool.Get(ctx, ben.In(ids.Live), p.ID)
		w.must(err)
		if len(l.Trained) != 1 || l.Trained[0].Certificate != h.ID || l.Attested == nil {
			t.Errorf("the profile: %+v, attested %v", l.Trained, l.Attested)
		}
		count := func() (level2, service int) {
			c, err := w.pool.Coverage(ctx, ben.In(ids.Live))
			w.must(err)
			for _, s := range c.Skills {
				if s.Code == "log-analysis" && s.Levels != nil {
					level2 = s.Levels[1]
				}
			}
			for _, s := range c.Services {
				if s.Code == "monitoring" {
					service = s.Experts
				}
			}
			return level2, service
		}
		if level2, service := count(); level2 != 1 || service != 1 {
			t.Errorf("while it counts: %d at level 2, %d in the service", level2, service)
		}
		w.readiness(p.ID)
		w.clock.Advance(h.Expires.Sub(w.clock.Now()))
		if level2, service := count(); level2 != 0 || service != 0 {
			t.Errorf("after its end: %d at level 2, %d in the service", level2, service)
		}
		again := w.pass(ada) // noted by itself from now on
		l, err = w.pool.Get(ctx, ben.In(ids.Live), p.ID)
		w.must(err)
		if len(l.Trained) != 1 || l.Trained[0].Certificate != again.ID || again.Expert != p.ID {
			t.Errorf("renewed: %+v", l.Trained)
		}
		w.must(w.pool.Remove(ctx, ben, ids.Live, p.ID))
		w.clock.Advance(again.Expires.Sub(w.clock.Now()))
		if last := w.pass(ada); last.Expert != "" {
			t.Errorf("who has left the pool is bound to %s", last.Expert)
		}
	})
}

// readiness looks at the counts while one person holds the small course.
func (w *world) readiness(profile string) {
	w.Helper()
	r, err := w.Readiness(ctx, duty.In(ids.Live))
	w.must(err)
	i := slices.IndexFunc(r.Skills, func(x Ready) bool { return x.Code == "log-analysis" })
	if i < 0 || r.Skills[i] != (Ready{Code: "log-analysis", Holders: 1, Bound: 1, Standby: 1, Pool: 1}) || r.People != 1 {
		w.Errorf("skills %+v of %d people", r.Skills, r.People)
	}
	if !r.Named || len(r.Holders) != 1 || r.Holders[0].Name != "Ada Lovelace" || r.Holders[0].Expert != profile || !r.Holders[0].Standby {
		w.Errorf("holders %+v", r.Holders)
	}
	w.must(err)
	hidden, err := w.Readiness(ctx, as("root", "admin").In(ids.Live))
	w.must(err)
	if hidden.Named || len(hidden.Holders) != 0 || hidden.People != 1 {
		w.Errorf("who may not read the pool sees %+v", hidden)
	}
	_, err = w.Readiness(ctx, ada.In(ids.Live))
	w.want(errs.Denied, err)
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
